#include "importers/header_words.h"

#include <algorithm>
#include <set>

#include "archive/name.h"
#include "importers/value.h"

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

}  // namespace

const HeaderTable& header_table(RowKind kind) {
  static const std::map<RowKind, HeaderTable> tables = [] {
    std::map<RowKind, HeaderTable> built;
    for (const RowKind each : {RowKind::channels, RowKind::products, RowKind::segments, RowKind::users,
                               RowKind::campaigns, RowKind::lessons, RowKind::touchpoints, RowKind::rates}) {
      HeaderTable& table = built[each];
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

std::string folded_name(std::string_view name) {
  std::string folded = archive::fold(name);
  std::erase_if(folded, [](char c) { return c == ' ' || c == '_' || c == '-'; });
  return folded;
}

std::string_view without_numbering(std::string_view name) {
  std::size_t i = 0;
  while (i < name.size() && i < 2 && name[i] >= '0' && name[i] <= '9') ++i;
  if (i == 0) return name;
  for (const std::string_view sign : {"、", ".", "．", "）", ")"})
    if (name.substr(i).starts_with(sign)) return trimmed(name.substr(i + sign.size()));
  return name;
}

bool heads_one_of(std::string_view name, std::initializer_list<std::string_view> heads) {
  const std::string folded = folded_name(split_header_unit(without_numbering(name)).name);
  return std::ranges::any_of(heads, [&](std::string_view head) { return folded_name(head) == folded; });
}

}  // namespace almanac::importers
