#include "importers/touchpoint_row.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "archive/name.h"
#include "importers/header_names.h"

namespace almanac::importers {
namespace {

using archive::Text;

constexpr std::int64_t ms_per_day = 86'400'000;
// A single touchpoint beyond these is a slip of the keyboard or a column in the wrong place.
constexpr std::int64_t largest_value = 1'000'000'000'000;
constexpr std::int64_t largest_quantity = 1'000'000'000;
constexpr int earliest_year = 1970, latest_year = 2200;

bool is_ascii(std::string_view text) {
  constexpr std::uint64_t high_bits = 0x8080808080808080;
  std::uint64_t seen = 0;
  std::size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, text.data() + i, 8);
    seen |= eight;
  }
  for (; i < text.size(); ++i) seen |= static_cast<unsigned char>(text[i]);
  return (seen & high_bits) == 0;
}

// Two digits at `at`, or -1.
int two_at(std::string_view text, std::size_t at) {
  const int a = text[at] - '0';
  const int b = text[at + 1] - '0';
  return a >= 0 && a <= 9 && b >= 0 && b <= 9 ? a * 10 + b : -1;
}

// Days since 1970-01-01 of a date of the proleptic Gregorian calendar (H. Hinnant, "days_from_civil").
std::int64_t days_from_civil(int y, int m, int d) {
  y -= m <= 2;
  const int era = (y >= 0 ? y : y - 399) / 400;
  const int yoe = y - era * 400;
  const int doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
  const int doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
  return std::int64_t{era} * 146097 + doe - 719468;
}

int days_in_month(int year, int month) {
  constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : days[month - 1];
}

bool plain_number(std::string_view text) {
  return !text.empty() && text.size() <= 18 &&
         std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || c == '.' || c == '-'; });
}

}  // namespace

std::optional<std::int64_t> FastTime::to_utc(std::int64_t day, std::int64_t in_day_ms) {
  Day& known = days_[static_cast<std::uint64_t>(day) % days_.size()];
  const std::int64_t midnight = day * ms_per_day;
  if (known.day != day) {
    const auto start = zone_.to_utc(midnight);
    const auto end = zone_.to_utc(midnight + ms_per_day);
    // A day on which the clocks change is not remembered.
    if (!start || !end || *end - *start != ms_per_day) return zone_.to_utc(midnight + in_day_ms);
    known = {day, midnight - *start};
  }
  return midnight + in_day_ms - known.offset_ms;
}

Parsed<archive::Instant> FastTime::parse(std::string_view text) {
  using archive::Instant;
  using archive::Precision;
  const auto slow = [&] { return parse_time(text, settings_, zone_); };
  if ((text.size() != 10 && text.size() != 16 && text.size() != 19) || text[4] != '-' || text[7] != '-') return slow();
  if (std::memcmp(text.data(), last_date_.data(), last_date_.size()) != 0) {
    const int century = two_at(text, 0), rest = two_at(text, 2), month = two_at(text, 5), day = two_at(text, 8);
    if (century < 0 || rest < 0 || month < 1 || month > 12 || day < 1) return slow();
    const int year = century * 100 + rest;
    if (year < 1 || day > days_in_month(year, month)) return slow();
    std::memcpy(last_date_.data(), text.data(), last_date_.size());
    last_day_ = days_from_civil(year, month, day);
  }
  std::int64_t in_day = 0;
  Precision precision = Precision::day;
  if (text.size() > 10) {
    if ((text[10] != 'T' && text[10] != ' ') || text[13] != ':') return slow();
    const int hour = two_at(text, 11), minute = two_at(text, 14);
    int second = 0;
    if (text.size() == 19) {
      if (text[16] != ':') return slow();
      second = two_at(text, 17);
    }
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return slow();
    in_day = ((hour * 60 + minute) * 60 + second) * std::int64_t{1000};
    precision = Precision::second;
  }
  const auto utc = to_utc(last_day_, in_day);
  if (!utc) return slow();
  return Instant{*utc, precision};
}

std::optional<RowTouchpoint::Slot> RowTouchpoint::slot_of(std::string_view field) {
  static constexpr std::string_view names[] = {"event_id", "user",   "campaign", "channel", "product",  "type",
                                               "time",     "value",  "quantity", "cost",    "currency", "variant",
                                               "creative", "region", "device",   "source"};
  const auto found = std::ranges::find(names, field);
  if (found == std::end(names)) return std::nullopt;
  return static_cast<Slot>(found - std::begin(names));
}

