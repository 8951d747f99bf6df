#pragma once
// Delimited text as a grid, as a spreadsheet would show it: every record with the cells that it has, blank lines and lines before
// a header too. For what needs the shape of a small text, and to print one as it was read; rows of data are CsvReader's, which is
// forty times as fast. Internal to importers/.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "importers/byte_source.h"
#include "importers/encoding.h"
#include "importers/sheet.h"

namespace almanac::importers {

struct GridRecord {
  std::vector<std::string> cells;  // one, empty, of a blank line
  std::uint64_t line = 1;          // where it begins, from 1
  std::string raw;                 // as it stands, without its line end
  bool broken =
      false;  // text behind a closing quote, a quote that never closes, broken UTF-8: one line, in one cell as it stands
};

class CsvGrid {
 public:
  // `bytes` are UTF-8. `delimiter` 0: that of a first line "sep=;", which is then no record, else found.
  explicit CsvGrid(std::unique_ptr<ByteSource> bytes, char delimiter = 0);

  bool next(GridRecord& record);  // false: the end
  char delimiter() const { return delimiter_; }

 private:
  enum class Outcome { whole, stray_quote, open_quote };
  Outcome cut(GridRecord& record);
  bool more();  // reads on; false: there is nothing more
  std::size_t line_end_from(std::size_t at);

  std::unique_ptr<ByteSource> bytes_;
  char delimiter_, line_end_ = '\n';
  std::string text_;  // what is read and not handed out yet, from at_
  std::size_t at_ = 0, next_ = 0;
  std::uint64_t line_ = 1, lines_inside_ = 0;
  bool ended_ = false;
};

// A small text as a workbook of one sheet, which is called as the file is, without its extension.
struct TextWorkbook {
  Workbook workbook;  // numbers are typed as such
  DetectedEncoding encoding;
  char delimiter = 0;
};
// nullopt: it has more than 5,000 lines or 4 MB, or a record of it is broken. Throws as open_source() does.
std::optional<TextWorkbook> read_text_as_workbook(const std::filesystem::path& path, std::string_view name,
                                                  std::optional<Encoding> encoding);

}  // namespace almanac::importers
