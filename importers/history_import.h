#pragma once
// The versions and sources of records that `almanac export --history` wrote.

#include "importers/plan.h"
#include "importers/session.h"

namespace almanac::importers {

// A record that has versions of its own keeps them: its lines count as unchanged.
void import_history(Session& session, const Task& task, std::size_t index);

}  // namespace almanac::importers
