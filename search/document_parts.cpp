#include "search/document_parts.h"

#include <algorithm>

#include "search/analysis.h"

namespace almanac::search {

using archive::Json;
using Nature = TextPart::Nature;

namespace {

constexpr std::size_t most_field_bytes = 600;  // of prose in the fields of a hit

void add_json_text(std::vector<TextPart>& parts, const Json& value) {
  if (value.is_string()) add_text(parts, value.get_ref<const std::string&>());
  if (value.is_array() || value.is_object())
    for (const Json& inner : value) add_json_text(parts, inner);
}

}  // namespace

void add_value(Document& document, Field field, std::string_view value) {
  if (value.empty()) return;
  auto& values = document.values[field];
  if (std::find(values.begin(), values.end(), value) == values.end()) values.emplace_back(value);
}

void add_values(Document& document, Field field, const archive::Strings& values) {
  auto& list = document.values[field];
  if (list.empty() && values.size() > 64) list = values;  // a long list comes from one place and has no doubles
  if (list.size() < values.size() || values.size() <= 64)
    for (const std::string& value : values) add_value(document, field, value);
  if (list.empty()) document.values.erase(field);
}

void add_text(std::vector<TextPart>& parts, std::string_view text, std::uint8_t weight, Nature nature) {
  if (text.empty()) return;
  for (const TextPart& part : parts)
    if (part.text == text) return;
  parts.push_back({std::string(text), weight, nature});
}

void add_list(std::vector<TextPart>& parts, const archive::Strings& words, std::uint8_t weight) {
  std::string joined;
  for (const std::string& word : words) {
    if (!joined.empty()) joined += "; ";
    joined += word;
  }
  add_text(parts, joined, weight, Nature::names);
}

void add_attributes(Document& document, const archive::Attributes& attributes, std::vector<TextPart>& parts) {
  for (const auto& [name, value] : attributes) {
    add_json_text(parts, value);
    const auto add = [&, &attribute = name](const Json& one) {
      if (one.is_string()) document.attributes.emplace_back(attribute, one.get<std::string>());
      if (one.is_number() || one.is_boolean()) document.attributes.emplace_back(attribute, archive::dump(one));
    };
    add(value);
    if (value.is_array())
      for (const Json& one : value) add(one);
  }
}

void put_field(Json& fields, const char* name, const std::string& value) {
  if (!value.empty()) fields[name] = value;
}

void put_field(Json& fields, const char* name, const std::optional<archive::Date>& value) {
  if (value) fields[name] = value->to_string();
}

void put_field(Json& fields, const char* name, const std::optional<archive::Decimal>& value) {
  if (value) fields[name] = archive::to_json(*value);
}

void put_field(Json& fields, const char* name, const archive::Strings& values, std::size_t most) {
  if (values.empty()) return;
  Json list = Json::array();
  for (std::size_t i = 0; i < values.size() && i < most; ++i) list.push_back(values[i]);
  fields[name] = std::move(list);
  if (values.size() > most) fields[std::string(name) + "_count"] = values.size();
}

std::string shortened(const std::string& text) {
  if (text.size() <= most_field_bytes) return text;
  return text.substr(0, cut_at_character(text, most_field_bytes)) + "…";
}

}  // namespace almanac::search
