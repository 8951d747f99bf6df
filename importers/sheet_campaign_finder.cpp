// Where the tables of a sheet about one campaign lie. A header is a row of texts whose heads make one of the forms, or two such rows
// (天猫 and 京东, each over 目标 | 实际); its table ends at a row without a cell below it, at the next header, or at a line that opens
// another part.

#include <algorithm>

#include "importers/heading_form.h"
#include "importers/layout.h"
#include "importers/review_tables.h"
#include "importers/review_words.h"
#include "importers/sheet_campaign_heads.h"
#include "importers/sheet_campaign_tables.h"
#include "importers/sheet_campaign_text.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

using Form = CampaignTable::Form;
using Kind = ColumnHead::Kind;

constexpr std::uint32_t last_header = 2'000;  // rows; below stand the lines of a long table alone
constexpr std::uint32_t most_columns = 100;   // of one table; a wider one is no table of a campaign

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
  const std::size_t of_channels = static_cast<std::size_t>(
      std::ranges::count_if(heads, [](const ColumnHead& head) { return !head.channel.empty() && !head.metric; }));
  if (of_channels >= 2) return Form::pivot;
  const bool corner = heads[0].kind == Kind::empty || heads[0].kind == Kind::label || heads[0].kind == Kind::item ||
                      heads[0].kind == Kind::other || heads[0].kind == Kind::category;
  if (years >= 2 && corner) return Form::years;
  const auto first_name = std::ranges::find_if(
      heads, [](const ColumnHead& head) { return head.kind != Kind::number && head.kind != Kind::note; });
  if (first_name != heads.end() && first_name->kind == Kind::segment && n(Kind::segment) == 1) return Form::segments;
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
  if (n(Kind::metric) >= 2) return Form::lying;
  if (n(Kind::metric) + n(Kind::written) >= 3) return Form::lying;
  return Form::none;
}

class TableFinder {
 public:
  TableFinder(const SheetText& sheet, const archive::Dictionary& dictionary, const ReviewDates& dates, int own_year)
      : sheet_(sheet),
        dictionary_(dictionary),
        dates_(dates),
        keys_(dictionary),
        reader_(sheet, dictionary, dates, own_year) {}

  std::vector<CampaignTable> run() {
    for (std::uint32_t row = 0; row < sheet_.rows(); ++row) {
      extend(row);
      if (row >= last_header) continue;
      for (CampaignTable& head : heads_in(row)) {
        // The lower line of a header of two.
        if (std::ranges::any_of(open_, [&](std::size_t i) {
              return found_[i].header == row && found_[i].top < row && overlap(found_[i], head);
            }))
          continue;
        // Campaigns side by side have lines of texts: 主推品 | 礼盒 | 茶杯.
        if (std::ranges::any_of(open_, [&](std::size_t i) {
              return found_[i].form == Form::years && found_[i].header < row && overlap(found_[i], head);
            }))
          continue;
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
      if (row <= table.header) return false;
      if (ends(table, row)) return true;
      for (std::uint32_t column = table.left; column <= table.right(); ++column)
        if (!sheet_.text(row, column).empty()) {
          table.last = row;
          return false;
        }
      return true;
    });
  }

  // Whether the row opens another part: "四、总结" over all columns, a note, 亮点 with its text.
  bool ends(const CampaignTable& table, std::uint32_t row) {
    std::uint32_t own = 0, filled = 0;
    std::string_view first;
    for (std::uint32_t column = table.left; column <= table.right(); ++column) {
      if (sheet_.text(row, column).empty()) continue;
      ++filled;
      if (!sheet_.own(row, column)) continue;
      if (own++ == 0) first = sheet_.text(row, column);
    }
    if (filled == 0) return true;
    const bool over_all = own == 1 && (filled == table.heads.size() || filled == 1);
    if (over_all && (is_footnote(first) || line_number(first).form == LineNumber::Form::chinese)) return true;
    const SectionHeading section = section_of(first);
    if (section.exact && is_lesson_section(section.section) && table.heads[0].kind != ColumnHead::Kind::channel)
      return true;
    if (is_footnote(first) && own <= 2 && table.heads.size() > 2) return true;
    // A caption right above another header.
    if (own == 1 && filled == 1 && display_width(first) <= 40 && row + 2 < sheet_.rows() && !heads_in(row + 1).empty())
      return true;
    // A line with a colon over columns of numbers: "目标：GMV 400万".
    return over_all && table.heads.size() > 1 &&
           (first.find("：") != std::string_view::npos || display_width(first) > 60);
  }

