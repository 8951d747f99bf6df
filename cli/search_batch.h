#pragma once
// almanac search --batch FILE: many searches at once, their answers on standard output.

#include <cstddef>
#include <string>

#include "cli/program.h"

namespace almanac::cli {

struct BatchOptions {
  std::string file;        // .json an array, .csv a table, else one query a line; "-" is standard input
  std::string form;        // csv, jsonl or json; empty: csv, with --json json
  std::size_t limit = 10;  // hits of each
};

int run_batch(const Context& context, const BatchOptions& options);

}  // namespace almanac::cli
