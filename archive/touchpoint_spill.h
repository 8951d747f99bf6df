#pragma once
// Tables of an import that would take too much memory, in a file without a name: its pages are the system's to keep or to
// write out, and it is gone with the process, however that ends. Internal to archive/.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>

namespace almanac::archive {

class SpillFile {
 public:
  // In this directory. If none can be made there, nothing has room (append).
  explicit SpillFile(const std::filesystem::path& directory);
  ~SpillFile();
  SpillFile(const SpillFile&) = delete;
  SpillFile& operator=(const SpillFile&) = delete;

  // The index of the first of them in the file; nullopt: the disk has no room (whoever asks keeps them in memory).
  std::optional<std::uint64_t> append(std::span<const std::uint64_t> values);
  // Fills `values` from this index on. Throws Error unavailable "io_error".
  void read(std::uint64_t index, std::span<std::uint64_t> values) const;
  void write(std::uint64_t index, std::uint64_t value);  // over one that was appended; throws like read

 private:
  int file_ = -1;
  std::uint64_t size_ = 0;  // values
};

}  // namespace almanac::archive
