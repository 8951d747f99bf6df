#pragma once
// After an import: what it made that likely is something the archive had already. Internal to importers/.

#include "importers/session.h"

namespace almanac::importers {

// Lists pairs for a decision (archive/duplicates.h) and in the report:
//   campaigns of the same name (campaign_name) whose dates are the same, overlap or are missing
//   channels that are one in the dictionary, or whose names differ by spaces, punctuation or one character
//   products whose keys or names differ by case, spaces and punctuation only
// At most 200 of a kind. Linear in the names of the kinds that the import added to.
void list_duplicates(Session& session);

}  // namespace almanac::importers
