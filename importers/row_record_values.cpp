// Cells to the values of a record's fields, by the field's type.

#include <algorithm>
#include <utility>

#include "importers/header_names.h"
#include "importers/layout.h"
#include "importers/row_record.h"

namespace almanac::importers {
namespace {

using archive::Json;

// "新客+老客", "鸡胸肉脆片/燕麦杯": signs between Chinese characters part what people list in one cell; "NB/S组合" stays, and so does a
// set of several things.
std::vector<std::string> split_between_hanzi(const std::string& item) {
  std::vector<std::string> parts;
  const auto is_hanzi = [&](std::size_t at) {
    return at < item.size() && static_cast<unsigned char>(item[at]) >= 0x80;
  };
  if (item.ends_with("套装") || item.ends_with("组合") || item.ends_with("装")) return {item};
  std::size_t from = 0;
  for (std::size_t at = 0; at < item.size(); ++at) {
    const std::size_t size = item[at] == '/' || item[at] == '+' ? 1 : item.compare(at, 3, "＋") == 0 ? 3 : 0;
    if (size == 0 || at < from + 6 || !is_hanzi(at - 1) || !is_hanzi(at + size)) continue;
    parts.push_back(item.substr(from, at - from));
    from = at + size;
  }
  parts.push_back(item.substr(from));
  return parts;
}

std::vector<std::string> split_at(std::string_view text, std::string_view separator) {
  std::vector<std::string> items;
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t to = std::min(text.find(separator, from), text.size());
    const std::string_view item = trimmed(text.substr(from, to - from));
    if (!item.empty()) items.emplace_back(item);
    from = to + separator.size();
  }
  return items;
}

std::string shown_value(const Cell& cell) {
  if (!cell.text.empty() || !cell.json) return std::string(cell.text);
  return archive::dump(*cell.json);
}

}  // namespace

std::string unit_name(const Unit& unit) {
  if (!unit.currency.empty()) return unit.currency;
  if (unit.percent) return "%";
  return unit.word;
}

void append_entry(Json& into, const std::string& list, Json entry) {
  Json& entries = into[list];
  if (!entries.is_array()) entries = Json::array();
  entries.push_back(std::move(entry));
}

Json attribute_value(std::string_view text) {
  const auto number = archive::Decimal::parse(text);
  if (number && number->to_string() == text) return archive::to_json(*number);
  return std::string(text);
}

void RowRecord::warn_of_year(const std::string& column, std::string_view value) {
  const std::string year = std::to_string(*rule_.dates.default_year);
  warnings_.push_back({column,
                       std::string(value),
                       {"the date has no year; " + year + " is inferred from " + rule_.year_source.en,
                        "日期没有年份，由" + rule_.year_source.zh + "推断为 " + year + " 年"}});
}

// "GMV（万元）" is the metric gmv, in 万元.
std::string RowRecord::metric_of_cell(std::string_view written) const {
  if (const auto* metric = context_.dictionary->find_metric(written)) return metric->name;
  const HeaderName bare = split_header_unit(written);
  const std::string known = known_metric_name(bare.name, *context_.dictionary);
  const auto* metric = context_.dictionary->find_metric(known);
  return metric ? metric->name : bare.name;
}

std::optional<Unit> RowRecord::unit_of_metric(std::string_view written) const {
  if (auto unit = split_header_unit(written).unit) return unit;
  const auto* metric = context_.dictionary->find_metric(metric_of_cell(written));
  if (metric && metric->unit == "money" && metric->additive) return rule_.amounts;
  return std::nullopt;
}

