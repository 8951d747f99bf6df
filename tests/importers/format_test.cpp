#include "importers/format.h"

#include <catch2/catch.hpp>
#include <fstream>

#include "archive/error.h"
#include "tests/importers/reading.h"

using namespace almanac::importers;
using almanac::archive::Error;

namespace {

std::string code_of(const std::string& name, std::string_view bytes, std::string* message = nullptr) {
  try {
    return std::string(to_string(detect_format(name, bytes)));
  } catch (const Error& error) {
    if (message) *message = error.message().en;
    CHECK_FALSE(error.message().zh.empty());
    return error.code();
  }
}

std::string utf16(std::u16string_view text, bool little) {
  std::string bytes;
  for (const char16_t unit : text) {
    const char low = static_cast<char>(unit & 0xFF);
    const char high = static_cast<char>(unit >> 8);
    bytes += little ? low : high;
    bytes += little ? high : low;
  }
  return bytes;
}

std::vector<std::vector<std::string>> rows_of(std::string_view bytes, const ReadOptions& options = {}) {
  auto opened = open_bytes(memory_source(bytes, 3), "t.csv", options);
  REQUIRE(opened.table);
  return reading::drain(*opened.table).rows;
}

// "名称,城市\n双十一,上海\n" in GB18030.
const std::string gb = "\xC3\xFB\xB3\xC6,\xB3\xC7\xCA\xD0\n\xCB\xAB\xCA\xAE\xD2\xBB,\xC9\xCF\xBA\xA3\n";

}  // namespace

