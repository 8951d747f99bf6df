#pragma once
// A random world (tests/graph/explored.h) of few people with many touchpoints each, for what is counted by person.

#include <set>
#include <stdexcept>
#include <string>

#include "insight/graph_query.h"
#include "tests/graph/explored.h"

namespace almanac::tests {

struct InsightFixture : Explored {
  // Times are rounded down to whole steps.
  void fill(unsigned seed, std::size_t events, std::uint32_t people, std::int64_t step_ms = 1,
            std::size_t campaigns = 12) {
    Dice dice(seed);
    world.grow(dice, campaigns, events);
    for (Event& e : world.events) {
      const std::uint32_t n = dice.below(people);
      e.user = (n < 10 ? "u" : "person") + std::to_string(n);
      e.ms -= e.ms % step_ms;
    }
    store();
  }
};

// For statements that do not search.
inline const insight::GraphQueries& unsearched() {
  static const insight::GraphQueries queries(
      {[]() -> const search::Index& { throw std::logic_error("there is no index here"); }, nullptr});
  return queries;
}

inline std::set<std::string> one_of(const std::string& value) {
  return value.empty() ? std::set<std::string>{} : std::set<std::string>{value};
}

}  // namespace almanac::tests
