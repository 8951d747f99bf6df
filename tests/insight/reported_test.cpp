// Reported results in groups against plain lists of values.

#include "insight/reported.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <map>

#include "tests/insight/fixture.h"
#include "tests/support/errors.h"

using namespace almanac;
using namespace almanac::insight;
using archive::Decimal;
using Fixture = tests::InsightFixture;

namespace {

const char* const channels[] = {"渠道A", "渠道B", "渠道C"};

archive::Result result(const char* metric, std::int64_t value) {
  archive::Result made;
  made.metric = metric;
  made.value = Decimal{value, 0};
  return made;
}

// Campaigns that report gmv (adds up), cvr (does not) and orders by channel, whole or in parts, and orders in all.
void report(Fixture& fixture, unsigned seed, std::size_t campaigns) {
  tests::Dice dice(seed);
  for (std::size_t i = 0; i < campaigns; ++i) {
    archive::Campaign c;
    c.code = "R" + std::to_string(i);
    c.name = "活动" + std::to_string(i);
    c.start = archive::Date{19723, archive::Precision::day};
    c.end = archive::Date{19730, archive::Precision::day};
    c.status = "finished";
    if (!dice.one_in(4)) c.mechanics.push_back("满减");
    if (dice.one_in(2)) c.mechanics.push_back("秒杀");
    for (const char* channel : channels) {
      for (const char* metric : {"gmv", "cvr"}) {
        const std::uint32_t parts = dice.below(3);
        for (std::uint32_t k = 0; k < parts; ++k) {
          auto part = result(metric, 1 + dice.below(90));
          part.channel = channel;
          part.phase = "阶段" + std::to_string(k);
          c.results.push_back(part);
        }
        if (!dice.one_in(3)) continue;
        auto whole = result(metric, 1 + dice.below(90));
        whole.channel = channel;
        if (dice.one_in(4)) whole.basis = "支付";
        c.results.push_back(whole);
      }
    }
    if (!dice.one_in(3)) {
      const std::int64_t orders = 1 + dice.below(500);
      c.results.push_back(result("orders", orders));
      archive::Goal goal;
      goal.metric = "orders";
      goal.target = Decimal{200, 0};
      c.goals.push_back(goal);
    }
    for (const char* name : {"阶段0", "阶段1"}) {
      archive::Phase phase;
      phase.name = name;
      c.phases.push_back(phase);
    }
    fixture.world.campaigns[c.code] = c;
  }
  fixture.store();
}

using Values =
    std::map<std::pair<std::string, std::string>, std::map<std::string, double>>;  // (group, basis) → campaign → value

// Of each campaign and channel: what was reported of the channel alone, else the sum of parts if they add up or are one.
Values by_channel(const tests::World& world, const std::string& metric, bool additive) {
  Values values;
  for (const auto& [code, c] : world.campaigns) {
    for (const char* channel : channels) {
      for (const char* basis : {"", "支付"}) {
        std::optional<double> whole;
        std::vector<double> parts;
        for (const auto& r : c.results) {
          if (r.metric != metric || r.channel != channel || r.basis != basis) continue;
          if (r.phase.empty())
            whole = r.value->to_double();
          else
            parts.push_back(r.value->to_double());
        }
        double sum = 0;
        for (const double part : parts) sum += part;
        if (whole)
          values[{channel, basis}][code] = *whole;
        else if (!parts.empty() && (additive || parts.size() == 1))
          values[{channel, basis}][code] = sum;
      }
    }
  }
  return values;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t n = values.size();
  return n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

// The largest k that leaves at most 2.5 % below the k-th smallest, by adding binomial chances.
std::size_t outer(std::size_t n) {
  std::size_t k = 0;
  double below = 0;
  for (double ways = 1; k < n; ++k) {
    below += ways * std::pow(.5, static_cast<double>(n));
    if (below > .025) break;
    ways = ways * static_cast<double>(n - k) / static_cast<double>(k + 1);
  }
  return k;
}

void check(const ReportedAnswer& found, const Values& expected, bool additive) {
  REQUIRE(found.rows.size() == expected.size());
  std::map<std::string, std::vector<double>> of_basis;
  for (const auto& [place, campaigns] : expected) {
    for (const auto& [code, value] : campaigns) of_basis[place.second].push_back(value);
  }
  for (const Reported& row : found.rows) {
    CAPTURE(row.group.key, row.basis);
    const auto& campaigns = expected.at({row.group.key, row.basis});
    std::vector<double> values;
    double total = 0;
    for (const auto& [code, value] : campaigns) {
      values.push_back(value);
      total += value;
    }
    std::sort(values.begin(), values.end());
    CHECK(row.n == values.size());
    CHECK(row.median == Approx(median(values)));
    CHECK(row.base == Approx(median(of_basis[row.basis])));
    CHECK(row.total.has_value() == additive);
    if (row.total) CHECK(row.total->to_double() == Approx(total));
    const std::size_t k = outer(values.size());
    CHECK(row.low.has_value() == (k != 0));
    if (row.low && k != 0) {
      CHECK(*row.low == values[k - 1]);
      CHECK(*row.high == values[values.size() - k]);
    }
    REQUIRE(row.campaigns.size() == values.size());
    for (const auto& [code, value] : row.campaigns) CHECK(value.to_double() == campaigns.at(code));
  }
}

ReportedAnswer ask(const Fixture& fixture, ReportedRequest request) {
  request.limit = 1000;
  request.codes = 1000;
  graph::Budget budget;
  return reported(fixture.archive->read(), *fixture.snapshot(), request, budget);
}

}  // namespace

TEST_CASE("results by channel are the whole ones, else sums of what adds up") {
  for (unsigned seed = 1; seed <= 5; ++seed) {
    CAPTURE(seed);
    Fixture fixture;
    report(fixture, seed, 4 + seed * 6);
    ReportedRequest request;
    request.metric = "gmv";
    check(ask(fixture, request), by_channel(fixture.world, "gmv", true), true);
    request.metric = "cvr";
    check(ask(fixture, request), by_channel(fixture.world, "cvr", false), false);
    request.values = {"渠道B"};
    Values one = by_channel(fixture.world, "cvr", false);
    std::erase_if(one, [](const auto& entry) { return entry.first.first != "渠道B"; });
    check(ask(fixture, request), one, false);
  }
}

TEST_CASE("results by mechanic are the campaign's own; attainment is a share of the main goal") {
  Fixture fixture;
  report(fixture, 9, 30);
  ReportedRequest request;
  request.group = "mechanic";
  Values orders, attained;
  for (const auto& [code, c] : fixture.world.campaigns) {
    for (const auto& r : c.results) {
      if (r.metric != "orders") continue;
      for (const auto& mechanic : c.mechanics) {
        orders[{mechanic, ""}][code] = r.value->to_double();
        attained[{mechanic, ""}][code] = r.value->to_double() / 200;
      }
    }
  }
  request.metric = "orders";
  check(ask(fixture, request), orders, true);
  request.metric = "attainment";
  const auto found = ask(fixture, request);
  REQUIRE(found.rows.size() == attained.size());
  for (const Reported& row : found.rows) {
    std::vector<double> values;
    for (const auto& [code, value] : attained.at({row.group.key, ""})) values.push_back(value);
    CHECK(row.n == values.size());
    CHECK(row.median == Approx(median(values)));
  }
}

TEST_CASE("without a metric that is taken of which most was reported; unknown ones name the nearest") {
  Fixture fixture;
  report(fixture, 3, 12);
  const auto most = ask(fixture, {});
  REQUIRE_FALSE(most.metrics.empty());
  CHECK(most.metric == most.metrics.front().first);
  for (std::size_t i = 1; i < most.metrics.size(); ++i) CHECK(most.metrics[i - 1].second >= most.metrics[i].second);
  const auto code = [&](const ReportedRequest& request) { return tests::code_of([&] { ask(fixture, request); }); };
  ReportedRequest request;
  request.metric = "gvm";
  CHECK(code(request) == "unknown_metric");
  request.metric = "roi";  // known, but nobody has it
  CHECK(ask(fixture, request).rows.empty());
  request.metric = "gmv";
  request.values = {"渠道Z"};
  CHECK(code(request) == "unknown_value");
  request.values = {};
  request.group = "chanel";
  CHECK(code(request) == "unknown_dimension");
}

TEST_CASE("before a campaign is over its results are not known") {
  Fixture fixture;
  report(fixture, 4, 12);
  ReportedRequest request;
  request.metric = "gmv";
  request.as_of = archive::Date::parse("2024-01-04");
  CHECK(ask(fixture, request).rows.empty());
  request.as_of = archive::Date::parse("2024-02-01");
  CHECK_FALSE(ask(fixture, request).rows.empty());
}

TEST_CASE("an empty archive reported nothing") {
  Fixture fixture;
  fixture.store();
  const auto found = ask(fixture, {});
  CHECK(found.metric.empty());
  CHECK(found.campaigns == 0);
  CHECK(found.rows.empty());
}
