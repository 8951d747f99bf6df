#include "importers/campaign_rows.h"

#include <algorithm>
#include <map>

#include "importers/value_loose.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

constexpr std::size_t looked_at = 200;

Expression constant(std::string text) {
  Expression expression;
  expression.from = Expression::From::text;
  expression.parts.push_back({std::move(text), {}});
  return expression;
}

// The one channel that the words of a title or file name tell ("EDM send log.csv", "短信发送记录"); empty: none, or several.
std::string channel_in(std::string_view about, const archive::Dictionary& dictionary) {
  std::string found;
  std::string key;
  const auto try_word = [&](std::string_view word) {
    const auto* channel = dictionary.find_channel(word);
    if (!channel || (!key.empty() && key == channel->channel)) return true;
    if (!key.empty()) return false;
    key = channel->channel;
    found = word;
    return true;
  };
  for (std::size_t from = 0; from < about.size();) {
    const std::size_t to = std::min(about.find_first_of(" _-&+./\n", from), about.size());
    const std::string_view word = about.substr(from, to - from);
    bool known = dictionary.find_channel(word) != nullptr;
    if (known && !try_word(word)) return {};
    // 短信发送记录: the longest beginning that is a channel.
    for (std::size_t end = word.size(); !known && end > 0; --end) {
      if (end < word.size() && (static_cast<unsigned char>(word[end]) & 0xc0) == 0x80) continue;
      if (static_cast<unsigned char>(word[0]) < 0x80) break;
      if (!dictionary.find_channel(word.substr(0, end))) continue;
      if (!try_word(word.substr(0, end))) return {};
      known = true;
    }
    from = to + 1;
  }
  return found;
}

void split_log(FileRule& rule, std::string_view about, const archive::Dictionary& dictionary) {
  rule.collect = true;
  Expression day, channel;
  std::vector<FieldRule> kept;
  for (FieldRule& field : rule.fields) {
    if (field.field == "announced") {
      day = field.value;
      field.value.combine = Expression::Combine::least;
    }
    if (field.field == "channels" && channel.names.empty()) channel = field.value;
  }
  const bool by_channel = !channel.names.empty();
  for (FieldRule& field : rule.fields) {
    if (field.field.starts_with("result.")) {
      EntryRule entry{"results", {{"metric", constant(field.field.substr(std::string_view("result.").size()))}}};
      if (by_channel) entry.fields.push_back({"channel", channel});
      entry.fields.push_back({"from", day});
      entry.fields.push_back({"to", day});
      entry.fields.push_back({"value", std::move(field.value)});
      rule.entries.push_back(std::move(entry));
    } else if (field.field == "spend" && by_channel) {
      rule.entries.push_back({"costs", {{"channel", channel}, {"actual", std::move(field.value)}}});
    } else {
      kept.push_back(std::move(field));
    }
  }
  rule.fields = std::move(kept);
  if (by_channel) return;
  if (std::string named = channel_in(about, dictionary); !named.empty())
    rule.fields.push_back({"channels", constant(std::move(named))});
}

// The channel that a sheet is about by its name: 天猫, 京东平台. `about` is TableSurroundings::text.
std::string channel_of_sheet(std::string_view about, const archive::Dictionary& dictionary) {
  const std::size_t first = about.find('\n'), second = about.find('\n', first + 1);
  if (first == std::string_view::npos || second == std::string_view::npos) return {};
  std::string_view sheet = trimmed(about.substr(first + 1, second - first - 1));
  if (dictionary.find_channel(sheet)) return std::string(sheet);
  for (const std::string_view word : {"数据", "活动", "渠道", "平台", "端", "站"})
    if (sheet.ends_with(word) && sheet.size() > word.size()) sheet.remove_suffix(word.size());
  return dictionary.find_channel(sheet) ? std::string(sheet) : std::string();
}

