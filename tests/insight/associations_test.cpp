// The counting of associations against sets of people made one touchpoint at a time.

#include "insight/associations.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <set>

#include "tests/insight/fixture.h"
#include "tests/support/errors.h"

using namespace almanac;
using namespace almanac::insight;
using tests::Event;
using tests::one_of;
using tests::World;
using Fixture = tests::InsightFixture;

namespace {

using ValuesOf = std::function<std::set<std::string>(const Event&)>;
using Takes = std::function<bool(const Event&)>;

struct Slow {
  std::set<std::string> units;
  std::map<std::string, std::set<std::string>> rows, columns;
  std::map<std::pair<std::string, std::string>, std::set<std::string>> both;
};

// Units by key; `then` compares positions in time.
Slow slow(const World& world, const ValuesOf& row, const ValuesOf& column, const Takes& scope, const Takes& row_takes,
          const Takes& column_takes, bool by_visit, bool then) {
  Slow out;
  std::map<std::string, std::map<std::string, std::int64_t>> first, last;
  for (const Event& e : world.events) {
    if (!scope(e) || (by_visit && e.campaign.empty())) continue;
    const std::string unit = by_visit ? e.user + "|" + e.campaign : e.user;
    out.units.insert(unit);
    if (row_takes(e)) {
      for (const auto& v : row(e)) {
        out.rows[v].insert(unit);
        const auto [found, fresh] = first[unit].try_emplace(v, e.ms);
        if (!fresh) found->second = std::min(found->second, e.ms);
      }
    }
    if (column_takes(e)) {
      for (const auto& v : column(e)) {
        out.columns[v].insert(unit);
        const auto [found, fresh] = last[unit].try_emplace(v, e.ms);
        if (!fresh) found->second = std::max(found->second, e.ms);
      }
    }
  }
  for (const auto& [r, units] : out.rows) {
    for (const auto& [c, others] : out.columns) {
      for (const auto& unit : units) {
        if (others.contains(unit) && (!then || first[unit][r] <= last[unit][c])) out.both[{r, c}].insert(unit);
      }
    }
  }
  return out;
}

void check(const Associations& found, const Slow& expected, bool same_dimension) {
  CHECK(found.units == expected.units.size());
  std::size_t pairs = 0;
  for (const auto& [key, units] : expected.both) {
    if (same_dimension && key.first >= key.second) continue;  // each pair once
    if (!units.empty()) ++pairs;
  }
  std::size_t met = 0;
  for (const Association& one : found.rows) {
    CAPTURE(one.row.key, one.column.key);
    const auto both = expected.both.find({one.row.key, one.column.key});
    const std::size_t count = both == expected.both.end() ? 0 : both->second.size();
    CHECK(one.counts.both == count);
    CHECK(one.counts.row == expected.rows.at(one.row.key).size());
    // Who has the row counts with the column only as `both` says, the others whenever they had it.
    const auto& with_row = expected.rows.at(one.row.key);
    const auto& with_column = expected.columns.at(one.column.key);
    const auto outside = std::count_if(with_column.begin(), with_column.end(),
                                       [&](const std::string& unit) { return !with_row.contains(unit); });
    CHECK(one.counts.column == count + static_cast<std::size_t>(outside));
    CHECK(one.counts.row + one.counts.column - one.counts.both <= one.counts.all);
    CHECK(one.counts.all == expected.units.size());
    CHECK(one.strength.has_value() == !too_few(one.counts, 5));
    if (count != 0) ++met;
  }
  CHECK(met == pairs);
  std::size_t possible = 0;
  for (const auto& [row, with_row] : expected.rows) {
    for (const auto& [column, with_column] : expected.columns)
      possible += with_row.empty() || with_column.empty() || (same_dimension && row >= column) ? 0 : 1;
  }
  CHECK(found.pairs == possible);
}

const Takes every = [](const Event&) { return true; };

}  // namespace

TEST_CASE("people reached by a channel and touching a product are counted as sets of people are") {
  for (unsigned seed = 1; seed <= 6; ++seed) {
    Fixture fixture;
    fixture.fill(seed, 600, seed % 2 == 0 ? 8 : 90);
    const ValuesOf channel = [](const Event& e) { return one_of(e.channel); };
    const ValuesOf product = [](const Event& e) { return one_of(e.product); };
    const Takes purchase = [](const Event& e) { return e.type == "purchase"; };
    for (const bool then : {false, true}) {
      for (const bool visit : {false, true}) {
        CAPTURE(seed, then, visit);
        AssociationRequest request;
        request.rows = {"channel", {}, {}};
        request.columns = {"product", {}, {{"event", {"purchase"}}}};
        request.then = then;
        request.unit = visit ? Unit::visit : Unit::person;
        request.limit = 1000;
        graph::Budget budget;
        const auto found = associations(*fixture.snapshot(), request, budget);
        check(found, slow(fixture.world, channel, product, every, every, purchase, visit, then), false);
      }
    }
  }
}

