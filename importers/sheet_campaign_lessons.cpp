#include "importers/sheet_campaign_lessons.h"

#include <algorithm>

#include "importers/layout.h"
#include "importers/pair_columns.h"
#include "importers/review_text.h"
#include "importers/review_words.h"
#include "importers/sheet_campaign_facts.h"
#include "importers/sheet_campaign_text.h"
#include "importers/sheet_campaign_values.h"
#include "importers/value_text.h"

namespace almanac::importers {

void LessonParts::open(std::string_view heading) {
  Block block;
  block.type = Block::Type::heading;
  block.level = 1;
  block.text = heading;
  blocks_.push_back(std::move(block));
  const SectionHeading section = section_of(heading);
  is_open_ = is_lesson_section(section.section) || section.section == Section::insight;
}

// Statements of a cell: its lines, and what semicolons part.
void LessonParts::take(std::string_view text) {
  for (const std::string& sentence : split_prose(text)) {
    std::string_view rest = sentence;
    while (!rest.empty()) {
      const std::size_t at = std::min(rest.find("；"), rest.size());
      const std::string_view part = trimmed(rest.substr(0, at));
      rest.remove_prefix(std::min(rest.size(), at + std::string_view("；").size()));
      if (tells_of_next(part)) continue;
      if (part.empty() || is_empty(part) || lower_ascii(part) == "tbc" || lower_ascii(part) == "tba") continue;
      Block block;
      block.type = Block::Type::item;
      block.level = 1;
      block.text = part;
      blocks_.push_back(std::move(block));
    }
  }
}

// 亮点 | 不足 | 改进 over lines of each.
std::optional<std::uint32_t> LessonParts::take_columns(std::uint32_t header, const std::vector<OwnCell>& cells) {
  for (const OwnCell& cell : cells) {
    const SectionHeading heading = section_of(campaign_key(cell.text));
    if (!heading.exact || !is_lesson_section(heading.section)) return std::nullopt;
  }
  std::uint32_t row = header + 1;
  for (; row < sheet_.rows(); ++row) {
    bool any = false;
    for (const OwnCell& cell : cells) any = any || !sheet_.text(row, cell.column).empty();
    if (!any) break;
  }
  if (row == header + 1) return std::nullopt;
  for (const OwnCell& cell : cells) {
    open(campaign_key(cell.text));
    for (std::uint32_t below = header + 1; below < row; ++below) {
      const std::string_view text = sheet_.text(below, cell.column);
      const bool repeated =
          sheet_.cell(below, cell.column).merged && below > header + 1 && sheet_.text(below - 1, cell.column) == text;
      if (!repeated) take(text);
    }
  }
  close();
  return row - 1;
}

// 问题描述 | 原因 | 改进建议 over lines of them: the statements, and what is to be done.
std::optional<std::uint32_t> LessonParts::take_table(std::uint32_t header, const std::vector<OwnCell>& cells) {
  std::vector<std::pair<std::uint32_t, Section>> columns;
  bool section = false;
  for (const OwnCell& cell : cells) {
    const std::string called = campaign_key(cell.text);
    const SectionHeading heading = section_of(called);
    if (cell.text == "#") continue;
    if (is_one_of(called, {"描述", "问题描述", "问题点", "现象", "具体问题", "问题现象", "情况", "具体描述"})) {
      columns.emplace_back(cell.column, Section::failure);
    } else if (heading.exact && is_lesson_section(heading.section)) {
      columns.emplace_back(cell.column, heading.section);
      section = true;
    } else if (is_one_of(called, {"后续动作", "改进动作", "后续行动", "应对措施", "解决方案", "行动", "对策"})) {
      columns.emplace_back(cell.column, Section::suggestion);
      section = true;
    } else if (!is_one_of(called, {"#",        "序号",     "编号",     "no",     "no.",      "类型",     "类别",
                                   "分类",     "维度",     "模块",     "环节",   "原因",     "原因分析", "根因",
                                   "责任人",   "负责人",   "跟进人",   "责任方", "责任部门", "部门",     "时间",
                                   "完成时间", "截止时间", "截止日期", "期限",   "状态",     "进度",     "备注",
                                   "优先级",   "影响",     "阶段",     "提出人", "影响程度"})) {
      return std::nullopt;
    }
  }
  if (!section || columns.empty()) return std::nullopt;
  std::uint32_t row = header + 1;
  for (; row < sheet_.rows(); ++row) {
    std::uint32_t own = 0;
    for (std::uint32_t column = 0; column < sheet_.width(row); ++column) own += sheet_.own(row, column);
    if (own < 2) break;
  }
  if (row == header + 1) return std::nullopt;
  for (const auto& [column, kind] : columns) {
    open(kind == Section::suggestion ? "改进" : kind == Section::success ? "亮点" : "不足");
    for (std::uint32_t below = header + 1; below < row; ++below) take(sheet_.text(below, column));
  }
  close();
  return row - 1;
}

}  // namespace almanac::importers
