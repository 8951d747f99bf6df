// The query language and text analysis on any bytes: nothing throws or crashes, the printed form reads as the same query, and every
// token lies inside the text.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "search/analysis.h"
#include "search/language.h"
#include "search/query.h"
#include "search/synonyms.h"

using namespace almanac::search;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const Parsed parsed = parse(text);
  if (!parsed.cut && parse(to_string(parsed.root)).root != parsed.root) std::abort();
  std::uint32_t last = 0;
  const Tokens tokens = tokenize(text);
  for (const Token& token : tokens.list) {
    if (token.begin < last || token.end <= token.begin || token.end > size) std::abort();
    if (token.fold_end <= token.fold_begin || token.fold_end > tokens.folded.size()) std::abort();
    last = token.begin;
  }
  Synonyms::key(text);
  parse_amount(text);
  return 0;
}
