// Frontiers are kept by part of the view, so that a level goes lane by lane and the width of a list is asked once a level. What is
// found is written before it is known to be new, and kept by moving on or not: a branch there would be guessed wrong too often.

#include "graph/algorithms/distances.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>
#include <utility>

#include "archive/error.h"

namespace almanac::graph {
namespace {

// The vertices of one level, by part. Each part has room for all its vertices and one more, which is written and not kept.
struct Frontier {
  Vertex* vertices = nullptr;
  std::vector<std::uint32_t> counts;

  static std::size_t room(const View& view) { return std::size_t{view.size()} + view.parts().size(); }
  Frontier(Vertex* place, const View& view) : vertices(place), counts(view.parts().size()) {}
  Vertex* begin(Vertex first, std::uint32_t part) const { return vertices + first + part; }
  bool empty() const {
    return std::all_of(counts.begin(), counts.end(), [](std::uint32_t count) { return count == 0; });
  }
  void push(const View& view, Vertex v) {
    const std::uint32_t part = view.part_of(v);
    begin(view.parts()[part].first, part)[counts[part]++] = v;
  }
};

// From `frontier` along `lanes` to `next`, which is empty: f(far vertex, place in `next`) writes the vertex there and returns the next
// place, the same one if the vertex is to be left out, or null to stop. False if it was stopped.
template <class F>
bool expand(std::span<const Lane> lanes, const Frontier& frontier, Frontier& next, Budget& budget, F&& f) {
  for (const Lane& lane : lanes) {
    const std::span<const Vertex> vertices(frontier.begin(lane.near_first, lane.near_part),
                                           frontier.counts[lane.near_part]);
    if (vertices.empty()) continue;
    Vertex* const part = next.begin(lane.far_first, lane.far_part);
    Vertex* to = part + next.counts[lane.far_part];
    const bool on = lane.visit([&](auto rows) {
      for (std::size_t i = 0; i < vertices.size(); ++i) {
        rows.ahead(vertices, i);
        const auto row = rows(vertices[i] - lane.near_first);
        budget.steps(row.size() + 1);
        const auto* const end = row.data() + row.size();
        for (const auto* far = row.data(); far != end; ++far) {
          to = f(lane.far_first + static_cast<Vertex>(*far), to);
          if (to == nullptr) return false;
        }
      }
      return true;
    });
    if (!on) return false;
    next.counts[lane.far_part] = static_cast<std::uint32_t>(to - part);
  }
  return true;
}

}  // namespace

std::vector<std::uint32_t> distances(const View& view, const std::vector<Vertex>& sources, Budget& budget) {
  const std::uint64_t held = Frontier::room(view) * 12;
  budget.hold(held);
  std::vector<std::uint32_t> distance(view.size(), unreached);
  std::vector<Vertex> near(Frontier::room(view)), far(Frontier::room(view));
  Frontier frontier(near.data(), view), next(far.data(), view);
  for (const Vertex source : sources) {
    if (std::exchange(distance[source], 0) != 0) frontier.push(view, source);
  }
  std::uint32_t* const found = distance.data();
  for (std::uint32_t depth = 1; !frontier.empty(); ++depth) {
    expand(view.forward(), frontier, next, budget, [&](Vertex v, Vertex* to) {
      *to = v;
      to += found[v] == unreached ? 1 : 0;
      found[v] = std::min(found[v], depth);
      return to;
    });
    std::swap(frontier, next);
    next.counts.assign(next.counts.size(), 0);
  }
  budget.release(held);
  return distance;
}

std::uint32_t WalkMemory::begin(const View& view, std::uint32_t kinds) {
  if (last_ > UINT32_MAX - kinds) {
    marks_.clear();
    last_ = 0;
  }
  if (marks_.size() < view.size()) marks_.resize(view.size());
  if (lists_[0].size() < Frontier::room(view)) {
    for (auto& list : lists_) list.resize(Frontier::room(view));
  }
  const std::uint32_t first = last_ + 1;
  last_ += kinds;
  return first;
}

namespace {

struct Side {
  std::span<const Lane> lanes;
  std::uint32_t mark = 0;
  Frontier frontier;
  std::uint64_t cost = 0;  // edges to read for the next level

