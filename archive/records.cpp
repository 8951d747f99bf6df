#include "archive/records.h"

#include <algorithm>

#include "archive/error.h"
#include "archive/name.h"

// Every struct names its fields once, in describe(). A visitor is called as visitor(name, field).

namespace almanac::archive {
namespace {

template <class R, class V>
void describe_phase(R& r, V&& v) {
  v("name", r.name), v("kind", r.kind), v("start", r.start), v("end", r.end), v("budget", r.budget);
}
template <class R, class V>
void describe_goal(R& r, V&& v) {
  v("metric", r.metric), v("target", r.target), v("low", r.low), v("high", r.high), v("baseline", r.baseline);
  v("weight", r.weight), v("unit", r.unit), v("basis", r.basis), v("parent", r.parent), v("phase", r.phase),
      v("text", r.text);
}
template <class R, class V>
void describe_result(R& r, V&& v) {
  v("metric", r.metric), v("value", r.value), v("unit", r.unit), v("basis", r.basis), v("channel", r.channel);
  v("segment", r.segment), v("product", r.product), v("phase", r.phase), v("variant", r.variant), v("from", r.from);
  v("to", r.to), v("date", r.date), v("source", r.source), v("text", r.text);
}
template <class R, class V>
void describe_cost(R& r, V&& v) {
  v("channel", r.channel), v("kind", r.kind), v("planned", r.planned), v("actual", r.actual), v("hours", r.hours);
  v("rate", r.rate), v("bearer", r.bearer), v("text", r.text);
}
template <class R, class V>
void describe_benefit(R& r, V&& v) {
  v("name", r.name), v("kind", r.kind), v("face_value", r.face_value), v("threshold", r.threshold),
      v("issued", r.issued);
  v("claimed", r.claimed), v("redeemed", r.redeemed), v("cost", r.cost), v("bearer", r.bearer);
}
template <class R, class V>
void describe_variant(R& r, V&& v) {
  v("name", r.name), v("control", r.control), v("n", r.n), v("events", r.events);
}
template <class R, class V>
void describe_experiment(R& r, V&& v) {
  v("hypothesis", r.hypothesis), v("metric", r.metric), v("variants", r.variants), v("verdict", r.verdict),
      v("date", r.date);
}
template <class R, class V>
void describe_competitor(R& r, V&& v) {
  v("name", r.name), v("action", r.action), v("date", r.date), v("source", r.source);
}
template <class R, class V>
void describe_milestone(R& r, V&& v) {
  v("name", r.name), v("planned", r.planned), v("actual", r.actual);
}
template <class R, class V>
void describe_review(R& r, V&& v) {
  v("goal", r.goal), v("result", r.result), v("analysis", r.analysis), v("insight", r.insight), v("date", r.date);
}
template <class R, class V>
void describe_lesson(R& r, V&& v) {
  v("code", r.code), v("campaign", r.campaign), v("kind", r.kind), v("statement", r.statement), v("advice", r.advice);
  v("stage", r.stage), v("evidence", r.evidence), v("owner", r.owner), v("status", r.status), v("date", r.date);
  v("tags", r.tags), v("applies_when", r.applies_when);
}
template <class R, class V>
void describe_campaign(R& r, V&& v) {
  v("code", r.code), v("name", r.name), v("theme", r.theme), v("occasion", r.occasion), v("objective", r.objective);
  v("type", r.type), v("mechanics", r.mechanics), v("mode", r.mode), v("status", r.status), v("start", r.start);
  v("end", r.end), v("planned_start", r.planned_start), v("planned_end", r.planned_end), v("announced", r.announced);
  v("currency", r.currency), v("budget", r.budget), v("spend", r.spend), v("owner", r.owner), v("team", r.team);
  v("region", r.region), v("parent", r.parent), v("based_on", r.based_on), v("partners", r.partners);
  v("summary", r.summary), v("highlights", r.highlights), v("tags", r.tags), v("segments", r.segments);
  v("channels", r.channels), v("products", r.products), v("phases", r.phases), v("milestones", r.milestones);
  v("goals", r.goals), v("results", r.results), v("costs", r.costs), v("benefits", r.benefits);
  v("experiments", r.experiments), v("competitors", r.competitors), v("lessons", r.lessons), v("review", r.review);
  v("attributes", r.attributes);
}
template <class R, class V>
void describe_user(R& r, V&& v) {
  v("user", r.user), v("attributes", r.attributes), v("tags", r.tags);
}
template <class R, class V>
void describe_product(R& r, V&& v) {
  v("sku", r.sku), v("name", r.name), v("category", r.category), v("brand", r.brand), v("price", r.price);
  v("attributes", r.attributes);
}
template <class R, class V>
void describe_channel(R& r, V&& v) {
  v("channel", r.channel), v("name", r.name), v("kind", r.kind), v("role", r.role), v("parent", r.parent);
  v("aliases", r.aliases), v("attributes", r.attributes);
}
template <class R, class V>
void describe_segment(R& r, V&& v) {
  v("segment", r.segment), v("name", r.name), v("size", r.size), v("users", r.users), v("attributes", r.attributes);
}

#define ALMANAC_DESCRIBE(T, function) \
  template <class V>                  \
  void describe(T& r, V&& v) {        \
    function(r, v);                   \
  }                                   \
  template <class V>                  \
  void describe(const T& r, V&& v) {  \
    function(r, v);                   \
  }
ALMANAC_DESCRIBE(Phase, describe_phase)
ALMANAC_DESCRIBE(Goal, describe_goal)
ALMANAC_DESCRIBE(Result, describe_result)
ALMANAC_DESCRIBE(Cost, describe_cost)
ALMANAC_DESCRIBE(Benefit, describe_benefit)
ALMANAC_DESCRIBE(Variant, describe_variant)
ALMANAC_DESCRIBE(Experiment, describe_experiment)
ALMANAC_DESCRIBE(Competitor, describe_competitor)
ALMANAC_DESCRIBE(Milestone, describe_milestone)
ALMANAC_DESCRIBE(Review, describe_review)
ALMANAC_DESCRIBE(Lesson, describe_lesson)
ALMANAC_DESCRIBE(Campaign, describe_campaign)
ALMANAC_DESCRIBE(User, describe_user)
ALMANAC_DESCRIBE(Product, describe_product)
ALMANAC_DESCRIBE(Channel, describe_channel)
ALMANAC_DESCRIBE(Segment, describe_segment)
#undef ALMANAC_DESCRIBE

// ---- writing ----

struct Writer {
  Json object = Json::object();

