// Small packages made in the test, one peculiarity each; workbooks of others are in workbook_test.cpp.

#include <catch2/catch.hpp>
#include <chrono>

#include "importers/csv_reader.h"
#include "importers/format.h"
#include "importers/sheet.h"
#include "tests/importers/sheet_checks.h"
#include "tests/importers/temp_zip.h"

using namespace almanac::importers;
using Rows = std::vector<std::vector<std::string>>;

namespace {

const std::string main_space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const std::string relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

std::string rels(const std::string& inside) {
  return "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>" + inside +
         "</Relationships>";
}
std::string relation(const std::string& id, const std::string& kind, const std::string& target) {
  return "<Relationship Id='" + id + "' Type='" + relations + "/" + kind + "' Target='" + target + "'/>";
}
std::string worksheet(const std::string& data, const std::string& behind = "") {
  return "<worksheet xmlns='" + main_space + "'><sheetData>" + data + "</sheetData>" + behind + "</worksheet>";
}

struct Parts {
  std::string sheet;
  std::string strings = "", styles = "", workbook_properties = "", more_relations = "";
};

Workbook read(const Parts& parts, const WorkbookLimits& limits = {}) {
  const TempZip made({{"_rels/.rels", rels(relation("rId1", "officeDocument", "xl/workbook.xml"))},
                      {"xl/workbook.xml", "<workbook xmlns='" + main_space + "' xmlns:r='" + relations + "'>" +
                                              parts.workbook_properties +
                                              "<sheets><sheet name='表' sheetId='1' r:id='rId1'/></sheets></workbook>"},
                      {"xl/_rels/workbook.xml.rels",
                       rels(relation("rId1", "worksheet", "worksheets/sheet1.xml") + parts.more_relations)},
                      {"xl/sharedStrings.xml", "<sst xmlns='" + main_space + "'>" + parts.strings + "</sst>"},
                      {"xl/styles.xml", "<styleSheet xmlns='" + main_space + "'>" + parts.styles + "</styleSheet>"},
                      {"xl/worksheets/sheet1.xml", parts.sheet}});
  return read_xlsx(made.path(), limits);
}

Rows rows_of(const std::string& data, const std::string& strings = "", const std::string& styles = "") {
  return shown(read({worksheet(data), strings, styles}).sheets.at(0));
}

std::string refusal(const Parts& parts, const WorkbookLimits& limits = {}) {
  return code_of([&] { read(parts, limits); });
}

}  // namespace

TEST_CASE("XLSX: every kind of cell") {
  CHECK(rows_of("<row r='1'><c r='A1' t='s'><v>1</v></c><c r='B1'><v>1.50</v></c><c r='C1' t='b'><v>1</v></c>"
                "<c r='D1' t='e'><v>#N/A</v></c><c r='E1' t='str'><f>A1</f><v>公式</v></c>"
                "<c r='F1' t='inlineStr'><is><t>内联</t></is></c><c r='G1' t='d'><v>2024-11-11</v></c><c r='H1' "
                "s='1'/></row>",
                "<si><t>零</t></si><si><t>一</t></si>") ==
        Rows{{"text 一", "number 1.5", "boolean TRUE", "error #N/A", "text 公式", "text 内联", "date 2024-11-11"}});
}

TEST_CASE("XLSX: runs of rich text are joined, phonetic runs are no text, white space counts where it is preserved") {
  const std::string data =
      "<row><c t='s'><v>0</v></c><c t='s'><v>1</v></c><c t='s'><v>2</v></c><c t='s'><v>3</v></c></row>";
  CHECK(rows_of(data,
                "<si><t>課きく</t><rPh sb='0' eb='1'><t>カ</t></rPh><phoneticPr fontId='1'/></si>"
                "<si><r><rPr><b/></rPr><t>双 </t></r><r><t>十一</t></r></si>"
                "<si><t xml:space='preserve'> a </t></si><si><t>\n  b\n</t></si>") ==
        Rows{{"text 課きく", "text 双 十一", "text  a ", "text b"}});
  CHECK(rows_of("<row><c t='inlineStr'><is><r><t>富</t></r><r><t>文本</t></r><rPh><t>x</t></rPh></is></c></row>") ==
        Rows{{"text 富文本"}});
}

