#pragma once
// The JSON lines of an export, those that a view shows included.

#include <cstdint>
#include <functional>
#include <string_view>

#include "server/export/export.h"

namespace almanac::server {

// Returns the number of lines. Parts of campaigns are within their campaign's line.
std::uint64_t write_lines(const archive::Reads& reads, const archive::Zone& zone, const ExportRequest& request,
                          const std::function<void(std::string_view)>& write);

}  // namespace almanac::server
