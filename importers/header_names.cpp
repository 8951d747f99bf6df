#include "importers/header_names.h"

#include <algorithm>
#include <map>
#include <set>

#include "archive/name.h"

namespace almanac::importers {
namespace {

struct Names {
  RowKind kind;
  std::string_view field;
  std::vector<std::string_view> spellings;  // beside the field's own name
};

const std::vector<Names>& spellings() {
  using enum RowKind;
  static const std::vector<Names> all = {
      // campaigns
      {campaigns,
       "code",
       {"活动代码", "活动编号", "活动编码", "活动id", "编号", "代码", "项目编号", "campaign code", "campaign id",
        "campaign no", "campaign number", "id"}},
      {campaigns,
       "name",
       {"活动名称", "活动名", "活动", "名称", "项目名称", "活动标题", "活动项目", "营销活动", "campaign name",
        "活动项目名称", "项目名", "促销活动名称", "推广活动名称", "活动全称", "campaign", "title"}},
      {campaigns, "theme", {"活动主题", "主题", "活动口号", "口号", "slogan", "campaign theme"}},
      {campaigns, "occasion", {"节点", "档期", "活动节点", "营销节点", "节日", "大促节点", "holiday", "season"}},
      {campaigns, "objective", {"目的", "活动目的", "营销目的", "campaign objective", "purpose"}},
      {campaigns, "type", {"类型", "活动类型", "活动分类", "活动类别", "campaign type"}},
      {campaigns,
       "mechanics",
       {"玩法", "活动玩法", "活动形式", "活动机制", "促销方式", "活动方式", "mechanic", "promotion mechanics"}},
      {campaigns, "mode", {"活动模式", "线上/线下", "线上线下", "形式"}},
      {campaigns,
       "status",
       {"状态", "活动状态", "进度", "活动进度", "进展", "执行状态", "当前状态", "项目状态", "完成状态",
        "campaign status", "state"}},
      {campaigns, "start", {"启动时间",   "开始时间",   "开始日期",     "起始时间",     "起始日期",
                            "上线时间",   "上线日期",   "活动开始时间", "活动开始日期", "开始",
                            "启动日期",   "发起日期",   "发起时间",     "起始",         "活动开始",
                            "活动起始",   "活动开始日", "开始日",       "投放开始时间", "start date",
                            "start time", "begin",      "begin date",   "from",         "launch date"}},
      {campaigns, "end", {"结束时间",     "结束日期", "截止时间", "截止日期", "下线时间", "下线日期", "活动结束时间",
                          "活动结束日期", "结束",     "活动截止", "活动结束", "截止",     "结束日",   "投放结束时间",
                          "end date",     "end time", "finish",   "until",    "to",       "stop date"}},
      {campaigns, "period", {"活动时间",       "活动周期",     "起止时间",  "起止日期",   "活动日期", "时间",
                             "日期",           "时间段",       "投放周期",  "执行时间",   "活动起止", "活动起止时间",
                             "活动排期",       "排期",         "起止",      "活动日程",   "执行周期", "活动区间",
                             "活动期",         "活动档期",     "举办时间",  "举办日期",   "推广时间", "推广周期",
                             "campaign dates", "flight dates", "run dates", "date range", "dates",    "campaign period",
                             "duration"}},
      {campaigns, "planned_start", {"计划开始时间", "计划开始", "计划开始日期", "预计开始时间", "planned start date"}},
      {campaigns, "planned_end", {"计划结束时间", "计划结束", "计划结束日期", "预计结束时间", "planned end date"}},
      {campaigns, "announced", {"公布时间", "公布日期", "发布时间", "announcement date", "announce date"}},
      {campaigns, "currency", {"币种", "货币"}},
      {campaigns, "budget", {"活动预算", "预算",     "总预算",   "预算金额",     "费用预算",
                             "计划费用", "计划预算", "全年预算", "年度预算",     "预算总额",
                             "预算合计", "营销预算", "推广预算", "活动经费",     "申请预算",
                             "审批预算", "批复预算", "预算费用", "total budget", "planned budget"}},
      {campaigns, "spend", {"费用使用",    "已用费用",     "使用费用",    "已用预算",     "预算使用",
                            "花销",        "实际使用",     "实际用款",    "结算金额",     "实际结算",
                            "实际花费",    "消耗",         "实际费用",    "花费",         "实际消耗",
                            "总花费",      "总消耗",       "实际支出",    "实际成本",     "费用",
                            "活动费用",    "总费用",       "活动总费用",  "营销费用",     "营销总费用",
                            "费用合计",    "花费合计",     "费用支出",    "总支出",       "支出",
                            "投入",        "总投入",       "实际投入",    "投入费用",     "总成本",
                            "活动成本",    "费用决算",     "决算费用",    "决算",         "决算金额",
                            "实际结算",    "total cost",   "total costs", "actual cost",  "actual spending",
                            "营销投入",    "活动投入",     "市场费用",    "营销花费",     "营销成本",
                            "结算费用",    "实付费用",     "最终花费",    "费用执行",     "已使用预算",
                            "实际发生",    "实际发生额",   "实际花销",    "费用实际",     "实际总费用",
                            "实际总花费",  "实际营销费用", "合计花费",    "合计费用",     "总花销",
                            "expenses",    "investment",   "spent",       "amount spent", "actual spend",
                            "actual cost", "total spend",  "cost",        "推广花费",     "广告花费",
                            "投放花费",    "推广投入",     "广告投入",    "投放成本",     "推广成本",
                            "投流花费",    "投放金额",     "已花费",      "实花",         "推广总花费",
                            "投放总花费",  "广告总花费",   "总投放"}},
      {campaigns, "owner", {"负责人",  "活动负责人", "项目负责人", "运营负责人",    "主负责人", "总负责人",
                            "主责人",  "主理人",     "对接人",     "责任人",        "操盘手",   "统筹",
                            "统筹人",  "项目经理",   "活动统筹",   "操盘人",        "跟进人",   "pic",
                            "manager", "dri",        "lead",       "campaign owner"}},
      {campaigns, "team", {"团队", "部门", "负责部门", "主办部门", "执行团队", "department"}},
      {campaigns, "region", {"地区", "区域", "大区", "城市", "market", "country"}},
      {campaigns, "parent", {"上级活动", "所属活动", "父活动", "主活动", "parent campaign"}},
      {campaigns, "based_on", {"参考活动", "基于", "借鉴活动", "based on"}},
      {campaigns, "partners", {"合作方", "合作伙伴", "合作品牌", "联名品牌", "供应商", "partner", "agency"}},
      {campaigns,
       "summary",
       {"简介", "活动简介", "活动概述", "概述", "活动描述", "活动内容", "活动说明", "描述", "说明", "背景", "活动背景",
        "description"}},
      {campaigns, "highlights", {"活动亮点", "看点", "活动看点", "highlight"}},
      {campaigns, "tags", {"标签", "活动标签", "tag", "keywords", "关键词"}},
      {campaigns, "segments", {"目标人群", "目标用户",   "召回人群",       "覆盖人群", "触达人群", "圈选人群",
                               "定向人群", "推送人群",   "人群包",         "人群",     "目标客群", "客群",
                               "发送人群", "推送人群包", "目标会员",       "目标客户", "受众",     "投放人群",
                               "segment",  "audience",   "target audience"}},
      {campaigns, "channels", {"渠道",     "活动渠道", "投放渠道", "推广渠道", "触达渠道", "平台",     "推广平台",
                               "主渠道",   "主要渠道", "主推渠道", "销售渠道", "传播渠道", "宣传渠道", "参与渠道",
                               "参与平台", "活动平台", "销售平台", "投放平台", "channel",  "platform", "media"}},
      {campaigns, "products", {"产品",     "主推",     "主打产品",      "主打商品",  "主打款",   "主打品",   "核心产品",
                               "核心商品", "核心单品", "爆款",          "爆款商品",  "重点产品", "重点商品", "主推货品",
                               "主推款",   "主推单品", "hero products", "hero skus", "主推品",   "货品",     "商品",
                               "主推产品", "主推商品", "活动产品",      "活动商品",  "推广产品", "sku",      "skus",
                               "商品id",   "货号",     "款号",          "product",   "items"}},
      {campaigns,
       "goals",
       {"活动目标", "目标", "目标值", "kpi", "活动kpi", "预期目标", "核心目标", "关键目标", "主要目标", "目标拆解",
        "kpi目标", "核心kpi", "预期效果", "goal", "target", "targets", "objectives and key results"}},
      {campaigns,
       "results",
       {"活动效果", "效果", "实际值", "实际效果", "活动结果", "结果", "完成情况", "活动数据", "效果数据", "达成情况",
        "result", "outcome", "performance", "actual"}},
      {campaigns,
       "lessons",
       {"活动经验总结",
        "经验教训",
        "经验总结",
        "经验",
        "活动经验",
        "总结",
        "活动总结",
        "复盘",
        "复盘总结",
        "心得",
        "结论",
        "复盘结论",
        "启示",
        "复盘要点",
        "复盘小结",
        "活动小结",
        "小结",
        "key learnings",
        "what we learned",
        "what we learnt",
        "learning",
        "经验沉淀",
        "lesson",
        "lessons learned",
        "learnings",
        "takeaways"}},
      {campaigns,
       "lessons.success",
       {"亮点", "优点", "成功经验", "做得好的", "做得好的地方", "成功之处", "what went well", "successes"}},
      {campaigns,
       "lessons.failure",
       {"不足", "不足之处", "问题", "存在问题", "缺点", "教训", "问题与不足", "what went wrong", "problems",
        "failures"}},
      {campaigns,
       "lessons.suggestion",
       {"改进建议", "建议", "优化建议", "改进措施", "改进方向", "优化方向", "下一步", "suggestions", "improvements",
        "next steps"}},
      {campaigns,
       "result.sales_amount",
       {"销售达成", "销售完成", "销售实绩", "业绩达成", "业绩完成", "业绩实绩", "实际销售", "实际业绩", "销售实际"}},
      {campaigns, "goal.sales_amount", {"销售目标", "业绩目标", "销售额目标", "业绩指标"}},
      {campaigns, "review.goal", {"目标回顾", "回顾目标"}},
      {campaigns, "review.result", {"结果评估", "评估结果"}},
      {campaigns, "review.analysis", {"原因分析", "分析原因", "过程分析"}},
      {campaigns, "review.insight", {"规律总结", "总结规律", "洞察"}},
      {campaigns, "review.date", {"复盘时间", "复盘日期"}},
      // touchpoints
      {touchpoints,
       "event_id",
       {"事件id", "事件编号", "流水号", "记录id", "订单号", "订单编号", "eventid", "order id", "id"}},
      {touchpoints,
       "user",
       {"用户", "用户id", "会员id", "会员号", "会员编号", "用户编号", "客户id", "客户编号", "顾客id", "unionid",
        "openid", "uid", "user id", "userid", "customer", "customer id", "member id", "household id", "person"}},
      {touchpoints, "campaign", {"活动代码", "活动编号", "活动", "活动id", "活动编码", "campaign code", "campaign id"}},
      {touchpoints,
       "channel",
       {"渠道", "触达渠道", "来源渠道", "渠道名称", "channels", "channel name", "source channel"}},
      {touchpoints,
       "product",
       {"商品", "产品", "商品id", "货号", "款号", "商品编码", "商品编号", "产品编号", "product sku", "sku",
        "product id", "item", "item id"}},
      {touchpoints,
       "type",
       {"事件", "事件类型", "类型", "行为", "行为类型", "动作", "触点类型", "event", "event type", "action",
        "touchpoint"}},
      {touchpoints,
       "time",
       {"时间", "发生时间", "事件时间", "时间戳", "日期", "触达时间", "行为时间", "下单时间", "ts", "timestamp", "date",
        "datetime", "event time", "occurred at", "created at"}},
      {touchpoints,
       "value",
       {"金额", "价值", "成交金额", "订单金额", "支付金额", "销售额", "amount", "sales value", "order value"}},
      {touchpoints, "quantity", {"数量", "件数", "购买数量", "qty", "count"}},
      {touchpoints, "cost", {"成本", "费用", "花费", "spend"}},
      {touchpoints, "currency", {"币种", "货币"}},
      {touchpoints, "variant", {"版本", "实验组", "分组", "实验分组", "ab group", "test group"}},
      {touchpoints, "creative", {"素材", "创意", "素材id", "文案", "creative id", "ad id"}},
      {touchpoints, "region", {"地区", "城市", "省份", "区域", "city", "province"}},
      {touchpoints, "device", {"设备", "终端", "设备类型", "device type"}},
      // users
      {users,
       "user",
       {"用户", "用户id", "会员id", "会员号", "会员编号", "用户编号", "客户id", "客户编号", "顾客id", "unionid",
        "openid", "uid", "user id", "userid", "customer id", "member id", "household id", "id"}},
      {users, "tags", {"标签", "用户标签", "tag"}},
      // products
      {products,
       "sku",
       {"商品id", "货号", "款号", "商品编码", "商品编号", "产品编号", "产品id", "sku编码", "sku id", "product id",
        "product sku", "item id", "product", "id"}},
      {products,
       "name",
       {"商品名称", "产品名称", "商品名", "产品名", "品名", "名称", "商品", "产品", "product name", "item name",
        "title"}},
      {products, "category", {"类目", "品类", "分类", "商品类目", "商品分类", "产品类目", "category path"}},
      {products, "brand", {"品牌", "brand name"}},
      {products, "price", {"价格", "售价", "单价", "吊牌价", "零售价", "unit price", "list price"}},
      // channels
      {channels, "channel", {"渠道", "渠道编码", "渠道代码", "渠道id", "channel id", "channel code"}},
      {channels, "name", {"渠道名称", "渠道名", "名称", "channel name"}},
      {channels, "kind", {"类型", "渠道类型", "内部/外部", "channel kind", "channel type"}},
      {channels, "role", {"作用", "渠道作用", "渠道角色"}},
      {channels, "parent", {"上级渠道", "所属渠道", "父渠道", "parent channel"}},
      {channels, "aliases", {"别名", "其他名称", "alias"}},
      // segments
      {segments, "segment", {"人群", "人群包", "人群id", "人群代码", "客群", "segment id", "segment code", "audience"}},
      {segments, "name", {"人群名称", "名称", "segment name", "audience name"}},
      {segments, "size", {"人数", "规模", "人群规模", "覆盖人数", "audience size"}},
      {segments, "users", {"用户", "成员", "用户列表", "members"}},
      // rates
      {rates, "date", {"日期", "时间", "汇率日期", "day", "rate date"}},
      {rates, "from", {"原币种", "源币种", "外币", "从", "from currency", "source currency", "base"}},
      {rates, "to", {"目标币种", "本币", "折算币种", "到", "to currency", "target currency", "quote"}},
      {rates, "rate", {"汇率", "中间价", "exchange rate", "fx rate"}},
      // lessons
      {lessons, "code", {"经验编号", "经验代码", "lesson code", "lesson id"}},
      {lessons, "campaign", {"活动代码", "活动编号", "活动", "来源活动", "campaign code", "campaign id"}},
      {lessons, "kind", {"类型", "经验类型", "lesson kind", "lesson type"}},
      {lessons,
       "statement",
       {"经验", "经验教训", "经验总结", "内容", "经验内容", "结论", "lesson", "lesson learned", "learning"}},
      {lessons, "advice", {"建议", "改进建议", "行动建议", "做法", "recommendation"}},
      {lessons, "stage", {"阶段", "适用阶段"}},
      {lessons, "evidence", {"依据", "证据", "数据依据"}},
      {lessons, "owner", {"负责人", "提出人", "author"}},
      {lessons, "status", {"状态"}},
      {lessons, "date", {"日期", "时间", "记录日期"}},
      {lessons, "tags", {"标签", "tag"}},
      {lessons, "applies_when.channel", {"适用渠道", "渠道"}},
      {lessons, "applies_when.occasion", {"适用节点", "适用场景"}},
      {lessons, "applies_when.product", {"适用产品", "适用商品"}},
  };
  return all;
}

using Table = std::map<std::string, std::string, std::less<>>;  // folded name → field

const Table& table_of(RowKind kind) {
  static const std::map<RowKind, Table> tables = [] {
    std::map<RowKind, Table> built;
    for (const RowKind each : {RowKind::channels, RowKind::products, RowKind::segments, RowKind::users,
                               RowKind::campaigns, RowKind::lessons, RowKind::touchpoints, RowKind::rates}) {
      Table& table = built[each];
      for (const Field& field : fields_of(each)) table.emplace(folded_name(field.name), field.name);
      for (const Names& names : spellings())
        if (names.kind == each)
          for (const std::string_view spelling : names.spellings) table.emplace(folded_name(spelling), names.field);
    }
    return built;
  }();
  return tables.at(kind);
}

bool repeatable(std::string_view field) {
  static const std::set<std::string_view> fields = {
      "mechanics",          "based_on", "partners", "tags",    "segments",        "channels",
      "products",           "goals",    "results",  "lessons", "lessons.success", "lessons.failure",
      "lessons.suggestion", "aliases",  "summary"};
  return fields.contains(field);
}

// A header that is a metric with or without a word for planned or actual about it.
std::string metric_field(std::string_view folded, const archive::Dictionary& dictionary) {
  const auto metric_named = [&](std::string_view name) -> const archive::Metric* {
    return name.empty() ? nullptr : dictionary.find_metric(name);
  };
  static const std::vector<std::string_view> goal_words = {"目标值", "目标",   "target", "goal",   "kpi",
                                                           "预期",   "计划值", "计划",   "planned"};
  static const std::vector<std::string_view> result_words = {"实际值", "实际", "完成值", "完成",  "达成值",
                                                             "actual", "达成", "总",     "total", "召回",
                                                             "活动",   "本场", "本次",   "累计",  "整体"};
  for (const auto* words : {&goal_words, &result_words})
    for (const std::string_view word : *words) {
      const std::string prefix = words == &goal_words ? "goal." : "result.";
      if (folded.starts_with(word))
        if (const auto* metric = metric_named(folded.substr(word.size()))) return prefix + metric->name;
      if (folded.ends_with(word))
        if (const auto* metric = metric_named(folded.substr(0, folded.size() - word.size())))
          return prefix + metric->name;
    }
  if (const auto* metric = metric_named(folded)) return "result." + metric->name;
  return {};
}

}  // namespace

std::string folded_name(std::string_view name) {
  std::string folded = archive::fold(name);
  std::erase_if(folded, [](char c) { return c == ' ' || c == '_' || c == '-'; });
  return folded;
}

namespace {

// Heads of columns that are no field.
bool is_other_head(const std::string& folded) {
  static const std::set<std::string, std::less<>> heads = [] {
    std::set<std::string, std::less<>> built;
    for (const std::string_view name : {"序号",
                                        "备注",
                                        "指标",
                                        "指标名称",
                                        "核心指标",
                                        "数据指标",
                                        "考核指标",
                                        "项目",
                                        "目标",
                                        "目标值",
                                        "实际",
                                        "实际值",
                                        "完成值",
                                        "完成率",
                                        "达成率",
                                        "完成情况",
                                        "同比",
                                        "环比",
                                        "占比",
                                        "增长率",
                                        "日期",
                                        "时间",
                                        "账户",
                                        "推广账户",
                                        "推广计划",
                                        "推广单元",
                                        "推广组",
                                        "计划名称",
                                        "计划名字",
                                        "关键词",
                                        "搜索词",
                                        "省",
                                        "市",
                                        "省级地域",
                                        "市级地域",
                                        "小时",
                                        "年龄",
                                        "性别",
                                        "创意",
                                        "店铺",
                                        "单价",
                                        "金额",
                                        "数量",
                                        "小计",
                                        "阶段",
                                        "内容",
                                        "结果",
                                        "数据",
                                        "no",
                                        "no.",
                                        "remark",
                                        "remarks",
                                        "notes",
                                        "metric",
                                        "kpi",
                                        "target",
                                        "actual",
                                        "goal",
                                        "day",
                                        "month",
                                        "week",
                                        "account",
                                        "ad set name",
                                        "ad name",
                                        "ad group",
                                        "keyword",
                                        "reporting starts",
                                        "reporting ends"})
      built.insert(folded_name(name));
    return built;
  }();
  return heads.contains(folded);
}

std::string_view without_numbering(std::string_view name) {
  std::size_t i = 0;
  while (i < name.size() && i < 2 && name[i] >= '0' && name[i] <= '9') ++i;
  if (i == 0) return name;
  for (const std::string_view sign : {"、", ".", "．", "）", ")"})
    if (name.substr(i).starts_with(sign)) return trimmed(name.substr(i + sign.size()));
  return name;
}

}  // namespace

bool heads_column(std::string_view name, const archive::Dictionary& dictionary) {
  const std::string bare = split_header_unit(without_numbering(name)).name;
  const std::string folded = folded_name(bare);
  if (folded.empty()) return false;
  for (const RowKind kind : {RowKind::campaigns, RowKind::touchpoints, RowKind::users, RowKind::products,
                             RowKind::channels, RowKind::segments, RowKind::lessons})
    if (table_of(kind).contains(folded)) return true;
  return is_other_head(folded) || !metric_field(folded, dictionary).empty() ||
         !metric_field(archive::fold(bare), dictionary).empty();
}

bool is_field_name(std::string_view name) {
  const std::string folded = folded_name(split_header_unit(without_numbering(name)).name);
  return table_of(RowKind::campaigns).contains(folded) || table_of(RowKind::lessons).contains(folded);
}

bool names_record(std::string_view name) {
  const auto& table = table_of(RowKind::campaigns);
  const auto found = table.find(folded_name(without_numbering(name)));
  return found != table.end() && (found->second == "name" || found->second == "code");
}

namespace {

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> heads) {
  const std::string folded = folded_name(split_header_unit(without_numbering(name)).name);
  return std::ranges::any_of(heads, [&](std::string_view head) { return folded_name(head) == folded; });
}

}  // namespace

