// The rules that every record meets, whatever door it comes through. An error stops the record, a warning travels with
// it; both say what is wrong, where, and what to do.

#include <algorithm>
#include <array>

#include "archive/name.h"
#include "archive/records.h"

namespace almanac::archive {
namespace {

constexpr std::array campaign_statuses = {"draft", "planned", "running", "finished", "reviewed", "cancelled"};
constexpr std::array lesson_statuses = {"candidate", "validated", "routine", "retired"};
constexpr std::array objectives = {"acquisition", "activation", "conversion", "retention",
                                   "win_back",    "brand",      "launch"};
constexpr std::size_t longest_name = 1024;
constexpr std::size_t longest_text = 1u << 20;

class Findings {
 public:
  void error(std::string field, std::string value, std::string code, Text reason) {
    put(Finding::Severity::error, std::move(field), std::move(value), std::move(code), std::move(reason));
  }
  void warning(std::string field, std::string value, std::string code, Text reason) {
    put(Finding::Severity::warning, std::move(field), std::move(value), std::move(code), std::move(reason));
  }

  void required(const std::string& field, const std::string& value) {
    if (normalize_key(value).empty()) error(field, value, "missing", {"this field is required", "该字段必填"});
    name(field, value);
  }
  void name(const std::string& field, const std::string& value) {
    if (value.size() > longest_name)
      error(field, value.substr(0, 60), "too_long", {"at most 1,024 bytes are allowed here", "此处最多 1024 字节"});
  }
  void text(const std::string& field, const std::string& value) {
    if (value.size() > longest_text)
      error(field, value.substr(0, 60), "too_long", {"at most 1 MB of text is allowed here", "此处文字最多 1 MB"});
  }
  void not_negative(const std::string& field, const std::optional<Decimal>& value) {
    if (value && value->is_negative())
      error(field, value->to_string(), "negative",
            {"must not be negative; check the sign", "不能为负数，请检查正负号"});
  }
  void period(const std::string& field, const std::optional<Date>& start, const std::optional<Date>& end) {
    if (start && end && end->last_day() < start->days)
      error(field, end->to_string(), "end_before_start",
            filled({"the end {} is before the start {}; check which is which", "结束日期 {} 早于开始日期 {}，请检查"},
                   end->to_string(), start->to_string()));
  }
  template <class List>
  void one_of(const std::string& field, const std::string& value, const List& allowed, const char* code) {
    if (value.empty() || std::find(allowed.begin(), allowed.end(), value) != allowed.end()) return;
    std::string list;
    for (const char* item : allowed) list += (list.empty() ? "" : ", ") + std::string(item);
    error(field, value, code,
          filled({"\"{}\" is not known here; write one of: {}", "此处不认识“{}”，可用：{}"}, value, list));
  }

  std::vector<Finding> take() { return std::move(findings_); }

