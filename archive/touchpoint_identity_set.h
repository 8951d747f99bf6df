#pragma once
// From an identity hash to the stored row. Internal to archive/.

#include <algorithm>
#include <array>
#include <cstdint>
#include <filesystem>
#include <future>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "archive/touchpoint_memory.h"
#include "archive/touchpoint_spill.h"

namespace almanac::archive {

// An identity hash and the row that has it.
struct IdentityEntry {
  std::uint64_t hash = 0;
  std::uint64_t block = 0;  // its storage number
  std::uint32_t row = 0;
};

// Stored rows by the upper 44 bits of their identity hash, in 8 bytes each and not to be added to: buckets by the highest
// bits, 32 further bits and the row's place in an entry. Whoever finds an entry compares the rows themselves anyway, so the
// 20 bits that are not kept cost one needless comparison in 10^13 / rows.
//
// The entries lie in memory or in a file; there, a quarter of a byte a row stays in memory, and a look-up is one read of
// some hundred bytes.
class IdentityRun {
 public:
  static constexpr std::size_t most_blocks = (1u << 19) - 1;

  IdentityRun() = default;
  // In any order, those of a block together; at most `most_blocks` blocks.
  explicit IdentityRun(std::span<const IdentityEntry> entries);
  // Of runs that have at most `most_blocks` blocks together.
  static IdentityRun merged(std::span<const IdentityRun> runs);

  // Moves the entries into the file, which outlives the run, if it has room for them.
  void move_to(SpillFile& file);
  // Takes the entries of a run in a file into memory as well, and lets them go again.
  void load();
  void unload();
  bool in_file() const { return file_ != nullptr; }

  // The first entry under this hash for which `matches(entry)`.
  template <class Matches>
  std::optional<IdentityEntry> find(std::uint64_t hash, Matches matches) const;
  // The entry is not found again. Whether it was there.
  bool erase(const IdentityEntry& entry);
  // Hashes without their lowest 20 bits, ascending by their highest.
  template <class Visit>
  void for_each_hash(Visit visit) const;
  std::size_t size() const { return starts_.empty() ? 0 : starts_.back(); }  // erased ones included
  std::size_t block_count() const { return blocks_.size(); }

 private:
  static constexpr unsigned row_bits = 13, dropped_bits = 20;
  static constexpr std::uint32_t erased = 0xffffffff;  // as a place: block number most_blocks
  static constexpr std::size_t read_together = 64;     // entries
  static std::uint64_t tag_of(std::uint64_t hash) { return hash >> dropped_bits << 32; }
  std::uint64_t hash_of(std::uint64_t bucket, std::uint64_t entry) const {
    return bucket << shift_ | entry >> 32 << dropped_bits;
  }
  IdentityEntry entry_at(std::uint64_t hash, std::uint32_t place) const {
    return {hash, blocks_[place >> row_bits], place & ((1u << row_bits) - 1)};
  }
  template <class ForEach>
  void fill(std::size_t count, ForEach for_each);
  template <class Visit>
  void for_each(Visit visit) const;
  // The entries from one index to another, in `room` if they are not in memory.
  std::span<const std::uint64_t> entries(std::size_t begin, std::size_t end, std::span<std::uint64_t> room) const;
  // The entries of the hash's bucket that could be of this hash, until `visit(index, place)` is true.
  template <class Visit>
  void for_each_candidate(std::uint64_t hash, Visit visit) const;

