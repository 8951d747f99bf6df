#pragma once
// Some documents, a bit for each id; and what a search is narrowed to before it is evaluated.

#include <cstdint>
#include <optional>
#include <vector>

#include "search/columns.h"

namespace almanac::search {

class DocumentSet {
 public:
  explicit DocumentSet(DocumentId end) : words_((end + std::size_t{63}) / 64, 0) {}  // of ids below `end`; empty
  void add(DocumentId id) {  // one that is not below the end is left out
    if (id / 64 < words_.size()) words_[id / 64] |= bit(id);
  }
  bool contains(DocumentId id) const { return id / 64 < words_.size() && (words_[id / 64] & bit(id)) != 0; }
  // Takes away what is not in `other`, which has the same end.
  void keep(const DocumentSet& other) {
    for (std::size_t i = 0; i < words_.size(); ++i) words_[i] &= other.words_[i];
  }

 private:
  static std::uint64_t bit(DocumentId id) { return std::uint64_t{1} << (id % 64); }
  std::vector<std::uint64_t> words_;
};

// Documents of a set (none: of all) that start in a range.
struct Narrowing {
  std::optional<DocumentSet> set;
  std::optional<std::int32_t> start_from, start_to;  // days
  bool any() const { return set || in_range(); }
  bool in_range() const { return start_from || start_to; }
};

}  // namespace almanac::search
