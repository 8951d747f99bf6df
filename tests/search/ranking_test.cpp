// What comes first, and what its score is made of.
#include <catch2/catch.hpp>

#include <cmath>

#include "fixture.h"

using namespace almanac;
using namespace almanac::search;
using namespace almanac::search::test;
using Ids = std::vector<std::string>;

namespace {

std::string repeated(const std::string& text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

// The ids of every page, a few hits at a time.
Ids all_pages(Fixture& f, Query query) {
  Ids ids;
  query.limit = 2;
  while (true) {
    const Response page = f.search(query);
    for (const Hit& hit : page.hits) ids.push_back(hit.id);
    if (page.next_cursor.empty()) return ids;
    query.cursor = page.next_cursor;
  }
}

}  // namespace

TEST_CASE("a title match ranks before a body that repeats the word") {
  Fixture f;
  f.put(with_summary("A", "年度总览", repeated("会员日 ", 6)), with_summary("B", "会员日", repeated("别的内容，", 40)),
        with_summary("C", "Annual overview", repeated("loyalty ", 6)),
        with_summary("D", "Loyalty days", repeated("other words ", 40)));
  CHECK(f.ids("会员日") == Ids{"campaign:B", "campaign:A"});
  CHECK(f.ids("loyalty") == Ids{"campaign:D", "campaign:C"});
}

TEST_CASE("a title match ranks first as of a day too") {
  Fixture f;
  f.put(with_summary("A", "年度总览", repeated("会员日 ", 6)), with_summary("B", "会员日", repeated("别的内容，", 40)));
  Query query = of("会员日");
  query.as_of = archive::Date::parse("2025");
  CHECK(f.ids(query) == Ids{"campaign:B", "campaign:A"});
  query.as_of = archive::Date::parse("2024-01-15");
  CHECK(f.ids(query) == Ids{"campaign:B"});
}

TEST_CASE("a lesson about the topic ranks before a passing mention") {
  Fixture f;
  auto told = campaign("A", "春节活动");
  told.lessons = {lesson("A-L1", "A", "短信要避开饭点发送")};
  f.put(told, with_summary("B", "夏日活动", repeated("现场布置与物料。", 20) + "有人在饭点来过。"));
  CHECK(f.ids("饭点").front() == "lesson:A-L1");
}

TEST_CASE("a synonym counts less than the word, in the title and in the code too") {
  Fixture f;
  f.put(with_summary("11.11-X", "11.11 sale", "double 11 singles day 11.11"), with_summary("B", "乙", "双十一 复盘"),
        with_summary("C", "丙", "别的"));
  CHECK(f.ids("双十一") == Ids{"campaign:B", "campaign:11.11-X"});
  CHECK(f.ids("11.11").front() == "campaign:11.11-X");
}

TEST_CASE("a rare synonym does not outweigh a common word") {
  Fixture f;
  for (int i = 0; i < 30; ++i) f.put(with_summary("C" + std::to_string(i), "活动" + std::to_string(i), "拉新 首购"));
  f.put(with_summary("R", "acquisition", "user acquisition and new users"));
  const Ids ids = f.ids("拉新");
  REQUIRE(ids.size() == 20);
  for (const std::string& id : ids) CHECK(id != "campaign:R");
}

TEST_CASE("an exact code comes before what only mentions it") {
  Fixture f;
  f.put(with_summary("SPRING-7", "春日", "x"), with_summary("B", "SPRING-7 SPRING-7", repeated("SPRING-7 ", 9)));
  CHECK(f.ids("spring-7").front() == "campaign:SPRING-7");
}

TEST_CASE("when nothing has all words, what has most of them is found, more of them first") {
  Fixture f;
  f.put(with_summary("A", "甲", "poster window"), with_summary("B", "乙", "poster window clerk"),
        with_summary("C", "丙", "poster"), with_summary("D", "丁", "clerk gifts"));
  const Response response = f.search("poster window clerk gifts");
  CHECK(response.match == Match::most);
  CHECK(response.total == 1);  // three of the four
  REQUIRE(response.hits.size() == 1);
  CHECK(response.hits[0].id == "campaign:B");
  Query three = of("poster window absent");
  CHECK(f.ids(three) == Ids{"campaign:A", "campaign:B"});
  CHECK(f.search(three).match == Match::most);
  three.sort = Sort::name;
  CHECK(f.search(three).total == 2);
  three.sort = Sort::relevance;
  three.filters["year"] = {"2024"};
  three.facets = {"year"};
  CHECK(f.search(three).total == 2);
  CHECK(all_pages(f, three) == Ids{"campaign:A", "campaign:B"});
  CHECK(f.search("absent missing poster").match == Match::any);
}

TEST_CASE("most can be asked for by name") {
  Fixture f;
  f.put(with_summary("A", "甲", "poster window clerk"), with_summary("B", "乙", "poster window"),
        with_summary("C", "丙", "poster"));
  Query query = of("poster window clerk");
  CHECK(f.search(query).total == 1);
  query.match = Match::most;
  CHECK(f.ids(query) == Ids{"campaign:A", "campaign:B"});
}

TEST_CASE("a question is answered by what its words are about, whatever words it is put in") {
  Fixture f;
  f.put(with_summary("A", "Email open rates", "Subject lines decide whether an email is opened."),
        with_summary("B", "What we did and how", "what is the best of what we have and how do we know that it is"),
        with_summary("C", "Posters", "in shop windows"));
  const Response response =
      f.search("What is the best way to find out how we could get more people to open the emails that we send?");
  CHECK(response.match == Match::any);
  CHECK(response.hits.at(0).id == "campaign:A");
}

TEST_CASE("the parts of an explanation add up to the score") {
  Fixture f;
  auto told = campaign("D11-2024", "双十一大促");
  told.summary = "拉新 coupon 公众号 open rate of the newsletter";
  told.lessons = {lesson("L1", "D11-2024", "优惠券要早发，coupon early")};
  f.put(told, with_summary("B", "会员日", "优惠券 11.11 acquisition poster window"),
        with_summary("C", "Coupons", "双十一 拉新 poster"));
  for (const char* text :
       {"双十一", "优惠券", "coupon", "d11-2024", "\"open rate\"", "拉新 coupon", "news*", "title:双十一",
        "(拉新 OR poster)", "poster window absent", "双十一 拉新 优惠券 门头", "双十一大促怎么做拉新和优惠券",
        "coupon -poster", "优惠券 kind:lesson", "what about coupons and posters in the window for the double 11 season",
        "使用者", "雙十一優惠券"}) {
    for (const char* as_of : {"", "2024-01-15", "2025"}) {
      Query query = of(text);
      query.explain = true;
      if (*as_of) query.as_of = archive::Date::parse(as_of);
      const Response response = f.search(query);
      CHECK(response.explained);
      for (const Hit& hit : response.hits) {
        double sum = 0;
        for (const ScoreShare& share : hit.explain) {
          CHECK(share.weight > 0);
          sum += share.weight;
        }
        INFO(text << " as of " << as_of << ": " << hit.id);
        CHECK(std::abs(sum - hit.score) <= 1e-9 * std::max(1.0, hit.score));
      }
    }
  }
}

TEST_CASE("an explanation says what earned what") {
  Fixture f;
  f.put(with_summary("D11", "双十一大促", "双十一 复盘"), with_summary("B", "乙", "11.11 复盘"));
  Query query = of("双十一");
  query.explain = true;
  const Response response = f.search(query);
  REQUIRE(response.hits.size() == 2);
  const auto& first = response.hits[0].explain;
  REQUIRE(first.size() == 2);
  CHECK(first[0].what == "word");
  CHECK(first[0].text == "双十一");
  CHECK(first[1].what == "title");
  CHECK(first[1].weight > first[0].weight);
  const auto& second = response.hits[1].explain;
  REQUIRE(second.size() == 1);
  CHECK(second[0].what == "synonym");
  CHECK(second[0].detail == "11.11");
  query.q = "d11";
  const Response coded = f.search(query);
  bool has_code = false;
  for (const ScoreShare& share : coded.hits.at(0).explain) has_code = has_code || share.what == "code";
  CHECK(has_code);
  query.q = "双十一";
  query.sort = Sort::name;
  CHECK(f.search(query).hits.at(0).explain.empty());
  query.explain = false;
  CHECK_FALSE(f.search(query).explained);
}

TEST_CASE("numbers inside a code do not outrank a name that means the same") {
  Fixture f;
  f.put(campaign("desktop.C24_WMDE_Desktop_DE_11.11-ba-241107", "C24_WMDE_Desktop_DE_11"),
        with_summary("A", "双十一·好好过冬", "一次大促"));
  for (const char* q : {"double 11", "singles day", "双十一"}) {
    INFO(q);
    const Ids ids = f.ids(of(q));
    REQUIRE(ids.size() == 2);
    CHECK(ids[0] == "campaign:A");
  }
  CHECK(f.ids(of("C24_WMDE_Desktop_DE_11")) == Ids{"campaign:desktop.C24_WMDE_Desktop_DE_11.11-ba-241107"});
}
