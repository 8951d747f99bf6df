#include "archive/dictionary.h"

#include <catch2/catch.hpp>

#include "archive/error.h"
#include "archive/name.h"
#include "tests/support/temporary_directory.h"

using namespace almanac;
using archive::Dictionary;

TEST_CASE("channels and metrics are found by their names in both languages") {
  const Dictionary dictionary = Dictionary::load("/nonexistent");
  REQUIRE(dictionary.find_channel("公众号"));
  CHECK(dictionary.find_channel("公眾號") == dictionary.find_channel("公众号"));
  REQUIRE(dictionary.find_metric("成交额"));
  CHECK(dictionary.find_metric("成交额")->name == "gmv");
  CHECK(dictionary.find_metric("GMV") == dictionary.find_metric("成交额"));
  CHECK(dictionary.find_metric("曝光")->additive);
  CHECK_FALSE(dictionary.find_metric("UV")->additive);
  CHECK_FALSE(dictionary.find_metric("cac")->higher_is_better);
  CHECK(dictionary.find_metric("no such thing") == nullptr);
}

TEST_CASE("revenue is never a synonym of gmv, and service and subscription accounts stay apart") {
  const Dictionary dictionary = Dictionary::load("/nonexistent");
  CHECK(dictionary.find_metric("revenue") != dictionary.find_metric("gmv"));
  CHECK(dictionary.find_channel("服务号") != dictionary.find_channel("订阅号"));
}

TEST_CASE("no name of the shipped dictionaries is claimed by two entries") {
  const Dictionary dictionary = Dictionary::load("/nonexistent");
  for (const auto& metric : dictionary.metrics()) {
    INFO(metric.name);
    CHECK(dictionary.find_metric(metric.name) == &metric);
    CHECK(dictionary.find_metric(metric.zh) == &metric);
    for (const auto& alias : metric.aliases) {
      INFO(alias);
      CHECK(dictionary.find_metric(alias) == &metric);
    }
    CHECK_FALSE(metric.en.empty());
    CHECK_FALSE(metric.unit.empty());
  }
  for (const auto& channel : dictionary.channels()) {
    INFO(channel.channel);
    CHECK(dictionary.find_channel(channel.channel) == &channel);
    for (const auto& alias : channel.aliases) {
      INFO(alias);
      CHECK(dictionary.find_channel(alias) == &channel);
    }
    if (!channel.parent.empty()) CHECK(dictionary.find_channel(channel.parent));
  }
}

TEST_CASE("a team's additions win, and a bad one names file and line") {
  tests::TemporaryDirectory directory;
  directory.write(
      "metrics.toml",
      "[[metric]]\nmetric = \"gmv\"\nen = \"Turnover\"\nzh = \"流水\"\nunit = \"money\"\nadditive = true\n");
  CHECK(Dictionary::load(directory.path()).find_metric("流水")->name == "gmv");
  directory.write("metrics.toml", "[[metric]]\nmetric = \"x\"\naliases = 3\n");
  try {
    Dictionary::load(directory.path());
    FAIL("accepted");
  } catch (const archive::Error& error) {
    CHECK(error.where().find("metrics.toml:3") != std::string::npos);
  }
}
