#include "archive/idempotency.h"

#include <sodium.h>

#include <algorithm>
#include <array>

#include "archive/connection.h"
#include "archive/error.h"
#include "archive/store.h"

namespace almanac::archive {
namespace {

constexpr std::int64_t kept_ms = 24 * 3'600'000;
constexpr std::string_view actor_name = "server";

struct Peek : Reads {
  static sqlite::Database& database(const Reads& reads) { return connection_of(reads.*(&Peek::connection_)).database; }
};

std::array<std::uint8_t, 32> hash_of(std::string_view request) {
  std::array<std::uint8_t, 32> hash;
  crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(request.data()), request.size(),
                     nullptr, 0);
  return hash;
}

}  // namespace

std::optional<KeptAnswers::Answer> KeptAnswers::begin(std::string_view actor, std::string_view key,
                                                      std::string_view request) {
  if (key.empty() || key.size() > 200) {
    throw Error(ErrorKind::invalid_input, "bad_idempotency_key",
                {"an Idempotency-Key has 1 to 200 bytes", "Idempotency-Key 须为 1 至 200 字节"}, "Idempotency-Key");
  }
  const auto hash = hash_of(request);
  std::optional<Answer> answer;
  bool reused = false;
  archive_.write(actor_name, [&](Transaction& transaction) {
    auto& database = Peek::database(transaction);
    const auto now = now_ms();
    auto old = database.prepare("DELETE FROM kept_answer WHERE at_ms < ?1");
    old.bind_all(now - kept_ms);
    old.run();
    auto find = database.prepare("SELECT request_hash, status, answer FROM kept_answer WHERE actor = ?1 AND key = ?2");
    find.bind_all(actor, key);
    if (find.step()) {
      const auto stored = find.blob(0);
      reused = !std::equal(stored.begin(), stored.end(), hash.begin(), hash.end());
      answer = Answer{static_cast<int>(find.integer(1)), std::string(find.text(2))};
      return;
    }
    auto insert = database.prepare(
        "INSERT INTO kept_answer (actor, key, request_hash, at_ms, status, answer) VALUES (?1, ?2, ?3, ?4, 0, '')");
    insert.bind_all(actor, key, std::span<const std::uint8_t>(hash), now);
    insert.run();
  });
  if (reused) {
    throw Error(ErrorKind::invalid_input, "key_reused",
                {"this Idempotency-Key was used for another request; take a new one",
                 "该 Idempotency-Key 已用于另一个请求，请换一个新的"},
                "Idempotency-Key");
  }
  return answer;
}

void KeptAnswers::finish(std::string_view actor, std::string_view key, int status, std::string_view body) {
  archive_.write(actor_name, [&](Transaction& transaction) {
    auto update = Peek::database(transaction)
                      .prepare("UPDATE kept_answer SET status = ?3, answer = ?4 WHERE actor = ?1 AND key = ?2");
    update.bind_all(actor, key, status, body);
    update.run();
  });
}

void KeptAnswers::abandon(std::string_view actor, std::string_view key) {
  archive_.write(actor_name, [&](Transaction& transaction) {
    auto remove = Peek::database(transaction).prepare("DELETE FROM kept_answer WHERE actor = ?1 AND key = ?2");
    remove.bind_all(actor, key);
    remove.run();
  });
}

void KeptAnswers::release_unfinished() {
  archive_.write(actor_name, [](Transaction& transaction) {
    Peek::database(transaction).prepare("DELETE FROM kept_answer WHERE status = 0").run();
  });
}

}  // namespace almanac::archive
