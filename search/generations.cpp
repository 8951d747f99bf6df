#include "search/generations.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <string>
#include <vector>

#include "archive/error.h"
#include "search/indexer.h"

namespace almanac::search {

namespace fs = std::filesystem;
using archive::Error;
using archive::ErrorKind;

namespace {

std::optional<std::uint64_t> generation_of(const std::string& name) {
  std::uint64_t number = 0;
  if (name.size() < 2 || name[0] != 'g') return std::nullopt;
  const auto [end, error] = std::from_chars(name.data() + 1, name.data() + name.size(), number);
  if (error != std::errc() || end != name.data() + name.size()) return std::nullopt;
  return number;
}

std::string name_of(std::uint64_t generation) {
  std::string name = "g";
  name += std::to_string(generation);
  return name;
}

}  // namespace

std::optional<std::uint64_t> current_generation(const fs::path& directory) {
  std::ifstream file(directory / "CURRENT");
  std::string name;
  if (!std::getline(file, name)) return std::nullopt;
  return generation_of(name);
}

fs::path generation_path(const fs::path& directory, std::uint64_t generation) {
  return directory / name_of(generation);
}

fs::path parts_path(const fs::path& directory) { return directory / "parts"; }

std::uint64_t newest_generation(const fs::path& directory) {
  std::uint64_t newest = 0;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(directory, error))
    newest = std::max(newest, generation_of(entry.path().filename().string()).value_or(0));
  return newest;
}

void remove_other_generations(const fs::path& directory, std::uint64_t current) {
  std::error_code error;
  std::vector<fs::path> old{parts_path(directory)};
  for (const auto& entry : fs::directory_iterator(directory, error)) {
    const auto generation = generation_of(entry.path().filename().string());
    if (generation && *generation != current) old.push_back(entry.path());
  }
  for (const fs::path& path : old) fs::remove_all(path, error);  // one that cannot be removed now is removed next time
}

void point_to(const fs::path& directory, std::uint64_t generation) {
  const fs::path temporary = directory / "CURRENT.new";
  const std::string text = name_of(generation) + "\n";
  const int descriptor = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  const bool written = descriptor >= 0 &&
                       ::write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                       ::fsync(descriptor) == 0;
  if (descriptor >= 0) ::close(descriptor);
  std::error_code error;
  if (written) fs::rename(temporary, directory / "CURRENT", error);
  if (!written || error)
    throw Error(ErrorKind::unavailable, "index_not_writable",
                {"cannot write the search index in " + directory.string() + "; check free space and permissions",
                 "无法写入搜索索引 " + directory.string() + "；请检查磁盘空间和权限"});
  sync_directory(directory);
}

}  // namespace almanac::search
