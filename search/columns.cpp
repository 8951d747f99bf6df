#include "search/columns.h"

#include <algorithm>
#include <bit>

#include "archive/error.h"

namespace almanac::search {
namespace {

// Little-endian base-128 numbers, strings after their length: compact, and read in one pass.
class Writer {
 public:
  void number(std::uint64_t value) {
    while (value >= 0x80) {
      bytes_ += static_cast<char>(value | 0x80);
      value >>= 7;
    }
    bytes_ += static_cast<char>(value);
  }
  void day(std::int32_t value) { number(static_cast<std::uint32_t>(value)); }
  void text(std::string_view value) {
    number(value.size());
    bytes_ += value;
  }
  void amount(const std::optional<double>& value) {
    bytes_ += value ? '\1' : '\0';
    if (!value) return;
    auto bits = std::bit_cast<std::uint64_t>(*value);
    for (int i = 0; i < 8; ++i, bits >>= 8) bytes_ += static_cast<char>(bits & 0xff);
  }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

class Scan {
 public:
  explicit Scan(std::string_view bytes) : bytes_(bytes) {}
  std::uint64_t number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const auto byte = static_cast<unsigned char>(next());
      value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    damaged();
  }
  std::int32_t day() { return static_cast<std::int32_t>(static_cast<std::uint32_t>(number())); }
  std::string text() {
    const std::uint64_t length = number();
    if (length > bytes_.size()) damaged();
    std::string value(bytes_.substr(0, length));
    bytes_.remove_prefix(length);
    return value;
  }
  std::optional<double> amount() {
    if (next() == '\0') return std::nullopt;
    std::uint64_t bits = 0;
    for (unsigned i = 0; i < 8; ++i) bits |= static_cast<std::uint64_t>(static_cast<unsigned char>(next())) << (8 * i);
    return std::bit_cast<double>(bits);
  }
  std::size_t left() const { return bytes_.size(); }
  [[noreturn]] static void damaged() {
    throw archive::Error(
        archive::ErrorKind::corrupt, "damaged_index",
        {"the search index is damaged; run: almanac reindex", "搜索索引已损坏；请运行：almanac reindex"});
  }