  std::vector<CampaignTable> heads_in(std::uint32_t row) {
    std::vector<CampaignTable> found;
    take_cards(row, found);
    if (!found.empty()) return found;
    const std::uint32_t lower = row + 1 < sheet_.rows() ? sheet_.width(row + 1) : 0;
    const std::uint32_t width = std::max(sheet_.width(row), lower);
    for (std::uint32_t column = 0; column < width; ++column) {
      std::uint32_t end = column;
      while (end < width && (!sheet_.text(row, end).empty() || !sheet_.text(row + 1, end).empty())) ++end;
      if (end == column) continue;
      if (end - column < 2 || is_form_line(row, column, end) || !take_groups(row, column, end, found))
        runs_in(row, column, end, found);
      column = end;
    }
    if (found.empty()) take_list(row, found);
    return found;
  }

  // Texts side by side.
  void runs_in(std::uint32_t row, std::uint32_t begin, std::uint32_t most, std::vector<CampaignTable>& found) {
    for (std::uint32_t column = begin; column < most; ++column) {
      if (sheet_.text(row, column).empty()) continue;
      std::uint32_t end = column;
      bool texts = true;
      while (end < most && !sheet_.text(row, end).empty()) {
        const SheetCell& cell = sheet_.cell(row, end);
        const auto year = leading_year(sheet_.text(row, end));
        const bool is_year = year && year->second.empty();
        texts = texts && (is_year || (cell.type == SheetCell::Type::text && !parse_number(sheet_.text(row, end))));
        ++end;
      }
      if (texts && end - column <= most_columns && !is_form_line(row, column, end)) take_run(row, column, end, found);
      column = end;
    }
  }

  // Metrics side by side, each over its one value: the cards of a dashboard.
  void take_cards(std::uint32_t row, std::vector<CampaignTable>& found) {
    CampaignTable table;
    table.form = Form::cards;
    table.top = table.header = row;
    table.last = row + 1;
    if (row + 1 >= sheet_.rows()) return;
    std::size_t metrics = 0, values = 0, others = 0;
    for (std::uint32_t column = 0; column < std::min(sheet_.width(row), most_columns); ++column) {
      const std::string_view text = sheet_.own(row, column) ? sheet_.text(row, column) : std::string_view();
      if (table.heads.empty() && text.empty()) continue;
      if (table.heads.empty()) table.left = column;
      if (!text.empty() && sheet_.cell(row, column).type != SheetCell::Type::text) return;
      table.heads.push_back(reader_.head(text));
      const ColumnHead& head = table.heads.back();
      if (text.empty() || head.kind == Kind::rate) continue;
      const bool is_metric = head.kind == Kind::metric || head.kind == Kind::written || head.kind == Kind::amount ||
                             (head.kind == Kind::planned && text != "计划") || head.metric;
      metrics += is_metric;
      others += !is_metric;
      values += is_metric && parse_number(sheet_.text(row + 1, column));
      // Rows of values are a table.
      if (is_metric && parse_number(sheet_.text(row + 2, column)) && !is_change(sheet_.text(row + 2, column))) return;
    }
    if (metrics < 2 || values < 2 || others > 0 || values * 3 < metrics * 2) return;
    // 目标 or a day at the left: a line of a table.
    for (std::uint32_t column = 0; column < table.left; ++column)
      if (!sheet_.text(row + 1, column).empty()) return;
    while (table.heads.back().kind == Kind::empty) table.heads.pop_back();
    reader_.share_units(table);
    found.push_back(std::move(table));
  }

  // Keys of a form stand one below the other: 目标人群 over 主推商品.
  bool is_form_line(std::uint32_t row, std::uint32_t column, std::uint32_t end) {
    // 项目 | 计划
    const Kind corner = reader_.head(sheet_.text(row, column)).kind,
               beside = reader_.head(sheet_.text(row, column + 1)).kind;
    if ((corner == Kind::item || corner == Kind::label) &&
        (beside == Kind::target || beside == Kind::planned || beside == Kind::actual || beside == Kind::value ||
         beside == Kind::amount || beside == Kind::year || beside == Kind::attained || beside == Kind::baseline))
      return false;
    // Merged down: one head of two lines.
    if (sheet_.cell(row + 1, column).merged && sheet_.text(row + 1, column) == sheet_.text(row, column)) return false;
    const auto key_at = [&](std::uint32_t at) {
      const std::string_view text = sheet_.text(at, column);
      return is_form_key(text, keys_) && !dictionary_.find_channel(text);
    };
    const auto kind_at = [&](std::uint32_t at) { return keys_.of(campaign_key(sheet_.text(at, column))).kind; };
    // 人群 | 成交人数 over 新客 is a header: a name of a metric below counts in a form of two columns alone.
    return key_at(row) && kind_at(row) == Meaning::Kind::field && row + 1 < sheet_.rows() && key_at(row + 1) &&
           (end - column <= 2 || kind_at(row + 1) != Meaning::Kind::metric);
  }

