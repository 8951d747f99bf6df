#pragma once
// One row at a time, whether the file is a table or JSON, and the expressions of a mapping evaluated on it.
//
// A column of a table is found by its name (exactly, else folded). A column of JSON is a path: "value.offer id" is the
// member of that very name, else the member "offer id" of "value".

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "importers/format.h"
#include "importers/mapping.h"

namespace almanac::importers {

// What a cell holds. `text` is trimmed and valid until the next row or evaluation with the same scratch string; `json`
// is set for cells of JSON (their text is that of a scalar, empty for lists and objects).
struct Cell {
  std::string_view text;
  const archive::Json* json = nullptr;
  bool empty() const {
    return text.empty() && (json == nullptr || json->is_null() || json->empty() || json->is_string());
  }
};

// A column of the mapping, bound to one file.
struct Column {
  std::string name;
  int index = -1;                 // in a table
  std::vector<std::string> path;  // in JSON
};

class RowSource {
 public:
  explicit RowSource(OpenedFile file);

  bool is_table() const { return file_.table != nullptr; }
  const std::vector<std::string>& header() const;  // of a table; empty for JSON
  Encoding encoding() const { return file_.encoding; }
  bool encoding_certain() const { return file_.encoding_certain; }
  std::vector<Note> notes() const;  // of the file's opening and of its reader
  const TextLayout& layout() const { return file_.layout; }
  Format format() const { return file_.format; }
  char delimiter() const { return file_.delimiter; }

  Read next();
  std::uint64_t row() const { return row_; }
  std::string_view raw() const { return raw_; }
  std::span<const std::string_view> cells() const { return cells_; }
  const archive::Json& object() const { return *object_; }
  const archive::Reject& rejected() const;
  Progress progress() const;

  // nullopt: a table without this column. JSON always binds. A column whose header names its unit is found without it too:
  // "Amount spent" is "Amount spent (INR)".
  std::optional<Column> bind(const std::string& name) const;
  Cell cell(const Column& column, std::string& scratch) const;

 private:
  OpenedFile file_;
  std::uint64_t row_ = 0;
  std::string_view raw_;
  std::span<const std::string_view> cells_;
  const archive::Json* object_ = nullptr;
};

// The text of a JSON scalar: 7.0 is "7", true is "true"; empty for null, lists and objects.
std::string_view scalar_text(const archive::Json& value, std::string& scratch);

// What is wrong with one cell.
struct Problem {
  std::string column, value, code;
  archive::Text reason;
};

// An expression bound to one file. Evaluating allocates nothing once its buffers have grown.
class BoundExpression {
 public:
  // Throws Error invalid_input "missing_column" naming the nearest one if the table has no such column (of `any`,
  // none).
  BoundExpression(const Expression& expression, const RowSource& rows);

  // The value, translated; an empty cell is what the expression says is empty. For `all` the cell of the first column:
  // use each(). Not for campaign_start and campaign_end. On `otherwise = reject` returns false and fills `problem`.
  bool evaluate(const RowSource& rows, Cell& cell, Problem& problem);
  // Every column of `all`, in order.
  template <class Visit>
  bool each(const RowSource& rows, Problem& problem, Visit&& visit) {
    for (const Column& column : columns_) {
      Cell cell = rows.cell(column, scratch_);
      if (!turn(cell, column.name, problem)) return false;
      if (!cell.empty()) visit(cell);
    }
    return true;
  }

  const Expression& rule() const { return *rule_; }
  // The column of a table that is taken as it stands; -1: there is more to it.
  int plain_column() const;
  const std::string& constant() const { return text_; }
  // The column to name in a reject: the one that gave the last value, else the first.
  const std::string& column() const { return columns_.empty() ? rule_name_ : columns_[used_].name; }
  const std::vector<Column>& columns() const { return columns_; }

 private:
  bool turn(Cell& cell, const std::string& column, Problem& problem);

  void take_header_unit();

  const Expression* rule_;
  std::shared_ptr<const Expression> with_unit_;  // the rule with the unit that the header names
  std::vector<Column> columns_;
  std::size_t used_ = 0;
  bool constant_ = false;
  std::string text_, scratch_, rule_name_;
};

// A cell as it stands in a table, trimmed.
std::string_view table_cell(std::string_view text);

// Blank, or a word for nothing, as is_empty() says, quickly for what plainly is neither.
bool means_nothing(std::string_view text);

// Throws Error invalid_input "missing_column": the table has none of `wanted`.
[[noreturn]] void fail_missing_column(const std::string& wanted, const std::vector<std::string>& header, Place place);

}  // namespace almanac::importers
