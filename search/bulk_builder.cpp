#include "search/bulk_builder.h"

#include <numeric>
#include <utility>

namespace almanac::search {

namespace fs = std::filesystem;

namespace {

// Databases merged at once. Each has four files open.
constexpr std::size_t most_merged = 64;

}  // namespace

BulkBuilder::BulkBuilder(fs::path scratch, std::size_t part_documents)
    : scratch_(std::move(scratch)), part_documents_(part_documents) {
  fs::remove_all(scratch_);
  fs::create_directories(scratch_);
}

BulkBuilder::~BulkBuilder() {
  open_.reset();
  std::error_code ignored;  // what cannot be removed now is removed by the next build
  fs::remove_all(scratch_, ignored);
}

void BulkBuilder::add(const Document& document) {
  if (open_ && in_open_ == part_documents_) close_part();
  if (!open_) open_part();
  open_->add_document(stored_form(document).document);
  ++in_open_;
}

void BulkBuilder::finish(const fs::path& target, const IndexState& state) {
  if (!open_) open_part();
  set_state(*open_, state);
  close_part();
  const auto total = [&] {
    return std::accumulate(levels_.begin(), levels_.end(), std::size_t{0},
                           [](std::size_t sum, const auto& level) { return sum + level.size(); });
  };
  for (std::size_t level = 0; level + 1 < levels_.size() && total() > most_merged; ++level) merge_level(level);
  std::vector<fs::path> parts;
  for (auto level = levels_.rbegin(); level != levels_.rend(); ++level)
    parts.insert(parts.end(), level->begin(), level->end());
  merge(parts, target);
  sync_directory(target);
}

fs::path BulkBuilder::next_path() { return scratch_ / std::to_string(++made_); }

void BulkBuilder::open_part() {
  for (std::size_t level = 0; level < levels_.size(); ++level)
    if (levels_[level].size() == most_merged) merge_level(level);
  // What is lost in a crash is built anew, and nobody reads it meanwhile: no syncs, and blocks are written in place.
  const fs::path path = next_path();
  open_.emplace(path.string(), Xapian::DB_CREATE | Xapian::DB_NO_SYNC | Xapian::DB_DANGEROUS);
  in_open_ = 0;
  levels_[0].push_back(path);
}

void BulkBuilder::close_part() {
  open_->commit();
  open_->close();
  open_.reset();
}

void BulkBuilder::merge_level(std::size_t level) {
  if (level + 1 == levels_.size()) levels_.emplace_back();
  const fs::path target = next_path();
  merge(std::exchange(levels_[level], {}), target);
  levels_[level + 1].push_back(target);
}

void BulkBuilder::merge(const std::vector<fs::path>& parts, const fs::path& target) {
  Xapian::Database all;
  for (const fs::path& part : parts) all.add_database(Xapian::Database(part.string()));
  all.compact(target.string());
  all.close();
  for (const fs::path& part : parts) fs::remove_all(part);
}

}  // namespace almanac::search
