#include "importers/workbook_cache.h"

#include <algorithm>

#include "importers/csv_grid.h"

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
  if (const auto text = texts_.find(path); text != texts_.end())
    if (auto read = read_text_as_workbook(path, text->second.name, text->second.encoding))
      return enter(path, std::move(read->workbook));
  return enter(path, read_workbook(path));
}

void WorkbookCache::put_text(const std::filesystem::path& path, std::string_view name, std::optional<Encoding> encoding,
                             Workbook workbook) {
  texts_[path] = {std::string(name), encoding};
  enter(path, std::move(workbook));
}

std::shared_ptr<const Workbook> WorkbookCache::enter(const std::filesystem::path& path, Workbook read) {
  auto workbook = std::make_shared<const Workbook>(std::move(read));
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
