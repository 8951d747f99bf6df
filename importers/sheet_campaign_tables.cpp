// A header is a row of texts whose heads make one of the forms; its table ends at a row without a cell below it, or at the next
// header.

#include "importers/sheet_campaign_tables.h"

#include <algorithm>

#include "importers/layout.h"
#include "importers/review_tables.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

using Form = CampaignTable::Form;
using Kind = ColumnHead::Kind;

constexpr std::uint32_t most_columns = 100;  // of one table; a wider one is no table of a campaign

std::size_t count(const std::vector<ColumnHead>& heads, Kind kind) {
  return static_cast<std::size_t>(std::ranges::count(heads, kind, &ColumnHead::kind));
}

Form form_of(const std::vector<ColumnHead>& heads) {
  const auto n = [&](Kind kind) { return count(heads, kind); };
  if (heads.size() < 2) return Form::none;
  if (heads[0].kind == Kind::day || heads[1].kind == Kind::day) {
    const bool schedule = heads.size() >= 2 && heads[0].kind == Kind::day && n(Kind::metric) + n(Kind::amount) == 0 &&
                          std::ranges::any_of(heads, [](const ColumnHead& head) {
                            return head.text == "动作" || head.text == "节点" || head.text == "事项" ||
                                   head.text == "关键动作" || head.text == "节奏" || head.text == "关键节点" ||
                                   head.text == "内容" || head.text == "安排";
                          });
    return schedule ? Form::schedule : Form::daily;
  }
  const std::size_t years = n(Kind::year);
  const bool corner = heads[0].kind == Kind::empty || heads[0].kind == Kind::label || heads[0].kind == Kind::item ||
                      heads[0].kind == Kind::other || heads[0].kind == Kind::category;
  if (years >= 2 && corner) return Form::years;
  const std::size_t amounts = n(Kind::planned) + n(Kind::actual) + n(Kind::amount);
  // 类别 | 预算 | 实际: where nothing finer is named, the categories are the items.
  const bool categories =
      heads[0].kind == Kind::category && n(Kind::planned) + n(Kind::actual) > 0 && n(Kind::label) == 0;
  const std::size_t named = n(Kind::channel) + n(Kind::cost_item) + (categories && n(Kind::item) == 0 ? 1 : 0);
  if (n(Kind::label) == 1 &&
      n(Kind::target) + n(Kind::actual) + n(Kind::planned) + n(Kind::attained) + n(Kind::value) + years > 0)
    return Form::figures;
  if (n(Kind::label) == 0 && n(Kind::target) > 0 && named == 0 &&
      n(Kind::segment) + n(Kind::product) + n(Kind::sku) == 0 && corner)
    return Form::figures;
  if (named > 0 || (n(Kind::item) == 1 && amounts > 0 && n(Kind::segment) + n(Kind::product) == 0)) {
    if (amounts > 0 || n(Kind::phase) >= 2 || (named > 0 && n(Kind::metric) > 0)) return Form::costs;
    if (n(Kind::segment) + n(Kind::sku) + n(Kind::product) == 0) return Form::none;
  }
  if (n(Kind::segment) == 1) return Form::segments;
  if (n(Kind::sku) + n(Kind::product) > 0) return Form::products;
  if (n(Kind::metric) >= 2 && corner) return Form::lying;
  return Form::none;
}

class TableFinder {
 public:
  TableFinder(const SheetText& sheet, const archive::Dictionary& dictionary, const ReviewDates& dates, int own_year)
      : sheet_(sheet), dictionary_(dictionary), dates_(dates), own_year_(own_year) {}

  std::vector<CampaignTable> run() {
    for (std::uint32_t row = 0; row < sheet_.rows(); ++row) {
      extend(row);
      for (CampaignTable& head : heads_in(row)) {
        std::erase_if(open_, [&](std::size_t i) { return overlap(found_[i], head); });
        open_.push_back(found_.size());
        found_.push_back(std::move(head));
      }
    }
    std::erase_if(found_, [](const CampaignTable& table) { return table.last == table.header; });
    return std::move(found_);
  }

