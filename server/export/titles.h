#pragma once
// What the columns and tables of an export are called. Import knows these names, so a table that was exported goes in again.

#include <string>
#include <string_view>

#include "archive/text.h"

namespace almanac::server {

std::string table_title(std::string_view kind, archive::Language language);                           // goal → 目标
std::string column_title(std::string_view kind, std::string_view field, archive::Language language);  // budget → 预算

}  // namespace almanac::server
