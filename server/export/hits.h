#pragma once
// All hits of a search as JSON lines, CSV or a workbook.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string_view>

#include "search/index.h"
#include "server/export/export.h"

namespace almanac::server {

// What gives every hit of a search, as Index::each_hit.
using EachHit = std::function<void(const search::Query& query, const std::function<bool(const search::Hit&)>& visit)>;

// In the order of the search; its limit and cursor do not count. A JSON line has kind, id, code, title, score and the fields of
// the hit; a table has a row for a hit with these as columns, always the same, what has no column as JSON in the last. Gives the
// bytes in pieces to `write`; false from it (the reader has gone) ends the work. A workbook is made in `scratch` first.
// Returns the number of hits. Memory: 24 bytes a hit. Errors: those of Index::search, unavailable "export_failed".
std::uint64_t write_hits(const EachHit& each_hit, const search::Query& query, ExportFormat format,
                         archive::Language language, const std::filesystem::path& scratch,
                         const std::function<bool(std::string_view)>& write);

}  // namespace almanac::server
