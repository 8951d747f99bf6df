#pragma once
// The touchpoints of an import that is taken back. Internal to archive/ (import_undo.h).
//
// Nothing is deleted: rows that the import brought become dead by the undoing, rows that it superseded stop being dead by
// it. So the undoing can be taken back the same way. An entry of touchpoint_dead counts with published = 1; an entry that
// an undoing switched off has published = 2.

#include <cstdint>
#include <vector>

namespace almanac::archive {

class Transaction;

// "The rows that this import made dead": from one value of `published` to the other.
struct DeadFlip {
  std::uint64_t import_id = 0;
  int from = 1, to = 2;
};

struct TouchpointUndo {
  std::uint64_t removed = 0;   // rows that counted before and do not any more
  std::uint64_t restored = 0;  // rows that count again
  std::uint64_t kept = 0;      // superseded rows that do not come back: a later import has the same event
  std::vector<DeadFlip> flips;
};

// `flips` are those that the import made, if it was an undoing itself; `revision` is its own. The write under way is that
// of the undoing (its import id in the connection). Unfinished imports start over: their rows were compared with what is
// changed here.
TouchpointUndo undo_touchpoints(Transaction& transaction, std::uint64_t import_id, std::uint64_t revision,
                                const std::vector<DeadFlip>& flips);

}  // namespace almanac::archive
