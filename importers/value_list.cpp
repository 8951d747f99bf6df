// Lists, numbered sentences and figures in one cell.

#include <algorithm>
#include <unordered_set>

#include "importers/value.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

// --- numbering -----------------------------------------------------------------------------------------------------

enum class Style { dotted, bracketed, circled, chinese };

struct Marker {
  Style style = Style::dotted;
  int value = 0;
  std::size_t size = 0;  // bytes, with its sign and the spaces behind
};

constexpr std::string_view chinese_digits[] = {"一", "二", "三", "四", "五", "六", "七", "八", "九", "十"};

// 1 to 99 in Arabic or 1 to 20 in Chinese digits; `size` bytes.
int counting_number(std::string_view text, std::size_t& size, bool& chinese) {
  size = 0;
  while (size < text.size() && is_digit(text[size])) ++size;
  chinese = false;
  if (size == 1) return text[0] - '0';
  if (size == 2) return (text[0] - '0') * 10 + (text[1] - '0');
  if (size > 2) return 0;
  chinese = true;
  const auto digit = [&](std::size_t at) {
    for (int i = 0; i < 10; ++i) {
      if (text.substr(std::min(at, text.size())).starts_with(chinese_digits[static_cast<std::size_t>(i)])) return i + 1;
    }
    return 0;
  };
  const int first = digit(0);
  if (first == 0) return 0;
  size = 3;
  const int second = digit(3);
  if (first == 10 && second > 0 && second < 10) {
    size = 6;
    return 10 + second;
  }
  return second == 0 ? first : first == 2 && second == 10 ? (size = 6, 20) : 0;
}

std::size_t take_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  for (const auto word : words) {
    if (text.starts_with(word)) return word.size();
  }
  return 0;
}

std::optional<Marker> marker_at(std::string_view text) {
  if (text.size() >= 3 && static_cast<unsigned char>(text[0]) == 0xE2) {  // ① to ⑳ and ⑴ to ⒇
    const int c = (static_cast<unsigned char>(text[1]) << 8) | static_cast<unsigned char>(text[2]);
    if (c >= 0x91A0 && c <= 0x91B3) return Marker{Style::circled, c - 0x91A0 + 1, 3};
    if (c >= 0x91B4 && c <= 0x91BF) return Marker{Style::circled, c - 0x91B4 + 1, 3};
  }
  const std::size_t open = take_one_of(text, {"(", "（"});
  std::size_t size = 0;
  bool chinese = false;
  const int value = counting_number(text.substr(open), size, chinese);
  if (value == 0) return std::nullopt;
  const std::string_view rest = text.substr(open + size);
  const std::size_t close = take_one_of(rest, {")", "）"});
  if (open > 0) return close > 0 ? std::optional(Marker{Style::bracketed, value, open + size + close}) : std::nullopt;
  std::size_t sign = take_one_of(rest, {"、", "．", ".", ")", "）"});
  if (sign == 0) return std::nullopt;
  // "3.15大促" is no third item.
  if (rest[0] == '.' && rest.size() > 1 && is_digit(rest[1])) return std::nullopt;
  return Marker{chinese ? Style::chinese : Style::dotted, value, size + sign};
}

// Whether an item may begin at `at`: circled numbers anywhere, others behind a space or the end of a sentence.
bool boundary_before(std::string_view line, std::size_t at, Style style) {
  if (at == 0 || style == Style::circled) return true;
  const std::string_view before = line.substr(0, at);
  for (const std::string_view sign : {" ", "\t", "\xE3\x80\x80", ";", "；", "。", "，", ",", "!", "！", "?", "？"}) {
    if (before.ends_with(sign)) return true;
  }
  return false;
}

// Where the item with the number behind `last` begins in `line`, from `from` on.
std::size_t find_next_item(std::string_view line, std::size_t from, Marker last, Marker& found) {
  for (std::size_t at = from; at < line.size(); at += first_character(line.substr(at))) {
    const auto marker = marker_at(line.substr(at));
    if (!marker || marker->style != last.style || marker->value != last.value + 1 ||
        !boundary_before(line, at, marker->style))
      continue;
    found = *marker;
    return at;
  }
  return std::string_view::npos;
}

// Without white space and separators at its end.
std::string clean_item(std::string_view item) {
  item = trimmed(item);
  const auto cut_separator = [&] {
    for (const std::string_view end : {"；", ";", "，", ",", "、"}) {
      if (!item.ends_with(end)) continue;
      item = trimmed(item.substr(0, item.size() - end.size()));
      return true;
    }
    return false;
  };
  while (cut_separator()) {
  }
  return std::string(item);
}

std::string_view without_bullet(std::string_view line) {
  for (const std::string_view bullet : {"- ", "* ", "• ", "· ", "● ", "•", "●"}) {
    if (line.starts_with(bullet)) return trimmed(line.substr(bullet.size()));
  }
  return line;
}

