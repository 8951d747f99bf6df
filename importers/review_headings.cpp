// Which heading opens which part of a review.

#include <algorithm>
#include <map>
#include <optional>
#include <vector>

#include "archive/name.h"
#include "importers/heading_form.h"
#include "importers/review_words.h"
#include "importers/value.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

// Headings that are nothing but the name of a part: GRAI, STAR, KPT, KISS, start–stop–continue, 4L and what people write besides.
const std::map<std::string_view, Section>& exact_headings() {
  using enum Section;
  static const std::map<std::string_view, Section> all = [] {
    struct Group {
      Section section;
      std::vector<std::string_view> words;
    };
    const Group groups[] = {
        {background, {"情境", "情景", "situation", "background", "活动背景", "背景", "项目背景"}},
        {summary, {"活动概述", "概述", "活动简介", "简介", "摘要", "executive summary", "summary", "概要"}},
        {goals,
         {"目标", "目标回顾", "回顾目标", "goal", "goals", "objective", "objectives", "task", "kpi", "kpis", "target",
          "targets", "活动目标", "预期目标", "目的与目标", "what was the goal", "任务"}},
        {results, {"结果",     "结果陈述",       "结果评估",    "评估结果",    "陈述结果",      "result",
                   "results",  "outcome",        "outcomes",    "performance", "实际",          "实际结果",
                   "实际完成", "完成情况",       "达成情况",    "actual",      "what happened", "活动效果",
                   "活动结果", "by the numbers", "key metrics", "metrics"}},
        {analysis,
         {"analysis", "过程分析", "分析过程", "原因分析", "分析原因", "分析", "action", "root cause", "root causes",
          "root cause analysis", "过程回顾", "过程叙述", "contributing factors", "timeline", "what caused it", "归因",
          "行动"}},
        {insight,
         {"insight", "insights", "规律总结", "总结规律", "规律", "洞察", "conclusion", "conclusions", "结论", "启示",
          "萃取规律"}},
        {success, {"liked",         "喜欢的", "keep",      "continue",    "loved",
                   "wins",          "win",    "good",      "the good",    "保持",
                   "亮点",          "有效",   "值得保持",  "成功点",      "好的地方",
                   "做得好",        "优点",   "喜欢",      "继续",        "glad",
                   "positives",     "pros",   "strengths", "what worked", "what went right",
                   "what went well"}},
        {failure,
         {"缺少的",
          "缺乏的",
          "不足点",
          "失败点",
          "不好的地方",
          "做得不好的地方",
          "存在不足",
          "有待改进",
          "无效",
          "待优化",
          "不足",
          "问题",
          "缺失",
          "缺乏",
          "problem",
          "problems",
          "stop",
          "停止",
          "lacked",
          "bad",
          "the bad",
          "cons",
          "issues",
          "challenges",
          "sad",
          "mad",
          "negatives",
          "weaknesses",
          "what went wrong",
          "what didn't work",
          "what did not work",
          "what could be improved",
          "what could be better",
          "where we fell short"}},
        {suggestion, {"期待的",    "渴望的",      "下次怎么做", "优化建议",   "下次",           "下次改进",
                      "改进",      "建议",        "下一步",     "期望",       "渴望",           "try",
                      "start",     "开始",        "improve",    "longed for", "improvements",   "尝试",
                      "next time", "actions",     "to do",      "todo",       "recommendation", "advice",
                      "fix",       "action item", "对策",       "措施",       "改善建议",       "行动建议"}},
        {lessons,
         {"学到的", "经验沉淀", "经验总结", "收获", "学到", "learned", "learning", "learnings", "takeaways", "总结",
          "复盘总结", "活动总结", "经验", "经验教训", "心得", "where we got lucky"}},
        {neutral, {"基本信息", "活动信息", "overview", "渠道", "费用", "预算"}},
        {none, {"k", "复盘"}}};
    std::map<std::string_view, Section> headings;
    for (const Group& group : groups)
      for (const std::string_view word : group.words) headings.emplace(word, group.section);
    return headings;
  }();
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
                                                "主要做法及成效",
                                                "后续优化",
                                                "后续改进",
                                                "后续建议",
                                                "下次优化",
                                                "下次注意",
                                                "下次改进点",
                                                "改进计划",
                                                "改进动作",
                                                "优化动作",
                                                "优化措施",
                                                "待改进点",
                                                "待优化点",
                                                "可复用",
                                                "可复用经验",
                                                "可复制经验",
                                                "主要问题",
                                                "主要亮点",
                                                "核心亮点",
                                                "存在的不足",
                                                "不足与改进",
                                                "经验与教训",
                                                "经验与不足",
                                                "亮点与不足",
                                                "反思",
                                                "心得体会",
                                                "经验教训总结",
                                                "踩坑",
                                                "踩坑点",
                                                "做得不好",
                                                "教训总结",
                                                "得失",
                                                "主要不足",
                                                "核心问题",
                                                "后续优化建议",
                                                "后续优化方向",
                                                "后续改进建议",
                                                "后续改进措施",
                                                "改进方案"};
  return {found, std::ranges::find(labels, words) != std::end(labels)};
}

bool is_lesson_section(Section section) {
  return section == Section::success || section == Section::failure || section == Section::suggestion ||
         section == Section::lessons;
}

}  // namespace almanac::importers
