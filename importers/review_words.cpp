#include "importers/review_words.h"

#include <algorithm>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "archive/name.h"
#include "importers/heading_form.h"
#include "importers/value.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

using Words = std::span<const std::string_view>;

bool is_word_character(char c) { return (c >= 'a' && c <= 'z') || is_digit(c) || c == '-' || c == '\''; }

// Whether `text` (folded) holds `word`; an English word as a word of its own.
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
bool holds_any(std::string_view text, Words words) {
  return std::ranges::any_of(words, [&](std::string_view word) { return holds(text, word); });
}
bool holds_any(std::string_view text, std::initializer_list<std::string_view> words) {
  return holds_any(text, Words(words.begin(), words.size()));
}

const std::map<std::string_view, Section>& exact_headings() {
  using enum Section;
  static const std::map<std::string_view, Section> all = {// GRAI, STAR
                                                          {"目标", goals},
                                                          {"目标回顾", goals},
                                                          {"回顾目标", goals},
                                                          {"goal", goals},
                                                          {"goals", goals},
                                                          {"objective", goals},
                                                          {"objectives", goals},
                                                          {"task", goals},
                                                          {"kpi", goals},
                                                          {"kpis", goals},
                                                          {"target", goals},
                                                          {"targets", goals},
                                                          {"活动目标", goals},
                                                          {"预期目标", goals},
                                                          {"目的与目标", goals},
                                                          {"what was the goal", goals},
                                                          {"结果", results},
                                                          {"结果陈述", results},
                                                          {"结果评估", results},
                                                          {"评估结果", results},
                                                          {"陈述结果", results},
                                                          {"result", results},
                                                          {"results", results},
                                                          {"outcome", results},
                                                          {"outcomes", results},
                                                          {"performance", results},
                                                          {"实际", results},
                                                          {"实际结果", results},
                                                          {"实际完成", results},
                                                          {"完成情况", results},
                                                          {"达成情况", results},
                                                          {"actual", results},
                                                          {"what happened", results},
                                                          {"活动效果", results},
                                                          {"活动结果", results},
                                                          {"by the numbers", results},
                                                          {"key metrics", results},
                                                          {"metrics", results},
                                                          {"analysis", analysis},
                                                          {"过程分析", analysis},
                                                          {"分析过程", analysis},
                                                          {"原因分析", analysis},
                                                          {"分析原因", analysis},
                                                          {"分析", analysis},
                                                          {"action", analysis},
                                                          {"root cause", analysis},
                                                          {"root causes", analysis},
                                                          {"root cause analysis", analysis},
                                                          {"过程回顾", analysis},
                                                          {"过程叙述", analysis},
                                                          {"contributing factors", analysis},
                                                          {"timeline", analysis},
                                                          {"what caused it", analysis},
                                                          {"归因", analysis},
                                                          {"insight", insight},
                                                          {"insights", insight},
                                                          {"规律总结", insight},
                                                          {"总结规律", insight},
                                                          {"规律", insight},
                                                          {"洞察", insight},
                                                          {"conclusion", insight},
                                                          {"conclusions", insight},
                                                          {"结论", insight},
                                                          {"启示", insight},
                                                          {"萃取规律", insight},
                                                          {"情境", background},
                                                          {"情景", background},
                                                          {"任务", goals},
                                                          {"行动", analysis},
                                                          {"liked", success},
                                                          {"喜欢的", success},
                                                          {"学到的", lessons},
                                                          {"缺少的", failure},
                                                          {"缺乏的", failure},
                                                          {"期待的", suggestion},
                                                          {"渴望的", suggestion},
                                                          {"situation", background},
                                                          {"background", background},
                                                          {"活动背景", background},
                                                          {"背景", background},
                                                          {"项目背景", background},
                                                          {"活动概述", summary},
                                                          {"概述", summary},
                                                          {"活动简介", summary},
                                                          {"简介", summary},
                                                          {"摘要", summary},
                                                          {"executive summary", summary},
                                                          {"summary", summary},
                                                          {"概要", summary},
                                                          // KPT, KISS, start–stop–continue, 4L
                                                          {"keep", success},
                                                          {"k", none},
                                                          {"continue", success},
                                                          {"liked", success},
                                                          {"loved", success},
                                                          {"wins", success},
                                                          {"win", success},
                                                          {"good", success},
                                                          {"the good", success},
                                                          {"保持", success},
                                                          {"亮点", success},
                                                          {"有效", success},
                                                          {"值得保持", success},
                                                          {"成功点", success},
                                                          {"好的地方", success},
                                                          {"不足点", failure},
                                                          {"失败点", failure},
                                                          {"不好的地方", failure},
                                                          {"做得不好的地方", failure},
                                                          {"存在不足", failure},
                                                          {"有待改进", failure},
                                                          {"下次怎么做", suggestion},
                                                          {"优化建议", suggestion},
                                                          {"经验沉淀", lessons},
                                                          {"无效", failure},
                                                          {"做得好", success},
                                                          {"下次", suggestion},
                                                          {"下次改进", suggestion},
                                                          {"待优化", failure},
                                                          {"优点", success},
                                                          {"不足", failure},
                                                          {"问题", failure},
                                                          {"改进", suggestion},
                                                          {"建议", suggestion},
                                                          {"下一步", suggestion},
                                                          {"经验总结", lessons},
                                                          {"收获", lessons},
                                                          {"缺失", failure},
                                                          {"期望", suggestion},
                                                          {"喜欢", success},
                                                          {"学到", lessons},
                                                          {"缺乏", failure},
                                                          {"渴望", suggestion},
                                                          {"继续", success},
                                                          {"glad", success},
                                                          {"positives", success},
                                                          {"pros", success},
                                                          {"strengths", success},
                                                          {"what worked", success},
                                                          {"what went right", success},
                                                          {"what went well", success},
                                                          {"problem", failure},
                                                          {"problems", failure},
                                                          {"stop", failure},
                                                          {"停止", failure},
                                                          {"lacked", failure},
                                                          {"bad", failure},
                                                          {"the bad", failure},
                                                          {"cons", failure},
                                                          {"issues", failure},
                                                          {"challenges", failure},
                                                          {"sad", failure},
                                                          {"mad", failure},
                                                          {"negatives", failure},
                                                          {"weaknesses", failure},
                                                          {"what went wrong", failure},
                                                          {"what didn't work", failure},
                                                          {"what did not work", failure},
                                                          {"what could be improved", failure},
                                                          {"what could be better", failure},
                                                          {"where we fell short", failure},
                                                          {"try", suggestion},
                                                          {"start", suggestion},
                                                          {"开始", suggestion},
                                                          {"improve", suggestion},
                                                          {"longed for", suggestion},
                                                          {"improvements", suggestion},
                                                          {"尝试", suggestion},
                                                          {"next time", suggestion},
                                                          {"actions", suggestion},
                                                          {"to do", suggestion},
                                                          {"todo", suggestion},
                                                          {"recommendation", suggestion},
                                                          {"advice", suggestion},
                                                          {"fix", suggestion},
                                                          {"action item", suggestion},
                                                          {"对策", suggestion},
                                                          {"措施", suggestion},
                                                          {"改善建议", suggestion},
                                                          {"行动建议", suggestion},
                                                          {"learned", lessons},
                                                          {"learning", lessons},
                                                          {"learnings", lessons},
                                                          {"takeaways", lessons},
                                                          {"总结", lessons},
                                                          {"复盘", none},
                                                          {"复盘总结", lessons},
                                                          {"活动总结", lessons},
                                                          {"经验", lessons},
                                                          {"经验教训", lessons},
                                                          {"心得", lessons},
                                                          {"where we got lucky", lessons},
                                                          {"基本信息", neutral},
                                                          {"活动信息", neutral},
                                                          {"overview", neutral},
                                                          {"渠道", neutral},
                                                          {"费用", neutral},
                                                          {"预算", neutral}};
  return all;
}

