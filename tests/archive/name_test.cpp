#include "archive/name.h"

#include <catch2/catch.hpp>

#include "archive/nearest.h"

using namespace almanac::archive;

TEST_CASE("keys keep their case and are never numbers") {
  CHECK(normalize_key("  9e+05 ") == "9e+05");
  CHECK(normalize_key("ＡＢＣ１") == "ABC1");
  CHECK(normalize_key("　双十一　") == "双十一");
  CHECK(normalize_key("d11") != normalize_key("D11"));
}

TEST_CASE("names match across width, case, script and spacing") {
  CHECK(fold("微信 公眾號") == fold("微信　公众号"));
  CHECK(fold("ＷｅＣｈａｔ  OA") == "wechat oa");
  CHECK(fold("活動運營") == fold("活动运营"));
  CHECK(fold("雙十一") == "双十一");
}

TEST_CASE("a missing code comes from name and date, once and for all") {
  CHECK(derive_code("双十一 大促/上海", *Date::parse("2024-11-01")) == "双十一-大促-上海-20241101");
  CHECK(derive_code("A?B#C%D", *Date::parse("2024-11")) == "A-B-C-D-20241101");
  CHECK(derive_code(std::string(100, 'x'), *Date::parse("2024-11-01")).size() == 64 + 9);
}

TEST_CASE("a graph id splits at its first colon") {
  const auto id = parse_graph_id("campaign:desktop:C23");
  REQUIRE(id);
  CHECK(id->first == Kind::campaign);
  CHECK(id->second == "desktop:C23");
  CHECK(graph_id(id->first, id->second) == "campaign:desktop:C23");
  CHECK_FALSE(parse_graph_id("campaign"));
  CHECK_FALSE(parse_graph_id("campaign:"));
  CHECK_FALSE(parse_graph_id("planet:x"));
}

TEST_CASE("edit distance counts characters and stops at its limit") {
  CHECK(edit_distance("双十一", "双十壹", 2) == 1);
  CHECK(edit_distance("campaign", "campagn", 2) == 1);
  CHECK(edit_distance("abc", "xyz", 2) == 3);
  CHECK(edit_distance("abc", "abcdefgh", 2) == 3);
}

TEST_CASE("broken UTF-8 is told from good") {
  CHECK(is_utf8("双十一 ok"));
  CHECK_FALSE(is_utf8("\xff\xfe"));
  CHECK_FALSE(is_utf8("\xe5\x8f"));
  CHECK_FALSE(is_utf8("\xc0\x80"));
}

TEST_CASE("the nearest name is proposed only when it is near") {
  const std::vector<std::string> names{"campaign_id", "household_id"};
  CHECK(nearest("campain_id", names) == "campaign_id");
  CHECK(nearest("revenue", names).empty());
}
