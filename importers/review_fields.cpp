// A key with its value as a field of the campaign: names, dates, money, lists.

#include <algorithm>

#include "archive/name.h"
#include "importers/fields.h"
#include "importers/heading_form.h"
#include "importers/review_extractor.h"
#include "importers/review_tables.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

using archive::Json;

constexpr std::size_t longest_name = 120;  // columns

}  // namespace

bool Extractor::read_pair(const Meaning& meaning, const KeyValue& pair, const ReviewLine& line, const Place& place) {
  using Kind = Meaning::Kind;
  if (is_empty(pair.value)) return true;
  switch (meaning.kind) {
    case Kind::none:
      return false;
    case Kind::written:
      if (const auto found = dates_.read(pair.value); found && found->range.end && found->whole)
        read_period(pair.value, place, false);
      else if (const auto date = read_written(pair.value);
               date && heading_words(pair.key).find("复盘") != std::string::npos)
        out_.certain("review/date", date->to_string(), place);
      return true;
    case Kind::section: {
      ReviewLine inside = line;
      inside.section = meaning.section;
      inside.text = pair.value;
      inside.item = true;  // "结论：…" is one
      read_in_section(inside, place);
      return true;
    }
    case Kind::metric: {
      Role role = meaning.role;
      if (role == Role::unknown)
        role = line.section == Section::goals     ? Role::target
               : line.section == Section::results ? Role::actual
                                                  : Role::unknown;
      // In a review it happened, unless something else says what did.
      const bool taken = role == Role::unknown && (in_review_ || meaning.metric->name == "spend");
      if (taken) role = Role::actual;
      if (compares(pair.key)) return true;
      Unit unit = meaning.unit;
      if (unit == Unit{} &&
          (meaning.metric->unit == "money" || (meaning.metric->unit == "count" && table_unit_.currency.empty())))
        unit = table_unit_;
      // "预计花费" is no budget for certain.
      const bool planned_spend = meaning.metric->name == "spend" && meaning.role == Role::target;
      const FigureReading reading{*context_.dictionary, out_, role, !planned_spend, taken};
      read_metric_value(meaning.metric->name, pair.value, unit, reading, place);
      return true;
    }
    case Kind::phase:
      if (const auto found = dates_.read(pair.value); found && !found->weak) {
        Json phase{{"name", std::string(bare_key(pair.key))}, {"start", found->range.start.to_string()}};
        if (found->range.end) phase["end"] = found->range.end->to_string();
        out_.certain("phases", std::move(phase), place, found->inferred);
        if (found->range.end) named_phases_.push_back({std::string(bare_key(pair.key)), *found, place});
        return true;
      }
      return false;
    case Kind::field:
      return read_field(meaning, pair, place);
  }
  return false;
}

bool Extractor::read_field(const Meaning& meaning, const KeyValue& pair, const Place& place) {
  const std::string& field = meaning.field;
  const std::string_view value = trimmed(pair.value);
  if (field == "code") {
    read_code(value, meaning.loose, place);
  } else if (field == "period" || field == "start" || field == "end" || field == "planned_start" ||
             field == "planned_end" || field == "announced") {
    return read_dates(field, value, place, meaning.loose);
  } else if (field == "budget" || field == "spend") {
    return read_amount_field(field, value, meaning.unit, out_, place);
  } else if (field == "goals" || field == "results") {
    ReviewLine inside;
    inside.section = field == "goals" ? Section::goals : Section::results;
    inside.text = value;
    read_in_section(inside, place);
  } else if (field == "channels" || field == "segments" || field == "products" || field == "mechanics" ||
             field == "tags" || field == "partners" || field == "based_on") {
    read_names(field, value, place);
  } else if (field == "objective" || field == "status" || field == "mode") {
    const std::string word(canonical_word(RowKind::campaigns, field, value));
    // "Objective: raise revenue to $2M" is a goal in words.
    if (field == "objective" && word == value && archive::fold(place.evidence).starts_with("objective")) {
      ReviewLine inside;
      inside.section = Section::goals;
      inside.text = value;
      read_in_section(inside, place);
      return true;
    }
    if (display_width(value) > 24) return false;
    if (field == "objective" && word == value)
      out_.doubtful(field, word, place, unclear_role);
    else if (field != "status" || word != value)
      out_.certain(field, word, place);
  } else if (field == "summary" || field == "highlights") {
    std::string_view sentence = value;
    if (sentence.find("。") + 3 == sentence.size()) sentence.remove_suffix(3);
    out_.certain(field, std::string(sentence), place);
  } else if (field == "name") {
    std::string_view name = value;
    while (name.starts_with("《") || name.starts_with("“") || name.starts_with("「") || name.starts_with("\""))
      name.remove_prefix(name[0] == '"' ? 1 : 3);
    while (name.ends_with("》") || name.ends_with("”") || name.ends_with("」") || name.ends_with("\""))
      name.remove_suffix(name.back() == '"' ? 1 : 3);
    if (name.empty() || display_width(name) > longest_name || name.find("。") != std::string_view::npos) return false;
    if (meaning.loose)
      out_.doubtful("name", std::string(name), place, unclear_role);
    else
      out_.certain("name", std::string(name), place);
  } else if (field == "owner" && display_width(value) <= longest_name) {
    out_.certain(field, std::string(without_department(value)), place);
  } else if (field == "currency") {
    const Unit unit = parse_unit(value).value_or(Unit{});
    if (!unit.currency.empty()) out_.certain("currency", unit.currency, place);
  } else {
    if (display_width(value) > longest_name) return false;
    if (meaning.loose)
      out_.doubtful(field, std::string(value), place, unclear_role);
    else
      out_.certain(field, std::string(value), place);
  }
  return true;
}

