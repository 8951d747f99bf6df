#pragma once
// Runs scenarios through the engine.

#include <filesystem>
#include <string>

#include "tests/tck/feature.h"

namespace almanac::tests::tck {

struct Outcome {
  enum class Kind { passed, failed, skipped } kind = Kind::passed;
  std::string why;  // not passed: one line or more
};

// `root` is where graphs/NAME/NAME.cypher lie.
Outcome run(const Scenario& scenario, const std::filesystem::path& root);

}  // namespace almanac::tests::tck
