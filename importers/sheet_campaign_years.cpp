// One campaign per column: 2023年 | 2024年 | 2025年 over rows of fields, one of which gives each year's dates.

#include <algorithm>

#include "importers/layout.h"
#include "importers/review_tables.h"
#include "importers/sheet_campaign_facts.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

std::string_view without_year(std::string_view name) {
  const auto year = leading_year(name);
  return year ? trimmed(year->second) : name;
}

bool is_change_row(std::string_view label) {
  return std::ranges::any_of(std::initializer_list<std::string_view>{"同比", "环比", "较去年", "较上年", "增长", "增幅",
                                                                     "涨幅", "占比", "完成率", "达成"},
                             [&](std::string_view word) { return label.find(word) != std::string_view::npos; });
}

// "Spend by channel" → 花费, "分渠道GMV" → GMV; empty: no head of channels.
std::string group_of_channels(std::string_view label, const archive::Dictionary& dictionary) {
  const std::string lower = lower_ascii(label);
  if (!contains_any(lower, {"渠道", "平台", "by channel", "by platform"})) return {};
  if (contains_any(lower, {"花费", "费用", "消耗", "投入", "spend", "cost"})) return "花费";
  for (std::size_t at = 0; at < label.size(); ++at)
    for (std::size_t end = label.size(); end > at; --end)
      if (const auto* metric = dictionary.find_metric(trimmed(label.substr(at, end - at)))) return metric->name;
  return {};
}

}  // namespace

std::optional<SheetTable> read_years_of_sheet(const SheetText& sheet, const CampaignTable& table,
                                              const SheetFacts& facts, const std::string& name,
                                              const archive::Dictionary& dictionary, const archive::Zone& zone) {
  const std::string_view bare = without_year(name);
  const bool years_alone =
      std::ranges::any_of(table.heads, [](const ColumnHead& head) { return head.kind == ColumnHead::Kind::year; });
  if (years_alone && (bare.empty() || facts.several)) return std::nullopt;
  SheetTable form;
  form.shape = SheetTable::Shape::form;
  form.name = form.title = facts.title.empty() ? sheet.sheet().name : facts.title;
  form.first_row = table.header + 1;
  form.last_row = table.last + 1;
  form.first_column = table.left + 1;
  form.last_column = table.right() + 1;
  form.known_header = true;
  if (facts.unit != Unit{}) form.unit = facts.unit;
  form.header = {"活动名称", "开始日期", "结束日期"};
  std::vector<std::uint32_t> rows;
  std::optional<std::uint32_t> period;
  std::string group;  // what the lines of channels below it are of
  for (std::uint32_t row = table.header + 1; row <= table.last; ++row) {
    std::string label(sheet.text(row, table.left));
    std::ranges::replace(label, '\n', ' ');
    if (label.empty()) continue;
    if (period_key(label) != PeriodKey::none) {
      if (period) return std::nullopt;
      period = row;
      continue;
    }
    if (is_change_row(label) || is_footnote(label)) continue;
    // "Spend by channel" over a line for each channel
    bool alone = true;
    for (std::uint32_t column = table.left + 1; column <= table.right() && alone; ++column)
      alone = sheet.text(row, column).empty() || !sheet.own(row, column);
    if (alone) {
      group = group_of_channels(label, dictionary);
      continue;
    }
    if (!group.empty() &&
        (sounds_like_channel(label, dictionary) || sheet.cell(row, table.left).text.starts_with(' '))) {
      label = std::string(channel_prefix) + channel_name(label, dictionary) + " / " + group;
    } else {
      group.clear();
    }
    const std::string known = known_metric_name(label, dictionary);
    if (const std::size_t at = label.find(known);
        at != std::string::npos && group.empty() && dictionary.find_metric(known) && !dictionary.find_metric(label))
      label.erase(0, at);
    if (std::ranges::find(form.header, label) != form.header.end()) return std::nullopt;
    form.header.push_back(label);
    rows.push_back(row);
  }
  // Years with their days beside them need no row of dates.
  const auto days_of = [](const ColumnHead& head) {
    const std::size_t open = std::min({head.text.find("（"), head.text.find('('), head.text.size()});
    return std::string_view(head.text).substr(open);
  };
  const auto has_days = [&](const ColumnHead& head) { return !days_of(head).empty(); };
  if ((!period && std::ranges::none_of(table.heads, has_days)) || rows.empty()) return std::nullopt;
  std::size_t named = 0;
  ReviewContext context;
  context.dictionary = &dictionary;
  context.zone = &zone;
  for (std::size_t i = 1; i < table.heads.size(); ++i) {
    const ColumnHead& head = table.heads[i];
    const bool is_year = head.kind == ColumnHead::Kind::year;
    if (is_year != years_alone) continue;
    const std::uint32_t column = table.left + static_cast<std::uint32_t>(i);
    const int year = is_year ? head.year : year_in(head.text).value_or(facts.year);
    const std::string called =
        is_year ? std::to_string(head.year) + "年" + std::string(bare) : campaign_in_title(head.text);
    YearSource years;
    if (year != 0) years.year = year;
    std::string_view days = period ? sheet.value(*period, column) : days_of(head);
    for (const std::string_view sign : {"(", "（"}) take_front(days, sign);
    for (const std::string_view sign : {")", "）"}) take_back(days, sign);
    const auto range = certain_period(days, ReviewDates(context, years), SingleDay::counts);
    if (!range || called.empty()) continue;
    if (is_year && range->start.year() != year && range->end.value_or(range->start).year() != year) continue;
    if (!is_year) named += sounds_like_campaign(called);
    std::vector<std::string> record = {called, range->start.to_string(), range->end.value_or(range->start).to_string()};
    for (const std::uint32_t row : rows) record.emplace_back(sheet.value(row, column));
    form.records.push_back(std::move(record));
  }
  // Names of anything else may have dates: shops, products. Some of them must sound like a campaign, or the dates be said to be its.
  const bool own = period && period_key(sheet.text(*period, table.left)) == PeriodKey::own;
  if (form.records.size() < 2 || (!years_alone && named == 0 && !own)) return std::nullopt;
  return form;
}

}  // namespace almanac::importers
