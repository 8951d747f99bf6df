// Where values come from, and what that does to merging: lists are replaced by source, and what two files disagree about
// stays with both.

#include "importers/provenance.h"

#include <catch2/catch.hpp>

#include "archive/provenance.h"
#include "tests/importers/importing.h"

using namespace importing;
using archive::Json;
using archive::Kind;

namespace {

Json provenance(Desk& desk, const std::string& code) {
  return importers::provenance_of(desk.archive().read(), desk.archive().zone(), Kind::campaign, code);
}

Json values_of(const Json& provenance, const std::string& field) {
  for (const Json& each : provenance)
    if (each.at("field") == field) return each.at("values");
  return Json::array();
}

std::vector<std::string> statements(const archive::Campaign& campaign) {
  std::vector<std::string> list;
  for (const auto& lesson : campaign.lessons) list.push_back(lesson.statement);
  std::sort(list.begin(), list.end());
  return list;
}

std::string with_lessons(const std::string& list) {
  return R"({"code":"A","name":"a","start":"2024-11-01","lessons":[)" + list + "]}\n";
}

}  // namespace

TEST_CASE("each field and list entry knows its import, file, row, mapping and time") {
  Desk desk;
  const Report report = desk.import_mapped(
      "name = \"ops\"\n[[file]]\npattern = \"*.csv\"\nkind = \"campaigns\"\n[file.fields]\ncode = \"c\"\nname = "
      "\"n\"\nstart = \"s\"\n\"result.gmv\" = \"g\"\nchannels = \"ch\"\n",
      {desk.file("p.csv", "c,n,s,g,ch\nA,a,2024-11-01,5,短信\nB,b,2024-11-01,6,短信\nA,a,2024-11-01,,社群\n")});
  INFO(to_json(report, archive::Language::en).dump(1));
  REQUIRE(report.state == Report::State::done);
  const Json all = provenance(desk, "A");
  const Json name = values_of(all, "name");
  REQUIRE(name.size() == 1);
  CHECK(name[0].at("value") == "a");
  CHECK(name[0].at("leads") == true);
  CHECK(name[0].at("import_id") == report.import_id);
  CHECK_THAT(name[0].at("file").get<std::string>(), Catch::EndsWith("p.csv"));
  CHECK(name[0].at("row") == 2);
  CHECK(name[0].at("mapping") == "ops");
  CHECK(name[0].at("time").get<std::string>().size() >= 19);
  CHECK(values_of(all, "results/gmv").at(0).at("row") == 2);
  CHECK(values_of(all, "channels/短信").at(0).at("row") == 2);
  CHECK(values_of(all, "channels/社群").at(0).at("row") == 4);
}

TEST_CASE("a list in JSON replaces what the same file gave, and nothing that others gave") {
  Desk desk;
  const std::string one = desk.file("one.jsonl", with_lessons(R"({"statement":"甲"},{"statement":"乙"})"));
  const std::string two = desk.file("two.jsonl", with_lessons(R"({"statement":"乙"},{"statement":"丙"})"));
  desk.import({one, two});
  CHECK(statements(desk.campaign("A")).size() == 3);
  // By hand, too.
  archive::Campaign edited = desk.campaign("A");
  edited.lessons.emplace_back();
  edited.lessons.back().statement = "手工";
  desk.archive().write("editor", [&](archive::Transaction& t) { t.put(edited); });
  desk.file("one.jsonl", with_lessons(R"({"statement":"丁"})"));
  desk.import({one});
  // 甲 is gone; 乙 is also in the other file; 手工 was never in one.
  CHECK(statements(desk.campaign("A")) == std::vector<std::string>{"丁", "丙", "乙", "手工"});
  desk.file("one.jsonl", with_lessons(""));
  desk.import({one});
  CHECK(statements(desk.campaign("A")) == std::vector<std::string>{"丙", "乙", "手工"});
}

TEST_CASE("where two files disagree the later one leads, both stay, and reading both again changes nothing") {
  Desk desk;
  const std::string plan = desk.file("1方案.csv", "code,name,start,budget,owner\nA,a,2024-11-01,10,李\n");
  const std::string data = desk.file("2数据.csv", "code,name,start,budget\nA,a,2024-11-01,20\n");
  desk.import({plan, data});
  CHECK(desk.campaign("A").budget == archive::Decimal{20, 0});
  const Json budget = values_of(provenance(desk, "A"), "budget");
  REQUIRE(budget.size() == 2);
  CHECK(budget[0].at("value") == 20);
  CHECK(budget[0].at("leads") == true);
  CHECK_THAT(budget[0].at("file").get<std::string>(), Catch::EndsWith("2数据.csv"));
  CHECK(budget[1].at("value") == 10);
  CHECK(budget[1].at("leads") == false);
  const auto revision = desk.revision();
  const Report again = desk.import({plan, data});
  CHECK(desk.revision() == revision);
  for (const auto& file : again.files) CHECK(file.unchanged == file.rows);
  // A new value is news, whichever file it is in.
  desk.file("1方案.csv", "code,name,start,budget,owner\nA,a,2024-11-01,15,李\n");
  desk.import({plan, data});
  CHECK(desk.campaign("A").budget == archive::Decimal{15, 0});
}

TEST_CASE("entries that two JSON files give with other values settle likewise") {
  Desk desk;
  const auto goals = [](int target) {
    return R"({"code":"A","name":"a","start":"2024-11-01","goals":[{"metric":"gmv","target":)" +
           std::to_string(target) + R"(},{"metric":"uv","target":1}]})" + "\n";
  };
  const std::string one = desk.file("1.jsonl", goals(10));
  const std::string two = desk.file("2.jsonl", goals(20));
  desk.import({one, two});
  CHECK(desk.campaign("A").goals.at(0).target == archive::Decimal{20, 0});
  const auto revision = desk.revision();
  desk.import({one, two});
  CHECK(desk.revision() == revision);
  CHECK(values_of(provenance(desk, "A"), "goals/gmv").size() == 2);
}

TEST_CASE("of an entry that two JSON files give, each keeps what only it says") {
  Desk desk;
  const auto costs = [](const std::string& fields) {
    return R"({"code":"A","name":"a","start":"2024-11-01","costs":[{"channel":"短信",)" + fields + "}]}\n";
  };
  const std::string plan = desk.file("1.jsonl", costs(R"("planned":10)"));
  const std::string data = desk.file("2.jsonl", costs(R"("actual":12)"));
  desk.import({plan, data});
  const auto both = [&] {
    const auto cost = desk.campaign("A").costs.at(0);
    return cost.planned == archive::Decimal{10, 0} && cost.actual == archive::Decimal{12, 0};
  };
  CHECK(both());
  const auto revision = desk.revision();
  desk.import({plan, data});
  CHECK(desk.revision() == revision);
  CHECK(both());
}

TEST_CASE("a value that a person changed is a conflict, and the file's is taken") {
  Desk desk;
  const std::string c = desk.file("c.csv", "code,name,start,budget\nA,a,2024-11-01,10\n");
  desk.import({c});
  archive::Campaign edited = desk.campaign("A");
  edited.budget = archive::Decimal{12, 0};
  desk.archive().write("editor", [&](archive::Transaction& t) { t.put(edited); });
  desk.import({c}, with(OnConflict::skip));
  CHECK(desk.campaign("A").budget == archive::Decimal{12, 0});
  desk.import({c});
  CHECK(desk.campaign("A").budget == archive::Decimal{10, 0});
}
