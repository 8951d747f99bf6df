#include "importers/value_loose.h"

#include <algorithm>
#include <array>

#include "importers/value_text.h"

namespace almanac::importers {
namespace {

using archive::Date;

bool contains_any(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::ranges::any_of(words, [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

bool is_tentative(std::string_view remark) {
  const std::string lower = lower_ascii(remark);
  return contains_any(lower, {"暂", "预", "待", "拟", "估", "约", "初步", "未定", "不确定", "tbc", "tbd", "tentative",
                              "estimate", "est.", "expected", "provisional", "approx", "?", "？"});
}

LooseNumber loose(Number number, bool certain) {
  const bool exact = number.bound == Number::Bound::exact && !number.low;
  return {std::move(number), certain && exact};
}

}  // namespace

Remarked split_remark(std::string_view cell) {
  Remarked found;
  const std::string_view text = trimmed(cell);
  found.text = text;
  const bool closed = text.ends_with("）") || text.ends_with(")") || text.ends_with("】") || text.ends_with("]");
  if (!closed) return found;
  std::size_t open = std::string_view::npos;
  for (const std::string_view sign : {"（", "(", "【", "["}) open = std::min(open, text.find(sign));
  if (open == std::string_view::npos || open == 0) return found;
  const std::size_t sign_size = static_cast<unsigned char>(text[open]) >= 0x80 ? 3 : 1;
  const std::size_t close_size = static_cast<unsigned char>(text.back()) >= 0x80 ? 3 : 1;
  if (open + sign_size + close_size > text.size()) return found;
  found.text = trimmed(text.substr(0, open));
  found.remark = trimmed(text.substr(open + sign_size, text.size() - open - sign_size - close_size));
  found.tentative = is_tentative(found.remark);
  return found;
}

std::optional<LooseNumber> parse_loose_number(std::string_view cell, const Unit& column) {
  if (const auto number = parse_number(cell, column)) return loose(*number, true);
  const Remarked remarked = split_remark(cell);
  if (!remarked.remark.empty())
    if (const auto number = parse_number(remarked.text, column)) return loose(*number, !remarked.tentative);
  // "预计30万", "30万左右（含税）" after its bracket; "预估 5000".
  std::string_view bare = remarked.text;
  for (const std::string_view word :
       {"预计", "预估", "暂定", "暂估", "计划", "估计", "est.", "Est.", "approx.", "about"})
    if (bare.starts_with(word))
      if (const auto number = parse_number(bare.substr(word.size()), column)) return loose(*number, false);
  return std::nullopt;
}

std::optional<std::vector<CellFigure>> parse_cell_figures(std::string_view cell, const Unit& column,
                                                          const archive::Dictionary& dictionary) {
  if (cell.size() > longest_value) return std::nullopt;
  std::vector<CellFigure> figures;
  std::size_t own = 0;
  for (std::size_t from = 0; from <= cell.size();) {
    std::size_t to = cell.size(), size = 1;
    for (const std::string_view sign : {"/", "／", "、", "；", ";", "，", "|", "+"})
      if (const std::size_t at = cell.find(sign, from); at < to) to = at, size = sign.size();
    const std::string_view part = trimmed(cell.substr(from, to - from));
    from = to + size;
    if (const auto number = parse_loose_number(part, column)) {
      figures.push_back({"", *number});
      ++own;
      continue;
    }
    const std::vector<Figure> named = parse_figures(part, dictionary);
    if (named.size() != 1 || named.front().metric.empty() || !named.front().number) return std::nullopt;
    figures.push_back({named.front().metric, loose(*named.front().number, true)});
  }
  if (own != 1 || figures.size() < 2) return std::nullopt;
  return figures;
}

namespace {

class CoarseReader {
 public:
  explicit CoarseReader(std::string_view text) : rest_(text) {}

  // "2024年", "2024.", "2024-", "FY2024", "24年"; 0: none.
  int year() {
    take("FY");
    const std::size_t digits = digit_count();
    if (digits == 4) {
      const int found = number(4);
      if (found < 1990 || found > 2099) return -1;
      take_any({"年度", "年", ".", "-", "/"});
      return found;
    }
    if (digits == 2 && rest_.substr(2).starts_with("年")) {
      const int found = 2000 + number(2);
      take("年");
      return found;
    }
    return 0;
  }

  // The months from the first to the last that the front names, and the days within them; false: none.
  bool span(int& first_month, int& last_month, int& first_day, int& last_day) {
    first_day = last_day = 0;
    if (const int quarter = quarter_number()) {
      first_month = quarter * 3 - 2;
      last_month = quarter * 3;
      return true;
    }
    if (take_any({"上半年", "H1", "h1"})) return first_month = 1, last_month = 6, true;
    if (take_any({"下半年", "H2", "h2"})) return first_month = 7, last_month = 12, true;
    int month = month_number();
    if (month == 0) return false;
    first_month = last_month = month;
    if (take("月")) {
      take("份");
      if (part_of_month(first_day, last_day)) return true;
      return true;
    }
    // "3-4月"
    std::string_view before = rest_;
    if (take_any({"-", "~", "至", "到", "、", "/"})) {
      month = month_number();
      if (month > 0 && take("月")) {
        take("份");
        last_month = month;
        return true;
      }
    }
    rest_ = before;
    return false;
  }

  bool range_sign() { return take_any({"-", "~", "至", "到"}); }
  bool at_end() {
    take_any({"前后", "左右", "起", "开始", "期间", "全月", "整月"});
    return rest_.empty();
  }

 private:
  bool take(std::string_view word) {
    if (!rest_.starts_with(word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }
  bool take_any(std::initializer_list<std::string_view> words) {
    return std::ranges::any_of(words, [&](std::string_view word) { return take(word); });
  }
  std::size_t digit_count() const {
    std::size_t count = 0;
    while (count < rest_.size() && is_digit(rest_[count])) ++count;
    return count;
  }
  int number(std::size_t digits) {
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) value = value * 10 + (rest_[i] - '0');
    rest_.remove_prefix(digits);
    return value;
  }
  int quarter_number() {
    const std::string_view before = rest_;
    if (take_any({"Q", "q"}) && digit_count() == 1 && rest_[0] >= '1' && rest_[0] <= '4') {
      const int quarter = number(1);
      take("季度");
      return quarter;
    }
    rest_ = before;
    take("第");
    constexpr std::array<std::string_view, 4> hanzi = {"一", "二", "三", "四"};
    int quarter = 0;
    if (digit_count() == 1 && rest_[0] >= '1' && rest_[0] <= '4') quarter = number(1);
    for (std::size_t i = 0; quarter == 0 && i < hanzi.size(); ++i)
      if (take(hanzi[i])) quarter = static_cast<int>(i) + 1;
    if (quarter > 0 && take_any({"季度", "季", "Q", "q"})) return quarter;
    rest_ = before;
    return 0;
  }
  int month_number() {
    const std::size_t digits = digit_count();
    if (digits == 1 || digits == 2) {
      const std::string_view before = rest_;
      const int month = number(digits);
      if (month >= 1 && month <= 12) return month;
      rest_ = before;
      return 0;
    }
    constexpr std::array<std::string_view, 12> hanzi = {"十二", "十一", "十", "一", "二", "三",
                                                        "四",   "五",   "六", "七", "八", "九"};
    constexpr std::array<int, 12> months = {12, 11, 10, 1, 2, 3, 4, 5, 6, 7, 8, 9};
    for (std::size_t i = 0; i < hanzi.size(); ++i)
      if (take(hanzi[i])) return months[i];
    return 0;
  }
  bool part_of_month(int& first, int& last) {
    if (take("上旬")) return first = 1, last = 10, true;
    if (take("中旬")) return first = 11, last = 20, true;
    if (take("下旬")) return first = 21, last = 31, true;
    return take_any({"初", "中", "底", "末", "上", "下"});  // no days are meant
  }

  std::string_view rest_;
};

}  // namespace

std::optional<CoarsePeriod> parse_coarse_period(std::string_view cell, std::optional<int> default_year) {
  if (cell.size() > longest_value) return std::nullopt;
  std::string plain = plain_form(cell);
  std::erase(plain, ' ');
  if (plain.empty()) return std::nullopt;
  CoarseReader reader(plain);
  CoarsePeriod period;
  int year = reader.year();
  if (year < 0) return std::nullopt;
  int first_month = 1, last_month = 12, first_day = 0, last_day = 0;
  const bool months = reader.span(first_month, last_month, first_day, last_day);
  if (!months && (year == 0 || plain.size() < 5)) return std::nullopt;  // a bare "2024" is a number
  period.year_inferred = year == 0;
  if (year == 0) {
    if (!default_year) return std::nullopt;
    year = *default_year;
  }
  int last_year = year;
  if (months && reader.range_sign()) {
    const int other_year = reader.year();
    int other_first = 0, ignored = 0;
    if (other_year < 0 || !reader.span(other_first, last_month, ignored, last_day)) return std::nullopt;
    last_year = other_year > 0 ? other_year : last_month < first_month ? year + 1 : year;
  } else if (last_month < first_month) {
    ++last_year;  // 12-1月
  }
  if (!reader.at_end()) return std::nullopt;
  const auto first =
      Date::from_ymd(year, static_cast<unsigned>(first_month), first_day > 0 ? static_cast<unsigned>(first_day) : 1u);
  auto last = Date::from_ymd(last_year, static_cast<unsigned>(last_month), 1);
  if (!first || !last) return std::nullopt;
  last->precision = archive::Precision::month;
  last->days = last_day > 0 && last_day < 31 ? last->days + last_day - 1 : last->last_day();
  last->precision = archive::Precision::day;
  period.first = *first;
  period.last = *last;
  return period;
}

bool is_whole_month(std::string_view text) {
  constexpr int any_year = 2000;
  const auto period = parse_coarse_period(text, any_year);
  return period && period->first.year() == period->last.year() && period->first.month() == period->last.month() &&
         period->first.day() == 1 && period->last.day() >= 28;
}

}  // namespace almanac::importers
