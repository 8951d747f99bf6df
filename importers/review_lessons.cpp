// Lessons of a review, from the lines of its parts and from tables of problems and their remedies.

#include <algorithm>

#include "importers/heading_form.h"
#include "importers/review_tables.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

using archive::Json;

std::string row_text(const std::vector<std::string>& row) {
  std::string text;
  for (const std::string& cell : row) text += (text.empty() ? "" : " | ") + cell;
  return text;
}

std::string_view kind_of(Section section) {
  return section == Section::success      ? "success"
         : section == Section::failure    ? "failure"
         : section == Section::suggestion ? "suggestion"
                                          : "";
}

}  // namespace

std::vector<std::string> ordinal_statements(std::string_view text) {
  static constexpr std::string_view ordinals[] = {"一是", "二是", "三是", "四是", "五是", "六是", "七是", "八是"};
  std::vector<std::size_t> places;
  std::size_t from = 0;
  for (const std::string_view ordinal : ordinals) {
    const std::size_t at = text.find(ordinal, from);
    if (at == std::string_view::npos) break;
    places.push_back(at);
    from = at + ordinal.size();
  }
  std::vector<std::string> statements;
  if (places.size() < 2) return statements;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const std::size_t begin = places[i] + ordinals[i].size();
    std::string_view statement = text.substr(begin, (i + 1 < places.size() ? places[i + 1] : text.size()) - begin);
    // What stands behind the last one's sentence is another matter.
    if (const std::size_t end = statement.find("。"); i + 1 == places.size() && end != std::string_view::npos)
      statement = statement.substr(0, end + std::string_view("。").size());
    for (const std::string_view sign : {"；", ";", "，", ","})
      if (trimmed(statement).ends_with(sign))
        statement = trimmed(statement).substr(0, trimmed(statement).size() - sign.size());
    if (!trimmed(statement).empty()) statements.emplace_back(trimmed(statement));
  }
  return statements;
}

void add_lessons(std::string_view text, Section kind, ReviewCollector& out, std::size_t block) {
  if (const auto statements = ordinal_statements(text); !statements.empty()) {
    for (const std::string& statement : statements) add_lessons(statement, kind, out, block);
    return;
  }
  for (const std::string& sentence : split_prose(text)) {
    std::string statement = sentence;
    if (const auto number = line_number(statement);
        number.size < statement.size() &&
        (number.form == LineNumber::Form::decimal || number.form == LineNumber::Form::brackets))
      statement.erase(0, number.size);
    std::string advice;
    // "问题：短信太晚；改进：提前到 18 点"
    for (const std::string_view mark : {"改进建议", "改进措施", "优化建议", "改进", "建议", "对策", "措施", "下次",
                                        "解决方案", "Action", "Recommendation", "Next time", "Fix"}) {
      for (const std::string_view colon : {"：", ":"}) {
        const std::string words = std::string(mark) + std::string(colon);
        const std::size_t at = statement.find(words);
        if (at == std::string::npos || at == 0 || !advice.empty()) continue;
        advice = std::string(trimmed(std::string_view(statement).substr(at + words.size())));
        statement = std::string(trimmed(std::string_view(statement).substr(0, at)));
        for (const std::string_view end : {"；", "，", "。", ";", ",", "→", "->"})
          if (statement.ends_with(end))
            statement = std::string(trimmed(std::string_view(statement).substr(0, statement.size() - end.size())));
      }
    }
    for (const std::string_view label :
         {"问题：", "问题:", "亮点：", "不足：", "经验：", "教训：", "建议：", "Problem:", "Lesson:"})
      if (statement.starts_with(label) && statement.size() > label.size())
        statement = std::string(trimmed(std::string_view(statement).substr(label.size())));
    if (says_nothing(statement)) continue;
    Json lesson{{"statement", statement}};
    if (const std::string_view word = kind_of(kind); !word.empty())
      lesson = Json{{"kind", word}, {"statement", statement}};
    if (!advice.empty() && !says_nothing(advice)) lesson["advice"] = advice;
    out.certain("lessons", std::move(lesson), {sentence, block});
  }
}

bool read_lesson_table(const TableRows& rows, ReviewCollector& out, std::size_t block) {
  if (rows.size() < 2) return false;
  std::vector<Section> kinds;
  std::size_t known = 0;
  for (const std::string& cell : rows[0]) {
    const SectionHeading heading = section_of(cell);
    kinds.push_back(is_lesson_section(heading.section) && heading_words(cell).size() <= 36 ? heading.section
                                                                                           : Section::none);
    known += kinds.back() != Section::none;
  }
  if (known == 0) return false;
  // 问题 | 改进措施 in one row belong together; 亮点 | 不足 do not.
  const auto problem = std::ranges::find_if(
      kinds, [](Section s) { return s == Section::failure || s == Section::success || s == Section::lessons; });
  const auto advice = std::ranges::find(kinds, Section::suggestion);
  const bool paired = known == 2 && problem != kinds.end() && advice != kinds.end() && kinds.size() > 1 &&
                      problem < advice && rows.size() > 2;
  for (std::size_t r = 1; r < rows.size(); ++r) {
    const auto& row = rows[r];
    if (paired) {
      const auto statement = static_cast<std::size_t>(problem - kinds.begin()),
                 way = static_cast<std::size_t>(advice - kinds.begin());
      if (statement >= row.size() || says_nothing(row[statement])) continue;
      Json lesson{{"statement", row[statement]}};
      if (const std::string_view word = kind_of(*problem); !word.empty())
        lesson = Json{{"kind", word}, {"statement", row[statement]}};
      if (way < row.size() && !says_nothing(row[way])) lesson["advice"] = row[way];
      out.certain("lessons", std::move(lesson), {row_text(row), block});
      continue;
    }
    for (std::size_t c = 0; c < row.size() && c < kinds.size(); ++c)
      if (kinds[c] != Section::none && (c == 0 || row[c] != row[c - 1])) add_lessons(row[c], kinds[c], out, block);
  }
  return true;
}

}  // namespace almanac::importers
