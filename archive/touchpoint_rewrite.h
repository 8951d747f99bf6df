#pragma once
// Stored touchpoints changed in place, for erasing people and for retention. Internal to archive/.

#include <cstdint>
#include <functional>
#include <string>

#include "archive/sqlite.h"
#include "archive/touchpoint_identity.h"

namespace almanac::archive {

class Reads;

// Decides about one row: false drops it; `row` and `event_id` may be changed, and `changed` says whether they were (then the row's
// identity is taken anew, over the texts that keys and words have now).
using RowRewrite = std::function<bool(NumberedRow& row, std::string& event_id, bool& changed)>;

struct BlockRewrite {
  std::uint64_t changed = 0, dropped = 0;  // rows; of the dropped, those that counted
};

// Rewrites a block (by its storage number), published or not. Its lists of superseded rows follow; a block without a row left
// goes. Whoever calls this sets TouchpointState::rewrite_revision and generation once something changed.
BlockRewrite rewrite_block(const Reads& reads, sqlite::Database& database, std::uint64_t block,
                           const RowRewrite& decide);

}  // namespace almanac::archive
