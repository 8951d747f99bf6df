// Channels and items of cost with planned and actual amounts, and the metrics beside them.

#include <algorithm>
#include <map>
#include <set>

#include "archive/name.h"
#include "importers/layout.h"
#include "importers/review_tables.h"
#include "importers/sheet_campaign_tables.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

using archive::Decimal;
using archive::Json;
using Kind = ColumnHead::Kind;

// Sums agree as far as people round them.
bool nearly(const Decimal& a, const Decimal& b) {
  const double x = a.to_double(), y = b.to_double();
  return std::abs(x - y) <= 0.002 * std::max(std::abs(x), std::abs(y));
}

class CostTable {
 public:
  CostTable(const SheetText& sheet, const CampaignTable& table, const TableContext& context)
      : sheet_(sheet), table_(table), context_(context) {}

  bool read(CostTotals& totals) {
    if (!find_columns()) return false;
    for (std::uint32_t row = table_.header + 1; row <= table_.last; ++row) take_row(row);
    if (of_days_ && std::ranges::none_of(lines_, &Line::subtotal)) return false;
    // A channel in several rows is not what the rows are about.
    for (const Line& line : lines_)
      if (line.measured && (!repeats_ || line.subtotal)) take_metrics(line.row, line.entry);
    const bool costs = put_lines();
    if (costs) put_totals(totals);
    totals.beside_figures = explicit_ == 0 && brought_something();
    return costs || metrics_ > 0;
  }

 private:
  struct Line {
    Json entry;
    std::optional<Decimal> planned, actual;
    std::string evidence;
    std::uint32_t row = 0;
    bool twice = false, measured = false;
    bool subtotal = false;  // 天猫小计: what the channel's lines come to
  };

  bool find_columns() {
    const auto& heads = table_.heads;
    std::optional<std::size_t> subtotal;
    std::vector<std::size_t> phases, amounts;
    for (std::size_t i = 0; i < heads.size(); ++i) {
      const Kind kind = heads[i].kind;
      if (kind == Kind::channel && !channel_) channel_ = i;
      if (kind == Kind::cost_item || kind == Kind::item) {
        // 费用类别 | 明细: the first is the category of the second.
        if (item_ && *item_ + 1 == i) category_ = item_;
        if (!item_ || category_ == item_) item_ = i;
      }
      if (kind == Kind::category) category_ = i;
      if (kind == Kind::planned) planned_.push_back(i);
      if (kind == Kind::actual) actual_.push_back(i);
      if (kind == Kind::amount) amounts.push_back(i);
      if (kind == Kind::subtotal) subtotal = i;
      if (kind == Kind::phase) phases.push_back(i);
      of_days_ = of_days_ || kind == Kind::day;
      // Rows of products or audiences; behind the channel they are what it was used for.
      const bool of_others = kind == Kind::segment || kind == Kind::sku || kind == Kind::product;
      if (of_others && !of_days_ && !channel_) return false;
    }
    if (!channel_ && !item_ && heads[0].kind == Kind::category) item_ = 0, category_.reset();
    if ((!channel_ && !item_) || (of_days_ && !channel_)) return false;
    // 目标 | 实际 | 费用: what came of a goal is no cost.
    if (std::ranges::any_of(heads, [](const ColumnHead& head) { return head.kind == Kind::target; })) {
      std::erase_if(actual_, [&](std::size_t i) {
        return !contains_any(heads[i].text, {"费", "花", "付", "支", "消耗", "投入", "决算", "结算", "cost", "spen"});
      });
      if (planned_.empty() && actual_.empty() && amounts.empty()) return brought_something();
    }
    // Two columns of one meaning: which of them counts is not said.
    if (planned_.size() > 1 || actual_.size() > 1 || amounts.size() > 1) {
      planned_.clear();
      actual_.clear();
      return brought_something();
    }
    explicit_ = planned_.size() + actual_.size();
    if (planned_.empty() && actual_.empty()) {
      const std::vector<std::size_t> sum = subtotal ? std::vector{*subtotal} : phases.size() >= 2 ? phases : amounts;
      const bool spent = !subtotal && phases.size() < 2 && !amounts.empty() &&
                         (heads[amounts[0]].text.starts_with("花费") || heads[amounts[0]].text.starts_with("消耗") ||
                          heads[amounts[0]].metric != nullptr || brought_something());
      if (context_.role == TitleRole::planned)
        planned_ = sum;
      else if (context_.role == TitleRole::actual || spent)
        actual_ = sum;
    } else if (actual_.empty() && amounts.size() == 1) {
      actual_ = amounts;  // 预算 | 花费
    }
    return true;
  }

