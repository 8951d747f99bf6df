#pragma once
// What an open archive is made of (store.cpp). Internal to archive/.

#include <condition_variable>
#include <deque>
#include <exception>
#include <filesystem>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "archive/connection.h"
#include "archive/lock.h"
#include "archive/reserve.h"
#include "archive/store.h"

namespace almanac::archive {

// Something that waits for the writer.
struct WriteRequest {
  std::string actor;
  std::uint64_t import_id = 0;
  const std::function<void(Transaction&)>* change = nullptr;  // nullptr: compact the database
  std::promise<std::uint64_t> done;
  std::uint64_t revision = 0;
  std::exception_ptr error;
};

struct Archive::State {
  std::filesystem::path directory, privacy;
  Access access = Access::read_only;
  std::unique_ptr<DirectoryLock> lock;
  std::unique_ptr<Reserve> reserve;
  Dictionary dictionary;
  std::string id, currency;
  std::optional<Zone> zone;
  bool sample = false;

  std::mutex pool_mutex;
  std::condition_variable pool_free;
  std::vector<std::unique_ptr<Connection>> idle;
  std::size_t opened = 0;

  std::unique_ptr<Connection> writer;
  std::mutex queue_mutex;
  std::condition_variable queue_filled;
  std::deque<WriteRequest*> queue;
  bool stopping = false;
  // After a failed sync the system may have dropped what it could not write, and a later sync would succeed without it: nothing is
  // acknowledged any more.
  std::exception_ptr sync_failed;
  std::thread thread;

  std::unique_ptr<Connection> borrow();
  void give_back(std::unique_ptr<Connection> connection);
  void run_writer();
  void run_group(std::vector<WriteRequest*>& group);
  void note_failed_sync(std::exception_ptr failed);
  void run_compacting(WriteRequest& request);
  std::uint64_t queue_and_wait(WriteRequest& request);
};

}  // namespace almanac::archive
