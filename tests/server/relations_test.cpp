// Relations and named questions through the API.

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "tests/server/client.h"
#include "tests/server/fixture.h"

using namespace almanac;
using namespace almanac::server;
using tests::code;
using tests::json;
using tests::TestServer;

namespace {

// Twenty people reached by two channels, eight of whom bought; asked with wait=1.
struct Related : TestServer {
  Related() {
    for (const char* campaign : {"A", "B"}) {
      REQUIRE(send("POST", "/api/v1/campaigns",
                   {{"code", campaign},
                    {"name", std::string("活动") + campaign},
                    {"start", "2024-01-01"},
                    {"end", "2024-01-31"},
                    {"mechanics", {campaign[0] == 'A' ? "满减" : "秒杀"}},
                    {"channels", {campaign[0] == 'A' ? "短信" : "公众号"}},
                    {"results", {{{"metric", "gmv"}, {"value", 100}, {"channel", "短信"}}}}})
                  .status < 300);
    }
    sites.home().archive().write("test", [](archive::Transaction& t) {
      archive::Product product;
      product.sku = "=SUM(1)";
      product.name = "=cmd|'x'";
      product.category = {"咖啡"};
      t.put(product);
    });
    Json rows = Json::array();
    for (int i = 0; i < 20; ++i) {
      const std::string user = "u" + std::to_string(i);
      rows.push_back({{"user", user},
                      {"campaign", i % 2 == 0 ? "A" : "B"},
                      {"channel", i % 2 == 0 ? "短信" : "公众号"},
                      {"type", "send"},
                      {"time", "2024-01-02"}});
      if (i < 16 && i % 2 == 0)
        rows.push_back(
            {{"user", user}, {"campaign", "A"}, {"product", "=SUM(1)"}, {"type", "purchase"}, {"time", "2024-01-05"}});
    }
    REQUIRE(send("POST", "/api/v1/touchpoints", rows).status == 200);
  }
};

}  // namespace

TEST_CASE("relations tell counts, lift, interval and campaigns of every pair", "[relations]") {
  Related server;
  const auto answer = server.ask("relations?event=purchase");
  CHECK(answer["units"] == 20);
  CHECK(answer["touchpoints"] == 28);
  REQUIRE(answer["rows"].size() == 1);
  const auto& row = answer["rows"][0];
  CHECK(row["row"]["key"] == "短信");
  CHECK(row["column"]["id"] == "product:=SUM(1)");
  CHECK(row["both"] == 8);
  CHECK(row["n"] == 10);
  CHECK(row["with"] == 8);
  CHECK(row["lift"] == 2.0);
  CHECK(row["tgi"] == 200.0);
  const auto low = row["low"];  // exact numbers of many digits are read as texts
  CHECK((low.is_string() ? std::stod(low.get<std::string>()) : low.get<double>()) > 1);
  CHECK(row["campaigns"][0] == Json{{"code", "A"}, {"people", 8}});
  CHECK(answer["columns"].size() > 5);
  const auto few = server.ask("relations?rows=mechanic&columns=event&event=purchase&least=9");
  CHECK(few["rows"][0]["too_few"] == true);
  CHECK_FALSE(few["rows"][0].contains("lift"));
  CHECK(server.ask("relations?event=purchase&only.campaign=B")["rows"].empty());
  CHECK(server.ask("relations?unit=visit&then=true&event=purchase")["unit"] == "visit");
  CHECK(server.ask("relations?from=2024-01-03")["units"] == 8);
  CHECK(server.ask("relations?as_of=2023-01-01")["units"] == 0);
}

TEST_CASE("gaps, reported results and values to choose from", "[relations]") {
  Related server;
  const auto gaps = server.ask("relations/gaps?rows=mechanic&columns=channel");
  CHECK(gaps["campaigns"] == 2);
  REQUIRE(gaps["rows"].size() == 1);
  CHECK(gaps["rows"][0]["row"]["key"] == "满减");
  CHECK(gaps["rows"][0]["column"]["key"] == "公众号");
  CHECK(gaps["rows"][0]["with_row"] == Json{"A"});
  const auto results = server.ask("relations/results");
  CHECK(results["metric"] == "gmv");
  REQUIRE(results["rows"].size() == 1);
  CHECK(results["rows"][0]["n"] == 2);
  CHECK(results["rows"][0]["total"] == 200);
  CHECK(results["rows"][0]["too_few"] == true);
  const auto values = server.ask("relations/values?dimension=channel&q=%E7%9F%AD");
  REQUIRE(values["items"].size() == 1);
  CHECK(values["items"][0]["id"] == "channel:短信");
}

