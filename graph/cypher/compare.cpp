#include "graph/cypher/compare.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <string_view>

namespace almanac::graph::cypher {
namespace {

// Exactly, also where a double cannot hold the integer.
std::partial_ordering compare_numbers(const Value& a, const Value& b) {
  if (a.type == Type::integer && b.type == Type::integer) return a.integer <=> b.integer;
  if (a.type == Type::real && b.type == Type::real) return a.real <=> b.real;
  if (a.type == Type::real) {
    const auto reversed = compare_numbers(b, a);
    return reversed < 0 ? std::partial_ordering::greater : reversed > 0 ? std::partial_ordering::less : reversed;
  }
  const double real = b.real;
  if (std::isnan(real)) return std::partial_ordering::unordered;
  constexpr double beyond = 9223372036854775808.0;
  if (real >= beyond) return std::partial_ordering::less;
  if (real < -beyond) return std::partial_ordering::greater;
  const double whole = std::floor(real);
  const auto order = a.integer <=> static_cast<std::int64_t>(whole);
  if (order != 0) return order;
  return whole < real ? std::partial_ordering::less : std::partial_ordering::equivalent;
}

std::strong_ordering strong(std::partial_ordering order) {
  return order < 0   ? std::strong_ordering::less
         : order > 0 ? std::strong_ordering::greater
                     : std::strong_ordering::equal;
}

std::strong_ordering compare_texts(std::string_view a, std::string_view b) { return a.compare(b) <=> 0; }

std::strong_ordering compare_times(const Value& a, const Value& b) {
  constexpr std::int64_t second = 1'000'000'000;
  const auto instant = a.integer - a.offset() * second <=> b.integer - b.offset() * second;
  return instant != 0 ? instant : a.offset() <=> b.offset();
}

std::strong_ordering compare_zoned(const Zoned& a, const Zoned& b) {
  if (a.seconds != b.seconds) return a.seconds <=> b.seconds;
  if (a.nanoseconds != b.nanoseconds) return a.nanoseconds <=> b.nanoseconds;
  if (a.offset != b.offset) return a.offset <=> b.offset;
  return compare_texts(a.zone, b.zone);
}

std::strong_ordering compare_durations(const Duration& a, const Duration& b) {
  const long double x = order_of(a);
  const long double y = order_of(b);
  if (x != y) return x < y ? std::strong_ordering::less : std::strong_ordering::greater;
  if (a.months != b.months) return a.months <=> b.months;
  if (a.days != b.days) return a.days <=> b.days;
  return a.seconds <=> b.seconds;
}

std::strong_ordering compare_ids(const Value& a, const Value& b) {
  return a.extra != b.extra ? a.extra <=> b.extra : a.integer <=> b.integer;
}

std::span<const Value> items_of(const PathObject& path) { return {path.items(), path.length * 2 + 1}; }

Truth equal_lists(std::span<const Value> a, std::span<const Value> b) {
  if (a.size() != b.size()) return Truth::no;
  Truth all = Truth::yes;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const Truth one = equals(a[i], b[i]);
    if (one == Truth::no) return Truth::no;
    if (one == Truth::unknown) all = Truth::unknown;
  }
  return all;
}

Truth equal_maps(const MapObject& a, const MapObject& b) {
  if (a.size != b.size) return Truth::no;
  Truth all = Truth::yes;
  for (std::uint32_t i = 0; i < a.size; ++i) {
    if (a.entries()[i].key != b.entries()[i].key) return Truth::no;
    const Truth one = equals(a.entries()[i].value, b.entries()[i].value);
    if (one == Truth::no) return Truth::no;
    if (one == Truth::unknown) all = Truth::unknown;
  }
  return all;
}

// Of two values of one type that has an order of its own.
std::strong_ordering compare_scalars(const Value& a, const Value& b) {
  switch (a.type) {
    case Type::string:
      return compare_texts(a.text(), b.text());
    case Type::local_date_time:
      return a.integer != b.integer ? a.integer <=> b.integer : a.extra <=> b.extra;
    case Type::time:
      return compare_times(a, b);
    case Type::date_time:
      return compare_zoned(a.zoned(), b.zoned());
    case Type::duration:
      return compare_durations(a.duration(), b.duration());
    case Type::node:
    case Type::relationship:
      return compare_ids(a, b);
    default:
      return a.integer <=> b.integer;
  }
}

template <class Compare>
auto compare_lists(std::span<const Value> a, std::span<const Value> b, Compare&& one) -> decltype(one(a[0], b[0])) {
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    const auto order = one(a[i], b[i]);
    if (order != 0) return order;
  }
  return a.size() <=> b.size();
}

int rank_of(const Value& value) {
  static constexpr std::array<int, 16> ranks = {
      /*null*/ 99,   /*boolean*/ 12,      /*integer*/ 13, /*real*/ 13,
      /*string*/ 11, /*list*/ 3,          /*map*/ 0,      /*node*/ 1,
      /*rel*/ 2,     /*path*/ 4,          /*date*/ 7,     /*localtime*/ 9,
      /*time*/ 8,    /*localdatetime*/ 6, /*datetime*/ 5, /*duration*/ 10};
  if (value.type == Type::real && std::isnan(value.real)) return 14;
  return ranks[static_cast<std::size_t>(value.type)];
}

