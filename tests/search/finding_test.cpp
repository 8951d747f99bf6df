// What is found and in which order.
#include <catch2/catch.hpp>

#include "archive/error.h"
#include "fixture.h"
#include "search/schema.h"

using namespace almanac;
using namespace almanac::search;
using namespace almanac::search::test;
using Ids = std::vector<std::string>;

namespace {

std::string marked(const std::vector<Piece>& pieces) {
  std::string text;
  for (const Piece& piece : pieces) text += piece.mark ? "[" + piece.text + "]" : piece.text;
  return text;
}

archive::Campaign with_summary(const std::string& code, const std::string& name, const std::string& summary) {
  auto made = campaign(code, name);
  made.summary = summary;
  return made;
}

}  // namespace

TEST_CASE("a Chinese word inside a word is found") {
  Fixture f;
  f.put(with_summary("A", "一", "所有待处理订单都已发出"), with_summary("B", "二", "处置与理解"));
  CHECK(f.ids("处理") == Ids{"campaign:A"});
  CHECK(f.ids("待处理") == Ids{"campaign:A"});
  CHECK(f.ids("理").size() == 2);
}

TEST_CASE("traditional, simplified, full width and case are alike") {
  Fixture f;
  f.put(with_summary("A", "雙十壹大促", "轉化率提升"), with_summary("B", "双十壹大促", "转化率提升"),
        with_summary("C", "ＧＭＶ报告", "x"));
  CHECK(f.ids("双十壹") == f.ids("雙十壹"));
  CHECK(f.ids("轉化率").size() == 2);
  CHECK(f.ids("gmv") == Ids{"campaign:C"});
  CHECK(f.ids("ＧＭＶ") == Ids{"campaign:C"});
}

TEST_CASE("a mixed query finds what has all of it") {
  Fixture f;
  f.put(with_summary("A", "小米 13 发布会", "ROI 提升到 3.2"), with_summary("B", "小米 12 发布会", "ROI 提升"),
        with_summary("C", "发布会", "小米13"));
  CHECK(f.ids("小米 13 发布会 ROI") == Ids{"campaign:A"});
  const Response response = f.search("小米 13 发布会 ROI");
  CHECK(response.match == Match::all);
  CHECK(response.total == 1);
  CHECK(response.total_exact);
}

TEST_CASE("phrases want their words next to each other") {
  Fixture f;
  f.put(with_summary("A", "一", "the open rate of the email was low"), with_summary("B", "二", "rate the open email"));
  CHECK(f.ids("\"open rate\"") == Ids{"campaign:A"});
  CHECK(f.ids("open rate").size() == 2);
  f.put(with_summary("C", "三", "会员日拉新活动"), with_summary("D", "四", "拉新的活动与会员"));
  CHECK(f.ids("\"拉新活动\"") == Ids{"campaign:C"});
}

TEST_CASE("English words are found in all their forms") {
  Fixture f;
  f.put(with_summary("A", "one", "running promotions"), with_summary("B", "two", "a promotion ran"));
  CHECK(f.ids("promotion").size() == 2);
  CHECK(f.ids("\"promotions\"") == Ids{"campaign:A"});
  CHECK(f.ids("promo*").size() == 2);
}

TEST_CASE("codes are found whole and in part, and an exact code comes first") {
  Fixture f;
  f.put(campaign("D11-2024", "大促甲"), campaign("D11-2024-B", "D11-2024 复制"), campaign("D12-2024", "大促乙"));
  CHECK(f.ids("D11-2024").front() == "campaign:D11-2024");
  CHECK(f.ids("D11-2024").size() == 2);
  CHECK(f.ids("d11").size() == 2);
}

TEST_CASE("a title match ranks before a body match") {
  Fixture f;
  f.put(with_summary("A", "年度总览", "会员日 会员日 会员日 复盘，会员日方案"), with_summary("B", "会员日", "方案"),
        with_summary("C", "无关", "别的"));
  CHECK(f.ids("会员日") == Ids{"campaign:B", "campaign:A"});
}