bool heads_numbers(std::string_view name) { return is_one_of(name, {"序号", "编号", "行号", "no", "no.", "#", "nr"}); }

std::string_view figure_prefix(std::string_view name) {
  if (is_one_of(name,
                {"渠道", "渠道名称", "投放渠道", "推广渠道", "媒体", "平台", "channel", "channel name", "platform"}))
    return channel_prefix;
  if (is_one_of(name, {"费用项", "费用项目", "费用类别", "费用科目", "费用明细", "预算项", "预算项目", "预算科目",
                       "预算明细", "支出项目", "成本项", "成本项目", "cost item", "budget item", "expense"}))
    return cost_prefix;
  if (is_one_of(name, {"阶段", "活动阶段", "阶段名称", "环节", "流程", "时间节点", "stage", "phase"}))
    return stage_prefix;
  return {};
}

bool heads_figures(std::string_view name) {
  return !figure_prefix(name).empty() || is_one_of(name, {"指标", "指标名称", "核心指标", "数据指标", "考核指标",
                                                          "关键指标", "指标项", "metric", "metrics", "kpi"});
}

std::string_view without_copy_number(std::string_view name) {
  const std::size_t at = name.rfind(" (");
  if (at == std::string_view::npos || !name.ends_with(')')) return name;
  const std::string_view number = name.substr(at + 2, name.size() - at - 3);
  const bool digits =
      !number.empty() && number.size() < 6 && number.find_first_not_of("0123456789") == std::string_view::npos;
  return digits ? name.substr(0, at) : name;
}

