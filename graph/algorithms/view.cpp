#include "graph/algorithms/view.h"

#include <algorithm>

namespace almanac::graph {

OffsetReader::OffsetReader(const Adjacency& list)
    : data_(list.offsets.data()),
      width_(list.offsets.shape().width),
      shift_(8 * width_),
      mask_(width_ >= 8 ? UINT64_MAX : (std::uint64_t{1} << (8 * width_)) - 1),
      base_(static_cast<std::uint64_t>(list.offsets.shape().base)),
      list_(&list) {
  const std::uint64_t bytes = list.offsets.size() * width_;
  if (list.offsets.shape().unit == 1 && width_ != 0 && bytes >= sizeof mask_)
    quick_ = (bytes - sizeof mask_) / width_ + 1;
  quick_rows_ = width_ <= 4 ? quick_ : 0;
}

Lane::Lane(const Arc& arc, std::int32_t day)
    : table(arc.table),
      number(arc.number),
      direction(arc.direction),
      offsets(arc.list()),
      far(arc.list().far.data()),
      far_width(arc.list().far.shape().width),
      is_large(arc.list().far.size() * far_width > 1U << 20U) {
  if (day != INT32_MAX && !arc.list().days.empty()) as_of = day;
}

std::uint64_t OffsetReader::slow(std::uint64_t i) const {
  return i == 0 ? list_->begin(0) : list_->end(static_cast<std::uint32_t>(i - 1));
}

void keep_known(const PackedColumn& days, std::uint64_t begin, std::uint64_t end, std::int32_t as_of,
                std::vector<std::uint32_t>& places) {
  places.clear();
  const PackShape& shape = days.shape();
  if (as_of < shape.base) return;
  places.resize(static_cast<std::size_t>(end - begin));
  const std::uint64_t limit = shape.raw_of(as_of);
  std::size_t kept = 0;
  if (shape.width == 0) {
    for (; kept < places.size(); ++kept) places[kept] = static_cast<std::uint32_t>(kept);
    return;
  }
  days.visit([&](const auto raw) {
    std::uint32_t* const to = places.data();
    const auto count = static_cast<std::uint32_t>(end - begin);
    for (std::uint32_t i = 0; i < count; ++i) {
      to[kept] = i;  // stays only if it holds
      kept += raw[begin + i] <= limit ? 1 : 0;
    }
  });
  places.resize(kept);
}

View::View(const PropertyGraph& graph, const ViewChoice& choice) : graph_(&graph), along_(choice.along) {
  const auto chosen = [](const std::vector<std::uint32_t>& list, std::uint32_t number) {
    return list.empty() || std::find(list.begin(), list.end(), number) != list.end();
  };
  std::vector<std::uint32_t> part_of_class(graph.classes().size(), no_vertex);
  for (std::uint32_t c = 0; c < graph.classes().size(); ++c) {
    if (!chosen(choice.classes, c)) continue;
    const NodeClass& node_class = graph.classes()[c];
    part_of_class[c] = static_cast<std::uint32_t>(parts_.size());
    parts_.push_back({c, node_class.first, size_, node_class.size});
    // Keys of numbers that are not in use are empty and come first in the order of keys.
    for (std::uint32_t i = 0; i < node_class.size; ++i) {
      const auto number = static_cast<std::uint32_t>(node_class.by_key.at(i));
      if (!node_class.keys.at(number).empty()) break;
      unused_.resize(std::max<std::size_t>(unused_.size(), std::size_t{size_} + number + 1));
      unused_[size_ + number] = true;
      ++used_count_;  // counted back below
    }
    size_ += node_class.size;
  }
  used_count_ = size_ - used_count_;
  if (!unused_.empty()) unused_.resize(size_);

  for (std::uint32_t part = 0; part < parts_.size(); ++part) {
    begins_.push_back(forward().size());
    for (const Arc& arc : graph.arcs(parts_[part].node_class)) {
      if (!chosen(choice.tables, arc.number) || part_of_class[arc.far_class] == no_vertex) continue;
      Lane lane(arc, choice.as_of);
      lane.near_part = part;
      lane.near_first = parts_[part].first;
      lane.near_size = parts_[part].size;
      lane.far_part = part_of_class[arc.far_class];
      lane.far_first = parts_[lane.far_part].first;
      lane.far_size = parts_[lane.far_part].size;
      either_.push_back(lane);
      const bool ahead = (arc.direction == Direction::out) == (along_ == Along::out);
      if (along_ != Along::both) (ahead ? forward_ : backward_).push_back(lane);
    }
  }
  begins_.push_back(forward().size());
}

Vertex View::vertex(NodeId node) const {
  for (const Part& part : parts_) {
    if (node >= part.node_first && node - part.node_first < part.size) return part.first + (node - part.node_first);
  }
  return no_vertex;
}

std::uint64_t View::stored_degree(Vertex v) const {
  std::uint64_t sum = 0;
  for (const Lane& lane : leaving(part_of(v))) sum += lane.stored_degree(v - lane.near_first);
  return sum;
}

}  // namespace almanac::graph
