#include "server/touchpoint_filter.h"

#include <algorithm>

namespace almanac::server {

bool TouchpointFilter::fits(const archive::TouchpointColumns& rows, std::size_t i) const {
  if (nothing) return false;
  if (user && rows.user[i] != *user) return false;
  if (campaign && rows.campaign[i] != *campaign) return false;
  if (only_without_campaign && rows.campaign[i] != archive::no_number) return false;
  if (channel && rows.channel[i] != *channel) return false;
  if (product && rows.product[i] != *product) return false;
  if (from_ms && rows.time_ms[i] < *from_ms) return false;
  if (to_ms && rows.time_ms[i] > *to_ms) return false;
  for (const FieldCondition& condition : where) {
    const std::uint32_t number = (rows.*condition.field)[i];
    const bool passes = number == archive::no_number ? condition.none_passes
                                                     : number < condition.passes.size() && condition.passes[number];
    if (!passes) return false;
  }
  return types.empty() || std::find(types.begin(), types.end(), rows.type[i]) != types.end();
}

archive::TouchpointScan TouchpointFilter::scan() const {
  archive::TouchpointScan scan;
  scan.user = user;
  scan.from_ms = from_ms;
  scan.to_ms = to_ms;
  return scan;
}

}  // namespace almanac::server
