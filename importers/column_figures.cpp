#include "importers/column_figures.h"

#include <algorithm>
#include <array>

#include "archive/name.h"
#include "importers/column_choice.h"
#include "importers/figure_head.h"
#include "importers/value_loose.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

using Role = FigureHead::Role;

// Words about the time or the whole that a figure is of, which is the campaign itself.
constexpr std::string_view of_campaign[] = {"活动期间", "活动期", "活动", "全周期", "全期",   "期间",    "首周",
                                            "首月",     "开业",   "总计", "合计",   "累计",   "整体",    "全场",
                                            "全渠道",   "总",     "本期", "当期",   "total ", "overall "};

bool is_money_word(std::string_view words) {
  const std::string folded = folded_name(words);
  constexpr std::string_view names[] = {"预算",     "费用",     "花费",     "成本",     "营销费用", "投入",     "支出",
                                        "活动预算", "活动费用", "推广费用", "总费用",   "营销投入", "投放费用", "消耗",
                                        "推广花费", "投放消耗", "推广消耗", "充值",     "budget",   "cost",     "costs",
                                        "spend",    "spending", "expense",  "expenses", "费用预算"};
  return std::ranges::any_of(names, [&](std::string_view name) { return folded == folded_name(name); });
}

// What is counted, as the dictionary calls it; empty: it knows none.
std::string known_metric(std::string_view words, const archive::Dictionary& dictionary) {
  words = without_ends(trimmed(words));
  if (words.empty()) return {};
  if (const auto* metric = dictionary.find_metric(words)) return metric->name;
  if (const std::string folded = folded_name(words); const auto* metric = dictionary.find_metric(folded))
    return metric->name;
  const std::string lower = lower_ascii(words);
  for (const std::string_view word : of_campaign)
    if (lower.starts_with(word) && lower.size() > word.size())
      if (const std::string metric = known_metric(words.substr(word.size()), dictionary); !metric.empty())
        return metric;
  if (words.ends_with("销量")) return "units_sold";  // of what the campaign sells: 礼盒销量
  // "线索数 Leads": both languages, either of which may be known.
  for (std::size_t at = words.find(' '); at != std::string_view::npos; at = words.find(' ', at + 1)) {
    const std::string_view left = words.substr(0, at), right = words.substr(at + 1);
    const bool mixed =
        (static_cast<unsigned char>(left.back()) >= 0x80) != (static_cast<unsigned char>(right.front()) >= 0x80);
    if (!mixed) continue;
    const auto* one = dictionary.find_metric(left);
    const auto* other = dictionary.find_metric(right);
    if (one && other && one != other) return {};
    if (one || other) return (one ? one : other)->name;
  }
  return {};
}

// "抖音GMV", "天猫 / 支付金额": a channel and its metric.
std::optional<PartFigure> channel_metric(std::string_view words, const archive::Dictionary& dictionary) {
  for (std::size_t at = 1; at < words.size(); ++at) {
    if ((static_cast<unsigned char>(words[at]) & 0xc0) == 0x80) continue;
    const std::string_view front = without_ends(words.substr(0, at)), back = without_ends(words.substr(at));
    if (!dictionary.find_channel(front)) continue;
    if (is_money_word(back)) return PartFigure{"costs", "actual", "", std::string(front), ""};
    if (const auto* metric = dictionary.find_metric(back))
      return PartFigure{"results", "value", metric->name, std::string(front), ""};
  }
  return std::nullopt;
}

// Of one platform only by what they are: their name need not say on which.
bool is_social(std::string_view metric) {
  constexpr std::string_view names[] = {"topic_reads", "notes_published", "search_index", "brand_searches"};
  return std::ranges::find(names, metric) != std::end(names);
}

class Figures {
 public:
  Figures(std::span<const std::string> columns, std::span<const ColumnSample> samples,
          const archive::Dictionary& dictionary, std::vector<ColumnMatch>& matches)
      : columns_(columns), samples_(samples), dictionary_(dictionary), matches_(matches) {
    for (const std::string& column : columns) heads_.push_back(read_figure_head(without_this_time(column)));
  }

