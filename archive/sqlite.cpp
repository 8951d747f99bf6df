#include "archive/sqlite.h"

#include <sqlite3.h>

#include <utility>

#include "archive/error.h"

namespace almanac::archive::sqlite {

Statement::Statement(Database& database, std::string sql, sqlite3_stmt* handle)
    : database_(&database), sql_(std::move(sql)), handle_(handle) {}

Statement::Statement(Statement&& other) noexcept
    : database_(other.database_), sql_(std::move(other.sql_)), handle_(std::exchange(other.handle_, nullptr)) {}

Statement::~Statement() {
  if (handle_) database_->give_back(sql_, handle_);
}

Statement& Statement::bind(int index, std::int64_t value) {
  if (const int code = sqlite3_bind_int64(handle_, index, value); code != SQLITE_OK) database_->fail(code, sql_);
  return *this;
}

Statement& Statement::bind(int index, std::string_view text) {
  const char* data = text.data() ? text.data() : "";
  const int code = sqlite3_bind_text64(handle_, index, data, text.size(), SQLITE_STATIC, SQLITE_UTF8);
  if (code != SQLITE_OK) database_->fail(code, sql_);
  return *this;
}

Statement& Statement::bind(int index, std::span<const std::uint8_t> blob) {
  static const std::uint8_t nothing = 0;
  const void* data = blob.data() ? blob.data() : &nothing;
  if (const int code = sqlite3_bind_blob64(handle_, index, data, blob.size(), SQLITE_STATIC); code != SQLITE_OK)
    database_->fail(code, sql_);
  return *this;
}

Statement& Statement::bind_null(int index) {
  if (const int code = sqlite3_bind_null(handle_, index); code != SQLITE_OK) database_->fail(code, sql_);
  return *this;
}

bool Statement::step() {
  const int code = sqlite3_step(handle_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  sqlite3_reset(handle_);
  database_->fail(code, sql_);
}

void Statement::run() {
  while (step()) {
  }
  reset();
}

void Statement::reset() { sqlite3_reset(handle_); }

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(handle_, column); }

std::string_view Statement::text(int column) const {
  const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(handle_, column));
  return data ? std::string_view(data, static_cast<std::size_t>(sqlite3_column_bytes(handle_, column)))
              : std::string_view();
}

std::span<const std::uint8_t> Statement::blob(int column) const {
  const auto* data = static_cast<const std::uint8_t*>(sqlite3_column_blob(handle_, column));
  return {data, data ? static_cast<std::size_t>(sqlite3_column_bytes(handle_, column)) : 0};
}

bool Statement::is_null(int column) const { return sqlite3_column_type(handle_, column) == SQLITE_NULL; }

