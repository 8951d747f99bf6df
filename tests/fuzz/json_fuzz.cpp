// Any bytes as a JSON file. Checked: no crash, records are objects, rejects are complete, and the size of the pieces
// read does not change what comes out.

#include <cstdint>
#include <cstdlib>
#include <string>

#include "archive/error.h"
#include "archive/json.h"
#include "importers/format.h"

using namespace almanac::importers;

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

std::string read_all(std::string_view bytes, Format format, std::size_t buffer, std::size_t chunk) {
  std::string seen;
  try {
    ReadOptions options;
    options.format = format;
    options.json.buffer = buffer;
    options.json.max_record = 2'000;
    auto opened = open_bytes(memory_source(bytes, chunk), "fuzz.json", options);
    RecordReader& reader = *opened.records;
    for (Read read; (read = reader.next()) != Read::end;) {
      if (read == Read::reject) {
        const auto& reject = reader.rejected();
        require(!reject.code.empty() && !reject.reason.en.empty() && !reject.reason.zh.empty() && reject.row > 0);
        seen += "!" + reject.code + "|" + reject.reason.en + "|" + reject.raw + "\n";
        continue;
      }
      require(reader.record().value.is_object());
      seen += std::to_string(reader.record().row) + almanac::archive::dump(reader.record().value) + "\n";
    }
  } catch (const almanac::archive::Error& error) {
    seen += "error " + error.code();
  }
  return seen;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (const Format format : {Format::json, Format::jsonl}) {
    require(read_all(bytes, format, 256 << 10, SIZE_MAX) == read_all(bytes, format, 64, 1 + size % 7));
  }
  return 0;
}
