#pragma once
// As-you-type suggestions: names that fit what was typed, the best first.
//
// A name fits, from the best to the least: it is what was typed, or its key is (a campaign's code, a product's SKU); it begins so; its key
// begins so; the initials of its pinyin begin so (ssy → 双十一), or the pinyin; it contains it; its key contains it. Of those that fit
// alike products come last, for there may be very many; then the later start, the shorter name, the kind and the key.
//
// The names of an archive lie in one large layer, sorted in each of these ways (search/text_order.h); those that have changed since it
// was made lie in a second, small one. So neither a question nor a commit goes through all names, save when the second has grown to a
// fraction of the first and both become one.
//
// Internal to search/. Immutable; any number of threads.

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include "search/columns.h"
#include "search/index.h"

namespace almanac::search {

class NameList {
 public:
  // Of all documents but lessons, and of the values of fields that name something. `before`: the list of earlier columns, to take over
  // what has not changed; may be null. Linear in what has changed, without `before` n log n of all.
  NameList(std::shared_ptr<const Columns> columns, const NameList* before);
  // The best, each id once. Logarithmic in the number of names.
  std::vector<Suggestion> find(std::string_view typed, std::size_t limit) const;
  // Whether nothing was made anew for `other`.
  bool is_taken_over_by(const NameList& other) const { return base_ == other.base_ && recent_ == other.recent_; }

 private:
  class Layer;
  struct Entry;
  struct Candidate;
  std::vector<DocumentId> changed_since(const NameList& before) const;
  std::vector<Entry> values_from(const std::vector<std::uint32_t>& first) const;
  std::vector<std::uint32_t> value_counts() const;
  bool continues(const NameList& before) const;
  Entry entry_of(DocumentId id) const;
  bool is_named(DocumentId id) const;

  std::shared_ptr<const Columns> columns_;
  std::shared_ptr<const Layer> base_, recent_;
  std::vector<DocumentId> changed_;          // since base_, in order: there base_ does not count
  std::vector<std::uint32_t> base_values_;   // of each value field, how many base_ has
  std::vector<std::uint32_t> known_values_;  // … and how many this has
};

}  // namespace almanac::search
