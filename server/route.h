#pragma once
// A request, a response and a route, as plain values: no socket and no type of the HTTP library, so a handler is an
// ordinary function that tests call directly.
//
// The route table (routes.cpp, routes/) is the one description of the API: the router dispatches by it, permissions and
// parameters are checked by it, and /openapi.json is written from it.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "archive/json.h"
#include "archive/text.h"

namespace almanac::server {

using archive::Json;
using archive::Text;

// What a caller may do. `open`: anyone, no token. `read` < `write` < `admin`. `local`: only a command of this program
// on this machine, shown by the key in DIR/LOCK.
enum class Permission { open, read, write, admin, local };
std::string_view to_string(Permission permission);

// Pairs in the order of the request; a name may occur more than once.
using Pairs = std::vector<std::pair<std::string, std::string>>;

struct Route;
class Site;  // site.h: everything a handler works on

struct Request {
  std::string method = "GET";     // upper case
  std::string path;               // as sent, undecoded: "/api/v1/campaigns/a%2Fb"
  std::string query;              // as sent, without the "?"
  Pairs headers;                  // names in lower case
  std::string body;               // whole; empty for a spooled upload
  std::filesystem::path spooled;  // an upload's body, in a file that the handler may move away; removed afterwards
  std::uint64_t body_bytes = 0;
  std::string peer = "127.0.0.1";  // address of the client
  std::function<bool()> left;      // whether the client has closed its side; cheap, may be empty

  // Set by the router (api.h):
  const Route* route = nullptr;  // nullptr: a page
  Site* site = nullptr;          // the archive that it is about
  Pairs path_values;             // {"code", "a/b"}, decoded
  Pairs query_values;            // decoded, UTF-8, every name known to the route
  archive::Language language = archive::Language::en;
  std::string request_id;
  std::string actor = "web";  // who, for the history: a token's name, "web" or the local user
  Permission granted = Permission::admin;

  std::optional<std::string> header(std::string_view lower_case_name) const;
  const std::string& path_value(std::string_view name) const;     // of a name in the route's pattern
  std::optional<std::string> value(std::string_view name) const;  // of the query, the first
  std::vector<std::string> values(std::string_view name) const;   // of the query, all, in order
  // Integer within the bounds of the route's parameter (checked by the router), or `otherwise`.
  std::int64_t number(std::string_view name, std::int64_t otherwise) const;
  bool flag(std::string_view name) const;  // "1" or "true"
  // Whether nobody waits for the answer any more. Cheap: asks the system every few milliseconds at most.
  bool gone() const { return left && left(); }
  Json json() const;  // the body; Error invalid_input "bad_json", 415-like "json_expected" for another content type
};

struct Response {
  int status = 200;
  std::string content_type;  // empty: no body
  std::string body;
  Pairs headers;
  // Instead of `body`: called once with a sink that takes pieces (≤ 64 KB are best) and returns false when the client
  // has gone. For answers too large to be held.
  std::function<void(const std::function<bool(std::string_view)>& write)> stream;
  std::string content_encoding;  // of bytes that are compressed already

  static Response of(const Json& value, int status = 200);
  static Response text(std::string body, std::string content_type);
  Response& with(std::string name, std::string value);
};

// What to do with a request whose head is known and whose body is not read yet.
struct Admission {
  std::unique_ptr<Response> refusal;  // answer this, read nothing
  std::uint64_t body_limit = 0;       // bytes; more is refused with 413
  std::filesystem::path spool;        // directory for the body of an upload; empty: keep it in memory
};

struct Parameter {
  enum class In { path, query, header };
  enum class Type { string, integer, boolean, date };
  std::string_view name;
  Text summary;
  In in = In::query;
  Type type = Type::string;
  std::int64_t minimum = 0, maximum = 0;   // of an integer; 0, 0: any
  std::int64_t otherwise = 0;              // an integer's value when absent
  std::vector<std::string_view> one_of{};  // the words it takes; empty: any text
  bool repeated = false;                   // may be given several times, meaning OR
  bool required = false;
  bool prefix = false;  // "attr." stands for every name that begins so
};

using Handler = Response (*)(Site&, const Request&);

struct Route {
  std::string_view method;
  std::string_view pattern;  // "/api/v1/campaigns/{code}"; a {name} is one segment
  Handler handler;
  Permission permission;
  Text summary;
  std::vector<Parameter> parameters{};  // path parameters included
  std::string_view request_schema{};    // name in openapi/; empty: takes no body. "upload": raw bytes
  std::string_view response_schema{};   // name in openapi/; empty: not JSON
  int success = 200;
};

const std::vector<Route>& routes();

}  // namespace almanac::server
