#include "search/name_list.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <unordered_set>

#include "archive/name.h"
#include "search/analysis.h"
#include "search/pinyin.h"
#include "search/text_order.h"

namespace almanac::search {
namespace {

using archive::Kind;

constexpr std::size_t most_typed = 200;  // bytes
// The small layer may grow so large before both become one: a name in a thousand costs a few microseconds at each commit.
constexpr std::size_t most_recent = 1024, recent_share = 32;

struct ValueKind {
  Field field;
  Kind kind;
};
constexpr ValueKind value_kinds[] = {{Field::theme, Kind::theme},       {Field::occasion, Kind::occasion},
                                     {Field::mechanic, Kind::mechanic}, {Field::tag, Kind::tag},
                                     {Field::segment, Kind::segment},   {Field::category, Kind::category},
                                     {Field::channel, Kind::channel}};

// How well a name fits: the lower the better.
enum Rank : std::uint8_t { is_it, begins, key_begins, initials_begin, pinyin_begins, contains, key_contains };

// What was typed, as the names are compared with it.
struct Typed {
  std::string text;
  std::string letters;  // without spaces, if it may be pinyin
};

}  // namespace

struct NameList::Entry {
  const Names* names = nullptr;        // of a document; null: a value
  const std::string* value = nullptr;  // the value
  Kind kind = Kind::campaign;
  std::int32_t start = no_day;
  std::size_t length = 0;    // of the folded name
  std::uint32_t number = 0;  // of the document, or of the value in its field's dictionary
  std::uint8_t field = 0;    // of a value: index of value_kinds

  const std::string& key() const { return value ? *value : names->key; }
  // Among names that fit alike; then by kind and key.
  auto order() const { return std::tuple(kind == Kind::product, -static_cast<std::int64_t>(start), length); }
  bool operator<(const Entry& other) const {
    if (order() != other.order()) return order() < other.order();
    return std::tuple(kind, std::string_view(key()), value != nullptr) <
           std::tuple(other.kind, std::string_view(other.key()), other.value != nullptr);
  }
};

struct NameList::Candidate {
  std::uint8_t rank = is_it;
  Entry entry;
  bool operator<(const Candidate& other) const { return rank != other.rank ? rank < other.rank : entry < other.entry; }
};

// Names sorted in every way that they are asked for, numbered from the best on.
class NameList::Layer {
 public:
  Layer(std::vector<Entry> entries, const Columns& columns) {
    std::sort(entries.begin(), entries.end());
    for (const Entry& entry : entries) {
      slots_.push_back({entry.number, entry.names ? no_field : entry.field});
      const std::string name = entry.names ? entry.names->folded_title : archive::fold(*entry.value);
      const bool has_key = entry.names && columns.facts(entry.number).kind != Kind::channel;
      const Pinyin read = pinyin_of(name);
      names_.add(name);
      keys_.add(has_key ? archive::fold(entry.names->key) : std::string());
      initials_.add(read.initials);
      pinyin_.add(read.full);
    }
    using From = TextOrder::From;
    by_name_ = TextOrder(names_, From::start), in_name_ = TextOrder(names_, From::every_character);
    by_key_ = TextOrder(keys_, From::start), in_key_ = TextOrder(keys_, From::every_character);
    by_initials_ = TextOrder(initials_, From::start), by_pinyin_ = TextOrder(pinyin_, From::start);
  }

  std::size_t size() const { return slots_.size(); }

  // The best `most` that `is_gone` does not say to be of a document that has changed, in order.
  template <class IsGone>
  void find(const Typed& typed, std::size_t most, const Columns& columns, const IsGone& is_gone,
            std::vector<Candidate>& found) const {
    using Match = TextOrder::Match;
    std::vector<std::pair<std::uint8_t, std::uint32_t>> best;
    std::unordered_set<std::uint32_t> taken;
    const auto take = [&](std::uint8_t rank, const TextOrder& order, const PackedTexts& texts,
                          const std::string& wanted, Match match = Match::beginning) {
      if (best.size() >= most && best.back().first < rank) return;
      auto cursor = order.find(texts, wanted, match);
      for (std::size_t count = 0; count < most;) {
        const auto number = cursor.next();
        if (!number) return;
        if (slots_[*number].field == no_field && is_gone(slots_[*number].number)) continue;
        if (!taken.insert(*number).second) continue;
        best.emplace_back(rank, *number);
        ++count;
      }
    };
    take(is_it, by_name_, names_, typed.text, Match::whole);
    take(is_it, by_key_, keys_, typed.text, Match::whole);
    take(begins, by_name_, names_, typed.text);
    take(key_begins, by_key_, keys_, typed.text);
    if (!typed.letters.empty()) take(initials_begin, by_initials_, initials_, typed.letters);
    if (typed.letters.size() > 1) take(pinyin_begins, by_pinyin_, pinyin_, typed.letters);
    take(contains, in_name_, names_, typed.text);
    take(key_contains, in_key_, keys_, typed.text);
    std::sort(best.begin(), best.end());
    best.resize(std::min(best.size(), most));
    for (const auto& [rank, number] : best) found.push_back({rank, entry(number, columns)});
  }

 private:
  static constexpr std::uint8_t no_field = 255;
  struct Slot {
    std::uint32_t number = 0;
    std::uint8_t field = no_field;
  };

  Entry entry(std::uint32_t number, const Columns& columns) const {
    const Slot& slot = slots_[number];
    Entry made;
    made.length = names_.at(number).size();
    made.number = slot.number;
    if (slot.field == no_field) {
      made.names = &columns.names(slot.number);
      made.kind = columns.facts(slot.number).kind;
      made.start = columns.facts(slot.number).start;
    } else {
      made.field = slot.field;
      made.kind = value_kinds[slot.field].kind;
      made.value = &columns.dictionary(value_kinds[slot.field].field).text(slot.number);
    }
    return made;
  }

