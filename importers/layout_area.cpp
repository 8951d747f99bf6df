#include "importers/layout_area.h"

#include <algorithm>
#include <set>

#include "archive/name.h"
#include "importers/header_names.h"
#include "importers/value_loose.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

constexpr std::size_t longest_name = 90;     // bytes of a header's cell
constexpr std::size_t most_names = 200'000;  // asked of one sheet
constexpr std::uint32_t form_search = 200;   // rows of a form looked at
constexpr std::uint32_t widest_form = 16;    // columns of a form

// "1,234.5" "12.5%" "￥30" "2024-11-11" "11月1日" "50万": numbers and dates by their text.
bool reads_as_value(std::string_view text) {
  if (text.size() > 40) return false;
  bool digit = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (is_digit(c)) {
      digit = true;
      continue;
    }
    if (std::string_view(" .,%$+-/:~()").find(c) != std::string_view::npos) continue;
    bool unit = false;
    for (const std::string_view sign : {"￥", "¥", "元", "万", "亿", "年", "月", "日", "–", "—", "～", "％", "，"})
      if (text.substr(i).starts_with(sign)) {
        i += sign.size() - 1;
        unit = true;
        break;
      }
    if (!unit) return false;
  }
  return digit;
}

bool ends_in_colon(std::string_view text) { return text.ends_with(":") || text.ends_with("："); }

}  // namespace

std::string_view without_colon(std::string_view text) {
  while (take_back(text, ":") || take_back(text, "：")) {
  }
  return trimmed(text);
}

std::string column_letters(std::uint32_t column) {
  std::string letters;
  for (std::uint32_t n = column + 1; n > 0; n = (n - 1) / 26)
    letters.insert(letters.begin(), static_cast<char>('A' + (n - 1) % 26));
  return letters;
}

Grid::Grid(const Sheet& sheet, const archive::Dictionary& dictionary) : sheet_(sheet), dictionary_(dictionary) {
  facts_.resize(sheet.rows.size());
  for (std::uint32_t row = 0; row < facts_.size(); ++row) {
    RowFacts& facts = facts_[row];
    const auto cells = static_cast<std::uint32_t>(sheet.rows[row].size());
    for (std::uint32_t column = 0; column < cells; ++column) {
      if (text(row, column).empty()) continue;
      if (facts.filled++ == 0) facts.first = column;
      facts.last = column;
      width_ = std::max(width_, column + 1);
      if (!own(row, column)) continue;
      ++facts.own;
      if (is_value(row, column)) ++facts.values;
    }
  }
}

const SheetCell& Grid::cell(std::uint32_t row, std::uint32_t column) const {
  static const SheetCell none;
  if (row >= sheet_.rows.size() || column >= sheet_.rows[row].size()) return none;
  return sheet_.rows[row][column];
}

std::string_view Grid::text(std::uint32_t row, std::uint32_t column) const { return trimmed(cell(row, column).text); }

bool Grid::own(std::uint32_t row, std::uint32_t column) const {
  const std::string_view here = text(row, column);
  if (here.empty()) return false;
  return !(cell(row, column).merged && column > 0 && text(row, column - 1) == here);
}

std::string Grid::line(std::uint32_t row) const {
  std::string line;
  for (std::uint32_t column = 0; column < sheet_.rows[row].size() && line.size() < 2'000; ++column) {
    if (!own(row, column)) continue;
    if (!line.empty()) line += '\t';
    line += text(row, column);
  }
  return line;
}

Area Grid::trimmed_area(Area area) const {
  std::uint32_t left = area.right, right = area.left;
  for (std::uint32_t row = area.top; row <= area.bottom; ++row) {
    const RowFacts& facts = facts_[row];
    if (facts.filled == 0 || facts.first > area.right || facts.last < area.left) continue;
    // The row's own ends may lie outside an area that is a part of the sheet's width.
    std::uint32_t from = std::max(facts.first, area.left);
    while (from < left && text(row, from).empty()) ++from;
    std::uint32_t to = std::min(facts.last, area.right);
    while (to > right && text(row, to).empty()) --to;
    left = std::min(left, from);
    right = std::max(right, to);
  }
  if (left <= right) area.left = left, area.right = right;
  return area;
}

std::uint32_t Grid::widest(const Area& area) const {
  std::uint32_t widest = 0;
  for (std::uint32_t row = area.top; row <= area.bottom; ++row)
    widest = std::max(widest, own_in(row, area.left, area.right));
  return widest;
}

std::uint32_t Grid::own_in(std::uint32_t row, std::uint32_t left, std::uint32_t right) const {
  const RowFacts& facts = facts_[row];
  if (facts.first >= left && facts.last <= right) return facts.own;
  std::uint32_t count = 0;
  for (std::uint32_t column = left; column <= right && column < sheet_.rows[row].size(); ++column)
    count += own(row, column) ? 1 : 0;
  return count;
}

