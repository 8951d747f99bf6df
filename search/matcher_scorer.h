#pragma once
// The weight of one posting, for what finds and what judges. Internal to search/.

#include "search/matcher.h"

namespace almanac::search {

struct Matcher::Scorer {
  const Columns& columns;
  double scale = 0, slope = 0;
  static constexpr double base = bm25_k1 * (1 - bm25_b);

  Scorer(const Columns& all, double weight) : columns(all), scale(weight * (bm25_k1 + 1)) {
    if (columns.mean_length() > 0) slope = bm25_k1 * bm25_b / columns.mean_length();
  }
  double operator()(DocumentId id, std::uint8_t count) const {
    const auto f = static_cast<double>(count);
    return scale * f / (f + base + slope * columns.length(id));
  }
};

}  // namespace almanac::search
