#pragma once
// The API over a small archive in a directory of its own, without a socket.

#include <memory>
#include <stdexcept>
#include <string>

#include "archive/error.h"
#include "archive/json.h"
#include "server/access.h"
#include "server/api.h"
#include "server/site.h"
#include "server/sites.h"
#include "tests/support/temporary_directory.h"

namespace almanac::tests {

using archive::Json;

class TestServer {
 public:
  explicit TestServer(archive::ArchiveOptions options = {}, server::Exposure exposure = server::Exposure::loopback)
      : sites(directory / "data", options, [this](const std::string& line) { log += line + "\n"; }),
        access(sites.home().archive(), exposure),
        api(sites, access, {}, [this](const std::string& line) { log += line + "\n"; }) {
    sites.access = &access;
  }

  server::Request request(std::string method, const std::string& target, server::Pairs headers = {}) const {
    server::Request made;
    made.method = std::move(method);
    const auto mark = target.find('?');
    made.path = target.substr(0, mark);
    if (mark != std::string::npos) made.query = target.substr(mark + 1);
    made.headers = std::move(headers);
    made.headers.emplace_back("host", "localhost:8080");
    return made;
  }
  server::Response get(const std::string& target, server::Pairs headers = {}) {
    return api.respond(request("GET", target, std::move(headers)));
  }
  // What a question below /api/v1/ is answered once the graph has caught up; throws std::runtime_error if it is not.
  Json ask(const std::string& question) {
    const auto response = get("/api/v1/" + question + (question.find('?') == std::string::npos ? "?" : "&") + "wait=1");
    if (response.status != 200) throw std::runtime_error(question + ": " + response.body);
    return archive::parse_json(response.body);
  }
  server::Response send(std::string method, const std::string& target, const Json& body, server::Pairs headers = {}) {
    auto made = request(std::move(method), target, std::move(headers));
    made.headers.emplace_back("content-type", "application/json");
    made.body = archive::dump(body);
    return api.respond(std::move(made));
  }

  TemporaryDirectory directory;
  std::string log;
  server::Sites sites;
  server::Access access;
  server::Api api;
};

inline Json json(const server::Response& response) { return archive::parse_json(response.body); }
inline std::string header(const server::Response& response, std::string_view name) {
  for (const auto& [known, value] : response.headers) {
    if (known == name) return value;
  }
  return {};
}
inline std::string code(const server::Response& response) { return json(response).value("code", ""); }

inline Json d11() {
  return archive::parse_json(
      R"({"code":"D11-2024","name":"双十一大促","theme":"让快乐翻倍","occasion":"双十一","status":"finished","start":"2024-11-01","end":"2024-11-11",
          "budget":500000,"channels":["公众号","短信"],"products":["SKU1","SKU2"],
          "goals":[{"metric":"gmv","target":2000000,"unit":"CNY"}],
          "lessons":[{"kind":"success","statement":"预热期发券有效","stage":"execute"}]})");
}

}  // namespace almanac::tests
