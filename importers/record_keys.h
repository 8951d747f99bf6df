#pragma once
// The keys of records that rows make: codes that are derived, and names that cannot be keys. Internal to importers/.

#include <span>
#include <string>
#include <unordered_map>

#include "archive/json.h"
#include "archive/provenance.h"
#include "importers/row_record.h"
#include "importers/session.h"

namespace almanac::importers {

RowContext row_context(Session& session);

// The task's file as a source of values, not registered yet. A file is the same one again by its full path; an upload, or
// a member of a ZIP file, by its name.
archive::SourceFile source_of(const Session& session, const Task& task);

std::string text_at(const archive::Json& object, const char* name);  // empty if it is no text

// The code that a campaign without one gets; empty if name or date is missing.
std::string derived_code(const archive::Json& given);

// Names that become nodes must be keys: not blank, not longer than 1,024 bytes. `at` is the field that they are in.
bool check_names(const archive::Json& value, const std::string& at, Problem& problem);

// Codes that different rows of one file would derive from the same name and date: none of these rows can be taken.
struct AmbiguousCodes {
  struct FirstRow {
    std::size_t task = 0;
    std::uint64_t hash = 0;
  };
  std::unordered_map<std::string, FirstRow> first_row;  // by derived code
  std::unordered_map<std::string, bool> ambiguous;
  std::unordered_map<std::string, archive::Json>
      days;  // of rows by day (FileRule::daily): name → name, first and last day
  bool contains(const std::string& code) const { return ambiguous.contains(code); }
};

// Looks through the tasks that are campaigns, at rows without a code; if there are any, the campaigns that other rows give
// a code are made known to the session.
AmbiguousCodes find_ambiguous_codes(Session& session, std::span<const Task> tasks);

}  // namespace almanac::importers
