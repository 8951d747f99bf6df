#include "graph/merged_column.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstring>

#include "graph/touchpoint_builder.h"
#include "tests/graph/dice.h"
#include "tests/support/temporary_directory.h"

using namespace almanac;
using namespace almanac::graph;
using tests::Dice;

TEST_CASE(
    "a merged column is the old values with the new between them and the changed ones in place, from any byte on") {
  for (unsigned seed = 1; seed <= 200; ++seed) {
    Dice dice(seed);
    const std::uint32_t range = dice.one_in(4) ? 1 : dice.one_in(3) ? 200 : 70'000;
    std::vector<std::int64_t> old, fresh, expected;
    std::vector<std::uint64_t> places;
    std::vector<Patch> patches;
    for (std::uint32_t i = dice.below(300); i > 0; --i) old.push_back(7 + std::int64_t{dice.below(range)});
    const std::uint32_t wider = dice.one_in(2) ? range : range * 300;
    for (std::size_t at = 0; at <= old.size(); ++at) {
      while (dice.one_in(9)) {
        places.push_back(at);
        fresh.push_back(7 + std::int64_t{dice.below(wider)});
        expected.push_back(fresh.back());
      }
      if (at == old.size()) break;
      if (dice.one_in(12)) patches.push_back({at, 7 + std::int64_t{dice.below(wider)}});
      expected.push_back(!patches.empty() && patches.back().at == at ? patches.back().value : old[at]);
    }
    const PackBuffer before = pack(std::span<const std::int64_t>(old));
    PackBuffer after = pack(std::span<const std::int64_t>(expected));
    PackStats stats = stats_of(before.view(), patches);
    for (const std::int64_t value : fresh) stats.add(value);
    INFO("seed " << seed);
    REQUIRE(shape_of(stats) == after.shape());
    const MergedColumn merged(before.view(), after.shape(), std::make_shared<const std::vector<std::uint64_t>>(places),
                              fresh, patches);
    REQUIRE(merged.count() == expected.size());
    const std::vector<std::byte> bytes = after.take_bytes();
    REQUIRE(merged.size() == bytes.size());
    for (int part = 0; part < 20 && !bytes.empty(); ++part) {
      const std::size_t from = dice.below(static_cast<std::uint32_t>(bytes.size()));
      std::vector<std::byte> read(1 + dice.below(static_cast<std::uint32_t>(bytes.size() - from)));
      merged.read(from, read);
      REQUIRE(std::equal(read.begin(), read.end(), bytes.begin() + static_cast<std::ptrdiff_t>(from)));
    }
  }
}

namespace {

// What the portions of one archive may be like.
struct World {
  std::uint32_t users, campaigns, channels, products;
  std::int64_t first_second, seconds;
};

Touch touch_in(Dice& dice, const World& world) {
  Touch touch;
  touch.user = dice.below(world.users);
  if (!dice.one_in(6)) touch.numbers[0] = dice.below(world.campaigns);
  if (!dice.one_in(4)) touch.numbers[1] = dice.below(world.channels);
  if (!dice.one_in(4)) touch.numbers[2] = dice.below(world.products);
  touch.numbers[3] = dice.below(5);
  if (dice.one_in(20)) touch.numbers[5] = dice.below(3);
  touch.time_ms = (world.first_second + dice.below(static_cast<std::uint32_t>(world.seconds))) * 1'000;
  if (dice.one_in(3)) {
    touch.digits[0] = dice.below(100'000);
    touch.scales[0] = 2;
  }
  return touch;
}

}  // namespace

TEST_CASE("a merged file has the bytes of a rebuilt one, whoever and whatever is new in it") {
  const archive::Zone zone("Asia/Shanghai");
  Vocabulary words;
  words.words[0] = {"send", "open", "purchase", "refund", "share"};
  words.words[2] = {"A", "B", "C"};
  tests::TemporaryDirectory directory;
  const FileStamp stamp{2, "archive", 1, 1};
  for (unsigned seed = 1; seed <= 60; ++seed) {
    Dice dice(seed);
    World world{1 + dice.below(seed % 3 == 0 ? 3'000 : 30),
                1 + dice.below(dice.one_in(2) ? 4 : 300),
                1 + dice.below(20),
                1 + dice.below(300),
                1'700'000'000,
                1 + dice.below(5'000'000)};
    const std::uint32_t some = seed % 3 == 0 ? 20'000 : 300;
    std::vector<Touch> all;
    std::shared_ptr<const TouchpointGraph> merged;
    for (int portion = 0; portion < 4; ++portion) {
      if (portion > 0) {  // new users, campaigns past a byte or two, channels, products, earlier and later times
        if (dice.one_in(2)) world.users += dice.below(200);
        if (dice.one_in(3)) world.campaigns += dice.one_in(3) ? 70'000 : 200;
        if (dice.one_in(4)) world.channels += 300;
        if (dice.one_in(4)) world.products *= 300;
        if (dice.one_in(3)) world.first_second -= dice.below(90'000'000);
        if (dice.one_in(3)) world.first_second += dice.below(90'000'000);
      }
      std::vector<Touch> fresh;
      const std::uint32_t rows = portion == 0 ? dice.below(some) : dice.one_in(4) ? 1 : 1 + dice.below(some / 10 + 1);
      for (std::uint32_t i = 0; i < rows; ++i) {
        fresh.push_back(touch_in(dice, world));
        if (!all.empty() && dice.one_in(8)) fresh.push_back(all[dice.below(static_cast<std::uint32_t>(all.size()))]);
      }
      all.insert(all.end(), fresh.begin(), fresh.end());
      const auto path = directory / "merged";
      build_touchpoints(merged.get(), fresh, words, zone).write(path, stamp);
      const auto file = SectionFile::open(path);
      INFO("seed " << seed << " portion " << portion);
      REQUIRE(file);
      const std::vector<std::byte> rebuilt = build_touchpoints(nullptr, all, words, zone).to_bytes(stamp);
      REQUIRE(std::equal(file->all().begin(), file->all().end(), rebuilt.begin(), rebuilt.end()));
      merged = std::make_shared<const TouchpointGraph>(file);
    }
  }
}
