#pragma once
// What csv_reader.cpp, csv_reader_rows.cpp and csv_reader_damage.cpp share. Internal to importers/.
//
// Invariants between calls:
//   record_ <= indexed_ <= data_end_ <= capacity_         (all are indexes into the buffer)
//   next_ .. end_ are the listed positions behind those already walked; all lie before indexed_
//   text before checked_ is UTF-8 without zero bytes, or broken_ is the first place at or behind record_ that is not
//   base_ is the place in the text of the buffer's first byte, line_ the line of record_

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "importers/csv_reader.h"

namespace almanac::importers {

class CsvReader::State {
 public:
  State(std::unique_ptr<ByteSource> bytes, const CsvOptions& options);

  Read next();

  std::vector<std::string> header_;
  std::vector<Note> notes_;
  Row row_;
  archive::Reject rejected_;
  std::uint64_t blank_lines_ = 0, left_out_ = 0, filled_ = 0;
  CsvOptions options_;

  Progress progress() const { return {line_, base_ + record_, source_->consumed(), source_->total()}; }

 private:
  static constexpr std::size_t nowhere = SIZE_MAX;

  enum class Stop { line, nothing, open_quote, stray_quote, too_long };
  enum class Fetch { more, end, limit };
  enum class Mode { plain, quoted, closed };

  static bool is_blank(const char* begin, const char* end) {
    return std::all_of(begin, end, [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; });
  }

  void choose_delimiter(std::string_view sample);
  void read_header();
  void skip_preamble();

  Stop walk();
  Fetch fetch();
  void load();
  void check_text(std::size_t plain);
  void add_cell(std::size_t begin, std::size_t end);
  void move_cells(const char* from, const char* to);

  void trim_to(std::string_view raw);
  bool is_left_out();
  void note_left_out();
  bool is_good(std::string_view raw);
  void fill_row();
  void look_ahead();
  bool has_trailing_empty_cell(const std::string& beginning) const;
  void note_filled();
  void reject_broken(std::string_view raw);
  void unescape();
  void give_up_on(Stop stop);
  void recover_from_quote();
  void reject_rest(std::string_view column);
  bool has_full_line(std::size_t from) const;
  std::size_t find_line_end(std::size_t from) const;
  void restart_at(std::size_t record, std::uint64_t line);
  void skip_line(std::size_t from, std::uint64_t line);

  char at(std::size_t index) const { return buffer_[index]; }
  std::string_view text(std::size_t begin, std::size_t end) const { return {buffer_.get() + begin, end - begin}; }
  std::string_view without_line_end(std::string_view line) const;
  void reject(std::string_view code, archive::Text reason, std::string_view raw, std::string_view column = {},
              std::string_view value = {});

  std::unique_ptr<ByteSource> source_;
  std::unique_ptr<char[]> buffer_;
  std::size_t capacity_ = 0, record_ = 0, indexed_ = 0, data_end_ = 0;
  bool source_ended_ = false;
  std::unique_ptr<std::uint32_t[]> positions_;
  const std::uint32_t* next_ = nullptr;
  const std::uint32_t* end_ = nullptr;

  std::size_t checked_ = 0, broken_ = nowhere;
  bool unchecked_ = false;  // a character at indexed_ is cut off: it waits for its rest

  std::uint64_t base_ = 0, line_ = 1;
  char line_end_ = '\n';

  // The record that walk() went through.
  std::vector<std::string_view> cells_;
  std::size_t cell_count_ = 0, columns_ = 0;
  bool surplus_ = false;              // a cell past the last column is not empty
  std::vector<std::size_t> escaped_;  // cells with doubled quotes
  std::string unescaped_;
  std::size_t record_end_ = 0, next_record_ = 0;
  std::uint64_t lines_inside_ = 0;
  std::uint64_t next_line_ = 1;
  std::uint64_t rows_ = 0;
  std::string left_out_text_;

  // Short rows.
  bool keeps_empty_cells_ = false;  // a row of full width ends with an empty cell
  std::size_t cells_in_next_ = 0;   // of the line behind a short row, quotes not regarded
  std::uint64_t torn_line_ = 0;     // the second half of a row that was torn apart
  std::uint64_t first_filled_ = 0;  // line
  bool ended_ = false;
};

}  // namespace almanac::importers
