#include "importers/group_store.h"

#include <type_traits>

#include "archive/error.h"
#include "archive/records.h"
#include "archive/unconfirmed.h"
#include "archive/validate.h"
#include "importers/record_keys.h"
#include "importers/record_memory.h"
#include "importers/row_key.h"

namespace almanac::importers {

using archive::Json;
using archive::Kind;
using archive::Transaction;

namespace {

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

}  // namespace

template <class T>
void GroupStore<T>::begin_file(std::size_t index, archive::SourceFile source, const CombineRules& combine) {
  sources_[index] = std::move(source);
  widened_ = widened_fields(combine);
}

// Channels and segments meet by alias and folded name, everything else by its key.
template <class T>
std::optional<archive::Stored<T>> GroupStore<T>::find_stored(Transaction& transaction, const std::string& key) const {
  if constexpr (RecordKind<T>::kind == Kind::channel || RecordKind<T>::kind == Kind::segment) {
    const auto number = transaction.find_by_name(RecordKind<T>::kind, key);
    return number ? transaction.template find<T>(*number) : std::nullopt;
  } else {
    return transaction.template find<T>(key);
  }
}

template <class T>
void GroupStore<T>::store(Transaction& transaction, Group& group) {
  const auto stored = find_stored(transaction, group.key);
  const Json before = stored ? archive::to_json_record(stored->record) : Json::object();
  const std::string key_name(key_field(RecordKind<T>::rows));
  Json given = group.given.take();
  if (stored) given[key_name] = before.at(key_name);
  use_known_names(transaction, given);
  const std::vector<archive::Said> said =
      stored ? archive::all_said(transaction, RecordKind<T>::kind, stored->number) : std::vector<archive::Said>();
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
                               finding.code == "no_date" ? needs_a_date() : archive::sentence(finding)});
        return;
      }
      session_.note(group.rows.front().index, group.rows.front().row, group.key, finding);
    }
    const bool conflicting = !conflicts.empty();
    note_mentioned(transaction, given);
    const archive::PutOutcome outcome = transaction.put(record);
    keep_doubts(transaction, group, outcome.key, merged.record());
    given.erase(key_name);
    if (group.by_name && !own_name.empty()) given["name"] = own_name;
    if constexpr (std::is_same_v<T, archive::Campaign>) session_.last_campaign = outcome.key;
    if (auto news = memory.news(std::move(given), group.lists, group.rows.front().row, std::move(group.other_rows))) {
      news->file = source(transaction, group);
      archive::remember_said(transaction, RecordKind<T>::kind, outcome.number, *news);
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
void GroupStore<T>::use_known_names(Transaction& transaction, Json& given) const {
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
void GroupStore<T>::keep_doubts(Transaction& transaction, const Group& group, const std::string& key,
                                const Json& record) {
  for (const auto& [doubt, row] : group.doubts) {
    if (!doubt.value.is_object() && record.contains(doubt.field)) continue;
    archive::Unconfirmed entry;
    entry.kind = RecordKind<T>::kind;
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
const archive::SourceFile& GroupStore<T>::source(Transaction& transaction, const Group& group) {
  archive::SourceFile& file = sources_.at(group.rows.front().index);
  if (file.id == 0) file.id = archive::add_source_file(transaction, file);
  return file;
}

// Channels and products that a campaign names and nobody has described.
template <class T>
void GroupStore<T>::note_mentioned(Transaction& transaction, const Json& given) {
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
void GroupStore<T>::reject_group(const Group& group, const Problem& problem) {
  Problem named = problem;
  if (named.column.starts_with('/')) named.column.erase(0, 1);
  const std::string_view user = RecordKind<T>::kind == Kind::user ? std::string_view(group.key) : std::string_view();
  for (const RowRef& row : group.rows) session_.reject(row.index, named, row.row, row.raw, user);
}

template <class T>
bool GroupStore<T>::conflicts_reject(const Group& group, const std::vector<FieldDifference>& conflicts) {
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
void GroupStore<T>::keep_difference(const Group& group, const Json* before, const Json& after,
                                    std::vector<FieldDifference> conflicts) {
  if (session_.report.differences.size() >= 1'000) return;
  RecordDifference difference;
  difference.kind = RecordKind<T>::rows;
  difference.key = group.key;
  difference.created = before == nullptr;
  if (before) difference.fields = differences(*before, after);
  difference.conflicts = std::move(conflicts);
  session_.report.differences.push_back(std::move(difference));
}

template class GroupStore<archive::Campaign>;
template class GroupStore<archive::User>;
template class GroupStore<archive::Product>;
template class GroupStore<archive::Channel>;
template class GroupStore<archive::Segment>;
template class GroupStore<archive::Lesson>;

}  // namespace almanac::importers
