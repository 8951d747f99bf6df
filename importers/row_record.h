#pragma once
// One row to what it says about one record: the fields that it gives, as JSON in the archive's record format, ready to
// be merged. Text becomes dates, exact amounts, lists, figures and sentences by the field's type; what cannot be read
// is a Problem that names column, value and reason.

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "archive/dictionary.h"
#include "archive/time.h"
#include "importers/merge.h"
#include "importers/row_source.h"

namespace almanac::importers {

struct RowContext {
  const archive::Dictionary* dictionary = nullptr;
  const archive::Zone* zone = nullptr;
  // Whether a channel, product or segment of this name is known: decides what "/" and "+" split.
  std::function<bool(std::string_view field, std::string_view name)> known;
};

// Code of a warning that belongs to a row but not to a reject: a rounded amount, a range taken at its middle.
struct RowWarning {
  std::string column, value;
  archive::Text text;
};

// A value that the cell does not say for certain ("约20万", "10月中旬", "2024/10/1（暂定）"): it is no part of what the row gives, but
// waits for confirmation.
struct RowDoubt {
  std::string field;    // of the record
  archive::Json value;  // as the record would hold it; of a list the entry
  std::string column, text;
};

class RowRecord {
 public:
  // `rule` must outlive it. Throws Error invalid_input "missing_column".
  RowRecord(const FileRule& rule, const RowSource& rows, RowContext context);

  // Whether the row is of the rule's kind (`when`).
  bool applies(const RowSource& rows);

  // Whether the row has a value for the field, without building the rest.
  bool gives(const RowSource& rows, std::string_view field);

  // A hash of the cells of a table that the rule looks at: rows of one hash say the same. nullopt for JSON, and where
  // rows are summed, so that each counts.
  std::optional<std::uint64_t> sameness(const RowSource& rows) const;

  // False: `problem` says why the row cannot be read. `given` holds no key if the row has none. A campaign's missing
  // code is left out: derived_code() has what follows from the rest.
  bool build(const RowSource& rows, archive::Json& given, Problem& problem);
  const std::vector<RowWarning>& warnings() const { return warnings_; }  // of the last row
  // Of the last row. Only campaigns that are read by their header have any: the cells of such a table are people's notes. On a sheet one
  // that cannot be read is kept as an attribute with a warning instead of losing the row; of delimited text, which programs write, it is
  // a reject.
  const std::vector<RowDoubt>& doubts() const { return doubts_; }

  Lists lists() const { return lists_; }
  const CombineRules& combine() const { return combine_; }
  // Columns that go nowhere.
  const std::vector<std::string>& ignored_columns() const { return ignored_; }
  // The column that fills a field ("/start" or "start"), for a finding of archive::validate; the field itself if none.
  std::string column_of(std::string_view field) const;

 private:
  struct BoundField {
    Field field;
    BoundExpression value;
  };
  struct BoundEntry {
    std::string list;
    std::vector<BoundField> fields;
  };
  struct BoundCondition {
    const Condition* condition;
    Column column;
    bool bound;
  };

  bool build_fields(const RowSource& rows, archive::Json& given, Problem& problem);
  bool build_entries(const RowSource& rows, archive::Json& given, Problem& problem);
  bool build_object(const RowSource& rows, archive::Json& given, Problem& problem);  // JSON without a mapping
  std::string metric_of_cell(std::string_view written) const;
  std::optional<Unit> unit_of_metric(std::string_view written) const;
  bool set_whole_amount(archive::Json& given, const archive::Json& entry);
  bool set(archive::Json& into, const Field& field, const Cell& cell, const Expression* rule, const std::string& column,
           Problem& problem);
  bool set_amount(archive::Json& into, const std::string& name, const Cell& cell, const Expression* rule,
                  const std::string& column, Problem& problem);
  // Loose: of a table that people keep (doubts()).
  void set_loose_amount(archive::Json& into, const std::string& name, std::string_view text, const Unit& unit,
                        const std::string& column);
  void put_loose_amount(archive::Json& into, const std::string& name, const Number& number, bool certain,
                        std::string_view text, const std::string& column);
  bool set_cell_figures(archive::Json& into, archive::Json& entry, std::string_view text, const Unit& unit,
                        const std::string& column);
  void set_loose_period(archive::Json& into, const Field& field, std::string_view text, const std::string& column);
  void set_loose_status(archive::Json& into, std::string_view text, const std::string& column);
  void add_months(const RowSource& rows, archive::Json& given);
  bool settle_dates(archive::Json& given, Problem& problem);
  void keep_unread(const std::string& column, std::string_view text, const Reason& reason);
  bool set_figures(archive::Json& into, std::string_view list, std::string_view text);
  bool set_dotted(archive::Json& into, const Field& field, const Cell& cell, const Expression* rule,
                  const std::string& column, Problem& problem);
  void warn_of_year(const std::string& column, std::string_view value);
  void set_names(archive::Json& into, const std::string& name, const Cell& cell, const Expression* rule);
  void add_other_columns(const RowSource& rows, archive::Json& given);
  void add_other_members(const RowSource& rows, archive::Json& given);
  void settle_currency(archive::Json& given) const;

  const FileRule& rule_;
  RowContext context_;
  archive::Zone zone_;
  std::vector<BoundField> fields_;
  std::vector<BoundEntry> entries_;
  std::vector<BoundCondition> when_;
  std::vector<std::size_t> looked_at_;  // columns of a table that matter
  bool summed_ = false;
  std::vector<std::pair<Column, int>> months_;  // FileRule::months
  std::vector<Column> others_;                  // unmapped columns that become attributes
  std::vector<std::string> ignored_, used_members_;
  std::vector<RowWarning> warnings_;
  bool loose_ = false, keeps_unread_ = false;
  std::optional<Unit> entry_unit_;  // of the metric that the entry names
  bool entry_in_doubt_ = false;     // the entry that is being built, by this text
  std::string in_doubt_text_;
  std::vector<RowDoubt> doubts_;
  std::vector<std::pair<std::string, std::string>> unread_;  // columns and cells of this row
  std::optional<Problem> unread_cell_, unread_date_;
  std::vector<std::pair<std::string, Field>> object_fields_;  // JSON member → field, as met so far
  CombineRules combine_;
  Lists lists_ = Lists::add;
  std::string scratch_, row_currency_;
};

// Adds an entry to a list of the object, which may not have it yet.
void append_entry(archive::Json& into, const std::string& list, archive::Json entry);

// What an entry's "unit" says of it: "CNY", "%", "人"; empty: none.
std::string unit_name(const Unit& unit);

// A JSON value for the text of an attribute: a number where the text is one in its plain form, else the text.
archive::Json attribute_value(std::string_view text);

}  // namespace almanac::importers
