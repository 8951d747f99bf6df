// The open archive: the pool of readers and the writer thread; store_open.cpp opens it.
//
// Writing. Requests queue up; the writer takes all that wait (at most 200) into one SQLite transaction, each in a
// savepoint of its own and with a revision of its own, commits once (synchronous=FULL: one sync for the group), and only
// then tells the callers. A request that throws is rolled back to its savepoint and leaves no trace; a commit that fails
// fails every request of its group, and nothing of it is there.

#include "archive/store.h"

#include <future>
#include <mutex>
#include <thread>

#include "archive/audit_chain.h"
#include "archive/error.h"
#include "archive/store_state.h"

namespace almanac::archive {

using sqlite::Database;

namespace {

constexpr std::size_t pool_size = 16;
constexpr std::size_t group_size = 200;

}  // namespace

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

void begin_request(Connection& connection, const WriteRequest& request) {
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

void Archive::State::run_group(std::vector<WriteRequest*>& group) {
  Connection& connection = *writer;
  // One request by itself (an import's flush) goes without a savepoint, which keeps the former bytes of every page that the
  // request changes in memory.
  const bool alone = group.size() == 1;
  std::exception_ptr failed;
  try {
    connection.database.execute("BEGIN IMMEDIATE");
    for (WriteRequest* request : group) {
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
  for (WriteRequest* request : group) {
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

void Archive::State::run_compacting(WriteRequest& request) {
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
    std::vector<WriteRequest*> group;
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
      for (WriteRequest* request : group) request->done.set_exception(sync_failed);
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
  WriteRequest request;
  request.actor = actor;
  request.import_id = import_id;
  request.change = &change;
  return state_->queue_and_wait(request);
}

void Archive::compact() {
  WriteRequest request;
  if (state_->writer) state_->queue_and_wait(request);
}

std::uint64_t Archive::State::queue_and_wait(WriteRequest& request) {
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
