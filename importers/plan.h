#pragma once
// Which file is what: folders expanded in sorted order, files matched to the rules of a mapping or, without one, to a
// rule made from their header. The tasks of a plan are in the order in which they are stored.

#include <memory>
#include <string>
#include <vector>

#include "archive/dictionary.h"
#include "importers/mapping.h"
#include "importers/row_source.h"
#include "importers/run.h"

namespace almanac::importers {

// One file read as one kind of row.
struct Task {
  std::filesystem::path path;
  std::string name;  // as reports call it
  std::shared_ptr<const FileRule> rule;
  std::size_t rule_index = 0;  // of the mapping; files of one rule are collected together
};

// A file that is not read at all, and why.
struct Refusal {
  std::string name, kind;
  std::string code;
  archive::Text reason;
};

struct Plan {
  std::vector<Task> tasks;
  std::vector<Refusal> refused;
  std::vector<std::string> ignored;
};

// Opens every file as far as its header (or first record). Throws Error not_found "no_such_file" for a path that does
// not exist.
Plan make_plan(const ImportOptions& options, const Mapping* mapping, const archive::Dictionary& dictionary);

// Opens the task's file with the rule's layout. Throws as open_file() does.
RowSource open_task(const Task& task);

}  // namespace almanac::importers
