// One clause is certain when nothing is left of it beside a name and a value. Whose figures they are is told by the clause or by the
// clauses before it in the same sentence: a channel stays the subject until the sentence ends, 其中 begins parts, 去年 another year.

#include "importers/review_prose.h"

#include <algorithm>

#include "archive/name.h"
#include "importers/heading_form.h"
#include "importers/review_clauses.h"
#include "importers/review_sentence.h"
#include "importers/review_tables.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

constexpr std::size_t longest_clause = 200;      // bytes
constexpr std::size_t longest_sentence = 4'000;  // bytes; nobody writes one

std::vector<std::string_view> sentences_of(std::string_view text) {
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t size = take_any(text.substr(at), {"。", "！", "？", "；", ";", "\n"});
    if (size == 0 && text[at] == '.' && (at + 1 == text.size() || text[at + 1] == ' ')) size = 1;
    if (size == 0) {
      at += first_character(text.substr(at));
      continue;
    }
    parts.push_back(trimmed(text.substr(begin, at - begin)));
    begin = at += size;
  }
  parts.push_back(trimmed(text.substr(begin)));
  std::erase_if(parts, [](std::string_view part) { return part.empty(); });
  return parts;
}

// Commas inside numbers and quotes do not part; brackets do, and what they hold is marked.
std::vector<Clause> clauses_of(std::string_view sentence) {
  std::vector<Clause> clauses;
  std::size_t begin = 0;
  bool bracket = false;
  int quotes = 0;
  const auto close = [&](std::size_t end) {
    const std::string_view text = trimmed(sentence.substr(begin, end - begin));
    if (!text.empty()) clauses.push_back({text, bracket, false});
  };
  for (std::size_t at = 0; at < sentence.size();) {
    const std::string_view rest = sentence.substr(at);
    if (take_any(rest, {"“", "「", "《", "『"}) > 0) ++quotes;
    if (take_any(rest, {"”", "」", "》", "』"}) > 0 && quotes > 0) --quotes;
    const std::size_t open = quotes > 0 ? 0 : take_any(rest, {"（", "("});
    const std::size_t end = quotes > 0 ? 0 : take_any(rest, {"）", ")"});
    std::size_t size = quotes > 0 ? 0 : take_any(rest, {"，", ",", "、", "|"});
    if (size == 1 && rest[0] == ',' && at > 0 && is_digit(sentence[at - 1]) && rest.size() > 1 && is_digit(rest[1]))
      size = 0;
    size = std::max({size, open, end});
    if (size == 0) {
      at += first_character(rest);
      continue;
    }
    close(at);
    begin = at += size;
    if (open > 0) bracket = true;
    if (end > 0) bracket = false;
  }
  close(sentence.size());
  return clauses;
}

// "共花费171.6万：万相台86万": a sum, and the first of its parts.
void part_sums(std::vector<Clause>& clauses) {
  for (std::size_t i = 0; i < clauses.size(); ++i) {
    const std::string_view text = clauses[i].text;
    const std::size_t wide = text.find("：");
    const std::size_t at = std::min(wide, text.find(':'));
    if (clauses[i].bracket || at == std::string_view::npos || at == 0) continue;
    const std::string_view sum = trimmed(text.substr(0, at)),
                           rest = trimmed(text.substr(at + (at == wide ? std::string_view("：").size() : 1)));
    std::size_t digit = 0;
    while (digit < sum.size() && !is_digit(sum[digit])) ++digit;
    if (digit < 6 || rest.empty() || is_digit(rest[0]) || !has_digit(rest) || !count_of(sum.substr(digit))) continue;
    clauses[i].text = sum;
    clauses.insert(clauses.begin() + static_cast<std::ptrdiff_t>(i) + 1, Clause{rest, false, true});
    ++i;
  }
}

bool is_comparison(std::string_view clause) {
  if (compares(clause)) return true;
  if (clause.starts_with("较")) return take_any(clause.substr(3), {"大", "好", "高", "低", "强", "多", "少"}) == 0;
  return clause.starts_with("比") && !clause.starts_with("比例") && !clause.starts_with("比率");
}

bool is_excess(std::string_view clause) {
  return take_any(clause, {"超支", "结余", "剩余", "节约"}) > 0 || clause.find("超支") != std::string_view::npos;
}

}  // namespace

std::size_t take_any(std::string_view text, std::initializer_list<std::string_view> words) {
  for (const std::string_view word : words)
    if (text.starts_with(word)) return word.size();
  return 0;
}

bool take_front_any(std::string_view& text, std::initializer_list<std::string_view> words) {
  return std::ranges::any_of(words, [&](std::string_view word) { return take_front(text, word); });
}

Sentence::Sentence(std::string_view text, const ProseReading& reading, const Place& place)
    : reading_(reading), place_{std::string(text), place.block}, clauses_(clauses_of(text)) {
  part_sums(clauses_);
}

bool Sentence::read() {
  for (at_ = 0; at_ < clauses_.size(); ++at_) read_clause(clauses_[at_]);
  return any_;
}

