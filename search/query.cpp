#include "search/query.h"

#include <algorithm>
#include <charconv>

#include "archive/error.h"
#include "search/schema.h"

namespace almanac::search {
namespace {

using archive::Error;
using archive::ErrorKind;

constexpr std::pair<Match, std::string_view> match_names[] = {
    {Match::automatic, "auto"}, {Match::all, "all"}, {Match::most, "most"}, {Match::any, "any"}};
constexpr std::pair<Sort, std::string_view> sort_names[] = {{Sort::relevance, "relevance"},
                                                            {Sort::start, "start"},
                                                            {Sort::start_descending, "-start"},
                                                            {Sort::budget, "budget"},
                                                            {Sort::budget_descending, "-budget"},
                                                            {Sort::roi, "roi"},
                                                            {Sort::roi_descending, "-roi"},
                                                            {Sort::attainment, "attainment"},
                                                            {Sort::attainment_descending, "-attainment"},
                                                            {Sort::name, "name"}};

constexpr std::string_view attribute_prefix = "attr.";

[[noreturn]] void bad(const std::string& parameter, const archive::Text& why) {
  throw Error(ErrorKind::invalid_input, "bad_parameter", {parameter + ": " + why.en, parameter + "：" + why.zh},
              parameter);
}

bool is_filter(std::string_view name) {
  const FieldRow* row = find_field(name);
  return (row && row->name == name) || (name.starts_with(attribute_prefix) && name.size() > attribute_prefix.size());
}

std::string known_fields() {
  std::string names;
  for (const std::string& name : filter_fields()) names += (names.empty() ? "" : ", ") + name;
  return names;
}

[[noreturn]] void unknown(const std::string& name) {
  throw Error(ErrorKind::invalid_input, "unknown_parameter",
              {"unknown search parameter \"" + name + "\"; fields are: " + known_fields() + ", attr.NAME",
               "未知的搜索参数“" + name + "”；可用字段：" + known_fields() + ", attr.NAME"},
              name);
}

archive::Date date_of(const std::string& parameter, const std::string& value) {
  const auto date = archive::Date::parse(value);
  if (!date)
    bad(parameter, {"\"" + value + "\" is not a date; write 2024-11-11, 2024-11 or 2024",
                    "“" + value + "”不是日期；请写 2024-11-11、2024-11 或 2024"});
  return *date;
}

archive::Decimal decimal_of(const std::string& parameter, const std::string& value) {
  const auto number = archive::Decimal::parse(value);
  if (!number) bad(parameter, {"\"" + value + "\" is not a number", "“" + value + "”不是数字"});
  return *number;
}

std::size_t limit_of(const std::string& value) {
  std::size_t limit = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), limit);
  if (error != std::errc() || end != value.data() + value.size() || limit > max_limit)
    bad("limit", {"must be a number from 0 to 200", "必须是 0 到 200 之间的数"});
  return limit;
}

bool flag_of(const std::string& parameter, const std::string& value) {
  if (value == "1" || value == "true") return true;
  if (value != "0" && value != "false") bad(parameter, {"must be 1 or 0", "必须是 1 或 0"});
  return false;
}

