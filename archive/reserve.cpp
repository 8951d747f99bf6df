#include "archive/reserve.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace almanac::archive {
namespace {

constexpr std::uint64_t least = 64 << 10;

std::uint64_t size_of(int descriptor) {
  struct stat facts {};
  return fstat(descriptor, &facts) == 0 ? static_cast<std::uint64_t>(facts.st_size) : 0;
}

}  // namespace

Reserve::Reserve(const std::filesystem::path& directory)
    : descriptor_(open((directory / "RESERVE").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {}

Reserve::~Reserve() {
  if (descriptor_ < 0) return;
  top_up();
  close(descriptor_);
}

bool Reserve::release() {
  if (descriptor_ < 0) return false;
  const std::uint64_t size = size_of(descriptor_);
  if (size == 0) return false;
  return ftruncate(descriptor_, static_cast<off_t>(size > least ? size / 2 : 0)) == 0;
}

void Reserve::top_up() {
  if (descriptor_ < 0) return;
  const std::uint64_t has = size_of(descriptor_);
  for (std::uint64_t wanted = full_size; wanted > has && wanted >= least; wanted /= 2)
    if (posix_fallocate(descriptor_, static_cast<off_t>(has), static_cast<off_t>(wanted - has)) == 0) return;
  // What a failed attempt has taken of it is given back.
  if (size_of(descriptor_) > has && ftruncate(descriptor_, static_cast<off_t>(has)) != 0) return;
}

}  // namespace almanac::archive
