#include "archive/touchpoint_spill.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "archive/error.h"

namespace almanac::archive {

namespace {

int nameless_file(const std::filesystem::path& directory) {
  const int file = ::open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (file >= 0) return file;
  // Not every file system has O_TMPFILE.
  std::string name = (directory / "spill-XXXXXX").string();
  const int named = ::mkostemp(name.data(), O_CLOEXEC);
  if (named >= 0) ::unlink(name.c_str());
  return named;
}

[[noreturn]] void fail(int code) {
  throw Error(ErrorKind::unavailable, "io_error",
              {std::string("a temporary file of the import cannot be read or written: ") + std::strerror(code),
               std::string("无法读写导入的临时文件：") + std::strerror(code)});
}

// pread or pwrite, however many calls it takes; 0, or why not.
template <class Call, class Byte>
int transfer(Call call, int file, Byte* bytes, std::size_t count, std::uint64_t offset) {
  while (count > 0) {
    const ssize_t done = call(file, bytes, count, static_cast<off_t>(offset));
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) return errno;
    if (done == 0) return EIO;
    bytes += done;
    count -= static_cast<std::size_t>(done);
    offset += static_cast<std::uint64_t>(done);
  }
  return 0;
}

}  // namespace

SpillFile::SpillFile(const std::filesystem::path& directory) : file_(nameless_file(directory)) {}

SpillFile::~SpillFile() {
  if (file_ >= 0) ::close(file_);
}

std::optional<std::uint64_t> SpillFile::append(std::span<const std::uint64_t> values) {
  const std::uint64_t index = size_;
  const auto bytes = std::as_bytes(values);
  if (file_ < 0 || transfer(::pwrite, file_, bytes.data(), bytes.size(), index * sizeof values[0]) != 0)
    return std::nullopt;
  size_ += values.size();
  return index;
}

void SpillFile::read(std::uint64_t index, std::span<std::uint64_t> values) const {
  const auto bytes = std::as_writable_bytes(values);
  if (const int code = transfer(::pread, file_, bytes.data(), bytes.size(), index * sizeof values[0]); code != 0)
    fail(code);
}

void SpillFile::write(std::uint64_t index, std::uint64_t value) {
  const auto bytes = std::as_bytes(std::span(&value, 1));
  if (const int code = transfer(::pwrite, file_, bytes.data(), bytes.size(), index * sizeof value); code != 0)
    fail(code);
}

}  // namespace almanac::archive
