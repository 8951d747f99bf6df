#pragma once
// What the rows of one table are, without a mapping of the command: by a ready mapping, else by the names of its columns and by
// their values. Internal to importers/.

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "importers/column_choice.h"
#include "importers/daily_rows.h"
#include "importers/plan.h"

namespace almanac::importers {

// What is known of a table before it is decided what its rows are.
struct FoundTable {
  std::vector<std::string> columns;
  bool is_table = true;  // false: JSON
  bool is_form = false;
  bool alone = true;  // nothing else is in the file
  std::optional<Unit> unit;
  std::optional<InferredYear> year;
};

// Where the year was found, for the report.
archive::Text source_of_year(const InferredYear& year);

class TablePlanner {
 public:
  // `options` outlives this.
  TablePlanner(const ImportOptions& options, std::shared_ptr<const archive::Dictionary> dictionary)
      : options_(options), dictionary_(std::move(dictionary)) {}

  // Adds the tasks of one table to `tasks`, or says why there are none. `task` knows the place of the table, not its rule.
  std::optional<Refusal> plan(const FoundTable& found, Task task, std::vector<Task>& tasks);

 private:
  // What its rows are taken for.
  struct Reading {
    std::optional<RowKind> kind;
    TableSurroundings about;
    ChosenColumns chosen;
    std::optional<DailyRows> daily;
    bool by_values() const { return chosen.tells_of_campaigns; }
  };
  Reading read(const FoundTable& found, const Task& task) const;
  FileRule rule_of(const FoundTable& found, const Reading& reading) const;
  std::optional<Refusal> what_is_missing(const FoundTable& found, const Reading& reading, const FileRule& rule,
                                         const Task& task) const;
  std::optional<Refusal> fit_to_campaign_rows(const FoundTable& found, const Reading& reading, FileRule& rule,
                                              Task& task) const;
  std::optional<DailyRows> daily_rows(const FoundTable& found, std::optional<RowKind> kind, const Task& task) const;
  ChosenColumns chosen_columns(const FoundTable& found, Task task, const std::optional<RowKind>& kind,
                               const TableSurroundings& about) const;
  void plan_ready(const Mapping& ready, const FoundTable& found, const Task& model, std::vector<Task>& tasks);

  const ImportOptions& options_;
  std::shared_ptr<const archive::Dictionary> dictionary_;
  std::map<const Mapping*, std::vector<std::shared_ptr<const FileRule>>> ready_rules_;
};

}  // namespace almanac::importers
