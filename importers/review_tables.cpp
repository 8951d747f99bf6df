// What a table of a review is follows from its header: columns 目标 and 实际 behind metrics, metrics behind 目标 and 实际 in the first
// column, metrics behind channels, segments, products or phases in the first column, or kinds of lessons.

#include "importers/review_tables.h"

#include <algorithm>
#include <array>

#include "archive/name.h"
#include "importers/heading_form.h"
#include "importers/review_table_heads.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

using archive::Json;

bool is_total(std::string_view label) {
  return is_one_of(archive::fold(label), {"合计", "总计", "总和", "汇总", "整体", "全部", "总", "total", "totals",
                                          "sum", "grand total", "overall", "all", "all channels", "全渠道"});
}

std::string row_text(const std::vector<std::string>& row) {
  std::string text;
  for (const std::string& cell : row) text += (text.empty() ? "" : " | ") + cell;
  return text;
}

// The column's unit, else that above the table where the metric is money.
Unit unit_for(const archive::Metric* metric, const std::optional<Unit>& own, const TableReading& reading) {
  if (own) return *own;
  const bool counts = !reading.unit.word.empty();
  if (metric && ((metric->unit == "money" && !counts) || (metric->unit == "count" && counts))) return reading.unit;
  return {};
}

class FigureTable {
 public:
  FigureTable(const TableRows& rows, const TableReading& reading, std::size_t block)
      : rows_(rows), reading_(reading), block_(block) {
    for (const std::string& cell : rows.front()) heads_.push_back(head_of(cell, reading));
    // "KPI | Goal | Actual": the first is the metrics' names.
    if (heads_[0].kind == Column::target && count(Column::target) > 1) heads_[0].kind = Column::label;
    // "实际 | 达成情况": the second says how far, not how much.
    if (count(Column::actual) > 1)
      for (std::size_t i = 0; i < heads_.size(); ++i)
        if (is_one_of(archive::fold(rows.front()[i]), {"达成情况", "完成情况", "达成", "完成", "结果"}))
          heads_[i].kind = Column::rate;
  }

  bool read() {
    if (rows_.size() < 2 || heads_.size() < 2) return false;
    const std::size_t metrics = count(Column::metric);
    const bool says_values = count(Column::target) + count(Column::actual) > 0;
    if (const std::size_t dimension = dimension_column(); dimension < heads_.size() && metrics > 0)
      return read_by_dimension(dimension);
    if (says_values || (count(Column::label) == 1 && count(Column::value) == 1)) return read_by_metric();
    if (metrics >= 1 && metrics + 1 >= heads_.size() - count(Column::note) - count(Column::rate) - count(Column::other))
      return read_lying();
    return false;
  }

 private:
  std::size_t count(Column kind) const {
    return static_cast<std::size_t>(std::ranges::count(heads_, kind, &Head::kind));
  }
  std::size_t find(Column kind) const {
    return static_cast<std::size_t>(std::ranges::find(heads_, kind, &Head::kind) - heads_.begin());
  }
  Place place(const std::vector<std::string>& row) const { return {row_text(row), block_}; }
  bool elsewhere() const { return reading_.section == Section::comparison; }
  Role role_here() const {
    return reading_.section == Section::goals     ? Role::target
           : reading_.section == Section::results ? Role::actual
                                                  : Role::unknown;
  }

  // The column that says whose figures a row has; of columns without a name the first if channels stand in it.
  std::size_t dimension_column() const {
    for (std::size_t i = 0; i < heads_.size(); ++i)
      if (heads_[i].kind >= Column::channel) return i;
    if (heads_[0].kind != Column::other || !trimmed(rows_[0][0]).empty()) return heads_.size();
    std::size_t channels = 0;
    std::size_t labels = 0;
    for (std::size_t i = 1; i < rows_.size(); ++i) {
      if (rows_[i].empty() || trimmed(rows_[i][0]).empty()) continue;
      ++labels;
      channels += reading_.dictionary.find_channel(rows_[i][0]) || is_total(rows_[i][0]);
    }
    return labels > 0 && channels * 2 > labels ? 0 : heads_.size();
  }

  // --- 指标 | 目标 | 实际 ---------------------------------------------------------------------------------------------

