#pragma once
// Workbooks as they were read, kept while there is room: each of a workbook's tables is a task of its own, and a task is read
// more than once. Internal to importers/.

#include <filesystem>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "importers/encoding.h"
#include "importers/sheet.h"

namespace almanac::importers {

class WorkbookCache {
 public:
  // Throws as read_workbook() does.
  std::shared_ptr<const Workbook> get(const std::filesystem::path& path);
  // A delimited text that was read as a workbook (csv_grid.h): get() gives it, and reads it so again.
  void put_text(const std::filesystem::path& path, std::string_view name, std::optional<Encoding> encoding,
                Workbook workbook);

 private:
  struct Entry {
    std::filesystem::path path;
    std::shared_ptr<const Workbook> workbook;
    std::size_t cells = 0;
  };
  std::shared_ptr<const Workbook> enter(const std::filesystem::path& path, Workbook workbook);

  std::list<Entry> entries_;  // the last used first
  struct Text {
    std::string name;
    std::optional<Encoding> encoding;
  };
  std::map<std::filesystem::path, Text> texts_;
  std::size_t cells_ = 0;
};

}  // namespace almanac::importers
