#pragma once
// The words of a query. Keywords are names until the parser wants them, since every keyword may also be a name.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "graph/cypher/query_error.h"

namespace almanac::graph::cypher {

enum class Kind : std::uint8_t {
  name,        // text: as written, without backticks
  integer,     // number
  real,        // real
  text,        // text: without quotes, escapes resolved
  parameter,   // text: its name
  bad_number,  // what begins like one: an error only where an expression may stand
  symbol,      // text: one of ( ) [ ] { } , . .. : ; | + += - * / % ^ = =~ < <= <> > >= $
  end
};

struct Token {
  Kind kind = Kind::end;
  bool quoted = false;      // a name in backticks, which is no keyword
  std::uint32_t begin = 0;  // in bytes of the query
  std::uint32_t end = 0;
  std::uint32_t partner = 0;  // of an opening bracket: the number of the closing one; 0: none
  std::uint64_t number = 0;   // up to 2^63, which fits only with a minus before it
  double real = 0;
  std::string text;
};

// Limits beyond which a query is not looked at.
inline constexpr std::size_t longest_query = 1U << 20U;  // bytes

// Ends with a token of kind `end`. Throws QueryError of compile time: UnexpectedSyntax, InvalidNumberLiteral, IntegerOverflow,
// FloatingPointOverflow, InvalidUnicodeLiteral, InvalidUnicodeCharacter, QueryTooLong.
std::vector<Token> read_tokens(std::string_view query);

// Line and column of a byte.
Position position_at(std::string_view query, std::size_t offset);

}  // namespace almanac::graph::cypher
