// Files about one campaign become one record; pairs that are uncertain wait for a decision, and decisions are remembered.

#include <catch2/catch.hpp>
#include <chrono>

#include "archive/duplicates.h"
#include "archive/same_as.h"
#include "importers/campaign_name.h"
#include "importers/decide.h"
#include "importers/known_campaigns.h"
#include "tests/importers/importing.h"

using namespace importing;
using archive::Kind;
using archive::LikelyDuplicate;
using importers::campaign_name;

namespace {

std::vector<std::string> codes(Desk& desk) {
  std::vector<std::string> list;
  desk.archive().read().for_each<archive::Campaign>([&](const auto& stored) { list.push_back(stored.record.code); });
  return list;
}

std::vector<LikelyDuplicate> duplicates(Desk& desk) { return archive::find_duplicates(desk.archive().read(), {}); }

}  // namespace

TEST_CASE("a campaign's name is what its files have in common") {
  for (const char* name :
       {"双十一大促", "2024双十一大促", "双十一大促方案", "【复盘】双十一大促", "双十一大促预算v3最终版",
        "2024年双十一大促 数据", "双十一大促-复盘-终稿", "双十一大促预算（v3最终版）", "双十一大促 (1)",
        "双十一大促 副本", "雙十一大促", "双十一大促第2版", "双十一大促 final", "《双十一大促》执行方案_V2.1"}) {
    INFO(name);
    CHECK(campaign_name(name).bare == "双十一大促");
    CHECK(campaign_name(name).qualifier.empty());
  }
  CHECK(campaign_name("2024双十一大促").year == 2024);
  CHECK(campaign_name("双十一大促（2023）").year == 2023);
  CHECK(campaign_name("2023与2024双十一").year == 0);
  CHECK(campaign_name("Spring Sale 2024 - Budget v2 FINAL").bare == "springsale");
  CHECK(campaign_name("Copy of Spring Sale review").bare == campaign_name("Spring Sale").bare);
}

TEST_CASE("what tells campaigns apart stays in their names") {
  CHECK(campaign_name("双十一（华东）方案").qualifier == "华东");
  CHECK(campaign_name("Planet Party").bare == "planetparty");
  CHECK(campaign_name("数据节").bare == "数据节");
  CHECK(campaign_name("618大促").bare == "618大促");
  CHECK(campaign_name("2025年618").bare == "618");
  CHECK(campaign_name("会员日第3期").bare == "会员日第3期");
  CHECK(campaign_name("复盘").bare.empty());
  CHECK(campaign_name("2024").bare.empty());
  CHECK(campaign_name("").bare.empty());
  CHECK(campaign_name("（（（").bare.empty());
  CHECK(campaign_name("【双十一】方案").bare == "双十一");
}