TEST_CASE("what happened in the same moment is not before") {
  Fixture fixture;
  fixture.fill(31, 600, 40, std::int64_t{20} * 86'400'000);
  const ValuesOf campaign = [](const Event& e) { return one_of(e.campaign); };
  const ValuesOf event = [](const Event& e) { return one_of(e.type); };
  for (const bool visit : {false, true}) {
    CAPTURE(visit);
    AssociationRequest request;
    request.rows = {"campaign", {}, {}};
    request.columns = {"event", {}, {}};
    request.then = true;
    request.unit = visit ? Unit::visit : Unit::person;
    request.limit = 1000;
    graph::Budget budget;
    check(associations(*fixture.snapshot(), request, budget),
          slow(fixture.world, campaign, event, every, every, every, visit, true), false);
  }
}

TEST_CASE("scopes, personal dimensions, months and chosen values are counted as sets of people are") {
  Fixture fixture;
  fixture.fill(7, 900, 60);
  const auto snapshot = fixture.snapshot();
  const auto segments_of = [&](const std::string& user) {
    std::set<std::string> found;
    for (const auto& [key, segment] : fixture.world.segments) {
      if (std::count(segment.users.begin(), segment.users.end(), user) != 0) found.insert(key);
    }
    return found;
  };
  const ValuesOf segment = [&](const Event& e) { return segments_of(e.user); };
  const ValuesOf campaign = [](const Event& e) { return one_of(e.campaign); };
  const ValuesOf event = [](const Event& e) { return one_of(e.type); };
  const ValuesOf month = [&](const Event& e) {
    return one_of(snapshot->zone().date_of(e.ms).to_string().substr(5, 2));
  };
  const auto ask = [&](const Side& rows, const Side& columns, const Filters& scope) {
    AssociationRequest request;
    request.rows = rows;
    request.columns = columns;
    request.scope = scope;
    request.limit = 1000;
    request.least = 5;
    graph::Budget budget;
    return associations(*snapshot, request, budget);
  };
  const Takes app = [](const Event& e) { return e.type == "click" || e.type == "purchase"; };
  check(ask({"segment", {}, {}}, {"event", {}, {}}, {}),
        slow(fixture.world, segment, event, every, every, every, false, false), false);
  check(ask({"month", {}, {}}, {"campaign", {}, {}}, {{"event", {"click", "purchase"}}}),
        slow(fixture.world, month, campaign, app, every, every, false, false), false);
  check(ask({"campaign", {}, {}}, {"campaign", {}, {}}, {}),
        slow(fixture.world, campaign, campaign, every, every, every, false, false), true);
  const Takes in_january = [&](const Event& e) { return *month(e).begin() == "01"; };
  const ValuesOf click = [](const Event& e) { return e.type == "click" ? one_of(e.type) : std::set<std::string>{}; };
  check(ask({"campaign", {}, {}}, {"event", {"click"}, {}}, {{"month", {"01"}}}),
        slow(fixture.world, campaign, click, in_january, every, every, false, false), false);
}

TEST_CASE("those who stopped are those with an event up to the day and none after") {
  Fixture fixture;
  fixture.fill(11, 500, 120);
  const auto snapshot = fixture.snapshot();
  const auto day = archive::Date::parse("2024-02-10");
  AssociationRequest request;
  request.rows = {"channel", {}, {}};
  request.columns.only = {{"event", {"click", "purchase"}}};
  request.stopped_after = day;
  request.limit = 1000;
  graph::Budget budget;
  const auto found = associations(*snapshot, request, budget);
  const std::int64_t end = snapshot->zone().end_of(*day);
  std::set<std::string> before, after;
  std::map<std::string, std::set<std::string>> channels;
  for (const Event& e : fixture.world.events) {
    if (e.type == "click" || e.type == "purchase") (e.ms <= end ? before : after).insert(e.user);
    if (e.ms <= end && !e.channel.empty()) channels[e.channel].insert(e.user);
  }
  CHECK(found.units == before.size());
  REQUIRE_FALSE(found.rows.empty());
  for (const Association& one : found.rows) {
    std::uint64_t row = 0, both = 0, stopped = 0;
    for (const auto& user : before) {
      const bool gone = !after.contains(user);
      stopped += gone ? 1 : 0;
      if (!channels[one.row.key].contains(user)) continue;
      ++row;
      both += gone ? 1 : 0;
    }
    CHECK(one.counts.row == row);
    CHECK(one.counts.both == both);
    CHECK(one.counts.column == stopped);
  }
}

