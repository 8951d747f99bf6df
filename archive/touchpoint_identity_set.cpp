#include "archive/touchpoint_identity_set.h"

#include <bit>
#include <iterator>

#include "archive/touchpoint_block.h"

namespace almanac::archive {

static_assert(touchpoint_block_rows == 1u << 13, "an entry has 13 bits for the row");

// `for_each(visit)` visits at most `count` hashes with their places, the same twice.
template <class ForEach>
void IdentityRun::fill(std::size_t count, ForEach for_each) {
  const auto bits = std::clamp(static_cast<unsigned>(std::bit_width(count / 32)), 64 - dropped_bits - 32, 24u);
  shift_ = 64 - bits;
  // Counted two places on, summed up, and moved one back by the entries going in: then each start is where it belongs.
  starts_.assign((std::size_t{1} << bits) + 2, 0);
  for_each([&](std::uint64_t hash, std::uint32_t) { ++starts_[(hash >> shift_) + 2]; });
  for (std::size_t i = 1; i < starts_.size(); ++i) starts_[i] += starts_[i - 1];
  entries_.resize(starts_.back());
  for_each([&](std::uint64_t hash, std::uint32_t place) {
    entries_[starts_[(hash >> shift_) + 1]++] = tag_of(hash) | place;
  });
  starts_.pop_back();
}

IdentityRun::IdentityRun(std::span<const IdentityEntry> entries) {
  fill(entries.size(), [&](auto visit) {
    blocks_.clear();
    for (const IdentityEntry& entry : entries) {
      if (blocks_.empty() || blocks_.back() != entry.block) blocks_.push_back(entry.block);
      visit(entry.hash, static_cast<std::uint32_t>((blocks_.size() - 1) << row_bits | entry.row));
    }
  });
}

IdentityRun IdentityRun::merged(std::span<const IdentityRun> runs) {
  IdentityRun all;
  std::size_t count = 0;
  for (const IdentityRun& run : runs) count += run.size();
  all.fill(count, [&](auto visit) {
    all.blocks_.clear();
    for (const IdentityRun& run : runs) {
      const auto first = static_cast<std::uint32_t>(all.blocks_.size() << row_bits);
      run.for_each([&](std::uint64_t hash, std::uint32_t place) { visit(hash, first + place); });
      all.blocks_.insert(all.blocks_.end(), run.blocks_.begin(), run.blocks_.end());
    }
  });
  return all;
}

void IdentityRun::move_to(SpillFile& file) {
  const auto index = file.append(entries_);
  if (!index) return;
  file_ = &file;
  file_index_ = *index;
  unload();
}

void IdentityRun::load() {
  LargeVector<std::uint64_t> all(size());
  file_->read(file_index_, all);
  entries_.swap(all);
}

void IdentityRun::unload() { release(entries_); }

std::span<const std::uint64_t> IdentityRun::entries(std::size_t begin, std::size_t end,
                                                    std::span<std::uint64_t> room) const {
  if (!entries_.empty()) return std::span(entries_).subspan(begin, end - begin);
  const std::span<std::uint64_t> read = room.first(end - begin);
  if (!read.empty()) file_->read(file_index_ + begin, read);
  return read;
}

bool IdentityRun::erase(const IdentityEntry& entry) {
  bool was_there = false;
  for_each_candidate(entry.hash, [&](std::size_t index, std::uint32_t place) {
    const IdentityEntry candidate = entry_at(entry.hash, place);
    if (candidate.block != entry.block || candidate.row != entry.row) return false;
    const std::uint64_t gone = tag_of(entry.hash) | erased;
    if (!entries_.empty()) entries_[index] = gone;
    if (file_) file_->write(file_index_ + index, gone);
    was_there = true;
    return true;
  });
  return was_there;
}

void IdentitySet::insert(const IdentityEntry& entry) {
  if (waiting_.empty() || waiting_.back().block != entry.block) {
    if (waiting_.size() >= large_run || waiting_blocks_ == IdentityRun::most_blocks) start_run();
    if (waiting_.empty()) waiting_.reserve(large_run + touchpoint_block_rows);
    ++waiting_blocks_;
  }
  waiting_.push_back(entry);
}

void IdentitySet::start_run() {
  end_run();
  if (waiting_.empty()) return;
  being_made_.swap(waiting_);
  making_ = std::async(std::launch::async, [file = file_.get(), rows = std::span<const IdentityEntry>(being_made_)] {
    IdentityRun run(rows);
    if (file && run.size() >= rows_for_file) run.move_to(*file);
    return run;
  });
  waiting_.clear();
  waiting_blocks_ = 0;
}

void IdentitySet::end_run() {
  if (making_.valid()) large_.push_back(making_.get());
}

void IdentitySet::finish() {
  start_run();
  end_run();
  release(waiting_);
  release(being_made_);
  last_found_ = nullptr;
}

void IdentitySet::adopt(IdentityRun run) {
  if (run.size() == 0) return;
  if (small_.size() == together) merge_small();
  small_.push_back(std::move(run));
  last_found_ = nullptr;
}

void IdentitySet::merge_small() {
  std::size_t blocks = 0;
  for (const IdentityRun& run : small_) blocks += run.block_count();
  if (blocks <= IdentityRun::most_blocks) {
    IdentityRun all = IdentityRun::merged(small_);
    small_.clear();
    if (file_ && all.size() >= rows_for_file) all.move_to(*file_);
    large_.push_back(std::move(all));
  } else {
    std::move(small_.begin(), small_.end(), std::back_inserter(large_));
  }
  small_.clear();
}

void IdentitySet::found_in(IdentityRun& run) {
  found_in_a_row_ = &run == last_found_ ? found_in_a_row_ + 1 : 0;
  last_found_ = &run;
  if (found_in_a_row_ != finds_before_load || !run.in_file()) return;
  const auto index = static_cast<std::size_t>(&run - large_.data()) + 1;
  if (loaded_ == index) return;
  if (loaded_ != 0) large_[loaded_ - 1].unload();
  loaded_ = 0;
  run.load();
  loaded_ = index;
}

void IdentitySet::erase(const IdentityEntry& entry) {
  for (auto* runs : {&small_, &large_})
    for (IdentityRun& run : *runs)
      if (run.erase(entry)) return;
}

std::size_t IdentitySet::size() const {
  std::size_t rows = 0;
  for (const auto* runs : {&large_, &small_})
    for (const IdentityRun& run : *runs) rows += run.size();
  return rows;
}

}  // namespace almanac::archive
