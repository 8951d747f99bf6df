#include "server/routes/parameters.h"

namespace almanac::server {
namespace {

using In = Parameter::In;
using Type = Parameter::Type;

}  // namespace

Parameter text(std::string_view name, Text summary) { return {.name = name, .summary = std::move(summary)}; }
Parameter several(std::string_view name, Text summary) {
  return {.name = name, .summary = std::move(summary), .repeated = true};
}
Parameter needed(std::string_view name, Text summary) {
  return {.name = name, .summary = std::move(summary), .required = true};
}
Parameter in_path(std::string_view name, Text summary) {
  return {.name = name, .summary = std::move(summary), .in = In::path, .required = true};
}
Parameter in_header(std::string_view name, Text summary) {
  return {.name = name, .summary = std::move(summary), .in = In::header};
}
Parameter flag(std::string_view name, Text summary) {
  return {.name = name, .summary = std::move(summary), .type = Type::boolean};
}
Parameter date(std::string_view name, Text summary) {
  return {.name = name, .summary = std::move(summary), .type = Type::date};
}
Parameter word(std::string_view name, Text summary, std::vector<std::string_view> words) {
  return {.name = name, .summary = std::move(summary), .one_of = std::move(words)};
}
Parameter number(std::string_view name, Text summary, std::int64_t least, std::int64_t most, std::int64_t otherwise) {
  return {.name = name,
          .summary = std::move(summary),
          .type = Type::integer,
          .minimum = least,
          .maximum = most,
          .otherwise = otherwise};
}

Parameter as_of() {
  return date("as_of", {"use nothing that was not known at the end of this day", "只使用截至当日结束时已知的内容"});
}
Parameter wait() {
  return flag("wait", {"wait up to 2 s until the latest change is included", "最多等待 2 秒，直到包含最新修改"});
}
Parameter cursor() { return text("cursor", {"next_cursor of the page before", "上一页返回的 next_cursor"}); }
Parameter limit(std::int64_t most, std::int64_t otherwise) {
  return number("limit", {"how many at most", "最多返回多少条"}, 1, most, otherwise);
}
Parameter format() {
  return word("format", {"json, or csv for a spreadsheet", "json，或 csv（用于电子表格）"}, {"json", "csv"});
}
Parameter quality_day() {
  return date("day", {"campaigns without a status are over if they ended before this day (default: today)",
                      "没有状态的活动在此日之前结束即视为已结束（默认今天）"});
}
Parameter dry_run() { return flag("dry_run", {"check everything, store nothing", "只检查，不写入"}); }
Parameter if_match() {
  return in_header("If-Match", {"the ETag that was read; 412 if the record changed since",
                                "读取时的 ETag；若记录已被修改则返回 412"});
}
Parameter if_none_match() {
  return in_header("If-None-Match",
                   {"an ETag (304 if unchanged), or * to create only", "ETag（未变则 304），或 * 表示只新建"});
}
Parameter idempotency_key() {
  return in_header("Idempotency-Key", {"a repetition with the same key has no second effect; kept 24 hours",
                                       "相同的键重复请求不会生效两次；保留 24 小时"});
}
Parameter code() { return in_path("code", {"the campaign's code, percent-encoded", "活动代码（百分号编码）"}); }

std::vector<Parameter> record_list() { return {limit(200, 50), cursor(), format()}; }
std::vector<Parameter> one_record(std::string_view name, Text summary) {
  return {in_path(name, std::move(summary)), if_none_match()};
}

// All filters given must hold; text is compared exactly (a channel by any of its names).
std::vector<Parameter> campaign_view() {
  return {
      word("sort", {"order; what has no value is the least", "排序；没有值的视为最小"},
           {"start", "-start", "end", "-end", "name", "-name", "code", "-code", "budget", "-budget", "spend", "-spend",
            "changed", "-changed"}),
      text("status", {"only this status", "只看此状态"}),
      text("theme", {"only this theme", "只看此主题"}),
      text("occasion", {"only this occasion", "只看此节点"}),
      text("objective", {"only this objective", "只看此目的"}),
      text("type", {"only this type", "只看此类型"}),
      text("owner", {"only of this owner", "只看此负责人"}),
      text("parent", {"only parts of this campaign", "只看此活动的子活动"}),
      text("channel", {"only those that used this channel", "只看使用此渠道的"}),
      text("product", {"only those that promoted this product", "只看推广此产品的"}),
      date("start_from", {"starting on this day or later", "此日或之后开始"}),
      date("start_to", {"starting on this day or earlier", "此日或之前开始"}),
      text("budget_min", {"with at least this budget, whatever its currency", "预算不低于（不区分币种）"}),
      text("budget_max", {"with at most this budget, whatever its currency", "预算不高于（不区分币种）"}),
  };
}

std::vector<Parameter> touchpoint_view() {
  return {
      text("user", {"of this user", "用户"}),
      text("campaign", {"of this campaign; - for those without", "活动；- 表示无活动"}),
      text("channel", {"at this channel", "渠道"}),
      text("product", {"of this product", "产品"}),
      several("type", {"send, open, click, purchase …", "类型：send、open、click、purchase 等"}),
      several("where", {"a condition, name op value, on type, channel, product, currency, variant, creative, region "
                        "or device, as `edge` has them in the graph",
                        "条件，写作 名称 运算符 值，可用 type、channel、product、currency、variant、creative、region、"
                        "device，与图谱的 edge 相同"}),
      date("from", {"on this day or later", "不早于"}),
      date("to", {"on this day or earlier", "不晚于"}),
      as_of()};
}

std::vector<Parameter> with(std::vector<Parameter> parameters, std::vector<Parameter> more) {
  for (auto& each : more) parameters.push_back(std::move(each));
  return parameters;
}

Parameter timeout() {
  return number("timeout_ms",
                {"how long the question may take; it is given up then, and when the client leaves",
                 "查询最多可用的毫秒数；超时或客户端离开时即中止"},
                1, 10'000, 10'000);
}

}  // namespace almanac::server
