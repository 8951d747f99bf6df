#include "importers/review_words.h"

#include <algorithm>

#include "archive/name.h"
#include "importers/heading_form.h"
#include "importers/value.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

bool is_word_character(char c) { return (c >= 'a' && c <= 'z') || is_digit(c) || c == '-' || c == '\''; }

bool holds(std::string_view text, std::string_view word) {
  const bool latin = static_cast<unsigned char>(word[0]) < 0x80;
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    if (!latin) return true;
    const bool begins = at == 0 || !is_word_character(text[at - 1]);
    const std::size_t end = at + word.size();
    if (begins && (end == text.size() || !is_word_character(text[end]))) return true;
  }
  return false;
}

}  // namespace

bool holds_any(std::string_view text, std::span<const std::string_view> words) {
  return std::ranges::any_of(words, [&](std::string_view word) { return holds(text, word); });
}
bool holds_any(std::string_view text, std::initializer_list<std::string_view> words) {
  return holds_any(text, std::span(words.begin(), words.size()));
}

bool compares(std::string_view clause) {
  const std::string text = archive::fold(clause);
  return holds_any(text,
                   {"去年",     "上年",      "往年",      "前年",        "同期",           "往期",       "上次",
                    "上期",     "上一次",    "上一期",    "上届",        "上月",           "上周",       "上个月",
                    "竞品",     "竞对",      "友商",      "行业",        "大盘",           "日常",       "平日",
                    "平时",     "日均",      "历史",      "均值",        "明年",           "下次",       "下期",
                    "下一次",   "同比",      "环比",      "对照组",      "对比",           "相比",       "相较",
                    "基准",     "基线",      "last year", "last year's", "previous",       "previously", "prior year",
                    "yoy",      "compared",  "versus",    "vs",          "industry",       "competitor", "competitors",
                    "baseline", "benchmark", "next year", "last time",   "year-over-year", "a year ago", "年前"});
}

bool is_change(std::string_view clause) {
  const std::string text = archive::fold(clause);
  for (const std::string_view word : {"提升", "提高", "增长", "上涨", "上升", "下降", "降低", "下滑", "减少", "增加",
                                      "下跌", "涨幅", "降幅", "增幅", "超出", "超额", "高出", "高于", "低于", "优于",
                                      "多出", "翻倍", "翻番", "增速", "涨了", "缩短", "节省", "差距", "缺口", "相差"}) {
    for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
      const std::string_view behind = std::string_view(text).substr(at + word.size());
      if (!behind.starts_with("至") && !behind.starts_with("到") && !behind.starts_with("为")) return true;
    }
  }
  return holds_any(
      text, {"grew",  "grow",    "growth",    "increased by", "increase", "increase of",    "rose",     "rose by",
             "up by", "down by", "decreased", "decrease",     "fell",     "dropped",        "improved", "higher",
             "lower", "doubled", "tripled",   "up",           "down",     "more than last", "lift"});
}

bool plans_next(std::string_view sentence, std::string_view title) {
  const std::string text = archive::fold(sentence.substr(0, 600));
  if (std::ranges::none_of(text, is_digit)) return false;
  if (!holds_any(text, {"目标", "预算", "计划", "暂定", "先报", "先定", "target", "targets", "goal", "budget", "plan"}))
    return false;
  if (holds_any(text, {"明年",   "来年",   "次年",      "下一年",       "下季",          "下期",      "下次",
                       "下一场", "下一站", "下一波",    "下一届",       "下一节点",      "下一档",    "下个月",
                       "下月",   "下半年", "next year", "next quarter", "next campaign", "next wave", "next time"}))
    return true;
  // A season, quarter or month at the front that is not in the campaign's own name.
  const std::string own = archive::fold(title);
  std::string_view front = text;
  for (const std::string_view lead : {"参考", "另", "附", "20"})
    if (front.starts_with(lead) && lead != "20") front.remove_prefix(lead.size());
  const std::string_view head = front.substr(0, 36);
  for (const std::string_view word :
       {"春季",   "夏季",   "秋季",   "冬季", "暑期",   "寒假", "春节",   "一季度", "二季度",
        "三季度", "四季度", "年货节", "双11", "双十一", "双12", "双十二", "618",    "winter",
        "spring", "summer", "autumn", "q1",   "q2",     "q3",   "q4"})
    if (head.starts_with(word) && own.find(word) == std::string::npos) return true;
  // "六月计划在…"
  for (const std::string_view month :
       {"一月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "十一月", "十二月"})
    if (head.starts_with(std::string(month) + "计划") || head.starts_with(std::string(month) + "目标")) return true;
  return false;
}

bool denies(std::string_view clause) {
  const std::string text = archive::fold(clause);
  return holds_any(
      text, {"未达",     "没达",   "没有达",   "未完成", "没完成", "没有完成",   "未能", "未实现",     "没有实现",
             "不足",     "不到",   "未到",     "差",     "缺口",   "距离",       "还差", "并非",       "不是",
             "没有超过", "如果",   "假如",     "若",     "原本",   "本应",       "not",  "didn't",     "did not",
             "missed",   "failed", "short of", "below",  "under",  "instead of", "if",   "would have", "never"});
}

bool is_planned(std::string_view clause) {
  return holds_any(archive::fold(clause),
                   {"目标", "计划", "预期", "预计", "预估", "预测", "拟", "kpi", "target", "targeted", "goal", "plan",
                    "planned", "expected", "aim", "aimed", "forecast"});
}

bool is_actual(std::string_view clause) {
  const std::string text = archive::fold(clause);
  return holds_any(text, {"实际", "完成", "达成", "达到", "实现", "最终", "累计", "actual", "actually", "reached",
                          "achieved", "generated", "brought", "delivered", "ended"}) &&
         text.find("完成率") == std::string::npos && text.find("达成率") == std::string::npos;
}

bool says_nothing(std::string_view sentence) {
  std::string text = archive::fold(sentence);
  while (text.ends_with("。") || text.ends_with(".") || text.ends_with("；"))
    text.erase(text.size() - (text.ends_with(".") ? 1 : 3));
  if (is_empty(text)) return true;
  if (display_width(text) > 40) return false;
  if (holds_any(text, {"nothing to report", "none identified", "nothing major", "no major issues", "no issues",
                       "not applicable"}) ||
      text == "nothing")
    return true;
  for (const std::string_view lead : {"本次", "此次", "整体", "活动", "总体"})
    if (text.starts_with(lead)) text.erase(0, lead.size());
  bool none = false;
  for (const std::string_view word : {"暂无", "并无", "没有", "未发现", "暂未发现", "无"})
    if (text.starts_with(word)) {
      text.erase(0, word.size());
      none = true;
      break;
    }
  if (!none) return false;
  for (const std::string_view word : {"明显", "重大", "突出", "特别", "太多", "较大", "大的", "其他", "什么", "的"})
    if (text.starts_with(word)) text.erase(0, word.size());
  for (const std::string_view word : {"的"})
    if (text.starts_with(word)) text.erase(0, word.size());
  for (const std::string_view word :
       {"不足", "问题", "亮点", "改进", "建议", "教训", "经验", "失误", "补充", "缺点", "优化", "异常"})
    if (text.starts_with(word)) return display_width(text) <= 12;
  return text.empty();
}

}  // namespace almanac::importers
