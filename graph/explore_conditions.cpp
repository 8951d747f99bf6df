#include "graph/explore_conditions.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "archive/error.h"
#include "archive/json.h"
#include "archive/name.h"
#include "archive/nearest.h"

namespace almanac::graph {

using archive::Error;
using archive::ErrorKind;
using archive::filled;
using archive::Text;

namespace {

// Longer ones before their beginnings.
constexpr std::pair<std::string_view, Comparison> signs[] = {
    {"!=", Comparison::different}, {"<=", Comparison::at_most}, {">=", Comparison::at_least}, {"==", Comparison::equal},
    {"≠", Comparison::different},  {"≤", Comparison::at_most},  {"≥", Comparison::at_least},  {"＝", Comparison::equal},
    {"＜", Comparison::less},      {"＞", Comparison::more},    {"～", Comparison::contains}, {"=", Comparison::equal},
    {"<", Comparison::less},       {">", Comparison::more},     {"~", Comparison::contains}};

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

[[noreturn]] void throw_bad_value(const Condition& condition, const Text& type, const char* where) {
  throw Error(
      ErrorKind::invalid_input, "bad_condition",
      Text{"\"" + condition.value + "\" cannot be compared with " + condition.property + ", which is " + type.en,
           "“" + condition.value + "”无法与 " + condition.property + " 比较，它是" + type.zh},
      where);
}

[[noreturn]] void throw_bad_sign(const Condition& condition, const Text& type, const char* where) {
  throw Error(ErrorKind::invalid_input, "bad_condition",
              Text{condition.property + " is " + type.en + "; compare it with = or !=",
                   condition.property + " 是" + type.zh + "；请用 = 或 != 比较"},
              where);
}

const Text a_number{"a number", "数值"};
const Text a_day{"a date such as 2024-11-11, 2024-11 or 2024", "日期，例如 2024-11-11、2024-11 或 2024"};
const Text yes_or_no{"yes or no (true, false)", "是或否（true、false）"};

}  // namespace

Condition condition_from(std::string_view text, const char* where) {
  std::size_t at = std::string_view::npos;
  std::pair<std::string_view, Comparison> found;
  for (const auto& sign : signs) {
    const std::size_t place = text.find(sign.first);
    if (place < at) {
      at = place;
      found = sign;
    }
  }
  Condition condition;
  if (at != std::string_view::npos) {
    condition.property = trimmed(text.substr(0, at));
    condition.comparison = found.second;
    std::string_view value = trimmed(text.substr(at + found.first.size()));
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
    condition.value = value;
  }
  if (condition.property.empty() || condition.value.empty()) {
    throw Error(
        ErrorKind::invalid_input, "bad_condition",
        filled(Text{"\"{}\" is no condition; write name, one of = != < <= > >= ~, and a value, as in 城市=上海 or "
                    "budget>=50000",
                    "“{}”不是条件；请写成 名称、= != < <= > >= ~ 之一和取值，例如 城市=上海 或 budget>=50000"},
               text),
        where);
  }
  return condition;
}

std::string to_string(const Condition& condition) {
  const auto sign = std::find_if(std::begin(signs), std::end(signs),
                                 [&](const auto& one) { return one.second == condition.comparison; });
  const bool quoted = trimmed(condition.value) != condition.value || condition.value.front() == '"';
  const std::string mark = quoted ? "\"" : "";
  return condition.property + std::string(sign->first) + mark + condition.value + mark;
}

ValueTest::ValueTest(const Condition& condition, PropertyType type, const archive::Zone& zone, const char* where)
    : comparison_(condition.comparison), zone_(zone), plain_(condition.value) {
  const bool ordered = comparison_ != Comparison::contains;
  switch (type) {
    case PropertyType::boolean: {
      const std::string word = archive::fold(condition.value);
      const bool yes = word == "true" || word == "1" || word == "是" || word == "yes";
      const bool no = word == "false" || word == "0" || word == "否" || word == "no";
      if (!yes && !no) throw_bad_value(condition, yes_or_no, where);
      if (comparison_ != Comparison::equal && comparison_ != Comparison::different)
        throw_bad_sign(condition, yes_or_no, where);
      flag_ = yes;
      break;
    }
    case PropertyType::integer:
    case PropertyType::real:
    case PropertyType::decimal: {
      const auto number = archive::Decimal::parse(condition.value);
      if (!number) throw_bad_value(condition, a_number, where);
      if (!ordered) throw_bad_sign(condition, a_number, where);
      number_ = *number;
      break;
    }
    case PropertyType::date:
    case PropertyType::time: {
      const auto date = archive::Date::parse(condition.value);
      if (!date) throw_bad_value(condition, a_day, where);
      if (!ordered) throw_bad_sign(condition, a_day, where);
      date_ = *date;
      break;
    }
    case PropertyType::text:
    case PropertyType::list:
      folded_ = archive::fold(condition.value);
      break;
  }
}

bool ValueTest::compare(int order) const {
  switch (comparison_) {
    case Comparison::equal:
    case Comparison::contains:
      return order == 0;
    case Comparison::different:
      return order != 0;
    case Comparison::less:
      return order < 0;
    case Comparison::at_most:
      return order <= 0;
    case Comparison::more:
      return order > 0;
    case Comparison::at_least:
      return order >= 0;
  }
  return false;
}

bool ValueTest::compare_days(std::int32_t first, std::int32_t last) const {
  const std::int32_t from = date_.days;
  const std::int32_t to = date_.last_day();
  const bool within = first >= from && last <= to;
  switch (comparison_) {
    case Comparison::equal:
    case Comparison::contains:
      return within;
    case Comparison::different:
      return !within;
    case Comparison::less:
      return first < from;
    case Comparison::at_most:
      return last <= to;
    case Comparison::more:
      return last > to;
    case Comparison::at_least:
      return first >= from;
  }
  return false;
}

bool ValueTest::compare_text(std::string_view text) const {
  if (comparison_ == Comparison::equal || comparison_ == Comparison::different)
    return (text == plain_ || archive::fold(text) == folded_) == (comparison_ == Comparison::equal);
  const std::string folded = archive::fold(text);
  if (comparison_ == Comparison::contains) return folded.find(folded_) != std::string::npos;
  return compare(folded.compare(folded_));
}

bool ValueTest::operator()(const PropertyValue& value) const {
  struct Visitor {
    const ValueTest& test;
    bool operator()(std::monostate) const { return test.comparison_ == Comparison::different; }
    bool operator()(OtherValue) const { return test.comparison_ == Comparison::different; }
    bool operator()(bool v) const { return (v == test.flag_) == (test.comparison_ == Comparison::equal); }
    bool operator()(std::int64_t v) const { return (*this)(archive::Decimal{v, 0}); }
    bool operator()(double v) const {
      const double wanted = test.number_.to_double();
      return !std::isnan(v) && test.compare(v < wanted ? -1 : v > wanted ? 1 : 0);
    }
    bool operator()(archive::Decimal v) const {
      const auto order = v <=> test.number_;
      return test.compare(order < 0 ? -1 : order > 0 ? 1 : 0);
    }
    bool operator()(archive::Date v) const { return test.compare_days(v.days, v.last_day()); }
    bool operator()(archive::Instant v) const {
      const std::int32_t day = test.zone_.date_of(v.ms).days;
      return test.compare_days(day, day);
    }
    bool operator()(std::string_view v) const { return test.compare_text(v); }
    bool operator()(ListValue v) const {
      const bool none = test.comparison_ == Comparison::different;
      for (const auto& entry : archive::parse_json(v.json)) {
        const bool fits = test.compare_text(entry.is_string() ? entry.get<std::string>() : archive::dump(entry));
        if (fits != none) return fits;
      }
      return none;
    }
  };
  return std::visit(Visitor{*this}, value);
}

void throw_unknown_property(const std::string& property, const std::vector<std::string>& names, const char* where) {
  constexpr std::size_t shown = 30;
  Text message = filled(Text{"there is no property \"{}\" here", "此处没有属性“{}”"}, property);
  std::string all;
  for (std::size_t i = 0; i < std::min(shown, names.size()); ++i) all += (i == 0 ? "" : ", ") + names[i];
  if (names.size() > shown) all += " …";
  message = archive::did_you_mean(std::move(message), archive::nearest(property, names),
                                  names.empty() ? Text{} : Text{"; there are " + all, "；可用的有 " + all});
  throw Error(ErrorKind::invalid_input, "unknown_property", message, where);
}

}  // namespace almanac::graph
