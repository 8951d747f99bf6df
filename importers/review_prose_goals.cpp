// What stands beside a figure: its goal, the budget, what channels cost of it, and what is corrected.

#include <algorithm>

#include "archive/name.h"
#include "importers/heading_form.h"
#include "importers/review_clauses.h"
#include "importers/review_sentence.h"
#include "importers/review_tables.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

using archive::Json;
using Words = std::initializer_list<std::string_view>;

}  // namespace

bool Sentence::read_correction(std::string_view text) {
  const auto says = [&](std::string_view all, Words words) {
    return std::ranges::any_of(words, [&](std::string_view word) { return all.find(word) != std::string_view::npos; });
  };
  if (!reading_.in_review || !says(place_.evidence, {"更正", "勘误", "订正", "有误", "修正"})) return false;
  for (const std::string_view link : {"应为", "应该是", "更正为", "修正为", "订正为", "实为", "改为"}) {
    const std::size_t at = text.find(link);
    if (at == std::string_view::npos || at == 0) continue;
    Role role = Role::unknown;
    std::string_view words = text.substr(0, at);
    strip_leads(words);
    const auto* metric = metric_of(words, reading_.dictionary, role);
    const auto number = count_of(text.substr(at + link.size()));
    if (!metric || !number || number->bound != Number::Bound::exact || number->low || role == Role::target)
      return false;
    if (metric->name == "spend") {
      reading_.out.correct("spend", archive::to_json(number->value), place_);
      return any_ = true;
    }
    Json entry{{"metric", metric->name}, {"value", archive::to_json(number->value)}};
    if (number->unit.percent) entry["unit"] = "%";
    if (!number->unit.currency.empty()) entry["unit"] = number->unit.currency;
    reading_.out.correct("results", std::move(entry), place_);
    return any_ = true;
  }
  return false;
}

