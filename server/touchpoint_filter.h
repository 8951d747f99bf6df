#pragma once
// Which touchpoints a view shows: the filters of GET /touchpoints and of its export.

#include <cstdint>
#include <optional>
#include <vector>

#include "archive/store.h"

namespace almanac::server {

// A condition on one field (graph/explore_conditions.h): which of its numbers pass.
struct FieldCondition {
  std::vector<std::uint32_t> archive::TouchpointColumns::*field = nullptr;
  std::vector<bool> passes;  // by number
  bool none_passes = false;  // whether a touchpoint without the field does
};

struct TouchpointFilter {
  std::optional<std::uint32_t> user, campaign, channel, product;
  std::vector<std::uint32_t> types;  // empty: any
  std::vector<FieldCondition> where;
  bool only_without_campaign = false;
  bool nothing = false;                        // a name that nothing bears: no touchpoint fits
  std::optional<std::int64_t> from_ms, to_ms;  // inclusive

  bool fits(const archive::TouchpointColumns& rows, std::size_t i) const;
  archive::TouchpointScan scan() const;  // of the blocks that can hold such a touchpoint
};

}  // namespace almanac::server
