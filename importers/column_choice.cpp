#include "importers/column_choice.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <set>

#include "archive/name.h"
#include "importers/column_figures.h"
#include "importers/figure_head.h"
#include "importers/value_loose.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

bool is_any(std::string_view folded, std::initializer_list<std::string_view> words) {
  return std::ranges::any_of(words, [&](std::string_view word) { return folded == folded_name(word); });
}

bool has_any(std::string_view folded, std::initializer_list<std::string_view> words) {
  return std::ranges::any_of(words, [&](std::string_view word) { return folded.find(word) != std::string_view::npos; });
}

// What a campaign may be called by where no column says 活动名称, best first.
bool may_name(std::string_view folded) {
  return is_any(folded,
                {"项目",      "活动项目",       "专项",       "活动主题",   "主题",       "节点",     "活动节点",
                 "营销节点",  "档期",           "活动档期",   "大促",       "大促名称",   "促销",     "促销名称",
                 "促销活动",  "推广活动",       "市场活动",   "所属活动",   "关联活动",   "对应活动", "归属活动",
                 "参与活动",  "归属项目",       "所属项目",   "会议",       "会议名称",   "展会",     "展会名称",
                 "会议/展会", "论坛",           "沙龙",       "沙龙名称",   "发布会",     "公开课",   "公开课主题",
                 "课程主题",  "直播主题",       "直播名称",   "讲座",       "讲座主题",   "赛事",     "赛事名称",
                 "专场",      "专场名称",       "直播专场",   "场次名称",   "计划名称",   "营销计划", "campaigns",
                 "promotion", "promotion name", "promo",      "event",      "event name", "webinar",  "webinar title",
                 "project",   "project name",   "initiative", "program",    "programme",  "activity", "activity name",
                 "theme",     "session",        "conference", "trade show", "launch"}) ||
         (folded.ends_with("活动名称") || folded.ends_with("活动") || folded.ends_with("项目名称"));
}

bool says_campaign(std::string_view folded) {
  return has_any(folded,
                 {"活动", "大促", "促销", "会议", "展会", "公开课", "campaign", "promotion", "event", "webinar"});
}

bool sent_on(std::string_view folded) {
  return has_any(folded, {"发送", "推送", "触达", "下发", "群发", "send", "sent"}) &&
         has_any(folded, {"日", "时间", "date", "time", "day"});
}

bool lists_campaigns(std::string_view about) {
  const std::string folded = archive::fold(about);
  return has_any(folded, {"活动", "营销", "大促", "促销", "campaign", "promotion", "event", "展会", "会议", "联名",
                          "会员日", "公开课"}) &&
         has_any(folded, {"汇总",     "一览", "台账", "台帐",     "总览",    "列表", "清单", "计划", "规划",
                          "排期",     "日历", "年度", "统计",     "历次",    "历年", "登记", "记录", "tracker",
                          "calendar", "list", "log",  "overview", "summary", "vs",   "plan"});
}

class Chooser {
 public:
  Chooser(std::span<const std::string> columns, std::span<const ColumnSample> samples, const TableSurroundings& about,
          const archive::Dictionary& dictionary)
      : columns_(columns), samples_(samples), about_(about), dictionary_(dictionary) {
    chosen_.matches = match_columns(RowKind::campaigns, columns, dictionary);
    for (const std::string& column : columns)
      folded_.push_back(folded_name(split_header_unit(without_copy_number(column)).name));
  }

  ChosenColumns choose() {
    choose_months();
    choose_dates();
    choose_name();
    choose_ledger();
    take_back_misfits();
    choose_metrics();
    choose_groups(columns_, samples_, about_.text, dictionary_, chosen_.matches);
    choose_figures(columns_, samples_, dictionary_, chosen_.matches);
    chosen_.tells_of_campaigns = tells();
    if (chosen_.tells_of_campaigns) choose_other_results(columns_, samples_, dictionary_, chosen_.matches);
    share_units(samples_, chosen_.matches);
    return std::move(chosen_);
  }

