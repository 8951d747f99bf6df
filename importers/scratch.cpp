#include "importers/scratch.h"

#include <unistd.h>

#include <atomic>

#include "archive/error.h"
#include "archive/store.h"

namespace almanac::importers {
namespace {

namespace fs = std::filesystem;

fs::path new_directory(const fs::path& data) {
  static std::atomic<unsigned> count{0};
  fs::path directory = data / "spool" / ("try-" + std::to_string(::getpid()) + "-" + std::to_string(++count));
  fs::create_directories(directory);
  return directory;
}

}  // namespace

Scratch::Scratch(archive::Archive& archive) {
  try {
    directory_ = new_directory(archive.directory());
    // On the writer's thread nobody else writes, so the database and its log belong together.
    archive.write("import", [&](archive::Transaction&) {
      for (const char* file : {"archive.db", "archive.db-wal"})
        if (fs::exists(archive.directory() / file)) fs::copy_file(archive.directory() / file, directory_ / file);
    });
  } catch (const fs::filesystem_error& error) {
    std::error_code ignored;
    fs::remove_all(directory_, ignored);
    throw archive::Error(
        archive::ErrorKind::unavailable, "no_space",
        {std::string("the archive could not be copied for the trial run (") + error.code().message() +
             "); free some space in the data directory",
         std::string("无法为试运行复制归档（") + error.code().message() + "）；请在数据目录中腾出空间"});
  }
  if (fs::exists(archive.directory() / "dictionaries"))
    fs::copy(archive.directory() / "dictionaries", directory_ / "dictionaries", fs::copy_options::recursive);
  archive::ArchiveOptions options;
  options.privacy = archive.privacy();
  copy_ = archive::Archive::open(directory_, archive::Access::read_write, options);
}

Scratch::~Scratch() {
  copy_.reset();
  std::error_code ignored;  // a leftover is harmless and is removed with the next one
  fs::remove_all(directory_, ignored);
}

}  // namespace almanac::importers