RowTouchpoint::RowTouchpoint(const FileRule& rule, const RowSource& rows, TouchpointContext context)
    : rule_(rule),
      context_(std::move(context)),
      times_(rule.zone.empty() ? *context_.zone : archive::Zone(rule.zone), rule.dates),
      source_(context_.source.empty() ? rule.source : context_.source) {
  std::vector<std::string> used;
  plain_.fill(-1);
  if (rows.is_table() || !rule.from_header) {
    for (const FieldRule& field : rule.fields) {
      const Slot slot = *slot_of(field.field);
      bound_[slot].emplace(field.value, rows);
      plain_[slot] = bound_[slot]->plain_column();
      for (const Column& column : bound_[slot]->columns()) used.push_back(column.name);
    }
  }
  for (const Condition& condition : rule.when) {
    auto column = rows.bind(condition.column);
    if (!column) fail_missing_column(condition.column, rows.header(), condition.place);
    used.push_back(column->name);
    when_.emplace_back(&condition, std::move(*column));
  }
  for (const std::string& name : rows.header())
    if (std::ranges::find(used, name) == used.end()) ignored_.push_back(name);
  used_ = std::move(used);
}

// Of JSON with a mapping: members that it does not name, as far as the first records have them.
void RowTouchpoint::note_unused_members(const RowSource& rows) {
  ++looked_through_;
  for (const auto& [name, content] : rows.object().items()) {
    const auto uses = [&](const std::string& path) {
      return path == name || (path.starts_with(name) && path[name.size()] == '.');
    };
    if (!std::ranges::any_of(used_, uses) && std::ranges::find(ignored_, name) == ignored_.end())
      ignored_.push_back(name);
  }
}

bool RowTouchpoint::applies(const RowSource& rows) {
  for (const auto& [condition, column] : when_) {
    const Cell cell = rows.cell(column, scratch_);
    if (condition->empty != cell.empty() && condition->is.empty() && condition->is_not.empty()) return false;
    if (!condition->is.empty() && std::ranges::find(condition->is, cell.text) == condition->is.end()) return false;
    if (std::ranges::find(condition->is_not, cell.text) != condition->is_not.end()) return false;
  }
  return true;
}

bool RowTouchpoint::build(const RowSource& rows, archive::TouchpointRow& row, Problem& problem) {
  if (!rows.is_table() && rule_.from_header) {
    if (!read_object(rows)) return false;
  } else if (!read_cells(rows, problem)) {
    return false;
  }
  row.user = key(user);
  if (row.user.empty())
    return refuse(user, "missing", {"every touchpoint needs a user", "每个触点都需要用户"}, problem);
  row.type = canonical_type(cells_[type]);
  if (row.type.empty())
    return refuse(type, "missing",
                  {"every touchpoint needs a type, such as send, click or purchase",
                   "每个触点都需要类型，如 send、click、purchase"},
                  problem);
  row.campaign = key(campaign);
  row.channel = key(channel);
  row.product = key(product);
  row.event_id = key(event_id);
  row.variant = cells_[variant];
  row.creative = cells_[creative];
  row.region = cells_[region];
  row.device = cells_[device];
  row.source = cells_[source].empty() ? std::string_view(source_) : cells_[source];
  row.row = rows.row();
  for (const std::string_view each :
       {row.user, row.campaign, row.channel, row.product, row.event_id, row.type, row.variant, row.creative})
    if (each.size() > 1024)
      return refuse(user, "too_long", {"a key has at most 1,024 bytes", "键最长 1024 字节"}, problem);
  if (!set_time(row, problem) || !set_amounts(row, problem)) return false;
  if (rule_.repeats == FileRule::Repeats::keep) number_repeat(rows, row);
  return true;
}

bool RowTouchpoint::read_cells(const RowSource& rows, Problem& problem) {
  constexpr std::uint64_t telling = 1'000;
  if (!rows.is_table() && looked_through_ < telling) note_unused_members(rows);
  for (std::size_t slot = 0; slot < slots; ++slot) {
    cells_[slot] = {};
    if (!bound_[slot]) continue;
    if (plain_[slot] >= 0) {
      const std::string_view text = table_cell(rows.cells()[static_cast<std::size_t>(plain_[slot])]);
      if (!means_nothing(text)) cells_[slot] = text;
      continue;
    }
    const auto from = bound_[slot]->rule().from;
    if (from == Expression::From::campaign_start || from == Expression::From::campaign_end) continue;
    Cell cell;
    if (!bound_[slot]->evaluate(rows, cell, problem)) return false;
    cells_[slot] = cell.text;
  }
  return true;
}

