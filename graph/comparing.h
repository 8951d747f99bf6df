#pragma once
// Internal to graph/. What verify() does with two files that are not the same: finds the nodes and edges of which they say
// different things. The fresh file is right and names everything; the stored one may hold anything that its loader accepts.

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>

#include "archive/verify.h"
#include "graph/graph_builder.h"
#include "graph/record_builder.h"
#include "graph/touchpoint_graph.h"

namespace almanac::graph {

// Where differences go, and the graph ids to call them by.
class Findings {
 public:
  Findings(archive::Differences& differences, const LoadedGraph& fresh, archive::Zone zone)
      : differences_(differences), fresh_(fresh), zone_(std::move(zone)) {}

  void add(const std::string& subject, const archive::Text& reason) { differences_.add("graph", subject, reason); }
  void add_behind(const std::string& subject, const archive::Text& reason) {
    differences_.add_behind("graph", subject, reason);
  }
  std::uint64_t count() const { return differences_.count(); }

  // "campaign:D11-2024"; "campaign 17" for a number that has no key in the fresh graph.
  std::string id(archive::Kind kind, std::uint64_t number) const;
  std::string id_in_class(std::uint64_t node_class, std::uint64_t number) const {
    return id(kind_of_class(static_cast<std::uint32_t>(node_class)), number);
  }

  std::string shown(const PropertyValue& value) const;
  std::string shown_time(std::int64_t ms) const;
  static std::string shown_day(std::int64_t day);
  static std::string shown_text(std::string_view text);  // in quotes, valid UTF-8, cut after 80 bytes

 private:
  archive::Differences& differences_;
  const LoadedGraph& fresh_;
  archive::Zone zone_;
};

// Adds each word after a space.
void append(std::string& text, std::initializer_list<std::string_view> words);

bool same_value(const PropertyValue& a, const PropertyValue& b);

// What each node of a class has a list of (edges, touchpoints), as one file holds it.
struct NodeLists {
  std::uint64_t nodes = 0;
  std::function<std::uint64_t(std::uint64_t node)> begin;   // its first position; that of `nodes` ends the last list
  std::function<std::string(std::uint64_t position)> text;  // what a person reads
};

// One difference for every node whose lists differ; `what` says what the lists are of ("USED"). `same` compares a position of
// the stored lists with one of the fresh ones.
void compare_lists(Findings& findings, archive::Kind kind, const archive::Text& what, const NodeLists& stored,
                   const NodeLists& fresh, const std::function<bool(std::uint64_t, std::uint64_t)>& same);

bool same_entry(const PackedColumn& a, std::uint64_t i, const PackedColumn& b,
                std::uint64_t j);  // both absent: the same

void compare_records(Findings& findings, const LoadedGraph& stored, const LoadedGraph& fresh);
void compare_touchpoints(Findings& findings, const TouchpointGraph& stored, const TouchpointGraph& fresh);

}  // namespace almanac::graph
