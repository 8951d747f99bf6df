#pragma once
// The words of reviews: which heading opens which part, what compares, what denies, what a title is without "复盘报告". Internal to
// importers. All take text as people write it; comparing is folded (case, width, traditional characters).

#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace almanac::importers {

// What the lines below a heading speak of.
enum class Section {
  none,
  background,  // 活动背景, 概况: how it came about
  summary,     // 摘要, 概述
  goals,
  results,
  figures,  // goals and results together: the lines must say which
  analysis,
  insight,
  success,  // lessons by kind
  failure,
  suggestion,
  lessons,
  segments,
  channels,
  next,        // 明年, 下期, Next wave: what is to be done then, without its goals
  comparison,  // last year, competitors, the next campaign, appendices: no values of this campaign
  neutral      // known, but says nothing of its lines: 基本信息, 渠道, 费用
};

// `exact`: the heading is nothing but the word ("亮点："), so that it opens a part wherever it stands.
struct SectionHeading {
  Section section = Section::none;
  bool exact = false;
};
SectionHeading section_of(std::string_view heading);
// "Keep", "亮点" …: lessons and what the four parts of a review hold.
bool is_lesson_section(Section section);

// Without number, brackets 【】, colons and ornaments at both ends; folded.
std::string heading_words(std::string_view heading);

// Whether folded `text` holds one of `words`; an English word as a word of its own.
bool holds_any(std::string_view text, std::span<const std::string_view> words);
bool holds_any(std::string_view text, std::initializer_list<std::string_view> words);

bool compares(std::string_view clause);   // 去年, 同期, 竞品, last year …: not this campaign
bool is_change(std::string_view clause);  // 增长 15%, 提升了, +15%, grew by: no level
// "秋季目标2,100万", "下一场GMV目标上调到400万": what is planned for another time than the campaign `title` was. Only text that holds a
// digit and speaks of a goal, a budget or a plan.
bool plans_next(std::string_view sentence, std::string_view title);
bool denies(std::string_view clause);          // 未达到, 没有完成, missed
bool is_planned(std::string_view clause);      // 目标, 计划, 预计, target
bool is_actual(std::string_view clause);       // 实际, 完成, 达成, actual
bool says_nothing(std::string_view sentence);  // 无, 暂无, 无明显不足, none, nothing to report

// "2024双十一大促复盘报告" → "2024双十一大促", reviewing true; "Post-mortem: Summer Launch" → "Summer Launch"; "年货节活动方案" →
// "年货节", planning true. Empty: only such words.
struct TitleName {
  std::string name;
  bool reviewing = false;
  bool planning = false;
};
TitleName name_in_title(std::string_view title);

// The file name without folders and extension.
std::string file_stem(std::string_view name);

// "陈可" of "会员运营组陈可" and of "水产采购部 费小满".
std::string_view without_department(std::string_view person);

// "双十一" of "2024双11大促"; nullopt if the name holds none, or more than one.
std::optional<std::string> occasion_in(std::string_view name);

}  // namespace almanac::importers
