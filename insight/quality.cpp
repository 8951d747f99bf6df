#include "insight/quality.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "archive/figures.h"

namespace almanac::insight {
namespace {

using archive::Campaign;
using archive::FigureContext;
using archive::Stored;
using archive::Text;

using Present = std::set<std::string_view>;

bool any_of_metrics(const std::vector<archive::Figure>& figures, std::initializer_list<const char*> metrics) {
  return std::any_of(figures.begin(), figures.end(), [&](const archive::Figure& figure) {
    return std::any_of(metrics.begin(), metrics.end(), [&](const char* metric) { return figure.metric == metric; });
  });
}

// What the record has of quality_fields().
Present present_in(const FigureContext& context, const Campaign& c, bool has_touchpoints) {
  Present there;
  const auto note = [&](bool is, const char* field) {
    if (is) there.insert(field);
  };
  const auto figures = archive::reported_figures(context, c);
  note(c.start.has_value() || c.planned_start.has_value(), "start");
  note(c.end.has_value() || c.planned_end.has_value(), "end");
  note(!c.objective.empty(), "objective");
  note(!c.theme.empty() || !c.occasion.empty(), "occasion");
  note(!c.channels.empty() ||
           std::any_of(c.costs.begin(), c.costs.end(), [](const auto& each) { return !each.channel.empty(); }),
       "channels");
  note(!c.segments.empty(), "segments");
  note(!c.products.empty(), "products");
  note(c.budget.has_value(), "budget");
  note(std::any_of(c.goals.begin(), c.goals.end(),
                   [](const auto& goal) { return !goal.metric.empty() && goal.target.has_value(); }),
       "goal_target");
  note(!figures.empty(), "results");
  const auto attained = archive::attainments(context, c);
  note(std::any_of(attained.begin(), attained.end(),
                   [](const auto& each) { return each.share.has_value() || each.reached.has_value(); }),
       "goal_result");
  note(archive::spend_of(context, c).value().has_value(), "spend");
  note(any_of_metrics(figures, {"revenue"}), "revenue");
  note(any_of_metrics(figures, {"revenue", "paid_amount", "sales_amount", "gmv"}), "sales");
  note(std::any_of(c.costs.begin(), c.costs.end(),
                   [](const auto& cost) { return !cost.channel.empty() && archive::actual_cost(cost).has_value(); }),
       "channel_spend");
  bool channel_results = has_touchpoints, channel_orders = has_touchpoints;
  for (const auto& result : c.results) {
    if (result.channel.empty() || !result.value) continue;
    channel_results = true;
    channel_orders = channel_orders || archive::metric_facts(*context.dictionary, result.metric).key == "orders";
  }
  note(channel_results, "channel_results");
  note(channel_orders, "channel_orders");
  note(!c.lessons.empty(), "lessons");
  note(std::any_of(c.lessons.begin(), c.lessons.end(), [](const auto& lesson) { return !lesson.applies_when.empty(); }),
       "lesson_conditions");
  note(c.review.has_value(), "review");
  note(has_touchpoints, "touchpoints");
  return there;
}

bool is_over(const Campaign& c, archive::Date day) {
  if (c.status == "finished" || c.status == "reviewed") return true;
  const auto& end = c.end ? c.end : c.planned_end;
  return c.status.empty() && end && end->last_day() < day.days;
}

const QualityField& field_of(std::string_view name) {
  const auto& fields = quality_fields();
  return *std::find_if(fields.begin(), fields.end(), [&](const auto& field) { return field.name == name; });
}

// An analysis can be asked of a campaign once all that it needs can be known.
bool applies(const QualityAnalysis& analysis, bool over) {
  return over || std::none_of(analysis.needs.begin(), analysis.needs.end(),
                              [](std::string_view need) { return field_of(need).outcome; });
}

std::map<std::string_view, int> weights(bool over) {
  std::map<std::string_view, int> all;
  for (const auto& analysis : quality_analyses())
    if (applies(analysis, over))
      for (const auto need : analysis.needs) ++all[need];
  return all;
}

CampaignQuality judge(const FigureContext& context, const Campaign& c, bool has_touchpoints, archive::Date day) {
  CampaignQuality quality{
      c.code, c.name, c.status, c.end ? c.end : c.planned_end, {}, is_over(c, day), c.review.has_value(), {}, {}};
  if (c.status == "cancelled") return quality;
  const Present there = present_in(context, c, has_touchpoints);
  const auto weight = weights(quality.over);
  int present = 0, possible = 0;
  for (const auto& field : quality_fields()) {
    const auto found = weight.find(field.name);
    if (found == weight.end()) continue;
    possible += found->second;
    if (there.contains(field.name))
      present += found->second;
    else
      quality.missing.push_back(field.name);
  }
  std::stable_sort(quality.missing.begin(), quality.missing.end(),
                   [&](auto a, auto b) { return weight.at(a) > weight.at(b); });
  quality.score = possible == 0 ? 100 : static_cast<int>(std::lround(100.0 * present / possible));
  for (const auto& analysis : quality_analyses()) {
    const bool blocked = std::any_of(analysis.needs.begin(), analysis.needs.end(),
                                     [&](std::string_view need) { return !there.contains(need); });
    if (applies(analysis, quality.over) && blocked) quality.blocked.push_back(analysis.name);
  }
  return quality;
}

FigureContext context_of(const archive::Reads& reads) {
  return {&archive::dictionary_of(reads), reads.setting("currency").value_or("CNY")};
}

// By campaign number: whether any touchpoint names it.
std::vector<bool> touched_campaigns(const archive::Reads& reads) {
  std::vector<bool> touched(reads.count(archive::Kind::campaign), false);
  archive::TouchpointScan scan;
  scan.columns = archive::TouchpointSelect::campaign;
  reads.scan_touchpoints(scan, [&](const auto& block, const archive::TouchpointColumns& columns) {
    auto dead = block.dead.begin();
    for (std::size_t row = 0; row < columns.size(); ++row) {
      while (dead != block.dead.end() && *dead < row) ++dead;
      if (dead != block.dead.end() && *dead == row) continue;
      if (columns.campaign[row] != archive::no_number) touched[columns.campaign[row]] = true;
    }
  });
  return touched;
}

// The analyses that `missing` blocks in one campaign, and of these those that lack nothing else.
void count(const CampaignQuality& quality, std::map<std::string_view, MissingField>& fields) {
  const std::set<std::string_view> missing(quality.missing.begin(), quality.missing.end());
  for (const auto field : quality.missing) fields.at(field).campaigns.push_back(quality.code);
  for (const auto& analysis : quality_analyses()) {
    if (!applies(analysis, quality.over)) continue;
    std::vector<std::string_view> lacks;
    for (const auto need : analysis.needs)
      if (missing.contains(need)) lacks.push_back(need);
    for (const auto field : lacks) {
      auto& entry = fields.at(field);
      ++entry.blocks;
      entry.unlocks += lacks.size() == 1;
      if (std::find(entry.analyses.begin(), entry.analyses.end(), analysis.name) == entry.analyses.end())
        entry.analyses.push_back(analysis.name);
    }
  }
}

const QualityAnalysis& analysis_of(std::string_view name) {
  const auto& analyses = quality_analyses();
  return *std::find_if(analyses.begin(), analyses.end(), [&](const auto& each) { return each.name == name; });
}

void in_table_order(std::vector<std::string_view>& names) {
  const auto place = [](std::string_view name) { return &analysis_of(name); };
  std::sort(names.begin(), names.end(), [&](auto a, auto b) { return place(a) < place(b); });
}

}  // namespace

const std::vector<QualityField>& quality_fields() {
  static const std::vector<QualityField> fields = {
      {"start", {"start date", "开始日期"}, false},
      {"end", {"end date", "结束日期"}, false},
      {"objective", {"objective", "目的"}, false},
      {"occasion", {"theme or occasion", "主题或节点"}, false},
      {"channels", {"channels", "渠道"}, false},
      {"segments", {"segments", "人群"}, false},
      {"products", {"products", "产品"}, false},
      {"budget", {"budget", "预算"}, false},
      {"goal_target", {"goal with a target", "带目标值的目标"}, false},
      {"results", {"results", "效果"}, true},
      {"goal_result", {"result that a goal can be compared with", "可与目标对照的效果"}, true},
      {"spend", {"spend", "实际花费"}, true},
      {"revenue", {"revenue", "实收"}, true},
      {"sales", {"sales (revenue, paid amount or GMV)", "销售额（实收、支付或成交额）"}, true},
      {"channel_spend", {"spend per channel", "分渠道花费"}, true},
      {"channel_results", {"results per channel", "分渠道效果"}, true},
      {"channel_orders", {"orders per channel", "分渠道订单数"}, true},
      {"lessons", {"lessons", "经验"}, true},
      {"lesson_conditions", {"conditions of a lesson (applies_when)", "经验的适用条件"}, true},
      {"review", {"review", "复盘"}, true},
      {"touchpoints", {"touchpoints", "触点"}, true}};
  return fields;
}

const std::vector<QualityAnalysis>& quality_analyses() {
  static const std::vector<QualityAnalysis> analyses = {
      {"attainment", {"attainment", "目标达成率"}, {"goal_target", "goal_result"}},
      {"budget_advice", {"budget advice", "预算建议"}, {"budget", "channel_spend", "channel_results"}},
      {"cost_per_order", {"cost per order", "单均成本"}, {"channel_spend", "channel_orders"}},
      {"channel_comparison", {"channel comparison", "渠道对比"}, {"channels", "channel_results"}},
      {"roi", {"ROI", "投资回报率"}, {"spend", "revenue"}},
      {"cost_ratio", {"cost ratio", "费比"}, {"spend", "sales"}},
      {"forecasting",
       {"target ranges for new plans", "新策划的目标区间"},
       {"objective", "start", "end", "budget", "results"}},
      {"similar_campaigns", {"similar campaigns", "相似活动"}, {"objective", "occasion", "channels"}},
      {"calendar", {"calendar and season", "日历与季节"}, {"start", "end"}},
      {"audience", {"audience comparison", "人群对比"}, {"segments"}},
      {"products", {"product analysis", "产品分析"}, {"products"}},
      {"lessons_reuse", {"lessons offered to new plans", "经验复用"}, {"lessons", "lesson_conditions"}},
      {"review_archive", {"review archive", "复盘归档"}, {"review"}},
      {"attribution", {"attribution and funnel", "归因与漏斗"}, {"touchpoints"}}};
  return analyses;
}

CampaignQuality campaign_quality(const archive::Reads& reads, const Stored<Campaign>& campaign, archive::Date day) {
  const auto touched = touched_campaigns(reads);
  return judge(context_of(reads), campaign.record, touched[campaign.number], day);
}

ArchiveQuality archive_quality(const archive::Reads& reads, archive::Date day) {
  ArchiveQuality result;
  result.day = day;
  const auto context = context_of(reads);
  const auto touched = touched_campaigns(reads);
  std::map<std::string_view, MissingField> fields;
  for (const auto& field : quality_fields()) fields[field.name].field = field.name;
  std::uint64_t scored = 0, sum = 0;
  reads.for_each<Campaign>([&](const Stored<Campaign>& stored) {
    auto quality = judge(context, stored.record, touched[stored.number], day);
    if (quality.score) {
      ++scored;
      sum += static_cast<std::uint64_t>(*quality.score);
      count(quality, fields);
    }
    if (quality.over && !quality.reviewed && quality.status != "cancelled") result.unreviewed.push_back(quality);
    result.campaigns.push_back(std::move(quality));
  });
  if (scored > 0) result.score = static_cast<double>(sum) / static_cast<double>(scored);
  for (const auto& field : quality_fields()) {
    auto& entry = fields.at(field.name);
    if (entry.blocks == 0) continue;
    in_table_order(entry.analyses);
    result.missing.push_back(std::move(entry));
  }
  std::stable_sort(result.missing.begin(), result.missing.end(), [](const MissingField& a, const MissingField& b) {
    return std::pair(a.blocks, a.unlocks) > std::pair(b.blocks, b.unlocks);
  });
  std::sort(result.campaigns.begin(), result.campaigns.end(), [](const CampaignQuality& a, const CampaignQuality& b) {
    return std::pair(a.score.value_or(101), a.code) < std::pair(b.score.value_or(101), b.code);
  });
  std::sort(result.unreviewed.begin(), result.unreviewed.end(), [](const CampaignQuality& a, const CampaignQuality& b) {
    const int a_day = a.end ? a.end->days : INT32_MIN, b_day = b.end ? b.end->days : INT32_MIN;
    return a_day != b_day ? a_day > b_day : a.code < b.code;
  });
  return result;
}

archive::Text sentence(const MissingField& missing) {
  const Text& label = field_of(missing.field).label;
  Text text{"no " + label.en + ":", "缺少" + label.zh + "："};
  for (std::size_t i = 0; i < missing.analyses.size(); ++i) {
    const Text& analysis = analysis_of(missing.analyses[i]).label;
    text.en += (i == 0 ? " no " : ", no ") + analysis.en;
    text.zh += (i == 0 ? "无法做" : "、") + analysis.zh;
  }
  const auto n = std::to_string(missing.campaigns.size());
  text.en += " for " + n + (missing.campaigns.size() == 1 ? " campaign" : " campaigns");
  text.zh += "，涉及 " + n + " 个活动";
  return text;
}

namespace {

using archive::Json;
using archive::Language;

Json names_and_labels(const std::vector<std::string_view>& names, Language language, bool fields) {
  Json list = Json::array();
  for (const auto name : names)
    list.push_back({{"name", name}, {"label", (fields ? field_of(name).label : analysis_of(name).label).in(language)}});
  return list;
}

Json row(const CampaignQuality& quality) {
  Json item{{"code", quality.code}, {"name", quality.name}, {"status", quality.status}};
  item["score"] = quality.score ? Json(*quality.score) : Json();
  if (quality.end) item["end"] = quality.end->to_string();
  item["missing"] = quality.missing;
  return item;
}

Json row(const MissingField& missing, Language language, std::size_t codes) {
  Json item{{"field", missing.field},
            {"label", field_of(missing.field).label.in(language)},
            {"sentence", sentence(missing).in(language)},
            {"count", missing.campaigns.size()},
            {"blocks", missing.blocks},
            {"unlocks", missing.unlocks},
            {"analyses", missing.analyses}};
  Json& list = item["campaigns"] = Json::array();
  for (std::size_t i = 0; i < missing.campaigns.size() && i < codes; ++i) list.push_back(missing.campaigns[i]);
  return item;
}

}  // namespace

Json to_json(const CampaignQuality& quality, Language language) {
  Json item = row(quality);
  item["over"] = quality.over;
  item["missing"] = Json::array();
  for (const auto name : quality.missing) {
    std::vector<std::string_view> blocks;
    for (const auto analysis : quality.blocked) {
      const auto& needs = analysis_of(analysis).needs;
      if (std::find(needs.begin(), needs.end(), name) != needs.end()) blocks.push_back(analysis);
    }
    Text text{"no " + field_of(name).label.en + ":", "缺少" + field_of(name).label.zh + "："};
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      text.en += (i == 0 ? " no " : ", no ") + analysis_of(blocks[i]).label.en;
      text.zh += (i == 0 ? "无法做" : "、") + analysis_of(blocks[i]).label.zh;
    }
    item["missing"].push_back({{"field", name},
                               {"label", field_of(name).label.in(language)},
                               {"blocks", names_and_labels(blocks, language, false)},
                               {"sentence", text.in(language)}});
  }
  Json& analyses = item["analyses"] = Json::array();
  for (const auto& analysis : quality_analyses()) {
    if (!quality.score || !applies(analysis, quality.over)) continue;
    std::vector<std::string_view> lacks;
    for (const auto need : analysis.needs)
      if (std::find(quality.missing.begin(), quality.missing.end(), need) != quality.missing.end())
        lacks.push_back(need);
    analyses.push_back({{"analysis", analysis.name},
                        {"label", analysis.label.in(language)},
                        {"possible", lacks.empty()},
                        {"needs", analysis.needs},
                        {"lacks", names_and_labels(lacks, language, true)}});
  }
  return item;
}

Json rows_of(const ArchiveQuality& quality, std::string_view list, Language language) {
  Json rows = Json::array();
  if (list == "campaigns") {
    for (const auto& each : quality.campaigns) rows.push_back(row(each));
  } else if (list == "finished_without_review") {
    for (const auto& each : quality.unreviewed) rows.push_back(row(each));
  } else {
    for (const auto& each : quality.missing) rows.push_back(row(each, language, SIZE_MAX));
  }
  return rows;
}

Json to_json(const ArchiveQuality& quality, Language language) {
  Json body{{"day", quality.day.to_string()}, {"campaign_count", quality.campaigns.size()}};
  body["score"] = quality.score ? Json(std::round(*quality.score * 10) / 10) : Json();
  Json& missing = body["missing"] = Json::array();
  for (const auto& each : quality.missing) missing.push_back(row(each, language, codes_shown));
  body["finished_without_review"] = rows_of(quality, "finished_without_review", language);
  body["campaigns"] = rows_of(quality, "campaigns", language);
  return body;
}

}  // namespace almanac::insight