  std::vector<std::uint64_t> blocks_;   // storage numbers
  std::vector<std::uint32_t> starts_;   // of each bucket, and the end
  LargeVector<std::uint64_t> entries_;  // 32 bits of the hash, 19 of an index into blocks_, 13 of the row
  SpillFile* file_ = nullptr;           // where the entries are; entries_ may be empty then
  std::uint64_t file_index_ = 0;
  unsigned shift_ = 63;
};

template <class Visit>
void IdentityRun::for_each_candidate(std::uint64_t hash, Visit visit) const {
  if (size() == 0) return;
  const std::size_t bucket = hash >> shift_, end = starts_[bucket + 1];
  std::array<std::uint64_t, read_together> room;
  for (std::size_t begin = starts_[bucket]; begin < end; begin += read_together) {
    const std::span<const std::uint64_t> found = entries(begin, std::min(end, begin + read_together), room);
    for (std::size_t i = 0; i < found.size(); ++i) {
      if ((found[i] ^ tag_of(hash)) >> 32 != 0) continue;
      const auto place = static_cast<std::uint32_t>(found[i]);
      if (place != erased && visit(begin + i, place)) return;
    }
  }
}

template <class Matches>
std::optional<IdentityEntry> IdentityRun::find(std::uint64_t hash, Matches matches) const {
  std::optional<IdentityEntry> found;
  for_each_candidate(hash, [&](std::size_t, std::uint32_t place) {
    const IdentityEntry entry = entry_at(hash, place);
    if (matches(entry)) found = entry;
    return found.has_value();
  });
  return found;
}

template <class Visit>
void IdentityRun::for_each(Visit visit) const {
  constexpr std::size_t buckets_together = 1024;
  std::vector<std::uint64_t> room;
  for (std::size_t bucket = 0; bucket + 1 < starts_.size();) {
    const std::size_t last = std::min(starts_.size() - 1, bucket + buckets_together), begin = starts_[bucket];
    room.resize(entries_.empty() ? starts_[last] - begin : 0);
    const std::span<const std::uint64_t> part = entries(begin, starts_[last], room);
    for (; bucket < last; ++bucket)
      for (std::size_t at = starts_[bucket]; at < starts_[bucket + 1]; ++at)
        if (const auto place = static_cast<std::uint32_t>(part[at - begin]); place != erased)
          visit(hash_of(bucket, part[at - begin]), place);
  }
}

template <class Visit>
void IdentityRun::for_each_hash(Visit visit) const {
  for_each([&](std::uint64_t hash, std::uint32_t) { visit(hash); });
}

// Several rows may have one hash. Each flush adds a run; eight small runs become a larger one before a ninth comes, and runs
// of millions of rows stay, in a file if there is a directory for it, so that memory does not grow with what is stored. A
// look-up asks the run that knew the last row first, because a file that is imported again comes in the same order; when
// that has gone on for a while, the run is taken into memory, one at a time. The caller's thread spends nothing on rows
// that are new: they do not get past the filter in front of this.
class IdentitySet {
 public:
  IdentitySet() = default;  // everything in memory
  explicit IdentitySet(const std::filesystem::path& directory) : file_(std::make_unique<SpillFile>(directory)) {}

  // Rows one by one, those of a block together, then finish(); nothing is found in between. Runs are made on another thread
  // while rows come in.
  void insert(const IdentityEntry& entry);
  void finish();
  void adopt(IdentityRun run);

  // The first entry with this hash for which `matches(entry)`; nothing if there is none.
  template <class Matches>
  std::optional<IdentityEntry> find(std::uint64_t hash, Matches matches);
  void erase(const IdentityEntry& entry);
  template <class Visit>
  void for_each_hash(Visit visit) const;  // without the lowest 20 bits
  std::size_t size() const;

 private:
  static constexpr std::size_t large_run = 1u << 20;  // rows: 8 MB
  static constexpr std::size_t together = 8;
  static constexpr std::size_t rows_for_file = 1u << 16;
  static constexpr std::size_t finds_before_load = 1000;
  void merge_small();

  void start_run();
  void end_run();
  void found_in(IdentityRun& run);

  std::unique_ptr<SpillFile> file_;
  std::vector<IdentityEntry> waiting_, being_made_;
  std::size_t waiting_blocks_ = 0;
  std::vector<IdentityRun> large_, small_;
  IdentityRun* last_found_ = nullptr;
  std::size_t found_in_a_row_ = 0;   // in last_found_
  std::size_t loaded_ = 0;           // index of the large run that is in the file and in memory, plus 1
  std::future<IdentityRun> making_;  // from being_made_
};

template <class Matches>
std::optional<IdentityEntry> IdentitySet::find(std::uint64_t hash, Matches matches) {
  std::optional<IdentityEntry> found;
  const auto look_in = [&](IdentityRun& run) {
    found = run.find(hash, matches);
    if (found) found_in(run);
    return found.has_value();
  };
  if (last_found_ && look_in(*last_found_)) return found;
  for (auto* runs : {&small_, &large_})
    for (auto run = runs->rbegin(); run != runs->rend(); ++run)
      if (&*run != last_found_ && look_in(*run)) return found;
  return found;
}

template <class Visit>
void IdentitySet::for_each_hash(Visit visit) const {
  for (const auto* runs : {&large_, &small_})
    for (const IdentityRun& run : *runs) run.for_each_hash(visit);
}

}  // namespace almanac::archive
