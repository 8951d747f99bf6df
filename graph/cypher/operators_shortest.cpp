// Shortest paths: breadth first from both ends, a whole level at a time on the side with fewer nodes to leave. The first level on which
// the sides meet completes every shortest path: its length is the sum of both depths, and its node at the depth of one side has been
// reached by the other at just the other's depth.

#include <algorithm>
#include <bit>

#include "graph/cypher/edges.h"

namespace almanac::graph::cypher {
namespace {

// What one side has reached.
class Side {
 public:
  Side(const Arcs& arcs, Budget& budget) : arcs_(arcs), budget_(budget) {}
  ~Side() { budget_.release(held_); }
  Side(const Side&) = delete;
  Side& operator=(const Side&) = delete;

  struct Reached {
    NodeId node = no_node;
    std::uint32_t way = 0;  // number + 1 of the last found; 0: the end itself
    std::uint64_t depth = 0;
  };
  struct Way {
    NodeId before;           // a node nearer to the end
    std::uint32_t next = 0;  // number + 1 of another way to the same node
    Value relationship;
  };

  void begin(NodeId end) {
    reached_.clear();
    ways_.clear();
    std::fill(places_.begin(), places_.end(), 0);
    level_begin_ = depth_ = 0;
    add(end);
  }

  std::uint64_t depth() const { return depth_; }
  std::size_t level_size() const { return reached_.size() - level_begin_; }
  const Reached* find(NodeId node) const {
    const std::uint32_t number = places_[place_of(node)];
    return number == 0 ? nullptr : &reached_[number - 1];
  }
  const Way* way(std::uint32_t number) const { return number == 0 ? nullptr : &ways_[number - 1]; }

  // One level deeper. `met` are the nodes reached that `other` has reached; unless `all`, it ends at the first of them.
  void deepen(const ShortestStep& step, const Side& other, std::vector<NodeId>& met, Execution& x) {
    const std::size_t begin = level_begin_;
    const std::size_t end = reached_.size();
    level_begin_ = end;
    ++depth_;
    for (std::size_t i = begin; i < end; ++i) {
      const NodeId node = reached_[i].node;
      Edges edges(arcs_, step.both, node, x.graph);
      while (edges.next()) {
        x.budget.step();
        const NodeId far = edges.far();
        const std::uint32_t known = places_[place_of(far)];
        if (known != 0 && (reached_[known - 1].depth != depth_ || !step.all)) continue;
        const Value relationship = edges.relationship();
        if (!step.properties.empty() && !has_properties(relationship, step.properties, x)) continue;
        const std::uint32_t number = known != 0 ? known : add(far);
        hold(sizeof(Way));
        ways_.push_back({node, reached_[number - 1].way, relationship});
        reached_[number - 1].way = static_cast<std::uint32_t>(ways_.size());
        if (known != 0 || other.find(far) == nullptr) continue;
        met.push_back(far);
        if (!step.all) return;
      }
    }
  }

 private:
  std::size_t place_of(NodeId node) const {
    std::size_t place = static_cast<std::size_t>((node * 0x9e3779b97f4a7c15ULL) >> 20U) & (places_.size() - 1);
    while (places_[place] != 0 && reached_[places_[place] - 1].node != node) place = (place + 1) & (places_.size() - 1);
    return place;
  }

  std::uint32_t add(NodeId node) {
    if (reached_.size() * 2 >= places_.size()) grow();
    hold(sizeof(Reached));
    reached_.push_back({node, 0, depth_});
    return places_[place_of(node)] = static_cast<std::uint32_t>(reached_.size());
  }

  void grow() {
    const std::size_t size = std::max<std::size_t>(64, places_.size() * 2);
    hold((size - places_.size()) * sizeof(std::uint32_t));
    places_.assign(size, 0);
    const std::vector<Reached> all = std::move(reached_);
    reached_.clear();
    reached_.reserve(all.size() * 2);
    for (const Reached& one : all) {
      const std::size_t place = place_of(one.node);
      reached_.push_back(one);
      places_[place] = static_cast<std::uint32_t>(reached_.size());
    }
  }

