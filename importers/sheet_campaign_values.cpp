#include "importers/sheet_campaign_values.h"

#include <algorithm>

#include "importers/layout.h"
#include "importers/review_words.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

// "防晒季上新（2024）" → "防晒季上新".
std::string_view without_years(std::string_view name) {
  for (const auto& [open, close] : {std::pair<std::string_view, std::string_view>{"（", "）"}, {"(", ")"}}) {
    const std::size_t at = name.rfind(open);
    if (!name.ends_with(close) || at == std::string_view::npos || at == 0) continue;
    const std::string_view inner = name.substr(at + open.size(), name.size() - at - open.size() - close.size());
    if (std::ranges::none_of(inner, [](char c) { return static_cast<unsigned char>(c) >= 0xe4; }) || year_in(inner) ||
        inner.find("月") != std::string_view::npos)
      return trimmed(name.substr(0, at));
  }
  return name;
}
std::string_view unquoted(std::string_view name) {
  for (const auto& [open, close] :
       {std::pair<std::string_view, std::string_view>{"《", "》"}, {"「", "」"}, {"“", "”"}, {"\"", "\""}})
    if (name.starts_with(open) && name.ends_with(close) && name.size() > open.size() + close.size())
      return name.substr(open.size(), name.size() - open.size() - close.size());
  return name;
}

// "10–24 Mar 2025" → "10 Mar 2025 ~ 24 Mar 2025".
std::string with_first_month(const std::string& text) {
  const std::string plain = plain_form(text);
  std::size_t first = 0;
  while (first < plain.size() && is_digit(plain[first])) ++first;
  std::size_t second = first;
  while (second < plain.size() && (plain[second] == ' ' || plain[second] == '-' || plain[second] == '~')) ++second;
  std::size_t end = second;
  while (end < plain.size() && is_digit(plain[end])) ++end;
  const bool days = first > 0 && first <= 2 && second > first && end > second && end - second <= 2;
  if (!days || end + 2 > plain.size() || plain[end] != ' ' || static_cast<unsigned char>(plain[end + 1]) >= 0x80 ||
      is_digit(plain[end + 1]))
    return text;
  return plain.substr(0, first) + plain.substr(end) + " ~ " + plain.substr(second);
}

}  // namespace

std::string_view bare_campaign_name(std::string_view written) { return unquoted(without_years(written)); }

std::string form_value(std::string_view field, std::string_view value) {
  std::string text(value);
  if (field == "channels" || field == "segments" || field == "products") {
    for (const std::string_view sign : {" / ", " + ", "+", "/"})
      for (std::size_t at = 0; sign != "+" || field == "channels";) {
        if ((at = text.find(sign, at)) == std::string::npos) break;
        if (sign == "/" && at > 0 && at + 1 < text.size() && (is_digit(text[at - 1]) || is_digit(text[at + 1])))
          ++at;
        else
          text.replace(at, sign.size(), "、");
      }
  }
  return field == "period" ? with_first_month(text) : text;
}

bool tells_of_next(std::string_view text) {
  return contains_any(text, {"目标", "预算"}) && occasion_in(text) && std::ranges::count_if(text, is_digit) >= 3 &&
         contains_any(text, {"GMV", "gmv", "万", "销售额", "成交"}) &&
         !contains_any(text, {"未达", "达成", "完成", "超出", "低于", "超过"});
}

bool is_of_next(std::string_view text) {
  for (const std::string_view word : {"下期", "下次", "下一期", "下一次", "下届", "明年", "次年", "来年", "下场"})
    if (text.starts_with(word))
      return contains_any(text, {"目标", "预算", "计划"}) && std::ranges::any_of(text, is_digit);
  return false;
}

}  // namespace almanac::importers
