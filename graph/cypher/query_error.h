#pragma once
// What is wrong with a query. The kinds, phases and details are those of the openCypher Technology Compatibility Kit, so that a
// client can tell them apart; the message says it to a person.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "archive/error.h"

namespace almanac::graph::cypher {

using archive::Text;

enum class Phase : std::uint8_t { compile, run };

// A place in the text of a query. Columns count characters, from 1.
struct Position {
  std::uint32_t offset = 0;  // in bytes
  std::uint32_t line = 1;
  std::uint32_t column = 1;
};

// Kind invalid_input; the code is `detail` in lower case ("undefined_variable"), where() is "line 2, column 5" or empty.
class QueryError : public archive::Error {
 public:
  QueryError(Phase phase, std::string type, std::string detail, Text message, const Position* position = nullptr);

  Phase phase() const { return phase_; }
  const std::string& type() const { return type_; }      // "SyntaxError", "TypeError", "ArgumentError" …
  const std::string& detail() const { return detail_; }  // "UndefinedVariable", "InvalidArgumentType" …
  bool has_position() const { return has_position_; }
  Position position() const { return position_; }

 private:
  Phase phase_;
  std::string type_, detail_;
  bool has_position_ = false;
  Position position_;
};

// A SyntaxError of compile time.
[[noreturn]] void fail_syntax(const char* detail, Text message, const Position& at);
// Errors of run time.
[[noreturn]] void fail_type(const char* detail, Text message);
[[noreturn]] void fail_argument(const char* detail, Text message);

// The known word nearest to `word` (by edits, at most a third of its length, at least one), or "".
std::string_view nearest(std::string_view word, const std::vector<std::string_view>& known);
// "; did you mean \"…\"?" of that word, or nothing, in both languages.
Text did_you_mean(std::string_view word, const std::vector<std::string_view>& known);

}  // namespace almanac::graph::cypher
