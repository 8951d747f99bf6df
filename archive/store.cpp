// The open archive: the directory, its lock, the pool of readers, and the writer thread.
//
// Writing. Requests queue up; the writer takes all that wait (at most 200) into one SQLite transaction, each in a
// savepoint of its own and with a revision of its own, commits once (synchronous=FULL: one sync for the group), and only
// then tells the callers. A request that throws is rolled back to its savepoint and leaves no trace; a commit that fails
// fails every request of its group, and nothing of it is there.

#include "archive/store.h"

#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <thread>

#include <sodium.h>

#include "archive/audit_chain.h"
#include "archive/backup.h"
#include "archive/connection.h"
#include "archive/error.h"
#include "archive/hexadecimal.h"
#include "archive/lock.h"
#include "archive/privacy.h"
#include "archive/reserve.h"
#include "archive/schema.h"

namespace almanac::archive {

using sqlite::Database;

namespace {

constexpr std::size_t pool_size = 16;
constexpr std::size_t group_size = 200;

struct Request {
  std::string actor;
  std::uint64_t import_id = 0;
  const std::function<void(Transaction&)>* change = nullptr;  // nullptr: compact the database
  std::promise<std::uint64_t> done;
  std::uint64_t revision = 0;
  std::exception_ptr error;
};

}  // namespace

struct Archive::State {
  std::filesystem::path directory, privacy;
  Access access = Access::read_only;
  std::unique_ptr<DirectoryLock> lock;
  std::unique_ptr<Reserve> reserve;
  Dictionary dictionary;
  std::string id, currency;
  std::optional<Zone> zone;
  bool sample = false;

  std::mutex pool_mutex;
  std::condition_variable pool_free;
  std::vector<std::unique_ptr<Connection>> idle;
  std::size_t opened = 0;

  std::unique_ptr<Connection> writer;
  std::mutex queue_mutex;
  std::condition_variable queue_filled;
  std::deque<Request*> queue;
  bool stopping = false;
  // After a failed sync the system may have dropped what it could not write, and a later sync would succeed without it: nothing is
  // acknowledged any more.
  std::exception_ptr sync_failed;
  std::thread thread;

