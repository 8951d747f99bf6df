#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "server/problem.h"
#include "server/route.h"

namespace almanac::server {

std::string_view to_string(Permission permission) {
  switch (permission) {
    case Permission::open:
      return "open";
    case Permission::read:
      return "read";
    case Permission::write:
      return "write";
    case Permission::admin:
      return "admin";
    case Permission::local:
      return "local";
  }
  return "admin";
}

std::optional<std::string> Request::header(std::string_view lower_case_name) const {
  for (const auto& [name, value] : headers) {
    if (name == lower_case_name) return value;
  }
  return std::nullopt;
}

const std::string& Request::path_value(std::string_view name) const {
  for (const auto& [known, value] : path_values) {
    if (known == name) return value;
  }
  throw std::logic_error("the route's pattern has no {" + std::string(name) + "}");
}

std::optional<std::string> Request::value(std::string_view name) const {
  for (const auto& [known, value] : query_values) {
    if (known == name) return value;
  }
  return std::nullopt;
}

std::vector<std::string> Request::values(std::string_view name) const {
  std::vector<std::string> found;
  for (const auto& [known, value] : query_values) {
    if (known == name) found.push_back(value);
  }
  return found;
}

std::int64_t Request::number(std::string_view name, std::int64_t otherwise) const {
  const auto text = value(name);
  if (!text || text->empty()) return otherwise;
  std::int64_t number = otherwise;
  std::from_chars(text->data(), text->data() + text->size(), number);
  return number;
}

bool Request::flag(std::string_view name) const {
  const auto text = value(name);
  return text && (*text == "1" || *text == "true");
}

Json Request::json() const {
  const auto type = header("content-type").value_or("");
  const auto name = type.substr(0, type.find(';'));
  const bool is_json =
      name == "application/json" || (name.size() > 5 && name.compare(name.size() - 5, 5, "+json") == 0);
  if (!is_json) {
    throw HttpError(415, "json_expected",
                    {"send the body as JSON, with Content-Type: application/json",
                     "请以 JSON 发送正文，并带上 Content-Type: application/json"},
                    "Content-Type");
  }
  return archive::parse_json(body);
}

Response Response::of(const Json& value, int status) {
  Response response;
  response.status = status;
  response.content_type = "application/json";
  response.body = archive::dump(value);
  return response;
}

Response Response::text(std::string body, std::string content_type) {
  Response response;
  response.content_type = std::move(content_type);
  response.body = std::move(body);
  return response;
}

Response& Response::with(std::string name, std::string value) {
  headers.emplace_back(std::move(name), std::move(value));
  return *this;
}

}  // namespace almanac::server
