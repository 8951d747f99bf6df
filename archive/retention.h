#pragma once
// What is not to be kept for ever: rules of DIR/retention.toml, applied on demand and daily by a server (docs/storage.md).
//
//   [[touchpoints]]                       # dropped, and no longer counted
//   older_than_days = 730
//   types = ["impression", "send"]        # absent: any
//   sources = ["ads"]                     # absent: any
//
//   [[users]]                             # erased as by erase.h, but not remembered: who comes back is a new user
//   without_touchpoints_for_days = 1095

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "archive/erase.h"

namespace almanac::archive {

class Archive;

struct TouchpointRetention {
  std::int64_t older_than_days = 0;
  std::vector<std::string> types, sources;  // empty: any
};
struct UserRetention {
  std::int64_t without_touchpoints_for_days = 0;
};
struct RetentionRules {
  std::vector<TouchpointRetention> touchpoints;
  std::vector<UserRetention> users;
  bool empty() const { return touchpoints.empty() && users.empty(); }
};

// Empty if there is no such file. Error invalid_input "bad_retention" with file and line.
RetentionRules read_retention(const std::filesystem::path& directory);

struct Retained {
  bool dry_run = false;
  std::vector<std::uint64_t>
      touchpoints;          // dropped by each rule, in their order; a row counts for the first rule that drops it
  std::uint64_t users = 0;  // erased
  std::uint64_t revision = 0;
  Erasure erasure;
};
Json to_json(const Retained& retained);

// A user counts as active by touchpoints, and by changes of the record (so that nobody goes on the day after being imported). Users are
// looked at before touchpoints go. No import may be running meanwhile; afterwards as after erase_users(), if anything went. `now_ms` is
// the time to count back from.
Retained apply_retention(Archive& archive, const RetentionRules& rules, std::string_view actor, std::int64_t now_ms);
// What apply_retention() would do; nothing is changed.
Retained try_retention(const Archive& archive, const RetentionRules& rules, std::int64_t now_ms);

}  // namespace almanac::archive
