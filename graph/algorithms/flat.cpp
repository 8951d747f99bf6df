#include "graph/algorithms/flat.h"

#include <algorithm>
#include <utility>

namespace almanac::graph {
namespace {

using Entry = std::pair<Vertex, double>;

// Equal far ends become one entry.
void append_merged(std::vector<Entry>& row, Vertex self, Weigh weigh, Flat& flat) {
  std::sort(row.begin(), row.end());
  for (std::size_t i = 0; i < row.size();) {
    const Vertex far = row[i].first;
    double sum = 0;
    for (; i < row.size() && row[i].first == far; ++i) sum += row[i].second;
    if (far == self) continue;
    flat.far.push_back(far);
    if (weigh != Weigh::one) flat.weights.push_back(sum);
  }
}

void append_entries(const Lane& lane, Vertex v, Weigh weigh, std::vector<Entry>& row) {
  const PackedColumn& weights = lane.list().weights;
  const bool stored = weigh == Weigh::stored && !weights.empty();
  lane.visit([&](auto rows) {
    rows.each_place(v - lane.near_first, [&](auto far, std::uint64_t place) {
      row.emplace_back(lane.far_first + static_cast<Vertex>(far), stored ? static_cast<double>(weights.at(place)) : 1);
    });
  });
}

// The usual case of one list and no weights: copied to `to`, which has room; where it ends. An entry is written before it is known
// to be kept.
Vertex* copy_lane(const Lane& lane, Vertex* const begin, Vertex* to, std::vector<std::uint64_t>& offsets,
                  Budget& budget) {
  lane.visit([&](auto rows) {
    rows.each_row([&](std::uint32_t near, const auto row) {
      budget.steps(row.size() + 1);
      const Vertex self = lane.near_first + near;
      Vertex last = self;  // itself is left out too
      for (const auto far : row) {
        const Vertex v = lane.far_first + static_cast<Vertex>(far);
        *to = v;
        to += v != last && v != self ? 1 : 0;
        last = v;
      }
      offsets.push_back(static_cast<std::uint64_t>(to - begin));
    });
  });
  return to;
}

}  // namespace

Flat flatten(const View& view, Sides sides, Weigh weigh, Budget& budget) {
  const std::vector<Lane>& all = sides == Sides::forward    ? view.forward()
                                 : sides == Sides::backward ? view.backward()
                                                            : view.either();
  std::uint64_t edges = 0;
  for (const Lane& lane : all) edges += lane.list().far.size();
  budget.hold(edges * (weigh == Weigh::one ? 4 : 12) + (std::uint64_t{view.size()} + 1) * 8);
  Flat flat;
  flat.offsets.reserve(std::size_t{view.size()} + 1);
  flat.far.reserve(edges + 1);
  if (weigh != Weigh::one) flat.weights.reserve(edges);
  std::vector<Entry> row;
  std::vector<const Lane*> lanes;
  for (std::uint32_t part = 0; part < view.parts().size(); ++part) {
    lanes.clear();
    for (const Lane& lane : all) {
      if (lane.near_part == part) lanes.push_back(&lane);
    }
    if (lanes.size() == 1 && weigh == Weigh::one) {
      const std::size_t before = flat.far.size();
      flat.far.resize(before + lanes.front()->list().far.size() + 1);
      Vertex* const begin = flat.far.data();
      const Vertex* const end = copy_lane(*lanes.front(), begin, begin + before, flat.offsets, budget);
      flat.far.resize(static_cast<std::size_t>(end - begin));
      continue;
    }
    const View::Part& range = view.parts()[part];
    for (Vertex v = range.first; v - range.first < range.size; ++v) {
      row.clear();
      for (const Lane* lane : lanes) append_entries(*lane, v, weigh, row);
      budget.steps(row.size() + 1);
      append_merged(row, v, weigh, flat);
      flat.offsets.push_back(flat.far.size());
    }
  }
  budget.release((edges - flat.far.size()) * (weigh == Weigh::one ? 4 : 12));
  return flat;
}

Flat flatten(const Projection& projection, Weigh weigh, Budget& budget) {
  Flat flat;
  ProjectionMemory memory;
  std::vector<Vertex> row;
  budget.hold((std::uint64_t{projection.size()} + 1) * 8);
  for (Vertex v = 0; v < projection.size(); ++v) {
    projection.count(v, memory, budget);
    row.assign(memory.found().begin(), memory.found().end());
    budget.hold(row.size() * (weigh == Weigh::one ? 4 : 12));
    std::sort(row.begin(), row.end());
    flat.far.insert(flat.far.end(), row.begin(), row.end());
    if (weigh != Weigh::one) {
      for (const Vertex far : row) flat.weights.push_back(memory.multiplicity(far));
    }
    flat.offsets.push_back(flat.far.size());
  }
  return flat;
}

}  // namespace almanac::graph
