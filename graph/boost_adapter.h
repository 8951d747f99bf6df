#pragma once
// The property graph in the words of Boost.Graph: traits and free functions, nothing copied, and no Boost in any other header.
//
//   DirectedView    VertexListGraph, EdgeListGraph, BidirectionalGraph, AdjacencyGraph
//   UndirectedView  VertexListGraph, EdgeListGraph, IncidenceGraph, AdjacencyGraph; every edge from both its ends
//   ProjectionView  VertexListGraph, IncidenceGraph, AdjacencyGraph; a walk of two steps as one edge, with its multiplicity
//
// over all tables or some (one relationship type, for example). Vertices of the first two are node ids, so the index map is the
// identity; those of a projection are its own. A view is cheap and must not outlive the graph. Algorithms of Boost that read the whole graph are fine on it; for a question about one
// node use graph/explore.h, whose searches stop early.

#include <algorithm>
#include <boost/graph/adjacency_iterator.hpp>
#include <boost/graph/graph_traits.hpp>
#include <boost/graph/properties.hpp>
#include <boost/iterator/counting_iterator.hpp>
#include <boost/iterator/iterator_facade.hpp>
#include <boost/property_map/property_map.hpp>
#include <functional>
#include <iterator>
#include <memory>
#include <utility>
#include <vector>

#include "graph/algorithms/projection.h"
#include "graph/property_graph.h"

namespace almanac::graph {

// An edge as met from one end. Equal to another if both are the same stored edge, from whichever end.
struct ViewEdge {
  NodeId from = no_node, to = no_node;  // as walked
  const EdgeTable* table = nullptr;
  Direction list = Direction::out;  // the list in which it was met
  std::uint32_t near_number = 0;    // number of `from` in its class
  std::uint64_t place = 0;          // in that list

  std::uint64_t position() const { return list == Direction::out ? place : table->out_position(near_number, place); }
  std::uint64_t weight() const {
    const PackedColumn& weights = (list == Direction::out ? table->out : table->in).weights;
    return weights.empty() ? 1 : static_cast<std::uint64_t>(weights.at(place));
  }
  bool operator==(const ViewEdge& other) const {
    return table == other.table && (list == other.list ? place == other.place : position() == other.position());
  }
};

template <class Directed>
class GraphView {
 public:
  // `take` chooses tables by number; empty: all.
  explicit GraphView(const PropertyGraph& graph, const std::function<bool(std::uint32_t)>& take = {}) : graph_(&graph) {
    for (std::uint32_t c = 0; c < graph.classes().size(); ++c) {
      out_.emplace_back();
      in_.emplace_back();
      for (const Arc& arc : graph.arcs(c)) {
        if (take && !take(arc.number)) continue;
        if (arc.direction == Direction::out) edges_ += c == arc.table->source ? arc.table->size() : 0;
        if (arc.direction == Direction::out || undirected) out_.back().push_back(arc);
        if (arc.direction == Direction::in || undirected) in_.back().push_back(arc);
      }
    }
  }

  static constexpr bool undirected = std::is_same_v<Directed, boost::undirected_tag>;
  const PropertyGraph& graph() const { return *graph_; }
  const std::vector<Arc>& arcs(std::uint32_t node_class, Direction side) const {
    return side == Direction::out ? out_[node_class] : in_[node_class];
  }
  std::uint64_t edge_count() const { return edges_; }