  void operator()(const char* name, const std::string& value) {
    if (!value.empty()) put(name, value);
  }
  void operator()(const char* name, const std::optional<bool>& value) {
    if (value) put(name, *value);
  }
  void operator()(const char* name, const std::optional<Decimal>& value) {
    if (value) put(name, to_json(*value));
  }
  void operator()(const char* name, const std::optional<Date>& value) {
    if (value) put(name, value->to_string());
  }
  void operator()(const char* name, const Strings& value) {
    if (!value.empty()) put(name, value);
  }
  void operator()(const char* name, const Attributes& value) {
    if (value.empty()) return;
    Json map = Json::object();
    for (const auto& [key, item] : value) map[key] = item;
    put(name, std::move(map));
  }
  void operator()(const char* name, const std::map<std::string, Strings>& value) {
    if (value.empty()) return;
    Json map = Json::object();
    for (const auto& [key, items] : value) map[key] = items;
    put(name, std::move(map));
  }
  void operator()(const char* name, const std::optional<Review>& value) {
    if (value) put(name, write(*value));
  }
  template <class T>
  void operator()(const char* name, const std::vector<T>& values) {
    if (values.empty()) return;
    Json list = Json::array();
    for (const T& value : values) list.push_back(write(value));
    put(name, std::move(list));
  }

  template <class T>
  static Json write(const T& record) {
    Writer writer;
    describe(record, writer);
    return std::move(writer.object);
  }

 private:
  // Field names of one record differ, so no look-up is needed.
  void put(const char* name, Json value) { object.get_ref<Json::object_t&>().emplace_back(name, std::move(value)); }
};

// ---- reading ----

std::string pointer_token(std::string_view name) {
  std::string token;
  for (const char c : name) {
    if (c == '~')
      token += "~0";
    else if (c == '/')
      token += "~1";
    else
      token += c;
  }
  return token;
}

[[noreturn]] void wrong_shape(const std::string& where, const Text& expected, const Json& found) {
  std::string shown = dump(found);
  if (shown.size() > 80) shown = shown.substr(0, shown.find_last_of("\x7f", 60)) + "…";
  throw Error(ErrorKind::invalid_input, "wrong_type",
              {(where.empty() ? "a record" : where) + " must be " + expected.en + ", found " + shown,
               (where.empty() ? "记录" : where) + " 应为" + expected.zh + "，实际为 " + shown},
              where);
}

struct ObjectReader {
  const Json& object;
  std::string where;
  std::vector<bool> used;

  ObjectReader(const Json& value, std::string path) : object(value), where(std::move(path)) {
    if (!value.is_object()) wrong_shape(where, {"an object", "对象"}, value);
    used.resize(value.size());
  }

  const Json* take(const char* name) {
    std::size_t i = 0;
    for (const auto& [key, value] : object.get_ref<const Json::object_t&>()) {
      if (key == name) {
        used[i] = true;
        return value.is_null() ? nullptr : &value;
      }
      ++i;
    }
    return nullptr;
  }
  std::string at(const char* name) const { return where + "/" + name; }

