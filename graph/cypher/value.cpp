#include "graph/cypher/value.h"

#include <algorithm>
#include <array>
#include <vector>

#include "graph/cypher/query_error.h"

namespace almanac::graph::cypher {
namespace {

std::uint32_t depth_of(const Value& value) {
  if (value.type == Type::list) return static_cast<const ListObject*>(value.object)->depth;
  if (value.type == Type::map) return value.map().depth;
  return 0;
}

std::uint32_t deeper(std::uint32_t depth) {
  if (depth >= deepest_nesting) {
    fail_argument("NestingTooDeep", archive::filled(Text{"lists and maps may not be nested deeper than {}",
                                                         "列表与映射的嵌套不能超过 {} 层"},
                                                    std::to_string(deepest_nesting)));
  }
  return depth + 1;
}

// Depth and weight of what has these members.
struct Extent {
  std::uint32_t depth = 0;
  std::uint64_t weight = 1;
  void add(const Value& member) {
    depth = std::max(depth, depth_of(member));
    weight += weight_of(member);
  }
  void settle() {
    depth = deeper(depth);
    if (depth > 1 && weight > heaviest_nested)
      fail_argument("ValueTooLarge",
                    archive::filled(Text{"lists of lists and maps may not have more than {} members in all",
                                         "嵌套的列表与映射合计不能超过 {} 项"},
                                    std::to_string(heaviest_nested)));
  }
};

ListObject* new_list(Arena& arena, std::size_t size, const Extent& extent) {
  auto* list = static_cast<ListObject*>(arena.allocate(sizeof(ListObject) + size * sizeof(Value)));
  list->size = static_cast<std::uint32_t>(size);
  list->depth = extent.depth;
  list->weight = extent.weight;
  return list;
}

MapObject* new_map(Arena& arena, std::size_t size, const Extent& extent) {
  auto* map = static_cast<MapObject*>(arena.allocate(sizeof(MapObject) + size * sizeof(MapEntry)));
  map->size = static_cast<std::uint32_t>(size);
  map->depth = extent.depth;
  map->weight = extent.weight;
  return map;
}

enum class Keep : std::uint8_t { unstable, everything };

Value kept(const Value& value, Arena& arena, Keep what) {
  if (value.stable && what == Keep::unstable) return value;
  switch (value.type) {
    case Type::string:
      return make_text(arena, value.text());
    case Type::list: {
      const auto items = value.list();
      ListObject* list = new_list(arena, items.size(), {depth_of(value), weight_of(value)});
      for (std::size_t i = 0; i < items.size(); ++i) list->items()[i] = kept(items[i], arena, what);
      return Value::of(Type::list, list);
    }
    case Type::map: {
      const MapObject& from = value.map();
      MapObject* map = new_map(arena, from.size, {from.depth, from.weight});
      for (std::uint32_t i = 0; i < from.size; ++i) {
        map->entries()[i] = {arena.text(from.entries()[i].key), kept(from.entries()[i].value, arena, what)};
      }
      return Value::of(Type::map, map);
    }
    case Type::path:
      return make_path(arena, {value.path().items(), value.path().length * 2 + 1});
    case Type::date_time:
      return make_zoned(arena, value.zoned());
    case Type::duration:
      return make_duration(arena, value.duration());
    default:
      return value;
  }
}

}  // namespace

const char* name_of(Type type) {
  static constexpr std::array<const char*, 16> names = {
      "NULL",         "BOOLEAN", "INTEGER", "FLOAT",      "STRING", "LIST",           "MAP",      "NODE",
      "RELATIONSHIP", "PATH",    "DATE",    "LOCAL TIME", "TIME",   "LOCAL DATETIME", "DATETIME", "DURATION"};
  return names[static_cast<std::size_t>(type)];
}

std::uint64_t weight_of(const Value& value) {
  switch (value.type) {
    case Type::string:
      return 1 + value.extra / 16;
    case Type::list:
      return static_cast<const ListObject*>(value.object)->weight;
    case Type::map:
      return value.map().weight;
    case Type::path:
      return 2 + value.path().length * 2;
    default:
      return 1;
  }
}

Value make_text(Arena& arena, std::string_view text) { return Value::of(arena.text(text)); }

Value make_list(Arena& arena, std::span<const Value> items) {
  Extent extent;
  for (const Value& item : items) extent.add(item);
  extent.settle();
  ListObject* list = new_list(arena, items.size(), extent);
  std::copy(items.begin(), items.end(), list->items());
  return Value::of(Type::list, list);
}

Value make_map(Arena& arena, std::span<const MapEntry> entries) {
  Extent extent;
  for (const MapEntry& entry : entries) extent.add(entry.value);
  extent.settle();
  MapObject* map = new_map(arena, entries.size(), extent);
  MapEntry* begin = map->entries();
  MapEntry* end = std::copy(entries.begin(), entries.end(), begin);
  std::stable_sort(begin, end, [](const MapEntry& a, const MapEntry& b) { return a.key < b.key; });
  MapEntry* last = begin;
  for (MapEntry* entry = begin; entry != end; ++entry) {
    if (entry != begin && last[-1].key == entry->key)
      last[-1] = *entry;
    else
      *last++ = *entry;
  }
  map->size = static_cast<std::uint32_t>(last - begin);
  return Value::of(Type::map, map);
}

Value make_path(Arena& arena, std::span<const Value> items) {
  auto* path = static_cast<PathObject*>(arena.allocate(sizeof(PathObject) + items.size() * sizeof(Value)));
  path->length = items.size() / 2;
  std::copy(items.begin(), items.end(), path->items());
  return Value::of(Type::path, path);
}

Value make_zoned(Arena& arena, const Zoned& zoned) {
  auto* made = arena.array<Zoned>(1);
  *made = zoned;
  made->zone = arena.text(zoned.zone);
  return Value::of(Type::date_time, made);
}

Value make_duration(Arena& arena, const Duration& duration) {
  auto* made = arena.array<Duration>(1);
  *made = duration;
  return Value::of(Type::duration, made);
}

const Value* find_key(const MapObject& map, std::string_view key) {
  const MapEntry* end = map.entries() + map.size;
  const MapEntry* found =
      std::lower_bound(map.entries(), end, key, [](const MapEntry& a, std::string_view b) { return a.key < b; });
  return found != end && found->key == key ? &found->value : nullptr;
}

Value keep(const Value& value, Arena& arena) { return kept(value, arena, Keep::unstable); }
Value keep_all(const Value& value, Arena& arena) { return kept(value, arena, Keep::everything); }

}  // namespace almanac::graph::cypher