namespace {

std::vector<std::string> parts_of(std::string_view name) {
  std::vector<std::string> parts;
  while (true) {
    const std::size_t at = name.find(" / ");
    parts.emplace_back(trimmed(name.substr(0, at)));
    if (at == std::string_view::npos) return parts;
    name.remove_prefix(at + 3);
  }
}

// "渠道：抖音 / 花费", "抖音 / 曝光", "费用：达人 / 预算".
std::optional<PartFigure> part_figure(const std::vector<std::string>& parts, const archive::Dictionary& dictionary) {
  if (parts.size() < 2) return std::nullopt;
  const std::string& last = parts.back();
  PartFigure figure;
  const auto behind = [&](std::string_view prefix) {
    return trimmed(std::string_view(parts[0]).substr(prefix.size()));
  };
  if (parts[0].starts_with(channel_prefix))
    figure.channel = behind(channel_prefix);
  else if (parts[0].starts_with(cost_prefix))
    figure.kind = behind(cost_prefix);
  else if (dictionary.find_channel(parts[0]))
    figure.channel = parts[0];
  if (figure.channel.empty() && figure.kind.empty()) {
    const auto* metric = dictionary.find_metric(parts[0]);
    if (!metric || !is_one_of(last, {"基线", "基准", "基准值", "去年同期", "同期", "上期", "baseline"}))
      return std::nullopt;
    return PartFigure{"goals", "baseline", metric->name, "", ""};
  }
  const std::string folded = folded_name(split_header_unit(last).name);
  const auto known = table_of(RowKind::campaigns).find(folded);
  const std::string field = known == table_of(RowKind::campaigns).end() ? std::string() : known->second;
  const bool planned = field == "budget" || is_one_of(last, {"预算", "计划", "目标", "planned", "budget"});
  const bool actual = field == "spend" || is_one_of(last, {"实际", "花费", "金额", "actual", "amount"});
  // 目标 beside 实际 is of what the table counts, not of a cost.
  if (is_one_of(last, {"目标", "target", "goal"})) return std::nullopt;
  if (planned || actual) {
    figure.list = "costs";
    figure.field = planned ? "planned" : "actual";
    return figure;
  }
  const std::string metric = metric_field(folded, dictionary);
  if (!metric.starts_with("result.") || figure.channel.empty()) return std::nullopt;
  figure.list = "results";
  figure.field = "value";
  figure.metric = metric.substr(std::string_view("result.").size());
  return figure;
}

// Field and confidence of one name.
void match_name(RowKind kind, const archive::Dictionary& dictionary, ColumnMatch& match) {
  const Table& table = table_of(kind);
  const auto take = [&](std::string field, double confidence) {
    match.field = std::move(field);
    match.confidence = confidence;
  };
  if (const auto known = table.find(folded_name(match.column)); known != table.end()) return take(known->second, 1);
  if (find_field(kind, match.column)) return take(match.column, 1);  // a dotted form, written out
  HeaderName header = split_header_unit(without_numbering(match.column));
  match.unit = header.unit;
  const std::string folded = folded_name(header.name);
  if (const auto known = table.find(folded); known != table.end()) return take(known->second, 0.95);
  if (kind != RowKind::campaigns) return;
  const auto metric_of = [&](std::string_view name) {
    std::string field = metric_field(folded_name(name), dictionary);
    return field.empty() ? metric_field(archive::fold(name), dictionary) : field;
  };
  if (std::string field = metric_of(header.name); !field.empty()) {
    const bool plain = dictionary.find_metric(header.name) != nullptr;
    return take(std::move(field), plain ? 0.9 : 0.85);
  }
  if (header.name.ends_with("(#)"))
    header.name = trimmed(std::string_view(header.name).substr(0, header.name.size() - 3));
  // "Owner 负责人", "Orders 订单数"
  const bool grouped = header.name.find(" / ") != std::string::npos;
  for (std::size_t at = header.name.find(' '); !grouped && at != std::string::npos;
       at = header.name.find(' ', at + 1)) {
    const std::string_view left = trimmed(std::string_view(header.name).substr(0, at)),
                           right = trimmed(std::string_view(header.name).substr(at + 1));
    const auto is_wide = [](char c) { return static_cast<unsigned char>(c) >= 0x80; };
    const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    if (left.empty() || right.empty() ||
        !((is_wide(left.back()) && is_letter(right.front())) || (is_wide(right.front()) && is_letter(left.back()))))
      continue;
    for (const std::string_view part : {left, right}) {
      if (const auto known = table.find(folded_name(part)); known != table.end()) return take(known->second, 0.85);
      if (std::string field = metric_of(part); !field.empty()) return take(std::move(field), 0.85);
    }
  }
  if (std::string field = metric_of(header.name); !field.empty()) return take(std::move(field), 0.85);
  const std::vector<std::string> parts = parts_of(header.name);
  if (parts.size() < 2) return;
  match.figure = part_figure(parts, dictionary);
  if (!match.figure && parts.size() == 2 && dictionary.find_channel(parts[1])) {
    // "GMV（万元） / 天猫": the channels stand below what is counted.
    const HeaderName counted = split_header_unit(parts[0]);
    if ((match.figure = part_figure({parts[1], counted.name}, dictionary)) && counted.unit) match.unit = counted.unit;
  }
  if (match.figure) {
    match.confidence = 0.85;
    return;
  }
  // What is said of a channel, an item or a stage is not said of the campaign.
  for (const std::string_view prefix : {channel_prefix, cost_prefix, stage_prefix})
    if (parts.front().starts_with(prefix)) return;
  std::string joined;
  for (const std::string& part : parts) joined += part;
  if (std::string field = metric_of(joined); !field.empty()) return take(std::move(field), 0.85);
  ColumnMatch last{parts.back(), {}, {}, 0, {}};
  match_name(kind, dictionary, last);
  // "GMV / 备注" is not the campaign's remark.
  const auto* group = dictionary.find_metric(parts.front());
  const bool amounts = group && group->name == "spend" && (last.field == "budget" || last.field == "spend");
  if (last.field.empty() || last.field == "goals" || last.field == "results" || (group && !amounts)) return;
  if (last.unit) match.unit = last.unit;
  take(std::move(last.field), 0.7 * last.confidence);
}

// "天猫 / 实际" beside "天猫 / 目标" is what the channel reached, of what the table counts; no cost.
void take_back_counted(std::vector<ColumnMatch>& matches) {
  const auto parts = [](const ColumnMatch& match) { return parts_of(split_header_unit(match.column).name); };
  for (const ColumnMatch& goal : matches) {
    const std::vector<std::string> of_goal = parts(goal);
    if (of_goal.size() != 2 || !is_one_of(of_goal[1], {"目标", "目标值", "target", "goal"})) continue;
    for (ColumnMatch& match : matches) {
      if (!match.figure || match.figure->list != "costs") continue;
      const std::vector<std::string> own = parts(match);
      if (own.size() == 2 && own[0] == of_goal[0] && is_one_of(own[1], {"实际", "actual"})) {
        match.figure.reset();
        match.confidence = 0;
      }
    }
  }
}

}  // namespace

