#pragma once
// Backups: one file that holds the whole archive at one revision, and says by itself whether it is whole.
//
// Layout: the archive's database (compacted, one step, no write-ahead log); then a manifest in JSON; then 56 bytes: the SHA-256 of the manifest (32), its
// length (8, little endian), the length of the database (8), "ALMBAK1\n" (8). The manifest has the SHA-256 of the database, archive id,
// format, revision, time, counts, and the team's own text files (templates, dictionaries, mappings, questions). SQLite's own tools
// open the file too: what follows the database is not read by them. Search index and graph are derived and not in it.

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "archive/json.h"
#include "archive/verify.h"

namespace almanac::archive {

struct BackupManifest {
  std::string archive_id, program;  // program: the version that wrote it
  std::int64_t format = 0;          // of the database: schema_version
  std::uint64_t revision = 0;
  std::int64_t at_ms = 0;
  std::string sha256;       // of the database
  std::uint64_t bytes = 0;  // of the database
  std::string privacy;      // the privacy directory (privacy.h) of the archive, which is not in the backup
  Json counts;              // {"campaign": 12, …, "touchpoint": 400, "document": 3}
  struct File {
    std::string path, text;  // "templates/brief.md"
  };
  std::vector<File> files;
};
Json to_json(const BackupManifest& manifest);  // without the files' text

// Writes a backup of the archive in `directory` to `file`, which must not exist. Beside a running server too: it is a read
// of one moment, and writers go on. The copy is verified before it gets its name; a damaged archive is an Error corrupt
// "damaged_archive" that says what is damaged, and no file is left. Errors: conflict "exists_already"; unavailable "disk_full", "cannot_write".
BackupManifest write_backup(const std::filesystem::path& directory, const std::filesystem::path& file,
                            std::string_view program);

// Error corrupt "damaged_backup", "newer_archive"; not_found "no_backup"; invalid_input "no_backup_file" for a file that is none.
BackupManifest read_manifest(const std::filesystem::path& file);

struct BackupCheck {
  BackupManifest manifest;
  Verification verification;  // of the database in it
};
// Checks every byte and everything that verify() checks, without restoring (of a backup of format 1 or 2, which keeps no
// hashes of records: every byte, and SQLite's own check). Errors as read_manifest().
BackupCheck verify_backup(const std::filesystem::path& file);

// Before a migration: a copy as DIR/backups/before-format-N.almanac, of an archive that opens and passes SQLite's check. One that is
// there already, of an upgrade that was cut off, stays. Errors as write_backup().
void backup_before_migration(const std::filesystem::path& directory, std::int64_t to_format);

struct RestoreOptions {
  // The privacy directory of the new archive; empty: the default one. If it has no key and the one that the backup names has, key and
  // list are copied from there.
  std::filesystem::path privacy;
  bool without_privacy =
      false;  // the key is lost: the archive starts anew without pseudonyms and erased people of before
};

// Makes `directory` (absent or empty, else Error conflict "not_empty") an archive from a backup, checked throughout before it gets its
// place. It has a new archive id, so that what was derived from another state is built anew. Whoever is in the list of erased people is
// erased from it again; apart from that the same backup restored twice differs by that id alone. Returns the manifest. Error unavailable
// "no_privacy_key" if the backup was used with a key and it is not found.
BackupManifest restore_backup(const std::filesystem::path& file, const std::filesystem::path& directory,
                              const RestoreOptions& options = {});

}  // namespace almanac::archive
