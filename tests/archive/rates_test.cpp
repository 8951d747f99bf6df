#include "archive/rates.h"

#include <catch2/catch.hpp>

#include "tests/support/temporary_directory.h"

using namespace almanac;
using namespace almanac::archive;

namespace {

ExchangeRate rate(const char* day, const char* from, const char* to, const char* value) {
  return {*Date::parse(day), from, to, *Decimal::parse(value)};
}
std::string text(const std::optional<Converted>& converted) {
  return converted ? converted->amount.to_string() : "none";
}

}  // namespace

TEST_CASE("an amount is converted at the rate of its day or the last before it, the source amount kept") {
  const tests::TemporaryDirectory directory;
  const auto archive = Archive::open(directory.path(), archive::Access::read_write);
  archive->write("tester", [&](Transaction& t) {
    CHECK(put_rate(t, rate("2024-11-01", "USD", "CNY", "7.1")) == Put::created);
    CHECK(put_rate(t, rate("2024-11-05", "USD", "CNY", "7.2")) == Put::created);
    CHECK(put_rate(t, rate("2024-11-05", "USD", "CNY", "7.2")) == Put::unchanged);
  });
  const auto reader = archive->read();
  const Decimal ten = *Decimal::parse("10");
  const auto on = [&](const char* day) { return convert(reader, ten, "USD", "CNY", *Date::parse(day)); };
  CHECK(text(on("2024-11-01")) == "71");
  CHECK(text(on("2024-11-04")) == "71");
  CHECK(text(on("2024-11")) == "72");
  CHECK(text(on("2024-10-31")) == "none");
  CHECK(on("2024-11-09")->source == ten);
  CHECK(on("2024-11-09")->rate == rate("2024-11-05", "USD", "CNY", "7.2"));
  const auto turned = convert(reader, *Decimal::parse("72"), "CNY", "USD", *Date::parse("2024-11-06"));
  CHECK(text(turned) == "10");
  CHECK(turned->turned);
  CHECK(text(convert(reader, ten, "EUR", "CNY", *Date::parse("2024-11-06"))) == "none");
}

TEST_CASE("a corrected rate counts, and a rate that is there already changes nothing") {
  const tests::TemporaryDirectory directory;
  const auto archive = Archive::open(directory.path(), archive::Access::read_write);
  const auto put = [&](const char* value) {
    return archive->write("tester", [&](Transaction& t) { put_rate(t, rate("2024-11-01", "USD", "CNY", value)); });
  };
  const auto first = put("7.1");
  CHECK(put("7.1") == first);
  CHECK(put("7.15") == first + 1);
  const auto listed = list_rates(archive->read(), "USD", "");
  REQUIRE(listed.size() == 1);
  CHECK(listed[0].rate.to_string() == "7.15");
}

TEST_CASE("a rate is above zero, of one day, between two currencies") {
  CHECK(validate(rate("2024-11-01", "USD", "CNY", "7")).empty());
  CHECK(validate(rate("2024-11-01", "USD", "CNY", "0")).front().code == "bad_rate");
  CHECK(validate(rate("2024-11", "USD", "CNY", "7")).front().code == "not_a_day");
  CHECK(validate(rate("2024-11-01", "USD", "USD", "1")).front().code == "same_currency");
  CHECK(validate(rate("2024-11-01", "dollar", "CNY", "7")).front().code == "bad_currency");
}

TEST_CASE("division is exact to nine places, half to even") {
  const auto divided = [](const char* a, const char* b) { return divide(*Decimal::parse(a), *Decimal::parse(b)); };
  CHECK(divided("1", "8")->to_string() == "0.125");
  CHECK(divided("2", "3")->to_string() == "0.666666667");
  CHECK(divided("-2", "3")->to_string() == "-0.666666667");
  CHECK(divided("0.000000001", "2")->to_string() == "0");
  CHECK(divided("0.000000003", "2")->to_string() == "0.000000002");
  CHECK_FALSE(divided("1", "0").has_value());
  CHECK_FALSE(divided("9000000000000000000", "0.1").has_value());
}