std::vector<ColumnMatch> match_columns(RowKind kind, std::span<const std::string> columns,
                                       const archive::Dictionary& dictionary) {
  std::vector<ColumnMatch> matches;
  std::set<std::string> taken;
  for (const std::string& column : columns) {
    ColumnMatch match{column, {}, {}, 0, {}};
    match_name(kind, dictionary, match);
    if (const std::string_view first = without_copy_number(column); match.field.empty() && first != column) {
      ColumnMatch copy{std::string(first), {}, {}, 0, {}};
      match_name(kind, dictionary, copy);
      if (repeatable(copy.field)) match.field = copy.field, match.unit = copy.unit, match.confidence = copy.confidence;
    }
    if (!match.field.empty() && !repeatable(match.field) && !taken.insert(match.field).second) {
      match.field.clear();
      match.confidence = 0;
    }
    matches.push_back(std::move(match));
  }
  if (kind == RowKind::campaigns) take_back_counted(matches);
  // Channels and segments whose table has 渠道名称 or 人群名称 only are keyed by it.
  const std::string_view key = kind == RowKind::channels || kind == RowKind::segments ? key_field(kind) : "";
  if (!key.empty() && !taken.contains(std::string(key)))
    for (ColumnMatch& match : matches)
      if (match.field == "name" && is_one_of(match.column, {"渠道名称", "渠道名", "channel name", "人群名称",
                                                            "人群包名称", "segment name", "audience name"}))
        match.field = key;
  return matches;
}

