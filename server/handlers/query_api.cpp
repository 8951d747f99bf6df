// Neo4j's Query API over the graph (server/query_api.h): statements by themselves, and in transactions.

#include "server/query_api.h"

#include <ctime>

#include "graph/cypher/query_error.h"
#include "insight/graph_query.h"
#include "server/handlers/handlers.h"
#include "server/problem.h"
#include "server/query_transactions.h"

namespace almanac::server::handlers {
namespace {

namespace cypher = graph::cypher;
using query_api::MediaType;
using query_api::Pieces;
using query_api::Statement;
using GraphQuery = std::shared_ptr<const insight::GraphQuery>;

constexpr std::chrono::milliseconds longest{60'000};  // that a client may ask for
constexpr std::string_view database = "almanac";

void check_database(const Request& request) {
  const std::string& name = request.path_value("name");
  if (name == database) return;
  throw HttpError(
      404, "unknown_database",
      filled(Text{"there is no database {}; this one is called almanac", "没有数据库 {}；本库名为 almanac"}, name));
}

void wait_for_bookmarks(const Site& site, const Statement& statement) {
  const std::uint64_t revision = query_api::revision_of(statement.bookmarks);
  if (revision == 0) return;
  if (revision > site.archive().revision()) {
    throw HttpError(400, "bad_bookmark",
                    filled(Text{"the bookmark names revision {}, which this archive has not reached",
                                "书签指向第 {} 版，而此档案尚未到达"},
                           std::to_string(revision)),
                    "/bookmarks");
  }
  if (site.graph_state().wait(revision, std::chrono::seconds(2))) return;
  throw HttpError(503, "bookmark_behind",
                  filled(Text{"the graph has not reached revision {} yet; ask again in a moment",
                              "图谱尚未到达第 {} 版；请稍后再试"},
                         std::to_string(revision)));
}

GraphQuery graph_of(const Site& site, const Request& request, const Statement& statement) {
  wait_for_bookmarks(site, statement);
  site.wait_for_graph(request);
  return site.queries().of(site.graph().snapshot(), date_of(request, "as_of"));
}

Json transaction_json(const QueryTransactions::Open& open) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(open.expires);
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
  return {{"id", open.id}, {"expires", text}};
}

// All that one statement needs, for answers that are written after the handler is done.
struct Run {
  explicit Run(const Request& request) : type(query_api::answer_type(request)), language(request.language) {}

  graph::Budget budget(const std::function<bool()>& left) const {
    graph::Limits limits;
    if (statement.time) limits.time = std::min(*statement.time, longest);
    return graph::Budget(limits, left);
  }
  // Hands on each row as the text of an array.
  template <class F>
  void each_row(graph::Budget& budget, F&& f) const {
    if (plan->query.explain) return;
    graph->engine().run(*plan, statement.parameters, budget, [&](std::span<const cypher::Value> row) {
      Json cells = Json::array();
      for (const cypher::Value& value : row)
        cells.push_back(query_api::value_json(value, graph->catalog(), type.typed));
      f(archive::dump(cells));
      return true;
    });
  }
  Json summary() const {
    Json body = Json::object();
    query_api::add_summary(body, *plan, statement.counters, type.typed, language);
    if (transaction.is_null())
      body["bookmarks"] = Json::array({query_api::bookmark_of(graph->revision())});
    else
      body["transaction"] = transaction;
    return body;
  }

