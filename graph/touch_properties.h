#pragma once
// The properties of TOUCHED, BOUGHT and REACHED_BY edges. Internal to graph/.

#include <cstdint>
#include <memory>
#include <vector>

#include "graph/touchpoint_graph.h"

namespace almanac::graph {

// By position in the stored edges of the table (touched_table …). Type and channel are stored with the edge, as is the count of all
// its touchpoints; what else there is, and the count up to a time, is read from the rows of its user when asked for: O(rows of the
// user). Touchpoints after `until_ms` (UTC) do not count; the edge must have one that does.
std::vector<std::shared_ptr<const EdgeProperty>> touch_properties(std::shared_ptr<const TouchpointGraph> touchpoints,
                                                                  std::shared_ptr<const TextPool> channel_keys,
                                                                  std::uint32_t table,
                                                                  std::int64_t until_ms = INT64_MAX);

}  // namespace almanac::graph