 private:
  char next() {
    if (bytes_.empty()) damaged();
    const char c = bytes_[0];
    bytes_.remove_prefix(1);
    return c;
  }
  std::string_view bytes_;
};

}  // namespace

Row row_of(const Document& document) {
  Row row;
  row.facts.kind = document.kind;
  row.facts.alive = true;
  row.facts.start = document.start;
  row.facts.end = document.end;
  row.facts.visible_day = document.visible_day;
  row.facts.outcome_day = document.outcome_day;
  row.facts.budget = document.budget;
  if (document.roi) row.facts.roi = static_cast<float>(*document.roi);
  if (document.attainment) row.facts.attainment = static_cast<float>(*document.attainment);
  row.names.key = document.key;
  row.names.title = document.title;
  row.names.folded_title = archive::fold(document.title);
  row.names.aliases = document.aliases;
  for (const auto& [field, values] : document.values) row.values[static_cast<std::size_t>(field)] = values;
  return row;
}

std::string encode_row(const Row& row) {
  Writer out;
  const Names& names = row.names;
  out.number(static_cast<std::uint64_t>(row.facts.kind));
  out.day(row.facts.start);
  out.day(row.facts.end);
  out.day(row.facts.visible_day);
  out.day(row.facts.outcome_day);
  out.amount(row.facts.budget);
  out.amount(row.facts.roi);
  out.amount(row.facts.attainment);
  out.number(row.length);
  out.text(names.key);
  out.text(names.title);
  out.text(names.folded_title == names.title ? std::string_view() : names.folded_title);
  out.number(names.aliases.size());
  for (const std::string& alias : names.aliases) out.text(alias);
  for (std::size_t f = 0; f < field_count; ++f) {
    if (row.values[f].empty()) continue;
    out.number(f + 1);
    out.number(row.values[f].size());
    for (const std::string& value : row.values[f]) out.text(value);
  }
  out.number(0);
  return out.take();
}

Row decode_row(std::string_view bytes) {
  Scan in(bytes);
  Row row;
  const auto ratio = [&]() -> std::optional<float> {
    const auto value = in.amount();
    return value ? std::optional<float>(static_cast<float>(*value)) : std::nullopt;
  };
  row.facts.alive = true;
  row.facts.kind = static_cast<archive::Kind>(in.number());
  row.facts.start = in.day();
  row.facts.end = in.day();
  row.facts.visible_day = in.day();
  row.facts.outcome_day = in.day();
  row.facts.budget = in.amount();
  row.facts.roi = ratio();
  row.facts.attainment = ratio();
  row.length = static_cast<std::uint32_t>(in.number());
  Names& names = row.names;
  names.key = in.text();
  names.title = in.text();
  names.folded_title = in.text();
  if (names.folded_title.empty()) names.folded_title = names.title;
  for (std::uint64_t n = in.number(); n > 0; --n) names.aliases.push_back(in.text());
  while (const std::uint64_t field = in.number()) {
    if (field > field_count) Scan::damaged();
    auto& values = row.values[field - 1];
    const std::uint64_t n = in.number();
    if (n > in.left()) Scan::damaged();
    values.reserve(n);
    for (std::uint64_t i = 0; i < n; ++i) values.push_back(in.text());
  }
  return row;
}

std::uint32_t ValueDictionary::add(std::string_view value) {
  const auto [entry, fresh] = numbers_.try_emplace(archive::fold(value), static_cast<std::uint32_t>(texts_.size()));
  if (fresh) texts_.emplace_back(value);
  return entry->second;
}

std::optional<std::uint32_t> ValueDictionary::find(std::string_view value) const {
  return find_folded(archive::fold(value));
}

std::optional<std::uint32_t> ValueDictionary::find_folded(std::string_view folded) const {
  const auto found = numbers_.find(folded);
  if (found == numbers_.end()) return std::nullopt;
  return found->second;
}

bool ValueDictionary::begins_with(const ValueDictionary& before) const {
  return this == &before ||
         (before.size() <= size() && std::equal(before.texts_.begin(), before.texts_.end(), texts_.begin()));
}

bool ValueDictionary::any_begins(std::string_view folded) const {
  const auto found = numbers_.lower_bound(folded);
  return found != numbers_.end() && found->first.starts_with(folded);
}

Columns::Columns() {
  for (auto& dictionary : dictionaries_) dictionary = std::make_shared<ValueDictionary>();
  channel_names_ = std::make_shared<const std::map<std::string, std::string>>();
}

std::string Columns::channel_key(std::string_view name) const {
  const auto found = channel_names_->find(archive::fold(name));
  return found == channel_names_->end() ? std::string(name) : found->second;
}

namespace {

// The new form of one block: old documents that did not change keep their values.
class BlockMaker {
 public:
  BlockMaker(const Columns::Block* old, std::array<std::shared_ptr<ValueDictionary>, field_count>& dictionaries,
             std::array<bool, field_count>& own)
      : old_(old), dictionaries_(dictionaries), own_(own), block_(std::make_shared<Columns::Block>()) {
    block_->facts.resize(Columns::block_size);
    block_->names.resize(Columns::block_size);
    block_->lengths.resize(Columns::block_size);
    block_->gates.resize(Columns::block_size);
  }

  void keep(DocumentId i) {
    if (!old_ || !old_->facts[i].alive) return skip();
    block_->facts[i] = old_->facts[i];
    block_->names[i] = old_->names[i];
    block_->lengths[i] = old_->lengths[i];
    block_->gates[i] = old_->gates[i];
    for (std::size_t f = 0; f < field_count; ++f) {
      if (!old_->ends[f].empty()) {
        const std::uint32_t from = i == 0 ? 0 : old_->ends[f][i - 1];
        const auto* values = old_->values[f].data();
        block_->values[f].insert(block_->values[f].end(), values + from, values + old_->ends[f][i]);
      }
      close(f);
    }
  }

