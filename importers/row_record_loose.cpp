// Cells of a table that people keep: dates told by months, numbers with remarks, notes where a number should stand. What is not told
// for certain waits for confirmation; what cannot be read stays with the record as an attribute.

#include <algorithm>
#include <utility>

#include "importers/row_record.h"
#include "importers/value_loose.h"

namespace almanac::importers {
namespace {

using archive::Date;
using archive::Json;
using archive::Precision;

Date month_of(Date date) {
  Date month = *Date::from_ymd(date.year(), date.month(), 1);
  month.precision = Precision::month;
  return month;
}

Date last_day_of(Date date) {
  date.days = date.last_day();
  date.precision = Precision::day;
  return date;
}

Date first_day_of(Date date) {
  date.precision = Precision::day;
  return date;
}

bool is_campaign_status(std::string_view word) {
  constexpr std::string_view known[] = {"draft", "planned", "running", "finished", "reviewed", "cancelled"};
  return std::ranges::find(known, word) != std::end(known);
}

bool dates(const Json& given) {
  return std::ranges::any_of(std::initializer_list<const char*>{"start", "end", "planned_start", "planned_end"},
                             [&](const char* name) { return given.contains(name); });
}

}  // namespace

void RowRecord::keep_unread(const std::string& column, std::string_view text, const Reason& reason) {
  if (!keeps_unread_) {
    if (!unread_cell_) unread_cell_ = Problem{column, std::string(text), reason.code, reason.text};
    return;
  }
  unread_.emplace_back(column, text);
  warnings_.push_back(
      {column,
       std::string(text),
       {"it cannot be read and is kept as an attribute of the campaign", "无法读取，作为活动的附加属性保留"}});
}

void RowRecord::set_loose_amount(Json& into, const std::string& name, std::string_view text, const Unit& unit,
                                 const std::string& column) {
  if (const auto number = parse_loose_number(text, unit))
    put_loose_amount(into, name, number->number, number->certain, text, column);
  else
    keep_unread(column, text, parse_number(text, unit).reason());
}

void RowRecord::put_loose_amount(Json& into, const std::string& name, const Number& number, bool certain,
                                 std::string_view text, const std::string& column) {
  // A goal of at least so much is that much.
  if (name == "target" && !number.low && number.bound != Number::Bound::about) certain = true;
  if (number.rounded)
    warnings_.push_back({column, std::string(text), {"rounded to 9 decimal places", "已舍入到 9 位小数"}});
  if (!number.unit.currency.empty()) row_currency_ = number.unit.currency;
  const bool of_record = name != "target" && name != "value" && name != "actual" && name != "planned";
  if (!certain && of_record) {
    doubts_.push_back({name, archive::to_json(number.value), column, std::string(text)});
    return;
  }
  into[name] = archive::to_json(number.value);
  if (number.low && number.high && name == "target") {
    into["low"] = archive::to_json(*number.low);
    into["high"] = archive::to_json(*number.high);
  }
  if ((name == "target" || name == "value") && !into.contains("unit"))
    if (const std::string unit = unit_name(number.unit); !unit.empty()) into["unit"] = unit;
  if (!certain) {
    entry_in_doubt_ = true;
    in_doubt_text_ = text;
  }
}

// "120w曝光/1380人": the column's figure into the entry, the others as results of their own.
bool RowRecord::set_cell_figures(Json& into, Json& entry, std::string_view text, const Unit& unit,
                                 const std::string& column) {
  const auto figures = parse_cell_figures(text, unit, *context_.dictionary);
  if (!figures) return false;
  for (const CellFigure& figure : *figures) {
    if (figure.metric.empty()) continue;
    Json other{{"metric", figure.metric}};
    put_loose_amount(other, "value", figure.value.number, figure.value.certain, text, column);
    if (std::exchange(entry_in_doubt_, false))
      doubts_.push_back({"results", std::move(other), column, std::string(text)});
    else
      append_entry(into, "results", std::move(other));
  }
  for (const CellFigure& figure : *figures)
    if (figure.metric.empty())
      put_loose_amount(entry, "value", figure.value.number, figure.value.certain, text, column);
  return true;
}

void RowRecord::set_loose_status(Json& into, std::string_view text, const std::string& column) {
  const std::string bare = split_remark(text).text;
  for (const std::string_view each : {text, std::string_view(bare)}) {
    const std::string_view word = canonical_word(rule_.kind, "status", each);
    if (!is_campaign_status(word)) continue;
    into["status"] = std::string(word);
    return;
  }
  if (keeps_unread_)
    keep_unread(column, text, {});
  else
    into["status"] = std::string(text);  // what it must be is said when the record is checked
}

// Days that the cell tells are the campaign's. A month, a quarter or a day that is not settled is when it was planned for: the days wait
// for confirmation.
void RowRecord::set_loose_period(Json& into, const Field& field, std::string_view text, const std::string& column) {
  const bool starts = field.name != "end", ends = field.name != "start";
  const auto wait = [&](Date first, Date last) {
    if (starts) {
      into["planned_start"] = month_of(first).to_string();
      doubts_.push_back({"start", first_day_of(first).to_string(), column, std::string(text)});
    }
    if (ends) {
      into["planned_end"] = month_of(last).to_string();
      doubts_.push_back({"end", last_day_of(last).to_string(), column, std::string(text)});
    }
  };
  const Remarked remarked = split_remark(text);
  for (const std::string_view each : {text, std::string_view(remarked.text)})
    if (const auto coarse = parse_coarse_period(each, rule_.dates.default_year)) {
      if (coarse->year_inferred && !rule_.year_source.empty()) warn_of_year(column, text);
      return wait(coarse->first, coarse->last);
    }
  auto range = parse_date_range(text, rule_.dates, zone_);
  bool settled = true;
  if (!range && !remarked.remark.empty()) {
    range = parse_date_range(remarked.text, rule_.dates, zone_);
    settled = !remarked.tentative;
  }
  if (!range) {
    if (!unread_date_) unread_date_ = Problem{column, std::string(text), range.reason().code, range.reason().text};
    return keep_unread(column, text, range.reason());
  }
  if (range->year_inferred && !rule_.year_source.empty()) warn_of_year(column, text);
  const Date last = range->end.value_or(range->start);
  if (range->start.precision != Precision::day || last.precision != Precision::day || !settled)
    return wait(range->start, last);
  if (starts) into["start"] = range->start.to_string();
  if (range->end || field.name == "end")
    into["end"] = last.to_string();
  else if (field.name == "period" && !into.contains("end"))
    into["end"] = range->start.to_string();  // one day, as of a members' day
}

// The months in which the row has something are when the campaign is planned for; what they add up to is its budget, if all are amounts.
void RowRecord::add_months(const RowSource& rows, Json& given) {
  const std::optional<int>& year = rule_.dates.default_year;
  if (months_.empty() || !year || dates(given)) return;
  int first = 0, last = 0;
  bool amounts = true;
  archive::Decimal sum{0, 0};
  std::string columns, cells;
  for (const auto& [column, month] : months_) {
    const std::string_view text = rows.cell(column, scratch_).text;
    if (means_nothing(text)) continue;
    first = first == 0 ? month : std::min(first, month);
    last = std::max(last, month);
    const auto number = parse_number(text, rule_.amounts.value_or(Unit{}));
    const auto more = number ? archive::add(sum, number->value) : std::nullopt;
    amounts = amounts && more.has_value();
    if (more) sum = *more;
    columns += (columns.empty() ? "" : "、") + column.name;
    cells += (cells.empty() ? "" : "、") + std::string(text);
  }
  if (first == 0) return;
  Date from = *Date::from_ymd(*year, static_cast<unsigned>(first), 1),
       to = *Date::from_ymd(*year, static_cast<unsigned>(last), 1);
  from.precision = to.precision = Precision::month;
  given["planned_start"] = from.to_string();
  given["planned_end"] = to.to_string();
  doubts_.push_back({"start", first_day_of(from).to_string(), columns, cells});
  doubts_.push_back({"end", last_day_of(to).to_string(), columns, cells});
  if (amounts && !given.contains("budget")) doubts_.push_back({"budget", archive::to_json(sum), columns, cells});
}

// A row without any date was planned for the table's year, if that is known; else it is rejected for the date that could not be read. Cells
// that were not read become attributes.
bool RowRecord::settle_dates(Json& given, Problem& problem) {
  if (rule_.planned_by_year && rule_.dates.default_year && given.contains("name") && !given.contains("code") &&
      !dates(given)) {
    Date year = *Date::from_ymd(*rule_.dates.default_year, 1, 1);
    year.precision = Precision::year;
    given["planned_start"] = year.to_string();
  }
  const std::optional<Problem>& unread = unread_cell_ || dates(given) ? unread_cell_ : unread_date_;
  if (unread) {
    problem = *unread;
    return false;
  }
  for (auto& [column, text] : unread_) {
    Json& attributes = given["attributes"];
    if (!attributes.is_object()) attributes = Json::object();
    attributes[column] = text;
  }
  return true;
}

}  // namespace almanac::importers
