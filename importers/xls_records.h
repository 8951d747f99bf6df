#pragma once
// The records of an Excel 97–2003 workbook (BIFF8, [MS-XLS]) or Excel 5/95 (BIFF5): a stream of {type, size, bytes}. Every
// read is checked against the record's end. Internal to read_xls().

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace almanac::importers {

enum class XlsRecord : std::uint16_t {
  formula = 0x0006,
  end = 0x000A,
  date_1904 = 0x0022,
  file_password = 0x002F,
  continued = 0x003C,
  code_page = 0x0042,
  bound_sheet = 0x0085,
  multiple_rk = 0x00BD,
  rich_label = 0x00D6,
  extended_format = 0x00E0,
  merged_cells = 0x00E5,
  shared_strings = 0x00FC,
  label_shared = 0x00FD,
  external_book = 0x01AE,
  number = 0x0203,
  label = 0x0204,
  boolean_or_error = 0x0205,
  string = 0x0207,
  rk = 0x027E,
  format = 0x041E,
  beginning = 0x0809
};

// Little-endian values of a record; 0 past its end, and `failed()` from then on.
class XlsCursor {
 public:
  explicit XlsCursor(std::string_view bytes) : bytes_(bytes) {}
  std::uint8_t byte();
  std::uint16_t two();
  std::uint32_t four();
  double real();
  std::string_view bytes(std::size_t count);  // fewer at the end
  std::size_t left() const { return bytes_.size() - at_; }
  bool failed() const { return failed_; }

 private:
  std::uint64_t take(std::size_t count);
  std::string_view bytes_;
  std::size_t at_ = 0;
  bool failed_ = false;
};

class XlsRecords {
 public:
  explicit XlsRecords(std::string_view stream, std::size_t from = 0) : stream_(stream), next_(from) {}
  bool next();  // false at the end, or where a record is cut off
  XlsRecord type() const { return type_; }
  std::string_view bytes() const { return bytes_; }
  XlsCursor cursor() const { return XlsCursor(bytes_); }
  // The record and the "continued" ones behind it, which it consumes.
  std::vector<std::string_view> pieces();

 private:
  std::string_view stream_, bytes_;
  std::size_t next_;
  XlsRecord type_ = XlsRecord::end;
};

// Strings that may run over several pieces. At the start of a piece inside of characters stands a flag that says how the
// rest is stored.
class XlsStrings {
 public:
  explicit XlsStrings(std::vector<std::string_view> pieces) : pieces_(std::move(pieces)) {}
  bool at_end();
  std::uint16_t two();
  std::uint32_t four();
  // Flags, characters, and what belongs to formatting and reading aloud, which is skipped. UTF-8.
  std::string text(std::size_t characters);

 private:
  std::uint8_t byte();
  void skip(std::uint64_t count);
  std::vector<std::string_view> pieces_;
  std::size_t piece_ = 0, at_ = 0;
};

// Bytes of a code page (Excel 5/95, which has no Unicode) as UTF-8.
std::string from_code_page(std::string_view bytes, unsigned code_page);

}  // namespace almanac::importers
