#pragma once
// How what a file says about a record meets what is already known of it (docs/importing.md, "Merging").
//
//   a field that the file does not give, or gives empty, stays
//   a field with another value is a conflict: the file's value is taken, or kept out (OnConflict)
//   a list given as a JSON list replaces what the same file gave before; entries of others stay (ListOwner)
//   a flat row adds to lists; entries meet by their child key: a goal's is metric + parent + phase, a result's metric +
//   channel + segment + product + phase + variant + from + to + source, a cost's channel + kind, a lesson's its code
//   attributes meet one by one
//
// Records are merged as the JSON of archive::to_json_record, in time linear in what is added: a campaign with 35,000
// products takes another thousand without comparing all with all.

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "archive/json.h"
#include "importers/mapping.h"
#include "importers/report.h"
#include "importers/run.h"

namespace almanac::importers {

enum class Lists { add, replace };

// How the rows that are collected in one record are combined, where not by taking the last.
struct CombineRules {
  std::unordered_map<std::string, Expression::Combine> fields;  // "start"; of an entry's field "results.value"
};

// The key by which an entry of a list meets another: "gmv||预热". Entries of lists of plain values are their own key.
std::string child_key(std::string_view list, const archive::Json& entry);

// The same as people read it: "gmv · 预热"; how paths name an entry ("goals/gmv · 预热").
std::string entry_path(std::string_view list, const archive::Json& entry);

// Which entries of a list that is replaced may go because they are given no more; without one, all may.
class ListOwner {
 public:
  virtual ~ListOwner() = default;
  virtual bool owns(const std::string& list, const std::string& key) const = 0;  // key as of child_key()
};

class Merger {
 public:
  explicit Merger(archive::Json record);  // an object; what is known so far

  // Takes what `given` says. Fields that had another value are appended to `conflicts` (if not null), whatever `policy`
  // does with them.
  void apply(const archive::Json& given, Lists lists, OnConflict policy,
             std::vector<FieldDifference>* conflicts = nullptr, const CombineRules* combine = nullptr,
             const ListOwner* owner = nullptr);
  // From now on the paths of what changes are appended here: "budget", "review/goal", "goals/gmv".
  void note_changes(std::vector<std::string>* changes) { changes_ = changes; }

  const archive::Json& record() const { return record_; }
  archive::Json take() { return std::move(record_); }

 private:
  using Index = std::unordered_map<std::string, std::size_t>;  // child key → position

  void apply_scalar(archive::Json& into, const std::string& name, const archive::Json& value, OnConflict policy,
                    std::vector<FieldDifference>* conflicts, const std::string& shown, const CombineRules* combine);
  void add_to_list(const std::string& list, const archive::Json& entries, OnConflict policy,
                   std::vector<FieldDifference>* conflicts, const CombineRules* combine);
  void replace_list(const std::string& list, const archive::Json& entries, OnConflict policy,
                    std::vector<FieldDifference>* conflicts);
  void replace_own(const std::string& list, const archive::Json& entries, OnConflict policy,
                   std::vector<FieldDifference>* conflicts, const ListOwner& owner);
  Index& index_of(const std::string& list);
  void changed(const std::string& path) {
    if (changes_) changes_->push_back(path);
  }

  archive::Json record_;
  std::unordered_map<std::string, Index> indexes_;
  std::vector<std::string>* changes_ = nullptr;
};

// Whether two values are the same: 5, 5.0 and "5" are one amount.
bool same_value(const archive::Json& a, const archive::Json& b);

// What differs between two states of a record, field by field; entries of lists by their child keys.
std::vector<FieldDifference> differences(const archive::Json& before, const archive::Json& after);

}  // namespace almanac::importers
