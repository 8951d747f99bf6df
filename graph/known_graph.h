#pragma once
// The campaign graph as it was known at the end of a day, and as someone may see it: a property graph of its own, for what runs over
// any property graph (graph/cypher, graph/algorithms). Nodes keep their ids.
//
//   - A node is not there (its number is unused) if it was not known yet (CampaignGraph::known_by) or is withheld.
//   - A relationship is not there if the day from which it holds is later, or one of its ends is not there.
//   - What touchpoints tell of a relationship (count, first, last, value, refunded) is told by those until the end of the day.
//   - What only a campaign's outcome fills is not there before its end, nor that a record declares USED or PROMOTED before it did.
//   - `segments` of campaigns name no segment that is withheld.
//
// Lists of which something falls away are made anew, packed as before; everything else is shared. So queries over it cost what they
// cost over the whole, and making it costs one pass: some 30 ms for each million of relationships that carry days, and at most 12
// bytes for each that is left.

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "archive/time.h"
#include "graph/campaign_graph.h"

namespace almanac::graph {

class KnownGraph {
 public:
  // `withheld`: ascending (Terms::withheld). With neither, graph() is the campaign graph's own and nothing is made.
  KnownGraph(std::shared_ptr<const CampaignGraph> all, const std::optional<archive::Date>& as_of,
             const std::vector<NodeId>& withheld = {});

  // Lives as long as this. As of a day no relationship carries a weight; what tells its touchpoints is the property `count`.
  const PropertyGraph& graph() const { return made_ ? *made_ : all_->graph(); }
  const CampaignGraph& all() const { return *all_; }
  std::uint64_t bytes() const { return bytes_; }  // of memory, for the lists and columns made anew

 private:
  std::shared_ptr<const CampaignGraph> all_;
  std::unique_ptr<const PropertyGraph> made_;
  std::uint64_t bytes_ = 0;
};

}  // namespace almanac::graph
