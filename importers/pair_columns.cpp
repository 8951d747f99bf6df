#include "importers/pair_columns.h"

#include <algorithm>
#include <vector>

#include "importers/header_names.h"
#include "importers/value.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

constexpr std::size_t longest_head = 60, longest_cell = 40;  // bytes

constexpr std::string_view goal_words[] = {"目标值", "计划值", "目标", "计划", "预算", "预期", "预估", "任务"};
constexpr std::string_view result_words[] = {"实际完成", "实际达成", "实际花费", "实际值", "完成值", "达成值",
                                             "实际",     "完成",     "达成",     "实绩",   "花费",   "决算"};

// The stroke between two parts; npos unless there is exactly one.
std::size_t stroke_in(std::string_view text, std::size_t& size) {
  std::size_t at = std::string_view::npos;
  for (const std::string_view sign : {"/", "／", "|", "｜", "\n"})
    for (std::size_t from = text.find(sign); from != std::string_view::npos;
         from = text.find(sign, from + sign.size())) {
      if (at != std::string_view::npos) return std::string_view::npos;
      at = from;
      size = sign.size();
    }
  return at;
}

struct Side {
  std::string_view stem, word;  // "GMV" and "目标"; no word: neither goal nor result
};
template <std::size_t n>
Side side_of(std::string_view text, const std::string_view (&words)[n]) {
  for (const std::string_view word : words) {
    if (text.ends_with(word)) return {trimmed(text.substr(0, text.size() - word.size())), word};
    if (text.starts_with(word)) return {trimmed(text.substr(word.size())), word};
  }
  return {text, {}};
}

std::string head_of(std::string_view stem, std::string_view word) {
  if (stem == "费用" || stem == "花费" || stem == "成本") stem = {};  // 计划 and 实际 of them are 预算 and 实际花费
  if (!stem.empty()) return std::string(stem) + std::string(word);
  if (word == "实际" || word == "花费" || word == "实绩") return "实际花费";
  return word == "计划" ? "预算" : std::string(word);
}

std::optional<HeadPair> heads_of(std::string_view first, std::string_view second, std::string_view stem, bool money) {
  Side goal = side_of(first, goal_words), result = side_of(second, result_words);
  if (goal.word.empty() || result.word.empty()) return std::nullopt;
  if (goal.stem.empty()) goal.stem = stem.empty() ? result.stem : stem;
  if (result.stem.empty()) result.stem = goal.stem;
  if (goal.word == "预算" && goal.stem.empty()) money = true;
  if (money || goal.stem == "费用" || goal.stem == "花费" || goal.stem == "成本") return HeadPair{"预算", "实际花费"};
  if (goal.stem.empty()) return HeadPair{std::string(goal.word), std::string(result.word)};
  return HeadPair{head_of(goal.stem, goal.word), head_of(result.stem, result.word)};
}

bool is_figure(std::string_view text) { return is_empty(text) || static_cast<bool>(parse_number(text)); }

}  // namespace

std::optional<HeadPair> heads_of_pair(std::string_view head) {
  head = trimmed(head);
  if (head.empty() || head.size() > longest_head) return std::nullopt;
  std::size_t size = 0;
  if (stroke_in(head, size) == std::string_view::npos) return std::nullopt;
  // "GMV（目标/实际，万元）", "费用(计划/实际)"
  std::string_view stem, both = head;
  std::string unit;
  const std::size_t open = std::min(head.find("（"), head.find('('));
  if (open != std::string_view::npos) {
    const std::size_t width = head[open] == '(' ? 1 : 3;
    const std::size_t close = std::min({head.find("）", open), head.find(')', open), head.size()});
    const std::string_view inside = trimmed(head.substr(open + width, close - open - width));
    if (stroke_in(inside, size) != std::string_view::npos) {
      stem = trimmed(head.substr(0, open));
      both = inside;
      if (const std::size_t comma = std::min(both.find("，"), both.find(',')); comma != std::string_view::npos) {
        unit = std::string(trimmed(both.substr(comma + (both[comma] == ',' ? 1 : 3))));
        both = trimmed(both.substr(0, comma));
      }
      // "GMV（目标/实际）（万元）"
      if (const HeaderName rest = split_header_unit(head); rest.unit && rest.name.size() < head.size())
        unit = std::string(head.substr(rest.name.size()));
    } else if (const HeaderName bare = split_header_unit(head); bare.unit && head.starts_with(bare.name)) {
      unit = std::string(trimmed(head.substr(bare.name.size())));
      both = trimmed(head.substr(0, bare.name.size()));
    } else {
      return std::nullopt;
    }
  }
  const std::size_t at = stroke_in(both, size);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view first = trimmed(both.substr(0, at)), second = trimmed(both.substr(at + size));
  const HeaderName bare = split_header_unit(stem);
  if (bare.unit && bare.name.size() < stem.size() && unit.empty()) unit = std::string(stem.substr(bare.name.size()));
  auto heads = heads_of(first, second, trimmed(bare.name), false);
  if (!heads) {
    heads = heads_of(second, first, trimmed(bare.name), false);
    if (heads) std::swap(heads->first, heads->second);
  }
  if (!heads || unit.empty()) return heads;
  if (unit.find("（") == std::string::npos && unit.find('(') == std::string::npos) unit = "（" + unit + "）";
  heads->first += unit;
  heads->second += unit;
  return heads;
}