TEST_CASE("what is asked of relations wrongly is named with the nearest right word", "[relations]") {
  Related server;
  server.ask("relations");
  const auto detail = [&](const std::string& question, int status, const char* expected_code) {
    CAPTURE(question);
    const auto response = server.get("/api/v1/" + question);
    CHECK(response.status == status);
    CHECK(response.content_type == "application/problem+json");
    CHECK(code(response) == expected_code);
    return json(response).value("detail", "");
  };
  const auto names = [](const std::string& text, const char* name) { return text.find(name) != std::string::npos; };
  CHECK(names(detail("relations?rows=chanel", 400, "unknown_dimension"), "channel"));
  CHECK(names(detail("relations?only.chanel=x", 400, "unknown_dimension"), "channel"));
  CHECK(names(detail("relations?event=purchse", 400, "unknown_value"), "purchase"));
  CHECK(names(detail("relations?colums=product", 400, "unknown_parameter"), "columns"));
  detail("relations?measure=best", 400, "bad_parameter");
  detail("relations?limit=1001", 400, "bad_parameter");
  detail("relations?from=yesterday", 400, "bad_parameter");
  CHECK(names(detail("relations/gaps?columns=occassion", 400, "unknown_dimension"), "occasion"));
  CHECK(names(detail("relations/results?metric=gmvv", 400, "unknown_metric"), "gmv"));
  detail("relations/results?value=%E6%97%A0", 400, "unknown_value");
  detail("relations/values", 400, "missing_parameter");
  CHECK(names(detail("graph/questions/never-tryed", 404, "unknown_question"), "never-tried"));
  CHECK(names(detail("graph/questions/never-tried?row=channel", 400, "unknown_parameter"), "rows"));
  detail("graph/questions/shared-audience", 400, "missing_parameter");
  CHECK(names(detail("graph/questions/shared-audience?campaign=AA", 400, "unknown_value"), "A"));
  CHECK(json(server.get("/api/v1/graph/questions/shared-audience?campaign=AA")).at("where") == "campaign");
}

TEST_CASE("an empty archive answers every relation and question with nothing", "[relations]") {
  TestServer server;
  for (const char* path :
       {"relations?wait=1", "relations?rows=channel&columns=channel", "relations/gaps", "relations/results",
        "relations/values?dimension=segment", "relations?format=csv", "graph/questions/never-tried",
        "graph/questions/categories-together", "graph/questions/attainment-by"}) {
    CAPTURE(path);
    CHECK(server.get(std::string("/api/v1/") + path).status == 200);
  }
  for (const char* path : {"relations", "relations/gaps", "relations/results"}) {
    CAPTURE(path);  // the head of a table is there without rows, too
    const auto table = server.get(std::string("/api/v1/") + path + "?format=csv");
    CHECK(table.body.size() > 40);
    CHECK(tests::count_of(table.body, "\r\n") == 1);
  }
  const auto answer = json(server.get("/api/v1/graph/questions/categories-together"));
  CHECK(answer["rows"].empty());
  CHECK(answer["units"] == 0);
  CHECK_FALSE(answer["note"].get<std::string>().empty());
}

TEST_CASE("questions are listed and asked in the caller's language, as JSON and as a table", "[relations]") {
  Related server;
  const auto list = json(server.get("/api/v1/graph/questions?lang=en"));
  CHECK(list["items"].size() >= 15);
  CHECK(list["unread"].empty());
  const auto zh = json(server.get("/api/v1/graph/questions?lang=zh"));
  CHECK(zh["items"][0]["title"] != list["items"][0]["title"]);
  const auto answer = server.ask("graph/questions/channels-for-segment?category=%E5%92%96%E5%95%A1");
  CHECK(answer["basis"] == "touchpoints");
  CHECK(answer["parameters"]["category"] == Json{"咖啡"});
  REQUIRE(answer["rows"].size() == 1);
  CHECK(answer["rows"][0]["both"] == 8);
  CHECK(answer["graph"]["nodes"].size() == 1);
  CHECK(answer["columns"][0]["dimension"] == "channel");
}

TEST_CASE("tables of relations have a column for each side, and no cell is a formula", "[relations]") {
  Related server;
  server.ask("relations");
  for (const char* path : {"relations?event=purchase&format=csv", "graph/questions/products-by-channel?format=csv"}) {
    const auto table = server.get(std::string("/api/v1/") + path);
    CAPTURE(path, table.body);
    CHECK(table.content_type.find("text/csv") == 0);
    CHECK(table.body.find("短信") != std::string::npos);
    CHECK(table.body.find("'=cmd|'x'") != std::string::npos);
    CHECK(table.body.find(",=cmd") == std::string::npos);
  }
  const auto both =
      server.get("/api/v1/relations?rows=campaign&columns=event&column=purchase&row_event=send&format=csv");
  CHECK(both.body.find("event") != std::string::npos);
  const auto gaps = server.get("/api/v1/relations/gaps?rows=mechanic&columns=mechanic&format=csv");
  CHECK(gaps.body.find("with mechanic") != std::string::npos);
}

TEST_CASE("a team's question that cannot be read is named beside the others, which stay", "[relations]") {
  Related server;
  const auto folder = server.directory / "data" / "questions";
  std::filesystem::create_directories(folder);
  const auto write = [&](const char* name, const std::string& text) { std::ofstream(folder / name) << text; };
  write("bad.json", R"({"id":"ours","title":{"en":"Ours"}})");
  write("cut.json", R"([{"id":)");
  write(
      "good.json",
      R"({"id":"mine","title":{"en":"Mine?","zh":"我的？"},"about":{"en":"a","zh":"甲"},"ask":{"kind":"never_tried"}})");
  const auto list = json(server.get("/api/v1/graph/questions?lang=en"));
  CHECK(list["items"].size() >= 16);
  CHECK(list["items"].back()["id"] == "mine");
  CHECK(list["items"].back()["own"] == true);
  REQUIRE(list["unread"].size() == 2);
  CHECK(list["unread"][0]["file"] == "bad.json");
  CHECK(list["unread"][0]["pointer"] == "/title");
  CHECK(list["unread"][1]["file"] == "cut.json");
  CHECK(server.ask("graph/questions/mine")["basis"] == "campaigns");
  CHECK(server.ask("graph/questions/never-tried")["basis"] == "campaigns");
  CHECK(code(server.get("/api/v1/graph/questions/ours")) == "unknown_question");
}