TEST_CASE("XLSX: escaped characters are what they stand for") {
  CHECK(rows_of("<row><c t='s'><v>0</v></c><c t='s'><v>1</v></c><c t='s'><v>2</v></c></row>",
                "<si><t>a_x000D__x000A_b_x0007_c_x000d_d</t></si><si><t>_x005F_x000D_ _xD83D__xDE00_ _x4E2D_</t></si>"
                "<si><t>_xD83D_ _x12 _x_ _xZZZZ_</t></si>") ==
        Rows{{"text a\nbc\nd", "text _x000D_ 😀 中", "text \xEF\xBF\xBD _x12 _x_ _xZZZZ_"}});
}

TEST_CASE("XLSX: rows and cells without a place follow the one before") {
  CHECK(
      rows_of("<row><c><v>1</v></c><c r='D1'><v>2</v></c><c><v>3</v></c></row><row r='4'><c><v>4</v></c></row><row><c "
              "r='$B$5'><v>5</v></c></row><row><c r='a7'><v>7</v></c></row>") ==
      Rows{{"number 1", "", "", "number 2", "number 3"}, {}, {}, {"number 4"}, {"", "number 5"}, {}, {"number 7"}});
  CHECK(
      rows_of("<row r='3'><c r='A3'><v>3</v></c></row><row r='1'><c r='B1'><v>2</v></c><c r='A1'><v>1</v></c></row>") ==
      Rows{{"number 1", "number 2"}, {}, {"number 3"}});
}

TEST_CASE("XLSX: styles tell dates from numbers, and a custom code stands before a built-in id") {
  const std::string styles =
      "<numFmts><numFmt numFmtId='164' formatCode='yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;'/>"
      "<numFmt numFmtId='31' formatCode='0.0'/></numFmts><cellStyleXfs><xf numFmtId='14'/></cellStyleXfs>"
      "<cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='164'/><xf numFmtId='31'/><xf "
      "numFmtId='46'/></cellXfs>"
      "<dxfs><dxf><numFmt numFmtId='0' formatCode='yyyy'/></dxf></dxfs>";
  const std::string data =
      "<row><c><v>45607</v></c><c s='1'><v>45607</v></c><c s='2'><v>45607</v></c>"
      "<c s='3'><v>45607</v></c><c s='4'><v>1.5</v></c><c s='99'><v>45607</v></c></row>";
  CHECK(rows_of(data, "", styles) ==
        Rows{{"number 45607", "date 2024-11-11", "date 2024-11-11", "number 45607", "time 36:00:00", "number 45607"}});
  CHECK(shown(read({worksheet(data), "", styles, "<workbookPr date1904='1'/>"}).sheets.at(0), 0, 1) ==
        "date 2028-11-12");
}

