#include "archive/time.h"

#include <catch2/catch.hpp>

#include "archive/error.h"

using namespace almanac::archive;

TEST_CASE("a date keeps the precision it was written with") {
  CHECK(Date::parse("2024-11-11")->to_string() == "2024-11-11");
  CHECK(Date::parse("2024-11")->to_string() == "2024-11");
  CHECK(Date::parse("2024")->to_string() == "2024");
  CHECK(Date::parse("2024-02")->last_day() == Date::parse("2024-02-29")->days);
  CHECK(Date::parse("2023")->last_day() == Date::parse("2023-12-31")->days);
}

TEST_CASE("days that do not exist are refused") {
  for (const char* text :
       {"2023-02-29", "2024-13-01", "2024-00-10", "0000-01-01", "2024-1-1", "20241111", "2024-11-11T", ""}) {
    INFO(text);
    CHECK_FALSE(Date::parse(text));
  }
}

TEST_CASE("a time without a zone takes the archive's") {
  const Zone shanghai("Asia/Shanghai");
  CHECK(shanghai.format(*shanghai.parse("2024-11-11 20:00:00")) == "2024-11-11T20:00:00+08:00");
  CHECK(shanghai.format(*shanghai.parse("2024-11-11T12:00:00Z")) == "2024-11-11T20:00:00+08:00");
  CHECK(shanghai.format(*shanghai.parse("2024-11-11T14:00+02:00")) == "2024-11-11T20:00:00+08:00");
  CHECK(shanghai.format(*shanghai.parse("2024-11-11")) == "2024-11-11");
  CHECK(shanghai.format(*shanghai.parse("1731326400")) == "2024-11-11T20:00:00+08:00");
  CHECK(shanghai.format(*shanghai.parse("1731326400250")) == "2024-11-11T20:00:00.250+08:00");
  CHECK(shanghai.format(*shanghai.parse("2024-11-11 24:00")) == "2024-11-12T00:00:00+08:00");
}

TEST_CASE("a time skipped by daylight saving is refused, a doubled one takes the first") {
  const Zone berlin("Europe/Berlin");
  const char* why = nullptr;
  CHECK_FALSE(berlin.parse("2024-03-31 02:30", &why));
  CHECK(std::string(why) == "skipped_by_daylight_saving");
  CHECK(berlin.format(*berlin.parse("2024-10-27 02:30")) == "2024-10-27T02:30:00+02:00");
}

TEST_CASE("as of a day means the end of that day in the archive's zone") {
  const Zone shanghai("Asia/Shanghai");
  const auto end = shanghai.end_of(*Date::parse("2024-11-11"));
  CHECK(shanghai.format({end, Precision::millisecond}) == "2024-11-11T23:59:59.999+08:00");
  CHECK(shanghai.date_of(end).to_string() == "2024-11-11");
  CHECK(shanghai.date_of(end + 1).to_string() == "2024-11-12");
}

TEST_CASE("what is not a time says so") {
  const Zone shanghai("Asia/Shanghai");
  for (const char* text : {"", "yesterday", "2024-11-11T25:00", "2024-11-11 12:60", "2024-11 12:00", "123",
                           "2024-11-11T12:00X", "2024-11-11 24:01"}) {
    INFO(text);
    CHECK_FALSE(shanghai.parse(text));
  }
  CHECK_THROWS_AS(Zone("Mars/Olympus"), Error);
}
