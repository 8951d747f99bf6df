// What the words around a table mean: totals, years, units.

#include <algorithm>
#include <array>

#include "archive/time.h"
#include "importers/layout.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

constexpr std::array<std::string_view, 12> total_words = {"合计", "小计", "总计", "累计",   "汇总",   "总和",
                                                          "共计", "平均", "均值", "平均值", "合计数", "总合计"};
constexpr std::array<std::string_view, 9> english_totals = {"total",   "totals", "grand total", "subtotal", "sub total",
                                                            "average", "avg",    "mean",        "sum"};

bool starts_with_word(std::string_view text, std::string_view word) {
  if (!text.starts_with(word)) return false;
  const std::string_view rest = text.substr(word.size());
  return rest.empty() || rest.starts_with(":") || rest.starts_with("：") || rest.starts_with("(") ||
         rest.starts_with("（") || rest.starts_with(" -");
}

// Years from 1990 to 2099.
bool plausible(int year) { return year >= 1990 && year <= 2099; }

int number_at(std::string_view text, std::size_t at, std::size_t digits) {
  int value = 0;
  for (std::size_t i = 0; i < digits; ++i) value = value * 10 + (text[at + i] - '0');
  return value;
}

}  // namespace

bool is_total_label(std::string_view cell) {
  cell = trimmed(cell);
  if (cell.size() < 3 || cell.size() > 60) return false;
  // Most cells end the question here: what a label of totals can begin or end with.
  const char front = cell.front();
  const bool hanzi_end = cell.ends_with("计") || cell.ends_with("计：") || cell.ends_with("计:");
  if (std::string_view("\xE5\xE6\xE7\xE8tTsSgGaAmM[").find(front) == std::string_view::npos && !hanzi_end) return false;
  std::string text = plain_form(cell);
  std::erase(text, '\n');
  if (text.ends_with(":")) text.pop_back();
  for (const std::string_view word : total_words)
    if (starts_with_word(text, word)) return true;
  if (text == "合 计" || text == "总 计" || text == "小 计") return true;
  if (text.size() <= 36 && text.find_first_of("0123456789") == std::string::npos)
    for (const std::string_view end : {"小计", "合计", "总计"})
      if (text.ends_with(end)) return true;
  const std::string lower = lower_ascii(text);
  return std::ranges::any_of(english_totals, [&](std::string_view word) { return starts_with_word(lower, word); });
}

bool is_footnote(std::string_view cell) {
  const std::string plain = lower_ascii(plain_form(cell));
  for (const std::string_view word :
       {"注:",   "注1",    "注 ",     "备注",   "说明",      "附注",     "数据来源",  "数据说明",
        "来源:", "制表",   "审核",    "填表",   "统计口径",  "口径",     "*",         "※",
        "note:", "notes:", "source:", "remark", "generated", "exported", "data as of"})
    if (plain.starts_with(word)) return true;
  return plain.size() > 90;
}

std::optional<int> year_in(std::string_view text) {
  const std::string plain = plain_form(text.substr(0, 400));
  std::optional<int> found;
  for (std::size_t i = 0; i < plain.size();) {
    if (!is_digit(plain[i])) {
      ++i;
      continue;
    }
    std::size_t end = i;
    while (end < plain.size() && is_digit(plain[end])) ++end;
    const std::size_t digits = end - i;
    const bool before_is_part = i > 0 && (plain[i - 1] == '.' || plain[i - 1] == ',');
    const std::string_view rest = std::string_view(plain).substr(end);
    std::optional<int> year;
    if (digits == 4 && !before_is_part && !rest.starts_with("万") && !rest.starts_with("元"))
      year = number_at(plain, i, 4);
    else if (digits == 8 && plausible(number_at(plain, i, 4)) && number_at(plain, i + 4, 2) <= 12)
      year = number_at(plain, i, 4);
    else if (digits == 6 && plausible(number_at(plain, i, 4)) && number_at(plain, i + 4, 2) >= 1 &&
             number_at(plain, i + 4, 2) <= 12)
      year = number_at(plain, i, 4);
    else if (digits == 2 && rest.starts_with("年") && number_at(plain, i, 2) >= 10)
      year = 2000 + number_at(plain, i, 2);  // 24年双11
    if (year && plausible(*year)) {
      if (found && *found != *year) return std::nullopt;
      found = year;
    }
    i = end;
  }
  return found;
}

