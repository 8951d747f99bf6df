#pragma once
// Segments that a restricted reader does not see (ReaderOptions in store.h). Outside archive/ only the least size is used.

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>

#include "archive/name.h"
#include "archive/records.h"

namespace almanac::archive {

class Reads;
struct ReaderOptions;

struct WithheldSegments {
  std::unordered_set<std::uint32_t> numbers;
  std::unordered_set<std::string> names;  // folded: keys and aliases
};

// Makes a new view restricted, or not.
void restrict(Reads& reads, const ReaderOptions& options);

// Groups of fewer people are not told to a restricted reader: the size it was made with, else the setting, else 5.
std::uint64_t least_segment_size(const Reads& reads);

bool is_withheld(const Reads& reads, Kind kind, std::uint32_t number);
std::size_t withheld_count(const Reads& reads, Kind kind);
// Takes what names a withheld segment out of a campaign.
void withhold_segments(const Reads& reads, Campaign& campaign);

}  // namespace almanac::archive
