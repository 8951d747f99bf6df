#pragma once
// Tables as a workbook (XLSX), a sheet each: numbers as numbers, days as days, text never as a formula.

#include <filesystem>
#include <string>
#include <vector>

#include "server/export/tables.h"

struct lxw_workbook;
struct lxw_worksheet;
struct lxw_format;

namespace almanac::server {

class WorkbookWriter final : public TableWriter {
 public:
  // `file` is written by finish(); rows wait in temporary files of its directory.
  WorkbookWriter(const std::filesystem::path& file, archive::Language language);
  ~WorkbookWriter() override;
  int begin(const std::string& name, const std::vector<std::string>& headings) override;
  // A sheet that is full (1,048,576 rows) goes on in another one; a text too long for a cell (32,767 characters) is cut and says so.
  void row(int table, const std::vector<Cell>& cells) override;
  void finish();  // Error unavailable "export_failed"

 private:
  struct Sheet {
    std::string name;
    std::vector<std::string> headings;
    lxw_worksheet* sheet = nullptr;
    std::uint32_t next_row = 1;
    int part = 1;
  };
  void open(Sheet& sheet);

  std::string file_, directory_;
  archive::Language language_;
  lxw_workbook* workbook_ = nullptr;
  lxw_format *heading_ = nullptr, *day_ = nullptr;
  std::vector<Sheet> sheets_;
};

}  // namespace almanac::server