  bool read_by_metric() {
    std::size_t label = find(Column::label);
    if (label == heads_.size()) {
      // The first column that holds no values.
      label = 0;
      while (label < heads_.size() && heads_[label].kind != Column::other && heads_[label].kind != Column::metric)
        ++label;
      if (label == heads_.size()) return false;
    }
    const std::size_t channel = find(Column::channel), segment = find(Column::segment), product = find(Column::product),
                      phase = find(Column::phase);
    const std::size_t unit = find(Column::unit);
    const std::size_t others = static_cast<std::size_t>(
        std::ranges::count_if(heads_, [&](const Head& head) { return head.kind == Column::other; }));
    // A column that nobody knows may say whose figures these are.
    const bool foreign = others > (heads_[label].kind == Column::other ? 1u : 0u) + 1;
    for (std::size_t r = 1; r < rows_.size(); ++r) {
      const auto& row = rows_[r];
      if (label >= row.size() || trimmed(row[label]).empty()) continue;
      Head name = head_of(row[label], reading_);
      const bool ratio_of_goal = name.kind == Column::rate && !is_ratio_metric(row[label]);
      if (name.kind == Column::baseline || ratio_of_goal || compares(row[label])) continue;
      std::string metric = name.metric ? name.metric->name : std::string(trimmed(split_header_unit(row[label]).name));
      if (!name.metric && (metric.size() > 60 || is_total(metric))) continue;
      // The column of a row's own unit: "万元", "人".
      std::optional<Unit> own = name.unit;
      if (!own && unit < row.size()) own = parse_unit(row[unit]);
      Json extra = Json::object();
      add_dimension(extra, "channel", channel, row);
      if (!name.metric && extra.empty()) name_channel(metric, name, extra);
      add_dimension(extra, "segment", segment, row);
      add_dimension(extra, "product", product, row);
      add_dimension(extra, "phase", phase, row);
      for (std::size_t c = 0; c < heads_.size() && c < row.size(); ++c) {
        const Head& head = heads_[c];
        Role role = head.kind == Column::target   ? Role::target
                    : head.kind == Column::actual ? Role::actual
                                                  : Role::unknown;
        if (head.kind == Column::value) role = name.role != Role::unknown ? name.role : role_here();
        if (head.kind != Column::target && head.kind != Column::actual && head.kind != Column::value) continue;
        // "实际GMV" in a row and 目标 above: what the row says counts if the column says nothing.
        if (name.role != Role::unknown && role != name.role && name.metric && name.metric->name != "spend") continue;
        if (name.metric && name.metric->name == "spend" && name.role == Role::target) role = Role::target;
        if (name.metric && name.metric->name == "spend" && name.role == Role::actual && role == Role::target) continue;
        add_cell(metric, name.metric, row[c], head.unit ? head.unit : own, role, extra, foreign, place(row));
      }
    }
    return true;
  }

  // "下单转化率" measures the campaign; "完成率", "同比增长率" measure the row above.
  static bool is_ratio_metric(std::string_view label) {
    const std::string text = archive::fold(split_header_unit(label).name);
    return text.ends_with("率") && !contains_any(text, {"同比", "环比", "完成率", "达成率", "达标率", "增长", "增幅",
                                                        "涨幅", "变化", "差异", "进度"});
  }

  // "社群GMV": a channel and its metric; "7日留存率": the metric with its span.
  void name_channel(std::string& metric, Head& name, Json& extra) const {
    std::size_t size = 0;
    for (std::size_t end = 0; end < metric.size() && end < 40;) {
      end += first_character(std::string_view(metric).substr(end));
      const std::string_view rest = std::string_view(metric).substr(end);
      Role role = Role::unknown;
      const auto* known = rest.empty() ? nullptr : metric_of(rest, reading_.dictionary, role);
      if (!known || !reading_.dictionary.find_channel(std::string_view(metric).substr(0, end))) continue;
      size = end;
      name.metric = known;
      name.role = role;
    }
    if (size > 0) {
      extra["channel"] = channel_name(std::string_view(metric).substr(0, size), reading_.dictionary);
      metric = name.metric->name;
      return;
    }
    std::string_view rest = metric;
    while (!rest.empty() && is_digit(rest[0])) rest.remove_prefix(1);
    if (rest.size() == metric.size() || !(take_front(rest, "日") || take_front(rest, "天"))) return;
    if (const auto* known = reading_.dictionary.find_metric(rest); known && known->name == "retention_rate") {
      name.metric = known;
      metric = known->name;
    }
  }

  void add_dimension(Json& extra, const char* name, std::size_t column, const std::vector<std::string>& row) const {
    if (column >= row.size() || is_empty(row[column]) || is_total(row[column])) return;
    extra[name] = std::string_view(name) == "channel" ? channel_name(row[column], reading_.dictionary)
                                                      : std::string(trimmed(row[column]));
  }

