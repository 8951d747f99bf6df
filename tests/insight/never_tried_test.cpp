// What was never tried against sets of campaigns made edge by edge.

#include "insight/never_tried.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "tests/insight/fixture.h"
#include "tests/support/errors.h"

using namespace almanac;
using namespace almanac::insight;
using Fixture = tests::InsightFixture;

namespace {

using Sets = std::map<std::string, std::set<std::string>>;  // value → campaigns

// Far ends of the relationships of campaigns known on the day, by their keys.
Sets far_ends(const Fixture& fixture, const tests::Oracle& oracle, const std::string& relationship,
              std::optional<archive::Date> as_of) {
  const auto snapshot = fixture.snapshot();
  Sets sets;
  for (const auto& [key, edge] : oracle.edges) {
    const auto& [type, from, to] = key;
    if (type != relationship || from.rfind("campaign:", 0) != 0 || !oracle.seen(edge, as_of)) continue;
    const auto node = snapshot->find(archive::Kind::campaign, from.substr(9));
    REQUIRE(node);
    if (as_of && !snapshot->known_by(*node, as_of->days)) continue;
    sets[to.substr(to.find(':') + 1)].insert(from.substr(9));
  }
  return sets;
}

// Of products, the sets of their categories of every level.
Sets categories(const Sets& products, const tests::World& world) {
  Sets sets;
  for (const auto& [sku, campaigns] : products) {
    const auto product = world.products.find(sku);
    if (product == world.products.end()) continue;
    std::string path;
    for (const std::string& level : product->second.category) {
      path += (path.empty() ? "" : " > ") + level;
      sets[path].insert(campaigns.begin(), campaigns.end());
    }
  }
  return sets;
}

double choose(double n, double k) {
  double ways = 1;
  for (double i = 0; i < k; ++i) ways *= (n - i) / (k - i);
  return ways;
}

void check(const NeverTriedAnswer& found, const Sets& rows, const Sets& columns, bool same) {
  std::set<std::string> everybody;
  for (const Sets* side : {&rows, &columns}) {
    for (const auto& [value, campaigns] : *side) everybody.insert(campaigns.begin(), campaigns.end());
  }
  CHECK(found.campaigns == everybody.size());
  std::size_t tried = 0;
  std::set<std::set<std::string>> never;
  for (const auto& [row, with_row] : rows) {
    for (const auto& [column, with_column] : columns) {
      if (same && row >= column) continue;
      const bool met =
          std::any_of(with_row.begin(), with_row.end(), [&](const auto& c) { return with_column.contains(c); });
      if (met)
        ++tried;
      else
        never.insert(same ? std::set{row, column} : std::set{"row " + row, "column " + column});
    }
  }
  CHECK(found.tried == tried);
  CHECK(found.never == never.size());
  REQUIRE(found.rows.size() == never.size());
  double expected_before = INFINITY;
  for (const NeverTried& one : found.rows) {
    CAPTURE(one.row.key, one.column.key);
    CHECK(never.erase(same ? std::set{one.row.key, one.column.key}
                           : std::set{"row " + one.row.key, "column " + one.column.key}) == 1);
    const auto& with_row = rows.at(one.row.key);
    const auto& with_column = columns.at(one.column.key);
    CHECK(one.counts.both == 0);
    CHECK(one.counts.row == with_row.size());
    CHECK(one.counts.column == with_column.size());
    CHECK(one.counts.all == everybody.size());
    const auto n = static_cast<double>(everybody.size());
    const auto r = static_cast<double>(with_row.size());
    const auto c = static_cast<double>(with_column.size());
    CHECK(one.p == Approx(choose(n - c, r) / choose(n, r)));
    CHECK(one.counts.expected() <= expected_before);
    expected_before = one.counts.expected();
    CHECK(std::set<std::string>(one.with_row.begin(), one.with_row.end()) == with_row);
    CHECK(std::set<std::string>(one.with_column.begin(), one.with_column.end()) == with_column);
  }
}

}  // namespace

TEST_CASE("what was never tried is what sets of campaigns never share") {
  for (unsigned seed = 1; seed <= 8; ++seed) {
    Fixture fixture;
    fixture.fill(seed, seed % 2 == 0 ? 0 : 6, 10, 1, 4 + seed);
    const auto snapshot = fixture.snapshot();
    const tests::Oracle oracle(fixture.world, fixture.archive->zone());
    for (const auto& as_of : {std::optional<archive::Date>(), archive::Date::parse("2024-01-25")}) {
      CAPTURE(seed, as_of.has_value());
      const Sets channels = far_ends(fixture, oracle, "USED", as_of);
      const Sets products = far_ends(fixture, oracle, "PROMOTED", as_of);
      const Sets mechanics = far_ends(fixture, oracle, "USES_MECHANIC", as_of);
      const Sets segments = far_ends(fixture, oracle, "TARGETED", as_of);
      const auto ask = [&](const char* rows, const char* columns) {
        NeverTriedRequest request;
        request.rows = rows;
        request.columns = columns;
        request.as_of = as_of;
        request.limit = 1000;
        request.codes = 1000;
        graph::Budget budget;
        return never_tried(*snapshot, request, budget);
      };
      check(ask("channel", "category"), channels, categories(products, fixture.world), false);
      check(ask("channel", "segment"), channels, segments, false);
      check(ask("mechanic", "product"), mechanics, products, false);
      check(ask("channel", "channel"), channels, channels, true);
    }
  }
}

TEST_CASE("gaps of chosen values and campaigns only") {
  Fixture fixture;
  fixture.fill(5, 0, 10, 1, 20);
  const tests::Oracle oracle(fixture.world, fixture.archive->zone());
  Sets channels = far_ends(fixture, oracle, "USED", {});
  Sets occasions = far_ends(fixture, oracle, "ON_OCCASION", {});
  const Sets mechanics = far_ends(fixture, oracle, "USES_MECHANIC", {});
  REQUIRE(channels.contains("渠道A"));
  NeverTriedRequest request;
  request.rows = "channel";
  request.columns = "mechanic";
  request.row_values = {"渠道A"};
  request.campaigns = {{"occasion", {"双十一"}}};
  request.limit = 1000;
  request.codes = 1000;
  graph::Budget budget;
  const auto narrowed = [&](const Sets& sets) {
    Sets kept;
    for (const auto& [value, campaigns] : sets) {
      for (const auto& c : campaigns) {
        if (occasions["双十一"].contains(c)) kept[value].insert(c);
      }
    }
    return kept;
  };
  Sets rows = narrowed(channels);
  std::erase_if(rows, [](const auto& one) { return one.first != "渠道A"; });
  check(never_tried(*fixture.snapshot(), request, budget), rows, narrowed(mechanics), false);
}

TEST_CASE("gaps of an empty archive, and of what is not known") {
  Fixture fixture;
  fixture.store();
  graph::Budget budget;
  const auto nothing = never_tried(*fixture.snapshot(), {}, budget);
  CHECK(nothing.campaigns == 0);
  CHECK(nothing.rows.empty());
  const auto code = [&](NeverTriedRequest request) {
    return tests::code_of([&] { never_tried(*fixture.snapshot(), request, budget); });
  };
  NeverTriedRequest request;
  request.rows = "hour";  // of touchpoints, not of campaigns
  CHECK(code(request) == "unknown_dimension");
  request.rows = "channel";
  request.row_values = {"渠道甲"};
  CHECK(code(request) == "unknown_value");
  request.row_values = {};
  request.limit = 1001;
  CHECK(code(request) == "limit_out_of_range");
}
