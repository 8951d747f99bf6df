// Money: costs by channel, budget against spend, benefits. Sums are exact and stay within one currency.

#include <algorithm>
#include <map>
#include <tuple>

#include "planning/figures.h"
#include "planning/inline_text.h"
#include "planning/slot_blocks.h"

namespace almanac::planning {
namespace {

using archive::Campaign;
using archive::Cost;
using archive::Decimal;
using archive::Text;

struct CostRow {
  std::string channel, kind, currency;
  Sum planned, actual;
  std::vector<std::string> codes;
};

std::string cost_kind(const Material& material, const std::string& kind) {
  static const std::map<std::string, Text> names = {
      {"media", {"media", "媒介"}},   {"benefit", {"benefit", "权益"}},   {"commission", {"commission", "佣金"}},
      {"labour", {"labour", "人力"}}, {"material", {"material", "物料"}}, {"other", {"other", "其他"}}};
  const auto found = names.find(kind);
  return found == names.end() ? clean(kind) : material.say(found->second);
}

std::string sum_text(const Material& material, const Sum& sum, const std::string& currency) {
  if (sum.count() == 0) return {};
  if (!sum.total()) return material.say({"too large to sum", "数值过大，无法合计"});
  return money(*sum.total(), currency);
}

CostRow& row_of(std::vector<CostRow>& rows, const std::string& channel, const std::string& kind,
                const std::string& currency) {
  for (auto& row : rows) {
    if (std::tie(row.channel, row.kind, row.currency) == std::tie(channel, kind, currency)) return row;
  }
  rows.push_back({channel, kind, currency, {}, {}, {}});
  return rows.back();
}

void add_total(const Material& material, const std::string& currency, const Sum& planned, const Sum& actual,
               std::size_t campaigns, Block& list) {
  list.items.push_back(
      plain(archive::filled(
                Text{"Total in {} over {} campaigns: planned {}, actual {}", "{} 合计（{} 个活动）：计划 {}，实际 {}"},
                currency, std::to_string(campaigns),
                planned.count() == 0 ? material.say({"not recorded", "未记录"}) : sum_text(material, planned, currency),
                actual.count() == 0 ? material.say({"not recorded", "未记录"}) : sum_text(material, actual, currency))
                .in(material.language)));
}

Block totals_by_currency(const Material& material) {
  struct Total {
    Sum planned, actual;
    std::vector<std::string> codes;
  };
  std::map<std::string, Total> totals;
  for (const auto& campaign : material.campaigns) {
    if (campaign.costs.empty()) continue;
    auto& total = totals[currency_of(material, campaign)];
    total.codes.push_back(campaign.code);
    for (const auto& cost : campaign.costs) {
      total.planned.add(cost.planned);
      total.actual.add(archive::actual_cost(cost));
    }
  }
  auto list = bullets();
  for (const auto& [currency, total] : totals) {
    add_total(material, currency, total.planned, total.actual, total.codes.size(), list);
    for (const auto& code : total.codes) list.items.back().push_back({" ", clean(code), Span::Weight::normal});
  }
  return list;
}

// Reported spend beside the sum of its cost lines: both are kept, the difference is said.
std::string spend_note(const Material& material, const Campaign& campaign, const std::string& currency) {
  const auto spend = archive::spend_of(figure_context(material), campaign);
  if (!spend.difference) return {};
  if (spend.difference->is_zero()) return material.say({"equals the cost lines", "与成本明细一致"});
  return archive::filled(Text{"cost lines {}; difference {}", "成本明细 {}，相差 {}"}, money(*spend.computed, currency),
                         money(*spend.difference, currency))
      .in(material.language);
}

}  // namespace

Blocks cost_blocks(const Material& material) {
  std::vector<CostRow> rows;
  std::vector<std::string> without;
  for (const auto& campaign : material.campaigns) {
    if (campaign.costs.empty()) without.push_back(campaign.code);
    const auto currency = currency_of(material, campaign);
    for (const auto& cost : campaign.costs) {
      auto& row = row_of(rows, clean(cost.channel), cost_kind(material, cost.kind), currency);
      row.planned.add(cost.planned);
      row.actual.add(archive::actual_cost(cost));
      if (row.codes.empty() || row.codes.back() != campaign.code) row.codes.push_back(campaign.code);
    }
  }
  Blocks blocks;
  auto costs =
      table(material,
            {{"Channel", "渠道"}, {"Kind", "类别"}, {"Planned", "计划"}, {"Actual", "实际"}, {"Campaigns", "活动"}});
  for (const auto& row : rows) {
    costs.rows.push_back({cell(row.channel), cell(row.kind), cell(sum_text(material, row.planned, row.currency)),
                          cell(sum_text(material, row.actual, row.currency)), cites_cell("", row.codes)});
  }
  if (!costs.rows.empty()) {
    blocks.push_back(std::move(costs));
    blocks.push_back(totals_by_currency(material));
  }
  if (!without.empty()) blocks.push_back(missing_in(material, {"No costs recorded in", "没有记录成本的活动"}, without));
  return blocks;
}

Blocks budget_blocks(const Material& material) {
  Blocks blocks;
  auto budgets = table(material, {{"Campaign", "活动"},
                                  {"Budget", "预算"},
                                  {"Spend", "实际花费"},
                                  {"Used", "使用率"},
                                  {"Cost lines", "与成本明细"}});
  std::vector<std::string> without;
  for (const auto& campaign : material.campaigns) {
    if (!campaign.budget && !campaign.spend) {
      without.push_back(campaign.code);
      continue;
    }
    const auto currency = currency_of(material, campaign);
    std::string used;
    if (campaign.budget && campaign.spend) {
      const auto share = archive::ratio(*campaign.spend, *campaign.budget);
      if (share) used = percent(*share);
    }
    budgets.rows.push_back({code_cell(campaign.code), cell(campaign.budget ? money(*campaign.budget, currency) : ""),
                            cell(campaign.spend ? money(*campaign.spend, currency) : ""), cell(used),
                            cell(spend_note(material, campaign, currency))});
  }
  if (!budgets.rows.empty()) blocks.push_back(std::move(budgets));
  if (!without.empty()) {
    blocks.push_back(
        missing_in(material, {"Neither budget nor spend recorded in", "没有记录预算和花费的活动"}, without));
  }
  return blocks;
}

Blocks benefit_blocks(const Material& material) {
  Blocks blocks;
  auto benefits = table(material, {{"Benefit", "权益"},
                                   {"Face value", "面额"},
                                   {"Threshold", "门槛"},
                                   {"Issued", "发放"},
                                   {"Claimed", "领取"},
                                   {"Redeemed", "核销"},
                                   {"Redeemed of claimed", "核销/领取"},
                                   {"Cost", "成本"},
                                   {"Campaign", "活动"}});
  std::vector<std::string> without;
  const auto count = [](const std::optional<Decimal>& value) { return cell(value ? group_digits(*value) : ""); };
  for (const auto& campaign : material.campaigns) {
    if (campaign.benefits.empty()) without.push_back(campaign.code);
    const auto currency = currency_of(material, campaign);
    for (const auto& benefit : campaign.benefits) {
      std::optional<double> share;
      if (benefit.redeemed && benefit.claimed) share = archive::ratio(*benefit.redeemed, *benefit.claimed);
      benefits.rows.push_back({cell(benefit.name), count(benefit.face_value), count(benefit.threshold),
                               count(benefit.issued), count(benefit.claimed), count(benefit.redeemed),
                               cell(share ? percent(*share) : ""),
                               cell(benefit.cost ? money(*benefit.cost, currency) : ""), code_cell(campaign.code)});
    }
  }
  if (!benefits.rows.empty()) blocks.push_back(std::move(benefits));
  if (!without.empty())
    blocks.push_back(missing_in(material, {"No benefits recorded in", "没有记录权益的活动"}, without));
  return blocks;
}

}  // namespace almanac::planning
