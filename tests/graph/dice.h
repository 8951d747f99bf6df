#pragma once
// Random numbers for tests, the same on every machine.

#include <cstdint>
#include <random>

namespace almanac::tests {

class Dice {
 public:
  explicit Dice(unsigned seed) : engine_(seed) {}
  std::uint32_t operator()() { return static_cast<std::uint32_t>(engine_()); }
  std::uint32_t below(std::uint32_t n) { return (*this)() % n; }
  bool one_in(std::uint32_t n) { return below(n) == 0; }

 private:
  std::mt19937 engine_;
};

}  // namespace almanac::tests