 private:
  void put(Finding::Severity severity, std::string field, std::string value, std::string code, Text reason) {
    findings_.push_back({severity, std::move(field), std::move(value), std::move(code), std::move(reason)});
  }
  std::vector<Finding> findings_;
};

std::string at(const char* list, std::size_t index, const char* field) {
  return "/" + std::string(list) + "/" + std::to_string(index) + "/" + field;
}

void check_money(const Campaign& c, Findings& findings) {
  findings.not_negative("/budget", c.budget);
  findings.not_negative("/spend", c.spend);
  for (std::size_t i = 0; i < c.phases.size(); ++i) {
    findings.not_negative(at("phases", i, "budget"), c.phases[i].budget);
    findings.period(at("phases", i, "end"), c.phases[i].start, c.phases[i].end);
  }
  for (std::size_t i = 0; i < c.costs.size(); ++i) {
    findings.not_negative(at("costs", i, "planned"), c.costs[i].planned);
    findings.not_negative(at("costs", i, "actual"), c.costs[i].actual);
    findings.not_negative(at("costs", i, "hours"), c.costs[i].hours);
    findings.not_negative(at("costs", i, "rate"), c.costs[i].rate);
  }
  if (c.budget && c.spend && *c.spend > *c.budget)
    findings.warning("/spend", c.spend->to_string(), "over_budget",
                     filled({"the spend {} is over the budget {}", "花费 {} 超过预算 {}"}, c.spend->to_string(),
                            c.budget->to_string()));
}

void check_figures(const Campaign& c, Findings& findings) {
  for (std::size_t i = 0; i < c.goals.size(); ++i) {
    const Goal& goal = c.goals[i];
    if (goal.metric.empty() && goal.text.empty())
      findings.error(at("goals", i, "metric"), "", "missing",
                     {"a goal needs a metric or at least its words (text)", "目标需要指标，或至少保留原文（text）"});
    if (goal.low && goal.high && *goal.high < *goal.low)
      findings.error(at("goals", i, "high"), goal.high->to_string(), "range_reversed",
                     {"high is below low", "上限低于下限"});
  }
  for (std::size_t i = 0; i < c.results.size(); ++i) {
    const Result& result = c.results[i];
    if (result.metric.empty() && result.text.empty())
      findings.error(at("results", i, "metric"), "", "missing",
                     {"a result needs a metric or at least its words (text)", "效果需要指标，或至少保留原文（text）"});
    findings.period(at("results", i, "to"), result.from, result.to);
  }
  for (std::size_t i = 0; i < c.benefits.size(); ++i) {
    findings.not_negative(at("benefits", i, "issued"), c.benefits[i].issued);
    findings.not_negative(at("benefits", i, "claimed"), c.benefits[i].claimed);
    findings.not_negative(at("benefits", i, "redeemed"), c.benefits[i].redeemed);
    findings.not_negative(at("benefits", i, "cost"), c.benefits[i].cost);
  }
}

void check_currency(const std::string& currency, Findings& findings) {
  const bool good = currency.size() == 3 &&
                    std::all_of(currency.begin(), currency.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  if (!currency.empty() && !good)
    findings.error("/currency", currency, "bad_currency",
                   {"write the currency as its ISO code, such as CNY or USD", "币种请写 ISO 代码，如 CNY、USD"});
}

}  // namespace

std::vector<Finding> validate(const Campaign& c) {
  Findings findings;
  findings.required("/name", c.name);
  findings.name("/code", c.code);
  findings.name("/theme", c.theme);
  findings.text("/summary", c.summary);
  if (!c.start && !c.end && !c.planned_start && !c.planned_end && !c.announced)
    findings.error("/start", "", "no_date",
                   {"a campaign needs at least one date: start, end, or a planned one",
                    "活动至少需要一个日期：开始、结束或计划日期"});
  if (c.code.empty() && !c.start && !c.end)
    findings.error("/code", "", "no_code",
                   {"without a start or end date a code cannot be derived; give one",
                    "没有开始或结束日期就无法生成代码，请填写代码"});
  findings.period("/end", c.start, c.end);
  findings.period("/planned_end", c.planned_start, c.planned_end);
  findings.one_of("/status", c.status, campaign_statuses, "unknown_status");
  if (!c.objective.empty() && std::find(objectives.begin(), objectives.end(), c.objective) == objectives.end())
    findings.warning("/objective", c.objective, "unknown_objective",
                     {"not one of the known objectives (acquisition, activation, conversion, retention, win_back, "
                      "brand, launch); kept as written",
                      "不在已知目的之列（拉新、促活、转化、留存、召回、品牌、新品），按原文保留"});
  check_currency(c.currency, findings);
  check_money(c, findings);
  check_figures(c, findings);
  for (std::size_t i = 0; i < c.lessons.size(); ++i)
    if (c.lessons[i].statement.empty())
      findings.error(at("lessons", i, "statement"), "", "missing",
                     {"a lesson needs its statement", "经验需要填写内容（statement）"});
  if (!c.code.empty() && normalize_key(c.parent) == normalize_key(c.code))
    findings.error("/parent", c.parent, "own_parent", {"a campaign cannot be its own parent", "活动不能是自己的上级"});
  return findings.take();
}

std::vector<Finding> validate(const Lesson& lesson) {
  Findings findings;
  findings.required("/campaign", lesson.campaign);
  if (normalize_key(lesson.statement).empty())
    findings.error("/statement", "", "missing", {"a lesson needs its statement", "经验需要填写内容（statement）"});
  findings.text("/statement", lesson.statement);
  findings.one_of("/status", lesson.status, lesson_statuses, "unknown_status");
  return findings.take();
}

std::vector<Finding> validate(const User& user) {
  Findings findings;
  findings.required("/user", user.user);
  return findings.take();
}

std::vector<Finding> validate(const Product& product) {
  Findings findings;
  findings.required("/sku", product.sku);
  findings.not_negative("/price", product.price);
  return findings.take();
}

std::vector<Finding> validate(const Channel& channel) {
  Findings findings;
  findings.required("/channel", channel.channel);
  constexpr std::array kinds = {"internal", "external"};
  findings.one_of("/kind", channel.kind, kinds, "unknown_kind");
  constexpr std::array roles = {"reach", "media", "creator", "store"};
  findings.one_of("/role", channel.role, roles, "unknown_role");
  if (normalize_key(channel.parent) == normalize_key(channel.channel) && !channel.parent.empty())
    findings.error("/parent", channel.parent, "own_parent",
                   {"a channel cannot be its own parent", "渠道不能是自己的上级"});
  return findings.take();
}

std::vector<Finding> validate(const Segment& segment) {
  Findings findings;
  findings.required("/segment", segment.segment);
  findings.not_negative("/size", segment.size);
  return findings.take();
}

}  // namespace almanac::archive
