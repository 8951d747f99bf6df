#pragma once
// Keys that likely mean the same thing, listed for a decision: a campaign under two codes, a channel under two names.
// A decision is remembered: "same" makes one key stand for the other (archive/same_as.h), "different" is not asked again.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/name.h"
#include "archive/text.h"

namespace almanac::archive {

class Reads;
class Transaction;

struct LikelyDuplicate {
  enum class State { open, same, different };

  std::uint64_t id = 0;
  Kind kind = Kind::campaign;
  std::string a, b;  // keys, a < b
  std::string code;  // why, stable: "same_name_and_dates", "same_name", "similar_name", "known_alias"
  Text reason;
  std::uint64_t import_id = 0;  // that found it
  State state = State::open;
  std::string leader;  // of a pair that is the same: the key that stays
  std::string actor;
  std::int64_t decided_ms = 0;
};
std::string_view to_string(LikelyDuplicate::State state);
std::optional<LikelyDuplicate::State> duplicate_state_from(std::string_view text);

// Lists a pair, once: whatever was decided about it stands. True if it is new.
bool add_duplicate(Transaction& transaction, const LikelyDuplicate& pair);
// `leader` is a or b, needed for "same". Deciding anew replaces the decision. Errors: not_found "unknown_duplicate",
// invalid_input "bad_leader".
LikelyDuplicate decide_duplicate(Transaction& transaction, std::uint64_t id, LikelyDuplicate::State state,
                                 std::string_view leader);

struct DuplicateQuery {
  std::optional<LikelyDuplicate::State> state = LikelyDuplicate::State::open;
  std::optional<Kind> kind;
  std::uint64_t import_id = 0;  // 0: any
  std::uint64_t after = 0;      // id
  std::size_t limit = 100;
};
std::vector<LikelyDuplicate> find_duplicates(const Reads& reads, const DuplicateQuery& query);  // by id
std::optional<LikelyDuplicate> find_duplicate(const Reads& reads, std::uint64_t id);

}  // namespace almanac::archive
