// Cells, and what tables of metrics and of names say.

#include "importers/sheet_campaign_tables.h"

#include <algorithm>

#include "importers/heading_form.h"
#include "importers/layout.h"
#include "importers/review_tables.h"
#include "importers/review_words.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

using Kind = ColumnHead::Kind;

std::size_t count(const std::vector<ColumnHead>& heads, Kind kind) {
  return static_cast<std::size_t>(std::ranges::count(heads, kind, &ColumnHead::kind));
}

// A name in the list of a table: neither a total nor a note.
bool is_entry(std::string_view text) {
  return !text.empty() && text.size() <= 120 && !is_empty(text) && !is_total_label(text) && !is_footnote(text) &&
         text.find("合计") == std::string_view::npos && text.find("对照") == std::string_view::npos;
}

}  // namespace

const SheetCell& SheetText::cell(std::uint32_t row, std::uint32_t column) const {
  static const SheetCell none;
  if (row >= sheet_->rows.size() || column >= sheet_->rows[row].size()) return none;
  return sheet_->rows[row][column];
}

std::string_view SheetText::text(std::uint32_t row, std::uint32_t column) const {
  const SheetCell& found = cell(row, column);
  return found.type == SheetCell::Type::error ? std::string_view() : trimmed(found.text);
}

bool SheetText::own(std::uint32_t row, std::uint32_t column) const {
  const std::string_view here = text(row, column);
  return !here.empty() && !(column > 0 && cell(row, column).merged && text(row, column - 1) == here);
}

std::string_view SheetText::value(std::uint32_t row, std::uint32_t column) const {
  const std::string_view here = text(row, column);
  if (here.empty() || cell(row, column).merged) return {};
  if ((cell(row + 1, column).merged && text(row + 1, column) == here) ||
      (cell(row, column + 1).merged && text(row, column + 1) == here))
    return {};
  return is_empty(here) ? std::string_view() : here;
}

bool is_of_other_time(const SheetText& sheet, const CampaignTable& table, int year) {
  constexpr std::uint32_t nearest = 2;
  for (std::uint32_t row = table.top; row-- > 0 && table.top - row <= nearest;) {
    std::uint32_t own = 0;
    std::string_view text;
    for (std::uint32_t column = 0; column < sheet.width(row); ++column)
      if (sheet.own(row, column) && own++ == 0) text = sheet.text(row, column);
    if (own == 0) continue;
    if (own > 1 || text.size() > 120 || text.find("：") != std::string_view::npos) return false;
    text = without_number(text);
    for (const std::string_view word : {"明年", "次年", "来年", "下一年", "下年", "下次", "下一次", "下期", "下一期",
                                        "下届", "去年", "上年", "上期", "上届", "往年", "往期"})
      if (text.starts_with(word)) return true;
    const auto own_year = leading_year(text);
    return year != 0 && row > 0 && own_year && own_year->first != year;
  }
  return false;
}

std::optional<Unit> unit_of_sheet(const archive::Metric* metric, const std::optional<Unit>& own, const Unit& line,
                                  const Unit& count) {
  // "曝光(次)" in a sheet in 万次 says what is counted, not by how many.
  if (own && (count == Unit{} || own->word.empty() || own->factor != archive::Decimal{1, 0})) return *own;
  if (metric && metric->unit == "count" && count != Unit{}) return count;
  if (own) return *own;
  if (line == Unit{}) return Unit{};
  const bool counts = !line.word.empty();
  const bool scaled = line.factor != archive::Decimal{1, 0};
  if (!metric) return scaled ? std::nullopt : std::optional(Unit{});
  if (metric->unit == "money") {
    if (counts) return Unit{};
    // "单位：万元" over a price: whether the price is in it too, nobody knows.
    if (!metric->additive && scaled) return std::nullopt;
    return line;
  }
  if (metric->unit == "count" && counts) return line;
  return Unit{};
}

// --- metrics with goal and result -------------------------------------------------------------------------------------

