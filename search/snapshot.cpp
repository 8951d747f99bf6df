#include "search/snapshot.h"

#include <algorithm>
#include <thread>

namespace almanac::search {

HandlePool::HandlePool(const std::filesystem::path& database, std::size_t handles) {
  handles_.reserve(handles);
  for (std::size_t i = 0; i < handles; ++i) handles_.emplace_back(database.string());
  for (const Xapian::Database& handle : handles_) free_.push_back(&handle);
}

HandlePool::Lease::Lease(const HandlePool& pool) : pool_(pool) {
  std::unique_lock lock(pool_.mutex_);
  pool_.given_back_.wait(lock, [&] { return !pool_.free_.empty(); });
  database_ = pool_.free_.back();
  pool_.free_.pop_back();
}

HandlePool::Lease::~Lease() {
  {
    const std::lock_guard lock(pool_.mutex_);
    pool_.free_.push_back(database_);
  }
  pool_.given_back_.notify_one();
}

void Snapshot::take_over(const Snapshot& before, const std::unordered_set<std::string>* touched) {
  if (const NameList* had = before.names_.if_made()) names_.get([&] { return NameList(columns, had); });
  if (const Lexicon* had = before.lexicon_.if_made()) lexicon_.get([&] { return Lexicon(columns, had); });
  if (const WordList* had = before.words_.if_made())
    words_.get([&] { return WordList(pool->any(), touched ? had : nullptr, touched); });
}

std::shared_ptr<const Columns> load_columns(const Xapian::Database& database) {
  const auto slot = static_cast<Xapian::valueno>(Slot::row);
  Columns::Changes rows;
  std::shared_ptr<const Columns> columns = std::make_shared<const Columns>();
  for (auto value = database.valuestream_begin(slot); value != database.valuestream_end(slot); ++value)
    rows.emplace_hint(rows.end(), value.get_docid(), decode_row(*value));
  return columns->with(rows);
}

std::size_t handle_count() {
  return std::clamp<std::size_t>(std::thread::hardware_concurrency() * 2, 4, HandlePool::most_handles);
}

}  // namespace almanac::search
