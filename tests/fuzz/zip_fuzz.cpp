// Any bytes as a ZIP file. Checked: no crash; names are UTF-8 and stay inside; what unpacks keeps the limits.

#include "importers/zip_archive.h"
#include "tests/fuzz/workbook_fuzz.h"

using namespace almanac::importers;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const fuzz::MemoryFile file({reinterpret_cast<const char*>(data), size});
  const ZipLimits limits{1 << 20, 2 << 20, 500, 100};
  try {
    ZipArchive zip(file.path(), limits);
    fuzz::require(zip.members().size() <= limits.members);
    std::uint64_t total = 0;
    for (const ZipMember& member : zip.members()) {
      fuzz::check_text(member.name);
      fuzz::require(!member.name.starts_with('/') && ("/" + member.name + "/").find("/../") == std::string::npos);
      fuzz::require(zip.find(member.name) != nullptr);
      try {
        const std::string bytes = zip.read(member);
        total += bytes.size();
        fuzz::require(bytes.size() <= limits.member_bytes && total <= limits.total_bytes);
      } catch (const almanac::archive::Error& error) {
        fuzz::require(!error.message().zh.empty());
      }
    }
  } catch (const almanac::archive::Error& error) {
    fuzz::require(!error.message().en.empty() && !error.message().zh.empty());
    fuzz::check_text(error.message().zh);
  }
  return 0;
}
