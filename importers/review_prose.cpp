// One clause is certain when nothing is left of it beside a name and a value. Whose figures they are is told by the clause or by the
// clauses before it in the same sentence: a channel stays the subject until the sentence ends, 其中 begins parts, 去年 another year.

#include "importers/review_prose.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "archive/name.h"
#include "importers/review_tables.h"
#include "importers/review_text.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

using archive::Json;
using Words = std::initializer_list<std::string_view>;

constexpr std::size_t longest_clause = 200;      // bytes
constexpr std::size_t longest_channel = 36;      // bytes
constexpr std::size_t longest_sentence = 4'000;  // bytes; nobody writes one

struct Clause {
  std::string_view text;
  bool bracket = false;  // it stands in brackets: it speaks of the figure before it
};

std::size_t take_any(std::string_view text, Words words) {
  for (const std::string_view word : words)
    if (text.starts_with(word)) return word.size();
  return 0;
}

bool take_front_any(std::string_view& text, Words words) {
  return std::ranges::any_of(words, [&](std::string_view word) { return take_front(text, word); });
}

bool has_digit(std::string_view text) { return std::ranges::any_of(text, is_digit); }

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
    if (!text.empty()) clauses.push_back({text, bracket});
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

// Who a clause speaks of.
struct Subject {
  enum class Kind { campaign, channel, other } kind = Kind::campaign;
  std::string channel;
};

// Days, phases and groups that are a part of the campaign.
bool names_part(std::string_view clause) {
  static constexpr std::string_view words[] = {"预热",   "爆发",   "返场",   "蓄水", "预售", "首日",
                                               "首小时", "开门红", "第一天", "次日", "单场", "单日",
                                               "尾款",   "老客",   "其中",   "竞品", "前期", "后期"};
  return std::ranges::any_of(words, [&](std::string_view word) { return clause.find(word) != std::string_view::npos; });
}

bool is_comparison(std::string_view clause) {
  if (compares(clause)) return true;
  if (clause.starts_with("较")) return take_any(clause.substr(3), {"大", "好", "高", "低", "强", "多", "少"}) == 0;
  return clause.starts_with("比") && !clause.starts_with("比例") && !clause.starts_with("比率");
}

bool is_excess(std::string_view clause) {
  return take_any(clause, {"超支", "结余", "剩余", "节约"}) > 0 || clause.find("超支") != std::string_view::npos;
}

struct Direct {
  const archive::Metric* metric = nullptr;
  Number number;
  Role role = Role::unknown;
  bool told = false;  // by a verb: "达到"
};

class Sentence {
 public:
  Sentence(std::string_view text, const ProseReading& reading, const Place& place)
      : reading_(reading), place_{std::string(text), place.block}, clauses_(clauses_of(text)) {}

  bool read() {
    for (at_ = 0; at_ < clauses_.size(); ++at_) read_clause(clauses_[at_]);
    return any_;
  }

 private:
  void read_clause(const Clause& clause) {
    const std::string plain = plain_form(clause.text);
    std::string_view text = plain;
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
    if (take_any(text, {"本次", "今年", "此次", "活动期", "本期", "实际", "整体", "全店", "合计"}) > 0)
      compared_ = false;
    if (take_any(text, {"整体", "全店", "合计", "共计", "本次", "总计"}) > 0) subject_ = {};
    // 其中 begins parts; those of channels have a name.
    if (take_front(text, "其中")) subject_.kind = Subject::Kind::other;
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
    if (read_field(text)) return;
    if (!has_digit(text)) {
      if (names_part(text)) subject_.kind = Subject::Kind::other;
      return;
    }
    if (names_part(text) && !direct(stripped)) return;
    if (read_labelled(text, before)) return;
    const auto found = direct(stripped);
    if (found && put(*found, clause.text)) return;
    read_doubtful(clause.text);
  }

  // --- subject ------------------------------------------------------------------------------------------------------

  // What says no more than "the campaign" in front of a metric.
  void strip_leads(std::string_view& text) const {
    static constexpr std::string_view leads[] = {
        "本次", "本届", "本期", "此次", "今年",   "活动期间", "活动期", "活动", "期间", "全店", "全网", "全渠道",
        "整体", "总体", "累计", "共计", "合计",   "总计",     "最终",   "大促", "带来", "产生", "获得", "贡献",
        "收获", "618",  "双11", "双12", "双十一", "双十二",   "专场",   "共",   "项目", "实现"};
    for (bool cut = true; cut;) {
      cut = false;
      Role ignored = Role::unknown;
      std::size_t digit = 0;
      while (digit < text.size() && !is_digit(text[digit])) ++digit;
      if (digit > 0 && metric_of(trim_spaces(text.substr(0, digit)), reading_.dictionary, ignored)) return;
      for (const std::string_view lead : leads) cut = take_front(text, lead) || cut;
      for (const std::string_view own : {"直播间", "直播", "会员"})
        if (reading_.title.find(own.substr(0, 6)) != std::string_view::npos) cut = take_front(text, own) || cut;
      if (reading_.one_day) cut = take_front(text, "当日") || take_front(text, "当天") || cut;
      if (reading_.year)
        cut = take_front(text, std::to_string(*reading_.year) + "年") ||
              (text.size() > 4 && !is_digit(text[4]) && take_front(text, std::to_string(*reading_.year))) || cut;
    }
  }

