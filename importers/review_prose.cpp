// One clause is certain when nothing is left of it beside a name and a value. Whose figures they are is told by the clause or by the
// clauses before it in the same sentence: a channel stays the subject until the sentence ends, 其中 begins parts, 去年 another year.

#include "importers/review_prose.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "archive/name.h"
#include "importers/heading_form.h"
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
  bool told = false;     // by a verb: "达到"
  bool planned = false;  // by a verb of goals: "控制在"
};

// A number, whatever it counts: "96.3万杯", "35,000户".
std::optional<Number> count_of(std::string_view text) {
  if (const auto number = parse_number(text)) return *number;
  for (const std::string_view thing :
       {"杯", "盒", "套", "箱", "袋", "台", "支", "瓶", "份", "双", "篇", "户", "张", "条", "单",
        "件", "组", "家", "场", "罐", "包", "桶", "片", "辆", "间", "节", "笔", "枚", "对", "桌"})
    if (text.ends_with(thing))
      if (const auto number = parse_number(text.substr(0, text.size() - thing.size())); number && !number->unit.percent)
        return *number;
  return std::nullopt;
}

// "卖了", "共售出": what stands behind is how many.
bool take_sold(std::string_view& words) {
  for (const std::string_view verb : {"卖了", "卖出了", "卖出", "售出了", "售出", "卖掉", "销售了", "售卖", "卖"})
    if (take_back(words, verb)) return true;
  return false;
}

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
    if (take_any(text, {"本次", "今年", "此次", "活动期", "本期", "实际", "整体", "全店", "合计"}) > 0)
      compared_ = false;
    if (take_any(text, {"整体", "全店", "合计", "共计", "本次", "总计"}) > 0) subject_ = {};
    // 其中 begins parts; those of channels have a name.
    if (take_front(text, "其中")) {
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

  // "GMV应为386.2万元" in a sentence that corrects.
  bool read_correction(std::string_view text) {
    const auto says = [&](std::string_view all, Words words) {
      return std::ranges::any_of(words,
                                 [&](std::string_view word) { return all.find(word) != std::string_view::npos; });
    };
    if (!reading_.in_review || !says(place_.evidence, {"更正", "勘误", "订正", "有误", "修正"})) return false;
    for (const std::string_view link : {"应为", "应该是", "更正为", "修正为", "订正为", "实为", "改为"}) {
      const std::size_t at = text.find(link);
      if (at == std::string_view::npos || at == 0) continue;
      Role role = Role::unknown;
      std::string_view words = text.substr(0, at);
      strip_leads(words);
      const auto* metric = metric_of(words, reading_.dictionary, role);
      const auto number = count_of(text.substr(at + link.size()));
      if (!metric || !number || number->bound != Number::Bound::exact || number->low || role == Role::target)
        return false;
      if (metric->name == "spend") {
        reading_.out.correct("spend", archive::to_json(number->value), place_);
        return any_ = true;
      }
      Json entry{{"metric", metric->name}, {"value", archive::to_json(number->value)}};
      if (number->unit.percent) entry["unit"] = "%";
      if (!number->unit.currency.empty()) entry["unit"] = number->unit.currency;
      reading_.out.correct("results", std::move(entry), place_);
      return any_ = true;
    }
    return false;
  }

  // A field was read; if it was what the campaign cost, its amount.
  void note_spent(std::string_view text) {
    if (text.find("预算") != std::string_view::npos) return;
    const bool spends =
        std::ranges::any_of(Words{"费", "花", "投入", "支出", "成本", "使用", "结算"},
                            [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
    std::size_t digit = 0;
    while (digit < text.size() && !is_digit(text[digit])) ++digit;
    const auto number = spends ? front_number(text.substr(digit)) : std::nullopt;
    if (!number) return;
    spent_ = number->value.to_double();
    spend_last_ = true;
  }

  // "京准通98.6万元" behind "实际投入171.4万元，其中": what a channel cost. A metric ends the list.
  bool read_part_of_spend(std::string_view text) {
    std::size_t digit = 0;
    while (digit < text.size() && !is_digit(text[digit])) ++digit;
    const std::string_view name = trim_spaces(text.substr(0, digit));
    const auto number = digit < text.size() ? count_of(text.substr(digit)) : std::nullopt;
    if (const auto figure = direct(text); figure && figure->metric->unit != "money") {
      parts_of_spend_ = false;
      subject_ = {};
      return false;
    }
    const auto* channel = name.empty() ? nullptr : reading_.dictionary.find_channel(name);
    if (!number || !channel || number->unit.percent || !number->unit.word.empty() ||
        number->bound != Number::Bound::exact || number->low)
      return number.has_value();
    reading_.out.certain("costs", Json{{"channel", channel->channel}, {"actual", archive::to_json(number->value)}},
                         place_);
    reading_.out.certain("channels", channel->channel, place_);
    return any_ = true;
  }

  // --- goals and budgets beside figures --------------------------------------------------------------------------------

  // The longest number at the front.
  static std::optional<Number> front_number(std::string_view text) {
    std::optional<Number> longest;
    for (std::size_t end = 0; end < text.size() && end < 40;) {
      end += first_character(text.substr(end));
      if (const auto number = parse_number(text.substr(0, end))) longest = *number;
    }
    return longest;
  }

  void put_goal(const std::string& metric, const Number& number) {
    add_figure(metric, number, Role::target, {reading_.dictionary, reading_.out, Role::target, true}, place_);
    any_ = true;
  }

  // Behind a figure: "为目标900万元的116.2%", "完成季度目标20万人的108%", "超过6.5亿元的目标", "高于立项时设定的10%", "目标是90万杯",
  // "完成目标（1,200万元）的111.7%".
  bool read_goal(std::string_view text) {
    if (subject_.kind != Subject::Kind::campaign || plans_next(text, reading_.title)) return false;
    std::optional<Number> number;
    if (const std::size_t at = text.find("目标"); at != std::string_view::npos) {
      std::string_view rest = text.substr(at + std::string_view("目标").size());
      for (const std::string_view link : {"值", "额", "数", "定的是", "定为", "为", "是", ":", "约"})
        take_front(rest, link);
      if (!rest.empty() && is_digit(rest[0])) number = front_number(rest);
      std::string_view front = text.substr(0, at);
      if (!number && take_back(front, "的")) {
        std::size_t digit = 0;
        while (digit < front.size() && !is_digit(front[digit])) ++digit;
        if (digit < front.size() && display_width(front.substr(0, digit)) <= 12)
          number = front_number(front.substr(digit));
      }
      if (!number && text.ends_with("目标") && at_ + 1 < clauses_.size() && clauses_[at_ + 1].bracket)
        number = front_number(plain_form(clauses_[at_ + 1].text));
    } else {
      for (const std::string_view word : {"设定的", "定下的", "预设的", "预期的", "计划的", "约定的"})
        if (const std::size_t place = text.find(word); place != std::string_view::npos && place <= 36)
          number = front_number(text.substr(place + word.size()));
    }
    const bool percent = number && number->unit.percent;
    const auto* known = reading_.dictionary.find_metric(last_name_);
    if (!number || (known ? (known->unit == "percent") != percent : last_percent_ != percent)) return false;
    put_goal(last_name_, *number);
    return true;
  }

  // "批的预算是240万", "在预算不超过180万元的前提下", "比65万的预算省", "超出预算200万元" behind what was spent.
  bool read_budget(std::string_view text) {
    const std::size_t at = text.find("预算");
    if (at == std::string_view::npos || subject_.kind != Subject::Kind::campaign ||
        plans_next(place_.evidence, reading_.title))
      return false;
    std::string_view front = trim_spaces(text.substr(0, at)),
                     rest = trim_spaces(text.substr(at + std::string_view("预算").size()));
    std::optional<Number> number;
    bool exceeds = false;
    for (const std::string_view link : {"总额", "额", "不超过", "控制在", "上限", "定为", "为", "是", "共", ":"})
      take_front(rest, link);
    if (!rest.empty() && (is_digit(rest[0]) || rest.starts_with("¥"))) {
      number = front_number(rest);
      std::string_view left = front;
      for (const std::string_view word : {"总", "批复", "批准", "批的", "年初", "立项", "活动", "整体", "核定", "在",
                                          "项目", "营销", "审批", "原", "全年", "本次", "申请", "获批"})
        take_back(left, word), take_front(left, word);
      for (const std::string_view word : {"超出", "超过", "超"})
        if (left == word) exceeds = true, left = {};
      if (!left.empty()) return false;
    } else if (take_back(front, "的")) {
      for (const std::string_view word : {"比", "较", "相比", "低于", "没超过", "控制在", "不到", "高于"})
        take_front(front, word);
      if (front.empty() || !is_digit(front[0])) return false;
      number = front_number(front);
    }
    if (!number || number->unit.percent || !number->unit.word.empty() || number->low ||
        number->bound == Number::Bound::about)
      return false;
    if (exceeds) {
      const double budget = number->value.to_double();
      if (!spent_ || *spent_ <= budget || *spent_ >= 2 * budget) return false;
    }
    reading_.out.certain("budget", archive::to_json(number->value), place_);
    if (!number->unit.currency.empty()) reading_.out.certain("currency", number->unit.currency, place_);
    return any_ = true;
  }

  // A figure of a metric that nobody knows: its name is as written if its goal stands behind it, or if a table of the document
  // has it.
  bool read_written(std::string_view text) {
    std::size_t digit = 0;
    while (digit < text.size() && !is_digit(text[digit])) ++digit;
    std::string_view words = trim_spaces(text.substr(0, digit));
    for (const std::string_view link : {"为", "是", ":", "共", "了", "达到", "达"}) take_back(words, link);
    if (digit == 0 || digit >= text.size() || words.size() < 6 || display_width(words) > 16 ||
        std::ranges::any_of(words, [](char c) { return c == ' ' || c == ':'; }))
      return false;
    const auto number = count_of(text.substr(digit));
    if (!number || number->bound != Number::Bound::exact || number->low) return false;
    const Role role = reading_.role != Role::unknown ? reading_.role
                      : reading_.in_review           ? Role::actual
                                                     : Role::unknown;
    if (role == Role::unknown) return false;
    std::string name;
    for (const std::string& own : *reading_.own_metrics)
      for (const char* tail : {"", "人数", "数", "量"})
        if (name.empty() && (std::string(words) + tail).ends_with(own) && own.size() >= 6) name = own;
    if (at_ + 1 < clauses_.size() && role == Role::actual) {
      const std::string next = plain_form(clauses_[at_ + 1].text);
      const bool goal =
          take_any(next, {"目标", "完成目标", "达成目标"}) > 0 || next.find("的目标") != std::string::npos;
      const bool later =
          at_ + 2 < clauses_.size() && plain_form(clauses_[at_ + 2].text).find("的目标") != std::string::npos;
      if (goal || later) {
        const bool suffix = !name.empty() && name.size() < words.size();
        if (!suffix) name = std::string(words);
      }
    }
    if (name.empty()) return false;
    last_name_ = name;
    last_percent_ = number->unit.percent;
    static const archive::Metric written{};
    last_ = &written;
    add_figure(name, *number, role, {reading_.dictionary, reading_.out, role, true}, place_);
    return any_ = true;
  }

  // --- subject ------------------------------------------------------------------------------------------------------

  // What says no more than "the campaign" in front of a metric.
  void strip_leads(std::string_view& text) const {
    static constexpr std::string_view leads[] = {
        "本次", "本届",   "本期", "此次",   "今年",   "活动期间", "活动期", "活动",      "期间",   "全店",
        "全网", "全渠道", "整体", "总体",   "累计",   "共计",     "合计",   "总计",      "最终",   "大促",
        "带来", "产生",   "获得", "贡献",   "收获",   "618",      "双11",   "双12",      "双十一", "双十二",
        "专场", "共",     "项目", "实现",   "整场",   "全场",     "全季",   "全月",      "全年",   "全周期",
        "全程", "渠道",   "带动", "推动",   "促成",   "总共",     "一共",   "先说结果:", "后台",   "我们",
        "咱们", "期内",   "当期", "周期内", "费用里", "费用方面", "虽",     "只",        "仅",     "却",
        "也",   "已",     "就",   "则",     "都",     "新增",     "三天",   "两天",      "十天",   "一周",
        "两周", "三周",   "四周", "一个月", "当季",   "该活动",   "这次",   "这场"};
    for (bool cut = true; cut;) {
      cut = strip_own_words(text);
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

  // "冰饮" of a 夏日冰饮季, "三天", "全国86店": what the figures are of is the whole campaign.
  bool strip_own_words(std::string_view& text) const {
    Role ignored = Role::unknown;
    std::size_t digit = 0;
    while (digit < text.size() && !is_digit(text[digit])) ++digit;
    if (digit == 0) {
      // "10天销售额…"
      std::size_t at = 0;
      while (at < text.size() && is_digit(text[at]) && at < 3) ++at;
      std::string_view rest = text.substr(at);
      if (at > 0 && at < 3 && take_front_any(rest, {"天", "日内", "天内", "周", "个月"}) && !rest.empty() &&
          !is_digit(rest[0])) {
        text = rest;
        return true;
      }
      return false;
    }
    const std::string_view words = trim_spaces(text.substr(0, digit));
    if (metric_of(words, reading_.dictionary, ignored)) return false;
    for (std::size_t size = std::min<std::size_t>(words.size(), 36); size >= 6; --size) {
      if (size < words.size() && (static_cast<unsigned char>(words[size]) & 0xC0) == 0x80) continue;
      if (reading_.title.find(words.substr(0, size)) == std::string_view::npos) continue;
      std::string_view rest = trim_spaces(text.substr(size));
      if (rest.empty() || reading_.dictionary.find_channel(words.substr(0, size))) return false;
      // Only in front of a name or a verb, never in the middle of a word: "直播" of 直播间.
      const std::string_view left = trim_spaces(words.substr(size));
      const bool begins = take_any(left, {"一共", "共", "总", "累计", "实际", "最终", "全", "卖", "售", "销", "带",
                                          "实现", "完成", "新增", "系列", "活动", "项目"}) > 0;
      if (!begins && !metric_of(left, reading_.dictionary, ignored) &&
          !metric_of(std::string(left) + "数", reading_.dictionary, ignored))
        continue;
      text = rest;
      return true;
    }
    return false;
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
    else if (reading_.channels)
      subject_ = {Subject::Kind::channel, std::string(label)};
    text = trim_spaces(text.substr(colon + 1));
  }

  // The longest channel at the front becomes the subject, and leaves the clause.
  void find_subject(std::string_view& text) {
    // What the document itself calls a channel.
    for (const std::string& own : *reading_.own_channels)
      if (text.starts_with(own) && own.size() >= 6 && text.size() > own.size()) {
        subject_ = {Subject::Kind::channel, channel_name(own, reading_.dictionary)};
        text = trim_spaces(text.substr(own.size()));
        return;
      }
    const archive::Channel* longest = nullptr;
    std::size_t size = 0;
    bool reads = false;
    for (std::size_t end = 0; end < text.size() && end < longest_channel;) {
      end += first_character(text.substr(end));
      if (end < 4 || text.substr(0, end).starts_with("直播")) continue;
      const auto* channel = reading_.dictionary.find_channel(text.substr(0, end));
      if (!channel) continue;
      // "小红书笔记412篇": 笔记 belongs to the number.
      const bool fits = direct(trim_spaces(text.substr(end))).has_value();
      if (reads && !fits) continue;
      reads = fits;
      longest = channel;
      size = end;
    }
    if (!longest) return;
    std::string_view rest = trim_spaces(text.substr(size));
    std::string name = longest->channel;
    for (const std::string_view how : {"一对一", "1对1", "1v1", "私聊"})
      if (rest.starts_with(how)) {
        name = std::string(text.substr(0, size)) + std::string(how);
        if (const auto* known = reading_.dictionary.find_channel(name)) name = known->channel;
        rest = trim_spaces(rest.substr(how.size()));
        break;
      }
    if (take_any(rest, {"和", "与", "及", "、", "+", "/"}) > 0) {
      subject_ = {Subject::Kind::other, {}};
      return;
    }
    subject_ = {Subject::Kind::channel, name};
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
      // "投产比1:2.69"
      const std::size_t ratio = text.substr(from).starts_with("1:") ? 2 : 0;
      const auto number = count_of(text.substr(from + ratio));
      if (!number) continue;
      std::string_view words = trim_spaces(text.substr(0, from));
      Direct found;
      if (ratio > 0) found.planned = false;
      found.number = *number;
      for (const std::string_view verb : {"达到了", "达到", "达成", "完成", "实现", "达", "定格在"})
        found.told = take_back(words, verb) || found.told;
      for (const std::string_view plan : {"做到", "控制在", "不低于", "不高于", "不超过", "不少于", "保持在", "冲到",
                                          "定为", "定在", "设为", "提升到", "提升至"})
        found.planned = take_back(words, plan) || found.planned;
      for (const std::string_view link : {"为",   "是", ":",  "共计", "合计", "一共", "共", "了", "总计", "约",  "仅",
                                          "只有", "只", "却", "也",   "已",   "就",   "有", "高", "累计", "总共"})
        take_back(words, link);
      found.metric = words.empty() ? nullptr : metric_of(words, reading_.dictionary, found.role);
      // "支付订单81,230单" is short for 支付订单数.
      for (const char* tail : {"数", "人数", "量"})
        if (!found.metric && !words.empty())
          found.metric = metric_of(std::string(words) + tail, reading_.dictionary, found.role);
      // "一共卖了96.3万杯"
      if (!found.metric && number->unit.currency.empty() && !number->unit.percent && take_sold(words)) {
        for (const std::string_view lead : {"一共", "总共", "累计", "共", "合计", "实际"}) take_back(words, lead);
        if (words.empty() || is_whole(words)) found.metric = reading_.dictionary.find_metric("units_sold");
      }
      if (found.metric) return found;
    }
    return number_first(text);
  }

  // "全国86店预售礼券" of a 预售: all of it.
  bool is_whole(std::string_view words) const {
    if (take_any(words, {"全国", "全店", "全网", "全渠道", "全平台", "全场", "三地", "各店"}) > 0) return true;
    return words.size() >= 6 && reading_.title.find(words) != std::string_view::npos;
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
    if (found.planned && reading_.role == Role::target) return Role::target;
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
    last_name_ = found.metric->name;
    last_percent_ = found.number.unit.percent;
    if (found.metric->name == "spend") {
      spent_ = found.number.value.to_double();
      spend_last_ = true;
    }
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
    const auto number = count_of(text);
    const auto* known = reading_.dictionary.find_metric(last_name_.empty() ? metric->name : last_name_);
    const bool percent = known ? known->unit == "percent" : last_percent_;
    if (!number || percent != number->unit.percent) return false;
    add_figure(last_name_.empty() ? metric->name : last_name_, *number, role,
               {reading_.dictionary, reading_.out, role, true}, place_);
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
                                "成本", "投入", "投放", "支出", "花了", "投了", "用了"}))
        metric = "spend";
      else if (take_front_any(rest, {"共发送", "发送", "推送", "下发", "群发"}))
        metric = "sends";
      const auto number = metric.empty() ? std::nullopt : count_of(rest);
      if (!number) {
        read_own_of_channel(text);
        return;
      }
      found = Direct{reading_.dictionary.find_metric(metric), *number, Role::unknown, false};
      if (!found->metric) return;
    }
    const bool money = found->number.unit.word.empty() && !found->number.unit.percent;
    if (reading_.role == Role::target || found->role == Role::target || is_planned(text)) return;
    any_ = true;
    reading_.out.certain("channels", subject_.channel, place_);
    if (found->metric->name == "spend") {
      if (!money || found->number.bound != Number::Bound::exact || found->number.low) return;
      reading_.out.certain(
          "costs", Json{{"channel", subject_.channel}, {"actual", archive::to_json(found->number.value)}}, place_);
      return;
    }
    add_figure(found->metric->name, found->number, Role::actual,
               {reading_.dictionary, reading_.out, Role::actual, true}, place_, Json{{"channel", subject_.channel}});
  }

  // "报名 11,840 人" where a table of the document counts 报名人数.
  void read_own_of_channel(std::string_view text) {
    std::size_t digit = 0;
    while (digit < text.size() && !is_digit(text[digit])) ++digit;
    const std::string words(trim_spaces(text.substr(0, digit)));
    const auto number = words.size() < 6 ? std::nullopt : count_of(text.substr(digit));
    if (!number || number->bound != Number::Bound::exact || reading_.role == Role::target) return;
    for (const std::string& own : *reading_.own_metrics)
      for (const char* tail : {"", "人数", "数", "量"})
        if (words + tail == own) {
          add_figure(own, *number, Role::actual, {reading_.dictionary, reading_.out, Role::actual, true}, place_,
                     Json{{"channel", subject_.channel}});
          reading_.out.certain("channels", subject_.channel, place_);
          any_ = true;
          return;
        }
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
    for (const std::string_view link :
         {"一共用了", "共用了", "用了", "花了", "一共", "总共", "共计", "合计", "共", "了"})
      take_back(key, link);
    return reading_.field(std::string(key), trim_spaces(text.substr(at)), place_) && (any_ = true);
  }

  const ProseReading& reading_;
  Place place_;
  std::vector<Clause> clauses_;
  std::size_t at_ = 0;
  Subject subject_;
  bool compared_ = false, any_ = false;
  const archive::Metric* last_ = nullptr;  // of the clause just read
  std::string last_name_;
  bool last_percent_ = false;
  std::optional<double> spent_;
  bool spend_last_ = false, parts_of_spend_ = false;
};

}  // namespace

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
