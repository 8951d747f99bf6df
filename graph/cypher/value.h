#pragma once
// A value of the query language, in 16 bytes without ownership. What does not fit (lists, maps, paths, texts, zoned date-times,
// durations) lies in an arena, in the graph, in the plan or in the parameters; a copy of a value points to the same bytes.

#include <cstdint>
#include <span>
#include <string_view>

#include "graph/cypher/arena.h"
#include "graph/property_graph.h"

namespace almanac::graph::cypher {

__extension__ typedef __int128 Wide;  // for sums that may not fit 64 bits

enum class Type : std::uint8_t {
  null,
  boolean,
  integer,
  real,
  string,
  list,
  map,
  node,
  relationship,
  path,
  date,             // days since 1970-01-01
  local_time,       // nanoseconds since midnight
  time,             // the same, with an offset in seconds
  local_date_time,  // seconds since 1970-01-01T00:00, and nanoseconds
  date_time,        // Zoned
  duration,         // Duration
};
const char* name_of(Type type);  // "STRING", "LOCAL DATETIME" …

struct Value;
// Deepest nesting of lists and maps that a query can make: what goes through them recursively needs no more stack than that.
inline constexpr std::uint32_t deepest_nesting = 200;
// Most plain values in lists of lists and maps, counted as often as they occur: [l, l] of a list costs no memory, but twice the time.
inline constexpr std::uint64_t heaviest_nested = 32'000'000;

struct ListObject {
  std::uint32_t size;
  std::uint32_t depth;   // 1 + the deepest of its members
  std::uint64_t weight;  // 1 + those of its members
  const Value* items() const;
  Value* items();
};
struct MapEntry;
struct MapObject {
  std::uint32_t size;
  std::uint32_t depth;
  std::uint64_t weight;
  const MapEntry* entries() const;  // ascending by key
  MapEntry* entries();
};
// Nodes and relationships in turn: 2 × length + 1 values.
struct PathObject {
  std::uint64_t length;
  const Value* items() const;
  Value* items();
};
struct Zoned {
  std::int64_t seconds;  // UTC, since 1970
  std::int32_t nanoseconds;
  std::int32_t offset;    // in seconds, east of Greenwich
  std::string_view zone;  // "Europe/Stockholm", or empty: the offset alone
};
// Months, days and seconds are kept apart, as their lengths are not comparable.
struct Duration {
  std::int64_t months, days, seconds;
  std::int64_t nanoseconds;  // 0 … 999,999,999
  bool operator==(const Duration&) const = default;
};

struct Value {
  Type type = Type::null;
  bool stable = false;  // what it points to lives at least as long as the query
  std::uint32_t extra =
      0;  // length of a text, table of a relationship, offset of a time, nanoseconds of a local date-time
  union {
    std::int64_t integer = 0;  // also the node's id, the relationship's `out` position, days, nanoseconds, seconds
    double real;
    const void* object;
  };

  static Value of(bool v) { return make(Type::boolean, v ? 1 : 0); }
  static Value of(std::int64_t v) { return make(Type::integer, v); }
  static Value of(double v) {
    Value value;
    value.type = Type::real;
    value.real = v;
    return value;
  }
  static Value of(std::string_view text, bool stable = false) {
    Value value = of(Type::string, text.data());
    value.extra = static_cast<std::uint32_t>(text.size());
    value.stable = stable;
    return value;
  }
  static Value of(Type type, const void* object) {
    Value value;
    value.type = type;
    value.object = object;
    return value;
  }
  static Value node(NodeId id) { return make(Type::node, id); }
  static Value relationship(std::uint32_t table, std::uint64_t position) {
    return make(Type::relationship, static_cast<std::int64_t>(position), table);
  }
  static Value make(Type type, std::int64_t number, std::uint32_t extra = 0) {
    Value value;
    value.type = type;
    value.integer = number;
    value.extra = extra;
    return value;
  }

  bool is_null() const { return type == Type::null; }
  bool is_true() const { return type == Type::boolean && integer != 0; }
  bool is_number() const { return type == Type::integer || type == Type::real; }
  double as_real() const { return type == Type::integer ? static_cast<double>(integer) : real; }
  NodeId node_id() const { return static_cast<NodeId>(integer); }
  std::string_view text() const { return {static_cast<const char*>(object), extra}; }
  std::span<const Value> list() const;
  const MapObject& map() const { return *static_cast<const MapObject*>(object); }
  const PathObject& path() const { return *static_cast<const PathObject*>(object); }
  const Zoned& zoned() const { return *static_cast<const Zoned*>(object); }
  const Duration& duration() const { return *static_cast<const Duration*>(object); }
  std::int32_t offset() const { return static_cast<std::int32_t>(extra); }
};
static_assert(sizeof(Value) == 16);

// About how many plain values it consists of: what it costs to compare, hash or copy it, in steps of a budget.
std::uint64_t weight_of(const Value& value);
inline bool may_be_heavy(const Value& value) { return value.type >= Type::string && value.type <= Type::path; }

struct MapEntry {
  std::string_view key;
  Value value;
};

inline const Value* ListObject::items() const { return static_cast<const Value*>(static_cast<const void*>(this + 1)); }
inline Value* ListObject::items() { return static_cast<Value*>(static_cast<void*>(this + 1)); }
inline const Value* PathObject::items() const { return static_cast<const Value*>(static_cast<const void*>(this + 1)); }
inline Value* PathObject::items() { return static_cast<Value*>(static_cast<void*>(this + 1)); }
inline const MapEntry* MapObject::entries() const {
  return static_cast<const MapEntry*>(static_cast<const void*>(this + 1));
}
inline MapEntry* MapObject::entries() { return static_cast<MapEntry*>(static_cast<void*>(this + 1)); }
inline std::span<const Value> Value::list() const {
  const auto* object_ = static_cast<const ListObject*>(object);
  return {object_->items(), object_->size};
}

// New objects in `arena`. Lists and maps nested deeper than deepest_nesting are an ArgumentError "NestingTooDeep", nested ones heavier
// than heaviest_nested "ValueTooLarge".
Value make_text(Arena& arena, std::string_view text);
Value make_list(Arena& arena, std::span<const Value> items);
// Of the entries, in any order; the last of equal keys counts. The keys are not copied.
Value make_map(Arena& arena, std::span<const MapEntry> entries);
Value make_path(Arena& arena, std::span<const Value> items);  // 2 × length + 1 of them
Value make_zoned(Arena& arena, const Zoned& zoned);           // the zone's name is copied
Value make_duration(Arena& arena, const Duration& duration);

const Value* find_key(const MapObject& map, std::string_view key);  // null: none

// The value with all that it points to in `arena`, but for what is stable anyway.
Value keep(const Value& value, Arena& arena);
// Also what is stable, for values that outlive plan and graph. Nodes and relationships remain numbers.
Value keep_all(const Value& value, Arena& arena);

}  // namespace almanac::graph::cypher
