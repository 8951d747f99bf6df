#pragma once
// Internal to search/: shows Xapian, and is included by no other folder.
//
// Posting lists in memory. A list is read out of the database once and then kept as two arrays as long as there is room: going through
// it again costs a nanosecond or two a posting, a tenth of what the database's iterators take.

#include <xapian.h>

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "search/columns.h"

namespace almanac::search {

struct PostingList {
  std::vector<DocumentId> ids;       // ascending
  std::vector<std::uint8_t> counts;  // how often the term occurs, field weights included; at most 255
  void add(DocumentId id, std::uint32_t count) {
    ids.push_back(id);
    counts.push_back(static_cast<std::uint8_t>(count < 255 ? count : 255));
  }
};

// The lists of one snapshot that were asked for last. Any number of threads; the lock is held for a look-up only.
class PostingCache {
 public:
  explicit PostingCache(std::size_t most_bytes = 256u << 20) : most_bytes_(most_bytes) {}
  std::shared_ptr<const PostingList> find(const std::string& key);
  void put(const std::string& key, std::shared_ptr<const PostingList> list);
  // A new cache with the lists that none of these terms is part of: what still holds when only documents with them changed.
  std::unique_ptr<PostingCache> without(const std::unordered_set<std::string>& terms);

 private:
  struct Entry {
    std::string key;
    std::shared_ptr<const PostingList> list;
  };
  const std::size_t most_bytes_;
  std::mutex mutex_;
  std::list<Entry> entries_;  // the one asked for last in front
  std::unordered_map<std::string, std::list<Entry>::iterator> by_key_;
  std::size_t bytes_ = 0;
};

// The lists of a database through a cache. For one thread.
class Postings {
 public:
  Postings(const Xapian::Database& database, PostingCache& cache) : database_(database), cache_(cache) {}

  // How many documents have the term. One look into the database, if the list is not in memory.
  std::size_t size(const std::string& term);
  // In memory, reading it if it is not. Linear in its length then.
  std::shared_ptr<const PostingList> list(const std::string& term);
  std::shared_ptr<const PostingList> if_in_memory(const std::string& term) { return cache_.find(term); }
  // Documents in which terms[i] stands offsets[i] positions behind terms[0]. The count is the least of those of the terms.
  // Reads positions of the documents that have all terms; those lists are kept like others.
  std::shared_ptr<const PostingList> phrase(const std::vector<std::string>& terms,
                                            const std::vector<std::uint32_t>& offsets);
  // The terms that begin with `prefix`, at most `most`, in order; `more` tells whether there are further ones.
  std::vector<std::string> terms_from(const std::string& prefix, std::size_t most, bool& more) const;

  const Xapian::Database& database() const { return database_; }

 private:
  bool stands(DocumentId id, const std::vector<std::size_t>& order, const std::vector<std::string>& terms,
              const std::vector<std::uint32_t>& offsets);

  const Xapian::Database& database_;
  PostingCache& cache_;
  std::vector<std::int64_t> places_, next_places_;
};

// The first index from `from` on whose id is at least `id`; ids.size() if there is none. Logarithmic in the distance.
std::size_t gallop(const std::vector<DocumentId>& ids, std::size_t from, DocumentId id);

}  // namespace almanac::search
