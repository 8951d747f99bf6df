#include "importers/confirm.h"

#include <algorithm>

#include "archive/error.h"
#include "archive/name.h"
#include "archive/records.h"
#include "archive/store.h"
#include "archive/validate.h"
#include "importers/merge.h"
#include "importers/record_keys.h"

namespace almanac::importers {
namespace {

using archive::Error;
using archive::ErrorKind;
using archive::Json;
using archive::Unconfirmed;

Unconfirmed open_value(const archive::Reads& reads, std::uint64_t id) {
  auto value = archive::find_unconfirmed(reads, id);
  if (!value)
    throw Error(ErrorKind::not_found, "unknown_value",
                archive::filled({"no value to confirm has the id {}", "没有编号为 {} 的待确认值"}, std::to_string(id)));
  if (value->state != Unconfirmed::State::open)
    throw Error(ErrorKind::conflict, "already_decided",
                archive::filled({"value {} was {} already", "编号为 {} 的值已处理（{}）"}, std::to_string(id),
                                std::string(to_string(value->state))));
  return *value;
}

bool is_list_field(std::string_view field) {
  constexpr std::string_view lists[] = {"mechanics", "based_on",    "partners",    "tags",   "segments", "channels",
                                        "products",  "phases",      "milestones",  "goals",  "results",  "costs",
                                        "benefits",  "experiments", "competitors", "lessons"};
  return std::ranges::find(lists, field) != std::end(lists);
}

// What the record would be told by a file that gives just this value.
Json said_by(const std::string& field, const Json& value) {
  Json given = Json::object();
  const std::size_t slash = field.find('/');
  const std::string name = field.substr(0, slash);
  if (is_list_field(name))
    given[name] = value.is_array() ? value : Json::array({value});
  else if (slash != std::string::npos)
    given[name] = Json{{field.substr(slash + 1), value}};
  else
    given[name] = value;
  return given;
}

void put_into_record(archive::Transaction& transaction, const Unconfirmed& value) {
  const auto stored = transaction.find<archive::Campaign>(value.key);
  if (!stored)
    throw Error(ErrorKind::not_found, "unknown_record",
                archive::filled({"there is no {}", "没有 {}"}, archive::graph_id(value.kind, value.key)));
  Json given = said_by(value.field, value.value);
  if (const auto lessons = given.find("lessons"); lessons != given.end())
    for (Json& lesson : *lessons) {
      lesson["campaign"] = value.key;
      if (text_at(lesson, "code").empty())
        lesson["code"] = archive::derive_lesson_code(value.key, text_at(lesson, "statement"));
    }
  Merger merged(archive::to_json_record(stored->record));
  merged.apply(given, Lists::add, OnConflict::update);
  const auto record = archive::from_json_record<archive::Campaign>(merged.record());
  for (const archive::Finding& finding : archive::validate(record, transaction))
    if (finding.is_error())
      throw Error(ErrorKind::invalid_input, finding.code, archive::sentence(finding), finding.field);
  transaction.put(record);
}

}  // namespace

Unconfirmed confirm_value(archive::Archive& archive, std::uint64_t id, const std::optional<Json>& corrected,
                          std::string_view actor) {
  Unconfirmed value;
  archive.write(actor, [&](archive::Transaction& transaction) {
    value = open_value(transaction, id);
    if (value.kind != archive::Kind::campaign)
      throw Error(ErrorKind::invalid_input, "not_a_campaign",
                  {"only values of campaigns can be confirmed", "只能确认活动的值"});
    if (corrected) value.value = *corrected;
    put_into_record(transaction, value);
    archive::decide_unconfirmed(transaction, id, Unconfirmed::State::confirmed);
    value = *archive::find_unconfirmed(transaction, id);
  });
  return value;
}

Unconfirmed dismiss_value(archive::Archive& archive, std::uint64_t id, std::string_view actor) {
  Unconfirmed value;
  archive.write(actor, [&](archive::Transaction& transaction) {
    open_value(transaction, id);
    archive::decide_unconfirmed(transaction, id, Unconfirmed::State::dismissed);
    value = *archive::find_unconfirmed(transaction, id);
  });
  return value;
}

archive::Json to_json(const archive::Unconfirmed& value, const archive::Zone& zone) {
  archive::Json body{{"id", value.id},
                     {"kind", archive::to_string(value.kind)},
                     {"key", value.key},
                     {"field", value.field},
                     {"value", value.value},
                     {"evidence", value.evidence},
                     {"file", value.file},
                     {"import_id", value.import_id},
                     {"state", to_string(value.state)}};
  if (value.row != 0) body["row"] = value.row;
  if (!value.document.empty()) body["document"] = value.document;
  if (value.decided_ms != 0) {
    body["actor"] = value.actor;
    body["decided"] = zone.format({value.decided_ms, archive::Precision::second});
  }
  return body;
}

}  // namespace almanac::importers
