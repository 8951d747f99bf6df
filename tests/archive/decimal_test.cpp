#include "archive/decimal.h"

#include <catch2/catch.hpp>
#include <random>

using namespace almanac::archive;

namespace {
std::string parsed(std::string_view text) {
  const auto value = Decimal::parse(text);
  return value ? value->to_string() : "none";
}
}  // namespace

TEST_CASE("a decimal is read from its characters, exactly") {
  CHECK(parsed("478200") == "478200");
  CHECK(parsed("-1.50") == "-1.5");
  CHECK(parsed("0.000000001") == "0.000000001");
  CHECK(parsed("9007199254740993.01") == "9007199254740993.01");
  CHECK(parsed("9223372036854775807") == "9223372036854775807");
  CHECK(parsed("2.5e6") == "2500000");
  CHECK(parsed("1E-3") == "0.001");
  CHECK(parsed("0") == "0");
  CHECK(parsed("-0.0") == "0");
  CHECK(parsed(".5") == "0.5");
  CHECK(parsed("1.429999948") == "1.429999948");
}

TEST_CASE("what is no number is none, never zero") {
  for (const char* text :
       {"", "-", ".", "1.2.3", "1e", "abc", "1 2", "9223372036854775808", "1e400", "--1", "+", "0x10", "１"}) {
    INFO(text);
    CHECK(parsed(text) == "none");
  }
}

TEST_CASE("more than nine fraction digits round half to even and say so") {
  bool rounded = false;
  CHECK(Decimal::parse("0.1234567885", &rounded)->to_string() == "0.123456788");
  CHECK(rounded);
  CHECK(parsed("0.1234567895") == "0.12345679");
  CHECK(parsed("0.12345678850000001") == "0.123456789");
  CHECK(parsed("1e-30") == "0");
  CHECK(parsed("-2.0000000005") == "-2");
  CHECK(parsed("-2.0000000015") == "-2.000000002");
  rounded = false;
  CHECK(Decimal::parse("0.1000000000000", &rounded)->to_string() == "0.1");
  CHECK_FALSE(rounded);
}

TEST_CASE("equal values have equal bytes and order is by value") {
  CHECK(*Decimal::parse("1.10") == *Decimal::parse("1.1"));
  CHECK(*Decimal::parse("1.1") < *Decimal::parse("1.11"));
  CHECK(*Decimal::parse("-3") < *Decimal::parse("0.5"));
  CHECK(*Decimal::parse("9223372036854775807") > *Decimal::parse("0.000000001"));
}

TEST_CASE("sums are exact and overflow is none") {
  CHECK(add(*Decimal::parse("0.1"), *Decimal::parse("0.2"))->to_string() == "0.3");
  CHECK(subtract(*Decimal::parse("1"), *Decimal::parse("0.999999999"))->to_string() == "0.000000001");
  CHECK_FALSE(add(*Decimal::parse("9223372036854775807"), *Decimal::parse("1")));
  CHECK(multiply(*Decimal::parse("12.5"), *Decimal::parse("10000"))->to_string() == "125000");
  CHECK_FALSE(ratio(*Decimal::parse("1"), *Decimal::parse("0")));
}

TEST_CASE("the short way and the long way of parsing agree") {
  std::mt19937_64 random(7);
  for (int i = 0; i < 20'000; ++i) {
    std::string text = random() % 2 ? "-" : "";
    const int length = 1 + static_cast<int>(random() % 16);
    const int point = static_cast<int>(random() % 18);
    for (int d = 0; d < length; ++d) {
      if (d == point) text += '.';
      text += static_cast<char>('0' + random() % 10);
    }
    const auto short_way = Decimal::parse(text);
    const auto long_way = Decimal::parse("+" + text);  // a sign in front forces the general path
    if (text[0] == '-') continue;
    INFO(text);
    REQUIRE(short_way.has_value() == long_way.has_value());
    if (short_way) REQUIRE(*short_way == *long_way);
  }
}
