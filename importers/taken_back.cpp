// One record, three states: before the import, after it, now.

#include <algorithm>
#include <unordered_map>

#include "importers/merge.h"
#include "importers/undo.h"

namespace almanac::importers {
namespace {

using archive::Json;

const Json* member(const Json& object, const std::string& name) {
  const auto found = object.find(name);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

bool same(const Json* a, const Json* b) { return a == nullptr ? b == nullptr : b != nullptr && *a == *b; }

Json value_of(const Json* value) { return value ? *value : Json(); }

bool is_list_of_entries(const std::string& name, const Json* value) {
  return value && value->is_array() && name != "category";
}

class Field {
 public:
  Field(std::string shown, std::vector<FieldDifference>& kept) : shown_(std::move(shown)), kept_(kept) {}

  // What a plain value is to be; nullptr: absent.
  const Json* settle(const Json* now, const Json* before, const Json* after) const {
    if (same(before, after) || same(now, before)) return now;
    if (same(now, after)) return before;
    kept_.push_back({shown_, value_of(before), value_of(now)});
    return now;
  }

 private:
  std::string shown_;
  std::vector<FieldDifference>& kept_;
};

Json settle_object(const std::string& shown, const Json& now, const Json& before, const Json& after,
                   std::vector<FieldDifference>& kept) {
  Json result = Json::object();
  const auto take = [&](const std::string& name) {
    if (result.contains(name)) return;
    const Json* value =
        Field(shown + "/" + name, kept).settle(member(now, name), member(before, name), member(after, name));
    if (value) result[name] = *value;
  };
  for (const Json* object : {&before, &now, &after})
    for (const auto& [name, value] : object->items()) take(name);
  return result;
}

using Entries = std::unordered_map<std::string, const Json*>;

Entries by_key(const std::string& list, const Json& entries) {
  Entries map;
  for (const Json& entry : entries) map.emplace(child_key(list, entry), &entry);
  return map;
}

const Json* find(const Entries& entries, const std::string& key) {
  const auto found = entries.find(key);
  return found == entries.end() ? nullptr : found->second;
}

// Entries that are there now keep their order; those that come back follow.
Json settle_list(const std::string& list, const Json& now, const Json& before, const Json& after,
                 std::vector<FieldDifference>& kept) {
  const Entries old_entries = by_key(list, before);
  const Entries new_entries = by_key(list, after);
  const Entries here = by_key(list, now);
  Json result = Json::array();
  for (const Json& entry : now) {
    const std::string key = child_key(list, entry);
    const Json* was = find(old_entries, key);
    const Json* left = find(new_entries, key);
    const std::string shown = entry_path(list, entry);
    if (was && left && entry.is_object()) {
      result.push_back(same(was, left) ? entry : settle_object(shown, entry, *was, *left, kept));
    } else if (const Json* value = Field(shown, kept).settle(&entry, was, left)) {
      result.push_back(*value);
    }
  }
  for (const Json& entry : before) {
    const std::string key = child_key(list, entry);
    if (!find(here, key) && !find(new_entries, key)) result.push_back(entry);
  }
  return result;
}

}  // namespace

Json taken_back(const Json& current, const Json& before, const Json& after, std::vector<FieldDifference>& kept) {
  if (current == after) return before;
  Json result = current;
  const auto settle = [&](const std::string& name) {
    const Json* now = member(current, name);
    const Json* was = member(before, name);
    const Json* left = member(after, name);
    if (same(was, left) || same(now, was)) return;
    const Json none_list = Json::array();
    const Json none_object = Json::object();
    if (same(now, left)) {
      if (was)
        result[name] = *was;
      else
        result.erase(name);
    } else if (is_list_of_entries(name, now ? now : was ? was : left)) {
      const Json settled =
          settle_list(name, now ? *now : none_list, was ? *was : none_list, left ? *left : none_list, kept);
      if (settled.empty())
        result.erase(name);
      else
        result[name] = settled;
    } else if (now && now->is_object()) {
      const Json settled = settle_object(name, *now, was ? *was : none_object, left ? *left : none_object, kept);
      if (settled.empty())
        result.erase(name);
      else
        result[name] = settled;
    } else {
      kept.push_back({name, value_of(was), value_of(now)});
    }
  };
  for (const auto& [name, value] : after.items()) settle(name);
  for (const auto& [name, value] : before.items())
    if (!after.contains(name)) settle(name);
  return result;
}

}  // namespace almanac::importers
