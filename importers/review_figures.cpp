// Figures of a review: "GMV 200万，拉新 5000 人" behind a heading or key is certain, the same in a sentence ("GMV 达到 230 万") is
// not. What compares, changes or denies is no figure of the campaign at all.

#include <algorithm>
#include <span>

#include "archive/name.h"
#include "importers/heading_form.h"
#include "importers/review_clauses.h"
#include "importers/review_values.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

using archive::Json;

std::string unit_name(const Unit& unit) {
  return !unit.currency.empty() ? unit.currency : unit.percent ? "%" : unit.word;
}

std::size_t take_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  for (const std::string_view word : words)
    if (text.starts_with(word)) return word.size();
  return 0;
}

bool tells_event(std::string_view clause) {
  const std::string text = archive::fold(clause);
  for (const std::string_view word :
       {"达到", "达成", "完成", "实现", "突破",    "超过",     "带来",      "获得",    "产生",
        "贡献", "收获", "累计", "共计", "最终",    "达",       "斩获",      "拿下",    "录得",
        "仅",   "只有", "大约", "接近", "reached", "achieved", "generated", "brought", "we "})
    if (text.find(word) != std::string::npos) return true;
  return false;
}

const Doubt& doubt_of(const Number& number, Role role, bool plain) {
  if (number.bound != Number::Bound::exact) return approximate;
  if (role == Role::unknown) return unclear_role;
  return plain ? unclear_amount : in_prose;
}

// "活动期间成交额 86 万元", "最终全店GMV定格在230万": the words before the number without what surrounds the metric's name.
std::optional<Figure> figure_in_prose(std::string_view clause, const archive::Dictionary& dictionary) {
  std::size_t at = 0;
  while (at < clause.size() && !is_digit(clause[at])) ++at;
  if (at == 0 || at == clause.size()) return std::nullopt;
  std::string_view words = trim_spaces(clause.substr(0, at));
  for (const std::string_view sign : {"$", "US$", "¥", "￥", "+"})
    if (words.ends_with(sign))
      at = static_cast<std::size_t>(words.data() - clause.data()) + words.size() - sign.size(), take_back(words, sign);
  static constexpr std::string_view behind[] = {"达到了", "达到", "达成", "完成", "实现", "突破", "超过", "定格在",
                                                "为",     "是",   "达",   "约",   "近",   "超",   "共",   "了",
                                                ":",      "合计", "共计", "仅",   "到",   "至"};
  static constexpr std::string_view before[] = {"活动期间", "活动期", "活动",   "本次", "此次",          "最终",
                                                "期间",     "全店",   "全渠道", "整体", "累计",          "总",
                                                "共",       "实际",   "带来",   "实现", "完成",          "达成",
                                                "产生",     "获得",   "贡献",   "我们", "the campaign ", "campaign ",
                                                "our ",     "we ",    "total ", "it ",  "generated ",    "brought "};
  for (bool cut_any = true; cut_any && !words.empty();) {
    cut_any = false;
    for (const std::string_view word : behind) cut_any = take_back(words, word) || cut_any;
  }
  while (!words.empty()) {
    Role ignored = Role::unknown;
    if (const auto* metric = metric_of(words, dictionary, ignored)) {
      const auto number = parse_number(clause.substr(at));
      if (!number) return std::nullopt;
      return Figure{metric->name, *number, std::string(clause)};
    }
    const std::string lower = lower_ascii(words);
    const auto lead = std::ranges::find_if(before, [&](std::string_view word) { return lower.starts_with(word); });
    if (lead == std::end(before)) return std::nullopt;
    words = trim_spaces(words.substr(lead->size()));
  }
  return std::nullopt;
}

// "带来 4,200 位新客", "Generate 5,000 sign-ups", "$120,000 in revenue".
std::optional<Figure> figure_number_first(std::string_view clause, const archive::Dictionary& dictionary) {
  std::size_t at = 0;
  while (at < clause.size() && !is_digit(clause[at])) ++at;
  while (at > 0 && (clause[at - 1] == '$' || clause.substr(0, at).ends_with("¥"))) at -= clause[at - 1] == '$' ? 1 : 2;
  if (at == clause.size() || at > 40) return std::nullopt;
  const auto number = number_in_front(clause.substr(at));
  if (!number) return std::nullopt;
  std::string_view words = number->second;
  for (const std::string_view link : {"位", "名", "个", "的", "in ", "of ", "new "}) take_front(words, link);
  while (words.ends_with("。") || words.ends_with(".")) words.remove_suffix(words.ends_with(".") ? 1 : 3);
  Role ignored = Role::unknown;
  const auto* metric = words.empty() || words.size() > 60 ? nullptr : metric_of(words, dictionary, ignored);
  if (!metric) return std::nullopt;
  return Figure{metric->name, number->first, std::string(clause)};
}

