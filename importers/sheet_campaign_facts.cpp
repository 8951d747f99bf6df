#include "importers/sheet_campaign_facts.h"

#include <algorithm>

#include "archive/name.h"
#include "importers/campaign_name.h"
#include "importers/heading_form.h"
#include "importers/layout.h"
#include "importers/review_words.h"
#include "importers/sheet_campaign_text.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

using Kind = ColumnHead::Kind;

constexpr std::uint32_t most_lines = 30;   // above the first table
constexpr std::size_t widest_title = 100;  // columns

struct Line {
  std::uint32_t row = 0;
  std::vector<std::string_view> cells;
};

Line line_at(const SheetText& sheet, std::uint32_t row) {
  Line line{row, {}};
  for (std::uint32_t column = 0; column < sheet.width(row); ++column)
    if (sheet.own(row, column)) line.cells.push_back(sheet.text(row, column));
  return line;
}

// "档期：10.13-11.11", "周期 2025.5.13—6.18".
std::optional<std::pair<std::string_view, std::string_view>> key_and_value(std::string_view cell) {
  std::size_t at = std::string_view::npos, size = 0;
  for (const std::string_view sign : {"：", ":", " ", "　", "\n"})
    if (const std::size_t found = cell.find(sign); found < at) at = found, size = sign.size();
  if (at == std::string_view::npos || at == 0) return std::nullopt;
  return std::pair{trimmed(cell.substr(0, at)), trimmed(cell.substr(at + size))};
}

// Without what follows about another year: "2025.5.13—6.18（去年 5.20—6.20）".
std::string_view without_comparison(std::string_view text) {
  for (const std::string_view open : {"（", "("})
    if (const std::size_t at = text.find(open); at != std::string_view::npos && at > 0 && compares(text.substr(at)))
      text = trimmed(text.substr(0, at));
  return text;
}

// 会员日, a live show, a talk.
bool lasts_a_day(std::string_view title) {
  const std::string name = campaign_in_title(title);
  return contains_any(name, {"会员日", "品牌日", "超品日", "宠粉日", "直播", "专场", "首场", "公开课", "沙龙", "发布会",
                             "快闪", "讲座"}) ||
         (name.ends_with("日") && name.size() > 3 && !is_digit(name[name.size() - 4]));
}

bool can_be_title(std::string_view cell) {
  if (cell.empty() || display_width(cell) > widest_title || is_footnote(cell) || parse_number(cell)) return false;
  const std::size_t colon = std::min(cell.find("："), cell.find(':'));
  if (colon < std::min({cell.find("（"), cell.find('('), cell.size()})) return false;
  const auto pair = key_and_value(cell);
  return !pair || period_key(pair->first) == PeriodKey::none;
}

class FactFinder {
 public:
  FactFinder(const SheetText& sheet, std::string_view file, const archive::Dictionary& dictionary,
             const archive::Zone& zone)
      : sheet_(sheet), file_(file), dictionary_(dictionary) {
    context_.dictionary = &dictionary;
    context_.zone = &zone;
  }

  SheetFacts run() {
    find_title();
    find_year();
    read_lines();
    // A year that only the dates tell is the campaign's too.
    if (facts_.year == 0 && facts_.period &&
        facts_.period->end.value_or(facts_.period->start).year() == facts_.period->start.year())
      facts_.year = facts_.period->start.year();
    const ReviewDates dates(context_, years());
    facts_.tables = find_campaign_tables(sheet_, dictionary_, dates, facts_.year);
    if (!facts_.period) facts_.period = certain_period(without_comparison(facts_.title), dates, SingleDay::does_not);
    if (!facts_.period) facts_.period = period_of_phases();
    for (const CampaignTable& table : facts_.tables)
      if (!facts_.period && table.form == CampaignTable::Form::schedule)
        facts_.period = period_of_schedule(table, dates);
    for (const std::string_view name : {std::string_view(sheet_.sheet().name), file_})
      if (!facts_.period) facts_.period = certain_period(name, dates, SingleDay::does_not);
    find_name();
    read_text();
    if (!facts_.named_by_key) find_others();
    return std::move(facts_);
  }