struct Item {
  std::string text;
  bool numbered = false;
};

// The items of one line. A lone "1、" counts as numbering unless what follows could be the rest of a name ("1、2月",
// "一、二线城市").
std::vector<Item> items_of(std::string_view line, bool several_lines) {
  std::vector<Item> items;
  const auto first = marker_at(line);
  if (!first) return {{clean_item(without_bullet(line)), false}};
  Marker marker = *first;
  std::size_t begin = marker.size;
  while (true) {
    Marker next;
    const std::size_t at = find_next_item(line, begin, marker, next);
    items.push_back({clean_item(line.substr(begin, at == std::string_view::npos ? at : at - begin)), true});
    if (at == std::string_view::npos) break;
    marker = next;
    begin = at + next.size;
  }
  const bool lone = items.size() == 1;
  const bool name = lone && (items[0].text.empty() || is_digit(items[0].text[0]) ||
                             (!several_lines && (first->value != 1 || first->style == Style::chinese)));
  const bool hollow = std::any_of(items.begin(), items.end(), [](const Item& item) { return item.text.empty(); });
  if (name || hollow) return {{clean_item(line), false}};
  return items;
}

std::vector<Item> split_items(std::string_view cell) {
  std::vector<std::string_view> lines;
  while (!cell.empty()) {
    const std::size_t end = cell.find_first_of("\r\n");
    const std::string_view line = trimmed(cell.substr(0, end));
    if (!line.empty()) lines.push_back(line);
    if (end == std::string_view::npos) break;
    cell.remove_prefix(end + 1);
  }
  std::vector<Item> items;
  for (const auto line : lines) {
    for (auto& item : items_of(line, lines.size() > 1)) items.push_back(std::move(item));
  }
  return items;
}

// --- separators ----------------------------------------------------------------------------------------------------

std::size_t bracket_at(std::string_view text, int& change) {
  change = 1;
  if (const auto size = take_one_of(text, {"(", "（", "【", "《", "“", "「", "["})) return size;
  change = -1;
  return take_one_of(text, {")", "）", "】", "》", "”", "」", "]"});
}

// Cuts at every separator that stands outside brackets; brackets that do not close bind nothing.
template <class IsSeparator>
std::vector<std::string_view> cut(std::string_view text, const IsSeparator& separator_at) {
  int balance = 0;
  for (std::size_t at = 0; at < text.size(); at += first_character(text.substr(at))) {
    int change = 0;
    if (bracket_at(text.substr(at), change) > 0) balance += change;
  }
  const bool use_brackets = balance == 0;
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  int depth = 0;
  for (std::size_t at = 0; at < text.size();) {
    int change = 0;
    const std::size_t bracket = bracket_at(text.substr(at), change);
    if (bracket > 0) depth = std::max(0, depth + change);
    const std::size_t size = depth == 0 || !use_brackets ? separator_at(text, at) : 0;
    if (size > 0) {
      parts.push_back(text.substr(begin, at - begin));
      begin = at + size;
    }
    at += size > 0 ? size : first_character(text.substr(at));
  }
  parts.push_back(text.substr(begin));
  return parts;
}

std::size_t list_separator(std::string_view text, std::size_t at) {
  return take_one_of(text.substr(at), {";", "；", "、", "|", "｜", "，"});
}

std::size_t figure_separator(std::string_view text, std::size_t at) {
  if (text[at] == ',') {
    const bool in_number = at > 0 && is_digit(text[at - 1]) && at + 1 < text.size() && is_digit(text[at + 1]);
    return in_number ? 0 : 1;
  }
  return take_one_of(text.substr(at), {";", "；", "、", "，", "|", "。"});
}

// Names in the order of their first appearance.
struct NameList {
  std::vector<std::string> names;
  std::unordered_set<std::string> seen;
  void add(std::string_view name) {
    name = trimmed(name);
    if (!name.empty() && seen.emplace(name).second) names.emplace_back(name);
  }
};

void add_names(NameList& list, std::string_view item, const KnownName& known) {
  if (known) {
    const auto parts = cut(item, [](std::string_view text, std::size_t at) {
      return take_one_of(text.substr(at), {"/", "+", "／", "＋"});
    });
    if (parts.size() > 1 &&
        std::all_of(parts.begin(), parts.end(), [&](std::string_view part) { return known(trimmed(part)); })) {
      for (const auto part : parts) list.add(part);
      return;
    }
  }
  list.add(item);
}

// --- figures -------------------------------------------------------------------------------------------------------

constexpr std::string_view connecting[] = {"提升至", "提升到", "增长至", "增长到", "降低至", "降低到", "下降至",
                                           "控制在", "目标值", "实际值", "达到",   "达成",   "完成",   "实现",
                                           "突破",   "目标",   "实际",   "预计",   "超过",   "约",     "为",
                                           "是",     "达",     "至",     "到",     ":",      "="};