std::optional<Period> period_in(std::string_view text) {
  const archive::Zone utc("UTC");
  const auto read = [&](std::string_view piece) -> std::optional<Period> {
    const auto range = parse_date_range(piece, {}, utc);
    if (!range || range->start.to_string().size() != 10) return std::nullopt;
    const std::string start = range->start.to_string();
    return Period{start, range->end ? range->end->to_string() : start};
  };
  text = trimmed(text.substr(0, 400));
  if (auto whole = read(text)) return whole;
  // Else the longest piece between words that is a range or a date: dates are made of digits and few other characters.
  std::string plain = plain_form(text);
  std::ranges::replace(plain, '_', ' ');
  for (const std::string_view word : {"至", "到"}) {
    for (std::size_t at; (at = plain.find(word)) != std::string::npos;) plain.replace(at, word.size(), "~");
  }
  const auto is_part = [&](std::size_t at, std::size_t& size) {
    size = 1;
    if (is_digit(plain[at]) || std::string_view("-./~").find(plain[at]) != std::string_view::npos) return true;
    for (const std::string_view sign : {"年", "月", "日"})
      if (std::string_view(plain).substr(at).starts_with(sign)) return size = sign.size(), true;
    return false;
  };
  for (std::size_t i = 0; i < plain.size();) {
    std::size_t size = 1;
    if (!is_digit(plain[i])) {
      ++i;
      continue;
    }
    std::size_t end = i;
    while (end < plain.size() && (is_part(end, size) || (plain[end] == ' ' && size == 1 && end + 1 < plain.size() &&
                                                         (plain[end + 1] == '~' || plain[end - 1] == '~'))))
      end += size;
    std::string_view piece = std::string_view(plain).substr(i, end - i);
    while (!piece.empty() && std::string_view("-./~ ").find(piece.back()) != std::string_view::npos)
      piece.remove_suffix(1);
    if (piece.size() >= 8)
      if (auto period = read(piece)) return period;
    i = end;
  }
  return std::nullopt;
}

std::optional<Unit> unit_of_title(std::string_view title) {
  constexpr std::size_t shortest = 15;  // bytes
  const HeaderName name = split_header_unit(title);
  const bool amounts = name.unit && name.unit->word.empty() && !name.unit->percent;
  return amounts && name.name.size() >= shortest ? name.unit : std::nullopt;
}

std::optional<Unit> unit_in(std::string_view text) {
  const std::string plain = plain_form(text.substr(0, 400));
  const std::string lower = lower_ascii(plain);
  for (const std::string_view word :
       {"单位", "單位", "unit", "currency", "币种", "货币", "金额", "amounts in", "figures in", "values in"}) {
    const std::size_t at = lower.find(word);
    if (at == std::string::npos) continue;
    std::string_view rest = std::string_view(plain).substr(at + word.size());
    // "单位（万元）", "金额单位为万元", "金额均以万元计"
    while (take_front(rest, ":") || take_front(rest, "：") || take_front(rest, " ") ||
           (word == "单位" && (take_front(rest, "(") || take_front(rest, "（"))) || take_front(rest, "单位") ||
           take_front(rest, "均") || take_front(rest, "统一") || take_front(rest, "以") || take_front(rest, "按") ||
           take_front(rest, "为") || take_front(rest, "是")) {
    }
    const std::size_t end = std::min({rest.find_first_of(",;()[]|/\t\n"), rest.find("，"), rest.find("；"),
                                      rest.find("）"), rest.find("、"), rest.find("】"), rest.size()});
    rest = trim_spaces(rest.substr(0, end));
    for (const std::string_view tail : {"为单位", "计算", "计", "。"})
      if (rest.ends_with(tail)) rest = trim_spaces(rest.substr(0, rest.size() - tail.size()));
    // "k USD unless stated"
    for (std::size_t words = rest.size(); words != std::string_view::npos && words > 0;
         words = rest.substr(0, words).rfind(' '))
      if (auto unit = parse_unit(trim_spaces(rest.substr(0, words)))) return unit;
  }
  return std::nullopt;
}

}  // namespace almanac::importers
