#include "importers/inspect.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <sstream>

#include "archive/error.h"
#include "tests/support/temporary_directory.h"

using namespace almanac;
using namespace almanac::importers;

namespace {

const archive::Dictionary& dictionary() {
  static const archive::Dictionary shipped = archive::Dictionary::load("/nonexistent");
  return shipped;
}

Inspection look(const tests::TemporaryDirectory& folder, std::string_view name, std::string_view bytes,
                InspectOptions options = {}) {
  options.path = folder.write(name, bytes);
  return inspect(options, dictionary());
}

const InspectedColumn& column(const Inspection& file, std::string_view name) {
  for (const InspectedColumn& each : file.tables.at(0).columns)
    if (each.name == name) return each;
  throw std::runtime_error("no column " + std::string(name));
}

// "活动名称,预算\n双十一,50\n" in GB18030 and the same in traditional characters in Big5.
const std::string gb = "\xBB\xEE\xB6\xAF\xC3\xFB\xB3\xC6,\xD4\xA4\xCB\xE3\n\xCB\xAB\xCA\xAE\xD2\xBB,50\n";
const std::string big5 = "\xAC\xA1\xB0\xCA\xA6\x57\xBA\xD9,\xB9\x77\xBA\xE2\n\xC2\xF9\xA4\x51\xA4\x40,50\n";

}  // namespace

TEST_CASE("a table of text: encoding, delimiter, header, each column's field and certainty") {
  const tests::TemporaryDirectory folder;
  const Inspection file =
      look(folder, "活动.csv",
           "活动名称;开始时间;预算（万元）;投放 / 花费;天气\n双11;2024-11-01;50;12;晴\n618;2024-06-01;30;8;雨\n");
  CHECK(file.format == Format::csv);
  CHECK(file.encoding == Encoding::utf8);
  CHECK(file.delimiter == ';');
  REQUIRE(file.tables.size() == 1);
  const InspectedTable& table = file.tables[0];
  CHECK(table.rows == 2);
  CHECK(table.kinds == std::vector<std::string>{"campaigns"});
  CHECK(table.header_rows == std::vector<std::uint32_t>{1});
  CHECK(column(file, "活动名称").fields == std::vector<std::string>{"name"});
  CHECK(column(file, "活动名称").confidence == 1);
  CHECK(column(file, "开始时间").looks == "date");
  CHECK(column(file, "预算（万元）").confidence == Approx(0.95));
  CHECK(column(file, "预算（万元）").unit == "×10000 CNY");
  CHECK(column(file, "投放 / 花费").fields == std::vector<std::string>{"spend"});
  CHECK(column(file, "投放 / 花费").confidence == Approx(0.7));
  CHECK(column(file, "天气").fields == std::vector<std::string>{"attributes.天气"});
  CHECK(column(file, "天气").confidence == 0);
  CHECK(table.first_rows.at(1).at(0) == "618");
}

TEST_CASE("values that do not fit halve the confidence of a name") {
  const tests::TemporaryDirectory folder;
  const Inspection file = look(folder, "a.csv", "活动名称,开始时间,预算\n双11,很快,50\n618,以后,若干\n");
  CHECK(column(file, "开始时间").confidence == Approx(0.5));
  CHECK(column(file, "预算").confidence == Approx(0.75));
}

TEST_CASE("short files in GB18030, Big5 and UTF-16 are told apart, and the encoding can be given") {
  const tests::TemporaryDirectory folder;
  const Inspection simplified = look(folder, "a.csv", gb);
  CHECK(simplified.encoding == Encoding::gb18030);
  CHECK(column(simplified, "活动名称").values == std::vector<std::string>{"双十一"});
  const Inspection traditional = look(folder, "b.csv", big5);
  CHECK(traditional.encoding == Encoding::big5);
  CHECK(column(traditional, "活動名稱").values == std::vector<std::string>{"雙十一"});
  CHECK(column(traditional, "預算").fields.size() == 1);
  InspectOptions given;
  given.encoding = Encoding::big5;
  const Inspection forced = look(folder, "c.csv", gb, given);
  CHECK(forced.encoding == Encoding::big5);
  CHECK(forced.encoding_given);
  std::string wide = "\xFF\xFE";
  for (const char16_t unit : std::u16string(u"活动名称,预算\n双十一,50\n")) {
    wide += static_cast<char>(unit & 0xFF);
    wide += static_cast<char>(unit >> 8);
  }
  CHECK(look(folder, "d.csv", wide).encoding == Encoding::utf16le);
  CHECK(look(folder, "e.csv", wide.substr(2)).encoding == Encoding::utf16le);
}

