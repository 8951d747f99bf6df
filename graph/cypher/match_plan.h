#pragma once
// One MATCH, or several that follow each other, as a graph to be found: what must be bound, in which order is up to plan_match.cpp. Internal to the compiler.

#include <set>
#include <string>
#include <vector>

#include "graph/cypher/steps.h"

namespace almanac::graph::cypher {

struct MatchPlan {
  struct Node {
    Slot slot = -1;
    bool bound = false;  // before the MATCH
    bool has_labels = false;
    std::vector<bool> classes;  // that it may be of
    std::string text;           // "(n:Label)"
  };
  struct Relationship {
    Slot slot = -1;
    bool bound = false;
    bool needed = false;           // its slot is read by someone
    bool compared = false;         // … and only to be told from other relationships, if not needed
    std::size_t from = 0, to = 0;  // nodes
    Heading heading = Heading::both;
    std::vector<bool> tables;
    bool walks = false;  // of variable length
    std::uint64_t least = 1, most = 1;
    std::vector<std::pair<std::string, const Expr*>> properties;  // of each relationship of a walk
    std::vector<ExprPtr> values;                                  // not yet bound
    Shortest shortest = Shortest::no;
    std::set<Slot> reads;
    std::string text;        // "-[:TYPE*]->"
    std::size_t clause = 0;  // relationships of one MATCH differ, those of several need not
    bool done = false;
  };
  struct Path {
    Slot slot = -1;
    std::vector<std::pair<bool, std::size_t>> elements;  // whether a node; which
    bool done = false;
  };
  struct Condition {
    Expr* expression = nullptr;
    std::set<Slot> reads;
    std::string text;
    bool done = false;
  };

  std::vector<Node> nodes;
  std::vector<Relationship> relationships;
  std::vector<Path> paths;
  std::vector<Condition> conditions;
  std::size_t clause = 0;  // being added
  std::set<Slot> bound;    // grows while planning
};

// Appends the steps that find all of it to `steps`.
void plan_match(MatchPlan& match, const Catalog& catalog, Steps& steps);

}  // namespace almanac::graph::cypher
