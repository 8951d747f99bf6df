#include "server/api.h"

#include <sodium.h>

#include <algorithm>
#include <chrono>
#include <stdexcept>

#include "server/assets.h"
#include "server/http_head.h"
#include "server/problem.h"
#include "server/query_api.h"

namespace almanac::server {
namespace {

std::vector<std::string_view> segments_of(std::string_view path) {
  std::vector<std::string_view> segments;
  while (!path.empty()) {
    path.remove_prefix(1);  // the slash
    const auto end = std::min(path.find('/'), path.size());
    segments.push_back(path.substr(0, end));
    path.remove_prefix(end);
  }
  return segments;
}

bool is_name(std::string_view segment) { return segment.size() > 2 && segment.front() == '{' && segment.back() == '}'; }

bool fits(const std::vector<std::string_view>& pattern, const std::vector<std::string_view>& path) {
  if (pattern.size() != path.size()) return false;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (is_name(pattern[i]) ? path[i].empty() : pattern[i] != path[i]) return false;
  }
  return true;
}

struct Compiled {
  const Route* route;
  std::vector<std::string_view> segments;
};

const std::vector<Compiled>& compiled_routes() {
  static const auto compiled = [] {
    std::vector<Compiled> made;
    for (const auto& route : routes()) made.push_back({&route, segments_of(route.pattern)});
    return made;
  }();
  return compiled;
}

// Whether a path belongs to the API; all others are pages and their files.
bool is_api_path(std::string_view path) {
  if (path.substr(0, 4) == "/db/" || path.substr(0, 5) == "/api/" || path == "/api") return true;
  return std::any_of(compiled_routes().begin(), compiled_routes().end(), [&](const Compiled& compiled) {
    return compiled.segments.size() == 1 && compiled.route->pattern == path;
  });
}

Pairs path_values_of(const Compiled& compiled, const std::vector<std::string_view>& path) {
  Pairs values;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (!is_name(compiled.segments[i])) continue;
    auto value = percent_decode(path[i], Plus::is_plus);
    if (!value) {
      throw HttpError(400, "bad_path", {"the path is not UTF-8, percent-encoded", "路径不是以百分号编码的 UTF-8"},
                      std::string(path[i]));
    }
    values.emplace_back(compiled.segments[i].substr(1, compiled.segments[i].size() - 2), std::move(*value));
  }
  return values;
}

std::string random_run() {
  if (sodium_init() < 0) throw std::runtime_error("the system gives no random numbers");
  unsigned char bytes[4];
  randombytes_buf(bytes, sizeof bytes);
  char text[9];
  sodium_bin2hex(text, sizeof text, bytes, sizeof bytes);
  return text;
}

bool has_header(const Response& response, std::string_view name) {
  return std::any_of(response.headers.begin(), response.headers.end(),
                     [&](const auto& header) { return header.first == name; });
}

Json to_kept(const Response& response) {
  Json kept{{"type", response.content_type}, {"body", response.body}, {"headers", Json::array()}};
  for (const auto& [name, value] : response.headers) kept["headers"].push_back({name, value});
  return kept;
}

Response from_kept(const archive::KeptAnswers::Answer& answer) {
  const auto kept = archive::parse_json(answer.body);
  Response response;
  response.status = answer.status;
  response.content_type = kept.at("type");
  response.body = kept.at("body");
  for (const auto& header : kept.at("headers")) response.with(header.at(0), header.at(1));
  response.with("Idempotency-Replayed", "true");
  return response;
}

}  // namespace

RouteMatch find_route(std::string_view method, std::string_view path) {
  const auto segments = segments_of(path);
  const auto wanted = method == "HEAD" ? std::string_view("GET") : method;
  RouteMatch match;
  for (const auto& compiled : compiled_routes()) {
    if (!fits(compiled.segments, segments)) continue;
    if (!match.allow.empty()) match.allow += ", ";
    match.allow += compiled.route->method;
    if (compiled.route->method == "GET") match.allow += ", HEAD";
    if (compiled.route->method != wanted || match.route != nullptr) continue;
    match.route = compiled.route;
    match.path_values = path_values_of(compiled, segments);
  }
  if (!match.allow.empty()) match.allow += ", OPTIONS";
  return match;
}

Api::Api(Sites& sites, Access& access, std::filesystem::path web_root, Log log)
    : sites_(sites), access_(access), web_root_(std::move(web_root)), log_(std::move(log)), run_(random_run()) {}

