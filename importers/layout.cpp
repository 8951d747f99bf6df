// The sheet is looked at in areas, rectangles of cells. An area is cut (blank rows, blank columns), peeled (title and context
// above, notes below) and then is a form, a table or text. Facts about a row are counted once.

#include "importers/layout.h"

#include <algorithm>

#include "archive/name.h"
#include "importers/header_names.h"
#include "importers/layout_area.h"
#include "importers/unique_names.h"
#include "importers/value_loose.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

using archive::filled;

std::string row_text(std::uint32_t row) { return std::to_string(row + 1); }

class Finder {
 public:
  Finder(const Sheet& sheet, const archive::Dictionary& dictionary, std::string_view file_name)
      : grid_(sheet, dictionary), file_name_(file_name) {}

  Layout run() {
    const auto rows = static_cast<std::uint32_t>(grid_.sheet().rows.size());
    for (std::uint32_t row = 0; row < rows;) {
      if (grid_.facts(row).filled == 0) {
        ++row;
        continue;
      }
      std::uint32_t end = row;
      while (end < rows && grid_.facts(end).filled > 0) ++end;
      block(row, end - 1);
      row = end;
    }
    for (ShownRow& line : waiting_) layout_.notes.push_back(text_note(line));
    fold_figures();
    for (SheetTable& table : layout_.tables) finish(table);
    for (SheetTable& table : layout_.tables)
      if (table.shape == SheetTable::Shape::table) part_pairs(grid_, table);
    return std::move(layout_);
  }

 private:
  static Note text_note(const ShownRow& line) {
    return {"text_outside_tables", filled({"row {}: \"{}\" belongs to no table", "第 {} 行：“{}”不属于任何表格"},
                                          std::to_string(line.row), shown(line.text))};
  }

  // Rows without a blank one between them.
  void block(std::uint32_t top, std::uint32_t bottom) {
    Area area = grid_.trimmed_area({top, bottom, 0, grid_.width() - 1});
    if (continues(area)) return;
    std::vector<ShownRow> context;
    peel(area, context);
    take_spoken_form(context);
    append(waiting_, context);
    if (area.top > area.bottom) return;  // nothing but lines
    std::vector<Area> parts = grid_.split_by_columns(area);
    for (const Area& part : parts) cut(part, parts.size() > 1);
  }

  template <class T>
  static void append(std::vector<T>& to, std::vector<T>& from) {
    to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
    from.clear();
  }

  // A block without a header of its own under the columns of the table before it.
  bool continues(const Area& area) {
    if (layout_.tables.empty() || !waiting_.empty()) return false;
    SheetTable& before = layout_.tables.back();
    if (before.shape != SheetTable::Shape::table || area.left < before.columns.front() ||
        area.right > before.columns.back())
      return false;
    const RowFacts& first = grid_.facts(area.top);
    if (first.own < 2 && before.columns.size() > 2) {
      // One line: a note, or the title of what follows.
      if (area.top == area.bottom && is_footnote(grid_.text(area.top, first.first))) {
        before.left_out.push_back({area.top + 1, grid_.line(area.top)});
        return true;
      }
      return false;
    }
    if (grid_.header_at(area.top, area.left, area.right) || grid_.form_columns(area).size() > 0) return false;
    if (first.own >= 2 && first.values == 0 && area.bottom > area.top && grid_.facts(area.top + 1).values > 0 &&
        first.own * 5 >= grid_.facts(area.top + 1).own * 3)
      return false;  // texts over values: a header that we do not know
    before.reasons.push_back(
        {"continued", filled({"rows {} to {} stand under the same columns and have no header: they continue the table",
                              "第 {} 至 {} 行位于相同的列下且没有表头，视为同一表格的延续"},
                             row_text(area.top), row_text(area.bottom))});
    take_rows(grid_, before, area.top, area.bottom);
    return true;
  }

