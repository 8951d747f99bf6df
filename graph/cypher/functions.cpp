#include "graph/cypher/functions.h"

#include <algorithm>
#include <unordered_map>

#include "graph/cypher/query_error.h"

namespace almanac::graph::cypher {
namespace {

std::string lower(std::string_view name) {
  std::string text(name);
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

const std::unordered_map<std::string, const Function*>& all() {
  static const auto map = [] {
    std::unordered_map<std::string, const Function*> made;
    for (const auto table :
         {scalar_functions(), list_functions(), text_functions(), math_functions(), temporal_functions()}) {
      for (const Function& function : table) made.emplace(lower(function.name), &function);
    }
    return made;
  }();
  return map;
}

}  // namespace

const Function* find_function(std::string_view name) {
  const auto found = all().find(lower(name));
  return found == all().end() ? nullptr : found->second;
}

std::vector<std::string_view> function_names() {
  std::vector<std::string_view> names;
  for (const auto& [key, function] : all()) names.push_back(function->name);
  std::sort(names.begin(), names.end());
  return names;
}

void Call::fail_argument_type(std::size_t index) const {
  fail_type("InvalidArgumentValue",
            archive::filled(Text{"{}() cannot take a {}", "{}() 不能接受 {}"}, name, name_of(args[index].type)));
}

}  // namespace almanac::graph::cypher