constexpr std::string_view comparison_words[] = {
    "往期",      "去年",          "上年",           "往年",        "同期",      "历史",
    "竞品",      "竞对",          "友商",           "行业",        "大盘",      "上期",
    "上一期",    "上届",          "附录",           "附表",        "附件",      "原始数据",
    "参考资料",  "appendix",      "competitor",     "competitors", "benchmark", "benchmarks",
    "last year", "previous year", "year over year", "prior year",  "forecast",  "预测"};
constexpr std::string_view success_words[] = {
    "留下",        "好的方面",    "好的地方",   "喜欢的",   "红榜",      "高光",       "加分项",    "做法及成效",
    "做法与成效",  "主要做法",    "主要成效",   "有效做法", "亮眼",      "值得肯定",   "可取之处",  "liked",
    "loved",       "做对",        "亮点",       "优点",     "优势",      "做得好",     "做的好",    "成功",
    "值得保留",    "值得坚持",    "可复制",     "可沿用",   "可复用",    "保持",       "good",      "went well",
    "worked well", "what worked", "went right", "success",  "successes", "highlights", "highlight", "strengths",
    "keep doing",  "proud of",    "keep"};
constexpr std::string_view failure_words[] = {"做错",
                                              "不足",
                                              "问题",
                                              "缺点",
                                              "教训",
                                              "失败",
                                              "待改进",
                                              "待提升",
                                              "待优化",
                                              "需改进",
                                              "需要改进",
                                              "不好",
                                              "没做好",
                                              "未做好",
                                              "踩坑",
                                              "短板",
                                              "遗憾",
                                              "痛点",
                                              "失误",
                                              "槽点",
                                              "放下",
                                              "黑榜",
                                              "扣分项",
                                              "翻车",
                                              "缺少",
                                              "缺失",
                                              "有待",
                                              "短处",
                                              "没做到",
                                              "风险点",
                                              "lacked",
                                              "missing",
                                              "didn't work",
                                              "problem",
                                              "problems",
                                              "didn't",
                                              "did not",
                                              "went wrong",
                                              "not work",
                                              "failure",
                                              "failures",
                                              "challenges",
                                              "shortcomings",
                                              "weaknesses",
                                              "could be better",
                                              "could have gone better",
                                              "could be improved",
                                              "could have been better",
                                              "fell short",
                                              "stop doing",
                                              "pain points"};
