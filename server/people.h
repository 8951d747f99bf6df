#pragma once
// Erasing people and keeping to the rules of retention, with all that lies beside the archive: the spool, the graph, the index.

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "archive/erase.h"
#include "archive/retention.h"

namespace almanac::server {

class Site;

// In a directory that no server works on, with its archive open for writing. Errors as archive::erase_users().
archive::Erasure erase_user_here(archive::Archive& archive, std::string_view user, std::string_view actor);
archive::Retained apply_retention_here(archive::Archive& archive, std::string_view actor);

// The same in a running server: waits for an import under way. An upload that waits to be imported and names the person is cancelled
// and removed; one that has begun is imported without them.
archive::Erasure erase_user(Site& site, std::string_view user, std::string_view actor);
archive::Retained apply_retention(Site& site, std::string_view actor);

// Applies the rules of retention once a day, if there are any: looks every hour whether the last time is a day ago.
class DailyRetention {
 public:
  explicit DailyRetention(Site& site);
  ~DailyRetention();

 private:
  void work();
  void look();

  Site& site_;
  std::mutex mutex_;
  std::condition_variable ended_;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace almanac::server
