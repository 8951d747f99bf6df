#include "archive/unconfirmed.h"

#include <algorithm>

#include "archive/connection.h"
#include "archive/error.h"
#include "archive/store.h"
#include "archive/undo_state.h"

namespace almanac::archive {

using sqlite::Database;
using sqlite::Statement;

namespace {

constexpr std::string_view state_names[] = {"open", "confirmed", "dismissed"};

#define ALMANAC_SELECT_UNCONFIRMED                                                                              \
  "SELECT u.id, u.kind, n.key, u.field, u.value, u.evidence, coalesce(d.hash,''), u.file, u.row, u.import_id, " \
  "u.state, "                                                                                                   \
  "u.actor, u.decided_ms FROM unconfirmed u JOIN node n ON n.kind=u.kind AND n.number=u.number "                \
  "LEFT JOIN document d ON d.number=u.document WHERE "

Unconfirmed value_at(const Statement& row) {
  Unconfirmed value;
  value.id = static_cast<std::uint64_t>(row.integer(0));
  value.kind = static_cast<Kind>(row.integer(1));
  value.key = row.text(2);
  value.field = row.text(3);
  value.value = parse_json(row.text(4));
  value.evidence = row.text(5);
  value.document = row.text(6);
  value.file = row.text(7);
  value.row = static_cast<std::uint64_t>(row.integer(8));
  value.import_id = static_cast<std::uint64_t>(row.integer(9));
  value.state = unconfirmed_state_from(row.text(10)).value_or(Unconfirmed::State::open);
  value.actor = row.text(11);
  value.decided_ms = row.integer(12);
  return value;
}

// parse_json() takes documents; a value may be a plain number or text, which JSON allows at the top, too.
std::string text_of(const Json& value) { return dump(value); }

}  // namespace

std::string_view to_string(Unconfirmed::State state) { return state_names[static_cast<int>(state)]; }

std::optional<Unconfirmed::State> unconfirmed_state_from(std::string_view text) {
  const auto found = std::ranges::find(state_names, text);
  if (found == std::end(state_names)) return std::nullopt;
  return static_cast<Unconfirmed::State>(found - std::begin(state_names));
}

std::uint64_t add_unconfirmed(Transaction& transaction, const Unconfirmed& value) {
  Connection& connection = connection_of(transaction);
  Database& database = connection.database;
  const auto number = transaction.find_number(value.kind, value.key);
  if (!number)
    throw Error(ErrorKind::not_found, "unknown_record",
                filled({"there is no {}", "没有 {}"}, graph_id(value.kind, value.key)));
  const std::optional<std::uint32_t> document =
      value.document.empty() ? std::nullopt : transaction.find_number(Kind::document, value.document);
  const std::string text = text_of(value.value);
  // One that an undone import gave is taken over by this one, and open again.
  database
      .prepare(
          "INSERT INTO unconfirmed (import_id, kind, number, field, value, evidence, document, file, row) VALUES "
          "(?1,?2,?3,?4,?5,?6,?7,?8,?9) ON CONFLICT (kind, number, field, value) DO UPDATE SET import_id=?1, "
          "evidence=?6, document=?7, file=?8, row=?9, state='open', decided_ms=0, actor='' "
          "WHERE (SELECT state FROM import WHERE id=unconfirmed.import_id)='undone'")
      .bind_all(connection.import_id, value.kind, *number, value.field, text, value.evidence, document, value.file,
                value.row)
      .run();
  Statement row = database.prepare("SELECT id FROM unconfirmed WHERE kind=?1 AND number=?2 AND field=?3 AND value=?4");
  row.bind_all(value.kind, *number, value.field, text);
  row.step();
  return static_cast<std::uint64_t>(row.integer(0));
}

void decide_unconfirmed(Transaction& transaction, std::uint64_t id, Unconfirmed::State state) {
  Connection& connection = connection_of(transaction);
  connection.database.prepare("UPDATE unconfirmed SET state=?2, decided_ms=?3, actor=?4 WHERE id=?1")
      .bind_all(id, to_string(state), connection.now_ms, connection.actor)
      .run();
  if (connection.database.changes() == 0)
    throw Error(ErrorKind::not_found, "unknown_value",
                filled({"no value to confirm has the id {}", "没有编号为 {} 的待确认值"}, std::to_string(id)));
}

std::vector<Unconfirmed> find_unconfirmed(const Reads& reads, const UnconfirmedQuery& query) {
  std::vector<Unconfirmed> values;
  Database& database = connection_of(reads).database;
  if (!remembers_imports(database)) return values;
  Statement row =
      database.prepare(ALMANAC_SELECT_UNCONFIRMED
                       "u.id>?1 AND (?2='' OR u.state=?2) AND (?3=0 OR u.kind=?3) AND (?4='' OR n.key=?4) AND "
                       "(?5=0 OR u.import_id=?5) AND " ALMANAC_COUNTS("u.import_id") " ORDER BY u.id LIMIT ?6");
  const std::string_view state = query.state ? to_string(*query.state) : std::string_view();
  const std::string key = normalize_key(query.key);
  row.bind_all(query.after, state, query.kind ? static_cast<int>(*query.kind) : 0, key, query.import_id, query.limit);
  while (row.step()) values.push_back(value_at(row));
  return values;
}

std::optional<Unconfirmed> find_unconfirmed(const Reads& reads, std::uint64_t id) {
  Database& database = connection_of(reads).database;
  if (!remembers_imports(database)) return std::nullopt;
  Statement row = database.prepare(ALMANAC_SELECT_UNCONFIRMED "u.id=?1 AND " ALMANAC_COUNTS("u.import_id"));
  row.bind_all(id);
  if (!row.step()) return std::nullopt;
  return value_at(row);
}

}  // namespace almanac::archive