  // A header of two lines: groups of columns over their heads.
  bool take_groups(std::uint32_t row, std::uint32_t begin, std::uint32_t end, std::vector<CampaignTable>& found) {
    if (row + 2 >= sheet_.rows() || end - begin < 3 || end - begin > most_columns) return false;
    // What stands in the corner of a table is often written nowhere.
    if (begin > 0 && !sheet_.text(row + 2, begin - 1).empty()) --begin;
    CampaignTable table;
    table.top = row;
    table.header = table.last = row + 1;
    table.left = begin;
    table.heads = reader_.of_two_lines(row, begin, end);
    const auto known = std::ranges::count_if(
        table.heads, [](const ColumnHead& head) { return head.kind != Kind::other && head.kind != Kind::empty; });
    if (known < 2 || known * 5 < static_cast<std::ptrdiff_t>(table.heads.size()) * 3) return false;
    reader_.find_channels(table);
    reader_.share_units(table);
    table.form = form_of(table.heads);
    // Columns of one name under groups that nobody knows: whose they are is not said.
    if (table.form == Form::none) return false;
    found.push_back(std::move(table));
    return true;
  }

  // "Budget split (RMB k)" over items and amounts without a header of their own.
  void take_list(std::uint32_t row, std::vector<CampaignTable>& found) {
    std::uint32_t column = 0, own = 0;
    for (std::uint32_t i = 0; i < sheet_.width(row); ++i)
      if (sheet_.own(row, i) && own++ == 0) column = i;
    if (own != 1 || sheet_.cell(row, column).type != SheetCell::Type::text) return;
    const std::string caption = lower_ascii(sheet_.text(row, column));
    const auto says = [&](std::initializer_list<std::string_view> words) {
      return std::ranges::any_of(words, [&](std::string_view word) { return caption.find(word) != std::string::npos; });
    };
    if (display_width(caption) > 40 || caption.find("：") != std::string::npos ||
        !says({"预算", "费用", "花费", "成本", "budget", "cost", "spend"}))
      return;
    std::uint32_t last = row;
    while (last + 1 < sheet_.rows() && is_item_and_amount(last + 1, column)) ++last;
    if (last < row + 2) return;
    CampaignTable table;
    table.form = Form::costs;
    table.top = table.header = row;
    table.last = last;
    table.left = column;
    ColumnHead item, amount;
    item.kind = Kind::item;
    amount.kind = says({"实际", "花费", "actual", "spend", "spent", "决算"}) ? Kind::actual
                  : says({"预算", "计划", "budget", "planned"})              ? Kind::planned
                                                                             : Kind::amount;
    amount.text = sheet_.text(row, column);
    amount.unit = unit_in_caption(amount.text);
    table.heads = {item, amount};
    found.push_back(std::move(table));
  }

  static std::optional<Unit> unit_in_caption(const std::string& caption) {
    if (const auto unit = split_header_unit(caption).unit) return unit;
    if (const auto unit = unit_in(caption)) return unit;
    // "(RMB k)"
    const std::size_t open = std::min(caption.find("（"), caption.find('('));
    if (open == std::string::npos) return std::nullopt;
    const auto number = parse_number("1" + lower_ascii(caption.substr(caption.find_last_of(" (") + 1, 1)));
    return number && caption.find("RMB") != std::string::npos ? std::optional(Unit{number->value, "CNY", false, ""})
                                                              : std::nullopt;
  }

  bool is_item_and_amount(std::uint32_t row, std::uint32_t column) const {
    const std::string_view item = sheet_.text(row, column);
    if (item.empty() || display_width(item) > 40 || parse_number(item) || !parse_number(sheet_.text(row, column + 1)))
      return false;
    for (std::uint32_t i = 0; i < sheet_.width(row); ++i)
      if (i != column && i != column + 1 && !sheet_.text(row, i).empty()) return false;
    return true;
  }

  bool is_channel(std::string_view text) const { return reader_.is_channel(text); }

  // 百度SEM | 知乎 | 公众号 over rows of metrics: columns that are channels.
  void name_channels(CampaignTable& table) const {
    if (table.heads.size() < 3) return;
    const Kind corner = table.heads[0].kind;
    if (corner != Kind::empty && corner != Kind::label && corner != Kind::item && corner != Kind::other) return;
    std::size_t channels = 0, others = 0, metrics = 0, rows = 0;
    for (std::size_t i = 1; i < table.heads.size(); ++i) {
      const ColumnHead& head = table.heads[i];
      if (head.kind != Kind::other && head.kind != Kind::subtotal && head.kind != Kind::channel &&
          head.kind != Kind::note && !is_channel(head.text))
        return;
      channels += is_channel(head.text);
      others += head.kind == Kind::other && !is_channel(head.text);
    }
    if (channels < 2 || others > channels * 2) return;
    for (std::uint32_t row = table.header + 1; row < sheet_.rows() && !sheet_.text(row, table.left).empty(); ++row) {
      const ColumnHead head = reader_.head(sheet_.text(row, table.left));
      ++rows;
      metrics += head.metric || head.kind == Kind::amount || head.kind == Kind::written || head.kind == Kind::planned ||
                 head.kind == Kind::actual;
    }
    if (metrics < 2 || metrics * 2 < rows) return;
    for (std::size_t i = 1; i < table.heads.size(); ++i) {
      ColumnHead& head = table.heads[i];
      if (head.kind == Kind::note) continue;
      if (head.kind == Kind::subtotal)
        head.total = true;
      else
        head.channel = channel_name(head.text, dictionary_);
    }
  }

