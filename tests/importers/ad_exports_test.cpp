// Exports of ad platforms in the shapes that they have: preambles, totals, currencies in headers. The rows are made up.

#include <catch2/catch.hpp>

#include "importers/ready_mappings.h"
#include "tests/importers/importing.h"

using namespace importing;

namespace {

const importers::FileReport& campaigns_of(const Report& report) {
  for (const auto& file : report.files)
    if (file.kind == "campaigns") return file;
  throw std::runtime_error("no campaigns: " + to_json(report, archive::Language::en).dump(1));
}

std::string sum(const archive::Campaign& campaign, std::string_view metric, std::string_view segment = "") {
  archive::Decimal total;
  for (const auto& result : campaign.results)
    if (result.metric == metric && result.value && (segment.empty() || result.segment == segment))
      total = *archive::add(total, *result.value);
  return total.to_string();
}

}  // namespace

TEST_CASE("the ready mappings are read and name what they recognise") {
  const auto all = importers::ready_mappings();
  REQUIRE(all.size() == 8);
  for (const auto& mapping : all) {
    INFO(mapping.name);
    for (const auto& rule : mapping.files) {
      CHECK(rule.header.size() >= 2);
      if (rule.kind == importers::RowKind::campaigns) CHECK(importers::ready_mapping_for(rule.header) == &mapping);
    }
  }
  const std::vector<std::string> other = {"活动名称", "开始时间", "预算"};
  CHECK(importers::ready_mapping_for(other) == nullptr);
}

TEST_CASE("Google Ads by day: title and date range above, totals below") {
  Desk desk;
  const std::string text =
      "Campaign report\n\"September 1, 2026 - September 3, 2026\"\n"
      "Day,Campaign,Campaign ID,Currency code,Cost,Impr.,Clicks,Conversions\n"
      "2026-09-01,Roofs & Gutters,111,CAD,10.50,\"1,200\",7,1.00\n"
      "2026-09-02,Roofs & Gutters,111,CAD,\"1,020.25\",\"10,000\",88,2.50\n"
      "2026-09-01,Brand,222,CAD,3.10,40,2, --\n"
      "Total: Account,--,--,CAD,\"1,033.85\",\"11,240\",97,3.50\n"
      "Total: Search,--,--,CAD,\"1,033.85\",\"11,240\",97,3.50\n";
  const Report report = desk.import_text("report.csv", text);
  INFO(to_json(report, archive::Language::en).dump(1));
  CHECK(importers::exit_code(report) == 0);
  CHECK(campaigns_of(report).rows == 3);
  const auto campaign = desk.campaign("google-ads.Roofs & Gutters");
  CHECK(campaign.currency == "CAD");
  CHECK(campaign.start->to_string() == "2026-09-01");
  CHECK(campaign.end->to_string() == "2026-09-02");
  CHECK(sum(campaign, "spend") == "1030.75");
  CHECK(sum(campaign, "impressions") == "11200");
  CHECK(sum(campaign, "conversions") == "3.5");
  CHECK(sum(desk.campaign("google-ads.Brand"), "conversions") == "0");
  const auto revision = desk.revision();
  const Report again = desk.import_text("report.csv", text);
  CHECK(campaigns_of(again).unchanged == 3);
  CHECK(desk.revision() == revision);
}

TEST_CASE("Google Ads without days takes the report's range, and dates of two readings name the setting") {
  Desk desk;
  const Report report = desk.import_text(
      "r.csv", "Campaign report\n\"Aug 1, 2026 - Aug 2, 2026\"\nCampaign,Currency code,Cost,Clicks\nShoes,INR,100,5\n");
  INFO(to_json(report, archive::Language::en).dump(1));
  const auto campaign = desk.campaign("google-ads.Shoes");
  CHECK(campaign.start->to_string() == "2026-08-01");
  CHECK(campaign.end->to_string() == "2026-08-02");
  REQUIRE(campaign.results.size() == 2);
  CHECK(campaign.results[0].from->to_string() == "2026-08-01");

  const Report unclear = desk.import_text("d.csv", "Day,Campaign,Currency code,Cost\n03/04/2026,Shoes,INR,5\n");
  REQUIRE(campaigns_of(unclear).rejects.size() == 1);
  CHECK(campaigns_of(unclear).rejects[0].code == "ambiguous_date");
  CHECK(campaigns_of(unclear).rejects[0].reason.en.find("date_order") != std::string::npos);
}

TEST_CASE("Meta Ads: the currency stands in the header, the account's total has no name") {
  Desk desk;
  const Report report = desk.import_text("meta.csv",
                                         "\"Reporting starts\",\"Reporting ends\",\"Ad set name\",\"Day\",\"Amount "
                                         "spent (INR)\",Impressions,\"Link clicks\"\n"
                                         "2025-12-10,2026-08-10,,2026-08-01,25.00,50,4\n"
                                         "2025-12-10,2026-08-10,\"Set A\",2026-08-01,10.00,30,3\n"
                                         "2025-12-10,2026-08-10,\"Set B\",2026-08-01,15.00,20,1\n"
                                         "2025-12-10,2026-08-10,\"Set A\",2026-08-02,5.50,10,1\n");
  INFO(to_json(report, archive::Language::en).dump(1));
  CHECK(importers::exit_code(report) == 0);
  const auto campaign = desk.campaign("meta-ads.Set A");
  CHECK(sum(campaign, "spend") == "15.5");
  CHECK(campaign.results[0].unit == "INR");
  CHECK(campaign.currency == "INR");
  CHECK(campaign.end->to_string() == "2026-08-02");
  CHECK_FALSE(desk.has<archive::Campaign>("meta-ads."));

  const Report range = desk.import_text(
      "range.csv",
      "Reporting starts,Reporting ends,Campaign name,Ad set name,Ad name,Amount spent "
      "(USD),Results\n2026-01-01,2026-01-05,活动 A,s,a1,9.50,2\n2026-01-01,2026-01-05,活动 A,s,a2,0.50,1\n");
  CHECK(importers::exit_code(range) == 0);
  CHECK(sum(desk.campaign("meta-ads.活动 A"), "spend") == "10");
}