  void put(DocumentId i, const Row& row) {
    block_->facts[i] = row.facts;
    block_->names[i] = row.names;
    block_->lengths[i] = row.length;
    block_->gates[i] = {row.facts.start, row.facts.visible_day, row.facts.kind, row.facts.alive};
    for (std::size_t f = 0; f < field_count; ++f) {
      const std::size_t begin = block_->values[f].size();
      for (const std::string& value : row.values[f]) block_->values[f].push_back(number_of(f, value));
      // Two spellings of one value are one value.
      const auto first = block_->values[f].begin() + static_cast<std::ptrdiff_t>(begin);
      std::sort(first, block_->values[f].end());
      block_->values[f].erase(std::unique(first, block_->values[f].end()), block_->values[f].end());
      close(f);
    }
  }

  void skip() {
    for (std::size_t f = 0; f < field_count; ++f) close(f);
  }

  std::shared_ptr<const Columns::Block> take() {
    for (std::size_t f = 0; f < field_count; ++f)
      if (block_->values[f].empty()) block_->ends[f].clear();
    return block_;
  }

 private:
  void close(std::size_t f) { block_->ends[f].push_back(static_cast<std::uint32_t>(block_->values[f].size())); }

  std::uint32_t number_of(std::size_t f, const std::string& value) {
    if (!own_[f] && !dictionaries_[f]->find(value)) {  // shared with older columns: copy before the first change
      dictionaries_[f] = std::make_shared<ValueDictionary>(*dictionaries_[f]);
      own_[f] = true;
    }
    return own_[f] ? dictionaries_[f]->add(value) : *dictionaries_[f]->find(value);
  }

  const Columns::Block* old_;
  std::array<std::shared_ptr<ValueDictionary>, field_count>& dictionaries_;
  std::array<bool, field_count>& own_;
  std::shared_ptr<Columns::Block> block_;
};

}  // namespace

std::shared_ptr<const Columns> Columns::with(const Changes& changes) const {
  auto made = std::make_shared<Columns>(*this);
  std::array<bool, field_count> own{};
  bool channels = false;
  for (auto change = changes.begin(); change != changes.end();) {
    const std::size_t number = change->first / block_size;
    if (number >= made->blocks_.size()) made->blocks_.resize(number + 1);
    const Block* old = made->blocks_[number].get();
    BlockMaker maker(old, made->dictionaries_, own);
    for (DocumentId i = 0; i < block_size; ++i) {
      const bool changed = change != changes.end() && change->first == number * block_size + i;
      if (!changed) {
        maker.keep(i);
        continue;
      }
      const bool was = old && old->facts[i].alive;
      channels = channels || (was && old->facts[i].kind == archive::Kind::channel) ||
                 (change->second && change->second->facts.kind == archive::Kind::channel);
      made->count_ += (change->second ? 1u : 0u);
      made->count_ -= (was ? 1u : 0u);
      made->total_length_ += change->second ? change->second->length : 0;
      made->total_length_ -= was ? old->lengths[i] : 0;
      if (change->second)
        maker.put(i, *change->second);
      else
        maker.skip();
      ++change;
    }
    made->blocks_[number] = maker.take();
  }
  if (channels) {
    auto names = std::make_shared<std::map<std::string, std::string>>();
    for (DocumentId id = 0; id < made->end_id(); ++id) {
      if (!made->alive(id) || made->facts(id).kind != archive::Kind::channel) continue;
      for (const std::string& alias : made->names(id).aliases)
        names->try_emplace(archive::fold(alias), made->names(id).key);
    }
    for (DocumentId id = 0; id < made->end_id(); ++id)  // a key means itself before it is anyone's alias
      if (made->alive(id) && made->facts(id).kind == archive::Kind::channel)
        (*names)[archive::fold(made->names(id).key)] = made->names(id).key;
    made->channel_names_ = std::move(names);
  }
  return made;
}

}  // namespace almanac::search
