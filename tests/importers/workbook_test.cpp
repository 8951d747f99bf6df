#include "importers/sheet.h"

#include <catch2/catch.hpp>

#include "importers/byte_source.h"
#include "tests/importers/sheet_checks.h"
#include "tests/importers/temp_zip.h"

using namespace almanac::importers;
using Rows = std::vector<std::vector<std::string>>;

namespace {

const Rows values = {{"number 0.57"},
                     {"number 0.3"},
                     {"number 1000000000000000000000"},
                     {"number -0.00000015"},
                     {"number 0"},
                     {"number -42"},
                     {"number 12345678901"},
                     {"boolean TRUE"},
                     {"boolean FALSE"},
                     {"text 00123"},
                     {"text  前后空格 "},
                     {"text 两行\n文字"},
                     {"text 😀 & <标签>"},
                     {"text =不是公式"},
                     {"text １２３"},
                     {"date 1900-01-01"},
                     {"date 1900-02-28"},
                     {"date 1900-02-28"},
                     {"date 1900-03-01"},
                     {"time 12:00:00"},
                     {"time 2024-11-11 18:00:00"},
                     {"time 2024-11-11 00:00:00"}};

void check_campaigns(const Sheet& sheet) {
  CHECK(sheet.name == "活动");
  CHECK(sheet.merged.size() == 3);
  REQUIRE(sheet.rows.size() == 6);
  CHECK(shown(sheet, 0, 0) == "text 2024 双十一复盘");
  CHECK(shown(sheet, 0, 7) == "text* 2024 双十一复盘");
  CHECK(shown(sheet)[1] == std::vector<std::string>{"text 渠道", "text 开始", "text 结束", "text 推送", "text 时点",
                                                    "text 时长", "text 预算", "text 转化率"});
  CHECK(shown(sheet)[2] == std::vector<std::string>{"text 短信", "date 2024-11-14", "date 2024-11-24",
                                                    "time 2024-11-11 09:30:03", "time 20:05:03", "time 33:05:00",
                                                    "number 1200003", "number 0.375"});
  CHECK(shown(sheet)[5] == std::vector<std::string>{"text* 微信", "date 2024-11-17", "date 2024-11-27",
                                                    "time 2024-11-11 09:30:06", "time 20:05:06", "time 36:05:00",
                                                    "number 1200006", "number 0.75"});
}

}  // namespace

