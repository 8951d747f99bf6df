#pragma once
// How a record is named on the command line: a campaign's code, or a graph id such as channel:短信.

#include <string>
#include <utility>

#include "archive/store.h"

namespace almanac::cli {

// A campaign's code may itself look like "channel:name": an existing code wins. Whether the record exists is not asked.
std::pair<archive::Kind, std::string> record_named(const archive::Reads& reads, const std::string& id);

// Error not_found "unknown_record", with the nearest key there is.
[[noreturn]] void throw_unknown_record(const archive::Reads& reads, archive::Kind kind, const std::string& key);

}  // namespace almanac::cli
