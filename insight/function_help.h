#pragma once
// What the functions of the query language take and do, for people who write a query: a signature and a sentence each. A test holds the
// table to the functions that there are.

#include <string>
#include <vector>

#include "archive/text.h"

namespace almanac::insight {

struct FunctionHelp {
  std::string name;
  std::string signature;  // "left(text, length) :: STRING"; what may be left out is in square brackets
  archive::Text about;
};

// By name. All functions, and the aggregations.
const std::vector<FunctionHelp>& function_help();

}  // namespace almanac::insight
