#include "insight/statistics.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <tuple>

using namespace almanac::insight;

TEST_CASE("lift compares with everybody, and its interval is that of the risk ratio carried over") {
  // 50 of 153 against 70 of 216 others: risk ratio 1.008, 95 % from 0.749 to 1.359.
  const Counts counts{50, 153, 120, 369};
  const auto found = strength(counts);
  REQUIRE(found);
  CHECK(found->lift == Approx((50.0 / 153) / (120.0 / 369)));
  const double w = 153.0 / 369;
  const auto lift_of = [w](double ratio) { return ratio / (w * ratio + 1 - w); };
  CHECK(found->low == Approx(lift_of(.749)).margin(.0005));
  CHECK(found->high == Approx(lift_of(1.359)).margin(.0005));
  CHECK(found->lift == Approx(lift_of(50.0 / 153 / (70.0 / 216))));
}

TEST_CASE("chances are those of the likelihood ratio for large tables and of Fisher's test for small ones") {
  // G² of (50,103 | 70,146) is 0.0030; one degree of freedom.
  CHECK(strength({50, 153, 120, 369})->p == Approx(std::erfc(std::sqrt(.0030 / 2))).margin(.002));
  // G² of (13,1000 | 1000,100000) is 0.8038.
  CHECK(strength({13, 1013, 1013, 102013})->p == Approx(std::erfc(std::sqrt(.8038 / 2))).epsilon(.001));
  // Fisher, one side, of (8,2 | 1,9): 0.0027387...; expected cells are 4.5 and 5.5.
  CHECK(strength({8, 10, 9, 20})->p == Approx(2 * .0027387).epsilon(.0001).margin(.00027));
}

TEST_CASE("empty cells, empty sides and everybody have defined answers") {
  CHECK_FALSE(strength({0, 0, 5, 10}));
  CHECK_FALSE(strength({0, 5, 0, 10}));
  const auto everybody = strength({4, 10, 4, 10});
  REQUIRE(everybody);
  CHECK(everybody->lift == 1);
  CHECK(everybody->p == 1);
  const auto never = strength({0, 100, 100, 1000});
  REQUIRE(never);
  CHECK(never->lift == 0);
  CHECK(never->low == 0);
  CHECK(never->high > 0);
  CHECK(never->high < 1);
  CHECK(never->p < .001);
  const auto always = strength({100, 200, 100, 1000});
  REQUIRE(always);
  CHECK(always->lift == Approx(5));
  CHECK(always->high >= always->lift);
  CHECK(always->low > 4);
}

TEST_CASE("too few people is an answer, few where many were expected is not too few") {
  CHECK(too_few({4, 10, 10, 100}, 5));
  CHECK_FALSE(too_few({5, 10, 10, 100}, 5));
  CHECK_FALSE(too_few({0, 100, 100, 1000}, 5));
  CHECK_FALSE(too_few({0, 10, 50, 100}, 5));  // just as many expected
  CHECK(too_few({0, 10, 49, 100}, 5));
}

TEST_CASE("false discovery rates are those of Benjamini and Hochberg") {
  // Worked by hand: p·m/rank from the largest down, never rising.
  const std::vector<double> p{.01, .04, .03, .005};
  const auto rates = discovery_rates(p, p);
  CHECK(rates[3] == Approx(.02));
  CHECK(rates[0] == Approx(.02));
  CHECK(rates[2] == Approx(.04));
  CHECK(rates[1] == Approx(.04));
  CHECK(discovery_rates({}, {}).empty());
  CHECK(discovery_rates(p, {.03, .005}) == std::vector<double>{rates[2], rates[3]});
}

TEST_CASE("false discovery rates of any tests asked are those of all sorted, the largest included") {
  std::mt19937 random(7);
  std::uniform_real_distribution<double> chance(0, 1);
  for (std::size_t m = 1; m <= 60; ++m) {
    std::vector<double> p(m);
    for (double& one : p) one = chance(random) * chance(random);
    std::vector<double> sorted(p);
    std::sort(sorted.begin(), sorted.end());
    const auto rates = discovery_rates(p, sorted);
    double least = 1;
    for (std::size_t rank = m; rank > 0; --rank) {
      least = std::min(least, sorted[rank - 1] * static_cast<double>(m) / static_cast<double>(rank));
      CAPTURE(m, rank);
      CHECK(rates[rank - 1] == Approx(least));
      CHECK(discovery_rates(p, {sorted[rank - 1]}).front() == Approx(least));
    }
  }
}

TEST_CASE("the interval of a median takes the order statistics of the binomial table") {
  // Published table of 95 % sign-test intervals: n=6: 1–6, n=10: 2–9, n=20: 6–15, n=25: 8–18.
  CHECK_FALSE(median_interval(5));
  const auto is = [](std::size_t n, std::size_t low, std::size_t high) {
    const auto found = median_interval(n);
    REQUIRE(found);
    CHECK(found->first + 1 == low);
    CHECK(found->second + 1 == high);
  };
  is(6, 1, 6);
  is(7, 1, 7);
  is(8, 1, 8);
  is(9, 2, 8);
  is(12, 3, 10);
  is(15, 4, 12);
  is(10, 2, 9);
  is(20, 6, 15);
  is(25, 8, 18);
}

TEST_CASE("where the least expected is just 5 the likelihood ratio decides, below it Fisher's test") {
  const auto g_of = [](double a, double row, double column, double all) {
    double g = 0;
    for (const auto& [k, r, c] :
         {std::tuple(a, row, column), std::tuple(row - a, row, all - column), std::tuple(column - a, all - row, column),
          std::tuple(all - row - column + a, all - row, all - column)})
      g += k == 0 ? 0 : 2 * k * std::log(k * all / (r * c));
    return std::erfc(std::sqrt(g / 2));
  };
  CHECK(strength({8, 10, 50, 100})->p == Approx(g_of(8, 10, 50, 100)));
  CHECK(strength({8, 10, 49, 100})->p != Approx(g_of(8, 10, 49, 100)));
}

TEST_CASE("where all of the column are of the row half a one is added to each side") {
  const auto found = interval({100, 200, 100, 1000});
  const double ratio = (100.5 / 201) / (.5 / 801),
               spread = 1.959963984540054 * std::sqrt(1 / 100.5 - 1.0 / 201 + 1 / .5 - 1.0 / 801);
  const auto lift_of = [](double r) { return r / (.2 * r + .8); };
  REQUIRE(found);
  CHECK(found->first == Approx(lift_of(ratio / std::exp(spread))));
  CHECK(found->second == Approx(std::max(5.0, lift_of(ratio * std::exp(spread)))));
}
