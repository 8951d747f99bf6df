// validate(): the rules of each record type. Those of a campaign's goals and results, and of its money, are in
// validate_goals.cpp and validate_money.cpp.

#include "archive/validate.h"

#include <array>
#include <set>

#include "archive/findings.h"
#include "archive/name.h"
#include "archive/store.h"

namespace almanac::archive {
namespace {

constexpr std::array campaign_statuses = {"draft", "planned", "running", "finished", "reviewed", "cancelled"};
constexpr std::array lesson_statuses = {"candidate", "validated", "routine", "retired"};
constexpr std::array objectives = {"acquisition", "activation", "conversion", "retention",
                                   "win_back",    "brand",      "launch"};
constexpr std::size_t deepest_family = 64;

void check_dates(const Campaign& c, Findings& findings) {
  if (!c.start && !c.end && !c.planned_start && !c.planned_end && !c.announced)
    findings.error("/start", "", "no_date", {"a campaign needs at least one date", "活动至少需要一个日期"},
                   {"give a start, an end, or a planned one", "请填写开始、结束或计划日期"});
  if (c.code.empty() && !c.start && !c.end)
    findings.error("/code", "", "no_code",
                   {"without a start or end date a code cannot be derived", "没有开始或结束日期就无法生成代码"},
                   {"give a code, or a start or end date", "请填写代码，或开始、结束日期"});
  findings.period("/end", c.start, c.end);
  findings.period("/planned_end", c.planned_start, c.planned_end);
  for (std::size_t i = 0; i < c.phases.size(); ++i)
    findings.period(at("phases", i, "end"), c.phases[i].start, c.phases[i].end);
}

void check_words(const Campaign& c, Findings& findings) {
  findings.one_of("/status", c.status, campaign_statuses, "unknown_status");
  if (!c.objective.empty() && std::find(objectives.begin(), objectives.end(), c.objective) == objectives.end())
    findings.warning("/objective", c.objective, "unknown_objective",
                     {"not one of the known objectives; kept as written", "不在已知目的之列，按原文保留"},
                     {"write acquisition, activation, conversion, retention, win_back, brand or launch",
                      "可写：拉新、促活、转化、留存、召回、品牌、新品"});
}

// Whether a campaign that lies above another one comes back to it; walks the parents up.
void check_family(const Campaign& c, const Reads& reads, Findings& findings) {
  const std::string own = normalize_key(c.code);
  std::string above = normalize_key(c.parent);
  if (above.empty() || above == own) return;  // the latter is an error already
  std::set<std::string> seen{own};
  for (std::size_t level = 0; !above.empty() && level < deepest_family; ++level) {
    if (!seen.insert(above).second) {
      if (above == own)
        findings.error(
            "/parent", c.parent, "circular_parent",
            filled({"{} lies below this campaign, so it cannot be its parent", "{} 在本活动之下，不能作为其上级"},
                   c.parent),
            {"take the parent away from one of them", "请去掉其中一个活动的上级"});
      return;
    }
    const auto stored = reads.find<Campaign>(above, 0);
    if (!stored) {
      if (level == 0)
        findings.warning("/parent", c.parent, "unknown_parent", {"there is no such campaign yet", "还没有这个活动"},
                         {"create it, or correct the code", "请创建该活动，或更正代码"});
      return;
    }
    above = normalize_key(stored->record.parent);
  }
}

}  // namespace

std::vector<Finding> validate(const Campaign& c, const Dictionary& dictionary) {
  Findings findings;
  findings.required("/name", c.name);
  findings.name("/code", c.code);
  findings.name("/theme", c.theme);
  findings.text("/summary", c.summary);
  check_dates(c, findings);
  check_words(c, findings);
  findings.currency("/currency", c.currency);
  check_money(c, findings);
  check_goals(c, dictionary, findings);
  check_results(c, dictionary, findings);
  for (std::size_t i = 0; i < c.lessons.size(); ++i)
    if (c.lessons[i].statement.empty())
      findings.error(at("lessons", i, "statement"), "", "missing", {"a lesson needs its statement", "经验需要内容"},
                     {"write what was learned (statement)", "请填写经验内容（statement）"});
  if (!c.code.empty() && normalize_key(c.parent) == normalize_key(c.code))
    findings.error("/parent", c.parent, "own_parent", {"a campaign cannot be its own parent", "活动不能是自己的上级"},
                   {"leave parent empty, or name another campaign", "请留空，或填写其他活动"});
  return findings.take();
}

std::vector<Finding> validate(const Lesson& lesson, const Dictionary&) {
  Findings findings;
  findings.required("/campaign", lesson.campaign);
  if (normalize_key(lesson.statement).empty())
    findings.error("/statement", "", "missing", {"a lesson needs its statement", "经验需要内容"},
                   {"write what was learned (statement)", "请填写经验内容（statement）"});
  findings.text("/statement", lesson.statement);
  findings.one_of("/status", lesson.status, lesson_statuses, "unknown_status");
  return findings.take();
}

std::vector<Finding> validate(const User& user, const Dictionary&) {
  Findings findings;
  findings.required("/user", user.user);
  return findings.take();
}

std::vector<Finding> validate(const Product& product, const Dictionary&) {
  Findings findings;
  findings.required("/sku", product.sku);
  findings.not_negative("/price", product.price);
  return findings.take();
}

std::vector<Finding> validate(const Channel& channel, const Dictionary&) {
  Findings findings;
  findings.required("/channel", channel.channel);
  constexpr std::array kinds = {"internal", "external"};
  findings.one_of("/kind", channel.kind, kinds, "unknown_kind");
  constexpr std::array roles = {"reach", "media", "creator", "store"};
  findings.one_of("/role", channel.role, roles, "unknown_role");
  if (normalize_key(channel.parent) == normalize_key(channel.channel) && !channel.parent.empty())
    findings.error("/parent", channel.parent, "own_parent",
                   {"a channel cannot be its own parent", "渠道不能是自己的上级"},
                   {"leave parent empty, or name another channel", "请留空，或填写其他渠道"});
  return findings.take();
}

std::vector<Finding> validate(const Segment& segment, const Dictionary&) {
  Findings findings;
  findings.required("/segment", segment.segment);
  findings.not_negative("/size", segment.size);
  return findings.take();
}

std::vector<Finding> validate(const Campaign& campaign, const Reads& reads) {
  auto all = validate(campaign, dictionary_of(reads));
  Findings findings;
  check_family(campaign, reads, findings);
  for (auto& finding : findings.take()) all.push_back(std::move(finding));
  return all;
}
std::vector<Finding> validate(const Lesson& lesson, const Reads& reads) {
  return validate(lesson, dictionary_of(reads));
}
std::vector<Finding> validate(const User& user, const Reads& reads) { return validate(user, dictionary_of(reads)); }
std::vector<Finding> validate(const Product& product, const Reads& reads) {
  return validate(product, dictionary_of(reads));
}
std::vector<Finding> validate(const Channel& channel, const Reads& reads) {
  return validate(channel, dictionary_of(reads));
}
std::vector<Finding> validate(const Segment& segment, const Reads& reads) {
  return validate(segment, dictionary_of(reads));
}

}  // namespace almanac::archive
