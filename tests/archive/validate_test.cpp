#include "archive/validate.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "archive/store.h"
#include "tests/support/temporary_directory.h"

using namespace almanac;
using namespace almanac::archive;

namespace {

const Dictionary& dictionary() {
  static const Dictionary shipped = Dictionary::load({});
  return shipped;
}

Campaign campaign(const char* more = "{}") {
  Json body{{"code", "C"}, {"name", "n"}, {"start", "2024-11-01"}, {"end", "2024-11-11"}};
  const Json given = parse_json(more);
  for (const auto& [name, value] : given.items()) body[name] = value;
  return from_json_record<Campaign>(body);
}

std::vector<std::string> codes(const std::vector<Finding>& findings) {
  std::vector<std::string> list;
  for (const auto& finding : findings) list.push_back(finding.code);
  return list;
}
std::vector<std::string> codes(const char* more) { return codes(validate(campaign(more), dictionary())); }

// The one finding of this code; every finding says all that it has to, in both languages.
Finding finding(const char* more, const std::string& code) {
  const auto all = validate(campaign(more), dictionary());
  for (const auto& each : all) {
    INFO(each.code);
    CHECK_FALSE(each.field.empty());
    CHECK_FALSE(each.reason.en.empty());
    CHECK_FALSE(each.reason.zh.empty());
    CHECK_FALSE(each.remedy.en.empty());
    CHECK_FALSE(each.remedy.zh.empty());
    CHECK(each.reason.en.find("{}") == std::string::npos);
    CHECK(each.remedy.zh.find("{}") == std::string::npos);
  }
  const auto found = std::find_if(all.begin(), all.end(), [&](const Finding& each) { return each.code == code; });
  INFO(more);
  REQUIRE(found != all.end());
  return *found;
}

using Codes = std::vector<std::string>;

}  // namespace

TEST_CASE("a plain campaign has no findings, an empty one says what it needs") {
  CHECK(codes("{}") == Codes{});
  CHECK(codes(validate(Campaign{}, dictionary())) == Codes{"missing", "no_date", "no_code"});
}

TEST_CASE("an end before the start is an error with both dates, a reason and a remedy apart") {
  const auto found = finding(R"({"end":"2024-10-01"})", "end_before_start");
  CHECK(found.is_error());
  CHECK(found.field == "/end");
  CHECK(found.value == "2024-10-01");
  CHECK(found.reason.en.find("2024-11-01") != std::string::npos);
  CHECK(found.remedy.en.find("years") != std::string::npos);
  CHECK(to_json(found, Language::zh).at("severity") == "error");
  CHECK(sentence(found).en == found.reason.en + "; " + found.remedy.en);
  CHECK(finding(R"({"planned_start":"2024-12","planned_end":"2024-10"})", "end_before_start").field == "/planned_end");
  CHECK(codes(R"({"planned_start":"2024-10-20","planned_end":"2024-10"})") == Codes{});
}

TEST_CASE("spend over budget is a warning, by the reported figure or else by the cost lines") {
  CHECK(finding(R"({"budget":100,"spend":101})", "over_budget").field == "/spend");
  CHECK_FALSE(finding(R"({"budget":100,"spend":101})", "over_budget").is_error());
  const auto lines =
      R"({"budget":100,"costs":[{"channel":"短信","kind":"media","actual":60},{"kind":"labour","hours":3,"rate":20}]})";
  CHECK(finding(lines, "over_budget").value == "120");
  CHECK(codes(R"({"budget":100,"spend":100})") == Codes{});
  CHECK(codes(R"({"budget":100,"spend":99,"costs":[{"kind":"media","actual":101}]})") == Codes{});
  CHECK(codes(R"({"budget":10,"costs":[{"kind":"media","planned":11}]})") == Codes{"planned_over_budget"});
  CHECK(codes(R"({"budget":10,"phases":[{"name":"a","budget":6},{"name":"b","budget":5}]})") ==
        Codes{"phases_over_budget"});
}

TEST_CASE("a goal of an unknown metric needs a unit, that of a known one has it from the dictionary") {
  const auto found = finding(R"({"goals":[{"metric":"好感度","target":80}]})", "goal_without_unit");
  CHECK(found.field == "/goals/0/unit");
  CHECK_FALSE(found.is_error());
  CHECK(codes(R"({"goals":[{"metric":"gmv","target":80},{"metric":"orders","target":5}]})") == Codes{});
  CHECK(codes(R"({"goals":[{"text":"更多人认识我们"}]})") == Codes{});
  CHECK(finding(R"({"goals":[{"metric":"cvr","target":0.03}]})", "goal_without_unit").field == "/goals/0/target");
  CHECK(codes(R"({"goals":[{"metric":"cvr","target":0.03,"unit":"%"},{"metric":"ctr","target":3}]})") == Codes{});
  CHECK(codes(R"({"goals":[{"metric":"orders","target":3,"unit":"%"}]})") == Codes{"unit_conflict"});
}

