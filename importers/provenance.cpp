#include "importers/provenance.h"

#include <algorithm>
#include <unordered_map>

#include "archive/error.h"
#include "archive/provenance.h"
#include "archive/record_types.h"
#include "archive/records.h"
#include "archive/store.h"
#include "importers/merge.h"

namespace almanac::importers {
namespace {

using archive::Json;
using archive::Kind;
using archive::Said;

template <class T>
std::optional<Json> record_as(const archive::Reads& reads, std::uint32_t number) {
  const auto stored = reads.find<T>(number);
  return stored ? std::optional<Json>(archive::to_json_record(stored->record)) : std::nullopt;
}

std::optional<Json> record_of(const archive::Reads& reads, Kind kind, std::uint32_t number) {
  return archive::with_record_type(
      kind, [&]<class T>() { return record_as<T>(reads, number); }, [] { return std::optional<Json>(); });
}

// Visits a record's values by path: "budget", "review/goal", "goals/gmv".
template <class Visit>
void for_each_value(const Json& record, Visit visit) {
  for (const auto& [name, value] : record.items()) {
    if (value.is_array() && name != "category") {
      for (const Json& entry : value) visit(entry_path(name, entry), entry);
    } else if (value.is_object()) {
      for (const auto& [key, item] : value.items()) visit(name + "/" + key, item);
    } else {
      visit(name, value);
    }
  }
}

Json source_json(const Said& said, const std::string& path, const archive::Zone& zone) {
  Json source{{"import_id", said.file.import_id}, {"file", said.file.name}};
  if (!said.file.sheet.empty()) source["sheet"] = said.file.sheet;
  source["row"] = said.row;
  if (const auto found = said.rows.find(path); found != said.rows.end()) {
    const Json& row = found->second;
    if (row.is_array() && row.size() == 2) {  // of another file that the same record was collected from
      source["file"] = row.at(0);
      source["row"] = row.at(1);
    } else {
      source["row"] = row;
    }
  }
  if (!said.file.mapping.empty()) source["mapping"] = said.file.mapping;
  source["time"] = zone.format({said.file.at_ms, archive::Precision::second});
  return source;
}

// An entry of a list leads if the record has all that it says.
bool leads(const Json& value, const Json& current) {
  if (!value.is_object() || !current.is_object()) return same_value(value, current);
  return std::ranges::all_of(value.items(), [&](const auto& field) {
    const auto found = current.find(field.key());
    return found != current.end() && same_value(field.value(), *found);
  });
}

}  // namespace

Json provenance_of(const archive::Reads& reads, const archive::Zone& zone, Kind kind, std::string_view key) {
  const auto number = reads.find_number(kind, key);
  const auto record = number ? record_of(reads, kind, *number) : std::nullopt;
  if (!record)
    throw archive::Error(archive::ErrorKind::not_found, "unknown_record",
                         archive::filled({"there is no {}", "没有 {}"}, archive::graph_id(kind, key)));
  std::vector<Said> all = archive::all_said(reads, kind, *number);
  std::ranges::reverse(all);  // the newest first
  Json fields = Json::array();
  std::unordered_map<std::string, std::size_t> places;
  std::unordered_map<std::string, Json> now;
  for_each_value(*record, [&](const std::string& path, const Json& value) { now.emplace(path, value); });
  std::vector<const Said*> seen;
  for (const Said& said : all) {
    if (std::ranges::any_of(seen, [&](const Said* other) { return other->file.is_same_source(said.file); })) continue;
    seen.push_back(&said);
    for_each_value(said.said, [&](const std::string& path, const Json& value) {
      const auto [place, is_new] = places.emplace(path, fields.size());
      if (is_new) fields.push_back(Json{{"field", path}, {"values", Json::array()}});
      Json& values = fields[place->second]["values"];
      Json entry{{"value", value}, {"leads", false}};
      const auto current = now.find(path);
      const bool led = std::ranges::any_of(values, [](const Json& other) { return other.at("leads").get<bool>(); });
      entry["leads"] = !led && current != now.end() && leads(value, current->second);
      entry.update(source_json(said, path, zone));
      values.push_back(std::move(entry));
    });
  }
  return fields;
}

}  // namespace almanac::importers
