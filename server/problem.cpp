#include "server/problem.h"

#include <algorithm>

#include "graph/cypher/query_error.h"
#include "server/query_api.h"

namespace almanac::server {
namespace {

archive::ErrorKind kind_of(int status) {
  switch (status) {
    case 401:
    case 403:
      return archive::ErrorKind::forbidden;
    case 404:
      return archive::ErrorKind::not_found;
    case 409:
    case 412:
      return archive::ErrorKind::conflict;
    case 429:
    case 503:
    case 507:
      return archive::ErrorKind::unavailable;
    default:
      return archive::ErrorKind::invalid_input;
  }
}

Text title_of(int status) {
  switch (status) {
    case 400:
      return {"Bad request", "请求有误"};
    case 401:
      return {"Token needed", "需要访问令牌"};
    case 403:
      return {"Not allowed", "不允许"};
    case 404:
      return {"Not found", "未找到"};
    case 405:
      return {"Method not allowed", "不支持的请求方法"};
    case 406:
      return {"Format not offered", "不提供该格式"};
    case 408:
      return {"Too slow", "请求超时"};
    case 409:
      return {"Conflict", "冲突"};
    case 411:
      return {"Length required", "缺少长度"};
    case 412:
      return {"Changed meanwhile", "内容已被修改"};
    case 413:
      return {"Too large", "内容过大"};
    case 414:
      return {"Address too long", "地址过长"};
    case 415:
      return {"Unsupported content", "不支持的内容类型"};
    case 422:
      return {"Cannot be processed", "无法处理"};
    case 429:
      return {"Too many attempts", "尝试过于频繁"};
    case 431:
      return {"Header too large", "请求头过大"};
    case 503:
      return {"Not available now", "暂不可用"};
    case 507:
      return {"No space", "空间不足"};
    default:
      return status < 500 ? Text{"Bad request", "请求有误"} : Text{"Server error", "服务器错误"};
  }
}

Json base(int status, const std::string& code, const std::string& detail, const Request& request) {
  Json body;
  body["type"] = "urn:almanac:error:" + code;
  body["title"] = title_of(status).in(request.language);
  body["status"] = status;
  body["detail"] = detail;
  body["code"] = code;
  return body;
}

Response finish(Json body, int status, const Request& request) {
  body["retryable"] = status == 429 || status == 503 || status == 507 || status == 408;
  body["request_id"] = request.request_id;
  auto response = Response::of(body, status);
  response.content_type = "application/problem+json";
  return response;
}

void set_where(Json& body, const std::string& where) {
  if (where.empty()) return;
  body[where.front() == '/' ? "pointer" : "where"] = where;
}

// Where a query is wrong, and what helps to mend it.
void set_help(Json& body, const archive::Error& error, archive::Language language) {
  const auto* query = dynamic_cast<const graph::cypher::QueryError*>(&error);
  if (query == nullptr) return;
  if (query->has_position()) {
    const auto at = query->position();
    body["position"] = {{"line", at.line}, {"column", at.column}, {"offset", at.offset}};
  }
  const auto& help = query->help();
  if (const auto& expected = help.expected.in(language); !expected.empty()) body["expected"] = expected;
  if (!help.suggestion.empty()) body["suggestion"] = help.suggestion;
}

Response answer_of(const archive::Error& error, int status, const Request& request) {
  if (query_api::is_asked(request)) return query_api::failure(error, status, error.message().in(request.language));
  auto body = base(status, error.code(), error.message().in(request.language), request);
  set_where(body, error.where());
  set_help(body, error, request.language);
  const auto* http = dynamic_cast<const HttpError*>(&error);
  if (http != nullptr && !http->findings().empty()) {
    body["errors"] = Json::array();
    for (const auto& finding : http->findings()) {
      auto item = archive::to_json(finding, request.language);
      item["pointer"] = finding.field;
      item["message"] = archive::sentence(finding).in(request.language);
      body[finding.is_error() ? "errors" : "warnings"].push_back(std::move(item));
    }
  }
  return finish(std::move(body), status, request);
}

}  // namespace

HttpError::HttpError(int status, std::string code, Text message, std::string where)
    : archive::Error(kind_of(status), std::move(code), std::move(message), std::move(where)), status_(status) {}

HttpError::HttpError(Text message, std::vector<archive::Finding> findings)
    : archive::Error(archive::ErrorKind::invalid_input, "invalid_record", std::move(message),
                     findings.empty() ? std::string() : findings.front().field),
      status_(400),
      findings_(std::move(findings)) {}

int status_of(archive::ErrorKind kind) {
  switch (kind) {
    case archive::ErrorKind::not_found:
      return 404;
    case archive::ErrorKind::invalid_input:
      return 400;
    case archive::ErrorKind::conflict:
      return 409;
    case archive::ErrorKind::corrupt:
      return 500;
    case archive::ErrorKind::unavailable:
      return 503;
    case archive::ErrorKind::forbidden:
      return 403;
  }
  return 500;
}

Response problem(const archive::Error& error, const Request& request) {
  const auto* http = dynamic_cast<const HttpError*>(&error);
  const bool is_full = error.code() == "disk_full" || error.code() == "no_space";
  const int status = http != nullptr ? http->status() : is_full ? 507 : status_of(error.kind());
  auto response = answer_of(error, status, request);
  if (http != nullptr) response.headers = http->headers;
  if (status == 503 && (http == nullptr || http->headers.empty())) response.with("Retry-After", "1");
  return response;
}

Response internal_problem(const Request& request) {
  const Text message{"Something failed inside the server. The server's log has more under this request id.",
                     "服务器内部出错。可用此请求编号在服务器日志中查看详情。"};
  return answer_of(archive::Error(archive::ErrorKind::corrupt, "internal_error", message), 500, request);
}

void require_valid(const std::vector<archive::Finding>& findings) {
  const archive::Finding* first = nullptr;
  std::size_t errors = 0;
  for (const auto& finding : findings) {
    if (!finding.is_error()) continue;
    if (first == nullptr) first = &finding;
    ++errors;
  }
  if (errors == 0) return;
  auto message = errors == 1 ? archive::sentence(*first)
                             : filled(Text{"{} fields are not valid", "有 {} 个字段无效"}, std::to_string(errors));
  auto ordered = findings;  // errors first: the answer's pointer is the first one's
  std::stable_partition(ordered.begin(), ordered.end(), [](const auto& finding) { return finding.is_error(); });
  throw HttpError(std::move(message), std::move(ordered));
}

}  // namespace almanac::server