constexpr std::string_view suggestion_words[] = {
    "怎么改",      "怎么调整",     "如何改",      "如何调整",     "期待",           "工作思路",
    "下阶段",      "改什么",       "整改",        "longed for",   "再来一次",       "重来",
    "重做",        "改进",         "建议",        "优化",         "下一步",         "下次",
    "后续",        "行动计划",     "行动项",      "措施",         "待办",           "改善",
    "next step",   "next steps",   "action item", "action items", "recommendation", "recommendations",
    "improvement", "improvements", "follow-up",   "follow up",    "follow-ups",     "do differently",
    "next time",   "suggestions",  "start doing", "try"};
constexpr std::string_view lesson_words[] = {
    "体会", "学到", "启发", "思考", "认识",   "复盘结论", "会后结论",        "会议结论",  "经验",      "心得",   "收获",
    "反思", "沉淀", "感悟", "得失", "lesson", "lessons",  "lessons learned", "learnings", "takeaways", "learned"};

std::string without_apostrophe_marks(std::string text) {
  for (const std::string_view mark : {"\xE2\x80\x99", "\xE2\x80\x98", "`"})
    for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark))
      text.replace(at, mark.size(), "'");
  return text;
}

Section contained_section(std::string_view words) {
  using enum Section;
  if (holds_any(words, comparison_words)) return comparison;
  if (holds_any(words, {"明年", "来年", "下期", "下一期", "下一年", "下一季", "展望", "next year", "next wave",
                        "next season", "outlook"}) ||
      words == "next" || words == "what's next")
    return next;
  if (holds_any(words, {"传播渠道", "推广渠道", "投放渠道", "宣传渠道", "触达渠道"})) return channels;
  if (holds_any(words, {"目标人群", "目标用户", "目标客群", "人群画像", "目标受众", "target audience", "audience"}))
    return segments;
  const bool good = holds_any(words, success_words) &&
                    !holds_any(words, {"不成功", "didn't go well", "did not go well", "didn't work"});
  const bool waits = holds_any(words, {"待改进", "待提升", "待优化", "需改进", "需要改进", "could be improved"});
  const bool bad = holds_any(words, failure_words);
  const bool better = holds_any(words, suggestion_words) && !waits;
  if (good && (bad || better)) return lessons;
  if (holds_any(words, {"经验"}) && (bad || better)) return lessons;
  if (good) return success;
  if (bad) return failure;
  if (holds_any(words, lesson_words)) return lessons;
  if (better) return suggestion;
  const bool goal =
      holds_any(words, {"目标", "goal", "goals", "objective", "objectives", "kpi", "kpis", "targets", "set out"});
  const bool result = holds_any(
      words, {"结果", "效果", "成果", "数据", "完成情况", "达成", "完成", "业绩", "战绩", "表现", "result", "results",
              "outcome", "outcomes", "performance", "metrics", "impact", "what happened", "numbers"});
  if (holds_any(words, {"规律", "洞察", "启示", "insight", "insights"})) return insight;
  if (goal && holds_any(words, {"达成", "完成"})) return results;
  if (goal && result) return figures;
  if (result) return results;
  if (goal) return goals;
  if (holds_any(words, {"分析", "原因", "归因", "过程", "analysis", "root cause", "why"})) return analysis;
  if (holds_any(words, {"结论", "总结", "conclusion", "conclusions"})) return lessons;
  if (holds_any(words, {"概述", "简介", "摘要", "概要"})) return summary;
  if (holds_any(words, {"背景", "概况", "background"})) return background;
  if (holds_any(words, {"信息", "渠道", "费用", "预算", "成本", "花费", "overview", "details", "budget", "channels",
                        "安排", "玩法", "机制", "流程"}))
    return neutral;
  return none;
}

