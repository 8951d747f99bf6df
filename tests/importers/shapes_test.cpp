// The mappings of samples/mappings on small files of the same shape as the sets they are for: excerpts where the
// licence allows (tests/data/importers/shapes), rows made up in the same form where it does not.

#include <catch2/catch.hpp>

#include "tests/importers/importing.h"

using namespace importing;
using importers::exit_code;

namespace {

ImportOptions mapped(const std::string& name) {
  ImportOptions options;
  options.mapping_file = std::string(ALMANAC_SAMPLES) + "/mappings/" + name + ".toml";
  return options;
}

std::string shapes(const std::string& name) { return std::string(ALMANAC_TEST_DATA) + "/shapes/" + name; }

const importers::FileReport& file_of(const Report& report, const std::string& ending, const std::string& kind) {
  for (const auto& file : report.files)
    if (file.path.ends_with(ending) && file.kind == kind) return file;
  throw std::runtime_error("not in the report: " + ending);
}

void same_again(Desk& desk, const std::string& path, const ImportOptions& options) {
  const auto revision = desk.revision();
  const Report again = desk.import({path}, options);
  CHECK(desk.revision() == revision);
  for (const auto& file : again.files) {
    INFO(file.path << " as " << file.kind);
    CHECK(file.unchanged == file.rows);
  }
}

struct Types {
  std::uint64_t send = 0, redeem = 0, purchase = 0, open = 0;
  archive::Decimal value;
};

Types count_types(Desk& desk) {
  Types types;
  const auto reader = desk.archive().read();
  const auto words = reader.words(archive::Word::type);
  reader.scan_touchpoints({}, [&](const archive::TouchpointBlock&, const archive::TouchpointColumns& columns) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const std::string& type = words.at(columns.type[i]);
      types.send += type == "send";
      types.redeem += type == "redeem";
      types.purchase += type == "purchase";
      types.open += type == "open";
      if (columns.value_scale[i] != archive::no_amount)
        types.value = *archive::add(types.value, *archive::Decimal::make(columns.value[i], columns.value_scale[i]));
    }
  });
  return types;
}

}  // namespace

TEST_CASE("The Complete Journey goes in from its own files") {
  Desk desk;
  const Report report = desk.import({shapes("complete_journey")}, mapped("complete-journey"));
  INFO(to_json(report, archive::Language::en).dump(1));
  REQUIRE(exit_code(report) == 0);
  for (const auto& file : report.files) CHECK(adds_up(file));
  CHECK(report.ignored.size() == 1);

  const archive::Campaign campaign = desk.campaign("26");
  CHECK(campaign.name == "Type B campaign 26");
  CHECK(campaign.type == "Type B");
  CHECK(campaign.start->to_string() == "2016-12-28");
  CHECK(campaign.currency == "USD");
  CHECK(campaign.products.size() == 3);  // one row of the excerpt stands there twice
  CHECK(campaign.benefits.size() == 2);
  CHECK(desk.get<archive::Product>("26093").category == archive::Strings{"PASTRY", "BREAD", "BREAD:ITALIAN/FRENCH"});
  CHECK(desk.get<archive::Product>("9e+05").sku == "9e+05");
  CHECK(desk.get<archive::User>("1").attributes.at("age") == "65+");
  CHECK(desk.get<archive::Channel>("store 309").role == "store");
  CHECK(desk.get<archive::User>("1003").attributes.count("home_ownership") == 0);

  const Types types = count_types(desk);
  CHECK(types.send == file_of(report, "/campaigns.csv", "touchpoints").rows);
  CHECK(types.redeem == file_of(report, "coupon_redemptions.csv", "touchpoints").rows);
  CHECK(types.purchase == file_of(report, "transactions_part.csv", "touchpoints").rows);
  same_again(desk, shapes("complete_journey"), mapped("complete-journey"));
}

