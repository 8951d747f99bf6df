#include "archive/tokens.h"

#include <sodium.h>

#include <array>
#include <mutex>

#include "archive/audit.h"
#include "archive/connection.h"
#include "archive/error.h"
#include "archive/hexadecimal.h"
#include "archive/store.h"

namespace almanac::archive {
namespace {

using Hash = std::array<std::uint8_t, 32>;
constexpr std::string_view prefix = "alm_";
constexpr std::size_t id_length = 8, secret_length = 43;

// The connection of a view, which Reads keeps for its own kind.
struct Peek : Reads {
  static sqlite::Database& database(const Reads& reads) { return connection_of(reads.*(&Peek::connection_)).database; }
};

void start_sodium() {
  static std::once_flag once;
  std::call_once(once, [] {
    if (sodium_init() < 0) {
      throw Error(ErrorKind::unavailable, "no_random", {"the system gives no random numbers", "系统无法提供随机数"});
    }
  });
}

Hash hash_of(std::string_view secret) {
  Hash hash;
  crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(secret.data()), secret.size(),
                     nullptr, 0);
  return hash;
}

std::string random_secret() {
  std::array<unsigned char, 32> bytes;
  randombytes_buf(bytes.data(), bytes.size());
  std::array<char, secret_length + 1> text;
  sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  return text.data();
}

constexpr std::string_view columns = "SELECT id, name, role, created_ms, expires_ms, revoked_ms, hash FROM token ";

Token token_of(const sqlite::Statement& row) {
  Token token;
  token.id = row.text(0);
  token.name = row.text(1);
  token.role = role_from(row.text(2)).value_or(Role::read);
  token.created_ms = row.integer(3);
  token.expires_ms = row.integer(4);
  token.revoked_ms = row.integer(5);
  return token;
}

}  // namespace

std::string_view to_string(Role role) {
  switch (role) {
    case Role::read:
      return "read";
    case Role::write:
      return "write";
    case Role::admin:
      return "admin";
  }
  return "read";
}

std::optional<Role> role_from(std::string_view text) {
  for (const auto role : {Role::read, Role::write, Role::admin}) {
    if (text == to_string(role)) return role;
  }
  return std::nullopt;
}

NewToken Tokens::create(std::string_view name, Role role, std::int64_t expires_ms, std::string_view actor) {
  start_sodium();
  if (name.empty() || name.size() > 200 || !is_utf8(name)) {
    throw Error(ErrorKind::invalid_input, "bad_token_name",
                {"a token's name has 1 to 200 bytes; say who or what it is for",
                 "令牌名称须为 1 至 200 字节，请写明使用者或用途"},
                "name");
  }
  const auto now = now_ms();
  if (expires_ms != 0 && expires_ms <= now) {
    throw Error(ErrorKind::invalid_input, "bad_expiry", {"the token would have expired already", "令牌的到期时间已过"},
                "expires");
  }
  NewToken made;
  made.token = {random_hexadecimal(id_length / 2), std::string(name), role, now, expires_ms, 0};
  const auto secret = random_secret();
  made.text = std::string(prefix) + made.token.id + "_" + secret;
  const auto hash = hash_of(secret);
  archive_.write(actor, [&](Transaction& transaction) {
    auto insert = Peek::database(transaction)
                      .prepare(
                          "INSERT INTO token (id, name, role, created_ms, expires_ms, revoked_ms, hash) "
                          "VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6)");
    insert.bind_all(made.token.id, made.token.name, to_string(role), now, expires_ms,
                    std::span<const std::uint8_t>(hash));
    insert.run();
    add_audit(transaction, "token", "create " + made.token.id + " " + made.token.name);
  });
  return made;
}

std::vector<Token> Tokens::list() const {
  const auto reader = archive_.read();
  auto rows = Peek::database(reader).prepare(std::string(columns) + "ORDER BY created_ms, id");
  std::vector<Token> tokens;
  while (rows.step()) tokens.push_back(token_of(rows));
  return tokens;
}

void Tokens::revoke(std::string_view id, std::string_view actor) {
  bool found = false;
  archive_.write(actor, [&](Transaction& transaction) {
    auto update =
        Peek::database(transaction)
            .prepare(
                "UPDATE token SET revoked_ms = CASE WHEN revoked_ms = 0 THEN ?2 ELSE revoked_ms END WHERE id = ?1");
    update.bind_all(id, now_ms());
    update.run();
    found = Peek::database(transaction).changes() > 0;
    if (found) add_audit(transaction, "token", "revoke " + std::string(id));
  });
  if (!found) {
    throw Error(ErrorKind::not_found, "unknown_token",
                filled(Text{"no token has the id {}; almanac token list shows them",
                            "没有编号为 {} 的令牌；可用 almanac token list 查看"},
                       std::string(id)));
  }
}

bool Tokens::any_valid() const {
  const auto now = now_ms();
  for (const auto& token : list()) {
    if (token.is_valid(now)) return true;
  }
  return false;
}

std::optional<Token> Tokens::find_valid(std::string_view text) const {
  const bool shaped = text.size() == prefix.size() + id_length + 1 + secret_length &&
                      text.substr(0, prefix.size()) == prefix && text[prefix.size() + id_length] == '_' &&
                      is_utf8(text);
  if (!shaped) return std::nullopt;
  const auto id = text.substr(prefix.size(), id_length);
  const auto hash = hash_of(text.substr(prefix.size() + id_length + 1));
  const auto reader = archive_.read();
  auto rows = Peek::database(reader).prepare(std::string(columns) + "WHERE id = ?1");
  rows.bind_all(id);
  if (!rows.step()) return std::nullopt;
  const auto stored = rows.blob(6);
  if (stored.size() != hash.size() || sodium_memcmp(stored.data(), hash.data(), hash.size()) != 0) return std::nullopt;
  auto token = token_of(rows);
  if (!token.is_valid(now_ms())) return std::nullopt;
  return token;
}

}  // namespace almanac::archive