TEST_CASE("XLSX: merged ranges are filled from their first cell, as far as the sheet reaches") {
  const Workbook workbook = read({worksheet(
      "<row r='1'><c r='A1'><v>1</v></c><c r='B1'><v>9</v></c></row><row r='3'><c r='C3'><v>3</v></c></row>",
      "<mergeCells><mergeCell ref='A1:XFD1'/><mergeCell ref='A2:B3'/><mergeCell ref='C3:C1048576'/><mergeCell ref='?'/>"
      "</mergeCells>")});
  const Sheet& sheet = workbook.sheets.at(0);
  CHECK(shown(sheet) == Rows{{"number 1", "number* 1", "number* 1"}, {}, {"", "", "number 3"}});
  REQUIRE(sheet.merged.size() == 3);
  CHECK(sheet.merged[0].last_column == 16'383);
  CHECK(sheet.merged[1].first_row == 1);
  CHECK(sheet.merged[1].last_row == 2);
  CHECK(sheet.merged[1].last_column == 1);
}

TEST_CASE("XLSX: what extensions hold under the same names is no cell") {
  CHECK(
      shown(read({worksheet("<row r='1'><c r='A1'><v>1</v><extLst><ext><v>8</v></ext></extLst></c></row>",
                            "<extLst><ext><sparkline><f>B1</f><row><c><v>9</v></c></row></sparkline></ext></extLst>")})
                .sheets.at(0)) == Rows{{"number 1"}});
}

TEST_CASE("XLSX: a text that the table lacks is empty and noted") {
  const Workbook workbook = read({worksheet("<row><c t='s'><v>5</v></c><c t='s'><v>x</v></c><c><v>1</v></c></row>")});
  CHECK(shown(workbook.sheets.at(0)) == Rows{{"", "", "number 1"}});
  REQUIRE(note_codes(workbook) == std::vector<std::string>{"missing_text"});
  CHECK(workbook.notes[0].text.en.find("2 cells") != std::string::npos);
}

TEST_CASE("XLSX: macros and other files are noted and left alone, charts are no sheets") {
  const TempZip made(
      {{"_rels/.rels", rels(relation("a", "officeDocument", "/xl/workbook.xml"))},
       {"xl/workbook.xml",
        "<workbook xmlns='" + main_space + "' xmlns:r='" + relations +
            "'><sheets><sheet name='图' r:id='c'/><sheet name='宏' r:id='m'/><sheet name='二' state='veryHidden' "
            "r:id='w2'/><sheet name='一' r:id='w1'/></sheets></workbook>"},
       {"xl/_rels/workbook.xml.rels",
        rels(relation("c", "chartsheet", "chartsheets/sheet1.xml") + relation("m", "xlMacrosheet", "macro.xml") +
             relation("w1", "worksheet", "/xl/worksheets/../sheets/%E4%B8%80.xml") +
             relation("w2", "worksheet", ".\\sheets\\two.xml#A1") + relation("v", "vbaProject", "vbaProject.bin") +
             relation("e", "externalLink", "externalLinks/externalLink1.xml"))},
       {"xl/sheets/一.xml", worksheet("<row><c><v>1</v></c></row>")},
       {"xl/sheets/Two.xml", worksheet("<row><c><v>2</v></c></row>")}});
  const Workbook workbook = read_xlsx(made.path());
  REQUIRE(workbook.sheets.size() == 2);
  CHECK(workbook.sheets[0].name == "二");
  CHECK(workbook.sheets[0].hidden);
  CHECK(shown(workbook.sheets[0]) == Rows{{"number 2"}});
  CHECK(workbook.sheets[1].name == "一");
  CHECK_FALSE(workbook.sheets[1].hidden);
  CHECK(note_codes(workbook) == std::vector<std::string>{"external_reference", "macros_ignored"});
}

TEST_CASE("XLSX: entities and document types are refused") {
  const std::string bomb = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;'>]>";
  CHECK(refusal({bomb + worksheet("<row><c t='str'><v>&b;</v></c></row>")}) == "damaged_file");
  CHECK(refusal({"<!DOCTYPE x SYSTEM 'file:///etc/passwd'>" + worksheet("")}) == "damaged_file");
  CHECK(refusal({worksheet("<row><c t='str'><v>&undefined;</v></c></row>")}) == "damaged_file");
}

TEST_CASE("XLSX: damaged parts are named") {
  CHECK(refusal({worksheet("<row><c><v>1</v></row>")}) == "damaged_file");
  CHECK(refusal({"<chartsheet/>"}) == "damaged_file");
  CHECK(refusal({""}) == "damaged_file");
  CHECK(refusal({worksheet("<row><c r='?1'><v>1</v></c></row>")}) == "damaged_file");
  const TempZip missing({{"xl/workbook.xml", "<workbook xmlns:r='" + relations +
                                                 "'><sheets><sheet name='x' r:id='no'/></sheets></workbook>"}});
  CHECK(code_of([&] { read_xlsx(missing.path()); }) == "damaged_file");
  const TempZip document({{"_rels/.rels", rels(relation("a", "officeDocument", "word/document.xml"))},
                          {"word/document.xml", "<document/>"}});
  CHECK(code_of([&] { read_xlsx(document.path()); }) == "other_file_kind");
  const TempZip binary(
      {{"_rels/.rels", rels(relation("a", "officeDocument", "xl/workbook.bin"))}, {"xl/workbook.bin", "x"}});
  CHECK(code_of([&] { read_xlsx(binary.path()); }) == "other_file_kind");
}

TEST_CASE("XLSX: a lone cell far out costs its row and column, and no sheet passes the limits by being sparse") {
  const Sheet sheet = read({worksheet("<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>")}).sheets.at(0);
  CHECK(sheet.rows.size() == 1'048'576);
  CHECK(sheet.rows[1'048'574].capacity() == 0);
  CHECK(shown(sheet, 1'048'575, 16'383) == "number 1");
  CHECK(refusal({worksheet("<row r='1048577'><c><v>1</v></c></row>")}) == "too_large");
  CHECK(refusal({worksheet("<row r='1'><c r='XFE1'><v>1</v></c></row>")}) == "too_large");
  CHECK(refusal({worksheet("<row r='99999999999999999999'><c r='A99999999999999999999'><v>1</v></c></row>")}) ==
        "damaged_file");
  std::string wide;
  for (int row = 1; row <= 3'000; ++row)
    wide += "<row r='" + std::to_string(row) + "'><c r='XFD" + std::to_string(row) + "'><v>1</v></c></row>";
  CHECK(refusal({worksheet(wide)}) == "too_large");  // 49 million places
  const std::string merges = "<mergeCells><mergeCell ref='A1:XFD1048576'/></mergeCells>";
  CHECK(refusal({worksheet("<row r='1'><c r='A1'><v>1</v></c></row><row r='9000'><c r='XFD9000'><v>1</v></c></row>",
                           merges)}) == "too_large");
}

TEST_CASE("XLSX: deep nesting and endless tags end early") {
  std::string deep;
  for (int i = 0; i < 300; ++i) deep += "<x>";
  CHECK(refusal({worksheet("<row>" + deep)}) == "too_large");
  WorkbookLimits limits;
  limits.ratio = 1'000'000;
  CHECK(refusal({worksheet("<row r='" + std::string(20'000'000, '1') + "'/>")}, limits) == "damaged_file");
}

TEST_CASE("XLSX: the strict form reads as the transitional one does, and both date systems as one date") {
  const auto rows = [](const char* name) {
    std::vector<Rows> all;
    for (const Sheet& sheet : read_xlsx(workbook_file(std::string("sheetjs/") + name)).sheets)
      all.push_back(shown(sheet));
    return all;
  };
  CHECK(rows("sheet_visibility_strict.xlsx") == rows("sheet_visibility.xlsx"));
  const Workbook visibility = read_xlsx(workbook_file("sheetjs/sheet_visibility_strict.xlsx"));
  REQUIRE(visibility.sheets.size() == 3);
  CHECK_FALSE(visibility.sheets[0].hidden);
  CHECK(visibility.sheets[1].hidden);
  CHECK(visibility.sheets[2].hidden);
  // Each row shows the date beside the text that Excel made of it.
  for (const char* name : {"1900.xlsx", "1904.xlsx"}) {
    const Sheet sheet = read_xlsx(workbook_file(std::string("sheetjs/") + name)).sheets.at(0);
    REQUIRE(sheet.rows.size() == 5);
    for (std::size_t row = 0; row < 5; ++row) CHECK("text " + sheet.rows[row][1].text == shown(sheet, row, 2));
  }
  const Sheet streamed = read_xlsx(workbook_file("sheetjs/xlsx-stream-d-date-cell.xlsx")).sheets.at(0);
  CHECK(shown(streamed, 4, 1) == "time 2014-02-14 08:27:48.765");
  CHECK(shown(streamed, 2, 3) == "number 12345678900000000000000");
}

TEST_CASE("XLSX: a sheet is what Excel exports as CSV") {
  const Sheet sheet = read_xlsx(workbook_file("sheetjs/interview.xlsx")).sheets.at(0);
  std::ifstream in(workbook_file("sheetjs/interview.csv"), std::ios::binary);
  const std::string csv = "h1,h2,h3,h4,h5,h6\n" + std::string(std::istreambuf_iterator<char>(in), {});
  std::string lines;  // Excel for Mac ends a line inside of a cell with CR alone
  for (std::size_t i = 0; i < csv.size(); ++i)
    if (csv[i] != '\r' || csv.substr(i + 1, 1) != "\n") lines += csv[i] == '\r' ? '\n' : csv[i];
  auto opened = open_bytes(memory_source(lines), "interview.csv");
  std::size_t row = 0;
  while (opened.table->next() == Read::row) {
    const auto cells = opened.table->row().cells;
    for (std::size_t column = 0; column < cells.size(); ++column) {
      const std::string seen =
          row < sheet.rows.size() && column < sheet.rows[row].size() ? sheet.rows[row][column].text : "";
      CHECK(seen == cells[column]);
    }
    ++row;
  }
  CHECK(row == 19);  // the empty ones at the end are no rows
}

TEST_CASE("XLSX: time grows with the size, not with its square") {
  const auto seconds = [](int rows) {
    std::string data;
    for (int i = 0; i < rows; ++i)
      data += "<row><c><v>" + std::to_string(i) + "</v></c><c t='str'><v>文字</v></c></row>";
    const auto begin = std::chrono::steady_clock::now();
    CHECK(read({worksheet(data)}).sheets.at(0).rows.size() == static_cast<std::size_t>(rows));
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  };
  seconds(1'000);
  CHECK(seconds(200'000) < 40 * seconds(20'000) + 0.2);
}