bool RowRecord::set(Json& into, const Field& field, const Cell& cell, const Expression* rule, const std::string& column,
                    Problem& problem) {
  if (field.name.find('.') != std::string_view::npos) return set_dotted(into, field, cell, rule, column, problem);
  const std::string name(field.name);
  const auto refuse = [&](const Reason& reason) {
    problem = {column, shown_value(cell), reason.code, reason.text};
    return false;
  };
  switch (field.type) {
    case FieldType::text:
    case FieldType::prose:
      into[name] = std::string(cell.text);
      if (loose_ && name == "metric") {
        into[name] = metric_of_cell(cell.text);
        entry_unit_ = unit_of_metric(cell.text);
      }
      break;
    case FieldType::word:
      if (loose_ && name == "status")
        set_loose_status(into, cell.text, column);
      else
        into[name] = std::string(canonical_word(rule_.kind, field.name, cell.text));
      break;
    case FieldType::date: {
      if (loose_ && (name == "start" || name == "end")) {
        set_loose_period(into, field, cell.text, column);
        break;
      }
      DateSettings written = rule_.dates;
      if (!rule_.year_source.empty()) written.default_year.reset();
      auto date = parse_date(cell.text, written, zone_);
      if (!date && date.reason().code == "missing_year" && rule_.dates.default_year) {
        date = parse_date(cell.text, rule_.dates, zone_);
        if (date) warn_of_year(column, cell.text);
      }
      if (!date && loose_) {
        keep_unread(column, cell.text, date.reason());
        break;
      }
      if (!date) return refuse(date.reason());
      into[name] = date->to_string();
      break;
    }
    case FieldType::period: {
      if (loose_) {
        set_loose_period(into, field, cell.text, column);
        break;
      }
      const auto range = parse_date_range(cell.text, rule_.dates, zone_);
      if (!range) return refuse(range.reason());
      if (range->year_inferred && !rule_.year_source.empty()) warn_of_year(column, cell.text);
      into["start"] = range->start.to_string();
      if (range->end)
        into["end"] = range->end->to_string();
      else if (range->start.precision == archive::Precision::day && !into.contains("end"))
        into["end"] = range->start.to_string();  // one day, as of a members' day
      break;
    }
    case FieldType::time:
      into[name] = std::string(cell.text);
      break;  // touchpoints are not built here
    case FieldType::amount:
      return set_amount(into, name, cell, rule, column, problem);
    case FieldType::names:
      set_names(into, name, cell, rule);
      break;
    case FieldType::path: {
      if (cell.json && cell.json->is_array())
        into[name] = *cell.json;
      else
        into[name] = split_at(cell.text, rule && !rule->separator.empty() ? std::string_view(rule->separator) : " > ");
      break;
    }
    case FieldType::figures:
      set_figures(into, field.name, cell.text);
      break;
    case FieldType::sentences:
      for (std::string& sentence : split_prose(cell.text))
        append_entry(into, "lessons", Json{{"statement", std::move(sentence)}});
      break;
    case FieldType::variants: {
      Json variants = Json::array();
      for (std::string& item :
           rule && !rule->separator.empty() ? split_at(cell.text, rule->separator) : split_list(cell.text)) {
        Json variant{{"name", item}};
        if (rule && !rule->control.empty() && matches(rule->control, item)) variant["control"] = true;
        variants.push_back(std::move(variant));
      }
      into[name] = std::move(variants);
      break;
    }
    case FieldType::yes_no: {
      const auto yes = parse_boolean(cell.text);
      if (!yes) return refuse(yes.reason());
      into[name] = *yes;
      break;
    }
    case FieldType::attribute:
      into[name] = cell.json ? *cell.json : attribute_value(cell.text);
      break;
  }
  return true;
}

bool RowRecord::set_amount(Json& into, const std::string& name, const Cell& cell, const Expression* rule,
                           const std::string& column, Problem& problem) {
  if (loose_) {
    const Unit unit = rule && rule->unit ? *rule->unit : entry_unit_.value_or(Unit{});
    set_loose_amount(into, name, cell.text, unit, column);
    return true;
  }
  const auto number = parse_number(cell.text, rule && rule->unit ? *rule->unit : Unit{});
  if (!number) {
    problem = {column, shown_value(cell), number.reason().code, number.reason().text};
    return false;
  }
  into[name] = archive::to_json(number->value);
  if (number->low && number->high && name == "target") {
    into["low"] = archive::to_json(*number->low);
    into["high"] = archive::to_json(*number->high);
  } else if (number->low) {
    warnings_.push_back({column, std::string(cell.text), {"a range; its middle was taken", "这是一个区间，取其中值"}});
  }
  if (number->rounded)
    warnings_.push_back({column, std::string(cell.text), {"rounded to 9 decimal places", "已舍入到 9 位小数"}});
  if (!number->unit.currency.empty()) row_currency_ = number->unit.currency;
  if ((name == "target" || name == "value") && !into.contains("unit"))
    if (const std::string unit = unit_name(number->unit); !unit.empty()) into["unit"] = unit;
  return true;
}

