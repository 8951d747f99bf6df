#include "graph/budget.h"

#include <catch2/catch.hpp>

#include "archive/error.h"

using almanac::archive::Error;
using almanac::graph::Budget;
using almanac::graph::Limits;

namespace {
template <class F>
std::string code_of(F&& f) {
  try {
    f();
  } catch (const Error& error) {
    return error.code();
  }
  return "";
}
}  // namespace

TEST_CASE("a budget without limits never ends a question") {
  Budget budget;
  for (int i = 0; i < 300'000; ++i) budget.step();
  budget.steps(UINT64_MAX);
  budget.rows(1'000'000'000);
  budget.hold(1ULL << 50U);
  CHECK(budget.held() == 1ULL << 50U);
}

TEST_CASE("a question past its time, rows or memory ends with an error that says which") {
  Budget slow(Limits{std::chrono::milliseconds(0), 10, 100});
  CHECK(code_of([&] {
          for (int i = 0; i < 200'000; ++i) slow.step();
        }) == "out_of_time");

  Budget many(Limits{std::chrono::milliseconds(60'000), 10, 100});
  many.rows(10);
  CHECK(code_of([&] { many.row(); }) == "too_many_rows");

  Budget large(Limits{std::chrono::milliseconds(60'000), 10, 100});
  large.hold(100);
  large.release(50);
  large.hold(50);
  CHECK(code_of([&] { large.hold(1); }) == "out_of_memory");
}

TEST_CASE("a question ends when whoever asked has left") {
  bool gone = false;
  Budget budget(Limits{}, [&] { return gone; });
  budget.look();
  gone = true;
  CHECK(code_of([&] { budget.steps(Budget::look_every); }) == "cancelled");
}