  std::unique_ptr<Connection> borrow();
  void give_back(std::unique_ptr<Connection> connection);
  void run_writer();
  void run_group(std::vector<Request*>& group);
  void note_failed_sync(std::exception_ptr failed);
  void run_compacting(Request& request);
  std::uint64_t queue_and_wait(Request& request);
};

struct Reader::Lease {
  Archive::State* state;
  std::unique_ptr<Connection> connection;
};

// ---- readers ----

std::unique_ptr<Connection> Archive::State::borrow() {
  std::unique_lock guard(pool_mutex);
  pool_free.wait(guard, [&] { return !idle.empty() || opened < pool_size; });
  if (!idle.empty()) {
    auto connection = std::move(idle.back());
    idle.pop_back();
    return connection;
  }
  ++opened;
  guard.unlock();
  try {
    auto connection = std::make_unique<Connection>(directory / "archive.db", Database::Mode::read_only);
    connection->dictionary = &dictionary;
    return connection;
  } catch (...) {
    guard.lock();
    --opened;
    pool_free.notify_one();
    throw;
  }
}

void Archive::State::give_back(std::unique_ptr<Connection> connection) {
  if (connection->database.in_transaction()) connection->database.execute("ROLLBACK");
  const std::lock_guard guard(pool_mutex);
  idle.push_back(std::move(connection));
  pool_free.notify_one();
}

Reader::Reader(std::unique_ptr<Lease> lease) : Reads(lease->connection.get()), lease_(std::move(lease)) {}
Reader::Reader(Reader&& other) noexcept : Reads(other.connection_), lease_(std::move(other.lease_)) {}
Reader::~Reader() {
  if (lease_) lease_->state->give_back(std::move(lease_->connection));
}

Reader Archive::read(const ReaderOptions& options) const {
  auto lease = std::make_unique<Reader::Lease>();
  lease->state = state_.get();
  lease->connection = state_->borrow();
  lease->connection->follows_unknown = true;
  Database& database = lease->connection->database;
  Reader reader(std::move(lease));
  database.execute("BEGIN");
  database.integer("SELECT count(*) FROM setting");  // the first read fixes the snapshot
  restrict(reader, options);
  return reader;
}

// ---- the writer ----

namespace {

// Who did what is done in the name of an import.
std::string importer(Connection& connection, std::uint64_t import_id) {
  auto row = connection.database.prepare("SELECT actor FROM import WHERE id=?1");
  row.bind_all(import_id);
  return row.step() ? std::string(row.text(0)) : "almanac";
}

void begin_request(Connection& connection, const Request& request) {
  connection.actor = request.actor.empty() ? importer(connection, request.import_id) : request.actor;
  connection.import_id = request.import_id;
  connection.now_ms = now_ms();
  connection.next_revision =
      static_cast<std::uint64_t>(connection.database.integer("SELECT coalesce(max(revision),0)+1 FROM revision"));
  connection.touched.clear();
  connection.made_version.clear();
  connection.audit_action.clear();
  connection.describing = false;
  connection.follows_unknown = true;
  connection.changed = false;
}

// Writes the revision and its change log; returns the archive's revision.
std::uint64_t end_request(Connection& connection) {
  if (!connection.changed) return connection.next_revision - 1;
  connection.database.prepare("INSERT INTO revision (revision, at_ms, actor, import_id) VALUES (?1,?2,?3,?4)")
      .bind_all(connection.next_revision, connection.now_ms, connection.actor, connection.import_id)
      .run();
  auto insert = connection.database.prepare("INSERT INTO change (revision, kind, number) VALUES (?1,?2,?3)");
  for (const auto& [kind, number] : connection.touched) insert.bind_all(connection.next_revision, kind, number).run();
  audit_revision(connection);
  return connection.next_revision;
}

void rollback(Database& database, const char* sql) {
  // After a full disk or an I/O error SQLite may have rolled back everything by itself.
  if (database.in_transaction()) database.execute(sql);
}

}  // namespace

void Archive::State::run_group(std::vector<Request*>& group) {
  Connection& connection = *writer;
  // One request by itself (an import's flush) goes without a savepoint, which keeps the former bytes of every page that the
  // request changes in memory.
  const bool alone = group.size() == 1;
  std::exception_ptr failed;
  try {
    connection.database.execute("BEGIN IMMEDIATE");
    for (Request* request : group) {
      begin_request(connection, *request);
      if (!alone) connection.database.execute("SAVEPOINT request");
      try {
        Transaction transaction(&connection);
        (*request->change)(transaction);
        request->revision = end_request(connection);
        if (!alone) connection.database.execute("RELEASE request");
      } catch (...) {
        request->error = std::current_exception();
        if (alone || !connection.database.in_transaction()) throw;  // the whole group is gone
        rollback(connection.database, "ROLLBACK TO request; RELEASE request");
      }
    }
    connection.database.execute("COMMIT");
  } catch (...) {
    failed = std::current_exception();
    rollback(connection.database, "ROLLBACK");
  }
  note_failed_sync(failed);
  for (Request* request : group) {
    if (request->error)
      request->done.set_exception(request->error);
    else if (failed)
      request->done.set_exception(failed);
    else
      request->done.set_value(request->revision);
  }
}

void Archive::State::note_failed_sync(std::exception_ptr failed) {
  if (!failed || sync_failed) return;
  try {
    std::rethrow_exception(failed);
  } catch (const Error& error) {
    if (error.code() == "sync_failed") sync_failed = failed;
  } catch (...) {
    // another failure: the next write may well do
  }
}

void Archive::State::run_compacting(Request& request) {
  try {
    if (!writer->database.compact())
      throw Error(ErrorKind::unavailable, "readers_busy",
                  {"deleted bytes are still in the write-ahead log, because something has been reading for a minute; "
                   "end it and do "
                   "the same again",
                   "由于有读取操作持续了一分钟，已删除的内容仍在预写日志中；请结束该操作后重试"});
    request.done.set_value(0);
  } catch (...) {
    request.done.set_exception(std::current_exception());
  }
}

void Archive::State::run_writer() {
  for (;;) {
    std::vector<Request*> group;
    {
      std::unique_lock guard(queue_mutex);
      queue_filled.wait(guard, [&] { return stopping || !queue.empty(); });
      if (queue.empty()) return;
      while (!queue.empty() && group.size() < group_size &&
             (group.empty() || (group.front()->change && queue.front()->change))) {
        group.push_back(queue.front());
        queue.pop_front();
      }
    }
    if (sync_failed)
      for (Request* request : group) request->done.set_exception(sync_failed);
    else if (group.front()->change)
      run_group(group);
    else
      run_compacting(*group.front());
  }
}

std::uint64_t Archive::write(std::string_view actor, const std::function<void(Transaction&)>& change,
                             std::uint64_t import_id) {
  if (!state_->writer)
    throw Error(ErrorKind::forbidden, "read_only", {"this archive is open for reading only", "该档案以只读方式打开"});
  Request request;
  request.actor = actor;
  request.import_id = import_id;
  request.change = &change;
  return state_->queue_and_wait(request);
}

void Archive::compact() {
  Request request;
  if (state_->writer) state_->queue_and_wait(request);
}

std::uint64_t Archive::State::queue_and_wait(Request& request) {
  auto done = request.done.get_future();
  {
    const std::lock_guard guard(queue_mutex);
    if (queue.size() >= 10'000)
      throw Error(ErrorKind::unavailable, "busy",
                  {"too many writes are waiting; try again in a moment", "等待写入的请求过多，请稍后重试"});
    queue.push_back(&request);
  }
  queue_filled.notify_one();
  return done.get();
}

// ---- opening ----

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

}  // namespace

namespace {

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

Archive::Archive(std::unique_ptr<State> state) : state_(std::move(state)) {}

Archive::~Archive() {
  if (state_->thread.joinable()) {
    {
      const std::lock_guard guard(state_->queue_mutex);
      state_->stopping = true;
    }
    state_->queue_filled.notify_all();
    state_->thread.join();
  }
  state_->idle.clear();
  if (state_->writer) {
    try {
      state_->writer->database.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    } catch (const Error&) {
      // Nothing is lost: the next opening reads the write-ahead log.
    }
  }
}

std::uint64_t Archive::revision() const { return read().revision(); }
const std::string& Archive::id() const { return state_->id; }
const Zone& Archive::zone() const { return *state_->zone; }
const std::string& Archive::currency() const { return state_->currency; }
const Dictionary& Archive::dictionary() const { return state_->dictionary; }
bool Archive::is_sample() const { return state_->sample; }
const std::filesystem::path& Archive::directory() const { return state_->directory; }
const std::filesystem::path& Archive::privacy() const { return state_->privacy; }

void Archive::announce(std::string_view address, std::string_view local_key) {
  if (state_->lock) state_->lock->announce(address, local_key);
}

}  // namespace almanac::archive