  // Lines above the table that are no rows of it.
  void peel(Area& area, std::vector<ShownRow>& context) {
    const std::uint32_t widest = grid_.widest(area);
    while (area.top <= area.bottom) {
      const RowFacts& row = grid_.facts(area.top);
      const bool alone = row.own == 1 && (widest > 1 || !grid_.is_name(grid_.text(area.top, row.first)));
      const bool line = alone || (row.own <= 4 && grid_.is_context_line(area.top, area, widest));
      if (!line) break;
      context.push_back({area.top + 1, grid_.line(area.top)});
      ++area.top;
    }
    area = area.top <= area.bottom ? grid_.trimmed_area(area) : area;
  }

  // One area between blank rows and columns: forms and tables from top to bottom.
  void cut(Area area, bool beside_others) {
    area = grid_.trimmed_area(area);
    while (area.top <= area.bottom) {
      if (layout_.tables.size() >= 2 * most_tables) {
        layout_.notes.push_back(
            {"too_many_tables", filled({"rows {} to {} are not looked at: the sheet has more than {} tables",
                                        "第 {} 至 {} 行未查看：工作表中的表格超过 {} 个"},
                                       row_text(area.top), row_text(area.bottom), std::to_string(2 * most_tables))});
        return;
      }
      std::vector<ShownRow> context;
      peel(area, context);
      append(waiting_, context);
      if (area.top > area.bottom) return;
      if (const auto keys = grid_.form_columns(area); !keys.empty()) {
        area.top = take_form(area, keys) + 1;
        continue;
      }
      area.top = take_table(area, beside_others) + 1;
    }
  }

  // --- forms ---

  // Returns the last row taken.
  std::uint32_t take_form(const Area& area, const std::vector<std::uint32_t>& keys) {
    std::uint32_t bottom = area.bottom;
    for (std::uint32_t row = area.top + 1; row <= area.bottom; ++row)
      if (grid_.facts(row).own >= 3 && grid_.header_at(row, area.left, area.right)) {
        bottom = row - 1;
        break;
      }
    SheetTable table = begin(SheetTable::Shape::form, {area.top, bottom, area.left, area.right});
    fill_form(grid_, {area.top, bottom, area.left, area.right}, keys, table);
    layout_.tables.push_back(std::move(table));
    return bottom;
  }

  // Lines such as "活动名称：双11" | "活动时间：11.1-11.11" that tell a campaign's name and something more of it are a form too.
  void take_spoken_form(std::vector<ShownRow>& lines) {
    std::vector<std::string> names, values;
    std::size_t fields = 0;
    bool named = false;
    std::uint32_t first = 0, last = 0;
    for (const ShownRow& line : lines)
      for (std::uint32_t column = 0; column < grid_.width(); ++column) {
        if (!grid_.own(line.row - 1, column)) continue;
        const std::string_view cell = grid_.text(line.row - 1, column);
        const std::size_t ascii = cell.find(':'), wide = cell.find("：");
        const std::size_t at = std::min(ascii, wide);
        if (at == std::string_view::npos || at == 0 || at > 40) continue;
        const std::string_view name = trimmed(cell.substr(0, at));
        const std::string_view value = trimmed(cell.substr(at + (at == wide ? std::string_view("：").size() : 1)));
        if (value.empty() || name.find('\n') != std::string_view::npos) continue;
        fields += is_field_name(name) ? 1 : 0;
        named = named || names_record(name);
        names.emplace_back(name);
        values.emplace_back(value);
        if (first == 0) first = line.row;
        last = line.row;
      }
    if (!named || fields < 2) return;
    std::vector<ShownRow> title;
    for (ShownRow& line : lines)
      if (line.row < first) title.push_back(std::move(line));
    append(waiting_, title);
    lines.clear();
    SheetTable table = begin(SheetTable::Shape::form, {first - 1, last - 1, 0, grid_.width() - 1});
    table.header = unique_names(std::move(names), {}, table.reasons);
    table.records.push_back(std::move(values));
    table.known_header = true;
    table.reasons.push_back(
        {"form", {"a form: each line says a name, a colon and a value", "表单：每行写作“名称：值”"}});
    layout_.tables.push_back(std::move(table));
  }