TEST_CASE("recent comes before old where equal") {
  Fixture f;
  f.put(campaign("A", "会员日", "2022-01-01", "2022-01-02"), campaign("B", "会员日", "2024-01-01", "2024-01-02"),
        campaign("C", "会员日", "2023-01-01", "2023-01-02"));
  CHECK(f.ids("会员日") == Ids{"campaign:B", "campaign:C", "campaign:A"});
}

TEST_CASE("a campaign matches on its lessons' text, and a lesson knows its campaign") {
  Fixture f;
  auto c = campaign("A", "春节活动");
  c.channels = {"短信"};
  c.lessons = {lesson("A-L1", "A", "短信要避开饭点发送")};
  c.lessons[0].stage = "execute";
  f.put(c);
  Query query = of("饭点");
  const Response response = f.search(query);
  REQUIRE(response.total == 2);
  for (const Hit& hit : response.hits)
    if (hit.kind == archive::Kind::lesson) CHECK(hit.fields["campaign"] == "A");
  query.kinds = {archive::Kind::lesson};
  query.filters["channel"] = {"短信"};
  query.filters["stage"] = {"execute"};
  CHECK(f.ids(query) == Ids{"lesson:A-L1"});
}

TEST_CASE("operators exclude, choose and group") {
  Fixture f;
  f.put(with_summary("A", "甲", "短信 优惠"), with_summary("B", "乙", "邮件 优惠"),
        with_summary("C", "丙", "海报 优惠"));
  CHECK(f.ids("优惠 -海报").size() == 2);
  CHECK(f.ids("优惠 (甲 OR 丙)") == Ids{"campaign:A", "campaign:C"});
  CHECK(f.ids("-优惠").empty());
  CHECK(f.ids("title:甲") == Ids{"campaign:A"});
  CHECK(f.ids("title:优惠").empty());
}

TEST_CASE("synonyms of both languages find each other") {
  Fixture f;
  f.put(with_summary("A", "甲", "双十一 拉新"), with_summary("B", "乙", "double 11 acquisition"),
        with_summary("C", "丙", "11.11 获客"));
  CHECK(f.ids("双十一").size() == 3);
  CHECK(f.ids("double 11").size() == 3);
  CHECK(f.ids("雙十一 拉新").size() == 3);
}

TEST_CASE("auto finds all words first, then any of them, and says which") {
  Fixture f;
  f.put(with_summary("A", "甲", "会员 积分"), with_summary("B", "乙", "会员 海报"));
  CHECK(f.search("会员 积分").match == Match::all);
  const Response wider = f.search("海报 门头");
  CHECK(wider.match == Match::any);
  CHECK(wider.total == 1);
  Query strict = of("海报 门头");
  strict.match = Match::all;
  CHECK(f.search(strict).total == 0);
  const Response sentence = f.search("这次会员积分活动效果怎么样");
  CHECK(sentence.match == Match::any);
  CHECK(sentence.hits.at(0).id == "campaign:A");
}

TEST_CASE("a synonym of several words marks them together or not at all") {
  Fixture f;
  f.put(with_summary("A", "双十一大促", "客服等待从 47 分钟降到 11 分钟，双 11 当天"));
  const Hit hit = f.search("双十一").hits.at(0);
  CHECK(marked(hit.title_marks) == "[双十一]大促");
  CHECK(marked(hit.snippet).find("[11] 分钟") == std::string::npos);
}

TEST_CASE("snippets mark what matched, in the writing of the text") {
  Fixture f;
  f.put(with_summary("A", "甲", "開頭。本次活動的轉化率提升了 20%，Promotions were cheap。結尾"));
  CHECK(marked(f.search("转化率").hits.at(0).snippet).find("[轉化率]提升") != std::string::npos);
  CHECK(marked(f.search("promotion").hits.at(0).snippet).find("[Promotions] were") != std::string::npos);
  CHECK(marked(f.search("甲").hits.at(0).title_marks) == "[甲]");
}

