#pragma once
// Small steps every workbook reader takes to make a cell's text. Internal to the workbook readers.

#include <cstdint>
#include <string>
#include <string_view>

namespace almanac::importers {

void append_utf8(std::string& to, std::uint32_t point);  // half a surrogate pair becomes U+FFFD
// CR LF and CR as LF; other control characters but the tab, and zero bytes, dropped.
std::string plain_text(std::string_view text);

}  // namespace almanac::importers
