#pragma once
// The form of a named question as JSON (docs/questions.md), checked as it is read: what a question could trip over when it is
// asked is told when its file is read.

#include <string>

#include "archive/json.h"
#include "insight/questions.h"

namespace almanac::insight {

// Errors: invalid_input "bad_question", `where` being `pointer` with the place inside `json` added ("/0/ask/kind").
Question question_from(const archive::Json& json, const std::string& pointer);

// A day, month or year as a person gave it; invalid_input "bad_date", `where` being the parameter.
archive::Date date_in(const std::string& text, const std::string& where);

}  // namespace almanac::insight