// "start(开始)", "keep 保持", "g(goal)/目标": two names of one part.
std::optional<SectionHeading> section_of_parts(std::string_view words) {
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  const auto close = [&](std::size_t end) {
    const std::string_view part = trim_spaces(words.substr(begin, end - begin));
    if (!part.empty()) parts.push_back(part);
  };
  bool wide = false;
  for (std::size_t at = 0; at < words.size();) {
    const std::size_t size = first_character(words.substr(at));
    const bool separator = size == 1 ? std::string_view("()[]/|:&").find(words[at]) != std::string_view::npos
                                     : words.substr(at).starts_with("·") || words.substr(at).starts_with("—") ||
                                           words.substr(at).starts_with("–");
    const bool space = words[at] == ' ';
    if (separator || (!space && at > begin && (size >= 3) != wide)) {
      close(at);
      begin = separator ? at + size : at;
    }
    if (!space && !separator) wide = size >= 3;
    at += size;
  }
  close(words.size());
  if (parts.size() < 2) return std::nullopt;
  Section found = Section::none;
  for (const std::string_view part : parts) {
    if (part.size() == 1) continue;  // G, R, A, I; K, P, T
    const auto known = exact_headings().find(part);
    if (known == exact_headings().end() || (found != Section::none && known->second != found)) return std::nullopt;
    found = known->second;
  }
  if (found == Section::none) return std::nullopt;
  return SectionHeading{found, true};
}

}  // namespace