constexpr std::string_view leading[] = {"目标", "实现", "完成", "达成", "预计", "预期", "实际", "本次",
                                        "整体", "活动", "累计", "全店", "总",   "新增", "带来", "获得"};

const archive::Metric* find_metric(std::string_view words, const archive::Dictionary& dictionary) {
  while (!words.empty()) {
    if (const auto* metric = dictionary.find_metric(words)) return metric;
    if (!std::any_of(std::begin(leading), std::end(leading),
                     [&](std::string_view word) { return take_front(words, word); }))
      break;
  }
  return nullptr;
}

// The metric in front of a number: "GMV目标达到", "revenue=".
const archive::Metric* metric_before(std::string_view words, const archive::Dictionary& dictionary) {
  words = trim_spaces(words);
  while (!words.empty()) {
    if (const auto* metric = find_metric(words, dictionary)) return metric;
    if (!std::any_of(std::begin(connecting), std::end(connecting),
                     [&](std::string_view word) { return take_back(words, word); }))
      break;
  }
  return nullptr;
}

bool is_identifier(std::string_view text) {
  return !text.empty() && text.size() <= 64 && !is_digit(text[0]) && std::all_of(text.begin(), text.end(), [](char c) {
    return is_digit(c) || c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  });
}

std::optional<Number> number_for(const archive::Metric* metric, std::string_view text) {
  text = trim_spaces(text);
  // "ROI 1:5"
  if (metric && metric->unit == "ratio" && text.starts_with("1:")) text.remove_prefix(2);
  const auto number = parse_number(text);
  if (!number) return std::nullopt;
  // A percentage of what is counted in money or pieces is a change, not a level.
  if (metric && number->unit.percent && metric->unit != "percent" && metric->unit != "ratio") return std::nullopt;
  return *number;
}

std::optional<Figure> parse_figure(std::string_view part, const archive::Dictionary& dictionary) {
  const std::string plain = plain_form(part);
  const std::string_view text = plain;
  const std::string words{trimmed(part)};
  if (plain.size() > 120 || std::none_of(plain.begin(), plain.end(), is_digit)) return std::nullopt;
  if (const std::size_t equals = text.find('='); equals != std::string_view::npos) {
    const std::string_view name = trim_spaces(text.substr(0, equals));
    if (is_identifier(name)) {
      const auto* metric = dictionary.find_metric(name);
      if (const auto number = number_for(metric, text.substr(equals + 1)))
        return Figure{metric ? metric->name : std::string(name), number, words};
    }
  }
  // Words, then a number: at each place where a number can begin.
  for (std::size_t at = 1; at < text.size(); at += first_character(text.substr(at))) {
    const auto* metric = metric_before(text.substr(0, at), dictionary);
    if (!metric) continue;
    if (const auto number = number_for(metric, text.substr(at))) return Figure{metric->name, number, words};
  }
  // A number, then words: "5000新客".
  for (std::size_t at = text.size(); at > 0; --at) {
    if (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) continue;
    if (at == text.size() || !parse_number(text.substr(0, at))) continue;
    const auto* metric = find_metric(trim_spaces(text.substr(at)), dictionary);
    if (!metric) continue;
    if (const auto number = number_for(metric, text.substr(0, at))) return Figure{metric->name, number, words};
  }
  return std::nullopt;
}

}  // namespace

std::vector<std::string> split_list(std::string_view cell, const KnownName& known) {
  NameList list;
  for (const auto& item : split_items(cell)) {
    if (item.numbered) {
      add_names(list, item.text, known);
      continue;
    }
    for (const auto part : cut(item.text, list_separator)) add_names(list, part, known);
  }
  return std::move(list.names);
}

std::vector<std::string> split_prose(std::string_view cell) {
  std::vector<std::string> sentences;
  for (auto& item : split_items(cell)) {
    if (!item.text.empty()) sentences.push_back(std::move(item.text));
  }
  return sentences;
}

std::vector<Figure> parse_figures(std::string_view cell, const archive::Dictionary& dictionary) {
  std::vector<Figure> figures;
  for (const auto& sentence : split_prose(cell)) {
    std::vector<Figure> parts;
    bool all = sentence.size() <= 2'000;  // longer text is prose
    if (all) {
      for (const auto part : cut(sentence, figure_separator)) {
        if (trimmed(part).empty()) continue;
        auto figure = parse_figure(part, dictionary);
        if (!(all = figure.has_value())) break;
        parts.push_back(std::move(*figure));
      }
    }
    if (!all || parts.empty()) parts.assign(1, Figure{"", std::nullopt, sentence});
    for (auto& part : parts) figures.push_back(std::move(part));
  }
  return figures;
}

}  // namespace almanac::importers
