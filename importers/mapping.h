#pragma once
// A mapping: a TOML file that says how a data set's own files become records (docs/mapping.md describes every key).
//
// It is read into plain values here; binding it to the columns of one file is importers/binding.h, and a file without a
// mapping gets its rule from its header (rule_from_header), so that everything behind works on rules alone.

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/decimal.h"
#include "archive/dictionary.h"
#include "importers/csv_reader.h"
#include "importers/encoding.h"
#include "importers/fields.h"
#include "importers/header_names.h"
#include "importers/value.h"

namespace almanac::importers {

struct Place {
  std::uint32_t line = 0, column = 0;  // 0: not from a mapping file
};

// Where a value comes from and how its text is turned.
struct Expression {
  enum class From {
    any,             // `names`: the first column that is not empty
    all,             // `names`: every column, one item each (lists and category levels)
    text,            // `parts`: a template; without columns a constant
    campaign_start,  // the start (end) of the row's campaign, as stored
    campaign_end,
    file_start,  // the first (last) day of the date range that the file's lines before the header or its name tell
    file_end
  } from = From::any;
  struct Part {
    std::string literal;  // before the column
    std::string column;   // empty: only the literal
  };
  std::vector<std::string> names;
  std::vector<Part> parts;

  enum class Otherwise { keep, empty, reject };
  std::map<std::string, std::string, std::less<>> table;  // value translation; empty: none
  Otherwise otherwise = Otherwise::keep;                  // for a value that the table does not have
  std::vector<std::string> empty;                         // values that mean nothing here
  bool literal = false;  // names and sentences: "NULL" may well be what something is called; only blank is nothing
  std::string fallback;  // `default`: instead of nothing
  std::optional<Unit> unit;
  std::string separator;             // of a list; empty: as split_list finds it
  std::optional<std::string> epoch;  // time = epoch + number × epoch_unit
  std::int64_t epoch_unit_ms = 1000;
  enum class Combine {
    last,
    first,
    least,
    greatest,
    sum
  } combine = Combine::last;  // of the rows collected in one record
  bool optional = false;      // a table without the column is one where the value is empty
  std::string control;        // variants: glob of the names of control groups
  Place place;
};

struct FieldRule {
  std::string field;
  Expression value;
};

// One entry of a list of a campaign, made by each row: [[file.results]].
struct EntryRule {
  std::string list;  // "results"
  std::vector<FieldRule> fields;
};

// A row is of this rule if all its conditions hold.
struct Condition {
  std::string column;
  std::vector<std::string> is, is_not;  // values; both empty: the column must not be empty
  bool empty = false;                   // must be empty
  Place place;
};

struct FileRule {
  std::vector<std::string> patterns;  // of the file's name; * and ? as in a shell, case kept
  std::vector<std::string> sheets;    // of the sheet's name in a workbook; empty: every table that has the columns
  std::vector<std::string>
      header;  // columns that tell the file's origin: with all of them a ready mapping is chosen by itself
  RowKind kind = RowKind::campaigns;
  std::vector<FieldRule> fields;  // attributes too, as "attributes.NAME"
  std::vector<EntryRule> entries;
  std::vector<Condition> when;
  std::vector<std::string> ignore;  // columns that are left out on purpose; patterns
  enum class Others { attributes, ignore } others = Others::attributes;
  bool collect = false;  // rows of one key, over all files of this rule, become one record before it is stored
  bool daily = false;    // rows are days of campaigns without a code (daily_rows.h): those of one name are one campaign
  bool pseudonymise = false;                                    // user ids are replaced by pseudonyms
  enum class Repeats { merge, keep } repeats = Repeats::merge;  // touchpoints that are the same in every field
  DateSettings dates;
  archive::Text year_source;  // where dates.default_year was found; empty: the mapping says so
  // Columns that are months ("3月"), with an amount or a mark in each month of the campaign; from 1. Of a table read by its header.
  std::vector<std::pair<std::string, int>> months;
  std::optional<Unit> amounts;         // of their amounts
  bool planned_by_year = false;        // a row without a date was planned for dates.default_year
  std::string zone, currency, source;  // empty: the archive's, none, none
  CsvOptions csv = {.short_rows = ShortRows::trailing};
  std::optional<Encoding> encoding;
  bool exported = false;     // lines of `almanac export`: records in the archive's own form
  bool from_header = false;  // made by rule_from_header: missing columns are named as fields
  Place place;
};

struct Mapping {
  std::string name;
  std::int64_t version = 1;
  std::string text;  // as read, for the import's record
  std::vector<FileRule> files;
};

// Throws Error invalid_input "bad_mapping" whose message names file, line and column, and for an unknown name the
// nearest known one. `name` is what the message calls the file.
Mapping parse_mapping(std::string_view toml, const std::string& name);
Mapping read_mapping(const std::filesystem::path& path);

// Whether the field of a kind is taken literally.
bool is_literal(RowKind kind, std::string_view field);

// Whether `name` matches a pattern with * and ?.
bool matches(std::string_view pattern, std::string_view name);

// The rule of a file that no mapping describes. Columns that mean nothing known become attributes, or are ignored where
// the kind has none. `amounts` is the unit of money whose column names none (a line "单位：万元").
FileRule rule_from_header(RowKind kind, std::span<const std::string> columns, const archive::Dictionary& dictionary,
                          const std::optional<Unit>& amounts = {});
// The same of columns that are matched already.
FileRule rule_of_columns(RowKind kind, std::span<const ColumnMatch> matches, const archive::Dictionary& dictionary,
                         const std::optional<Unit>& amounts = {});

// For a table with a row for each channel of a campaign: its spend, budget and results become entries of that channel, instead of
// the last row's being taken for the campaign's.
void split_by_channel(FileRule& rule, const std::string& channel);

// Whether a table with these columns has all that the rule's `header` names, or, if it names none, every column that its fields
// need.
bool fits(const FileRule& rule, std::span<const std::string> columns);

}  // namespace almanac::importers