  // 费用 | 支付金额 | ROI: what the costs brought stands beside them.
  bool brought_something() const {
    return std::ranges::any_of(
        table_.heads, [](const ColumnHead& head) { return head.kind == Kind::metric && head.role != Role::target; });
  }

  // 媒体投放 | 地铁灯箱: items of such a category are channels.
  bool is_channel(std::uint32_t row, std::string_view item) const {
    if (context_.dictionary.find_channel(item)) return true;
    if (!category_ || *category_ == *item_) return false;
    const std::string_view category = sheet_.text(row, column(*category_));
    return std::ranges::any_of(
        std::initializer_list<std::string_view>{"媒体", "媒介", "投放", "传播", "推广", "达人", "KOL", "广告", "渠道"},
        [&](std::string_view word) { return category.find(word) != std::string_view::npos; });
  }

  std::uint32_t column(std::size_t head) const { return table_.left + static_cast<std::uint32_t>(head); }

  std::optional<Decimal> amount(std::uint32_t row, const std::vector<std::size_t>& columns) const {
    std::optional<Decimal> sum;
    for (const std::size_t i : columns) {
      const std::string_view cell = sheet_.value(row, column(i));
      if (cell.empty()) {
        if (!sheet_.text(row, column(i)).empty() && !is_empty(sheet_.text(row, column(i)))) return std::nullopt;
        continue;
      }
      const auto number = parse_number(cell, table_.heads[i].unit.value_or(context_.unit));
      if (!number || number->bound != Number::Bound::exact || number->low || number->unit.percent ||
          !number->unit.word.empty() || number->value.is_negative() || number->rounded)
        return std::nullopt;
      sum = sum ? archive::add(*sum, number->value) : number->value;
      if (!sum) return std::nullopt;
    }
    return sum;
  }

  std::string row_text(std::uint32_t row) const {
    std::string text;
    for (std::size_t i = 0; i < table_.heads.size(); ++i) {
      if (i > 0) text += " | ";
      text += sheet_.text(row, column(i));
    }
    return text;
  }

  void take_row(std::uint32_t row) {
    for (std::size_t i = 0; i < table_.heads.size(); ++i) {
      const Kind kind = table_.heads[i].kind;
      if (kind == Kind::metric || kind == Kind::amount || kind == Kind::planned || kind == Kind::actual) break;
      const std::string_view text = sheet_.text(row, column(i));
      if (!is_total_label(text) && !is_grand_total(text) && text.find("合计") == std::string_view::npos) continue;
      if (channel_ && i >= *channel_ && take_subtotal(row, text)) return;
      if (is_grand_total(text)) grand_ = row;
      return;
    }
    const std::string_view channel = channel_ ? sheet_.text(row, column(*channel_)) : std::string_view();
    if (of_days_) {
      if (!channel.empty()) channels_.insert(channel_name(channel, context_.dictionary));
      return;
    }
    const std::string_view item = item_ ? sheet_.text(row, column(*item_)) : std::string_view();
    const std::string_view name = channel.empty() ? item : channel;
    if (name.empty() || is_empty(name) || name.size() > 120 || is_footnote(name) || compares(name)) return;
    if (parse_number(name)) return;
    const std::size_t first = channel.empty() ? *item_ : *channel_;
    if (first + 1 < table_.heads.size() && sheet_.cell(row, column(first + 1)).merged &&
        sheet_.text(row, column(first + 1)) == name)
      return;  // a caption over several columns
    Line line;
    if (!channel.empty()) line.entry["channel"] = channel_name(channel, context_.dictionary);
    if (channel.empty() && is_channel(row, item))
      line.entry["channel"] = channel_name(item, context_.dictionary);
    else if (!item.empty())
      line.entry["kind"] = std::string(item);
    line.planned = amount(row, planned_);
    line.actual = amount(row, actual_);
    line.evidence = row_text(row);
    const std::string key = archive::dump(line.entry);
    if (const auto [known, is_new] = by_name_.emplace(key, lines_.size()); !is_new) {
      lines_[known->second].twice = true;
      line.twice = true;
    }
    line.row = row;
    line.measured = !channel.empty();
    if (!channel.empty()) repeats_ = !channels_.insert(line.entry["channel"].get<std::string>()).second || repeats_;
    lines_.push_back(std::move(line));
  }

