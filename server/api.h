#pragma once
// From a request to its answer, without a socket: route, access, parameters, handler, problem, headers.
//
// admit() decides by the head alone, so that nobody uploads half a gigabyte to be told that the path is wrong; handle()
// does the rest when the body is there. Paths are routed as sent, undecoded: %2F may stand in a code.

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "server/access.h"
#include "server/metrics.h"
#include "server/route.h"
#include "server/sites.h"

namespace almanac::server {

inline constexpr std::uint64_t body_limit = 16u << 20;     // JSON
inline constexpr std::uint64_t upload_limit = 512u << 20;  // files

struct RouteMatch {
  const Route* route = nullptr;
  Pairs path_values;
  std::string allow;  // "GET, HEAD, OPTIONS": methods of the path; empty: no such path
};
// Errors: HttpError 400 "bad_path" (a broken escape).
RouteMatch find_route(std::string_view method, std::string_view path);

// Decodes request.query into query_values and checks it against the route: unknown names (with the nearest known one),
// repetition, numbers and their bounds, dates, words. Throws HttpError 400.
void read_parameters(Request& request, const Route& route);

// "lang=zh", else the better liked of zh and en in Accept-Language, else English.
archive::Language language_of(const Request& request);

class Api {
 public:
  using Log = std::function<void(const std::string& line)>;
  Api(Sites& sites, Access& access, std::filesystem::path web_root, Log log);

  Admission admit(Request& request);
  Response handle(Request& request);
  // The answer to what never became a request (`request` may be null) or has a wrong body.
  Response refuse(const Request* request, int status, std::string code, Text message);
  // Both steps at once, for tests: the limits of bodies are not checked.
  Response respond(Request request);

 private:
  Response call(Request& request);
  Response call_once(Request& request);
  Response failed(const std::exception& error, const Request& request);
  void finish(Response& response, const Request& request) const;

  Sites& sites_;
  Access& access_;
  const std::filesystem::path web_root_;
  const Log log_;
  std::atomic<std::uint64_t> requests_{0};
  const std::string run_;  // makes request ids of one process differ from another's
};

}  // namespace almanac::server
