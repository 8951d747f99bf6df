#pragma once
// What --help prints, and what is said of wrong usage, in the caller's language: CLI11 knows English only, and counts bytes where a
// terminal counts columns.

#include <memory>
#include <string>
#include <vector>

#include "archive/text.h"

namespace CLI {
class App;
class FormatterBase;
class ParseError;
}  // namespace CLI

namespace almanac::cli {

// Headings, placeholders ("FILE", "文件") and ranges of values in `language`. For App::formatter(), from which commands inherit.
std::shared_ptr<CLI::FormatterBase> help_formatter(archive::Language language);

// What was wrong with the command line, with the nearest known word where there is one. `words`: the arguments that nothing took.
archive::Text usage_message(const CLI::App& program, const CLI::ParseError& error,
                            const std::vector<std::string>& words);

}  // namespace almanac::cli
