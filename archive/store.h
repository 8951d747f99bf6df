#pragma once
// The archive: everything Almanac knows, in one SQLite database in the data directory (docs/storage.md).
//
// One writer thread owns the only writing connection; write() hands it a function and returns when the function's
// effects are committed and synced (requests that wait together are committed together). Each commit that changes
// anything gets the next *revision* and says in the change log which records it touched. Readers take a snapshot from a
// pool of at most 16 connections and never wait for the writer.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "archive/dictionary.h"
#include "archive/name.h"
#include "archive/records.h"
#include "archive/time.h"
#include "archive/touchpoints.h"

namespace almanac::archive {

template <class T>
struct Stored {
  std::uint32_t number = 0;    // the node number of its kind
  std::int64_t version = 0;    // its own history number, its ETag; 0: a bare node, interned but never described
  std::uint64_t revision = 0;  // that wrote this version
  T record;
};

struct Change {
  std::uint64_t revision = 0;
  Kind kind = Kind::campaign;
  std::uint32_t number = 0;
};

struct Version {
  std::int64_t version = 0;
  std::uint64_t revision = 0;
  std::int64_t at_ms = 0;
  std::string actor;
  std::uint64_t import_id = 0;  // 0: not by an import
  std::string operation;        // create | update | delete
  Json body;
};

struct CampaignQuery {
  // What has no value is the least: last in descending order. Ties by code. `changed`: the revision of the last version.
  enum class Sort { start, end, name, code, budget, spend, changed } sort = Sort::start;
  bool descending = true;
  // Exact, empty: any. A channel may be any of its names. All that are given must hold.
  std::string status, theme, occasion, objective, type, owner, parent, channel, product;
  std::optional<Date> start_from, start_to;          // the start lies in this range of days
  std::optional<Decimal> budget_least, budget_most;  // whatever its currency
  std::size_t limit = 50;
  std::string cursor;  // opaque, from the page before
};
struct CampaignPage {
  std::vector<Stored<Campaign>> campaigns;  // without lessons, products cut at 20
  std::uint64_t total = 0;
  std::string next_cursor;  // empty: the last page
};

struct Connection;

// Reads common to a snapshot (Reader) and to the writer's own view (Transaction).
class Reads {
 public:
  virtual ~Reads() = default;

  std::uint64_t revision() const;  // of this view

  // Nodes. Numbers of a kind are dense from 0 and never reused.
  std::optional<std::uint32_t> find_number(Kind kind, std::string_view key) const;    // exact, after normalize_key
  std::optional<std::uint32_t> find_by_name(Kind kind, std::string_view name) const;  // key, alias or folded form
  std::optional<std::string> find_key(Kind kind, std::uint32_t number) const;
  std::uint32_t count(Kind kind) const;  // numbers given out, bare ones included; all are below it
  void for_each_key(Kind kind, const std::function<void(std::uint32_t, std::string_view)>& visit) const;
  // The nearest existing key of a kind, for "did you mean"; nullopt if none is near.
  std::optional<std::string> nearest_key(Kind kind, std::string_view key) const;

  // Records: T is Campaign, Lesson, User, Product, Channel or Segment. A campaign comes whole (lessons, channels,
  // products: all of them unless `product_limit` says less). Deleted and bare ones are not found.
  template <class T>
  std::optional<Stored<T>> find(std::string_view key, std::size_t product_limit = SIZE_MAX) const;
  template <class T>
  std::optional<Stored<T>> find(std::uint32_t number, std::size_t product_limit = SIZE_MAX) const;
  template <class T>
  void for_each(const std::function<void(const Stored<T>&)>& visit) const;  // in order of number
  template <class T>
  std::uint64_t record_count() const;
  // Records of T after `after_key` in key order, at most `limit`.
  template <class T>
  std::vector<Stored<T>> page(std::string_view after_key, std::size_t limit) const;
  std::vector<Version> history(Kind kind, std::string_view key) const;  // oldest first

  CampaignPage campaigns(const CampaignQuery& query) const;
  std::vector<Stored<Lesson>> lessons_of(std::string_view campaign) const;
  // Declared links of campaigns to channels or products, rows of their own (contract, Records), by (campaign, target).
  void for_each_link(Kind target,
                     const std::function<void(std::uint32_t campaign, std::uint32_t target_number)>& visit) const;
  std::vector<std::string> linked_keys(std::uint32_t campaign, Kind target, std::string_view after,
                                       std::size_t limit) const;
  std::uint64_t link_count(std::uint32_t campaign, Kind target) const;

  // Records touched after `revision`, each once with its last revision, in order of revision, kind, number.
  std::vector<Change> changes_since(std::uint64_t revision) const;

  void scan_touchpoints(const TouchpointScan& scan, const TouchpointVisitor& visit) const;
  std::uint64_t touchpoint_count() const;       // published and alive
  std::uint64_t last_touchpoint_block() const;  // id of the last published one; 0 = none
  // Revision of the last change to published touchpoints other than an appended block (superseded, erased); 0 = never.
  std::uint64_t touchpoint_rewrite_revision() const;
  std::string word(Word kind, std::uint32_t number) const;
  std::vector<std::string> words(Word kind) const;  // by number

