// What filters, ranges and days let through.
#include <catch2/catch.hpp>

#include "fixture.h"
#include "search/schema.h"

using namespace almanac;
using namespace almanac::search;
using namespace almanac::search::test;
using Ids = std::vector<std::string>;

TEST_CASE("as_of hides what had not begun and what was learned later") {
  Fixture f;
  auto a = campaign("A", "会员日", "2024-03-01", "2024-03-31");
  a.goals.push_back(goal("gmv", "目标成交翻倍"));
  a.summary = "成交大涨";
  a.status = "reviewed";
  a.spend = archive::Decimal::parse("100");
  a.lessons = {lesson("A-L1", "A", "海报太晚")};
  f.put(a, campaign("B", "会员日返场", "2024-06-01", "2024-06-10"));
  Query query = of("会员日");
  query.as_of = archive::Date::parse("2024-03-15");
  Response response = f.search(query);
  REQUIRE(response.total == 1);
  CHECK(response.hits[0].id == "campaign:A");
  CHECK_FALSE(response.hits[0].fields.contains("spend"));
  query.match = Match::all;
  const auto total = [&](const std::string& q) {
    query.q = q;
    return f.search(query).total;
  };
  CHECK(total("目标成交翻倍") == 1);
  CHECK(total("成交大涨") == 0);
  CHECK(total("海报") == 0);
  query.as_of = archive::Date::parse("2024-03-31");
  CHECK(total("成交大涨") == 1);
  CHECK(total("海报") == 2);
  query.as_of = archive::Date::parse("2024-02");
  CHECK(total("会员日") == 0);
}

TEST_CASE("ranges in the query language and in the form agree") {
  Fixture f;
  for (int i = 1; i <= 9; ++i) {
    auto c = campaign("C" + std::to_string(i), "活动", "2024-0" + std::to_string(i) + "-01",
                      "2024-0" + std::to_string(i) + "-20");
    c.budget = archive::Decimal::parse(std::to_string(i * 100000));
    f.put(c);
  }
  CHECK(f.search("活动 budget:20万..50万").total == 4);
  CHECK(f.search("start:2024-03..2024-05").total == 3);
  Query form = of("活动");
  form.budget_min = archive::Decimal::parse("200000");
  form.budget_max = archive::Decimal::parse("500000");
  CHECK(f.search(form).total == 4);
  form = of("");
  form.start_from = archive::Date::parse("2024-03");
  form.start_to = archive::Date::parse("2024-05");
  CHECK(f.search(form).total == 3);
  CHECK(f.search("year:2023..2025").total == 9);
  CHECK(f.search("year:2025..").total == 0);
}

TEST_CASE("a channel includes those below it and is found by its alias") {
  Fixture f;
  archive::Channel wechat;
  wechat.channel = "微信";
  archive::Channel account;
  account.channel = "公众号";
  account.parent = "微信";
  account.aliases = {"服务号文章"};
  auto c = campaign("A", "活动");
  c.channels = {"公众号"};
  f.put(wechat, account, c, campaign("B", "活动"));
  Query query = of("活动");
  query.kinds = {archive::Kind::campaign};
  query.filters["channel"] = {"微信"};
  CHECK(f.ids(query) == Ids{"campaign:A"});
  query.filters["channel"] = {"服务号文章"};
  CHECK(f.ids(query) == Ids{"campaign:A"});
  query.facets = {"channel"};
  CHECK(f.ids(query) == Ids{"campaign:A"});
}

TEST_CASE("the tree above a channel and the category of a product reach the campaigns that use them") {
  Fixture f;
  auto c = campaign("A", "活动");
  c.channels = {"公众号"};
  c.products = {"SKU1"};
  f.put(c);
  f.open();
  archive::Channel account;
  account.channel = "公众号";
  account.parent = "微信";
  archive::Product product;
  product.sku = "SKU1";
  product.name = "小米 13";
  product.category = {"数码", "手机"};
  f.put(account, product);
  Query query = of("");
  query.kinds = {archive::Kind::campaign};
  query.filters["channel"] = {"微信"};
  CHECK(f.ids(query) == Ids{"campaign:A"});
  query.filters = {{"category", {"数码"}}};
  CHECK(f.ids(query) == Ids{"campaign:A"});
  query.filters = {{"category", {"数码 > 手机"}}};
  CHECK(f.ids(query) == Ids{"campaign:A"});
  CHECK(f.ids("小米").size() == 2);
}

