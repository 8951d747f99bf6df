// Groups (record_group.h) wait in a batch until there are enough of them for one transaction; a rule that collects waits for the
// end of its files, because its sums are complete only then. row_key.h says which record a row means, group_store.h stores groups.

#include "importers/record_import.h"

#include <optional>

#include "archive/error.h"
#include "archive/records.h"
#include "archive/validate.h"
#include "importers/group_store.h"
#include "importers/record_group.h"
#include "importers/record_keys.h"
#include "importers/row_key.h"
#include "importers/row_record.h"

namespace almanac::importers {
namespace {

using archive::Json;
using archive::Kind;
using archive::Transaction;

constexpr std::size_t groups_at_once = 4'000;
constexpr std::size_t bytes_at_once = 32u << 20;

template <class T>
class RecordImport {
 public:
  RecordImport(Session& session, const AmbiguousCodes& ambiguous)
      : session_(session), keys_(session, ambiguous, by_key_), store_(session) {}

  void read(const Task& task, std::size_t index) {
    RowSource rows = open_task(task);
    RowRecord reader(*task.rule, rows, row_context(session_));
    collect_ = task.rule->collect;
    keys_.begin_file(task.rule->daily);
    store_.begin_file(index, source_of(session_, task), reader.combine());
    session_.people.begin_file((session_.options.pseudonymise || task.rule->pseudonymise) &&
                               (RecordKind<T>::kind == Kind::user || RecordKind<T>::kind == Kind::segment));
    std::uint64_t left_out = 0;
    for (Read read = rows.next(); read != Read::end; read = rows.next()) {
      if (read == Read::reject) {
        session_.row_read(index, rows);
        session_.reject(index, rows.rejected());
      } else if (!reader.applies(rows)) {
        ++left_out;
      } else {
        session_.row_read(index, rows);
        take(rows, reader, index);
        if (!collect_ && (groups_.size() >= groups_at_once || bytes_ >= bytes_at_once)) store();
      }
    }
    if (!collect_) store();
    if (left_out > 0 && !task.rule->exported)
      session_.warn(index, archive::filled({"{} rows did not meet the mapping's conditions and were left out",
                                            "{} 行不符合映射中的条件，未导入"},
                                           std::to_string(left_out)));
    session_.describe_reader(index, rows);
    session_.file(index).ignored_columns = reader.ignored_columns();
  }

  void store();

 private:
  void take(const RowSource& rows, RowRecord& reader, std::size_t index);
  void add_row(Group& group, const RowSource& rows, std::size_t index);
  void note_rows(Group& group, const std::vector<std::string>& changes, std::uint64_t row, std::size_t index);
  bool make_given(const RowSource& rows, RowRecord& reader, Json& given, Problem& problem);
  bool check_row(RowRecord& reader, const T& record, Problem& problem);

