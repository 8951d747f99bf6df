#include "archive/traces.h"

#include <algorithm>
#include <cctype>
#include <set>

namespace almanac::archive {
namespace {

// Characters that make one word with their neighbours of the same class; 0: with none.
int word_class(char c) {
  const auto byte = static_cast<unsigned char>(c);
  if (byte >= 0x80) return 2;
  return std::isalnum(byte) || c == '_' ? 1 : 0;
}

bool is_short_number(std::string_view key) {
  return key.size() < 6 && std::ranges::all_of(key, [](char c) { return c >= '0' && c <= '9'; });
}

// Whether a key may begin (or end) between these two characters, the second of which (first, at its end) is the key's.
bool is_edge(char outside, char inside, bool strict) {
  if (strict && (outside == '-' || outside == '.' || outside == ':' || outside == '/')) return false;
  return word_class(outside) != word_class(inside) || word_class(inside) == 0;
}

std::string csv_form(std::string_view key) {
  std::string form;
  for (const char c : key) form.append(c == '"' ? 2 : 1, c);
  return form;
}

constexpr const char* values_of_a_person[] = {"value",  "raw",   "fields", "conflicts", "attributes", "tags",
                                              "before", "after", "found",  "given",     "stored",     "restored"};

}  // namespace

Traces::Traces(const std::vector<Trace>& people) {
  std::set<std::size_t> lengths;
  forms_.reserve(3 * people.size());
  replacements_.reserve(people.size());
  for (const Trace& person : people) {
    if (person.key.empty()) continue;
    replacements_.push_back(person.replacement);
    const std::string json = dump(Json(person.key));
    for (const std::string& form : {person.key, json.substr(1, json.size() - 2), csv_form(person.key)}) {
      if (keys_.contains(form)) continue;
      forms_.push_back(form);
      keys_.emplace(forms_.back(), &replacements_.back());
      lengths.insert(form.size());
      begins_[static_cast<unsigned char>(form.front())] = true;
    }
  }
  lengths_.assign(lengths.rbegin(), lengths.rend());  // the longest first
}

std::size_t Traces::match(std::string_view text, std::size_t at, const std::string*& replacement) const {
  if (!begins_[static_cast<unsigned char>(text[at])]) return 0;
  for (const std::size_t length : lengths_) {
    if (at + length > text.size()) continue;
    const auto found = keys_.find(text.substr(at, length));
    if (found == keys_.end()) continue;
    const bool strict = is_short_number(found->first);
    const std::size_t end = at + length;
    const bool whole = text.size() == length;
    if (!whole && at > 0 && !is_edge(text[at - 1], text[at], strict)) continue;
    if (!whole && end < text.size() && !is_edge(text[end], text[end - 1], strict)) continue;
    replacement = found->second;
    return length;
  }
  return 0;
}

bool Traces::find(std::string_view text) const {
  const std::string* replacement = nullptr;
  for (std::size_t at = 0; at < text.size(); ++at)
    if (match(text, at, replacement) > 0) return true;
  return false;
}

std::string Traces::replaced(std::string_view text) const {
  std::string made;
  for (std::size_t at = 0; at < text.size();) {
    const std::string* replacement = nullptr;
    if (const std::size_t length = match(text, at, replacement); length > 0) {
      made += *replacement;
      at += length;
    } else {
      made += text[at++];
    }
  }
  return made;
}

const std::string* Traces::of(std::string_view key) const {
  const auto found = keys_.find(key);
  return found == keys_.end() ? nullptr : found->second;
}

bool Traces::scrub(Json& json) const {
  if (json.is_string()) {
    const std::string& text = json.get_ref<const std::string&>();
    if (!find(text)) return false;
    json = replaced(text);
    return true;
  }
  bool changed = false;
  if (json.is_array()) {
    for (Json& each : json) changed |= scrub(each);
    return changed;
  }
  if (!json.is_object()) return false;
  const auto names_one = [&](const char* name, bool exactly) {
    const auto member = json.find(name);
    if (member == json.end() || !member->is_string()) return false;
    const std::string& text = member->get_ref<const std::string&>();
    return exactly ? of(text) != nullptr : find(text);
  };
  if (names_one("user", true) || names_one("key", true) || names_one("raw", false) || names_one("value", false)) {
    for (const char* name : values_of_a_person)
      if (const auto member = json.find(name); member != json.end())
        *member = member->is_string()   ? Json("")
                  : member->is_array()  ? Json::array()
                  : member->is_object() ? Json::object()
                                        : Json();
    changed = true;
  }
  Json renamed = Json::object();
  for (auto& [name, value] : json.items()) {
    changed |= scrub(value);
    const bool named = find(name);
    changed |= named;
    renamed[named ? replaced(name) : name] = std::move(value);
  }
  json = std::move(renamed);
  return changed;
}

}  // namespace almanac::archive
