#pragma once
// Options of a command that are parameters of the HTTP API under other names.

#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "archive/text.h"
#include "graph/named_parameters.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace almanac::cli {

// What was given, by the names of the API.
struct Asked {
  // Options keep where their values go. The former are of those that may be given again.
  std::deque<std::pair<std::string, std::vector<std::string>>> several;
  std::deque<std::pair<std::string, std::string>> single;
  bool csv = false;

  graph::Parameters parameters() const;
};

// One option or argument whose values go to a parameter.
struct Option {
  const char* option;     // "--kind", or "id" for an argument
  const char* parameter;  // of the API
  archive::Text help;
  const char* type = "TEXT";
  int most = 1;  // values; -1: any number
};

CLI::Option* add(CLI::App* app, const std::shared_ptr<Asked>& asked, const Option& option, archive::Language language);

}  // namespace almanac::cli
