#pragma once
// Who may do what.
//
// Listening on loopback, everybody on this machine may do everything, as with any local program; what must be kept out
// is a web site open in the same browser: its host name pointed at 127.0.0.1 (the Host header is checked) and its forms
// and scripts (Sec-Fetch-Site and Origin are checked). Listening anywhere else, every /api route needs a token, as
// "Authorization: Bearer alm_…" or in the cookie that POST /api/v1/session sets. Clients of Neo4j's Query API (/db/) show it their way:
// "Bearer BASE64", or "Basic" with any user's name and the token as password. They send a password even where none is needed: on
// loopback one that is no token counts as none.
//
// A command of this program beside the running server shows the key that the server wrote into DIR/LOCK, which only
// the owner of the directory can read.

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "archive/tokens.h"
#include "server/route.h"

namespace almanac::server {

enum class Exposure { loopback, network };
// "127.0.0.1", "localhost", "::1" and the like.
bool is_loopback(std::string_view host);

inline constexpr std::string_view local_key_header = "almanac-local-key";
inline constexpr std::string_view cookie_name = "almanac_token";

class Access {
 public:
  Access(archive::Archive& home, Exposure exposure) : tokens_(home), exposure_(exposure) {}

  // Fills in actor and granted. Throws HttpError: 400 "foreign_host", 403 "cross_site" | "not_allowed" |
  // "not_local", 401 "token_needed" | "bad_token", 429 "too_many_attempts".
  void check(Request& request, Permission needed, bool has_local_key);

  // The token of a text, counting failures of this peer; throws HttpError 401 "bad_token", 429.
  archive::Token sign_in(const Request& request, std::string_view text);
  // The token that a request carries, if it is good.
  std::optional<archive::Token> who(const Request& request) const;

  Exposure exposure() const { return exposure_; }
  archive::Tokens& tokens() { return tokens_; }

 private:
  void check_same_site(const Request& request) const;
  void check_attempts(const std::string& peer);
  void count_failure(const std::string& peer);

  archive::Tokens tokens_;
  const Exposure exposure_;
  std::mutex mutex_;
  struct Failures {
    std::chrono::steady_clock::time_point since;
    int count = 0;
  };
  std::map<std::string, Failures> failures_;  // per peer, within a minute
};

}  // namespace almanac::server