std::uint32_t Grid::first_in(std::uint32_t row, std::uint32_t left, std::uint32_t right) const {
  std::uint32_t column = left;
  while (column < right && text(row, column).empty()) ++column;
  return column;
}

bool Grid::has_values(std::uint32_t column, std::uint32_t top, std::uint32_t bottom) const {
  for (std::uint32_t row = top; row <= bottom; ++row)
    if (!text(row, column).empty()) return true;
  return false;
}

bool Grid::repeats(std::uint32_t row, std::uint32_t other, std::uint32_t left, std::uint32_t right) const {
  if (row == other) return true;
  if (text(row, left) != text(other, left)) return false;
  for (std::uint32_t column = left; column <= right; ++column)
    if (text(row, column) != text(other, column)) return false;
  return true;
}

bool Grid::is_name(std::string_view text) const {
  if (text.empty() || text.size() > longest_name) return false;
  const std::string key(text);
  if (const auto known = names_.find(key); known != names_.end()) return known->second;
  if (names_.size() >= most_names) return false;
  return names_[key] = heads_column(without_colon(text), dictionary_);
}

bool Grid::is_value(std::uint32_t row, std::uint32_t column) const {
  using Type = SheetCell::Type;
  const SheetCell& it = cell(row, column);
  if (it.type == Type::number || it.type == Type::date || it.type == Type::time || it.type == Type::boolean ||
      it.type == Type::error)
    return true;
  return reads_as_value(trimmed(it.text));
}

bool Grid::is_period(std::uint32_t row, std::uint32_t column) const {
  static const archive::Zone utc("UTC");
  constexpr int any_year = 2000;
  if (cell(row, column).type == SheetCell::Type::date) return true;
  const std::string_view it = text(row, column);
  if (it.empty() || cell(row, column).type == SheetCell::Type::number) return false;
  if (parse_coarse_period(it, any_year)) return true;
  const auto range = parse_date_range(it, {DateOrder::month_first, any_year}, utc);
  return range && (range->end || is_value(row, column));
}

bool Grid::is_context_line(std::uint32_t row, const Area& area, std::uint32_t widest) const {
  const bool narrow = facts_[row].own * 2 <= widest + 1;
  for (std::uint32_t column = area.left; column <= area.right; ++column) {
    if (!own(row, column)) continue;
    const std::string_view it = text(row, column);
    const std::size_t colon = std::min(it.find(':'), it.find("："));
    const bool said = colon != std::string_view::npos && colon > 0 && !ends_in_colon(it) && !is_value(row, column);
    if (!said && !(narrow && (unit_in(it) || year_in(it)))) return false;
  }
  return true;
}

bool Grid::header_at(std::uint32_t row, std::uint32_t left, std::uint32_t right) const {
  std::uint32_t count = 0, names = 0, pairs = 0, months = 0;
  bool before = false;
  for (std::uint32_t column = left; column <= right && column < sheet_.rows[row].size(); ++column) {
    if (!own(row, column)) continue;
    const std::string_view it = text(row, column);
    if (it.size() > longest_name) return false;
    if (is_value(row, column)) {
      if (cell(row, column).type != SheetCell::Type::text || !is_whole_month(it)) return false;
      ++months;
      before = true;
      continue;
    }
    ++count;
    const bool name = is_name(it);
    names += name ? 1 : 0;
    pairs += name && before ? 1 : 0;
    before = name;
  }
  if (left == right) return names == 1;
  if (months >= 3 && names >= 1) return true;
  return (names >= 2 && pairs >= 1 && names * 5 >= count * 2) || (names >= 4 && names * 4 >= count);
}

std::optional<std::uint32_t> Grid::unknown_header(const Area& area) const {
  const std::uint32_t most = widest(area);
  for (std::uint32_t row = area.top; row < area.bottom && row < area.top + 20; ++row) {
    std::uint32_t count = 0, values = 0;
    std::set<std::string_view> different;
    for (std::uint32_t column = area.left; column <= area.right; ++column) {
      if (!own(row, column)) continue;
      ++count;
      values += is_value(row, column) ? 1 : 0;
      different.insert(text(row, column));
    }
    if (count >= 2 && count * 5 >= most * 3 && values * 3 <= count && different.size() == count) return row;
  }
  return std::nullopt;
}

bool Grid::is_group_line(std::uint32_t row, std::uint32_t header, const Area& area) const {
  if (row + 1 != header) return false;
  std::uint32_t count = 0;
  bool spans = false;
  for (std::uint32_t column = area.left; column <= area.right; ++column) {
    if (!own(row, column)) continue;
    const std::string_view it = text(row, column);
    if (is_value(row, column) || it.size() > longest_name || it.find(':') != std::string_view::npos ||
        it.find("：") != std::string_view::npos)
      return false;
    ++count;
    spans = spans || (column < area.right && !own(row, column + 1) && !text(header, column + 1).empty());
  }
  return count >= 2 && spans;
}

