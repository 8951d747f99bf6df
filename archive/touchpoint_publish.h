#pragma once
// The end of an import's touchpoints, called by the import log inside its last commit. Internal to archive/.

#include <cstdint>

namespace almanac::archive {

class Transaction;

// Makes the blocks that the import stored visible (and the rows it superseded invisible), as part of this commit.
void publish_touchpoints(Transaction& transaction, std::uint64_t import_id);
// Compares the import's stored rows with what others published since they were stored; see touchpoint_publish.cpp.
void reconcile_touchpoints(Transaction& transaction, std::uint64_t import_id);
// Removes the blocks that an abandoned import stored.
void discard_touchpoints(Transaction& transaction, std::uint64_t import_id);

}  // namespace almanac::archive
