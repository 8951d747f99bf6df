#pragma once
// The records of files: rows grouped by key, merged with what is stored, put in transactions of a few thousand records.
// Internal to importers/.

#include <span>

#include "importers/session.h"

namespace almanac::importers {

// Codes that different rows of the import would derive from the same name and date: none of these rows can be taken.
struct AmbiguousCodes {
  std::unordered_map<std::string, std::uint64_t> first_row;  // derived code → hash of the first row that has it
  std::unordered_map<std::string, bool> ambiguous;
  bool contains(const std::string& code) const { return ambiguous.contains(code); }
};

// One look through the tasks that are campaigns, at rows without a code.
AmbiguousCodes find_ambiguous_codes(Session& session, std::span<const Task> tasks);

// Imports tasks of one kind that belong together: files of one rule when it collects, else one file. `indexes` are their
// report entries. Throws what the archive throws, and Cancelled.
void import_records(Session& session, std::span<const Task> tasks, std::span<const std::size_t> indexes, const AmbiguousCodes& ambiguous);

}  // namespace almanac::importers
