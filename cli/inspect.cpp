// almanac inspect FILE: how a file would be read: format, encoding, sheets, tables, each column's field; or a sheet as it was read.
// Needs no archive; one beside it serves its dictionaries.

#include "importers/inspect.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <memory>

#include "archive/error.h"
#include "cli/print.h"
#include "cli/program.h"
#include "importers/run.h"

namespace almanac::cli {

using archive::Language;
using archive::Text;
using importers::InspectedCampaign;
using importers::InspectedTable;
using importers::Inspection;
using importers::SheetTable;

namespace {

struct Options {
  std::string path, kind = "auto", map, encoding;
  std::size_t sheet = 0, table = 0;
  bool csv = false;
};

std::string joined(const std::vector<std::string>& list, const char* between = ", ") {
  std::string text;
  for (const auto& item : list) text += (text.empty() ? "" : between) + one_line(item);
  return text;
}

std::string rows_of(const std::vector<std::uint32_t>& rows) {
  if (rows.empty()) return "–";
  return rows.size() == 1 ? std::to_string(rows.front())
                          : std::to_string(rows.front()) + "–" + std::to_string(rows.back());
}

void print_head(const Context& context, const Inspection& file) {
  std::cout << strong(one_line(file.name)) << "  " << to_string(file.format) << ", " << grouped(file.bytes)
            << context.say({" bytes", " 字节"}) << "\n";
  if (file.encoding) {
    const Text how = file.encoding_given     ? Text{"given", "已指定"}
                     : file.encoding_certain ? Text{"found", "自动识别"}
                                             : Text{"not certain: name it with --encoding, e.g. --encoding Big5",
                                                    "不确定：请用 --encoding 指定，例如 --encoding Big5"};
    std::cout << "  " << context.say({"encoding", "编码"}) << " " << to_string(*file.encoding) << " ("
              << context.say(how) << ")";
    if (file.delimiter)
      std::cout << " · " << context.say({"delimiter", "分隔符"}) << " "
                << (file.delimiter == '\t' ? std::string("tab") : std::string("\"") + file.delimiter + "\"");
    std::cout << "\n";
  }
  for (const auto& note : file.notes) std::cout << "  " << one_line(context.say(note.text)) << "\n";
  for (const auto& member : file.members) std::cout << "  " << one_line(member) << "\n";
  if (!file.refusal_code.empty())
    std::cout << "  " << context.say({"refused: ", "已拒绝："}) << one_line(context.say(file.refusal)) << "\n";
}

void print_columns(const Context& context, const InspectedTable& table) {
  std::size_t name_width = 6, field_width = 6;
  for (const auto& column : table.columns) {
    name_width = std::max(name_width, std::min<std::size_t>(width_of(one_line(column.name)), 30));
    field_width = std::max(field_width, std::min<std::size_t>(width_of(joined(column.fields)), 40));
  }
  for (const auto& column : table.columns) {
    const std::string fields =
        column.fields.empty() ? context.say({"(not used)", "（未使用）"}) : joined(column.fields);
    const auto percent = static_cast<int>(column.confidence * 100 + 0.5);
    std::cout << "    " << pad(column.place, 3) << " " << pad(cut(one_line(column.name), 30), name_width) << " → "
              << pad(cut(fields, 40), field_width) << " " << pad(percent > 0 ? std::to_string(percent) + "%" : "", 4)
              << " " << (column.unit.empty() ? "" : "[" + one_line(column.unit) + "] ")
              << faint(column.looks + (column.values.empty() ? "" : ": " + cut(joined(column.values, " | "), 60)))
              << "\n";
  }
}

void print_table(const Context& context, const InspectedTable& table) {
  if (table.sheet > 0 || table.last_row > 0)
    std::cout << "  " << context.say(filled({"table {}", "表格 {}"}, std::to_string(table.number))) << " "
              << strong(one_line(table.name)) << " · ";
  else
    std::cout << "  ";
  if (table.shape == SheetTable::Shape::form)
    std::cout << context.say({"form", "表单"}) << " · ";
  else if (!table.header_rows.empty())
    std::cout << context.say({"header", "表头"}) << " " << rows_of(table.header_rows) << " · ";
  std::cout << context.say(filled({"{} rows", "{} 行"}, grouped(table.rows)))
            << (table.all_rows ? "" : context.say({" looked at", "（仅查看开头）"}));
  if (table.rejected > 0) std::cout << context.say(filled({", {} rejected", "，拒绝 {} 行"}, grouped(table.rejected)));
  if (!table.kinds.empty()) std::cout << " · " << joined(table.kinds);
  if (!table.mapping.empty()) std::cout << " · " << context.say({"mapping", "映射"}) << " " << one_line(table.mapping);
  std::cout << "\n";
  for (const auto& line : table.context)
    std::cout << "    " << faint(std::to_string(line.row) + ": " + cut(one_line(line.text), 100)) << "\n";
  for (const auto& note : table.notes) std::cout << "    " << one_line(context.say(note.text)) << "\n";
  if (!table.refusal_code.empty())
    std::cout << "    " << context.say({"not read: ", "不读取："}) << one_line(context.say(table.refusal)) << "\n";
  print_columns(context, table);
  for (const auto& row : table.first_rows) {
    std::string line;
    for (const auto& cell : row) line += (line.empty() ? "" : " | ") + cut(one_line(cell), 24);
    std::cout << "    " << faint(cut(line, 150)) << "\n";
  }
}

// An entry of a list by what it holds: "channel 抖音 · planned 300000".
std::string shown(const archive::Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_object()) return dump(value);
  std::string text;
  for (const auto& [name, part] : value.items()) text += (text.empty() ? "" : " · ") + name + " " + shown(part);
  return text;
}

void print_campaign(const Context& context, const Inspection& file, const InspectedCampaign& campaign) {
  std::string sheets;
  for (const std::size_t sheet : campaign.sheets) sheets += (sheets.empty() ? "" : ", ") + file.sheets[sheet - 1].name;
  std::cout << context.say({"campaign", "活动"}) << " " << strong(one_line(campaign.name))
            << (sheets.empty() ? "" : " · " + one_line(sheets)) << "\n";
  for (const auto& value : campaign.values) {
    const bool left_out = !value.doubt.en.empty();
    std::cout << "    " << pad(value.field, 10) << " " << cut(one_line(shown(value.value)), 70)
              << faint("  ← " + cut(one_line(value.from), 60))
              << (left_out ? context.say({"  left out: ", "  未采用："}) + one_line(context.say(value.doubt)) : "")
              << "\n";
  }
}

int run_inspect(const Context& context, const Options& options) {
  std::optional<importers::Mapping> mapping;
  importers::InspectOptions inspected;
  inspected.path = options.path;
  inspected.kind = importers::row_kind_from(options.kind);
  if (!options.map.empty()) inspected.mapping = &mapping.emplace(importers::read_mapping(options.map));
  if (!options.encoding.empty()) inspected.encoding = importers::given_encoding(options.encoding);
  if (options.csv) {
    importers::write_as_read(inspected, options.sheet == 0 ? 1 : options.sheet, std::cout);
    return done;
  }
  const auto dictionary = archive::Dictionary::load(context.data / "dictionaries");
  Inspection file = importers::inspect(inspected, dictionary);
  std::erase_if(file.tables, [&](const InspectedTable& table) {
    return (options.sheet > 0 && table.sheet != options.sheet) || (options.table > 0 && table.number != options.table);
  });
  if (context.output == Output::json) {
    std::cout << dump(to_json(file, context.language)) << "\n";
    return file.refusal_code.empty() ? done : some_rejected;
  }
  print_head(context, file);
  for (const auto& campaign : file.campaigns)
    if (options.sheet == 0 || std::ranges::count(campaign.sheets, options.sheet) > 0)
      print_campaign(context, file, campaign);
  for (std::size_t i = 0; i < file.sheets.size(); ++i) {
    if (options.sheet > 0 && options.sheet != i + 1) continue;
    const auto& sheet = file.sheets[i];
    std::cout << context.say(filled({"sheet {}", "工作表 {}"}, std::to_string(i + 1))) << " "
              << strong(one_line(sheet.name)) << "  " << grouped(sheet.rows) << " × " << grouped(sheet.columns)
              << (sheet.hidden ? context.say({", hidden", "，隐藏"}) : "")
              << (sheet.tables == 0 ? context.say({", no table", "，没有表格"}) : "") << "\n";
    for (const auto& table : file.tables)
      if (table.sheet == i + 1) print_table(context, table);
  }
  for (const auto& table : file.tables)
    if (table.sheet == 0) print_table(context, table);
  return file.refusal_code.empty() ? done : some_rejected;
}

}  // namespace