// What a sheet of one channel tells is the channel's: several such sheets tell of one campaign. Its goals are none of the campaign.
void give_to_channel(FileRule& rule, const std::string& channel) {
  rule.collect = true;
  std::vector<FieldRule> kept;
  EntryRule costs{"costs", {{"channel", constant(channel)}}};
  for (FieldRule& field : rule.fields) {
    if (field.field == "result.spend") field.field = "spend";
    if (field.field.starts_with("result."))
      rule.entries.push_back({"results",
                              {{"metric", constant(field.field.substr(std::string_view("result.").size()))},
                               {"channel", constant(channel)},
                               {"value", std::move(field.value)}}});
    else if (field.field == "budget" || field.field == "spend")
      costs.fields.push_back({field.field == "budget" ? "planned" : "actual", std::move(field.value)});
    else if (!field.field.starts_with("goal."))
      kept.push_back(std::move(field));
  }
  if (costs.fields.size() > 1) rule.entries.push_back(std::move(costs));
  kept.push_back({"channels", constant(channel)});
  rule.fields = std::move(kept);
}

// Goals and results of the rows' metrics: their columns say 目标 and 实际 alone.
void split_by_metric(FileRule& rule, const std::string& column) {
  Expression metric;
  metric.names = {column};
  rule.collect = true;
  std::vector<FieldRule> kept;
  for (FieldRule& field : rule.fields) {
    const bool goal = field.field == "goals", result = field.field == "results";
    if (goal || result)
      rule.entries.push_back({field.field, {{"metric", metric}, {goal ? "target" : "value", std::move(field.value)}}});
    else
      kept.push_back(std::move(field));
  }
  rule.fields = std::move(kept);
}

}  // namespace

std::vector<ColumnSample> sample_columns(RowSource rows) {
  const std::size_t columns = rows.header().size();
  std::vector<ColumnSample> samples(columns);
  std::vector<std::vector<std::string>> seen(columns);
  std::size_t count = 0;
  for (Read read = rows.next(); read != Read::end && count < looked_at; read = rows.next()) {
    if (read != Read::row) continue;
    ++count;
    for (std::size_t i = 0; i < columns; ++i) samples[i].add(table_cell(rows.cells()[i]), seen[i]);
  }
  return samples;
}

FileRule rule_of_campaigns(const ChosenColumns& chosen, const TableSurroundings& about,
                           const archive::Dictionary& dictionary, const std::optional<Unit>& amounts) {
  FileRule rule = rule_of_columns(RowKind::campaigns, chosen.matches, dictionary, amounts);
  for (const ColumnMatch& match : chosen.matches)
    if (match.field == month_field)
      if (const auto month = parse_coarse_period(split_header_unit(match.column).name, 2000))
        rule.months.emplace_back(match.column, static_cast<int>(month->first.month()));
  rule.amounts = amounts;
  rule.planned_by_year = !chosen.is_log;
  std::erase_if(rule.fields, [](const FieldRule& field) { return field.field == month_field; });
  if (chosen.is_log) split_log(rule, about.text, dictionary);
  if (!chosen.metric_column.empty()) split_by_metric(rule, chosen.metric_column);
  const bool has_channels =
      std::ranges::any_of(rule.fields, [](const FieldRule& field) { return field.field == "channels"; });
  if (const std::string channel = channel_of_sheet(about.text, dictionary);
      !channel.empty() && !chosen.is_log && !has_channels)
    give_to_channel(rule, channel);
  return rule;
}

void add_up_costs(FileRule& rule) {
  for (EntryRule& entry : rule.entries)
    for (FieldRule& field : entry.fields)
      if (entry.list == "costs" && field.field != "channel") field.value.combine = Expression::Combine::sum;
}

