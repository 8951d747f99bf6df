// What is done with the rules of a mapping that is no parsing: matching file names, and making the rule of a file that
// has none.

#include <algorithm>

#include "importers/header_names.h"
#include "importers/mapping.h"
#include "importers/value.h"

namespace almanac::importers {

bool matches(std::string_view pattern, std::string_view name) {
  // Greedy with one way back: linear but for pathological patterns, never exponential.
  std::size_t p = 0, n = 0, star = std::string_view::npos, mark = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      mark = n;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == name[n])) {
      ++p, ++n;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      n = ++mark;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

bool is_literal(RowKind kind, std::string_view field) {
  return kind != RowKind::touchpoints && (field == "name" || field == "statement");
}

namespace {

// Whether a unit named for the whole table is that of the field: averages (客单价, CPL) are never told in 万.
bool is_money(RowKind kind, std::string_view field, const archive::Dictionary& dictionary) {
  if (field.starts_with("cost.")) return true;
  if (field.starts_with("goal.") || field.starts_with("result.")) {
    const auto* metric = dictionary.find_metric(field.substr(field.find('.') + 1));
    if (metric) return metric->unit == "money" && metric->additive;
    return std::ranges::any_of(std::initializer_list<std::string_view>{"金额", "额", "收入", "营收"},
                               [&](std::string_view end) { return field.ends_with(end); });
  }
  return (kind == RowKind::campaigns && (field == "budget" || field == "spend")) ||
         (kind == RowKind::products && field == "price");
}

Expression constant(std::string text) {
  Expression expression;
  expression.from = Expression::From::text;
  expression.parts.push_back({std::move(text), {}});
  return expression;
}

EntryRule entry_of(const ColumnMatch& match, const std::optional<Unit>& unit) {
  EntryRule entry{match.figure->list, {}};
  if (!match.figure->metric.empty()) entry.fields.push_back({"metric", constant(match.figure->metric)});
  if (!match.figure->channel.empty()) entry.fields.push_back({"channel", constant(match.figure->channel)});
  if (!match.figure->kind.empty()) entry.fields.push_back({"kind", constant(match.figure->kind)});
  Expression value;
  value.names = {match.column};
  value.unit = unit;
  entry.fields.push_back({match.figure->field, std::move(value)});
  return entry;
}

}  // namespace

FileRule rule_from_header(RowKind kind, std::span<const std::string> columns, const archive::Dictionary& dictionary,
                          const std::optional<Unit>& amounts) {
  return rule_of_columns(kind, match_columns(kind, columns, dictionary), dictionary, amounts);
}

FileRule rule_of_columns(RowKind kind, std::span<const ColumnMatch> matches, const archive::Dictionary& dictionary,
                         const std::optional<Unit>& amounts) {
  FileRule rule;
  rule.kind = kind;
  rule.from_header = true;
  if (kind == RowKind::touchpoints || kind == RowKind::lessons || kind == RowKind::rates)
    rule.others = FileRule::Others::ignore;
  const bool keeps_totals = kind == RowKind::touchpoints || kind == RowKind::users || kind == RowKind::rates;
  rule.csv.totals = keeps_totals ? Totals::keep : Totals::leave_out;
  for (const ColumnMatch& match : matches) {
    if (match.figure) {
      const auto* metric = dictionary.find_metric(match.figure->metric);
      const bool money = match.figure->list == "costs" || (metric && metric->unit == "money" && metric->additive);
      rule.entries.push_back(entry_of(match, match.unit ? match.unit : money ? amounts : std::nullopt));
      continue;
    }
    if (match.field.empty()) continue;
    FieldRule field;
    field.field = match.field;
    // What was spent on media is all that a table without another column says was spent; beside one it is a part of that.
    for (const auto& [figure, amount] : {std::pair{"result.spend", "spend"}, {"goal.spend", "budget"}})
      if (kind == RowKind::campaigns && match.field == figure) {
        const bool beside =
            std::ranges::any_of(matches, [&](const ColumnMatch& other) { return other.field == amount; });
        field.field = beside ? "" : amount;
      }
    if (field.field.empty()) continue;
    field.value.names = {match.column};
    field.value.unit = match.unit;
    if (!field.value.unit && amounts && is_money(kind, field.field, dictionary)) field.value.unit = amounts;
    field.value.literal = is_literal(kind, field.field);
    rule.fields.push_back(std::move(field));
  }
  return rule;
}

void split_by_channel(FileRule& rule, const std::string& channel) {
  rule.collect = true;
  Expression from_column;
  from_column.names = {channel};
  EntryRule costs{"costs", {{"channel", from_column}}};
  std::vector<FieldRule> kept;
  for (FieldRule& field : rule.fields) {
    if (field.field == "spend" || field.field == "budget") {
      costs.fields.push_back({field.field == "spend" ? "actual" : "planned", std::move(field.value)});
    } else if (field.field.starts_with("result.")) {
      rule.entries.push_back({"results",
                              {{"metric", constant(field.field.substr(std::string_view("result.").size()))},
                               {"channel", from_column},
                               {"value", std::move(field.value)}}});
    } else {
      kept.push_back(std::move(field));
    }
  }
  rule.fields = std::move(kept);
  if (costs.fields.size() > 1) rule.entries.push_back(std::move(costs));
}

bool fits(const FileRule& rule, std::span<const std::string> columns) {
  std::vector<std::string> folded;
  for (const std::string& column : columns) {
    folded.push_back(folded_name(column));
    if (HeaderName header = split_header_unit(column); header.unit) folded.push_back(folded_name(header.name));
  }
  std::ranges::sort(folded);
  const auto has = [&](const std::string& name) { return std::ranges::binary_search(folded, folded_name(name)); };
  if (!rule.header.empty()) return std::ranges::all_of(rule.header, has);
  const auto given = [&](const FieldRule& field) {
    const Expression& value = field.value;
    if (value.optional) return true;
    switch (value.from) {
      case Expression::From::any:
        return std::ranges::any_of(value.names, has);
      case Expression::From::all:
        return std::ranges::all_of(value.names, has);
      case Expression::From::text:
        return std::ranges::all_of(value.parts,
                                   [&](const auto& part) { return part.column.empty() || has(part.column); });
      default:
        return true;
    }
  };
  return std::ranges::all_of(rule.fields, given) &&
         std::ranges::all_of(rule.entries,
                             [&](const EntryRule& entry) { return std::ranges::all_of(entry.fields, given); }) &&
         std::ranges::all_of(rule.when, [&](const Condition& condition) { return has(condition.column); });
}

}  // namespace almanac::importers