bool Grid::is_sub_header(std::uint32_t header, std::uint32_t row, const Area& area) const {
  std::uint32_t under = 0;
  bool grouped = false;
  for (std::uint32_t column = area.left; column <= area.right; ++column) {
    if (own(header, column))
      grouped = column < area.right && !own(header, column + 1) && !text(row, column + 1).empty() &&
                !text(row, column).empty() && text(row, column) != text(header, column);
    else if (text(header, column).empty() && text(row, column).empty())
      grouped = false;
    const std::string_view it = text(row, column);
    if (it.empty() || (cell(row, column).merged && it == text(header, column))) continue;
    if (!grouped || is_value(row, column) || it.size() > longest_name) return false;
    ++under;
  }
  return under >= 2;
}

bool Grid::begins_other_table(std::uint32_t row, const Area& area, std::uint32_t header) const {
  const RowFacts& facts = facts_[row];
  if (facts.own < 3 || facts.values > 0 || !header_at(row, area.left, area.right)) return false;
  return !repeats(row, header, area.left, area.right);
}

std::vector<Area> Grid::split_by_columns(const Area& area) const {
  std::vector<bool> filled_column(area.right + 2, false);
  for (std::uint32_t row = area.top; row <= area.bottom; ++row)
    for (std::uint32_t column = area.left; column <= area.right && column < sheet_.rows[row].size(); ++column)
      if (!filled_column[column] && !text(row, column).empty()) filled_column[column] = true;
  std::vector<Area> parts;
  for (std::uint32_t column = area.left; column <= area.right;) {
    if (!filled_column[column]) {
      ++column;
      continue;
    }
    std::uint32_t end = column;
    while (filled_column[end + 1]) ++end;
    Area part{area.top, area.bottom, column, end};
    while (part.bottom > part.top && own_in(part.bottom, part.left, part.right) == 0) --part.bottom;
    while (part.top < part.bottom && own_in(part.top, part.left, part.right) == 0) ++part.top;
    parts.push_back(part);
    column = end + 1;
  }
  const auto stands_alone = [&](const Area& part) {
    if (part.left == part.right || part.top == part.bottom) return false;
    std::uint32_t row = part.top;
    while (row < part.bottom && own_in(row, part.left, part.right) == 1) ++row;  // its title
    if (!form_columns(part).empty()) return true;
    if (!header_at(row, part.left, part.right)) return false;
    std::vector<std::string> names;
    for (std::uint32_t column = part.left; column <= part.right; ++column) names.emplace_back(text(row, column));
    return !form_columns(parts.front()).empty() || part.bottom != parts.front().bottom || row != part.top ||
           text(row, part.left) == text(row, parts.front().left) || detect_kind(names, dictionary_).has_value();
  };
  if (parts.size() < 2 || !form_columns(area).empty() ||
      !std::ranges::all_of(parts.begin() + 1, parts.end(), stands_alone))
    return {area};
  return parts;
}

std::vector<std::uint32_t> Grid::form_columns(const Area& area) const {
  std::vector<std::uint32_t> keys;
  if (area.left == area.right || area.top >= sheet_.rows.size()) return keys;
  std::uint32_t bottom = std::min(area.bottom, area.top + form_search);
  for (std::uint32_t row = area.top; row <= bottom; ++row)
    if (own_in(row, area.left, area.right) >= 3 && header_at(row, area.left, area.right)) {
      if (row == area.top) return keys;
      bottom = row - 1;
    }
  for (std::uint32_t column = area.left; column < area.right && column < area.left + widest_form; ++column) {
    std::uint32_t count = 0, names = 0, fields = 0;
    for (std::uint32_t row = area.top; row <= bottom; ++row) {
      const std::string_view it = text(row, column);
      if (!own(row, column) || (cell(row, column).merged && row > area.top && text(row - 1, column) == it)) continue;
      if (own_in(row, area.left, area.right) < 2) continue;  // a section's title
      ++count;
      if (is_value(row, column)) continue;
      names += is_name(it) || ends_in_colon(it) ? 1 : 0;
      fields += it.size() <= longest_name && is_field_name(without_colon(it)) ? 1 : 0;
    }
    const std::uint32_t needed = keys.empty() ? 2 : 1;
    if (fields < needed || names * 5 < count * 2) continue;
    if (!keys.empty() && column == keys.back() + 1) continue;  // a value that is a name by chance
    if (keys.empty() && column > area.left + 1) break;         // names stand at the left
    keys.push_back(column);
  }
  return keys;
}

}  // namespace almanac::importers