  void choose() {
    for (std::size_t i = 0; i < size(); ++i) amounts(i);
    for (std::size_t i = 0; i < size(); ++i) named_figure(i);
    for (std::size_t i = 0; i < size(); ++i) abbreviated_goal(i);
    for (std::size_t i = 0; i < size(); ++i) bare_goal(i);
    for (std::size_t i = 0; i < size(); ++i) bare_result(i);
  }

  void choose_others() {
    for (std::size_t i = 0; i < size(); ++i)
      if (is_free(i) && samples_[i].holds_numbers() && counts_something(i)) {
        const FigureHead& head = heads_[i];
        if (head.role == Role::goal || head.metric.empty()) continue;
        take(i, "result.", head.metric, head.unit, 0.5);
      }
  }

 private:
  std::size_t size() const { return columns_.size(); }
  bool has(std::string_view field) const {
    return std::ranges::any_of(matches_, [&](const ColumnMatch& match) { return match.field == field; });
  }
  bool is_free(std::size_t i) const { return matches_[i].field.empty() && !matches_[i].figure && !matches_[i].closed; }
  bool is_prose(std::size_t i) const { return matches_[i].field == "goals" || matches_[i].field == "results"; }
  bool is_result(std::size_t i) const { return matches_[i].field.starts_with("result."); }

  bool take(std::size_t i, std::string_view prefix, std::string_view metric, const std::optional<Unit>& unit,
            double confidence) {
    std::string field = std::string(prefix) + std::string(metric);
    if (has(field) && matches_[i].field != field) return false;
    matches_[i].field = std::move(field);
    matches_[i].figure.reset();
    if (unit) matches_[i].unit = unit;
    matches_[i].confidence = confidence;
    return true;
  }

  // Budget and spend: 预算 over 计划 and 实际, "Actual" beside "Budget", 营销费用.
  void amounts(std::size_t i) {
    const FigureHead& head = heads_[i];
    if (is_free(i) && head.role != Role::none && is_money_word(head.metric)) {
      const std::string field = head.role == Role::goal ? "budget" : "spend";
      if (!has(field)) take(i, "", field, head.unit, 0.85);
      return;
    }
    if ((is_free(i) || is_prose(i)) && head.role == Role::result && head.metric.empty() && i > 0 &&
        matches_[i - 1].field == "budget" && !has("spend")) {
      take(i, "", "spend", head.unit ? head.unit : matches_[i - 1].unit, 0.8);
      return;
    }
    if (matches_[i].field == "result.spend" && !has("spend") && is_whole_spend(heads_[i].metric))
      take(i, "", "spend", std::nullopt, 0.85);
    else if (matches_[i].field == "goal.spend" && !has("budget"))
      take(i, "", "budget", std::nullopt, 0.8);
  }

  // What is spent on media is a part of it.
  static bool is_whole_spend(std::string_view words) {
    for (const std::string_view part : {"投放", "广告", "推广", "媒体", "ad ", "media"})
      if (lower_ascii(words).find(part) != std::string::npos) return false;
    return true;
  }

  void named_figure(std::size_t i) {
    const FigureHead& head = heads_[i];
    if (head.metric.empty() || (!is_free(i) && !is_prose(i))) return;
    if (const std::string metric = known_metric(head.metric, dictionary_); !metric.empty()) {
      take(i, head.role == Role::goal ? "goal." : "result.", metric, head.unit, 0.85);
      return;
    }
    if (!samples_[i].holds_numbers()) return;
    if (head.role == Role::none) {
      if (const auto part = channel_metric(head.metric, dictionary_)) take_part(i, *part);
      return;
    }
    if (head.role == Role::goal && is_abbreviation(head.metric)) return;
    if (is_something_else(head.metric)) return;
    take(i, head.role == Role::goal ? "goal." : "result.", head.metric, head.unit, 0.7);
  }