 private:
  YearSource years() const {
    YearSource source;
    if (facts_.year != 0) source.year = facts_.year;
    source.chinese = std::ranges::any_of(facts_.title.empty() ? sheet_.sheet().name : facts_.title,
                                         [](char c) { return static_cast<unsigned char>(c) >= 0xe4; });
    return source;
  }

  // The first cell above anything that is as wide as a table.
  void find_title() {
    std::uint32_t looked_at = 0;
    for (std::uint32_t row = 0; row < sheet_.rows() && looked_at < most_lines; ++row) {
      const Line line = line_at(sheet_, row);
      if (line.cells.empty()) continue;
      ++looked_at;
      if (line.cells.size() > 3) return;
      if (!can_be_title(line.cells.front())) continue;
      // A header of two or three names is no title.
      if (line.cells.size() > 1 && name_told_by(line.cells.front()).empty()) return;
      facts_.title = line.cells.front();
      return;
    }
  }

  void find_year() {
    for (const std::string_view text : {std::string_view(facts_.title), std::string_view(sheet_.sheet().name), file_})
      if (facts_.year == 0) {
        const std::vector<int> years = years_in(text);
        if (const auto year = year_in(text))
          facts_.year = *year;
        else if (years.size() == 1)  // "8.1-8.10，2025年"
          facts_.year = years[0];
      }
  }

  // Lines above anything as wide as a table.
  void read_lines() {
    read_lines_above();
    // "注：金额单位为万元" below the tables.
    for (std::uint32_t row = 0; row < std::min(sheet_.rows(), 200u) && facts_.unit == Unit{}; ++row) {
      const Line line = line_at(sheet_, row);
      if (line.cells.size() == 1 && line.cells[0].find("单位") != std::string_view::npos)
        if (const auto unit = unit_in(line.cells[0])) facts_.unit = *unit;
    }
  }

  // "（万元）" and nothing else.
  static std::optional<Unit> unit_alone(std::string_view cell) {
    for (const auto& [open, close] : {std::pair<std::string_view, std::string_view>{"（", "）"}, {"(", ")"}})
      if (cell.starts_with(open) && cell.ends_with(close) && cell.size() > open.size() + close.size())
        if (const auto unit = parse_unit(cell.substr(open.size(), cell.size() - open.size() - close.size()));
            unit && unit->word.empty() && !unit->percent)
          return *unit;
    return std::nullopt;
  }

  void read_lines_above() {
    const ReviewDates dates(context_, years());
    for (std::uint32_t row = 0; row < std::min(sheet_.rows(), most_lines); ++row) {
      const Line line = line_at(sheet_, row);
      if (line.cells.size() > 6) return;
      for (std::size_t i = 0; i < line.cells.size(); ++i) {
        const std::string_view cell = line.cells[i];
        if (facts_.unit == Unit{} && cell == facts_.title)
          if (const auto unit = unit_of_title(cell)) facts_.unit = *unit;
        if (facts_.unit == Unit{} && line.cells.size() <= 2)
          if (const auto unit = unit_alone(cell)) facts_.unit = *unit;
        if (facts_.unit == Unit{})
          if (const auto unit = unit_in(cell)) facts_.unit = *unit, facts_.count = count_unit_in(cell);
        if (const auto pair = key_and_value(cell)) take_period(pair->first, pair->second, dates);
        take_keys(cell, dates);
        take_alone(cell, dates);
        if (i + 1 < line.cells.size()) take_period(trimmed_key(cell), line.cells[i + 1], dates);
      }
    }
  }