archive::Strings split(const std::string& list) {
  archive::Strings parts;
  std::size_t begin = 0;
  while (begin <= list.size()) {
    const std::size_t end = std::min(list.find(',', begin), list.size());
    if (end > begin) parts.push_back(list.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

std::string joined(const archive::Strings& parts) {
  std::string list;
  for (const std::string& part : parts) list += (list.empty() ? "" : ",") + part;
  return list;
}

// Parameters other than filters; false if the name is none of them.
bool set(Query& query, const std::string& name, const std::string& value) {
  if (name == "q") {
    query.q = value;
  } else if (name == "match") {
    const auto match = match_from(value);
    if (!match) bad(name, {"must be auto, all, most or any", "必须是 auto、all、most 或 any"});
    query.match = *match;
  } else if (name == "kind") {
    const auto kind = archive::kind_from(value);
    if (!kind) bad(name, {"unknown kind \"" + value + "\"", "未知的种类“" + value + "”"});
    query.kinds.push_back(*kind);
  } else if (name == "start_from") {
    query.start_from = date_of(name, value);
  } else if (name == "start_to") {
    query.start_to = date_of(name, value);
  } else if (name == "as_of") {
    query.as_of = date_of(name, value);
  } else if (name == "budget_min") {
    query.budget_min = decimal_of(name, value);
  } else if (name == "budget_max") {
    query.budget_max = decimal_of(name, value);
  } else if (name == "sort") {
    const auto sort = sort_from(value);
    if (!sort)
      bad(name, {"must be relevance, start, budget, roi, attainment (\"-\" in front: descending) or name",
                 "必须是 relevance、start、budget、roi、attainment（前面加“-”为降序）或 name"});
    query.sort = *sort;
  } else if (name == "limit") {
    query.limit = limit_of(value);
  } else if (name == "cursor") {
    query.cursor = value;
  } else if (name == "facets") {
    for (std::string& field : split(value)) query.facets.push_back(std::move(field));
  } else if (name == "histograms") {
    for (std::string& wanted : split(value)) query.histograms.push_back(std::move(wanted));
  } else if (name == "significant") {
    query.significant = flag_of(name, value);
  } else if (name == "group") {
    if (value != "kind") bad(name, {"must be kind", "只能为 kind"});
    query.group_by_kind = true;
  } else if (name == "explain") {
    query.explain = flag_of(name, value);
  } else {
    return false;
  }
  return true;
}

}  // namespace

const archive::Strings& filter_fields() {
  static const archive::Strings names = [] {
    archive::Strings list;
    for (const FieldRow& row : field_table) list.emplace_back(row.name);
    return list;
  }();
  return names;
}

const archive::Strings& histogram_names() {
  static const archive::Strings names = {"start", "budget"};
  return names;
}

const std::vector<archive::Kind>& indexed_kinds() {
  static const std::vector<archive::Kind> kinds = {archive::Kind::campaign, archive::Kind::lesson,
                                                   archive::Kind::product, archive::Kind::channel,
                                                   archive::Kind::document};
  return kinds;
}

std::string_view to_string(Match match) {
  for (const auto& [value, name] : match_names)
    if (value == match) return name;
  return "auto";
}

std::string_view to_string(Sort sort) {
  for (const auto& [value, name] : sort_names)
    if (value == sort) return name;
  return "relevance";
}

std::optional<Match> match_from(std::string_view text) {
  for (const auto& [value, name] : match_names)
    if (name == text) return value;
  return std::nullopt;
}

std::optional<Sort> sort_from(std::string_view text) {
  for (const auto& [value, name] : sort_names)
    if (name == text) return value;
  return std::nullopt;
}

Parameters to_parameters(const Query& query) {
  Parameters parameters;
  const auto add = [&](std::string_view name, std::string value) { parameters.emplace_back(name, std::move(value)); };
  if (!query.q.empty()) add("q", query.q);
  if (query.match != Match::automatic) add("match", std::string(to_string(query.match)));
  for (const archive::Kind kind : query.kinds) add("kind", std::string(archive::to_string(kind)));
  for (const auto& [field, values] : query.filters)
    for (const std::string& value : values) add(field, value);
  if (query.start_from) add("start_from", query.start_from->to_string());
  if (query.start_to) add("start_to", query.start_to->to_string());
  if (query.budget_min) add("budget_min", query.budget_min->to_string());
  if (query.budget_max) add("budget_max", query.budget_max->to_string());
  if (query.as_of) add("as_of", query.as_of->to_string());
  if (query.sort != Sort::relevance) add("sort", std::string(to_string(query.sort)));
  if (query.limit != Query{}.limit) add("limit", std::to_string(query.limit));
  if (!query.cursor.empty()) add("cursor", query.cursor);
  if (!query.facets.empty()) add("facets", joined(query.facets));
  if (!query.histograms.empty()) add("histograms", joined(query.histograms));
  if (query.significant) add("significant", "1");
  if (query.group_by_kind) add("group", "kind");
  if (query.explain) add("explain", "1");
  return parameters;
}

Query from_parameters(const Parameters& parameters) {
  Query query;
  for (const auto& [name, value] : parameters) {
    if (set(query, name, value)) continue;
    if (!is_filter(name)) unknown(name);
    query.filters[name].push_back(value);
  }
  check(query);
  return query;
}

void check(const Query& query) {
  for (const auto& [name, values] : query.filters)
    if (!is_filter(name)) unknown(name);
  for (const std::string& name : query.facets) {
    const FieldRow* row = find_field(name);
    if (!row || row->name != name)
      bad("facets", {"\"" + name + "\" cannot be counted; fields are: " + known_fields(),
                     "“" + name + "”不能计数；可用字段：" + known_fields()});
  }
  for (const std::string& name : query.histograms)
    if (std::find(histogram_names().begin(), histogram_names().end(), name) == histogram_names().end())
      bad("histograms", {"\"" + name + "\" has no histogram; there are: start, budget",
                         "“" + name + "”没有直方图；可用：start、budget"});
  if (query.limit > max_limit) bad("limit", {"must be at most 200", "最多为 200"});
}

std::string to_string(const Query& query) {
  std::string text;
  for (const auto& [name, value] : to_parameters(query)) text += (text.empty() ? "" : "&") + name + "=" + value;
  return text;
}

}  // namespace almanac::search
