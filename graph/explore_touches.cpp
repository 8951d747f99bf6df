#include "graph/explore_touches.h"

#include <algorithm>

#include "archive/error.h"
#include "archive/nearest.h"
#include "archive/percent.h"

namespace almanac::graph {

using archive::Kind;
using archive::Word;

namespace {

struct TouchProperty {
  std::string_view name;
  Field field;
};
constexpr TouchProperty touch_words[] = {{"type", Field::type},       {"channel", Field::channel},
                                         {"product", Field::product}, {"currency", Field::currency},
                                         {"variant", Field::variant}, {"creative", Field::creative},
                                         {"region", Field::region},   {"device", Field::device}};

Word word_of(Field field) {
  switch (field) {
    case Field::currency:
      return Word::currency;
    case Field::variant:
      return Word::variant;
    case Field::creative:
      return Word::creative;
    case Field::region:
      return Word::region;
    case Field::device:
      return Word::device;
    default:
      return Word::type;
  }
}

constexpr std::size_t most_compared = 20'000;  // names, for the nearest

[[noreturn]] void throw_unknown_value(const Condition& condition, const std::vector<std::string>& names,
                                      const char* where) {
  throw archive::Error(
      archive::ErrorKind::invalid_input, "unknown_value",
      archive::did_you_mean(archive::filled(archive::Text{"no touchpoint has the {} \"{}\"", "没有触点的 {} 为“{}”"},
                                            condition.property, condition.value),
                            archive::nearest(condition.value, names),
                            {"; ask what there is with ~ (contains)", "；可用 ~（包含）查找"}),
      where);
}

}  // namespace

bool is_usual_event(std::string_view type) {
  static constexpr std::string_view usual[] = {"send",        "impression", "open",     "click", "visit",  "signup",
                                               "add_to_cart", "redeem",     "purchase", "share", "refund", "complaint"};
  return std::find(std::begin(usual), std::end(usual), type) != std::end(usual);
}

AsOf as_of_end(const CampaignGraph& graph, const std::optional<archive::Date>& date) {
  if (!date) return {};
  return {date->last_day(), graph.zone().end_of(*date)};
}

bool is_touch_table(std::uint32_t table) { return table >= touched_table; }
bool shows_touches(std::uint32_t table) { return is_touch_table(table) || table == used || table == promoted; }

Field far_field(std::uint32_t table) {
  if (table == touched_table) return Field::campaign;
  return table == bought_table || table == promoted ? Field::product : Field::channel;
}

TouchTest::TouchTest(const CampaignGraph& graph, const AsOf& as_of)
    : graph_(graph), touchpoints_(graph.touchpoints()), to_day_(as_of.day), to_ms_(as_of.end_ms) {
  find_roles();
  find_times();
}

TouchTest::TouchTest(const CampaignGraph& graph, const std::optional<archive::Date>& as_of,
                     const std::optional<archive::Date>& from, const std::optional<archive::Date>& to)
    : TouchTest(graph, as_of_end(graph, as_of)) {
  if (to) {
    const AsOf end = as_of_end(graph, to);
    to_day_ = std::min(to_day_, end.day);
    to_ms_ = std::min(to_ms_, end.end_ms);
  }
  if (from) {
    from_day_ = from->days;
    from_ms_ = graph.zone().start_of(*from);
  }
  find_times();
}

void TouchTest::find_roles() {
  std::int64_t types = touchpoints_.column(Field::type).empty() ? 0 : touchpoints_.stats()[3].max;
  roles_.resize(static_cast<std::size_t>(std::max<std::int64_t>(types, 0)) + 1, Role::other);
  for (std::size_t i = 1; i < roles_.size(); ++i) {
    const std::string_view word = touchpoints_.word(Word::type, static_cast<std::int64_t>(i));
    roles_[i] = word == "purchase" ? Role::purchase
                : word == "refund" ? Role::refund
                : is_reach(word)   ? Role::reach
                                   : Role::other;
  }
}

bool TouchTest::is_of_touchpoints(std::string_view property) {
  return std::any_of(std::begin(touch_words), std::end(touch_words),
                     [&](const TouchProperty& known) { return known.name == property; });
}

std::vector<std::string> TouchTest::properties() {
  std::vector<std::string> names;
  for (const TouchProperty& known : touch_words) names.emplace_back(known.name);
  return names;
}

void TouchTest::add(const Condition& condition, const char* where) {
  const auto known = std::find_if(std::begin(touch_words), std::end(touch_words),
                                  [&](const TouchProperty& one) { return one.name == condition.property; });
  const ValueTest test(condition, PropertyType::text, graph_.zone(), where);
  Words words{condition, known->field, {}};
  const bool is_node = known->field == Field::channel || known->field == Field::product;
  const NodeClass& nodes =
      graph_.graph().classes()[class_of_kind(known->field == Field::product ? Kind::product : Kind::channel)];
  const auto largest = touchpoints_.stats()[static_cast<std::size_t>(known->field)];
  const std::uint64_t count = is_node       ? nodes.size
                              : largest.any ? static_cast<std::uint64_t>(std::max<std::int64_t>(largest.max, 0))
                                            : 0;
  const auto name_of = [&](std::uint64_t number) {
    return is_node ? nodes.keys.at(number - 1)
                   : touchpoints_.word(word_of(known->field), static_cast<std::int64_t>(number));
  };
  words.passes.resize(count + 1);
  for (std::uint64_t i = 1; i <= count; ++i) words.passes[i] = test(PropertyValue{name_of(i)});
  // What names no currency is in the archive's.
  words.passes[0] =
      test(known->field == Field::currency ? PropertyValue{std::string_view(graph_.currency())} : PropertyValue{});
  const bool met = std::find(words.passes.begin(), words.passes.end(), true) != words.passes.end();
  if (!met && condition.comparison == Comparison::equal &&
      !(known->field == Field::type && is_usual_event(condition.value))) {
    std::vector<std::string> names;
    for (std::uint64_t i = 1; i <= count && names.size() < most_compared; ++i) names.emplace_back(name_of(i));
    throw_unknown_value(condition, names, where);
  }
  words_.push_back(std::move(words));
}

bool TouchTest::only_types() const {
  return std::all_of(words_.begin(), words_.end(),
                     [](const Words& words) { return words.field == Field::type || words.field == Field::currency; });
}

bool TouchTest::passes(Field field, std::int64_t stored) const {
  for (const Words& words : words_) {
    if (words.field != field) continue;
    const auto number = static_cast<std::size_t>(stored);
    if (number >= words.passes.size() || !words.passes[number]) return false;
  }
  return true;
}

bool TouchTest::type_passes(std::int64_t type, std::int64_t currency) const {
  return passes(Field::type, type) && passes(Field::currency, currency);
}

bool TouchTest::passes(std::uint64_t row) const {
  for (const Words& words : words_) {
    const auto number = static_cast<std::size_t>(touchpoints_.at(words.field, row));
    if (number >= words.passes.size() || !words.passes[number]) return false;
  }
  return true;
}

bool TouchTest::is_part(std::uint32_t table, std::uint64_t row, Part part) const {
  if (table != bought_table && table != reached_table) return part == Part::edge;
  const auto type = static_cast<std::size_t>(touchpoints_.at(Field::type, row));
  const Role role = type < roles_.size() ? roles_[type] : Role::other;
  if (part == Part::refund) return table == bought_table && role == Role::refund;
  return role == (table == bought_table ? Role::purchase : Role::reach);
}

void TouchTest::find_times() {
  const PackShape& shape = touchpoints_.column(Field::time).shape();
  const auto above_base = [&](std::int64_t ms) {
    return static_cast<std::uint64_t>(ms) - static_cast<std::uint64_t>(shape.base);
  };
  if (to_ms_ < shape.base) {
    first_time_ = 1;
    last_time_ = 0;
    return;
  }
  if (to_ms_ != INT64_MAX) last_time_ = above_base(to_ms_) / shape.unit;
  if (has_from() && from_ms_ > shape.base) first_time_ = (above_base(from_ms_) + shape.unit - 1) / shape.unit;
}

void TouchTest::narrow(std::uint64_t& begin, std::uint64_t& end) const {
  const PackedColumn& times = touchpoints_.column(Field::time);
  if (to_ms_ != INT64_MAX && times.at(end - 1) > to_ms_) end = times.lower_bound(begin, end, to_ms_ + 1);
  if (begin < end && has_from() && times.at(begin) < from_ms_) begin = times.lower_bound(begin, end, from_ms_);
}

std::uint64_t TouchTest::count(std::uint32_t table, std::uint32_t user, std::uint32_t far) const {
  std::uint64_t count = 0;
  each_row(user, far_field(table), far, no_node,
           [&](std::uint64_t row) { count += is_part(table, row, Part::edge) ? 1 : 0; });
  return count;
}

// One channel or product has a parameter of its own.
std::string TouchTest::link_parameter(const Words& words) const {
  const bool channel = words.field == Field::channel;
  const auto same_field = [&](const Words& other) { return other.field == words.field; };
  const bool single = std::count_if(words_.begin(), words_.end(), same_field) == 1 &&
                      std::count(words.passes.begin(), words.passes.end(), true) == 1 && !words.passes[0];
  if ((!channel && words.field != Field::product) || !single)
    return "&where=" + archive::percent_encode(to_string(words.condition));
  const auto number =
      static_cast<std::uint64_t>(std::find(words.passes.begin(), words.passes.end(), true) - words.passes.begin() - 1);
  const NodeClass& nodes = graph_.graph().classes()[class_of_kind(channel ? Kind::channel : Kind::product)];
  return std::string(channel ? "&channel=" : "&product=") + archive::percent_encode(nodes.keys.at(number));
}

std::string TouchTest::link_parameters(std::uint32_t table) const {
  std::string link;
  std::vector<std::string_view> wanted;  // types
  bool all = table != bought_table && table != reached_table;
  for (std::size_t i = 1; i < roles_.size(); ++i) {
    const bool of_table = table == bought_table    ? roles_[i] == Role::purchase
                          : table == reached_table ? roles_[i] == Role::reach
                                                   : true;
    if (of_table && passes(Field::type, static_cast<std::int64_t>(i)))
      wanted.push_back(touchpoints_.word(Word::type, static_cast<std::int64_t>(i)));
    else
      all = false;
  }
  if (!all) {
    for (const std::string_view type : wanted) link += "&type=" + archive::percent_encode(type);
  }
  for (const Words& words : words_) {
    if (words.field == Field::type || words.field == far_field(table)) continue;
    link += link_parameter(words);
  }
  if (has_from()) link += "&from=" + archive::Date{from_day_, archive::Precision::day}.to_string();
  if (to_day_ != INT32_MAX) link += "&to=" + archive::Date{to_day_, archive::Precision::day}.to_string();
  return link;
}

}  // namespace almanac::graph
