#include "importers/plan_table.h"

#include <algorithm>
#include <utility>

#include "archive/decimal.h"
#include "archive/error.h"
#include "importers/campaign_rows.h"
#include "importers/header_names.h"
#include "importers/ready_mappings.h"
#include "importers/value.h"

namespace almanac::importers {

using archive::filled;

namespace {

constexpr std::size_t first_ready_rule = 1'000'000'000;

std::string columns_text(const std::vector<std::string>& columns) {
  std::string list;
  for (const std::string& column : columns) list += (list.empty() ? "" : ", ") + column;
  if (list.size() > 400) list = list.substr(0, list.rfind(", ", 400)) + " …";
  return list;
}

std::string readable_alternatives(std::string fields) {
  std::string text;
  for (const char c : fields) {
    if (c == '|')
      text += " / ";
    else
      text += c;
  }
  return text;
}

std::vector<std::string> names_of_fields(const FileRule& rule) {
  std::vector<std::string> names;
  for (const FieldRule& field : rule.fields) names.push_back(field.field);
  return names;
}

// Whether the columns name a campaign, and tell something of it.
bool adds_to_campaigns(std::span<const std::string> columns, const archive::Dictionary& dictionary) {
  if (std::ranges::none_of(
          columns, [](const std::string& column) { return folded_name(column) != "id" && names_record(column); }))
    return false;
  const auto matched = match_columns(RowKind::campaigns, columns, dictionary);
  return std::ranges::any_of(matched, [](const ColumnMatch& match) {
    return match.figure || (!match.field.empty() && match.field != "name" && match.field != "code");
  });
}

// The column of channels of a table that has several rows for a campaign, each with another channel.
std::string channel_of_rows(const Task& task, std::span<const ColumnMatch> matches) {
  std::string key, channel;
  for (const ColumnMatch& match : matches) {
    if (match.field == "code" || (match.field == "name" && key.empty())) key = match.column;
    if (match.field == "channels" && channel.empty()) channel = match.column;
  }
  if (key.empty() || channel.empty()) return {};
  RowSource rows = open_task(task);
  const auto key_column = rows.bind(key), channel_column = rows.bind(channel);
  std::map<std::string, std::string, std::less<>> first;
  std::string scratch;
  constexpr int looked_at = 1'000;
  Read read = Read::row;
  for (int i = 0; i < looked_at && (read = rows.next()) != Read::end; ++i) {
    if (read != Read::row) continue;
    const std::string named(rows.cell(*key_column, scratch).text);
    const std::string_view by = rows.cell(*channel_column, scratch).text;
    if (named.empty() || by.empty()) continue;
    const auto [known, is_new] = first.emplace(named, by);
    if (!is_new && known->second != by) return channel;
  }
  return {};
}

// What stands around the table.
TableSurroundings surroundings(const FoundTable& found, const Task& task) {
  const std::string sheet = task.table ? task.table->title + "\n" + task.sheet + "\n" : std::string();
  return {sheet + std::filesystem::path(task.file).filename().string(), found.year.has_value()};
}

// The column that was taken for dates by its name and most of whose first values are mere numbers: "duration" in seconds. Empty: none.
std::string column_without_dates(const Task& task, const FileRule& rule) {
  constexpr std::size_t looked_at = 50, least = 5;
  const archive::Zone zone("UTC");
  RowSource rows = open_task(task);
  struct Counted {
    Column column;
    std::size_t values = 0, numbers = 0;
  };
  std::vector<Counted> columns;
  for (const FieldRule& field : rule.fields)
    if (field.field == "period")
      if (auto column = rows.bind(field.value.names.front())) columns.push_back({*column});
  std::string scratch;
  std::size_t read = 0;
  for (Read next = rows.next(); next != Read::end && read < looked_at; next = rows.next()) {
    if (next != Read::row) continue;
    ++read;
    for (Counted& each : columns) {
      const std::string_view text = rows.cell(each.column, scratch).text;
      if (means_nothing(text)) continue;
      ++each.values;
      const auto range = parse_date_range(text, rule.dates, zone);
      each.numbers += !range && range.reason().code == "not_a_date" && archive::Decimal::parse(text).has_value();
    }
  }
  for (const Counted& each : columns)
    if (each.values >= least && each.numbers * 2 > each.values) return each.column.name;
  return {};
}

void set_year(FileRule& rule, const FoundTable& found) {
  // Under Chinese names 7/5 is the fifth of July.
  const auto is_wide = [](char c) { return static_cast<unsigned char>(c) >= 0xe3; };
  if (std::ranges::any_of(found.columns, [&](const std::string& name) { return std::ranges::any_of(name, is_wide); }))
    rule.dates.month_before_day = rule.kind == RowKind::campaigns;
  if (rule.dates.default_year || !found.year || rule.kind == RowKind::touchpoints) return;
  rule.dates.default_year = found.year->year;
  rule.year_source = source_of_year(*found.year);
}

}  // namespace

archive::Text source_of_year(const InferredYear& year) {
  if (year.from == "title") return {"the title \"" + year.text + "\"", "标题“" + year.text + "”"};
  if (year.from == "sheet") return {"the name of the sheet \"" + year.text + "\"", "工作表名“" + year.text + "”"};
  return {"the name of the file \"" + year.text + "\"", "文件名“" + year.text + "”"};
}

// Whether the rows of the table are days of campaigns. 广告系列 names a campaign only where the table is all there is: in the workbook
// of a campaign it is a part of that one.
std::optional<DailyRows> TablePlanner::daily_rows(const FoundTable& found, std::optional<RowKind> kind,
                                                  const Task& task) const {
  if (!found.is_table || found.is_form || (kind && *kind != RowKind::campaigns)) return std::nullopt;
  auto rule = std::make_shared<FileRule>(rule_from_header(RowKind::campaigns, found.columns, *dictionary_, found.unit));
  set_year(*rule, found);
  Task probe = task;
  probe.rule = rule;
  return find_daily_rows(open_task(probe), *rule, found.alone ? NamedBy::advertising : NamedBy::record);
}

// The columns of a table whose rows may be campaigns, chosen by their values too; of any other nothing is told.
ChosenColumns TablePlanner::chosen_columns(const FoundTable& found, Task task, const std::optional<RowKind>& kind,
                                           const TableSurroundings& about) const {
  const bool other = kind == RowKind::touchpoints || kind == RowKind::lessons || kind == RowKind::users ||
                     (options_.kind && options_.kind != RowKind::campaigns);
  if (!found.is_table || (found.is_form && task.table->records.size() < 2) || other) return {};
  if (!task.rule) task.rule = std::make_shared<FileRule>();
  return choose_columns(found.columns, sample_columns(open_task(task)), about, *dictionary_);
}

TablePlanner::Reading TablePlanner::read(const FoundTable& found, const Task& task) const {
  Reading reading;
  reading.kind = options_.kind ? options_.kind : detect_kind(found.columns, *dictionary_);
  reading.about = surroundings(found, task);
  reading.chosen = chosen_columns(found, task, reading.kind, reading.about);
  if (reading.by_values()) reading.kind = RowKind::campaigns;
  // Without a date a row may still speak of a campaign that is known by its name or code.
  if (!reading.kind && adds_to_campaigns(found.columns, *dictionary_)) reading.kind = RowKind::campaigns;
  if (!reading.chosen.is_log) reading.daily = daily_rows(found, reading.kind, task);
  if (reading.daily) reading.kind = RowKind::campaigns;
  return reading;
}

FileRule TablePlanner::rule_of(const FoundTable& found, const Reading& reading) const {
  FileRule rule = reading.by_values() && !reading.daily
                      ? rule_of_campaigns(reading.chosen, reading.about, *dictionary_, found.unit)
                      : rule_from_header(*reading.kind, found.columns, *dictionary_, found.unit);
  set_year(rule, found);
  // In a table of lessons 类型 is the lesson's.
  if (rule.kind == RowKind::campaigns && !missing_fields(rule.kind, names_of_fields(rule)).empty() &&
      std::ranges::any_of(rule.fields, [](const FieldRule& field) { return field.field.starts_with("lessons"); }))
    std::erase_if(rule.fields, [](const FieldRule& field) { return field.field == "type"; });
  return rule;
}

std::optional<Refusal> TablePlanner::what_is_missing(const FoundTable& found, const Reading& reading,
                                                     const FileRule& rule, const Task& task) const {
  const RowKind kind = *reading.kind;
  const std::vector<std::string> fields = names_of_fields(rule);
  const auto missing = missing_fields(kind, fields);
  if (missing.empty() || !found.is_table) return std::nullopt;
  const bool named = std::ranges::find(fields, "name") != fields.end();
  if (kind == RowKind::campaigns &&
      (options_.kind ? named : reading.daily || reading.by_values() || adds_to_campaigns(found.columns, *dictionary_)))
    return std::nullopt;
  return Refusal{
      task.name, std::string(to_string(kind)), "missing_column",
      filled({"rows of {} need a column for {}; name it so, or map it with --map. The file has: {}",
              "{} 的行需要 {} 列；请这样命名，或用 --map 建立映射。文件中的列有：{}"},
             std::string(to_string(kind)), readable_alternatives(missing.front()), columns_text(found.columns))};
}

// Campaigns of several rows each: days or channels; and rows that are parts of others.
std::optional<Refusal> TablePlanner::fit_to_campaign_rows(const FoundTable& found, const Reading& reading,
                                                          FileRule& rule, Task& task) const {
  const std::vector<ColumnMatch> matches =
      reading.by_values() ? reading.chosen.matches : match_columns(RowKind::campaigns, found.columns, *dictionary_);
  if (!options_.kind && !reading.by_values())
    if (const std::string column = column_without_dates(task, rule); !column.empty())
      return Refusal{task.name, std::string(to_string(RowKind::campaigns)), "unknown_kind",
                     filled({"the rows look like campaigns by their header, but \"{}\" does not hold dates; say "
                             "what they are with "
                             "--kind, or map the columns with --map",
                             "按表头看各行像是活动，但“{}”列不是日期；请用 --kind 指定类型，或用 --map 建立映射"},
                            column)};
  if (reading.daily) {
    split_by_day(rule, *reading.daily, *dictionary_);
    task.notes.push_back(
        {"rows_by_day",
         filled({"a campaign has a row for each day (\"{}\"): the rows of a name (\"{}\") are one campaign, with "
                 "figures by day",
                 "每个活动按天（“{}”）分行：同一名称（“{}”）的行是一个活动，数据按天记录"},
                reading.daily->day, reading.daily->name)});
  } else if (const std::string channel = reading.chosen.is_log ? std::string() : channel_of_rows(task, matches);
             !channel.empty()) {
    split_by_channel(rule, channel);
    if (reading.chosen.is_ledger) add_up_costs(rule);
    task.notes.push_back(
        {"rows_by_channel", filled({"a campaign has a row for each channel (\"{}\"): figures are kept by channel",
                                    "每个活动按渠道（“{}”）分行，数据按渠道分别记录"},
                                   channel)});
  }
  if (!reading.daily && !options_.kind) leave_out_parts(rule, open_task(task), task.notes);
  return std::nullopt;
}

std::optional<Refusal> TablePlanner::plan(const FoundTable& found, Task task, std::vector<Task>& tasks) {
  if (!options_.kind && found.is_table)
    if (const Mapping* ready = ready_mapping_for(found.columns)) {
      plan_ready(*ready, found, task, tasks);
      return std::nullopt;
    }
  const Reading reading = read(found, task);
  if (!reading.kind)
    return Refusal{task.name, "", "unknown_kind",
                   filled({"it is not clear what the rows are; say so with --kind campaigns (or touchpoints, users, "
                           "products, channels, segments, lessons) or with a mapping (--map). The file has: {}",
                           "无法判断行的类型；请用 --kind campaigns（或 "
                           "touchpoints、users、products、channels、segments、lessons）指定，或使用映射（--"
                           "map）。文件中的列有：{}"},
                          columns_text(found.columns))};
  const auto rule = std::make_shared<FileRule>(rule_of(found, reading));
  if (auto refusal = what_is_missing(found, reading, *rule, task)) return refusal;
  if (*reading.kind == RowKind::campaigns && found.is_table && !found.is_form) {
    if (!task.rule) task.rule = rule;
    if (auto refusal = fit_to_campaign_rows(found, reading, *rule, task)) return refusal;
  }
  task.rule = rule;
  task.rule_index = tasks.size();
  tasks.push_back(std::move(task));
  return std::nullopt;
}

void TablePlanner::plan_ready(const Mapping& ready, const FoundTable& found, const Task& model,
                              std::vector<Task>& tasks) {
  if (!ready_rules_.contains(&ready)) {
    std::vector<std::shared_ptr<const FileRule>>& rules = ready_rules_[&ready];
    for (const FileRule& rule : ready.files) rules.push_back(std::make_shared<FileRule>(rule));
  }
  const auto& rules = ready_rules_[&ready];
  const auto number = static_cast<std::size_t>(&ready - ready_mappings().data());
  std::map<RowKind, std::size_t> chosen;  // of each kind the rule with the longest header
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (!fits(*rules[i], found.columns)) continue;
    const auto [known, is_new] = chosen.emplace(rules[i]->kind, i);
    if (!is_new && rules[i]->header.size() > rules[known->second]->header.size()) known->second = i;
  }
  for (const auto& [kind, i] : chosen) {
    Task task = model;
    task.rule = rules[i];
    task.rule_index = first_ready_rule + number * 1'000 + i;
    task.mapping = ready.name;
    task.notes.push_back(
        {"ready_mapping",
         filled({"read with the ready mapping {} (its columns are all there); --map or --kind chooses otherwise",
                 "使用内置映射 {} 读取（所需的列齐全）；可用 --map 或 --kind 另行指定"},
                ready.name)});
    tasks.push_back(std::move(task));
  }
}

}  // namespace almanac::importers