  // --- tables ---

  std::uint32_t take_table(const Area& area, bool beside_others) {
    std::optional<std::uint32_t> header;
    bool known = true;
    for (std::uint32_t row = area.top; row <= std::min(area.bottom, area.top + header_search); ++row)
      if (grid_.header_at(row, area.left, area.right)) {
        header = row;
        break;
      }
    if (!header) {
      known = false;
      header = grid_.unknown_header(area);
    }
    if (!header) {
      for (std::uint32_t row = area.top; row <= area.bottom; ++row)
        if (row < area.top + 5 || row == area.bottom) waiting_.push_back({row + 1, grid_.line(row)});
      return area.bottom;
    }
    for (std::uint32_t row = area.top; row < *header; ++row)
      if (!grid_.is_group_line(row, *header, area)) waiting_.push_back({row + 1, grid_.line(row)});
    SheetTable table = begin(SheetTable::Shape::table, area);
    table.known_header = known;
    std::uint32_t bottom = area.bottom;
    if (known && layout_.tables.size() < most_tables)
      for (std::uint32_t row = *header + 1; row <= area.bottom; ++row)
        if (grid_.begins_other_table(row, area, *header) && !grid_.is_sub_header(*header, row, area)) {
          bottom = row - 1;
          break;
        }
    const std::uint32_t last_header = name_columns(grid_, table, {area.top, bottom, area.left, area.right}, *header);
    explain_header(table, known, beside_others);
    if (last_header < bottom) take_rows(grid_, table, last_header + 1, bottom);
    layout_.tables.push_back(std::move(table));
    return bottom;
  }

  void explain_header(SheetTable& table, bool known, bool beside_others) {
    const std::string rows = table.header_rows.size() == 1 ? std::to_string(table.header_rows.front())
                                                           : std::to_string(table.header_rows.front()) + "–" +
                                                                 std::to_string(table.header_rows.back());
    table.reasons.push_back(
        known
            ? Note{"header", filled({"row {} is the header: its names are known", "第 {} 行是表头：列名可识别"}, rows)}
            : Note{"header_by_shape",
                   filled({"row {} is taken as the header: the first row of texts as wide as the table",
                           "第 {} 行视为表头：它是第一行与表格同宽的文字"},
                          rows)});
    if (table.header_rows.size() == 2)
      table.reasons.push_back(
          {"two_line_header",
           {"the header has two lines, joined as \"group / column\"", "表头有两行，按“组 / 列”合并"}});
    if (beside_others)
      table.reasons.push_back(
          {"beside_others", {"an empty column parts it from another table beside it", "与旁边的表格以空列分开"}});
  }

  // Under the one form of the sheet that tells of a campaign, other forms and tables of figures belong to that campaign.
  void fold_figures() {
    std::vector<SheetTable>& tables = layout_.tables;
    if (tables.empty() || !is_campaign_form(tables.front()) || std::ranges::count_if(tables, is_campaign_form) != 1)
      return;
    for (std::size_t i = 1; i < tables.size();) {
      const bool more = tables[i].shape == SheetTable::Shape::form && tables[i].records.size() == 1;
      if (!more && !is_figures(tables[i])) {
        ++i;
        continue;
      }
      if (more)
        join_forms(tables.front(), tables[i]);
      else
        fold_into(tables.front(), grid_.sheet(), tables[i]);
      tables.erase(tables.begin() + static_cast<std::ptrdiff_t>(i));
    }
  }

  // --- what stands around ---

