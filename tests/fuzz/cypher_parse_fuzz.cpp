// The query language's parser on any bytes: a tree or an error with a place, nothing else.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "graph/cypher/parser.h"
#include "graph/cypher/query_error.h"

using namespace almanac::graph::cypher;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    const Query query = parse(text);
    if (query.parts.empty()) std::abort();
  } catch (const QueryError& error) {
    if (!error.has_position() || error.position().offset > size) std::abort();
  }
  return 0;
}
