// The matching of columns to fields (header_names.h).

#include <algorithm>
#include <set>

#include "archive/name.h"
#include "importers/header_names.h"
#include "importers/header_words.h"

namespace almanac::importers {
namespace {

std::vector<std::string> parts_of(std::string_view name) {
  std::vector<std::string> parts;
  while (true) {
    const std::size_t at = name.find(" / ");
    parts.emplace_back(trimmed(name.substr(0, at)));
    if (at == std::string_view::npos) return parts;
    name.remove_prefix(at + 3);
  }
}

// "渠道：抖音 / 花费", "抖音 / 曝光", "费用：达人 / 预算".
std::optional<PartFigure> part_figure(const std::vector<std::string>& parts, const archive::Dictionary& dictionary) {
  if (parts.size() < 2) return std::nullopt;
  const std::string& last = parts.back();
  PartFigure figure;
  const auto behind = [&](std::string_view prefix) {
    return trimmed(std::string_view(parts[0]).substr(prefix.size()));
  };
  if (parts[0].starts_with(channel_prefix))
    figure.channel = behind(channel_prefix);
  else if (parts[0].starts_with(cost_prefix))
    figure.kind = behind(cost_prefix);
  else if (dictionary.find_channel(parts[0]))
    figure.channel = parts[0];
  if (figure.channel.empty() && figure.kind.empty()) {
    const auto* metric = dictionary.find_metric(parts[0]);
    if (!metric || !heads_one_of(last, {"基线", "基准", "基准值", "去年同期", "同期", "上期", "baseline"}))
      return std::nullopt;
    return PartFigure{"goals", "baseline", metric->name, "", ""};
  }
  const std::string folded = folded_name(split_header_unit(last).name);
  const auto known = header_table(RowKind::campaigns).find(folded);
  const std::string field = known == header_table(RowKind::campaigns).end() ? std::string() : known->second;
  const bool planned = field == "budget" || heads_one_of(last, {"预算", "计划", "目标", "planned", "budget"});
  const bool actual = field == "spend" || heads_one_of(last, {"实际", "花费", "金额", "actual", "amount"});
  // 目标 beside 实际 is of what the table counts, not of a cost.
  if (heads_one_of(last, {"目标", "target", "goal"})) return std::nullopt;
  if (planned || actual) {
    figure.list = "costs";
    figure.field = planned ? "planned" : "actual";
    return figure;
  }
  const std::string metric = metric_field(folded, dictionary);
  if (!metric.starts_with("result.") || figure.channel.empty()) return std::nullopt;
  figure.list = "results";
  figure.field = "value";
  figure.metric = metric.substr(std::string_view("result.").size());
  return figure;
}

// Field and confidence of one name.
void match_name(RowKind kind, const archive::Dictionary& dictionary, ColumnMatch& match) {
  const HeaderTable& table = header_table(kind);
  const auto take = [&](std::string field, double confidence) {
    match.field = std::move(field);
    match.confidence = confidence;
  };
  if (const auto known = table.find(folded_name(match.column)); known != table.end()) return take(known->second, 1);
  if (find_field(kind, match.column)) return take(match.column, 1);  // a dotted form, written out
  HeaderName header = split_header_unit(without_numbering(match.column));
  match.unit = header.unit;
  const std::string folded = folded_name(header.name);
  if (const auto known = table.find(folded); known != table.end()) return take(known->second, 0.95);
  if (kind != RowKind::campaigns) return;
  const auto metric_of = [&](std::string_view name) {
    std::string field = metric_field(folded_name(name), dictionary);
    return field.empty() ? metric_field(archive::fold(name), dictionary) : field;
  };
  if (std::string field = metric_of(header.name); !field.empty()) {
    const bool plain = dictionary.find_metric(header.name) != nullptr;
    return take(std::move(field), plain ? 0.9 : 0.85);
  }
  if (header.name.ends_with("(#)"))
    header.name = trimmed(std::string_view(header.name).substr(0, header.name.size() - 3));
  // "Owner 负责人", "Orders 订单数"
  const bool grouped = header.name.find(" / ") != std::string::npos;
  for (std::size_t at = header.name.find(' '); !grouped && at != std::string::npos;
       at = header.name.find(' ', at + 1)) {
    const std::string_view left = trimmed(std::string_view(header.name).substr(0, at)),
                           right = trimmed(std::string_view(header.name).substr(at + 1));
    const auto is_wide = [](char c) { return static_cast<unsigned char>(c) >= 0x80; };
    const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    if (left.empty() || right.empty() ||
        !((is_wide(left.back()) && is_letter(right.front())) || (is_wide(right.front()) && is_letter(left.back()))))
      continue;
    for (const std::string_view part : {left, right}) {
      if (const auto known = table.find(folded_name(part)); known != table.end()) return take(known->second, 0.85);
      if (std::string field = metric_of(part); !field.empty()) return take(std::move(field), 0.85);
    }
  }
  if (std::string field = metric_of(header.name); !field.empty()) return take(std::move(field), 0.85);
  const std::vector<std::string> parts = parts_of(header.name);
  if (parts.size() < 2) return;
  match.figure = part_figure(parts, dictionary);
  if (!match.figure && parts.size() == 2 && dictionary.find_channel(parts[1])) {
    // "GMV（万元） / 天猫": the channels stand below what is counted.
    const HeaderName counted = split_header_unit(parts[0]);
    if ((match.figure = part_figure({parts[1], counted.name}, dictionary)) && counted.unit) match.unit = counted.unit;
  }
  if (match.figure) {
    match.confidence = 0.85;
    return;
  }
  // What is said of a channel, an item or a stage is not said of the campaign.
  for (const std::string_view prefix : {channel_prefix, cost_prefix, stage_prefix})
    if (parts.front().starts_with(prefix)) return;
  std::string joined;
  for (const std::string& part : parts) joined += part;
  if (std::string field = metric_of(joined); !field.empty()) return take(std::move(field), 0.85);
  ColumnMatch last{parts.back(), {}, {}, 0, {}};
  match_name(kind, dictionary, last);
  // "GMV / 备注" is not the campaign's remark.
  const auto* group = dictionary.find_metric(parts.front());
  const bool amounts = group && group->name == "spend" && (last.field == "budget" || last.field == "spend");
  if (last.field.empty() || last.field == "goals" || last.field == "results" || (group && !amounts)) return;
  if (last.unit) match.unit = last.unit;
  take(std::move(last.field), 0.7 * last.confidence);
}

// "天猫 / 实际" beside "天猫 / 目标" is what the channel reached, of what the table counts; no cost.
void take_back_counted(std::vector<ColumnMatch>& matches) {
  const auto parts = [](const ColumnMatch& match) { return parts_of(split_header_unit(match.column).name); };
  for (const ColumnMatch& goal : matches) {
    const std::vector<std::string> of_goal = parts(goal);
    if (of_goal.size() != 2 || !heads_one_of(of_goal[1], {"目标", "目标值", "target", "goal"})) continue;
    for (ColumnMatch& match : matches) {
      if (!match.figure || match.figure->list != "costs") continue;
      const std::vector<std::string> own = parts(match);
      if (own.size() == 2 && own[0] == of_goal[0] && heads_one_of(own[1], {"实际", "actual"})) {
        match.figure.reset();
        match.confidence = 0;
      }
    }
  }
}

}  // namespace

std::vector<ColumnMatch> match_columns(RowKind kind, std::span<const std::string> columns,
                                       const archive::Dictionary& dictionary) {
  std::vector<ColumnMatch> matches;
  std::set<std::string> taken;
  for (const std::string& column : columns) {
    ColumnMatch match{column, {}, {}, 0, {}};
    match_name(kind, dictionary, match);
    if (const std::string_view first = without_copy_number(column); match.field.empty() && first != column) {
      ColumnMatch copy{std::string(first), {}, {}, 0, {}};
      match_name(kind, dictionary, copy);
      if (repeatable(copy.field)) match.field = copy.field, match.unit = copy.unit, match.confidence = copy.confidence;
    }
    if (!match.field.empty() && !repeatable(match.field) && !taken.insert(match.field).second) {
      match.field.clear();
      match.confidence = 0;
    }
    matches.push_back(std::move(match));
  }
  if (kind == RowKind::campaigns) take_back_counted(matches);
  // Channels and segments whose table has 渠道名称 or 人群名称 only are keyed by it.
  const std::string_view key = kind == RowKind::channels || kind == RowKind::segments ? key_field(kind) : "";
  if (!key.empty() && !taken.contains(std::string(key)))
    for (ColumnMatch& match : matches)
      if (match.field == "name" && heads_one_of(match.column, {"渠道名称", "渠道名", "channel name", "人群名称",
                                                               "人群包名称", "segment name", "audience name"}))
        match.field = key;
  return matches;
}

std::vector<std::string> missing_fields(RowKind kind, std::span<const std::string> fields) {
  static const std::map<RowKind, std::vector<std::string>> required = {
      {RowKind::campaigns, {"name", "start|end|period|planned_start|planned_end"}},
      {RowKind::touchpoints, {"user", "type", "time"}},
      {RowKind::users, {"user"}},
      {RowKind::products, {"sku"}},
      {RowKind::channels, {"channel"}},
      {RowKind::segments, {"segment"}},
      {RowKind::lessons, {"campaign", "statement"}},
      {RowKind::rates, {"date", "from", "to", "rate"}}};
  std::vector<std::string> missing;
  for (const std::string& alternatives : required.at(kind)) {
    bool given = false;
    for (std::size_t from = 0; from <= alternatives.size();) {
      const std::size_t to = std::min(alternatives.find('|', from), alternatives.size());
      given = given || std::ranges::find(fields, alternatives.substr(from, to - from)) != fields.end();
      from = to + 1;
    }
    if (!given) missing.push_back(alternatives);
  }
  return missing;
}

std::optional<RowKind> detect_kind(std::span<const std::string> columns, const archive::Dictionary& dictionary) {
  struct Rule {
    RowKind kind;
    std::vector<std::string_view> all, any;  // fields that must be there; at least one of these too
  };
  // Most telling first: a table of campaigns may well have a channel column, a table of channels has no dates.
  static const std::vector<Rule> rules = {
      {RowKind::rates, {"date", "from", "to", "rate"}, {}},
      {RowKind::touchpoints, {"user", "time"}, {"type", "campaign"}},
      {RowKind::campaigns, {"name"}, {"start", "end", "period", "planned_start", "planned_end"}},
      {RowKind::lessons, {"campaign", "statement"}, {}},
      {RowKind::products, {"sku"}, {"name", "category", "brand", "price"}},
      {RowKind::segments, {"segment"}, {"size", "users", "name"}},
      {RowKind::channels, {"channel"}, {"kind", "role", "parent", "name", "aliases"}},
      {RowKind::users, {"user"}, {}},
  };
  for (const Rule& rule : rules) {
    std::set<std::string, std::less<>> found;
    for (const ColumnMatch& match : match_columns(rule.kind, columns, dictionary))
      if (folded_name(match.column) != "id") found.insert(match.field);  // an id may be anything's
    const auto there = [&](std::string_view field) { return found.contains(field); };
    if (std::ranges::all_of(rule.all, there) && (rule.any.empty() || std::ranges::any_of(rule.any, there)))
      return rule.kind;
  }
  return std::nullopt;
}

}  // namespace almanac::importers
