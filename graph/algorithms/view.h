#pragma once
// What an algorithm runs over: chosen node classes and relationship tables of a property graph, in one direction or both, all
// of it or as of a day. Nothing is copied: a view is a few pointers per table, cheap to make, and must not outlive the graph.
//
// Its vertices are 0 … size()-1: the chosen classes one after another, in the order of the graph. Numbers that no node has
// (deleted records) are vertices without edges that used() denies.
//
// Columns are as narrow as their values allow, so the width of a list must be known before its loop and not inside it. A view
// therefore consists of *lanes*: one list of one table, from the vertices of one class to those of another. Algorithms go lane
// by lane and learn the width once for each (`visit`), after which a row is a span of plain numbers:
//
//   for (const Lane& lane : view.forward())
//     lane.visit([&](auto rows) {
//       rows.each_row([&](std::uint32_t n, const auto row) {
//         for (const auto far : row) …   // lane.near_first + n  →  lane.far_first + far
//       });
//     });
//
// Parallel edges repeat a far end, side by side; each_once() passes over the repeats. Edges not yet known at the day are left
// out of the rows; lists stay ascending.
//
// Walks read rows from anywhere in memory and would wait for each. Who has a list of vertices before him says so (`ahead`), and what
// later rows need is on its way while the first are read.

#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "graph/algorithms/copy_once.h"
#include "graph/property_graph.h"

namespace almanac::graph {

using Vertex = std::uint32_t;
inline constexpr Vertex no_vertex = 0xffffffff;

enum class Along : std::uint8_t { out, in, both };

struct ViewChoice {
  std::vector<std::uint32_t> classes;  // empty: all
  std::vector<std::uint32_t> tables;   // empty: all; those whose ends are not both chosen are left out
  Along along = Along::both;           // how edges are walked
  std::int32_t as_of = INT32_MAX;      // edges that hold by the end of this day
};

// Offsets of an adjacency without a branch on their width: eight bytes are read and masked, but for the last few.
class OffsetReader {
 public:
  OffsetReader() = default;
  explicit OffsetReader(const Adjacency& list);
  std::uint64_t operator()(std::uint64_t i) const {
    if (i >= quick_) return slow(i);
    std::uint64_t raw = 0;
    std::memcpy(&raw, data_ + i * width_, sizeof raw);
    return base_ + (raw & mask_);
  }
  // Where the row of i begins and ends.
  std::pair<std::uint64_t, std::uint64_t> row(std::uint64_t i) const {
    if (i >= quick_rows_) return {(*this)(i), (*this)(i + 1)};
    std::uint64_t raw = 0;
    std::memcpy(&raw, data_ + i * width_, sizeof raw);
    return {base_ + (raw & mask_), base_ + (raw >> shift_ & mask_)};
  }
  void fetch(std::uint64_t i) const { __builtin_prefetch(data_ + i * width_); }

 private:
  std::uint64_t slow(std::uint64_t i) const;
  const std::byte* data_ = nullptr;
  std::uint64_t width_ = 0, shift_ = 0, mask_ = 0, base_ = 0;
  std::uint64_t quick_ = 0, quick_rows_ = 0;  // of these one read of eight bytes has the offset; it and the next one
  const Adjacency* list_ = nullptr;
};

template <class T>
class Rows;

// One list of one table: from the vertices near_first + n to the vertices far_first + far.
struct Lane {
  // Without its ends: parts and vertices are for the caller to set.
  Lane(const Arc& arc, std::int32_t as_of);

  const EdgeTable* table = nullptr;
  std::uint32_t number = 0;  // of the table
  Direction direction = Direction::out;
  std::uint32_t near_part = 0, far_part = 0;
  Vertex near_first = 0, near_size = 0;
  Vertex far_first = 0, far_size = 0;
  OffsetReader offsets;
  const std::byte* far = nullptr;  // the list's numbers, each in far_width bytes
  std::uint8_t far_width = 0;
  bool is_large = false;              // more than a processor keeps to itself: worth fetching ahead
  std::optional<std::int32_t> as_of;  // set: some edges may not hold yet

  const Adjacency& list() const { return direction == Direction::out ? table->out : table->in; }
  // Edges in the row of a near number, those not yet known included.
  std::uint64_t stored_degree(std::uint32_t near) const { return offsets(std::uint64_t{near} + 1) - offsets(near); }
  bool holds(std::uint64_t place) const { return !as_of || list().days.at(place) <= *as_of; }

  // f(Rows<T>) with the T that the list is stored in.
  template <class F>
  decltype(auto) visit(F&& f) const;
};

// The places of [begin, end) in `days` that hold by a day, as numbers from 0.
void keep_known(const PackedColumn& days, std::uint64_t begin, std::uint64_t end, std::int32_t as_of,
                std::vector<std::uint32_t>& places);

template <class T>
class Rows {
 public:
  explicit Rows(const Lane& lane) : lane_(&lane), far_(static_cast<const T*>(static_cast<const void*>(lane.far))) {}

