#include "importers/fields.h"

#include <algorithm>
#include <map>
#include <string>

#include "archive/name.h"

namespace almanac::importers {
namespace {

using enum FieldType;

constexpr Field campaign_fields[] = {{"code", text},
                                     {"name", text},
                                     {"theme", text},
                                     {"occasion", text},
                                     {"objective", word},
                                     {"type", text},
                                     {"mechanics", names},
                                     {"mode", word},
                                     {"status", word},
                                     {"start", date},
                                     {"end", date},
                                     {"period", period},
                                     {"planned_start", date},
                                     {"planned_end", date},
                                     {"announced", date},
                                     {"currency", text},
                                     {"budget", amount},
                                     {"spend", amount},
                                     {"owner", text},
                                     {"team", text},
                                     {"region", text},
                                     {"parent", text},
                                     {"based_on", names},
                                     {"partners", names},
                                     {"summary", prose},
                                     {"highlights", prose},
                                     {"tags", names},
                                     {"segments", names},
                                     {"channels", names},
                                     {"products", names},
                                     {"goals", figures},
                                     {"results", figures},
                                     {"lessons", sentences},
                                     {"lessons.success", sentences},
                                     {"lessons.failure", sentences},
                                     {"lessons.suggestion", sentences},
                                     {"review.goal", prose},
                                     {"review.result", prose},
                                     {"review.analysis", prose},
                                     {"review.insight", prose},
                                     {"review.date", date}};
constexpr Field touchpoint_fields[] = {{"event_id", text},   {"user", text},   {"campaign", text}, {"channel", text},
                                       {"product", text},    {"type", word},   {"time", time},     {"value", amount},
                                       {"quantity", amount}, {"cost", amount}, {"currency", text}, {"variant", text},
                                       {"creative", text},   {"region", text}, {"device", text}};
constexpr Field user_fields[] = {{"user", text}, {"tags", names}};
constexpr Field product_fields[] = {
    {"sku", text}, {"name", text}, {"category", path}, {"brand", text}, {"price", amount}};
constexpr Field channel_fields[] = {{"channel", text}, {"name", text},   {"kind", word},
                                    {"role", word},    {"parent", text}, {"aliases", names}};
constexpr Field segment_fields[] = {{"segment", text}, {"name", text}, {"size", amount}, {"users", names}};
constexpr Field lesson_fields[] = {{"code", text},    {"campaign", text}, {"kind", word},      {"statement", prose},
                                   {"advice", prose}, {"stage", word},    {"evidence", prose}, {"owner", text},
                                   {"status", word},  {"date", date},     {"tags", names}};

constexpr Field rate_fields[] = {{"date", date}, {"from", text}, {"to", text}, {"rate", amount}};

constexpr Field goal_fields[] = {{"metric", text},     {"target", amount}, {"low", amount}, {"high", amount},
                                 {"baseline", amount}, {"weight", amount}, {"unit", text},  {"basis", text},
                                 {"parent", text},     {"phase", text},    {"text", prose}};
constexpr Field result_fields[] = {{"metric", text},  {"value", amount}, {"unit", text},    {"basis", text},
                                   {"channel", text}, {"segment", text}, {"product", text}, {"phase", text},
                                   {"variant", text}, {"from", date},    {"to", date},      {"date", date},
                                   {"source", text},  {"text", prose}};
constexpr Field cost_fields[] = {{"channel", text}, {"kind", text},   {"planned", amount}, {"actual", amount},
                                 {"hours", amount}, {"rate", amount}, {"bearer", text},    {"text", prose}};
constexpr Field benefit_fields[] = {{"name", text},        {"kind", text},     {"face_value", amount},
                                    {"threshold", amount}, {"issued", amount}, {"claimed", amount},
                                    {"redeemed", amount},  {"cost", amount},   {"bearer", text}};
constexpr Field phase_fields[] = {{"name", text}, {"kind", text}, {"start", date}, {"end", date}, {"budget", amount}};
constexpr Field experiment_fields[] = {
    {"hypothesis", prose}, {"metric", text}, {"variants", variants}, {"verdict", text}, {"date", date}};
constexpr Field competitor_fields[] = {{"name", text}, {"action", prose}, {"date", date}, {"source", text}};
constexpr Field milestone_fields[] = {{"name", text}, {"planned", date}, {"actual", date}};

constexpr Field attribute_field{"attributes.", attribute};

struct Vocabulary {
  RowKind kind;
  std::string_view field;
  std::vector<std::pair<std::string_view, std::vector<std::string_view>>> words;  // word, how it is written
};

const std::vector<Vocabulary>& vocabularies() {
  static const std::vector<Vocabulary> all = {
      {RowKind::campaigns,
       "status",
       {{"draft", {"草稿", "草案"}},
        {"planned",
         {"计划中", "待开始", "未开始", "未启动", "待启动", "待上线", "未上线", "规划中", "策划中", "筹备中", "待执行",
          "scheduled", "upcoming"}},
        {"running",
         {"进行中", "执行中", "投放中", "已启动", "已上线", "收尾中", "active", "in progress", "ongoing", "live"}},
        {"finished",
         {"已结束", "已完成", "已完结", "已收官", "完成", "结束", "ended", "completed", "complete", "done", "closed"}},
        {"reviewed", {"已复盘", "复盘完成"}},
        {"cancelled", {"已取消", "取消", "canceled", "已终止", "已下线"}}}},
      {RowKind::campaigns,
       "objective",
       {{"acquisition",
         {"拉新", "获客", "拉新获客", "新客", "新客拉新", "会员拉新", "私域拉新", "customer acquisition", "lead gen",
          "lead generation", "leads"}},
        {"activation", {"促活", "活跃", "激活"}},
        {"conversion",
         {"转化", "成交", "促销转化", "销售", "销售转化", "冲销售", "冲销量", "提升销售", "促销", "sales"}},
        {"retention", {"留存", "复购", "老客复购", "提升复购", "loyalty"}},
        {"win_back",
         {"召回", "唤醒", "老客召回", "老客唤醒", "会员召回", "沉睡召回", "沉默唤醒", "流失召回", "win back", "winback",
          "reactivation"}},
        {"brand", {"品牌", "品牌曝光", "awareness", "branding"}},
        {"launch", {"新品", "上新", "新品上市", "新品首发", "新品上新", "product launch"}}}},
      {RowKind::campaigns,
       "mode",
       {{"online", {"线上"}}, {"offline", {"线下"}}, {"mixed", {"线上线下", "全渠道", "omnichannel"}}}},
      {RowKind::touchpoints,
       "type",
       {{"send", {"发送", "推送", "触达", "sent", "delivered", "offer received"}},
        {"impression", {"曝光", "展示", "展现", "view", "impressions"}},
        {"open", {"打开", "阅读", "opened"}},
        {"click", {"点击", "clicked"}},
        {"visit", {"访问", "到店", "浏览", "visited", "page view", "page_view"}},
        {"signup", {"注册", "报名", "sign up", "sign_up", "register", "registered"}},
        {"add_to_cart", {"加购", "加入购物车", "add to cart", "addtocart"}},
        {"redeem", {"核销", "用券", "兑换", "redeemed", "redemption"}},
        {"purchase", {"购买", "下单", "支付", "成交", "付款", "purchased", "order", "buy", "transaction"}},
        {"share", {"分享", "转发", "shared"}},
        {"refund", {"退款", "退货", "refunded", "return"}},
        {"complaint", {"投诉", "客诉", "complained"}}}},
      {RowKind::channels, "kind", {{"internal", {"内部", "自有", "站内"}}, {"external", {"外部", "站外", "付费"}}}},
      {RowKind::channels,
       "role",
       {{"reach", {"触达"}},
        {"media", {"投放", "媒体", "广告"}},
        {"creator", {"达人", "kol", "koc"}},
        {"store", {"成交", "店铺", "门店"}}}},
      {RowKind::lessons,
       "kind",
       {{"success", {"亮点", "成功", "成功经验", "做得好"}},
        {"failure", {"不足", "失败", "问题", "教训"}},
        {"suggestion", {"建议", "改进", "改进建议", "优化建议"}},
        {"risk", {"风险"}}}},
      {RowKind::lessons,
       "stage",
       {{"plan", {"策划", "规划", "计划"}},
        {"prepare", {"准备", "筹备"}},
        {"execute", {"执行"}},
        {"review", {"复盘", "总结"}}}},
      {RowKind::lessons,
       "status",
       {{"candidate", {"待验证", "候选"}},
        {"validated", {"已验证"}},
        {"routine", {"已成惯例", "已固化", "常规"}},
        {"retired", {"已废弃", "失效"}}}},
  };
  return all;
}

}  // namespace

std::span<const Field> fields_of(RowKind kind) {
  switch (kind) {
    case RowKind::channels:
      return channel_fields;
    case RowKind::products:
      return product_fields;
    case RowKind::segments:
      return segment_fields;
    case RowKind::users:
      return user_fields;
    case RowKind::campaigns:
      return campaign_fields;
    case RowKind::lessons:
      return lesson_fields;
    case RowKind::touchpoints:
      return touchpoint_fields;
    case RowKind::rates:
      return rate_fields;
    case RowKind::history:
    case RowKind::synonyms:
    case RowKind::saved_searches:
      return {};
  }
  return {};
}

std::span<const Field> fields_of_list(std::string_view list) {
  if (list == "goals") return goal_fields;
  if (list == "results") return result_fields;
  if (list == "costs") return cost_fields;
  if (list == "benefits") return benefit_fields;
  if (list == "phases") return phase_fields;
  if (list == "experiments") return experiment_fields;
  if (list == "competitors") return competitor_fields;
  if (list == "milestones") return milestone_fields;
  if (list == "lessons") return lesson_fields;
  return {};
}

std::optional<Field> find_field(RowKind kind, std::string_view name) {
  for (const Field& field : fields_of(kind))
    if (field.name == name) return field;
  const bool attributes = kind != RowKind::touchpoints && kind != RowKind::lessons && kind != RowKind::rates;
  if (attributes && name.starts_with(attribute_field.name) && name.size() > attribute_field.name.size())
    return Field{name, attribute};
  if (kind == RowKind::lessons && name.starts_with("applies_when.") && name.size() > 13) return Field{name, names};
  if (kind == RowKind::campaigns)
    for (const std::string_view prefix : {"goal.", "result.", "cost."})
      if (name.starts_with(prefix) && name.size() > prefix.size()) return Field{name, amount};
  return std::nullopt;
}

std::string_view key_field(RowKind kind) {
  switch (kind) {
    case RowKind::channels:
      return "channel";
    case RowKind::products:
      return "sku";
    case RowKind::segments:
      return "segment";
    case RowKind::users:
      return "user";
    case RowKind::campaigns:
      return "code";
    case RowKind::lessons:
      return "code";
    case RowKind::history:
    case RowKind::touchpoints:
    case RowKind::rates:
    case RowKind::synonyms:
    case RowKind::saved_searches:
      return "";
  }
  return "";
}

std::string_view canonical_word(RowKind kind, std::string_view field, std::string_view written) {
  using Words = std::map<std::string, std::string_view, std::less<>>;
  static const std::map<std::pair<RowKind, std::string_view>, Words> tables = [] {
    std::map<std::pair<RowKind, std::string_view>, Words> built;
    for (const Vocabulary& vocabulary : vocabularies()) {
      Words& words = built[{vocabulary.kind, vocabulary.field}];
      for (const auto& [word, spellings] : vocabulary.words) {
        words.emplace(archive::fold(word), word);
        for (const std::string_view spelling : spellings) words.emplace(archive::fold(spelling), word);
      }
    }
    return built;
  }();
  const auto table = tables.find({kind, field});
  if (table == tables.end()) return written;
  const auto word = table->second.find(archive::fold(written));
  return word == table->second.end() ? written : word->second;
}

std::string_view to_string(RowKind kind) {
  switch (kind) {
    case RowKind::channels:
      return "channels";
    case RowKind::products:
      return "products";
    case RowKind::segments:
      return "segments";
    case RowKind::users:
      return "users";
    case RowKind::campaigns:
      return "campaigns";
    case RowKind::lessons:
      return "lessons";
    case RowKind::touchpoints:
      return "touchpoints";
    case RowKind::rates:
      return "rates";
    case RowKind::history:
      return "history";
    case RowKind::synonyms:
      return "synonyms";
    case RowKind::saved_searches:
      return "saved_searches";
  }
  return "";
}

}  // namespace almanac::importers
