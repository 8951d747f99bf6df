// The campaigns themselves and what they used: dates, phases, channels, products, target groups, mechanics,
// experiments.

#include <algorithm>
#include <map>

#include "archive/fixed_words.h"
#include "planning/figures.h"
#include "planning/inline_text.h"
#include "planning/slot_blocks.h"

namespace almanac::planning {
namespace {

using archive::Campaign;
using archive::Date;
using archive::Text;

constexpr std::size_t product_limit = 50;  // of a table of products; one real campaign has 35,616

std::string day(const std::optional<Date>& date) { return date ? date->to_string() : std::string(dash); }

std::string days(const Material& material, const std::optional<Date>& start, const std::optional<Date>& end) {
  if (!start && !end) return {};
  return day(start) + material.say({" to ", " 至 "}) + day(end);
}

std::string status_words(const Material& material, const std::string& status) {
  return clean(material.say(archive::fixed_word("status", status)));
}

// A word and the campaigns that have it; most used first, then by the word.
struct Use {
  std::string word;
  std::vector<std::string> codes;
};

template <class Words>
std::vector<Use> uses(const Material& material, Words words_of) {
  std::map<std::string, std::vector<std::string>> by_word;
  for (const auto& campaign : material.campaigns) {
    for (const auto& word : words_of(campaign)) {
      auto& codes = by_word[word];
      if (codes.empty() || codes.back() != campaign.code) codes.push_back(campaign.code);
    }
  }
  std::vector<Use> list;
  for (auto& [word, codes] : by_word) list.push_back({word, std::move(codes)});
  std::stable_sort(list.begin(), list.end(),
                   [](const Use& a, const Use& b) { return a.codes.size() > b.codes.size(); });
  return list;
}

Blocks use_blocks(const Material& material, const std::vector<Use>& list, const Text& what, const Text& none) {
  if (list.empty()) return {missing(material, none)};
  auto block = table(material, {what, {"Used by", "使用次数"}, {"Campaigns", "活动"}});
  for (const auto& use : list) {
    block.rows.push_back({cell(use.word), cell(std::to_string(use.codes.size())), cites_cell("", use.codes)});
  }
  return {std::move(block)};
}

std::string product_name(const Material& material, const std::string& sku) {
  const auto stored = material.reads->find<archive::Product>(sku);
  return stored ? clean(stored->record.name) : std::string();
}

std::string variants_text(const archive::Experiment& experiment) {
  std::string text;
  for (const auto& variant : experiment.variants) {
    if (!text.empty()) text += "; ";
    text += clean(variant.name);
    if (variant.events && variant.n) text += " " + group_digits(*variant.events) + "/" + group_digits(*variant.n);
    const auto share = variant.events && variant.n ? archive::ratio(*variant.events, *variant.n) : std::nullopt;
    if (share) text += " = " + percent(*share);
  }
  return text;
}

}  // namespace

Blocks analogue_blocks(const Material& material) {
  auto block = table(material, {{"Campaign", "活动"},
                                {"Dates", "时间"},
                                {"Occasion", "节点"},
                                {"Objective", "目的"},
                                {"Budget", "预算"},
                                {"Spend", "花费"},
                                {"Status", "状态"}});
  for (const auto& campaign : material.campaigns) {
    const auto currency = currency_of(material, campaign);
    block.rows.push_back(
        {cites_cell(campaign.name, {campaign.code}), cell(days(material, campaign.start, campaign.end)),
         cell(campaign.occasion), cell(objective_words(material, campaign.objective)),
         cell(campaign.budget ? money(*campaign.budget, currency) : ""),
         cell(campaign.spend ? money(*campaign.spend, currency) : ""), cell(status_words(material, campaign.status))});
  }
  return {std::move(block)};
}

Blocks summary_blocks(const Material& material) {
  auto list = bullets();
  for (const auto& campaign : material.campaigns) {
    for (const auto* text : {&campaign.summary, &campaign.highlights}) {
      if (!text->empty()) list.items.push_back(cited(*text, campaign.code));
    }
  }
  if (list.items.empty())
    return {missing(material, {"No summary is recorded in these campaigns.", "这些活动没有记录概述。"})};
  return {std::move(list)};
}

Blocks phase_blocks(const Material& material) {
  auto block = table(
      material, {{"Campaign", "活动"}, {"Phase", "阶段"}, {"Dates", "时间"}, {"Days", "天数"}, {"Budget", "预算"}});
  std::vector<std::string> without;
  for (const auto& campaign : material.campaigns) {
    if (campaign.phases.empty()) without.push_back(campaign.code);
    for (const auto& phase : campaign.phases) {
      std::string length;
      if (phase.start && phase.end) length = std::to_string(phase.end->last_day() - phase.start->days + 1);
      block.rows.push_back({code_cell(campaign.code), cell(phase.name.empty() ? phase.kind : phase.name),
                            cell(days(material, phase.start, phase.end)), cell(length),
                            cell(phase.budget ? money(*phase.budget, currency_of(material, campaign)) : "")});
    }
  }
  Blocks blocks;
  if (!block.rows.empty()) blocks.push_back(std::move(block));
  if (!without.empty())
    blocks.push_back(missing_in(material, {"No phases recorded in", "没有记录阶段的活动"}, without));
  return blocks;
}

Blocks channel_blocks(const Material& material) {
  const auto list = uses(material, [](const Campaign& campaign) {
    auto channels = campaign.channels;
    for (const auto& cost : campaign.costs) {
      if (!cost.channel.empty()) channels.push_back(cost.channel);
    }
    for (const auto& result : campaign.results) {
      if (!result.channel.empty()) channels.push_back(result.channel);
    }
    return channels;
  });
  return use_blocks(material, list, {"Channel", "渠道"},
                    {"No channels are recorded in these campaigns.", "这些活动没有记录渠道。"});
}

Blocks product_blocks(const Material& material) {
  auto list = uses(material, [](const Campaign& campaign) { return campaign.products; });
  const auto total = list.size();
  if (total > product_limit) list.resize(product_limit);
  for (auto& use : list) {
    const auto name = product_name(material, use.word);
    if (!name.empty()) use.word += " " + name;
  }
  auto blocks = use_blocks(material, list, {"Product", "产品"},
                           {"No products are recorded in these campaigns.", "这些活动没有记录产品。"});
  if (total > product_limit) {
    blocks.push_back(missing(material, archive::filled(Text{"{} more products are listed on the campaigns' pages.",
                                                            "另有 {} 个产品，见各活动页面。"},
                                                       std::to_string(total - product_limit))));
  }
  return blocks;
}

Blocks segment_blocks(const Material& material) {
  const auto list = uses(material, [](const Campaign& campaign) { return campaign.segments; });
  return use_blocks(material, list, {"Target group", "人群"},
                    {"No target groups are recorded in these campaigns.", "这些活动没有记录目标人群。"});
}

Blocks mechanic_blocks(const Material& material) {
  auto themes = bullets();
  for (const auto& campaign : material.campaigns) {
    if (!campaign.theme.empty()) themes.items.push_back(cited(campaign.theme, campaign.code));
  }
  const auto list = uses(material, [](const Campaign& campaign) { return campaign.mechanics; });
  Blocks blocks;
  if (!themes.items.empty()) blocks.push_back(std::move(themes));
  for (auto& block : use_blocks(material, list, {"Mechanic", "玩法"},
                                {"No mechanics are recorded in these campaigns.", "这些活动没有记录玩法。"})) {
    blocks.push_back(std::move(block));
  }
  return blocks;
}

Blocks experiment_blocks(const Material& material) {
  auto block = table(material, {{"Hypothesis", "假设"},
                                {"Metric", "指标"},
                                {"Variants", "分组结果"},
                                {"Verdict", "结论"},
                                {"Campaign", "活动"}});
  for (const auto& campaign : material.campaigns) {
    for (const auto& experiment : campaign.experiments) {
      block.rows.push_back({cell(experiment.hypothesis), cell(metric_words(material, experiment.metric).shown),
                            cell(variants_text(experiment)), cell(experiment.verdict), code_cell(campaign.code)});
    }
  }
  if (block.rows.empty())
    return {missing(material, {"No experiments are recorded in these campaigns.", "这些活动没有记录实验。"})};
  return {std::move(block)};
}

Blocks source_blocks(const Material& material) {
  auto list = bullets();
  for (const auto& campaign : material.campaigns) {
    Spans spans = {{"", clean(campaign.code), Span::Weight::normal}};
    const auto time = days(material, campaign.start, campaign.end);
    spans.push_back({" " + clean(campaign.name) + (time.empty() ? "" : material.say({", ", "，"}) + time),
                     {},
                     Span::Weight::normal});
    list.items.push_back(std::move(spans));
  }
  return {std::move(list)};
}

}  // namespace almanac::planning
