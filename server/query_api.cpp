#include "server/query_api.h"

#include <algorithm>
#include <charconv>
#include <memory>
#include <span>

#include "graph/cypher/json.h"
#include "graph/cypher/query_error.h"
#include "graph/cypher/typed_json.h"
#include "server/http_head.h"
#include "server/problem.h"
#include "server/version.h"

namespace almanac::server::query_api {
namespace {

namespace cypher = graph::cypher;
using cypher::Value;

constexpr std::string_view plain_type = "application/json", plain_lines = "application/jsonl";
constexpr std::string_view typed_type = "application/vnd.neo4j.query", lines_ending = "+jsonl";
constexpr std::string_view typed_versions[] = {"", ".v1.0", ".v1.1", ".v1.2"};
constexpr std::string_view bookmark_start = "almanac:";
// Of the API that this follows; clients tell by it what they may send.
constexpr const char* followed_version = "5.26.0";
// Typed JSON needs two levels for one of the language's, of which there are 200.
constexpr archive::JsonLimits body_limits{.depth = 420};

std::optional<MediaType> media_type_from(const std::string& name) {
  if (name == "*/*" || name == "application/*") return MediaType{};
  if (name == plain_type || name == plain_lines) return MediaType{name, false, name == plain_lines};
  if (!name.starts_with(typed_type)) return std::nullopt;
  std::string_view version = std::string_view(name).substr(typed_type.size());
  const bool lines = version.ends_with(lines_ending);
  if (lines) version.remove_suffix(lines_ending.size());
  if (std::find(std::begin(typed_versions), std::end(typed_versions), version) == std::end(typed_versions))
    return std::nullopt;
  return MediaType{name, true, lines};
}

double weight_of(std::string_view parameters) {
  const auto q = parameters.find("q=");
  double weight = 1;
  if (q != std::string_view::npos)
    std::from_chars(parameters.data() + q + 2, parameters.data() + parameters.size(), weight);
  return weight;
}

[[noreturn]] void bad_member(const char* name, Text message) {
  throw HttpError(400, "bad_body", std::move(message), std::string("/") + name);
}

// Plain JSON as the documentation has it: objects are maps, whatever they hold.
using Exact = nlohmann::json;  // floats as they are: parse_json() keeps those of many digits as texts
Value plain_value(const Exact& json, cypher::Arena& arena) {
  switch (json.type()) {
    case Exact::value_t::boolean:
      return Value::of(json.get<bool>());
    case Exact::value_t::number_unsigned:
      if (json.get<std::uint64_t>() > static_cast<std::uint64_t>(INT64_MAX)) {
        bad_member("parameters",
                   filled(Text{"{} does not fit the 64 bits of an integer", "{} 超出 64 位整数的范围"}, json.dump()));
      }
      [[fallthrough]];
    case Exact::value_t::number_integer:
      return Value::of(json.get<std::int64_t>());
    case Exact::value_t::number_float:
      return Value::of(json.get<double>());
    case Exact::value_t::string:
      return cypher::make_text(arena, json.get_ref<const std::string&>());
    case Exact::value_t::array: {
      std::vector<Value> items;
      items.reserve(json.size());
      for (const Exact& item : json) items.push_back(plain_value(item, arena));
      return cypher::make_list(arena, items);
    }
    case Exact::value_t::object: {
      std::vector<cypher::MapEntry> entries;
      for (const auto& [key, item] : json.items()) entries.push_back({arena.text(key), plain_value(item, arena)});
      return cypher::make_map(arena, entries);
    }
    default:
      return {};
  }
}

// Of a body that parse_json() has checked.
void take_plain_parameters(Statement& statement, std::string_view body, cypher::Arena& arena) {
  if (body.starts_with("\xEF\xBB\xBF")) body.remove_prefix(3);
  const Exact exact = Exact::parse(body);
  for (const auto& [key, item] : exact.at("parameters").items()) statement.parameters[key] = plain_value(item, arena);
}

bool is_typed_body(const Request& request) {
  const auto header = request.header("content-type").value_or("");
  const auto type = media_type_from(lower(trim(std::string_view(header).substr(0, header.find(';')))));
  if (type && !type->lines && type->name != "*/*" && header.find('*') == std::string::npos) return type->typed;
  throw HttpError(415, "json_expected",
                  {"send the body as application/json or application/vnd.neo4j.query",
                   "请以 application/json 或 application/vnd.neo4j.query 发送正文"},
                  "Content-Type");
}

void take_member(Statement& statement, const std::string& name, const Json& value, bool typed, const Request& request,
                 cypher::Arena& arena) {
  if (value.is_null()) return;
  if (name == "statement") {
    if (!value.is_string()) bad_member("statement", {"statement is a text", "statement 须为文本"});
    statement.text = value.get<std::string>();
  } else if (name == "parameters") {
    if (!value.is_object())
      bad_member("parameters", {"parameters is an object, {\"name\": value}", "parameters 须为对象，{\"名称\": 值}"});
    if (!typed) return take_plain_parameters(statement, request.body, arena);
    for (const auto& [key, item] : value.items())
      statement.parameters[key] = cypher::value_of_typed(item, arena, "/parameters/" + key);
  } else if (name == "includeCounters") {
    if (!value.is_boolean())
      bad_member("includeCounters", {"includeCounters is true or false", "includeCounters 须为 true 或 false"});
    statement.counters = value.get<bool>();
  } else if (name == "bookmarks") {
    const bool texts =
        value.is_array() && std::all_of(value.begin(), value.end(), [](const Json& one) { return one.is_string(); });
    if (!texts) bad_member("bookmarks", {"bookmarks is a list of texts", "bookmarks 须为文本列表"});
    statement.bookmarks = value.get<std::vector<std::string>>();
  } else if (name == "maxExecutionTime") {
    if (!value.is_number_integer() || value < 0 || value > 86'400)
      bad_member("maxExecutionTime", {"maxExecutionTime is a whole number of seconds", "maxExecutionTime 须为整数秒"});
    if (value > 0) statement.time = std::chrono::seconds(value.get<std::int64_t>());
  } else if (name == "accessMode") {
    const std::string mode = value.is_string() ? lower(value.get_ref<const std::string&>()) : "";
    if (mode != "read" && mode != "write")
      bad_member("accessMode", {"accessMode is READ or WRITE", "accessMode 须为 READ 或 WRITE"});
  } else if (name == "impersonatedUser") {
    throw HttpError(403, "no_impersonation", {"nobody can be impersonated here", "此处不支持以其他用户身份执行"},
                    "/impersonatedUser");
  }
}

std::string code_of(const cypher::QueryError& error) {
  if (error.detail() == "ReadOnly") return "Neo.ClientError.Statement.AccessMode";
  if (error.detail() == "ProcedureNotFound") return "Neo.ClientError.Procedure.ProcedureNotFound";
  if (error.type() == "ProcedureError") return "Neo.ClientError.Procedure.ProcedureCallFailed";
  constexpr std::string_view same[] = {"SyntaxError",     "SemanticError",    "TypeError",      "ArgumentError",
                                       "ArithmeticError", "ParameterMissing", "EntityNotFound", "PropertyNotFound"};
  if (std::find(std::begin(same), std::end(same), error.type()) != std::end(same))
    return "Neo.ClientError.Statement." + error.type();
  return "Neo.ClientError.Statement.ExecutionFailed";
}

// Codes of https://neo4j.com/docs/status-codes/current/errors/all-errors/. A client retries what is a TransientError, so what would
// fail again is none.
std::string code_of(const archive::Error& error, int status) {
  if (const auto* query = dynamic_cast<const cypher::QueryError*>(&error)) return code_of(*query);
  const std::string& code = error.code();
  constexpr std::pair<std::string_view, std::string_view> known[] = {
      {"out_of_time", "ClientError.Transaction.TransactionTimedOut"},
      {"out_of_memory", "ClientError.General.TransactionOutOfMemoryError"},
      {"too_many_rows", "ClientError.General.TransactionOutOfMemoryError"},
      {"cancelled", "ClientError.Transaction.TransactionTerminated"},
      {"unknown_database", "ClientError.Database.DatabaseNotFound"},
      {"bad_bookmark", "ClientError.Transaction.InvalidBookmark"},
      {"bookmark_behind", "TransientError.Transaction.BookmarkTimeout"},
      {"bad_json", "ClientError.Request.InvalidFormat"},
      {"bad_body", "ClientError.Request.InvalidFormat"},
      {"bad_typed_value", "ClientError.Request.InvalidFormat"},
      {"too_many_attempts", "ClientError.Security.AuthenticationRateLimit"},
  };
  for (const auto& [ours, theirs] : known) {
    if (code == ours) return "Neo." + std::string(theirs);
  }
  if (status == 401) return "Neo.ClientError.Security.Unauthorized";
  if (status == 403) return "Neo.ClientError.Security.Forbidden";
  if (status == 503) return "Neo.TransientError.General.DatabaseUnavailable";
  if (status >= 500) return "Neo.DatabaseError.General.UnknownError";
  const bool by_statement =
      error.kind() == archive::ErrorKind::invalid_input && dynamic_cast<const HttpError*>(&error) == nullptr;
  return by_statement ? "Neo.ClientError.Procedure.ProcedureCallFailed" : "Neo.ClientError.Request.Invalid";
}

Json typed_or_plain(Json value, const char* type, bool typed) {
  if (!typed) return value;
  return {{"$type", type}, {"_value", value.is_number() ? Json(archive::dump(value)) : std::move(value)}};
}

Json plan_json(std::span<const cypher::PlanLine> lines, bool typed) {
  const cypher::PlanLine& line = lines.back();
  Json arguments = Json::object();
  if (!line.detail.empty()) arguments["Details"] = typed_or_plain(line.detail, "String", typed);
  if (line.rows >= 0) arguments["EstimatedRows"] = typed_or_plain(line.rows, "Float", typed);
  Json children = Json::array();
  if (lines.size() > 1) children.push_back(plan_json(lines.first(lines.size() - 1), typed));
  for (const auto& inner : line.children) {
    if (!inner.empty()) children.push_back(plan_json(inner, typed));
  }
  return {{"operatorType", line.name + "@almanac"},
          {"arguments", std::move(arguments)},
          {"identifiers", Json::array()},
          {"children", std::move(children)}};
}

Json notification_of(const cypher::Note& note, archive::Language language) {
  const auto [name, title] =
      note.code == "unknown_label" ? std::pair("UnknownLabelWarning", "The provided label is not in the database.")
      : note.code == "unknown_type"
          ? std::pair("UnknownRelationshipTypeWarning", "The provided relationship type is not in the database.")
          : std::pair("UnknownPropertyKeyWarning", "The provided property key is not in the database");
  return {
      {"code", std::string("Neo.ClientNotification.Statement.") + name},
      {"title", title},
      {"description", note.message.in(language)},
      {"severity", "WARNING"},
      {"category", "UNRECOGNIZED"},
      {"position", {{"offset", note.position.offset}, {"line", note.position.line}, {"column", note.position.column}}}};
}

}  // namespace

bool is_asked(const Request& request) { return request.path.starts_with("/db/"); }

MediaType answer_type(const Request& request) {
  const std::string accept = lower(request.header("accept").value_or(""));
  if (trim(accept).empty()) return {};
  std::optional<MediaType> best;
  double weight = 0;
  for (std::string_view rest = accept; !rest.empty();) {
    const std::string_view item = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(rest.size(), item.size() + 1));
    const std::string_view name = trim(item.substr(0, item.find(';')));
    const double its = weight_of(item.substr(std::min(item.size(), item.find(';'))));
    if (its <= weight) continue;
    if (const auto type = media_type_from(std::string(name))) {
      best = type;
      weight = its;
    }
  }
  if (best) return *best;
  throw HttpError(406, "no_such_format",
                  {"this answers application/json, application/vnd.neo4j.query, or either as lines (jsonl)",
                   "可返回 application/json、application/vnd.neo4j.query，或其逐行形式（jsonl）"},
                  "Accept");
}

Statement statement_of(const Request& request, cypher::Arena& arena) {
  Statement statement;
  if (request.body.empty()) return statement;
  const bool typed = is_typed_body(request);
  const Json body = archive::parse_json(request.body, body_limits);
  if (!body.is_object())
    throw HttpError(400, "bad_body",
                    {"the body is an object, {\"statement\": \"…\", \"parameters\": {…}}",
                     "正文须为对象，{\"statement\": \"…\", \"parameters\": {…}}"},
                    "/");
  for (const auto& [name, value] : body.items()) take_member(statement, name, value, typed, request, arena);
  return statement;
}

std::string bookmark_of(std::uint64_t revision) { return std::string(bookmark_start) + std::to_string(revision); }

std::uint64_t revision_of(const std::vector<std::string>& bookmarks) {
  std::uint64_t most = 0;
  for (const std::string& bookmark : bookmarks) {
    std::uint64_t revision = 0;
    const char* end = bookmark.data() + bookmark.size();
    const bool ours = bookmark.starts_with(bookmark_start);
    const auto read = std::from_chars(bookmark.data() + (ours ? bookmark_start.size() : 0), end, revision);
    if (!ours || read.ec != std::errc() || read.ptr != end) {
      throw HttpError(400, "bad_bookmark",
                      filled(Text{"\"{}\" is no bookmark of this server", "“{}”不是本服务器的书签"}, bookmark),
                      "/bookmarks");
    }
    most = std::max(most, revision);
  }
  return most;
}

Json value_json(const Value& value, const cypher::Catalog& catalog, bool typed) {
  return typed ? cypher::to_typed_json(value, catalog) : cypher::to_json(value, catalog);
}

void add_summary(Json& body, const cypher::Plan& plan, bool counters, bool typed, archive::Language language) {
  if (!plan.notes.empty()) {
    body["notifications"] = Json::array();
    for (const cypher::Note& note : plan.notes) body["notifications"].push_back(notification_of(note, language));
  }
  if (counters) {
    body["counters"] = {{"containsUpdates", false},
                        {"nodesCreated", 0},
                        {"nodesDeleted", 0},
                        {"propertiesSet", 0},
                        {"relationshipsCreated", 0},
                        {"relationshipsDeleted", 0},
                        {"labelsAdded", 0},
                        {"labelsRemoved", 0},
                        {"indexesAdded", 0},
                        {"indexesRemoved", 0},
                        {"constraintsAdded", 0},
                        {"constraintsRemoved", 0},
                        {"containsSystemUpdates", false},
                        {"systemUpdates", 0}};
  }
  if (plan.query.explain) {
    Json root = plan_json(cypher::lines_of(plan.steps), typed);
    root["arguments"]["string-representation"] = typed_or_plain(cypher::explain(plan), "String", typed);
    body["queryPlan"] = std::move(root);
  }
  body["queryType"] = "r";
}

Json errors_of(const archive::Error& error, int status, const std::string& message) {
  std::string text = message;
  const auto* query = dynamic_cast<const cypher::QueryError*>(&error);
  if (query != nullptr && query->has_position()) {
    const cypher::Position at = query->position();
    text += " (line " + std::to_string(at.line) + ", column " + std::to_string(at.column) +
            " (offset: " + std::to_string(at.offset) + "))";
  }
  return Json::array({{{"code", code_of(error, status)}, {"message", std::move(text)}}});
}

Response failure(const archive::Error& error, int status, const std::string& message) {
  return Response::of({{"errors", errors_of(error, status, message)}}, status);
}

bool asks_for_discovery(const Request& request) {
  if (request.path != "/" || (request.method != "GET" && request.method != "HEAD")) return false;
  const std::string accept = lower(request.header("accept").value_or(""));
  return accept.find(plain_type) != std::string::npos && accept.find("text/html") == std::string::npos;
}

Response discovery(const Request& request) {
  const bool secure = request.header("x-forwarded-proto") == "https";
  const std::string base = (secure ? "https://" : "http://") + request.header("host").value_or("localhost");
  return Response::of({{"query", base + "/db/{databaseName}/query/v2"},
                       {"neo4j_version", followed_version},
                       {"neo4j_edition", "community"},
                       {"auth_config", {{"oidc_providers", Json::array()}}},
                       {"almanac_version", version_text}});
}

void Pieces::add(std::string_view text) {
  if (pieces_.empty() || pieces_.back().size() + text.size() > piece_bytes) {
    const std::size_t bytes = std::max(piece_bytes, text.size());
    budget_.hold(bytes);
    pieces_.emplace_back();
    if (pieces_.size() > 1) pieces_.back().reserve(bytes);
  }
  pieces_.back() += text;
}

Response Pieces::response(int status, std::string content_type) && {
  Response response;
  response.status = status;
  response.content_type = std::move(content_type);
  if (pieces_.size() == 1) {
    response.body = std::move(pieces_.front());
    return response;
  }
  response.stream = [pieces = std::make_shared<std::deque<std::string>>(std::move(pieces_))](const auto& write) {
    for (; !pieces->empty(); pieces->pop_front()) {
      if (!write(pieces->front())) return;
    }
  };
  return response;
}

}  // namespace almanac::server::query_api