  const MediaType type;
  const archive::Language language;
  cypher::Arena arena;
  Statement statement;
  GraphQuery graph;
  std::shared_ptr<const cypher::Plan> plan;
  Json transaction;  // null: none stays open
};

Response whole_answer(const Run& run, const Request& request) {
  graph::Budget budget = run.budget(request.left);
  Pieces text(budget);
  text.add("{\"data\":{\"fields\":" + archive::dump(run.plan->returned) + ",\"values\":[");
  bool first = true;
  run.each_row(budget, [&](const std::string& row) {
    if (!first) text.add(",");
    first = false;
    text.add(row);
  });
  text.add("]},");
  text.add(archive::dump(run.summary()).substr(1));
  return std::move(text).response(202, run.type.name);
}

std::string event(const char* name, const std::string& body) {
  return std::string("{\"$event\":\"") + name + "\",\"_body\":" + body + "}\n";
}

// Lines are sent while the statement runs.
void write_lines(const Run& run, const std::function<bool()>& left,
                 const std::function<bool(std::string_view)>& write) {
  constexpr std::size_t piece = 32U << 10U;
  std::string text = event("Header", archive::dump(Json{{"fields", run.plan->returned}}));
  bool gone = false;
  graph::Budget budget = run.budget([&] { return gone || (left && left()); });
  const auto flush = [&] {
    gone = gone || !write(text);
    text.clear();
  };
  try {
    run.each_row(budget, [&](const std::string& row) {
      text += event("Record", row);
      if (text.size() < piece) return;
      flush();
      if (gone) budget.look();
    });
    text += event("Summary", archive::dump(run.summary()));
  } catch (const archive::Error& error) {
    text += event(
        "Error", archive::dump(query_api::errors_of(error, status_of(error.kind()), error.message().in(run.language))));
  }
  flush();
}

Response answer(const std::shared_ptr<Run>& run, const Request& request) {
  run->plan = run->graph->engine().prepare(*run->statement.text);
  if (!run->type.lines) return whole_answer(*run, request);
  Response response;
  response.status = 202;
  response.content_type = run->type.name;
  response.stream = [run, left = request.left](const auto& write) { write_lines(*run, left, write); };
  return response;
}

// Without a statement: what became of the transaction alone.
Response without_statement(const Run& run) {
  Json body = Json::object();
  if (run.transaction.is_null())
    body["bookmarks"] = Json::array({query_api::bookmark_of(run.graph->revision())});
  else
    body["transaction"] = run.transaction;
  Response response = Response::of(run.type.lines ? Json{{"$event", "Summary"}, {"_body", body}} : body, 202);
  response.content_type = run.type.name;
  if (run.type.lines) response.body += '\n';
  return response;
}

std::shared_ptr<Run> run_of(const Request& request) {
  check_database(request);
  auto run = std::make_shared<Run>(request);
  run->statement = query_api::statement_of(request, run->arena);
  if (run->statement.text && run->statement.text->empty()) run->statement.text.reset();
  return run;
}

}  // namespace

Response query_statement(Site& site, const Request& request) {
  const auto run = run_of(request);
  if (!run->statement.text)
    throw HttpError(400, "bad_body", {"the body needs a statement", "正文缺少 statement"}, "/statement");
  run->graph = graph_of(site, request, run->statement);
  return answer(run, request);
}

Response begin_query_transaction(Site& site, const Request& request) {
  const auto run = run_of(request);
  run->graph = graph_of(site, request, run->statement);
  const auto open = site.transactions().begin(run->graph, request.actor);
  run->transaction = transaction_json(open);
  if (!run->statement.text) return without_statement(*run);
  try {
    return answer(run, request);
  } catch (...) {  // a transaction ends with its first error
    site.transactions().end(open.id, request.actor);
    throw;
  }
}

Response query_in_transaction(Site& site, const Request& request) {
  const auto run = run_of(request);
  const auto open = site.transactions().use(request.path_value("id"), request.actor);
  run->graph = open.graph;
  run->transaction = transaction_json(open);
  if (!run->statement.text) return without_statement(*run);
  try {
    return answer(run, request);
  } catch (...) {
    site.transactions().end(open.id, request.actor);
    throw;
  }
}

Response commit_query_transaction(Site& site, const Request& request) {
  const auto run = run_of(request);
  run->graph = site.transactions().end(request.path_value("id"), request.actor).graph;
  return run->statement.text ? answer(run, request) : without_statement(*run);
}

Response roll_back_query_transaction(Site& site, const Request& request) {
  check_database(request);
  const MediaType type = query_api::answer_type(request);
  site.transactions().end(request.path_value("id"), request.actor);
  Response response = Response::of(Json::object(), 202);
  response.content_type = type.name;
  return response;
}

}  // namespace almanac::server::handlers
