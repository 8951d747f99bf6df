// Names offered while typing, and words put right.
#include <catch2/catch.hpp>

#include "fixture.h"

using namespace almanac;
using namespace almanac::search;
using namespace almanac::search::test;

TEST_CASE("a misspelt word gets a suggestion") {
  Fixture f;
  auto c = with_summary("A", "summer campaign", "budget");
  c.occasion = "双十一";
  f.put(c);
  CHECK(f.search("campagn").suggestion == "campaign");
  CHECK(f.search("双十壹").suggestion == "双十一");
  CHECK(f.search("campaign").suggestion.empty());
  CHECK(f.search("zzzzzzzz").suggestion.empty());
}

TEST_CASE("a misspelt word is put right inside longer text, and by the archive's own names") {
  Fixture f;
  auto c = with_summary("A", "夏日活动", "预算");
  c.occasion = "双十一";
  c.channels = {"霸王茶姬门店"};
  f.put(c);
  CHECK(f.search("双十壹短信").suggestion == "双十一短信");
  CHECK(f.search("霸王茶基门店").suggestion == "霸王茶姬门店");
  CHECK(f.search("夏日").suggestion.empty());
}

TEST_CASE("suggestions follow what changes in the archive") {
  Fixture f;
  f.put(campaign("A", "会员日"), campaign("B", "店庆"));
  f.open();
  CHECK(f.index->suggest("会员").size() == 1);
  f.put(campaign("C", "会员周"));
  f.index->refresh(*f.archive);
  CHECK(f.index->suggest("会员").size() == 2);
  f.remove(archive::Kind::campaign, "A");
  f.index->refresh(*f.archive);
  const auto list = f.index->suggest("会员");
  REQUIRE(list.size() == 1);
  CHECK(list[0].id == "campaign:C");
  CHECK(f.index->suggest("dq").at(0).id == "campaign:B");  // 店庆
}

TEST_CASE("a channel that is a record and a value is suggested once") {
  Fixture f;
  archive::Channel account;
  account.channel = "公众号";
  auto c = campaign("A", "活动");
  c.channels = {"公众号", "公众号菜单"};
  f.put(account, c);
  f.open();
  const auto list = f.index->suggest("公众");
  REQUIRE(list.size() == 2);
  CHECK(list[0].id == "channel:公众号");
  CHECK(list[1].id == "channel:公众号菜单");
}

TEST_CASE("suggestions find names by their beginning, their inside, pinyin and initials") {
  Fixture f;
  auto c = campaign("D11-2024", "双十一大促");
  c.theme = "让快乐翻倍";
  f.put(c, campaign("X", "会员双十一"));
  f.open();
  const auto first = [&](std::string_view typed) {
    const auto list = f.index->suggest(typed, 5);
    return list.empty() ? std::string() : list[0].id;
  };
  CHECK(first("双十") == "campaign:D11-2024");
  CHECK(first("d11") == "campaign:D11-2024");
  CHECK(first("ssydc") == "campaign:D11-2024");
  CHECK(first("shuangshi") == "campaign:D11-2024");
  CHECK(first("快乐") == "theme:让快乐翻倍");
  CHECK(first("qqq").empty());
  CHECK(f.index->suggest("双十一", 5).size() == 2);
  CHECK(f.index->suggest("", 5).empty());
}
