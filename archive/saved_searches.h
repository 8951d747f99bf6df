#pragma once
// Searches kept under a name, to be run again; and what the last run that was marked as seen found.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/json.h"
#include "archive/store.h"

namespace almanac::archive {

inline constexpr std::size_t max_saved_searches = 10'000;
inline constexpr std::size_t max_seen_ids = 10'000;  // of one search

struct SavedSearch {
  std::string name;            // a key; what it is addressed by
  std::string title;           // empty: none
  Json parameters;             // an object, as POST /search takes it; the caller has checked it
  std::uint64_t revision = 0;  // that wrote it: its ETag
  std::int64_t made_ms = 0, changed_ms = 0;
  std::string made_by, changed_by;
};

struct SeenHits {
  std::int64_t at_ms = 0;
  std::string actor;
  std::uint64_t revision = 0;  // of the index when it ran
  std::uint64_t total = 0;     // hits that it had; ids are the first max_seen_ids of them
  Strings ids;                 // graph ids, in the order of the answer
};

std::optional<SavedSearch> find_saved_search(const Reads& reads, std::string_view name);
// After `after` in the order of names, at most `limit`.
std::vector<SavedSearch> saved_searches(const Reads& reads, std::string_view after, std::size_t limit);
std::uint64_t saved_search_count(const Reads& reads);

// Stores name, title and parameters; who and when are the transaction's. `condition` is of the search's revision. Another question
// (parameters) forgets what was seen. Errors: invalid_input "bad_name" (empty, longer than 200 bytes, "batch", or with control
// characters), "bad_title", "too_many_parameters" (over 64 KB), "too_many_searches"; conflict as of records.
Put put_saved_search(Transaction& transaction, const SavedSearch& search, const PutCondition& condition = {});
// Error not_found "unknown_search".
void remove_saved_search(Transaction& transaction, std::string_view name, const PutCondition& condition = {});

std::optional<SeenHits> find_seen(const Reads& reads, std::string_view name);
// Makes no revision: who has seen what is no change of the archive. Error not_found "unknown_search".
void set_seen(Transaction& transaction, std::string_view name, const SeenHits& seen);

[[noreturn]] void throw_unknown_search(std::string_view name);

}  // namespace almanac::archive