std::strong_ordering order_maps(const MapObject& a, const MapObject& b) {
  if (a.size != b.size) return a.size <=> b.size;
  for (std::uint32_t i = 0; i < a.size; ++i) {
    const auto keys = compare_texts(a.entries()[i].key, b.entries()[i].key);
    if (keys != 0) return keys;
  }
  for (std::uint32_t i = 0; i < a.size; ++i) {
    const auto values = order(a.entries()[i].value, b.entries()[i].value);
    if (values != 0) return values;
  }
  return std::strong_ordering::equal;
}

std::uint64_t mix(std::uint64_t h, std::uint64_t v) {
  h ^= v + 0x9e3779b97f4a7c15ULL + (h << 6U) + (h >> 2U);
  h *= 0xff51afd7ed558ccdULL;
  return h ^ (h >> 32U);
}

std::uint64_t hash_number(const Value& value) {
  if (value.type == Type::integer) return static_cast<std::uint64_t>(value.integer);
  const double real = value.real;
  if (real == std::floor(real) && std::abs(real) < 9.2e18) {
    return static_cast<std::uint64_t>(static_cast<std::int64_t>(real));
  }
  return std::isnan(real) ? 7 : std::bit_cast<std::uint64_t>(real);
}

}  // namespace

long double order_of(const Duration& d) {
  return (static_cast<long double>(d.months) * 2629746 + static_cast<long double>(d.days) * 86400 +
          static_cast<long double>(d.seconds)) *
             1e9L +
         static_cast<long double>(d.nanoseconds);
}

Truth equals(const Value& a, const Value& b) {
  if (a.is_null() || b.is_null()) return Truth::unknown;
  if (a.is_number() && b.is_number()) return truth(compare_numbers(a, b) == 0);
  if (a.type != b.type) return Truth::no;
  switch (a.type) {
    case Type::list:
      return equal_lists(a.list(), b.list());
    case Type::map:
      return equal_maps(a.map(), b.map());
    case Type::path:
      return equal_lists(items_of(a.path()), items_of(b.path()));
    case Type::duration:
      return truth(a.duration() == b.duration());
    default:
      return truth(compare_scalars(a, b) == 0);
  }
}

std::optional<std::partial_ordering> compare(const Value& a, const Value& b) {
  if (a.is_null() || b.is_null()) return std::nullopt;
  if (a.is_number() && b.is_number()) return compare_numbers(a, b);
  if (a.type != b.type) return std::nullopt;
  switch (a.type) {
    case Type::node:
    case Type::relationship:
    case Type::map:
    case Type::path:
    case Type::duration:
      return std::nullopt;
    case Type::list: {
      const auto x = a.list();
      const auto y = b.list();
      for (std::size_t i = 0; i < std::min(x.size(), y.size()); ++i) {
        const auto order = compare(x[i], y[i]);
        if (!order || *order != 0) return order;
      }
      return x.size() <=> y.size();
    }
    default:
      return compare_scalars(a, b);
  }
}

std::strong_ordering order(const Value& a, const Value& b) {
  const int x = rank_of(a);
  const int y = rank_of(b);
  if (x != y) return x <=> y;
  if (a.is_null() || x == 14) return std::strong_ordering::equal;
  if (a.is_number()) return strong(compare_numbers(a, b));
  switch (a.type) {
    case Type::list:
      return compare_lists(a.list(), b.list(), order);
    case Type::path:
      return compare_lists(items_of(a.path()), items_of(b.path()), order);
    case Type::map:
      return order_maps(a.map(), b.map());
    default:
      return compare_scalars(a, b);
  }
}

bool equivalent(const Value& a, const Value& b) {
  if (a.type == b.type) {
    switch (a.type) {
      case Type::null:
        return true;
      case Type::boolean:
      case Type::integer:
      case Type::node:
        return a.integer == b.integer;
      case Type::string:
        return a.text() == b.text();
      default:
        break;
    }
  }
  return order(a, b) == 0;
}

std::uint64_t hash(const Value& value) {
  const std::uint64_t seed = static_cast<std::uint64_t>(rank_of(value)) * 0x9e3779b97f4a7c15ULL;
  switch (value.type) {
    case Type::null:
      return seed;
    case Type::integer:
    case Type::real:
      return mix(seed, hash_number(value));
    case Type::string:
      return mix(seed, std::hash<std::string_view>{}(value.text()));
    case Type::list:
    case Type::path: {
      std::uint64_t h = seed;
      for (const Value& item : value.type == Type::list ? value.list() : items_of(value.path())) h = mix(h, hash(item));
      return h;
    }
    case Type::map: {
      std::uint64_t h = seed;
      for (std::uint32_t i = 0; i < value.map().size; ++i) {
        h = mix(h, std::hash<std::string_view>{}(value.map().entries()[i].key));
        h = mix(h, hash(value.map().entries()[i].value));
      }
      return h;
    }
    case Type::date_time:
      return mix(seed, static_cast<std::uint64_t>(value.zoned().seconds));
    case Type::duration:
      return mix(mix(seed, static_cast<std::uint64_t>(value.duration().months)),
                 static_cast<std::uint64_t>(value.duration().seconds));
    default:
      return mix(mix(seed, static_cast<std::uint64_t>(value.integer)), value.extra);
  }
}

}  // namespace almanac::graph::cypher