TEST_CASE("an unknown metric is said once and the nearest known one named") {
  const auto many = R"({"results":[{"metric":"ordres","value":1,"from":"2024-11-01","to":"2024-11-01"},
                                   {"metric":"ordres","value":2,"from":"2024-11-02","to":"2024-11-02"}]})";
  CHECK(codes(many) == Codes{"unknown_metric"});
  const auto found = finding(many, "unknown_metric");
  CHECK(found.field == "/results/0/metric");
  CHECK(found.value == "ordres");
  CHECK(found.remedy.en.find("orders") != std::string::npos);
  CHECK(codes(R"({"results":[{"metric":"成交额","value":1}]})") == Codes{});
}

TEST_CASE("sub-goals that do not add up are a warning, within rounding they are none") {
  const auto tree = [](const char* first, const char* second) {
    return std::string(
               R"({"goals":[{"metric":"gmv","target":2000000},{"metric":"成交额","parent":"gmv","phase":"预热","target":)") +
           first + R"(},{"metric":"gmv","parent":"gmv","phase":"爆发","target":)" + second + "}]}";
  };
  CHECK(codes(tree("500000", "1500000").c_str()) == Codes{});
  CHECK(codes(tree("500000", "1501000").c_str()) == Codes{});
  const auto off = tree("500000", "1000000");
  const auto found = finding(off.c_str(), "goals_do_not_add_up");
  CHECK(found.field == "/goals/0/target");
  CHECK(found.value == "2000000");
  CHECK(found.reason.en.find("1500000") != std::string::npos);
}

TEST_CASE("a goal whose parents lead back to it is an error, a missing parent a warning") {
  CHECK(
      finding(
          R"({"goals":[{"metric":"gmv","target":1,"parent":"orders"},{"metric":"orders","target":1,"parent":"gmv"}]})",
          "circular_goals")
          .is_error());
  const auto orphan = finding(R"({"goals":[{"metric":"orders","target":1,"parent":"gmv"}]})", "unknown_parent_goal");
  CHECK_FALSE(orphan.is_error());
  CHECK(orphan.field == "/goals/0/parent");
}

TEST_CASE("a result of a channel that the campaign did not use is a warning, said once") {
  const auto found = finding(R"({"channels":["短信"],"results":[{"metric":"clicks","value":1,"channel":"抖音"},
                                 {"metric":"orders","value":1,"channel":"抖音"}]})",
                             "channel_not_used");
  CHECK(found.field == "/results/0/channel");
  CHECK(found.value == "抖音");
  CHECK(codes(R"({"channels":["短信"],"results":[{"metric":"clicks","value":1,"channel":"SMS"}]})") == Codes{});
  CHECK(
      codes(
          R"({"costs":[{"channel":"短信","kind":"media","actual":1}],"results":[{"metric":"clicks","value":1,"channel":"短信"}]})") ==
      Codes{});
  CHECK(codes(R"({"results":[{"metric":"clicks","value":1,"channel":"抖音"}]})") == Codes{});
}

TEST_CASE("labour is hours × rate: one missing or another amount is a warning") {
  CHECK(finding(R"({"costs":[{"kind":"labour","hours":10}]})", "labour_incomplete").field == "/costs/0/rate");
  CHECK(finding(R"({"costs":[{"kind":"labour","hours":10,"rate":5,"actual":60}]})", "labour_differs").value == "60");
  CHECK(codes(R"({"costs":[{"kind":"labour","hours":10,"rate":5,"actual":50}]})") == Codes{});
}

TEST_CASE("more redeemed than claimed, or claimed than issued, is a warning") {
  CHECK(codes(R"({"benefits":[{"name":"券","issued":10,"claimed":11,"redeemed":12}]})") ==
        Codes{"more_than_given_out", "more_than_given_out"});
  CHECK(finding(R"({"benefits":[{"name":"券","issued":10,"redeemed":12}]})", "more_than_given_out").field ==
        "/benefits/0/redeemed");
}

TEST_CASE("money below zero, a wrong status and a wrong currency are errors") {
  CHECK(codes(R"({"budget":-1,"spend":1,"status":"done","currency":"yuan"})") ==
        Codes{"unknown_status", "bad_currency", "negative"});
}

TEST_CASE("the archive knows of parents in a circle and of parents that do not exist") {
  const tests::TemporaryDirectory directory;
  const auto archive = Archive::open(directory.path(), archive::Access::read_write);
  auto above = campaign();
  above.code = "A";
  above.parent = "B";
  archive->write("tester", [&](Transaction& t) {
    CHECK(codes(validate(above, t)) == Codes{"unknown_parent"});
    t.put(above);
    auto below = campaign();
    below.code = "B";
    CHECK(codes(validate(below, t)) == Codes{});
    below.parent = "A";
    const auto findings = validate(below, t);
    CHECK(codes(findings) == Codes{"circular_parent"});
    CHECK(findings.front().is_error());
  });
}
