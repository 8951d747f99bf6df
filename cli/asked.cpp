#include "cli/asked.h"

#include <CLI/CLI.hpp>

namespace almanac::cli {

graph::Parameters Asked::parameters() const {
  graph::Parameters parameters;
  for (const auto& [name, value] : single) parameters.emplace_back(name, value);
  for (const auto& [name, values] : several) {
    for (const auto& value : values) parameters.emplace_back(name, value);
  }
  return parameters;
}

CLI::Option* add(CLI::App* app, const std::shared_ptr<Asked>& asked, const Option& option, archive::Language language) {
  const std::string help = option.help.in(language);
  if (option.most == 1) {
    auto& value = asked->single.emplace_back(option.parameter, "").second;
    return app->add_option(option.option, value, help)->type_name(option.type);
  }
  auto& values = asked->several.emplace_back(option.parameter, std::vector<std::string>()).second;
  auto* made = app->add_option(option.option, values, help)->type_name(option.type);
  if (option.option[0] == '-') made->allow_extra_args(false);  // what follows a value is not another
  return made;
}

}  // namespace almanac::cli
