#pragma once
// Links of campaigns have no versions; what an import removes of them is noted, so that it can be undone. Internal to
// archive/.

#include <cstdint>

#include "archive/name.h"

namespace almanac::archive {

class Transaction;
struct Connection;

// To be called before a link is removed (all of a campaign: `target` nullptr). Notes it if an import does it.
void note_removed_links(Connection& connection, std::uint32_t campaign, Kind kind, const std::uint32_t* target);

// Takes back what `import_id` did to links, as a part of the write under way (whose own import id is the undoing's).
// Returns how many links were added and removed by that.
struct LinkUndo {
  std::uint64_t added = 0, removed = 0;
};
LinkUndo undo_links(Connection& connection, std::uint64_t import_id);

}  // namespace almanac::archive
