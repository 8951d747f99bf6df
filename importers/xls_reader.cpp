// Excel 97–2003: an OLE container whose stream "Workbook" is a list of records, first those of the workbook, then those of
// each sheet. [MS-XLS]. Nothing is trusted: records are read through XlsCursor, sheets by their offset, and all sheets together
// at most twice the stream, however often it is pointed into.

#include <bit>
#include <cstdint>
#include <utility>
#include <vector>

#include "archive/error.h"
#include "importers/byte_source.h"
#include "importers/ole_file.h"
#include "importers/sheet.h"
#include "importers/workbook_builder.h"
#include "importers/xls_globals.h"
#include "importers/xls_records.h"

namespace almanac::importers {
namespace {

using archive::filled;
using Type = SheetCell::Type;

constexpr std::uint64_t most_xls_bytes = 256ull << 20;

struct Place {
  std::uint64_t row = 0, column = 0;
  std::size_t format = 0;
};

std::string error_text(unsigned code) {
  switch (code) {
    case 0x00:
      return "#NULL!";
    case 0x07:
      return "#DIV/0!";
    case 0x0F:
      return "#VALUE!";
    case 0x17:
      return "#REF!";
    case 0x1D:
      return "#NAME?";
    case 0x24:
      return "#NUM!";
    case 0x2A:
      return "#N/A";
    case 0x2B:
      return "#GETTING_DATA";
    default:
      return "#ERROR!";
  }
}

// A number packed into 30 bits: an integer or the upper half of a double, perhaps a hundredfold.
double unpacked(std::uint32_t rk) {
  const std::uint32_t bits = rk & 0xFFFFFFFC;
  double value = 0;
  if ((rk & 2) != 0)
    value = static_cast<double>(static_cast<std::int32_t>(bits) / 4);
  else
    value = std::bit_cast<double>(std::uint64_t{bits} << 32);
  return (rk & 1) != 0 ? value / 100 : value;
}

class SheetReader {
 public:
  SheetReader(std::string_view stream, const XlsSheetEntry& entry, const XlsGlobals& globals, WorkbookBuilder& builder)
      : records_(stream, entry.offset), globals_(globals), builder_(builder) {}

  // False if there is no worksheet there, or it does not end. `budget` is the bytes of records that may still be read.
  bool read(std::uint64_t& budget) {
    if (!records_.next() || records_.type() != XlsRecord::beginning) return false;
    int depth = 1;  // charts on the sheet have a beginning and an end of their own
    while (depth > 0) {
      if (!records_.next() || budget < records_.bytes().size() + 4) return false;
      budget -= records_.bytes().size() + 4;
      if (records_.type() == XlsRecord::beginning) ++depth;
      if (records_.type() == XlsRecord::end) --depth;
      if (depth == 1) take();
    }
    report_uncomputed();
    return true;
  }

 private:
  void take() {
    XlsCursor cursor = records_.cursor();
    switch (records_.type()) {
      case XlsRecord::number:
        number(place(cursor), cursor);
        break;
      case XlsRecord::rk:
        rk(place(cursor), cursor);
        break;
      case XlsRecord::multiple_rk:
        multiple_rk(cursor);
        break;
      case XlsRecord::label_shared:
        label_shared(place(cursor), cursor);
        break;
      case XlsRecord::label:
      case XlsRecord::rich_label:
        label(place(cursor));
        break;
      case XlsRecord::boolean_or_error:
        boolean_or_error(place(cursor), cursor);
        break;
      case XlsRecord::formula:
        formula(place(cursor), cursor);
        break;
      case XlsRecord::string:
        string();
        break;
      case XlsRecord::merged_cells:
        merged_cells(cursor);
        break;
      default:
        break;
    }
  }

  static Place place(XlsCursor& cursor) {
    Place at;
    at.row = cursor.two();
    at.column = cursor.two();
    at.format = cursor.two();
    return at;
  }

  void put(const Place& at, double value) {
    const NumberFormat format =
        at.format < globals_.formats.size() ? globals_.formats[at.format] : NumberFormat::number;
    builder_.put(at.row, at.column, number_cell(plain_number(value), format, globals_.dates));
  }

  void number(const Place& at, XlsCursor& cursor) {
    const double value = cursor.real();
    if (!cursor.failed()) put(at, value);
  }

  void rk(const Place& at, XlsCursor& cursor) {
    const std::uint32_t value = cursor.four();
    if (!cursor.failed()) put(at, unpacked(value));
  }

