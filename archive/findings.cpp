#include "archive/findings.h"

#include "archive/name.h"

namespace almanac::archive {
namespace {

constexpr std::size_t longest_name = 1024;
constexpr std::size_t longest_text = 1u << 20;

}  // namespace

Json to_json(const Finding& finding, Language language) {
  return {{"severity", finding.is_error() ? "error" : "warning"},
          {"field", finding.field},
          {"value", finding.value},
          {"code", finding.code},
          {"reason", finding.reason.in(language)},
          {"remedy", finding.remedy.in(language)}};
}

Json to_json(const std::vector<Finding>& findings, Language language) {
  Json list = Json::array();
  for (const Finding& finding : findings) list.push_back(to_json(finding, language));
  return list;
}

Text sentence(const Finding& finding) {
  if (finding.remedy.empty()) return finding.reason;
  return {finding.reason.en + "; " + finding.remedy.en, finding.reason.zh + "；" + finding.remedy.zh};
}

void Findings::required(const std::string& field, const std::string& value) {
  if (normalize_key(value).empty())
    error(field, value, "missing", {"this field is required", "该字段必填"}, {"fill it in", "请填写"});
  name(field, value);
}

void Findings::name(const std::string& field, const std::string& value) {
  if (value.size() > longest_name)
    error(field, value.substr(0, 60), "too_long", {"at most 1,024 bytes are allowed here", "此处最多 1024 字节"},
          {"shorten it; long text belongs into summary", "请缩短；长文字请写入 summary"});
}

void Findings::text(const std::string& field, const std::string& value) {
  if (value.size() > longest_text)
    error(field, value.substr(0, 60), "too_long", {"at most 1 MB of text is allowed here", "此处文字最多 1 MB"},
          {"attach the whole text as a document", "请将全文作为文档附上"});
}

void Findings::not_negative(const std::string& field, const std::optional<Decimal>& value) {
  if (value && value->is_negative())
    error(field, value->to_string(), "negative", {"must not be negative", "不能为负数"},
          {"check the sign", "请检查正负号"});
}

void Findings::period(const std::string& field, const std::optional<Date>& start, const std::optional<Date>& end) {
  if (start && end && end->last_day() < start->days)
    error(field, end->to_string(), "end_before_start",
          filled({"the end {} is before the start {}", "结束日期 {} 早于开始日期 {}"}, end->to_string(),
                 start->to_string()),
          {"check which is which, and the years", "请检查两者是否颠倒、年份是否正确"});
}

void Findings::currency(const std::string& field, const std::string& value) {
  const bool good =
      value.size() == 3 && std::all_of(value.begin(), value.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  if (!value.empty() && !good)
    error(field, value, "bad_currency", {"not an ISO currency code", "不是 ISO 币种代码"},
          {"write three capital letters, such as CNY or USD", "请写三个大写字母，如 CNY、USD"});
}

}  // namespace almanac::archive
