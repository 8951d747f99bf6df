#include "graph/touchpoint_graph.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>

#include "graph/days.h"
#include "graph/touchpoint_builder.h"
#include "graph/touchpoint_pairs.h"
#include "tests/graph/dice.h"

using namespace almanac;
using namespace almanac::graph;
using tests::Dice;

namespace {

Vocabulary vocabulary() {
  Vocabulary words;
  words.words[0] = {"send", "open", "purchase", "refund", "share"};
  words.words[1] = {"CNY", "USD"};
  return words;
}

Touch random_touch(Dice& dice, std::uint32_t users) {
  Touch touch;
  touch.user = dice.below(users);
  if (!dice.one_in(5)) touch.numbers[0] = dice.below(9);
  if (!dice.one_in(3)) touch.numbers[1] = dice.below(4);
  if (!dice.one_in(3)) touch.numbers[2] = dice.below(300);
  touch.numbers[3] = dice.below(5);
  if (dice.one_in(3)) touch.numbers[4] = dice.below(2);
  touch.time_ms = 1'700'000'000'000 + std::int64_t{dice.below(5'000'000)} * (dice.one_in(40) ? 1'001 : 1'000);
  if (dice.one_in(2)) {
    touch.digits[0] = static_cast<std::int64_t>(dice.below(100'000)) - 10'000;
    touch.scales[0] = static_cast<std::uint8_t>(dice.below(4));
  }
  return touch;
}

std::vector<std::byte> bytes(const SectionWriter& sections) { return sections.to_bytes({2, "archive", 1, 1}); }

std::shared_ptr<const TouchpointGraph> load(const SectionWriter& sections) {
  return std::make_shared<const TouchpointGraph>(SectionFile::from_bytes(bytes(sections)));
}

}  // namespace

TEST_CASE("merging in any portions gives the bytes of building at once") {
  const archive::Zone zone("Asia/Shanghai");
  const Vocabulary words = vocabulary();
  for (unsigned seed = 1; seed <= 25; ++seed) {
    Dice dice(seed);
    const std::uint32_t users = 1 + dice.below(40);
    std::vector<Touch> all;
    std::shared_ptr<const TouchpointGraph> merged;
    for (int portion = 0; portion < 5; ++portion) {
      std::vector<Touch> fresh;
      for (std::uint32_t i = dice.below(portion == 0 ? 400 : 30); i > 0; --i) {
        Touch touch = random_touch(dice, portion < 3 ? users : users + 20);
        if (portion == 4 && dice.one_in(4)) touch.digits[0] = std::int64_t{1} << 50;  // widens a column
        fresh.push_back(touch);
        if (dice.one_in(10)) fresh.push_back(touch);  // twice the same
      }
      all.insert(all.end(), fresh.begin(), fresh.end());
      const SectionWriter sections = build_touchpoints(merged.get(), fresh, words, zone);
      std::reverse(all.begin(), all.end());
      INFO("seed " << seed << " portion " << portion);
      REQUIRE((bytes(sections) == bytes(build_touchpoints(nullptr, all, words, zone))));
      merged = load(sections);
    }
  }
}

TEST_CASE("rows come back sorted and exact, and edges and sums equal maps of the rows") {
  const archive::Zone zone("Asia/Shanghai");
  const Vocabulary words = vocabulary();
  Dice dice(77);
  std::vector<Touch> rows;
  for (int i = 0; i < 5'000; ++i) rows.push_back(random_touch(dice, 50));  // past the size that is sorted by counting
  const auto graph = load(build_touchpoints(nullptr, rows, words, zone));
  REQUIRE(graph->row_count() == rows.size());
  const auto key = [](const Touch& t) {
    return std::tuple(t.user, t.time_ms, t.numbers[0], t.numbers[1], t.numbers[2], t.numbers[3], t.numbers[4],
                      t.digits[0], t.scales[0]);
  };
  std::vector<decltype(key(rows[0]))> expected, found;
  for (const Touch& touch : rows) expected.push_back(key(touch));
  std::sort(expected.begin(), expected.end());
  using EdgeKey = std::tuple<std::uint32_t, std::uint32_t, std::int64_t, std::int64_t>;
  std::map<EdgeKey, std::pair<std::uint64_t, std::int32_t>> touched, found_touched;
  std::map<std::tuple<std::uint32_t, std::uint32_t, std::int64_t, std::int64_t>, std::pair<std::uint64_t, std::int64_t>>
      sums, found_sums;
  DayFinder days(zone);
  for (const Touch& t : rows) {
    if (t.numbers[0] == archive::no_number) continue;
    auto& [count, day] = touched[{t.user, t.numbers[0], t.stored(Field::type), t.stored(Field::channel)}];
    const std::int32_t on = zone.date_of(t.time_ms).days;
    REQUIRE(days.day_of(t.time_ms) == on);
    day = count == 0 ? on : std::min(day, on);
    ++count;
    if (t.numbers[1] == archive::no_number) continue;
    auto& [pair_count, digits] = sums[{t.numbers[0], t.numbers[1], t.stored(Field::type), t.stored(Field::currency)}];
    ++pair_count;
    if (t.scales[0] == archive::no_amount) continue;
    std::int64_t scaled = t.digits[0];
    for (int i = t.scales[0]; i < 3; ++i) scaled *= 10;
    digits += scaled;
  }
  for (std::uint32_t user = 0; user < graph->user_count(); ++user) {
    std::int64_t before = INT64_MIN;
    for (auto row = graph->rows_begin(user); row < graph->rows_end(user); ++row) {
      const auto number = [&](Field field) { return static_cast<std::uint32_t>(graph->at(field, row) - 1); };
      const std::int64_t time = graph->at(Field::time, row);
      REQUIRE(time >= before);
      before = time;
      found.push_back({user, time, number(Field::campaign), number(Field::channel), number(Field::product),
                       number(Field::type), number(Field::currency), graph->at(Field::value, row),
                       static_cast<std::uint8_t>(graph->at(Field::value_scale, row) - 1)});
    }
    const TouchEdges& edges = graph->touched();
    for (auto i = edges.out.begin(user); i < edges.out.end(user); ++i) {
      found_touched[{user, static_cast<std::uint32_t>(edges.out.far.at(i)), edges.types.at(i), edges.channels.at(i)}] =
          {edges.out.weights.empty() ? 1 : static_cast<std::uint64_t>(edges.out.weights.at(i)),
           static_cast<std::int32_t>(edges.out.days.at(i))};
    }
  }
  std::sort(found.begin(), found.end());
  CHECK(found == expected);
  CHECK(found_touched == touched);
  const PairTable& pairs = graph->channel_pairs();
  for (std::uint32_t campaign = 0; campaign + 1 < pairs.offsets.size(); ++campaign) {
    for (auto i = pairs.begin(campaign); i < pairs.end(campaign); ++i) {
      const auto digits = static_cast<std::int64_t>(PairSums::stored_sum(pairs, i) / 1'000'000);
      found_sums[{campaign, static_cast<std::uint32_t>(pairs.far.at(i)), pairs.type.at(i), pairs.currency.at(i)}] = {
          static_cast<std::uint64_t>(pairs.count.at(i)), digits};
    }
  }
  CHECK(found_sums == sums);
}

TEST_CASE("no touchpoints at all are a valid file") {
  const archive::Zone zone("Asia/Shanghai");
  const auto graph = load(build_touchpoints(nullptr, {}, {}, zone));
  CHECK(graph->row_count() == 0);
  CHECK(graph->user_count() == 0);
  CHECK(graph->touched().out.far.size() == 0);
}

TEST_CASE("a sum beyond 64 bits is kept exactly and shown rounded") {
  PairSums sums;
  const archive::Decimal huge{INT64_MAX, 0};
  const archive::Decimal small{1, 9};
  for (int i = 0; i < 10; ++i) sums.add({0, 0, 1, 0}, 5, &huge);
  sums.add({0, 0, 1, 0}, 5, &small);
  for (int i = 0; i < 9; ++i) {
    const archive::Decimal back{-INT64_MAX, 0};
    sums.add({0, 0, 1, 0}, 5, &back);
  }
  SectionWriter sections;
  SchemaWriter out(sections);
  sums.write(out);
  out.finish();
  const auto file = SectionFile::from_bytes(bytes(sections));
  SchemaReader in(*file);
  PairTable table;
  table.far = in.column();
  table.offsets = in.column();
  for (PackedColumn* column : {&table.type, &table.currency, &table.count, &table.first_day, &table.last_day,
                               &table.sum_low, &table.sum_high, &table.sum_scale, &table.valued}) {
    *column = in.column();
  }
  const PairSums::Wide sum = PairSums::stored_sum(table, 0);
  CHECK(sum == static_cast<PairSums::Wide>(INT64_MAX) * 1'000'000'000 + 1);
  CHECK(PairSums::to_decimal(sum) == archive::Decimal{INT64_MAX, 0});
  CHECK(PairSums::to_decimal(-5) == archive::Decimal{-5, 9});
}