  // Numbers in the far class, ascending, those of parallel edges repeated. Valid until the next call.
  std::span<const T> operator()(std::uint32_t near) {
    const auto [begin, end] = lane_->offsets.row(near);
    if (!lane_->as_of) return {far_ + begin, static_cast<std::size_t>(end - begin)};
    return known(begin, end);
  }
  // Before the row of vertices[i] is read, of a list of near vertices whose rows will all be: fetches what is needed later.
  void ahead(std::span<const Vertex> vertices, std::size_t i) const {
    if (!lane_->is_large || i + 8 >= vertices.size()) return;
    if (i + 16 < vertices.size()) lane_->offsets.fetch(vertices[i + 16] - lane_->near_first);
    const T* const row = far_ + lane_->offsets(vertices[i + 8] - lane_->near_first);
    __builtin_prefetch(row);
    __builtin_prefetch(static_cast<const char*>(static_cast<const void*>(row)) + 64);
  }
  // The row as vertices, each once, written to `to`, which has room for them and copy_slack more; where they end.
  Vertex* copy_once(std::uint32_t near, Vertex* to) {
    const std::span<const T> row = (*this)(near);
    return graph::copy_once(row.data(), row.size(), lane_->far_first, to);
  }
  // f(near number, row) for all near numbers, in order.
  template <class F>
  void each_row(F&& f) {
    std::uint64_t begin = lane_->offsets(0);
    for (std::uint32_t near = 0; near < lane_->near_size; ++near) {
      const std::uint64_t end = lane_->offsets(std::uint64_t{near} + 1);
      if (lane_->as_of)
        f(near, known(begin, end));
      else
        f(near, std::span<const T>(far_ + begin, static_cast<std::size_t>(end - begin)));
      begin = end;
    }
  }
  template <class F>
  void each_once(std::uint32_t near, F&& f) {
    const std::span<const T> row = (*this)(near);
    const T* const end = row.data() + row.size();
    for (const T* at = row.data(); at != end; ++at) {
      if (at == row.data() || *at != at[-1]) f(*at);
    }
  }
  // f(far, place in the list)
  template <class F>
  void each_place(std::uint32_t near, F&& f) const {
    const std::uint64_t end = lane_->offsets(std::uint64_t{near} + 1);
    for (std::uint64_t place = lane_->offsets(near); place < end; ++place) {
      if (lane_->holds(place)) f(far_[place], place);
    }
  }

 private:
  std::span<const T> known(std::uint64_t begin, std::uint64_t end) {
    if (kept_ == nullptr) kept_ = std::make_unique<Kept>();
    keep_known(lane_->list().days, begin, end, *lane_->as_of, kept_->places);
    kept_->far.resize(kept_->places.size());
    for (std::size_t i = 0; i < kept_->far.size(); ++i) kept_->far[i] = far_[begin + kept_->places[i]];
    return kept_->far;
  }

  const Lane* lane_;
  const T* far_;
  struct Kept {
    std::vector<T> far;
    std::vector<std::uint32_t> places;
  };
  std::unique_ptr<Kept> kept_;  // of a row as of a day
};

template <class F>
decltype(auto) Lane::visit(F&& f) const {
  switch (far_width) {
    case 1:
      return f(Rows<std::uint8_t>(*this));
    case 2:
      return f(Rows<std::uint16_t>(*this));
    case 3:
      return f(Rows<Three>(*this));
    default:
      return f(Rows<std::uint32_t>(*this));
  }
}

class View {
 public:
  // A chosen class: its vertices are first … first + size - 1, in the order of its numbers.
  struct Part {
    std::uint32_t node_class = 0;
    NodeId node_first = 0;
    Vertex first = 0, size = 0;
  };

  // Classes and tables that the graph does not have are left out.
  explicit View(const PropertyGraph& graph, const ViewChoice& choice = {});

  const PropertyGraph& graph() const { return *graph_; }
  Along along() const { return along_; }
  Vertex size() const { return size_; }
  const std::vector<Part>& parts() const { return parts_; }

  std::uint32_t part_of(Vertex v) const {  // v < size()
    const Part* part = parts_.data();
    while (v - part->first >= part->size) ++part;
    return static_cast<std::uint32_t>(part - parts_.data());
  }
  NodeId node(Vertex v) const {
    const Part& part = parts_[part_of(v)];
    return part.node_first + (v - part.first);
  }
  Vertex vertex(NodeId node) const;  // no_vertex: its class is not chosen

  bool used(Vertex v) const { return unused_.empty() || !unused_[v]; }
  Vertex used_count() const { return used_count_; }

  // All lanes as edges are walked; against it; and both ways whatever `along` says. By near class, then by table, out before in.
  const std::vector<Lane>& forward() const { return along_ == Along::both ? either_ : forward_; }
  const std::vector<Lane>& backward() const { return along_ == Along::both ? either_ : backward_; }
  const std::vector<Lane>& either() const { return either_; }
  // Those of forward() that leave a part.
  std::span<const Lane> leaving(std::uint32_t part) const {
    const Lane* const lanes = forward().data();
    const std::size_t* const begin = begins_.data() + part;
    return {lanes + begin[0], lanes + begin[1]};
  }

  // f(far vertex) for every edge walked from v; parallel edges repeat. For walks that start anywhere; sweeps use lanes.
  template <class F>
  void each(Vertex v, F&& f) const {
    const std::uint32_t part = part_of(v);
    for (const Lane& lane : leaving(part)) {
      lane.visit([&](auto rows) {
        for (const auto far : rows(v - lane.near_first)) f(lane.far_first + far);
      });
    }
  }
  std::uint64_t stored_degree(Vertex v) const;  // as each() without as_of

 private:
  const PropertyGraph* graph_;
  Along along_;
  std::vector<Part> parts_;
  std::vector<Lane> forward_, backward_, either_;
  std::vector<std::size_t> begins_;  // in forward(), by part; parts + 1
  std::vector<bool> unused_;         // empty: all are used
  Vertex size_ = 0, used_count_ = 0;
};

}  // namespace almanac::graph
