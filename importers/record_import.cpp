// A group is what the rows of one key say together. Groups wait in a batch until there are enough of them for one
// transaction; a rule that collects waits for the end of its files, because its sums are complete only then. Each group
// is then merged with the stored record, checked, and put; its rows share its outcome.

#include "importers/record_import.h"

#include <algorithm>
#include <map>
#include <optional>
#include <variant>

#include "archive/error.h"
#include "archive/name.h"
#include "archive/records.h"
#include "archive/same_as.h"
#include "archive/unconfirmed.h"
#include "archive/validate.h"
#include "importers/record_keys.h"
#include "importers/record_memory.h"
#include "importers/row_record.h"

namespace almanac::importers {
namespace {

using archive::Json;
using archive::Kind;
using archive::Transaction;

constexpr std::size_t groups_at_once = 4'000;
constexpr std::size_t bytes_at_once = 32u << 20;

template <class T>
struct Traits;
template <>
struct Traits<archive::Campaign> {
  static constexpr RowKind rows = RowKind::campaigns;
  static constexpr Kind kind = Kind::campaign;
};
template <>
struct Traits<archive::User> {
  static constexpr RowKind rows = RowKind::users;
  static constexpr Kind kind = Kind::user;
};
template <>
struct Traits<archive::Product> {
  static constexpr RowKind rows = RowKind::products;
  static constexpr Kind kind = Kind::product;
};
template <>
struct Traits<archive::Channel> {
  static constexpr RowKind rows = RowKind::channels;
  static constexpr Kind kind = Kind::channel;
};
template <>
struct Traits<archive::Segment> {
  static constexpr RowKind rows = RowKind::segments;
  static constexpr Kind kind = Kind::segment;
};
template <>
struct Traits<archive::Lesson> {
  static constexpr RowKind rows = RowKind::lessons;
  static constexpr Kind kind = Kind::lesson;
};

struct RowRef {
  std::size_t index = 0;  // of the report entry
  std::uint64_t row = 0;
  std::string raw;
};

struct Group {
  std::string key;
  Merger given{Json::object()};
  Lists lists = Lists::add;
  std::vector<RowRef> rows;
  std::map<std::string, Json> other_rows;  // what rows after the first say, for provenance
  bool by_name = false;                    // no row gave the code
  std::vector<std::pair<RowDoubt, RowRef>> doubts;
};

// Of two names that differ in year, brackets and words about the file, the shorter one stays: files about one campaign do
// not rename it.
void keep_shorter_name(Json& given, const Json& stored) {
  const std::string mine = text_at(given, "name");
  const std::string known = text_at(stored, "name");
  if (!mine.empty() && !known.empty() && mine.size() >= known.size() &&
      campaign_name(mine).bare == campaign_name(known).bare)
    given["name"] = known;
}

// Fields of which rows give the least or the greatest: a later file of the same campaign extends them and does not replace them.
CombineRules widened_fields(const CombineRules& rules) {
  CombineRules widened;
  for (const auto& [field, combine] : rules.fields)
    if ((combine == Expression::Combine::least || combine == Expression::Combine::greatest) &&
        field.find('.') == std::string::npos)
      widened.fields.emplace(field, combine);
  return widened;
}

const archive::Text needs_a_date{
    "a new campaign needs a date: give it in a column such as 开始日期, or for all rows in a mapping, "
    "fields.start = { constant = \"2024-11-01\" }",
    "新活动需要日期：请在“开始日期”等列中填写，或在映射中为所有行指定，例如 fields.start = { constant = \"2024-11-01\" "
    "}"};

template <class T>
class RecordImport {
 public:
  RecordImport(Session& session, const AmbiguousCodes& ambiguous) : session_(session), ambiguous_(ambiguous) {
    const auto reads = session.archive.read();
    const auto into = [](auto& map) {
      return [&map](std::string_view key, std::string_view leader) { map.emplace(key, leader); };
    };
    archive::for_each_follower(reads, Traits<T>::kind, into(leaders_));
    archive::for_each_follower(reads, Kind::campaign, into(campaign_leaders_));
  }

