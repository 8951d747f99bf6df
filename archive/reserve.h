#pragma once
// DIR/RESERVE: a little space kept on the disk, so that a server can start on a full one and answer reads: opening the database takes
// some tens of kilobytes. Internal to archive/.

#include <cstdint>
#include <filesystem>

namespace almanac::archive {

class Reserve {
 public:
  static constexpr std::uint64_t full_size = 2 << 20;

  explicit Reserve(const std::filesystem::path& directory);
  ~Reserve();
  Reserve(const Reserve&) = delete;
  Reserve& operator=(const Reserve&) = delete;

  // Gives half of it back to the disk; false if nothing was left to give.
  bool release();
  // Takes what is missing, as far as the disk has it. Never an error: a disk without room for it is one to be used sparingly.
  void top_up();

 private:
  int descriptor_ = -1;
};

}  // namespace almanac::archive