Admission Api::admit(Request& request) {
  request.request_id = run_ + "-" + std::to_string(++requests_);
  request.language = language_of(request);
  Admission admission;
  try {
    const auto key = request.header(local_key_header);
    request.site = key ? sites_.find_by_key(*key) : nullptr;
    const bool has_local_key = request.site != nullptr;
    if (!has_local_key) request.site = &sites_.shown();
    auto match = find_route(request.method, request.path);
    if (match.route == nullptr && match.allow.empty() && !is_api_path(request.path)) {
      access_.check(request, Permission::open, has_local_key);
      if (request.method == "GET" || request.method == "HEAD") return admission;
      match.allow = "GET, HEAD";
    }
    if (match.route == nullptr) {
      access_.check(request, Permission::open, has_local_key);
      if (request.method == "OPTIONS" && !match.allow.empty()) {
        admission.refusal = std::make_unique<Response>();
        admission.refusal->status = 204;
        admission.refusal->with("Allow", match.allow);
        finish(*admission.refusal, request);
        return admission;
      }
      if (match.allow.empty()) {
        throw HttpError(404, "no_such_path",
                        {"there is nothing at this path; /openapi.json lists what there is",
                         "此路径不存在；/openapi.json 列出了所有路径"},
                        "path");
      }
      HttpError error(
          405, "method_not_allowed",
          filled(Text{"{} is not offered here; {} are", "此处不支持 {}；支持 {}"}, request.method, match.allow));
      error.headers.emplace_back("Allow", match.allow);
      throw error;
    }
    request.route = match.route;
    request.path_values = std::move(match.path_values);
    access_.check(request, match.route->permission, has_local_key);
    read_parameters(request, *match.route);
    if (match.route->request_schema == "upload") {
      admission.body_limit = upload_limit;
      admission.spool = request.site->spool();
    } else if (!match.route->request_schema.empty()) {
      admission.body_limit = body_limit;
    }
  } catch (const std::exception& error) {
    admission.refusal = std::make_unique<Response>(failed(error, request));
    finish(*admission.refusal, request);
  }
  return admission;
}

Response Api::handle(Request& request) {
  const auto began = std::chrono::steady_clock::now();
  Response response;
  try {
    response = request.route != nullptr                 ? call_once(request)
               : query_api::asks_for_discovery(request) ? query_api::discovery(request)
                                                        : serve_asset(web_root_, request);
  } catch (const std::exception& error) {
    response = failed(error, request);
  }
  finish(response, request);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  sites_.metrics().count(request.method, request.route == nullptr ? "page" : request.route->pattern, response.status,
                         took.count());
  return response;
}

Response Api::respond(Request request) {
  auto admission = admit(request);
  if (admission.refusal) return std::move(*admission.refusal);
  return handle(request);
}

// A POST with an Idempotency-Key has its effect once; a repetition gets the first answer.
Response Api::call_once(Request& request) {
  const auto key = request.header("idempotency-key");
  if (!key || request.method != "POST") return call(request);
  auto& answers = request.site->answers();
  std::string what = request.path + "?" + request.query + "\n" + request.body;
  if (!request.spooled.empty()) what += std::to_string(request.body_bytes);
  if (const auto answer = answers.begin(request.actor, *key, what)) {
    if (answer->status == 0) {
      throw HttpError(409, "in_progress",
                      {"the first request with this Idempotency-Key is still being worked on",
                       "使用该 Idempotency-Key 的首个请求仍在处理中"},
                      "Idempotency-Key");
    }
    return from_kept(*answer);
  }
  try {
    auto response = call(request);
    if (response.stream) {
      answers.abandon(request.actor, *key);
    } else {
      answers.finish(request.actor, *key, response.status, archive::dump(to_kept(response)));
    }
    return response;
  } catch (...) {
    answers.abandon(request.actor, *key);
    throw;
  }
}

Response Api::call(Request& request) { return request.route->handler(*request.site, request); }

Response Api::failed(const std::exception& error, const Request& request) {
  if (const auto* known = dynamic_cast<const archive::Error*>(&error)) {
    if (known->kind() == archive::ErrorKind::corrupt) log_("request " + request.request_id + ": " + error.what());
    return problem(*known, request);
  }
  log_("request " + request.request_id + " failed: " + error.what());
  return internal_problem(request);
}

Response Api::refuse(const Request* request, int status, std::string code, Text message) {
  Request unknown;
  if (request == nullptr) {
    unknown.request_id = run_ + "-" + std::to_string(++requests_);
    request = &unknown;
  }
  auto response = problem(HttpError(status, std::move(code), std::move(message)), *request);
  finish(response, *request);
  sites_.metrics().count(request->method, request->route == nullptr ? "refused" : request->route->pattern, status, 0);
  return response;
}

void Api::finish(Response& response, const Request& request) const {
  response.with("X-Request-Id", request.request_id)
      .with("Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
            "connect-src 'self'; "
            "manifest-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'")
      .with("X-Content-Type-Options", "nosniff")
      .with("Referrer-Policy", "no-referrer")
      .with("Cross-Origin-Opener-Policy", "same-origin")
      .with("Cross-Origin-Resource-Policy", "same-origin")
      .with("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
  if (!has_header(response, "Cache-Control"))
    response.with("Cache-Control", has_header(response, "ETag") ? "private, no-cache" : "no-store");
  if (!has_header(response, "Vary"))
    response.with("Vary", "Accept, Accept-Encoding, Accept-Language, Authorization, Cookie");
}

}  // namespace almanac::server
