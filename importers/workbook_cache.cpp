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

bool is_day(const SheetCell& cell) {
  return cell.type == SheetCell::Type::date ||
         (cell.type == SheetCell::Type::text && cell.text.size() <= 20 &&
          std::ranges::count_if(cell.text, [](char c) { return c >= '0' && c <= '9'; }) >= 2 &&
          cell.text.find_first_not_of("0123456789./-") == std::string::npos);
}

// "2025-01-02 | 至 | 2025-01-26": a period in three cells is one.
void join_periods(Workbook& workbook) {
  constexpr std::size_t longest = 20'000;
  static constexpr std::string_view links[] = {"至", "到", "~", "～", "-", "—", "–", "——"};
  for (Sheet& sheet : workbook.sheets) {
    if (sheet.rows.size() > longest) continue;
    for (auto& row : sheet.rows)
      for (std::size_t i = 0; i + 2 < row.size(); ++i) {
        if (std::ranges::find(links, row[i + 1].text) == std::end(links) || !is_day(row[i]) || !is_day(row[i + 2]))
          continue;
        row[i].text += " ~ " + row[i + 2].text;
        row[i].type = SheetCell::Type::text;
        row[i + 1] = row[i + 2] = {};
      }
  }
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
  join_periods(read);
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
