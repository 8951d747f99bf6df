#pragma once
// The bytes of a backup file (backup.h says the layout) and the small work with files around it. Internal to archive/.

#include <filesystem>
#include <string>
#include <string_view>

#include "archive/backup.h"

namespace almanac::archive {

class BackupFile {
 public:
  // Reads and checks the manifest. Errors as read_manifest().
  explicit BackupFile(std::filesystem::path file);
  const BackupManifest& manifest() const { return manifest_; }

  void check_bytes() const;  // that the database is what the manifest says; Error corrupt "damaged_backup"
  // Writes the database to a new file and checks it on the way.
  void extract(const std::filesystem::path& database) const;

 private:
  std::filesystem::path file_;
  BackupManifest manifest_;
};

// Appends the manifest to a copied database (its sha256 and bytes are filled in here) and syncs the file.
void seal_backup(const std::filesystem::path& file, BackupManifest& manifest);

// Files and directories that only their owner reads. Errors: unavailable "cannot_write".
void make_private(const std::filesystem::path& new_file);
void make_private_directory(const std::filesystem::path& directory);
// Directories of a data directory with the team's own text files, which a backup takes along.
inline constexpr std::string_view own_directories[] = {"templates", "dictionaries", "mappings", "questions"};
// `path` comes from a manifest: only plain names below own_directories are written.
void write_own_file(const std::filesystem::path& directory, const std::string& path, std::string_view text);
void sync_path(const std::filesystem::path& file_or_directory);
[[noreturn]] void cannot_write(const std::filesystem::path& file, const std::string& why);

}  // namespace almanac::archive
