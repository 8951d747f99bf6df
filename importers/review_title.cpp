// What a title or file name says when "复盘报告", versions and dates are taken off it.

#include <algorithm>
#include <utility>
#include <vector>

#include "archive/name.h"
#include "importers/review_words.h"
#include "importers/value.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

bool is_word_character(char c) { return (c >= 'a' && c <= 'z') || is_digit(c) || c == '-' || c == '\''; }

constexpr std::string_view review_words[] = {"复盘总结报告",
                                             "复盘分析报告",
                                             "复盘分析",
                                             "复盘报告",
                                             "复盘总结",
                                             "总结报告",
                                             "效果总结",
                                             "复盘会议纪要",
                                             "会议纪要",
                                             "总结会",
                                             "复盘邮件",
                                             "经验总结",
                                             "工作总结",
                                             "结项报告",
                                             "结项",
                                             "收官报告",
                                             "数据报告",
                                             "数据复盘",
                                             "项目复盘",
                                             "亮点与不足",
                                             "亮点槽点",
                                             "亮点&槽点",
                                             "亮点 & 槽点",
                                             "得与失",
                                             "得失",
                                             "经验教训",
                                             "复盘会纪要",
                                             "复盘会",
                                             "复盘文档",
                                             "复盘汇报",
                                             "汇报",
                                             "小结",
                                             "战报",
                                             "效果报告",
                                             "活动报告",
                                             "项目报告",
                                             "总结汇报",
                                             "活动汇报",
                                             "效果汇报",
                                             "结案汇报",
                                             "复盘会汇报",
                                             "复盘",
                                             "结案报告",
                                             "结案",
                                             "总结",
                                             "回顾",
                                             "campaign post-mortem",
                                             "campaign postmortem",
                                             "campaign retrospective",
                                             "campaign review",
                                             "campaign recap",
                                             "project post-mortem",
                                             "post-mortem report",
                                             "post-mortem",
                                             "postmortem",
                                             "post mortem",
                                             "retrospective",
                                             "after-action review",
                                             "after action review",
                                             "wrap-up report",
                                             "wrap-up",
                                             "wrap up",
                                             "wrapup",
                                             "recap",
                                             "lessons learned",
                                             "review report",
                                             "review",
                                             "retro",
                                             "debrief",
                                             "results summary",
                                             "close-out report"};

// Titles of documents that plan a campaign; what they name is a campaign all the same.
constexpr std::string_view plan_words[] = {
    "活动执行方案", "活动策划方案", "活动策划案", "活动策划书",     "营销方案",      "推广方案",
    "执行方案",     "策划方案",     "活动方案",   "策划案",         "策划书",        "企划案",
    "方案",         "活动计划",     "推广计划",   "campaign brief", "campaign plan", "campaign proposal",
    "launch plan",  "proposal"};

// How a review is written, not what it is about.
constexpr std::string_view method_words[] = {"grai", "kpt", "star", "kiss", "pdca",   "aar",    "swot", "4l", "4ls",
                                             "4f",   "ssc", "4 l",  "orid", "四步法", "四象限", "四问", "会"};

// What a part behind a separator says of the kind of campaign alone: "秋日桂花季 · 新品上市".
constexpr std::string_view kind_words[] = {"新品上市", "新品首发", "上市", "新品上新", "营销活动",
                                           "活动",     "大促",     "专场", "推广",     "campaign"};

constexpr std::string_view separators[] = {" ", "-", "_",  "—",  "–", "：",           ":", "|", "｜", "·",
                                           "•", "/", "、", "，", ",", "\xE3\x80\x80", "+"};

std::string_view trim_separators(std::string_view text) {
  for (bool cut = true; cut && !text.empty();) {
    cut = false;
    for (const std::string_view sign : separators) {
      if (text.starts_with(sign)) text.remove_prefix(sign.size()), cut = true;
      if (text.ends_with(sign)) text.remove_suffix(sign.size()), cut = true;
    }
    // Quotes around the whole.
    static constexpr std::pair<std::string_view, std::string_view> quotes[] = {
        {"《", "》"}, {"“", "”"}, {"「", "」"}, {"【", "】"}, {"\"", "\""}};
    for (const auto& [open, close] : quotes)
      if (text.size() > open.size() + close.size() && text.starts_with(open) && text.ends_with(close) &&
          text.find(close, open.size()) + close.size() == text.size()) {
        text = text.substr(open.size(), text.size() - open.size() - close.size());
        cut = true;
      }
  }
  return text;
}