void Sentence::read_clause(const Clause& clause) {
  const std::string plain = plain_form(clause.text);
  std::string_view text = plain;
  if (read_correction(text)) return;
  if (read_budget(text)) return;
  if (last_ && read_goal(text)) return;
  const auto years = years_in(text);
  const bool other_year = reading_.year && !years.empty() && std::ranges::find(years, *reading_.year) == years.end();
  if (is_comparison(clause.text) || other_year) {
    if (!clause.bracket) compared_ = true;
    return;
  }
  if (clause.bracket) {
    if (!compared_) read_labelled(text, last_);
    return;
  }
  list_ = std::exchange(next_in_list_, nullptr);
  if (take_any(text, {"本次", "今年", "此次", "活动期", "本期", "实际", "整体", "全店", "合计"}) > 0) compared_ = false;
  if (take_any(text, {"整体", "全店", "合计", "共计", "本次", "总计"}) > 0) subject_ = {};
  // 其中 begins parts; those of channels have a name.
  if (take_front(text, "其中") || clause.parts) {
    subject_.kind = Subject::Kind::other;
    parts_of_spend_ = spend_last_;
  }
  spend_last_ = false;
  if (parts_of_spend_ && read_part_of_spend(text)) return;
  if (at_ == 0) take_label(text);
  const archive::Metric* before = std::exchange(last_, nullptr);
  if (read_owner(text)) return;
  std::string_view stripped = text;
  strip_leads(stripped);
  find_subject(stripped);
  if (compared_ || subject_.kind == Subject::Kind::other || clause.text.size() > longest_clause) return;
  if (denies(clause.text) || is_change(clause.text) || is_excess(clause.text)) return;
  if (subject_.kind == Subject::Kind::channel) {
    if (has_digit(stripped)) read_of_channel(stripped);
    return;
  }
  if (read_field(text)) {
    note_spent(text);
    return;
  }
  if (!has_digit(text)) {
    if (names_part(text)) subject_.kind = Subject::Kind::other;
    return;
  }
  if (names_part(text) && !direct(stripped)) return;
  if (read_labelled(text, before)) return;
  const auto found = direct(stripped);
  if (found && put(*found, clause.text)) return;
  if (!found && read_field(stripped)) {
    note_spent(stripped);
    return;
  }
  if (!found && read_written(stripped)) return;
  read_doubtful(clause.text);
}

void Sentence::read_doubtful(std::string_view clause) {
  FigureReading doubtful{reading_.dictionary, reading_.out, reading_.role, false};
  doubtful.year = reading_.year;
  any_ = read_figures(clause, doubtful, place_) || any_;
  read_amounts_in_prose(clause, reading_.out, place_);
}

bool Sentence::read_owner(std::string_view text) {
  const std::size_t at = text.find("由");
  std::string_view rest = text.substr(at == std::string_view::npos || at > 18 ? 0 : at);
  const bool by = take_front(rest, "由") && take_back(rest, "负责");
  if (!by) {
    rest = text;
    const bool named = take_front_any(rest, {"项目负责人", "活动负责人", "总负责人", "负责人", "项目经理", "牵头人"});
    if (!named || rest.starts_with("的")) return false;
    for (const std::string_view link : {"为", "是", ":"}) take_front(rest, link);
  }
  const std::string name(without_department(rest));
  const bool fits = name.size() >= 6 && name.size() <= 12 &&
                    std::ranges::all_of(name, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
  return fits && reading_.field("负责人", name, place_);
}

bool Sentence::read_field(std::string_view text) {
  take_front_any(text, {"本次", "此次", "本届"});
  for (const std::string_view link : {"为", "是", ":"}) {
    const std::size_t at = text.find(link);
    if (at == std::string_view::npos || at == 0 || at > 40) continue;
    if (reading_.field(std::string(trim_spaces(text.substr(0, at))), trim_spaces(text.substr(at + link.size())),
                       place_))
      return any_ = true;
  }
  std::size_t at = 0;
  while (at < text.size() && !is_digit(text[at]) && take_any(text.substr(at), {"“", "「", "《", "\"", "¥", "$"}) == 0)
    at += first_character(text.substr(at));
  if (at == 0 || at >= text.size() || at > 40) return false;
  std::string_view key = trim_spaces(text.substr(0, at));
  for (const std::string_view link : {"一共用了", "共用了", "用了", "花了", "一共", "总共", "共计", "合计", "共", "了"})
    take_back(key, link);
  return reading_.field(std::string(key), trim_spaces(text.substr(at)), place_) && (any_ = true);
}

bool read_prose(std::string_view text, const ProseReading& reading, const Place& place) {
  bool any = false;
  for (const std::string_view sentence : sentences_of(text)) {
    if (sentence.size() > longest_sentence) continue;
    read_phrases(sentence, reading, {std::string(sentence), place.block});
    if (plans_next(sentence, reading.title)) continue;
    any = Sentence(sentence, reading, place).read() || any;
  }
  return any;
}

}  // namespace almanac::importers
