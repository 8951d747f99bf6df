// Health, the archive as a whole, and the sign-in of the pages.

#include <sstream>

#include "archive/records.h"
#include "server/access.h"
#include "server/handlers/handlers.h"
#include "server/metrics.h"
#include "server/openapi/openapi.h"
#include "server/problem.h"
#include "server/sites.h"
#include "server/version.h"

namespace almanac::server::handlers {
namespace {

constexpr int cookie_seconds = 90 * 24 * 3600;

Json counts_of(const archive::Reads& reads) {
  return {{"campaigns", reads.record_count<archive::Campaign>()},
          {"users", reads.count(archive::Kind::user)},
          {"channels", reads.count(archive::Kind::channel)},
          {"products", reads.count(archive::Kind::product)},
          {"segments", reads.count(archive::Kind::segment)},
          {"lessons", reads.record_count<archive::Lesson>()},
          {"touchpoints", reads.touchpoint_count()}};
}

Json derived(const CatchUp& state, std::uint64_t revision) {
  const auto reached = state.reached();
  Json body{
      {"ready", reached >= revision}, {"revision", reached}, {"behind", revision > reached ? revision - reached : 0}};
  if (const auto failure = state.failure(); !failure.empty()) body["failure"] = failure;
  return body;
}

Json session_of(const Site& site, const Request& request) {
  auto& sites = site.sites();
  const auto token = sites.access == nullptr ? std::nullopt : sites.access->who(request);
  Json body{{"token_needed", sites.access != nullptr && sites.access->exposure() == Exposure::network},
            {"signed_in", token.has_value()}};
  if (token) {
    body["name"] = token->name;
    body["role"] = archive::to_string(token->role);
  }
  return body;
}

std::string cookie_of(const std::string& value, int seconds, const Request& request) {
  const bool secure = request.header("x-forwarded-proto") == "https";
  return std::string(cookie_name) + "=" + value +
         "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" + std::to_string(seconds) + (secure ? "; Secure" : "");
}

Response archive_answer(const Site& site) {
  const auto reader = site.archive().read();
  auto& sites = site.sites();
  const bool is_home = &site == &sites.home();
  return Response::of({{"id", site.archive().id()},
                       {"name", site.name()},
                       {"zone", site.archive().zone().name()},
                       {"currency", site.archive().currency()},
                       {"sample", site.archive().is_sample()},
                       {"shown", is_home ? "home" : "own"},
                       {"can_start_empty", sites.home().archive().is_sample() && is_home},
                       {"has_own", sites.has_own()},
                       {"has_samples", sites.home().archive().is_sample()},
                       {"revision", reader.revision()},
                       {"index_revision", site.index_state().reached()},
                       {"graph_revision", site.graph_state().reached()},
                       {"languages", {"zh", "en"}},
                       {"counts", counts_of(reader)},
                       {"version", version_text}});
}

}  // namespace

Response healthz(Site&, const Request&) { return Response::of({{"status", "ok"}}); }

Response readyz(Site& site, const Request&) {
  const auto revision = site.archive().revision();
  const auto index = derived(site.index_state(), revision);
  auto graph = derived(site.graph_state(), revision);
  if (!site.graph().is_open()) graph["ready"] = false;
  const bool ready = index.at("ready").get<bool>() && graph.at("ready").get<bool>();
  auto response =
      Response::of({{"ready", ready}, {"revision", revision}, {"index", index}, {"graph", graph}}, ready ? 200 : 503);
  if (!ready) response.with("Retry-After", "1");
  return response;
}

Response metrics(Site& site, const Request&) {
  const auto revision = site.archive().revision();
  std::ostringstream text;
  text << site.sites().metrics().text();
  const auto gauge = [&](const char* name, const char* help, std::uint64_t value) {
    text << "# HELP " << name << ' ' << help << "\n# TYPE " << name << " gauge\n" << name << ' ' << value << '\n';
  };
  gauge("almanac_archive_revision", "The archive's last revision.", revision);
  gauge("almanac_index_revision", "The revision that searches see.", site.index_state().reached());
  gauge("almanac_graph_revision", "The revision that the graph was computed from.", site.graph_state().reached());
  gauge("almanac_touchpoints", "Touchpoints in the archive.", site.archive().read().touchpoint_count());
  text << "# HELP almanac_build_info The running version.\n# TYPE almanac_build_info "
          "gauge\nalmanac_build_info{version=\""
       << version_text << "\"} 1\n";
  return Response::text(text.str(), "text/plain; version=0.0.4; charset=utf-8");
}

Response version(Site&, const Request&) { return Response::of({{"name", "almanac"}, {"version", version_text}}); }

Response openapi(Site&, const Request& request) {
  auto response = Response::of(openapi_document(request.language));
  response.with("Cache-Control", "no-cache");
  return response;
}

Response archive_info(Site& site, const Request&) { return archive_answer(site); }
Response start_empty(Site& site, const Request&) { return archive_answer(site.sites().show_own()); }
Response show_samples(Site& site, const Request&) { return archive_answer(site.sites().show_home()); }

Response get_session(Site& site, const Request& request) { return Response::of(session_of(site, request)); }

Response create_session(Site& site, const Request& request) {
  const auto body = request.json();
  if (!body.is_object() || !body.contains("token") || !body.at("token").is_string()) {
    throw HttpError(400, "missing_field", {"the body is {\"token\": \"alm_…\"}", "正文须为 {\"token\": \"alm_…\"}"},
                    "/token");
  }
  if (site.sites().access == nullptr) throw HttpError(503, "starting", {"the server is starting", "服务器正在启动"});
  const auto text = body.at("token").get<std::string>();
  const auto token = site.sites().access->sign_in(request, text);
  auto response = Response::of({{"signed_in", true}, {"name", token.name}, {"role", archive::to_string(token.role)}});
  response.with("Set-Cookie", cookie_of(text, cookie_seconds, request));
  return response;
}

Response delete_session(Site&, const Request& request) {
  auto response = Response::of({{"signed_in", false}});
  response.with("Set-Cookie", cookie_of("", 0, request));
  return response;
}

}  // namespace almanac::server::handlers