// The text without a day at its end: "_20240320", " 2024-03-20", "（2024.3.1-3.8）".
std::string_view without_date(std::string_view text) {
  for (const std::string_view close : {"）", ")"}) {
    if (!text.ends_with(close)) continue;
    const std::size_t open = std::min(text.rfind("（"), text.rfind("("));
    if (open == std::string_view::npos || open == 0) continue;
    std::string_view inside = text.substr(open, text.size() - open - close.size());
    inside.remove_prefix(inside[0] == '(' ? 1 : 3);
    bool dates = !inside.empty();
    while (!inside.empty() && dates) {
      const std::size_t size = first_character(inside);
      const std::string_view c = inside.substr(0, size);
      dates = is_digit(c[0]) || c == "." || c == "-" || c == "/" || c == "~" || c == " " || c == "–" || c == "—" ||
              c == "年" || c == "月" || c == "日" || c == "至";
      inside.remove_prefix(size);
    }
    if (dates) return text.substr(0, open);
  }
  std::size_t at = text.size();
  while (at > 0 && (is_digit(text[at - 1]) || text[at - 1] == '-' || text[at - 1] == '.')) --at;
  std::string_view date = text.substr(at);
  while (!date.empty() && !is_digit(date[0])) date.remove_prefix(1);
  const bool day =
      date.starts_with("20") && (date.size() == 8 || date.size() == 10 || date.size() == 17 || date.size() == 21);
  return day && at > 0 ? text.substr(0, text.size() - date.size()) : text;
}

// "方案（送审稿）", "复盘(内部版)".
std::string_view without_draft(std::string_view text) {
  for (const std::string_view close : {"）", ")"}) {
    if (!text.ends_with(close)) continue;
    const std::size_t full = text.rfind("（"), half = text.rfind('(');
    const std::size_t open = full == std::string_view::npos   ? half
                             : half == std::string_view::npos ? full
                                                              : std::max(full, half);
    if (open == std::string_view::npos || open == 0) continue;
    const std::string inside = lower_ascii(text.substr(open, text.size() - open - close.size()));
    for (const std::string_view word : {"稿", "版", "草案", "draft", "final"})
      if (inside.ends_with(word) && inside.size() <= 24) return text.substr(0, open);
  }
  return text;
}

// Drafts and versions at the end: "_v2", "终版", "(1)", "-final".
std::string_view without_version(std::string_view text) {
  while (true) {
    const std::string_view before = text;
    text = trim_separators(text);
    const std::string lower = lower_ascii(text);
    for (const std::string_view word :
         {"送审稿",   "征求意见稿", "讨论稿", "审议稿",        "草稿",  "草案",  "提案", "汇报版",
          "内部版",   "精简版",     "完整版", "最终版",        "终稿",  "终版",  "定稿", "初稿",
          "修订版",   "更新版",     "正式版", "final version", "final", "draft", "copy", "副本",
          "（最终）", "(最终)",     "()",     "（）"})
      if (lower.ends_with(word)) text.remove_suffix(word.size());
    text = without_draft(text);
    if (text.ends_with(")") || text.ends_with("）")) {  // "(1)"
      const std::size_t width = text.ends_with(")") ? 1 : 3;
      std::size_t at = text.size() - width;
      std::size_t digits = 0;
      while (at > 0 && is_digit(text[at - 1])) --at, ++digits;
      if (digits > 0 && digits < 3 && at > 0 && text[at - 1] == '(')
        text = text.substr(0, at - 1);
      else if (digits > 0 && digits < 3 && text.substr(0, at).ends_with("（"))
        text = text.substr(0, at - 3);
    }
    // "v2", "V1.3"
    std::size_t at = text.size();
    while (at > 0 && (is_digit(text[at - 1]) || text[at - 1] == '.')) --at;
    if (at < text.size() && at > 0 && (text[at - 1] == 'v' || text[at - 1] == 'V') &&
        (at == 1 || !is_word_character(lower[at - 2])))
      text = text.substr(0, at - 1);
    text = without_date(text);
    if (text == before) return text;
  }
}

bool is_generic(std::string_view name) {
  const std::string folded = archive::fold(name);
  static constexpr std::string_view generic[] = {
      "活动",      "营销活动",     "项目",     "运营活动", "运营",     "营销",   "campaign", "project",
      "marketing", "the campaign", "本次活动", "报告",     "文档",     "月度",   "季度",     "年度",
      "周",        "会议",         "document", "untitled", "无标题",   "未命名", "report",   "team",
      "sprint",    "event",        "活动方案", "模板",     "template", "数据",   "活动效果", "效果",
      "工作",      "部门工作",     "日常",     "部门",     "团队"};
  if (std::ranges::find(generic, folded) != std::end(generic)) return true;
  // Nothing but digits and marks.
  return std::ranges::all_of(folded,
                             [](char c) { return static_cast<unsigned char>(c) < 0x80 && !(c >= 'a' && c <= 'z'); });
}