  void hold(std::uint64_t bytes) {
    budget_.hold(bytes);
    held_ += bytes;
  }

  const Arcs& arcs_;
  Budget& budget_;
  std::vector<Reached> reached_;  // by depth
  std::vector<Way> ways_;
  std::vector<std::uint32_t> places_ = std::vector<std::uint32_t>(64);  // hash table of number + 1
  std::size_t level_begin_ = 0;
  std::uint64_t depth_ = 0, held_ = 0;
};

class ShortestWalk : public Operator {
 public:
  ShortestWalk(const ShortestStep& step, Execution& x)
      : step_(step), near_(step.arcs, x.budget), far_(step.back, x.budget) {}

  bool push(Execution& x) override {
    const Value from = at(x, step_.from);
    const Value to = at(x, step_.to);
    if (from.type != Type::node || to.type != Type::node) return true;
    walk_.clear();
    if (from.node_id() == to.node_id()) return step_.least > 0 || emit(x);
    near_.begin(from.node_id());
    far_.begin(to.node_id());
    std::vector<NodeId> met;
    while (met.empty()) {
      if (near_.depth() + far_.depth() >= step_.most || near_.level_size() == 0 || far_.level_size() == 0) return true;
      if (near_.level_size() <= far_.level_size())
        near_.deepen(step_, far_, met, x);
      else
        far_.deepen(step_, near_, met, x);
    }
    const std::uint64_t length = near_.depth() + far_.depth();
    if (length < step_.least) return true;
    walk_.assign(static_cast<std::size_t>(length), Value{});
    for (const NodeId node : met) {
      if (!trace(node, x)) return false;
    }
    return true;
  }

 private:
  struct Frame {
    NodeId node = no_node;
    std::uint32_t way = 0;  // to be taken next
  };

  // Every way from the meeting node back to the one end, with every way on to the other.
  bool trace(NodeId node, Execution& x) {
    const auto depth = static_cast<std::size_t>(near_.depth());
    return every_way(
        near_, node, x, [&](std::size_t step, const Value& relationship) { walk_[depth - 1 - step] = relationship; },
        [&] {
          return every_way(
              far_, node, x, [&](std::size_t step, const Value& relationship) { walk_[depth + step] = relationship; },
              [&] { return emit(x); });
        });
  }

  // put(steps from the meeting node, relationship) for each step of a way, then done(); until that returns false.
  template <class Put, class Done>
  bool every_way(const Side& side, NodeId node, Execution& x, Put&& put, Done&& done) {
    std::vector<Frame> stack{{node, side.find(node)->way}};
    if (stack.back().way == 0) return done();
    while (!stack.empty()) {
      x.budget.step();
      Frame& frame = stack.back();
      const Side::Way* way = side.way(frame.way);
      if (way == nullptr) {
        stack.pop_back();
        continue;
      }
      frame.way = way->next;
      put(stack.size() - 1, way->relationship);
      const std::uint32_t before = side.find(way->before)->way;
      if (before != 0)
        stack.push_back({way->before, before});
      else if (!done())
        return false;
    }
    return true;
  }

  bool emit(Execution& x) {
    const ScratchMark mark(x);
    at(x, step_.relationships) = make_list(x.scratch, walk_);
    return next->push(x);
  }

  const ShortestStep& step_;
  Side near_, far_;
  std::vector<Value> walk_;
};

}  // namespace

std::unique_ptr<Operator> ShortestStep::make(Execution& x) const { return std::make_unique<ShortestWalk>(*this, x); }
PlanLine ShortestStep::line() const { return {all ? "AllShortestPaths" : "ShortestPath", label, -1, {}}; }

}  // namespace almanac::graph::cypher
