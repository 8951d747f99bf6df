#include "server/export/titles.h"

#include <map>

namespace almanac::server {

using archive::Language;

namespace {

struct Title {
  std::string_view zh, en;
};

const std::map<std::string_view, Title>& tables() {
  static const std::map<std::string_view, Title> titles = {
      {"campaign", {"活动", "campaigns"}},     {"goal", {"目标", "goals"}},
      {"result", {"效果", "results"}},         {"cost", {"费用", "costs"}},
      {"benefit", {"权益", "benefits"}},       {"phase", {"阶段", "phases"}},
      {"milestone", {"里程碑", "milestones"}}, {"experiment", {"实验", "experiments"}},
      {"competitor", {"竞品", "competitors"}}, {"lesson", {"经验", "lessons"}},
      {"channel", {"渠道", "channels"}},       {"product", {"产品", "products"}},
      {"segment", {"人群", "segments"}},       {"user", {"用户", "users"}},
      {"touchpoint", {"触点", "touchpoints"}}, {"rate", {"汇率", "rates"}},
      {"synonym", {"同义词", "synonyms"}},     {"saved_search", {"已保存的搜索", "saved_searches"}}};
  return titles;
}

// "table/field" before "field". English titles are the field's name.
const std::map<std::string_view, std::string_view>& columns() {
  static const std::map<std::string_view, std::string_view> titles = {{"campaign/code", "活动代码"},
                                                                      {"campaign/name", "活动名称"},
                                                                      {"campaign/theme", "活动主题"},
                                                                      {"campaign/occasion", "节点"},
                                                                      {"campaign/objective", "目的"},
                                                                      {"campaign/type", "活动类型"},
                                                                      {"campaign/mechanics", "玩法"},
                                                                      {"campaign/mode", "活动模式"},
                                                                      {"campaign/status", "状态"},
                                                                      {"campaign/start", "开始时间"},
                                                                      {"campaign/end", "结束时间"},
                                                                      {"campaign/planned_start", "计划开始时间"},
                                                                      {"campaign/planned_end", "计划结束时间"},
                                                                      {"campaign/announced", "公布时间"},
                                                                      {"campaign/currency", "币种"},
                                                                      {"campaign/budget", "预算"},
                                                                      {"campaign/spend", "实际费用"},
                                                                      {"campaign/parent", "上级活动"},
                                                                      {"campaign/based_on", "参考活动"},
                                                                      {"campaign/partners", "合作方"},
                                                                      {"campaign/segments", "人群"},
                                                                      {"campaign/channels", "渠道"},
                                                                      {"campaign/products", "产品"},
                                                                      {"review_goal", "复盘目标"},
                                                                      {"review_result", "复盘结果"},
                                                                      {"review_analysis", "复盘分析"},
                                                                      {"review_insight", "复盘总结"},
                                                                      {"review_date", "复盘日期"},
                                                                      {"lesson/code", "经验编号"},
                                                                      {"lesson/kind", "经验类型"},
                                                                      {"lesson/statement", "经验"},
                                                                      {"lesson/advice", "建议"},
                                                                      {"lesson/stage", "阶段"},
                                                                      {"lesson/evidence", "依据"},
                                                                      {"lesson/applies_when", "适用条件"},
                                                                      {"user/user", "用户ID"},
                                                                      {"user/tags", "用户标签"},
                                                                      {"channel/channel", "渠道"},
                                                                      {"channel/name", "渠道名称"},
                                                                      {"channel/kind", "渠道类型"},
                                                                      {"channel/role", "渠道角色"},
                                                                      {"channel/parent", "上级渠道"},
                                                                      {"channel/aliases", "别名"},
                                                                      {"product/sku", "SKU"},
                                                                      {"product/name", "产品名称"},
                                                                      {"product/category", "品类"},
                                                                      {"product/brand", "品牌"},
                                                                      {"product/price", "价格"},
                                                                      {"segment/segment", "人群"},
                                                                      {"segment/name", "人群名称"},
                                                                      {"segment/size", "人群规模"},
                                                                      {"segment/users", "用户"},
                                                                      {"touchpoint/user", "用户ID"},
                                                                      {"touchpoint/campaign", "活动代码"},
                                                                      {"touchpoint/type", "行为"},
                                                                      {"touchpoint/time", "时间"},
                                                                      {"touchpoint/value", "金额"},
                                                                      {"touchpoint/quantity", "数量"},
                                                                      {"touchpoint/cost", "成本"},
                                                                      {"touchpoint/variant", "实验组"},
                                                                      {"touchpoint/creative", "创意"},
                                                                      {"touchpoint/device", "设备"},
                                                                      {"touchpoint/source", "来源"},
                                                                      {"touchpoint/event_id", "事件ID"},
                                                                      {"rate/date", "日期"},
                                                                      {"synonym/words", "词"},
                                                                      {"saved_search/name", "名称"},
                                                                      {"saved_search/title", "标题"},
                                                                      {"saved_search/parameters", "参数"},
                                                                      {"rate/from", "原币种"},
                                                                      {"rate/to", "目标币种"},
                                                                      {"rate/rate", "汇率"},
                                                                      {"goal/name", "名称"},
                                                                      {"goal/parent", "上级目标"},
                                                                      {"cost/kind", "费用类型"},
                                                                      {"cost/rate", "单价"},
                                                                      {"milestone/name", "里程碑"},
                                                                      {"milestone/planned", "计划日期"},
                                                                      {"milestone/actual", "实际日期"},
                                                                      {"phase/name", "阶段"},
                                                                      {"benefit/name", "权益"},
                                                                      {"competitor/name", "竞品"},
                                                                      {"attributes", "其他属性"},
                                                                      {"campaign", "活动代码"},
                                                                      {"channel", "渠道"},
                                                                      {"product", "产品"},
                                                                      {"segment", "人群"},
                                                                      {"kind", "类型"},
                                                                      {"metric", "指标"},
                                                                      {"target", "目标值"},
                                                                      {"low", "下限"},
                                                                      {"high", "上限"},
                                                                      {"baseline", "基准值"},
                                                                      {"weight", "权重"},
                                                                      {"unit", "单位"},
                                                                      {"basis", "口径"},
                                                                      {"phase", "阶段"},
                                                                      {"variant", "实验组"},
                                                                      {"text", "说明"},
                                                                      {"value", "数值"},
                                                                      {"from", "起始"},
                                                                      {"to", "截止"},
                                                                      {"date", "日期"},
                                                                      {"source", "来源"},
                                                                      {"planned", "计划金额"},
                                                                      {"actual", "实际金额"},
                                                                      {"hours", "工时"},
                                                                      {"bearer", "承担方"},
                                                                      {"face_value", "面额"},
                                                                      {"threshold", "门槛"},
                                                                      {"issued", "发放量"},
                                                                      {"claimed", "领取量"},
                                                                      {"redeemed", "核销量"},
                                                                      {"cost", "成本"},
                                                                      {"hypothesis", "假设"},
                                                                      {"variants", "分组"},
                                                                      {"verdict", "结论"},
                                                                      {"action", "动作"},
                                                                      {"start", "开始时间"},
                                                                      {"end", "结束时间"},
                                                                      {"budget", "预算"},
                                                                      {"currency", "币种"},
                                                                      {"owner", "负责人"},
                                                                      {"team", "团队"},
                                                                      {"region", "地区"},
                                                                      {"status", "状态"},
                                                                      {"summary", "概述"},
                                                                      {"highlights", "亮点"},
                                                                      {"tags", "标签"}};
  return titles;
}

}  // namespace

std::string table_title(std::string_view kind, Language language) {
  const auto found = tables().find(kind);
  if (found == tables().end()) return std::string(kind);
  return std::string(language == Language::zh ? found->second.zh : found->second.en);
}

std::string column_title(std::string_view kind, std::string_view field, Language language) {
  if (language != Language::zh) return std::string(field);
  const std::string of_table = std::string(kind) + "/" + std::string(field);
  auto found = columns().find(of_table);
  if (found == columns().end()) found = columns().find(field);
  return std::string(found == columns().end() ? field : found->second);
}

}  // namespace almanac::server
