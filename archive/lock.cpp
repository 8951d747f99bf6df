#include "archive/lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "archive/error.h"
#include "archive/store.h"

namespace almanac::archive {
namespace {

// In place, and never shorter: on a full disk there is no room for what was given up before.
void write_all(int descriptor, std::string text) {
  constexpr std::size_t length = 512;
  if (text.size() < length) text.resize(length, ' ');
  if (pwrite(descriptor, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size())) {
    throw Error(ErrorKind::unavailable, "io_error",
                {std::string("the LOCK file cannot be written: ") + std::strerror(errno),
                 std::string("无法写入 LOCK 文件：") + std::strerror(errno)});
  }
}

}  // namespace

DirectoryLock::DirectoryLock(const std::filesystem::path& directory) {
  const std::filesystem::path file = directory / "LOCK";
  descriptor_ = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor_ < 0) {
    throw Error(
        ErrorKind::unavailable, "cannot_open",
        filled({"{} cannot be opened ({}); check the directory's permissions", "无法打开 {}（{}）；请检查目录权限"},
               file.string(), std::string(std::strerror(errno))));
  }
  // A neighbour that only looks (owner_of) holds the lock for a moment.
  bool locked = false;
  for (int attempt = 0; attempt < 5 && !locked; ++attempt) {
    if (attempt > 0) usleep(20'000);
    locked = flock(descriptor_, LOCK_EX | LOCK_NB) == 0;
  }
  if (!locked) {
    close(descriptor_);
    descriptor_ = -1;
    const auto owner = Archive::owner_of(directory);
    const std::string who =
        owner ? "process " + std::to_string(owner->pid) + (owner->address.empty() ? "" : ", http://" + owner->address)
              : "?";
    throw Error(ErrorKind::unavailable, "locked",
                filled({"another Almanac ({}) is using {}; stop it, or work through it",
                        "另一个 Almanac（{}）正在使用 {}；请先停止它，或通过它操作"},
                       who, directory.string()),
                owner ? owner->address : std::string());
  }
  write_all(descriptor_, Json{{"pid", getpid()}, {"address", ""}, {"key", ""}}.dump());
}

DirectoryLock::~DirectoryLock() {
  if (descriptor_ < 0) return;
  // Blanked, not removed: removing a lock file races with whoever opens it meanwhile.
  try {
    write_all(descriptor_, "");
    fsync(descriptor_);
  } catch (const Error&) {
    // It says who owned the directory; nobody reads that while it is not locked.
  }
  close(descriptor_);
}

void DirectoryLock::announce(std::string_view address, std::string_view local_key) {
  write_all(descriptor_, Json{{"pid", getpid()}, {"address", address}, {"key", local_key}}.dump());
}

std::optional<Archive::Owner> Archive::owner_of(const std::filesystem::path& directory) {
  const std::filesystem::path file = directory / "LOCK";
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return std::nullopt;
  const bool is_free = flock(descriptor, LOCK_SH | LOCK_NB) == 0;
  char text[4096];
  const ssize_t length = is_free ? 0 : pread(descriptor, text, sizeof text, 0);
  close(descriptor);
  if (is_free) return std::nullopt;
  Owner owner;
  try {
    const Json object = parse_json({text, static_cast<std::size_t>(length > 0 ? length : 0)});
    owner.pid = object.value("pid", 0L);
    owner.address = object.value("address", "");
    owner.local_key = object.value("key", "");
  } catch (const std::exception&) {
    // Being written at this moment: owned, but not yet known by whom.
    return owner;
  }
  return owner;
}

}  // namespace almanac::archive
