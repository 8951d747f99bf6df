#include "importers/sheet_campaign_words.h"

#include <algorithm>

#include "archive/name.h"
#include "importers/campaign_name.h"
#include "importers/layout.h"
#include "importers/review_words.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

using Kind = ColumnHead::Kind;

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, text) != words.end();
}
bool has(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::ranges::any_of(words, [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

std::string without_spaces(std::string_view text) {
  std::string rest;
  for (const char c : text)
    if (c != ' ' && c != '\n' && c != '\t') rest += c;
  return rest;
}

// A person's name: a frequent family name and one or two characters more, and no place or part of a shop.
bool is_person(std::string_view text) {
  constexpr std::string_view families[] = {
      "王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡", "郭", "何",
      "林", "罗", "高", "郑", "梁", "谢", "宋", "唐", "许", "韩", "冯", "邓", "曹", "彭", "曾", "肖", "田",
      "董", "袁", "潘", "于", "蒋", "蔡", "余", "杜", "叶", "程", "苏", "魏", "吕", "丁", "任", "沈", "姚",
      "卢", "姜", "崔", "钟", "谭", "陆", "汪", "范", "廖", "贾", "夏", "韦", "付", "傅", "方", "白", "邹",
      "孟", "熊", "秦", "邱", "江", "尹", "薛", "闫", "段", "雷", "侯", "龙", "史", "陶", "黎", "贺", "顾",
      "毛", "郝", "龚", "邵", "万", "钱", "严", "覃", "戴", "莫", "孔", "向", "汤"};
  if (text.size() % 3 != 0 || text.size() > 9) return false;
  if (text.size() == 3) return static_cast<unsigned char>(text[0]) >= 0xe4;
  if (has(text, {"区", "店", "站", "端", "线", "场", "期", "省", "市", "州", "阳", "苏",
                 "西", "南", "北", "东", "京", "海", "山", "汉", "品", "会", "号", "版"}))
    return false;
  return std::ranges::any_of(families, [&](std::string_view family) { return text.starts_with(family); });
}

// What brackets hold that is no part of a name: dates, units, versions, people.
bool is_aside(std::string_view inner) {
  const std::string plain = lower_ascii(plain_form(inner));
  if (plain.empty() || is_person(plain) || unit_in(plain) || parse_unit(plain) || compares(plain)) return true;
  if (campaign_in_title(plain).empty()) return true;
  const auto letters = std::ranges::count_if(
      plain, [](char c) { return (c >= 'a' && c <= 'z') || (static_cast<unsigned char>(c) & 0xc0) == 0xc0; });
  return letters == 0 || has(plain, {"单位", "截至", "截止", "更新", "月", "编制", "制表", "by ", "负责人"});
}

std::string without_asides(std::string_view title) {
  static constexpr std::pair<std::string_view, std::string_view> brackets[] = {{"（", "）"}, {"(", ")"},  {"【", "】"},
                                                                               {"[", "]"},   {"（", ")"}, {"(", "）"}};
  std::string text(title);
  for (const auto& [open, close] : brackets)
    for (std::size_t from = 0;;) {
      const std::size_t at = text.find(open, from);
      const std::size_t end = at == std::string::npos ? at : text.find(close, at + open.size());
      if (end == std::string::npos) break;
      const std::string inner = text.substr(at + open.size(), end - at - open.size());
      from = end + close.size();
      if (inner.find(open) != std::string::npos || !is_aside(trimmed(inner))) continue;
      text.replace(at, end + close.size() - at, " ");
      from = at;
    }
  return text;
}

// What a file is, at the end of its title; longer ones first where one ends another.
constexpr std::string_view file_words[] = {
    "整体数据看板", "数据看板", "整体看板", "看板",     "仪表盘",   "dashboard", "媒介预算表", "媒介预算", "费用预算",
    "投放预算",     "推广预算", "预算分配", "预算表",   "预算",     "媒介投放",  "媒介",       "选品清单", "选品表",
    "选品",         "商品清单", "产品清单", "货品清单", "货盘",     "清单",      "人群包",     "人群圈选", "人群清单",
    "人群",         "复盘数据", "数据复盘", "复盘表",   "复盘报告", "复盘",      "总结",       "结案报告", "结案",
    "历年数据",     "历年",     "三年",     "两年",     "近三年",   "近两年",    "数据对比",   "对比",     "整体数据",
    "数据汇总",     "数据表",   "数据记录", "数据明细", "数据",     "汇总",      "明细",       "费用表",   "费用明细",
    "费用",         "投放计划", "投放数据", "投放明细", "投放",     "推广计划",  "推广",       "执行方案", "活动方案",
    "策划方案",     "方案",     "计划表",   "计划",     "目标拆解", "目标达成",  "目标",       "达成情况", "达成",
    "完成情况",     "项目表",   "整体",     "各渠道",   "分渠道",   "核心指标",  "指标",       "效果",     "结算",
    "决算",         "报表",     "报告",     "最终版本", "最终版",   "最终",      "终稿",       "定稿",     "初稿",
    "草稿",         "修订版",   "修改版",   "更新版",   "新版",     "正式版",    "完整版",     "副本",     "版本",
    "备份",         "表格",     "budget",   "report",   "review",   "summary",   "final",      "draft",    "plan",
    "data",         "copy",     "kpi"};

bool cut_version(std::string_view& text) {
  std::size_t digits = 0;
  while (digits < text.size() && (is_digit(text[text.size() - 1 - digits]) || text[text.size() - 1 - digits] == '.'))
    ++digits;
  const std::size_t at = text.size() - digits;
  if (digits == 0 || at == 0 || (text[at - 1] != 'v' && text[at - 1] != 'V')) return false;
  const bool word =
      at >= 2 && ((text[at - 2] >= 'a' && text[at - 2] <= 'z') || (text[at - 2] >= 'A' && text[at - 2] <= 'Z'));
  if (word) return false;
  text.remove_suffix(digits + 1);
  return true;
}

bool cut_signs(std::string_view& text, bool front) {
  for (const std::string_view sign :
       {"_", "-", "—", "–", "|", "｜", "·", "&", "＆", "+", "：", ":", "、", "，", ",", " ", "　", "*"})
    if (front ? text.starts_with(sign) : text.ends_with(sign)) {
      front ? text.remove_prefix(sign.size()) : text.remove_suffix(sign.size());
      return true;
    }
  return false;
}

}  // namespace

std::string campaign_in_title(std::string_view title) {
  if (title.size() > 300) return {};
  const std::string kept = without_asides(title);
  std::string_view text = trimmed(kept);
  for (bool cut = true; cut && !text.empty();) {
    cut = cut_signs(text, false) || cut_signs(text, true) || cut_version(text);
    if (cut) continue;
    const std::string lower = lower_ascii(text);
    for (const std::string_view word : file_words) {
      if (!lower.ends_with(word)) continue;
      const bool latin = static_cast<unsigned char>(word[0]) < 0x80;
      const char before = lower.size() > word.size() ? lower[lower.size() - word.size() - 1] : ' ';
      if (latin && before >= 'a' && before <= 'z') continue;
      text.remove_suffix(word.size());
      cut = true;
      break;
    }
    if (!cut && text.ends_with("表") && !text.ends_with("代表") && !text.ends_with("手表") && text.size() > 3) {
      text.remove_suffix(std::string_view("表").size());
      cut = true;
    }
  }
  // Only a year, or a word for the sheet itself.
  const auto year = leading_year(text);
  if (year && trimmed(year->second).empty()) return {};
  const std::string lower = lower_ascii(text);
  if (lower.starts_with("sheet") || lower.starts_with("工作表") || is_one_of(lower, {"活动", "大促", "campaign"}))
    return {};
  return std::string(text);
}

bool is_about_many(std::string_view title) {
  const std::string text = lower_ascii(title);
  if (has(text, {"周报",   "日报",   "月报",    "季报",     "年报",   "月度",     "季度",         "年度",
                 "台账",   "日历",   "全年",    "历次",     "各活动", "活动汇总", "活动数据汇总", "上半年",
                 "下半年", "weekly", "monthly", "calendar", "模板",   "template"}))
    return true;
  // The plan of days of one campaign names its occasion.
  return has(text, {"排期", "日程"}) && !occasion_in(title);
}

bool sounds_like_campaign(std::string_view name) {
  if (occasion_in(name)) return true;
  const std::string text = archive::fold(name);
  if (has(text, {"大促",       "促销",         "活动",   "周年",   "店庆",     "专场",     "召回",   "首发",
                 "联名",       "上新",         "新品",   "拉新",   "裂变",     "年货",     "会员日", "超品日",
                 "超级品牌日", "狂欢",         "开学季", "品牌日", "campaign", "festival", "sale",   "launch",
                 "promo",      "black friday", "双旦",   "感恩",   "女神",     "女王",     "38"}))
    return true;
  return text.ends_with("节") || text.ends_with("季") || text.ends_with("日") || text.ends_with("周");
}

TitleRole role_of_title(std::string_view title) {
  const std::string text = lower_ascii(title);
  const bool planned = has(text, {"预算", "计划", "方案", "预估", "目标", "budget", "plan"});
  const bool actual =
      has(text, {"复盘", "结案", "结算", "决算", "实际", "看板", "总结", "花费", "数据", "效果", "actual", "review"});
  return planned == actual ? TitleRole::none : planned ? TitleRole::planned : TitleRole::actual;
}

PeriodKey period_key(std::string_view key) {
  const std::string text = without_spaces(archive::fold(key));
  if (is_one_of(text,
                {"活动周期",      "活动时间", "活动日期",     "活动档期", "活动期间", "活动期",   "档期",
                 "大促周期",      "大促时间", "推广周期",     "投放周期", "投放时间", "执行周期", "campaignperiod",
                 "campaigndates", "活动起止", "活动起止时间", "促销时间", "促销周期", "项目周期"}))
    return is_one_of(text, {"投放周期", "投放时间", "推广周期"}) ? PeriodKey::loose : PeriodKey::own;
  if (is_one_of(text, {"周期", "时间", "日期", "起止时间", "起止日期", "期间", "period", "dates", "时间范围"}))
    return PeriodKey::loose;
  if (is_one_of(text, {"统计周期", "统计时间", "统计日期", "数据周期", "数据时间", "统计区间", "数据区间"}))
    return PeriodKey::figures;
  // "执行时间", "复盘周期"; not those of a part, or of the file.
  if (text.size() <= 24 &&
      !has(text, {"更新", "制表", "填",   "导出", "截",   "审",   "下单", "发货", "提交", "预热", "预售",
                  "支付", "尾款", "报名", "返场", "爆发", "定金", "去年", "上",   "同期", "统计", "数据"}))
    for (const std::string_view end : {"周期", "时间", "档期", "时段"})
      if (text.ends_with(end)) return PeriodKey::loose;
  return PeriodKey::none;
}

std::optional<std::pair<int, std::string_view>> leading_year(std::string_view text) {
  std::size_t digits = 0;
  while (digits < text.size() && is_digit(text[digits])) ++digits;
  int year = 0;
  if (digits == 4 && text.starts_with("20"))
    year = 2000 + (text[2] - '0') * 10 + (text[3] - '0');
  else if (digits == 2 && text.substr(2).starts_with("年") && text[0] >= '1' && text[0] <= '4')
    year = 2000 + (text[0] - '0') * 10 + (text[1] - '0');
  else
    return std::nullopt;
  std::string_view rest = text.substr(digits);
  if (rest.starts_with(".") || rest.starts_with("-") || rest.starts_with("/")) return std::nullopt;  // a date
  for (const std::string_view word : {"年度", "年"})
    if (rest.starts_with(word)) {
      rest.remove_prefix(word.size());
      break;
    }
  if (!rest.empty() && is_digit(rest.front())) return std::nullopt;
  return std::pair{year, rest};
}

std::string known_metric_name(std::string_view written, const archive::Dictionary& dictionary) {
  const HeaderName name = split_header_unit(written);
  std::string_view text = trimmed(name.name);
  if (dictionary.find_metric(text)) return std::string(text);
  for (const std::string_view word :
       {"推广", "投放", "营销", "广告", "媒介", "总", "全店", "店铺", "活动", "累计", "整体", "全渠道"})
    if (text.starts_with(word) && dictionary.find_metric(text.substr(word.size())))
      return std::string(text.substr(word.size()));
  return std::string(text);
}

ColumnHead column_head(std::string_view cell, const archive::Dictionary& dictionary, const ReviewDates& dates,
                       int own_year) {
  ColumnHead head;
  cell = trimmed(cell);
  head.text = cell;
  if (cell.empty()) {
    head.kind = Kind::empty;
    return head;
  }
  if (cell.size() > 90) return head;
  const HeaderName name = split_header_unit(cell);
  head.unit = name.unit;
  std::string text = without_spaces(archive::fold(name.name));
  if (const auto year = leading_year(text)) {
    if (year->second.empty()) {
      head.kind = Kind::year;
      head.year = year->first;
      return head;
    }
    head.year = year->first;
    if (own_year != 0 && own_year != year->first) {
      head.kind = Kind::baseline;
      return head;
    }
    text = std::string(year->second);
  }
  const auto is = [&](std::initializer_list<std::string_view> words) { return is_one_of(text, words); };
  const auto set = [&](Kind kind) { return head.kind = kind, head; };
  if (has(text, {"去年", "上年", "同期", "往期", "上期", "上次", "上届", "基线", "基准", "历史", "竞品", "行业", "对照",
                 "lastyear", "previous", "baseline", "benchmark"}))
    return set(Kind::baseline);
  if (has(text, {"同比", "环比", "占比",   "完成率", "达成率", "差异", "差值",     "差额",   "增幅",  "涨幅",
                 "进度", "偏差", "执行率", "使用率", "消耗率", "yoy",  "variance", "change", "share", "%"}))
    return set(Kind::rate);
  if (is({"指标", "指标名称", "核心指标", "数据指标", "关键指标", "数据项", "考核指标", "指标项", "目标项", "metric",
          "kpi指标", "metrics"}))
    return set(Kind::label);
  if (is({"项目", "事项", "科目", "类目", "内容", "item", "名称"})) return set(Kind::item);
  if (is({"目标", "目标值", "活动目标", "预期", "预期值", "预期目标", "kpi", "target", "goal"}))
    return set(Kind::target);
  if (is({"预算", "预算金额", "预算费用", "计划", "计划值", "计划金额", "计划费用", "费用预算", "投放预算", "预算额",
          "总预算", "budget", "planned", "plan", "预估费用", "申请金额", "申请预算"}))
    return set(Kind::planned);
  if (is({"实际",     "实际值",   "实际完成",   "完成",     "完成值",   "实际达成", "实际结果", "实际数据", "实绩",
          "实际花费", "实际费用", "实际金额",   "实际支出", "实际消耗", "实际投入", "实付",     "实付金额", "实际使用",
          "actual",   "actuals",  "actualcost", "result",   "决算",     "结算金额", "已花费",   "实花"}))
    return set(Kind::actual);
  if (is({"达成", "达成值", "达成情况", "完成情况"})) return set(Kind::attained);
  if (is({"数值", "值", "数据值", "结果", "本次", "本期", "今年", "活动期", "活动期间", "value"}))
    return set(Kind::value);
  if (is({"金额", "费用", "花费", "消耗", "成本", "投入", "支出", "费用金额", "amount", "cost", "spend"}))
    return set(Kind::amount);
  if (is({"小计", "合计", "总计", "汇总", "共计", "total", "subtotal"})) return set(Kind::subtotal);
  if (is({"单位", "unit"})) return set(Kind::unit);
  if (is({"备注", "说明", "口径", "状态", "负责人", "来源", "数据来源", "note", "notes", "remark", "remarks", "comment",
          "原因", "分析", "评价", "达标", "是否达成", "是否达标"}))
    return set(Kind::note);
  if (is({"序号", "编号", "no", "no.", "#"})) return set(Kind::number);
  if (is({"类别", "分类", "类型", "大类", "渠道类型", "渠道类别", "渠道分类", "板块", "模块", "category", "type"}))
    return set(Kind::category);
  if (is({"渠道", "渠道名称", "投放渠道", "推广渠道", "媒介", "媒体", "平台", "投放平台", "推广平台", "媒介渠道",
          "媒体渠道", "渠道/平台", "channel", "platform", "media", "推广工具", "广告平台"}))
    return set(Kind::channel);
  if (is({"费用类别", "费用分类", "费用项", "费用项目", "费用科目", "费用类型", "费用名称", "成本项", "成本项目",
          "权益", "权益项", "权益名称", "支出项目", "预算项", "预算项目", "预算科目", "costitem"}))
    return set(Kind::cost_item);
  if (is({"人群", "人群包", "人群名称", "人群包名称", "客群", "客群名称", "圈选人群", "目标人群", "segment",
          "audience"}))
    return set(Kind::segment);
  if (is({"sku", "sku编码", "skuid", "商品编码", "商品编号", "货号", "商品id", "产品编码", "条码", "款号"}))
    return set(Kind::sku);
  if (is({"商品", "商品名称", "品名", "产品", "产品名称", "货品", "货品名称", "单品", "product", "productname"}))
    return set(Kind::product);
  if (is({"日期", "date", "day", "天", "统计日期", "星期"})) return set(Kind::day);
  if (has(text, {"预估", "预计", "预测"})) return head;
  Role role = Role::unknown;
  if (const archive::Metric* metric = metric_of(known_metric_name(text, dictionary), dictionary, role)) {
    if (metric->name == "attainment") return set(Kind::rate);
    head.metric = metric;
    head.role = role;
    if (metric->name == "spend") {
      return set(role == Role::target ? Kind::planned : role == Role::actual ? Kind::actual : Kind::amount);
    }
    return set(Kind::metric);
  }
  // "预热期（5.20-5.30）", "第一波 11.1-11.3"
  const auto ranges = dates.find_all(cell);
  if (ranges.size() == 1 && ranges[0].range.end) {
    head.range = ranges[0].range;
    return set(Kind::phase);
  }
  if (has(text, {"期", "阶段", "波", "预热", "爆发", "返场", "蓄水", "预售", "开门红", "尾款", "种草"}) &&
      text.size() <= 24)
    return set(Kind::phase);
  return head;
}

}  // namespace almanac::importers