 private:
  const PropertyGraph* graph_;
  std::vector<std::vector<Arc>> out_, in_;  // by class
  std::uint64_t edges_ = 0;
};

using DirectedView = GraphView<boost::directed_tag>;
using UndirectedView = GraphView<boost::undirected_tag>;

// The edges on one side of a node: its arcs one after another.
template <class View>
class NodeEdgeIterator
    : public boost::iterator_facade<NodeEdgeIterator<View>, ViewEdge, boost::forward_traversal_tag, ViewEdge> {
 public:
  NodeEdgeIterator() = default;
  NodeEdgeIterator(const View& view, NodeId node, Direction side, bool at_end) : node_(node), side_(side) {
    const std::uint32_t c = view.graph().class_of(node);
    arcs_ = &view.arcs(c, side);
    number_ = node - view.graph().classes()[c].first;
    arc_ = at_end ? arcs_->size() : 0;
    if (!at_end) enter();
  }

 private:
  friend class boost::iterator_core_access;
  void enter() {
    for (; arc_ < arcs_->size(); ++arc_) {
      const Adjacency& list = (*arcs_)[arc_].list();
      place_ = list.begin(number_);
      end_ = list.end(number_);
      if (place_ < end_) return;
    }
    place_ = end_ = 0;
  }
  void increment() {
    if (++place_ < end_) return;
    ++arc_;
    enter();
  }
  bool equal(const NodeEdgeIterator& other) const {
    return node_ == other.node_ && arc_ == other.arc_ && (arc_ == arcs_size() || place_ == other.place_);
  }
  std::size_t arcs_size() const { return arcs_ == nullptr ? 0 : arcs_->size(); }
  ViewEdge dereference() const {
    const Arc& arc = (*arcs_)[arc_];
    const NodeId far = arc.far_first + static_cast<NodeId>(arc.list().far.raw(place_));
    const bool towards = side_ == Direction::in;
    return {towards ? far : node_, towards ? node_ : far, arc.table, arc.direction, number_, place_};
  }

  NodeId node_ = no_node;
  std::uint32_t number_ = 0;
  Direction side_ = Direction::out;
  const std::vector<Arc>* arcs_ = nullptr;
  std::size_t arc_ = 0;
  std::uint64_t place_ = 0, end_ = 0;
};

// All edges, each once: the `out` lists of all nodes.
template <class View>
class AllEdgesIterator
    : public boost::iterator_facade<AllEdgesIterator<View>, ViewEdge, boost::forward_traversal_tag, ViewEdge> {
 public:
  AllEdgesIterator() = default;
  AllEdgesIterator(const View& view, NodeId node) : view_(&view), node_(node) { settle(true); }

 private:
  friend class boost::iterator_core_access;
  void settle(bool fresh) {
    for (; node_ < view_->graph().node_count(); ++node_, fresh = true) {
      if (fresh) at_ = NodeEdgeIterator<View>(*view_, node_, Direction::out, false);
      const NodeEdgeIterator<View> end(*view_, node_, Direction::out, true);
      while (at_ != end && (*at_).list != Direction::out) ++at_;  // undirected views list an edge at both ends
      if (at_ != end) return;
    }
    at_ = {};
  }
  void increment() {
    ++at_;
    settle(false);
  }
  bool equal(const AllEdgesIterator& other) const { return node_ == other.node_ && at_ == other.at_; }
  ViewEdge dereference() const { return *at_; }

  const View* view_ = nullptr;
  NodeId node_ = 0;
  NodeEdgeIterator<View> at_;
};

template <class D>
std::pair<boost::counting_iterator<NodeId>, boost::counting_iterator<NodeId>> vertices(const GraphView<D>& view) {
  return {boost::counting_iterator<NodeId>(0), boost::counting_iterator<NodeId>(view.graph().node_count())};
}
template <class D>
NodeId num_vertices(const GraphView<D>& view) {
  return view.graph().node_count();
}
template <class D>
std::uint64_t num_edges(const GraphView<D>& view) {
  return view.edge_count();
}
template <class D>
NodeId source(const ViewEdge& edge, const GraphView<D>&) {
  return edge.from;
}
template <class D>
NodeId target(const ViewEdge& edge, const GraphView<D>&) {
  return edge.to;
}
template <class D>
std::uint64_t side_degree(NodeId node, const GraphView<D>& view, Direction side) {
  const std::uint32_t c = view.graph().class_of(node);
  std::uint64_t sum = 0;
  for (const Arc& arc : view.arcs(c, side)) sum += arc.list().degree(node - view.graph().classes()[c].first);
  return sum;
}
template <class D>
std::uint64_t out_degree(NodeId node, const GraphView<D>& view) {
  return side_degree(node, view, Direction::out);
}
template <class D>
std::uint64_t in_degree(NodeId node, const GraphView<D>& view) {
  return side_degree(node, view, Direction::in);
}
template <class D>
std::uint64_t degree(NodeId node, const GraphView<D>& view) {
  return out_degree(node, view) + (GraphView<D>::undirected ? 0 : in_degree(node, view));
}
template <class D>
auto out_edges(NodeId node, const GraphView<D>& view) {
  using Iterator = NodeEdgeIterator<GraphView<D>>;
  return std::pair(Iterator(view, node, Direction::out, false), Iterator(view, node, Direction::out, true));
}
template <class D>
auto in_edges(NodeId node, const GraphView<D>& view) {
  using Iterator = NodeEdgeIterator<GraphView<D>>;
  return std::pair(Iterator(view, node, Direction::in, false), Iterator(view, node, Direction::in, true));
}
template <class D>
auto edges(const GraphView<D>& view) {
  using Iterator = AllEdgesIterator<GraphView<D>>;
  return std::pair(Iterator(view, 0), Iterator(view, view.graph().node_count()));
}
template <class D>
auto adjacent_vertices(NodeId node, const GraphView<D>& view) {
  using Iterator = typename boost::graph_traits<GraphView<D>>::adjacency_iterator;
  const auto [begin, end] = out_edges(node, view);
  return std::pair(Iterator(begin, &view), Iterator(end, &view));
}
template <class D>
boost::typed_identity_property_map<NodeId> get(boost::vertex_index_t, const GraphView<D>&) {
  return {};
}

// A projection (undirected() must hold). The edges of a vertex are found when they are asked for and kept by the iterators over
// them: a loop over all vertices holds one row at a time. `memory` is used by every call: one thread.
class ProjectionView {
 public:
  explicit ProjectionView(const Projection& projection) : projection_(&projection) {}
  const Projection& projection() const { return *projection_; }

