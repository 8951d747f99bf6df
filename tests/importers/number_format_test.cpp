#include "importers/number_format.h"

#include <catch2/catch.hpp>
#include <charconv>
#include <cmath>
#include <random>

#include "tests/importers/sheet_checks.h"

using namespace almanac::importers;

namespace {

std::string as_1900(std::string_view serial, NumberFormat format) {
  return shown(number_cell(serial, format, DateSystem::from_1900));
}
std::string as_1904(std::string_view serial, NumberFormat format) {
  return shown(number_cell(serial, format, DateSystem::from_1904));
}
NumberFormat of(std::string_view code) { return number_format(code); }

}  // namespace

TEST_CASE("number formats that show a date or a time are told from all others") {
  for (const char* code :
       {"General", "0.00", "#,##0;[Red]-#,##0", "0.00E+00", "@", "0%", "\"day\" 0", "0\\d", "_d0", "0_m",
        "[$¥-804]#,##0.00", "[>=100]0;0.0", "# ?/?", "[红色]0", "[Color3]0", "\"年月\"0", "*d0"})
    CHECK(of(code) == NumberFormat::number);
  for (const char* code : {"yyyy-mm-dd", "yyyy\"年\"m\"月\"d\"日\";@", "[$-804]aaaa;@yyyy", "mmm", "d", "m/d", "YY",
                           "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", "[$-411]ge.m.d", "0;yyyy"})
    CHECK(of(code) == NumberFormat::date);
  for (const char* code : {"yyyy-mm-dd hh:mm:ss", "m/d/yy h:mm", "yyyy\"年\"m\"月\"d\"日\" h\"时\"", "d hh", "dd [h]"})
    CHECK(of(code) == NumberFormat::date_time);
  for (const char* code : {"h:mm", "mm:ss.0", "上午/下午h\"时\"mm\"分\"", "AM/PM", "a/p", "ss", "h:mm AM/PM"})
    CHECK(of(code) == NumberFormat::time);
  for (const char* code : {"[h]:mm", "[HH]:MM:SS", "[mm]:ss", "[s]"}) CHECK(of(code) == NumberFormat::elapsed);
  CHECK(of("\"unclosed d") == NumberFormat::number);
  CHECK(of("[unclosed d") == NumberFormat::number);
  CHECK(of("\\") == NumberFormat::number);
}

TEST_CASE("the built-in formats of dates and times are known") {
  for (unsigned id = 0; id < 100; ++id) {
    const bool expected =
        (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
    INFO(id);
    CHECK((number_format(id) != NumberFormat::number) == expected);
  }
  CHECK(number_format(46) == NumberFormat::elapsed);
  CHECK(number_format(22) == NumberFormat::date_time);
}

TEST_CASE("numbers are the plain digits of what is stored") {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"0", "0"},
      {"-0", "0"},
      {"1E3", "1000"},
      {"1.5e-3", "0.0015"},
      {"-1.50", "-1.5"},
      {"007", "7"},
      {"+5", "5"},
      {".5", "0.5"},
      {"5.", "5"},
      {" 12 ", "12"},
      {"0.1", "0.1"},
      {"1e21", "1000000000000000000000"},
      {"12345678901234567890", "12345678901234567890"},  // an integer keeps every digit
      {"0.56999999999999995", "0.57"},
      {"4.0000000000000001E-3", "0.004"},
      {"1.1000000000000001", "1.1"},
      {"0.30000000000000004", "0.30000000000000004"},
      {"2.3152316231723098E+19", "23152316231723100000"},
      {"1E-320", "0." + std::string(319, '0') + "1"}};
  for (const auto& [stored, plain] : cases) {
    INFO(stored);
    CHECK(plain_number(std::string_view(stored)).value_or("none") == plain);
  }
  for (const char* stored : {"", "-", ".", "abc", "1,000", "1e", "1e999", "0x10", "NaN", "1 2", "--1", "1e99999999999"})
    CHECK_FALSE(plain_number(std::string_view(stored)));
  CHECK(as_1900("n/a", NumberFormat::number) == "text n/a");
}

TEST_CASE("every double's shortest digits come back as the same double") {
  std::mt19937_64 random(7);
  for (int i = 0; i < 20'000; ++i) {
    const double value = std::ldexp(static_cast<double>(random()), static_cast<int>(random() % 400) - 200);
    char stored[64];
    std::snprintf(stored, sizeof stored, "%.17g", value);
    const auto plain = plain_number(std::string_view(stored));
    REQUIRE(plain);
    CHECK(plain->find_first_of("eE") == std::string::npos);
    double back = 0;
    std::from_chars(plain->data(), plain->data() + plain->size(), back);
    REQUIRE(back == value);
  }
}

