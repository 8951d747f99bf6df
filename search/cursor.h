#pragma once
// Where a page of hits ended, as an opaque string: the place of its last hit, which search it belongs to, and hashes of the
// last hits shown, so that a hit whose score shifts when the index moves is not shown twice.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "search/collector.h"

namespace almanac::search {

struct Cursor {
  std::uint64_t search = 0;    // hash of the query without cursor and limit
  std::uint64_t revision = 0;  // of the page
  std::uint8_t attempt = 0;    // which reading of the query gave the page (searcher.cpp)
  Place place;
  std::vector<std::uint32_t> seen;  // newest last, at most 256
};

std::uint64_t search_hash(const Query& query);
std::string to_string(const Cursor& cursor);
// Throws Error invalid_input "bad_parameter" (cursor): not one of ours, or of another search.
Cursor cursor_from(const std::string& text, const Query& query);

}  // namespace almanac::search
