#include "server/search_list.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include "archive/error.h"
#include "archive/trim.h"
#include "importers/csv_reader.h"
#include "importers/encoding.h"
#include "search/parameters_json.h"
#include "server/csv.h"

namespace almanac::server {
namespace {

using archive::Error;
using archive::ErrorKind;
using archive::Json;
using archive::Text;
using archive::trimmed;

constexpr std::size_t most_parameter_bytes = 32 * 1024;

[[noreturn]] void bad(std::size_t number, const std::string& code, const Text& message) {
  const std::string n = std::to_string(number);
  throw Error(ErrorKind::invalid_input, code, {"search " + n + ": " + message.en, "第 " + n + " 条搜索：" + message.zh},
              "/" + std::to_string(number - 1));
}

std::string utf8_of(std::string_view body) {
  const auto detected = importers::detect_encoding(body.substr(0, 64 * 1024));
  const auto decoded = importers::decoded_source(importers::memory_source(body), detected.encoding);
  std::string text;
  char buffer[64 * 1024];
  while (const std::size_t got = decoded->read(buffer, sizeof buffer)) text.append(buffer, got);
  if (!archive::is_utf8(text))
    throw Error(ErrorKind::invalid_input, "bad_text",
                {"the list of searches is not text in UTF-8 or another encoding that import reads",
                 "搜索列表不是 UTF-8 或导入支持的其他编码的文本"});
  return text;
}

std::vector<Json> from_json(std::string_view text) {
  const Json list = archive::parse_json(text);
  if (!list.is_array())
    throw Error(ErrorKind::invalid_input, "array_expected",
                {"the body is a JSON array of queries, each a text or an object with the parameters of GET /search",
                 "正文须为 JSON 数组，每项为文本或含 GET /search 参数的对象"},
                "/");
  std::vector<Json> searches;
  for (const Json& one : list) {
    if (!one.is_string() && !one.is_object())
      bad(searches.size() + 1, "bad_search", {"it is a text or an object of parameters", "须为文本或参数对象"});
    searches.push_back(one.is_string() ? Json{{"q", one}} : one);
  }
  return searches;
}

std::vector<Json> from_lines(std::string_view text) {
  std::vector<Json> searches;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = trimmed(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (!line.empty()) searches.push_back({{"q", line}});
  }
  return searches;
}

Json values_of(std::string_view cell) {
  Json values = Json::array();
  while (true) {
    const std::size_t end = cell.find(';');
    if (const auto value = trimmed(cell.substr(0, end)); !value.empty()) values.push_back(value);
    if (end == std::string_view::npos) return values;
    cell.remove_prefix(end + 1);
  }
}

std::vector<Json> from_csv(std::string_view text) {
  importers::CsvOptions options;
  options.totals = importers::Totals::keep;
  options.short_rows = importers::ShortRows::fill;
  importers::CsvReader rows(importers::memory_source(text), options);
  std::vector<Json> searches;
  for (auto read = rows.next(); read != importers::Read::end; read = rows.next()) {
    if (read == importers::Read::reject) bad(searches.size() + 1, "bad_search", rows.rejected().reason);
    Json one = Json::object();
    for (std::size_t i = 0; i < rows.header().size(); ++i) {
      const std::string_view cell = trimmed(rows.row().cells[i]);
      if (cell.empty()) continue;
      if (rows.header()[i] == "q")
        one["q"] = cell;
      else
        one[rows.header()[i]] = values_of(cell);
    }
    searches.push_back(std::move(one));
  }
  return searches;
}

search::Query query_of(const Json& parameters) {
  search::Query query = search::from_parameters(search::parameters_of(parameters));
  query.cursor.clear();
  query.facets.clear();
  query.histograms.clear();
  query.significant = query.group_by_kind = false;
  return query;
}

void check(const Json& parameters, std::size_t number) {
  const auto q = parameters.find("q");
  const bool long_text =
      q != parameters.end() && q->is_string() && q->get_ref<const std::string&>().size() > search::max_query_bytes;
  if (long_text || archive::dump(parameters).size() > most_parameter_bytes)
    bad(number, "query_too_long", {"a query of a list is at most 8 KB", "列表中的查询最长 8 KB"});
  try {
    query_of(parameters);
  } catch (const Error& error) {
    bad(number, error.code(), error.message());
  }
}

}  // namespace

std::vector<Json> read_searches(std::string_view body, SearchListFormat format) {
  const std::string text = utf8_of(body);
  std::vector<Json> searches = format == SearchListFormat::json    ? from_json(text)
                               : format == SearchListFormat::lines ? from_lines(text)
                                                                   : from_csv(text);
  if (searches.empty())
    throw Error(ErrorKind::invalid_input, "no_searches", {"the list has no query", "列表中没有查询"});
  if (searches.size() > max_searches)
    throw Error(ErrorKind::invalid_input, "too_many_searches",
                archive::filled({"a list has at most {} queries, this one has {}; send it in parts",
                                 "一个列表最多 {} 条查询，此列表有 {} 条；请分批提交"},
                                std::to_string(max_searches), std::to_string(searches.size())));
  for (std::size_t i = 0; i < searches.size(); ++i) check(searches[i], i + 1);
  return searches;
}

Json run_search(const Ask& ask, const Json& parameters, std::size_t number, std::size_t limit,
                archive::Language language) {
  const auto q = parameters.find("q");
  Json answer{{"n", number}, {"q", q == parameters.end() ? Json("") : *q}};
  Json others = parameters;
  others.erase("q");
  if (!others.empty()) answer["parameters"] = std::move(others);
  try {
    search::Query query = query_of(parameters);
    query.limit = limit;
    const search::Response found = ask(query);
    answer["total"] = found.total;
    if (!found.total_exact) answer["total_exact"] = false;
    answer["match"] = search::to_string(found.match);
    if (!found.suggestion.empty()) answer["suggestion"] = found.suggestion;
    auto& hits = answer["hits"] = Json::array();
    for (const search::Hit& hit : found.hits)
      hits.push_back({{"kind", archive::to_string(hit.kind)},
                      {"id", hit.id},
                      {"code", hit.code},
                      {"title", hit.title},
                      {"score", std::round(hit.score * 1e6) / 1e6}});
  } catch (const Error& error) {
    answer["error"] = {{"code", error.code()}, {"detail", error.message().in(language)}};
  }
  return answer;
}

std::string search_rows_header() {
  std::string row;
  add_csv_row(row, {"n", "q", "parameters", "total", "match", "rank", "kind", "id", "code", "title", "score", "error"});
  return row;
}

std::string search_rows(const Json& answer) {
  const auto text = [](const Json& object, const char* name) {
    const auto found = object.find(name);
    if (found == object.end() || found->is_null()) return std::string();
    return found->is_string() ? found->get<std::string>() : archive::dump(*found);
  };
  const std::vector<std::string> head{text(answer, "n"), text(answer, "q"), text(answer, "parameters"),
                                      text(answer, "total"), text(answer, "match")};
  const auto error = answer.find("error");
  std::string rows;
  std::size_t rank = 0;
  const auto add = [&](const Json& hit) {
    std::vector<std::string> cells = head;
    cells.push_back(hit.empty() ? "" : std::to_string(++rank));
    for (const char* name : {"kind", "id", "code", "title", "score"}) cells.push_back(text(hit, name));
    cells.push_back(error == answer.end() ? "" : text(*error, "detail"));
    add_csv_row(rows, cells);
  };
  const auto hits = answer.find("hits");
  if (hits == answer.end() || hits->empty())
    add(Json::object());
  else
    for (const Json& hit : *hits) add(hit);
  return rows;
}

}  // namespace almanac::server