 private:
  static bool overlap(const CampaignTable& a, const CampaignTable& b) {
    return a.left <= b.right() && b.left <= a.right();
  }

  // Lengthens the tables above by this row, or closes them.
  void extend(std::uint32_t row) {
    std::erase_if(open_, [&](std::size_t i) {
      CampaignTable& table = found_[i];
      for (std::uint32_t column = table.left; column <= table.right(); ++column)
        if (!sheet_.text(row, column).empty()) {
          table.last = row;
          return false;
        }
      return true;
    });
  }

  std::vector<CampaignTable> heads_in(std::uint32_t row) {
    std::vector<CampaignTable> found;
    const std::uint32_t width = sheet_.width(row);
    for (std::uint32_t column = 0; column < width; ++column) {
      if (sheet_.text(row, column).empty()) continue;
      std::uint32_t end = column;
      bool texts = true;
      while (end < width && !sheet_.text(row, end).empty()) {
        const SheetCell& cell = sheet_.cell(row, end);
        const auto year = leading_year(sheet_.text(row, end));
        texts = texts && (cell.type == SheetCell::Type::text || (year && year->second.empty()));
        ++end;
      }
      if (texts && end - column <= most_columns) take_run(row, column, end, found);
      column = end;
    }
    return found;
  }

  void take_run(std::uint32_t row, std::uint32_t begin, std::uint32_t end, std::vector<CampaignTable>& found) {
    CampaignTable table;
    table.header = table.last = row;
    table.left = begin;
    // A corner that nobody wrote on: "| 2023年 | 2024年".
    if (begin > 0 && row + 1 < sheet_.rows() && !sheet_.text(row + 1, begin - 1).empty()) --table.left;
    for (std::uint32_t column = table.left; column < end; ++column)
      table.heads.push_back(column_head(sheet_.text(row, column), dictionary_, dates_, own_year_));
    if (compares_campaigns(table)) {
      table.form = Form::years;
      found.push_back(std::move(table));
      return;
    }
    std::size_t known = 0;
    for (const ColumnHead& head : table.heads) known += head.kind != Kind::other && head.kind != Kind::empty;
    const bool days = table.heads[0].kind == Kind::day;
    const auto says = [&](std::size_t at) {
      return table.heads[at].kind != Kind::other && table.heads[at].kind != Kind::empty;
    };
    const bool first_two = table.heads.size() >= 2 && says(0) && says(1);
    if ((known < 2 && !days) || (known * 5 < table.heads.size() * 2 && !first_two)) return;
    table.form = form_of(table.heads);
    if (table.form != Form::none) found.push_back(std::move(table));
  }

  // Names side by side with a row of dates below them: a campaign each. Phases and channels are none.
  bool compares_campaigns(const CampaignTable& table) const {
    if (table.heads.size() < 3) return false;
    const auto is_corner = [](Kind kind) {
      return kind == Kind::empty || kind == Kind::other || kind == Kind::label || kind == Kind::item ||
             kind == Kind::category;
    };
    const auto is_name = [&](const ColumnHead& head) {
      return (head.kind == Kind::other || head.kind == Kind::baseline || head.kind == Kind::note) &&
             head.text.size() >= 6 && head.text.find("期") == std::string::npos &&
             head.text.find("阶段") == std::string::npos && !dictionary_.find_channel(head.text) &&
             !is_total_label(head.text);
    };
    if (!is_corner(table.heads[0].kind) ||
        std::count_if(table.heads.begin() + 1, table.heads.end(), is_name) < static_cast<std::ptrdiff_t>(2))
      return false;
    constexpr std::uint32_t looked_at = 8;
    for (std::uint32_t row = table.header + 1; row <= table.header + looked_at && row < sheet_.rows(); ++row) {
      if (period_key(sheet_.text(row, table.left)) == PeriodKey::none) continue;
      int ranges = 0;
      for (std::size_t i = 1; i < table.heads.size(); ++i) {
        const auto found = dates_.find_all(sheet_.text(row, table.left + static_cast<std::uint32_t>(i)).substr(0, 100));
        ranges += is_name(table.heads[i]) && found.size() == 1 && found[0].range.end;
      }
      return ranges >= 2;
    }
    return false;
  }

