#pragma once
// Names alone, for comparing many: no record is parsed.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/name.h"

namespace almanac::archive {

class Reads;

using NameVisitor = std::function<void(std::string_view key, std::string_view name)>;
void for_each_campaign_name(const Reads& reads, const NameVisitor& visit);
// Of products, channels or segments that are described; in order of number.
void for_each_record_name(const Reads& reads, Kind kind, const NameVisitor& visit);

// Campaigns that name a parent, with its code as written, in order of number. One pass over the stored bodies.
void for_each_parent(const Reads& reads,
                     const std::function<void(std::uint32_t campaign, std::string_view parent)>& visit);

// Keys of the records that an import made, in order of number.
std::vector<std::string> made_by(const Reads& reads, std::uint64_t import_id, Kind kind);

}  // namespace almanac::archive
