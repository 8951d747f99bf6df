#pragma once
// A decision about two keys that may mean the same thing, and what it does to the records that are there already.

#include <cstdint>
#include <string_view>

#include "archive/duplicates.h"
#include "archive/json.h"
#include "archive/time.h"

namespace almanac::archive {
class Archive;
}

namespace almanac::importers {

// archive::decide_duplicate, and for "same": what the leader's record lacks it takes from the other, which goes (its
// history stays); campaigns that name the other channel or product name the leader. While touchpoints are stored under the
// other key, both records stay as they are. One write; errors as there.
archive::LikelyDuplicate decide_duplicate(archive::Archive& archive, std::uint64_t id,
                                          archive::LikelyDuplicate::State state, std::string_view leader,
                                          std::string_view actor);

// As the HTTP API and `almanac duplicates` answer it.
archive::Json to_json(const archive::LikelyDuplicate& pair, const archive::Zone& zone, archive::Language language);

}  // namespace almanac::importers
