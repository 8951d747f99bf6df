// Packing is checked against the rows themselves; damage against the promise that a damaged block is reported, and that
// even bytes whose hash fits (a forged file) cannot make unpacking read or write outside its buffers (run with asan).

#include "archive/touchpoint_block.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstring>
#include <random>

#include "archive/error.h"

using namespace almanac::archive;

namespace {

using Random = std::mt19937_64;

std::uint64_t below(Random& random, std::uint64_t limit) { return random() % limit; }

// Values of one column: absent, constant, few, many, with holes, or the whole range of the type.
template <class T>
std::vector<T> random_column(Random& random, std::size_t rows) {
  const T none = static_cast<T>(-1);
  const std::uint64_t shape = below(random, 7);
  const T base = static_cast<T>(random() >> below(random, 64));
  const std::uint64_t span = 1 + (random() >> (1 + below(random, 63)));
  std::vector<T> values(rows, none);
  for (T& value : values) {
    if (shape == 1) value = base;
    if (shape == 2) value = static_cast<T>(below(random, 16));
    if (shape == 3) value = static_cast<T>(base + static_cast<T>(below(random, span)));
    if (shape == 4 && below(random, 3) == 0) value = static_cast<T>(below(random, 100'000));
    if (shape == 5) value = static_cast<T>(random());
    if (shape == 6) value = 0;
  }
  return values;
}

std::vector<std::uint8_t> random_scales(Random& random, std::size_t rows) {
  std::vector<std::uint8_t> scales = random_column<std::uint8_t>(random, rows);
  for (std::uint8_t& scale : scales)
    if (scale > 9) scale = below(random, 2) ? no_amount : static_cast<std::uint8_t>(scale % 10);
  return scales;
}

TouchpointColumns random_block(Random& random) {
  TouchpointColumns c;
  const std::uint64_t size = below(random, 4);
  const std::size_t rows = size == 0   ? 1 + below(random, 3)
                           : size == 1 ? touchpoint_block_rows
                                       : 1 + below(random, 3000);
  c.rows = rows;
  for (auto* column : {&c.user, &c.campaign, &c.channel, &c.product, &c.type, &c.currency, &c.variant, &c.creative,
                       &c.region, &c.device, &c.source})
    *column = random_column<std::uint32_t>(random, rows);
  std::sort(c.user.begin(), c.user.end());
  for (auto* column : {&c.time_ms, &c.value, &c.quantity, &c.cost}) *column = random_column<std::int64_t>(random, rows);
  if (below(random, 2)) {
    const std::int64_t units[] = {1000, 60'000, 3'600'000, 86'400'000};
    const std::int64_t unit = units[below(random, 4)];
    for (std::int64_t& time : c.time_ms)
      time = 1'700'000'000'123 + unit * static_cast<std::int64_t>(below(random, 50'000));
  }
  for (auto* column : {&c.value_scale, &c.quantity_scale, &c.cost_scale}) *column = random_scales(random, rows);
  c.time_precision.resize(rows);
  for (std::uint8_t& precision : c.time_precision) precision = static_cast<std::uint8_t>(below(random, 5));
  const bool with_ids = below(random, 2);
  for (std::size_t i = 0; i < rows; ++i) {
    if (with_ids && below(random, 4)) c.event_ids += "event-" + std::to_string(random() >> below(random, 64));
    c.event_id_end.push_back(static_cast<std::uint32_t>(c.event_ids.size()));
  }
  c.part = below(random, 3) ? std::vector<std::uint16_t>(rows, 0) : random_column<std::uint16_t>(random, rows);
  return c;
}

bool same(const TouchpointColumns& a, const TouchpointColumns& b) {
  return a.rows == b.rows && a.user == b.user && a.campaign == b.campaign && a.channel == b.channel &&
         a.product == b.product && a.type == b.type && a.currency == b.currency && a.variant == b.variant &&
         a.creative == b.creative && a.region == b.region && a.device == b.device && a.source == b.source &&
         a.time_ms == b.time_ms && a.time_precision == b.time_precision && a.value == b.value &&
         a.quantity == b.quantity && a.cost == b.cost && a.value_scale == b.value_scale &&
         a.quantity_scale == b.quantity_scale && a.cost_scale == b.cost_scale && a.event_id_end == b.event_id_end &&
         a.event_ids == b.event_ids && a.part == b.part;
}

constexpr std::uint32_t packed_columns = TouchpointSelect::fields | TouchpointSelect::part;

}  // namespace

TEST_CASE("rows of any shape come back from a touchpoint block as they went in") {
  Random random(20241111);
  std::vector<std::uint8_t> data;
  TouchpointColumns back;
  for (int round = 0; round < 150; ++round) {
    const TouchpointColumns rows = random_block(random);
    encode_touchpoints(rows, data);
    decode_touchpoints(data, packed_columns, 1, back);
    INFO("round " << round);
    REQUIRE(same(rows, back));
  }
}

TEST_CASE("a scan gets the columns it selected and no others") {
  Random random(5);
  const TouchpointColumns rows = random_block(random);
  std::vector<std::uint8_t> data;
  encode_touchpoints(rows, data);
  TouchpointColumns back;
  decode_touchpoints(data, packed_columns, 1, back);
  decode_touchpoints(data, TouchpointSelect::user | TouchpointSelect::value, 1, back);
  CHECK(back.user == rows.user);
  CHECK(back.value == rows.value);
  CHECK(back.value_scale == rows.value_scale);
  CHECK(back.size() == rows.size());
  CHECK(back.campaign.empty());
  CHECK(back.time_ms.empty());
  CHECK(back.event_id_end.empty());
}

TEST_CASE("an absent column takes no bytes and a constant one only its value") {
  TouchpointColumns rows;
  rows.rows = 8192;
  std::vector<std::uint8_t> data;
  rows.time_precision.assign(rows.rows, 3);
  encode_touchpoints(rows, data);
  CHECK(data.size() == 16 + 24 + 8);
  rows.campaign.assign(rows.rows, no_number);
  rows.cost_scale.assign(rows.rows, no_amount);
  encode_touchpoints(rows, data);
  CHECK(data.size() == 16 + 24 + 8);
}

TEST_CASE("every flipped bit of a touchpoint block is found") {
  Random random(7);
  TouchpointColumns rows = random_block(random);
  while (rows.size() > 40) rows = random_block(random);
  std::vector<std::uint8_t> data;
  encode_touchpoints(rows, data);
  TouchpointColumns back;
  std::size_t found = 0;
  for (std::size_t at = 0; at < data.size(); ++at) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      data[at] = static_cast<std::uint8_t>(data[at] ^ (1u << bit));
      try {
        decode_touchpoints(data, packed_columns, 9, back);
      } catch (const Error&) {
        ++found;
      }
      data[at] = static_cast<std::uint8_t>(data[at] ^ (1u << bit));
    }
  }
  CHECK(found == data.size() * 8);
  decode_touchpoints(data, packed_columns, 9, back);
  CHECK(same(rows, back));
}

TEST_CASE("a truncated or lengthened touchpoint block is found and named") {
  Random random(8);
  std::vector<std::uint8_t> data;
  encode_touchpoints(random_block(random), data);
  TouchpointColumns back;
  for (const std::size_t length :
       {std::size_t{0}, std::size_t{7}, std::size_t{8}, std::size_t{23}, data.size() / 2, data.size() - 1})
    CHECK_THROWS_AS(decode_touchpoints(std::span(data).first(length), packed_columns, 1, back), Error);
  data.push_back(0);
  try {
    decode_touchpoints(data, packed_columns, 4711, back);
    FAIL("read a damaged block");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::corrupt);
    CHECK(error.code() == "damaged_touchpoints");
    CHECK(error.message().en.find("4711") != std::string::npos);
    CHECK(error.message().zh.find("4711") != std::string::npos);
  }
}

TEST_CASE("a forged touchpoint block is refused or read within its bounds") {
  Random random(11);
  std::vector<std::uint8_t> data;
  TouchpointColumns back;
  int refused = 0;
  for (int round = 0; round < 300; ++round) {
    encode_touchpoints(random_block(random), data);
    const std::size_t head = std::min<std::size_t>(data.size(), 16 + 24 * 22);
    for (std::uint64_t change = 1 + below(random, 4); change > 0; --change)
      data[8 + below(random, head - 8)] = static_cast<std::uint8_t>(random());
    if (below(random, 8) == 0) data.resize(8 + below(random, data.size() - 8));
    const std::uint64_t hash = XXH3_64bits(data.data() + 8, data.size() - 8);
    std::memcpy(data.data(), &hash, 8);
    try {
      decode_touchpoints(data, packed_columns, 1, back);
      REQUIRE(back.size() <= touchpoint_block_rows);
      REQUIRE(back.user.size() == back.size());
      REQUIRE(std::is_sorted(back.user.begin(), back.user.end()));
      bool inside = true;
      for (std::size_t i = 0; i < back.size(); ++i) inside = inside && back.event_id(i).size() <= back.event_ids.size();
      REQUIRE(inside);
    } catch (const Error& error) {
      REQUIRE(error.code() == "damaged_touchpoints");
      ++refused;
    }
  }
  CHECK(refused > 80);
}

TEST_CASE("identity hashes come back, and damage to them is found") {
  Random random(3);
  std::vector<std::uint64_t> hashes(1000);
  for (auto& hash : hashes) hash = random();
  std::vector<std::uint8_t> data;
  std::vector<std::uint64_t> back;
  encode_identities(hashes, data);
  decode_identities(data, 1, back);
  CHECK(back == hashes);
  data[500] ^= 4;
  CHECK_THROWS_AS(decode_identities(data, 1, back), Error);
  CHECK_THROWS_AS(decode_identities(std::span(data).first(8), 1, back), Error);
  CHECK_THROWS_AS(decode_identities({}, 1, back), Error);
}

TEST_CASE("keeping rows of columns drops the others from every column") {
  Random random(13);
  TouchpointColumns rows = random_block(random);
  while (rows.size() < 50) rows = random_block(random);
  TouchpointColumns kept = rows;
  kept.keep({0, 7, 49});
  REQUIRE(kept.size() == 3);
  CHECK(kept.user == std::vector{rows.user[0], rows.user[7], rows.user[49]});
  CHECK(kept.cost == std::vector{rows.cost[0], rows.cost[7], rows.cost[49]});
  CHECK(kept.event_id(1) == rows.event_id(7));
  CHECK(kept.event_id(2) == rows.event_id(49));
}