void Sentence::note_spent(std::string_view text) {
  if (text.find("预算") != std::string_view::npos) return;
  const bool spends =
      std::ranges::any_of(Words{"费", "花", "投入", "支出", "成本", "使用", "结算"},
                          [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
  std::size_t digit = 0;
  while (digit < text.size() && !is_digit(text[digit])) ++digit;
  const auto number = spends ? front_number(text.substr(digit)) : std::nullopt;
  if (!number) return;
  spent_ = number->value.to_double();
  spend_last_ = true;
}

bool Sentence::read_part_of_spend(std::string_view text) {
  std::size_t digit = 0;
  while (digit < text.size() && !is_digit(text[digit])) ++digit;
  const std::string_view name = trim_spaces(text.substr(0, digit));
  const auto number = digit < text.size() ? count_of(text.substr(digit)) : std::nullopt;
  if (const auto figure = direct(text); figure && figure->metric->unit != "money") {
    parts_of_spend_ = false;
    subject_ = {};
    return false;
  }
  const auto* channel = name.empty() ? nullptr : reading_.dictionary.find_channel(name);
  if (!number || !channel || number->unit.percent || !number->unit.word.empty() ||
      number->bound != Number::Bound::exact || number->low)
    return number.has_value();
  reading_.out.certain("costs", Json{{"channel", channel->channel}, {"actual", archive::to_json(number->value)}},
                       place_);
  reading_.out.certain("channels", channel->channel, place_);
  return any_ = true;
}

std::optional<Number> Sentence::front_number(std::string_view text) {
  std::optional<Number> longest;
  for (std::size_t end = 0; end < text.size() && end < 40;) {
    end += first_character(text.substr(end));
    if (const auto number = parse_number(text.substr(0, end))) longest = *number;
  }
  return longest;
}

void Sentence::put_goal(const std::string& metric, const Number& number) {
  add_figure(metric, number, Role::target, {reading_.dictionary, reading_.out, Role::target, true}, place_);
  any_ = true;
}

bool Sentence::read_goal(std::string_view text) {
  if (subject_.kind != Subject::Kind::campaign || plans_next(text, reading_.title)) return false;
  std::optional<Number> number;
  if (const std::size_t at = text.find("目标"); at != std::string_view::npos) {
    std::string_view rest = text.substr(at + std::string_view("目标").size());
    for (const std::string_view link : {"值", "额", "数", "定的是", "定为", "为", "是", ":"}) take_front(rest, link);
    const bool about = take_front(rest, "约");
    if (!rest.empty() && is_digit(rest[0])) number = front_number(rest);
    if (number && about) number->bound = Number::Bound::about;
    std::string_view front = text.substr(0, at);
    if (!number && take_back(front, "的")) {
      std::size_t digit = 0;
      while (digit < front.size() && !is_digit(front[digit])) ++digit;
      if (digit < front.size() && display_width(front.substr(0, digit)) <= 12)
        number = front_number(front.substr(digit));
    }
    if (!number && text.ends_with("目标") && at_ + 1 < clauses_.size() && clauses_[at_ + 1].bracket)
      number = front_number(plain_form(clauses_[at_ + 1].text));
  } else {
    for (const std::string_view word : {"设定的", "定下的", "预设的", "预期的", "计划的", "约定的"})
      if (const std::size_t place = text.find(word); place != std::string_view::npos && place <= 36)
        number = front_number(text.substr(place + word.size()));
  }
  const bool percent = number && number->unit.percent;
  const auto* known = reading_.dictionary.find_metric(last_name_);
  if (!number || (known ? (known->unit == "percent") != percent : last_percent_ != percent)) return false;
  put_goal(last_name_, *number);
  return true;
}

bool Sentence::read_budget(std::string_view text) {
  const std::size_t at = text.find("预算");
  if (at == std::string_view::npos || subject_.kind != Subject::Kind::campaign ||
      plans_next(place_.evidence, reading_.title))
    return false;
  std::string_view front = trim_spaces(text.substr(0, at)),
                   rest = trim_spaces(text.substr(at + std::string_view("预算").size()));
  std::optional<Number> number;
  bool exceeds = false;
  for (const std::string_view link : {"总额", "额", "不超过", "控制在", "上限", "定为", "为", "是", "共", ":"})
    take_front(rest, link);
  if (!rest.empty() && (is_digit(rest[0]) || rest.starts_with("¥"))) {
    number = front_number(rest);
    std::string_view left = front;
    for (const std::string_view word : {"总", "批复", "批准", "批的", "年初", "立项", "活动", "整体", "核定", "在",
                                        "项目", "营销", "审批", "原", "全年", "本次", "申请", "获批"})
      take_back(left, word), take_front(left, word);
    for (const std::string_view word : {"超出", "超过", "超"})
      if (left == word) exceeds = true, left = {};
    if (!left.empty()) return false;
  } else if (take_back(front, "的")) {
    for (const std::string_view word : {"比", "较", "相比", "低于", "没超过", "控制在", "不到", "高于"})
      take_front(front, word);
    if (front.empty() || !is_digit(front[0])) return false;
    number = front_number(front);
  }
  if (!number || number->unit.percent || !number->unit.word.empty() || number->low ||
      number->bound == Number::Bound::about)
    return false;
  if (exceeds) {
    const double budget = number->value.to_double();
    if (!spent_ || *spent_ <= budget || *spent_ >= 2 * budget) return false;
  }
  reading_.out.certain("budget", archive::to_json(number->value), place_);
  if (!number->unit.currency.empty()) reading_.out.certain("currency", number->unit.currency, place_);
  return any_ = true;
}

bool Sentence::read_written(std::string_view text) {
  std::size_t digit = 0;
  while (digit < text.size() && !is_digit(text[digit])) ++digit;
  std::string_view words = trim_spaces(text.substr(0, digit));
  for (const std::string_view link : {"为", "是", ":", "共", "了", "达到", "达"}) take_back(words, link);
  if (digit == 0 || digit >= text.size() || words.size() < 6 || display_width(words) > 16 ||
      std::ranges::any_of(words, [](char c) { return c == ' ' || c == ':'; }))
    return false;
  const auto number = count_of(text.substr(digit));
  if (!number || number->bound != Number::Bound::exact || number->low) return false;
  const Role role = reading_.role != Role::unknown ? reading_.role : reading_.in_review ? Role::actual : Role::unknown;
  if (role == Role::unknown) return false;
  std::string name;
  for (const std::string& own : *reading_.own_metrics)
    for (const char* tail : {"", "人数", "数", "量"})
      if (name.empty() && (std::string(words) + tail).ends_with(own) && own.size() >= 6) name = own;
  if (at_ + 1 < clauses_.size() && role == Role::actual) {
    const std::string next = plain_form(clauses_[at_ + 1].text);
    const bool goal = take_any(next, {"目标", "完成目标", "达成目标"}) > 0 || next.find("的目标") != std::string::npos;
    const bool later =
        at_ + 2 < clauses_.size() && plain_form(clauses_[at_ + 2].text).find("的目标") != std::string::npos;
    if (goal || later) {
      const bool suffix = !name.empty() && name.size() < words.size();
      if (!suffix) name = std::string(words);
    }
  }
  if (name.empty()) return false;
  last_name_ = name;
  last_percent_ = number->unit.percent;
  static const archive::Metric written{};
  last_ = &written;
  add_figure(name, *number, role, {reading_.dictionary, reading_.out, role, true}, place_);
  return any_ = true;
}

}  // namespace almanac::importers
