#include "archive/records.h"

#include <catch2/catch.hpp>

#include "archive/error.h"

using namespace almanac::archive;

namespace {
const char* whole_campaign =
    R"({"code":"D11-2024","name":"双十一大促","theme":"让快乐翻倍","occasion":"双十一","objective":"conversion","type":"promotion",
"mechanics":["满减","秒杀"],"mode":"online","status":"finished","start":"2024-11-01","end":"2024-11-11","planned_start":"2024-10-20",
"planned_end":"2024-11-11","currency":"CNY","budget":500000,"spend":478200,"owner":"o","team":"t","region":"r","parent":"D11","based_on":["D11-2023"],
"partners":["p"],"summary":"s","highlights":"h","tags":["大促"],"segments":["新客","沉睡会员"],"channels":["公众号","短信"],"products":["SKU1","SKU2"],
"phases":[{"name":"预热","kind":"warm_up","start":"2024-10-20","end":"2024-10-31","budget":50000}],
"goals":[{"metric":"gmv","target":2000000,"baseline":1500000,"unit":"CNY","basis":"支付","text":"GMV 200万"}],
"results":[{"metric":"gmv","value":2300000.55,"basis":"支付","channel":"公众号","phase":"预热"}],
"costs":[{"channel":"短信","kind":"media","planned":120000,"actual":118000,"bearer":"brand"}],
"benefits":[{"name":"满300减50","kind":"coupon","face_value":50,"threshold":300,"issued":20000,"claimed":9000,"redeemed":4100,"cost":205000,"bearer":"brand"}],
"experiments":[{"hypothesis":"h","metric":"ctr","variants":[{"name":"A","control":true,"n":10000,"events":320},{"name":"B","n":10000,"events":371}],"verdict":"confirmed"}],
"competitors":[{"name":"n","action":"a","date":"2024-11-01","source":"s"}],
"lessons":[{"kind":"success","statement":"st","advice":"ad","stage":"execute","tags":["x"],"applies_when":{"channel":["公众号"],"occasion":["双十一"]}}],
"review":{"goal":"g","result":"r","analysis":"a","insight":"i"},
"attributes":{"anything":"else"}})";
}  // namespace

TEST_CASE("a whole campaign survives reading and writing, field for field") {
  const Json given = parse_json(whole_campaign);
  const Campaign campaign = from_json_record<Campaign>(given);
  CHECK(campaign.results[0].value->to_string() == "2300000.55");
  const Json written = to_json_record(campaign);
  CHECK(nlohmann::json::parse(dump(written)) == nlohmann::json::parse(dump(given)));
  CHECK(dump(to_json_record(from_json_record<Campaign>(written))) == dump(written));
}

TEST_CASE("unknown names of a campaign become attributes, of a goal an error with its place") {
  CHECK(from_json_record<Campaign>(parse_json(R"({"name":"n","mood":"good"})")).attributes.at("mood") == "good");
  try {
    from_json_record<Campaign>(parse_json(R"({"name":"n","goals":[{"metrics":"gmv"}]})"));
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.where() == "/goals/0/metrics");
  }
}

TEST_CASE("a value of the wrong shape names its place and what was expected") {
  for (const auto& [text, where] :
       std::vector<std::pair<std::string, std::string>>{{R"({"budget":"a lot"})", "/budget"},
                                                        {R"({"start":"11/11/24"})", "/start"},
                                                        {R"({"goals":{}})", "/goals"},
                                                        {R"({"tags":[{}]})", "/tags/0"},
                                                        {R"({"phases":[{"budget":[]}]})", "/phases/0/budget"},
                                                        {R"([])", ""}}) {
    INFO(text);
    try {
      from_json_record<Campaign>(parse_json(text));
      FAIL("accepted");
    } catch (const Error& error) {
      CHECK(error.where() == where);
      CHECK(error.kind() == ErrorKind::invalid_input);
    }
  }
}

TEST_CASE("zero is a value and absence is not zero") {
  CHECK(dump(to_json_record(from_json_record<Campaign>(parse_json(R"({"budget":0})")))) == R"({"budget":0})");
  CHECK(dump(to_json_record(from_json_record<Campaign>(parse_json(R"({"budget":null,"spend":""})")))) == "{}");
}
