// Lessons and reviews: sentences with their conditions of use, each cited.

#include <algorithm>
#include <map>
#include <set>

#include "archive/fixed_words.h"
#include "planning/inline_text.h"
#include "planning/slot_blocks.h"

namespace almanac::planning {
namespace {

using archive::Lesson;
using archive::Text;

enum class Sort { success, failure, other };

Sort sort_of(const Lesson& lesson) {
  if (lesson.kind == "success" || lesson.kind == "highlight") return Sort::success;
  if (lesson.kind == "failure" || lesson.kind == "risk") return Sort::failure;
  return Sort::other;
}

std::string condition_name(const Material& material, const std::string& name) {
  static const std::map<std::string, Text> names = {
      {"channel", {"channel", "渠道"}},     {"product", {"product", "产品"}},  {"theme", {"theme", "主题"}},
      {"occasion", {"occasion", "节点"}},   {"segment", {"segment", "人群"}},  {"category", {"category", "品类"}},
      {"objective", {"objective", "目的"}}, {"mechanic", {"mechanic", "玩法"}}};
  const auto found = names.find(name);
  return found == names.end() ? clean(name) : material.say(found->second);
}

std::string conditions(const Material& material, const Lesson& lesson) {
  std::string text;
  for (const auto& [name, values] : lesson.applies_when) {
    if (values.empty()) continue;
    text +=
        (text.empty() ? "" : material.say({"; ", "；"})) + condition_name(material, name) + material.say({" ", " "});
    for (std::size_t i = 0; i < values.size(); ++i) {
      text += (i == 0 ? "" : material.say({", ", "、"}));
      text += name == "objective" ? objective_words(material, values[i]) : clean(values[i]);
    }
  }
  return text;
}

std::string status_note(const Material& material, const Lesson& lesson) {
  Text word = archive::fixed_word("status", lesson.status);
  if (lesson.status == "candidate") word.en = "not yet validated";
  return clean(material.say(word));
}

Spans lesson_spans(const Material& material, const Lesson& lesson) {
  Spans spans = {{clean(lesson.statement), {}, Span::Weight::strong}};
  std::string rest;
  if (!lesson.advice.empty()) rest += material.say({" Advice: ", " 建议："}) + clean(lesson.advice);
  std::string notes = conditions(material, lesson);
  if (!notes.empty()) notes = material.say({"applies when: ", "适用："}) + notes;
  const auto status = status_note(material, lesson);
  if (!status.empty()) notes += (notes.empty() ? "" : material.say({"; ", "；"})) + status;
  if (!notes.empty()) rest += material.say({" (", "（"}) + notes + material.say({")", "）"});
  spans.push_back({rest + " ", clean(lesson.campaign.empty() ? lesson.code : lesson.campaign), Span::Weight::normal});
  return spans;
}

std::vector<std::string> codes_of(const Material& material) {
  std::vector<std::string> codes;
  for (const auto& campaign : material.campaigns) codes.push_back(campaign.code);
  return codes;
}

void note_left_out(const Material& material, Blocks& blocks) {
  if (material.lessons_left_out == 0) return;
  blocks.push_back(missing(
      material, archive::filled(Text{"{} more lessons are on the campaigns' pages.", "另有 {} 条经验，见各活动页面。"},
                                std::to_string(material.lessons_left_out))));
}

Blocks of_sort(const Material& material, const std::set<Sort>& wanted, const Text& none) {
  auto list = bullets();
  for (const auto& lesson : material.lessons) {
    if (wanted.contains(sort_of(lesson)) && lesson.status != "retired")
      list.items.push_back(lesson_spans(material, lesson));
  }
  Blocks blocks;
  if (list.items.empty()) {
    blocks.push_back(missing_in(material, none, codes_of(material)));
  } else {
    blocks.push_back(std::move(list));
  }
  note_left_out(material, blocks);
  return blocks;
}

}  // namespace

Blocks lesson_blocks(const Material& material) {
  return of_sort(material, {Sort::success, Sort::failure, Sort::other},
                 {"No lessons recorded in", "没有记录经验的活动"});
}

Blocks success_blocks(const Material& material) {
  return of_sort(material, {Sort::success, Sort::other},
                 {"No lessons of success recorded in", "没有记录成功经验的活动"});
}

Blocks failure_blocks(const Material& material) {
  return of_sort(material, {Sort::failure}, {"No failures or risks recorded in", "没有记录失败教训或风险的活动"});
}

Blocks task_blocks(const Material& material, std::string_view stage) {
  Block list;
  list.type = Block::Type::tasks;
  for (const auto& lesson : material.lessons) {
    if (lesson.stage != stage || lesson.status == "retired") continue;
    const auto& words = lesson.advice.empty() ? lesson.statement : lesson.advice;
    auto text = clean(words);
    const auto when = conditions(material, lesson);
    if (!when.empty()) text += material.say({" (", "（"}) + when + material.say({")", "）"});
    list.items.push_back(
        {{text + " ", clean(lesson.campaign.empty() ? lesson.code : lesson.campaign), Span::Weight::normal}});
  }
  if (list.items.empty()) {
    return {missing_in(material, {"No lessons for this stage recorded in", "没有记录此阶段经验的活动"},
                       codes_of(material))};
  }
  return {std::move(list)};
}

Blocks review_blocks(const Material& material, std::string archive::Review::*part) {
  Blocks blocks;
  std::vector<std::string> without;
  auto list = bullets();
  for (const auto& campaign : material.campaigns) {
    const auto lines = campaign.review ? clean_lines((*campaign.review).*part) : std::vector<std::string>{};
    if (lines.empty()) without.push_back(campaign.code);
    for (const auto& line : lines) list.items.push_back({{line + " ", clean(campaign.code), Span::Weight::normal}});
  }
  if (!list.items.empty()) blocks.push_back(std::move(list));
  if (!without.empty())
    blocks.push_back(missing_in(material, {"Nothing on this in the reviews of", "复盘未写到此项的活动"}, without));
  return blocks;
}

}  // namespace almanac::planning
