#include "search/collector.h"

#include <algorithm>
#include <limits>

namespace almanac::search {
namespace {

constexpr double last = -std::numeric_limits<double>::infinity();

template <class T>
double ordered(const std::optional<T>& value, bool descending) {
  if (!value) return last;
  return descending ? static_cast<double>(*value) : -static_cast<double>(*value);
}

}  // namespace

Columns::Values known_values(const Columns& columns, DocumentId id, Field field,
                             std::optional<std::int32_t> as_of_day) {
  if (as_of_day && row_of(field).outcome && columns.facts(id).outcome_day > *as_of_day) return {};
  return columns.values(id, field);
}

bool passes_gate(const CollectorOptions& options, const Gate& gate) {
  return gate.alive && options.wants(gate.kind) && (!options.as_of_day || gate.visible_day <= *options.as_of_day);
}

bool passes_start(const CollectorOptions& options, std::int32_t start) {
  if (!options.start_from && !options.start_to) return true;
  return start != no_day && (!options.start_from || start >= *options.start_from) &&
         (!options.start_to || start <= *options.start_to);
}

bool passes_budget(const CollectorOptions& options, const Facts& facts) {
  if (!options.budget_min && !options.budget_max) return true;
  return facts.budget && (!options.budget_min || *facts.budget >= *options.budget_min) &&
         (!options.budget_max || *facts.budget <= *options.budget_max);
}

bool passes(const FieldFilter& filter, const Columns& columns, DocumentId id, std::optional<std::int32_t> as_of_day) {
  for (const std::uint32_t value : known_values(columns, id, filter.field, as_of_day))
    if (filter.accepted[value] != 0) return true;
  return false;
}

bool Place::before(const Place& other) const {
  if (primary != other.primary) return primary > other.primary;
  if (name != other.name) return name < other.name;
  if (start != other.start) return start > other.start;
  if (key != other.key) return key < other.key;
  return kind < other.kind;
}

std::uint32_t seen_hash(archive::Kind kind, std::string_view key) {
  std::uint32_t hash = 2166136261u ^ static_cast<std::uint32_t>(kind);
  for (const char c : key) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
  return (hash >> 8) ^ (hash & 0xff);
}

Collector::Collector(const Columns& columns, CollectorOptions options)
    : columns_(columns), options_(std::move(options)) {
  for (const Field facet : options_.facets) counts_.emplace_back(columns_.dictionary(facet).size(), 0);
  for (const FieldFilter& filter : options_.filters)
    counted_.push_back(std::find(options_.facets.begin(), options_.facets.end(), filter.field) !=
                       options_.facets.end());
  heap_.reserve(options_.limit + 1);
}

double Collector::primary_of(const Facts& facts, double weight) const {
  switch (options_.sort) {
    case Sort::relevance:
      return weight;
    case Sort::start:
      return facts.start == no_day ? last : -static_cast<double>(facts.start);
    case Sort::start_descending:
      return facts.start == no_day ? last : static_cast<double>(facts.start);
    case Sort::budget:
      return ordered(facts.budget, false);
    case Sort::budget_descending:
      return ordered(facts.budget, true);
    default:
      break;
  }
  if (options_.as_of_day && facts.outcome_day > *options_.as_of_day) return last;  // not known by then
  switch (options_.sort) {
    case Sort::roi:
      return ordered(facts.roi, false);
    case Sort::roi_descending:
      return ordered(facts.roi, true);
    case Sort::attainment:
      return ordered(facts.attainment, false);
    case Sort::attainment_descending:
      return ordered(facts.attainment, true);
    default:
      return 0;
  }
}

Place Collector::place_of(const Ranked& ranked) const {
  const Facts& facts = columns_.facts(ranked.id);
  const Names& names = columns_.names(ranked.id);
  return {ranked.primary, options_.sort == Sort::name ? names.folded_title : std::string(), facts.start, names.key,
          facts.kind};
}

// The same order as Place::before, without making places.
bool Collector::before(const Ranked& a, const Ranked& b) const {
  if (a.primary != b.primary) return a.primary > b.primary;
  const Names& a_names = columns_.names(a.id);
  const Names& b_names = columns_.names(b.id);
  if (options_.sort == Sort::name)
    if (const int order = a_names.folded_title.compare(b_names.folded_title)) return order < 0;
  const Facts& a_facts = columns_.facts(a.id);
  const Facts& b_facts = columns_.facts(b.id);
  if (a_facts.start != b_facts.start) return a_facts.start > b_facts.start;
  if (const int order = a_names.key.compare(b_names.key)) return order < 0;
  return a_facts.kind < b_facts.kind;
}

void Collector::expect(const std::vector<DocumentId>& ids, std::size_t i) const {
  constexpr std::size_t far = 16, near = 8;  // documents ahead
  if (i + far < ids.size()) {
    columns_.expect_gate(ids[i + far]);
    for (const FieldFilter& filter : options_.filters) columns_.expect_ends(ids[i + far], filter.field);
    for (const Field facet : options_.facets) columns_.expect_ends(ids[i + far], facet);
  }
  if (i + near < ids.size()) {
    for (const FieldFilter& filter : options_.filters) columns_.expect_values(ids[i + near], filter.field);
    for (const Field facet : options_.facets) columns_.expect_values(ids[i + near], facet);
  }
}

void Collector::add(DocumentId id, double weight) {
  const Gate gate = columns_.gate(id);
  if (!passes_gate(options_, gate) || !passes_start(options_, gate.start)) return;
  const Facts& facts = columns_.facts(id);
  if (!passes_budget(options_, facts)) return;
  const Field* failed = nullptr;
  for (std::size_t i = 0; i < options_.filters.size(); ++i) {
    if (passes(options_.filters[i], columns_, id, options_.as_of_day)) continue;
    if (failed || !counted_[i]) return;  // no choice within one facet would bring it in
    failed = &options_.filters[i].field;
  }
  for (std::size_t f = 0; f < options_.facets.size(); ++f) {
    if (failed && *failed != options_.facets[f]) continue;
    for (const std::uint32_t value : known_values(columns_, id, options_.facets[f], options_.as_of_day))
      ++counts_[f][value];
  }
  if (failed) return;
  ++total_;
  keep(id, facts, weight);
}

void Collector::keep(DocumentId id, const Facts& facts, double weight) {
  const Ranked ranked{id, weight, primary_of(facts, weight)};
  if (options_.after) {
    if (!options_.after->before(place_of(ranked))) return;
    if (!options_.seen.empty() &&
        std::binary_search(options_.seen.begin(), options_.seen.end(), seen_hash(facts.kind, columns_.names(id).key)))
      return;
  }
  const auto worse_on_top = [this](const Ranked& a, const Ranked& b) { return before(a, b); };
  if (heap_.size() == options_.limit) {
    more_ = true;
    if (heap_.empty() || !before(ranked, heap_.front())) return;
    std::pop_heap(heap_.begin(), heap_.end(), worse_on_top);
    heap_.back() = ranked;
  } else {
    heap_.push_back(ranked);
  }
  std::push_heap(heap_.begin(), heap_.end(), worse_on_top);
}

std::vector<Ranked> Collector::best() {
  std::sort(heap_.begin(), heap_.end(), [this](const Ranked& a, const Ranked& b) { return before(a, b); });
  return std::move(heap_);
}

}  // namespace almanac::search