  void take_run(std::uint32_t row, std::uint32_t begin, std::uint32_t end, std::vector<CampaignTable>& found) {
    CampaignTable table;
    table.top = table.header = table.last = row;
    table.left = begin;
    // A corner that nobody wrote on: "| 2023年 | 2024年".
    if (begin > 0 && row + 1 < sheet_.rows() && !sheet_.text(row + 1, begin - 1).empty()) --table.left;
    for (std::uint32_t column = table.left; column < end; ++column)
      table.heads.push_back(reader_.head(sheet_.text(row, column)));
    if (compares_campaigns(table)) {
      table.form = Form::years;
      found.push_back(std::move(table));
      return;
    }
    // 日期 | 4月18日 is a line of a form.
    if (table.heads[0].kind == Kind::day && dates_.read(sheet_.text(row, table.left + 1))) return;
    name_channels(table);
    reader_.find_channels(table);
    reader_.share_units(table);
    std::size_t known = 0;
    for (const ColumnHead& head : table.heads) known += !head.channel.empty() || (head.kind != Kind::empty);
    const bool days = table.heads[0].kind == Kind::day;
    const auto says = [&](std::size_t at) {
      return table.heads[at].kind != Kind::other && table.heads[at].kind != Kind::empty;
    };
    const bool first_two = table.heads.size() >= 2 && says(0) && says(1);
    if ((known < 2 && !days) || (known * 5 < table.heads.size() * 2 && !first_two)) return;
    table.form = form_of(table.heads);
    if (lists_metrics(table)) table.form = Form::figures;
    if (table.form != Form::none) found.push_back(std::move(table));
  }

  // 项目 | 计划 | 完成 over lines of metrics, and days or phases with what they come to: figures, no costs.
  bool lists_metrics(const CampaignTable& table) const {
    const auto n = [&](Kind kind) { return count(table.heads, kind); };
    const Kind corner = table.heads[0].kind;
    const bool items = table.form == Form::costs && n(Kind::item) == 1 && n(Kind::channel) + n(Kind::cost_item) == 0;
    const bool parts =
        table.form == Form::none && n(Kind::subtotal) == 1 && n(Kind::channel) + n(Kind::metric) == 0 &&
        (corner == Kind::empty || corner == Kind::other || corner == Kind::label || corner == Kind::item);
    if (!items && !parts) return false;
    const auto item = std::ranges::find(table.heads, Kind::item, &ColumnHead::kind);
    const std::uint32_t column = table.left + (items ? static_cast<std::uint32_t>(item - table.heads.begin()) : 0);
    std::size_t rows = 0, metrics = 0;
    for (std::uint32_t row = table.header + 1; row < sheet_.rows() && !sheet_.text(row, column).empty(); ++row) {
      const ColumnHead head = reader_.head(sheet_.text(row, column));
      ++rows;
      metrics += (head.metric && head.channel.empty() && head.metric->name != "spend") || head.kind == Kind::written;
    }
    return metrics >= 2 && metrics * 2 >= rows;
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
             (head.text.size() >= 6 || sounds_like_campaign(head.text)) && head.text.find("期") == std::string::npos &&
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
        const bool day = sounds_like_campaign(table.heads[i].text) && !found.empty() &&
                         found[0].range.start.precision == archive::Precision::day;
        ranges += is_name(table.heads[i]) && found.size() == 1 && (found[0].range.end || day);
      }
      return ranges >= 2;
    }
    return false;
  }

  const SheetText& sheet_;
  const archive::Dictionary& dictionary_;
  const ReviewDates& dates_;
  KeyMeanings keys_;
  HeadReader reader_;
  std::vector<CampaignTable> found_;
  std::vector<std::size_t> open_;  // of found_, that the next row may lengthen
};

}  // namespace

std::vector<CampaignTable> find_campaign_tables(const SheetText& sheet, const archive::Dictionary& dictionary,
                                                const ReviewDates& dates, int own_year) {
  return TableFinder(sheet, dictionary, dates, own_year).run();
}

}  // namespace almanac::importers