std::vector<std::string> missing_fields(RowKind kind, std::span<const std::string> fields) {
  static const std::map<RowKind, std::vector<std::string>> required = {
      {RowKind::campaigns, {"name", "start|end|period|planned_start|planned_end"}},
      {RowKind::touchpoints, {"user", "type", "time"}},
      {RowKind::users, {"user"}},
      {RowKind::products, {"sku"}},
      {RowKind::channels, {"channel"}},
      {RowKind::segments, {"segment"}},
      {RowKind::lessons, {"campaign", "statement"}},
      {RowKind::rates, {"date", "from", "to", "rate"}}};
  std::vector<std::string> missing;
  for (const std::string& alternatives : required.at(kind)) {
    bool given = false;
    for (std::size_t from = 0; from <= alternatives.size();) {
      const std::size_t to = std::min(alternatives.find('|', from), alternatives.size());
      given = given || std::ranges::find(fields, alternatives.substr(from, to - from)) != fields.end();
      from = to + 1;
    }
    if (!given) missing.push_back(alternatives);
  }
  return missing;
}

std::optional<RowKind> detect_kind(std::span<const std::string> columns, const archive::Dictionary& dictionary) {
  struct Rule {
    RowKind kind;
    std::vector<std::string_view> all, any;  // fields that must be there; at least one of these too
  };
  // Most telling first: a table of campaigns may well have a channel column, a table of channels has no dates.
  static const std::vector<Rule> rules = {
      {RowKind::rates, {"date", "from", "to", "rate"}, {}},
      {RowKind::touchpoints, {"user", "time"}, {"type", "campaign"}},
      {RowKind::campaigns, {"name"}, {"start", "end", "period", "planned_start", "planned_end"}},
      {RowKind::lessons, {"campaign", "statement"}, {}},
      {RowKind::products, {"sku"}, {"name", "category", "brand", "price"}},
      {RowKind::segments, {"segment"}, {"size", "users", "name"}},
      {RowKind::channels, {"channel"}, {"kind", "role", "parent", "name", "aliases"}},
      {RowKind::users, {"user"}, {}},
  };
  for (const Rule& rule : rules) {
    std::set<std::string, std::less<>> found;
    for (const ColumnMatch& match : match_columns(rule.kind, columns, dictionary))
      if (folded_name(match.column) != "id") found.insert(match.field);  // an id may be anything's
    const auto there = [&](std::string_view field) { return found.contains(field); };
    if (std::ranges::all_of(rule.all, there) && (rule.any.empty() || std::ranges::any_of(rule.any, there)))
      return rule.kind;
  }
  return std::nullopt;
}