// A percentage of what is counted in money or pieces is a change or a share.
bool fits(const archive::Metric* metric, const Number& number) {
  if (!metric) return true;
  if (number.unit.percent) return metric->unit == "percent" || metric->unit == "ratio";
  // "1.9万" is no return on investment.
  if (metric->unit == "ratio") return number.value.to_double() < 1'000;
  return true;
}

bool read_clause(std::string_view clause, const FigureReading& reading, Role said, bool plain_line,
                 const Place& place) {
  if (!has_digit(clause) || clause.size() > 200) return false;
  bool verb = tells_event(clause);
  const std::string text = with_colon(clause, &verb);
  auto figures = parse_figures(text, reading.dictionary);
  if (figures.size() != 1 || figures[0].metric.empty() || !figures[0].number) {
    auto found = figure_in_prose(text, reading.dictionary);
    if (!found) found = figure_number_first(text, reading.dictionary);
    if (!found) return false;
    figures.assign(1, *found);
    verb = true;
  }
  const bool planned = is_planned(clause);
  const bool actual = is_actual(clause);
  Role role = planned != actual               ? (planned ? Role::target : Role::actual)
              : reading.role == Role::unknown ? said
                                              : reading.role;
  // The heading says one thing and the words another.
  const bool contradicts = reading.role != Role::unknown && role != reading.role;
  FigureReading one{reading.dictionary, reading.out, role, reading.certain && plain_line && !verb && !contradicts};
  add_figure(figures[0].metric, *figures[0].number, role, one, place);
  return true;
}

}  // namespace

const archive::Metric* metric_of(std::string_view words, const archive::Dictionary& dictionary, Role& role) {
  const HeaderName header = split_header_unit(words);
  std::string name = archive::fold(header.name);
  if (const auto* metric = dictionary.find_metric(name)) return metric;
  // "互动成本CPE", "获客成本(CAC)": two names of one metric.
  std::size_t ascii = name.size();
  while (ascii > 0 && static_cast<unsigned char>(name[ascii - 1]) < 0x80) --ascii;
  const std::string_view head = trim_spaces(std::string_view(name).substr(0, ascii));
  const bool measures =
      std::ranges::any_of(std::initializer_list<std::string_view>{"率", "比", "成本", "量", "数", "额", "单价", "系数"},
                          [&](std::string_view word) { return head.ends_with(word); });
  if (measures && ascii < name.size()) {
    std::string_view tail = std::string_view(name).substr(ascii);
    while (!tail.empty() && (tail.front() == '(' || tail.front() == ' ')) tail.remove_prefix(1);
    while (!tail.empty() && (tail.back() == ')' || tail.back() == ' ')) tail.remove_suffix(1);
    if (tail.size() >= 3 && std::ranges::none_of(tail, is_digit))
      if (const auto* metric = dictionary.find_metric(tail); metric && !compares(name) && !is_planned(name))
        return metric;
  }
  for (const bool target : {true, false}) {
    static constexpr std::string_view target_words[] = {"目标值", "目标",   "计划", "预期",    "预计",
                                                        "kpi",    "target", "goal", "planned", "预估"};
    static constexpr std::string_view actual_words[] = {
        "实际值", "实际", "完成值", "完成", "达成",  "最终", "actual", "final", "总",     "整体", "累计", "活动期间",
        "活动期", "活动", "全店",   "本次", "total", "现场", "系列",   "期内",  "全周期", "整场", "专场"};
    for (const std::string_view word :
         target ? std::span<const std::string_view>(target_words) : std::span<const std::string_view>(actual_words)) {
      std::string_view rest = name;
      const bool front = rest.starts_with(word);
      if (!front && !rest.ends_with(word)) continue;
      rest = front ? rest.substr(word.size()) : rest.substr(0, rest.size() - word.size());
      rest = trim_spaces(rest);
      while (!rest.empty() && (rest.front() == ':' || rest.front() == '-' || rest.front() == '_'))
        rest.remove_prefix(1);
      const auto* metric = rest.empty() ? nullptr : dictionary.find_metric(rest);
      if (!metric) continue;
      const bool says_actual = word.starts_with("实际") || word.starts_with("完成") || word == "达成" ||
                               word == "最终" || word == "actual" || word == "final";
      if (target)
        role = Role::target;
      else if (says_actual)
        role = Role::actual;
      return metric;
    }
  }
  return nullptr;
}

