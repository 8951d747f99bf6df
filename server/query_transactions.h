#pragma once
// Transactions of Neo4j's Query API. The graph only reads, so one is a snapshot that its statements share, kept until it is ended or
// nothing was asked of it for a minute.

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "insight/graph_query.h"

namespace almanac::server {

class QueryTransactions {
 public:
  static constexpr std::chrono::seconds idle{60};
  static constexpr std::size_t most = 100;  // open at once

  struct Open {
    std::string id;
    std::shared_ptr<const insight::GraphQuery> graph;
    std::chrono::system_clock::time_point expires;
  };

  // HttpError 503 "too_many_transactions".
  Open begin(std::shared_ptr<const insight::GraphQuery> graph, const std::string& actor);
  // The transaction, which now expires later; one of another actor is unknown. HttpError 404 "unknown_transaction".
  Open use(const std::string& id, const std::string& actor);
  Open end(const std::string& id, const std::string& actor);
  void drop_expired();

 private:
  struct Kept {
    Open open;
    std::string actor;
  };
  std::map<std::string, Kept>::iterator find(const std::string& id, const std::string& actor);
  void drop_expired_locked();

  std::mutex mutex_;
  std::map<std::string, Kept> kept_;
};

}  // namespace almanac::server
