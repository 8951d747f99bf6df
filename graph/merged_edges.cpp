#include "graph/merged_edges.h"

#include <algorithm>

namespace almanac::graph {
namespace {

PackStats with(PackStats stats, std::span<const std::int64_t> values) {
  for (const std::int64_t value : values) stats.add(value);
  return stats;
}

std::uint32_t nodes_of(const Adjacency& list) { return static_cast<std::uint32_t>(list.offsets.size() - 1); }

}  // namespace

void MergedEdges::add(std::uint32_t user, std::vector<EdgeBuffer::Candidate>& list) {
  std::sort(list.begin(), list.end());
  const std::uint64_t end = old_.out.end(user);
  std::uint64_t at = old_.out.begin(user);
  for (std::size_t i = 0; i < list.size();) {
    EdgeBuffer::Candidate edge = list[i];
    for (++i; i < list.size() && list[i].same_edge(edge); ++i) edge.weight += list[i].weight;
    at = old_.out.far.lower_bound(at, end, edge.far);
    std::uint64_t first_parallel = at;
    while (first_parallel > old_.out.begin(user) && old_.out.far.at(first_parallel - 1) == edge.far) --first_parallel;
    bool is_old = false;
    for (; at < end && old_.out.far.at(at) == edge.far; ++at) {
      const std::int64_t type = typed_ ? old_.types.at(at) : 0;
      const std::int64_t channel = typed_ ? old_.channels.at(at) : 0;
      is_old = type == edge.type && channel == edge.channel;
      if (is_old || type > edge.type || (type == edge.type && channel > edge.channel)) break;
    }
    add_edge(user, edge, first_parallel, at, is_old);
  }
}

// `at`: where the edge is, or before which it goes, in the list by source.
void MergedEdges::add_edge(std::uint32_t user, const EdgeBuffer::Candidate& edge, std::uint64_t first_parallel,
                           std::uint64_t at, bool is_old) {
  Incoming in{edge.far, user, 0, edge.day, edge.weight, !is_old};
  in.place = old_.in.far.lower_bound(old_.in.begin(edge.far), old_.in.end(edge.far), user) + (at - first_parallel);
  if (is_old) {
    in.day = std::min<std::int64_t>(old_.out.days.at(at), edge.day);
    const auto weight = static_cast<std::uint32_t>(weights_of(old_.out).at(at));
    in.weight = static_cast<std::uint32_t>(weight + edge.weight);
    out_.weight_patches.push_back({at, in.weight});
    if (in.day != old_.out.days.at(at)) out_.day_patches.push_back({at, in.day});
  } else {
    out_.places.push_back(at);
    out_.near.push_back(user);
    out_.ends.push_back(edge.far);
    out_.days.push_back(in.day);
    out_.weights.push_back(in.weight);
    types_.push_back(edge.type);
    channels_.push_back(edge.channel);
  }
  incoming_.push_back(in);
}

void MergedEdges::turn() {
  std::stable_sort(incoming_.begin(), incoming_.end(),
                   [](const Incoming& a, const Incoming& b) { return a.target < b.target; });
  for (const Incoming& in : incoming_) {
    if (in.is_new) {
      in_.places.push_back(in.place);
      in_.near.push_back(in.target);
      in_.ends.push_back(in.source);
      in_.days.push_back(in.day);
      in_.weights.push_back(in.weight);
    } else {
      in_.weight_patches.push_back({in.place, in.weight});
      if (in.day != old_.in.days.at(in.place)) in_.day_patches.push_back({in.place, in.day});
    }
  }
  incoming_.clear();
}

// 1 each where the file holds none.
PackedColumn MergedEdges::weights_of(const Adjacency& list) const {
  return list.weights.empty() ? PackedColumn(nullptr, list.far.size(), {1, 1, 0}) : list.weights;
}

// Both directions hold the same days and weights.
MergedEdges::Shapes MergedEdges::shapes() const {
  const PackStats weights = with(stats_of(weights_of(old_.out), out_.weight_patches), out_.weights);
  return {shape_of(with(stats_of(old_.out.days, out_.day_patches), out_.days)), shape_of(weights),
          weights.min != weights.max || (weights.any && weights.min != 1)};
}

void MergedEdges::write_list(SchemaWriter& out, const Adjacency& old, Direction& direction, std::uint32_t nodes,
                             std::uint32_t far_limit, const Shapes& shapes) const {
  const Places places = std::make_shared<const std::vector<std::uint64_t>>(std::move(direction.places));
  out.column(std::make_unique<const MergedColumn>(old.far, plain_shape(far_limit), places, direction.ends));

  std::vector<std::uint64_t> offsets;
  offsets.reserve(std::size_t{nodes} + 1);
  std::uint64_t before = 0;
  for (std::uint32_t node = 0; node < nodes; ++node) {
    offsets.push_back(old.begin(node) + before);
    while (before < direction.near.size() && direction.near[before] == node) ++before;
  }
  offsets.push_back(old.far.size() + before);
  out.column(pack(std::span<const std::uint64_t>(offsets)));

  out.column(
      std::make_unique<const MergedColumn>(old.days, shapes.days, places, direction.days, direction.day_patches));
  if (shapes.weighted)
    out.column(std::make_unique<const MergedColumn>(weights_of(old), shapes.weights, places, direction.weights,
                                                    direction.weight_patches));
  else
    out.column(PackBuffer());
}

void MergedEdges::write(SchemaWriter& out) {
  turn();
  const std::uint32_t sources = std::max(nodes_of(old_.out), out_.near.empty() ? 0 : out_.near.back() + 1);
  const std::uint32_t targets = std::max(nodes_of(old_.in), in_.near.empty() ? 0 : in_.near.back() + 1);
  const Places places = std::make_shared<const std::vector<std::uint64_t>>(out_.places);
  const Shapes both = shapes();
  write_list(out, old_.out, out_, sources, targets, both);
  write_list(out, old_.in, in_, targets, sources, both);
  for (const auto& [column, values] : {std::pair(&old_.types, &types_), std::pair(&old_.channels, &channels_)}) {
    if (typed_)
      out.column(std::make_unique<const MergedColumn>(*column, shape_of(with(stats_of(*column, {}), *values)), places,
                                                      *values));
    else
      out.column(PackBuffer());
  }
}

}  // namespace almanac::graph
