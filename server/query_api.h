#pragma once
// What Neo4j's Query API says and hears (version 2, https://neo4j.com/docs/query-api/current/): its media types, request bodies,
// answers and errors, without running anything. handlers/query_api.cpp runs. Its paths begin with /db/; everything that fails there is
// answered in its shape, {"errors": [{"code", "message"}]}, by problem.cpp.
//
// The documentation says that a request has the status 202 whatever becomes of its statement, since the status is sent before the
// statement is run. Here what fails before the answer begins has a status of its own (400, 404, 503 …), as servers of Neo4j answer too;
// only answers as JSON lines, which begin at once, are 202 and then have an event "Error".

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "graph/budget.h"
#include "graph/cypher/engine.h"
#include "server/route.h"

namespace almanac::server::query_api {

bool is_asked(const Request& request);  // whether its path is one of the Query API's

// Plain or typed JSON, whole or as lines (an event each).
struct MediaType {
  std::string name = "application/json";  // as the answer's Content-Type
  bool typed = false, lines = false;
};
// The best of what Accept names. HttpError 406.
MediaType answer_type(const Request& request);

// What a body asks for. Members that concern writing or clusters (txMetadata, txType …) are taken and have no effect.
struct Statement {
  std::optional<std::string> text;  // absent: only opens, keeps alive or ends a transaction
  graph::cypher::Parameters parameters;
  std::vector<std::string> bookmarks;
  std::optional<std::chrono::milliseconds> time;  // maxExecutionTime
  bool counters = false;
};
// Of a body, empty ones included. What parameters point to is in the arena. HttpErrors 400, 403 (impersonatedUser), 415.
Statement statement_of(const Request& request, graph::cypher::Arena& arena);

std::string bookmark_of(std::uint64_t revision);  // "almanac:17"
// The largest revision that the bookmarks name, 0 without any. HttpError 400 for what is none.
std::uint64_t revision_of(const std::vector<std::string>& bookmarks);

// A value as it stands in an answer.
Json value_json(const graph::cypher::Value& value, const graph::cypher::Catalog& catalog, bool typed);
// The members of an answer beside its rows: notifications, counters, queryPlan, queryType.
void add_summary(Json& body, const graph::cypher::Plan& plan, bool counters, bool typed, archive::Language language);

// The answer to an error; `status` is that of the other routes, `message` in the caller's language.
Response failure(const archive::Error& error, int status, const std::string& message);
Json errors_of(const archive::Error& error, int status, const std::string& message);  // [{code, message}]

// GET / as clients ask it: where the Query API is.
bool asks_for_discovery(const Request& request);
Response discovery(const Request& request);

// Text that grows without being copied, in pieces of 256 KB that are charged to a budget.
class Pieces {
 public:
  explicit Pieces(graph::Budget& budget) : budget_(budget) {}
  void add(std::string_view text);
  // As a body if it is one piece, else written piece by piece and freed as it goes.
  Response response(int status, std::string content_type) &&;

 private:
  static constexpr std::size_t piece_bytes = 256U << 10U;
  graph::Budget& budget_;
  std::deque<std::string> pieces_;
};

}  // namespace almanac::server::query_api
