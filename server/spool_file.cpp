#include "server/spool_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "archive/error.h"

namespace almanac::server {

SpoolFile::SpoolFile(const std::filesystem::path& directory)
    : path_((directory / (std::string(name_prefix) + "XXXXXX")).string()) {
  file_ = ::mkostemp(path_.data(), O_CLOEXEC);
  if (file_ < 0) {
    throw archive::Error(archive::ErrorKind::unavailable, "spool_failed",
                         archive::filled({"what was sent cannot be written to {}: {}", "无法把收到的内容写入 {}：{}"},
                                         directory.string(), std::string(std::strerror(errno))));
  }
}

SpoolFile::~SpoolFile() {
  if (file_ >= 0) ::close(file_);
  ::unlink(path_.c_str());
}

bool SpoolFile::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto count = ::write(file_, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

bool SpoolFile::finish() {
  const bool synced = ::fsync(file_) == 0;
  ::close(file_);
  file_ = -1;
  return synced;
}

}  // namespace almanac::server
