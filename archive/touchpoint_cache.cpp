#include "archive/touchpoint_cache.h"

#include "archive/touchpoint_block.h"

namespace almanac::archive {

const TouchpointColumns& BlockCache::get(std::uint64_t block) {
  if (!entries_.empty() && entries_.front().block == block) return entries_.front().columns;
  if (const auto known = found_.find(block); known != found_.end()) {
    entries_.splice(entries_.begin(), entries_, known->second);
    return entries_.front().columns;
  }
  if (entries_.size() < capacity_) {
    entries_.emplace_front();
  } else {
    found_.erase(entries_.back().block);
    entries_.splice(entries_.begin(), entries_, std::prev(entries_.end()));  // its memory is used again
  }
  Entry& entry = entries_.front();
  entry.block = 0;  // until it is whole
  load_(block, entry.columns);
  entry.block = block;
  found_[block] = entries_.begin();
  return entry.columns;
}

BlockCache::Row BlockCache::row(std::uint64_t block, std::uint32_t number) {
  const TouchpointColumns& columns = get(block);
  if (number >= columns.size()) damaged_touchpoints(block, "fewer rows than identities", "行数少于标识数");
  return {row_of(columns, number), columns.event_id(number)};
}

void BlockCache::clear() {
  entries_.clear();
  found_.clear();
}

}  // namespace almanac::archive
