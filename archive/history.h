#pragma once
// The versions of one record: a page of them, one of them, and an old one stored again as the newest.
//
// A version holds what the record itself said. A campaign's links to channels and products and its lessons lie outside it (lessons
// have versions of their own); the version that its deletion wrote holds the links too.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "archive/store.h"
#include "archive/validate.h"

namespace almanac::archive {

// Versions below `before` (0: from the newest), newest first, at most `limit`. Empty for a record that never was. What was changed
// at rest is not handed out: Error corrupt "damaged_version".
std::vector<Version> versions_before(const Reads& reads, Kind kind, std::string_view key, std::int64_t before,
                                     std::size_t limit);
std::optional<Version> find_version(const Reads& reads, Kind kind, std::string_view key, std::int64_t version);
// Throws Error not_found "unknown_version".
Version get_version(const Reads& reads, Kind kind, std::string_view key, std::int64_t version);
std::uint64_t version_count(const Reads& reads, Kind kind, std::string_view key);

// The names of the members in which two versions differ, those of `after` first.
std::vector<std::string> changed_members(const Json& before, const Json& after);

// {"version", "revision", "time", "actor", "action", "import_id"?, "fields", "record"}; `fields` are those that differ from `before`,
// what the version before it said. A deletion changes no field.
Json to_json(const Version& version, const Json& before, const Zone& zone);

// A page of the history: to_json() of each.
struct VersionItems {
  Json items = Json::array();
  std::int64_t next = 0;  // `before` of the next page; 0: that was the last
};
VersionItems version_items(const Reads& reads, const Zone& zone, Kind kind, std::string_view key, std::int64_t before,
                           std::size_t limit);

struct RestoredVersion {
  PutOutcome outcome;             // unchanged: the record says that already
  std::vector<Finding> findings;  // with an error among them nothing was written
};

// Stores what the version said as a new version. A campaign keeps the links and lessons that it has; one that is deleted gets those
// back that went with it. Errors: not_found "unknown_version"; invalid_input "deletion" for the version of a deletion, which says
// nothing to restore; conflict "version_mismatch" by `condition`.
RestoredVersion restore_version(Transaction& transaction, Kind kind, std::string_view key, std::int64_t version,
                                const PutCondition& condition = {});

// Gives a record without versions the history that another archive had of it; `versions` are all of them, numbered 1, 2, 3 … They are
// written as they were, but in this revision and of this import. False: the record has versions here, nothing is done. Error
// invalid_input "bad_version" for a gap, an unknown operation or a body that is no such record.
bool adopt_history(Transaction& transaction, Kind kind, std::string_view key, const std::vector<Version>& versions);

}  // namespace almanac::archive
