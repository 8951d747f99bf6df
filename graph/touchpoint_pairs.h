#pragma once
// Sums of touchpoints by (campaign, channel or product, type, currency) while a file is built; see PairTable. Exact: values
// are added as 128-bit digits at scale 9, so the order of adding cannot matter.

#include <cstdint>
#include <vector>

#include "archive/decimal.h"
#include "graph/touchpoint_graph.h"

namespace almanac::graph {

class PairSums {
 public:
  __extension__ typedef __int128 Wide;
  struct Key {
    std::uint32_t campaign = 0, far = 0, type = 0, currency = 0;  // the latter two + 1
    auto operator<=>(const Key&) const = default;
  };
  struct Sum {
    Key key;
    std::uint64_t count = 0, valued = 0;
    std::int32_t first_day = 0, last_day = 0;
    Wide digits = 0;  // × 10^-9
  };

  PairSums();
  void add(const Key& key, std::int32_t day, const archive::Decimal* value);
  // Adds the sums of an older file to all that was added; nothing is added after that.
  void merge(const PairTable& old);
  void write(SchemaWriter& out);  // as read_pairs() in touchpoint_graph.cpp expects it

  // The exact sum as a Decimal; if its digits do not fit 64 bits, rounded half-even to the scale at which they do.
  static archive::Decimal to_decimal(Wide digits_at_scale_9);
  static Wide stored_sum(const PairTable& table, std::uint64_t entry);  // at scale 9

 private:
  Sum& slot(const Key& key);
  void grow();
  void sort();
  std::vector<std::uint32_t>
      slots_;  // index + 1 into sums_; open addressing, size a power of two; empty: sums_ is sorted
  std::vector<Sum> sums_;
};

}  // namespace almanac::graph
