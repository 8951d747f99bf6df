#pragma once
// Members of a ZIP file, distrusted: sizes and ratios are limited while unpacking (not by what the file claims), names are
// decoded and checked. Behind it is libzip, which does not show.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace almanac::importers {

struct ZipLimits {
  std::uint64_t member_bytes = 512ull << 20;  // unpacked
  std::uint64_t total_bytes = 1ull << 30;     // unpacked, of all that is read from the archive
  std::uint64_t ratio = 1'000;                // unpacked to packed, of a member past 1 MB
  std::uint64_t members = 100'000;
};

struct ZipMember {
  std::string name;  // UTF-8: strict UTF-8 (whatever its flag says), else GB18030; "/" between folders
  std::uint64_t index = 0;
  std::uint64_t packed = 0, unpacked = 0;  // as claimed
  bool folder = false, encrypted = false;
};

// Not thread-safe; a member may be read any number of times.
class ZipArchive {
 public:
  // Throws Error invalid_input "damaged_file", "too_large", "unsafe_path" (absolute, or with ".."), and as open_source() does.
  explicit ZipArchive(const std::filesystem::path& path, const ZipLimits& limits = {});
  ~ZipArchive();
  ZipArchive(ZipArchive&&) noexcept;

  const std::vector<ZipMember>& members() const;       // in the archive's order
  const ZipMember* find(std::string_view name) const;  // exact; else ignoring the case of A–Z; constant time
  // Whole, checked against its CRC. Throws Error invalid_input "encrypted_file", "damaged_file", "too_large",
  // "unsupported_compression" (neither stored, deflate, bzip2 nor LZMA).
  std::string read(const ZipMember& member);
  // The same in pieces of up to 256 KB, in order. The CRC is known only at the end: what `take` made of the pieces must be
  // dropped if this throws. What `take` throws passes through.
  void scan(const ZipMember& member, const std::function<void(std::string_view)>& take);
  // The same into a file (of a temporary folder), which is removed again on failure. Throws also Error unavailable
  // "unwritable_file".
  void unpack(const ZipMember& member, const std::filesystem::path& into);

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace almanac::importers