void Extractor::read_names(std::string_view field, std::string_view value, const Place& place) {
  const KnownName known = [&](std::string_view part) {
    return field != "channels" || context_.dictionary->find_channel(part) != nullptr;
  };
  while (value.ends_with("。") || value.ends_with("等")) value.remove_suffix(3);
  // A sentence is no list of names.
  if (value.find("。") != std::string_view::npos) return;
  for (std::string& name : split_list(value, field == "channels" ? known : KnownName{})) {
    if (display_width(name) > 60 || parse_number(name)) continue;  // "42000人" is how many they are
    if (name.ends_with("等") && name.size() > 3) name.resize(name.size() - 3);
    // English lists are split at commas.
    std::size_t from = 0;
    while (from <= name.size()) {
      const std::size_t to = std::min(name.find(", ", from), name.size());
      std::string_view part = trimmed(std::string_view(name).substr(from, to - from));
      if (part.starts_with("and ")) part.remove_prefix(4);
      if (!part.empty() && field == "channels" && own_channels_.size() < 50) own_channels_.emplace_back(part);
      if (!part.empty())
        out_.certain(field, field == "channels" ? channel_name(part, *context_.dictionary) : std::string(part), place);
      from = to + 2;
    }
  }
}

void Extractor::read_code(std::string_view value, bool loose, const Place& place) {
  value = trimmed(value);
  const bool word = !value.empty() && value.size() <= 80 && value.find_first_of(" \t") == std::string_view::npos &&
                    value.find("，") == std::string_view::npos && value.find("。") == std::string_view::npos;
  if (!word) return;
  const std::string code = archive::normalize_key(value);
  const bool known = context_.known_code && context_.known_code(code);
  if (loose && !known) {
    out_.doubtful("code", code, place, other_code);
    return;
  }
  out_.certain("code", code, place);
  if (known && !code_) code_ = code;
}

bool Extractor::read_dates(std::string_view field, std::string_view value, const Place& place, bool loose) {
  if (field == "period" || field == "start") {
    const auto found = dates_.read(value);
    if (!found && field == "period") return read_phases(value, place);
    if (found && (field == "period" || found->range.end)) return read_period(value, place, loose);
  }
  const auto found = dates_.read(value);
  if (!found) return false;
  put_date(field, found->range.start, *found, place, false);
  return true;
}

bool Extractor::read_period(std::string_view value, const Place& place, bool loose) {
  const auto found = dates_.read(value);
  if (!found) return read_phases(value, place);
  put_date("start", found->range.start, *found, place, loose && !found->range.end);
  one_day_ = !found->range.end || found->range.end == found->range.start;
  if (found->range.end)
    put_date("end", *found->range.end, *found, place, false);
  else if (!loose && found->range.start.precision == archive::Precision::day)
    put_date("end", found->range.start, *found, place, false);
  return true;
}

bool Extractor::read_phases(std::string_view value, const Place& place) {
  const auto ranges = dates_.find_all(value);
  if (ranges.size() < 2 || ranges.size() > 10) return false;
  std::size_t named = 0;
  for (std::size_t from = 0; from < value.size();) {
    std::size_t to = value.size();
    std::size_t size = 1;
    for (const std::string_view sign : {"，", "；", ";", "、", "\n", " "})
      if (const std::size_t at = value.find(sign, from); at < to) to = at, size = sign.size();
    const std::string_view piece = trimmed(value.substr(from, to - from));
    from = to + size;
    std::size_t digit = 0;
    while (digit < piece.size() && !is_digit(piece[digit])) digit += first_character(piece.substr(digit));
    std::string_view name = trimmed(piece.substr(0, digit));
    for (const std::string_view sign : {"：", ":", "（", "("})
      if (name.ends_with(sign)) name.remove_suffix(sign.size());
    const auto range = dates_.find_all(piece);
    if (name.empty() || display_width(name) > 16 || range.size() != 1 || range[0].weak) continue;
    Json phase{{"name", std::string(name)}, {"start", range[0].range.start.to_string()}};
    if (range[0].range.end) phase["end"] = range[0].range.end->to_string();
    out_.certain("phases", std::move(phase), place, range[0].inferred);
    ++named;
  }
  archive::Date first = ranges[0].range.start;
  archive::Date last = first;
  for (const FoundRange& each : ranges) {
    first = std::min(first, each.range.start);
    last = std::max(last, each.range.end.value_or(each.range.start));
  }
  out_.doubtful("start", first.to_string(), place, unclear_date);
  out_.doubtful("end", last.to_string(), place, unclear_date);
  return named > 0;
}

void Extractor::put_date(std::string_view field, archive::Date date, const FoundRange& found, const Place& place,
                         bool doubtful) {
  if (found.weak)
    out_.doubtful(field, date.to_string(), place, weak_year, true);
  else if (doubtful)
    out_.doubtful(field, date.to_string(), place, unclear_date, found.inferred);
  else
    out_.certain(field, date.to_string(), place, found.inferred);
}

}  // namespace almanac::importers
