#pragma once
// The campaign graph: the property graph of records.graph and touchpoints.graph together, with the words of the domain. One
// immutable snapshot; all of it may be read by any number of threads.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "archive/name.h"
#include "archive/time.h"
#include "graph/graph_builder.h"
#include "graph/property_graph.h"
#include "graph/record_builder.h"
#include "graph/touchpoint_graph.h"

namespace almanac::graph {

// The relationships from touchpoints follow those of the records.
inline constexpr std::uint32_t touched_table = record_table_count;
inline constexpr std::uint32_t bought_table = record_table_count + 1;
inline constexpr std::uint32_t reached_table = record_table_count + 2;

class CampaignGraph {
 public:
  // Throws BadFile if the halves do not fit together.
  CampaignGraph(std::shared_ptr<const SectionFile> records, std::shared_ptr<const TouchpointGraph> touchpoints,
                std::uint64_t revision, archive::Zone zone, std::string currency);

  std::uint64_t revision() const { return revision_; }
  const archive::Zone& zone() const { return zone_; }
  const std::string& currency() const { return currency_; }
  const PropertyGraph& graph() const { return *graph_; }
  const TouchpointGraph& touchpoints() const { return *touchpoints_; }
  const std::shared_ptr<const TouchpointGraph>& shared_touchpoints() const { return touchpoints_; }
  const std::shared_ptr<const SectionFile>& record_file() const { return records_; }
  const LoadedGraph& record_graph() const { return loaded_; }

  static archive::Kind kind_of(std::uint32_t node_class) { return kind_of_class(node_class); }
  archive::Kind kind_of_node(NodeId node) const { return kind_of_class(graph_->class_of(node)); }
  NodeId node(archive::Kind kind, std::uint32_t number) const {
    return graph_->classes()[class_of_kind(kind)].first + number;
  }
  std::optional<NodeId> find(archive::Kind kind, std::string_view key) const;
  std::string id_of(NodeId node) const;  // "campaign:D11-2024"
  // What a person reads: the name (of a lesson its statement, cut), else the key.
  std::string label_of(NodeId node) const;
  // Whether the node is known at the end of the day: what has no date always is, a campaign from its plan, a lesson from its date;
  // either also from the first relationship that tells of it, be it a touchpoint before the campaign's plan. O(relationships) where only
  // these can tell.
  bool known_by(NodeId node, std::int32_t day) const;

 private:
  std::int32_t own_day(std::uint32_t node_class, std::uint32_t number) const;

  std::shared_ptr<const SectionFile> records_;
  std::shared_ptr<const TouchpointGraph> touchpoints_;
  LoadedGraph loaded_;
  std::uint64_t revision_;
  archive::Zone zone_;
  std::string currency_;
  std::unique_ptr<const PropertyGraph> graph_;
};

}  // namespace almanac::graph