  void read(const Task& task, std::size_t index) {
    RowSource rows = open_task(task);
    RowRecord reader(*task.rule, rows, row_context(session_));
    collect_ = task.rule->collect;
    daily_ = task.rule->daily;
    widened_ = widened_fields(reader.combine());
    sources_[index] = source_of(session_, task);
    session_.people.begin_file((session_.options.pseudonymise || task.rule->pseudonymise) &&
                               (Traits<T>::kind == Kind::user || Traits<T>::kind == Kind::segment));
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
  bool find_campaign(const RowSource& rows, std::size_t index, const Json& given, std::string& key, Problem& problem);
  Problem not_found(const Json& given);
  bool find_key(const RowSource& rows, std::size_t index, Json& given, std::string& key, Problem& problem);
  bool check_row(RowRecord& reader, const T& record, Problem& problem);
  void store_group(Transaction& transaction, Group& group);
  std::optional<archive::Stored<T>> find_stored(Transaction& transaction, const std::string& key) const;
  void use_known_names(Transaction& transaction, Json& given) const;
  const archive::SourceFile& source(Transaction& transaction, const Group& group);
  void keep_doubts(Transaction& transaction, const Group& group, const std::string& key, const Json& record);
  void note_mentioned(Transaction& transaction, const T& record, const Json& given);
  void reject_group(const Group& group, const Problem& problem);
  bool conflicts_reject(const Group& group, const std::vector<FieldDifference>& conflicts);
  void keep_difference(const Group& group, const Json* before, const Json& after,
                       std::vector<FieldDifference> conflicts);

  Session& session_;
  const AmbiguousCodes& ambiguous_;
  bool collect_ = false, daily_ = false;
  CombineRules widened_;                                                     // what extends the stored record
  std::unordered_map<std::size_t, archive::SourceFile> sources_;             // by report entry
  bool matched_by_name_ = false;                                             // the row under way
  std::string row_user_;                                                     // likewise, as the file has it
  std::unordered_map<std::string, std::string> leaders_, campaign_leaders_;  // keys that stand for another one
  std::vector<Group> groups_;
  std::unordered_map<std::string, std::size_t> by_key_;
  std::unordered_map<std::uint64_t, std::size_t> by_cells_;  // RowRecord::sameness → group
  std::size_t bytes_ = 0;
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
  row_user_ = made && Traits<T>::kind == Kind::user ? text_at(given, "user") : std::string();
  if (made && session_.people.is_needed() && !session_.people.take(Traits<T>::rows, given)) {
    session_.drop(index);
    return;
  }
  if (!made || !find_key(rows, index, given, key, problem)) {
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
    groups_.back().by_name = matched_by_name_;
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

// The campaign that a row without a code means: one of the same name and dates, else a new one with a code derived from
// these.
template <class T>
bool RecordImport<T>::find_campaign(const RowSource& rows, std::size_t index, const Json& given, std::string& key,
                                    Problem& problem) {
  const auto days = daily_ ? ambiguous_.days.find(text_at(given, "name")) : ambiguous_.days.end();
  const bool by_day = days != ambiguous_.days.end();
  const std::string derived = derived_code(by_day ? days->second : given);
  if (!derived.empty() && ambiguous_.contains(derived)) {
    problem = {"code",
               derived,
               "same_derived_code",
               {"several rows have this name and date, so they would get the same code; give each a code of its own",
                "有多行的名称和日期相同，会生成同一代码；请为每行填写各自的代码"}};
    return false;
  }
  key = (by_day ? session_.campaigns.find_near(days->second) : session_.campaigns.find(given)).value_or(derived);
  if (key.empty()) {
    problem = not_found(given);
    return false;
  }
  FileReport& report = session_.file(index);
  if (key == derived && !by_key_.contains(key) && report.derived_codes.size() < 1'000)
    report.derived_codes.push_back({rows.row(), key});
  return true;
}

// Why a row without a code and a date is of no campaign, and what to do.
template <class T>
Problem RecordImport<T>::not_found(const Json& given) {
  const std::string name = text_at(given, "name");
  if (name.empty())
    return {"name",
            "",
            "missing",
            {"a campaign needs a name (or the code of a known campaign)", "活动需要名称（或已有活动的代码）"}};
  const std::vector<std::string> called = session_.campaigns.called(name);
  if (called.empty())
    return {"start",
            "",
            "missing",
            {"no campaign is called \"" + name + "\", and " + needs_a_date.en,
             "没有名为“" + name + "”的活动；" + needs_a_date.zh}};
  std::string codes;
  for (std::size_t i = 0; i < std::min<std::size_t>(called.size(), 3); ++i) codes += (i > 0 ? ", " : "") + called[i];
  if (called.size() > 3) codes += " …";
  return {"code", name, "several_campaigns",
          archive::filled({"{} campaigns are called so ({}); give the code of the one that is meant, or its date",
                           "有 {} 个活动叫这个名称（{}）；请填写所指活动的代码或日期"},
                          std::to_string(called.size()), codes)};
}

template <class T>
bool RecordImport<T>::find_key(const RowSource& rows, std::size_t index, Json& given, std::string& key,
                               Problem& problem) {
  const std::string field(key_field(Traits<T>::rows));
  key = archive::normalize_key(text_at(given, field.c_str()));
  if constexpr (std::is_same_v<T, archive::Campaign>) {
    matched_by_name_ = key.empty();
    if (key.empty() && !find_campaign(rows, index, given, key, problem)) return false;
    if (const auto leader = campaign_leaders_.find(key); leader != campaign_leaders_.end()) key = leader->second;
    if (session_.campaigns.is_loaded()) {
      const auto days = daily_ ? ambiguous_.days.find(text_at(given, "name")) : ambiguous_.days.end();
      session_.campaigns.add(key, days == ambiguous_.days.end() ? given : days->second);
    }
    if (const auto lessons = given.find("lessons"); lessons != given.end())
      for (Json& lesson : *lessons) {
        lesson["campaign"] = key;
        if (text_at(lesson, "code").empty())
          lesson["code"] = archive::derive_lesson_code(key, text_at(lesson, "statement"));
        lesson =
            archive::to_json_record(archive::from_json_record<archive::Lesson>(lesson));  // fields in their usual order
      }
  }
  if constexpr (std::is_same_v<T, archive::Lesson>) {
    std::string campaign = archive::normalize_key(text_at(given, "campaign"));
    if (const auto leader = campaign_leaders_.find(campaign); leader != campaign_leaders_.end())
      given["campaign"] = campaign = leader->second;
    if (campaign.empty() && key.empty()) {
      problem = {"campaign", "", "missing", {"a lesson needs the campaign that taught it", "经验需要注明来源活动"}};
      return false;
    }
    if (!campaign.empty() && !session_.archive.read().template find<archive::Campaign>(campaign, 0)) {
      if (session_.options.unknown_campaign == UnknownCampaign::reject) {
        problem = session_.unknown_campaign("campaign", campaign);
        return false;
      }
    }
    if (key.empty()) key = archive::derive_lesson_code(campaign, text_at(given, "statement"));
  }
  if (key.empty()) {
    problem = {field, "", "missing", archive::filled({"the row has no {}", "该行没有 {}"}, field)};
    return false;
  }
  if (const auto leader = leaders_.find(key); leader != leaders_.end()) key = leader->second;
  given[field] = key;
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
          for (Group& group : groups_) store_group(transaction, group);
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

// Channels and segments meet by alias and folded name, everything else by its key.
template <class T>
std::optional<archive::Stored<T>> RecordImport<T>::find_stored(Transaction& transaction, const std::string& key) const {
  if constexpr (Traits<T>::kind == Kind::channel || Traits<T>::kind == Kind::segment) {
    const auto number = transaction.find_by_name(Traits<T>::kind, key);
    return number ? transaction.template find<T>(*number) : std::nullopt;
  } else {
    return transaction.template find<T>(key);
  }
}

template <class T>
void RecordImport<T>::store_group(Transaction& transaction, Group& group) {
  const auto stored = find_stored(transaction, group.key);
  const Json before = stored ? archive::to_json_record(stored->record) : Json::object();
  const std::string key_name(key_field(Traits<T>::rows));
  Json given = group.given.take();
  if (stored) given[key_name] = before.at(key_name);
  use_known_names(transaction, given);
  const std::vector<archive::Said> said =
      stored ? archive::all_said(transaction, Traits<T>::kind, stored->number) : std::vector<archive::Said>();
  const RecordMemory memory(said, sources_.at(group.rows.front().index));
  const std::string own_name = text_at(given, "name");
  if (group.by_name && stored) keep_shorter_name(given, before);
  Merger merged(before);
  std::vector<FieldDifference> conflicts;
  const CombineRules* widened = session_.options.on_conflict == OnConflict::skip ? nullptr : &widened_;
  merged.apply(given, group.lists, session_.options.on_conflict, &conflicts, widened, &memory);
  if (!conflicts.empty() && memory.has_spoken()) {
    merged = Merger(before);
    conflicts.clear();
    merged.apply(memory.settled(given, before), group.lists, session_.options.on_conflict, &conflicts, widened,
                 &memory);
  }
  if (session_.find_conflicts && conflicts_reject(group, conflicts)) return;
  try {
    const T record = archive::from_json_record<T>(merged.record());
    for (const archive::Finding& finding : archive::validate(record, transaction)) {
      if (finding.is_error()) {
        session_.note(group.rows.front().index, group.rows.front().row, group.key, finding);
        // Rows that only add something to a campaign (its products, say) need it to be there.
        if (!stored && finding.field == "/name" && finding.code == "missing")
          reject_group(group, session_.unknown_campaign("code", group.key));
        else
          reject_group(group, {finding.field, finding.value, finding.code,
                               finding.code == "no_date" ? needs_a_date : archive::sentence(finding)});
        return;
      }
      session_.note(group.rows.front().index, group.rows.front().row, group.key, finding);
    }
    const bool conflicting = !conflicts.empty();
    note_mentioned(transaction, record, given);
    const archive::PutOutcome outcome = transaction.put(record);
    keep_doubts(transaction, group, outcome.key, merged.record());
    given.erase(key_name);
    if (group.by_name && !own_name.empty()) given["name"] = own_name;
    if constexpr (std::is_same_v<T, archive::Campaign>) session_.last_campaign = outcome.key;
    if (auto news = memory.news(std::move(given), group.lists, group.rows.front().row, std::move(group.other_rows))) {
      news->file = source(transaction, group);
      archive::remember_said(transaction, Traits<T>::kind, outcome.number, *news);
    }
    if (session_.keep_differences && (outcome.put != archive::Put::unchanged || !conflicts.empty()))
      keep_difference(group, stored ? &before : nullptr, archive::to_json_record(record), std::move(conflicts));
    for (const RowRef& row : group.rows) {
      FileReport& report = session_.file(row.index);
      report.conflicting += conflicting;
      ++(outcome.put == archive::Put::created   ? report.created
         : outcome.put == archive::Put::updated ? report.updated
                                                : report.unchanged);
      if (&row != &group.rows.front() && outcome.put == archive::Put::unchanged) ++report.merged;
    }
  } catch (const archive::Error& error) {
    if (error.kind() != archive::ErrorKind::invalid_input) throw;
    reject_group(group, {error.where(), group.key, error.code(), error.message()});
  }
}

// Channels under the names that they have here, so that lists meet by them.
template <class T>
void RecordImport<T>::use_known_names(Transaction& transaction, Json& given) const {
  if constexpr (std::is_same_v<T, archive::Campaign>) {
    const auto channels = given.find("channels");
    if (channels == given.end()) return;
    for (Json& name : *channels)
      if (const auto number = transaction.find_by_name(Kind::channel, name.template get<std::string>()))
        name = *transaction.find_key(Kind::channel, *number);
  }
}

// What the rows do not say for certain waits for confirmation, unless the record has a value there.
template <class T>
void RecordImport<T>::keep_doubts(Transaction& transaction, const Group& group, const std::string& key,
                                  const Json& record) {
  for (const auto& [doubt, row] : group.doubts) {
    if (!doubt.value.is_object() && record.contains(doubt.field)) continue;
    archive::Unconfirmed entry;
    entry.kind = Traits<T>::kind;
    entry.key = key;
    entry.field = doubt.field;
    entry.value = doubt.value;
    entry.evidence = doubt.column + "：" + doubt.text;
    entry.file = session_.file(row.index).path;
    entry.row = row.row;
    entry.import_id = session_.import_id;
    archive::add_unconfirmed(transaction, entry);
  }
}

template <class T>
const archive::SourceFile& RecordImport<T>::source(Transaction& transaction, const Group& group) {
  archive::SourceFile& file = sources_.at(group.rows.front().index);
  if (file.id == 0) file.id = archive::add_source_file(transaction, file);
  return file;
}

// Channels and products that a campaign names and nobody has described.
template <class T>
void RecordImport<T>::note_mentioned(Transaction& transaction, const T&, const Json& given) {
  if constexpr (std::is_same_v<T, archive::Campaign>) {
    Mentioned& mentioned = session_.report.mentioned;
    const auto note = [](std::vector<std::string>& names, std::uint64_t& count, const std::string& name) {
      ++count;
      if (names.size() < 1'000) names.push_back(name);
    };
    if (const auto channels = given.find("channels"); channels != given.end())
      for (const Json& name : *channels)
        if (!transaction.find_by_name(Kind::channel, name.get<std::string>()) &&
            !session_.dictionary.find_channel(name.get<std::string>()))
          note(mentioned.channels, mentioned.channel_count, name.get<std::string>());
    if (const auto products = given.find("products"); products != given.end())
      for (const Json& sku : *products)
        if (!transaction.find_number(Kind::product, sku.get<std::string>()))
          note(mentioned.products, mentioned.product_count, sku.get<std::string>());
  }
}

template <class T>
void RecordImport<T>::reject_group(const Group& group, const Problem& problem) {
  Problem named = problem;
  if (named.column.starts_with('/')) named.column.erase(0, 1);
  const std::string_view user = Traits<T>::kind == Kind::user ? std::string_view(group.key) : std::string_view();
  for (const RowRef& row : group.rows) session_.reject(row.index, named, row.row, row.raw, user);
}

template <class T>
bool RecordImport<T>::conflicts_reject(const Group& group, const std::vector<FieldDifference>& conflicts) {
  if (conflicts.empty()) return false;
  const FieldDifference& first = conflicts.front();
  reject_group(
      group,
      {first.field, archive::dump(first.after), "conflict",
       archive::filled(
           {"{} has another value here: {}; import with --on-conflict update to take the file's, or skip to keep it",
            "{} 在此处已有不同的值：{}；用 --on-conflict update 采用文件中的值，或用 skip 保留原值"},
           group.key, archive::dump(first.before))});
  return true;
}

template <class T>
void RecordImport<T>::keep_difference(const Group& group, const Json* before, const Json& after,
                                      std::vector<FieldDifference> conflicts) {
  if (session_.report.differences.size() >= 1'000) return;
  RecordDifference difference;
  difference.kind = Traits<T>::rows;
  difference.key = group.key;
  difference.created = before == nullptr;
  if (before) difference.fields = differences(*before, after);
  difference.conflicts = std::move(conflicts);
  session_.report.differences.push_back(std::move(difference));
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