TEST_CASE("a send takes the time of its campaign's start") {
  Desk desk;
  desk.import({shapes("complete_journey")}, mapped("complete-journey"));
  const auto reader = desk.archive().read();
  const auto send = reader.words(archive::Word::type);
  const auto campaign = reader.find_number(archive::Kind::campaign, "26");
  REQUIRE(campaign);
  std::size_t seen = 0;
  reader.scan_touchpoints({}, [&](const archive::TouchpointBlock&, const archive::TouchpointColumns& columns) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (send.at(columns.type[i]) != "send" || columns.campaign[i] != *campaign) continue;
      ++seen;
      CHECK(desk.archive().zone().date_of(columns.time_ms[i]).to_string() == "2016-12-28");
      CHECK(columns.time_precision[i] == static_cast<std::uint8_t>(archive::Precision::day));
    }
  });
  CHECK(seen > 0);
}

TEST_CASE("Wikimedia's banner campaigns: a changed version updates and never duplicates") {
  Desk desk;
  const std::string header =
      "channel,name,campaign,description,campaign_tracking,first_seen,last_seen,first_commit,n_banners,banner_"
      "trackings\n";
  const std::string row =
      "desktop,Desktop,C23_WMDE_Desktop_DE_01,Text change: Wikipedia's usefulness,01-ba-230705,2023-07-06,";
  const std::string rest = ",cc7af161d5,2,org-01-230705-ctrl|org-01-230705-var\n";
  const std::string other =
      "mobile,Mobile,C23_WMDE_Mobile_DE_01,\"text changes, VAR removes some payment type "
      "options\",01-ba-230705,2023-06-30,2023-06-30,5ebb684901,2,a-ctrl|a-var\n";
  const std::string path = desk.file("campaigns_to_2023.csv", header + row + "2023-07-06" + rest + other);
  REQUIRE(exit_code(desk.import({path}, mapped("wikimedia"))) == 0);
  const archive::Campaign campaign = desk.campaign("desktop.C23_WMDE_Desktop_DE_01.01-ba-230705");
  CHECK(campaign.channels == archive::Strings{"desktop"});
  REQUIRE(campaign.experiments.size() == 1);
  CHECK(campaign.experiments[0].variants.at(0).control == true);
  CHECK_FALSE(campaign.experiments[0].variants.at(1).control.has_value());
  CHECK(desk.get<archive::Channel>("desktop").name == "Desktop");
  same_again(desk, path, mapped("wikimedia"));

  desk.file("campaigns_to_2023.csv", header + row + "2023-07-21" + rest + other);
  const Report changed = desk.import({path}, mapped("wikimedia"));
  CHECK(file_of(changed, ".csv", "campaigns").updated == 1);
  CHECK(file_of(changed, ".csv", "campaigns").unchanged == 1);
  CHECK(desk.archive().read().record_count<archive::Campaign>() == 2);
  CHECK(desk.campaign("desktop.C23_WMDE_Desktop_DE_01.01-ba-230705").end->to_string() == "2023-07-21");
}

