#pragma once
// Questions about the graph as a whole: what is related to a node, what is central, which communities there are and what sets
// them apart. Values in, values out, as in explore.h, with its errors; further ones:
//   invalid_input "unknown_method", "unknown_measure"; "nothing_to_analyse" if no chosen kind has a node
//
// All choose kinds of nodes and relationships as a view does (graph/algorithms/view.h) and walk edges both ways; docs/graph.md has
// the definitions. Kinds that contain nodes withheld from the asker are left out of what is computed, not only of what is listed.

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "graph/explore.h"

namespace almanac::graph {

struct RelatedRequest {
  enum class Method : std::uint8_t { pagerank, adamic_adar, jaccard } method = Method::pagerank;
  std::string node;
  std::vector<archive::Kind> kinds;        // listed; empty: the node's own. Adamic–Adar and Jaccard know no other
  std::vector<std::string> relationships;  // walked; empty: all
  std::optional<archive::Date> as_of;
  std::uint64_t max_degree = 0;  // Adamic–Adar, Jaccard: what has more edges joins nothing; 0: no guard
  std::size_t limit = 20;        // 1–1,000
};
struct Related {
  // What speaks for it, of Adamic–Adar and Jaccard: by relationship that both have to the same far ends.
  struct Ground {
    std::string relationship;
    archive::Kind kind = archive::Kind::campaign;  // of the far ends
    double score = 0;
    std::uint32_t common = 0;  // far ends
  };
  NodeRef node;
  double score = 0;  // share of the walker's time, sum of 1/ln, or mean share over the relationships that the node has
  std::vector<Ground> grounds;
};
struct RelatedAnswer {
  NodeRef node;
  std::string method;
  std::uint64_t total = 0;       // with a score above 0
  std::vector<Related> related;  // best first, ties by number
};
// PageRank: O(iterations × edges). The others: O(edges) and the walks of two steps from the node.
RelatedAnswer related(const CampaignGraph& graph, const RelatedRequest& request, Terms& terms);

struct CentralRequest {
  enum class Measure : std::uint8_t { pagerank, degree, core, betweenness } measure = Measure::pagerank;
  std::vector<archive::Kind> among;        // the graph that is looked at; empty: all
  std::vector<archive::Kind> kinds;        // listed; empty: those
  std::vector<std::string> relationships;  // empty: all
  std::optional<archive::Date> as_of;
  std::uint32_t sources = 256;  // betweenness: sampled; 1–100,000
  std::size_t limit = 20;
};
struct Central {
  NodeRef node;
  double value = 0;
  std::optional<double> error;  // standard error of a sampled value
};
struct CentralAnswer {
  std::string measure;
  std::uint64_t total = 0;     // nodes of the kinds
  std::uint32_t sources = 0;   // betweenness
  std::vector<Central> nodes;  // greatest first, ties by number
};
CentralAnswer central(const CampaignGraph& graph, const CentralRequest& request, Terms& terms);

struct CommunitiesRequest {
  std::vector<archive::Kind>
      kinds;  // empty: campaigns and users if there are touchpoints, else campaigns and what they name
  std::vector<std::string> relationships;
  std::optional<archive::Date> as_of;
  double resolution = 1;     // 0.01–100; more: smaller communities
  std::size_t limit = 10;    // communities described, the largest; 1–100
  std::size_t members = 10;  // of each, those with most edges inside; 0–100
};
// Something that members have more often than the nodes of their kind at large.
struct Trait {
  archive::Kind kind = archive::Kind::campaign;  // of the members
  std::string name;   // property, or relationship of another kind than those that made the communities
  std::string value;  // its value, or the id of the far end
  std::string label;
  std::uint64_t members = 0, kind_size = 0;  // that have it; members of the kind
  std::uint64_t everywhere = 0, all = 0;     // the same of all nodes looked at
  double lift() const;                       // (members / kind_size) / (everywhere / all)
};
struct Community {
  std::uint64_t size = 0;
  std::vector<std::pair<archive::Kind, std::uint64_t>> kinds;
  std::vector<Central> members;  // value: edges inside the community
  std::vector<Trait> traits;     // by (share − share at large) · lift, at most 8, each of three members or more
};
struct CommunitiesAnswer {
  double modularity = 0;
  std::uint64_t total = 0;   // communities of two nodes and more
  std::uint64_t single = 0;  // nodes that nothing joins
  std::vector<Community> communities;
};
CommunitiesAnswer communities(const CampaignGraph& graph, const CommunitiesRequest& request, Terms& terms);

RelatedRequest::Method method_from(const std::string& text);    // "pagerank", "adamic_adar", "jaccard"
CentralRequest::Measure measure_from(const std::string& text);  // "pagerank", "degree", "core", "betweenness"

archive::Json to_json(const RelatedAnswer& answer);
archive::Json to_json(const CentralAnswer& answer);
archive::Json to_json(const CommunitiesAnswer& answer);
archive::Json table_of(const RelatedAnswer& answer);
archive::Json table_of(const CentralAnswer& answer);
archive::Json table_of(const CommunitiesAnswer& answer);  // a row for each trait

}  // namespace almanac::graph
