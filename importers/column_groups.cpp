// Columns in groups: channels over goal and result of what the title counts, metrics over channels; and units that one column of a
// measure names for all.

#include <algorithm>

#include "archive/name.h"
#include "importers/column_choice.h"
#include "importers/column_figures.h"
#include "importers/layout.h"
#include "importers/sheet_campaign_words.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

bool is_goal_word(std::string_view text) {
  return is_one_of(lower_ascii(text), {"目标", "目标值", "计划", "任务", "target", "goal", "plan"});
}
bool is_result_word(std::string_view text) {
  return is_one_of(lower_ascii(text), {"实际", "实际值", "完成", "达成", "结果", "实绩", "actual", "result"});
}
bool means_whole(std::string_view text) {
  return is_total_label(text) || is_one_of(lower_ascii(text), {"全渠道", "整体", "全店", "全平台", "总体", "all"});
}

// The one metric that the title or the sheet's name counts: "渠道×活动 GMV 目标与实际". Empty: none, or several.
std::string metric_in_title(std::string_view about, const archive::Dictionary& dictionary) {
  // The file's name is the last line: it is no head of this table alone.
  about = about.substr(0, about.rfind('\n') == std::string_view::npos ? 0 : about.rfind('\n'));
  constexpr std::size_t longest = 30;
  std::string found;
  for (std::size_t at = 0; at < about.size();) {
    std::size_t size = 1;
    for (std::size_t end = std::min(about.size(), at + longest); end > at; --end) {
      if (end < about.size() && (static_cast<unsigned char>(about[end]) & 0xc0) == 0x80) continue;
      const std::string_view word = about.substr(at, end - at);
      const auto latin = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
      if ((at > 0 && latin(about[at - 1]) && latin(word.front())) ||
          (end < about.size() && latin(about[end]) && latin(word.back())))
        continue;
      const auto* metric = trimmed(word).size() == word.size() ? dictionary.find_metric(word) : nullptr;
      if (!metric || metric->name == "attainment" || metric->name == "spend") continue;
      if (!found.empty() && found != metric->name) return {};
      found = metric->name;
      size = word.size();
      break;
    }
    do at += size, size = 1;
    while (at < about.size() && (static_cast<unsigned char>(about[at]) & 0xc0) == 0x80);
  }
  return found;
}

// "渠道GMV（万）": the metric of what stands over channels.
const archive::Metric* metric_of_group(std::string_view words, const archive::Dictionary& dictionary) {
  for (const std::string_view front : {"", "各渠道", "分渠道", "渠道", "各平台", "分平台", "平台", "实际"})
    if (words.starts_with(front) && words.size() > front.size())
      if (const auto* metric = dictionary.find_metric(trimmed(words.substr(front.size())))) return metric;
  return nullptr;
}

// What a column measures, for units: the metric, or "spend" of all costs; empty: nothing that shares one.
std::string measure_of(const ColumnMatch& match) {
  if (match.figure) return match.figure->list == "costs" ? "spend" : match.figure->metric;
  if (match.field == "budget" || match.field == "spend") return "spend";
  for (const std::string_view prefix : {"goal.", "result."})
    if (match.field.starts_with(prefix)) return match.field.substr(prefix.size());
  return {};
}

// The year that the title, else the sheet or the file is of; 0: none, or several.
int year_of(std::string_view about) {
  for (std::size_t from = 0; from <= about.size();) {
    const std::size_t to = std::min(about.find('\n', from), about.size());
    if (const auto year = year_in(about.substr(from, to - from))) return *year;
    from = to + 1;
  }
  return 0;
}

bool is_phase(std::string_view text) {
  const std::string lower = lower_ascii(text);
  if (text.size() > 45 || contains_any(text, {"全周期", "活动期", "全期"})) return false;
  for (const std::string_view end : {"期", "阶段", "波", "周", "日", "场", "段", "天"})
    if (text.ends_with(end) && text.size() > end.size()) return true;
  return contains_any(text,
                      {"预热", "预售", "爆发", "返场", "蓄水", "开门红", "尾款", "第一", "第二", "第三", "首日"}) ||
         (lower.size() <= 24 && lower.starts_with("w") && lower.size() > 1 && is_digit(lower[1]));
}

// Of another year than the table's, or of what it is compared with.
bool is_other_time(std::string_view text, int own_year) {
  if (contains_any(text, {"去年", "上年", "同期", "往年", "往期", "上期", "上次", "上届", "前年", "明年", "次年",
                          "来年", "下期", "下次", "下年", "基线", "历史", "竞品", "行业"}))
    return true;
  const auto year = leading_year(text);
  return year && own_year != 0 && year->first != own_year;
}

}  // namespace

