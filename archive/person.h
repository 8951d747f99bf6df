#pragma once
// What is held on one user: the answer to a person who asks.

#include <optional>
#include <string_view>

#include "archive/json.h"
#include "archive/time.h"

namespace almanac::archive {

class Reads;

// {"user", "number", "record"?, "versions", "provenance", "memberships", "touchpoints", "unconfirmed", "duplicates", "rejected_rows",
// "other_keys"}. A touchpoint has the fields of the record format, and "origin": its import, the file's name and the range of rows that
// it lies in; superseded ones are marked "superseded". Rejected rows are those whose text names the user. Documents and free text are
// not looked through. nullopt: no such user. Reads the blocks that can hold the user, every import's rejects, every segment.
std::optional<Json> export_user(const Reads& reads, const Zone& zone, std::string_view user);

}  // namespace almanac::archive
