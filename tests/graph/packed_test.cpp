#include "graph/packed.h"

#include <catch2/catch.hpp>
#include <limits>
#include <random>

using namespace almanac::graph;

TEST_CASE("packed values come back, whatever their range") {
  std::mt19937_64 random(1);
  const std::int64_t largest = std::numeric_limits<std::int64_t>::max();
  const std::int64_t smallest = std::numeric_limits<std::int64_t>::min();
  for (const std::uint64_t range : {0ULL, 1ULL, 255ULL, 256ULL, 65'536ULL, 1ULL << 33, 1ULL << 63}) {
    std::vector<std::int64_t> values;
    for (int i = 0; i < 500; ++i) values.push_back(static_cast<std::int64_t>(random() % (range + 1)) - 7);
    const PackBuffer packed = pack(std::span<const std::int64_t>(values));
    for (std::size_t i = 0; i < values.size(); ++i) REQUIRE(packed.view().at(i) == values[i]);
  }
  const std::vector<std::int64_t> extremes{smallest, -1, 0, largest};
  const PackBuffer packed = pack(std::span<const std::int64_t>(extremes));
  for (std::size_t i = 0; i < extremes.size(); ++i) CHECK(packed.view().at(i) == extremes[i]);
}

TEST_CASE("equal values take no bytes and small ranges one") {
  const std::vector<std::int64_t> equal(1000, 42);
  CHECK(pack(std::span<const std::int64_t>(equal)).take_bytes().empty());
  const std::vector<std::int64_t> small{1'000'000, 1'000'255};
  CHECK(pack(std::span<const std::int64_t>(small)).take_bytes().size() == 2);
}

TEST_CASE("times in whole seconds or days are divided by their step") {
  PackStats stats;
  stats.stepped = true;
  for (const std::int64_t day : {3, 9, 20'000}) stats.add(day * 86'400'000 + 57'600'000);
  CHECK(shape_of(stats).unit == 86'400'000);
  CHECK(shape_of(stats).width == 2);
  stats.add(1'000);
  CHECK(shape_of(stats).unit == 1'000);
  stats.add(1);
  CHECK(shape_of(stats).unit == 1);
}

TEST_CASE("the shape of a union does not depend on how it was split") {
  std::mt19937_64 random(2);
  for (int round = 0; round < 300; ++round) {
    const bool stepped = round % 2 == 0;
    const std::int64_t unit = std::vector<std::int64_t>{1, 1'000, 5'000, 86'400'000}[random() % 4];
    PackStats parts[3], whole;
    for (PackStats* stats : {&parts[0], &parts[1], &parts[2], &whole}) stats->stepped = stepped;
    for (std::size_t i = random() % 6; i > 0; --i) {
      const std::int64_t value = 17 + static_cast<std::int64_t>(random() % 1000) * unit;
      parts[random() % 3].add(value);
      whole.add(value);
    }
    PackStats merged = parts[2];
    merged.merge(parts[0]);
    merged.merge(parts[1]);
    REQUIRE(shape_of(merged) == shape_of(whole));
  }
}

TEST_CASE("a column appended to one of another shape is recoded") {
  const std::vector<std::int64_t> values{5, 6, 7, 300};
  const PackBuffer from = pack(std::span<const std::int64_t>(values));
  PackStats wide;
  wide.add(-1'000'000);
  wide.add(300);
  PackBuffer to(shape_of(wide));
  to.push(-1'000'000);
  to.append(from.view(), 1, 4);
  REQUIRE(to.size() == 4);
  CHECK(to.view().at(1) == 6);
  CHECK(to.view().at(3) == 300);
}
