#pragma once
// The facts of every document in memory, by Xapian document id: what facets count, sorts compare and range filters test,
// without a look into the database per match.
//
// Columns are immutable once shared; a refresh makes new ones that share every untouched block of 1,024 documents and every
// untouched dictionary with the old, so the cost of a refresh is that of what changed.

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/name.h"
#include "search/document.h"
#include "search/schema.h"

namespace almanac::search {

using DocumentId = std::uint32_t;

// What a match is tested and sorted by: small, as it is read for every match.
struct Facts {
  std::int32_t start = no_day, end = no_day, visible_day = no_day, outcome_day = no_day;
  archive::Kind kind = archive::Kind::campaign;
  bool alive = false;
  std::optional<float> roi, attainment;
  std::optional<double> budget;
};

// What every match is tested by first, close together: most of a common word's matches fail here.
struct Gate {
  std::int32_t start = no_day, visible_day = no_day;
  archive::Kind kind = archive::Kind::campaign;
  bool alive = false;
};

// What a document is called: read for ties, hits and suggestions.
struct Names {
  std::string key, title, folded_title;
  std::vector<std::string> aliases;
};

// One document as the index stores it (Slot::row).
struct Row {
  Facts facts;
  Names names;
  std::array<std::vector<std::string>, field_count> values;
  std::uint32_t length = 0;  // tokens of all its text, each as often as its part counts
};
// All but the length, which the indexer counts.
Row row_of(const Document& document);
std::string encode_row(const Row& row);
Row decode_row(std::string_view bytes);  // throws Error corrupt "damaged_index"

// The values of one field, each with a number, the first spelling of a folded form wins.
class ValueDictionary {
 public:
  std::uint32_t add(std::string_view value);
  std::optional<std::uint32_t> find(std::string_view value) const;  // folds
  std::optional<std::uint32_t> find_folded(std::string_view folded) const;
  bool any_begins(std::string_view folded) const;  // whether some value's folded form begins so
  const std::string& text(std::uint32_t number) const { return texts_[number]; }
  std::size_t size() const { return texts_.size(); }
  // Whether the values of `before` are the first of these: it has not changed, or values were added to it.
  bool begins_with(const ValueDictionary& before) const;

 private:
  std::vector<std::string> texts_;
  std::map<std::string, std::uint32_t, std::less<>> numbers_;  // by folded form
};

class Columns {
 public:
  static constexpr DocumentId block_size = 1024;

  struct Block {
    std::vector<Facts> facts;
    std::vector<Names> names;
    std::vector<std::uint32_t> lengths;
    std::vector<Gate> gates;  // of facts
    // Values of a field of document i: values[f][ends[f][i-1] .. ends[f][i]). Both empty if no document of the block has one.
    std::array<std::vector<std::uint32_t>, field_count> ends, values;
  };

  struct Values {
    const std::uint32_t* first = nullptr;
    const std::uint32_t* last = nullptr;
    const std::uint32_t* begin() const { return first; }
    const std::uint32_t* end() const { return last; }
  };

  const Facts& facts(DocumentId id) const { return blocks_[id / block_size]->facts[id % block_size]; }
  const Names& names(DocumentId id) const { return blocks_[id / block_size]->names[id % block_size]; }
  Values values(DocumentId id, Field field) const {
    const Block& block = *blocks_[id / block_size];
    const auto f = static_cast<std::size_t>(field);
    const DocumentId i = id % block_size;
    if (block.ends[f].empty()) return {};
    const std::uint32_t* base = block.values[f].data();
    return {base + (i == 0 ? 0 : block.ends[f][i - 1]), base + block.ends[f][i]};
  }
  // Of any id: one that is no document is not alive.
  Gate gate(DocumentId id) const {
    const std::size_t block = id / block_size;
    return block < blocks_.size() && blocks_[block] ? blocks_[block]->gates[id % block_size] : Gate();
  }
  bool alive(DocumentId id) const {
    const std::size_t block = id / block_size;
    return block < blocks_.size() && blocks_[block] && blocks_[block]->facts[id % block_size].alive;
  }
  // Ask the processor for what gate(), length() and values() read of an id. Whoever goes through many ids does so some of them
  // ahead: they lie far apart, and waiting for each in turn is most of the time. Values need their ends to be there.
  void expect_gate(DocumentId id) const {
    if (const Block* block = block_of(id)) __builtin_prefetch(block->gates.data() + id % block_size);
  }
  void expect_length(DocumentId id) const {
    if (const Block* block = block_of(id)) __builtin_prefetch(block->lengths.data() + id % block_size);
  }
  void expect_ends(DocumentId id, Field field) const {
    const Block* block = block_of(id);
    if (!block || block->ends[static_cast<std::size_t>(field)].empty()) return;
    __builtin_prefetch(block->ends[static_cast<std::size_t>(field)].data() + id % block_size);
  }
  void expect_values(DocumentId id, Field field) const {
    if (block_of(id)) __builtin_prefetch(values(id, field).first);
  }
  const ValueDictionary& dictionary(Field field) const { return *dictionaries_[static_cast<std::size_t>(field)]; }
  // Blocks and dictionaries never change once shared: the same address in the next columns is the same content.
  const Block* block(std::size_t number) const { return blocks_[number].get(); }
  DocumentId end_id() const { return static_cast<DocumentId>(blocks_.size() * block_size); }
  std::uint64_t count() const { return count_; }
  std::uint32_t length(DocumentId id) const {
    const std::size_t block = id / block_size;
    return block < blocks_.size() && blocks_[block] ? blocks_[block]->lengths[id % block_size] : 0;
  }
  double mean_length() const {
    return count_ == 0 ? 0 : static_cast<double>(total_length_) / static_cast<double>(count_);
  }
  // The key of the channel that `name` is a name or alias of; `name` itself if there is none.
  std::string channel_key(std::string_view name) const;

  // New columns: these with some documents replaced (a row) or removed (nullopt).
  using Changes = std::map<DocumentId, std::optional<Row>>;
  std::shared_ptr<const Columns> with(const Changes& changes) const;
  Columns();

 private:
  const Block* block_of(DocumentId id) const {
    return id / block_size < blocks_.size() ? blocks_[id / block_size].get() : nullptr;
  }

  std::vector<std::shared_ptr<const Block>> blocks_;
  std::array<std::shared_ptr<ValueDictionary>, field_count> dictionaries_;   // never changed once shared
  std::shared_ptr<const std::map<std::string, std::string>> channel_names_;  // folded name or alias → key
  std::uint64_t count_ = 0;
  std::uint64_t total_length_ = 0;
};

// Calls visit(id), in order, for every id that one of them has in a block that the other does not share. It need not have changed.
template <class Visit>
void for_each_difference(const Columns& before, const Columns& after, const Visit& visit) {
  const auto block_of = [](const Columns& columns, DocumentId first) {
    return first < columns.end_id() ? columns.block(first / Columns::block_size) : nullptr;
  };
  const DocumentId end = before.end_id() < after.end_id() ? after.end_id() : before.end_id();
  for (DocumentId first = 0; first < end; first += Columns::block_size)
    if (block_of(before, first) != block_of(after, first))
      for (DocumentId i = 0; i < Columns::block_size; ++i) visit(first + i);
}

}  // namespace almanac::search
