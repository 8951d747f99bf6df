// Any bytes as an XLSX file, or as the parts of one (workbook_fuzz.h).

#include "tests/fuzz/workbook_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (bytes.starts_with('\x1E'))
    fuzz::read(almanac::importers::read_xlsx, fuzz::zip_of(bytes));
  else
    fuzz::read(almanac::importers::read_xlsx, bytes);
  return 0;
}