TEST_CASE("every field filters in the query language, by both its names") {
  Fixture f;
  archive::Product product;
  product.sku = "SKU1";
  product.name = "气泡水";
  product.category = {"饮料", "水"};
  product.brand = "元气";
  archive::Channel channel;
  channel.channel = "公众号";
  channel.role = "reach";
  auto c = campaign("A", "活动");
  c.channels = {"公众号"};
  c.theme = "让快乐翻倍";
  c.status = "reviewed";
  c.type = "promotion";
  c.objective = "acquisition";
  c.occasion = "双十一";
  c.mechanics = {"满减"};
  c.segments = {"新客"};
  c.products = {"SKU1"};
  c.tags = {"大促"};
  c.owner = "王五";
  c.team = "增长组";
  c.region = "华东";
  c.mode = "online";
  c.partners = {"某银行"};
  c.budget = archive::Decimal::parse("200000");
  c.lessons = {lesson("L", "A", "要早")};
  c.lessons[0].stage = "execute";
  c.lessons[0].kind = "success";
  archive::Goal goal;
  goal.metric = "orders";
  goal.target = archive::Decimal::parse("100");
  c.goals = {goal};
  archive::Result result;
  result.metric = "orders";
  result.value = archive::Decimal::parse("90");
  c.results = {result};
  f.put(product, channel, c, campaign("B", "活动", "2020-01-01", "2020-01-02"));
  const std::pair<Field, std::string> values[] = {{Field::channel, "公众号"},
                                                  {Field::theme, "让快乐翻倍"},
                                                  {Field::status, "reviewed"},
                                                  {Field::type, "promotion"},
                                                  {Field::objective, "acquisition"},
                                                  {Field::occasion, "双十一"},
                                                  {Field::mechanic, "满减"},
                                                  {Field::segment, "新客"},
                                                  {Field::product, "SKU1"},
                                                  {Field::category, "饮料"},
                                                  {Field::tag, "大促"},
                                                  {Field::owner, "王五"},
                                                  {Field::year, "2024"},
                                                  {Field::stage, "execute"},
                                                  {Field::brand, "元气"},
                                                  {Field::role, "reach"},
                                                  {Field::mode, "online"},
                                                  {Field::partner, "某银行"},
                                                  {Field::lesson_kind, "success"},
                                                  {Field::budget_band, "100k-500k"},
                                                  {Field::team, "增长组"},
                                                  {Field::region, "华东"},
                                                  {Field::goal, "orders"},
                                                  {Field::attainment, "80-100%"}};
  CHECK(std::size(values) == field_count);
  for (const auto& [field, value] : values) {
    for (const std::string_view name : {row_of(field).name, row_of(field).zh}) {
      const std::string text = std::string(name) + ":" + value;
      INFO(text);
      const Response response = f.search(text);
      CHECK(response.total > 0);
      for (const Hit& hit : response.hits) CHECK(hit.id != "campaign:B");
      CHECK(response.parsed == std::string(row_of(field).name) + ":" + value);
    }
  }
}

TEST_CASE("kind=plan finds campaigns in status draft or planned, beside other kinds and in the query language") {
  Fixture f;
  auto draft = campaign("D", "会员日一"), planned = campaign("P", "会员日二"), over = campaign("O", "会员日三");
  draft.status = "draft";
  planned.status = "planned";
  over.status = "finished";
  over.lessons = {lesson("L", "O", "会员日的经验")};
  f.put(draft, planned, over, campaign("N", "会员日四"));
  Query query = of("会员日");
  query.sort = Sort::name;
  query.kinds = {archive::Kind::plan};
  CHECK(f.ids(query) == std::vector<std::string>{"campaign:D", "campaign:P"});
  CHECK(f.search(query).total == 2);
  query.kinds = {archive::Kind::plan, archive::Kind::lesson};
  CHECK(f.search(query).total == 3);
  query.kinds.clear();
  query.q = "kind:plan 会员日";
  CHECK(f.search(query).total == 2);
}
