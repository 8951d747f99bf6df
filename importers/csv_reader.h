#pragma once
// CSV and TSV: RFC 4180 and what real programs write.
//
// Read: any of , ; tab | (found by looking, or given), a "sep=;" first line, quoted cells with doubled quotes,
// delimiters and line breaks, blanks around a quoted cell, LF, CRLF and (in a file without LF) CR as line ends, no last
// line end, blank lines and lines of nothing but delimiters (skipped), surplus cells that are empty (dropped). A quote
// inside a cell that does not begin with one is an ordinary character (5" pipe).
//
// Rejected, one row each, and reading goes on at the next line:
//   ragged_row          fewer cells than the header (unless ShortRows fills them), or more that are not empty
//   stray_quote         text after the closing quote of a cell
//   unterminated_quote  a quote that never closes. If a later line has the header's number of cells, only the
//                       line of the quote is lost; otherwise everything to the end is one truncated record, one reject.
//   broken_text         bytes that are not of the encoding, or a zero byte: row, column and byte position are named
//   cell_too_long, line_too_long, too_many_cells   past the limits below
//
// Speed: one pass of SSE2 (AVX2 where the machine has it) finds delimiters, quotes and line ends 64 bytes at a time;
// rows are views into the buffer, nothing is allocated per row. Memory: at most about 2 × max_line.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "importers/byte_source.h"
#include "importers/table_reader.h"

namespace almanac::importers {

// What a row with fewer cells than the header is. Many programs leave the empty cells at the end of a row out (Excel, ad platforms);
// such rows are filled with empty cells and counted in a note, everything else stays a reject. `trailing` takes a short row for one
// of these if all of this holds:
//   - the file leaves trailing empty cells out: no row of full width in its first 64 KB, nor any read before, ends with an empty
//     cell, and neither does the row itself;
//   - the row has two cells at least and is not one half of a row that an unquoted line break tore apart: together with the next
//     line it does not come to the header's number of cells;
//   - its line end is there: a last line without one may be cut off (`fill` rejects that too).
enum class ShortRows { reject, trailing, fill };

// Rows whose first filled cell says 合计, 小计, 总计, Total … (is_total_label), wherever they stand, and lines of one cell that are
// notes to the table: right below the header, or beginning as notes do (注：…).
enum class Totals { keep, leave_out };

struct CsvOptions {
  char delimiter = 0;            // 0: find it among , ; tab |
  std::uint64_t first_line = 1;  // lines before this one are skipped (a preamble); the header is the first one that is
                                 // not blank from there on
  std::vector<std::string> columns = {};  // names for a file without a header; empty: the file has one
  ShortRows short_rows = ShortRows::reject;
  Totals totals = Totals::keep;
  std::size_t max_cell = 1u << 20;
  std::size_t max_line = 4u << 20;  // of a record, with its embedded line breaks
  std::size_t max_columns = 16'384;
  std::size_t buffer = 256u << 10;  // first size of the buffer; small ones are for tests
};

// The header is read at once. `bytes` are UTF-8 (put decoded_source() in front). Throws Error invalid_input
// "empty_file"; "bad_header" with its position if the header itself is broken or past a limit; "no_header" if nothing
// but blank lines stands from options.first_line on.
class CsvReader final : public TableReader {
 public:
  explicit CsvReader(std::unique_ptr<ByteSource> bytes, const CsvOptions& options = {});
  ~CsvReader() override;

  const std::vector<std::string>& header() const override;
  const std::vector<Note>& notes() const override;
  Read next() override;
  const Row& row() const override;
  const archive::Reject& rejected() const override;
  Progress progress() const override;

  char delimiter() const;             // the one in use
  std::uint64_t blank_lines() const;  // skipped so far
  std::uint64_t left_out() const;     // totals and notes so far; notes() names the first of them at the end
  std::uint64_t filled_rows() const;  // short rows that were filled so far; notes() counts them at the end

 private:
  class State;
  std::unique_ptr<State> state_;
};

// The delimiter of the sample (first lines of a file, UTF-8): the one of , ; tab | that cuts most lines into the same
// number of cells, two at least; ',' if none does.
char find_delimiter(std::string_view sample);
// What a first line "sep=;" names, Excel's own way of telling the delimiter; 0: there is no such line.
char named_delimiter(std::string_view sample);
// '\n', or '\r' where lines end in CR alone. A CR or LF in a quoted cell ends no line.
char line_end_of(std::string_view sample);

}  // namespace almanac::importers
