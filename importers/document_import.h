#pragma once
// Documents of a run: each is stored whole with its text; one that speaks of a campaign by name and date makes it or adds to it, one
// that names an existing code is attached to that. What is uncertain waits for confirmation (archive/unconfirmed.h). Internal to
// importers/.

#include <span>

#include "importers/plan.h"
#include "importers/session.h"

namespace almanac::importers {

// Two entries of the report for each: "documents", and "campaigns" where it speaks of one.
void import_documents(Session& session, std::span<const DocumentFile> documents);

// What a sheet about one campaign (Task::told), which was imported last, left in doubt waits like a document's. Nothing if its record was
// rejected.
void keep_doubts_of_sheets(Session& session, const Task& task, std::size_t index);

}  // namespace almanac::importers
