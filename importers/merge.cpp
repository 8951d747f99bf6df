#include "importers/merge.h"

#include <algorithm>

#include "archive/name.h"

namespace almanac::importers {
namespace {

using archive::Json;
using Combine = Expression::Combine;

std::string text_at(const Json& entry, const char* name) {
  const auto found = entry.find(name);
  if (found == entry.end() || found->is_null()) return {};
  return found->is_string() ? found->get<std::string>() : archive::dump(*found);
}

std::string joined(const Json& entry, std::initializer_list<const char*> names) {
  std::string key;
  for (const char* name : names) {
    key += text_at(entry, name);
    key += '\x1f';
  }
  return key;
}

// Lists and objects of records; everything else is a plain value.
bool is_list(const std::string& name, const Json& value) { return value.is_array() && name != "category"; }

bool less(const Json& a, const Json& b) {
  const auto x = archive::decimal_from_json(a);
  const auto y = archive::decimal_from_json(b);
  if (x && y && a.is_number()) return *x < *y;
  return archive::dump(a) < archive::dump(b);  // dates are written so that their text sorts
}

Json combined(const Json& before, const Json& value, Combine how) {
  switch (how) {
    case Combine::last:
      return value;
    case Combine::first:
      return before;
    case Combine::least:
      return less(value, before) ? value : before;
    case Combine::greatest:
      return less(before, value) ? value : before;
    case Combine::sum: {
      const auto x = archive::decimal_from_json(before);
      const auto y = archive::decimal_from_json(value);
      const auto total = x && y ? archive::add(*x, *y) : std::nullopt;
      return total ? archive::to_json(*total) : value;
    }
  }
  return value;
}

Combine rule_for(const CombineRules* combine, const std::string& name) {
  if (!combine) return Combine::last;
  const auto found = combine->fields.find(name);
  return found == combine->fields.end() ? Combine::last : found->second;
}

std::string list_of_path(const std::string& shown) { return shown.substr(0, shown.find('/')); }

void note(std::vector<FieldDifference>* conflicts, const std::string& field, const Json& before, const Json& after) {
  if (conflicts) conflicts->push_back({field, before, after});
}

// Lists that are kept as a set (links, lessons) come back in an order of the archive's.
bool same_entries(const std::string& list, const Json& a, const Json& b) {
  if (a == b) return true;
  if (a.size() != b.size() || (list != "channels" && list != "products" && list != "lessons")) return false;
  std::unordered_map<std::string, const Json*> known;
  for (const Json& entry : a) known.emplace(child_key(list, entry), &entry);
  return std::ranges::all_of(b, [&](const Json& entry) {
    const auto found = known.find(child_key(list, entry));
    return found != known.end() && *found->second == entry;
  });
}

std::string readable(std::string key) {
  while (!key.empty() && key.back() == '\x1f') key.pop_back();
  std::string shown;
  for (const char c : key) {
    if (c != '\x1f')
      shown += c;
    else
      shown += " · ";
  }
  return shown;
}

}  // namespace

bool same_value(const Json& a, const Json& b) {
  if (a == b) return true;
  // 5, 5.0 and "5" are the same amount: records write exact numbers in either form.
  if (a.is_structured() || b.is_structured()) return false;
  const auto x = archive::decimal_from_json(a);
  const auto y = archive::decimal_from_json(b);
  return x && y && *x == *y && (a.is_number() || b.is_number());
}

std::string entry_path(std::string_view list, const Json& entry) {
  return std::string(list) + "/" + readable(child_key(list, entry));
}

std::string child_key(std::string_view list, const Json& entry) {
  if (!entry.is_object()) return entry.is_string() ? entry.get<std::string>() : archive::dump(entry);
  if (list == "goals") {
    const std::string metric = text_at(entry, "metric");
    return metric.empty() ? "\x1e" + archive::fold(text_at(entry, "text"))
                          : joined(entry, {"metric", "parent", "phase"});
  }
  if (list == "results") {
    const std::string metric = text_at(entry, "metric");
    const std::string rest =
        joined(entry, {"channel", "segment", "product", "phase", "variant", "from", "to", "source"});
    return (metric.empty() ? "\x1e" + archive::fold(text_at(entry, "text")) : metric) + '\x1f' + rest;
  }
  if (list == "costs") return joined(entry, {"channel", "kind"});
  if (list == "lessons") {
    const std::string code = text_at(entry, "code");
    return code.empty() ? "\x1e" + archive::fold(text_at(entry, "statement")) : code;
  }
  if (list == "experiments") return archive::fold(text_at(entry, "hypothesis"));
  if (list == "competitors") return joined(entry, {"name", "action", "date"});
  if (entry.contains("name")) return text_at(entry, "name");  // phases, milestones, benefits, variants
  return archive::dump(entry);
}

Merger::Merger(Json record) : record_(std::move(record)) {
  if (!record_.is_object()) record_ = Json::object();
}

void Merger::apply(const Json& given, Lists lists, OnConflict policy, std::vector<FieldDifference>* conflicts,
                   const CombineRules* combine, const ListOwner* owner) {
  for (const auto& [name, value] : given.items()) {
    if (value.is_null()) continue;
    if (is_list(name, value)) {
      if (lists == Lists::add)
        add_to_list(name, value, policy, conflicts, combine);
      else if (owner)
        replace_own(name, value, policy, conflicts, *owner);
      else
        replace_list(name, value, policy, conflicts);
    } else if (value.is_object()) {
      Json& into = record_[name];
      if (!into.is_object()) into = Json::object();
      for (const auto& [key, item] : value.items())
        apply_scalar(into, key, item, policy, conflicts, name + "/" + key, combine);
    } else {
      apply_scalar(record_, name, value, policy, conflicts, name, combine);
    }
  }
}

void Merger::apply_scalar(Json& into, const std::string& name, const Json& value, OnConflict policy,
                          std::vector<FieldDifference>* conflicts, const std::string& shown,
                          const CombineRules* combine) {
  if (value.is_null() || (value.is_string() && value.get_ref<const std::string&>().empty())) return;
  const auto found = into.find(name);
  if (found == into.end() || found->is_null() || (found->is_structured() && found->empty())) {
    into[name] = value;
    changed(shown);
    return;
  }
  Json& before = *found;
  const Combine how = shown == name ? rule_for(combine, name) : rule_for(combine, list_of_path(shown) + "." + name);
  if (same_value(before, value) && how != Combine::sum) return;
  if (how != Combine::last) {
    before = combined(before, value, how);
    changed(shown);
    return;
  }
  note(conflicts, shown, before, value);
  if (policy == OnConflict::skip) return;
  before = value;
  changed(shown);
}

Merger::Index& Merger::index_of(const std::string& list) {
  const auto [slot, is_new] = indexes_.try_emplace(list);
  if (is_new) {
    const Json& entries = record_[list];
    for (std::size_t i = 0; i < entries.size(); ++i) slot->second.emplace(child_key(list, entries[i]), i);
  }
  return slot->second;
}

void Merger::add_to_list(const std::string& list, const Json& entries, OnConflict policy,
                         std::vector<FieldDifference>* conflicts, const CombineRules* combine) {
  if (!record_[list].is_array()) record_[list] = Json::array();
  Index& index = index_of(list);
  Json& into = record_[list];
  for (const Json& entry : entries) {
    const std::string key = child_key(list, entry);
    const auto [slot, is_new] = index.emplace(key, into.size());
    if (is_new) {
      into.push_back(entry);
      if (changes_) changed(list + "/" + readable(key));
      continue;
    }
    Json& known = into[slot->second];
    if (!entry.is_object() || !known.is_object()) continue;
    const std::string shown = list + "/" + readable(key);
    for (const auto& [name, value] : entry.items()) {
      if (value.is_array()) {
        // An experiment's variants: entries of an entry, few enough to look through.
        Json& inner = known[name];
        if (!inner.is_array()) inner = Json::array();
        for (const Json& item : value) {
          const std::string item_key = child_key(name, item);
          const auto same_item = std::ranges::find_if(
              inner, [&, &list_name = name](const Json& other) { return child_key(list_name, other) == item_key; });
          if (same_item == inner.end())
            inner.push_back(item);
          else if (item.is_object())
            for (const auto& [field, part] : item.items())
              apply_scalar(*same_item, field, part, policy, conflicts, shown + "/" + name, nullptr);
        }
      } else if (value.is_object()) {
        if (known.contains(name) && known[name] != value) note(conflicts, shown + "/" + name, known[name], value);
        if (!known.contains(name) || policy != OnConflict::skip) known[name] = value;
      } else {
        apply_scalar(known, name, value, policy, conflicts, shown, combine);
      }
    }
  }
}

void Merger::replace_list(const std::string& list, const Json& entries, OnConflict policy,
                          std::vector<FieldDifference>* conflicts) {
  indexes_.erase(list);
  const Json before = record_.contains(list) && record_[list].is_array() ? record_[list] : Json::array();
  Json after = entries;
  if (list == "results") {
    // Figures that another source gave stay.
    std::vector<std::string> sources{std::string()};
    for (const Json& entry : entries)
      if (entry.is_object()) sources.push_back(text_at(entry, "source"));
    Json kept = Json::array();
    for (const Json& entry : before)
      if (std::ranges::find(sources, text_at(entry, "source")) == sources.end()) kept.push_back(entry);
    for (const Json& entry : entries) kept.push_back(entry);
    after = std::move(kept);
  }
  if (same_entries(list, before, after)) {
    if (!record_.contains(list)) record_[list] = std::move(after);  // given, and given as empty
    return;
  }
  if (!before.empty()) {
    note(conflicts, list, before, after);
    if (policy == OnConflict::skip) return;
  }
  if (changes_)
    for (const Json& entry : after) changed(entry_path(list, entry));
  record_[list] = std::move(after);
}

// Entries keep their places, so that two files that both give a list leave it as it is when they are read again.
void Merger::replace_own(const std::string& list, const Json& entries, OnConflict policy,
                         std::vector<FieldDifference>* conflicts, const ListOwner& owner) {
  indexes_.erase(list);
  const Json before = record_.contains(list) && record_[list].is_array() ? record_[list] : Json::array();
  std::unordered_map<std::string, const Json*> given;
  for (const Json& entry : entries) given.insert_or_assign(child_key(list, entry), &entry);
  std::unordered_map<std::string, const Json*> known;
  const bool keep = policy == OnConflict::skip;
  bool others = false;  // entries that somebody else gave
  Json after = Json::array();
  for (const Json& entry : before) {
    const std::string key = child_key(list, entry);
    known.emplace(key, &entry);
    const auto told = given.find(key);
    if (told != given.end()) {
      Json entry_now = *told->second;
      if (!owner.owns(list, key) && entry.is_object() && entry_now.is_object()) {
        // Somebody else gave this entry, too: what only they say of it stays.
        entry_now = entry;
        for (const auto& [name, value] : told->second->items()) {
          const auto before_value = entry.find(name);
          if (before_value == entry.end() || (!keep && !same_value(*before_value, value))) entry_now[name] = value;
          if (before_value != entry.end() && !same_value(*before_value, value))
            note(conflicts, list + "/" + readable(key) + "/" + name, *before_value, value);
        }
      } else if (entry_now != entry) {
        note(conflicts, list + "/" + readable(key), entry, entry_now);
        if (keep) entry_now = entry;
      }
      others = others || entry_now != *told->second;
      after.push_back(std::move(entry_now));
    } else if (owner.owns(list, key)) {
      note(conflicts, list + "/" + readable(key), entry, Json());
      if (keep) after.push_back(entry);
    } else {
      others = true;
      after.push_back(entry);
    }
  }
  for (const Json& entry : entries)
    if (!known.contains(child_key(list, entry))) after.push_back(entry);
  if (!others && !keep) after = entries;
  if (same_entries(list, before, after)) return;
  record_[list] = std::move(after);
}

std::vector<FieldDifference> differences(const Json& before, const Json& after) {
  std::vector<FieldDifference> found;
  const auto compare = [&](const std::string& shown, const Json* old_value, const Json* new_value) {
    const Json from = old_value ? *old_value : Json();
    const Json to = new_value ? *new_value : Json();
    if (!same_value(from, to)) found.push_back({shown, from, to});
  };
  const auto by_key = [](const std::string& list, const Json& entries) {
    std::unordered_map<std::string, const Json*> map;
    for (const Json& entry : entries) map.emplace(child_key(list, entry), &entry);
    return map;
  };
  for (const auto& [name, value] : after.items()) {
    const auto old_value = before.find(name);
    if (value.is_array() && old_value != before.end() && old_value->is_array() && name != "category") {
      const auto old_entries = by_key(name, *old_value);
      const auto new_entries = by_key(name, value);
      for (const Json& entry : value) {
        const std::string key = child_key(name, entry);
        const auto known = old_entries.find(key);
        compare(name + "/" + readable(key), known == old_entries.end() ? nullptr : known->second, &entry);
      }
      for (const Json& entry : *old_value)
        if (const std::string key = child_key(name, entry); !new_entries.contains(key))
          compare(name + "/" + readable(key), &entry, nullptr);
    } else if (value.is_object() && old_value != before.end() && old_value->is_object()) {
      for (const auto& [key, item] : value.items()) {
        const auto known = old_value->find(key);
        compare(name + "/" + key, known == old_value->end() ? nullptr : &*known, &item);
      }
    } else {
      compare(name, old_value == before.end() ? nullptr : &*old_value, &value);
    }
  }
  for (const auto& [name, value] : before.items())
    if (!after.contains(name)) compare(name, &value, nullptr);
  return found;
}

}  // namespace almanac::importers