  void weigh() {
    cost = 0;
    for (const Lane& lane : lanes) {
      const Vertex* const near = frontier.begin(lane.near_first, lane.near_part);
      for (std::uint32_t i = 0; i < frontier.counts[lane.near_part]; ++i)
        cost += lane.stored_degree(near[i] - lane.near_first);
    }
  }
};

}  // namespace

std::uint32_t distance(const View& view, Vertex from, Vertex to, std::uint32_t most, WalkMemory& memory,
                       Budget& budget) {
  if (from == to) return 0;
  const std::uint32_t first = memory.begin(view, 2);
  std::uint32_t* const marks = memory.marks();
  Side sides[2] = {{view.forward(), first, Frontier(memory.list(0), view)},
                   {view.backward(), first + 1, Frontier(memory.list(1), view)}};
  Frontier next(memory.list(2), view);
  const Vertex ends[2] = {from, to};
  for (int i = 0; i < 2; ++i) {
    marks[ends[i]] = sides[i].mark;
    sides[i].frontier.push(view, ends[i]);
    sides[i].weigh();
  }
  for (std::uint32_t depth = 1; depth <= most && sides[0].cost != 0 && sides[1].cost != 0; ++depth) {
    Side& side = sides[sides[0].cost <= sides[1].cost ? 0 : 1];
    const std::uint32_t mine = side.mark;
    const std::uint32_t other = sides[0].mark + sides[1].mark - mine;
    const bool apart = expand(side.lanes, side.frontier, next, budget, [=](Vertex v, Vertex* place) -> Vertex* {
      const std::uint32_t mark = marks[v];
      if (mark == other) return nullptr;
      marks[v] = mine;
      *place = v;
      return place + (mark != mine ? 1 : 0);
    });
    if (!apart) return depth;
    std::swap(side.frontier, next);
    next.counts.assign(next.counts.size(), 0);
    side.weigh();
  }
  return unreached;
}

namespace {

constexpr double no_length = std::numeric_limits<double>::quiet_NaN();

double number_in(const PropertyValue& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
  if (const auto* real = std::get_if<double>(&value)) return *real;
  if (const auto* decimal = std::get_if<archive::Decimal>(&value)) {
    return static_cast<double>(decimal->digits) / std::pow(10.0, decimal->scale);
  }
  return no_length;
}

[[noreturn]] void throw_negative(const std::string& property) {
  throw archive::Error(
      archive::ErrorKind::invalid_input, "negative_length",
      archive::filled(archive::Text{"an edge has a negative {}; shortest paths need lengths of 0 or more",
                                    "有一条关系的 {} 为负数；最短路径要求长度不小于 0"},
                      property));
}

// Lengths of the edges of a table by place, in both of its lists.
struct Lengths {
  std::vector<double> out, in;

  Lengths(const EdgeTable& table, const std::string& property, Budget& budget) {
    const auto found = std::find_if(table.properties.begin(), table.properties.end(),
                                    [&](const auto& candidate) { return candidate->name() == property; });
    budget.hold(table.size() * 2 * sizeof(double));
    out.assign(table.size(), no_length);
    in.assign(table.size(), no_length);
    if (found == table.properties.end()) return;
    const auto targets = static_cast<std::uint32_t>(table.in.offsets.size() - 1);
    std::vector<std::uint64_t> at(targets);
    for (std::uint32_t target = 0; target < targets; ++target) at[target] = table.in.begin(target);
    for (std::uint64_t place = 0; place < table.size(); ++place) {  // the k-th parallel edge is the k-th in both
      budget.step();
      out[place] = number_in((*found)->get(place));
      in[at[static_cast<std::size_t>(table.out.far.raw(place))]++] = out[place];
    }
  }
};

}  // namespace

double length_of(const PropertyValue& value, const std::string& property) {
  const double length = number_in(value);
  if (length < 0) throw_negative(property);
  return length;
}

std::vector<double> shortest_paths(const View& view, Vertex source, const EdgeLength& length, Budget& budget) {
  const bool by_property = length.by == EdgeLength::By::property;
  std::vector<std::unique_ptr<Lengths>> lengths(view.graph().tables().size());
  std::vector<double> best(view.size(), std::numeric_limits<double>::infinity());
  budget.hold(best.size() * 12);
  using Entry = std::pair<double, Vertex>;
  std::vector<Entry> heap{{0.0, source}};
  best[source] = 0;
  while (!heap.empty()) {
    std::pop_heap(heap.begin(), heap.end(), std::greater<>());
    const double so_far = heap.back().first;
    const Vertex v = heap.back().second;
    heap.pop_back();
    if (so_far > best[v]) continue;
    for (const Lane& lane : view.leaving(view.part_of(v))) {
      auto& known = lengths[lane.number];
      if (by_property && known == nullptr) known = std::make_unique<Lengths>(*lane.table, length.property, budget);
      const PackedColumn& weights = lane.list().weights;
      const double* const own =
          by_property ? (lane.direction == Direction::out ? known->out : known->in).data() : nullptr;
      lane.visit([&](auto rows) {
        rows.each_place(v - lane.near_first, [&](auto far, std::uint64_t place) {
          budget.step();
          const double edge = own != nullptr    ? own[place]
                              : weights.empty() ? 1
                                                : static_cast<double>(weights.at(place));
          if (edge < 0) throw_negative(length.property);
          const Vertex to = lane.far_first + static_cast<Vertex>(far);
          if (!(so_far + edge < best[to])) return;  // nor if the edge has no length
          best[to] = so_far + edge;
          heap.emplace_back(best[to], to);
          std::push_heap(heap.begin(), heap.end(), std::greater<>());
        });
      });
    }
  }
  budget.release(best.size() * 12);
  for (const auto& known : lengths) {
    if (known != nullptr) budget.release(known->out.size() * 2 * sizeof(double));
  }
  return best;
}

}  // namespace almanac::graph
