#pragma once
// A thread that brings something derived up to date with the archive: notified after every write, it refreshes once for
// all notifications that came meanwhile.

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace almanac::server {

class CatchUp {
 public:
  using Log = std::function<void(const std::string& line)>;
  // `refresh` returns the revision reached. A failure is logged and tried again, at first after a second, later
  // after 30.
  CatchUp(std::string name, std::uint64_t reached, std::function<std::uint64_t()> refresh, Log log);
  ~CatchUp();  // waits for a refresh under way

  void notify();
  std::uint64_t reached() const;
  // True once `reached` is at least this; false when that took longer.
  bool wait(std::uint64_t revision, std::chrono::milliseconds at_most) const;
  std::string failure() const;  // of the last try; empty when it went well

 private:
  void work();

  const std::string name_;
  const std::function<std::uint64_t()> refresh_;
  const Log log_;
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::uint64_t reached_;
  std::string failure_;
  bool wanted_ = false, ending_ = false;
  std::thread thread_;  // last: starts when all else is there
};

}  // namespace almanac::server
