#pragma once
// The rules that every record meets, the same through every door (import, HTTP, program): an error stops the record, a
// warning travels with it. Each finding says where, what stands there, why that is wrong, and what to do about it.
// docs/record-formats.md lists the codes.

#include <string>
#include <vector>

#include "archive/dictionary.h"
#include "archive/json.h"
#include "archive/records.h"
#include "archive/text.h"

namespace almanac::archive {

class Reads;

struct Finding {
  enum class Severity { error, warning } severity = Severity::error;
  std::string field;  // JSON pointer, "/goals/0/target"
  std::string value;  // what stands there, as text; empty: nothing
  std::string code;   // "end_before_start": stable, never translated
  Text reason;        // what is wrong
  Text remedy;        // what to do
  bool is_error() const { return severity == Severity::error; }
};

// {"severity", "field", "value", "code", "reason", "remedy"}, sentences in `language`.
Json to_json(const Finding& finding, Language language);
Json to_json(const std::vector<Finding>& findings, Language language);
// Reason and remedy as one sentence, for a place that has room for one.
Text sentence(const Finding& finding);

// What the record says by itself: errors and warnings in the order of its fields. Of a list, what is wrong with many
// entries in the same way (an unknown metric, a channel that was not used) is said once, at the first.
std::vector<Finding> validate(const Campaign& campaign, const Dictionary& dictionary);
std::vector<Finding> validate(const Lesson& lesson, const Dictionary& dictionary);
std::vector<Finding> validate(const User& user, const Dictionary& dictionary);
std::vector<Finding> validate(const Product& product, const Dictionary& dictionary);
std::vector<Finding> validate(const Channel& channel, const Dictionary& dictionary);
std::vector<Finding> validate(const Segment& segment, const Dictionary& dictionary);

// The same with the archive's dictionary, and what only the archive can tell: parents in a circle, a parent that does
// not exist (a warning: it may come later).
std::vector<Finding> validate(const Campaign& campaign, const Reads& reads);
std::vector<Finding> validate(const Lesson& lesson, const Reads& reads);
std::vector<Finding> validate(const User& user, const Reads& reads);
std::vector<Finding> validate(const Product& product, const Reads& reads);
std::vector<Finding> validate(const Channel& channel, const Reads& reads);
std::vector<Finding> validate(const Segment& segment, const Reads& reads);

}  // namespace almanac::archive
