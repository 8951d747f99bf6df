#include "importers/byte_source.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "archive/error.h"

namespace almanac::importers {
namespace {

using archive::Error;
using archive::ErrorKind;
using archive::filled;

[[noreturn]] void fail(ErrorKind kind, const char* code, const std::filesystem::path& path, int error) {
  const std::string why = std::generic_category().message(error);
  throw Error(kind, code, filled({"cannot read {}: {}", "无法读取 {}：{}"}, path.string(), why), path.string());
}

class FileSource final : public ByteSource {
 public:
  explicit FileSource(const std::filesystem::path& path) : path_(path) {
    descriptor_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor_ < 0) {
      if (errno == ENOENT || errno == ENOTDIR) fail(ErrorKind::not_found, "no_such_file", path, errno);
      fail(ErrorKind::forbidden, "unreadable_file", path, errno);
    }
    struct stat info {};
    if (::fstat(descriptor_, &info) == 0 && S_ISREG(info.st_mode)) total_ = static_cast<std::uint64_t>(info.st_size);
    if (S_ISDIR(info.st_mode)) {
      ::close(descriptor_);
      throw Error(ErrorKind::invalid_input, "not_a_file",
                  filled({"{} is a directory, not a file", "{} 是目录，不是文件"}, path.string()), path.string());
    }
    ::posix_fadvise(descriptor_, 0, 0, POSIX_FADV_SEQUENTIAL);
  }
  ~FileSource() override { ::close(descriptor_); }
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;

  std::size_t read(char* into, std::size_t size) override {
    while (true) {
      const ssize_t got = ::read(descriptor_, into, size);
      if (got >= 0) {
        consumed_ += static_cast<std::uint64_t>(got);
        return static_cast<std::size_t>(got);
      }
      if (errno != EINTR) fail(ErrorKind::unavailable, "unreadable_file", path_, errno);
    }
  }
  std::uint64_t consumed() const override { return consumed_; }
  std::uint64_t total() const override { return total_; }

 private:
  std::filesystem::path path_;
  int descriptor_ = -1;
  std::uint64_t consumed_ = 0, total_ = 0;
};

class MemorySource final : public ByteSource {
 public:
  MemorySource(std::string_view bytes, std::size_t chunk) : bytes_(bytes), chunk_(std::max<std::size_t>(chunk, 1)) {}
  std::size_t read(char* into, std::size_t size) override {
    const std::size_t count = std::min({size, chunk_, bytes_.size() - at_});
    if (count > 0) std::memcpy(into, bytes_.data() + at_, count);
    at_ += count;
    return count;
  }
  std::uint64_t consumed() const override { return at_; }
  std::uint64_t total() const override { return bytes_.size(); }

 private:
  std::string_view bytes_;
  std::size_t chunk_, at_ = 0;
};

class JoinedSource final : public ByteSource {
 public:
  JoinedSource(std::string first, std::unique_ptr<ByteSource> rest)
      : first_(std::move(first)), rest_(std::move(rest)) {}
  std::size_t read(char* into, std::size_t size) override {
    const std::size_t count = std::min(size, first_.size() - at_);
    if (count == 0) return rest_->read(into, size);
    std::memcpy(into, first_.data() + at_, count);
    at_ += count;
    return count;
  }
  std::uint64_t consumed() const override {
    return at_ < first_.size() ? at_ : std::max<std::uint64_t>(at_, rest_->consumed());
  }
  std::uint64_t total() const override { return rest_->total(); }

 private:
  std::string first_;
  std::unique_ptr<ByteSource> rest_;
  std::size_t at_ = 0;
};

}  // namespace

std::unique_ptr<ByteSource> open_source(const std::filesystem::path& path) {
  return std::make_unique<FileSource>(path);
}

std::unique_ptr<ByteSource> memory_source(std::string_view bytes, std::size_t chunk) {
  return std::make_unique<MemorySource>(bytes, chunk);
}

std::unique_ptr<ByteSource> joined_source(std::string first, std::unique_ptr<ByteSource> rest) {
  return std::make_unique<JoinedSource>(std::move(first), std::move(rest));
}

std::string read_up_to(ByteSource& source, std::size_t size) {
  std::string bytes(size, '\0');
  std::size_t filled_to = 0;
  while (filled_to < size) {
    const std::size_t got = source.read(bytes.data() + filled_to, size - filled_to);
    if (got == 0) break;
    filled_to += got;
  }
  bytes.resize(filled_to);
  return bytes;
}

}  // namespace almanac::importers
