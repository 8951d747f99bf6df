#pragma once
// The touchpoints of one file, streamed into the archive. Internal to importers/.

#include "importers/session.h"

namespace almanac::importers {

// Fills the report entry `index`. Throws what the archive throws, and Cancelled.
void import_touchpoints(Session& session, const Task& task, std::size_t index);

}  // namespace almanac::importers
