#include <cmath>
#include <numbers>

#include "graph/cypher/functions.h"
#include "graph/cypher/query_error.h"

namespace almanac::graph::cypher {
namespace {

double number_argument(const Call& call, std::size_t index) {
  if (!call.args[index].is_number()) call.fail_argument_type(index);
  return call.args[index].as_real();
}

template <double (*function)(double)>
Value real_function(const Call& call) {
  return Value::of(function(number_argument(call, 0)));
}

Value absolute(const Call& call) {
  const Value& a = call.args[0];
  if (a.type == Type::integer) return Value::of(a.integer < 0 ? -a.integer : a.integer);
  return Value::of(std::abs(number_argument(call, 0)));
}
Value sign(const Call& call) {
  const double number = number_argument(call, 0);
  return Value::of(std::int64_t{number > 0 ? 1 : number < 0 ? -1 : 0});
}
double round_half_up(double number) { return std::floor(number + 0.5); }
Value round(const Call& call) {
  const double number = number_argument(call, 0);
  if (call.args.size() == 1) return Value::of(round_half_up(number));
  if (call.args[1].type != Type::integer) call.fail_argument_type(1);
  const double scale = std::pow(10.0, static_cast<double>(call.args[1].integer));
  return Value::of(number < 0 ? -round_half_up(-number * scale) / scale : round_half_up(number * scale) / scale);
}
Value random(const Call& call) {
  std::uint64_t& state = call.execution.random;  // splitmix64
  state += 0x9e3779b97f4a7c15ULL;
  std::uint64_t z = state;
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
  return Value::of(static_cast<double>((z ^ (z >> 31U)) >> 11U) * 0x1.0p-53);
}
Value arc_tangent(const Call& call) {
  return Value::of(std::atan2(number_argument(call, 0), number_argument(call, 1)));
}
Value pi(const Call&) { return Value::of(std::numbers::pi); }
Value euler(const Call&) { return Value::of(std::numbers::e); }
Value is_nan(const Call& call) { return Value::of(std::isnan(number_argument(call, 0))); }

double cotangent(double x) { return 1 / std::tan(x); }
double degrees(double x) { return x * 180 / std::numbers::pi; }
double radians(double x) { return x * std::numbers::pi / 180; }
double haversine(double x) { return (1 - std::cos(x)) / 2; }
double arc_cosine(double x) { return std::acos(x); }
double arc_sine(double x) { return std::asin(x); }
double arc_tangent_of(double x) { return std::atan(x); }
double ceiling(double x) { return std::ceil(x); }
double cosine(double x) { return std::cos(x); }
double exponential(double x) { return std::exp(x); }
double lower(double x) { return std::floor(x); }
double logarithm(double x) { return std::log(x); }
double decimal_logarithm(double x) { return std::log10(x); }
double sine(double x) { return std::sin(x); }
double root(double x) { return std::sqrt(x); }
double tangent(double x) { return std::tan(x); }

constexpr Types integer_type = types_of(Type::integer);
constexpr Types real_type = types_of(Type::real);

constexpr Function table[] = {
    {"abs", 1, 1, absolute, number_types, number_types},
    {"ceil", 1, 1, real_function<ceiling>, real_type, number_types},
    {"floor", 1, 1, real_function<lower>, real_type, number_types},
    {"round", 1, 2, round, real_type, number_types},
    {"sign", 1, 1, sign, integer_type, number_types},
    {"rand", 0, 0, random, real_type},
    {"e", 0, 0, euler, real_type},
    {"exp", 1, 1, real_function<exponential>, real_type, number_types},
    {"log", 1, 1, real_function<logarithm>, real_type, number_types},
    {"log10", 1, 1, real_function<decimal_logarithm>, real_type, number_types},
    {"sqrt", 1, 1, real_function<root>, real_type, number_types},
    {"acos", 1, 1, real_function<arc_cosine>, real_type, number_types},
    {"asin", 1, 1, real_function<arc_sine>, real_type, number_types},
    {"atan", 1, 1, real_function<arc_tangent_of>, real_type, number_types},
    {"atan2", 2, 2, arc_tangent, real_type, number_types},
    {"cos", 1, 1, real_function<cosine>, real_type, number_types},
    {"cot", 1, 1, real_function<cotangent>, real_type, number_types},
    {"degrees", 1, 1, real_function<degrees>, real_type, number_types},
    {"haversin", 1, 1, real_function<haversine>, real_type, number_types},
    {"pi", 0, 0, pi, real_type},
    {"radians", 1, 1, real_function<radians>, real_type, number_types},
    {"sin", 1, 1, real_function<sine>, real_type, number_types},
    {"tan", 1, 1, real_function<tangent>, real_type, number_types},
    {"isNaN", 1, 1, is_nan, types_of(Type::boolean), number_types},
};

}  // namespace

std::span<const Function> math_functions() { return table; }

}  // namespace almanac::graph::cypher
