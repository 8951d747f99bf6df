#include "cli/asked.h"

#include <CLI/CLI.hpp>

namespace almanac::cli {

graph::Parameters Asked::parameters() const {
  graph::Parameters parameters;
  for (const auto& [name, values] : given) {
    for (const auto& value : values) parameters.emplace_back(name, value);
  }
  return parameters;
}

CLI::Option* add(CLI::App* app, const std::shared_ptr<Asked>& asked, const Option& option, archive::Language language) {
  auto& values = asked->given.emplace_back(option.parameter, std::vector<std::string>()).second;
  auto* made = app->add_option(option.option, values, option.help.in(language))->type_name(option.type);
  if (option.option[0] == '-') made->allow_extra_args(false);  // what follows a value is not another
  if (option.most == 1) made->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::Throw);
  return made;
}

}  // namespace almanac::cli