 private:
  std::size_t size() const { return columns_.size(); }
  ColumnMatch& at(std::size_t i) { return chosen_.matches[i]; }
  std::size_t find(std::string_view field) const {
    for (std::size_t i = 0; i < size(); ++i)
      if (chosen_.matches[i].field == field) return i;
    return size();
  }
  bool has(std::string_view field) const { return find(field) < size(); }
  // Keeps the unit of the header.
  void take_amount(std::size_t i, std::string field) {
    const auto unit = split_header_unit(columns_[i]).unit;
    take(i, std::move(field));
    at(i).unit = unit;
  }
  void clear(std::size_t i) { at(i).field.clear(), at(i).confidence = 0, at(i).unit.reset(); }
  void take(std::size_t i, std::string field) {
    at(i).field = std::move(field);
    at(i).confidence = 0.8;
    at(i).unit.reset();
  }

  void choose_months() {
    constexpr std::size_t least = 3;
    std::vector<std::size_t> months;
    for (std::size_t i = 0; i < size(); ++i)
      if (is_whole_month(split_header_unit(columns_[i]).name) && !samples_[i].holds_dates()) months.push_back(i);
    if (months.size() < least) return;
    for (const std::size_t i : months) take(i, std::string(month_field));
  }

  void choose_dates() {
    constexpr std::array<std::string_view, 3> fields = {"start", "end", "period"};
    for (std::size_t i = 0; i < size(); ++i) {
      const ColumnSample& sample = samples_[i];
      if (std::ranges::find(fields, at(i).field) == fields.end() || sample.filled == 0) continue;
      if (sent_on(folded_[i]))
        clear(i);
      else if (sample.dates * 5 < sample.filled * 2 && sample.filled >= 2)
        clear(i);
      else if (at(i).field == "start" && sample.ranges * 2 > sample.filled && !has("end"))
        take(i, "period");
    }
    if (!has("start") && !has("period") && !has(month_field)) {
      std::size_t best = size(), best_score = 0;
      for (std::size_t i = 0; i < size(); ++i) {
        const std::size_t score = date_score(i);
        if (score > best_score) best = i, best_score = score;
      }
      if (best < size() && sent_on(folded_[best])) {
        take(best, "announced");
        chosen_.is_log = true;
      } else if (best < size()) {
        take(best, samples_[best].ranges > 0 || is_coarse(best) ? "period" : "start");
        dated_by_values_ = true;
      }
    }
    // 档期 beside the dates' own column says the same days again.
    for (std::size_t i = 0; i < size(); ++i)
      if (at(i).field == "occasion" && samples_[i].holds_dates()) clear(i);
    chosen_.dated =
        has(month_field) || has("start") || has("end") || has("period") || has("planned_start") || has("planned_end");
  }

  bool is_coarse(std::size_t i) const {
    return has_any(folded_[i], {"月份", "季度", "所属时段", "month", "quarter", "periodofgroup"});
  }

  // 0: holds no dates of a campaign.
  std::size_t date_score(std::size_t i) const {
    const ColumnSample& sample = samples_[i];
    if (!sample.holds_dates()) return 0;
    const std::string& field = chosen_.matches[i].field;
    if (!field.empty() && field != "occasion" && field != "announced") return 0;
    if (has_any(folded_[i], {"更新", "提交",    "创建", "登记",     "填报",   "付款",   "支付",    "下单",
                             "结算", "开票",    "复盘", "审批",     "截稿",   "交付",   "updated", "created",
                             "paid", "invoice", "due",  "deadline", "review", "payment"}))
      return 0;
    const bool by_name =
        has_any(folded_[i], {"日", "时间", "档期", "周期", "时段", "期间", "月份", "季度", "排期", "date", "time",
                             "when", "period", "month", "quarter", "day", "schedule", "window", "所属时段"});
    if (!by_name) return sample.ranges * 2 > sample.filled ? 1 : 0;
    if (sent_on(folded_[i])) return 2;
    return is_coarse(i)                                                            ? 3
           : sample.ranges > 0                                                     ? 6
           : has_any(folded_[i], {"档期", "活动", "开业", "举办", "开始", "上线"}) ? 5
                                                                                   : 4;
  }

