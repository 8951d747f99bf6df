#include "archive/figures.h"

#include <catch2/catch.hpp>

#include "archive/goal_tree.h"

using namespace almanac::archive;

namespace {

const Dictionary& dictionary() {
  static const Dictionary shipped = Dictionary::load({});
  return shipped;
}
const FigureContext& context() {
  static const FigureContext made{&dictionary(), "CNY"};
  return made;
}
Campaign campaign(const char* body) { return from_json_record<Campaign>(parse_json(body)); }
std::string text(const std::optional<Decimal>& value) { return value ? value->to_string() : "none"; }
using Fields = std::vector<std::string>;

}  // namespace

TEST_CASE("attainment is actual over target, with the fields it was made of") {
  const auto all = attainments(context(), campaign(R"({"goals":[{"metric":"GMV","target":2000000}],
                                                       "results":[{"metric":"成交额","value":2300000}]})"));
  REQUIRE(all.size() == 1);
  CHECK(*all[0].share == Approx(1.15));
  CHECK(*all[0].reached);
  CHECK(all[0].fields == Fields{"/results/0/value", "/goals/0/target"});
}

TEST_CASE("where less is better attainment is target over actual, and the plain ratio stays") {
  const auto all =
      attainments(context(), campaign(R"({"goals":[{"metric":"cac","target":50},{"metric":"refund_rate","target":3}],
                                                       "results":[{"metric":"cac","value":40},{"metric":"refund_rate","value":6}]})"));
  CHECK(*all[0].share == Approx(1.25));
  CHECK(*all[0].ratio == Approx(0.8));
  CHECK(*all[0].reached);
  CHECK(*all[1].share == Approx(0.5));
  CHECK_FALSE(*all[1].reached);
}

TEST_CASE("what cannot be compared says why") {
  const auto why = [](const char* body) { return std::string(attainments(context(), campaign(body)).front().why); };
  CHECK(why(R"({"goals":[{"metric":"gmv","target":1}]})") == "no_result");
  CHECK(why(R"({"goals":[{"text":"好看"}]})") == "no_target");
  CHECK(why(R"({"goals":[{"metric":"gmv","target":0}],"results":[{"metric":"gmv","value":1}]})") == "zero_target");
  CHECK(
      why(R"({"goals":[{"metric":"gmv","target":1,"basis":"支付"}],"results":[{"metric":"gmv","value":1,"basis":"拍下"}]})") ==
      "other_basis");
  CHECK(why(R"({"goals":[{"metric":"gmv","target":1,"unit":"USD"}],"results":[{"metric":"gmv","value":1}]})") ==
        "other_unit");
  CHECK(why(R"({"goals":[{"metric":"cac","target":5}],"results":[{"metric":"cac","value":0}]})") == "zero_actual");
  CHECK(why(R"({"goals":[{"metric":"gmv","target":1}],"results":[{"metric":"gmv","value":1,"segment":"新客"}]})") ==
        "no_result");
}

TEST_CASE("the figure of the goal's basis is preferred; an unstated basis is compared and said") {
  const auto both = attainments(context(), campaign(R"({"goals":[{"metric":"gmv","target":100,"basis":"支付"}],
      "results":[{"metric":"gmv","value":150},{"metric":"gmv","value":120,"basis":"支付"}]})"));
  CHECK(*both[0].share == Approx(1.2));
  CHECK_FALSE(both[0].basis_unstated);
  const auto one = attainments(context(), campaign(R"({"goals":[{"metric":"gmv","target":100}],
      "results":[{"metric":"gmv","value":120,"basis":"支付"}]})"));
  CHECK(*one[0].share == Approx(1.2));
  CHECK(one[0].basis_unstated);
}

TEST_CASE("ranges are reached or not, without a share") {
  const auto all = attainments(context(), campaign(R"({"goals":[{"metric":"roas","low":2,"high":3}],
      "results":[{"metric":"roas","value":2.5}]})"));
  CHECK(all[0].why == "no_target");
  CHECK(*all[0].reached);
}

TEST_CASE("channels are summed where no whole is reported, never rates and never a channel under another") {
  const auto figures = reported_figures(context(), campaign(R"({"results":[
      {"metric":"orders","value":3,"channel":"短信"},{"metric":"orders","value":4.5,"channel":"抖音"},
      {"metric":"cvr","value":3,"channel":"短信"},{"metric":"buyers","value":3,"channel":"短信"},
      {"metric":"clicks","value":9,"channel":"公众号"},{"metric":"clicks","value":5,"channel":"服务号"}]})"));
  REQUIRE(figures.size() == 1);
  CHECK(figures[0].metric == "orders");
  CHECK(figures[0].value.to_string() == "7.5");
  CHECK(figures[0].summed_channels == 2);
  CHECK(figures[0].fields == Fields{"/results/0/value", "/results/1/value"});
}

