#include <catch2/catch.hpp>

#include "importers/sheet.h"
#include "importers/xls_records.h"
#include "tests/importers/sheet_checks.h"

using namespace almanac::importers;

TEST_CASE("XLS: what xlwt writes, a text over two records among it") {
  const Workbook workbook = read_xls(workbook_file("xlwt.xls"));
  REQUIRE(workbook.sheets.size() == 2);
  const Sheet& sheet = workbook.sheets[0];
  CHECK(sheet.name == "旧表");
  CHECK_FALSE(sheet.hidden);
  CHECK(workbook.sheets[1].hidden);
  REQUIRE(sheet.rows.size() == 41);
  CHECK(shown(sheet, 0, 3) == "text* 2019 年货节");
  CHECK(shown(sheet, 3, 0) == "text 活动3");
  CHECK(shown(sheet, 3, 1) == "number 3001.5");
  CHECK(shown(sheet, 3, 2) == "date 2019-01-04");
  CHECK(shown(sheet, 3, 3) == "boolean FALSE");
  std::string expected = "text ";
  for (int i = 0; i < 5'000; ++i) expected += "长";
  CHECK(shown(sheet, 40, 0) == expected);
  CHECK(note_codes(workbook) == std::vector<std::string>{"formula_without_value"});
}

TEST_CASE("XLS: characters stored narrow and wide may change in the middle of a text") {
  const std::string first(
      "\x00"
      "ab",
      3);                                               // narrow
  const std::string second("\x01\x2D\x4E\x3D\xD8", 5);  // wide: 中, and half of a pair
  const std::string third("\x01\x00\xDE\x00", 4);       // its other half, then cut off
  XlsStrings strings({first, second, third});
  CHECK(strings.text(5) == "ab中😀");
}

TEST_CASE("XLS: rich and phonetic parts of a text are passed over") {
  const std::string bytes(
      "\x0C\x01\x00\x03\x00\x00\x00"
      "x"
      "RRRR"
      "PPP"
      "\x01\x00\x00"
      "y",
      19);
  XlsStrings strings({bytes});
  CHECK(strings.text(1) == "x");
  CHECK(strings.two() == 1);
  CHECK(strings.text(1) == "y");
  CHECK(strings.at_end());
  CHECK(strings.text(1'000'000).empty());
}

TEST_CASE("XLS: texts of Excel 5 are read by their code page") {
  CHECK(from_code_page("\xBB\xEE\xB6\xAF", 936) == "活动");
  CHECK(from_code_page("\xAC\xA1\xB0\xCA", 950) == "活動");
  CHECK(from_code_page("caf\xE9", 1252) == "café");
  CHECK(from_code_page("caf\x8E", 10'000) == "café");
  CHECK(from_code_page("plain", 424'242) == "plain");
  CHECK(from_code_page("", 936).empty());
}

TEST_CASE("XLS: a record that says more than there is ends the reading") {
  const std::string cut("\x09\x08\x04\x00\x00\x06\x05\x00\xFC\x00\xFF\xFF\x01", 13);
  XlsRecords records(cut);
  REQUIRE(records.next());
  CHECK(records.type() == XlsRecord::beginning);
  CHECK_FALSE(records.next());
  XlsCursor cursor("\x01");
  CHECK(cursor.two() == 0);
  CHECK(cursor.failed());
}
