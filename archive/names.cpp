#include "archive/names.h"

#include "archive/connection.h"
#include "archive/store.h"

namespace almanac::archive {

using sqlite::Statement;

void for_each_campaign_name(const Reads& reads, const NameVisitor& visit) {
  Statement row = connection_of(reads).database.prepare("SELECT code, name FROM campaign_order ORDER BY number");
  while (row.step()) visit(row.text(0), row.text(1));
}

void for_each_record_name(const Reads& reads, Kind kind, const NameVisitor& visit) {
  Statement row = connection_of(reads).database.prepare(
      "SELECT n.key, coalesce(json_extract(r.body, '$.name'), '') FROM record r JOIN node n ON n.kind=r.kind AND "
      "n.number=r.number WHERE r.kind=?1 AND r.deleted=0 ORDER BY r.number");
  row.bind_all(kind);
  while (row.step()) visit(row.text(0), row.text(1));
}

void for_each_parent(const Reads& reads,
                     const std::function<void(std::uint32_t campaign, std::string_view parent)>& visit) {
  Statement row = connection_of(reads).database.prepare(
      "SELECT number, coalesce(json_extract(body, '$.parent'), '') AS parent FROM record "
      "WHERE kind=?1 AND deleted=0 AND instr(body, '\"parent\"')>0 ORDER BY number");
  row.bind_all(Kind::campaign);
  while (row.step())
    if (!row.text(1).empty()) visit(static_cast<std::uint32_t>(row.integer(0)), row.text(1));
}

std::vector<std::string> made_by(const Reads& reads, std::uint64_t import_id, Kind kind) {
  std::vector<std::string> keys;
  Statement row = connection_of(reads).database.prepare(
      "SELECT n.key FROM record_version v JOIN node n ON n.kind=v.kind AND n.number=v.number "
      "WHERE v.import_id=?1 AND v.import_id<>0 AND v.kind=?2 AND v.operation='create' ORDER BY v.number");
  row.bind_all(import_id, kind);
  while (row.step()) keys.emplace_back(row.text(0));
  return keys;
}

}  // namespace almanac::archive
