// Any parts as a PPTX (document_fuzz.h says what is checked).

#include "tests/fuzz/document_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  fuzz::read_document([](const auto& path, const auto& limits) { return almanac::importers::read_pptx(path, limits); },
                      size > 0 && data[0] == 0x1E ? fuzz::zip_of(bytes) : std::string(bytes));
  return 0;
}