// "RE: 冬至复盘", "回复：转发：…", and as file names have them, "RE_冬至复盘".
std::string_view without_reply(std::string_view text) {
  for (bool cut = true; cut;) {
    cut = false;
    for (const std::string_view word : {"re", "fw", "fwd", "回复", "答复", "转发"})
      for (const std::string_view sign : {":", "：", "_", "﹕"})
        if (lower_ascii(text.substr(0, word.size())) == word && text.substr(word.size()).starts_with(sign)) {
          text = trimmed(text.substr(word.size() + sign.size()));
          cut = true;
        }
  }
  return text;
}

// "9月囤货节复盘——两波次对比", "周年庆总结（杭州·宁波）": the part up to the word of review, if something else follows it.
std::string_view before_subtitle(std::string_view text) {
  const std::string lower = lower_ascii(text);
  std::size_t first = std::string::npos;
  for (const std::string_view word : review_words) {
    if (static_cast<unsigned char>(word[0]) < 0x80) continue;
    const std::size_t at = lower.find(word);
    if (at == std::string::npos || at == 0 || at >= first) continue;
    const std::string_view behind = std::string_view(lower).substr(at + word.size());
    for (const std::string_view sign : {"——", "--", "—", "–", "：", ":", "|", "｜", "（", "(", " - ", " – "})
      if (behind.starts_with(sign)) first = at;
  }
  return first == std::string::npos ? text : text.substr(0, first);
}

// "达人专场（GRAI）", "体验课投放 KPT".
std::string_view without_method(std::string_view text) {
  for (const std::string_view word : method_words) {
    for (const std::string_view open : {"(", "（"}) {
      const std::string bracket = std::string(open) + std::string(word) + (open == "(" ? ")" : "）");
      if (lower_ascii(text).ends_with(bracket) && text.size() > bracket.size())
        return trim_separators(text.substr(0, text.size() - bracket.size()));
    }
    const std::string lower = lower_ascii(text);
    if (static_cast<unsigned char>(word[0]) >= 0x80 || !lower.ends_with(word) || lower.size() <= word.size()) continue;
    if (!is_word_character(lower[lower.size() - word.size() - 1]))
      return trim_separators(text.substr(0, text.size() - word.size()));
  }
  return text;
}

std::string_view without_kind(std::string_view text) {
  for (const std::string_view sign : {" · ", "·", " - ", " | ", "｜", " "})
    if (const std::size_t at = text.rfind(sign); at != std::string_view::npos && at > 0) {
      const std::string rest = lower_ascii(trim_separators(text.substr(at + sign.size())));
      if (std::ranges::find(kind_words, rest) != std::end(kind_words)) return trim_separators(text.substr(0, at));
    }
  return text;
}

}  // namespace

