// Backups below the data directory: each that holds an erased person is unpacked, cleaned like an archive, and sealed again under its
// name.

#include <algorithm>

#include "archive/backup_file.h"
#include "archive/connection.h"
#include "archive/erase.h"
#include "archive/error.h"
#include "archive/schema.h"
#include "archive/store.h"

namespace almanac::archive {

namespace fs = std::filesystem;

namespace {

constexpr const char* extension = ".almanac";

std::vector<fs::path> backups_in(const fs::path& directory) {
  std::vector<fs::path> files;
  std::error_code failed;
  for (fs::directory_iterator each(directory, failed), end; !failed && each != end; each.increment(failed))
    if (each->is_regular_file(failed) && each->path().extension() == extension) files.push_back(each->path());
  std::sort(files.begin(), files.end());
  return files;
}

// A directory to work in, gone afterwards.
class Workshop {
 public:
  explicit Workshop(fs::path path) : path_(std::move(path)) {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
    make_private_directory(path_);
  }
  ~Workshop() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Workshop(const Workshop&) = delete;
  Workshop& operator=(const Workshop&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

// True if it held one of them.
bool clean_backup(const fs::path& file, const fs::path& privacy, const std::vector<std::string>& keys,
                  const EraseOptions& options) {
  const BackupFile backup(file);
  const Workshop workshop(file.string() + ".cleaning");
  const fs::path database = workshop.path() / "archive.db";
  backup.extract(database);
  {
    sqlite::Database plain(database, sqlite::Database::Mode::read_write);
    migrate(plain);
  }
  {
    ArchiveOptions opening;
    opening.privacy = privacy;
    const auto archive = Archive::open(workshop.path(), Access::read_write, opening);
    try {
      erase_users(*archive, "almanac", keys, options);
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::not_found) return false;
      throw;
    }
  }
  BackupManifest manifest = backup.manifest();
  {
    sqlite::Database cleaned(database, sqlite::Database::Mode::read_only);
    manifest.format = cleaned.integer("PRAGMA user_version");
    manifest.revision = static_cast<std::uint64_t>(cleaned.integer("SELECT coalesce(max(revision),0) FROM revision"));
  }
  seal_backup(database, manifest);
  std::error_code failed;
  fs::rename(database, file, failed);
  if (failed) cannot_write(file, failed.message());
  sync_path(file.parent_path());
  return true;
}

}  // namespace

void clean_backups(const Archive& archive, const std::vector<std::string>& keys, const EraseOptions& options,
                   Erasure& erasure) {
  for (const fs::path& file : backups_in(archive.directory() / "backups")) {
    try {
      erasure.backups += clean_backup(file, archive.privacy(), keys, options);
    } catch (const Error&) {
      erasure.left.push_back("backups/" + file.filename().string());
    }
  }
}

}  // namespace almanac::archive