TEST_CASE("the campaigns behind a pair are those in which its people touched either side") {
  Fixture fixture;
  fixture.fill(13, 700, 40);
  AssociationRequest request;
  request.rows = {"channel", {}, {}};
  request.columns = {"product", {}, {{"event", {"purchase"}}}};
  request.limit = 1000;
  request.codes = 1000;
  graph::Budget budget;
  const auto found = associations(*fixture.snapshot(), request, budget);
  for (const Association& one : found.rows) {
    std::set<std::string> row, column;
    std::map<std::string, std::set<std::string>> people;
    for (const Event& e : fixture.world.events) {
      if (e.channel == one.row.key) row.insert(e.user);
      if (e.product == one.column.key && e.type == "purchase") column.insert(e.user);
    }
    for (const Event& e : fixture.world.events) {
      const bool touches = e.channel == one.row.key || (e.product == one.column.key && e.type == "purchase");
      if (touches && !e.campaign.empty() && row.contains(e.user) && column.contains(e.user))
        people[e.campaign].insert(e.user);
    }
    CHECK(one.campaign_total == people.size());
    REQUIRE(one.campaigns.size() == people.size());
    for (const auto& [code, count] : one.campaigns) CHECK(people[code].size() == count);
    for (std::size_t i = 1; i < one.campaigns.size(); ++i)
      CHECK(one.campaigns[i - 1].second >= one.campaigns[i].second);
  }
}

TEST_CASE("what was not known on the day does not count") {
  Fixture fixture;
  fixture.fill(17, 500, 50);
  const auto snapshot = fixture.snapshot();
  AssociationRequest request;
  request.rows = {"channel", {}, {}};
  request.columns = {"event", {}, {}};
  request.as_of = archive::Date::parse("2024-02-01");
  request.limit = 1000;
  graph::Budget budget;
  const std::int64_t end = snapshot->zone().end_of(*request.as_of);
  const Takes known = [end](const Event& e) { return e.ms <= end; };
  check(associations(*snapshot, request, budget),
        slow(
            fixture.world, [](const Event& e) { return one_of(e.channel); },
            [](const Event& e) { return one_of(e.type); }, known, every, every, false, false),
        false);
}

TEST_CASE("unknown dimensions and values name the nearest") {
  Fixture fixture;
  fixture.fill(19, 50, 10);
  const auto ask = [&](const std::string& rows, const Filters& scope) {
    AssociationRequest request;
    request.rows = {rows, {}, {}};
    request.columns = {"event", {}, {}};
    request.scope = scope;
    graph::Budget budget;
    return associations(*fixture.snapshot(), request, budget);
  };
  CHECK(tests::code_of([&] { ask("chanel", {}); }) == "unknown_dimension");
  CHECK(tests::code_of([&] { ask("user.nonsense", {}); }) == "unknown_dimension");
  CHECK(tests::code_of([&] { ask("channel", {{"event", {"purchse"}}}); }) == "unknown_value");
  try {
    ask("channel", {{"event", {"purchse"}}});
  } catch (const archive::Error& error) {
    CHECK(error.message().en.find("\"purchase\"") != std::string::npos);
    CHECK(error.where() == "event");
  }
}

TEST_CASE("an archive without touchpoints has no associations") {
  Fixture fixture;
  fixture.fill(23, 0, 10);
  AssociationRequest request;
  request.rows = {"channel", {}, {}};
  request.columns = {"product", {}, {}};
  graph::Budget budget;
  const auto found = associations(*fixture.snapshot(), request, budget);
  CHECK(found.units == 0);
  CHECK(found.rows.empty());
}

TEST_CASE("by moments a person counts once in each hour they were seen") {
  Fixture fixture;
  fixture.fill(29, 500, 30);
  const auto snapshot = fixture.snapshot();
  AssociationRequest request;
  request.rows = {"weekday", {}, {}};
  request.columns = {"event", {"purchase"}, {}};
  request.unit = Unit::moment;
  request.order = AssociationOrder::row;
  request.limit = 1000;
  graph::Budget budget;
  const auto found = associations(*snapshot, request, budget);
  std::map<std::string, std::set<std::string>> seen, bought;
  for (const Event& e : fixture.world.events) {
    const std::int64_t day = snapshot->zone().date_of(e.ms).days;  // 1970-01-01 was a Thursday
    const std::string weekday = std::to_string((day + 3) % 7 + 1);
    seen[weekday].insert(e.user);
    if (e.type == "purchase") bought[weekday].insert(e.user);
  }
  std::size_t units = 0;
  for (const auto& [weekday, users] : seen) units += users.size();
  CHECK(found.units == units);
  REQUIRE(found.rows.size() == 7);
  for (std::size_t i = 0; i < 7; ++i) {
    const Association& one = found.rows[i];
    CHECK(one.row.key == std::to_string(i + 1));
    CHECK(one.counts.row == seen[one.row.key].size());
    CHECK(one.counts.both == bought[one.row.key].size());
  }
}

