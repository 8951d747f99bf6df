#pragma once
// People as groups by what they are, instead of one by one. Internal to graph/.

#include <cstdint>
#include <vector>

#include "graph/campaign_graph.h"
#include "graph/explore.h"

namespace almanac::graph {

class UserFolding {
 public:
  // Error "unknown_property" at `group_by`.
  UserFolding(const CampaignGraph& graph, const Folding& folding, Terms& terms);

  void add(NodeId user, std::uint64_t weight);  // the weights of a user add up
  Groups groups();                              // of all that were added
  // Which of the listed groups a user is in.
  std::vector<std::size_t> places_of(NodeId user, const Groups& groups) const;

 private:
  struct Person {
    NodeId node;
    std::uint64_t weight;
  };
  static constexpr std::size_t most_groups = 200;

  std::vector<std::string> usual_grouping() const;
  // The values of a user by each dimension; every combination is a group that he is in.
  void values_of(NodeId user, const std::vector<std::string>& by, std::vector<std::vector<std::string>>& values) const;

  const CampaignGraph& graph_;
  Terms& terms_;
  std::vector<std::string> by_;
  std::vector<Person> people_;
};

}  // namespace almanac::graph
