#pragma once
// The parameters of a search as one JSON object, as POST /search takes them and saved searches keep them.

#include "archive/json.h"
#include "search/query.h"

namespace almanac::search {

// {"q": "…", "channel": ["短信", "EDM"], "limit": 20}: several values as a list, null as absent. Says nothing about names and values
// (from_parameters does). Throws Error invalid_input "object_expected", "bad_parameter" (where() is its pointer).
Parameters parameters_of(const archive::Json& object);

}  // namespace almanac::search
