#pragma once
// The archives of one server: the one it was started on ("home") and, beside samples, the team's own (see app.h).

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "server/metrics.h"
#include "server/site.h"

namespace almanac::server {

class Access;

class Sites {
 public:
  // Opens the archive in `home` (made with `options` if there is none), and the own one if it was shown last.
  Sites(const std::filesystem::path& home, const archive::ArchiveOptions& options, Site::Log log);
  ~Sites();

  Site& shown() const { return *shown_.load(); }
  Site& home() const { return *home_; }
  bool has_own() const;  // it exists, opened or not

  // Shows the own archive, made empty if there is none yet. Error conflict "own_already" when home is no sample.
  Site& show_own();
  Site& show_home();

  // The site whose local key this is, or nullptr. Compares in constant time.
  Site* find_by_key(std::string_view local_key) const;
  // Writes the address into the LOCK of each archive, also of one opened later.
  void announce(const std::string& address);

  // The server is about to stop: answers that would go on (events of a job) are to end.
  void stop() { stopping_ = true; }
  bool is_stopping() const { return stopping_; }

  Metrics& metrics() { return metrics_; }
  // For the handlers of sign-in; set once, before requests come.
  Access* access = nullptr;

 private:
  Site& open_own();
  void remember_shown(std::string_view which);  // for the next start
  std::filesystem::path own_directory() const;

  const archive::ArchiveOptions options_;
  const Site::Log log_;
  Metrics metrics_;
  mutable std::mutex mutex_;
  std::string address_;
  std::unique_ptr<Site> home_, own_;
  std::atomic<Site*> shown_{nullptr};
  std::atomic<bool> stopping_{false};
};

}  // namespace almanac::server
