#include "archive/duplicates.h"

#include <algorithm>

#include "archive/connection.h"
#include "archive/error.h"
#include "archive/same_as.h"
#include "archive/store.h"
#include "archive/undo_state.h"

namespace almanac::archive {

using sqlite::Database;
using sqlite::Statement;

namespace {

constexpr std::string_view state_names[] = {"open", "same", "different"};

// An open pair goes with the import that found it; a decision stays.
#define ALMANAC_SELECT_DUPLICATE                                                                         \
  "SELECT id, kind, a, b, code, reason_en, reason_zh, import_id, state, leader, actor, decided_ms FROM " \
  "likely_duplicate "                                                                                    \
  "WHERE (state<>'open' OR " ALMANAC_COUNTS("import_id") ") AND "

LikelyDuplicate pair_at(const Statement& row) {
  LikelyDuplicate pair;
  pair.id = static_cast<std::uint64_t>(row.integer(0));
  pair.kind = static_cast<Kind>(row.integer(1));
  pair.a = row.text(2);
  pair.b = row.text(3);
  pair.code = row.text(4);
  pair.reason = {std::string(row.text(5)), std::string(row.text(6))};
  pair.import_id = static_cast<std::uint64_t>(row.integer(7));
  pair.state = duplicate_state_from(row.text(8)).value_or(LikelyDuplicate::State::open);
  pair.leader = row.text(9);
  pair.actor = row.text(10);
  pair.decided_ms = row.integer(11);
  return pair;
}

}  // namespace

std::string_view to_string(LikelyDuplicate::State state) { return state_names[static_cast<int>(state)]; }

std::optional<LikelyDuplicate::State> duplicate_state_from(std::string_view text) {
  const auto found = std::ranges::find(state_names, text);
  if (found == std::end(state_names)) return std::nullopt;
  return static_cast<LikelyDuplicate::State>(found - std::begin(state_names));
}

bool add_duplicate(Transaction& transaction, const LikelyDuplicate& pair) {
  Connection& connection = connection_of(transaction);
  const auto& [first, second] = std::minmax(pair.a, pair.b);
  connection.database
      .prepare(
          "INSERT INTO likely_duplicate (kind, a, b, code, reason_en, reason_zh, import_id) VALUES "
          "(?1,?2,?3,?4,?5,?6,?7) "
          "ON CONFLICT (kind, a, b) DO UPDATE SET import_id=?7, code=?4, reason_en=?5, reason_zh=?6 WHERE state='open' "
          "AND (SELECT state FROM import WHERE id=likely_duplicate.import_id)='undone'")
      .bind_all(pair.kind, first, second, pair.code, pair.reason.en, pair.reason.zh, connection.import_id)
      .run();
  return connection.database.changes() > 0;
}

LikelyDuplicate decide_duplicate(Transaction& transaction, std::uint64_t id, LikelyDuplicate::State state,
                                 std::string_view leader) {
  Connection& connection = connection_of(transaction);
  auto pair = find_duplicate(transaction, id);
  if (!pair)
    throw Error(ErrorKind::not_found, "unknown_duplicate",
                filled({"no likely duplicate has the id {}", "没有编号为 {} 的疑似重复项"}, std::to_string(id)));
  const bool same = state == LikelyDuplicate::State::same;
  if (same && leader != pair->a && leader != pair->b)
    throw Error(ErrorKind::invalid_input, "bad_leader",
                filled({"leader is the one of the two keys that stays: {} or {}", "leader 须为保留的键：{} 或 {}"},
                       pair->a, pair->b),
                "leader");
  if (pair->state == LikelyDuplicate::State::same)
    clear_leader(transaction, pair->kind, pair->leader == pair->a ? pair->b : pair->a);
  pair->state = state;
  pair->leader = same ? leader : std::string_view();
  pair->actor = connection.actor;
  pair->decided_ms = connection.now_ms;
  if (same) set_leader(transaction, pair->kind, pair->leader == pair->a ? pair->b : pair->a, pair->leader);
  connection.database.prepare("UPDATE likely_duplicate SET state=?2, leader=?3, actor=?4, decided_ms=?5 WHERE id=?1")
      .bind_all(id, to_string(state), pair->leader, pair->actor, pair->decided_ms)
      .run();
  return *pair;
}

std::vector<LikelyDuplicate> find_duplicates(const Reads& reads, const DuplicateQuery& query) {
  std::vector<LikelyDuplicate> pairs;
  Database& database = connection_of(reads).database;
  if (!remembers_imports(database)) return pairs;
  Statement row = database.prepare(ALMANAC_SELECT_DUPLICATE
                                   "id>?1 AND (?2='' OR state=?2) AND (?3=0 OR kind=?3) AND (?4=0 OR import_id=?4) "
                                   "ORDER BY id LIMIT ?5");
  const std::string_view state = query.state ? to_string(*query.state) : std::string_view();
  row.bind_all(query.after, state, query.kind ? static_cast<int>(*query.kind) : 0, query.import_id, query.limit);
  while (row.step()) pairs.push_back(pair_at(row));
  return pairs;
}

std::optional<LikelyDuplicate> find_duplicate(const Reads& reads, std::uint64_t id) {
  Database& database = connection_of(reads).database;
  if (!remembers_imports(database)) return std::nullopt;
  Statement row = database.prepare(ALMANAC_SELECT_DUPLICATE "id=?1");
  row.bind_all(id);
  if (!row.step()) return std::nullopt;
  return pair_at(row);
}

}  // namespace almanac::archive