  void choose_name() {
    if (has("name")) return;
    std::size_t best = size(), best_rank = 0;
    for (std::size_t i = 0; i < size(); ++i) {
      if (!holds_names(i)) continue;
      const std::string& field = at(i).field;
      const bool free =
          field.empty() || field == "theme" || field == "occasion" || field == "parent" || field == "objective";
      std::size_t rank = 0;
      if (free && may_name(folded_[i]))
        rank = field == "theme" ? 3 : field == "occasion" ? 2 : 4;
      else if (field.empty() && best_rank == 0 && lists_campaigns(about_.text) && is_first_text(i))
        rank = 1;
      if (rank > best_rank) best = i, best_rank = rank;
    }
    if (best == size()) return;
    take(best, "name");
    chosen_.named = true;
  }

  void choose_ledger() {
    const auto tells_of_payments = [](const std::string& folded) {
      return has_any(folded, {"付款", "科目", "供应商", "收款", "发票", "开票", "报销", "对账", "结算单", "合同",
                              "payee", "invoice", "vendor", "supplier", "payment date"});
    };
    const auto told = std::ranges::count_if(folded_, tells_of_payments);
    if (told < 2) return;
    chosen_.is_ledger = true;
    for (std::size_t i = 0; i < size(); ++i) {
      const bool paid = at(i).field == "result.paid_amount" || at(i).field == "result.spend" ||
                        (at(i).field.empty() &&
                         is_any(folded_[i], {"实付", "实付金额", "已付", "已付金额", "付款金额", "付款额", "结算金额",
                                             "报销金额", "开票金额", "金额", "paid", "amount", "amount paid"}));
      if (paid && !has("spend") && samples_[i].holds_numbers()) take_amount(i, "spend");
      if (at(i).field.empty() && !has("budget") && is_any(folded_[i], {"预算金额", "预算额", "合同金额", "申请金额"}) &&
          samples_[i].holds_numbers())
        take_amount(i, "budget");
    }
    for (std::size_t i = 0; i < size(); ++i)
      if (at(i).field.empty() && !has("channels") &&
          has_any(folded_[i], {"渠道", "平台", "媒体", "科目", "费用项", "channel"}) && samples_[i].filled > 0 &&
          !samples_[i].holds_numbers())
        take(i, "channels");
  }

  // A row for each metric of a campaign.
  void choose_metrics() {
    if (!has("name") && !has("code")) return;
    for (std::size_t i = 0; i < size(); ++i) {
      if (!is_any(folded_[i], {"指标", "指标名称", "核心指标", "考核指标", "数据指标", "kpi指标", "kpi", "metric",
                               "metrics", "indicator"}) ||
          samples_[i].filled == 0 || samples_[i].holds_numbers())
        continue;
      chosen_.metric_column = columns_[i];
      clear(i);
      // 目标 and 实际 alone are the row's metric's.
      for (const auto& [role, field] :
           {std::pair{FigureHead::Role::goal, "goals"}, {FigureHead::Role::result, "results"}})
        for (std::size_t j = 0; j < size(); ++j) {
          const FigureHead head = read_figure_head(columns_[j]);
          if (head.role != role || !head.metric.empty() || has(field) || !samples_[j].holds_numbers()) continue;
          take_amount(j, field);
        }
      return;
    }
  }

  // Texts, nearly all of them different, as long as names are.
  bool holds_names(std::size_t i) const {
    const ColumnSample& sample = samples_[i];
    if (sample.filled == 0 || sample.holds_numbers() || sample.holds_dates()) return false;
    const std::size_t length = sample.letters / sample.filled;
    return length >= 2 && length <= 60 && (sample.different * 5 >= sample.filled * 3 || chosen_.is_log);
  }
  bool is_first_text(std::size_t i) const {
    if (heads_column(columns_[i], dictionary_) ||
        has_any(folded_[i],
                {"达人",    "昵称",    "账号", "kol",    "koc",  "主播",   "博主",   "素材",     "创意",   "门店",
                 "店铺",    "店名",    "城市", "关键词", "人群", "渠道",   "平台",   "媒体",     "供应商", "公司",
                 "姓名",    "员工",    "人员", "商品",   "产品", "品名",   "sku",    "单元",     "任务",   "事项",
                 "工作",    "物料",    "名单", "页面",   "文案", "笔记",   "视频",   "部门",     "职务",   "联系",
                 "类别",    "备注",    "说明", "指标",   "列",   "column", "vendor", "supplier", "store",  "creator",
                 "keyword", "product", "item", "person", "task", "owner"}))
      return false;
    for (std::size_t before = 0; before < i; ++before)
      if (holds_names(before) && chosen_.matches[before].field != "code") return false;
    return true;
  }

