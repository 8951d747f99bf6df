#include "importers/daily_rows.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "importers/header_names.h"
#include "importers/value.h"

namespace almanac::importers {
namespace {

bool is_one_of(std::string_view column, std::initializer_list<std::string_view> names) {
  const std::string folded = folded_name(split_header_unit(column).name);
  return std::ranges::any_of(names, [&](std::string_view name) { return folded_name(name) == folded; });
}

bool heads_days(std::string_view column) {
  return is_one_of(column,
                   {"日期", "统计日期", "数据日期", "报表日期", "投放日期", "天", "date", "day", "report date"});
}

bool names_advertising(std::string_view column) {
  return is_one_of(column, {"广告系列", "广告系列名称", "推广计划", "推广计划名称", "广告计划", "广告计划名称",
                            "计划名称", "广告组名称", "推广活动"});
}

// What advertising reports call spend, and other tables what customers spent.
bool heads_spend(std::string_view column) { return is_one_of(column, {"消费", "总消费"}); }

const FieldRule* field_of(const FileRule& rule, std::string_view name) {
  const auto found = std::ranges::find(rule.fields, name, &FieldRule::field);
  return found == rule.fields.end() ? nullptr : &*found;
}

// The column that the field is taken from; empty: none, or several.
std::string column_of(const FileRule& rule, std::string_view name) {
  const FieldRule* field = field_of(rule, name);
  return field && field->value.names.size() == 1 ? field->value.names.front() : std::string();
}

bool is_figure(std::string_view field) { return field == "spend" || field.starts_with("result."); }

}  // namespace

std::optional<DailyRows> find_daily_rows(RowSource rows, const FileRule& rule, NamedBy named_by) {
  DailyRows daily;
  if (field_of(rule, "code") || field_of(rule, "end")) return std::nullopt;
  daily.name = column_of(rule, "name");
  bool figure = std::ranges::any_of(rule.fields, [](const FieldRule& field) { return is_figure(field.field); });
  for (const std::string& column : rows.header()) {
    if (daily.name.empty() && named_by == NamedBy::advertising && names_advertising(column)) daily.name = column;
    if (daily.day.empty() && heads_days(column)) daily.day = column;
    if (daily.spend.empty() && heads_spend(column) && !field_of(rule, "spend")) daily.spend = column;
  }
  if (daily.name.empty() || daily.day.empty() || (!figure && daily.spend.empty())) return std::nullopt;
  for (const std::string_view dates : {"start", "period"})
    if (field_of(rule, dates) && column_of(rule, dates) != daily.day) return std::nullopt;
  daily.channel = column_of(rule, "channels");

  constexpr int looked_at = 1'000;
  const archive::Zone zone("UTC");
  const auto name = rows.bind(daily.name), day = rows.bind(daily.day);
  const auto channel = daily.channel.empty() ? std::nullopt : rows.bind(daily.channel);
  std::map<std::string, std::set<std::int64_t>> days;
  std::set<std::tuple<std::string, std::string, std::int64_t>> seen;
  std::string scratch;
  int read = 0;
  for (Read next = rows.next(); next != Read::end && read < looked_at; next = rows.next()) {
    if (next != Read::row) continue;
    ++read;
    const std::string named(rows.cell(*name, scratch).text);
    const std::string_view written = rows.cell(*day, scratch).text;
    if (named.empty() || written.empty()) continue;
    const auto range = parse_date_range(written, rule.dates, zone);
    if (!range || range->start.precision != archive::Precision::day ||
        (range->end && range->end->days != range->start.days))
      return std::nullopt;
    days[named].insert(range->start.days);
    const std::string by = channel ? std::string(rows.cell(*channel, scratch).text) : std::string();
    daily.repeated = !seen.emplace(named, by, range->start.days).second || daily.repeated;
  }
  std::size_t steps = 0, of_a_day = 0;
  for (const auto& [each, its] : days)
    for (auto later = its.begin(), earlier = later == its.end() ? later : later++; later != its.end();
         ++later, ++earlier) {
      ++steps;
      of_a_day += *later - *earlier == 1;
    }
  if (steps == 0 || of_a_day * 2 < steps) return std::nullopt;
  return daily;
}

void split_by_day(FileRule& rule, const DailyRows& daily, const archive::Dictionary& dictionary) {
  rule.collect = rule.daily = true;
  rule.others = FileRule::Others::ignore;
  const auto column = [](const std::string& name) {
    Expression expression;
    expression.names = {name};
    return expression;
  };
  const auto add_figure = [&](const std::string& metric, Expression value) {
    const archive::Metric* known = dictionary.find_metric(metric);
    const bool adds_up = known && known->additive;
    if (daily.repeated && !adds_up) {
      rule.ignore.insert(rule.ignore.end(), value.names.begin(), value.names.end());
      return;
    }
    if (adds_up) value.combine = Expression::Combine::sum;
    Expression named;
    named.from = Expression::From::text;
    named.parts.push_back({metric, {}});
    EntryRule entry{"results", {{"metric", std::move(named)}}};
    if (!daily.channel.empty()) entry.fields.push_back({"channel", column(daily.channel)});
    entry.fields.push_back({"value", std::move(value)});
    entry.fields.push_back({"from", column(daily.day)});
    entry.fields.push_back({"to", column(daily.day)});
    rule.entries.push_back(std::move(entry));
  };
  std::vector<FieldRule> fields;
  for (FieldRule& field : std::exchange(rule.fields, {})) {
    if (field.field == "start" || field.field == "period") continue;
    if (daily.repeated && field.field == "tags") continue;  // 关键词: of a row, not of the campaign
    if (!is_figure(field.field)) {
      fields.push_back(std::move(field));
      continue;
    }
    add_figure(field.field == "spend" ? "spend" : field.field.substr(std::string_view("result.").size()),
               std::move(field.value));
  }
  rule.fields = std::move(fields);
  if (!daily.spend.empty()) add_figure("spend", column(daily.spend));
  if (!field_of(rule, "name")) {
    rule.fields.push_back({"name", column(daily.name)});
    rule.fields.back().value.literal = true;
  }
  for (const auto& [field, combine] :
       {std::pair{"start", Expression::Combine::least}, std::pair{"end", Expression::Combine::greatest}}) {
    rule.fields.push_back({field, column(daily.day)});
    rule.fields.back().value.combine = combine;
  }
}

}  // namespace almanac::importers