bool RowRecord::set_figures(Json& into, std::string_view list, std::string_view text) {
  for (Figure& figure : parse_figures(text, *context_.dictionary)) {
    Json entry = Json::object();
    if (!figure.metric.empty() && figure.number) {
      entry["metric"] = figure.metric;
      const bool range = list == "goals" && figure.number->low && figure.number->high;
      if (!range) entry[list == "goals" ? "target" : "value"] = archive::to_json(figure.number->value);
      if (list == "goals" && figure.number->low) entry["low"] = archive::to_json(*figure.number->low);
      if (list == "goals" && figure.number->high) entry["high"] = archive::to_json(*figure.number->high);
      if (const std::string unit = unit_name(figure.number->unit); !unit.empty()) entry["unit"] = unit;
    }
    entry["text"] = figure.text;
    append_entry(into, std::string(list), std::move(entry));
  }
  return true;
}

bool RowRecord::set_dotted(Json& into, const Field& field, const Cell& cell, const Expression* rule,
                           const std::string& column, Problem& problem) {
  const std::size_t dot = field.name.find('.');
  const std::string_view head = field.name.substr(0, dot);
  const std::string tail(field.name.substr(dot + 1));
  if (head == "lessons") {
    for (std::string& sentence : split_prose(cell.text))
      append_entry(into, "lessons", Json{{"kind", tail}, {"statement", std::move(sentence)}});
    return true;
  }
  if (head == "goal" || head == "result" || head == "cost") {
    Json entry{{head == "cost" ? "channel" : "metric", tail}};
    const Unit unit = rule && rule->unit ? *rule->unit : Unit{};
    if (loose_ && head == "result" && set_cell_figures(into, entry, cell.text, unit, column)) {
    } else if (!set_amount(entry,
                           head == "goal"     ? "target"
                           : head == "result" ? "value"
                                              : "actual",
                           cell, rule, column, problem)) {
      return false;
    }
    if (std::exchange(entry_in_doubt_, false))
      doubts_.push_back({std::string(head) + "s", std::move(entry), column, std::string(cell.text)});
    else if (entry.size() > 1)
      append_entry(into, std::string(head) + "s", std::move(entry));
    return true;
  }
  // review.X, attributes.X, applies_when.X
  Json& inner = into[std::string(head)];
  if (!inner.is_object()) inner = Json::object();
  if (tail.find('.') == std::string::npos) return set(inner, Field{tail, field.type}, cell, rule, column, problem);
  inner[tail] = cell.json ? *cell.json : attribute_value(cell.text);  // an attribute whose name has a dot
  return true;
}

void RowRecord::set_names(Json& into, const std::string& name, const Cell& cell, const Expression* rule) {
  if (cell.json && cell.json->is_array()) {
    into[name] = *cell.json;
    return;
  }
  std::vector<std::string> items;
  if (rule && !rule->separator.empty()) {
    items = split_at(cell.text, rule->separator);
  } else {
    const KnownName known = [&](std::string_view part) { return context_.known && context_.known(name, part); };
    items = split_list(cell.text, known);
  }
  Json& list = into[name];
  if (!list.is_array()) list = Json::array();
  for (const std::string& item : items)
    for (std::string& part : loose_ ? split_between_hanzi(item) : std::vector<std::string>{item})
      if (!loose_ || !is_total_label(part)) list.push_back(std::move(part));  // 小计 is no channel
}

}  // namespace almanac::importers