  void take_part(std::size_t i, const PartFigure& part) {
    if (is_social(part.metric)) {
      take(i, "result.", part.metric, heads_[i].unit, 0.8);
      return;
    }
    matches_[i].field.clear();
    matches_[i].figure = part;
    matches_[i].unit = heads_[i].unit;
    matches_[i].confidence = 0.8;
  }

  static bool is_abbreviation(std::string_view words) {
    return words.size() >= 2 && words.size() <= 5 && std::ranges::all_of(words, is_letter) && !is_upper(words);
  }
  static bool is_upper(std::string_view words) {
    return std::ranges::all_of(words, [](char c) { return c >= 'A' && c <= 'Z'; });
  }

  // "Reg. target" beside "Registrants".
  void abbreviated_goal(std::size_t i) {
    const FigureHead& head = heads_[i];
    if (!is_free(i) || head.role != Role::goal || head.metric.empty() || !samples_[i].holds_numbers()) return;
    if (dictionary_.find_channel(head.metric)) return;
    const std::string start = lower_ascii(head.metric);
    const bool hanzi = static_cast<unsigned char>(start[0]) >= 0x80;
    std::size_t found = size();
    for (std::size_t other = 0; other < size(); ++other) {
      const std::string written = lower_ascii(heads_[other].metric);
      // "目标人数" beside "参与人数"
      if (other == i || heads_[other].role == Role::goal || matches_[other].closed ||
          !(hanzi ? written.ends_with(start) : written.starts_with(start)))
        continue;
      if (!samples_[other].holds_numbers() && !matches_[other].field.starts_with("result.")) continue;
      if (found < size()) return;  // of two
      found = other;
    }
    if (found == size() && hanzi && is_something_else(head.metric)) return;
    const std::string_view known = "result.";
    const std::string metric = found == size()                            ? head.metric
                               : matches_[found].field.starts_with(known) ? matches_[found].field.substr(known.size())
                                                                          : heads_[found].metric;
    take(i, "goal.", metric, head.unit, 0.7);
  }

  // A bare 目标 is that of the result nearest to it: 目标 | GMV, or GMV | 目标. In a row of metrics each has its own.
  void bare_goal(std::size_t i) {
    const FigureHead& head = heads_[i];
    if (head.role != Role::goal || !head.metric.empty() || (!is_free(i) && !is_prose(i)) ||
        !samples_[i].holds_numbers())
      return;
    if (std::ranges::count_if(matches_, [](const ColumnMatch& match) { return match.field == "goals"; }) > 1) return;
    std::size_t found = size();
    for (const std::size_t beside : {i + 1, i - 1}) {
      if (beside >= size() || !is_result(beside) || !of_like_size(i, beside)) continue;
      if (found < size()) return;  // of two
      found = beside;
    }
    if (found == size()) return;
    const std::string metric = matches_[found].field.substr(std::string_view("result.").size());
    const archive::Metric* known = dictionary_.find_metric(metric);
    if (!known || metric == "attainment" || has("goal." + metric)) return;
    take(i, "goal.", metric, head.unit ? head.unit : matches_[found].unit, 0.75);
  }

  bool of_like_size(std::size_t a, std::size_t b) const {
    constexpr double alike = 5;
    const double one = samples_[a].largest, other = samples_[b].largest;
    return one > 0 && other > 0 && one <= other * alike && other <= one * alike;
  }

  // "今年目标" → "目标"
  static std::string_view without_this_time(std::string_view column) {
    for (const std::string_view word : {"今年", "本期", "本次", "当期", "本年"})
      if (column.starts_with(word) && column.size() > word.size()) return column.substr(word.size());
    return column;
  }

  // A bare 完成 is the result of the goal before it.
  void bare_result(std::size_t i) {
    const FigureHead& head = heads_[i];
    if (head.role != Role::result || !head.metric.empty() || (!is_free(i) && !is_prose(i)) ||
        !samples_[i].holds_numbers())
      return;
    for (std::size_t before = i; before-- > 0;) {
      const std::string& field = matches_[before].field;
      if (!field.starts_with("goal.")) continue;
      const std::string metric = field.substr(std::string_view("goal.").size());
      if (!has("result." + metric)) take(i, "result.", metric, head.unit ? head.unit : matches_[before].unit, 0.75);
      return;
    }
  }