std::string known_metric_name(std::string_view written, const archive::Dictionary& dictionary) {
  const HeaderName name = split_header_unit(written);
  std::string_view text = trimmed(name.name);
  if (dictionary.find_metric(text)) return std::string(text);
  for (const std::string_view word :
       {"引导成交", "引导支付", "引导进店", "引导",   "推广", "投放", "投流", "营销",   "广告",   "媒介", "总",
        "全店",     "店铺",     "活动期间", "活动期", "活动", "累计", "整体", "全渠道", "全平台", "全场", "全网",
        "大促",     "期间",     "本次",     "本期",   "现场", "合作", "会员", "老客",   "用户"}) {
    if (!text.starts_with(word)) continue;
    const std::string_view rest = text.substr(word.size());
    // Of whom: of a sale to members, or how many of the customers came again; not the number of them.
    const bool of_people = word == "会员" || word == "老客" || word == "用户";
    const bool fits = !of_people || rest.ends_with("复购率") || rest.ends_with("回购率") ||
                      (word == "会员" && (rest == "销售额" || rest == "成交额" || rest == "成交金额" || rest == "GMV"));
    if (fits && dictionary.find_metric(rest)) return std::string(rest);
  }
  // "礼盒售罄率"
  for (const std::string_view rate : {"售罄率", "动销率"})
    if (text.ends_with(rate) && text.size() > rate.size() && text.size() <= rate.size() + 18) return std::string(rate);
  // "销量（杯）", "展位试跑（参与人数）"
  for (const auto& [open, close] : {std::pair<std::string_view, std::string_view>{"（", "）"}, {"(", ")"}}) {
    const std::size_t at = text.find(open);
    if (at == std::string_view::npos || at == 0 || !text.ends_with(close)) continue;
    for (const std::string_view part :
         {trimmed(text.substr(0, at)),
          trimmed(text.substr(at + open.size(), text.size() - at - open.size() - close.size()))})
      if (dictionary.find_metric(part)) return std::string(part);
  }
  // "Orders 订单数": either language may be the known one.
  for (std::size_t at = text.find(' '); at != std::string_view::npos && at > 0; at = text.find(' ', at + 1)) {
    const std::string_view left = trimmed(text.substr(0, at)), right = trimmed(text.substr(at + 1));
    if (left.empty() || right.empty() ||
        (static_cast<unsigned char>(left.back()) >= 0x80) == (static_cast<unsigned char>(right.front()) >= 0x80))
      continue;
    const auto* one = dictionary.find_metric(left);
    const auto* other = dictionary.find_metric(right);
    if ((one || other) && (!one || !other || one == other)) return std::string(one ? left : right);
  }
  // "展现", "线索"; 成交 in yuan, or in 万, is no number of anything.
  const bool money = name.unit && name.unit->word.empty() && !name.unit->percent;
  if (money && (text == "成交" || text == "引导成交" || text == "带来成交")) return "成交额";
  for (const std::string_view end : {"量", "数"})
    if (const std::string longer = std::string(text) + std::string(end);
        !money && text.size() >= 6 && text.size() <= 18 && dictionary.find_metric(longer))
      return longer;
  return std::string(text);
}

std::string nearest_name(std::string_view wanted, std::span<const std::string> names) {
  std::string nearest;
  std::size_t best = std::max<std::size_t>(2, wanted.size() / 3) + 1;
  for (const std::string& name : names) {
    const std::size_t distance = archive::edit_distance(wanted, name, best);
    if (distance < best) {
      best = distance;
      nearest = name;
    }
  }
  return nearest;
}

}  // namespace almanac::importers