TEST_CASE("one workbook reads the same from openpyxl and from LibreOffice, as XLSX, ODS and XLS") {
  for (const char* name : {"openpyxl.xlsx", "libreoffice.xlsx", "libreoffice.ods", "libreoffice.xls"}) {
    INFO(name);
    const Workbook workbook = read_workbook(workbook_file(name));
    REQUIRE(workbook.sheets.size() == 4);
    CHECK(workbook.notes.empty());
    check_campaigns(workbook.sheets[0]);
    Rows expected = values;
    if (std::string_view(name).ends_with(
            ".ods")) {  // LibreOffice has no false leap day, and writes a midnight as a date
      expected[15] = {"date 1899-12-31"};
      expected[16] = {"date 1900-02-27"};
      expected[21] = {"date 2024-11-11"};
    }
    CHECK(shown(workbook.sheets[1]) == expected);
    CHECK(workbook.sheets[2].name == "底稿");
    CHECK(workbook.sheets[2].hidden);
    CHECK_FALSE(workbook.sheets[1].hidden);
    CHECK(shown(workbook.sheets[2], 1, 1) == "text 隐藏");
    const Sheet& sparse = workbook.sheets[3];
    REQUIRE(sparse.rows.size() == 20'000);
    CHECK(sparse.rows[0].size() == 256);
    CHECK(sparse.rows[1].empty());
    CHECK(shown(sparse, 0, 255) == "text 右");
    CHECK(shown(sparse, 19'999, 0) == "text 下");
  }
}

TEST_CASE("a formula that no program has computed is empty and noted; a computed one has its value") {
  const Workbook written = read_workbook(workbook_file("formula.xlsx"));
  CHECK(shown(written.sheets.at(0)) == Rows{{"number 3"}, {"number 4"}});
  REQUIRE(note_codes(written) == std::vector<std::string>{"formula_without_value"});
  CHECK(written.notes[0].text.en.find("4 formulas") != std::string::npos);
  CHECK(written.notes[0].text.zh.find("B1") != std::string::npos);
  const Workbook computed = read_workbook(workbook_file("formula_computed.xlsx"));
  CHECK(computed.notes.empty());
  CHECK(shown(computed.sheets.at(0)) ==
        Rows{{"number 3", "number 12"}, {"number 4", "text 第3"}, {"", "error #DIV/0!"}, {"", "boolean TRUE"}});
}

TEST_CASE("a workbook with a password is refused with what to do") {
  for (const auto reader : {read_xlsx, read_ods, read_xls, read_workbook})
    CHECK(code_of([&] { reader(workbook_file("encrypted.xlsx"), {}); }) == "encrypted_file");
  const TempZip ods({{"content.xml", "cipher text"},
                     {"META-INF/manifest.xml",
                      "<m:manifest xmlns:m='m'><m:file-entry><m:encryption-data/></m:file-entry>"
                      "</m:manifest>"}});
  CHECK(code_of([&] { read_workbook(ods.path()); }) == "encrypted_file");
}

TEST_CASE("a file of another kind than its name says is read by its content, or refused with what it is") {
  CHECK(code_of([] { read_xlsx(workbook_file("libreoffice.xls")); }) == "other_file_kind");
  CHECK(code_of([] { read_xlsx(workbook_file("libreoffice.ods")); }) == "other_file_kind");
  CHECK(code_of([] { read_xls(workbook_file("openpyxl.xlsx")); }) == "other_file_kind");
  CHECK(code_of([] { read_ods(workbook_file("openpyxl.xlsx")); }) == "other_file_kind");
  for (const char* text :
       {"<html><body><table><tr><td>1</td></tr></table></body></html>", "a,b\n1,2\n",
        "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"/>"}) {
    const TempFile file(text, ".xls");
    CHECK(code_of([&] { read_workbook(file.path()); }) == "other_file_kind");
  }
  const TempFile biff4(std::string("\x09\x04\x06\x00\x00\x00\x10\x00\x00\x00", 10), ".xls");
  CHECK(code_of([&] { read_workbook(biff4.path()); }) == "other_file_kind");
  const TempFile nothing("", ".xls");
  CHECK(code_of([&] { read_workbook(nothing.path()); }) == "damaged_file");
  CHECK(code_of([] { read_workbook("no/such/file.xlsx"); }) == "no_such_file");
  CHECK(code_of([] { read_workbook("/"); }) == "not_a_file");
}

TEST_CASE("every limit refuses the workbook that passes it, in any format") {
  for (const char* name : {"libreoffice.xlsx", "libreoffice.ods", "libreoffice.xls"}) {
    INFO(name);
    const auto code = [&](const WorkbookLimits& limits) {
      return code_of([&] { read_workbook(workbook_file(name), limits); });
    };
    WorkbookLimits limits;
    limits.rows = 19'999;
    CHECK(code(limits) == "too_large");
    limits.rows = 20'000;
    CHECK(code(limits) == "none");
    limits.columns = 255;
    CHECK(code(limits) == "too_large");
    limits.columns = 256;
    limits.sheets = 3;
    CHECK(code(limits) == "too_large");
    limits.sheets = 4;
    limits.cells = 72;
    CHECK(code(limits) == "too_large");
    limits.cells = 73;
    limits.places = 20'000;
    CHECK(code(limits) == "too_large");
    limits.places = 21'000;
    limits.text_bytes = 500;
    CHECK(code(limits) == "too_large");
    limits.text_bytes = 2'000;
    CHECK(code(limits) == "none");
    limits.cell_bytes = 15;
    CHECK(code(limits) == "too_large");
    limits.cell_bytes = 100;
    limits.merged_ranges = 2;
    CHECK(code(limits) == "too_large");
    limits.merged_ranges = 3;
    CHECK(code(limits) == "none");
    if (std::string_view(name).ends_with(".xls")) continue;
    limits.depth = 3;
    CHECK(code(limits) == "too_large");
    limits = {};
    limits.unpacked_bytes = 1'000;
    CHECK(code(limits) == "too_large");
  }
}

TEST_CASE("a cut-off or changed workbook is refused or read, never a crash") {
  for (const char* name : {"openpyxl.xlsx", "libreoffice.ods", "libreoffice.xls", "xlwt.xls"}) {
    const std::string whole = [&] {
      std::ifstream in(workbook_file(name), std::ios::binary);
      return std::string(std::istreambuf_iterator<char>(in), {});
    }();
    REQUIRE_FALSE(whole.empty());
    const TempFile file(whole);
    std::size_t refused = 0;
    for (std::size_t cut = 0; cut < whole.size(); cut += 211) {
      file.replace(whole.substr(0, cut));
      if (code_of([&] { read_workbook(file.path()); }) != "none") ++refused;
    }
    INFO(name);
    CHECK(refused >= whole.size() / 211 * 8 / 10);
    for (std::size_t at = 0; at < whole.size(); at += 61) {
      std::string changed = whole;
      changed[at] = static_cast<char>(~changed[at]);
      file.replace(changed);
      const std::string code = code_of([&] { read_workbook(file.path()); });
      CHECK((code == "none" || code == "damaged_file" || code == "too_large" || code == "other_file_kind" ||
             code == "encrypted_file" || code == "unsupported_compression" || code == "unsafe_path"));
    }
  }
}