Command add_inspect(CLI::App& program, Language language) {
  const auto say = [&](const Text& text) { return text.in(language); };
  CLI::App* app = program.add_subcommand("inspect", say({"Show how a file is read", "查看文件将如何被读取"}));
  const auto options = std::make_shared<Options>();
  app->add_option("file", options->path, say({"A file, e.g. 活动.xlsx", "文件，例如 活动.xlsx"}))
      ->required()
      ->type_name("FILE");
  app->add_option("--sheet", options->sheet,
                  say({"Only this sheet, from 1, e.g. --sheet 2", "只看该工作表，从 1 数起，例如 --sheet 2"}))
      ->type_name("N");
  app->add_option("--table", options->table,
                  say({"Only this table of the sheet, from 1", "只看工作表中的该表格，从 1 数起"}))
      ->type_name("N");
  app->add_flag("--csv", options->csv,
                say({"Print the sheet exactly as it was read, as CSV", "以 CSV 原样输出读到的工作表"}));
  app->add_option("--kind", options->kind,
                  say({"What the rows are, e.g. --kind touchpoints", "行的种类，例如 --kind touchpoints"}))
      ->type_name("KIND");
  app->add_option("--map", options->map, say({"A column mapping", "列映射文件"}))->type_name("FILE");
  app->add_option("--encoding", options->encoding,
                  say({"Encoding of a text file, e.g. --encoding GB18030 or Big5",
                       "文本文件的编码，例如 --encoding GB18030 或 Big5"}))
      ->type_name("NAME");
  return {app, [options](const Context& context) { return run_inspect(context, *options); }};
}

}  // namespace almanac::cli
