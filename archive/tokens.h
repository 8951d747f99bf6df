#pragma once
// Access tokens of the HTTP API: "alm_" + 8 hex digits (the id, not secret) + "_" + 43 characters (32 random bytes).
//
// The archive keeps a hash of the secret part, so a stolen archive opens no server. 256 random bits need no slow hash;
// BLAKE2b is enough. The token's text is known once, when it is made.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace almanac::archive {

class Archive;

enum class Role { read, write, admin };  // each may do what the one before may
std::string_view to_string(Role role);
std::optional<Role> role_from(std::string_view text);

struct Token {
  std::string id;    // "1f3a09bc"
  std::string name;  // who or what it is for; the actor of its changes
  Role role = Role::read;
  std::int64_t created_ms = 0;
  std::int64_t expires_ms = 0;  // 0: never
  std::int64_t revoked_ms = 0;  // 0: not revoked

  bool is_valid(std::int64_t now_ms) const { return revoked_ms == 0 && (expires_ms == 0 || now_ms < expires_ms); }
};

struct NewToken {
  Token token;
  std::string text;  // to be shown once
};

class Tokens {
 public:
  explicit Tokens(Archive& archive) : archive_(archive) {}

  // `name`: 1–200 bytes. `expires_ms`: 0 or a time to come. Errors: invalid_input "bad_token_name", "bad_expiry".
  // Both are noted in the audit log as done by `actor`.
  NewToken create(std::string_view name, Role role, std::int64_t expires_ms = 0, std::string_view actor = "almanac");
  std::vector<Token> list() const;  // in order of creation, revoked and expired ones included
  void revoke(std::string_view id,
              std::string_view actor = "almanac");  // Error not_found "unknown_token"; again is nothing
  bool any_valid() const;

  // The token of this text if it is genuine, not expired and not revoked. Compares in constant time.
  std::optional<Token> find_valid(std::string_view text) const;

 private:
  Archive& archive_;
};

}  // namespace almanac::archive
