#pragma once
// The unpacked blocks that were looked at last, for comparing rows with stored ones. Internal to archive/.

#include <cstdint>
#include <functional>
#include <list>
#include <unordered_map>
#include <utility>

#include "archive/touchpoint_identity.h"

namespace almanac::archive {

class BlockCache {
 public:
  using Load = std::function<void(std::uint64_t block, TouchpointColumns& columns)>;  // with event ids
  // About 0.75 MB a block. A file imported again meets the 32 blocks of each group of rows in turn.
  explicit BlockCache(Load load, std::size_t capacity = 64) : load_(std::move(load)), capacity_(capacity) {}

  struct Row {
    NumberedRow fields;
    std::string_view event_id;  // valid until the next call
  };
  Row row(std::uint64_t block, std::uint32_t number);
  void clear();

 private:
  struct Entry {
    std::uint64_t block = 0;
    TouchpointColumns columns;
  };
  const TouchpointColumns& get(std::uint64_t block);

  Load load_;
  std::size_t capacity_;
  std::list<Entry> entries_;  // the last used first
  std::unordered_map<std::uint64_t, std::list<Entry>::iterator> found_;
};

}  // namespace almanac::archive