TEST_CASE("serials are dates in both date systems, with the leap day of 1900 that never was") {
  using enum NumberFormat;
  CHECK(as_1900("1", date) == "date 1900-01-01");
  CHECK(as_1900("59", date) == "date 1900-02-28");
  CHECK(as_1900("60", date) == "date 1900-02-28");
  CHECK(as_1900("61", date) == "date 1900-03-01");
  CHECK(as_1900("45607", date) == "date 2024-11-11");
  CHECK(as_1900("2958465", date) == "date 9999-12-31");
  CHECK(as_1900("2958466", date) == "number 2958466");
  CHECK(as_1900("-1", date) == "number -1");
  CHECK(as_1900("0", date) == "number 0");
  CHECK(as_1904("0", date) == "date 1904-01-01");
  CHECK(as_1904("44145", date) == "date 2024-11-11");
  CHECK(as_1904("2957003", date) == "date 9999-12-31");
  CHECK(as_1904("2957004", date) == "number 2957004");
  CHECK(as_1900("123456789012", date) == "number 123456789012");
}

TEST_CASE("times come to the second, or to the millisecond where the digits carry it") {
  using enum NumberFormat;
  CHECK(as_1900("45607.395833333336", date_time) == "time 2024-11-11 09:30:00");
  CHECK(as_1900("45607.39583", date_time) == "time 2024-11-11 09:30:00");
  CHECK(as_1900("45607.999999999", date_time) == "time 2024-11-12 00:00:00");
  CHECK(as_1900("45607.0000028935", date_time) == "time 2024-11-11 00:00:00.250");
  CHECK(as_1900("45607.5", date) == "time 2024-11-11 12:00:00");
  CHECK(as_1900("45607", date_time) == "time 2024-11-11 00:00:00");
  CHECK(as_1900("0.5", time) == "time 12:00:00");
  CHECK(as_1900("0", time) == "time 00:00:00");
  CHECK(as_1900("0.25", date) == "time 06:00:00");
  CHECK(as_1900("1.5", elapsed) == "time 36:00:00");
  CHECK(as_1900("100", elapsed) == "time 2400:00:00");
  CHECK(as_1900("-0.5", elapsed) == "time -12:00:00");
  CHECK(as_1900("0.5", calendar) == "time 12:00:00");
  CHECK(as_1900("45607", calendar) == "date 2024-11-11");
}

TEST_CASE("dates and durations in ISO 8601 are read") {
  using enum NumberFormat;
  CHECK(shown(iso_date_cell("2024-11-11", date)) == "date 2024-11-11");
  CHECK(shown(iso_date_cell("2024-11-11T00:00:00", number)) == "date 2024-11-11");
  CHECK(shown(iso_date_cell("2024-11-11T00:00:00", date_time)) == "time 2024-11-11 00:00:00");
  CHECK(shown(iso_date_cell("2014-02-14T08:27:48.765Z", date)) == "time 2014-02-14 08:27:48.765");
  CHECK(shown(iso_date_cell("2014-02-14T08:27:48+08:00", date)) == "time 2014-02-14 08:27:48");
  CHECK(shown(iso_date_cell("09:30:00", time)) == "time 09:30:00");
  CHECK(shown(iso_date_cell("2023-02-29", date)) == "text 2023-02-29");
  CHECK(shown(iso_date_cell("11/11/2024", date)) == "text 11/11/2024");
  CHECK(shown(iso_date_cell("2024-11-11T25:00:00", date)) == "text 2024-11-11T25:00:00");
  CHECK(shown(iso_date_cell("", date)).empty());
  CHECK(shown(iso_duration_cell("PT09H30M00S")) == "time 09:30:00");
  CHECK(shown(iso_duration_cell("PT36H05M00.250S")) == "time 36:05:00.250");
  CHECK(shown(iso_duration_cell("P1DT2H")) == "time 26:00:00");
  CHECK(shown(iso_duration_cell("-PT1H")) == "time -01:00:00");
  for (const char* none : {"P", "PT", "9:30", "PT5", "PTxS", "P1Y", "PT1e300S"}) {
    INFO(none);
    if (std::string_view(none).size() > 2) CHECK(shown(iso_duration_cell(none)) == std::string("text ") + none);
  }
}