std::optional<HeadPair> figures_of_pair(std::string_view cell) {
  cell = trimmed(cell);
  if (cell.empty() || cell.size() > longest_cell) return std::nullopt;
  std::size_t size = 0;
  const std::size_t at = stroke_in(cell, size);
  if (at == std::string_view::npos) return std::nullopt;
  std::string first(trimmed(cell.substr(0, at)));
  const std::string_view second = trimmed(cell.substr(at + size));
  if (first.empty() || second.empty() || !is_figure(first) || !is_figure(second)) return std::nullopt;
  if (is_empty(first) && is_empty(second)) return std::nullopt;
  const auto one = parse_number(first), other = parse_number(second);
  if (one && other && one->unit == Unit{} && other->unit != Unit{}) {
    const std::size_t end = second.find_last_of("0123456789");
    first += second.substr(end + 1);
  }
  return HeadPair{std::move(first), std::string(second)};
}

std::optional<Sheet> with_pairs_apart(const Sheet& sheet) {
  constexpr std::size_t most_rows = 2'000;
  if (sheet.rows.size() > most_rows) return std::nullopt;
  struct Found {
    std::size_t row, column, last;
    HeadPair heads;
  };
  std::vector<Found> found;
  for (std::size_t row = 0; row < sheet.rows.size(); ++row)
    for (std::size_t column = 0; column < sheet.rows[row].size(); ++column) {
      const auto heads = heads_of_pair(sheet.rows[row][column].text);
      if (!heads) continue;
      std::size_t last = row, pairs = 0;
      for (std::size_t below = row + 1; below < sheet.rows.size(); ++below) {
        if (column >= sheet.rows[below].size() || trimmed(sheet.rows[below][column].text).empty()) break;
        const std::string_view cell = sheet.rows[below][column].text;
        if (!is_empty(cell) && !figures_of_pair(cell)) break;
        pairs += !is_empty(cell);
        last = below;
      }
      if (pairs >= 1) found.push_back({row, column, last, *heads});
    }
  if (found.empty()) return std::nullopt;
  std::vector<std::size_t> columns;
  for (const Found& one : found) columns.push_back(one.column);
  std::ranges::sort(columns);
  const auto repeated = std::ranges::unique(columns);
  columns.erase(repeated.begin(), repeated.end());
  Sheet apart = sheet;
  apart.merged.clear();
  for (std::size_t row = 0; row < apart.rows.size(); ++row) {
    std::vector<SheetCell>& cells = apart.rows[row];
    for (auto at = columns.rbegin(); at != columns.rend(); ++at) {
      if (*at >= cells.size()) continue;
      SheetCell second;
      const auto of = std::ranges::find_if(
          found, [&](const Found& one) { return one.column == *at && one.row <= row && row <= one.last; });
      SheetCell& first = cells[*at];
      if (of != found.end() && of->row == row) {
        second.type = SheetCell::Type::text;
        second.text = of->heads.second;
        first.text = of->heads.first;
      } else if (of != found.end()) {
        if (auto figures = figures_of_pair(first.text)) {
          second.type = SheetCell::Type::text;
          second.text = std::move(figures->second);
          first.text = std::move(figures->first);
        }
      } else if (*at + 1 < cells.size() && cells[*at + 1].merged && cells[*at + 1].text == first.text) {
        second = cells[*at + 1];  // a title over several columns
      }
      cells.insert(cells.begin() + static_cast<std::ptrdiff_t>(*at) + 1, std::move(second));
    }
  }
  return apart;
}

}  // namespace almanac::importers