  // "天猫小计", or 小计 beside the channel.
  bool take_subtotal(std::uint32_t row, std::string_view label) {
    std::string_view channel = sheet_.text(row, column(*channel_));
    if (channel == label)
      for (const std::string_view word : {"小计", "合计", "汇总"})
        if (channel.ends_with(word)) channel = trimmed(channel.substr(0, channel.size() - word.size()));
    if (channel.empty() || is_total_label(channel)) return false;
    const std::string name = channel_name(channel, context_.dictionary);
    if (!channels_.contains(name)) return false;
    Line line;
    line.entry["channel"] = name;
    line.row = row;
    line.evidence = row_text(row);
    line.measured = line.subtotal = true;
    // Its parts give their own costs where they are told apart.
    if (!item_ || of_days_) {
      line.planned = amount(row, planned_);
      line.actual = amount(row, actual_);
    }
    lines_.push_back(std::move(line));
    return true;
  }

  // Figures of the channel; of a plan they would be hopes.
  void take_metrics(std::uint32_t row, const Json& entry) {
    for (std::size_t i = 0; i < table_.heads.size(); ++i) {
      const ColumnHead& head = table_.heads[i];
      if ((head.kind != Kind::metric && head.kind != Kind::written) || head.role == Role::target) continue;
      if (!head.channel.empty() || (context_.role == TitleRole::planned && head.role != Role::actual)) continue;
      const auto unit = unit_of_sheet(head.metric, head.unit, context_.unit, context_.count);
      const std::string_view cell = sheet_.value(row, column(i));
      if (!unit || cell.empty()) continue;
      const auto number = parse_number(cell, *unit);
      if (!number || number->value.is_negative()) continue;
      const FigureReading reading{context_.dictionary, context_.out, Role::actual};
      const std::string name =
          head.metric ? head.metric->name : std::string(trimmed(split_header_unit(head.text).name));
      add_figure(name, *number, Role::actual, reading, {row_text(row)}, Json{{"channel", entry["channel"]}});
      ++metrics_;
    }
  }

  bool put_lines() {
    bool any = false;
    for (Line& line : lines_) {
      if (line.twice || (!line.planned && !line.actual)) continue;
      if (line.entry.contains("channel")) context_.out.certain("channels", line.entry["channel"], {line.evidence});
      if (line.planned) line.entry["planned"] = archive::to_json(*line.planned);
      if (line.actual) line.entry["actual"] = archive::to_json(*line.actual);
      context_.out.certain("costs", std::move(line.entry), {line.evidence});
      any = true;
    }
    return any;
  }

  // The row of totals, where the lines come to it.
  void put_totals(CostTotals& totals) const {
    if (!grand_) return;
    const auto checked = [&](const std::vector<std::size_t>& columns,
                             std::optional<Decimal> Line::*part) -> std::optional<Decimal> {
      const auto total = columns.empty() ? std::nullopt : amount(*grand_, columns);
      std::optional<Decimal> sum = Decimal{};
      bool all = !lines_.empty();
      for (const Line& line : lines_) {
        if (line.subtotal && !of_days_) continue;
        if (sum && line.*part) sum = archive::add(*sum, *(line.*part));
        all = all && line.*part;
      }
      // A formula that no program has computed: what its lines come to.
      if (!total && all && !columns.empty() && sheet_.text(*grand_, column(columns[0])).empty()) return sum;
      return total && sum && nearly(*total, *sum) ? total : std::nullopt;
    };
    totals.planned = checked(planned_, &Line::planned);
    totals.actual = checked(actual_, &Line::actual);
  }

  const SheetText& sheet_;
  const CampaignTable& table_;
  const TableContext& context_;
  std::optional<std::size_t> channel_, item_, category_;
  std::vector<std::size_t> planned_, actual_;
  std::vector<Line> lines_;
  std::map<std::string, std::size_t> by_name_;
  std::set<std::string> channels_;
  std::optional<std::uint32_t> grand_;
  std::size_t metrics_ = 0;
  std::size_t explicit_ = 0;  // columns that say 预算 or 实际
  bool repeats_ = false;
  bool of_days_ = false;  // rows are days, payments or sessions: what they come to counts alone
};

}  // namespace

bool read_costs_of_sheet(const SheetText& sheet, const CampaignTable& table, const TableContext& context,
                         CostTotals& totals) {
  return CostTable(sheet, table, context).read(totals);
}

}  // namespace almanac::importers