  // The second half of "单位：万元/万次".
  static Unit count_unit_in(std::string_view cell) {
    std::string_view rest = cell.substr(std::min(cell.find("单位"), cell.size()));
    for (const std::string_view sign : {"/", "、", "，"})
      if (const std::size_t at = rest.find(sign); at != std::string_view::npos && at < 24) {
        rest = rest.substr(at + sign.size());
        const std::size_t end = std::min({rest.find_first_of(" )\n"), rest.find("）"), rest.find("，")});
        const auto unit = parse_unit(trimmed(rest.substr(0, std::min(end, rest.size()))));
        if (unit && unit->currency.empty()) return *unit;
      }
    return {};
  }

  // Several keys in one cell: "单位：万元  活动时间：2024.9.1-9.10".
  void take_keys(std::string_view cell, const ReviewDates& dates) {
    if (cell.size() > 400) return;
    for (std::size_t at = 1; at < cell.size(); ++at) {
      const std::string_view rest = cell.substr(at);
      const std::size_t size = rest.starts_with("：") ? 3 : rest.starts_with(":") ? 1 : 0;
      if (size == 0) continue;
      std::size_t begin = 0;
      for (const std::string_view sign : {" ", "　", "，", "；", ",", ";", "|", "｜", "\n", "\t"})
        if (const std::size_t found = cell.substr(0, at).rfind(sign); found != std::string_view::npos)
          begin = std::max(begin, found + sign.size());
      take_period(trimmed(cell.substr(begin, at - begin)), trimmed(rest.substr(size)), dates);
    }
  }

  // A line that is nothing but a period: "（2024.9.1-9.17）".
  void take_alone(std::string_view cell, const ReviewDates& dates) {
    for (const std::string_view open : {"（", "("})
      if (cell.starts_with(open)) cell.remove_prefix(open.size());
    for (const std::string_view close : {"）", ")"})
      if (cell.ends_with(close)) cell.remove_suffix(close.size());
    if (facts_.period || cell.size() > 120) return;
    // "2024.9.2–9.15 | 全国286店"
    for (const std::string_view sign : {"|", "｜", "  "})
      cell = trimmed(cell.substr(0, std::min(cell.find(sign), cell.size())));
    const auto found = dates.read(cell);
    if (found && found->whole && found->range.end) take_period("统计周期", cell, dates);
  }

  static std::string_view trimmed_key(std::string_view cell) {
    for (const std::string_view colon : {"：", ":"})
      if (cell.ends_with(colon)) cell.remove_suffix(colon.size());
    return trimmed(cell);
  }

  void take_period(std::string_view key, std::string_view value, const ReviewDates& dates) {
    const PeriodKey kind = period_key(key);
    if (kind == PeriodKey::none || (facts_.period && kind <= period_from_)) return;
    const bool one_day = kind == PeriodKey::own || (kind == PeriodKey::loose && lasts_a_day(facts_.title));
    const auto period =
        certain_period(without_comparison(value), dates, one_day ? SingleDay::counts : SingleDay::does_not);
    if (!period) return;
    facts_.period = period;
    facts_.own_period = kind == PeriodKey::own;
    period_from_ = kind;
  }

  // Phases at the head of columns: from the first to the last of their days.
  std::optional<DateRange> period_of_phases() const {
    std::optional<DateRange> whole;
    for (const CampaignTable& table : facts_.tables)
      for (const ColumnHead& head : table.heads) {
        const bool phase = head.kind == Kind::phase || head.kind == Kind::baseline;
        if (!phase || !head.range || !head.range->end) continue;
        if (!whole) {
          whole = head.range;
          continue;
        }
        if (head.range->start.days < whole->start.days) whole->start = head.range->start;
        if (whole->end->days < head.range->end->days) whole->end = head.range->end;
      }
    return whole;
  }

