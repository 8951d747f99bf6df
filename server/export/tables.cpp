#include "server/export/tables.h"

#include <algorithm>
#include <map>
#include <set>

#include "server/export/lines.h"
#include "server/export/titles.h"

namespace almanac::server {
namespace {

using archive::Json;
using archive::Strings;

// More names of attributes than this share the last column.
constexpr std::size_t most_attributes = 200;

struct Table {
  std::string_view kind;
  Strings fields;
  Strings attributes;  // columns of their own, behind the fields
  int place = -1;      // at the writer; -1: not begun
};

// A part's list in the campaign: goal → goals.
std::string list_of(std::string_view part) { return std::string(part) + "s"; }

bool is_list_of_objects(std::string_view field) {
  return field == "lessons" || field == "review" ||
         (field.ends_with('s') && is_part_of_campaign(field.substr(0, field.size() - 1)));
}

template <class T>
Strings fields_of() {
  Strings fields;
  for (const auto& field : archive::field_names<T>())
    if (field != "attributes") fields.push_back(field);
  return fields;
}

Strings campaign_fields() {
  Strings fields;
  for (const auto& field : fields_of<archive::Campaign>())
    if (!is_list_of_objects(field)) fields.push_back(field);
  for (const auto& field : archive::field_names<archive::Review>()) fields.push_back("review_" + field);
  return fields;
}

Strings with_campaign(const Strings& fields) {
  Strings all = {"campaign"};
  all.insert(all.end(), fields.begin(), fields.end());
  return all;
}

Strings columns_of(std::string_view kind) {
  static const std::map<std::string_view, Strings> columns = {
      {"campaign", campaign_fields()},
      {"goal", with_campaign(archive::field_names<archive::Goal>())},
      {"result", with_campaign(archive::field_names<archive::Result>())},
      {"cost", with_campaign(archive::field_names<archive::Cost>())},
      {"benefit", with_campaign(archive::field_names<archive::Benefit>())},
      {"phase", with_campaign(archive::field_names<archive::Phase>())},
      {"milestone", {"campaign", "name", "planned", "actual"}},
      {"experiment", with_campaign(archive::field_names<archive::Experiment>())},
      {"competitor", {"campaign", "name", "action", "date", "source"}},
      {"lesson", fields_of<archive::Lesson>()},
      {"channel", fields_of<archive::Channel>()},
      {"product", fields_of<archive::Product>()},
      {"segment", fields_of<archive::Segment>()},
      {"user", fields_of<archive::User>()},
      {"touchpoint",
       {"user", "campaign", "channel", "product", "type", "time", "value", "currency", "quantity", "cost", "variant",
        "creative", "region", "device", "source", "event_id"}},
      {"rate", {"date", "from", "to", "rate"}},
      {"synonym", {"words"}},
      {"saved_search", {"name", "title", "parameters"}}};
  return columns.at(kind);
}

bool is_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  return std::ranges::all_of(text, [](char c) { return c == '-' || (c >= '0' && c <= '9'); });
}

bool holds_day(std::string_view field) {
  static const std::set<std::string_view> days = {"start", "end", "planned_start", "planned_end", "announced",  "date",
                                                  "from",  "to",  "planned",       "actual",      "review_date"};
  return days.contains(field);
}

// Lists are joined by "; ", objects written as "name=value".
std::string text_of(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_structured()) return archive::dump(value);
  std::string text;
  for (const auto& [name, part] : value.items()) {
    if (!text.empty()) text += "; ";
    if (value.is_object()) text += name + "=";
    if (part.is_object())
      text += "{" + text_of(part) + "}";
    else
      text += text_of(part);
  }
  return text;
}

Cell cell_of(const Json& value, std::string_view field) {
  if (value.is_null()) return {};
  if (value.is_number()) return {Cell::Is::number, archive::dump(value)};
  std::string text = text_of(value);
  if (text.empty()) return {};
  const auto is = value.is_string() && holds_day(field) && is_day(text) ? Cell::Is::day : Cell::Is::text;
  return {is, std::move(text)};
}

class Tables {
 public:
  Tables(const ExportRequest& request, TableWriter& writer) : request_(request), writer_(writer) {
    for (const auto kind : table_kinds()) {
      if (!is_wanted(kind)) continue;
      tables_.push_back({kind, columns_of(kind), {}, -1});
    }
  }

  // Which tables there are, and the attributes that records have, to be columns. Of one pass over all of them.
  void learn(const Json& record) {
    const auto kind = record.at("record").get<std::string_view>();
    for (Table& table : tables_) {
      const bool is_part = kind == "campaign" && is_part_of_campaign(table.kind);
      if (table.kind == kind || (is_part && record.contains(list_of(table.kind)))) seen_.insert(table.kind);
      if (table.kind != kind) continue;
      if (const auto attributes = record.find("attributes"); attributes != record.end())
        for (const auto& [name, value] : attributes->items()) names_[table.kind].insert(name);
    }
  }
  // In the order of table_kinds(); lessons, touchpoints and what comes behind them follow when their first row comes.
  void begin() {
    for (Table& table : tables_) {
      for (const auto& name : names_[table.kind])
        if (table.attributes.size() < most_attributes) table.attributes.push_back(name);
      if (!request_.kinds.empty() || table.kind == "campaign" || seen_.contains(table.kind)) begin(table);
    }
  }

