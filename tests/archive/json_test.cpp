#include "archive/json.h"

#include <catch2/catch.hpp>

#include "archive/error.h"

using namespace almanac::archive;

namespace {
std::string refused(std::string_view text, const JsonLimits& limits = {}) {
  try {
    parse_json(text, limits);
  } catch (const Error& error) {
    CHECK(error.code() == "bad_json");
    CHECK_FALSE(error.message().zh.empty());
    return error.message().en;
  }
  return "accepted";
}
}  // namespace

TEST_CASE("numbers that a double cannot hold are kept digit by digit") {
  CHECK(dump(parse_json(R"({"a":1.10,"b":9007199254740993.01,"c":12345678901234567890123})")) ==
        R"({"a":1.1,"b":"9007199254740993.01","c":"12345678901234567890123"})");
  CHECK(decimal_from_json(parse_json("9007199254740993.01"))->to_string() == "9007199254740993.01");
  CHECK(dump(to_json(*Decimal::parse("478200.55"))) == "478200.55");
  CHECK(dump(to_json(*Decimal::parse("9007199254740993.01"))) == "\"9007199254740993.01\"");
  CHECK(dump(to_json(*Decimal::parse("9223372036854775807"))) == "\"9223372036854775807\"");
}

TEST_CASE("bad JSON says where") {
  CHECK(refused("{\"a\":1,\n \"b\":}").find("line 2") != std::string::npos);
  CHECK(refused("").find("line 1") != std::string::npos);
  CHECK(refused("{\"a\":1}x") != "accepted");
  CHECK(refused("\"\xff\"") != "accepted");
  CHECK(refused(R"({"a":1,"a":2})").find("twice") != std::string::npos);
}

TEST_CASE("depth, values and size are bounded before anything is built") {
  CHECK(refused(std::string(1'000'000, '[')).find("depth") != std::string::npos);
  CHECK(refused("[1,2,3,4]", {.values = 3}).find("values") != std::string::npos);
  CHECK(refused("[1,2,3,4]", {.bytes = 5}).find("limit") != std::string::npos);
  CHECK(dump(parse_json(std::string(64, '[') + std::string(64, ']'))).size() == 128);
}

TEST_CASE("writing never throws on bytes that are not UTF-8") { CHECK(dump(Json("a\xff")).size() > 2); }

TEST_CASE("a zero byte does not end a JSON text early") {
  CHECK_THROWS_AS(parse_json(std::string_view("{\"a\":1}\0{", 9)), Error);
  CHECK_THROWS_AS(parse_json(std::string_view("\0", 1)), Error);
}

TEST_CASE("a number of many digits comes back as it was written", "[json]") {
  for (const char* text : {"1234567890123456.8", "1234567890123456.7", "-1234567890123456.8", "9007199254740993.1",
                           "0.1234567890123456", "123456789012345.6", "12345678901234.56", "99999999999999.99"}) {
    INFO(text);
    const auto value = Decimal::parse(text);
    REQUIRE(value);
    const auto read = parse_json("[" + std::string(text) + "]");
    CHECK(decimal_from_json(read.at(0)) == value);
    CHECK(decimal_from_json(parse_json(dump(read)).at(0)) == value);
    CHECK(decimal_from_json(parse_json(dump(Json::array({to_json(*value)}))).at(0)) == value);
  }
}
