// Whom a clause speaks of: the campaign, a channel, or a part that is neither.

#include <algorithm>

#include "archive/name.h"
#include "importers/heading_form.h"
#include "importers/review_clauses.h"
#include "importers/review_sentence.h"
#include "importers/review_tables.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

constexpr std::size_t longest_channel = 36;  // bytes

}  // namespace

bool names_part(std::string_view clause) {
  static constexpr std::string_view words[] = {"预热",   "爆发",   "返场",   "蓄水", "预售", "首日",
                                               "首小时", "开门红", "第一天", "次日", "单场", "单日",
                                               "尾款",   "老客",   "其中",   "竞品", "前期", "后期"};
  return std::ranges::any_of(words, [&](std::string_view word) { return clause.find(word) != std::string_view::npos; });
}

void Sentence::strip_leads(std::string_view& text) const {
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

bool Sentence::strip_own_words(std::string_view& text) const {
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

void Sentence::take_label(std::string_view& text) {
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

void Sentence::find_subject(std::string_view& text) {
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
  // "小红书店铺138万": a shop of the platform, as it is written.
  for (const std::string_view shop : {"官方旗舰店", "旗舰店", "自营店", "自营", "店铺"})
    if (rest.starts_with(shop) && list_ && rest.size() > shop.size() &&
        is_digit(trim_spaces(rest.substr(shop.size()))[0])) {
      name = channel_name(std::string(text.substr(0, size)) + std::string(shop), reading_.dictionary);
      rest = trim_spaces(rest.substr(shop.size()));
      break;
    }
  if (take_any(rest, {"和", "与", "及", "、", "+", "/"}) > 0) {
    subject_ = {Subject::Kind::other, {}};
    return;
  }
  subject_ = {Subject::Kind::channel, name};
  text = rest;
}

}  // namespace almanac::importers
