#include "search/brief.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "archive/name.h"
#include "search/analysis.h"
#include "search/language.h"

namespace almanac::search {
namespace {

constexpr std::size_t most_recognised_bytes = 16 * 1024;  // of the text's beginning
constexpr std::size_t longest_value = 16;                 // tokens
constexpr std::size_t most_with_synonyms = 2000;          // values of a field whose synonyms are looked for
constexpr int year_unknown = 2000;                        // stands for any year; a leap year, so that it has every day

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_latin(char c) { return (c >= 'a' && c <= 'z') || is_digit(c); }

// Whether `name` stands in the folded text, Latin as whole words.
bool names(std::string_view text, std::string_view name) {
  const auto characters =
      std::count_if(name.begin(), name.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; });
  if (characters < 2) return false;
  for (std::size_t at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    const bool begins = at == 0 || !is_latin(name.front()) || !is_latin(text[at - 1]);
    const bool ends = end == text.size() || !is_latin(name.back()) || !is_latin(text[end]);
    if (begins && ends) return true;
  }
  return false;
}

// A reader of dates and amounts at a place of the folded text.
class Scanner {
 public:
  Scanner(std::string_view text, std::size_t at) : text_(text), at_(at) {}
  std::size_t at() const { return at_; }
  bool done() const { return at_ >= text_.size(); }

  bool take(std::initializer_list<std::string_view> words) {
    for (const std::string_view word : words)
      if (text_.substr(at_).starts_with(word)) {
        at_ += word.size();
        return true;
      }
    return false;
  }
  void skip_spaces() {
    while (take({" "})) {
    }
  }
  // Up to `most` digits; nothing if there are none or more.
  std::optional<int> number(std::size_t most) {
    std::size_t end = at_;
    while (end < text_.size() && is_digit(text_[end])) ++end;
    if (end == at_ || end - at_ > most) return std::nullopt;
    int value = 0;
    for (; at_ < end; ++at_) value = value * 10 + (text_[at_] - '0');
    return value;
  }

