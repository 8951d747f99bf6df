#pragma once
// A value that a reader was not certain of, confirmed by a person: it becomes a value of its record.

#include <cstdint>
#include <optional>
#include <string_view>

#include "archive/json.h"
#include "archive/time.h"
#include "archive/unconfirmed.h"

namespace almanac::archive {
class Archive;
}

namespace almanac::importers {

// Puts the value (or `corrected` in its place) into the record and marks it confirmed, in one write: a plain field takes
// it, a list gains the entry or the entry of the same key takes its fields. Errors: not_found "unknown_value",
// "unknown_record"; conflict "already_decided"; invalid_input with what is wrong with the record then (nothing is
// changed).
archive::Unconfirmed confirm_value(archive::Archive& archive, std::uint64_t id,
                                   const std::optional<archive::Json>& corrected, std::string_view actor);
// Errors as above.
archive::Unconfirmed dismiss_value(archive::Archive& archive, std::uint64_t id, std::string_view actor);

// As the HTTP API and `almanac unconfirmed` answer it.
archive::Json to_json(const archive::Unconfirmed& value, const archive::Zone& zone);

}  // namespace almanac::importers
