#include "archive/backup.h"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "archive/audit_chain.h"
#include "archive/backup_file.h"
#include "archive/connection.h"
#include "archive/erase.h"
#include "archive/error.h"
#include "archive/hexadecimal.h"
#include "archive/privacy.h"
#include "archive/schema.h"
#include "archive/undo_state.h"

namespace almanac::archive {

namespace fs = std::filesystem;
using sqlite::Database;

namespace {

constexpr std::uint64_t most_file_bytes = 4u << 20, most_files = 1000;

// The team's own text files below the data directory, by path.
std::vector<BackupManifest::File> own_files(const fs::path& directory) {
  std::vector<BackupManifest::File> files;
  for (const std::string_view name : own_directories) {
    std::error_code failed;
    for (fs::recursive_directory_iterator each(directory / name, failed), end; !failed && each != end;
         each.increment(failed)) {
      if (!each->is_regular_file(failed) || each->is_symlink(failed) || each->file_size(failed) > most_file_bytes)
        continue;
      std::ifstream in(each->path(), std::ios::binary);
      std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
      if (is_utf8(text) && files.size() < most_files)
        files.push_back({fs::relative(each->path(), directory, failed).generic_string(), std::move(text)});
    }
  }
  std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  return files;
}

Json counts_of(Database& database) {
  Json counts = Json::object();
  auto row = database.prepare("SELECT kind, count(*) FROM record WHERE deleted=0 GROUP BY kind ORDER BY kind");
  while (row.step()) counts[std::string(to_string(static_cast<Kind>(row.integer(0))))] = row.integer(1);
  counts["version"] = database.integer("SELECT count(*) FROM record_version");
  counts["touchpoint"] =
      database.integer("SELECT coalesce(sum(rows),0) FROM touchpoint_block WHERE position IS NOT NULL");
  if (remembers_imports(database)) counts["document"] = database.integer("SELECT count(*) FROM document");
  return counts;
}

std::string setting_of(Database& database, std::string_view name) {
  auto row = database.prepare("SELECT value FROM setting WHERE name=?1");
  row.bind_all(name);
  return row.step() ? std::string(row.text(0)) : std::string();
}

// A view of a database file that is nobody's open archive.
class LooseReads : public Reads {
 public:
  explicit LooseReads(Connection& connection) : Reads(&connection) {}
};

Verification verify_file(const fs::path& file) {
  Connection connection(file, Database::Mode::read_only);
  if (check_schema(connection.database) >= first_hashed_format) return verify(LooseReads(connection));
  Verification found;
  auto row = connection.database.prepare("PRAGMA integrity_check(100)");
  while (row.step())
    if (row.text(0) != "ok")
      found.differences.add("database", "", filled({"SQLite's check says: {}", "SQLite 检查结果：{}"}, row.text(0)));
  found.revision =
      static_cast<std::uint64_t>(connection.database.integer("SELECT coalesce(max(revision),0) FROM revision"));
  return found;
}

[[noreturn]] void say_damaged(const Verification& found) {
  const Difference& first = found.differences.list().front();
  throw Error(
      ErrorKind::corrupt, "damaged_archive",
      filled({"the archive is damaged, so no backup was written: {} {}: {} ({} such places; almanac verify lists them)",
              "档案已损坏，未写入备份：{} {}：{}（共 {} 处，almanac verify 可列出）"},
             first.part, first.subject, first.reason.en, std::to_string(found.differences.count())));
}

// Removes what is left of a half-made file or directory, unless it was completed.
class Partial {
 public:
  explicit Partial(fs::path path) : path_(std::move(path)) {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  ~Partial() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  Partial(const Partial&) = delete;
  Partial& operator=(const Partial&) = delete;

  const fs::path& path() const { return path_; }
  void becomes(const fs::path& target) {
    std::error_code failed;
    fs::rename(path_, target, failed);
    if (failed) cannot_write(target, failed.message());
    sync_path(target.parent_path().empty() ? fs::path(".") : target.parent_path());
    path_.clear();
  }

 private:
  fs::path path_;
};

}  // namespace

Json to_json(const BackupManifest& manifest) {
  Json files = Json::array();
  for (const auto& file : manifest.files) files.push_back(file.path);
  return {{"archive_id", manifest.archive_id}, {"program", manifest.program}, {"format", manifest.format},
          {"revision", manifest.revision},     {"at_ms", manifest.at_ms},     {"bytes", manifest.bytes},
          {"sha256", manifest.sha256},         {"counts", manifest.counts},   {"files", files}};
}

BackupManifest write_backup(const fs::path& directory, const fs::path& file, std::string_view program) {
  std::error_code failed;
  if (fs::exists(file, failed))
    throw Error(ErrorKind::conflict, "exists_already",
                filled({"{} exists; name another file, or move it away", "{} 已存在；请换一个文件名，或先移走它"},
                       file.string()));
  if (!fs::exists(directory / "archive.db", failed))
    throw Error(ErrorKind::not_found, "no_archive",
                filled({"there is no archive in {}", "{} 中没有档案"}, directory.string()));
  Partial partial(fs::path(file.string() + ".part"));
  make_private(partial.path());
  {
    Database database(directory / "archive.db", Database::Mode::read_only);
    check_schema(database);
    database.copy_into(partial.path());
  }
  BackupManifest manifest;
  const Verification found = verify_file(partial.path());
  if (found.differences.count() > 0) say_damaged(found);
  {
    Connection copy(partial.path(), Database::Mode::read_only);
    manifest.format = copy.database.integer("PRAGMA user_version");
    manifest.archive_id = setting_of(copy.database, "archive_id");
    manifest.revision = found.revision;
    manifest.counts = counts_of(copy.database);
  }
  manifest.program = program;
  manifest.at_ms = now_ms();
  manifest.files = own_files(directory);
  manifest.privacy = default_privacy_directory(directory);
  seal_backup(partial.path(), manifest);
  partial.becomes(file);
  return manifest;
}

void backup_before_migration(const fs::path& directory, std::int64_t to_format) {
  const fs::path file = directory / "backups" / ("before-format-" + std::to_string(to_format) + ".almanac");
  std::error_code failed;
  if (fs::exists(file, failed)) return;
  fs::create_directories(file.parent_path(), failed);
  write_backup(directory, file, "");
}

BackupManifest read_manifest(const fs::path& file) { return BackupFile(file).manifest(); }

BackupCheck verify_backup(const fs::path& file) {
  const BackupFile backup(file);
  backup.check_bytes();
  // Trailing bytes are no part of the database: SQLite reads as many pages as its header counts.
  return {backup.manifest(), verify_file(file)};
}

namespace {

// In the unpacked archive, before it gets its place.
void replay_list(const fs::path& unpacked, const fs::path& directory, const BackupManifest& manifest,
                 const RestoreOptions& options) {
  ArchiveOptions opening;
  opening.privacy = options.privacy.empty() ? default_privacy_directory(directory) : options.privacy;
  std::error_code failed;
  if (!options.without_privacy && !fs::exists(opening.privacy / "key", failed) &&
      fs::exists(fs::path(manifest.privacy) / "key", failed))
    copy_privacy(manifest.privacy, opening.privacy);
  {
    const auto archive = Archive::open(unpacked, Access::read_write, opening);
    if (options.without_privacy)
      archive->write("almanac", [](Transaction& transaction) { forget_privacy_key(transaction); });
    find_privacy_key(archive->read(), opening.privacy);
    replay_erasures(*archive, read_erased_list(opening.privacy));
  }
  fs::remove(unpacked / "LOCK", failed);
}

}  // namespace

BackupManifest restore_backup(const fs::path& file, const fs::path& directory, const RestoreOptions& options) {
  const BackupFile backup(file);
  const BackupManifest& manifest = backup.manifest();
  if (manifest.format > schema_version)
    throw Error(
        ErrorKind::corrupt, "newer_archive",
        filled({"this backup has format {}; this program reads up to {}. Install the newer Almanac that wrote it ({})",
                "该备份的格式版本为 {}，本程序最高支持 {}；请安装写入它的较新版本（{}）"},
               std::to_string(manifest.format), std::to_string(schema_version), manifest.program));
  std::error_code failed;
  if (fs::exists(directory, failed) && !(fs::is_directory(directory, failed) && fs::is_empty(directory, failed)))
    throw Error(ErrorKind::conflict, "not_empty",
                filled({"{} is not empty; a backup is restored into a new or empty directory (--data)",
                        "{} 不是空目录；备份只能恢复到新的或空的目录（--data）"},
                       directory.string()));
  fs::path plain = fs::absolute(directory).lexically_normal();
  if (!plain.has_filename()) plain = plain.parent_path();
  Partial partial(fs::path(plain.string() + ".restoring"));
  make_private_directory(partial.path());
  const fs::path database_file = partial.path() / "archive.db";
  backup.extract(database_file);
  {
    Database database(database_file, Database::Mode::read_write);
    migrate(database);
  }
  const Verification found = verify_file(database_file);
  if (found.differences.count() > 0) {
    const Difference& first = found.differences.list().front();
    throw Error(ErrorKind::corrupt, "damaged_backup",
                filled({"the backup {} was taken of a damaged archive: {} {}: {}; use an older one",
                        "备份 {} 取自已损坏的档案：{} {}：{}；请使用更早的备份"},
                       file.string(), first.part, first.subject, first.reason.en));
  }
  {
    Connection connection(database_file, Database::Mode::read_write);
    connection.database.execute("BEGIN IMMEDIATE");
    connection.database.prepare("UPDATE setting SET value=?1 WHERE name='archive_id'")
        .bind_all(random_hexadecimal(16))
        .run();
    AuditRow restored;
    restored.at_ms = now_ms();
    restored.actor = "almanac";
    restored.action = "restore";
    restored.subject = manifest.archive_id;
    append_audit(connection.database, restored);
    connection.database.execute("COMMIT; PRAGMA wal_checkpoint(TRUNCATE)");
  }
  replay_list(partial.path(), directory, manifest, options);
  for (const auto& own : manifest.files) write_own_file(partial.path(), own.path, own.text);
  sync_path(database_file);
  sync_path(partial.path());
  partial.becomes(plain);
  return manifest;
}

}  // namespace almanac::archive
