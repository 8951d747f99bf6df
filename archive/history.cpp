#include "archive/history.h"

#include <algorithm>

#include "archive/campaign_order.h"
#include "archive/connection.h"
#include "archive/error.h"
#include "archive/record_traits.h"
#include "archive/record_types.h"
#include "archive/row_hash.h"

namespace almanac::archive {

using sqlite::Statement;

namespace {

[[noreturn]] void throw_no_record(Kind kind, std::string_view key) {
  throw Error(ErrorKind::invalid_input, "no_record",
              filled({"{} is a name without a record", "{} 只是名称，没有记录"}, graph_id(kind, key)));
}

// Columns: version, revision, at_ms, actor, import_id, operation, body, hash.
Version version_at(const Statement& row, Kind kind, std::uint32_t number, std::string_view key) {
  const VersionRow stored{kind,
                          number,
                          row.integer(0),
                          static_cast<std::uint64_t>(row.integer(1)),
                          row.integer(2),
                          row.text(3),
                          static_cast<std::uint64_t>(row.integer(4)),
                          row.text(5),
                          row.text(6)};
  if (version_hash(stored) != row.integer(7))
    throw Error(ErrorKind::corrupt, "damaged_version",
                filled({"{}: version {} is damaged; run \"almanac verify\" and restore a backup",
                        "{} 的第 {} 版已损坏；请运行 almanac verify 并恢复备份"},
                       graph_id(kind, key), std::to_string(stored.version)),
                graph_id(kind, key));
  return {stored.version,         stored.revision,
          stored.at_ms,           std::string(stored.actor),
          stored.import_id,       std::string(stored.operation),
          parse_json(stored.body)};
}

template <class T>
T record_of(const Json& body, std::string_view key) {
  T record = from_json_record<T>(body);
  RecordTraits<T>::key(record) = key;
  return record;
}

// The lessons that were deleted in the same revision as their campaign.
std::vector<Lesson> lessons_deleted_with(const Reads& reads, std::string_view campaign, std::uint64_t revision) {
  std::vector<Lesson> lessons;
  Statement row = connection_of(reads).database.prepare(
      "SELECT n.key, v.body FROM change c JOIN record_version v ON v.kind=c.kind AND v.number=c.number AND "
      "v.revision=c.revision JOIN node n ON n.kind=c.kind AND n.number=c.number "
      "WHERE c.revision=?1 AND c.kind=?2 AND v.operation='delete'");
  row.bind_all(revision, Kind::lesson);
  while (row.step()) {
    Lesson lesson = record_of<Lesson>(parse_json(row.text(1)), row.text(0));
    if (lesson.campaign == campaign) lessons.push_back(std::move(lesson));
  }
  return lessons;
}

void add_parts(const Reads& reads, Campaign& campaign) {
  if (const auto now = reads.find<Campaign>(campaign.code)) {
    campaign.channels = now->record.channels;
    campaign.products = now->record.products;
    campaign.lessons = now->record.lessons;
    return;
  }
  const auto newest = versions_before(reads, Kind::campaign, campaign.code, 0, 1);
  if (newest.empty()) return;
  const auto deleted = record_of<Campaign>(newest.front().body, campaign.code);
  campaign.channels = deleted.channels;
  campaign.products = deleted.products;
  campaign.lessons = lessons_deleted_with(reads, campaign.code, newest.front().revision);
}

template <class T>
RestoredVersion restore_as(Transaction& transaction, const Json& body, std::string_view key,
                           const PutCondition& condition) {
  T record = record_of<T>(body, key);
  if constexpr (std::is_same_v<T, Campaign>) add_parts(transaction, record);
  RestoredVersion restored;
  restored.findings = validate(record, transaction);
  if (std::ranges::any_of(restored.findings, &Finding::is_error)) return restored;
  restored.outcome = transaction.put(record, condition);
  return restored;
}

// The body as this archive writes it. Error invalid_input for what is no record of the kind.
Json checked_body(Kind kind, const Json& body) {
  return with_record_type(
      kind, [&]<class T>() { return to_json_record(from_json_record<T>(body)); },
      [&]() -> Json { throw_no_record(kind, ""); });
}

void check_adopted(const Version& version, std::size_t index, Kind kind, std::string_view key) {
  const bool known = version.operation == "create" || version.operation == "update" || version.operation == "delete";
  if (known && version.version == static_cast<std::int64_t>(index) + 1) return;
  throw Error(ErrorKind::invalid_input, "bad_version",
              filled({"{}: version {} does not follow the one before it, or is neither create, update nor delete",
                      "{} 的第 {} 版与前一版不连续，或操作不是 create、update、delete"},
                     graph_id(kind, key), std::to_string(version.version)));
}

}  // namespace

std::vector<Version> versions_before(const Reads& reads, Kind kind, std::string_view key, std::int64_t before,
                                     std::size_t limit) {
  std::vector<Version> versions;
  const auto number = reads.find_number(kind, key);
  if (!number) return versions;
  Statement row = connection_of(reads).database.prepare(
      "SELECT version, revision, at_ms, actor, import_id, operation, body, hash FROM record_version "
      "WHERE kind=?1 AND number=?2 AND version<?3 ORDER BY version DESC LIMIT ?4");
  row.bind_all(kind, *number, before > 0 ? before : INT64_MAX, std::min<std::size_t>(limit, INT32_MAX));
  while (row.step()) versions.push_back(version_at(row, kind, *number, key));
  return versions;
}

std::optional<Version> find_version(const Reads& reads, Kind kind, std::string_view key, std::int64_t version) {
  if (version <= 0 || version == INT64_MAX) return std::nullopt;
  auto found = versions_before(reads, kind, key, version + 1, 1);
  if (found.empty() || found.front().version != version) return std::nullopt;
  return std::move(found.front());
}

Version get_version(const Reads& reads, Kind kind, std::string_view key, std::int64_t version) {
  auto found = find_version(reads, kind, key, version);
  if (!found)
    throw Error(
        ErrorKind::not_found, "unknown_version",
        filled({"{} has no version {}; its history lists those it has", "{} 没有第 {} 版；可在历史中查看全部版本"},
               graph_id(kind, key), std::to_string(version)));
  return std::move(*found);
}

std::uint64_t version_count(const Reads& reads, Kind kind, std::string_view key) {
  const auto number = reads.find_number(kind, key);
  if (!number) return 0;
  Statement row =
      connection_of(reads).database.prepare("SELECT count(*) FROM record_version WHERE kind=?1 AND number=?2");
  row.bind_all(kind, *number);
  return row.step() ? static_cast<std::uint64_t>(row.integer(0)) : 0;
}

std::vector<std::string> changed_members(const Json& before, const Json& after) {
  std::vector<std::string> names;
  if (!before.is_object() || !after.is_object()) return names;
  for (const auto& [name, value] : after.items())
    if (!before.contains(name) || before.at(name) != value) names.push_back(name);
  for (const auto& [name, value] : before.items())
    if (!after.contains(name)) names.push_back(name);
  return names;
}

Json to_json(const Version& version, const Json& before, const Zone& zone) {
  Json item{{"version", version.version},
            {"revision", version.revision},
            {"time", zone.format({version.at_ms, Precision::second})},
            {"actor", version.actor},
            {"action", version.operation}};
  if (version.import_id != 0) item["import_id"] = version.import_id;
  item["fields"] = version.operation == "delete" ? Json::array() : Json(changed_members(before, version.body));
  item["record"] = version.body;
  return item;
}

VersionItems version_items(const Reads& reads, const Zone& zone, Kind kind, std::string_view key, std::int64_t before,
                           std::size_t limit) {
  // One more than asked for: what the oldest of the page is compared with.
  const auto versions = versions_before(reads, kind, key, before, limit + 1);
  VersionItems page;
  for (std::size_t i = 0; i < versions.size() && i < limit; ++i)
    page.items.push_back(to_json(versions[i], i + 1 < versions.size() ? versions[i + 1].body : Json::object(), zone));
  if (versions.size() > limit) page.next = versions[limit - 1].version;
  return page;
}

RestoredVersion restore_version(Transaction& transaction, Kind kind, std::string_view given, std::int64_t version,
                                const PutCondition& condition) {
  const std::string key = normalize_key(given);
  const Version old = get_version(transaction, kind, key, version);
  if (old.operation == "delete")
    throw Error(ErrorKind::invalid_input, "deletion",
                filled({"{}: version {} is its deletion; restore the version before it",
                        "{} 的第 {} 版是删除操作；请恢复其前一版"},
                       graph_id(kind, key), std::to_string(version)));
  return with_record_type(
      kind, [&]<class T>() { return restore_as<T>(transaction, old.body, key, condition); },
      [&]() -> RestoredVersion { throw_no_record(kind, key); });
}

bool adopt_history(Transaction& transaction, Kind kind, std::string_view given, const std::vector<Version>& versions) {
  if (versions.empty()) return false;
  Connection& connection = connection_of(transaction);
  // Interning a shipped channel describes it: that version gives way to the history.
  const bool described = connection.describing;
  connection.describing = true;
  const std::uint32_t number = transaction.intern(kind, given);
  connection.describing = described;
  const std::string key = *transaction.find_key(kind, number);
  const auto made = connection.made_version.find({kind, number});
  const bool is_new = made != connection.made_version.end() && made->second.created;
  if (!is_new && version_count(transaction, kind, key) > 0) return false;
  connection.database.prepare("DELETE FROM record_version WHERE kind=?1 AND number=?2").bind_all(kind, number).run();

  auto insert = connection.database.prepare(
      "INSERT INTO record_version (kind, number, version, revision, at_ms, actor, import_id, operation, body, hash) "
      "VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10)");
  std::string body;
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < versions.size(); ++i) {
    const Version& version = versions[i];
    check_adopted(version, i, kind, key);
    body = dump(checked_body(kind, version.body));
    const VersionRow row{kind,          number,        version.version,      connection.next_revision,
                         version.at_ms, version.actor, connection.import_id, version.operation,
                         body};
    insert.bind_all(kind, number, row.version, row.revision, row.at_ms, row.actor, row.import_id, row.operation,
                    row.body, version_hash(row));
    insert.run();
    sum += audited_version(row);
  }
  const Version& last = versions.back();
  const bool deleted = last.operation == "delete";
  std::optional<std::uint32_t> parent;
  if (kind == Kind::lesson && !deleted)
    if (const auto lesson = from_json_record<Lesson>(last.body); !lesson.campaign.empty())
      parent = transaction.intern(Kind::campaign, lesson.campaign);
  connection.database
      .prepare(
          "INSERT INTO record (kind, number, version, revision, deleted, parent, hash, body) VALUES "
          "(?1,?2,?3,?4,?5,?6,?7,?8) "
          "ON CONFLICT (kind, number) DO UPDATE SET version=?3, revision=?4, deleted=?5, parent=?6, hash=?7, body=?8")
      .bind_all(kind, number, last.version, connection.next_revision, deleted, parent, record_hash(kind, key, body),
                body)
      .run();
  if (kind == Kind::campaign && !deleted)
    store_order(connection.database, number, connection.next_revision, from_json_record<Campaign>(last.body));
  connection.made_version[{kind, number}] = {last.version, last.version == 1, sum, versions.size()};
  connection.touched.insert({kind, number});
  connection.changed = true;
  return true;
}

}  // namespace almanac::archive