void add_figure(const std::string& metric, const Number& number, Role role, const FigureReading& reading,
                const Place& place, Json extra) {
  const archive::Metric* known = reading.dictionary.find_metric(metric);
  if (!fits(known, number)) return;
  // "ROI ≥ 5" is how goals are written: the least that is wanted, or the most where less is better.
  const bool higher = !known || known->higher_is_better;
  const bool bound_of_goal =
      role == Role::target && number.bound == (higher ? Number::Bound::at_least : Number::Bound::at_most);
  const bool sure = reading.certain && role != Role::unknown &&
                    (number.bound == Number::Bound::exact || bound_of_goal) && !number.rounded;
  const auto put = [&](std::string_view field, Json value) {
    if (sure && reading.total)
      reading.out.certain_if_alone(field, std::move(value), place);
    else if (sure)
      reading.out.certain(field, std::move(value), place);
    else
      reading.out.doubtful(field, std::move(value), place, doubt_of(number, role, reading.certain));
  };
  // What is spent and what is planned to be are fields of the campaign.
  if (metric == "spend" && !extra.contains("channel") && !extra.contains("segment") && !extra.contains("product") &&
      !extra.contains("phase") && !extra.contains("from")) {
    if (number.unit.percent || !number.unit.word.empty()) return;
    put(role == Role::target ? "budget" : "spend", archive::to_json(number.value));
    if (sure && !number.unit.currency.empty()) reading.out.certain("currency", number.unit.currency, place);
    return;
  }
  Json entry{{"metric", metric}};
  const bool target = role == Role::target;
  entry[target ? "target" : "value"] = archive::to_json(number.value);
  if (target && number.low && number.high) {
    entry["low"] = archive::to_json(*number.low);
    entry["high"] = archive::to_json(*number.high);
  }
  if (const std::string unit = unit_name(number.unit); !unit.empty()) entry["unit"] = unit;
  for (auto& [name, value] : extra.items())
    if (!target || name == "phase" || name == "basis") entry[name] = value;
  if (!target && number.low) {  // a range is no result
    reading.out.doubtful("results", std::move(entry), place, approximate);
    return;
  }
  if (target && extra.size() > (extra.contains("phase") ? 1u : 0u) + (extra.contains("basis") ? 1u : 0u))
    return;  // goals have no channel of their own
  put(target ? "goals" : "results", std::move(entry));
}

// "GMV 230万（目标200万，完成率115%）" and "GMV 230万，同比增长 15%": one metric, its value and what belongs to it.
bool read_one_metric(std::string_view text, const FigureReading& reading, const Place& place) {
  if (reading.role == Role::unknown || text.size() > 300) return false;
  const std::string plain = plain_form(without_number(text));
  std::size_t at = 0;
  while (at < plain.size() && !is_digit(plain[at])) ++at;
  if (at == 0 || at >= plain.size()) return false;
  std::string_view words = trim_spaces(std::string_view(plain).substr(0, at));
  for (const std::string_view sign : {"US$", "$", "¥"})
    if (take_back(words, sign)) at -= sign.size();
  if (!take_back(words, ":")) take_back(words, "为");
  Role role = Role::unknown;
  const archive::Metric* metric = words.empty() ? nullptr : metric_of(words, reading.dictionary, role);
  if (!metric || denies(words) || compares(words)) return false;
  std::string_view rest = trim_spaces(std::string_view(plain).substr(at));
  while (rest.ends_with("。") || rest.ends_with(".")) rest.remove_suffix(rest.ends_with(".") ? 1 : 3);
  const auto clauses = figure_clauses(rest, false);
  if (clauses.size() < 2) return false;  // a plain figure is read below
  for (std::size_t i = 1; i < clauses.size(); ++i) {
    const std::string folded = archive::fold(clauses[i]);
    const bool label = take_one_of(folded, {"目标", "计划", "实际", "完成率", "达成率", "目标完成率", "目标达成率",
                                            "target", "goal", "占比", "超额", "超出"}) > 0;
    if (!label && !compares(clauses[i]) && !is_change(clauses[i])) return false;
  }
  FigureReading one = reading;
  if (role != Role::unknown) one.role = role;
  read_metric_value(metric->name, rest, {}, one, place);
  return true;
}

