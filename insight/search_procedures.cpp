#include "insight/search_procedures.h"

#include <algorithm>

#include "archive/as_of.h"
#include "archive/error.h"
#include "graph/cypher/evaluate.h"
#include "graph/cypher/query_error.h"
#include "search/index.h"
#include "search/similar.h"

namespace almanac::insight {
namespace {

namespace cypher = graph::cypher;
using archive::filled;
using archive::Kind;
using archive::Text;
using cypher::ProcedureCall;
using cypher::Type;
using cypher::Value;

constexpr std::int64_t most_hits = 10'000, most_similar = 100;

[[noreturn]] void fail_option(Text message) { cypher::fail_argument("InvalidArgumentValue", std::move(message)); }

std::int64_t limit_of(const Value& value, std::int64_t most) {
  if (value.type != Type::integer || value.integer < 1 || value.integer > most) {
    fail_option(filled(Text{"the option limit is a whole number from 1 to {}", "选项 limit 须为 1 到 {} 的整数"},
                       std::to_string(most)));
  }
  return value.integer;
}

// Parameters of a search that make no sense for one that gives nodes, or that the query itself decides.
bool is_search_only(std::string_view name) {
  constexpr std::string_view names[] = {"q",          "cursor",      "as_of", "facets",
                                        "histograms", "significant", "group", "explain"};
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

void add_option(search::Parameters& parameters, const std::string& name, const Value& value) {
  switch (value.type) {
    case Type::null:
      return;
    case Type::list:
      for (const Value& item : value.list()) add_option(parameters, name, item);
      return;
    case Type::map:
    case Type::node:
    case Type::relationship:
    case Type::path:
      fail_option(filled(Text{"the option {} takes a text, a number, a date or a list of them, not a {}",
                              "选项 {} 须为文本、数值、日期或其列表，而不是 {}"},
                         name, cypher::name_of(value.type)));
    default:
      parameters.emplace_back(name, cypher::plain_text(value));
  }
}

struct Wanted {
  search::Query query;
  std::int64_t left = 20;
};

Wanted wanted_of(const ProcedureCall& call, const std::optional<archive::Date>& as_of) {
  search::Parameters parameters{{"q", std::string(call.arguments[0].text())}};
  Wanted wanted;
  if (!call.arguments[1].is_null()) {
    const auto& options = call.arguments[1].map();
    for (std::uint32_t i = 0; i < options.size; ++i) {
      const std::string name(options.entries()[i].key);
      const Value& value = options.entries()[i].value;
      if (name == "limit") {
        wanted.left = limit_of(value, most_hits);
      } else if (is_search_only(name)) {
        fail_option(filled(Text{"{} is no option of search.query", "search.query 没有选项 {}"}, name));
      } else {
        add_option(parameters, name, value);
      }
    }
  }
  wanted.query = search::from_parameters(parameters);
  wanted.query.as_of = as_of;
  for (const Kind kind : wanted.query.kinds) {
    if (!graph::is_node_kind(kind)) {
      fail_option(filled(Text{"what has the kind {} is no node of the graph", "{} 类的内容不是图中的节点"},
                         std::string(archive::to_string(kind))));
    }
  }
  if (wanted.query.kinds.empty()) {
    for (const Kind kind : search::indexed_kinds()) {
      if (graph::is_node_kind(kind)) wanted.query.kinds.push_back(kind);
    }
  }
  return wanted;
}

std::string text_of(const std::vector<search::Piece>& pieces) {
  std::string text;
  for (const auto& piece : pieces) text += piece.text;
  return text;
}

// The node of a hit, if the query's graph has it: the index may be a moment ahead.
std::optional<Value> node_of(const search::Hit& hit, const graph::CampaignGraph& graph, const ProcedureCall& call) {
  const auto node = graph.find(hit.kind, hit.code);
  if (!node || !call.catalog.in_use(*node)) return std::nullopt;
  return Value::node(*node);
}

void run_query(const ProcedureCall& call, const graph::CampaignGraph& graph, const std::optional<archive::Date>& as_of,
               const SearchAccess& access) {
  if (call.arguments[0].is_null()) return;
  Wanted wanted = wanted_of(call, as_of);
  const search::Index& index = access.index();
  do {
    call.budget.look();
    wanted.query.limit = static_cast<std::size_t>(std::min<std::int64_t>(wanted.left, search::max_limit));
    const search::Response page = index.search(wanted.query);
    for (const search::Hit& hit : page.hits) {
      const auto node = node_of(hit, graph, call);
      if (!node) continue;
      const Value row[] = {*node, Value::of(hit.score), cypher::make_text(call.arena, text_of(hit.snippet))};
      if (!call.emit(row) || --wanted.left == 0) return;
    }
    wanted.query.cursor = page.next_cursor;
  } while (!wanted.query.cursor.empty());
}

void run_similar(const ProcedureCall& call, const graph::CampaignGraph& graph,
                 const std::optional<archive::Date>& as_of, const SearchAccess& access) {
  if (call.arguments[0].is_null()) return;
  search::SimilarQuery query;
  query.as_of = as_of;
  if (!call.arguments[1].is_null()) {
    const auto& options = call.arguments[1].map();
    for (std::uint32_t i = 0; i < options.size; ++i) {
      const std::string name(options.entries()[i].key);
      if (name != "limit") {
        fail_option(filled(
            Text{"{} is no option of search.similar; it takes limit", "search.similar 没有选项 {}，只有 limit"}, name));
      }
      query.limit = static_cast<std::size_t>(limit_of(options.entries()[i].value, most_similar));
    }
  }
  const std::string code(call.arguments[0].text());
  const auto reader = access.archive->read();
  const auto campaign = archive::find_as_of(reader, code, as_of);
  if (!campaign) {
    const auto near = reader.nearest_key(Kind::campaign, code);
    fail_option({"there is no campaign " + code + (near ? "; did you mean " + *near + "?" : ""),
                 "没有活动 " + code + (near ? "；您是指 " + *near + " 吗？" : "")});
  }
  query.campaign = search::DocumentMaker(reader, access.archive->currency()).campaign(*campaign);
  call.budget.look();
  for (const auto& item : access.index().similar(query).items) {
    const auto node = node_of(item.hit, graph, call);
    if (!node) continue;
    const Value row[] = {*node, Value::of(item.hit.score)};
    if (!call.emit(row)) return;
  }
}

}  // namespace

void add_search_procedures(cypher::Procedures& procedures, const graph::CampaignGraph& graph,
                           const std::optional<archive::Date>& as_of, const SearchAccess& search) {
  using cypher::types_of;
  const cypher::Field options{"options", types_of(Type::map), "MAP?", true};
  const cypher::Field node{"node", types_of(Type::node), "NODE"}, score{"score", types_of(Type::real), "FLOAT"};
  procedures.add({"search.query",
                  {{"query", types_of(Type::string), "STRING"}, options},
                  {node, score, {"snippet", types_of(Type::string), "STRING"}},
                  [&graph, as_of, search](const ProcedureCall& call) { run_query(call, graph, as_of, search); },
                  {"Nodes found by full-text search, the best first; options are those of a search: kind, limit, "
                   "channel, year and so on.",
                   "全文检索找到的节点，最佳者在前；选项即搜索的参数：kind、limit、channel、year 等。"}});
  procedures.add({"search.similar",
                  {{"code", types_of(Type::string), "STRING"}, options},
                  {node, score},
                  [&graph, as_of, search](const ProcedureCall& call) { run_similar(call, graph, as_of, search); },
                  {"The campaigns most like one, named by its code; options: limit.",
                   "与所给代码的活动最相似的活动；选项：limit。"}});
}

}  // namespace almanac::insight