void choose_groups(std::span<const std::string> columns, std::span<const ColumnSample> samples, std::string_view about,
                   const archive::Dictionary& dictionary, std::vector<ColumnMatch>& matches) {
  const std::string counted = metric_in_title(about, dictionary);
  const auto has = [&](std::string_view field) {
    return std::ranges::any_of(matches, [&](const ColumnMatch& match) { return match.field == field; });
  };
  const auto close = [](ColumnMatch& match) {
    match.field.clear();
    match.figure.reset();
    match.unit.reset();
    match.confidence = 0;
    match.closed = true;
  };
  int own_year = year_of(about);
  if (own_year == 0)
    for (const std::string& column : columns)
      if (const auto year = leading_year(column)) own_year = std::max(own_year, year->first);
  const auto counts = [](const ColumnMatch& match) {
    return match.figure || match.field.empty() || match.field == "budget" || match.field == "spend" ||
           match.field == "goals" || match.field == "results" || match.field.starts_with("goal.") ||
           match.field.starts_with("result.");
  };
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const std::string_view group = std::string_view(columns[i]).substr(0, columns[i].find(" / "));
    const bool grouped = group.size() < columns[i].size();
    if (samples[i].holds_numbers() && counts(matches[i]) &&
        (is_other_time(columns[i], own_year) ||
         (grouped && is_phase(group) && !dictionary.find_channel(group) && !dictionary.find_metric(group))))
      close(matches[i]);
  }
  // 目标 | 实际 alone are of what the title counts.
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const HeaderName own = split_header_unit(columns[i]);
    const bool goal = is_goal_word(own.name), result = is_result_word(own.name);
    if (counted.empty() || (!goal && !result) || !samples[i].holds_numbers() || matches[i].closed) continue;
    const std::string field = (goal ? "goal." : "result.") + counted;
    if (has(field)) continue;
    matches[i].field = field;
    matches[i].figure.reset();
    matches[i].unit = own.unit;
    matches[i].confidence = 0.75;
  }
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const std::size_t at = columns[i].find(" / ");
    if (at == std::string::npos || !samples[i].holds_numbers() || matches[i].closed) continue;
    const HeaderName group = split_header_unit(trimmed(std::string_view(columns[i]).substr(0, at)));
    const HeaderName own = split_header_unit(trimmed(std::string_view(columns[i]).substr(at + 3)));
    ColumnMatch& match = matches[i];
    const auto take = [&](std::string field, std::optional<PartFigure> figure) {
      if (!field.empty() && has(field) && match.field != field) return;
      match.field = std::move(field);
      match.figure = std::move(figure);
      match.confidence = 0.8;
      match.unit = own.unit ? own.unit : group.unit;
    };
    const bool channel = dictionary.find_channel(group.name) != nullptr, whole = means_whole(group.name);
    const bool goal = is_goal_word(own.name), result = is_result_word(own.name);
    if ((channel || whole) && (goal || result)) {
      if (match.figure && match.figure->list == "costs") continue;  // 预算 | 实际
      if (counted.empty() || (channel && goal))
        close(match);  // of what, or a goal of one channel
      else if (whole)
        take((goal ? "goal." : "result.") + counted, std::nullopt);
      else
        take({}, PartFigure{"results", "value", counted, group.name, ""});
      continue;
    }
    // "合计 / GMV": the whole, where parts stand beside it.
    if (whole && match.field.empty() && !match.figure) {
      const std::string name(trimmed(std::string_view(columns[i]).substr(at + 3)));
      const ColumnMatch alone = match_columns(RowKind::campaigns, std::span(&name, 1), dictionary).front();
      if (!alone.field.empty() && counts(alone)) {
        take(alone.field, std::nullopt);
        if (alone.unit) match.unit = alone.unit;
      }
      continue;
    }
    const archive::Metric* metric = metric_of_group(group.name, dictionary);
    if (!metric || metric->name == "spend") continue;
    if (dictionary.find_channel(own.name))
      take({}, PartFigure{"results", "value", metric->name, own.name, ""});
    else if (means_whole(own.name))
      take("result." + metric->name, std::nullopt);
  }
}

void share_units(std::span<const ColumnSample> samples, std::vector<ColumnMatch>& matches) {
  constexpr double alike = 20;
  std::vector<std::optional<Unit>> units;
  for (std::size_t i = 0; i < matches.size(); ++i) {
    units.push_back(matches[i].unit);
    const std::string measure = measure_of(matches[i]);
    if (matches[i].unit || measure.empty() || samples[i].largest == 0) continue;
    bool differ = false;
    for (std::size_t j = 0; j < matches.size(); ++j) {
      const std::optional<Unit>& unit = matches[j].unit;
      if (j == i || !unit || unit->percent || measure_of(matches[j]) != measure || samples[j].largest == 0) continue;
      if (samples[i].largest > samples[j].largest * alike || samples[j].largest > samples[i].largest * alike) continue;
      differ = differ || (units[i] && *units[i] != *unit);
      units[i] = unit;
    }
    if (differ) units[i].reset();
  }
  for (std::size_t i = 0; i < matches.size(); ++i)
    if (!matches[i].unit) matches[i].unit = units[i];
}

}  // namespace almanac::importers
