#include "importers/figure_head.h"

#include <algorithm>
#include <span>

#include "importers/value_loose.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

using Role = FigureHead::Role;

// Longer ones first where one begins or ends another.
constexpr std::string_view goal_words[] = {
    "目标值", "计划值", "预期值",  "预估值", "目标",  "预期", "预估",    "计划", "预计", "指标值",   "任务值",
    "任务",   "考核值", "targets", "target", "goals", "goal", "planned", "plan", "kpi",  "forecast", "budgeted"};
constexpr std::string_view result_words[] = {"实际完成值", "实际完成", "实际达成", "实际值", "完成值",  "达成值",
                                             "实际",       "完成",     "达成",     "实绩",   "实现",    "结果",
                                             "achieved",   "actuals",  "actual",   "result", "results", "done"};

struct Bracketed {
  std::string before, inside;
};

std::optional<Bracketed> split_bracket(std::string_view text) {
  Remarked remarked = split_remark(text);
  if (remarked.remark.empty()) return std::nullopt;
  return Bracketed{std::move(remarked.text), std::move(remarked.remark)};
}

// The word at the front or back of the text, in small letters; one of Latin letters must stand alone. Empties `rest` of it.
bool take_word(std::string& rest, std::span<const std::string_view> words) {
  const std::string lower = lower_ascii(rest);
  for (const std::string_view word : words) {
    const bool latin = is_letter(word.front());
    if (lower.starts_with(word) && !(latin && lower.size() > word.size() && is_letter(lower[word.size()]))) {
      rest = without_ends(std::string_view(rest).substr(word.size()));
      return true;
    }
    if (lower.ends_with(word) &&
        !(latin && lower.size() > word.size() && is_letter(lower[lower.size() - word.size() - 1]))) {
      rest = without_ends(std::string_view(rest).substr(0, rest.size() - word.size()));
      return true;
    }
  }
  return false;
}

bool is_word(std::string_view text, std::span<const std::string_view> words) {
  const std::string lower = lower_ascii(text);
  return std::ranges::any_of(words, [&](std::string_view word) { return lower == word; });
}

Role role_of(std::string_view text) {
  return is_word(text, goal_words) ? Role::goal : is_word(text, result_words) ? Role::result : Role::none;
}

// "GMV，元" → "GMV", 元.
void take_unit_of_list(FigureHead& head) {
  for (const std::string_view sign : {"，", ",", "、", "/", "；"}) {
    const std::size_t at = head.metric.rfind(sign);
    if (at == std::string::npos || at == 0) continue;
    if (auto unit = parse_unit(std::string_view(head.metric).substr(at + sign.size()))) {
      head.unit = std::move(unit);
      head.metric = trimmed(std::string_view(head.metric).substr(0, at));
      return;
    }
  }
}

FigureHead read_one(std::string_view text) {
  FigureHead head;
  HeaderName bare = split_header_unit(text);
  head.unit = bare.unit;
  if (const auto bracket = split_bracket(bare.name)) {
    if (const Role inside = role_of(bracket->inside); inside != Role::none) {
      head.role = inside;
      head.metric = split_header_unit(bracket->before).name;
      return head;
    }
    if (const Role before = role_of(bracket->before); before != Role::none) {
      head.role = before;
      head.metric = bracket->inside;
      take_unit_of_list(head);
      return head;
    }
  }
  head.metric = bare.name;
  if (take_word(head.metric, goal_words))
    head.role = Role::goal;
  else if (take_word(head.metric, result_words))
    head.role = Role::result;
  // 达成率, 完成情况, 计划时间: the word is part of another.
  constexpr std::string_view rest_of_word[] = {"率",   "度", "情况", "进度", "时间", "日期", "比",
                                               "周期", "差", "rate", "date", "%",    "vs",   "人群"};
  if (head.role != Role::none && std::ranges::find(rest_of_word, lower_ascii(head.metric)) != std::end(rest_of_word)) {
    head.role = Role::none;
    head.metric = bare.name;
  }
  return head;
}

}  // namespace

std::string_view without_ends(std::string_view text) {
  constexpr std::string_view signs[] = {" ", ":", "：", "-", "_", "/", "·", ".", "的", "—"};
  for (bool cut = true; cut;) {
    cut = false;
    for (const std::string_view sign : signs) {
      if (text.starts_with(sign)) text.remove_prefix(sign.size()), cut = true;
      if (text.ends_with(sign)) text.remove_suffix(sign.size()), cut = true;
    }
  }
  return text;
}

FigureHead read_figure_head(std::string_view header) {
  const std::size_t at = header.find(" / ");
  if (at == std::string_view::npos) return read_one(header);
  FigureHead group = read_one(trimmed(header.substr(0, at)));
  FigureHead last = read_one(trimmed(header.substr(at + 3)));
  if (!last.unit) last.unit = group.unit;
  // "GMV / 目标": the group is counted; "目标 / GMV": the column is. Both words for both: "目标 / 完成" says nothing of what is counted.
  if (last.role != Role::none && last.metric.empty()) {
    last.metric = group.metric;
    return last;
  }
  if (group.role != Role::none && group.metric.empty() && last.role == Role::none) {
    last.role = group.role;
    return last;
  }
  return {};
}

}  // namespace almanac::importers
