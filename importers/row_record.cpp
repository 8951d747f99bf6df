#include "importers/row_record.h"

#include <algorithm>

#include "archive/error.h"
#include "archive/name.h"
#include "archive/records.h"
#include "importers/header_names.h"
#include "importers/layout.h"

namespace almanac::importers {
namespace {

using archive::Json;

// Fields of which at least one must be filled, or the entry is not made.
bool has_substance(std::string_view list, const Json& entry) {
  const auto any = [&](std::initializer_list<const char*> names) {
    return std::ranges::any_of(names, [&](const char* name) { return entry.contains(name); });
  };
  if (list == "results") return any({"value", "text"});
  if (list == "goals") return any({"target", "low", "high", "text"});
  if (list == "costs") return any({"planned", "actual", "hours", "text"});
  if (list == "experiments") return any({"hypothesis"});
  if (list == "lessons") return any({"statement"});
  return any({"name"});
}

const archive::Strings& record_fields(RowKind kind) {
  static const archive::Strings none;
  switch (kind) {
    case RowKind::channels:
      return archive::field_names<archive::Channel>();
    case RowKind::products:
      return archive::field_names<archive::Product>();
    case RowKind::segments:
      return archive::field_names<archive::Segment>();
    case RowKind::users:
      return archive::field_names<archive::User>();
    case RowKind::campaigns:
      return archive::field_names<archive::Campaign>();
    case RowKind::lessons:
      return archive::field_names<archive::Lesson>();
    case RowKind::history:
    case RowKind::touchpoints:
    case RowKind::rates:
    case RowKind::synonyms:
    case RowKind::saved_searches:
      return none;
  }
  return none;
}

bool ignored_by(const FileRule& rule, const std::string& column) {
  return std::ranges::any_of(rule.ignore, [&](const std::string& pattern) { return matches(pattern, column); });
}

}  // namespace

RowRecord::RowRecord(const FileRule& rule, const RowSource& rows, RowContext context)
    : rule_(rule), context_(std::move(context)), zone_(rule.zone.empty() ? *context_.zone : archive::Zone(rule.zone)) {
  std::vector<std::string> used;
  const auto bind = [&](const Field& field, const Expression& value, const std::string& combined_as) {
    BoundExpression bound(value, rows);
    for (const Column& column : bound.columns()) used.push_back(column.name);
    summed_ = summed_ || value.combine == Expression::Combine::sum;
    if (value.combine != Expression::Combine::last) combine_.fields[combined_as] = value.combine;
    return BoundField{field, std::move(bound)};
  };
  if (rows.is_table() || !rule.from_header)
    for (const FieldRule& field : rule.fields)
      fields_.push_back(bind(*find_field(rule.kind, field.field), field.value, field.field));
  for (const EntryRule& entry : rule.entries) {
    BoundEntry bound{entry.list, {}};
    for (const FieldRule& field : entry.fields) {
      const auto known = fields_of_list(entry.list);
      bound.fields.push_back(
          bind(*std::ranges::find(known, field.field, &Field::name), field.value, entry.list + "." + field.field));
    }
    entries_.push_back(std::move(bound));
  }
  for (const Condition& condition : rule.when) {
    auto column = rows.bind(condition.column);
    if (!column) fail_missing_column(condition.column, rows.header(), condition.place);
    used.push_back(column->name);
    when_.push_back({&condition, std::move(*column), true});
  }
  for (const auto& [name, month] : rule.months)
    if (auto column = rows.bind(name)) {
      used.push_back(column->name);
      months_.emplace_back(std::move(*column), month);
    }
  if (!rows.is_table() && !rule.collect) lists_ = Lists::replace;
  loose_ = rule.from_header && rule.kind == RowKind::campaigns && rows.is_table();
  keeps_unread_ = rows.format() != Format::csv && rows.format() != Format::tsv;
  for (const std::string& name : rows.header()) {
    if (std::ranges::find(used, name) != used.end()) continue;
    if (rule.others == FileRule::Others::attributes && !ignored_by(rule, name))
      others_.push_back(*rows.bind(name));
    else
      ignored_.push_back(name);
  }
  for (std::size_t i = 0; i < rows.header().size(); ++i)
    if (std::ranges::find(ignored_, rows.header()[i]) == ignored_.end()) looked_at_.push_back(i);
  used_members_ = std::move(used);
}

bool RowRecord::applies(const RowSource& rows) {
  return std::ranges::all_of(when_, [&](const BoundCondition& bound) {
    const Condition& condition = *bound.condition;
    const Cell cell = rows.cell(bound.column, scratch_);
    if (condition.empty) return cell.empty();
    if (!condition.is.empty() && std::ranges::find(condition.is, cell.text) == condition.is.end()) return false;
    if (std::ranges::find(condition.is_not, cell.text) != condition.is_not.end()) return false;
    return !condition.is.empty() || !condition.is_not.empty() || !cell.empty();
  });
}

bool RowRecord::gives(const RowSource& rows, std::string_view field) {
  Problem problem;
  Cell cell;
  for (BoundField& bound : fields_)
    if (bound.field.name == field) return bound.value.evaluate(rows, cell, problem) && !cell.empty();
  if (rows.is_table()) return false;
  const archive::Json& object = rows.object();
  const auto found = object.find(std::string(field));
  return found != object.end() && !found->is_null() && !scalar_text(*found, scratch_).empty();
}

std::optional<std::uint64_t> RowRecord::sameness(const RowSource& rows) const {
  if (!rows.is_table() || summed_) return std::nullopt;
  std::uint64_t hash = 0;
  for (const std::size_t column : looked_at_)
    hash = (hash ^ std::hash<std::string_view>()(rows.cells()[column])) * 0x9e3779b97f4a7c15u;
  return hash;
}

bool RowRecord::build(const RowSource& rows, Json& given, Problem& problem) {
  if (rule_.exported) {
    given = rows.object();
    given.erase("record");
    return true;
  }
  given = Json::object();
  warnings_.clear();
  doubts_.clear();
  unread_.clear();
  unread_cell_.reset();
  unread_date_.reset();
  row_currency_.clear();
  if (!rows.is_table() && rule_.from_header) {
    if (!build_object(rows, given, problem)) return false;
  } else {
    if (!build_fields(rows, given, problem) || !build_entries(rows, given, problem)) return false;
    add_other_columns(rows, given);
    add_months(rows, given);
    if (loose_ && !settle_dates(given, problem)) return false;
  }
  settle_currency(given);
  return true;
}

bool RowRecord::build_fields(const RowSource& rows, Json& given, Problem& problem) {
  for (BoundField& field : fields_) {
    if (field.value.rule().from == Expression::From::all) {
      Json items = Json::array();
      if (!field.value.each(rows, problem, [&](const Cell& cell) { items.push_back(std::string(cell.text)); }))
        return false;
      if (!items.empty()) given[std::string(field.field.name)] = std::move(items);
      continue;
    }
    Cell cell;
    if (!field.value.evaluate(rows, cell, problem)) return false;
    if (cell.empty()) continue;
    if (!set(given, field.field, cell, &field.value.rule(), field.value.column(), problem)) return false;
  }
  return true;
}

bool RowRecord::build_entries(const RowSource& rows, Json& given, Problem& problem) {
  for (BoundEntry& bound : entries_) {
    Json entry = Json::object();
    entry_in_doubt_ = false;
    entry_unit_.reset();
    for (BoundField& field : bound.fields) {
      Cell cell;
      if (!field.value.evaluate(rows, cell, problem)) return false;
      if (!cell.empty() && !set(entry, field.field, cell, &field.value.rule(), field.value.column(), problem))
        return false;
    }
    if (!has_substance(bound.list, entry)) continue;
    if (std::exchange(entry_in_doubt_, false))
      doubts_.push_back({bound.list, std::move(entry), bound.fields.back().value.column(), in_doubt_text_});
    else if (!set_whole_amount(given, entry))
      append_entry(given, bound.list, std::move(entry));
  }
  return true;
}

// A row of 费用 among the metrics of a campaign: its goal is the budget, its result what was spent.
bool RowRecord::set_whole_amount(Json& given, const Json& entry) {
  if (loose_ && entry.contains("channel") && entry["channel"].is_string() &&
      is_total_label(entry["channel"].get<std::string>())) {
    // 小计 among the channels: the campaign's own.
    Json whole = entry;
    whole.erase("channel");
    if (whole.contains("metric")) {
      append_entry(given, whole.contains("target") ? "goals" : "results", std::move(whole));
      return true;
    }
    for (const auto& [from, to] : {std::pair{"planned", "budget"}, std::pair{"actual", "spend"}})
      if (whole.contains(from) && !given.contains(to)) given[to] = whole[from];
    return true;
  }
  if (!loose_ || entry.value("metric", "") != "spend" || entry.contains("channel") || entry.contains("from"))
    return false;
  for (const auto& [from, to] : {std::pair{"target", "budget"}, std::pair{"value", "spend"}})
    if (entry.contains(from) && !given.contains(to)) given[to] = entry[from];
  return true;
}

// JSON in the archive's own format: members are fields, by their own name or one of their other names; lists and
// objects are taken as they are and checked when the record is made.
bool RowRecord::build_object(const RowSource& rows, Json& given, Problem& problem) {
  const archive::Strings& known = record_fields(rule_.kind);
  for (const auto& [name, value] : rows.object().items()) {
    if (value.is_null()) continue;
    auto met =
        std::ranges::find(object_fields_, name, [](const auto& pair) -> const std::string& { return pair.first; });
    if (met == object_fields_.end()) {
      Field field{"", FieldType::attribute};
      const std::string column[] = {name};
      const auto match = match_columns(rule_.kind, column, *context_.dictionary).front();
      if (const auto exact = find_field(rule_.kind, name); exact && std::ranges::find(known, name) != known.end()) {
        field = *std::ranges::find(fields_of(rule_.kind), name, &Field::name);
      } else if (std::ranges::find(known, name) == known.end() && !match.field.empty()) {
        for (const Field& each : fields_of(rule_.kind))
          if (each.name == match.field) field = each;
      }
      met = object_fields_.insert(object_fields_.end(), {name, field});
    }
    const Field& field = met->second;
    if (field.name.empty()) {
      given[name] = value;  // a list or object of the record, or an attribute
      continue;
    }
    if (value.is_structured()) {
      given[std::string(field.name)] = value;
      continue;
    }
    const Cell cell{trimmed(scalar_text(value, scratch_)), &value};
    if (cell.text.empty()) continue;
    if (!set(given, field, cell, nullptr, name, problem)) return false;
  }
  return true;
}

void RowRecord::add_other_columns(const RowSource& rows, Json& given) {
  for (const Column& column : others_) {
    const Cell cell = rows.cell(column, scratch_);
    if (means_nothing(cell.text)) continue;
    Json& attributes = given["attributes"];
    if (!attributes.is_object()) attributes = Json::object();
    attributes[column.name] = attribute_value(cell.text);
  }
  if (!rows.is_table()) add_other_members(rows, given);
}

// Members of JSON that the mapping does not name.
void RowRecord::add_other_members(const RowSource& rows, Json& given) {
  for (const auto& [name, value] : rows.object().items()) {
    const auto uses = [&](const std::string& path) { return path == name || path.starts_with(name + "."); };
    if (value.is_null() || std::ranges::any_of(used_members_, uses)) continue;
    if (rule_.others == FileRule::Others::attributes && !ignored_by(rule_, name)) {
      Json& attributes = given["attributes"];
      if (!attributes.is_object()) attributes = Json::object();
      attributes[name] = value;
    } else if (std::ranges::find(ignored_, name) == ignored_.end()) {
      ignored_.push_back(name);
    }
  }
}

// A currency named in a cell or by the mapping is the campaign's, if the row names none itself.
void RowRecord::settle_currency(Json& given) const {
  if (rule_.kind != RowKind::campaigns || given.contains("currency")) return;
  const std::string& currency = row_currency_.empty() ? rule_.currency : row_currency_;
  if (!currency.empty()) given["currency"] = currency;
}

std::string RowRecord::column_of(std::string_view field) const {
  if (field.starts_with('/')) field.remove_prefix(1);
  const std::string_view head = field.substr(0, field.find('/'));
  for (const BoundField& bound : fields_) {
    const bool period = bound.field.type == FieldType::period && (head == "start" || head == "end");
    if ((bound.field.name == head || period) && !bound.value.columns().empty()) return bound.value.column();
  }
  for (const auto& [member, known] : object_fields_)
    if (known.name == head) return member;
  return std::string(field);
}

}  // namespace almanac::importers