  void multiple_rk(XlsCursor& cursor) {
    Place at;
    at.row = cursor.two();
    at.column = cursor.two();
    for (; cursor.left() >= 8; ++at.column) {  // each has 6 bytes, behind them 2 for the last column
      at.format = cursor.two();
      put(at, unpacked(cursor.four()));
    }
  }

  void label_shared(const Place& at, XlsCursor& cursor) {
    const std::uint32_t index = cursor.four();
    if (!cursor.failed() && index < globals_.strings.size())
      builder_.put(at.row, at.column, {Type::text, false, globals_.strings[index]});
    else
      builder_.missing_text(at.row, at.column);
  }

  void label(const Place& at) {
    builder_.put(at.row, at.column, {Type::text, false, globals_.text_of(records_.pieces(), 6)});
  }

  void boolean_or_error(const Place& at, XlsCursor& cursor) {
    const unsigned value = cursor.byte();
    const bool error = cursor.byte() != 0;
    if (!cursor.failed()) put(at, value, error);
  }

  void put(const Place& at, unsigned value, bool error) {
    if (error)
      builder_.put(at.row, at.column, {Type::error, false, error_text(value)});
    else
      builder_.put(at.row, at.column, {Type::boolean, false, value != 0 ? "TRUE" : "FALSE"});
  }

  // Its stored result: a number, or FFFF behind a kind: text (in a record of its own), truth value, error, empty text.
  void formula(const Place& at, XlsCursor& cursor) {
    const std::string_view result = cursor.bytes(8);
    if (!result.ends_with("\xFF\xFF") || result.size() < 8) return number_result(at, result);
    const auto value = static_cast<std::uint8_t>(result[2]);
    computed_ = computed_ || result[0] != 3;
    switch (result[0]) {
      case 0:
        text_place_ = at;
        break;
      case 1:
        put(at, value, false);
        break;
      case 2:
        put(at, value, true);
        break;
      default:
        empty_results_.push_back(at);
        break;
    }
  }

  // Programs that write formulas without computing them (xlwt) give every one an empty text; Excel gives it to a few.
  void report_uncomputed() {
    if (computed_) return;
    for (const Place& at : empty_results_) builder_.formula_without_value(at.row, at.column);
  }

  void number_result(const Place& at, std::string_view result) {
    XlsCursor cursor(result);
    computed_ = true;
    number(at, cursor);
  }

  void string() {
    builder_.put(text_place_.row, text_place_.column, {Type::text, false, globals_.text_of(records_.pieces(), 0)});
  }

  void merged_cells(XlsCursor& cursor) {
    for (std::size_t count = cursor.two(); count > 0 && cursor.left() >= 8; --count) {
      MergedRange range;
      range.first_row = cursor.two();
      range.last_row = cursor.two();
      range.first_column = cursor.two();
      range.last_column = cursor.two();
      if (range.first_row <= range.last_row && range.first_column <= range.last_column) builder_.merge(range);
    }
  }

  XlsRecords records_;
  const XlsGlobals& globals_;
  WorkbookBuilder& builder_;
  Place text_place_;                  // of the formula whose text comes
  std::vector<Place> empty_results_;  // formulas whose result is an empty text
  bool computed_ = false;             // any other formula has a result
};

}  // namespace

Workbook read_xls(const std::filesystem::path& path, const WorkbookLimits& limits) {
  refuse_non_ole_workbook(path);
  const OleFile file(path, most_xls_bytes);
  if (file.find("EncryptedPackage") != nullptr) fail_encrypted_workbook(path);
  const OleFile::Stream* stream = file.find("Workbook");
  if (stream == nullptr) stream = file.find("Book");
  if (stream == nullptr) fail_other_kind(path, {"an OLE document without a workbook", "不含工作簿的 OLE 文档"});
  const std::string bytes = file.read(*stream);
  WorkbookBuilder builder(path, limits);
  if (file.find("_VBA_PROJECT") != nullptr) builder.macros();
  const XlsGlobals globals = read_xls_globals(bytes, path, limits, builder);
  std::uint64_t budget = bytes.size() * 2;
  for (const XlsSheetEntry& entry : globals.sheets) {
    if (entry.kind == 1 || entry.kind == 6) builder.macros();
    if (entry.kind != 0) continue;
    builder.begin_sheet(entry.name, entry.hidden);
    if (!SheetReader(bytes, entry, globals, builder).read(budget))
      fail_damaged_workbook(path, filled({"sheet \"{}\" is cut off", "工作表“{}”不完整"}, entry.name));
    builder.end_sheet();
  }
  return builder.take();
}

}  // namespace almanac::importers
