#include <CLI/CLI.hpp>
#include <iostream>

#include "cli/program.h"

namespace almanac::cli {

Command add_version(CLI::App& program, archive::Language language) {
  CLI::App* app = program.add_subcommand("version", archive::Text{"Print the version", "显示版本"}.in(language));
  return {app, [](const Context& context) {
            if (context.output == Output::json)
              std::cout << dump(archive::Json{{"version", ALMANAC_VERSION}}) << "\n";
            else
              std::cout << "almanac " << ALMANAC_VERSION << "\n";
            return done;
          }};
}

}  // namespace almanac::cli
