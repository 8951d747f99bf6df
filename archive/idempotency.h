#pragma once
// Answers kept for requests that carry an Idempotency-Key: who repeats one, after a lost connection say, gets the
// answer that it had and changes nothing again. Kept 24 hours; survives a restart.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace almanac::archive {

class Archive;

class KeptAnswers {
 public:
  explicit KeptAnswers(Archive& archive) : archive_(archive) {}

  struct Answer {
    int status = 0;    // 0: the first request is still being worked on
    std::string body;  // as given to finish()
  };

  // The answer kept under this key, or nullopt, and then the key is taken: finish() or abandon() must follow.
  // `request` is what must be the same in a repetition (method, path, body). Errors: invalid_input "key_reused"
  // (another request had this key), "bad_idempotency_key" (1–200 bytes).
  std::optional<Answer> begin(std::string_view actor, std::string_view key, std::string_view request);
  void finish(std::string_view actor, std::string_view key, int status, std::string_view body);
  void abandon(std::string_view actor, std::string_view key);
  // Keys whose work was cut off by the end of an earlier process are free again. To be called once at start.
  void release_unfinished();

 private:
  Archive& archive_;
};

}  // namespace almanac::archive