  static bool is_rate_of_change(std::string_view words) {
    const std::string folded = folded_name(words);
    for (const std::string_view word :
         {"同比",     "环比", "增长", "增幅",   "占比",   "差异", "差额", "偏差",  "进度", "达成率", "完成率",
          "variance", "diff", "gap",  "growth", "change", "yoy",  "mom",  "share", "vs",   "delta",  "attainment"})
      if (folded.find(word) != std::string::npos) return true;
    return false;
  }

  // Whether what the words count, price or date is no figure of a campaign's outcome.
  bool is_something_else(std::string_view words) const {
    const std::string folded = folded_name(words);
    // "天猫 / 目标": of a channel, and what is not said.
    if (dictionary_.find_channel(words)) return true;
    for (const std::string_view word :
         {"期数",     "期次",   "届",       "天数",  "时长",    "预算",     "费用",   "花费",  "成本", "投入",
          "排名",     "名次",   "年份",     "年度",  "月份",    "月",       "周次",   "周",    "星期", "版本",
          "电话",     "手机",   "单价",     "价格",  "售价",    "折扣",     "折",     "门槛",  "面额", "面值",
          "库存",     "序号",   "编号",     "级别",  "等级",    "优先级",   "权重",   "比例",  "系数", "备注",
          "门店数",   "城市数", "场次",     "款数",  "数量",    "sku",      "去年",   "上期",  "同期", "上年",
          "竞品",     "日期",   "时间",     "分机",  "邮箱",    "id",       "phone",  "price", "rank", "days",
          "duration", "week",   "month",    "year",  "quarter", "priority", "weight", "date",  "time", "no.",
          "stock",    "last",   "previous", "prior", "version", "column"})
      if (folded.find(word) != std::string::npos) return true;
    // A bare noun does not say what of: 人数 may well be how many were addressed.
    constexpr std::string_view bare[] = {"人数",   "数",     "值",    "金额",   "数据",  "用户数", "用户",   "会员数",
                                         "客户数", "人群数", "总数",  "总量",   "量",    "额",     "number", "count",
                                         "amount", "value",  "total", "people", "users", "size"};
    if (std::ranges::find(bare, folded) != std::end(bare)) return true;
    return folded.empty() || folded.size() > 60 || is_rate_of_change(folded);
  }

  // By a word for it in Chinese, or any name in English.
  bool counts_something(std::size_t i) const {
    const std::string folded = folded_name(heads_[i].metric);
    if (is_something_else(folded) || heads_numbers(columns_[i])) return false;
    for (const std::string_view word : {"预算", "计划", "目标", "budget", "plan", "target"})
      if (folded.find(word) != std::string::npos) return false;
    if (std::ranges::all_of(folded, [](char c) { return static_cast<unsigned char>(c) < 0x80; }))
      return std::ranges::any_of(folded, is_letter);
    for (const std::string_view end : {"数", "人次", "量", "额", "率", "值", "销售", "收入", "单", "业绩"})
      if (folded.ends_with(end)) return true;
    return false;
  }

  std::span<const std::string> columns_;
  std::span<const ColumnSample> samples_;
  const archive::Dictionary& dictionary_;
  std::vector<ColumnMatch>& matches_;
  std::vector<FigureHead> heads_;
};

}  // namespace

void choose_figures(std::span<const std::string> columns, std::span<const ColumnSample> samples,
                    const archive::Dictionary& dictionary, std::vector<ColumnMatch>& matches) {
  Figures(columns, samples, dictionary, matches).choose();
}

void choose_other_results(std::span<const std::string> columns, std::span<const ColumnSample> samples,
                          const archive::Dictionary& dictionary, std::vector<ColumnMatch>& matches) {
  Figures(columns, samples, dictionary, matches).choose_others();
}

}  // namespace almanac::importers
