#include "insight/lane_counts.h"

#include <catch2/catch.hpp>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <utility>
#include <vector>

using almanac::graph::Budget;
using almanac::insight::LaneCounts;
using almanac::insight::PairCounts;

namespace {

struct Touch {
  std::uint32_t row = 0, column = 0;  // 0: no value
  std::uint8_t row_takes = 1, column_takes = 1;
};
using Unit = std::vector<Touch>;

struct Counted {
  std::map<std::uint32_t, std::uint32_t> rows, columns;  // by place, those with any
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> pairs;
  bool operator==(const Counted&) const = default;
};

Counted by_sets(const std::vector<Unit>& units) {
  Counted counted;
  for (const Unit& unit : units) {
    std::set<std::uint32_t> rows, columns;
    for (const Touch& touch : unit) {
      if (touch.row != 0 && touch.row_takes != 0) rows.insert(touch.row - 1);
      if (touch.column != 0 && touch.column_takes != 0) columns.insert(touch.column - 1);
    }
    for (const auto row : rows) ++counted.rows[row];
    for (const auto column : columns) ++counted.columns[column];
    for (const auto row : rows) {
      for (const auto column : columns) ++counted.pairs[{row, column}];
    }
  }
  return counted;
}

// nullopt: more rows than lanes.
std::optional<Counted> by_lanes(const std::vector<Unit>& units, std::uint32_t rows, std::uint32_t columns,
                                bool filtered) {
  Budget budget;
  LaneCounts lanes(rows, columns, budget);
  for (const Unit& unit : units) {
    std::vector<std::uint32_t> row_numbers, column_numbers;
    std::vector<std::uint8_t> row_takes, column_takes;
    for (const Touch& touch : unit) {
      row_numbers.push_back(touch.row);
      column_numbers.push_back(touch.column);
      row_takes.push_back(touch.row_takes);
      column_takes.push_back(touch.column_takes);
    }
    if (!lanes.add({row_numbers.data(), filtered ? row_takes.data() : nullptr},
                   {column_numbers.data(), filtered ? column_takes.data() : nullptr}, 0, unit.size()))
      return std::nullopt;
  }
  Counted counted;
  PairCounts pairs(rows, columns, budget);
  const auto keep = [](auto& kept) {
    return [&kept](std::uint32_t place, std::uint32_t units_with) {
      if (units_with != 0) kept[place] = units_with;
    };
  };
  lanes.tell(pairs, keep(counted.rows), keep(counted.columns));
  pairs.each([&](std::uint32_t row, std::uint32_t column, std::uint32_t both) { counted.pairs[{row, column}] = both; });
  return counted;
}

std::vector<Unit> random_units(std::mt19937& random, std::size_t count, std::uint32_t rows, std::uint32_t columns,
                               bool filtered) {
  std::vector<Unit> units(count);
  for (Unit& unit : units) {
    unit.resize(1 + random() % 6);
    for (Touch& touch : unit) {
      touch.row = static_cast<std::uint32_t>(random() % (rows + 1));
      touch.column = static_cast<std::uint32_t>(random() % (columns + 1));
      if (filtered) {
        touch.row_takes = static_cast<std::uint8_t>(random() % 2);
        touch.column_takes = static_cast<std::uint8_t>(random() % 2);
      }
    }
  }
  return units;
}

}  // namespace

TEST_CASE("Lanes count what sets of each unit's values count, with any number of rows up to their limit") {
  std::mt19937 random(7);
  for (const std::uint32_t rows : {1U, 2U, 15U, 16U, 17U, 31U, 32U, 33U, 47U, LaneCounts::most_rows}) {
    for (const std::uint32_t columns : {1U, 7U, 40U}) {
      for (const bool filtered : {false, true}) {
        const auto units = random_units(random, 400, rows, columns, filtered);
        CAPTURE(rows, columns, filtered);
        CHECK(by_lanes(units, rows, columns, filtered) == by_sets(units));
      }
    }
  }
}

TEST_CASE("Lanes count only rows that occur against their limit") {
  const std::uint32_t rows = 1000, columns = 3;
  std::vector<Unit> units;
  for (std::uint32_t i = 0; i < LaneCounts::most_rows; ++i) units.push_back({{1 + i * 20, 1 + i % columns}});
  CHECK(by_lanes(units, rows, columns, false) == by_sets(units));
  units.push_back({{1000, 1}});
  CHECK_FALSE(by_lanes(units, rows, columns, false));
}

TEST_CASE("Lanes count more units than their narrow counters hold") {
  const std::vector<Unit> units(200'000, Unit{{1, 2}, {3, 2}, {3, 1}, {0, 1}, {2, 0}});
  CHECK(by_lanes(units, 3, 2, false) == by_sets(units));
}