  void add_cell(const std::string& metric, const archive::Metric* known, std::string_view cell,
                const std::optional<Unit>& unit, Role role, const Json& extra, bool foreign, const Place& place) {
    if (is_empty(cell)) return;
    const Unit column = unit_for(known, unit, reading_);
    auto number = parse_number(cell, column);
    const FigureReading reading{reading_.dictionary, reading_.out, role, !foreign && !elsewhere()};
    if (elsewhere()) return;
    if (number) {
      const bool change = trimmed(cell).starts_with("+");
      if (!change) add_figure(metric, *number, role, reading, place, extra);
    } else if (extra.empty()) {
      read_metric_value(metric, cell, column, reading, place);
    }
  }

  // --- the same lying down: 目标 and 实际 in the first column -----------------------------------------------------------

  bool read_lying() {
    bool any = false;
    const std::size_t labels = heads_[0].kind == Column::metric ? heads_.size() : 0;
    for (std::size_t r = 1; r < rows_.size(); ++r) {
      const auto& row = rows_[r];
      Role role = Role::unknown;
      if (labels == 0) {
        const Head head = row.empty() ? Head{} : head_of(row[0], reading_);
        if (head.kind == Column::target)
          role = Role::target;
        else if (head.kind == Column::actual || (head.kind == Column::value && !head.metric))
          role = head.kind == Column::actual ? Role::actual : Role::unknown;
        else
          continue;  // 完成率, 去年, a shop's name …
      } else if (rows_.size() > 2) {
        return any;  // several rows and nothing to tell them apart
      } else {
        role = role_here();
      }
      for (std::size_t c = 0; c < heads_.size() && c < row.size(); ++c) {
        if (!heads_[c].metric) continue;
        const Role said = heads_[c].role != Role::unknown ? heads_[c].role : role;
        add_cell(heads_[c].metric->name, heads_[c].metric, row[c], heads_[c].unit, said, Json::object(), false,
                 place(row));
        any = true;
      }
    }
    return any;
  }

  // --- 渠道 | 花费 | 曝光 -----------------------------------------------------------------------------------------------

  bool read_by_dimension(std::size_t dimension) {
    static constexpr std::pair<Column, const char*> names[] = {{Column::channel, "channel"},
                                                               {Column::segment, "segment"},
                                                               {Column::product, "product"},
                                                               {Column::phase, "phase"}};
    for (std::size_t r = 1; r < rows_.size(); ++r) {
      const auto& row = rows_[r];
      if (dimension >= row.size() || is_empty(row[dimension])) continue;
      const std::string_view label = trimmed(row[dimension]);
      const bool total = is_total(label);
      Json extra = Json::object();
      bool foreign = false;
      if (!total) {
        for (std::size_t c = 0; c < heads_.size() && c < row.size(); ++c)
          for (const auto& [kind, name] : names)
            if (heads_[c].kind == kind ||
                (c == dimension && heads_[c].kind == Column::other && kind == Column::channel))
              add_dimension(extra, name, c, row);
        if (heads_[dimension].kind == Column::day) {
          const auto day = reading_.dates.read(label);
          if (!day || day->range.end || day->weak) continue;
          extra["from"] = extra["to"] = day->range.start.to_string();
        }
        if (compares(label)) continue;
        if (extra.empty()) foreign = true;
      }
      read_dimension_row(row, extra, foreign, total);
    }
    return true;
  }

  void read_dimension_row(const std::vector<std::string>& row, const Json& extra, bool foreign, bool total) {
    if (foreign || elsewhere()) return;
    Json cost = Json::object();
    Place here = place(row);
    std::string currency;
    for (std::size_t c = 0; c < heads_.size() && c < row.size(); ++c) {
      const Head& head = heads_[c];
      if (!head.metric && extra.contains("channel") && extra.size() == 1 && is_own_metric(c)) {
        const auto own = is_empty(row[c]) ? parse_number("") : parse_number(row[c], head.unit.value_or(Unit{}));
        if (own && !own->value.is_negative())
          add_figure(std::string(trimmed(split_header_unit(rows_[0][c]).name)), *own, Role::actual,
                     {reading_.dictionary, reading_.out, Role::actual, true}, here, extra);
        continue;
      }
      if (!head.metric || is_empty(row[c])) continue;
      const auto number = parse_number(row[c], unit_for(head.metric, head.unit, reading_));
      if (!number || number->value.is_negative()) continue;
      if (head.metric->name == "spend" && extra.contains("channel") && extra.size() == 1) {
        if (number->unit.percent || !number->unit.word.empty() || number->bound != Number::Bound::exact) continue;
        cost[head.role == Role::target ? "planned" : "actual"] = archive::to_json(number->value);
        currency = number->unit.currency;
        continue;
      }
      if (head.metric->name == "spend" && !total) continue;
      const Role role = head.role != Role::unknown           ? head.role
                        : reading_.section == Section::goals ? Role::target
                                                             : Role::actual;
      const FigureReading reading{reading_.dictionary, reading_.out, role, true, total};
      add_figure(head.metric->name, *number, role, reading, here, extra);
    }
    if (extra.contains("channel")) reading_.out.certain("channels", extra["channel"], here);
    if (cost.empty()) return;
    Json entry{{"channel", extra["channel"]}};
    entry.update(cost);
    reading_.out.certain("costs", std::move(entry), here);
    if (!currency.empty()) reading_.out.certain("currency", currency, here);
  }

