#pragma once
// The archive's records as tables of cells: a row for a record, and of a campaign's lists a table each with the campaign's code first.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/export/export.h"

namespace almanac::server {

struct Cell {
  enum class Is { empty, text, number, day } is = Is::empty;
  std::string text;  // a number in plain notation, a day as YYYY-MM-DD
};

// Where tables go. Several are open at once: a campaign has rows for many of them.
class TableWriter {
 public:
  virtual ~TableWriter() = default;
  virtual int begin(const std::string& name, const std::vector<std::string>& headings) = 0;  // its place for row()
  virtual void row(int table, const std::vector<Cell>& cells) = 0;
};

// Thrown by a writer whose reader has gone.
struct ReaderGone {};

// Kinds of tables in the order of an export.
const std::vector<std::string_view>& table_kinds();

// Writes the tables that the request asks for; those without a row (but that of campaigns) only if they are asked for by name. Returns the rows.
std::uint64_t write_tables(const archive::Reads& reads, const archive::Zone& zone, const ExportRequest& request,
                           TableWriter& writer);

}  // namespace almanac::server
