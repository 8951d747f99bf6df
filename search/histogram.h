#pragma once
// How the hits of a search spread over start dates and budgets. Each of the two ignores the range of the form that narrows it
// and keeps everything else, as a facet does with its own choice, so that what a wider range would find is seen. Exact: every
// match is counted once, over the columns in memory.
//
// Dates: by month where first and last hit lie in at most 36 months, by quarter up to 40 quarters, else by year; a bucket is
// the whole month, quarter or year. Budgets: steps of 1, 2, 5 in every power of ten, from the lower end on. Empty buckets
// between two others are told while there are at most 200 in all.

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "search/collector.h"
#include "search/index.h"

namespace almanac::search {

class Histograms {
 public:
  // `options`: those of the collector of the same search.
  Histograms(const Columns& columns, CollectorOptions options);
  void add(DocumentId id);  // a match of the query; everything that is tested over columns is tested here

  Histogram starts() const;
  Histogram budgets() const;  // its unit is left to the caller

 private:
  const Columns& columns_;
  const CollectorOptions options_;
  std::unordered_map<std::int32_t, std::uint64_t> days_;  // hits by day of start
  std::vector<std::uint64_t> amounts_;                    // hits by step of the budget
};

}  // namespace almanac::search