bool read_figures(std::string_view text, const FigureReading& reading, const Place& place) {
  if (read_one_metric(text, reading, place)) return true;
  bool any = false;
  const auto plain_sentence = [&](std::string_view sentence) {
    return !tells_event(sentence) && std::ranges::all_of(figure_clauses(sentence, false), [&](std::string_view clause) {
      bool verb = false;
      if (!has_digit(clause)) return false;
      // "客诉率低于 1%" among goals is a goal too, only not one number.
      static constexpr std::string_view bounds[] = {"低于", "高于", "不超过", "不少于", "控制在", "以内", "≥", "≤"};
      if (reading.role == Role::target && std::ranges::any_of(bounds, [&](std::string_view word) {
            return clause.find(word) != std::string_view::npos;
          }))
        return true;
      const auto figures = parse_figures(with_colon(clause, &verb), reading.dictionary);
      return !verb && figures.size() == 1 && figures[0].number && !figures[0].metric.empty();
    });
  };
  // A line of plain figures, nothing else, is as good as a table; one clause of prose makes all of it prose.
  const auto sentences = figure_clauses(text, true);
  const bool plain = text.size() <= 2'000 && std::ranges::all_of(sentences, plain_sentence);
  for (const std::string_view sentence : sentences) {
    if (!has_digit(sentence)) continue;
    const auto clauses = figure_clauses(sentence, false);
    bool other = false;  // the clause before spoke of last year, or of somebody else
    Role said = Role::unknown;
    for (const std::string_view clause : clauses) {
      const std::string folded = archive::fold(clause);
      const auto years = years_in(clause);
      const bool other_year = reading.year && !years.empty() && std::ranges::find(years, *reading.year) == years.end();
      if (compares(clause) || other_year) {
        other = true;
        continue;
      }
      if (take_one_of(folded, {"本次", "今年", "此次", "活动期", "本期", "实际", "this year", "this time"}) > 0)
        other = false;
      if (is_planned(clause) != is_actual(clause)) said = is_planned(clause) ? Role::target : Role::actual;
      if (other || is_change(clause) || denies(clause)) continue;
      const Place here{std::string(sentence), place.block};
      any = read_clause(clause, reading, tells_event(clause) ? Role::actual : said, plain, here) || any;
    }
  }
  return any;
}

void read_metric_value(const std::string& metric, std::string_view value, const Unit& unit,
                       const FigureReading& reading, const Place& place) {
  bool first = true;
  bool other = false;
  for (std::string_view part : figure_clauses(value, false)) {
    const bool leading = first;
    first = false;
    if (compares(part)) {
      other = true;
      continue;
    }
    if (other || denies(part)) continue;
    Role role = Role::unknown;
    std::string text = plain_form(part);
    std::string_view rest = text;
    const auto take = [&](std::initializer_list<std::string_view> words, Role meaning) {
      for (const std::string_view word : words)
        if (lower_ascii(rest.substr(0, word.size())) == word) {
          rest = trim_spaces(rest.substr(word.size()));
          role = meaning;
          return true;
        }
      return false;
    };
    const bool labelled = take({"目标值", "目标", "计划", "预期", "kpi", "target", "goal", "planned"}, Role::target) ||
                          take({"实际完成", "实际达成", "实际值", "实际", "完成值", "actual"}, Role::actual) ||
                          (rest.find("率") == std::string_view::npos && take({"达成", "完成"}, Role::actual));
    if (labelled)
      for (const std::string_view sign : {"为", "是", ":", "=", "of ", "was "}) take_front(rest, sign);
    else if (!leading)
      continue;
    if (is_change(rest) || rest.starts_with('+')) continue;
    const archive::Metric* known = reading.dictionary.find_metric(metric);
    if (known && known->unit == "ratio" && rest.starts_with("1:")) rest.remove_prefix(2);
    const auto number = parse_number(rest, unit);
    if (!number) continue;
    if (role == Role::unknown) role = reading.role;
    add_figure(metric, *number, role, reading, place);
  }
}

}  // namespace almanac::importers
