// The import log. An import's rejects are written as they are found, in commits of their own, so a killed import keeps
// them; the last commit publishes its touchpoints and closes it.

#include "archive/imports.h"

#include "archive/connection.h"
#include "archive/error.h"
#include "archive/store.h"
#include "archive/touchpoint_publish.h"

namespace almanac::archive {

using sqlite::Statement;

namespace {

ImportRecord import_at(const Statement& row) {
  ImportRecord record;
  record.id = static_cast<std::uint64_t>(row.integer(0));
  record.state = row.text(1);
  record.actor = row.text(2);
  record.mapping = row.text(3);
  record.source = row.text(4);
  record.started_ms = row.integer(5);
  record.finished_ms = row.integer(6);
  record.revision = static_cast<std::uint64_t>(row.integer(7));
  record.report = parse_json(row.text(8));
  record.undoes = static_cast<std::uint64_t>(row.integer(9));
  return record;
}

constexpr std::string_view select_import =
    "SELECT id, state, actor, mapping, source, started_ms, finished_ms, revision, report, undoes FROM import WHERE "
    "id=?1";

}  // namespace

ImportLog::ImportLog(Archive& archive) : archive_(archive) {}

ImportRecord ImportLog::begin(std::string_view actor, std::string_view fingerprint, std::string_view mapping,
                              std::string_view source) {
  ImportRecord record;
  archive_.write(actor, [&](Transaction& transaction) {
    auto& database = connection_of(transaction).database;
    std::int64_t id = 0;
    {
      Statement row = database.prepare(
          "SELECT id FROM import WHERE fingerprint=?1 AND state IN ('reading','storing') ORDER BY id DESC LIMIT 1");
      row.bind_all(fingerprint);
      if (row.step()) id = row.integer(0);
    }
    if (id == 0) {
      id = database.integer("SELECT coalesce(max(id),0)+1 FROM import");
      database
          .prepare(
              "INSERT INTO import (id, fingerprint, state, actor, mapping, source, started_ms) VALUES "
              "(?1,?2,'reading',?3,?4,?5,?6)")
          .bind_all(id, fingerprint, actor, mapping, source, now_ms())
          .run();
    }
    Statement row = database.prepare(select_import);
    row.bind_all(id);
    row.step();
    record = import_at(row);
  });
  return record;
}

void ImportLog::add_rejects(std::uint64_t import_id, const std::vector<Reject>& rejects) {
  if (rejects.empty()) return;
  archive_.write("", [&](Transaction& transaction) {
    auto& database = connection_of(transaction).database;
    Statement next = database.prepare(
        "SELECT coalesce(max(ordinal)+1,0) FROM import_reject WHERE import_id=?1 AND file=?2 AND row=?3");
    Statement insert = database.prepare(
        "INSERT INTO import_reject (import_id, file, row, ordinal, column_name, value, code, reason_en, reason_zh, "
        "raw) "
        "VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10)");
    for (const Reject& reject : rejects) {
      next.reset();
      next.bind_all(import_id, reject.file, reject.row);
      const std::int64_t ordinal = next.step() ? next.integer(0) : 0;
      next.reset();
      insert
          .bind_all(import_id, reject.file, reject.row, ordinal, reject.column, reject.value, reject.code,
                    reject.reason.en, reject.reason.zh, reject.raw)
          .run();
    }
  });
}

void ImportLog::clear_rejects(std::uint64_t import_id, std::uint32_t file) {
  archive_.write("", [&](Transaction& transaction) {
    connection_of(transaction)
        .database.prepare("DELETE FROM import_reject WHERE import_id=?1 AND file=?2")
        .bind_all(import_id, file)
        .run();
  });
}

std::uint64_t ImportLog::finish(std::uint64_t import_id, std::string_view state, const Json& report) {
  return archive_.write(
      "",
      [&](Transaction& transaction) {
        if (state == "done")
          publish_touchpoints(transaction, import_id);
        else
          discard_touchpoints(transaction, import_id);
        Connection& connection = connection_of(transaction);
        const std::uint64_t revision = connection.changed ? connection.next_revision : connection.next_revision - 1;
        connection.database.prepare("UPDATE import SET state=?2, finished_ms=?3, revision=?4, report=?5 WHERE id=?1")
            .bind_all(import_id, state, now_ms(), revision, dump(report))
            .run();
      },
      import_id);
}

std::optional<ImportRecord> ImportLog::find(std::uint64_t import_id) const {
  const Reader reader = archive_.read();
  Statement row = connection_of(reader).database.prepare(select_import);
  row.bind_all(import_id);
  if (!row.step()) return std::nullopt;
  return import_at(row);
}

std::vector<ImportRecord> ImportLog::list(std::uint64_t before, std::size_t limit) const {
  const Reader reader = archive_.read();
  Statement row = connection_of(reader).database.prepare(
      "SELECT id, state, actor, mapping, source, started_ms, finished_ms, revision, report, undoes FROM import "
      "WHERE ?1=0 OR id<?1 ORDER BY id DESC LIMIT ?2");
  row.bind_all(before, limit);
  std::vector<ImportRecord> records;
  while (row.step()) records.push_back(import_at(row));
  return records;
}

void ImportLog::for_each_reject(std::uint64_t import_id, const std::function<void(const Reject&)>& visit) const {
  const Reader reader = archive_.read();
  Statement row = connection_of(reader).database.prepare(
      "SELECT file, row, column_name, value, code, reason_en, reason_zh, raw FROM import_reject "
      "WHERE import_id=?1 ORDER BY file, row, ordinal");
  row.bind_all(import_id);
  while (row.step()) {
    visit({static_cast<std::uint32_t>(row.integer(0)),
           static_cast<std::uint64_t>(row.integer(1)),
           std::string(row.text(2)),
           std::string(row.text(3)),
           std::string(row.text(4)),
           {std::string(row.text(5)), std::string(row.text(6))},
           std::string(row.text(7))});
  }
}

}  // namespace almanac::archive