  // "核心数据：GMV 60万", "抖音：花费5万": what a line is about, unless it is a field's key.
  void take_label(std::string_view& text) {
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos || colon == 0 || colon > 40 || colon + 1 >= text.size()) return;
    const std::string_view label = trim_spaces(text.substr(0, colon));
    if (has_digit(label) || is_planned(label)) return;
    Role ignored = Role::unknown;
    std::string_view words = label;
    strip_leads(words);
    if (metric_of(words, reading_.dictionary, ignored)) return;
    if (reading_.field(std::string(label), trim_spaces(text.substr(colon + 1)), place_)) {
      any_ = true;
      text = {};
      return;
    }
    if (names_part(label)) subject_.kind = Subject::Kind::other;
    if (const auto* channel = reading_.dictionary.find_channel(label))
      subject_ = {Subject::Kind::channel, channel->channel};
    text = trim_spaces(text.substr(colon + 1));
  }

  // The longest channel at the front becomes the subject, and leaves the clause.
  void find_subject(std::string_view& text) {
    const archive::Channel* longest = nullptr;
    std::size_t size = 0;
    for (std::size_t end = 0; end < text.size() && end < longest_channel;) {
      end += first_character(text.substr(end));
      if (end < 4 || text.substr(0, end).starts_with("直播")) continue;
      if (const auto* channel = reading_.dictionary.find_channel(text.substr(0, end))) longest = channel, size = end;
    }
    if (!longest) return;
    const std::string_view rest = trim_spaces(text.substr(size));
    if (take_any(rest, {"和", "与", "及", "、", "+", "/"}) > 0) {
      subject_ = {Subject::Kind::other, {}};
      return;
    }
    subject_ = {Subject::Kind::channel, longest->channel};
    text = rest;
  }

  // --- figures ------------------------------------------------------------------------------------------------------

  // The metric and its value, if the clause is nothing else.
  std::optional<Direct> direct(std::string_view text) const {
    int tries = 0;
    for (std::size_t at = 0; at < text.size() && tries < 4; ++at) {
      const bool begins =
          is_digit(text[at]) && (at == 0 || !(is_digit(text[at - 1]) || text[at - 1] == '.' || text[at - 1] == ','));
      if (!begins) continue;
      ++tries;
      std::string_view before = trim_spaces(text.substr(0, at));
      for (const std::string_view sign : {"¥", "$", "≤", "≥", "<", ">"}) take_back(before, sign);
      const std::size_t from = static_cast<std::size_t>(before.data() - text.data()) + before.size();
      const auto number = parse_number(text.substr(from));
      if (!number) continue;
      std::string_view words = trim_spaces(text.substr(0, from));
      Direct found;
      found.number = *number;
      for (const std::string_view verb : {"达到了", "达到", "达成", "完成", "实现", "达", "定格在", "控制在"})
        found.told = take_back(words, verb) || found.told;
      for (const std::string_view link : {"为", "是", ":", "共计", "合计", "共", "了", "总计"}) take_back(words, link);
      found.metric = words.empty() ? nullptr : metric_of(words, reading_.dictionary, found.role);
      // "支付订单81,230单" is short for 支付订单数.
      if (!found.metric && !words.empty())
        found.metric = metric_of(std::string(words) + "数", reading_.dictionary, found.role);
      if (found.metric) return found;
    }
    return number_first(text);
  }

  // "4,310人入会"
  std::optional<Direct> number_first(std::string_view text) const {
    if (text.empty() || !is_digit(text[0])) return std::nullopt;
    std::optional<Direct> longest;
    for (std::size_t end = 0; end < text.size() && end < 40;) {
      end += first_character(text.substr(end));
      const auto number = parse_number(text.substr(0, end));
      if (!number) continue;
      std::string_view words = trim_spaces(text.substr(end));
      for (const std::string_view link : {"位", "名", "个", "的"}) take_front(words, link);
      if (words.empty() || static_cast<unsigned char>(words[0]) < 0x80) continue;
      Role role = Role::unknown;
      if (const auto* metric = metric_of(words, reading_.dictionary, role))
        longest = Direct{metric, *number, role, false};
    }
    return longest;
  }

  Role role_of(const Direct& found, std::string_view clause) const {
    if (found.role != Role::unknown) return found.role;
    const bool planned = is_planned(clause);
    const bool actual = is_actual(clause);
    if (planned != actual) return planned ? Role::target : Role::actual;
    if (reading_.role != Role::unknown) return reading_.role;
    // A goal in brackets behind it: it is what happened, and the other way round.
    if (at_ + 1 < clauses_.size() && clauses_[at_ + 1].bracket) {
      const std::string next = lower_ascii(plain_form(clauses_[at_ + 1].text));
      if (take_any(next, {"目标", "计划", "预期", "kpi"}) > 0) return Role::actual;
      if (take_any(next, {"实际"}) > 0) return Role::target;
    }
    return reading_.in_review ? Role::actual : Role::unknown;
  }

  bool put(const Direct& found, std::string_view clause) {
    const Role role = role_of(found, clause);
    if (role == Role::unknown) return false;
    // A sentence of goals that tells what happened, or the other way round, is read by a person.
    if (reading_.role != Role::unknown && role != reading_.role && found.role == Role::unknown) return false;
    if (found.told && reading_.role != Role::actual && !(reading_.in_review && reading_.role == Role::unknown))
      return false;
    last_ = found.metric;
    const FigureReading one{reading_.dictionary, reading_.out, role, true};
    add_figure(found.metric->name, found.number, role, one, place_);
    any_ = true;
    return true;
  }

  // "实际 230万" behind "目标GMV 200万"; "（目标80万元）" behind its figure.
  bool read_labelled(std::string_view text, const archive::Metric* metric) {
    if (!metric) return false;
    Role role = Role::unknown;
    if (take_front_any(text, {"目标值", "目标", "计划", "预期", "预算", "KPI", "kpi"}))
      role = Role::target;
    else if (take_front_any(text, {"实际完成", "实际达成", "实际值", "实际", "完成值"}))
      role = Role::actual;
    else
      return false;
    for (const std::string_view link : {"为", "是", ":", "="}) take_front(text, link);
    const auto number = parse_number(text);
    if (!number || (metric->unit == "percent") != number->unit.percent) return false;
    add_figure(metric->name, *number, role, {reading_.dictionary, reading_.out, role, true}, place_);
    any_ = true;
    return true;
  }

  void read_of_channel(std::string_view text) {
    strip_leads(text);
    auto found = direct(text);
    if (!found) {
      // "发送22万条", "触达成本1.1万元": short words that mean something behind a channel alone.
      std::string_view rest = text;
      std::string_view metric;
      if (take_front_any(rest, {"投放花费", "投放费用", "花费", "消耗", "费用", "触达成本", "投放成本", "总成本",
                                "成本", "投入", "投放", "支出"}))
        metric = "spend";
      else if (take_front_any(rest, {"共发送", "发送", "推送", "下发", "群发"}))
        metric = "sends";
      const auto number = metric.empty() ? parse_number("") : parse_number(rest);
      if (!number) return;
      found = Direct{reading_.dictionary.find_metric(metric), *number, Role::unknown, false};
      if (!found->metric) return;
    }
    const bool money = found->number.unit.word.empty() && !found->number.unit.percent;
    if (reading_.role == Role::target || found->role == Role::target || is_planned(text)) return;
    any_ = true;
    if (found->metric->name == "spend") {
      if (!money || found->number.bound != Number::Bound::exact || found->number.low) return;
      reading_.out.certain(
          "costs", Json{{"channel", subject_.channel}, {"actual", archive::to_json(found->number.value)}}, place_);
      return;
    }
    add_figure(found->metric->name, found->number, Role::actual,
               {reading_.dictionary, reading_.out, Role::actual, true}, place_, Json{{"channel", subject_.channel}});
  }

  // What is not certain is offered as the sentence's words allow.
  void read_doubtful(std::string_view clause) {
    FigureReading doubtful{reading_.dictionary, reading_.out, reading_.role, false};
    doubtful.year = reading_.year;
    any_ = read_figures(clause, doubtful, place_) || any_;
    read_amounts_in_prose(clause, reading_.out, place_);
  }

  // --- fields -------------------------------------------------------------------------------------------------------

  // "由沈其遇负责"
  bool read_owner(std::string_view text) {
    std::string_view rest = text;
    if (!take_front(rest, "由") || !take_back(rest, "负责")) return false;
    const bool name = rest.size() >= 6 && rest.size() <= 12 &&
                      std::ranges::all_of(rest, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
    return name && reading_.field("负责人", rest, place_);
  }

  // "活动时间为2024年5月20日至6月20日", "主题“囤茶正当时”", "总预算120万元".
  bool read_field(std::string_view text) {
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
    for (const std::string_view link : {"共计", "合计", "共", "了"}) take_back(key, link);
    return reading_.field(std::string(key), trim_spaces(text.substr(at)), place_) && (any_ = true);
  }

  const ProseReading& reading_;
  Place place_;
  std::vector<Clause> clauses_;
  std::size_t at_ = 0;
  Subject subject_;
  bool compared_ = false, any_ = false;
  const archive::Metric* last_ = nullptr;  // of the clause just read
};

}  // namespace

bool read_prose(std::string_view text, const ProseReading& reading, const Place& place) {
  bool any = false;
  for (const std::string_view sentence : sentences_of(text)) {
    if (sentence.size() > longest_sentence) continue;
    any = Sentence(sentence, reading, place).read() || any;
  }
  return any;
}

}  // namespace almanac::importers