TEST_CASE("百度 by region, with lines before the header and cells that end in a tab") {
  Desk desk;
  const Report report =
      desk.import_text("region.csv",
                       "数据生成时间：2017-10-10 14:02,,,,,,,,,\n1. 时间范围：20171009,,,,,,,,,\n,,,,,,,,,\n"
                       "日期\t,账户,推广计划,省,市,展现,点击,消费,点击率,平均点击价格\n"
                       "2017-10-09,acc,品牌词,浙江,杭州,\"1,000\",10,25.50,1%,2.55\n"
                       "2017-10-09,acc,品牌词,浙江,宁波,500,5,10.00,1%,2\n");
  INFO(to_json(report, archive::Language::en).dump(1));
  CHECK(importers::exit_code(report) == 0);
  const auto campaign = desk.campaign("baidu.品牌词");
  CHECK(sum(campaign, "spend") == "35.5");
  CHECK(sum(campaign, "spend", "浙江 杭州") == "25.5");
  CHECK(campaign.currency == "CNY");
}

TEST_CASE("百度 by keyword: the range in the first line, the account's name below the header") {
  Desk desk;
  const Report report = desk.import_text("keyword.csv",
                                         "2017-10-01至2017-10-07\n"
                                         "推广计划名称,推广单元名称,关键词名称,消费,点击,展现\nacc\n"
                                         "品牌词,u,口红,10,1,100\n品牌词,u,眼影,5,2,50\n");
  INFO(to_json(report, archive::Language::en).dump(1));
  CHECK(importers::exit_code(report) == 0);
  const auto campaign = desk.campaign("baidu.品牌词");
  CHECK(campaign.start->to_string() == "2017-10-01");
  CHECK(campaign.end->to_string() == "2017-10-07");
  CHECK(sum(campaign, "spend") == "15");
}

TEST_CASE("360, 搜狗, 神马, 头条 and 天猫") {
  Desk desk;
  CHECK(importers::exit_code(desk.import_text(
            "360地域_20241101-20241107.csv",
            "推广账户,产品线,推广计划,省级地区,市级地区,展示次数,点击次数,点击率,总费用,平均每次点击费用\n"
            "a,搜索,秋季,浙江,杭州,100,5,5%,12.5,2.5\n")) == 0);
  CHECK(desk.campaign("qihoo-360.秋季").end->to_string() == "2024-11-07");
  CHECK(sum(desk.campaign("qihoo-360.秋季"), "spend") == "12.5");

  const Report sogou = desk.import_text("搜狗.csv",
                                        "时间,账户,推广计划,消耗,点击数,点击均价\n总计,--,--,30.5,4,7.6\n2024-11-01,a,"
                                        "夏季,20.5,3,6.8\n2024-11-01,a,夏季,10,1,10\n");
  INFO(to_json(sogou, archive::Language::en).dump(1));
  CHECK(importers::exit_code(sogou) == 0);
  CHECK(sum(desk.campaign("sogou.夏季"), "spend") == "30.5");

  CHECK(importers::exit_code(desk.import_text("sm.csv",
                                              "时间,账户,推广计划,地域ID,省级地域,地市级地域,展现量,点击量,消费,点击率,"
                                              "平均点击价格\n2024-11-01,a,冬季,1,浙江,杭州,10,1,2,10%,2\n")) == 0);
  CHECK(sum(desk.campaign("shenma.冬季"), "clicks") == "1");

  CHECK(importers::exit_code(desk.import_text(
            "tt.csv",
            "时间,广告计划id,广告计划,广告组id,广告组,投放位置,展示数,点击数,点击率,平均点击价格,平均千次展现费用,"
            "总花费\n2024-11-01,1,p1,9,春季,头条,10,1,10%,2,200,2\n2024-11-01,2,p2,9,春季,头条,20,3,10%,2,200,4\n")) ==
        0);
  CHECK(sum(desk.campaign("toutiao.9"), "spend", "头条") == "6");

  CHECK(importers::exit_code(
            desk.import_text("tm.csv",
                             "日期,场景ID,场景名字,计划ID,计划名字,展现量,点击量,花费,直接成交金额,间接成交金额,"
                             "总成交金额\n2026-08-10,371,关键词推广,77,试,235,18,81.91,120,80,200\n")) == 0);
  CHECK(sum(desk.campaign("tmall.77"), "gmv") == "200");
  CHECK(desk.campaign("tmall.77").name == "试");
}

TEST_CASE("a kind or a mapping of one's own is not overruled") {
  Desk desk;
  ImportOptions options;
  options.kind = importers::RowKind::channels;
  const Report report =
      desk.import_text("a.csv", "Day,Campaign,Currency code,Cost,Channel\n2026-01-01,a,CAD,1,短信\n", options);
  REQUIRE(report.files.size() == 1);
  CHECK(report.files[0].kind == "channels");
}
