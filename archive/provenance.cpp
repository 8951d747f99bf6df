#include "archive/provenance.h"

#include "archive/connection.h"
#include "archive/store.h"
#include "archive/undo_state.h"

namespace almanac::archive {

using sqlite::Database;
using sqlite::Statement;

namespace {
// A file may say more of one record than a request may hold.
constexpr JsonLimits stored_limits{.depth = 64, .values = 20'000'000, .bytes = 512u << 20};

std::string rows_text(const std::map<std::string, Json>& rows) {
  if (rows.empty()) return {};
  Json object = Json::object();
  // Paths differ, so no look-up is needed: it would take time in their number each.
  for (const auto& [path, row] : rows) object.get_ref<Json::object_t&>().emplace_back(path, row);
  return dump(object);
}

}  // namespace

std::uint64_t add_source_file(Transaction& transaction, const SourceFile& file) {
  Database& database = connection_of(transaction).database;
  {
    Statement known =
        database.prepare("SELECT id FROM provenance_file WHERE import_id=?1 AND source=?2 AND sheet=?3 AND mapping=?4");
    known.bind_all(file.import_id, file.source, file.sheet, file.mapping);
    if (known.step()) return static_cast<std::uint64_t>(known.integer(0));
  }
  const auto id = database.integer("SELECT coalesce(max(id),0)+1 FROM provenance_file");
  database
      .prepare(
          "INSERT INTO provenance_file (id, import_id, source, name, sheet, mapping, at_ms) VALUES "
          "(?1,?2,?3,?4,?5,?6,?7)")
      .bind_all(id, file.import_id, file.source, file.name, file.sheet, file.mapping, file.at_ms)
      .run();
  return static_cast<std::uint64_t>(id);
}

void remember_said(Transaction& transaction, Kind kind, std::uint32_t number, const Said& said) {
  connection_of(transaction)
      .database
      .prepare(
          "INSERT INTO provenance (kind, number, file, row, rows, said) VALUES (?1,?2,?3,?4,?5,?6) "
          "ON CONFLICT (kind, number, file) DO UPDATE SET row=?4, rows=?5, said=?6")
      .bind_all(kind, number, said.file.id, said.row, rows_text(said.rows), dump(said.said))
      .run();
}

std::vector<Said> all_said(const Reads& reads, Kind kind, std::uint32_t number) {
  std::vector<Said> all;
  Database& database = connection_of(reads).database;
  if (!remembers_imports(database)) return all;
  Statement row = database.prepare(
      "SELECT f.id, f.import_id, f.source, f.name, f.sheet, f.mapping, f.at_ms, p.row, p.rows, p.said FROM provenance "
      "p "
      "JOIN provenance_file f ON f.id=p.file JOIN import i ON i.id=f.import_id "
      "WHERE p.kind=?1 AND p.number=?2 AND i.state<>'undone' ORDER BY f.import_id, f.id");
  row.bind_all(kind, number);
  while (row.step()) {
    Said said;
    said.file.id = static_cast<std::uint64_t>(row.integer(0));
    said.file.import_id = static_cast<std::uint64_t>(row.integer(1));
    said.file.source = row.text(2);
    said.file.name = row.text(3);
    said.file.sheet = row.text(4);
    said.file.mapping = row.text(5);
    said.file.at_ms = row.integer(6);
    said.row = static_cast<std::uint64_t>(row.integer(7));
    if (!row.text(8).empty()) {
      const Json rows = parse_json(row.text(8), stored_limits);
      for (const auto& [path, number] : rows.items()) said.rows[path] = number;
    }
    said.said = parse_json(row.text(9), stored_limits);
    all.push_back(std::move(said));
  }
  return all;
}

}  // namespace almanac::archive