  std::vector<Slot> slots_;
  PackedTexts names_, keys_, initials_, pinyin_;
  TextOrder by_name_, in_name_, by_key_, in_key_, by_initials_, by_pinyin_;
};

bool NameList::is_named(DocumentId id) const { return columns_->alive(id) && columns_->facts(id).kind != Kind::lesson; }

NameList::Entry NameList::entry_of(DocumentId id) const {
  Entry entry;
  entry.names = &columns_->names(id);
  entry.kind = columns_->facts(id).kind;
  entry.start = columns_->facts(id).start;
  entry.length = entry.names->folded_title.size();
  entry.number = id;
  return entry;
}

std::vector<std::uint32_t> NameList::value_counts() const {
  std::vector<std::uint32_t> counts;
  for (const ValueKind& one : value_kinds)
    counts.push_back(static_cast<std::uint32_t>(columns_->dictionary(one.field).size()));
  return counts;
}

std::vector<NameList::Entry> NameList::values_from(const std::vector<std::uint32_t>& first) const {
  std::vector<Entry> entries;
  for (std::uint8_t f = 0; f < std::size(value_kinds); ++f) {
    const ValueDictionary& values = columns_->dictionary(value_kinds[f].field);
    for (std::uint32_t i = first[f]; i < values.size(); ++i) {
      Entry entry;
      entry.value = &values.text(i);
      entry.kind = value_kinds[f].kind;
      entry.length = archive::fold(*entry.value).size();
      entry.number = i;
      entry.field = f;
      entries.push_back(entry);
    }
  }
  return entries;
}

// Whether the values of `before` are the first of ours.
bool NameList::continues(const NameList& before) const {
  return std::all_of(std::begin(value_kinds), std::end(value_kinds), [&](const ValueKind& one) {
    return columns_->dictionary(one.field).begins_with(before.columns_->dictionary(one.field));
  });
}

std::vector<DocumentId> NameList::changed_since(const NameList& before) const {
  std::vector<DocumentId> changed;
  for_each_difference(*before.columns_, *columns_, [&](DocumentId id) {
    const bool was = before.is_named(id), is = is_named(id);
    if (!was && !is) return;
    if (was && is) {
      const Names &a = before.columns_->names(id), &b = columns_->names(id);
      const Facts &c = before.columns_->facts(id), &d = columns_->facts(id);
      if (a.key == b.key && a.title == b.title && c.kind == d.kind && c.start == d.start) return;
    }
    changed.push_back(id);
  });
  return changed;
}

NameList::NameList(std::shared_ptr<const Columns> columns, const NameList* before) : columns_(std::move(columns)) {
  known_values_ = value_counts();
  std::size_t grown = 0;
  if (before && continues(*before)) {
    const std::vector<DocumentId> changed = changed_since(*before);
    base_ = before->base_;
    base_values_ = before->base_values_;
    std::set_union(changed.begin(), changed.end(), before->changed_.begin(), before->changed_.end(),
                   std::back_inserter(changed_));
    if (changed.empty() && known_values_ == before->known_values_) {
      recent_ = before->recent_;
      return;
    }
    grown = changed_.size();
    for (std::size_t f = 0; f < known_values_.size(); ++f) grown += known_values_[f] - base_values_[f];
  }
  if (base_ && grown <= std::max(most_recent, base_->size() / recent_share)) {
    std::vector<Entry> entries = values_from(base_values_);
    for (const DocumentId id : changed_)
      if (is_named(id)) entries.push_back(entry_of(id));
    recent_ = std::make_shared<const Layer>(std::move(entries), *columns_);
    return;
  }
  std::vector<Entry> entries = values_from(std::vector<std::uint32_t>(known_values_.size(), 0));
  for (DocumentId id = 0; id < columns_->end_id(); ++id)
    if (is_named(id)) entries.push_back(entry_of(id));
  base_ = std::make_shared<const Layer>(std::move(entries), *columns_);
  recent_ = nullptr;
  base_values_ = known_values_;
  changed_.clear();
}

std::vector<Suggestion> NameList::find(std::string_view text, std::size_t limit) const {
  Typed typed;
  typed.text = archive::fold(text.substr(0, cut_at_character(text, most_typed)));
  if (typed.text.empty() || limit == 0 || typed.text.find('\0') != std::string::npos) return {};
  if (std::all_of(typed.text.begin(), typed.text.end(), [](unsigned char c) { return c < 0x80; })) {
    typed.letters = typed.text;
    std::erase(typed.letters, ' ');
  }
  const std::size_t most = 2 * limit;  // a channel may be there twice, as a record and as a value
  std::vector<Candidate> best;
  base_->find(
      typed, most, *columns_, [&](DocumentId id) { return std::binary_search(changed_.begin(), changed_.end(), id); },
      best);
  if (recent_)
    recent_->find(
        typed, most, *columns_, [](DocumentId) { return false; }, best);
  std::sort(best.begin(), best.end());
  std::vector<Suggestion> suggestions;
  std::set<std::string> shown;
  for (const Candidate& one : best) {
    if (suggestions.size() == limit) break;
    const std::string& key = one.entry.key();
    const std::string& name = one.entry.value ? key : one.entry.names->title;
    std::string id = archive::graph_id(one.entry.kind, key);
    if (!shown.insert(id).second) continue;
    suggestions.push_back({one.entry.kind, std::move(id), name, key == name ? std::string() : key});
  }
  return suggestions;
}

}  // namespace almanac::search
