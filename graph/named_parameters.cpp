#include "graph/named_parameters.h"

#include <algorithm>

#include "archive/error.h"

namespace almanac::graph {

std::vector<std::string> NamedParameters::all(std::string_view name) const {
  std::vector<std::string> values;
  for (const auto& [known, value] : parameters_) {
    if (known == name && !value.empty()) values.push_back(value);
  }
  return values;
}

std::string NamedParameters::one(std::string_view name) const {
  const auto found = std::find_if(parameters_.begin(), parameters_.end(),
                                  [&](const auto& one) { return one.first == name && !one.second.empty(); });
  return found == parameters_.end() ? std::string() : found->second;
}

bool NamedParameters::flag(std::string_view name) const {
  const std::string text = one(name);
  return text == "1" || text == "true";
}

std::optional<archive::Date> NamedParameters::date(const char* name) const {
  const std::string text = one(name);
  if (text.empty()) return std::nullopt;
  const auto date = archive::Date::parse(text);
  if (!date)
    throw_bad(name, {"{} is a date such as 2024-11-11, not \"{}\"", "{} 须为日期，例如 2024-11-11，而不是“{}”"}, text);
  return date;
}

std::string NamedParameters::word(const char* name, const std::vector<std::string>& words) const {
  const std::string text = one(name);
  if (text.empty()) return words.front();
  if (std::find(words.begin(), words.end(), text) != words.end()) return text;
  std::string all;
  for (const auto& known : words) all += (all.empty() ? "" : ", ") + known;
  throw_bad(name, {"{} is one of " + all + ", not \"{}\"", "{} 只能是 " + all + " 之一，而不是“{}”"}, text);
}

void NamedParameters::throw_bad(const char* name, const archive::Text& message, const std::string& text) {
  throw archive::Error(archive::ErrorKind::invalid_input, "bad_parameter", archive::filled(message, name, text), name);
}

}  // namespace almanac::graph
