#pragma once
// The records of files: rows grouped by key, merged with what is stored, put in transactions of a few thousand records.
// Internal to importers/.

#include <span>

#include "importers/record_keys.h"
#include "importers/session.h"

namespace almanac::importers {

// Imports tasks of one kind that belong together: files of one rule when it collects, else one file. `indexes` are
// their report entries. Throws what the archive throws, and Cancelled.
void import_records(Session& session, std::span<const Task> tasks, std::span<const std::size_t> indexes,
                    const AmbiguousCodes& ambiguous);

}  // namespace almanac::importers