TEST_CASE("pairs are counted as they may be listed: none of a value with itself") {
  Fixture fixture;
  fixture.fill(3, 600, 8);
  AssociationRequest request;
  request.rows = {"campaign", {}, {}};
  request.columns = {"campaign", {"C1"}, {}};
  request.limit = 1000;
  graph::Budget budget;
  const auto found = associations(*fixture.snapshot(), request, budget);
  CHECK(found.row_values > 2);
  CHECK(found.column_values == 1);
  CHECK(found.pairs == found.row_values - 1);
  CHECK(found.rows.size() <= found.pairs);
  request.rows = request.columns = {"segment", {}, {}};
  request.scope = {{"channel", {"渠道A"}}};
  const auto alike = associations(*fixture.snapshot(), request, budget);
  CHECK(alike.pairs == alike.row_values * (alike.row_values - (alike.row_values == 0 ? 0 : 1)) / 2);
}

TEST_CASE("a pair that never met is listed where just enough meetings were expected") {
  for (const int people : {20, 21}) {  // 10 · 10 / 20 = 5 are expected, of 21 fewer
    Fixture fixture;
    for (int i = 0; i < people; ++i) {
      Event event;
      event.user = "u" + std::to_string(i);
      event.type = "send";
      event.ms = 1'704'100'000'000 + i;
      if (i < 10) event.channel = "渠道A";
      if (i >= 10 && i < 20) event.product = "P1";
      fixture.world.events.push_back(event);
    }
    fixture.store();
    AssociationRequest request;
    request.rows = {"channel", {}, {}};
    request.columns = {"product", {}, {}};
    graph::Budget budget;
    const auto found = associations(*fixture.snapshot(), request, budget);
    CAPTURE(people);
    CHECK(found.rows.size() == (people == 20 ? 1 : 0));
    CHECK(found.tested == (people == 20 ? 1 : 0));
  }
}

TEST_CASE("of pairs of one strength the one of most people comes first, however few are listed") {
  Fixture fixture;
  for (int i = 0; i < 20; ++i) {
    for (const char* const product : {"P1", "P2", "P3"}) {
      Event event;
      event.user = "u" + std::to_string(i);
      event.type = "send";
      event.channel = "渠道A";  // of everybody, so that every lift is 1
      event.ms = 1'704'100'000'000 + i;
      if (i < (product[1] == '1' ? 6 : product[1] == '2' ? 9 : 7)) event.product = product;
      fixture.world.events.push_back(event);
    }
  }
  fixture.store();
  AssociationRequest request;
  request.rows = {"channel", {}, {}};
  request.columns = {"product", {}, {}};
  graph::Budget budget;
  for (const std::size_t limit : {1, 2, 3}) {
    request.limit = limit;
    const auto found = associations(*fixture.snapshot(), request, budget);
    REQUIRE(found.rows.size() == limit);
    CHECK(found.rows[0].column.key == "P2");
    if (limit > 1) CHECK(found.rows[1].column.key == "P3");
  }
}

TEST_CASE("a day counts to its last millisecond, and not beyond") {
  Fixture fixture;
  const std::int64_t midnight = (std::int64_t{19724} * 24 - 8) * 3'600'000;  // 2024-01-02 in the usual zone
  for (const auto& [user, ms] : {std::pair("u1", midnight - 1), std::pair("u2", midnight)}) {
    Event event;
    event.user = user;
    event.type = "send";
    event.channel = "渠道A";
    event.product = "P1";
    event.ms = ms;
    fixture.world.events.push_back(event);
  }
  fixture.store();
  const auto units = [&](auto&& set) {
    AssociationRequest request;
    request.rows = {"channel", {}, {}};
    request.columns = {"product", {}, {}};
    set(request);
    graph::Budget budget;
    return associations(*fixture.snapshot(), request, budget).units;
  };
  const auto day = archive::Date::parse("2024-01-01"), next = archive::Date::parse("2024-01-02");
  CHECK(units([](auto&) {}) == 2);
  CHECK(units([&](auto& r) { r.as_of = day; }) == 1);
  CHECK(units([&](auto& r) { r.to = day; }) == 1);
  CHECK(units([&](auto& r) { r.from = next; }) == 1);
  CHECK(units([&](auto& r) { r.from = r.to = day; }) == 1);
  CHECK(units([&](auto& r) { r.from = day, r.to = next; }) == 2);
}