namespace {

// Rows of one campaign that are its channels: what each tells is that channel's; 合计 among them is the campaign's own. Goals of a channel
// are none of the campaign.
void give_to_channels(FileRule& rule, const Expression& channel) {
  rule.collect = true;
  std::vector<FieldRule> kept;
  EntryRule costs{"costs", {{"channel", channel}}};
  for (FieldRule& field : rule.fields) {
    if (field.field.starts_with("result."))
      rule.entries.push_back({"results",
                              {{"metric", constant(field.field.substr(std::string_view("result.").size()))},
                               {"channel", channel},
                               {"value", std::move(field.value)}}});
    else if (field.field == "budget" || field.field == "spend")
      costs.fields.push_back({field.field == "budget" ? "planned" : "actual", std::move(field.value)});
    else if (!field.field.starts_with("goal."))
      kept.push_back(std::move(field));
  }
  if (costs.fields.size() > 1) rule.entries.push_back(std::move(costs));
  rule.fields = std::move(kept);
}

}  // namespace

void leave_out_parts(FileRule& rule, RowSource rows, std::vector<Note>& notes) {
  std::vector<Column> code, dated;
  struct Told {
    std::string field;
    Column column;
    bool differs = false;
  };
  std::vector<Told> figures;
  for (const FieldRule& field : rule.fields) {
    if (field.value.from != Expression::From::any || field.value.names.size() != 1) continue;
    const auto column = rows.bind(field.value.names.front());
    if (!column) continue;
    if (field.field == "code") code.push_back(*column);
    if (field.field == "name" || field.field == "start" || field.field == "period") dated.push_back(*column);
    if (field.field == "budget" || field.field == "spend" || field.field.starts_with("goal.") ||
        field.field.starts_with("result."))
      figures.push_back({field.field, *column});
  }
  const std::vector<Column>& key_columns = code.empty() ? dated : code;
  if (key_columns.empty() || figures.empty()) return;
  std::map<std::string, std::vector<std::string>> first, channels_of;
  std::optional<Column> channel;
  Expression channel_value;
  for (const FieldRule& field : rule.fields)
    if (field.field == "channels" && field.value.from == Expression::From::any && field.value.names.size() == 1) {
      channel = rows.bind(field.value.names.front());
      channel_value = field.value;
    }
  bool one_each = channel.has_value();
  std::string scratch;
  Read read = Read::row;
  constexpr int most = 1'000;
  for (int i = 0; i < most && (read = rows.next()) != Read::end; ++i) {
    if (read != Read::row) continue;
    std::string key;
    for (const Column& column : key_columns) key += std::string(rows.cell(column, scratch).text) + '\n';
    if (key.size() == key_columns.size()) continue;  // nothing but line breaks
    if (channel) {
      const std::string_view told = rows.cell(*channel, scratch).text;
      auto& known = channels_of[key];
      one_each = one_each && !means_nothing(told) && told.find("、") == std::string_view::npos &&
                 told.find('/') == std::string_view::npos && std::ranges::find(known, told) == known.end();
      known.emplace_back(told);
    }
    std::vector<std::string> values;
    for (const Told& figure : figures) {
      const std::string_view text = rows.cell(figure.column, scratch).text;
      values.emplace_back(means_nothing(text) ? std::string_view() : text);
    }
    const auto [known, is_new] = first.emplace(std::move(key), values);
    if (is_new) continue;
    for (std::size_t j = 0; j < figures.size(); ++j)
      if (!values[j].empty() && !known->second[j].empty() && values[j] != known->second[j]) figures[j].differs = true;
  }
  const auto several = std::ranges::count_if(channels_of, [](const auto& each) { return each.second.size() > 1; });
  if (one_each && std::ranges::any_of(figures, &Told::differs) &&
      several * 2 >= static_cast<std::ptrdiff_t>(channels_of.size()))
    return give_to_channels(rule, channel_value);
  std::string columns;
  for (const Told& figure : figures) {
    if (!figure.differs) continue;
    std::erase_if(rule.fields, [&](const FieldRule& field) { return field.field == figure.field; });
    columns += (columns.empty() ? "" : "、") + figure.column.name;
  }
  if (!columns.empty())
    notes.push_back({"rows_are_parts",
                     archive::filled({"campaigns have several rows with different figures in \"{}\": they are of parts "
                                      "of the campaigns, and are kept as attributes",
                                      "一个活动有多行，且“{}”各行不同：视为活动的组成部分，作为附加属性保留"},
                                     columns)});
}

}  // namespace almanac::importers
