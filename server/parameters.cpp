// The query of a request, checked against its route: nothing unknown passes, so that a misspelt filter is an error and
// not an answer to another question.

#include <algorithm>
#include <charconv>

#include "archive/name.h"
#include "archive/time.h"
#include "server/api.h"
#include "server/http_head.h"
#include "server/problem.h"

namespace almanac::server {
namespace {

constexpr std::string_view language_parameter = "lang";

HttpError bad(const Parameter& parameter, Text message) {
  return HttpError(400, "bad_parameter", std::move(message), std::string(parameter.name));
}

const Parameter* find_parameter(const Route& route, std::string_view name) {
  for (const auto& parameter : route.parameters) {
    if (parameter.in != Parameter::In::query) continue;
    if (parameter.name == name) return &parameter;
    if (parameter.prefix && name.size() > parameter.name.size() &&
        name.substr(0, parameter.name.size()) == parameter.name)
      return &parameter;
  }
  return nullptr;
}

HttpError unknown(const Route& route, const std::string& name) {
  std::string nearest, all;
  std::size_t least = 4;
  for (const auto& parameter : route.parameters) {
    if (parameter.in != Parameter::In::query) continue;
    all += all.empty() ? "" : ", ";
    all += parameter.name;
    const auto distance = archive::edit_distance(name, parameter.name, 3);
    if (distance < least) {
      least = distance;
      nearest = parameter.name;
    }
  }
  if (!nearest.empty()) {
    return HttpError(
        400, "unknown_parameter",
        filled(Text{"there is no parameter {}; did you mean {}?", "没有参数 {}；您是指 {} 吗？"}, name, nearest), name);
  }
  return HttpError(400, "unknown_parameter",
                   filled(Text{"there is no parameter {}; this takes: {}", "没有参数 {}；可用的参数有：{}"}, name,
                          all.empty() ? "lang" : all + ", lang"),
                   name);
}

void check_integer(const Parameter& parameter, const std::string& value) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  const bool bounded = parameter.minimum != parameter.maximum;
  const bool within = !bounded || (number >= parameter.minimum && number <= parameter.maximum);
  if (error == std::errc() && end == value.data() + value.size() && within) return;
  throw bad(parameter, bounded ? filled(Text{"{} is a whole number from {} to {}", "{} 须为 {} 到 {} 的整数"},
                                        std::string(parameter.name), std::to_string(parameter.minimum),
                                        std::to_string(parameter.maximum))
                               : filled(Text{"{} is a whole number", "{} 须为整数"}, std::string(parameter.name)));
}

void check_words(const Parameter& parameter, const std::string& value) {
  if (parameter.one_of.empty() ||
      std::find(parameter.one_of.begin(), parameter.one_of.end(), value) != parameter.one_of.end())
    return;
  std::string words;
  for (const auto word : parameter.one_of) {
    words += words.empty() ? "" : ", ";
    words += word;
  }
  throw bad(parameter, filled(Text{"{} is one of: {}", "{} 须为以下之一：{}"}, std::string(parameter.name), words));
}

void check_value(const Parameter& parameter, const std::string& value) {
  switch (parameter.type) {
    case Parameter::Type::integer:
      check_integer(parameter, value);
      break;
    case Parameter::Type::boolean:
      if (value != "0" && value != "1" && value != "true" && value != "false") {
        throw bad(parameter, filled(Text{"{} is 1 or 0", "{} 须为 1 或 0"}, std::string(parameter.name)));
      }
      break;
    case Parameter::Type::date:
      if (!archive::Date::parse(value)) {
        throw bad(parameter, filled(Text{"{} is a date such as 2024-11-11", "{} 须为日期，例如 2024-11-11"},
                                    std::string(parameter.name)));
      }
      break;
    case Parameter::Type::string:
      check_words(parameter, value);
      break;
  }
}

void check_required(const Request& request, const Route& route) {
  for (const auto& parameter : route.parameters) {
    if (parameter.in != Parameter::In::query || !parameter.required) continue;
    if (!request.value(parameter.name)) {
      throw HttpError(400, "missing_parameter",
                      filled(Text{"the parameter {} is needed", "缺少参数 {}"}, std::string(parameter.name)),
                      std::string(parameter.name));
    }
  }
}

// The weight that Accept-Language gives to a language; negative: not named.
double liking(std::string_view header, std::string_view language) {
  double best = -1;
  while (!header.empty()) {
    auto item = header.substr(0, header.find(','));
    header.remove_prefix(std::min(header.size(), item.size() + 1));
    while (!item.empty() && item.front() == ' ') item.remove_prefix(1);
    if (item.substr(0, 2) != language || (item.size() > 2 && item[2] != '-' && item[2] != ';' && item[2] != ' '))
      continue;
    double weight = 1;
    const auto q = item.find("q=");
    if (q != std::string_view::npos) std::from_chars(item.data() + q + 2, item.data() + item.size(), weight);
    best = std::max(best, weight);
  }
  return best;
}

}  // namespace

archive::Language language_of(const Request& request) {
  const auto& query = request.query;
  for (std::size_t from = 0; from <= query.size();) {
    const auto end = std::min(query.find('&', from), query.size());
    const auto pair = std::string_view(query).substr(from, end - from);
    if (pair == "lang=zh" || pair.substr(0, 8) == "lang=zh-") return archive::Language::zh;
    if (pair == "lang=en" || pair.substr(0, 8) == "lang=en-") return archive::Language::en;
    from = end + 1;
  }
  const auto header = request.header("accept-language").value_or("");
  const auto chinese = liking(header, "zh"), english = liking(header, "en");
  return chinese > 0 && chinese >= english ? archive::Language::zh : archive::Language::en;
}

void read_parameters(Request& request, const Route& route) {
  request.query_values.clear();
  const std::string_view query = request.query;
  for (std::size_t from = 0; from < query.size();) {
    const auto end = std::min(query.find('&', from), query.size());
    const auto pair = query.substr(from, end - from);
    from = end + 1;
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    const auto name = percent_decode(pair.substr(0, equals), Plus::is_space);
    const auto value =
        percent_decode(equals == std::string_view::npos ? std::string_view() : pair.substr(equals + 1), Plus::is_space);
    if (!name || !value) {
      throw HttpError(400, "bad_encoding",
                      {"a parameter is not UTF-8, percent-encoded", "有参数不是以百分号编码的 UTF-8"},
                      name.value_or(""));
    }
    if (*name == language_parameter) continue;
    const auto* parameter = find_parameter(route, *name);
    if (parameter == nullptr) throw unknown(route, *name);
    if (!parameter->repeated && request.value(*name)) {
      throw HttpError(400, "repeated_parameter",
                      filled(Text{"{} is given more than once", "参数 {} 出现了多次"}, *name), *name);
    }
    if (!value->empty()) check_value(*parameter, *value);
    request.query_values.emplace_back(*name, *value);
  }
  check_required(request, route);
}

}  // namespace almanac::server