  void operator()(const char* name, std::string& field) {
    if (const Json* value = take(name)) field = text_of(*value, at(name));
  }
  void operator()(const char* name, std::optional<bool>& field) {
    const Json* value = take(name);
    if (!value) return;
    if (!value->is_boolean()) wrong_shape(at(name), {"true or false", " true 或 false"}, *value);
    field = value->get<bool>();
  }
  void operator()(const char* name, std::optional<Decimal>& field) {
    const Json* value = take(name);
    if (!value || (value->is_string() && value->get_ref<const std::string&>().empty())) return;
    field = decimal_from_json(*value);
    if (!field) wrong_shape(at(name), {"a number of at most 18 digits", "数字（最多 18 位）"}, *value);
  }
  void operator()(const char* name, std::optional<Date>& field) {
    const Json* value = take(name);
    if (!value || (value->is_string() && value->get_ref<const std::string&>().empty())) return;
    if (value->is_string()) field = Date::parse(value->get_ref<const std::string&>());
    if (!field)
      wrong_shape(at(name), {"a date like 2024-11-11 (or 2024-11, 2024)", "日期，如 2024-11-11（或 2024-11、2024）"},
                  *value);
  }
  void operator()(const char* name, Strings& field) {
    if (const Json* value = take(name)) field = strings_of(*value, at(name));
  }
  void operator()(const char* name, Attributes& field) {
    const Json* value = take(name);
    if (!value) return;
    if (!value->is_object()) wrong_shape(at(name), {"an object", "对象"}, *value);
    for (const auto& [key, item] : value->get_ref<const Json::object_t&>()) field[key] = item;
  }
  void operator()(const char* name, std::map<std::string, Strings>& field) {
    const Json* value = take(name);
    if (!value) return;
    if (!value->is_object()) wrong_shape(at(name), {"an object of lists", "由列表组成的对象"}, *value);
    for (const auto& [key, item] : value->get_ref<const Json::object_t&>())
      field[key] = strings_of(item, at(name) + "/" + pointer_token(key));
  }
  void operator()(const char* name, std::optional<Review>& field) {
    if (const Json* value = take(name)) field = read<Review>(*value, at(name));
  }
  template <class T>
  void operator()(const char* name, std::vector<T>& field) {
    const Json* value = take(name);
    if (!value) return;
    if (!value->is_array()) wrong_shape(at(name), {"a list", "列表"}, *value);
    field.reserve(value->size());
    for (std::size_t i = 0; i < value->size(); ++i)
      field.push_back(read<T>((*value)[i], at(name) + "/" + std::to_string(i)));
  }

  template <class T>
  static T read(const Json& value, const std::string& where) {
    ObjectReader reader(value, where);
    T record;
    describe(record, reader);
    reader.finish(record);
    return record;
  }

  template <class T>
  void finish(T& record) {
    std::size_t i = 0;
    for (const auto& [key, value] : object.get_ref<const Json::object_t&>()) {
      if (used[i++]) continue;
      if constexpr (requires { record.attributes; }) {
        if (!value.is_null()) record.attributes[key] = value;
      } else {
        const std::string place = where + "/" + pointer_token(key);
        throw Error(ErrorKind::invalid_input, "unknown_field",
                    filled({"{} is not a known field; remove it or see docs/record-formats.md",
                            "{} 不是已知字段；请删除它，或查看 docs/zh/record-formats.md"},
                           place),
                    place);
      }
    }
  }

  static std::string text_of(const Json& value, const std::string& where) {
    if (value.is_string()) return value.get<std::string>();
    if (value.is_number() || value.is_boolean()) return dump(value);  // a code or a name written as a number
    wrong_shape(where, {"a text", "文字"}, value);
  }
  static Strings strings_of(const Json& value, const std::string& where) {
    Strings list;
    if (value.is_array()) {
      for (std::size_t i = 0; i < value.size(); ++i) {
        std::string item = text_of(value[i], where + "/" + std::to_string(i));
        if (!item.empty()) list.push_back(std::move(item));
      }
    } else {
      std::string item = text_of(value, where);
      if (!item.empty()) list.push_back(std::move(item));
    }
    return list;
  }
};

struct NameCollector {
  Strings names;
  template <class F>
  void operator()(const char* name, const F&) {
    names.emplace_back(name);
  }
};

}  // namespace

template <class T>
Json to_json_record(const T& record) {
  return Writer::write(record);
}

template <class T>
T from_json_record(const Json& object) {
  return ObjectReader::read<T>(object, "");
}

template <class T>
const Strings& field_names() {
  static const Strings names = [] {
    NameCollector collector;
    describe(T(), collector);
    return collector.names;
  }();
  return names;
}

#define ALMANAC_RECORD(T)                      \
  template Json to_json_record<T>(const T&);   \
  template T from_json_record<T>(const Json&); \
  template const Strings& field_names<T>();
ALMANAC_RECORD(Campaign)
ALMANAC_RECORD(Lesson)
ALMANAC_RECORD(User)
ALMANAC_RECORD(Product)
ALMANAC_RECORD(Channel)
ALMANAC_RECORD(Segment)
ALMANAC_RECORD(Goal)
ALMANAC_RECORD(Result)
ALMANAC_RECORD(Cost)
ALMANAC_RECORD(Phase)
ALMANAC_RECORD(Benefit)
ALMANAC_RECORD(Experiment)
ALMANAC_RECORD(Review)

}  // namespace almanac::archive
