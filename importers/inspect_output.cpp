// An inspection as JSON, and a table as it was read.

#include <algorithm>
#include <ostream>

#include "archive/error.h"
#include "importers/csv_grid.h"
#include "importers/inspect.h"
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
  if (table.sheet > 0) json["sheet"] = table.sheet;
  if (table.last_row > 0) {
    json["first_row"] = table.first_row;
    json["last_row"] = table.last_row;
  }
  return json;
}

Json campaign_json(const InspectedCampaign& campaign, Language language) {
  Json values = Json::array();
  for (const InspectedValue& value : campaign.values)
    values.push_back({{"field", value.field},
                      {"value", value.value},
                      {"from", value.from},
                      {"left_out", value.doubt.en.empty() ? Json(nullptr) : Json(value.doubt.in(language))}});
  return {{"name", campaign.name}, {"sheets", campaign.sheets}, {"values", std::move(values)}};
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
  Json sheets = Json::array(), tables = Json::array(), campaigns = Json::array();
  for (const InspectedSheet& sheet : inspection.sheets)
    sheets.push_back({{"name", sheet.name},
                      {"hidden", sheet.hidden},
                      {"rows", sheet.rows},
                      {"columns", sheet.columns},
                      {"tables", sheet.tables}});
  for (const InspectedCampaign& campaign : inspection.campaigns) campaigns.push_back(campaign_json(campaign, language));
  for (const InspectedTable& table : inspection.tables) tables.push_back(table_json(table, language));
  Json json{{"name", inspection.name},
            {"bytes", inspection.bytes},
            {"format", to_string(inspection.format)},
            {"encoding", nullptr},
            {"delimiter", nullptr},
            {"sheets", std::move(sheets)},
            {"tables", std::move(tables)},
            {"campaigns", std::move(campaigns)},
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
  auto source = open_source(options.path);
  std::string beginning = read_up_to(*source, 64u << 10);
  const Format format = detect_format(name, beginning);
  if (format != Format::csv && format != Format::tsv)
    throw Error(ErrorKind::invalid_input, "not_a_table",
                filled({"{} is no table", "{} 不是表格"}, std::filesystem::path(name).filename().string()), name);
  const Encoding encoding = options.encoding.value_or(detect_encoding(beginning).encoding);
  CsvGrid grid(decoded_source(joined_source(std::move(beginning), std::move(source)), encoding));
  for (GridRecord record; grid.next(record);)
    write_row(record.cells, record.cells.size(), out, [](const std::string& cell) -> std::string_view { return cell; });
}

}  // namespace almanac::importers
