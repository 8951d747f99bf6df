#include "graph/record_properties.h"

#include <algorithm>

namespace almanac::graph {

using archive::Json;

void PropertySetter::text(std::string_view name, const std::string& value) {
  if (!value.empty()) builder_.set(class_, number_, name, std::string_view(value));
}

void PropertySetter::list(std::string_view name, const archive::Strings& values) {
  if (values.empty()) return;
  builder_.set(class_, number_, name, ListValue{archive::dump(Json(values))});
}

void PropertySetter::date(std::string_view name, const std::optional<archive::Date>& value) {
  if (value) builder_.set(class_, number_, name, *value);
}

void PropertySetter::amount(std::string_view name, const std::optional<archive::Decimal>& value) {
  if (value) builder_.set(class_, number_, name, *value);
}

void PropertySetter::attributes(const archive::Attributes& values, const archive::Strings& fields) {
  for (const auto& [name, value] : values) {
    if (value.is_null() || std::find(fields.begin(), fields.end(), name) != fields.end()) continue;
    if (value.is_boolean()) {
      builder_.set(class_, number_, name, value.get<bool>());
    } else if (value.is_string()) {
      builder_.set(class_, number_, name, std::string_view(value.get_ref<const std::string&>()));
    } else if (value.is_number_integer() && !(value.is_number_unsigned() && value.get<std::uint64_t>() > INT64_MAX)) {
      builder_.set(class_, number_, name, value.get<std::int64_t>());
    } else if (const auto decimal = value.is_number() ? archive::decimal_from_json(value) : std::nullopt) {
      builder_.set(class_, number_, name, *decimal);
    } else if (value.is_number()) {
      builder_.set(class_, number_, name, value.get<double>());
    } else {
      const std::string dumped = archive::dump(value);
      if (value.is_array())
        builder_.set(class_, number_, name, ListValue{dumped});
      else
        builder_.set(class_, number_, name, std::string_view(dumped));
    }
  }
}

void PropertySetter::record(const archive::Campaign& c) {
  text("code", c.code), text("name", c.name), text("theme", c.theme), text("occasion", c.occasion);
  text("objective", c.objective), text("type", c.type), list("mechanics", c.mechanics), text("mode", c.mode);
  text("status", c.status), date("start", c.start), date("end", c.end), date("planned_start", c.planned_start);
  date("planned_end", c.planned_end), date("announced", c.announced), text("currency", c.currency);
  amount("budget", c.budget), amount("spend", c.spend), text("owner", c.owner), text("team", c.team);
  text("region", c.region), text("parent", c.parent), list("based_on", c.based_on), list("partners", c.partners);
  text("summary", c.summary), text("highlights", c.highlights), list("tags", c.tags), list("segments", c.segments);
  attributes(c.attributes, archive::field_names<archive::Campaign>());
}

void PropertySetter::record(const archive::Lesson& l) {
  text("code", l.code), text("campaign", l.campaign), text("kind", l.kind), text("statement", l.statement);
  text("advice", l.advice), text("stage", l.stage), text("evidence", l.evidence), text("owner", l.owner);
  text("status", l.status), date("date", l.date), list("tags", l.tags);
}

void PropertySetter::record(const archive::User& u) {
  text("user", u.user), list("tags", u.tags);
  attributes(u.attributes, archive::field_names<archive::User>());
}

void PropertySetter::record(const archive::Product& p) {
  text("sku", p.sku), text("name", p.name), list("category", p.category), text("brand", p.brand),
      amount("price", p.price);
  attributes(p.attributes, archive::field_names<archive::Product>());
}

void PropertySetter::record(const archive::Channel& c) {
  text("channel", c.channel), text("name", c.name), text("kind", c.kind), text("role", c.role),
      text("parent", c.parent);
  list("aliases", c.aliases);
  attributes(c.attributes, archive::field_names<archive::Channel>());
}

void PropertySetter::record(const archive::Segment& s) {
  text("segment", s.segment), text("name", s.name), amount("size", s.size);
  attributes(s.attributes, archive::field_names<archive::Segment>());
}

}  // namespace almanac::graph
