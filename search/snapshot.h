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
#include <string>
#include <unordered_set>
#include <vector>

#include "search/columns.h"
#include "search/lexicon.h"
#include "search/misspelling.h"
#include "search/name_list.h"
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

  // The names in the columns and the words of the database: made when first asked for, which takes about a second of 100,000 campaigns,
  // or by take_over(). Any thread; `database` is a handle of the pool.
  const NameList& names() const {
    return names_.get([this] { return NameList(columns, nullptr); });
  }
  const Lexicon& lexicon() const {
    return lexicon_.get([this] { return Lexicon(columns, nullptr); });
  }
  const WordList& words(const Xapian::Database& database) const {
    return words_.get([&] { return WordList(database, nullptr, nullptr); });
  }
  // Before the snapshot is shared: makes those that `before` has, out of what it has. `touched`: the terms of all documents that have
  // changed since; null if these are not known.
  void take_over(const Snapshot& before, const std::unordered_set<std::string>* touched);
  // Whether all of them are made.
  bool is_ready() const { return names_.if_made() && lexicon_.if_made() && words_.if_made(); }

 private:
  // Something made once.
  template <class T>
  class Once {
   public:
    template <class Make>
    const T& get(const Make& make) const {
      const std::lock_guard lock(mutex_);
      if (!made_) made_ = std::make_unique<const T>(make());
      return *made_;
    }
    const T* if_made() const {
      const std::lock_guard lock(mutex_);
      return made_.get();
    }

   private:
    mutable std::mutex mutex_;
    mutable std::unique_ptr<const T> made_;
  };
  Once<NameList> names_;
  Once<Lexicon> lexicon_;
  Once<WordList> words_;
};

// Reads the row of every document of a database in one pass.
std::shared_ptr<const Columns> load_columns(const Xapian::Database& database);

// How many handles a snapshot opens: a few per processor.
std::size_t handle_count();

}  // namespace almanac::search