namespace {

std::string metric_label(std::string_view written, const archive::Dictionary& dictionary) {
  const std::string known = known_metric_name(written, dictionary);
  if (!dictionary.find_metric(known)) return std::string(written);
  const std::size_t at = written.find(known);
  const bool unit = split_header_unit(written).unit.has_value();
  // "获客成本（元/人）": brackets that hold no unit known here.
  if (at == std::string_view::npos || (!unit && written.size() > at + known.size()))
    return known + (written.find("元/") != std::string_view::npos ? "（元）" : "");
  return std::string(written.substr(at));
}

// A cell of a metric in a row or column whose unit cannot be told is no value.
bool unit_is_clear(std::string_view label, std::string_view cell, const archive::Dictionary& dictionary,
                   const Unit& line) {
  const HeaderName name = split_header_unit(label);
  Role role = Role::unknown;
  if (unit_of_sheet(metric_of(name.name, dictionary, role), name.unit, line)) return true;
  const auto number = parse_number(cell);
  return number &&
         (number->unit.percent || !number->unit.currency.empty() || number->unit.factor != archive::Decimal{1, 0});
}

// The unit of "目标（万元）" for a cell of that column: of amounts, and in 万 of small counts; a row of orders in the thousands below it
// counts orders.
std::string_view unit_of_column(const ColumnHead& head, std::string_view label, std::string_view cell,
                                const archive::Dictionary& dictionary) {
  const auto number = parse_number(cell);
  if (!head.unit || !number || number->unit != Unit{} || split_header_unit(label).unit) return {};
  Role role = Role::unknown;
  const archive::Metric* metric = metric_of(known_metric_name(label, dictionary), dictionary, role);
  const bool yuan = head.text.find("元") != std::string::npos;
  if (metric && metric->unit != "money" && metric->unit != "count") return {};
  if ((!metric || metric->unit == "count") && (yuan || number->value.to_double() >= 1'000)) return {};
  if (metric && metric->unit == "money" && !metric->additive && !yuan) return {};  // a price
  if (metric && metric->unit == "money" && !metric->additive && number->value.to_double() >= 10) return {};
  if (head.unit->factor == archive::Decimal{10'000, 0}) return yuan ? "万元" : "万";
  if (head.unit->factor == archive::Decimal{100'000'000, 0}) return yuan ? "亿元" : "亿";
  if (head.unit->factor == archive::Decimal{1'000, 0}) return yuan ? "千元" : "千";
  return head.unit->percent ? "%" : "";
}

bool read_by_metric(const SheetText& sheet, const CampaignTable& table, const TableContext& context) {
  std::size_t label = table.heads.size();
  for (std::size_t i = 0; i < table.heads.size() && label == table.heads.size(); ++i) {
    const Kind kind = table.heads[i].kind;
    if (kind == Kind::label || kind == Kind::item) label = i;
  }
  if (label == table.heads.size()) label = 0;
  const bool has_actual = count(table.heads, Kind::actual) > 0;
  const bool has_rate = count(table.heads, Kind::rate) > 0;
  std::vector<std::size_t> columns = {label};
  TableRows rows(1);
  rows[0].emplace_back("指标");
  for (std::size_t i = 0; i < table.heads.size(); ++i) {
    if (i == label) continue;
    const ColumnHead& head = table.heads[i];
    std::string_view name;
    switch (head.kind) {
      case Kind::target:
      case Kind::planned:
        name = "目标";
        break;
      case Kind::actual:
        name = "实际";
        break;
      case Kind::attained:
        if (!has_actual && has_rate) name = "实际";
        break;
      case Kind::value:
        if (!has_actual && context.role != TitleRole::planned) name = "实际";
        break;
      case Kind::subtotal:
        if (!has_actual && context.role != TitleRole::planned) name = "实际";
        break;
      case Kind::year:
        if (head.year == context.year && !has_actual) name = "实际";
        break;
      case Kind::unit:
        name = "单位";
        break;
      case Kind::channel:
      case Kind::segment:
      case Kind::product:
        return false;  // whose figures these are is another matter
      default:
        break;
    }
    if (name.empty()) continue;
    rows[0].emplace_back(name);
    columns.push_back(i);
  }
  // 运营口径 | 财务口径: where both say the same, it is so.
  std::vector<std::size_t> accounts;
  for (std::size_t i = 0; i < table.heads.size(); ++i)
    if (table.heads[i].kind == Kind::other && table.heads[i].text.ends_with("口径")) accounts.push_back(i);
  const bool by_accounts = !has_actual && accounts.size() >= 2;
  if (by_accounts) {
    rows[0].emplace_back("实际");
    columns.push_back(accounts[0]);
  }
  if (rows[0].size() < 2) return false;
  // "指标（万元）": of the amounts below it.
  const auto& label_unit = table.heads[label].unit;
  const Unit line_unit = context.unit == Unit{} && label_unit && label_unit->word.empty() && !label_unit->percent
                             ? *label_unit
                             : context.unit;
  const bool unit_column = std::ranges::find(rows[0], "单位") != rows[0].end();
  for (std::uint32_t row = table.header + 1; row <= table.last; ++row) {
    const auto at = [&](std::size_t i) { return table.left + static_cast<std::uint32_t>(columns[i]); };
    const std::string_view written = sheet.text(row, at(0));
    if (!is_entry(written) || compares(written)) continue;
    if (const auto year = leading_year(written); year && year->first != context.year) continue;
    std::vector<std::string> cells = {metric_label(written, context.dictionary)};
    for (std::size_t i = 1; i < columns.size(); ++i) {
      std::string_view cell = sheet.value(row, at(i));
      if (by_accounts && columns[i] == accounts[0])
        for (const std::size_t other : accounts)
          if (sheet.value(row, table.left + static_cast<std::uint32_t>(other)) != cell) cell = {};
      const bool unit = rows[0][i] == "单位";
      const bool clear = unit || unit_column || table.heads[columns[i]].unit ||
                         unit_is_clear(cells[0], cell, context.dictionary, line_unit);
      cells.emplace_back(clear ? cell : std::string_view());
      if (clear && !unit) cells.back() += unit_of_column(table.heads[columns[i]], cells[0], cell, context.dictionary);
    }
    rows.push_back(std::move(cells));
  }
  if (rows.size() < 2) return false;
  const TableReading reading{context.dictionary, context.out,
                             context.dates,      Section::none,
                             line_unit,          context.year != 0 ? std::optional(context.year) : std::nullopt};
  return read_figure_table(rows, reading, ReviewValue::no_block);
}

bool read_lying(const SheetText& sheet, const CampaignTable& table, const TableContext& context) {
  TableRows rows(1);
  rows[0].emplace_back();
  std::vector<std::uint32_t> columns;
  for (std::size_t i = 1; i < table.heads.size(); ++i) {
    const ColumnHead& head = table.heads[i];
    const bool amount = head.kind == Kind::amount;
    if ((head.kind != Kind::metric && !amount) || head.role != Role::unknown) continue;
    if (!unit_of_sheet(head.metric, head.unit, context.unit)) continue;
    rows[0].push_back(metric_label(head.text, context.dictionary));
    columns.push_back(table.left + static_cast<std::uint32_t>(i));
  }
  for (std::uint32_t row = table.header + 1; row <= table.last; ++row) {
    const ColumnHead head = column_head(sheet.text(row, table.left), context.dictionary, context.dates, context.year);
    std::string_view name;
    if (head.kind == Kind::target || head.kind == Kind::planned) name = "目标";
    if (head.kind == Kind::actual || (head.kind == Kind::year && head.year == context.year)) name = "实际";
    if (name.empty()) continue;
    std::vector<std::string> cells = {std::string(name)};
    for (const std::uint32_t column : columns) cells.emplace_back(sheet.value(row, column));
    rows.push_back(std::move(cells));
  }
  if (rows.size() < 2 || columns.empty()) return false;
  const TableReading reading{context.dictionary, context.out, context.dates, Section::none, context.unit, std::nullopt};
  return read_figure_table(rows, reading, ReviewValue::no_block);
}

}  // namespace

bool read_figures_of_sheet(const SheetText& sheet, const CampaignTable& table, const TableContext& context) {
  return table.form == CampaignTable::Form::lying ? read_lying(sheet, table, context)
                                                  : read_by_metric(sheet, table, context);
}

// --- audiences and products -------------------------------------------------------------------------------------------

bool read_names_of_sheet(const SheetText& sheet, const CampaignTable& table, const TableContext& context) {
  const bool segments = table.form == CampaignTable::Form::segments;
  std::size_t at = table.heads.size();
  for (std::size_t i = table.heads.size(); i-- > 0;) {
    const Kind kind = table.heads[i].kind;
    // A product's number is what links it; its name where the table has no number.
    const bool better = at == table.heads.size() || kind == Kind::sku;
    if (segments ? kind == Kind::segment : (kind == Kind::sku || (kind == Kind::product && better))) at = i;
  }
  if (at == table.heads.size() || contains_any(sheet.sheet().name, {"下架", "停售", "淘汰", "清退"})) return false;
  constexpr int most_names = 2'000;
  int names = 0;
  const std::uint32_t column = table.left + static_cast<std::uint32_t>(at);
  for (std::uint32_t row = table.header + 1; row <= table.last && names < most_names; ++row) {
    bool total = false;
    for (std::uint32_t left = table.left; left <= column; ++left) {
      const std::string_view text = sheet.text(row, left);
      total = total || is_total_label(text) || text.find("合计") != std::string_view::npos;
    }
    const std::string_view name = sheet.text(row, column);
    if (total || !is_entry(name) || sheet.cell(row, column).type == SheetCell::Type::boolean) continue;
    // A line over all columns is a caption.
    if (column + 1 <= table.right() && sheet.cell(row, column + 1).merged && sheet.text(row, column + 1) == name)
      continue;
    context.out.certain(segments ? "segments" : "products", std::string(name), {std::string(name)});
    ++names;
  }
  return names > 0;
}

}  // namespace almanac::importers