Database::Database(const std::filesystem::path& file, Mode mode) : file_(file) {
  const int flags = (mode == Mode::read_write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY) |
                    SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  const int code = sqlite3_open_v2(file.c_str(), &handle_, flags, nullptr);
  try {
    if (code != SQLITE_OK) fail(code, "open");
    sqlite3_busy_timeout(handle_, 5000);
    sqlite3_db_config(handle_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_limit(handle_, SQLITE_LIMIT_LENGTH, 256 << 20);
    sqlite3_limit(handle_, SQLITE_LIMIT_SQL_LENGTH, 100'000);
    sqlite3_limit(handle_, SQLITE_LIMIT_EXPR_DEPTH, 50);
    sqlite3_limit(handle_, SQLITE_LIMIT_TRIGGER_DEPTH, 10);
    sqlite3_limit(handle_, SQLITE_LIMIT_ATTACHED, 0);
    execute(
        "PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA mmap_size=0; PRAGMA foreign_keys=ON;"
        "PRAGMA secure_delete=ON; PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY;");
    if (mode == Mode::read_write) {
      // A smaller cache than for reading: an import fills it with pages that it does not visit again.
      execute(
          "PRAGMA cache_size=-16384; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA "
          "journal_size_limit=67108864;");
      if (integer("PRAGMA synchronous") != 2) {
        throw Error(ErrorKind::unavailable, "not_durable",
                    {"this SQLite does not keep synchronous=FULL, without which acknowledged writes could be lost",
                     "当前的 SQLite 不支持 synchronous=FULL，已确认的写入可能丢失"});
      }
    } else {
      execute("PRAGMA query_only=ON;");
    }
  } catch (...) {
    sqlite3_close_v2(handle_);
    throw;
  }
}

Database::~Database() {
  for (auto& [sql, statement] : idle_) sqlite3_finalize(statement);
  sqlite3_close_v2(handle_);
}

Statement Database::prepare(std::string_view sql) {
  std::string text(sql);
  if (const auto found = idle_.find(text); found != idle_.end()) {
    sqlite3_stmt* statement = found->second;
    idle_.erase(found);
    return {*this, std::move(text), statement};
  }
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(handle_, text.data(), static_cast<int>(text.size()), SQLITE_PREPARE_PERSISTENT,
                                      &statement, nullptr);
  if (code != SQLITE_OK) fail(code, text);
  return {*this, std::move(text), statement};
}

void Database::give_back(const std::string& sql, sqlite3_stmt* statement) {
  sqlite3_reset(statement);
  sqlite3_clear_bindings(statement);
  if (idle_.size() >= 128 || !idle_.emplace(sql, statement).second) sqlite3_finalize(statement);
}

void Database::execute(std::string_view sql) {
  const std::string text(sql);
  if (const int code = sqlite3_exec(handle_, text.c_str(), nullptr, nullptr, nullptr); code != SQLITE_OK)
    fail(code, text);
}

std::int64_t Database::integer(std::string_view sql) {
  Statement statement = prepare(sql);
  return statement.step() ? statement.integer(0) : 0;
}

void Database::copy_into(const std::filesystem::path& file) {
  sqlite3_limit(handle_, SQLITE_LIMIT_ATTACHED, 1);  // VACUUM INTO attaches its target
  execute("PRAGMA query_only=OFF");
  prepare("VACUUM INTO ?1").bind(1, std::string_view(file.native())).run();
  execute("PRAGMA query_only=ON");
  sqlite3_limit(handle_, SQLITE_LIMIT_ATTACHED, 0);
}

bool Database::compact() {
  sqlite3_limit(handle_, SQLITE_LIMIT_ATTACHED, 1);  // VACUUM attaches its copy
  try {
    execute("VACUUM");
  } catch (...) {
    sqlite3_limit(handle_, SQLITE_LIMIT_ATTACHED, 0);
    throw;
  }
  sqlite3_limit(handle_, SQLITE_LIMIT_ATTACHED, 0);
  constexpr int tries = 12;  // of 5 s each (busy_timeout)
  for (int i = 0; i < tries; ++i)
    if (integer("PRAGMA wal_checkpoint(TRUNCATE)") == 0) return true;
  return false;
}

std::int64_t Database::changes() const { return sqlite3_changes64(handle_); }
void Database::release_pages() { sqlite3_db_release_memory(handle_); }

bool Database::in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }

void Database::fail(int code, std::string_view doing) const {
  const std::string detail = handle_ ? sqlite3_errmsg(handle_) : sqlite3_errstr(code);
  const std::string file = file_.string();
  switch (code & 0xff) {
    case SQLITE_CORRUPT:
      throw Error(
          ErrorKind::corrupt, "damaged_archive",
          filled(
              {"{} is damaged ({}); run \"almanac verify\" to see what, and restore a backup with \"almanac restore\"",
               "{} 已损坏（{}）；可用 almanac verify 查看损坏之处，并用 almanac restore 恢复备份"},
              file, detail));
    case SQLITE_NOTADB:
      throw Error(ErrorKind::corrupt, "foreign_file",
                  filled({"{} is not an Almanac archive ({}); move it away or name another --data directory",
                          "{} 不是 Almanac 档案（{}）；请移走它，或用 --data 指定别的目录"},
                         file, detail));
    case SQLITE_FULL:
      throw Error(ErrorKind::unavailable, "disk_full",
                  {"the disk is full; nothing was stored. Free some space and do it again",
                   "磁盘已满，未写入任何内容；请腾出空间后重试"});
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      throw Error(ErrorKind::unavailable, "locked",
                  {"another process holds the archive's lock; wait for it to end and try again",
                   "另一个进程正占用该档案；请等待其结束后重试"});
    case SQLITE_IOERR:
      if (code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_DIR_FSYNC)
        throw Error(ErrorKind::unavailable, "sync_failed",
                    filled({"the disk did not confirm what was written to {}; nothing more is stored until the disk is "
                            "checked and this "
                            "program started anew",
                            "磁盘未能确认对 {} 的写入；在检查磁盘并重新启动本程序之前，不再写入任何内容"},
                           file));
      throw Error(ErrorKind::unavailable, "io_error",
                  filled({"the disk reported an error on {} ({})", "磁盘读写 {} 时出错（{}）"}, file, detail));
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
      throw Error(ErrorKind::unavailable, "cannot_open",
                  filled({"{} cannot be opened ({}); check that the directory exists and its permissions",
                          "无法打开 {}（{}）；请检查目录是否存在以及权限"},
                         file, detail));
    default:
      throw Error(ErrorKind::unavailable, "store_error",
                  filled({"the archive's store failed: {} (while: {})", "档案存储出错：{}（操作：{}）"}, detail,
                         std::string(doing.substr(0, 120))));
  }
}

}  // namespace almanac::archive::sqlite
