// An inspection as JSON, and a table as it was read.

#include <algorithm>
#include <ostream>

#include "archive/error.h"
#include "importers/inspect.h"
#include "importers/row_source.h"
#include "importers/sheet.h"

namespace almanac::importers {
namespace {

using archive::Error;
using archive::ErrorKind;
using archive::filled;
using archive::Json;
using archive::Language;

Json rows_json(const std::vector<ShownRow>& rows) {
  Json list = Json::array();
  for (const ShownRow& row : rows) list.push_back({{"row", row.row}, {"text", row.text}});
  return list;
}

Json notes_json(const std::vector<Note>& notes, Language language) {
  Json list = Json::array();
  for (const Note& note : notes) list.push_back({{"code", note.code}, {"text", note.text.in(language)}});
  return list;
}

Json refusal_json(const std::string& code, const archive::Text& reason, Language language) {
  if (code.empty()) return nullptr;
  return {{"code", code}, {"reason", reason.in(language)}};
}

Json column_json(const InspectedColumn& column) {
  // Two digits are all that a confidence means.
  const auto hundredths = static_cast<int>(column.confidence * 100 + 0.5);
  return {{"name", column.name}, {"place", column.place}, {"fields", column.fields}, {"confidence", hundredths / 100.0},
          {"unit", column.unit}, {"looks", column.looks}, {"values", column.values}};
}

Json table_json(const InspectedTable& table, Language language) {
  Json columns = Json::array();
  for (const InspectedColumn& column : table.columns) columns.push_back(column_json(column));
  Json json{{"number", table.number},
            {"name", table.name},
            {"title", table.title},
            {"shape", table.shape == SheetTable::Shape::form ? "form" : "table"},
            {"header_rows", table.header_rows},
            {"rows", table.rows},
            {"rejected", table.rejected},
            {"all_rows", table.all_rows},
            {"kinds", table.kinds},
            {"mapping", table.mapping},
            {"columns", std::move(columns)},
            {"first_rows", table.first_rows},
            {"context", rows_json(table.context)},
            {"totals", rows_json(table.totals)},
            {"left_out", rows_json(table.left_out)},
            {"notes", notes_json(table.notes, language)},
            {"refused", refusal_json(table.refusal_code, table.refusal, language)}};
  if (table.sheet > 0) {
    json["sheet"] = table.sheet;
    json["first_row"] = table.first_row;
    json["last_row"] = table.last_row;
  }
  return json;
}

void write_cell(std::string_view text, std::ostream& out) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
    out << text;
    return;
  }
  out << '"';
  for (const char c : text) {
    if (c == '"') out << '"';
    out << c;
  }
  out << '"';
}

template <class Cells, class Text>
void write_row(const Cells& cells, std::size_t width, std::ostream& out, Text&& text) {
  for (std::size_t i = 0; i < width; ++i) {
    if (i > 0) out << ',';
    if (i < cells.size()) write_cell(text(cells[i]), out);
  }
  out << "\r\n";
}

void write_sheet(const std::filesystem::path& path, std::size_t number, std::ostream& out) {
  const Workbook workbook = read_workbook(path);
  if (number == 0 || number > workbook.sheets.size())
    throw Error(ErrorKind::not_found, "no_such_sheet",
                filled({"there is no sheet {}: the workbook has {}, counted from 1",
                        "没有第 {} 个工作表：共有 {} 个，从 1 数起"},
                       std::to_string(number), std::to_string(workbook.sheets.size())));
  const Sheet& sheet = workbook.sheets[number - 1];
  std::size_t width = 0;
  for (const auto& row : sheet.rows) width = std::max(width, row.size());
  for (const auto& row : sheet.rows)
    write_row(row, width, out, [](const SheetCell& cell) -> std::string_view { return cell.text; });
}

}  // namespace

Json to_json(const Inspection& inspection, Language language) {
  Json sheets = Json::array(), tables = Json::array();
  for (const InspectedSheet& sheet : inspection.sheets)
    sheets.push_back({{"name", sheet.name},
                      {"hidden", sheet.hidden},
                      {"rows", sheet.rows},
                      {"columns", sheet.columns},
                      {"tables", sheet.tables}});
  for (const InspectedTable& table : inspection.tables) tables.push_back(table_json(table, language));
  Json json{{"name", inspection.name},
            {"bytes", inspection.bytes},
            {"format", to_string(inspection.format)},
            {"encoding", nullptr},
            {"delimiter", nullptr},
            {"sheets", std::move(sheets)},
            {"tables", std::move(tables)},
            {"members", inspection.members},
            {"notes", notes_json(inspection.notes, language)},
            {"refused", refusal_json(inspection.refusal_code, inspection.refusal, language)}};
  if (inspection.encoding)
    json["encoding"] = {{"name", to_string(*inspection.encoding)},
                        {"certain", inspection.encoding_certain},
                        {"given", inspection.encoding_given}};
  if (inspection.delimiter) json["delimiter"] = std::string(1, inspection.delimiter);
  return json;
}

void write_as_read(const InspectOptions& options, std::size_t sheet, std::ostream& out) {
  const std::string name = options.name.empty() ? options.path.string() : options.name;
  if (is_workbook(detect_format(options.path))) return write_sheet(options.path, sheet, out);
  ReadOptions read;
  read.encoding = options.encoding;
  OpenedFile opened = open_bytes(open_source(options.path), name, read);
  if (!opened.table)
    throw Error(ErrorKind::invalid_input, "not_a_table",
                filled({"{} is no table", "{} 不是表格"}, std::filesystem::path(name).filename().string()), name);
  const auto as_is = [](const auto& cell) -> std::string_view { return cell; };
  const std::size_t width = opened.table->header().size();
  write_row(opened.table->header(), width, out, as_is);
  for (Read row; (row = opened.table->next()) != Read::end;) {
    if (row == Read::row)
      write_row(opened.table->row().cells, width, out, as_is);
    else
      write_row(std::vector<std::string>{opened.table->rejected().raw}, 1, out, as_is);
  }
}

}  // namespace almanac::importers