  std::optional<std::string> setting(std::string_view name) const;

 protected:
  // The way of this folder's own sources to the connection behind a view (connection.h).
  friend Connection& connection_of(const Reads& reads);
  explicit Reads(void* connection) : connection_(connection) {}
  void* connection_;  // the connection of store.cpp
};

// A consistent snapshot. Not thread-safe; take one per request, let go soon.
class Reader : public Reads {
 public:
  ~Reader() override;
  Reader(Reader&& other) noexcept;

 private:
  friend class Archive;
  struct Lease;
  explicit Reader(std::unique_ptr<Lease> lease);
  std::unique_ptr<Lease> lease_;
};

enum class Put { created, updated, unchanged };

struct PutOutcome {
  Put put = Put::unchanged;
  std::uint32_t number = 0;
  std::int64_t version = 0;
  std::string key;  // as stored (a derived code, for example)
};

// `if_version`: only if the record's version is this one, 0 = only if it does not exist; else Error conflict.
struct PutCondition {
  std::optional<std::int64_t> if_version;
};

// Inside write(): its own changes are seen by its reads. Throwing from the function undoes all of it.
class Transaction : public Reads {
 public:
  // The number of a key, interning a bare node if it is new. Channels, themes and segments match by alias and folded
  // form first (the first spelling wins).
  std::uint32_t intern(Kind kind, std::string_view key);
  std::uint32_t intern_word(Word kind, std::string_view text);

  // Stores the whole record (validated by the caller). Unchanged content makes no version. Many puts of one record in one
  // transaction make one version. A campaign's lessons are stored as records of their own; lists of channels and
  // products as links (replaced by what the record says).
  template <class T>
  PutOutcome put(const T& record, const PutCondition& condition = {});
  void add_link(std::uint32_t campaign, Kind target,
                std::uint32_t target_number);  // no new version, is in the change log
  void remove(Kind kind, std::string_view key, const PutCondition& condition = {});  // kept in history; Error not_found
  void add_alias(Kind kind, std::string_view alias, std::uint32_t number);
  void set_setting(std::string_view name, std::string_view value);

  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

 private:
  friend class Archive;
  explicit Transaction(void* connection) : Reads(connection) {}
};

// What a reader may see. A restricted one does not see segments that are too small to hide anybody: their size, or the number of users
// that they list, is below `least_segment_size` (absent: the setting "least_segment_size", else 5). Such a segment has no number, key,
// record or history for it, and campaigns do not name it. One whose size nobody knows is seen.
struct ReaderOptions {
  bool restricted = false;
  std::optional<std::uint64_t> least_segment_size;
};

struct ArchiveOptions {
  std::string zone = "Asia/Shanghai";
  std::string currency = "CNY";
  bool sample = false;  // marked as sample data on every page
  std::filesystem::path
      privacy;  // the privacy directory (privacy.h); empty: the default one. Of any archive, not only a new one
};

enum class Access { read_only, read_write };

class Archive {
 public:
  // Opens DIR (read_write makes it, with `options`, if there is nothing). Errors: corrupt "damaged_archive",
  // "newer_archive", "foreign_file"; unavailable "locked" (another server owns it; `where()` is its address);
  // not_found "no_archive" for read_only. read_write holds DIR/LOCK until destruction.
  static std::unique_ptr<Archive> open(const std::filesystem::path& directory, Access access,
                                       const ArchiveOptions& options = {});
  ~Archive();

  Reader read(const ReaderOptions& options = {}) const;

  // Runs `change` on the writer thread; returns the revision of its commit (the current one if nothing changed).
  // Rethrows what `change` throws. `actor` is who: the token's name or the system user; empty: who began the import.
  std::uint64_t write(std::string_view actor, const std::function<void(Transaction&)>& change,
                      std::uint64_t import_id = 0);

  // Rewrites the database so that no byte of what was deleted is left in it, and empties its log. Takes time and space like a backup;
  // writers wait, readers do not. Error unavailable "readers_busy" if a reader has kept its snapshot for a minute: call again.
  void compact();

  std::uint64_t revision() const;  // the last committed
  const std::string& id() const;   // archive id; a restored copy has a new one
  const Zone& zone() const;
  const std::string& currency() const;
  const Dictionary& dictionary() const;  // shipped channels and metrics, with this archive's additions
  bool is_sample() const;
  const std::filesystem::path& directory() const;
  const std::filesystem::path& privacy() const;  // the privacy directory (privacy.h); it need not exist

  // Writes the address ("127.0.0.1:8080") and a key for local commands into the held LOCK.
  void announce(std::string_view address, std::string_view local_key);
  struct Owner {
    std::string address, local_key;
    long pid = 0;
  };
  static std::optional<Owner> owner_of(const std::filesystem::path& directory);  // a running owner of DIR

 private:
  friend class Reader;
  struct State;
  explicit Archive(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace almanac::archive
