// Any bytes as a CSV file. Checked: no crash, cells are UTF-8 inside the record, every row has the header's number of
// cells, rows ascend, and neither the size of the buffer nor that of the pieces read changes what comes out.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "archive/error.h"
#include "importers/format.h"

using namespace almanac::importers;

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

std::string read_all(std::string_view bytes, std::size_t buffer, std::size_t chunk) {
  std::string seen;
  try {
    ReadOptions options;
    options.format = Format::csv;
    options.csv.buffer = buffer;
    options.csv.max_line = 2'000;
    options.csv.max_cell = 500;
    options.csv.max_columns = 50;
    auto opened = open_bytes(memory_source(bytes, chunk), "fuzz.csv", options);
    TableReader& reader = *opened.table;
    std::uint64_t last = 0;
    for (Read read; (read = reader.next()) != Read::end;) {
      const std::uint64_t line = read == Read::row ? reader.row().row : reader.rejected().row;
      require(line > last);
      last = line;
      if (read == Read::reject) {
        const auto& reject = reader.rejected();
        require(!reject.code.empty() && !reject.reason.en.empty() && !reject.reason.zh.empty());
        require(valid_utf8_prefix(reject.raw) == reject.raw.size() || reject.raw.find('\0') != std::string::npos);
        seen += "!" + reject.code + "|" + reject.column + "|" + reject.raw + "\n";
        continue;
      }
      require(reader.row().cells.size() == reader.header().size());
      for (const auto cell : reader.row().cells) {
        require(valid_utf8_prefix(cell) == cell.size());
        seen.append(cell).append("\x1f");
      }
      seen += std::to_string(line) + "\n";
    }
  } catch (const almanac::archive::Error& error) {
    seen += "error " + error.code();
  }
  return seen;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::string whole = read_all(bytes, 256 << 10, SIZE_MAX);
  require(whole == read_all(bytes, 64, 1 + size % 7));
  require(whole == read_all(bytes, 100 + size % 1'000, 1'000));
  return 0;
}
