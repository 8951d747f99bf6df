#include "graph/algorithms/label_propagation.h"

#include <algorithm>
#include <numeric>

namespace almanac::graph {

std::vector<Vertex> propagate_labels(const View& view, std::uint32_t iterations, Budget& budget) {
  const std::uint64_t held = std::uint64_t{view.size()} * 16;
  budget.hold(held);
  std::vector<Vertex> label(view.size()), next(view.size()), met;
  std::vector<std::uint32_t> counts(view.size());
  std::iota(label.begin(), label.end(), Vertex{0});
  const std::vector<Lane>& lanes = view.either();
  for (std::uint32_t i = 0; i < iterations; ++i) {
    std::size_t begin = 0;
    for (std::uint32_t number = 0; number < view.parts().size(); ++number) {
      const View::Part& part = view.parts()[number];
      std::size_t end = begin;
      while (end < lanes.size() && lanes[end].near_part == number) ++end;
      for (Vertex v = part.first; v - part.first < part.size; ++v) {
        met.clear();
        for (std::size_t l = begin; l < end; ++l) {
          lanes[l].visit([&](auto rows) {
            rows.each_once(v - part.first, [&](auto far) {
              const Vertex other = label[lanes[l].far_first + static_cast<Vertex>(far)];
              if (counts[other]++ == 0) met.push_back(other);
            });
          });
        }
        budget.steps(met.size() + 1);
        Vertex best = label[v];
        std::uint32_t most = 0;
        for (const Vertex other : met) {
          if (counts[other] > most || (counts[other] == most && other < best)) {
            most = counts[other];
            best = other;
          }
          counts[other] = 0;
        }
        next[v] = best;
      }
      begin = end;
    }
    label.swap(next);
    if (label == next) break;
  }
  budget.release(held);
  return label;
}

}  // namespace almanac::graph
