#pragma once
// What one question may cost: time, rows and memory; and whether who asked still wants the answer. Loops that can grow with the
// graph say what they do (`step`, `row`, `hold`); the first that goes past a limit throws, and the question ends there.
//
// One budget belongs to one question and one thread. The clock and `gone` are asked every `look_every` steps (about every
// millisecond of a tight loop), so a client that leaves ends its question within 50 ms.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace almanac::graph {

struct Limits {
  std::chrono::milliseconds time{10'000};
  std::uint64_t rows = 1'000'000;     // of the answer, and of what must be kept to make it
  std::uint64_t bytes = 512U << 20U;  // held at once
};

class Budget {
 public:
  static constexpr std::uint32_t look_every = 1U << 16U;

  // Without limits, for tests, benchmarks and trusted callers.
  Budget() = default;
  // `gone`: whether whoever asked has left; cheap, may be empty.
  explicit Budget(const Limits& limits, std::function<bool()> gone = {});

  // Errors, all invalid_input, each saying which limit ran out and how to narrow the question:
  //   "out_of_time", "too_many_rows", "out_of_memory"; and unavailable "cancelled" if `gone`.
  void step() {
    if (--steps_ == 0) look();
  }
  void steps(std::uint64_t count) {
    if (count >= steps_)
      look();
    else
      steps_ -= static_cast<std::uint32_t>(count);
  }
  void row() { rows(1); }
  void rows(std::uint64_t count) {
    rows_ += count;
    if (rows_ > limits_.rows) too_many_rows();
  }
  void hold(std::uint64_t bytes) {
    held_ += bytes;
    if (held_ > limits_.bytes) out_of_memory();
  }
  void release(std::uint64_t bytes) { held_ -= bytes; }

  void look();  // asks the clock and `gone` now

  const Limits& limits() const { return limits_; }
  std::uint64_t held() const { return held_; }

 private:
  using Clock = std::chrono::steady_clock;
  [[noreturn]] void too_many_rows() const;
  [[noreturn]] void out_of_memory() const;

  Limits limits_{std::chrono::milliseconds::max(), UINT64_MAX, UINT64_MAX};
  Clock::time_point end_ = Clock::time_point::max();
  std::function<bool()> gone_;
  std::uint32_t steps_ = look_every;
  std::uint64_t rows_ = 0, held_ = 0;
};

}  // namespace almanac::graph
