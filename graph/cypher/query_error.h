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

// What helps to mend a query.
struct Help {
  Text expected{};           // "a node such as (n:Label)"; empty: the message says all
  std::string suggestion{};  // the known name that may have been meant, or ""; the message asks for it
};

// Kind invalid_input; the code is `detail` in lower case ("undefined_variable"), where() is "line 2, column 5" or empty.
class QueryError : public archive::Error {
 public:
  QueryError(Phase phase, std::string type, std::string detail, Text message, const Position* position = nullptr,
             Help help = {});

  Phase phase() const { return phase_; }
  const std::string& type() const { return type_; }      // "SyntaxError", "TypeError", "ArgumentError" …
  const std::string& detail() const { return detail_; }  // "UndefinedVariable", "InvalidArgumentType" …
  bool has_position() const { return has_position_; }
  Position position() const { return position_; }
  const Help& help() const { return help_; }
  QueryError placed(const Position& at) const;  // the same error there

 private:
  Phase phase_;
  std::string type_, detail_;
  bool has_position_ = false;
  Position position_;
  Help help_;
};

// A SyntaxError of compile time.
[[noreturn]] void fail_syntax(const char* detail, Text message, const Position& at, Help help = {});
// Errors of run time.
[[noreturn]] void fail_type(const char* detail, Text message);
[[noreturn]] void fail_argument(const char* detail, Text message);

// The known word nearest to `word` (archive::edit_distance, at most a third of its bytes, at least one), else the first that begins
// with it, or "". Names in queries are
// often of one letter, so two edits, as archive::nearest allows for any, would find everything.
std::string nearest(std::string_view word, const std::vector<std::string_view>& known);

}  // namespace almanac::graph::cypher
