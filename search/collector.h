#pragma once
// Sees every match of a query once: tests the filters and ranges of the form, counts it, counts its facet values, and keeps the best
// ones in the order of the sort, all over the columns in memory, exactly.
//
// A match that fails just one field that is both filtered and counted counts for that field's other values (what choosing them
// instead would give) and for nothing else.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "search/columns.h"
#include "search/query.h"

namespace almanac::search {

// A place in the order of a sort: where a page ends. Compared field by field; `primary` is higher = earlier.
struct Place {
  double primary = 0;
  std::string name;  // Sort::name only: the folded title
  std::int32_t start = no_day;
  std::string key;
  archive::Kind kind = archive::Kind::campaign;
  bool before(const Place& other) const;
};

struct Ranked {
  DocumentId id = 0;
  double weight = 0;
  double primary = 0;
};

// A field of the form.
struct FieldFilter {
  Field field;
  std::vector<std::uint8_t> accepted;  // for each value number of the field's dictionary: 1 if it will do
};

struct CollectorOptions {
  Sort sort = Sort::relevance;
  std::size_t limit = 20;
  std::optional<std::int32_t> as_of_day, start_from, start_to;  // days
  std::optional<double> budget_min, budget_max;
  std::uint32_t kinds = ~0u;  // a bit for each kind that is wanted
  bool wants(archive::Kind kind) const { return (kinds >> static_cast<unsigned>(kind) & 1u) != 0; }
  std::vector<FieldFilter> filters;
  std::vector<Field> facets;
  std::optional<Place> after;       // the page begins behind this place
  std::vector<std::uint32_t> seen;  // sorted hashes of keys already shown, when the index moved between pages
};

// Its values of a field: none where they are of the outcome and that was not known yet.
Columns::Values known_values(const Columns& columns, DocumentId id, Field field, std::optional<std::int32_t> as_of_day);

// What the form asks of a document, apart: kind and day (of any id: one that is no document does not pass), start, budget, a field.
bool passes_gate(const CollectorOptions& options, const Gate& gate);
bool passes_start(const CollectorOptions& options, std::int32_t start);
bool passes_budget(const CollectorOptions& options, const Facts& facts);
bool passes(const FieldFilter& filter, const Columns& columns, DocumentId id, std::optional<std::int32_t> as_of_day);

class Collector {
 public:
  Collector(const Columns& columns, CollectorOptions options);
  // Before ids[i] is added: asks for what adding the ids behind it will read.
  void expect(const std::vector<DocumentId>& ids, std::size_t i) const;
  void add(DocumentId id, double weight);

  std::uint64_t total() const { return total_; }
  bool has_more() const { return more_; }  // behind the last of best()
  std::vector<Ranked> best();              // at most `limit`, in order; call once, at the end
  const std::vector<std::uint64_t>& counts(std::size_t facet) const { return counts_[facet]; }
  Place place_of(const Ranked& ranked) const;

 private:
  double primary_of(const Facts& facts, double weight) const;
  bool before(const Ranked& a, const Ranked& b) const;
  void keep(DocumentId id, const Facts& facts, double weight);

  const Columns& columns_;
  CollectorOptions options_;
  std::vector<bool> counted_;  // of filters: the field is a facet too
  std::vector<std::vector<std::uint64_t>> counts_;
  std::vector<Ranked> heap_;  // the worst on top
  std::uint64_t total_ = 0;
  bool more_ = false;
};

std::uint32_t seen_hash(archive::Kind kind, std::string_view key);  // 24 bits

}  // namespace almanac::search
