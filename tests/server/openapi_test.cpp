#include <catch2/catch.hpp>

#include <fstream>
#include <iterator>

#include <set>
#include <string>

#include "server/openapi/openapi.h"
#include "server/route.h"

using namespace almanac;
using namespace almanac::server;

namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::tolower(c));
  return out;
}

void collect_references(const Json& node, std::set<std::string>& found) {
  if (node.is_object()) {
    for (const auto& [name, value] : node.items()) {
      if (name == "$ref") found.insert(value.get<std::string>());
      collect_references(value, found);
    }
  } else if (node.is_array()) {
    for (const auto& value : node) collect_references(value, found);
  }
}

}  // namespace

TEST_CASE("every route is described with every parameter", "[openapi]") {
  const auto document = openapi_document(archive::Language::en);
  CHECK(document.at("openapi") == "3.1.0");
  std::size_t operations = 0;
  for (const auto& [path, methods] : document.at("paths").items()) operations += methods.size();
  CHECK(operations == routes().size());
  for (const auto& route : routes()) {
    CAPTURE(route.method, route.pattern);
    const auto& operation = document.at("paths").at(std::string(route.pattern)).at(lower(route.method));
    CHECK_FALSE(operation.at("summary").get<std::string>().empty());
    std::set<std::string> described;
    for (const auto& parameter : operation.at("parameters")) {
      described.insert(parameter.at("name").get<std::string>());
      CHECK_FALSE(parameter.at("description").get<std::string>().empty());
    }
    for (const auto& parameter : route.parameters) {
      CHECK(described.count(std::string(parameter.name) + (parameter.prefix ? "NAME" : "")) == 1);
    }
    CHECK(operation.at("responses").contains(std::to_string(route.success)));
    CHECK(operation.at("responses").contains("default"));
  }
}

TEST_CASE("each {name} of a pattern is a parameter, and the reverse", "[openapi]") {
  for (const auto& route : routes()) {
    CAPTURE(route.method, route.pattern);
    std::set<std::string> in_pattern, in_table;
    const std::string pattern(route.pattern);
    for (auto open = pattern.find('{'); open != std::string::npos; open = pattern.find('{', open + 1)) {
      in_pattern.insert(pattern.substr(open + 1, pattern.find('}', open) - open - 1));
    }
    for (const auto& parameter : route.parameters) {
      if (parameter.in == Parameter::In::path) in_table.insert(std::string(parameter.name));
    }
    CHECK(in_pattern == in_table);
  }
}

TEST_CASE("every route has both languages and a known schema", "[openapi]") {
  for (const auto& route : routes()) {
    CAPTURE(route.method, route.pattern);
    CHECK_FALSE(route.summary.en.empty());
    CHECK_FALSE(route.summary.zh.empty());
    CHECK(route.summary.en != route.summary.zh);
    for (const auto& parameter : route.parameters) {
      CHECK_FALSE(parameter.summary.en.empty());
      CHECK_FALSE(parameter.summary.zh.empty());
    }
    CHECK((route.request_schema.empty() || route.request_schema == "upload" || has_schema(route.request_schema)));
    CHECK((route.response_schema.empty() || has_schema(route.response_schema)));
  }
}

TEST_CASE("no reference of the document leads nowhere", "[openapi]") {
  const auto document = openapi_document(archive::Language::zh);
  std::set<std::string> found;
  collect_references(document, found);
  CHECK(found.size() > 20);
  for (const auto& reference : found) {
    CAPTURE(reference);
    const std::string prefix = "#/components/schemas/";
    REQUIRE(reference.rfind(prefix, 0) == 0);
    CHECK(document.at("components").at("schemas").contains(reference.substr(prefix.size())));
  }
}

TEST_CASE("no two routes have the same method and pattern", "[openapi]") {
  std::set<std::string> seen;
  for (const auto& route : routes())
    CHECK(seen.insert(std::string(route.method) + " " + std::string(route.pattern)).second);
}

TEST_CASE("the page on the HTTP API names every route in both languages", "[openapi]") {
  for (const char* name : {"/docs/http-api.md", "/docs/zh/http-api.md"}) {
    CAPTURE(name);
    std::ifstream file(std::string(ALMANAC_SOURCE_DIR) + name);
    const std::string page((std::istreambuf_iterator<char>(file)), {});
    REQUIRE_FALSE(page.empty());
    for (const auto& route : routes()) {
      CAPTURE(route.pattern);
      CHECK(page.find("`" + std::string(route.pattern) + "`") != std::string::npos);
    }
  }
}
