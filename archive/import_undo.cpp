#include "archive/import_undo.h"

#include <algorithm>
#include <set>

#include "archive/connection.h"
#include "archive/error.h"
#include "archive/link_log.h"
#include "archive/store.h"

namespace almanac::archive {

using sqlite::Database;
using sqlite::Statement;

namespace {

struct LogEntry {
  std::string state;
  std::uint64_t revision = 0, undoes = 0;
  Json undo;  // of an undoing: {"state": of the import before, "flips": [[import, from, to]]}
};

LogEntry entry_of(Database& database, std::uint64_t import_id) {
  Statement row = database.prepare("SELECT state, revision, undoes, undo FROM import WHERE id=?1");
  row.bind_all(import_id);
  if (!row.step())
    throw Error(ErrorKind::not_found, "unknown_import",
                filled({"no import has the id {}", "没有编号为 {} 的导入"}, std::to_string(import_id)));
  return {std::string(row.text(0)), static_cast<std::uint64_t>(row.integer(1)),
          static_cast<std::uint64_t>(row.integer(2)), parse_json(row.text(3))};
}

void check_can_be_undone(const LogEntry& entry, std::uint64_t import_id) {
  if (entry.state == "undone")
    throw Error(
        ErrorKind::conflict, "already_undone",
        filled({"import {} has been undone already; to have it again, undo the undoing or import the files again",
                "导入 {} 已被撤销；如需恢复，请撤销那次撤销，或重新导入文件"},
               std::to_string(import_id)));
}

Json flips_json(const std::vector<DeadFlip>& flips) {
  Json list = Json::array();
  for (const DeadFlip& flip : flips) list.push_back(Json::array({flip.import_id, flip.from, flip.to}));
  return list;
}

std::vector<DeadFlip> flips_of(const Json& undo) {
  std::vector<DeadFlip> flips;
  if (!undo.is_object()) return flips;
  for (const Json& flip : undo.at("flips"))
    flips.push_back({flip.at(0).get<std::uint64_t>(), flip.at(1).get<int>(), flip.at(2).get<int>()});
  return flips;
}

// Documents of the import, and of the imports that it undid: seen or unseen from now on.
std::uint64_t touch_documents(Connection& connection, std::uint64_t import_id) {
  Database& database = connection.database;
  std::set<std::pair<Kind, std::uint32_t>> touched;
  for (std::uint64_t id = import_id; id != 0; id = entry_of(database, id).undoes) {
    Statement row = database.prepare(
        "SELECT 12, document FROM document_import WHERE import_id=?1 UNION "
        "SELECT 12, document FROM document_campaign WHERE import_id=?1 UNION "
        "SELECT 1, campaign FROM document_campaign WHERE import_id=?1");
    row.bind_all(id);
    while (row.step()) touched.insert({static_cast<Kind>(row.integer(0)), static_cast<std::uint32_t>(row.integer(1))});
  }
  if (!touched.empty()) connection.changed = true;
  connection.touched.insert(touched.begin(), touched.end());
  return static_cast<std::uint64_t>(
      std::ranges::count_if(touched, [](const auto& each) { return each.first == Kind::document; }));
}

// Whether rates of the import, or of the one that it took back, count or stop counting with its state (rates.h).
bool has_rates(Database& database, std::uint64_t import_id) {
  for (std::uint64_t id = import_id; id != 0; id = entry_of(database, id).undoes) {
    Statement row = database.prepare("SELECT 1 FROM exchange_rate WHERE import_id=?1 LIMIT 1");
    row.bind_all(id);
    if (row.step()) return true;
  }
  return false;
}

}  // namespace

std::optional<Json> current_body(const Reads& reads, Kind kind, std::uint32_t number) {
  Statement row =
      connection_of(reads).database.prepare("SELECT body FROM record WHERE kind=?1 AND number=?2 AND deleted=0");
  row.bind_all(kind, number);
  if (!row.step()) return std::nullopt;
  return parse_json(row.text(0));
}

void for_each_step(const Reads& reads, std::uint64_t import_id, Kind kind,
                   const std::function<void(const ImportStep&)>& visit) {
  Database& database = connection_of(reads).database;
  std::vector<std::pair<std::uint32_t, std::int64_t>> versions;
  {
    Statement row = database.prepare(
        "SELECT number, version FROM record_version WHERE import_id=?1 AND kind=?2 ORDER BY number, version DESC");
    row.bind_all(import_id, kind);
    while (row.step()) versions.emplace_back(static_cast<std::uint32_t>(row.integer(0)), row.integer(1));
  }
  const auto body_of = [&](std::uint32_t number, std::int64_t version) -> std::optional<Json> {
    Statement row =
        database.prepare("SELECT operation, body FROM record_version WHERE kind=?1 AND number=?2 AND version=?3");
    row.bind_all(kind, number, version);
    if (!row.step() || row.text(0) == "delete") return std::nullopt;
    return parse_json(row.text(1));
  };
  for (const auto& [number, version] : versions)
    visit({number, reads.find_key(kind, number).value_or(""), version, body_of(number, version - 1),
           body_of(number, version)});
}

std::uint64_t begin_undo(Archive& archive, std::string_view actor, std::uint64_t import_id) {
  std::uint64_t id = 0;
  archive.write(actor, [&](Transaction& transaction) {
    Database& database = connection_of(transaction).database;
    check_can_be_undone(entry_of(database, import_id), import_id);
    const std::string fingerprint = "undo of " + std::to_string(import_id);
    {
      Statement row = database.prepare("SELECT id FROM import WHERE fingerprint=?1 AND state='storing'");
      row.bind_all(fingerprint);
      if (row.step()) id = static_cast<std::uint64_t>(row.integer(0));
    }
    if (id != 0) return;  // one that was cut off before it did anything
    id = static_cast<std::uint64_t>(database.integer("SELECT coalesce(max(id),0)+1 FROM import"));
    database
        .prepare(
            "INSERT INTO import (id, fingerprint, state, actor, mapping, source, started_ms, undoes) VALUES "
            "(?1,?2,'storing',?3,'','',?4,?5)")
        .bind_all(id, fingerprint, actor, now_ms(), import_id)
        .run();
  });
  return id;
}

TablesUndone undo_tables(Transaction& transaction, std::uint64_t undo_id, std::uint64_t import_id) {
  Connection& connection = connection_of(transaction);
  Database& database = connection.database;
  const LogEntry entry = entry_of(database, import_id);
  check_can_be_undone(entry, import_id);
  TablesUndone undone;
  const LinkUndo links = undo_links(connection, import_id);
  undone.links_added = links.added;
  undone.links_removed = links.removed;
  undone.touchpoints = undo_touchpoints(transaction, import_id, entry.revision, flips_of(entry.undo));
  database.prepare("UPDATE import SET state='undone' WHERE id=?1").bind_all(import_id).run();
  if (entry.undoes != 0)
    database.prepare("UPDATE import SET state=?2 WHERE id=?1")
        .bind_all(entry.undoes, entry.undo.is_object() ? entry.undo.value("state", "done") : std::string("done"))
        .run();
  undone.documents = touch_documents(connection, import_id);
  if (has_rates(database, import_id)) connection.changed = true;
  const Json undo{{"state", entry.state}, {"flips", flips_json(undone.touchpoints.flips)}};
  database.prepare("UPDATE import SET undo=?2 WHERE id=?1").bind_all(undo_id, dump(undo)).run();
  return undone;
}

void finish_undo(Transaction& transaction, std::uint64_t undo_id, const Json& report) {
  Connection& connection = connection_of(transaction);
  const std::uint64_t revision = connection.changed ? connection.next_revision : connection.next_revision - 1;
  Json stored = report;
  stored["revision"] = revision;
  connection.database.prepare("UPDATE import SET state='done', finished_ms=?2, revision=?3, report=?4 WHERE id=?1")
      .bind_all(undo_id, now_ms(), revision, dump(stored))
      .run();
}

bool is_linked(const Reads& reads, Kind kind, std::uint32_t number) {
  if (kind == Kind::channel || kind == Kind::product) {
    Statement row =
        connection_of(reads).database.prepare("SELECT 1 FROM campaign_link WHERE kind=?1 AND target=?2 LIMIT 1");
    row.bind_all(kind, number);
    return row.step();
  }
  Statement row = connection_of(reads).database.prepare("SELECT 1 FROM campaign_link WHERE campaign=?1 LIMIT 1");
  row.bind_all(number);
  return row.step();
}

}  // namespace almanac::archive