TitleName name_in_title(std::string_view title) {
  TitleName found;
  std::string_view text = without_version(without_reply(trimmed(title)));
  // "【复盘】Q4新品首发"
  if (text.starts_with("【"))
    if (const std::size_t close = text.find("】"); close != std::string_view::npos && close + 3 < text.size()) {
      const std::string_view inside = text.substr(3, close - 3);
      if (std::ranges::any_of(review_words,
                              [&](std::string_view word) { return lower_ascii(inside).ends_with(word); })) {
        found.reviewing = true;
        text = without_version(text.substr(close + 3));
      }
    }
  if (const std::string_view front = before_subtitle(text); front.size() < text.size()) {
    found.reviewing = true;
    text = without_version(front);
  }
  while (true) {
    text = without_method(text);
    const std::string lower = lower_ascii(text);
    std::string_view longest;
    std::size_t at = std::string::npos;
    for (const std::string_view word : review_words) {
      if (word.size() <= longest.size()) continue;
      const bool latin = static_cast<unsigned char>(word[0]) < 0x80;
      if (lower.ends_with(word) &&
          (!latin || lower.size() == word.size() || !is_word_character(lower[lower.size() - word.size() - 1]))) {
        longest = word;
        at = lower.size() - word.size();
      } else if (lower.starts_with(word) && lower.size() > word.size()) {
        // In front only when a sign sets it apart: "复盘：春季会员日", "Post-mortem: Summer Launch".
        std::string_view behind = std::string_view(lower).substr(word.size());
        const bool of =
            latin && (behind.starts_with(" of ") || behind.starts_with(" for ") || behind.starts_with(" from "));
        behind = trim_spaces(behind);
        if (of || behind.starts_with(":") || behind.starts_with("：") || behind.starts_with("-") ||
            behind.starts_with("—") || behind.starts_with("–") || behind.starts_with("|") ||
            lower[word.size()] == '_') {
          longest = word;
          at = 0;
        }
      }
    }
    if (longest.empty()) break;
    found.reviewing = true;
    text = at == 0 ? text.substr(longest.size()) : text.substr(0, at);
    text = without_version(text);
    for (const std::string_view word : {"of the ", "of ", "for the ", "for ", "from the ", "from "})
      if (at == 0 && lower_ascii(text).starts_with(word)) {
        text.remove_prefix(word.size());
        break;
      }
    for (const std::string_view word : {"报告", "的"})
      if (text.ends_with(word) && text.size() > word.size()) text.remove_suffix(word.size());
    text = without_version(text);
    if (text.empty()) break;
  }
  if (!found.reviewing)
    for (const std::string_view word : plan_words)
      if (lower_ascii(text).ends_with(word) && text.size() > word.size()) {
        found.planning = true;
        text = without_version(text.substr(0, text.size() - word.size()));
        break;
      }
  if (found.reviewing) text = without_kind(without_method(text));
  for (const std::string_view report : {"分析报告", "报告", "report", "Report"})
    if (found.reviewing && text.ends_with(report)) text = without_version(text.substr(0, text.size() - report.size()));
  // "双十一全渠道复盘" looks at all of the campaign.
  for (const std::string_view scope : {"全渠道", "全店", "整体"})
    if (found.reviewing && text.size() > scope.size() + 6 && text.ends_with(scope))
      text = without_version(text.substr(0, text.size() - scope.size()));
  found.name = std::string(trim_separators(text));
  if (is_generic(found.name)) found.name.clear();
  return found;
}

std::string file_stem(std::string_view name) {
  name = name.substr(name.find_last_of("/\\") == std::string_view::npos ? 0 : name.find_last_of("/\\") + 1);
  const std::size_t dot = name.rfind('.');
  const bool extension = dot != std::string_view::npos && dot > 0 && name.size() - dot <= 9 &&
                         name.substr(dot + 1).find_first_not_of("0123456789") != std::string_view::npos;
  return std::string(extension ? name.substr(0, dot) : name);
}

std::string_view without_department(std::string_view person) {
  person = trimmed(person);
  for (const std::string_view unit :
       {"运营中心", "事业部", "项目组", "中心", "团队", "小组", "部", "组", "科", "室", "处"})
    if (const std::size_t at = person.rfind(unit); at != std::string_view::npos && at > 0) {
      const std::string_view rest = trimmed(person.substr(at + unit.size()));
      if (rest.size() >= 6 && rest.size() <= 12) return rest;
    }
  return person;
}

std::optional<std::string> occasion_in(std::string_view name) {
  static const std::vector<std::pair<std::string_view, std::vector<std::string_view>>> occasions = {
      {"双十一", {"双十一", "双11", "11.11", "double 11", "singles day", "singles' day"}},
      {"双十二", {"双十二", "双12", "12.12"}},
      {"618", {"618", "6.18", "年中大促"}},
      {"年货节", {"年货节"}},
      {"春节", {"春节", "新春", "chinese new year", "lunar new year"}},
      {"元旦", {"元旦"}},
      {"中秋", {"中秋", "mid-autumn"}},
      {"国庆", {"国庆", "十一黄金周"}},
      {"七夕", {"七夕"}},
      {"情人节", {"情人节", "valentine"}},
      {"端午", {"端午"}},
      {"五一", {"五一", "劳动节"}},
      {"妇女节", {"三八", "38节", "38女神节", "女神节", "妇女节"}},
      {"母亲节", {"母亲节", "mother's day"}},
      {"父亲节", {"父亲节"}},
      {"儿童节", {"儿童节", "六一"}},
      {"教师节", {"教师节"}},
      {"开学季", {"开学季", "back to school"}},
      {"圣诞节", {"圣诞", "christmas"}},
      {"万圣节", {"万圣节", "halloween"}},
      {"黑色星期五", {"黑五", "black friday"}},
      {"520", {"520"}},
      {"周年庆", {"周年庆", "店庆", "anniversary"}},
      {"会员日", {"会员日"}}};
  const std::string folded = archive::fold(name);
  std::optional<std::string> found;
  for (const auto& [occasion, spellings] : occasions)
    for (const std::string_view spelling : spellings) {
      if (folded.find(spelling) == std::string::npos) continue;
      if (found && *found != occasion) return std::nullopt;
      found = std::string(occasion);
      break;
    }
  return found;
}

}  // namespace almanac::importers
