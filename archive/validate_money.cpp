// Rules of a campaign's money: signs, what is spent against what was planned, labour, benefits.

#include "archive/figures.h"
#include "archive/findings.h"

namespace almanac::archive {
namespace {

void check_signs(const Campaign& c, Findings& findings) {
  findings.not_negative("/budget", c.budget);
  findings.not_negative("/spend", c.spend);
  for (std::size_t i = 0; i < c.phases.size(); ++i)
    findings.not_negative(at("phases", i, "budget"), c.phases[i].budget);
  for (std::size_t i = 0; i < c.costs.size(); ++i) {
    findings.not_negative(at("costs", i, "planned"), c.costs[i].planned);
    findings.not_negative(at("costs", i, "actual"), c.costs[i].actual);
    findings.not_negative(at("costs", i, "hours"), c.costs[i].hours);
    findings.not_negative(at("costs", i, "rate"), c.costs[i].rate);
  }
  for (std::size_t i = 0; i < c.benefits.size(); ++i) {
    findings.not_negative(at("benefits", i, "issued"), c.benefits[i].issued);
    findings.not_negative(at("benefits", i, "claimed"), c.benefits[i].claimed);
    findings.not_negative(at("benefits", i, "redeemed"), c.benefits[i].redeemed);
    findings.not_negative(at("benefits", i, "cost"), c.benefits[i].cost);
  }
}

// Spend, and failing that the sum of the cost lines; phases and planned costs.
void check_budget(const Campaign& c, Findings& findings) {
  if (!c.budget || c.budget->is_negative()) return;
  const auto over = [&](const std::string& field, const std::optional<Decimal>& amount, const char* code,
                        const Text& what, const Text& remedy) {
    if (amount && *amount > *c.budget)
      findings.warning(field, amount->to_string(), code, filled(what, amount->to_string(), c.budget->to_string()),
                       remedy);
  };
  Sum actual, planned, phases;
  for (const Cost& cost : c.costs) {
    actual.add(actual_cost(cost));
    planned.add(cost.planned);
  }
  for (const Phase& phase : c.phases) phases.add(phase.budget);
  const Text explain{"check both figures and their unit; if it is so, say why in the review",
                     "请检查两个数字及单位；若属实，请在复盘中说明原因"};
  const Text plan{"lower the parts, or raise the budget", "请减少各部分，或提高预算"};
  over("/spend", c.spend, "over_budget", {"the spend {} is over the budget {}", "花费 {} 超过预算 {}"}, explain);
  if (!c.spend)
    over("/costs", actual.total(), "over_budget",
         {"the cost lines add up to {}, over the budget {}", "成本明细合计 {}，超过预算 {}"}, explain);
  over("/costs", planned.total(), "planned_over_budget",
       {"the planned costs add up to {}, over the budget {}", "计划成本合计 {}，超过预算 {}"}, plan);
  over("/phases", phases.total(), "phases_over_budget",
       {"the budgets of the phases add up to {}, over the budget {}", "各阶段预算合计 {}，超过总预算 {}"}, plan);
}

void check_labour(const Campaign& c, Findings& findings) {
  for (std::size_t i = 0; i < c.costs.size(); ++i) {
    const Cost& cost = c.costs[i];
    if (!cost.actual && cost.hours.has_value() != cost.rate.has_value()) {
      const char* missing = cost.hours ? "rate" : "hours";
      findings.warning(
          at("costs", i, missing), "", "labour_incomplete",
          {"labour is hours × rate, and one of the two is missing", "人力成本 = 工时 × 单价，缺少其中一项"},
          filled({"fill in {}, or give the amount as actual", "请填写 {}，或直接填写 actual"}, missing));
    }
    if (!cost.actual || !cost.hours || !cost.rate) continue;
    const auto computed = multiply(*cost.hours, *cost.rate);
    if (computed && *computed != *cost.actual)
      findings.warning(
          at("costs", i, "actual"), cost.actual->to_string(), "labour_differs",
          filled({"hours × rate is {}, the actual cost {}", "工时 × 单价为 {}，实际成本为 {}"}, computed->to_string(),
                 cost.actual->to_string()),
          {"correct one of the three; until then the actual cost counts", "请更正三者之一；在此之前以 actual 为准"});
  }
}

void check_benefits(const Campaign& c, Findings& findings) {
  for (std::size_t i = 0; i < c.benefits.size(); ++i) {
    const Benefit& benefit = c.benefits[i];
    const auto at_most = [&](const char* field, const char* less_name, const std::optional<Decimal>& less,
                             const Text& more_name, const std::optional<Decimal>& more) {
      if (less && more && *less > *more)
        findings.warning(
            at("benefits", i, field), less->to_string(), "more_than_given_out",
            Text{less->to_string() + " " + field + " is more than " + more->to_string() + " " + more_name.en,
                 std::string(less_name) + " " + less->to_string() + " 多于" + more_name.zh + " " + more->to_string()},
            {"check the two figures; they may count different things", "请检查两个数字，它们的口径可能不同"});
    };
    at_most("claimed", "领取数", benefit.claimed, {"issued", "发放数"}, benefit.issued);
    at_most("redeemed", "核销数", benefit.redeemed, {"claimed", "领取数"}, benefit.claimed);
    if (!benefit.claimed) at_most("redeemed", "核销数", benefit.redeemed, {"issued", "发放数"}, benefit.issued);
  }
}

}  // namespace

void check_money(const Campaign& campaign, Findings& findings) {
  check_signs(campaign, findings);
  check_budget(campaign, findings);
  check_labour(campaign, findings);
  check_benefits(campaign, findings);
}

}  // namespace almanac::archive