TEST_CASE("spend is kept as reported and computed exactly from cost lines, labour as hours × rate") {
  const auto spend = spend_of(context(), campaign(R"({"spend":1000.10,"costs":[
      {"channel":"短信","kind":"media","actual":"700.05","planned":600},{"channel":"短信","kind":"labour","hours":2.5,"rate":100.02}]})"));
  CHECK(text(spend.computed) == "950.1");
  CHECK(text(spend.difference) == "50");
  CHECK(text(spend.planned) == "600");
  CHECK(spend.complete());
  CHECK(text(spend.value()) == "1000.1");
  CHECK(spend.fields == Fields{"/spend", "/costs/0/planned", "/costs/0/actual", "/costs/1/hours", "/costs/1/rate"});
  const auto partial =
      spend_of(context(), campaign(R"({"costs":[{"kind":"media","actual":5},{"kind":"other","planned":5}]})"));
  CHECK(text(partial.computed) == "5");
  CHECK_FALSE(partial.value().has_value());
}

TEST_CASE("costs are grouped by channel, and there by kind") {
  const auto channels = costs_by_channel(campaign(R"({"costs":[{"channel":"短信","kind":"media","actual":5},
      {"kind":"labour","hours":2,"rate":10},{"channel":"短信","kind":"benefit","actual":2}]})"));
  REQUIRE(channels.size() == 2);
  CHECK(text(channels[0].all.actual.total()) == "7");
  CHECK(channels[0].kinds.size() == 2);
  CHECK(channels[1].all.name.empty());
  CHECK(text(channels[1].all.actual.total()) == "20");
}

TEST_CASE("ROI counts revenue only; the cost ratio names the sales it was made of") {
  const auto made =
      campaign(R"({"spend":200,"results":[{"metric":"revenue","value":700},{"metric":"gmv","value":1000}]})");
  CHECK(*roi_of(context(), made).value() == Approx(2.5));
  CHECK(*cost_ratio_of(context(), made).value() == Approx(200.0 / 700));
  CHECK(cost_ratio_of(context(), made).of == "revenue");
  const auto gmv = campaign(R"({"spend":200,"results":[{"metric":"gmv","value":1000}]})");
  CHECK_FALSE(roi_of(context(), gmv).value().has_value());
  CHECK(roi_of(context(), gmv).why == "no_revenue");
  CHECK(cost_ratio_of(context(), gmv).of == "gmv");
  CHECK(*cost_ratio_of(context(), gmv).computed == Approx(0.2));
  CHECK(roi_of(context(), campaign(R"({"results":[{"metric":"revenue","value":7}]})")).why == "no_spend");
}

TEST_CASE("a reported ROI leads and stands beside the computed one") {
  const auto roi = roi_of(
      context(),
      campaign(
          R"({"spend":100,"results":[{"metric":"roi","value":350,"unit":"%"},{"metric":"revenue","value":300}]})"));
  CHECK(*roi.reported == Approx(3.5));
  CHECK(*roi.computed == Approx(2.0));
  CHECK(*roi.value() == Approx(3.5));
}

TEST_CASE("factors multiply to the goal that the dictionary declares them to make") {
  const auto tree = [](const char* goals) {
    return goal_tree(campaign((std::string(R"({"goals":)") + goals + "}").c_str()).goals, dictionary());
  };
  const auto good = tree(
      R"([{"metric":"gmv","target":200000},{"metric":"orders","target":1000,"parent":"gmv"},{"metric":"aov","target":200,"parent":"gmv"}])");
  REQUIRE(good.checks.size() == 1);
  CHECK(good.checks[0].how == GoalCheck::How::product);
  CHECK(good.checks[0].agrees);
  CHECK(good.roots == std::vector<std::size_t>{0});
  CHECK(good.nodes[0].children == std::vector<std::size_t>{1, 2});
  const auto rounded = tree(
      R"([{"metric":"gmv","target":200000},{"metric":"orders","target":1003,"parent":"gmv"},{"metric":"aov","target":199,"parent":"gmv"}])");
  CHECK(rounded.checks[0].agrees);
  const auto off = tree(
      R"([{"metric":"gmv","target":200000},{"metric":"orders","target":1000,"parent":"gmv"},{"metric":"aov","target":150,"parent":"gmv"}])");
  CHECK_FALSE(off.checks[0].agrees);
  CHECK(off.checks[0].computed.to_string() == "150000");
  const auto deep = tree(
      R"([{"metric":"gmv","target":60000},{"metric":"visitors","target":10000,"parent":"gmv"},{"metric":"cvr","target":3,"parent":"gmv"},{"metric":"aov","target":200,"parent":"gmv"}])");
  REQUIRE(deep.checks.size() == 1);
  CHECK(deep.checks[0].agrees);
  CHECK(
      tree(
          R"([{"metric":"orders","target":10},{"metric":"clicks","target":100,"parent":"orders"},{"metric":"impressions","target":1000,"parent":"orders"}])")
          .checks.empty());
  CHECK(
      tree(R"([{"metric":"new_users","target":10},{"metric":"new_users","phase":"a","target":9,"parent":"new_users"}])")
          .checks.empty());
}