  // A column of counts whose name is in no dictionary: 达标客户数. Prices, shares and ranks are none.
  bool is_own_metric(std::size_t column) const {
    if (heads_[column].kind != Column::other || reading_.section == Section::goals) return false;
    const std::string name = archive::fold(split_header_unit(rows_[0][column]).name);
    if (!(name.ends_with("数") || name.ends_with("量") || name.ends_with("额")) || display_width(name) > 16 ||
        contains_any(name,
                     {"占", "排名", "单价", "价格", "序号", "天数", "小时", "平均", "人均", "预算", "计划", "目标"}))
      return false;
    return true;
  }

  const TableRows& rows_;
  const TableReading& reading_;
  std::size_t block_;
  std::vector<Head> heads_;
};

// Two rows of header, "GMV | GMV | 订单数 | 订单数" above "目标 | 实际 | 目标 | 实际" or the other way round, as one: "目标GMV". Empty
// if the second row is no header.
TableRows with_one_header(const TableRows& rows, const TableReading& reading) {
  if (rows.size() < 3 || rows[0].size() < 3 || rows[1].size() < rows[0].size()) return {};
  // "指标 | 本期 | 本期 | 对比 | 对比" above "指标 | 目标 | 实际 | 同期 | 增幅": the second row says it all.
  std::size_t roles = 0;
  const bool words =
      std::ranges::none_of(rows[1], [](const std::string& cell) { return static_cast<bool>(parse_number(cell)); });
  for (const std::string& cell : rows[1]) {
    const Column kind = head_of(cell, reading).kind;
    roles += kind == Column::target || kind == Column::actual;
  }
  const bool above_metric =
      std::ranges::any_of(rows[0], [&](const std::string& cell) { return head_of(cell, reading).metric != nullptr; });
  if (words && roles >= 2 && rows[1][0] == rows[0][0] && !above_metric) return TableRows(rows.begin() + 1, rows.end());
  bool repeats = false;
  for (std::size_t c = 1; c < rows[0].size(); ++c)
    repeats = repeats || (!rows[0][c].empty() && rows[0][c] == rows[0][c - 1]);
  if (!repeats) return {};
  std::vector<std::string> header;
  std::size_t combined = 0;
  for (std::size_t c = 0; c < rows[0].size(); ++c) {
    const Head above = head_of(rows[0][c], reading);
    const Head below = head_of(rows[1][c], reading);
    const auto says_role = [](const Head& head) { return head.kind == Column::target || head.kind == Column::actual; };
    if (above.metric && says_role(below)) {
      header.push_back(split_header_unit(rows[1][c]).name + rows[0][c]);
      ++combined;
    } else if (says_role(above) && below.metric) {
      header.push_back(split_header_unit(rows[0][c]).name + rows[1][c]);
      ++combined;
    } else {
      header.push_back(above.metric && below.kind == Column::rate ? rows[1][c] : rows[0][c]);
    }
  }
  if (combined < 2) return {};
  TableRows all(1, std::move(header));
  all.insert(all.end(), rows.begin() + 2, rows.end());
  return all;
}

}  // namespace

std::string channel_name(std::string_view written, const archive::Dictionary& dictionary) {
  const archive::Channel* channel = dictionary.find_channel(trimmed(written));
  return channel ? channel->channel : std::string(trimmed(written));
}

bool read_figure_table(const TableRows& rows, const TableReading& reading, std::size_t block) {
  // A line above the header that is one merged cell is the table's caption.
  std::size_t first = 0;
  while (first + 1 < rows.size() && rows[first].size() > 1 &&
         std::ranges::all_of(rows[first], [&](const std::string& cell) { return cell == rows[first][0]; }))
    ++first;
  if (first > 0) {
    const TableRows body(rows.begin() + static_cast<std::ptrdiff_t>(first), rows.end());
    return read_figure_table(body, reading, block);
  }
  if (const TableRows single = with_one_header(rows, reading); !single.empty())
    return FigureTable(single, reading, block).read();
  return FigureTable(rows, reading, block).read();
}

}  // namespace almanac::importers
