#pragma once
// Live writes leave small blocks. When many have gathered, neighbours are joined into larger ones. Internal to archive/.
//
// A joined block takes the position of its last part and the greatest revision of its parts. A reader that has caught up
// with that revision has every row of it and never looks at it again; for one that has not, positions it has seen may
// hold rows it has not, so Reads::touchpoint_rewrite_revision rises to that revision and it starts over.
// Blocks of the commit under way are left alone, so a reader that keeps up never starts over because of this.

#include <cstdint>

#include "archive/touchpoint_storage.h"

namespace almanac::archive {

// Inside the commit that gets `revision`. Updates `state`, which the caller stores.
void join_small_blocks(sqlite::Database& database, std::uint64_t revision, TouchpointState& state);

}  // namespace almanac::archive