TEST_CASE("a snippet is the passage with the most different words") {
  Fixture f;
  std::string text = "会员 ";
  for (int i = 0; i < 200; ++i) text += "铺垫文字。";
  text += "这里会员与积分同在。";
  for (int i = 0; i < 200; ++i) text += "铺垫文字。";
  f.put(with_summary("A", "甲", text));
  const std::string shown = marked(f.search("会员 积分").hits.at(0).snippet);
  CHECK(shown.find("[会员]与[积分]") != std::string::npos);
  CHECK(shown.size() < 700);
  CHECK(shown.starts_with("…"));
}

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

TEST_CASE("Taiwan wording and the mainland's find each other") {
  Fixture f;
  f.put(with_summary("A", "甲", "用户收到短信，渠道是网络"), with_summary("B", "乙", "使用者收到簡訊，管道是網路"));
  for (const char* text : {"使用者", "用户", "簡訊", "短信", "简讯", "管道", "渠道", "網路", "网络"}) {
    INFO(text);
    CHECK(f.search(text).total == 2);
  }
}

TEST_CASE("a long Chinese query is cut at the names the archive knows") {
  Fixture f;
  auto c = with_summary("A", "夏日活动", "会员参加");
  c.channels = {"霸王茶姬门店"};
  c.theme = "清凉一夏";
  f.put(c, with_summary("B", "冬日活动", "会员参加"));
  const Response response = f.search("清凉一夏霸王茶姬门店");
  CHECK(response.match == Match::all);
  REQUIRE(response.total == 1);
  CHECK(response.hits[0].id == "campaign:A");
  CHECK(response.parsed == "清凉一夏 霸王茶姬门店");
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

TEST_CASE("a prefix that begins too many words says so") {
  Fixture f;
  std::string words;
  for (int i = 0; i < 300; ++i) words += "ab" + std::to_string(i) + " ";
  f.put(with_summary("A", "甲", words + "promo"));
  CHECK(f.search("ab*").notes.size() == 1);
  CHECK(f.search("ab*").total == 1);
  CHECK(f.search("promo*").notes.empty());
}

TEST_CASE("no text is an error") {
  Fixture f;
  f.put(with_summary("A", "甲", "会员"));
  f.open();
  std::vector<std::string> naughty = {"",
                                      " ",
                                      "\"",
                                      "((((",
                                      "))",
                                      "* * *",
                                      "-",
                                      "- -",
                                      "NOT",
                                      "OR OR OR",
                                      "\xff\xfe\x80",
                                      "a\0b",
                                      "::",
                                      "budget:..",
                                      "%00",
                                      "title:",
                                      "channel:\"",
                                      "👨‍👩‍👧‍👦",
                                      "ﷺ",
                                      "-会员",
                                      "NOT NOT 会员",
                                      std::string(100'000, '('),
                                      std::string(100'000, '*'),
                                      "\xE2\x80\xAE rtl",
                                      "Robert'); DROP TABLE",
                                      "<script>",
                                      "../../etc",
                                      "{{7*7}}",
                                      "1e999",
                                      "NaN",
                                      "year:..",
                                      "start:9999..1"};
  std::string many;
  for (int i = 0; i < 10'000; ++i) many += "w" + std::to_string(i) + "* ";
  naughty.push_back(many);
  std::string words;
  for (int i = 0; i < 3'000; ++i) words += "会员" + std::to_string(i) + " ";
  naughty.push_back(words);
  std::uint32_t state = 3;
  for (int i = 0; i < 300; ++i) {
    std::string random;
    for (int k = 0; k < 40; ++k) {
      state = state * 1664525 + 1013904223;
      random += static_cast<char>(state >> 24);
    }
    naughty.push_back(random);
  }
  for (const std::string& q : naughty) {
    INFO(q.substr(0, 100));
    CHECK_NOTHROW(f.index->search(of(q)));
    Query any = of(q);
    any.match = Match::any;
    any.as_of = archive::Date::parse("2024");
    any.facets = {"channel"};
    CHECK_NOTHROW(f.index->search(any));
    CHECK_NOTHROW(f.index->suggest(q));
  }
  CHECK_FALSE(f.search(words).notes.empty());
  CHECK(f.search("!!!").total == 0);
  CHECK(f.search("").total == 1);
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
