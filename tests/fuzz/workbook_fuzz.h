#pragma once
// What the fuzz targets of workbooks share. Mutated ZIP files fail at their checksums, so an input that does not start like
// the container is packed into one first: the fuzzer then works on what is inside.
//
//   RS name LF bytes RS name LF bytes …      RS is 1E; for XLSX and ODS

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "archive/error.h"
#include "importers/encoding.h"
#include "importers/sheet.h"

namespace fuzz {

inline void require(bool condition) {
  if (!condition) std::abort();
}

// A file in memory that has a path.
class MemoryFile {
 public:
  explicit MemoryFile(std::string_view bytes) : descriptor_(::memfd_create("fuzz", 0)) {
    require(descriptor_ >= 0 && ::write(descriptor_, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()));
  }
  ~MemoryFile() { ::close(descriptor_); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

 private:
  int descriptor_;
};

inline void put(std::string& to, std::uint64_t value, int bytes) {
  for (; bytes > 0; --bytes, value >>= 8) to += static_cast<char>(value & 0xFF);
}

inline std::uint32_t crc32(std::string_view bytes) {
  std::uint32_t crc = 0xFFFFFFFF;
  for (const char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int i = 0; i < 8; ++i) crc = crc >> 1 ^ ((crc & 1) != 0 ? 0xEDB88320u : 0);
  }
  return ~crc;
}

// The parts of `input` as a ZIP whose members are stored.
inline std::string zip_of(std::string_view input) {
  std::string zip, directory;
  int count = 0;
  for (std::size_t at = input.find('\x1E'); at < input.size() && count < 50; ++count) {
    const std::size_t next = std::min(input.find('\x1E', at + 1), input.size());
    const std::string_view part = input.substr(at + 1, next - at - 1);
    const std::size_t line = std::min(part.find('\n'), part.size());
    const std::string_view name = part.substr(0, std::min<std::size_t>(line, 200));
    const std::string_view bytes = part.substr(std::min(line + 1, part.size()));
    std::string common;
    put(common, 0x0800'0014, 4);  // version, flag of UTF-8
    put(common, 0, 6);            // stored, no time
    put(common, crc32(bytes), 4);
    put(common, bytes.size(), 4);
    put(common, bytes.size(), 4);
    put(common, name.size(), 2);
    put(common, 0, 2);
    const std::size_t offset = zip.size();
    zip.append("PK\x03\x04").append(common).append(name).append(bytes);
    directory.append("PK\x01\x02\x14", 5).append(1, '\0').append(common);
    put(directory, 0, 10);
    put(directory, offset, 4);
    directory.append(name);
    at = next;
  }
  const std::size_t start = zip.size();
  zip.append(directory).append("PK\x05\x06");
  put(zip, 0, 4);
  put(zip, count, 2);
  put(zip, count, 2);
  put(zip, directory.size(), 4);
  put(zip, start, 4);
  put(zip, 0, 2);
  return zip;
}

// `stream` as the stream "Workbook" of an OLE container.
inline std::string ole_of(std::string stream) {
  stream.resize(std::max<std::size_t>((stream.size() + 511) / 512 * 512, 4'096));
  const std::size_t data = stream.size() / 512;
  const std::size_t tables = (data + 1 + data / 127 + 2 + 127) / 128;
  std::string ole("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
  put(ole, 0, 16);
  put(ole, 0xFFFE'0003'003E, 6);
  put(ole, 0x0006'0009, 4);
  put(ole, 0, 10);
  put(ole, tables, 4);
  put(ole, tables + data, 4);  // sector of the directory
  put(ole, 0, 4);
  put(ole, 4'096, 4);
  put(ole, 0xFFFF'FFFE, 4);
  put(ole, 0, 4);
  put(ole, 0xFFFF'FFFE, 4);
  put(ole, 0, 4);
  for (std::size_t i = 0; i < 109; ++i) put(ole, i < tables ? i : 0xFFFF'FFFF, 4);
  for (std::size_t i = 0; i < tables * 128; ++i) {
    const bool inside = i >= tables && i + 1 < tables + data;
    put(ole, i < tables ? 0xFFFF'FFFD : inside ? i + 1 : i <= tables + data ? 0xFFFF'FFFE : 0xFFFF'FFFF, 4);
  }
  ole += stream;
  const auto entry = [&](std::string_view name, int type, std::size_t first, std::size_t size) {
    std::string made;
    for (const char c : name) made.append(1, c).append(1, '\0');
    made.resize(64);
    put(made, name.size() * 2 + 2, 2);
    put(made, static_cast<std::uint64_t>(type), 1);
    made.resize(116);
    put(made, first, 4);
    put(made, size, 8);
    ole += made;
  };
  entry("Root Entry", 5, 0xFFFF'FFFE, 0);
  entry("Workbook", 2, tables, stream.size());
  ole.append(256, '\0');
  return ole;
}

inline almanac::importers::WorkbookLimits small_limits() {
  almanac::importers::WorkbookLimits limits;
  limits.unpacked_bytes = 4 << 20;
  limits.rows = 5'000;
  limits.columns = 300;
  limits.sheets = 20;
  limits.cells = 20'000;
  limits.places = 60'000;
  limits.text_bytes = 1 << 20;
  limits.cell_bytes = 10'000;
  limits.merged_ranges = 100;
  limits.depth = 40;
  return limits;
}

inline void check_text(std::string_view text) { require(almanac::importers::valid_utf8_prefix(text) == text.size()); }

inline void check_cell(const almanac::importers::SheetCell& cell) {
  using Type = almanac::importers::SheetCell::Type;
  check_text(cell.text);
  require((cell.type == Type::empty) == cell.text.empty());
  if (cell.type == Type::number) require(cell.text.find_first_not_of("-.0123456789") == std::string::npos);
  if (cell.type == Type::date) require(cell.text.size() == 10);
  if (cell.type == Type::boolean) require(cell.text == "TRUE" || cell.text == "FALSE");
}

// Checked: no crash; texts are UTF-8; rows end with a cell; errors say what to do in both languages.
template <class Reader>
void read(Reader reader, std::string_view bytes) {
  const MemoryFile file(bytes);
  try {
    const almanac::importers::Workbook workbook = reader(file.path(), small_limits());
    require(workbook.sheets.size() <= 20);
    for (const auto& sheet : workbook.sheets) {
      check_text(sheet.name);
      require(sheet.rows.size() <= 5'000 && (sheet.rows.empty() || !sheet.rows.back().empty()));
      for (const auto& row : sheet.rows) {
        require(row.size() <= 300 && (row.empty() || !row.back().text.empty()));
        for (const auto& cell : row) check_cell(cell);
      }
    }
    for (const auto& note : workbook.notes) check_text(note.text.en + note.text.zh);
  } catch (const almanac::archive::Error& error) {
    require(!error.code().empty() && !error.message().en.empty() && !error.message().zh.empty());
    check_text(error.message().en + error.message().zh);
  }
}

}  // namespace fuzz
