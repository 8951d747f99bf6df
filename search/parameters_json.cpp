#include "search/parameters_json.h"

#include "archive/error.h"

namespace almanac::search {
namespace {

using archive::Error;
using archive::ErrorKind;
using archive::Json;

[[noreturn]] void bad(const std::string& name) {
  throw Error(ErrorKind::invalid_input, "bad_parameter",
              filled(archive::Text{"{} is a text, a number or a list of them", "{} 须为文本、数字或其列表"}, name),
              "/" + name);
}

// These are one value, with commas between.
bool is_listed(std::string_view name) { return name == "facets" || name == "histograms"; }

void add(Parameters& parameters, const std::string& name, const Json& value) {
  if (value.is_array() && is_listed(name)) {
    std::string joined;
    for (const Json& part : value) {
      if (!part.is_string()) bad(name);
      if (!joined.empty()) joined += ',';
      joined += part.get<std::string>();
    }
    parameters.emplace_back(name, joined);
  } else if (value.is_array()) {
    for (const Json& part : value) {
      if (part.is_array()) bad(name);
      add(parameters, name, part);
    }
  } else if (value.is_string()) {
    parameters.emplace_back(name, value.get<std::string>());
  } else if (value.is_number() || value.is_boolean()) {
    parameters.emplace_back(name, archive::dump(value));
  } else if (!value.is_null()) {
    bad(name);
  }
}

}  // namespace

Parameters parameters_of(const Json& object) {
  if (!object.is_object())
    throw Error(ErrorKind::invalid_input, "object_expected",
                {"a search is a JSON object with the parameters of GET /search",
                 "搜索须为 JSON 对象，字段同 GET /search 的参数"},
                "/");
  Parameters parameters;
  for (const auto& [name, value] : object.items()) add(parameters, name, value);
  return parameters;
}

}  // namespace almanac::search
