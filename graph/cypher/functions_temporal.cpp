#include "graph/cypher/functions.h"
#include "graph/cypher/query_error.h"
#include "graph/cypher/temporal.h"

namespace almanac::graph::cypher {
namespace {

Moment now(const Call& call) { return moment_at(call.execution.now_seconds, call.execution.now_nanos, {}); }

// date(), date('2024-11-11'), date({…}), date(another moment).
template <Type type>
Value construct(const Call& call) {
  if (call.args.empty()) return value_of(type, now(call), call.arena());
  const Value& a = call.args[0];
  if (a.type == Type::map) return build_moment(type, a.map(), now(call), call.arena());
  if (is_moment(a.type)) {
    const Moment from = moment_of(a);
    const Value shaped = value_of(type, from, call.arena());
    const Moment to = moment_of(shaped);
    if ((to.has_date && !from.has_date) || (!to.has_date && !from.has_time)) call.fail_argument_type(0);
    return shaped;
  }
  if (a.type != Type::string) call.fail_argument_type(0);
  const auto moment = parse_moment(type, a.text());
  if (!moment) {
    fail_argument("InvalidArgumentValue",
                  archive::filled(Text{"\"{}\" is not a {}", "“{}”不是 {}"}, a.text(), name_of(type)));
  }
  return value_of(type, *moment, call.arena());
}

// The clocks (transaction, statement, realtime) show the time at which the query began.
template <Type type>
Value clock(const Call& call) {
  Moment moment = now(call);
  if (!call.args.empty()) {
    if (call.args[0].type != Type::string) call.fail_argument_type(0);
    move_to(moment, zone_of(call.args[0].text()));
  }
  return value_of(type, moment, call.arena());
}

template <Type type>
Value truncated(const Call& call) {
  if (call.args[0].type != Type::string) call.fail_argument_type(0);
  Moment moment = now(call);
  if (call.args.size() > 1) {
    if (!is_moment(call.args[1].type)) call.fail_argument_type(1);
    moment = moment_of(call.args[1]);
  }
  const bool changes = call.args.size() > 2;
  if (changes && call.args[2].type != Type::map) call.fail_argument_type(2);
  return truncate(type, call.args[0].text(), moment, changes ? &call.args[2].map() : nullptr, call.arena());
}

Value duration(const Call& call) {
  const Value& a = call.args[0];
  if (a.type == Type::duration) return a;
  if (a.type == Type::map) return make_duration(call.arena(), build_duration(a.map()));
  if (a.type != Type::string) call.fail_argument_type(0);
  const auto parsed = parse_duration(a.text());
  if (!parsed)
    fail_argument("InvalidArgumentValue", archive::filled(Text{"\"{}\" is not a duration", "“{}”不是时长"}, a.text()));
  return make_duration(call.arena(), *parsed);
}

template <Between parts>
Value distance(const Call& call) {
  for (std::size_t i : {0, 1}) {
    if (!is_moment(call.args[i].type)) call.fail_argument_type(i);
  }
  return make_duration(call.arena(), between(moment_of(call.args[0]), moment_of(call.args[1]), parts));
}

Value from_epoch(const Call& call) {
  for (std::size_t i : {0, 1}) {
    if (call.args[i].type != Type::integer) call.fail_argument_type(i);
  }
  const std::int64_t nanos = call.args[1].integer;
  const std::int64_t carry = nanos / nanos_per_second - (nanos % nanos_per_second < 0 ? 1 : 0);
  return value_of(Type::date_time, moment_at(call.args[0].integer + carry, nanos - carry * nanos_per_second, {}),
                  call.arena());
}
Value from_epoch_millis(const Call& call) {
  if (call.args[0].type != Type::integer) call.fail_argument_type(0);
  const std::int64_t millis = call.args[0].integer;
  const std::int64_t seconds = millis / 1000 - (millis % 1000 < 0 ? 1 : 0);
  return value_of(Type::date_time, moment_at(seconds, (millis - seconds * 1000) * 1'000'000, {}), call.arena());
}

constexpr Types duration_type = types_of(Type::duration);

constexpr Function table[] = {
    {"date", 0, 1, construct<Type::date>, types_of(Type::date)},
    {"localtime", 0, 1, construct<Type::local_time>, types_of(Type::local_time)},
    {"time", 0, 1, construct<Type::time>, types_of(Type::time)},
    {"localdatetime", 0, 1, construct<Type::local_date_time>, types_of(Type::local_date_time)},
    {"datetime", 0, 1, construct<Type::date_time>, types_of(Type::date_time)},
    {"date.transaction", 0, 1, clock<Type::date>, types_of(Type::date)},
    {"date.statement", 0, 1, clock<Type::date>, types_of(Type::date)},
    {"date.realtime", 0, 1, clock<Type::date>, types_of(Type::date)},
    {"localtime.transaction", 0, 1, clock<Type::local_time>, types_of(Type::local_time)},
    {"localtime.statement", 0, 1, clock<Type::local_time>, types_of(Type::local_time)},
    {"localtime.realtime", 0, 1, clock<Type::local_time>, types_of(Type::local_time)},
    {"time.transaction", 0, 1, clock<Type::time>, types_of(Type::time)},
    {"time.statement", 0, 1, clock<Type::time>, types_of(Type::time)},
    {"time.realtime", 0, 1, clock<Type::time>, types_of(Type::time)},
    {"localdatetime.transaction", 0, 1, clock<Type::local_date_time>, types_of(Type::local_date_time)},
    {"localdatetime.statement", 0, 1, clock<Type::local_date_time>, types_of(Type::local_date_time)},
    {"localdatetime.realtime", 0, 1, clock<Type::local_date_time>, types_of(Type::local_date_time)},
    {"datetime.transaction", 0, 1, clock<Type::date_time>, types_of(Type::date_time)},
    {"datetime.statement", 0, 1, clock<Type::date_time>, types_of(Type::date_time)},
    {"datetime.realtime", 0, 1, clock<Type::date_time>, types_of(Type::date_time)},
    {"date.truncate", 1, 3, truncated<Type::date>, types_of(Type::date)},
    {"localtime.truncate", 1, 3, truncated<Type::local_time>, types_of(Type::local_time)},
    {"time.truncate", 1, 3, truncated<Type::time>, types_of(Type::time)},
    {"localdatetime.truncate", 1, 3, truncated<Type::local_date_time>, types_of(Type::local_date_time)},
    {"datetime.truncate", 1, 3, truncated<Type::date_time>, types_of(Type::date_time)},
    {"datetime.fromEpoch", 2, 2, from_epoch, types_of(Type::date_time)},
    {"datetime.fromEpochMillis", 1, 1, from_epoch_millis, types_of(Type::date_time)},
    {"duration", 1, 1, duration, duration_type},
    {"duration.between", 2, 2, distance<Between::all>, duration_type},
    {"duration.inMonths", 2, 2, distance<Between::months>, duration_type},
    {"duration.inDays", 2, 2, distance<Between::days>, duration_type},
    {"duration.inSeconds", 2, 2, distance<Between::seconds>, duration_type},
};

}  // namespace

std::span<const Function> temporal_functions() { return table; }

}  // namespace almanac::graph::cypher