 private:
  std::string_view text_;
  std::size_t at_;
};

struct Found {
  archive::Date date;
  bool year = false;
  std::size_t begin = 0, end = 0;
};

// 2024年11月1日, 2024-11-01, 2024/11, 2024.11.1, 20241101; 11月1日 with the year of `before`.
std::optional<Found> date_at(std::string_view text, std::size_t at, const std::optional<Found>& before) {
  if (at > 0 && (is_digit(text[at - 1]) || text[at - 1] == '.')) return std::nullopt;
  Scanner scanner(text, at);
  const auto first = scanner.number(8);
  if (!first) return std::nullopt;
  const std::size_t digits = scanner.at() - at;
  int year = 0;
  unsigned month = 0, day = 1;
  if (digits == 8) {
    year = *first / 10000;
    month = static_cast<unsigned>(*first / 100 % 100);
    day = static_cast<unsigned>(*first % 100);
    if (year < 1900 || year > 2100) return std::nullopt;
  } else if (digits == 4 && *first >= 1900 && *first <= 2100) {
    year = *first;
    scanner.skip_spaces();
    if (!scanner.take({"-", "/", ".", "年"})) return std::nullopt;
    scanner.skip_spaces();
    const auto second = scanner.number(2);
    if (!second) return std::nullopt;
    month = static_cast<unsigned>(*second);
    const std::size_t behind_month = scanner.at();
    scanner.skip_spaces();
    if (scanner.take({"-", "/", ".", "月"})) {
      const std::size_t behind_mark = scanner.at();
      scanner.skip_spaces();
      if (const auto third = scanner.number(2)) {
        day = static_cast<unsigned>(*third);
        scanner.take({"日", "号"});
      } else {
        scanner = Scanner(text, behind_mark);
      }
    } else {
      scanner = Scanner(text, behind_month);
    }
  } else if (digits <= 2) {
    if (!scanner.take({"月"})) return std::nullopt;
    const auto second = scanner.number(2);
    if (!second) return std::nullopt;
    scanner.take({"日", "号"});
    month = static_cast<unsigned>(*first);
    day = static_cast<unsigned>(*second);
  } else {
    return std::nullopt;
  }
  const bool has_year = year > 0 || (before && before->year);
  if (year == 0) year = before ? before->date.year() : year_unknown;
  const auto date = archive::Date::from_ymd(year, month, day);
  if (!date) return std::nullopt;
  return Found{*date, has_year, at, scanner.at()};
}

// What follows the first date of a range: "-11月11日", "至 15日", "~ 2024-11-11".
std::optional<Found> range_end(std::string_view text, const Found& start) {
  Scanner scanner(text, start.end);
  scanner.skip_spaces();
  if (!scanner.take({"-", "~", "–", "—", "至", "到", "to ", "until "})) return std::nullopt;
  while (scanner.take({"-", "—", " "})) {
  }
  if (scanner.done()) return std::nullopt;
  auto found = date_at(text, scanner.at(), start);
  if (!found) {  // a day of the same month
    const auto day = scanner.number(2);
    if (!day || !scanner.take({"日", "号"})) return std::nullopt;
    const auto date = archive::Date::from_ymd(start.date.year(), start.date.month(), static_cast<unsigned>(*day));
    if (!date) return std::nullopt;
    found = Found{*date, start.year, start.begin, scanner.at()};
  }
  if (found->date < start.date)  // over the turn of the year
    if (const auto next = archive::Date::from_ymd(found->date.year() + 1, found->date.month(), found->date.day()))
      found->date = *next;
  return found->date < start.date ? std::nullopt : found;
}

void read_dates(std::string_view text, Brief& brief) {
  std::optional<Found> first, last;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!is_digit(text[at])) continue;
    const auto found = date_at(text, at, last);
    if (!found) {
      while (at + 1 < text.size() && is_digit(text[at + 1])) ++at;
      continue;
    }
    if (!first) first = found;
    last = found;
    if (const auto end = range_end(text, *found)) {
      brief.document.start = found->date.days;
      brief.document.end = end->date.days;
      brief.year_known = found->year;
      return;
    }
    at = found->end - 1;
  }
  if (!first) return;
  brief.document.start = first->date.days;
  brief.year_known = first->year;
}

void read_budget(std::string_view text, Brief& brief) {
  constexpr std::size_t most_between = 24;
  for (const std::string_view word : {"预算", "budget", "经费"}) {
    for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
      std::size_t begin = at + word.size();
      const std::size_t limit = std::min(text.size(), begin + most_between);
      while (begin < limit && !is_digit(text[begin])) ++begin;
      if (begin >= limit) continue;
      std::size_t end = begin;
      while (end < text.size() && (is_digit(text[end]) || text[end] == '.' || text[end] == ',')) ++end;
      std::string amount(text.substr(begin, end - begin));
      while (!amount.empty() && !is_digit(amount.back())) amount.pop_back();
      Scanner scanner(text, end);
      scanner.skip_spaces();
      for (const std::string_view unit : {"万", "亿", "千", "w", "k", "m"})
        if (scanner.take({unit})) {
          if (is_latin(unit[0]) && !scanner.done() && is_latin(text[scanner.at()])) break;
          amount += unit;
          break;
        }
      const auto value = parse_amount(amount);
      if (!value || *value <= 0) continue;
      brief.document.budget = *value;
      return;
    }
  }
}

constexpr Field recognised[] = {Field::channel,  Field::theme,     Field::occasion, Field::product, Field::category,
                                Field::mechanic, Field::objective, Field::segment,  Field::type};

void add(Document& document, Field field, const std::string& value) {
  auto& values = document.values[field];
  if (std::find(values.begin(), values.end(), value) == values.end()) values.push_back(value);
}