  const SheetText& sheet_;
  const archive::Dictionary& dictionary_;
  const ReviewDates& dates_;
  int own_year_;
  std::vector<CampaignTable> found_;
  std::vector<std::size_t> open_;  // of found_, that the next row may lengthen
};

// A name in the list of a table: neither a total nor a note.
bool is_entry(std::string_view text) {
  return !text.empty() && text.size() <= 120 && !is_empty(text) && !is_total_label(text) && !is_footnote(text) &&
         text.find("合计") == std::string_view::npos;
}

}  // namespace

const SheetCell& SheetText::cell(std::uint32_t row, std::uint32_t column) const {
  static const SheetCell none;
  if (row >= sheet_.rows.size() || column >= sheet_.rows[row].size()) return none;
  return sheet_.rows[row][column];
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

std::vector<CampaignTable> find_campaign_tables(const SheetText& sheet, const archive::Dictionary& dictionary,
                                                const ReviewDates& dates, int own_year) {
  return TableFinder(sheet, dictionary, dates, own_year).run();
}

std::optional<Unit> unit_of_sheet(const archive::Metric* metric, const std::optional<Unit>& own, const Unit& line) {
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
  const std::size_t at = written.find(known);
  return std::string(at == std::string_view::npos ? written : written.substr(at));
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
        if (!has_actual && context.role == TitleRole::actual) name = "实际";
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
    // "目标（万）"
    if (const std::size_t at = std::min(head.text.find("（"), head.text.find('('));
        head.unit && at != std::string::npos)
      rows[0].back() += head.text.substr(at);
    columns.push_back(i);
  }
  if (rows[0].size() < 2) return false;
  const bool unit_column = std::ranges::find(rows[0], "单位") != rows[0].end();
  for (std::uint32_t row = table.header + 1; row <= table.last; ++row) {
    const auto at = [&](std::size_t i) { return table.left + static_cast<std::uint32_t>(columns[i]); };
    const std::string_view written = sheet.text(row, at(0));
    if (!is_entry(written) || compares(written)) continue;
    if (const auto year = leading_year(written); year && year->first != context.year) continue;
    std::vector<std::string> cells = {metric_label(written, context.dictionary)};
    for (std::size_t i = 1; i < columns.size(); ++i) {
      const std::string_view cell = sheet.value(row, at(i));
      const bool unit = rows[0][i] == "单位";
      const bool clear = unit || unit_column || table.heads[columns[i]].unit ||
                         unit_is_clear(cells[0], cell, context.dictionary, context.unit);
      cells.emplace_back(clear ? cell : std::string_view());
    }
    rows.push_back(std::move(cells));
  }
  if (rows.size() < 2) return false;
  const TableReading reading{context.dictionary, context.out,
                             context.dates,      Section::none,
                             context.unit,       context.year != 0 ? std::optional(context.year) : std::nullopt};
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
  return table.form == Form::lying ? read_lying(sheet, table, context) : read_by_metric(sheet, table, context);
}

// --- audiences and products -------------------------------------------------------------------------------------------

bool read_names_of_sheet(const SheetText& sheet, const CampaignTable& table, const TableContext& context) {
  const bool segments = table.form == Form::segments;
  std::size_t at = table.heads.size();
  for (std::size_t i = table.heads.size(); i-- > 0;) {
    const Kind kind = table.heads[i].kind;
    // A product's number is what links it; its name where the table has no number.
    const bool better = at == table.heads.size() || kind == Kind::sku;
    if (segments ? kind == Kind::segment : (kind == Kind::sku || (kind == Kind::product && better))) at = i;
  }
  if (at == table.heads.size()) return false;
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