  Session& session_;
  bool collect_ = false;
  std::string row_user_;  // of the row under way, as the file has it
  std::vector<Group> groups_;
  std::unordered_map<std::string, std::size_t> by_key_;
  std::unordered_map<std::uint64_t, std::size_t> by_cells_;  // RowRecord::sameness → group
  std::size_t bytes_ = 0;
  RowKeys<T> keys_;
  GroupStore<T> store_;
};

template <class T>
void RecordImport<T>::take(const RowSource& rows, RowRecord& reader, std::size_t index) {
  // A row that says just what an earlier one of the batch said: an order line naming its shop again.
  const auto same = reader.sameness(rows);
  if (const auto known = same ? by_cells_.find(*same) : by_cells_.end(); known != by_cells_.end()) {
    add_row(groups_[known->second], rows, index);
    return;
  }
  Json given;
  Problem problem;
  std::string key;
  const bool made = make_given(rows, reader, given, problem);
  row_user_ = made && RecordKind<T>::kind == Kind::user ? text_at(given, "user") : std::string();
  if (made && session_.people.is_needed() && !session_.people.take(RecordKind<T>::rows, given)) {
    session_.drop(index);
    return;
  }
  if (!made || !keys_.find(rows.row(), index, given, key, problem)) {
    session_.reject(index, problem, rows.row(), rows.raw(), row_user_);
    return;
  }
  for (const RowWarning& warning : reader.warnings())
    session_.warn(index, {"row " + std::to_string(rows.row()) + ", " + warning.column + " \"" + warning.value +
                              "\": " + warning.text.en,
                          "第 " + std::to_string(rows.row()) + " 行，" + warning.column + "“" + warning.value + "”：" +
                              warning.text.zh});
  const auto [slot, is_new] = by_key_.emplace(key, groups_.size());
  if (is_new) {
    groups_.emplace_back();
    groups_.back().key = key;
    groups_.back().lists = reader.lists();
    groups_.back().by_name = keys_.matched_by_name();
    bytes_ += 256;
  }
  Group& group = groups_[slot->second];
  std::vector<std::string> changes;
  group.given.note_changes(is_new ? nullptr : &changes);
  group.given.apply(given, group.lists, OnConflict::update, nullptr, &reader.combine());
  group.given.note_changes(nullptr);
  for (const RowDoubt& doubt : reader.doubts()) group.doubts.push_back({doubt, {index, rows.row(), {}}});
  note_rows(group, changes, rows.row(), index);
  if (same) by_cells_.emplace(*same, slot->second);
  add_row(group, rows, index);
}

template <class T>
void RecordImport<T>::note_rows(Group& group, const std::vector<std::string>& changes, std::uint64_t row,
                                std::size_t index) {
  if (changes.empty()) return;
  const bool other_file = group.rows.front().index != index;
  for (const std::string& path : changes) {
    if (other_file)
      group.other_rows[path] = Json::array({session_.file(index).path, row});
    else
      group.other_rows[path] = row;
    bytes_ += path.size() + 48;
  }
}

template <class T>
void RecordImport<T>::add_row(Group& group, const RowSource& rows, std::size_t index) {
  std::string raw(rows.raw().substr(0, reject_raw_limit));
  if (session_.people.pseudonymises()) raw = session_.people.masked_row(row_user_, raw);
  group.rows.push_back({index, rows.row(), std::move(raw)});
  bytes_ += 2 * rows.raw().size() + 64;
}

// What the row says, in the archive's own form: read as a record and written again, so that the same fact always has
// the same form, whatever file it comes from.
template <class T>
bool RecordImport<T>::make_given(const RowSource& rows, RowRecord& reader, Json& given, Problem& problem) {
  Json said;
  if (!reader.build(rows, said, problem)) return false;
  try {
    const T record = archive::from_json_record<T>(said);
    if (!check_row(reader, record, problem)) return false;
    given = archive::to_json_record(record);
  } catch (const archive::Error& error) {
    problem = {reader.column_of(error.where()), "", error.code(), error.message()};
    return false;
  }
  for (const auto& [name, value] : said.items())
    if (value.is_array() && value.empty()) given[name] = value;  // a list that is given empty is emptied
  return check_names(given, "", problem);
}

// What is wrong whatever the stored record says; what may only be missing here is checked after merging.
template <class T>
bool RecordImport<T>::check_row(RowRecord& reader, const T& record, Problem& problem) {
  for (const archive::Finding& finding : archive::validate(record, session_.dictionary)) {
    const bool incomplete = finding.code == "missing" || finding.code == "no_date" || finding.code == "no_code";
    if (!finding.is_error() || incomplete) continue;
    problem = {reader.column_of(finding.field), finding.value, finding.code, archive::sentence(finding)};
    return false;
  }
  return true;
}

template <class T>
void RecordImport<T>::store() {
  if (groups_.empty()) return;
  const auto counted = session_.report.files;
  try {
    session_.archive.write(
        session_.options.actor,
        [&](Transaction& transaction) {
          for (Group& group : groups_) store_.store(transaction, group);
        },
        session_.import_id);
  } catch (...) {
    session_.report.files = counted;  // nothing of this batch is stored
    throw;
  }
  groups_.clear();
  by_key_.clear();
  by_cells_.clear();
  bytes_ = 0;
}

template <class T>
void import_as(Session& session, std::span<const Task> tasks, std::span<const std::size_t> indexes,
               const AmbiguousCodes& ambiguous) {
  RecordImport<T> import(session, ambiguous);
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    try {
      import.read(tasks[i], indexes[i]);
    } catch (const archive::Error& error) {
      // The file cannot be read; what the archive has to say is another matter.
      if (error.kind() == archive::ErrorKind::unavailable || error.kind() == archive::ErrorKind::corrupt) throw;
      session.refuse_file(indexes[i], error);
    }
  }
  import.store();
}

}  // namespace

void import_records(Session& session, std::span<const Task> tasks, std::span<const std::size_t> indexes,
                    const AmbiguousCodes& ambiguous) {
  switch (tasks.front().rule->kind) {
    case RowKind::channels:
      return import_as<archive::Channel>(session, tasks, indexes, ambiguous);
    case RowKind::products:
      return import_as<archive::Product>(session, tasks, indexes, ambiguous);
    case RowKind::segments:
      return import_as<archive::Segment>(session, tasks, indexes, ambiguous);
    case RowKind::users:
      return import_as<archive::User>(session, tasks, indexes, ambiguous);
    case RowKind::campaigns:
      return import_as<archive::Campaign>(session, tasks, indexes, ambiguous);
    case RowKind::lessons:
      return import_as<archive::Lesson>(session, tasks, indexes, ambiguous);
    case RowKind::history:
    case RowKind::touchpoints:
    case RowKind::rates:
    case RowKind::synonyms:
    case RowKind::saved_searches:
      return;
  }
}

}  // namespace almanac::importers
