#include "importers/record_memory.h"

#include <algorithm>

namespace almanac::importers {

using archive::Json;
using archive::Said;

namespace {

const Json* member(const Json& object, const std::string& name) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(name);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

// Entries of a list by their child keys.
std::unordered_map<std::string, const Json*> by_key(const std::string& list, const Json* entries) {
  std::unordered_map<std::string, const Json*> map;
  if (entries && entries->is_array())
    for (const Json& entry : *entries) map.insert_or_assign(child_key(list, entry), &entry);
  return map;
}

const Json* entry_of(const std::unordered_map<std::string, const Json*>& entries, const std::string& key) {
  const auto found = entries.find(key);
  return found == entries.end() ? nullptr : found->second;
}

}  // namespace

RecordMemory::RecordMemory(const std::vector<Said>& said, const archive::SourceFile& file) : said_(said), file_(file) {
  for (const Said& each : said_)
    if (each.file.is_same_source(file_)) earlier_ = &each;
}

void RecordMemory::collect(const std::string& list) const {
  if (!collected_.insert(list).second) return;
  for (const Said& each : said_) {
    const bool own = each.file.is_same_source(file_);
    if (own && &each != earlier_) continue;
    if (const Json* entries = member(each.said, list); entries && entries->is_array())
      for (const Json& entry : *entries) (own ? own_ : others_)[list].insert(child_key(list, entry));
  }
}

bool RecordMemory::owns(const std::string& list, const std::string& key) const {
  collect(list);
  const auto own = own_.find(list);
  if (own == own_.end() || !own->second.contains(key)) return false;
  const auto others = others_.find(list);
  return others == others_.end() || !others->second.contains(key);
}

const RecordMemory::Entries& RecordMemory::entries_of(const Said& said, const std::string& list) const {
  const auto [slot, is_new] = entries_.try_emplace({&said, list});
  if (is_new) slot->second = by_key(list, member(said.said, list));
  return slot->second;
}

// Whether a file that spoke later than this one gave the value.
bool RecordMemory::leads(const std::string& field, const Json& value) const {
  const std::size_t slash = field.find('/');
  return std::ranges::any_of(said_, [&](const Said& each) {
    if (each.file.id <= earlier_->file.id || each.file.is_same_source(file_)) return false;
    const Json* said = member(each.said, field.substr(0, slash));
    if (said && slash != std::string::npos) said = member(*said, field.substr(slash + 1));
    return said && same_value(*said, value);
  });
}

Json RecordMemory::settled_entry(const std::string& list, const Json& entry, const Json& earlier,
                                 const Json& current) const {
  Json settled = entry;
  const std::string key = child_key(list, entry);
  for (auto& [name, value] : settled.items()) {
    const Json* before = member(earlier, name);
    const Json* now = member(current, name);
    if (!before || !now || !same_value(*before, value) || same_value(*now, value)) continue;
    const bool led = std::ranges::any_of(said_, [&](const Said& each) {
      if (each.file.id <= earlier_->file.id || each.file.is_same_source(file_)) return false;
      const Json* other = entry_of(entries_of(each, list), key);
      const Json* said = other ? member(*other, name) : nullptr;
      return said && same_value(*said, *now);
    });
    if (led) value = *now;
  }
  return settled;
}

Json RecordMemory::settled(const Json& given, const Json& record) const {
  Json result = given;
  if (!earlier_) return result;
  for (auto& [name, value] : result.items()) {
    const Json* before = member(earlier_->said, name);
    const Json* current = member(record, name);
    if (!before || !current) continue;
    if (value.is_array() && name != "category") {
      const auto earlier_entries = by_key(name, before);
      const auto current_entries = by_key(name, current);
      for (Json& entry : value) {
        if (!entry.is_object()) continue;
        const std::string key = child_key(name, entry);
        const Json* said = entry_of(earlier_entries, key);
        const Json* now = entry_of(current_entries, key);
        if (said && now && *now != entry) entry = settled_entry(name, entry, *said, *now);
      }
    } else if (value.is_object()) {
      for (auto& [key, item] : value.items()) {
        const Json* said = member(*before, key);
        const Json* now = member(*current, key);
        if (said && now && same_value(*said, item) && !same_value(*now, item) && leads(name + "/" + key, *now))
          item = *now;
      }
    } else if (same_value(*before, value) && !same_value(*current, value) && leads(name, *current)) {
      value = *current;
    }
  }
  return result;
}

std::optional<Said> RecordMemory::news(Json given, Lists lists, std::uint64_t row,
                                       std::map<std::string, Json> rows) const {
  Said said;
  said.row = row;
  if (earlier_) {
    const bool same_import = earlier_->file.import_id == file_.import_id;
    if (!same_import && lists == Lists::replace && earlier_->said == given) return std::nullopt;
    if (same_import || lists == Lists::add) {
      // More rows of the same file, or a flat file again: what it said before it still says.
      Merger merged(earlier_->said);
      std::vector<std::string> changes;
      merged.note_changes(&changes);
      merged.apply(given, lists, OnConflict::update);
      if (changes.empty()) return std::nullopt;
      given = merged.take();
      if (same_import) {
        said.row = earlier_->row;
        std::map<std::string, Json> all = earlier_->rows;
        for (const std::string& path : changes) {
          const auto known = rows.find(path);
          all[path] = known == rows.end() ? Json(row) : known->second;
        }
        rows = std::move(all);
      }
    }
  }
  said.rows = std::move(rows);
  said.said = std::move(given);
  return said;
}

}  // namespace almanac::importers