  SheetTable begin(SheetTable::Shape shape, const Area& area) {
    SheetTable table;
    table.shape = shape;
    table.first_column = area.left + 1;
    table.last_column = area.right + 1;
    if (shape == SheetTable::Shape::form) {
      table.first_row = area.top + 1;
      table.last_row = area.bottom + 1;
    }
    table.context = std::move(waiting_);
    waiting_.clear();
    for (const ShownRow& line : table.context) {
      if (table.title.empty() && line.text.find_first_of(":\t") == std::string::npos &&
          line.text.find("：") == std::string::npos)
        table.title = line.text;
      if (!table.unit && table.title == line.text)
        if (auto unit = unit_of_title(line.text)) table.unit = std::move(unit), table.unit_line = line.text;
      if (!table.unit)
        if (auto unit = unit_in(line.text)) {
          table.unit = std::move(unit);
          table.unit_line = line.text;
        }
    }
    if (!table.unit && !layout_.tables.empty() && shape == SheetTable::Shape::table && table.context.empty()) {
      table.unit = layout_.tables.back().unit;  // one line at the head of the sheet is for all that follows
      table.unit_line = layout_.tables.back().unit_line;
    }
    return table;
  }

  void finish(SheetTable& table) {
    const std::string& sheet = grid_.sheet().name;
    table.name = table.title.empty() || table.title.size() > 60 ? sheet : table.title;
    for (const ShownRow& line : table.context)
      if (!table.year)
        if (const auto year = year_in(line.text)) table.year = InferredYear{*year, "title", line.text};
    if (!table.year && !layout_.tables.empty())
      for (const ShownRow& line : layout_.tables.front().context)
        if (!table.year)
          if (const auto year = year_in(line.text)) table.year = InferredYear{*year, "title", line.text};
    if (!table.year)
      if (const auto year = year_in(sheet)) table.year = InferredYear{*year, "sheet", sheet};
    if (!table.year)
      if (const auto year = year_in(file_name_)) table.year = InferredYear{*year, "file", std::string(file_name_)};
    if (!table.groups.empty()) add_group_column(table);
    if (!table.totals.empty()) table.reasons.push_back(rows_note(table.totals, true));
    if (!table.left_out.empty()) table.reasons.push_back(rows_note(table.left_out, false));
    if (table.unit)
      table.reasons.push_back(
          {"unit_line", filled({"\"{}\" is the unit of amounts that name none", "未注明单位的金额按“{}”计"},
                               shown(table.unit_line))});
  }

  static void add_group_column(SheetTable& table) {
    const bool chinese = std::ranges::any_of(table.header, [](const std::string& name) {
      return std::ranges::any_of(name, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
    });
    const std::string name = chinese ? "所属时段" : "Period of group";
    if (std::ranges::find(table.header, name) != table.header.end()) return;
    table.header.push_back(name);
    table.columns.push_back(SheetTable::no_column);
  }

  static Note rows_note(const std::vector<ShownRow>& rows, bool totals) {
    std::string list;
    for (std::size_t i = 0; i < rows.size() && i < 8; ++i)
      list += (i ? ", " : "") + std::to_string(rows[i].row) + " (" + shown(rows[i].text) + ")";
    if (rows.size() > 8) list += " …";
    if (totals)
      return {"totals", filled({"{} row(s) left out as totals: {}", "{} 行为合计，未计入：{}"},
                               std::to_string(rows.size()), list)};
    return {"left_out", filled({"{} row(s) left out, which are no records: {}", "{} 行不是记录，未计入：{}"},
                               std::to_string(rows.size()), list)};
  }

  static constexpr std::uint32_t header_search = 60;
  static constexpr std::size_t most_tables = 250;  // on a sheet, cut out of one block

  Grid grid_;
  std::string_view file_name_;
  Layout layout_;
  std::vector<ShownRow> waiting_;  // lines that may be the context of what follows
};

}  // namespace

Layout find_tables(const Sheet& sheet, const archive::Dictionary& dictionary, std::string_view file_name) {
  if (sheet.rows.empty()) return {};
  return Finder(sheet, dictionary, file_name).run();
}

}  // namespace almanac::importers
