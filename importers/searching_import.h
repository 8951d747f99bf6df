#pragma once
// What an export has beside records and figures: the archive's own synonyms, and saved searches (archive/export.h).

#include "importers/plan.h"
#include "importers/session.h"

namespace almanac::importers {

// The lines of the task's kind. Synonyms are added to those that there are, so nothing gets lost and the same lines again change nothing; a
// saved search that differs is a conflict as of records.
void import_searching(Session& session, const Task& task, std::size_t index);

}  // namespace almanac::importers