TEST_CASE("the kind follows from name and content") {
  CHECK(code_of("a.csv", "a,b\n1,2\n") == "csv");
  CHECK(code_of("a.CSV", "a,b\n") == "csv");
  CHECK(code_of("a.txt", "a\tb\n") == "csv");
  CHECK(code_of("a.tsv", "a\tb\n") == "tsv");
  CHECK(code_of("a.json", "{\"a\":1}") == "json");
  CHECK(code_of("a.jsonl", "{\"a\":1}\n") == "jsonl");
  CHECK(code_of("a.ndjson", "{\"a\":1}\n") == "jsonl");
  CHECK(code_of("export", " [{\"a\":1}]") == "json");
  CHECK(code_of("a.csv", std::string_view("PK\x03\x04\x14\0\0\0xl/workbook.xml", 24)) == "xlsx");
  CHECK(code_of("a.zip", std::string_view("PK\x03\x04\x14\0\0\0a.csv", 13)) == "zip");
  CHECK(code_of("a.docx", std::string_view("PK\x03\x04\x14\0\0\0word/document.xml", 25)) == "docx");
  CHECK(code_of("a.csv", "%PDF-1.7\n") == "pdf");
  CHECK(code_of("a.xls", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") == "xls");
  CHECK(code_of("a.xls", "a\tb\n1\t2\n") == "csv");
  CHECK(code_of("a.xls", "<html><table>") == "html");
  CHECK(code_of("a.md", "# 复盘\n") == "markdown");
  CHECK(code_of("a.htm", "<p>x") == "html");
}

TEST_CASE("a .txt is a table or a document by its lines") {
  CHECK(code_of("a.txt", "name,start\nx,2024-11-11\ny,2024-12-12\n") == "csv");
  CHECK(code_of("a.txt", "活动名称\n双11\n618\n") == "csv");
  CHECK(code_of("a.txt", "双11复盘\n\n目标达成，渠道表现良好。\n") == "text");
  CHECK(code_of("a.txt", "Dear all, the campaign went well.\nWe sold much, and learnt a lot, too.\n") == "text");
}

TEST_CASE("what is not read is refused precisely") {
  std::string message;
  CHECK(code_of("a.csv", "") == "empty_file");
  CHECK(code_of("a.csv", "\xEF\xBB\xBF \r\n") == "empty_file");
  CHECK(code_of("script.py", "import os\n", &message) == "unknown_file_kind");
  CHECK(message.find("CSV (.csv, .txt), TSV") != std::string::npos);
  const std::string old("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
  for (const auto* name : {"a.doc", "a.wps", "a.et", "a.ppt", "a.dps", "a.numbers", "a.pages"}) {
    CHECK(code_of(name, old, &message) == "other_file_kind");
    CHECK(message.find("save it as") != std::string::npos);
  }
  CHECK(code_of("a.xlsx", old, &message) == "encrypted_file");
  CHECK(message.find("password") != std::string::npos);
  CHECK(code_of("a.bin", "SQLite format 3" + std::string(1, '\0')) == "other_file_kind");
  CHECK(code_of("a.csv", std::string_view("\x01\x02\x03\x04\0\x05\x06 abc\0\x01", 14)) == "binary_file");
}

TEST_CASE("a missing file and a directory are told apart") {
  const auto code = [](const char* path) {
    try {
      open_file(path);
      return std::string();
    } catch (const Error& error) {
      return error.code();
    }
  };
  CHECK(code("/nonexistent/a.csv") == "no_such_file");
  CHECK(code("/tmp") == "not_a_file");
}

TEST_CASE("UTF-8, UTF-16 and GB18030 are recognised and read alike") {
  const std::vector<std::vector<std::string>> expected{{"双十一", "上海"}};
  const std::u16string text = u"名称,城市\n双十一,上海\n";
  CHECK(rows_of("\xEF\xBB\xBF名称,城市\n双十一,上海\n") == expected);
  CHECK(rows_of("名称,城市\n双十一,上海\n") == expected);
  CHECK(rows_of("\xFF\xFE" + utf16(text, true)) == expected);
  CHECK(rows_of("\xFE\xFF" + utf16(text, false)) == expected);
  CHECK(rows_of(gb) == expected);
  CHECK(detect_encoding(gb).encoding == Encoding::gb18030);
  CHECK(detect_encoding(utf16(u"id,name\n1,x\n", true)).encoding == Encoding::utf16le);
  CHECK(detect_encoding(utf16(u"id,name\n1,x\n", false)).encoding == Encoding::utf16be);
  CHECK(rows_of(utf16(u"id,name\n1,x\U0001F4B0\n", true)) == std::vector<std::vector<std::string>>{{"1", "x💰"}});
}

TEST_CASE("the encoding can be given") {
  CHECK(encoding_from("GBK") == Encoding::gb18030);
  CHECK(encoding_from("utf-8") == Encoding::utf8);
  CHECK_FALSE(encoding_from("klingon"));
  ReadOptions options;
  options.encoding = Encoding::gb18030;
  CHECK(rows_of(gb, options).size() == 1);
}

TEST_CASE("a broken place in GB18030 or UTF-16 costs its row only") {
  auto broken = gb + "x\xFF,y\n\xC9\xCF,z\n";
  auto opened = open_bytes(memory_source(broken), "t.csv", {.encoding = Encoding::gb18030});
  const auto outcome = reading::drain(*opened.table);
  CHECK(outcome.rows.size() == 2);
  REQUIRE(outcome.rejects.size() == 1);
  CHECK(outcome.rejects[0].code == "broken_text");
  CHECK(outcome.rejects[0].row == 3);

  auto cut = "\xFF\xFE" + utf16(u"a,b\n1,2\n3,", true) + utf16({u"\xD83D", 1}, true);
  auto half = open_bytes(memory_source(cut, 1), "t.csv");
  const auto rest = reading::drain(*half.table);
  CHECK(rest.rows.size() == 1);
  CHECK(rest.rejects.size() == 1);
}

TEST_CASE("a UTF-8 file with one broken byte stays UTF-8; text of neither encoding is said to be uncertain") {
  const auto mostly = detect_encoding("名称,城市\n双十一,上\xFF海\n春节,北京\n");
  CHECK(mostly.encoding == Encoding::utf8);
  CHECK_FALSE(mostly.certain);
  const auto latin = detect_encoding("name\nCaf\xE9,x\nna\xEFve\n");
  CHECK(latin.encoding == Encoding::utf8);
  CHECK_FALSE(latin.certain);
  CHECK(detect_encoding("abc \xE4\xB8").certain);  // cut off by the end of the sample
}

TEST_CASE("open_file gives a table or records") {
  const std::string path = "/tmp/almanac-format-test.jsonl";
  std::ofstream(path) << "{\"a\":1}\n{\"a\":2}\n";
  auto opened = open_file(path);
  CHECK(opened.format == Format::jsonl);
  CHECK_FALSE(opened.table);
  REQUIRE(opened.records);
  CHECK(opened.records->next() == Read::row);
  CHECK(opened.records->progress().total == 16);
  std::filesystem::remove(path);
}
