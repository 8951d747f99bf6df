#pragma once
// Erasing people: nothing in the data directory names them any more, and every count stays.
//
// A user keeps the number and gets the key "erased:N"; attributes and tags go, from every version. Touchpoints, memberships and sizes stay
// under the number. Event ids of the person's touchpoints become keyed hashes; a region or device that only their touchpoints have, and a
// tag that only they have, gets a name of its number. Rejected rows, reports, provenance, values to confirm, duplicates, kept answers
// and the backups in DIR/backups are cleaned; then the database is compacted, so that no freed byte is left. A keyed hash of the person
// stays (privacy.h), by which imports drop them and a restore of an older backup erases them again.
//
// Free text is left as it is: documents, and the words of campaigns, lessons, products and channels. What of these names an erased person
// is told.

#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "archive/json.h"
#include "archive/traces.h"

namespace almanac::archive {

class Archive;

struct EraseOptions {
  bool remember = true;                        // false (retention): who comes back is a new user, not dropped
  std::string action = "erase_user", subject;  // of the audit entry; an empty subject is the numbers
};

// Rejected rows that were about an erased person: (file, row) by import.
using RejectedRows = std::map<std::uint64_t, std::set<std::pair<std::uint32_t, std::uint64_t>>>;

struct Erasure {
  std::uint64_t revision = 0;
  std::vector<std::uint32_t> users;  // their numbers, ascending
  std::uint64_t touchpoints = 0, versions = 0, memberships = 0, rejects = 0, backups = 0, uploads = 0;
  std::vector<std::string>
      left;           // what still names them: "document:…", "campaign:D11-2024", "backups/…"; at most 1,000
  Traces traces{{}};  // for what lies beside the archive, in the spool
  RejectedRows rejected;
};
Json to_json(const Erasure& erasure);  // numbers only

// No import may be running meanwhile. Index and graph are to be brought up to date afterwards (the graph rebuilt: its file names users). A key
// may also be what a pseudonym stands for, or another key of the person (same_as.h); these are erased with it. Who was erased already
// is cleaned up after again, for an erasure that was cut off. Errors: not_found "unknown_user" (nothing is changed if none of the keys is
// anywhere); those of get_privacy_key(); unavailable "readers_busy" as Archive::compact().
Erasure erase_users(Archive& archive, std::string_view actor, const std::vector<std::string>& keys,
                    const EraseOptions& options = {});

// Takes erased people out of an import's report.
bool scrub_report(const Erasure& erasure, Json& report);

// Erases again whoever is in the list of erased people (hashes), and keeps all of the list. Returns how many were there.
std::uint64_t replay_erasures(Archive& archive, const std::vector<std::string>& hashes);

// Erases them in the backup files of DIR/backups; a file that cannot be read is told as left.
void clean_backups(const Archive& archive, const std::vector<std::string>& keys, const EraseOptions& options,
                   Erasure& erasure);

}  // namespace almanac::archive
