#pragma once
// A random world (tests/graph/world.h) in an archive of its own, with its graph.

#include <memory>
#include <set>
#include <string>

#include "graph/graph.h"
#include "tests/graph/world.h"

namespace almanac::tests {

struct InsightFixture {
  TemporaryDirectory directory;
  std::unique_ptr<archive::Archive> archive = archive::Archive::open(directory.path(), archive::Access::read_write);
  World world;
  std::unique_ptr<graph::Graph> graph;

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
  // What the world holds goes into the archive and the graph.
  void store() {
    world.store(*archive);
    world.import_events(*archive);
    graph = graph::Graph::open(directory / "graph", *archive);
  }
  std::shared_ptr<const graph::CampaignGraph> snapshot() const { return graph->snapshot(); }
};

inline std::set<std::string> one_of(const std::string& value) {
  return value.empty() ? std::set<std::string>{} : std::set<std::string>{value};
}

}  // namespace almanac::tests