// The values of a field that stand in the text, from each place the longest.
void read_values(const std::string& text, const Tokens& tokens, Field field, const ValueDictionary& dictionary,
                 Document& document) {
  const auto between = [&](std::size_t first, std::size_t last) {
    return std::string_view(text).substr(tokens.list[first].begin, tokens.list[last].end - tokens.list[first].begin);
  };
  for (std::size_t i = 0; i < tokens.list.size(); ++i) {
    if (tokens.list[i].type == Token::Type::number) continue;
    const std::size_t begin = tokens.has_pair(i) ? i + 1 : i;
    if (!dictionary.any_begins(between(i, begin))) continue;
    const std::size_t last = std::min(tokens.list.size(), i + longest_value);
    for (std::size_t end = last; end-- > i;) {
      const std::string_view value = between(i, end);
      if (value.size() < 2 || (end == i && tokens.list[i].type == Token::Type::glyph)) continue;
      const auto number = dictionary.find_folded(value);
      if (!number) continue;
      add(document, field, dictionary.text(*number));
      i = end;
      break;
    }
  }
}

// Values whose synonym the text has: 拉新 for acquisition.
void read_synonyms(std::string_view text, Field field, const ValueDictionary& dictionary, const Synonyms& synonyms,
                   Document& document) {
  for (std::uint32_t v = 0; v < std::min<std::size_t>(dictionary.size(), most_with_synonyms); ++v)
    for (const std::string& other : synonyms.others(Synonyms::key(dictionary.text(v))))
      if (names(text, archive::fold(other))) {
        add(document, field, dictionary.text(v));
        break;
      }
}

// Channels by name and alias, each with what lies above it; categories by their last level.
void read_trees(std::string_view text, const Columns& columns, Document& document) {
  for (DocumentId id = 0; id < columns.end_id(); ++id) {
    if (!columns.alive(id) || columns.facts(id).kind != archive::Kind::channel) continue;
    const Names& channel = columns.names(id);
    const bool named = names(text, archive::fold(channel.key)) || names(text, channel.folded_title) ||
                       std::any_of(channel.aliases.begin(), channel.aliases.end(),
                                   [&](const std::string& alias) { return names(text, archive::fold(alias)); });
    if (!named) continue;
    for (const std::uint32_t value : columns.values(id, Field::channel))
      add(document, Field::channel, columns.dictionary(Field::channel).text(value));
  }
  const ValueDictionary& categories = columns.dictionary(Field::category);
  for (std::uint32_t v = 0; v < std::min<std::size_t>(categories.size(), most_with_synonyms); ++v) {
    const std::string& path = categories.text(v);
    const std::size_t split = path.rfind(" > ");
    if (split == std::string::npos || !names(text, archive::fold(path.substr(split + 3)))) continue;
    for (std::size_t end = path.find(" > "); end != std::string::npos; end = path.find(" > ", end + 1))
      add(document, Field::category, path.substr(0, end));
    add(document, Field::category, path);
  }
}

void read_metrics(std::string_view text, const archive::Dictionary& dictionary, Document& document) {
  for (const archive::Metric& metric : dictionary.metrics()) {
    const bool named = names(text, archive::fold(metric.name)) || names(text, archive::fold(metric.zh)) ||
                       names(text, archive::fold(metric.en)) ||
                       std::any_of(metric.aliases.begin(), metric.aliases.end(),
                                   [&](const std::string& alias) { return names(text, archive::fold(alias)); });
    if (named) add(document, Field::goal, metric.name);
  }
}

}  // namespace

Brief read_brief(std::string_view text, const Columns& columns, const Synonyms& synonyms,
                 const archive::Dictionary* dictionary) {
  Brief brief;
  brief.document.plan.push_back({std::string(text), 1});
  const std::string folded = archive::fold(text.substr(0, cut_at_character(text, most_recognised_bytes)));
  read_dates(folded, brief);
  read_budget(folded, brief);
  const Tokens tokens = tokenize(folded);
  for (const Field field : recognised) read_values(folded, tokens, field, columns.dictionary(field), brief.document);
  for (const Field field : {Field::objective, Field::occasion})
    read_synonyms(folded, field, columns.dictionary(field), synonyms, brief.document);
  read_trees(folded, columns, brief.document);
  if (dictionary) read_metrics(folded, *dictionary, brief.document);
  std::erase_if(brief.document.values, [](const auto& entry) { return entry.second.empty(); });
  return brief;
}

}  // namespace almanac::search
