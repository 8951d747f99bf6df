// Opening an archive: its directory and lock, the schema of today, its settings.

#include <sodium.h>

#include "archive/backup.h"
#include "archive/error.h"
#include "archive/hexadecimal.h"
#include "archive/privacy.h"
#include "archive/schema.h"
#include "archive/store_state.h"

namespace almanac::archive {

using sqlite::Database;

namespace {

void store_settings(Database& database, const ArchiveOptions& options) {
  const Zone zone(options.zone);  // throws for an unknown one
  const auto set = [&](std::string_view name, std::string_view value) {
    database.prepare("INSERT INTO setting (name, value) VALUES (?1,?2)").bind_all(name, value).run();
  };
  database.execute("BEGIN IMMEDIATE");
  set("archive_id", random_hexadecimal(16));
  set("zone", zone.name());
  set("currency", options.currency);
  set("sample", options.sample ? "1" : "0");
  database.execute("COMMIT");
}

std::string setting_of(Database& database, std::string_view name) {
  auto row = database.prepare("SELECT value FROM setting WHERE name=?1");
  row.bind_all(name);
  if (row.step()) return std::string(row.text(0));
  throw Error(ErrorKind::corrupt, "damaged_archive",
              filled({"the archive lacks its setting \"{}\"; restore a backup with \"almanac restore\"",
                      "档案缺少设置项“{}”；请用 almanac restore 恢复备份"},
                     name));
}

// On a full disk some of the reserve is given up for it: reads go on, writes say that the disk is full.
std::unique_ptr<Connection> connect(const std::filesystem::path& file, Access access, Reserve* reserve) {
  const auto mode = access == Access::read_write ? Database::Mode::read_write : Database::Mode::read_only;
  for (bool released = false;; released = true) {
    try {
      auto connection = std::make_unique<Connection>(file, mode);
      connection->database.integer("SELECT count(*) FROM sqlite_master");
      if (reserve && !released) reserve->top_up();
      return connection;
    } catch (const Error& error) {
      const bool may_be_full =
          error.code() == "disk_full" || error.code() == "io_error" || error.code() == "cannot_open";
      if (!may_be_full || !reserve || !reserve->release()) throw;
    }
  }
}

}  // namespace

std::unique_ptr<Archive> Archive::open(const std::filesystem::path& directory, Access access,
                                       const ArchiveOptions& options) {
  if (sodium_init() < 0)
    throw Error(ErrorKind::unavailable, "no_random", {"the system gives no random numbers", "系统无法提供随机数"});
  auto state = std::make_unique<State>();
  state->directory = directory;
  state->access = access;
  state->privacy = options.privacy.empty() ? default_privacy_directory(directory) : options.privacy;
  const std::filesystem::path file = directory / "archive.db";
  if (access == Access::read_only && !std::filesystem::exists(file)) {
    throw Error(
        ErrorKind::not_found, "no_archive",
        filled(
            {"there is no archive in {}; import something first (almanac import …) or name the directory with --data",
             "{} 中没有档案；请先导入（almanac import …），或用 --data 指定目录"},
            directory.string()));
  }
  if (access == Access::read_write) {
    std::error_code failed;
    const bool made = std::filesystem::create_directories(directory, failed);
    // It will hold people's data: a new directory is its owner's alone. One that was there stays as it is.
    if (made && !failed)
      std::filesystem::permissions(directory, std::filesystem::perms::owner_all, std::filesystem::perm_options::replace,
                                   failed);
    if (failed)
      throw Error(ErrorKind::unavailable, "cannot_open",
                  filled({"the directory {} cannot be made ({})", "无法创建目录 {}（{}）"}, directory.string(),
                         failed.message()));
    state->lock = std::make_unique<DirectoryLock>(directory);
    state->reserve = std::make_unique<Reserve>(directory);
  }
  state->dictionary = Dictionary::load(directory / "dictionaries");
  auto connection = connect(file, access, state->reserve.get());
  connection->dictionary = &state->dictionary;
  Database& database = connection->database;
  if (access == Access::read_write) {
    const std::int64_t format = check_schema(database);
    if (format > 0 && format < schema_version) backup_before_migration(directory, schema_version);
    migrate(database);
  } else if (check_schema(database) == 0 || database.integer("SELECT count(*) FROM setting") == 0) {
    // Nothing, or a beginning that was cut off before anything was acknowledged: the next writer goes on with it.
    throw Error(ErrorKind::not_found, "no_archive",
                filled({"there is no archive in {}", "{} 中没有档案"}, directory.string()));
  }
  if (access == Access::read_write && database.integer("SELECT count(*) FROM setting") == 0)
    store_settings(database, options);
  state->id = setting_of(database, "archive_id");
  state->zone.emplace(setting_of(database, "zone"));
  state->currency = setting_of(database, "currency");
  state->sample = setting_of(database, "sample") == "1";
  if (access == Access::read_write) {
    state->writer = std::move(connection);
    state->thread = std::thread([raw = state.get()] { raw->run_writer(); });
  } else {
    state->opened = 1;
    state->idle.push_back(std::move(connection));
  }
  return std::unique_ptr<Archive>(new Archive(std::move(state)));
}

}  // namespace almanac::archive