  struct Edge {
    Vertex from = no_vertex, to = no_vertex;
    std::uint32_t multiplicity = 0;
    bool operator==(const Edge& other) const { return std::minmax(from, to) == std::minmax(other.from, other.to); }
  };
  using Row = std::shared_ptr<const std::vector<Edge>>;
  Row row(Vertex v) const {
    Budget unlimited;
    projection_->count(v, memory_, unlimited);
    auto edges = std::make_shared<std::vector<Edge>>();
    edges->reserve(memory_.found().size());
    for (const Vertex far : memory_.found()) edges->push_back({v, far, memory_.multiplicity(far)});
    return edges;
  }

 private:
  const Projection* projection_;
  mutable ProjectionMemory memory_;
};

class ProjectionEdgeIterator : public boost::iterator_facade<ProjectionEdgeIterator, ProjectionView::Edge,
                                                             boost::random_access_traversal_tag, ProjectionView::Edge> {
 public:
  ProjectionEdgeIterator() = default;
  ProjectionEdgeIterator(ProjectionView::Row row, std::size_t place) : row_(std::move(row)), place_(place) {}

 private:
  friend class boost::iterator_core_access;
  void increment() { ++place_; }
  void decrement() { --place_; }
  void advance(std::ptrdiff_t steps) { place_ += static_cast<std::size_t>(steps); }
  std::ptrdiff_t distance_to(const ProjectionEdgeIterator& other) const {
    return static_cast<std::ptrdiff_t>(other.place_) - static_cast<std::ptrdiff_t>(place_);
  }
  bool equal(const ProjectionEdgeIterator& other) const { return place_ == other.place_; }
  ProjectionView::Edge dereference() const { return (*row_)[place_]; }

  ProjectionView::Row row_;
  std::size_t place_ = 0;
};

inline std::pair<boost::counting_iterator<Vertex>, boost::counting_iterator<Vertex>> vertices(
    const ProjectionView& view) {
  return {boost::counting_iterator<Vertex>(0), boost::counting_iterator<Vertex>(view.projection().size())};
}
inline Vertex num_vertices(const ProjectionView& view) { return view.projection().size(); }
inline Vertex source(const ProjectionView::Edge& edge, const ProjectionView&) { return edge.from; }
inline Vertex target(const ProjectionView::Edge& edge, const ProjectionView&) { return edge.to; }
inline std::pair<ProjectionEdgeIterator, ProjectionEdgeIterator> out_edges(Vertex v, const ProjectionView& view) {
  const ProjectionView::Row row = view.row(v);
  return {ProjectionEdgeIterator(row, 0), ProjectionEdgeIterator(row, row->size())};
}
inline std::size_t out_degree(Vertex v, const ProjectionView& view) { return view.row(v)->size(); }
inline std::size_t degree(Vertex v, const ProjectionView& view) { return out_degree(v, view); }
inline auto adjacent_vertices(Vertex v, const ProjectionView& view) {
  using Iterator = boost::adjacency_iterator_generator<ProjectionView, Vertex, ProjectionEdgeIterator>::type;
  const auto [begin, end] = out_edges(v, view);
  return std::pair(Iterator(begin, &view), Iterator(end, &view));
}
inline boost::typed_identity_property_map<Vertex> get(boost::vertex_index_t, const ProjectionView&) { return {}; }

}  // namespace almanac::graph

