#pragma once
// Internal to search/: shows Xapian, and is included by no other folder.
//
// Sees every match of a query once: counts it, counts its facet values, and keeps the best ones in the order of the
// sort. Xapian asks only "which documents match, with what weight"; sorting, paging and counting happen here over the columns
// in memory, exactly.
//
// A field that is both filtered and counted is tested here and not in the Xapian query: a match that fails just that one
// field counts for that field's other values (what choosing them instead would give) and for nothing else.

#include <xapian.h>

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

struct CollectorOptions {
  Sort sort = Sort::relevance;
  std::size_t limit = 20;
  std::optional<std::int32_t> as_of_day, start_from, start_to;  // days
  std::optional<double> budget_min, budget_max;
  double least_weight = 0;  // a match of less is none
  std::vector<std::pair<Field, std::vector<std::uint32_t>>>
      filters;  // filtered and counted fields: accepted value numbers
  std::vector<Field> facets;
  std::optional<Place> after;       // the page begins behind this place
  std::vector<std::uint32_t> seen;  // sorted hashes of keys already shown, when the index moved between pages
};

class Collector : public Xapian::MatchSpy {
 public:
  Collector(const Columns& columns, CollectorOptions options);
  void operator()(const Xapian::Document& document, double weight) override;

  // True if nothing but weights decides: no test, no count, no page before. Xapian alone can then find the best.
  bool needs_only_weights() const;
  // The result of such a search: the best matches with all that tie with the last of the page, and how many there are.
  void take(const Xapian::MSet& found);

  std::uint64_t total() const { return total_; }
  bool has_more() const { return more_; }  // behind the last of best()
  std::vector<Ranked> best();              // at most `limit`, in order; call once, at the end
  const std::vector<std::uint64_t>& counts(std::size_t facet) const { return counts_[facet]; }
  Place place_of(const Ranked& ranked) const;

 private:
  double primary_of(const Facts& facts, double weight) const;
  bool before(const Ranked& a, const Ranked& b) const;
  bool in_ranges(const Facts& facts) const;
  void keep(DocumentId id, const Facts& facts, double weight);

  const Columns& columns_;
  CollectorOptions options_;
  std::vector<std::vector<std::uint64_t>> counts_;
  std::vector<Ranked> heap_;  // the worst on top
  std::uint64_t total_ = 0;
  bool more_ = false;
};

std::uint32_t seen_hash(archive::Kind kind, std::string_view key);  // 24 bits

}  // namespace almanac::search
