#include "archive/audit.h"

#include <algorithm>

#include "archive/audit_chain.h"
#include "archive/connection.h"
#include "archive/error.h"

namespace almanac::archive {

using sqlite::Database;
using sqlite::Statement;

AuditHash hash_from(std::span<const std::uint8_t> blob) {
  AuditHash hash{};
  if (blob.size() == hash.size()) std::ranges::copy(blob, hash.begin());
  return hash;
}

void append_audit(Database& database, AuditRow row) {
  AuditHash before{};
  {
    Statement last = database.prepare("SELECT id, hash FROM audit ORDER BY id DESC LIMIT 1");
    row.id = 1;
    if (last.step()) {
      row.id = last.integer(0) + 1;
      before = hash_from(last.blob(1));
    }
  }
  const AuditHash hash = audit_hash(before, row);
  database
      .prepare(
          "INSERT INTO audit (id, at_ms, actor, action, subject, revision, changes, change_sum, versions, "
          "version_sum, hash) VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11)")
      .bind_all(row.id, row.at_ms, row.actor, row.action, row.subject, row.revision, row.changes, row.change_sum,
                row.versions, row.version_sum, std::span<const std::uint8_t>(hash))
      .run();
}

void audit_revision(Connection& connection) {
  AuditRow row;
  row.at_ms = connection.now_ms;
  row.actor = connection.actor;
  row.action = connection.import_id != 0 ? "import" : "write";
  const std::string number = connection.import_id != 0 ? std::to_string(connection.import_id) : "";
  row.subject = number;
  if (!connection.audit_action.empty()) {
    row.action = connection.audit_action;
    row.subject = connection.audit_subject;
  }
  row.revision = connection.next_revision;
  row.changes = connection.touched.size();
  for (const auto& [kind, record] : connection.touched) row.change_sum += audited_change(kind, record);
  row.versions = connection.made_version.size();
  for (const auto& [record, made] : connection.made_version) row.version_sum += made.audited;
  append_audit(connection.database, row);
}

Json to_json(const AuditEntry& entry, const Zone& zone) {
  Json item{{"id", entry.id},
            {"time", zone.format({entry.at_ms, Precision::second})},
            {"actor", entry.actor},
            {"action", entry.action}};
  if (!entry.subject.empty()) item["subject"] = entry.subject;
  if (entry.revision != 0) {
    item["revision"] = entry.revision;
    item["changes"] = entry.changes;
  }
  return item;
}

std::vector<AuditEntry> audit(const Reads& reads, const AuditQuery& query) {
  std::vector<AuditEntry> entries;
  Database& database = connection_of(reads).database;
  if (database.integer("PRAGMA user_version") < 3) return entries;  // read without having been migrated
  Statement row = database.prepare(
      "SELECT id, at_ms, actor, action, subject, revision, changes FROM audit WHERE (?1='' OR action=?1) AND "
      "(?2='' OR actor=?2) AND (?3=0 OR id<?3) ORDER BY id DESC LIMIT ?4");
  row.bind_all(query.action, query.actor, query.before, query.limit);
  while (row.step())
    entries.push_back({row.integer(0), row.integer(1), std::string(row.text(2)), std::string(row.text(3)),
                       std::string(row.text(4)), static_cast<std::uint64_t>(row.integer(5)),
                       static_cast<std::uint64_t>(row.integer(6))});
  return entries;
}

void add_audit(Transaction& transaction, std::string_view action, std::string_view subject) {
  Connection& connection = connection_of(transaction);
  AuditRow row;
  row.at_ms = connection.now_ms;
  row.actor = connection.actor;
  row.action = action;
  row.subject = subject;
  append_audit(connection.database, row);
}

void name_audit(Transaction& transaction, std::string_view action, std::string_view subject) {
  Connection& connection = connection_of(transaction);
  connection.audit_action = action;
  connection.audit_subject = subject;
}

}  // namespace almanac::archive