template <class D>
struct boost::graph_traits<almanac::graph::GraphView<D>> {
  using View = almanac::graph::GraphView<D>;
  using vertex_descriptor = almanac::graph::NodeId;
  using edge_descriptor = almanac::graph::ViewEdge;
  using directed_category = std::conditional_t<View::undirected, boost::undirected_tag, boost::bidirectional_tag>;
  using edge_parallel_category = boost::allow_parallel_edge_tag;
  struct traversal_category : virtual boost::bidirectional_graph_tag,
                              virtual boost::adjacency_graph_tag,
                              virtual boost::vertex_list_graph_tag,
                              virtual boost::edge_list_graph_tag {};
  using vertex_iterator = boost::counting_iterator<vertex_descriptor>;
  using out_edge_iterator = almanac::graph::NodeEdgeIterator<View>;
  using in_edge_iterator = almanac::graph::NodeEdgeIterator<View>;
  using edge_iterator = almanac::graph::AllEdgesIterator<View>;
  using adjacency_iterator =
      typename boost::adjacency_iterator_generator<View, vertex_descriptor, out_edge_iterator>::type;
  using vertices_size_type = almanac::graph::NodeId;
  using edges_size_type = std::uint64_t;
  using degree_size_type = std::uint64_t;
  static vertex_descriptor null_vertex() { return almanac::graph::no_node; }
};

template <class D>
struct boost::property_map<almanac::graph::GraphView<D>, boost::vertex_index_t> {
  using type = boost::typed_identity_property_map<almanac::graph::NodeId>;
  using const_type = type;
};

template <>
struct boost::graph_traits<almanac::graph::ProjectionView> {
  using View = almanac::graph::ProjectionView;
  using vertex_descriptor = almanac::graph::Vertex;
  using edge_descriptor = View::Edge;
  using directed_category = boost::undirected_tag;
  using edge_parallel_category = boost::disallow_parallel_edge_tag;
  struct traversal_category : virtual boost::incidence_graph_tag,
                              virtual boost::adjacency_graph_tag,
                              virtual boost::vertex_list_graph_tag {};
  using vertex_iterator = boost::counting_iterator<vertex_descriptor>;
  using out_edge_iterator = almanac::graph::ProjectionEdgeIterator;
  using adjacency_iterator = boost::adjacency_iterator_generator<View, vertex_descriptor, out_edge_iterator>::type;
  using vertices_size_type = vertex_descriptor;
  using edges_size_type = std::uint64_t;
  using degree_size_type = std::size_t;
  static vertex_descriptor null_vertex() { return almanac::graph::no_vertex; }
};

template <>
struct boost::property_map<almanac::graph::ProjectionView, boost::vertex_index_t> {
  using type = boost::typed_identity_property_map<almanac::graph::Vertex>;
  using const_type = type;
};
