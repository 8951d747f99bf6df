#pragma once
// DIR/LOCK: one process owns a data directory. The file's lock says so (it ends with the process, whatever ends it); its
// text tells others where the owner listens. Internal to archive/.

#include <filesystem>
#include <string>
#include <string_view>

namespace almanac::archive {

class DirectoryLock {
 public:
  // Throws Error unavailable "locked", `where()` the owner's address if it has announced one.
  explicit DirectoryLock(const std::filesystem::path& directory);
  ~DirectoryLock();
  DirectoryLock(const DirectoryLock&) = delete;
  DirectoryLock& operator=(const DirectoryLock&) = delete;

  void announce(std::string_view address, std::string_view local_key);

 private:
  int descriptor_ = -1;
};

}  // namespace almanac::archive
