#pragma once
// Workbooks as they were read, kept while there is room: each of a workbook's tables is a task of its own, and a task is read
// more than once. Internal to importers/.

#include <filesystem>
#include <list>
#include <memory>
#include <string>

#include "importers/sheet.h"

namespace almanac::importers {

class WorkbookCache {
 public:
  // Throws as read_workbook() does.
  std::shared_ptr<const Workbook> get(const std::filesystem::path& path);

 private:
  struct Entry {
    std::filesystem::path path;
    std::shared_ptr<const Workbook> workbook;
    std::size_t cells = 0;
  };
  std::list<Entry> entries_;  // the last used first
  std::size_t cells_ = 0;
};

}  // namespace almanac::importers
