#pragma once
// Internal to search/: shows Xapian, and is included by no other folder.
//
// One state of the index as searches see it: a few database handles opened on the same commit, and the columns of that commit.
//
// Handles are opened by whoever makes the snapshot, between two commits, so all of them and the columns agree. A Xapian
// handle must not be used by two threads at once: a search leases one and gives it back.

#include <xapian.h>

#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "search/columns.h"
#include "search/lexicon.h"
#include "search/postings.h"

namespace almanac::search {

class HandlePool {
 public:
  static constexpr std::size_t most_handles = 16;

  HandlePool(const std::filesystem::path& database, std::size_t handles);

  class Lease {
   public:
    explicit Lease(const HandlePool& pool);
    ~Lease();
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    const Xapian::Database& operator*() const { return *database_; }
    const Xapian::Database* operator->() const { return database_; }

   private:
    const HandlePool& pool_;
    const Xapian::Database* database_;
  };

  const Xapian::Database& any() const { return handles_.front(); }  // only before the pool is shared

 private:
  std::vector<Xapian::Database> handles_;
  mutable std::mutex mutex_;
  mutable std::condition_variable given_back_;
  mutable std::vector<const Xapian::Database*> free_;
};

struct Snapshot {
  std::shared_ptr<const Columns> columns;
  std::uint64_t revision = 0;
  std::unique_ptr<const HandlePool> pool;
  std::unique_ptr<PostingCache> postings = std::make_unique<PostingCache>();

  // The names in the columns, gathered when first asked for; any thread.
  const Lexicon& lexicon() const {
    std::call_once(lexicon_made, [this] { names.emplace(*columns); });
    return *names;
  }
  mutable std::once_flag lexicon_made;
  mutable std::optional<const Lexicon> names;
};

// Reads the row of every document of a database in one pass.
std::shared_ptr<const Columns> load_columns(const Xapian::Database& database);

// How many handles a snapshot opens: a few per processor.
std::size_t handle_count();

}  // namespace almanac::search
