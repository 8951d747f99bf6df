#pragma once
// Members of a ZIP file, distrusted: sizes and ratios are limited while unpacking (not by what the file claims), names are
// decoded and checked. Behind it is libzip, which does not show.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace almanac::importers {

struct ZipLimits {
  std::uint64_t member_bytes = 512ull << 20;  // unpacked
  std::uint64_t total_bytes = 1ull << 30;     // unpacked, of all members read
  std::uint64_t ratio = 1'000;                // unpacked to packed, of a member past 1 MB
  std::uint64_t members = 100'000;
};

struct ZipMember {
  std::string name;  // UTF-8: by its flag, else strict UTF-8, else GB18030; "/" between folders
  std::uint64_t index = 0;
  std::uint64_t packed = 0, unpacked = 0;  // as claimed
  bool folder = false, encrypted = false;
};

class ZipArchive {
 public:
  // Throws Error invalid_input "damaged_file", "too_large", "unsafe_path" (absolute, or with ".."), and as open_source() does.
  explicit ZipArchive(const std::filesystem::path& path, const ZipLimits& limits = {});
  ~ZipArchive();
  ZipArchive(ZipArchive&&) noexcept;

  const std::vector<ZipMember>& members() const;
  const ZipMember* find(std::string_view name) const;  // exact; else ignoring case
  // Whole, checked against its CRC. Throws "encrypted_file", "damaged_file", "too_large".
  std::string read(const ZipMember& member);
  // The same into a file (of a temporary folder).
  void unpack(const ZipMember& member, const std::filesystem::path& into);

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace almanac::importers