  // Names that promise what the values are not.
  void take_back_misfits() {
    for (std::size_t i = 0; i < size(); ++i) {
      const std::string& field = at(i).field;
      const bool amount =
          field == "budget" || field == "spend" || field.starts_with("goal.") || field.starts_with("result.");
      const ColumnSample& sample = samples_[i];
      if (amount && sample.filled >= 2 && sample.numbers * 5 < sample.filled) clear(i);
      // In a table a remark; a form's 说明 describes the campaign.
      if (field == "summary" && is_any(folded_[i], {"说明"})) clear(i);
    }
  }

  bool tells() const {
    if (!has("name")) return false;
    const bool by_year = about_.year_known;
    if (!chosen_.dated && !chosen_.is_log && !by_year) return false;
    // Rows of one name and many dates are days of it.
    if (const std::size_t name = find("name"); name < size() && dated_by_values_ && !chosen_.is_log)
      if (samples_[name].different * 5 < samples_[name].filled * 4) return false;
    std::size_t evidence = 0;
    for (const ColumnMatch& match : chosen_.matches) {
      const std::string_view field = match.field;
      evidence += match.figure || field == "budget" || field == "spend" || field == "status" || field == "objective" ||
                  field == "mechanics" || field == "goals" || field == "results" || field == "segments" ||
                  field == "channels" || field.starts_with("goal.") || field.starts_with("result.");
    }
    evidence += chosen_.metric_column.empty() ? 0 : 1;
    // Items of cost are called 项目 too.
    if (!chosen_.dated && !chosen_.is_log) return evidence >= 2 && says_campaign(folded_[find("name")]);
    return !chosen_.named || evidence >= 2 || (evidence == 1 && lists_campaigns(about_.text));
  }

  std::span<const std::string> columns_;
  std::span<const ColumnSample> samples_;
  const TableSurroundings& about_;
  const archive::Dictionary& dictionary_;
  std::vector<std::string> folded_;
  ChosenColumns chosen_;
  bool dated_by_values_ = false;
};

}  // namespace

void ColumnSample::add(std::string_view cell, std::vector<std::string>& seen) {
  static const archive::Zone utc("UTC");
  constexpr int any_leap_year = 2024;
  if (is_empty(cell)) return;
  ++filled;
  if (const auto number = parse_loose_number(cell, {})) {
    ++numbers;
    if (number->number.unit == Unit{}) largest = std::max(largest, std::abs(number->number.value.to_double()));
  }
  letters += static_cast<std::size_t>(
      std::ranges::count_if(cell, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
  if (std::ranges::find(seen, cell) == seen.end()) {
    seen.emplace_back(cell);
    ++different;
  }
  // A mere number is no date, but "12.12" under dates is one; 20241111 is always.
  const bool digits = std::ranges::all_of(cell, is_digit);
  if (digits && cell.size() != 8) return;
  if (parse_coarse_period(cell, any_leap_year)) {
    ++dates;
    return;
  }
  const DateSettings settings{DateOrder::month_first, any_leap_year};
  auto range = parse_date_range(cell, settings, utc);
  if (!range) range = parse_date_range(split_remark(cell).text, settings, utc);
  if (!range || (range->start.precision == archive::Precision::year)) return;
  ++dates;
  ranges += range->end ? 1 : 0;
}

ChosenColumns choose_columns(std::span<const std::string> columns, std::span<const ColumnSample> samples,
                             const TableSurroundings& about, const archive::Dictionary& dictionary) {
  return Chooser(columns, samples, about, dictionary).choose();
}

}  // namespace almanac::importers
