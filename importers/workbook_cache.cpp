#include "importers/workbook_cache.h"

#include <algorithm>

namespace almanac::importers {
namespace {

constexpr std::size_t kept_cells = 2'000'000;  // about 100 MB; a larger workbook is kept alone

std::size_t cells_of(const Workbook& workbook) {
  std::size_t cells = 0;
  for (const Sheet& sheet : workbook.sheets)
    for (const auto& row : sheet.rows) cells += row.size();
  return cells;
}

}  // namespace

std::shared_ptr<const Workbook> WorkbookCache::get(const std::filesystem::path& path) {
  const auto known = std::ranges::find(entries_, path, &Entry::path);
  if (known != entries_.end()) {
    entries_.splice(entries_.begin(), entries_, known);
    return entries_.front().workbook;
  }
  auto workbook = std::make_shared<const Workbook>(read_workbook(path));
  const std::size_t cells = cells_of(*workbook);
  while (!entries_.empty() && cells_ + cells > kept_cells) {
    cells_ -= entries_.back().cells;
    entries_.pop_back();
  }
  entries_.push_front({path, workbook, cells});
  cells_ += cells;
  return workbook;
}

}  // namespace almanac::importers
