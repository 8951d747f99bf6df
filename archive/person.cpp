#include "archive/person.h"

#include <algorithm>
#include <map>

#include "archive/connection.h"
#include "archive/duplicates.h"
#include "archive/provenance.h"
#include "archive/same_as.h"
#include "archive/store.h"
#include "archive/touchpoint_json.h"
#include "archive/traces.h"
#include "archive/unconfirmed.h"

namespace almanac::archive {

using sqlite::Statement;

namespace {

std::string time_text(const Zone& zone, std::int64_t ms) { return zone.format({ms, Precision::second}); }

Json versions_of(const Reads& reads, const Zone& zone, std::string_view user) {
  Json list = Json::array();
  for (const Version& version : reads.history(Kind::user, user))
    list.push_back({{"version", version.version},
                    {"revision", version.revision},
                    {"time", time_text(zone, version.at_ms)},
                    {"actor", version.actor},
                    {"import", version.import_id},
                    {"operation", version.operation},
                    {"record", version.body}});
  return list;
}

Json provenance_of(const Reads& reads, const Zone& zone, std::uint32_t number) {
  Json list = Json::array();
  for (const Said& said : all_said(reads, Kind::user, number))
    list.push_back({{"import", said.file.import_id},
                    {"file", said.file.name},
                    {"sheet", said.file.sheet},
                    {"mapping", said.file.mapping},
                    {"time", time_text(zone, said.file.at_ms)},
                    {"row", said.row},
                    {"rows", said.rows},
                    {"said", said.said}});
  return list;
}

Json memberships_of(const Reads& reads, const std::string& key) {
  Json list = Json::array();
  reads.for_each<Segment>([&](const Stored<Segment>& segment) {
    const Strings& users = segment.record.users;
    if (std::find(users.begin(), users.end(), key) != users.end()) list.push_back(segment.record.segment);
  });
  return list;
}

// Names of the files of imports, read once each.
class FileNames {
 public:
  explicit FileNames(const Reads& reads) : reads_(reads) {}

  std::string of(std::uint64_t import_id, std::uint32_t file) {
    const auto [place, is_new] = names_.try_emplace(import_id);
    if (is_new) place->second = read(import_id);
    return file < place->second.size() ? place->second[file] : std::string();
  }

 private:
  std::vector<std::string> read(std::uint64_t import_id) const {
    std::vector<std::string> names;
    Statement row = connection_of(reads_).database.prepare("SELECT report FROM import WHERE id=?1");
    row.bind_all(import_id);
    if (!row.step()) return names;
    const Json report = parse_json(row.text(0), {.values = 50'000'000, .bytes = 1u << 30});
    if (report.is_object() && report.contains("files"))
      for (const Json& file : report["files"]) names.push_back(file.value("path", ""));
    return names;
  }

  const Reads& reads_;
  std::map<std::uint64_t, std::vector<std::string>> names_;
};

Json touchpoints_of(const Reads& reads, const Zone& zone, std::uint32_t number) {
  Json list = Json::array();
  FileNames files(reads);
  TouchpointJson json(reads, zone);
  TouchpointScan scan;
  scan.user = number;
  scan.columns = TouchpointSelect::fields | TouchpointSelect::part;
  reads.scan_touchpoints(scan, [&](const TouchpointBlock& block, const TouchpointColumns& rows) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      Json item = json.row(rows, i);
      const std::size_t part = rows.part.empty() ? 0 : rows.part[i];
      if (part < block.parts.size()) {
        const TouchpointPart& origin = block.parts[part];
        item["origin"] = {{"import", origin.import_id},
                          {"file", files.of(origin.import_id, origin.file)},
                          {"rows", {origin.first_row, origin.last_row}}};
      }
      if (std::binary_search(block.dead.begin(), block.dead.end(), i)) item["superseded"] = true;
      list.push_back(std::move(item));
    }
  });
  return list;
}

Json unconfirmed_of(const Reads& reads, const std::string& key) {
  Json list = Json::array();
  UnconfirmedQuery query;
  query.state.reset();
  query.kind = Kind::user;
  query.key = key;
  query.limit = 10'000;
  for (const Unconfirmed& value : find_unconfirmed(reads, query))
    list.push_back({{"field", value.field},
                    {"value", value.value},
                    {"evidence", value.evidence},
                    {"file", value.file},
                    {"row", value.row},
                    {"state", to_string(value.state)}});
  return list;
}

Json duplicates_of(const Reads& reads, const std::string& key) {
  Json list = Json::array();
  Statement row = connection_of(reads).database.prepare(
      "SELECT a, b, code, state FROM likely_duplicate WHERE kind=?1 AND (a=?2 OR b=?2)");
  row.bind_all(Kind::user, key);
  while (row.step())
    list.push_back({{"a", row.text(0)}, {"b", row.text(1)}, {"code", row.text(2)}, {"state", row.text(3)}});
  return list;
}

Json rejected_rows_of(const Reads& reads, const std::string& key) {
  Json list = Json::array();
  FileNames files(reads);
  const Traces traces({{key, ""}});
  Statement row = connection_of(reads).database.prepare(
      "SELECT import_id, file, row, column_name, value, code, raw FROM import_reject ORDER BY import_id, file, row, "
      "ordinal");
  while (row.step()) {
    if (!traces.find(row.text(4)) && !traces.find(row.text(6))) continue;
    const auto import_id = static_cast<std::uint64_t>(row.integer(0));
    list.push_back({{"import", import_id},
                    {"file", files.of(import_id, static_cast<std::uint32_t>(row.integer(1)))},
                    {"row", row.integer(2)},
                    {"column", row.text(3)},
                    {"value", row.text(4)},
                    {"code", row.text(5)},
                    {"raw", row.text(6)}});
  }
  return list;
}

}  // namespace

std::optional<Json> export_user(const Reads& reads, const Zone& zone, std::string_view user) {
  const auto number = reads.find_by_name(Kind::user, user);
  if (!number) return std::nullopt;
  const std::string key = *reads.find_key(Kind::user, *number);
  Json held{{"user", key}, {"number", *number}};
  if (const auto stored = reads.find<User>(*number)) held["record"] = to_json_record(stored->record);
  held["versions"] = versions_of(reads, zone, key);
  held["provenance"] = provenance_of(reads, zone, *number);
  held["memberships"] = memberships_of(reads, key);
  held["touchpoints"] = touchpoints_of(reads, zone, *number);
  held["unconfirmed"] = unconfirmed_of(reads, key);
  held["duplicates"] = duplicates_of(reads, key);
  held["rejected_rows"] = rejected_rows_of(reads, key);
  Json others = Json::array();
  for_each_follower(reads, Kind::user, [&](std::string_view other, std::string_view leader) {
    if (leader == key) others.push_back(other);
  });
  held["other_keys"] = std::move(others);
  return held;
}

}  // namespace almanac::archive
