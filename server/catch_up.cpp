#include "server/catch_up.h"

#include <algorithm>
#include <exception>

namespace almanac::server {

CatchUp::CatchUp(std::string name, std::uint64_t reached, std::function<std::uint64_t()> refresh, Log log)
    : name_(std::move(name)), refresh_(std::move(refresh)), log_(std::move(log)), reached_(reached), thread_([this] {
        work();
      }) {}

CatchUp::~CatchUp() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void CatchUp::notify() {
  {
    const std::lock_guard lock(mutex_);
    wanted_ = true;
  }
  changed_.notify_all();
}

std::uint64_t CatchUp::reached() const {
  const std::lock_guard lock(mutex_);
  return reached_;
}

bool CatchUp::wait(std::uint64_t revision, std::chrono::milliseconds at_most) const {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, at_most, [&] { return reached_ >= revision || ending_; }) && reached_ >= revision;
}

std::string CatchUp::failure() const {
  const std::lock_guard lock(mutex_);
  return failure_;
}

void CatchUp::work() {
  std::unique_lock lock(mutex_);
  auto pause = std::chrono::seconds(1);
  for (;;) {
    changed_.wait(lock, [&] { return wanted_ || ending_; });
    if (ending_) return;
    wanted_ = false;
    lock.unlock();
    std::uint64_t reached = 0;
    std::string failure;
    try {
      reached = refresh_();
    } catch (const std::exception& error) {
      failure = error.what();
      log_(name_ + " could not catch up with the archive: " + failure);
    }
    lock.lock();
    failure_ = failure;
    if (failure.empty()) {
      reached_ = std::max(reached_, reached);
      pause = std::chrono::seconds(1);
      changed_.notify_all();
    } else {
      wanted_ = true;
      changed_.wait_for(lock, pause, [&] { return ending_; });
      pause = std::min(pause * 2, std::chrono::seconds(30));
    }
  }
}

}  // namespace almanac::server