  // A plan of days that opens the campaign at its first and ends it at its last line.
  std::optional<DateRange> period_of_schedule(const CampaignTable& table, const ReviewDates& dates) const {
    const auto says = [](std::string_view text, std::initializer_list<std::string_view> words) {
      return std::ranges::any_of(words,
                                 [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
    };
    std::vector<archive::Date> days;
    std::string_view first, last;
    for (std::uint32_t row = table.header + 1; row <= table.last; ++row) {
      const SheetCell& cell = sheet_.cell(row, table.left);
      if (sheet_.text(row, table.left).empty()) continue;
      // 10.2 of a cell that holds a number may be October 20.
      if (cell.type != SheetCell::Type::text && cell.type != SheetCell::Type::date) return std::nullopt;
      const auto day = dates.read(sheet_.text(row, table.left));
      if (!day || !day->whole || day->weak || day->range.start.precision != archive::Precision::day)
        return std::nullopt;
      if (!days.empty() && day->range.start.days < days.back().days) return std::nullopt;
      days.push_back(day->range.start);
      std::string_view action;
      for (std::uint32_t column = table.left + 1; column <= table.right() && action.empty(); ++column)
        action = sheet_.text(row, column);
      if (days.size() == 1) first = action;
      last = action;
      if (day->range.end) days.push_back(*day->range.end);
    }
    if (days.size() < 3 || !says(first, {"开启", "开始", "启动", "上线", "开售", "开门红", "首日"}) ||
        !says(last, {"狂欢", "收官", "结束", "截止", "当天", "返场", "收尾", "闭幕", "最后"}))
      return std::nullopt;
    return DateRange{days.front(), days.back(), false};
  }

  void find_name() {
    facts_.name = name_told_by(facts_.title);
    facts_.several = is_about_many(facts_.title) || (facts_.name.empty() && is_about_many(sheet_.sheet().name));
    const std::string stripped = campaign_in_title(facts_.title);
    // Dates that are said to be a campaign's make any title of some length its name, and so does a file of the same name.
    constexpr std::size_t shortest = 9;  // bytes without the year
    const bool alike = same_campaign(stripped, campaign_in_title(file_)) && !is_about_many(file_);
    if (facts_.name.empty() && (facts_.own_period || (alike && facts_.period)) && !facts_.several &&
        campaign_name(stripped).bare.size() >= shortest && stripped.find("月") == std::string::npos &&
        display_width(stripped) <= 60)
      facts_.name = stripped;
    if (facts_.name.empty()) facts_.name = name_told_by(sheet_.sheet().name);
    // 计划 of "春季增长计划" is part of the name.
    for (const std::string_view text : {std::string_view(facts_.title), std::string_view(sheet_.sheet().name), file_}) {
      std::string rest(text);
      const std::string name = campaign_in_title(text);
      if (const std::size_t at = name.empty() ? std::string::npos : rest.find(name); at != std::string::npos)
        rest.erase(at, name.size());
      if (facts_.role == TitleRole::none) facts_.role = role_of_title(rest);
    }
  }

  // Forms, lines and parts outside the tables. A name and dates behind keys of a form are the campaign's.
  void read_text() {
    SheetTextReading reading{dictionary_, facts_.tables, facts_.unit, facts_.year, facts_.role, facts_.title};
    SheetDocument text = document_of_sheet(sheet_, reading);
    facts_.form_rows = std::move(text.rows);
    if (text.names.size() == 1) {
      facts_.name = text.names.front();
      facts_.named_by_key = true;
    }
    bool dated = false;
    for (ReviewValue& value : extract_review(text.document, {}, context_).values) {
      if (value.block == ReviewValue::no_block) continue;
      value.block = ReviewValue::no_block;
      if (value.field == "name") continue;  // told by a sentence
      dated = dated || (value.field == "start" && value.certain);
      facts_.values.push_back(std::move(value));
    }
    if (facts_.named_by_key) facts_.several = is_about_many(facts_.title) && !dated && !facts_.period;
    if (text.names.size() > 1) facts_.several = true;
    const auto is_date = [](const ReviewValue& value) { return value.field == "start" || value.field == "end"; };
    if (facts_.period && (period_from_ == PeriodKey::own || !dated))
      std::erase_if(facts_.values, is_date);
    else if (dated)
      facts_.period.reset();
  }

  // A second title further down, or beside the first, names another campaign.
  void find_others() {
    const std::string name = facts_.name.empty() ? name_told_by(file_) : facts_.name;
    for (std::uint32_t row = 0; row < sheet_.rows() && !facts_.several; ++row) {
      const Line line = line_at(sheet_, row);
      if (line.cells.empty() || line.cells.size() > 3) continue;
      for (const std::string_view cell : line.cells) {
        if (line.cells.size() > 1 && row > most_lines) break;
        // "2024.10.21-2024.11.11" is no 双11.
        const bool words = std::ranges::any_of(cell, [](char c) { return static_cast<unsigned char>(c) >= 0xe4; });
        if (!words || display_width(cell) > 40 || is_footnote(cell) || cell.find("：") != std::string_view::npos ||
            cell.find("对比") != std::string_view::npos || compares(cell))
          continue;
        const bool in_table = std::ranges::any_of(facts_.tables, [&](const CampaignTable& table) {
          return row >= table.header && row <= table.last && line.cells.size() > 1;
        });
        if (in_table) break;
        const auto year = year_in(cell);
        const std::string other = year ? name_told_by(cell) : std::string();
        if (other.empty() || same_campaign(other, name)) continue;
        // The same of another year: what it is compared with, or what comes next.
        if (campaign_name(other).bare == campaign_name(name).bare) continue;
        facts_.several = true;
      }
    }
  }

  const SheetText& sheet_;
  std::string_view file_;
  const archive::Dictionary& dictionary_;
  ReviewContext context_;
  SheetFacts facts_;
  PeriodKey period_from_ = PeriodKey::none;
};

}  // namespace

bool SheetFacts::dated() const {
  return period ||
         std::ranges::any_of(values, [](const ReviewValue& value) { return value.certain && value.field == "start"; });
}

std::string name_told_by(std::string_view title) {
  if (display_width(title) > widest_title || is_about_many(title)) return {};
  std::string name = campaign_in_title(title);
  return sounds_like_campaign(name) ? name : std::string();
}

bool same_campaign(std::string_view a, std::string_view b) {
  if (a == b) return true;
  const CampaignName one = campaign_name(a), other = campaign_name(b);
  const bool years = one.year == other.year || one.year == 0 || other.year == 0;
  if (!years || one.qualifier != other.qualifier) return false;
  if (!one.bare.empty() && one.bare == other.bare) return true;
  const auto occasion = occasion_in(a);
  return occasion && occasion == occasion_in(b) &&
         (one.bare.empty() || other.bare.empty() || one.bare.find(other.bare) != std::string::npos ||
          other.bare.find(one.bare) != std::string::npos);
}

std::optional<DateRange> certain_period(std::string_view text, const ReviewDates& dates, SingleDay single) {
  if (text.empty() || text.size() > 400) return std::nullopt;
  auto found = dates.read(text);
  if (!found || !found->range.end) {
    const auto all = dates.find_all(text);
    const auto is_range = [](const FoundRange& range) { return range.range.end.has_value(); };
    if (std::ranges::count_if(all, is_range) == 1) found = *std::ranges::find_if(all, is_range);
  }
  if (!found || found->weak || (!found->range.end && single == SingleDay::does_not)) return std::nullopt;
  const DateRange& range = found->range;
  if (range.start.precision != archive::Precision::day ||
      (range.end && (range.end->precision != archive::Precision::day || range.end->days < range.start.days)))
    return std::nullopt;
  // A year from elsewhere over New Year's Eve: which of the two days it is of, nobody says.
  if (range.end && (found->inferred || range.year_inferred) && range.start.year() != range.end->year())
    return std::nullopt;
  constexpr int longest = 200;  // days; longer is no campaign
  if (range.end && range.end->days - range.start.days > longest) return std::nullopt;
  return range;
}

SheetFacts facts_of(const SheetText& sheet, std::string_view file_stem, const archive::Dictionary& dictionary,
                    const archive::Zone& zone) {
  return FactFinder(sheet, file_stem, dictionary, zone).run();
}

}  // namespace almanac::importers