TEST_CASE("plan, budget, data and review of one campaign become one record") {
  Desk desk;
  const std::string plan =
      desk.file("1方案.csv", "活动名称,开始时间,结束时间,负责人\n2024双十一大促方案,2024-11-01,2024-11-11,李\n");
  const std::string budget =
      desk.file("2预算v3最终版.csv",
                "活动名称,开始时间,结束时间,预算\n双十一大促（预算v3最终版）,2024-11-01,2024-11-11,500000\n");
  const std::string data =
      desk.file("3数据.csv", "活动名称,开始时间,结束时间,result.gmv\n双十一大促,2024-11-01,2024-11-11,7\n");
  const std::string review = desk.file(
      "4复盘.jsonl",
      R"({"name":"双十一大促复盘","start":"2024-11-01","end":"2024-11-11","lessons":[{"statement":"早备货"}]})"
      "\n");
  const Report report = desk.import({plan, budget, data, review});
  INFO(to_json(report, archive::Language::en).dump(1));
  REQUIRE(exit_code(report) == 0);
  REQUIRE(codes(desk).size() == 1);
  const archive::Campaign campaign = desk.campaign(codes(desk).front());
  CHECK(campaign.name == "双十一大促");
  CHECK(campaign.owner == "李");
  CHECK(campaign.budget == archive::Decimal{500'000, 0});
  CHECK(campaign.results.size() == 1);
  CHECK(campaign.lessons.size() == 1);
  CHECK(report.duplicates.empty());
  const auto revision = desk.revision();
  const Report again = desk.import({plan, budget, data, review});
  CHECK(desk.revision() == revision);
  for (const auto& file : again.files) CHECK(file.unchanged == file.rows);
  // One at a time, in another order, the same record.
  Desk other;
  for (const std::string& file : {review, data, budget, plan}) other.import({file});
  REQUIRE(codes(other).size() == 1);
  CHECK(other.campaign(codes(other).front()).name == "双十一大促");
  CHECK(other.campaign(codes(other).front()).owner == "李");
}

TEST_CASE("a row without a code goes to the campaign that has one, whichever file comes first") {
  Desk desk;
  const Report report =
      desk.import({desk.file("1.csv", "name,start,end,owner\n双十一方案,2024-11-01,2024-11-11,李\n"),
                   desk.file("2.csv", "code,name,start,end,budget\nD11,双十一,2024-11-01,2024-11-11,5\n")});
  REQUIRE(exit_code(report) == 0);
  CHECK(codes(desk) == std::vector<std::string>{"D11"});
  CHECK(desk.campaign("D11").owner == "李");
  CHECK(desk.campaign("D11").name == "双十一");
}

TEST_CASE("a row without dates goes to the only campaign of its name, or of its year") {
  Desk desk;
  desk.import_text("c.csv",
                   "code,name,start,end\nA,双十一,2023-11-01,2023-11-11\nB,双十一,2024-11-01,2024-11-11\n"
                   "C,年货节,2024-01-01,2024-01-20\n");
  const Report report = desk.import_text("p.jsonl",
                                         R"({"name":"2024双十一预算","budget":5})"
                                         "\n"
                                         R"({"name":"年货节预算表","budget":6})"
                                         "\n"
                                         R"({"name":"双十一预算","budget":7})"
                                         "\n",
                                         [] {
                                           ImportOptions options;
                                           options.kind = importers::RowKind::campaigns;
                                           return options;
                                         }());
  CHECK(desk.campaign("B").budget == archive::Decimal{5, 0});
  CHECK(desk.campaign("C").budget == archive::Decimal{6, 0});
  CHECK_FALSE(desk.campaign("A").budget);
  CHECK(report.files[0].rejected == 1);  // of which year?
}

TEST_CASE("what is not certain is stored apart and waits for a decision") {
  Desk desk;
  desk.import_text("a.csv", "code,name,start,end\nA,双十一大促,2024-11-01,2024-11-11\n");
  const Report report = desk.import_text("b.csv",
                                         "code,name,start,end\nB,2024双十一大促,2024-11-01,2024-11-11\n"
                                         "C,双十一大促,2024-10-20,2024-11-12\nD,双十一大促,2023-11-01,2023-11-11\n"
                                         "E,双十一大促（华东）,2024-11-01,2024-11-11\n");
  CHECK(codes(desk).size() == 5);
  const auto pairs = duplicates(desk);
  REQUIRE(pairs.size() == 3);  // A–B, A–C, B–C
  CHECK(report.duplicates.size() == 3);
  CHECK(std::count_if(pairs.begin(), pairs.end(),
                      [](const auto& pair) { return pair.code == "same_name_and_dates"; }) == 1);
  const Report again = desk.import_text("b.csv", "code,name,start,end\nB,2024双十一大促,2024-11-01,2024-11-11\n");
  CHECK(again.duplicates.empty());
  CHECK(duplicates(desk).size() == 3);

  // Decided: B is A. Later imports of B go to A, its touchpoints too.
  const auto ab = std::find_if(pairs.begin(), pairs.end(), [](const auto& p) { return p.a == "A" && p.b == "B"; });
  REQUIRE(ab != pairs.end());
  importers::decide_duplicate(desk.archive(), ab->id, LikelyDuplicate::State::same, "A", "editor");
  CHECK_FALSE(desk.has<archive::Campaign>("B"));
  desk.import({desk.file("c.csv", "code,name,start,budget\nB,双十一大促,2024-11-01,9\n"),
               desk.file("t.csv", "user,campaign,type,time\nu,B,click,2024-11-02\n"),
               desk.file("l.csv", "campaign,statement\nB,早备货\n")});
  CHECK(desk.campaign("A").budget == archive::Decimal{9, 0});
  CHECK(desk.campaign("A").lessons.size() == 1);
  desk.archive().read().scan_touchpoints({}, [&](const auto&, const archive::TouchpointColumns& columns) {
    CHECK(columns.campaign.at(0) == *desk.archive().read().find_number(Kind::campaign, "A"));
  });
}

TEST_CASE("channels and products that are written nearly alike are listed") {
  Desk desk;
  desk.import({desk.file("c.csv", "channel,name\n抖音直播频道,a\n站外导购,b\n"),
               desk.file("p.csv", "sku,name\nSKU-001,保温杯 500ml\nX9,别的\nV1,T恤\nV2,T恤\n")});
  CHECK(duplicates(desk).empty());
  const Report report = desk.import({desk.file("d.csv", "channel,name\n抖音直播频,a\n站外 导购,b\n完全不同的,c\n"),
                                     desk.file("q.csv", "sku,name\nsku001,杯\nY1,保温杯500ML\n")});
  std::vector<std::string> found;
  for (const auto& pair : duplicates(desk)) found.push_back(pair.a + "=" + pair.b);
  std::sort(found.begin(), found.end());
  CHECK(found ==
        std::vector<std::string>{"SKU-001=Y1", "SKU-001=sku001", "抖音直播频=抖音直播频道", "站外 导购=站外导购"});
  CHECK(report.duplicates.size() == 4);
}

TEST_CASE("records that are the same become one: what the leader lacks it takes from the other") {
  Desk desk;
  desk.import(
      {desk.file(
           "a.jsonl",
           R"({"code":"A","name":"双十一","start":"2024-11-01","budget":5,"channels":["站外导购"],"lessons":[{"statement":"甲"}]})"
           "\n"
           R"({"code":"B","name":"双十一大促","start":"2024-11-01","budget":6,"owner":"李","channels":["站外 导购"],"products":["S1"],"lessons":[{"statement":"乙"}]})"
           "\n"),
       desk.file("t.csv", "user,campaign,type,time\nu,C,click,2024-11-02\n"),
       desk.file("c.csv", "code,name,start\nC,双十一（大促）,2024-11-01\n")});
  std::uint64_t campaigns = 0, channels = 0, used = 0;
  desk.archive().write("test", [&](archive::Transaction& t) {
    LikelyDuplicate pair;
    pair.a = "A";
    pair.b = "B";
    archive::add_duplicate(t, pair);
    pair.b = "C";
    archive::add_duplicate(t, pair);
  });
  for (const auto& pair : duplicates(desk)) {
    if (pair.kind == Kind::channel) channels = pair.id;
    if (pair.kind == Kind::campaign && pair.b == "B") campaigns = pair.id;
    if (pair.kind == Kind::campaign && pair.a == "A" && pair.b == "C") used = pair.id;
  }
  REQUIRE(campaigns != 0);
  REQUIRE(channels != 0);
  REQUIRE(used != 0);
  importers::decide_duplicate(desk.archive(), channels, LikelyDuplicate::State::same, "站外导购", "editor");
  CHECK(desk.campaign("B").channels == archive::Strings{"站外导购"});
  importers::decide_duplicate(desk.archive(), campaigns, LikelyDuplicate::State::same, "A", "editor");
  const archive::Campaign a = desk.campaign("A");
  CHECK(a.name == "双十一");
  CHECK(a.budget == archive::Decimal{5, 0});
  CHECK(a.owner == "李");
  CHECK(a.products == archive::Strings{"S1"});
  CHECK(a.lessons.size() == 2);
  for (const auto& lesson : a.lessons) CHECK(lesson.campaign == "A");
  CHECK_FALSE(desk.has<archive::Campaign>("B"));
  // C has touchpoints of its own: both stay, and what comes later goes to A.
  importers::decide_duplicate(desk.archive(), used, LikelyDuplicate::State::same, "A", "editor");
  CHECK(desk.has<archive::Campaign>("C"));
  CHECK(archive::leader_of(desk.archive().read(), Kind::campaign, "C") == "A");
}

TEST_CASE("the names of one channel in the dictionary are one channel") {
  Desk desk;
  desk.import_text("a.csv", "code,name,start,channels\nA,a,2024-01-01,微信公众号\n");
  desk.import_text("b.csv", "code,name,start,channels\nB,b,2024-01-01,WeChat OA\n");
  CHECK(desk.campaign("A").channels == desk.campaign("B").channels);
}

TEST_CASE("bad input: names of any bytes are compared") {
  std::string brackets, words;
  for (int i = 0; i < 170; ++i) {
    brackets += "（";
    words += "方案";
  }
  const auto began = std::chrono::steady_clock::now();
  campaign_name(brackets);
  campaign_name(words);
  campaign_name(brackets + words);
  CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(1));
  CHECK(campaign_name(std::string(2'000, 'x')).bare.empty());
  CHECK(campaign_name("\xff\xfe双十一").qualifier.empty());
}