bool RowTouchpoint::read_object(const RowSource& rows) {
  cells_.fill({});
  const bool exported = rows.object().contains("record");  // by this program: "NA" is what it says, not nothing
  for (const auto& [name, content] : rows.object().items()) {
    auto member = std::ranges::find(members_, name, [](const auto& pair) -> const std::string& { return pair.first; });
    if (member == members_.end()) {
      const std::string column[] = {name};
      const auto match = match_columns(RowKind::touchpoints, column, *context_.dictionary).front();
      // "source" is part of the identity, and in a table of events mostly something else: it counts in JSON alone.
      member = members_.insert(members_.end(), {name, slot_of(name == "source" ? name : match.field)});
      if (!member->second && name != "record") ignored_.push_back(name);
    }
    if (!member->second) continue;
    const Slot slot = *member->second;
    const std::string_view text = trimmed(scalar_text(content, buffers_[slot]));
    if (exported || !means_nothing(text)) cells_[slot] = text;
  }
  return true;
}

// NFKC and trimmed. Plain ASCII, which most keys are, is so already.
std::string_view RowTouchpoint::key(Slot slot) {
  const std::string_view text = cells_[slot];
  if (is_ascii(text)) return text;
  ViewMap<std::string>& known = normalized_[slot];
  const auto found = known.find(text);
  if (found != known.end()) return found->second;
  if (known.size() > 100'000) known.clear();
  return known.emplace(std::string(text), archive::normalize_key(text)).first->second;
}

std::string_view RowTouchpoint::canonical_type(std::string_view written) {
  if (written.empty()) return {};
  // The same few words again and again.
  auto& usual = usual_types_[(written.size() + static_cast<unsigned char>(written.front())) % usual_types_.size()];
  if (usual && usual->first == written) return usual->second;
  auto known = types_.find(written);
  if (known == types_.end()) {
    if (types_.size() > 10'000) {
      usual_types_.fill(nullptr);
      types_.clear();
    }
    const std::string word(canonical_word(RowKind::touchpoints, "type", written));
    known = types_.emplace(std::string(written), archive::normalize_key(word)).first;
  }
  usual = &*known;
  return known->second;
}

bool RowTouchpoint::set_time(archive::TouchpointRow& row, Problem& problem) {
  using From = Expression::From;
  const Expression* rule = bound_[time] ? &bound_[time]->rule() : nullptr;
  if (rule && (rule->from == From::campaign_start || rule->from == From::campaign_end)) {
    if (row.campaign.empty())
      return refuse(campaign, "missing",
                    {"the time is taken from the campaign, and this row names none", "时间取自活动，但该行没有活动"},
                    problem);
    const auto found = context_.campaign_date(row.campaign, rule->from);
    if (!found) return refuse(campaign, "unknown_campaign", {}, problem);
    if (!*found)
      return refuse(
          campaign, "no_date",
          {"the time is taken from the campaign, and that has no such date", "时间取自活动，但该活动没有相应日期"},
          problem);
    row.time = {times_.zone().start_of(**found), (*found)->precision};
    return true;
  }
  if (cells_[time].empty())
    return refuse(time, "missing", {"every touchpoint needs a time", "每个触点都需要时间"}, problem);
  if (rule && rule->epoch) {
    const auto count = archive::Decimal::parse(cells_[time]);
    const auto base = times_.parse(*rule->epoch);
    if (!base) return refuse(time, base.reason().code.c_str(), base.reason().text, problem);
    const auto steps = count ? archive::multiply(*count, {rule->epoch_unit_ms, 0}) : std::nullopt;
    if (!steps)
      return refuse(time, "not_a_number",
                    {"a number is expected: time since the mapping's epoch", "应为数字：自映射中 epoch 起的时间"},
                    problem);
    row.time = {base->ms + static_cast<std::int64_t>(steps->to_double()), archive::Precision::second};
  } else {
    const auto parsed = times_.parse(cells_[time]);
    if (!parsed) return refuse(time, parsed.reason().code.c_str(), parsed.reason().text, problem);
    row.time = *parsed;
  }
  constexpr std::int64_t last_ms = (latest_year - 1970) * 366 * ms_per_day;
  if (row.time.ms < -ms_per_day || row.time.ms > last_ms)
    return refuse(
        time, "absurd_time",
        {"a time between " + std::to_string(earliest_year) + " and " + std::to_string(latest_year) + " is expected",
         "时间应在 " + std::to_string(earliest_year) + " 年到 " + std::to_string(latest_year) + " 年之间"},
        problem);
  return true;
}

bool RowTouchpoint::amount(Slot slot, std::optional<archive::Decimal>& into, Problem& problem) {
  into.reset();
  const std::string_view text = cells_[slot];
  if (text.empty()) return true;
  const Unit* unit = bound_[slot] && bound_[slot]->rule().unit ? &*bound_[slot]->rule().unit : nullptr;
  bool rounded = false;
  if (!unit && plain_number(text)) into = archive::Decimal::parse(text, &rounded);
  if (into) {
    rounded_ += rounded;
    return true;
  }
  const auto number = parse_number(text, unit ? *unit : Unit{});
  if (!number) return refuse(slot, number.reason().code.c_str(), number.reason().text, problem);
  into = number->value;
  rounded_ += number->rounded;
  if (!number->unit.currency.empty()) found_currency_ = number->unit.currency;
  return true;
}

bool RowTouchpoint::set_amounts(archive::TouchpointRow& row, Problem& problem) {
  found_currency_.clear();
  if (!amount(value, row.value, problem) || !amount(quantity, row.quantity, problem) ||
      !amount(cost, row.cost, problem))
    return false;
  const bool taken_back = row.type == "refund" || row.type == "complaint";
  const auto check = [&](Slot slot, const std::optional<archive::Decimal>& number, bool may_be_negative,
                         std::int64_t most) {
    if (!number) return true;
    if (number->is_negative() && !may_be_negative)
      return refuse(
          slot, "negative",
          {"must not be negative here; money given back is a refund", "此处不能为负数；退回的金额请用 refund（退款）"},
          problem);
    if (*number > archive::Decimal{most, 0} || *number < archive::Decimal{-most, 0})
      return refuse(
          slot, "absurd_number",
          {"larger than any single touchpoint can be (" + std::to_string(most) + "); check the column and its unit",
           "超过单个触点的合理范围（" + std::to_string(most) + "），请检查列和单位"},
          problem);
    return true;
  };
  if (!check(value, row.value, taken_back, largest_value) ||
      !check(quantity, row.quantity, taken_back, largest_quantity) || !check(cost, row.cost, false, largest_value))
    return false;
  row.currency = cells_[currency];
  if (row.currency.empty() && (row.value || row.cost))
    row.currency = found_currency_.empty() ? std::string_view(rule_.currency) : found_currency_;
  return true;
}

// The second and later of rows that are the same in every byte get an id of their own, so that each is an event. The id
// depends on the row and its count alone: the same file again, or a longer one, gives the same ids.
void RowTouchpoint::number_repeat(const RowSource& rows, archive::TouchpointRow& row) {
  const std::uint64_t hash = std::hash<std::string_view>()(rows.raw());
  const std::uint32_t count = ++seen_[hash];
  if (count == 1) return;
  char digits[17] = {};
  std::to_chars(digits, digits + 16, hash, 16);
  numbered_ = row.event_id.empty() ? "row-" + std::string(digits) : std::string(row.event_id);
  numbered_ += "#" + std::to_string(count);
  row.event_id = numbered_;
}

std::string RowTouchpoint::column_of(Slot slot) const {
  if (bound_[slot] && !bound_[slot]->columns().empty()) return bound_[slot]->column();
  for (const auto& [name, of] : members_)
    if (of == slot) return name;
  static constexpr const char* names[] = {"event_id", "user",   "campaign", "channel", "product",  "type",
                                          "time",     "value",  "quantity", "cost",    "currency", "variant",
                                          "creative", "region", "device",   "source"};
  return names[slot];
}

bool RowTouchpoint::refuse(Slot slot, const char* code, Text reason, Problem& problem) const {
  problem = {column_of(slot), std::string(cells_[slot]), code, std::move(reason)};
  return false;
}

}  // namespace almanac::importers
