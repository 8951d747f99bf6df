#include "server/query_transactions.h"

#include <sodium.h>

#include <stdexcept>

#include "server/problem.h"

namespace almanac::server {
namespace {

using Clock = std::chrono::system_clock;

std::string random_id() {
  if (sodium_init() < 0) throw std::runtime_error("the system gives no random numbers");
  unsigned char bytes[12];
  randombytes_buf(bytes, sizeof bytes);
  char text[2 * sizeof bytes + 1];
  return sodium_bin2hex(text, sizeof text, bytes, sizeof bytes);
}

}  // namespace

QueryTransactions::Open QueryTransactions::begin(std::shared_ptr<const insight::GraphQuery> graph,
                                                 const std::string& actor) {
  Open open{random_id(), std::move(graph), Clock::now() + idle};
  const std::lock_guard lock(mutex_);
  drop_expired_locked();
  if (kept_.size() >= most) {
    throw HttpError(
        503, "too_many_transactions",
        {"too many transactions are open; end some, or wait a minute", "打开的事务过多；请结束一些，或等待一分钟"});
  }
  kept_.emplace(open.id, Kept{open, actor});
  return open;
}

QueryTransactions::Open QueryTransactions::use(const std::string& id, const std::string& actor) {
  const std::lock_guard lock(mutex_);
  const auto found = find(id, actor);
  found->second.open.expires = Clock::now() + idle;
  return found->second.open;
}

QueryTransactions::Open QueryTransactions::end(const std::string& id, const std::string& actor) {
  const std::lock_guard lock(mutex_);
  const auto found = find(id, actor);
  Open open = std::move(found->second.open);
  kept_.erase(found);
  return open;
}

void QueryTransactions::drop_expired() {
  const std::lock_guard lock(mutex_);
  drop_expired_locked();
}

std::map<std::string, QueryTransactions::Kept>::iterator QueryTransactions::find(const std::string& id,
                                                                                 const std::string& actor) {
  drop_expired_locked();
  const auto found = kept_.find(id);
  if (found != kept_.end() && found->second.actor == actor) return found;
  throw HttpError(404, "unknown_transaction",
                  filled(Text{"there is no transaction {}; it was ended, or nothing was asked of it for a minute",
                              "没有事务 {}；它已结束，或一分钟内未使用"},
                         id));
}

void QueryTransactions::drop_expired_locked() {
  const auto now = Clock::now();
  std::erase_if(kept_, [&](const auto& one) { return one.second.open.expires < now; });
}

}  // namespace almanac::server
