#include "graph/algorithms/projection.h"

#include <algorithm>

#include "graph/algorithms/degrees.h"

namespace almanac::graph {
namespace {

Along reversed(Along along) {
  return along == Along::both ? Along::both : along == Along::out ? Along::in : Along::out;
}

bool takes(const StepChoice& step, const Arc& arc) {
  if (std::find(step.tables.begin(), step.tables.end(), arc.number) == step.tables.end()) return false;
  return step.along == Along::both || (step.along == Along::out) == (arc.direction == Direction::out);
}

// Where the class's nodes begin in `parts`, which it is added to if need be.
std::uint32_t part_of(std::vector<View::Part>& parts, std::uint32_t node_class, const PropertyGraph& graph) {
  const auto found =
      std::find_if(parts.begin(), parts.end(), [&](const auto& p) { return p.node_class == node_class; });
  if (found != parts.end()) return static_cast<std::uint32_t>(found - parts.begin());
  const Vertex first = parts.empty() ? 0 : parts.back().first + parts.back().size;
  parts.push_back({node_class, graph.classes()[node_class].first, first, graph.classes()[node_class].size});
  return static_cast<std::uint32_t>(parts.size() - 1);
}

Lane lane_of(const Arc& arc, const View::Part& near, std::uint32_t near_part, const View::Part& far,
             std::uint32_t far_part, std::int32_t as_of) {
  Lane lane(arc, as_of);
  lane.near_part = near_part;
  lane.near_first = near.first;
  lane.near_size = near.size;
  lane.far_part = far_part;
  lane.far_first = far.first;
  lane.far_size = far.size;
  return lane;
}

}  // namespace

Projection::Way Projection::build(const std::vector<std::uint32_t>& classes, const StepChoice& first,
                                  const StepChoice& second, std::int32_t as_of) {
  Way way;
  for (const std::uint32_t near : classes) {
    for (const Arc& arc : graph_->arcs(near)) {
      if (!takes(first, arc)) continue;
      const std::uint32_t middle = part_of(middle_, arc.far_class, *graph_);
      const std::uint32_t part = part_of(parts_, near, *graph_);
      way.first.push_back(lane_of(arc, parts_[part], part, middle_[middle], middle, as_of));
    }
  }
  way.second.resize(middle_.size());
  for (std::uint32_t middle = 0; middle < middle_.size(); ++middle) {
    for (const Arc& arc : graph_->arcs(middle_[middle].node_class)) {
      if (!takes(second, arc)) continue;
      const std::uint32_t part = part_of(parts_, arc.far_class, *graph_);
      way.second[middle].push_back(lane_of(arc, middle_[middle], middle, parts_[part], part, as_of));
    }
  }
  return way;
}

Projection::Projection(const PropertyGraph& graph, const ProjectionChoice& choice)
    : graph_(&graph), hub_limit_(choice.hub_limit) {
  part_of(parts_, choice.from_class, graph);
  ways_.push_back(build({choice.from_class}, choice.first, choice.second, choice.as_of));
  const StepChoice first_back{choice.first.tables, reversed(choice.first.along)};
  const StepChoice second_back{choice.second.tables, reversed(choice.second.along)};
  bool leads_back = false;
  for (const auto& lanes : ways_.front().second) {
    for (const Lane& lane : lanes) leads_back = leads_back || lane.far_part == 0;
  }
  undirected_ = !leads_back || (choice.first.tables == choice.second.tables && choice.second.along == first_back.along);
  if (parts_.size() > 1) {
    std::vector<std::uint32_t> others;
    for (std::size_t i = 1; i < parts_.size(); ++i) others.push_back(parts_[i].node_class);
    ways_.push_back(build(others, second_back, first_back, choice.as_of));
    for (auto& lanes : ways_.back().second) std::erase_if(lanes, [](const Lane& lane) { return lane.far_part != 0; });
  }
  size_ = parts_.back().first + parts_.back().size;
  if (!middle_.empty()) middle_size_ = middle_.back().first + middle_.back().size;
  middle_lanes_.resize(middle_.size());
  for (std::uint32_t middle = 0; middle < middle_.size(); ++middle) {
    for (const Arc& arc : graph.arcs(middle_[middle].node_class)) {
      if (takes(choice.second, arc) || takes(first_back, arc))
        middle_lanes_[middle].push_back(lane_of(arc, middle_[middle], middle, {}, 0, choice.as_of));
    }
  }
}

NodeId Projection::node(Vertex v) const {
  const auto part = std::find_if(parts_.begin(), parts_.end(), [&](const auto& p) { return v - p.first < p.size; });
  return part->node_first + (v - part->first);
}

Vertex Projection::vertex(NodeId node) const {
  for (const View::Part& part : parts_) {
    if (node >= part.node_first && node - part.node_first < part.size) return part.first + (node - part.node_first);
  }
  return no_vertex;
}

bool Projection::is_hub(std::uint32_t middle_part, std::uint32_t number) const {
  if (hub_limit_ == UINT64_MAX) return false;
  std::uint64_t sum = 0;
  for (const Lane& lane : middle_lanes_[middle_part]) sum += lane.stored_degree(number);
  return sum > hub_limit_;
}

// The middle nodes that one list leads to, each once and without hubs, numbered over all middle classes.
std::span<const Vertex> Projection::middle_of(const Lane& first, Vertex v, std::vector<Vertex>& memory) const {
  const std::uint32_t near = v - first.near_first;
  const std::size_t room = first.stored_degree(near) + copy_slack;
  if (memory.size() < room) memory.resize(room);
  Vertex* const begin = memory.data();
  Vertex* end = first.visit([&](auto rows) { return rows.copy_once(near, begin); });
  if (hub_limit_ != UINT64_MAX)
    end = std::remove_if(begin, end, [&](Vertex z) { return is_hub(first.far_part, z - first.far_first); });
  return {begin, end};
}

// f(middle node, row of far numbers, first vertex of their class) for every row that the second step reads.
template <class F>
void Projection::walk(Vertex v, ProjectionMemory& memory, Budget& budget, F&& f) const {
  const Way& way = way_of(v);
  for (const Lane& first : way.first) {
    if (v < first.near_first || v - first.near_first >= first.near_size) continue;
    const std::span<const Vertex> middle = middle_of(first, v, memory.middle_);
    for (const Lane& second : way.second[first.far_part]) {
      second.visit([&](auto rows) {
        for (std::size_t i = 0; i < middle.size(); ++i) {
          rows.ahead(middle, i);
          const auto row = rows(middle[i] - second.near_first);
          budget.steps(row.size() + 1);
          f(middle[i], row, second.far_first);
        }
      });
    }
  }
}

void Projection::clear(ProjectionMemory& memory) {
  if (!memory.counts_.empty())
    for (const Vertex v : memory.found()) memory.counts_[v] = 0;
  if (!memory.scores_.empty())
    for (const Vertex v : memory.found()) memory.scores_[v] = 0;
  memory.found_count_ = 0;
}

void Projection::reach(Vertex v, ProjectionMemory& memory, Budget& budget) const {
  clear(memory);
  if (memory.marks_.size() < size_ || memory.epoch_ == UINT32_MAX) {
    memory.marks_.assign(size_, 0);
    memory.epoch_ = 0;
  }
  if (memory.found_.size() <= size_) memory.found_.resize(size_ + std::size_t{1});
  const std::uint32_t epoch = ++memory.epoch_;
  std::uint32_t* const marks = memory.marks_.data();
  Vertex* next = memory.found_.data();
  marks[v] = epoch;
  walk(v, memory, budget, [&](std::uint32_t, const auto row, Vertex first) {
    // Four at a time, of which the last stands in for those that are missing: lengths of short rows are guessed wrong too often, and so
    // is whether a vertex is new, which is therefore written first and then kept or not.
    const std::size_t last = row.size() - 1;  // of an empty row: none is read
    for (std::size_t i = 0; i < row.size(); i += 4) {
      for (std::size_t k = i; k < i + 4; ++k) {
        const Vertex to = first + static_cast<Vertex>(row.data()[std::min(k, last)]);
        *next = to;
        next += marks[to] != epoch ? 1 : 0;
        marks[to] = epoch;
      }
    }
  });
  memory.found_count_ = static_cast<std::size_t>(next - memory.found_.data());
}

void Projection::count(Vertex v, ProjectionMemory& memory, Budget& budget) const {
  clear(memory);
  if (memory.counts_.size() < size_) memory.counts_.resize(size_);
  if (memory.found_.size() <= size_) memory.found_.resize(size_ + std::size_t{1});
  std::uint32_t* const counts = memory.counts_.data();
  Vertex* next = memory.found_.data();
  walk(v, memory, budget, [&](std::uint32_t, const auto row, Vertex first) {
    auto last = std::uint32_t{no_vertex};
    for (const auto far : row) {
      if (far == last) continue;
      last = far;
      const Vertex to = first + static_cast<Vertex>(far);
      if (counts[to]++ == 0) *next++ = to;
    }
  });
  // v is joined to itself by all its middle nodes.
  Vertex* const begin = memory.found_.data();
  if (counts[v] != 0) {
    counts[v] = 0;
    next = std::remove(begin, next, v);
  }
  memory.found_count_ = static_cast<std::size_t>(next - begin);
}

void Projection::score(Vertex v, const std::vector<double>& weights, ProjectionMemory& memory, Budget& budget) const {
  clear(memory);
  if (memory.scores_.size() < size_) memory.scores_.resize(size_);
  if (memory.marks_.size() < size_ || memory.epoch_ == UINT32_MAX) {
    memory.marks_.assign(size_, 0);
    memory.epoch_ = 0;
  }
  if (memory.found_.size() <= size_) memory.found_.resize(size_ + std::size_t{1});
  const std::uint32_t epoch = ++memory.epoch_;
  memory.marks_[v] = epoch;
  walk(v, memory, budget, [&](std::uint32_t middle, const auto row, Vertex first) {
    const double weight = weights[middle];
    auto last = std::uint32_t{no_vertex};
    for (const auto far : row) {
      if (far == last) continue;
      last = far;
      const Vertex to = first + static_cast<Vertex>(far);
      if (to == v) continue;
      memory.scores_[to] += weight;
      if (memory.marks_[to] == epoch) continue;
      memory.marks_[to] = epoch;
      memory.found_[memory.found_count_++] = to;
    }
  });
}

std::vector<std::uint32_t> Projection::vertex_degrees(Budget& budget) const {
  std::vector<std::uint32_t> sum(size_);
  for (const Way& way : ways_) {
    for (const Lane& lane : way.first) {
      const LaneDegrees found = distinct_degrees(lane, budget);
      for (std::uint32_t n = 0; n < lane.near_size; ++n) sum[lane.near_first + n] += found.degrees[n];
    }
  }
  return sum;
}

std::vector<std::uint32_t> Projection::middle_degrees(Budget& budget) const {
  std::vector<std::uint32_t> sum(middle_size_);
  for (const auto& lanes : middle_lanes_) {
    for (const Lane& lane : lanes) {
      const LaneDegrees found = distinct_degrees(lane, budget);
      for (std::uint32_t n = 0; n < lane.near_size; ++n) sum[lane.near_first + n] += found.degrees[n];
    }
  }
  return sum;
}

}  // namespace almanac::graph