TEST_CASE("Starbucks offers: one line is one touchpoint, the offer's key is spelt in two ways") {
  Desk desk;
  desk.file(
      "sb/portfolio.json",
      R"({"reward": 10, "channels": ["email", "mobile", "social"], "difficulty": 10, "duration": 7.0, "offer_type": "bogo", "id": "o1"})"
      "\n"
      R"({"reward": 0, "channels": ["web"], "difficulty": 0, "duration": 4.0, "offer_type": "informational", "id": "o2"})"
      "\n");
  desk.file("sb/profile.json",
            R"({"gender": null, "age": 118, "id": "p1", "became_member_on": "20170212", "income": null})"
            "\n"
            R"({"gender": "F", "age": 55, "id": "p2", "became_member_on": "20170715", "income": 112000.0})"
            "\n");
  desk.file("sb/transcript_part.json",
            R"({"person": "p1", "event": "offer received", "value": {"offer id": "o1"}, "time": 0})"
            "\n"
            R"({"person": "p1", "event": "offer viewed", "value": {"offer id": "o1"}, "time": 6})"
            "\n"
            R"({"person": "p1", "event": "transaction", "value": {"amount": 19.89}, "time": 132})"
            "\n"
            R"({"person": "p1", "event": "offer completed", "value": {"offer_id": "o1", "reward": 10}, "time": 132})"
            "\n"
            R"({"person": "p1", "event": "offer completed", "value": {"offer_id": "o1", "reward": 10}, "time": 132})"
            "\n"
            R"({"person": "p2", "event": "offer received", "value": {"offer id": "o3"}, "time": 0})"
            "\n"
            R"({"person": "p2", "event": "offer rec)");
  const std::string folder = (desk.directory() / "sb").string();
  const Report report = desk.import({folder}, mapped("starbucks"));
  CHECK(exit_code(report) == 3);
  const auto& transcript = file_of(report, "transcript_part.json", "touchpoints");
  CHECK(transcript.rows == 7);
  CHECK(transcript.created == 5);   // two lines that say the same are two touchpoints
  CHECK(transcript.rejected == 2);  // an unknown offer, and the line that is cut off
  CHECK(transcript.rejects[0].code == "unknown_campaign");

  const archive::Campaign offer = desk.campaign("o1");
  CHECK(offer.name == "bogo, reward 10, 7 days");
  CHECK(offer.channels.size() == 3);
  CHECK(offer.benefits.at(0).threshold == archive::Decimal{10, 0});
  CHECK(desk.get<archive::User>("p1").attributes.count("age") == 0);
  CHECK(desk.get<archive::User>("p2").attributes.at("age") == 55);
  const Types types = count_types(desk);
  CHECK(types.redeem == 2);
  CHECK(types.purchase == 1);
  CHECK(types.value.to_string() == "19.89");
  desk.file("sb/transcript_part.json",
            R"({"person": "p1", "event": "offer received", "value": {"offer id": "o1"}, "time": 0})"
            "\n");
  CHECK(file_of(desk.import({folder}, mapped("starbucks")), "transcript_part.json", "touchpoints").unchanged == 1);
}

TEST_CASE("Facebook ads: the rows of a campaign are collected, its figures summed by age and gender") {
  Desk desk;
  const std::string header =
      "Date,ad_id,xyz_campaign_id,fb_campaign_id,age,gender,interest,Impressions,Clicks,Spent,Total_Conversion,"
      "Approved_Conversion\n";
  const std::string text = header +
                           "31-08-2023,1,916,11,30-34,M,15,7350,1,1.429999948,2,1\n"
                           "09-08-2023,2,916,12,30-34,M,16,17861,2,1.820000023,2,0\n"
                           "10-08-2023,3,916,13,35-39,F,15,693,0,0,1,0\n"
                           "01-08-2023,4,936,14,30-34,M,20,100,1,1.25,1,0\n";
  const std::string path = desk.file("fb/KAG.with_date.csv", text);
  desk.file("fb/KAG.csv", "ad_id\n1\n");
  const std::string folder = (desk.directory() / "fb").string();
  const Report report = desk.import({folder}, mapped("facebook-ads"));
  INFO(to_json(report, archive::Language::en).dump(1));
  REQUIRE(exit_code(report) == 0);
  CHECK(report.ignored.size() == 1);
  const archive::Campaign campaign = desk.campaign("916");
  CHECK(campaign.start->to_string() == "2023-08-09");
  CHECK(campaign.end->to_string() == "2023-08-31");
  CHECK(campaign.spend->to_string() == "3.249999971");
  CHECK(campaign.segments == archive::Strings{"30-34 M", "interest 15", "interest 16", "35-39 F"});
  archive::Decimal impressions, of_men;
  for (const archive::Result& result : campaign.results) {
    if (result.metric != "impressions") continue;
    impressions = *archive::add(impressions, *result.value);
    if (result.segment == "30-34 M") of_men = *result.value;
  }
  CHECK(impressions == archive::Decimal{7350 + 17861 + 693, 0});
  CHECK(of_men == archive::Decimal{7350 + 17861, 0});
  CHECK(desk.get<archive::Segment>("interest 15").attributes.at("interest") == 15);
  same_again(desk, folder, mapped("facebook-ads"));
}
