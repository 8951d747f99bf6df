#include "server/access.h"

#include <sodium.h>

#include "server/problem.h"
#include "server/query_api.h"

namespace almanac::server {
namespace {

constexpr int failures_per_minute = 10;
constexpr std::size_t remembered_peers = 10'000;

// "127.0.0.1:8080" → "127.0.0.1", "[::1]:8080" → "::1"
std::string_view host_part(std::string_view host) {
  if (!host.empty() && host.front() == '[') return host.substr(1, host.find(']') - 1);
  return host.substr(0, host.find(':'));
}

std::optional<std::string> cookie(const Request& request) {
  for (const auto& [name, value] : request.headers) {
    if (name != "cookie") continue;
    std::string_view rest = value;
    while (!rest.empty()) {
      auto pair = rest.substr(0, rest.find(';'));
      rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
      while (!pair.empty() && pair.front() == ' ') pair.remove_prefix(1);
      const auto equals = pair.find('=');
      if (equals != std::string_view::npos && pair.substr(0, equals) == cookie_name)
        return std::string(pair.substr(equals + 1));
    }
  }
  return std::nullopt;
}

constexpr std::string_view token_start = "alm_";

std::optional<std::string> base64_decoded(std::string_view text) {
  std::string bytes(text.size(), '\0');
  std::size_t length = 0;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(), text.size(), "\r\n",
                        &length, nullptr, sodium_base64_VARIANT_ORIGINAL) != 0)
    return std::nullopt;
  bytes.resize(length);
  while (bytes.ends_with('\n')) bytes.pop_back();  // of those who encode by `echo`
  return bytes;
}

// What the header Authorization shows; "" if that can be no token.
std::optional<std::string> shown_token(const Request& request, Exposure exposure) {
  const auto header = request.header("authorization");
  if (!header) return std::nullopt;
  constexpr std::string_view bearer = "Bearer ", basic = "Basic ";
  const bool query_api = query_api::is_asked(request);
  if (header->starts_with(bearer)) {
    std::string token = header->substr(bearer.size());
    if (!query_api || token.starts_with(token_start)) return token;
    return base64_decoded(token).value_or("");
  }
  if (!query_api || !header->starts_with(basic)) return std::string();
  const auto pair = base64_decoded(std::string_view(*header).substr(basic.size()));
  const auto colon = pair ? pair->find(':') : std::string::npos;
  if (colon == std::string::npos) return std::string();
  std::string password = pair->substr(colon + 1);
  if (exposure == Exposure::loopback && !password.starts_with(token_start)) return std::nullopt;
  return password;
}

Permission permission_of(archive::Role role) {
  switch (role) {
    case archive::Role::admin:
      return Permission::admin;
    case archive::Role::write:
      return Permission::write;
    case archive::Role::read:
      return Permission::read;
  }
  return Permission::read;
}

HttpError unauthorized(const Request& request, std::string code, Text message) {
  HttpError error(401, std::move(code), std::move(message));
  error.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"almanac\"");
  if (query_api::is_asked(request))
    error.headers.emplace_back("WWW-Authenticate", "Basic realm=\"almanac\", charset=\"UTF-8\"");
  return error;
}

HttpError bad_token(const Request& request) {
  return unauthorized(request, "bad_token",
                      {"this token is unknown, expired or revoked; make one with: almanac token create",
                       "令牌不存在、已过期或已撤销；可用 almanac token create 新建"});
}

}  // namespace

bool is_loopback(std::string_view host) {
  return host == "localhost" || host == "::1" || host.substr(0, 4) == "127." || host == "::ffff:127.0.0.1";
}

std::optional<archive::Token> Access::who(const Request& request) const {
  const auto shown = shown_token(request, exposure_);
  const auto text = shown ? shown : cookie(request);
  if (!text) return std::nullopt;
  return tokens_.find_valid(*text);
}

archive::Token Access::sign_in(const Request& request, std::string_view text) {
  check_attempts(request.peer);
  if (auto token = tokens_.find_valid(text)) return *token;
  count_failure(request.peer);
  throw bad_token(request);
}

void Access::check(Request& request, Permission needed, bool has_local_key) {
  const bool from_here = is_loopback(request.peer);
  const bool is_ours = has_local_key && from_here;
  if (exposure_ == Exposure::loopback && !is_loopback(host_part(request.header("host").value_or("localhost")))) {
    throw HttpError(400, "foreign_host",
                    {"this server answers on this machine only, as localhost or 127.0.0.1",
                     "本服务器只以 localhost 或 127.0.0.1 在本机提供服务"},
                    "Host");
  }
  if (needed == Permission::local) {
    if (!is_ours) {
      throw HttpError(403, "not_local",
                      {"only the program almanac on this machine may do this", "仅本机的 almanac 程序可以执行此操作"});
    }
  }
  request.granted = Permission::open;
  if (is_ours) {
    request.granted = Permission::local;
    request.actor = "local";
    return;
  }
  if (request.method != "GET" && request.method != "HEAD" && request.method != "OPTIONS") check_same_site(request);
  if (needed == Permission::open) return;
  const bool shows_token = shown_token(request, exposure_) || (exposure_ == Exposure::network && cookie(request));
  if (exposure_ == Exposure::loopback && !shows_token) {
    request.granted = Permission::admin;
    request.actor = "web";
    return;
  }
  check_attempts(request.peer);
  if (!shows_token) {
    throw unauthorized(request, "token_needed",
                       {"this server needs a token: Authorization: Bearer alm_…",
                        "本服务器需要访问令牌：Authorization: Bearer alm_…"});
  }
  const auto token = who(request);
  if (!token) {
    count_failure(request.peer);
    throw bad_token(request);
  }
  request.actor = token->name;
  request.granted = permission_of(token->role);
  if (request.granted < needed) {
    throw HttpError(403, "not_allowed",
                    filled(Text{"this needs a token with the role {}; yours has {}",
                                "此操作需要 {} 角色的令牌，当前令牌的角色为 {}"},
                           std::string(to_string(needed)), std::string(archive::to_string(token->role))));
  }
}

void Access::check_same_site(const Request& request) const {
  const auto site = request.header("sec-fetch-site");
  bool same = !site || *site == "same-origin" || *site == "none";
  if (!site) {
    if (const auto origin = request.header("origin")) {
      const auto scheme = origin->find("://");
      same = scheme != std::string::npos && origin->substr(scheme + 3) == request.header("host").value_or("");
    }
  }
  if (!same) {
    throw HttpError(403, "cross_site",
                    {"a page of another site may not change anything here", "其他网站的页面不能修改这里的内容"});
  }
}

void Access::check_attempts(const std::string& peer) {
  const std::lock_guard lock(mutex_);
  const auto found = failures_.find(peer);
  if (found == failures_.end()) return;
  if (std::chrono::steady_clock::now() - found->second.since > std::chrono::minutes(1)) {
    failures_.erase(found);
  } else if (found->second.count >= failures_per_minute) {
    HttpError error(429, "too_many_attempts",
                    {"too many wrong tokens; wait a minute", "令牌错误次数过多，请一分钟后再试"});
    error.headers.emplace_back("Retry-After", "60");
    throw error;
  }
}

void Access::count_failure(const std::string& peer) {
  const std::lock_guard lock(mutex_);
  if (failures_.size() >= remembered_peers) failures_.clear();
  auto& failures = failures_[peer];
  const auto now = std::chrono::steady_clock::now();
  if (failures.count == 0 || now - failures.since > std::chrono::minutes(1)) failures = {now, 0};
  ++failures.count;
}

}  // namespace almanac::server