TEST_CASE("what is not read says why") {
  const tests::TemporaryDirectory folder;
  CHECK(look(folder, "a.doc", "\xD0\xCF\x11\xE0").refusal_code == "other_file_kind");
  CHECK(look(folder, "a.csv", "").refusal_code == "empty_file");
  const Inspection unclear = look(folder, "b.csv", "foo,bar\n1,2\n");
  CHECK(unclear.refusal_code.empty());
  REQUIRE(unclear.tables.size() == 1);
  CHECK(unclear.tables[0].refusal_code == "unknown_kind");
  CHECK(unclear.tables[0].columns.size() == 2);
  CHECK_THROWS_AS(inspect({"/nonexistent/x.csv", "", {}, {}, nullptr}, dictionary()), archive::Error);
}

TEST_CASE("documents, JSON and preambles are shown too") {
  const tests::TemporaryDirectory folder;
  CHECK(look(folder, "复盘.md", "# 双11复盘\n").format == Format::markdown);
  const Inspection lines =
      look(folder, "a.jsonl", "{\"name\":\"双11\",\"start\":\"2024-11-01\"}\n{\"name\":\"618\",\"spend\":5}\n");
  CHECK(lines.tables.at(0).kinds == std::vector<std::string>{"campaigns"});
  CHECK(lines.tables.at(0).columns.size() == 3);
  const Inspection report =
      look(folder, "r.csv", "活动报表,,\n单位：万元,,\n活动名称,开始时间,预算\n双11,2024-11-01,5\n合计,,5\n");
  CHECK(report.tables.at(0).header_rows == std::vector<std::uint32_t>{3});
  CHECK(report.tables.at(0).rows == 1);
  CHECK(report.tables.at(0).context.size() == 2);
  CHECK(column(report, "预算").unit == "×10000 CNY");
}

TEST_CASE("a file read as one campaign shows the campaign's fields with the words they come from") {
  const tests::TemporaryDirectory folder;
  const Inspection file = look(folder, "f.csv",
                               "2024年双11大促投放复盘,,,\n活动周期：2024.10.20-11.11,,,\n渠道,预算(万),实际(万),备注\n"
                               "抖音,30,28,\n天猫,50,52,\n合计,80,80,\n");
  CHECK(file.encoding == Encoding::utf8);
  CHECK(file.delimiter == ',');
  REQUIRE(file.campaigns.size() == 1);
  CHECK(file.campaigns[0].name == "2024年双11大促");
  CHECK(file.campaigns[0].sheets.empty());
  const auto start = std::ranges::find(file.campaigns[0].values, "start", &InspectedValue::field);
  REQUIRE(start != file.campaigns[0].values.end());
  CHECK(start->value == "2024-10-20");
  CHECK(start->from.find("2024") != std::string::npos);
  CHECK(std::ranges::count(file.campaigns[0].values, "costs", &InspectedValue::field) == 2);
  REQUIRE(file.tables.size() == 1);
  CHECK(file.tables[0].refusal_code.empty());
  CHECK(file.tables[0].kinds.empty());
  CHECK(std::ranges::count(file.tables[0].notes, "of_campaign", &Note::code) == 1);
  const archive::Json json = to_json(file, archive::Language::zh);
  CHECK(json["campaigns"][0]["values"].size() == file.campaigns[0].values.size());
  CHECK(look(folder, "a.csv", gb).campaigns.empty());
}

TEST_CASE("an inspection as JSON has every part") {
  const tests::TemporaryDirectory folder;
  const archive::Json json = to_json(look(folder, "a.csv", gb), archive::Language::zh);
  for (const char* key : {"name", "bytes", "format", "encoding", "delimiter", "sheets", "tables", "campaigns",
                          "members", "notes", "refused"})
    CHECK(json.contains(key));
  CHECK(json["encoding"]["name"] == "GB18030");
  CHECK(json["tables"][0]["columns"][0]["name"] == "活动名称");
}

TEST_CASE("a table is printed exactly as it was read") {
  const tests::TemporaryDirectory folder;
  InspectOptions options;
  options.path = folder.write("a.csv", "a;b\n=1+1;\"x, \"\"y\"\"\"\n");
  std::ostringstream out;
  write_as_read(options, 1, out);
  CHECK(out.str() == "a,b\r\n=1+1,\"x, \"\"y\"\"\"\r\n");
}

TEST_CASE("a text is printed with the lines before its header and each row's own cells") {
  const tests::TemporaryDirectory folder;
  InspectOptions options;
  options.path =
      folder.write("a.csv", "活动报表\r\n\r\n名称,开始,预算\r\n双11,2024-11-01\r\n618,2024-06-01,5,多\r\n合计,,5\r\n");
  std::ostringstream out;
  write_as_read(options, 1, out);
  CHECK(out.str() == "活动报表\r\n\r\n名称,开始,预算\r\n双11,2024-11-01\r\n618,2024-06-01,5,多\r\n合计,,5\r\n");
}
