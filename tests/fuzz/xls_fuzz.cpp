// Any bytes as an Excel 97–2003 file, or as the records inside of one (workbook_fuzz.h).

#include "tests/fuzz/workbook_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (bytes.starts_with("\xD0\xCF\x11\xE0"))
    fuzz::read(almanac::importers::read_xls, bytes);
  else if (bytes.starts_with("\x09\x08"))
    fuzz::read(almanac::importers::read_xls, fuzz::ole_of(std::string(bytes)));
  else
    fuzz::read(almanac::importers::read_workbook, bytes);
  return 0;
}
