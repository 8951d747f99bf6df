#pragma once
// Where each field of a record comes from, for people: every value that a file gave, with its source, the newest first.

#include <string_view>

#include "archive/json.h"
#include "archive/name.h"

namespace almanac::archive {
class Reads;
class Zone;
}  // namespace almanac::archive

namespace almanac::importers {

// An array in the order of the record's fields, entries of lists one by one:
//   {"field": "goals/gmv", "values": [{"value", "leads", "import_id", "file", "sheet"?, "row", "mapping"?, "time"}]}
// `leads` marks the value that the record has. A field that was only edited by hand is not in it. Of each file what it said
// last. Error not_found "unknown_record". Linear in what was said.
archive::Json provenance_of(const archive::Reads& reads, const archive::Zone& zone, archive::Kind kind,
                            std::string_view key);

}  // namespace almanac::importers