std::string heading_words(std::string_view heading) {
  std::string words = without_apostrophe_marks(archive::fold(without_number(trimmed(heading))));
  std::string_view text = words;
  const auto strip = [&] {
    for (const std::string_view sign : {"◆",  "■",  "●",  "▶", "=", "★", "☆", "_",  "【", "】", "[",  "]",      ":",
                                        "：", "*",  "#",  "-", "—", "–", "?", "？", "!",  " ",  "《", "》",     "“",
                                        "”",  "\"", "、", ".", "✅", "❌", "👍", "👎",  "💡",  "🎯",  "📊",  "⚠️", "🔍"}) {
      if (text.starts_with(sign)) return text.remove_prefix(sign.size()), true;
      if (text.ends_with(sign)) return text.remove_suffix(sign.size()), true;
    }
    return false;
  };
  while (!text.empty() && strip()) {
  }
  return std::string(text);
}

SectionHeading section_of(std::string_view heading) {
  std::string words = heading_words(heading);
  if (words.empty() || display_width(words) > 48) return {};
  const auto exact = [&](std::string_view name) -> const Section* {
    const auto found = exact_headings().find(name);
    return found == exact_headings().end() ? nullptr : &found->second;
  };
  if (const Section* found = exact(words)) return {*found, *found != Section::none};
  if (const auto both = section_of_parts(words)) return *both;
  // "会后结论（老周确认）"
  if (const std::size_t open = std::min(words.find("("), words.find("（"));
      open != std::string::npos && open > 0 && (words.ends_with(")") || words.ends_with("）"))) {
    const SectionHeading stem = section_of(words.substr(0, open));
    if (stem.section != Section::none) return stem;
  }
  // "亮点1", "问题一"
  std::string_view stem = words;
  while (!stem.empty() && is_digit(stem.back())) stem.remove_suffix(1);
  for (const std::string_view number : {"一", "二", "三", "四", "五"})
    if (stem.size() > 3 && stem.ends_with(number)) stem.remove_suffix(number.size());
  if (stem.size() < words.size())
    if (const Section* found = exact(trim_spaces(stem))) return {*found, *found != Section::none};
  const Section found = contained_section(words);
  if (found == Section::none) return {};
  // A short heading made of such words alone is as good as exact.
  static constexpr std::string_view labels[] = {"亮点",
                                                "不足",
                                                "不足之处",
                                                "问题",
                                                "存在问题",
                                                "优点",
                                                "缺点",
                                                "教训",
                                                "建议",
                                                "改进建议",
                                                "优化建议",
                                                "改进措施",
                                                "改进方向",
                                                "优化方向",
                                                "下一步",
                                                "下一步计划",
                                                "下一步行动",
                                                "后续计划",
                                                "行动计划",
                                                "待改进",
                                                "做得好的",
                                                "做得好的地方",
                                                "做得好",
                                                "做得不好的",
                                                "做的好的",
                                                "需要改进",
                                                "成功经验",
                                                "失败教训",
                                                "改进",
                                                "成功之处",
                                                "活动亮点",
                                                "lessons learned",
                                                "next steps",
                                                "highlights",
                                                "action items",
                                                "key takeaways",
                                                "lessons",
                                                "recommendations",
                                                "what didn't go well",
                                                "what did not go well",
                                                "suggestions",
                                                "待改进的地方",
                                                "问题与不足",
                                                "不足与问题",
                                                "存在的问题",
                                                "经验总结",
                                                "活动经验总结",
                                                "改进点",
                                                "优化点",
                                                "可优化",
                                                "槽点",
                                                "红榜",
                                                "黑榜",
                                                "体会",
                                                "会后结论",
                                                "会议结论",
                                                "复盘结论",
                                                "怎么改",
                                                "问题清单",
                                                "好的方面",
                                                "主要做法",
                                                "主要做法及成效"};
  return {found, std::ranges::find(labels, words) != std::end(labels)};
}

bool is_lesson_section(Section section) {
  return section == Section::success || section == Section::failure || section == Section::suggestion ||
         section == Section::lessons;
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