  void take(const Json& record) {
    const auto kind = record.at("record").get<std::string_view>();
    if (Table* table = find(kind)) add(*table, record, nullptr);
    if (kind != "campaign") return;
    for (Table& table : tables_) {
      if (!is_part_of_campaign(table.kind)) continue;
      const auto list = record.find(list_of(table.kind));
      if (list == record.end()) continue;
      for (const auto& part : *list) add(table, part, &record.at("code"));
    }
  }

  std::uint64_t rows() const { return rows_; }

 private:
  bool is_wanted(std::string_view kind) const {
    if (!request_.kinds.empty()) return std::ranges::find(request_.kinds, kind) != request_.kinds.end();
    return !request_.campaigns || kind == "campaign" || kind == "lesson" || is_part_of_campaign(kind);
  }
  Table* find(std::string_view kind) {
    const auto found = std::ranges::find(tables_, kind, &Table::kind);
    return found == tables_.end() ? nullptr : &*found;
  }
  void begin(Table& table) {
    std::vector<std::string> headings;
    for (const auto& field : table.fields) headings.push_back(column_title(table.kind, field, request_.language));
    for (const auto& name : table.attributes) headings.push_back(name);
    if (names_[table.kind].size() > table.attributes.size())
      headings.push_back(column_title(table.kind, "attributes", request_.language));
    table.place = writer_.begin(table_title(table.kind, request_.language), headings);
  }
  void add(Table& table, const Json& record, const Json* campaign) {
    if (table.place < 0) begin(table);
    std::vector<Cell> cells;
    for (const auto& field : table.fields) {
      if (campaign && field == "campaign") {
        cells.push_back(cell_of(*campaign, field));
        continue;
      }
      const bool of_review = field.starts_with("review_");
      const auto review = of_review ? record.find("review") : record.end();
      if (of_review && review == record.end()) {
        cells.emplace_back();
        continue;
      }
      const Json& holder = of_review ? *review : record;
      const auto value = holder.find(of_review ? field.substr(7) : field);
      cells.push_back(value == holder.end() ? Cell{} : cell_of(*value, field));
    }
    add_attributes(table, record, cells);
    writer_.row(table.place, cells);
    ++rows_;
  }
  void add_attributes(const Table& table, const Json& record, std::vector<Cell>& cells) {
    const auto& names = names_[table.kind];
    if (names.empty()) return;
    const auto found = record.find("attributes");
    Json rest = found == record.end() ? Json::object() : *found;
    for (const auto& name : table.attributes) {
      const auto value = rest.find(name);
      cells.push_back(value == rest.end() ? Cell{} : cell_of(*value, ""));
      if (value != rest.end()) rest.erase(name);
    }
    if (names.size() > table.attributes.size()) cells.push_back(cell_of(rest, ""));
  }

  const ExportRequest& request_;
  TableWriter& writer_;
  std::vector<Table> tables_;
  std::set<std::string_view> seen_;                          // kinds of tables with rows
  std::map<std::string_view, std::set<std::string>> names_;  // of attributes, by kind
  std::uint64_t rows_ = 0;
};

// Without what has no attributes.
ExportRequest described(const ExportRequest& request) {
  ExportRequest records = request;
  records.touchpoints.reset();
  if (records.kinds.empty()) records.kinds = {"campaign", "channel", "product", "segment", "user"};
  std::erase_if(records.kinds, [](const std::string& kind) {
    return kind == "touchpoint" || kind == "rate" || kind == "synonym" || kind == "saved_search" || kind == "lesson" ||
           is_part_of_campaign(kind);
  });
  return records;
}

}  // namespace

const std::vector<std::string_view>& table_kinds() {
  static const std::vector<std::string_view> kinds = {
      "campaign", "goal",    "result",  "cost",    "benefit", "phase",      "milestone", "experiment", "competitor",
      "lesson",   "channel", "product", "segment", "user",    "touchpoint", "rate",      "synonym",    "saved_search"};
  return kinds;
}

std::uint64_t write_tables(const archive::Reads& reads, const archive::Zone& zone, const ExportRequest& request,
                           TableWriter& writer) {
  Tables tables(request, writer);
  if (const auto records = described(request); !records.kinds.empty())
    write_lines(reads, zone, records, [&](std::string_view line) { tables.learn(archive::parse_json(line)); });
  tables.begin();
  write_lines(reads, zone, request, [&](std::string_view line) { tables.take(archive::parse_json(line)); });
  return tables.rows();
}

}  // namespace almanac::server
