#include <catch2/catch.hpp>

#include "importers/sheet.h"
#include "tests/importers/sheet_checks.h"
#include "tests/importers/temp_zip.h"

using namespace almanac::importers;
using Rows = std::vector<std::vector<std::string>>;

namespace {

const std::string spaces = [] {
  std::string all;
  for (const char* name : {"office", "table", "text", "style"})
    all += std::string(" xmlns:") + name + "='urn:oasis:names:tc:opendocument:xmlns:" + name + ":1.0'";
  return all + " xmlns:calcext='urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0'";
}();

Workbook read(const std::string& tables, const std::string& styles = "", const WorkbookLimits& limits = {}) {
  const TempZip made({{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"},
                      {"content.xml", "<office:document-content" + spaces + "><office:automatic-styles>" + styles +
                                          "</office:automatic-styles><office:body><office:spreadsheet>" + tables +
                                          "</office:spreadsheet></office:body></office:document-content>"}});
  return read_ods(made.path(), limits);
}

Rows rows_of(const std::string& rows) {
  return shown(read("<table:table table:name='表'>" + rows + "</table:table>").sheets.at(0));
}

std::string cell(const std::string& inside, const std::string& attributes = "office:value-type='string'") {
  return "<table:table-cell " + attributes + ">" + inside + "</table:table-cell>";
}

std::string row(const std::string& cells, const std::string& attributes = "") {
  return "<table:table-row " + attributes + ">" + cells + "</table:table-row>";
}

}  // namespace

TEST_CASE("ODS: every kind of cell") {
  CHECK(rows_of(row(cell("<text:p>文字</text:p>") +
                    cell("<text:p>12.5%</text:p>", "office:value-type='percentage' office:value='0.125'") +
                    cell("<text:p>￥1.2万</text:p>", "office:value-type='currency' office:value='12000'") +
                    cell("", "office:value-type='float' office:value='1E+06'") +
                    cell("", "office:value-type='date' office:date-value='2024-11-11'") +
                    cell("", "office:value-type='date' office:date-value='2024-11-11T09:30:00'") +
                    cell("", "office:value-type='time' office:time-value='PT09H30M00S'") +
                    cell("", "office:value-type='boolean' office:boolean-value='true'") +
                    cell("<text:p>#DIV/0!</text:p>", "office:value-type='string' calcext:value-type='error'") +
                    cell("", "office:value-type='string' office:string-value='属性'"))) ==
        Rows{{"text 文字", "number 0.125", "number 12000", "number 1000000", "date 2024-11-11",
              "time 2024-11-11 09:30:00", "time 09:30:00", "boolean TRUE", "error #DIV/0!", "text 属性"}});
}

TEST_CASE("ODS: paragraphs become lines, meant spaces stay, comments are no text") {
  CHECK(rows_of(row(
            cell("<office:annotation><text:p>批注</text:p></office:annotation><text:p>一<text:span> 二 </text:span>"
                 "\n  三</text:p><text:p>四<text:s text:c='3'/>五<text:tab/>六<text:line-break/>七</text:p>") +
            cell("<text:p><text:a>链接</text:a></text:p>"))) == Rows{{"text 一 二 三\n四   五\t六\n七", "text 链接"}});
}

TEST_CASE("ODS: repeated cells and rows are repeated, a million empty ones at the end are nothing") {
  const Sheet sheet =
      read("<table:table table:name='表'>" +
           row(cell("<text:p>a</text:p>", "office:value-type='string' table:number-columns-repeated='3'") +
                   cell("", "table:number-columns-repeated='2'") +
                   cell("", "office:value-type='float' office:value='1'") +
                   cell("", "table:number-columns-repeated='16378'"),
               "table:number-rows-repeated='2'") +
           row(cell(""), "table:number-rows-repeated='2'") + row(cell("<text:p>b</text:p>")) +
           row(cell("", "table:number-columns-repeated='16384'"), "table:number-rows-repeated='1048571'") +
           "</table:table>")
          .sheets.at(0);
  const std::vector<std::string> first = {"text a", "text a", "text a", "", "", "number 1"};
  CHECK(shown(sheet) == Rows{first, first, {}, {}, {"text b"}});
}

TEST_CASE("ODS: rows in groups and headers count, merged ranges are filled over covered cells") {
  const Sheet sheet =
      read("<table:table table:name='表'><table:table-header-rows>" +
           row(cell("<text:p>题</text:p>",
                    "office:value-type='string' table:number-columns-spanned='2' "
                    "table:number-rows-spanned='2'") +
               "<table:covered-table-cell/>" + cell("<text:p>右</text:p>")) +
           "</table:table-header-rows><table:table-row-group>" +
           row("<table:covered-table-cell table:number-columns-repeated='2'/>" + cell("<text:p>下</text:p>")) +
           "</table:table-row-group></table:table>")
          .sheets.at(0);
  CHECK(shown(sheet) == Rows{{"text 题", "text* 题", "text 右"}, {"text* 题", "text* 题", "text 下"}});
  CHECK(sheet.merged.size() == 1);
}

TEST_CASE("ODS: hidden sheets are flagged; deleted contents, drawings and copies of other files' sheets are left out") {
  const std::string one = row(cell("<text:p>1</text:p>"));
  const Workbook workbook = read(
      "<table:tracked-changes><table:deletion><table:table-cell><text:p>删</text:p></table:table-cell></table:deletion>"
      "</table:tracked-changes><table:table table:name='一' table:style-name='ta1'><table:shapes><table:table>" +
          one + "</table:table></table:shapes>" + one +
          "</table:table><table:table table:name='二' table:style-name='ta2'>" + one +
          "</table:table><table:table table:name=\"'file:///x.ods'#$Sheet1\" table:style-name='ta_extref'>" + one +
          "</table:table>",
      "<style:style style:name='ta1'><style:table-properties table:display='true'/></style:style>"
      "<style:style style:name='ta2'><style:table-properties table:display='false'/></style:style>");
  REQUIRE(workbook.sheets.size() == 2);
  CHECK_FALSE(workbook.sheets[0].hidden);
  CHECK(workbook.sheets[1].hidden);
  CHECK(shown(workbook.sheets[0]) == Rows{{"text 1"}});
  CHECK(note_codes(workbook) == std::vector<std::string>{"external_reference"});
}

TEST_CASE("ODS: a formula without a value is noted") {
  const Workbook workbook =
      read("<table:table table:name='表'>" + row(cell("", "table:formula='of:=[.A2]'")) + "</table:table>");
  CHECK(note_codes(workbook) == std::vector<std::string>{"formula_without_value"});
}

TEST_CASE("ODS: repeats cannot pass the limits") {
  const std::string full = "<text:p>x</text:p>";
  const auto code = [&](const std::string& rows) {
    return code_of([&] { read("<table:table table:name='表'>" + rows + "</table:table>"); });
  };
  CHECK(code(row(cell(full, "table:number-columns-repeated='16385'"))) == "too_large");
  CHECK(code(row(cell(full), "table:number-rows-repeated='1048577'")) == "too_large");
  CHECK(code(row(cell(full, "table:number-columns-repeated='16384'"), "table:number-rows-repeated='5000'")) ==
        "too_large");
  CHECK(code(row(cell(""), "table:number-rows-repeated='99999999999'") + row(cell(full))) == "too_large");
}

TEST_CASE("ODS: run-length coded spaces cannot make an endless text") {
  std::string spaces_only;
  for (int i = 0; i < 40; ++i) spaces_only += "<text:s text:c='99999999999'/>";
  CHECK(code_of([&] {
          read("<table:table table:name='表'>" + row(cell("<text:p>" + spaces_only + "</text:p>")) + "</table:table>");
        }) == "too_large");
}
