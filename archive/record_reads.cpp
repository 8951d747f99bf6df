// Reading records. A campaign is composed of its own body, its links (rows of their own) and its lessons (records of
// their own); walking all campaigns reads the three in step, so nothing is queried per campaign.

#include <algorithm>

#include "archive/connection.h"
#include "archive/error.h"
#include "archive/record_traits.h"
#include "archive/row_hash.h"
#include "archive/store.h"

namespace almanac::archive {

using sqlite::Database;
using sqlite::Statement;

namespace {

Database& database_of(void* connection) { return connection_of(connection).database; }

[[noreturn]] void damaged_record(Kind kind, std::string_view key) {
  throw Error(ErrorKind::corrupt, "damaged_record",
              filled({"the stored record {} is damaged; run \"almanac verify\" and restore a backup",
                      "已存储的记录 {} 已损坏；请运行 almanac verify 并恢复备份"},
                     graph_id(kind, key)),
              graph_id(kind, key));
}

Json body_of(std::string_view text, Kind kind, std::string_view key) {
  try {
    return parse_json(text);
  } catch (const Error&) {
    damaged_record(kind, key);
  }
}

// Columns: number, key, version, revision, body, hash. What was changed at rest is never handed out.
template <class T>
Stored<T> stored_at(const Statement& row) {
  if (record_hash(RecordTraits<T>::kind, row.text(1), row.text(4)) != row.integer(5))
    damaged_record(RecordTraits<T>::kind, row.text(1));
  Stored<T> stored;
  stored.number = static_cast<std::uint32_t>(row.integer(0));
  stored.version = row.integer(2);
  stored.revision = static_cast<std::uint64_t>(row.integer(3));
  stored.record = from_json_record<T>(body_of(row.text(4), RecordTraits<T>::kind, row.text(1)));
  RecordTraits<T>::key(stored.record) = row.text(1);
  return stored;
}

constexpr std::string_view select_by_number =
    "SELECT r.number, n.key, r.version, r.revision, r.body, r.hash FROM record r JOIN node n ON n.kind=r.kind AND "
    "n.number=r.number "
    "WHERE r.kind=?1 AND r.number=?2 AND r.deleted=0";
constexpr std::string_view select_all =
    "SELECT r.number, n.key, r.version, r.revision, r.body, r.hash FROM record r JOIN node n ON n.kind=r.kind AND "
    "n.number=r.number "
    "WHERE r.kind=?1 AND r.deleted=0 ORDER BY r.number";
constexpr std::string_view select_page =
    "SELECT n.number, n.key, r.version, r.revision, r.body, r.hash FROM node n JOIN record r ON r.kind=n.kind AND "
    "r.number=n.number "
    "WHERE n.kind=?1 AND n.key>?2 AND r.deleted=0 ORDER BY n.key LIMIT ?3";
constexpr std::string_view select_lessons =
    "SELECT r.number, n.key, r.version, r.revision, r.body, r.hash FROM record r JOIN node n ON n.kind=r.kind AND "
    "n.number=r.number "
    "WHERE r.kind=?1 AND r.parent=?2 AND r.deleted=0 ORDER BY +r.number";

void add_lessons(Database& database, std::uint32_t campaign, std::vector<Lesson>& lessons) {
  Statement row = database.prepare(select_lessons);
  row.bind_all(Kind::lesson, campaign);
  while (row.step()) lessons.push_back(stored_at<Lesson>(row).record);
}

}  // namespace

template <class T>
std::optional<Stored<T>> Reads::find(std::uint32_t number, std::size_t product_limit) const {
  Database& database = database_of(connection_);
  Statement row = database.prepare(select_by_number);
  row.bind_all(RecordTraits<T>::kind, number);
  if (is_withheld(*this, RecordTraits<T>::kind, number) || !row.step()) return std::nullopt;
  Stored<T> stored = stored_at<T>(row);
  if constexpr (std::is_same_v<T, Campaign>) {
    stored.record.channels = linked_keys(number, Kind::channel, "", SIZE_MAX);
    if (product_limit > 0) stored.record.products = linked_keys(number, Kind::product, "", product_limit);
    add_lessons(database, number, stored.record.lessons);
    withhold_segments(*this, stored.record);
  }
  return stored;
}

template <class T>
std::optional<Stored<T>> Reads::find(std::string_view key, std::size_t product_limit) const {
  const auto number = find_number(RecordTraits<T>::kind, key);
  if (!number) return std::nullopt;
  return find<T>(*number, product_limit);
}

template <class T>
void Reads::for_each(const std::function<void(const Stored<T>&)>& visit) const {
  Database& database = database_of(connection_);
  Statement row = database.prepare(select_all);
  row.bind_all(RecordTraits<T>::kind);
  if constexpr (!std::is_same_v<T, Campaign>) {
    while (row.step())
      if (!is_withheld(*this, RecordTraits<T>::kind, static_cast<std::uint32_t>(row.integer(0))))
        visit(stored_at<T>(row));
  } else {
    Statement link = database.prepare(
        "SELECT l.campaign, l.kind, n.key FROM campaign_link l JOIN node n ON n.kind=l.kind AND n.number=l.target "
        "ORDER BY l.campaign, l.kind, l.target");
    Statement lesson = database.prepare(
        "SELECT r.number, n.key, r.version, r.revision, r.body, r.hash, r.parent FROM record r JOIN node n ON "
        "n.kind=r.kind "
        "AND "
        "n.number=r.number WHERE r.kind=?1 AND r.parent IS NOT NULL AND r.deleted=0 ORDER BY r.parent, r.number");
    lesson.bind_all(Kind::lesson);
    bool has_link = link.step();
    bool has_lesson = lesson.step();
    while (row.step()) {
      Stored<Campaign> stored = stored_at<Campaign>(row);
      for (; has_link && link.integer(0) <= stored.number; has_link = link.step()) {
        if (link.integer(0) != stored.number) continue;
        auto& list =
            static_cast<Kind>(link.integer(1)) == Kind::channel ? stored.record.channels : stored.record.products;
        list.emplace_back(link.text(2));
      }
      std::sort(stored.record.channels.begin(), stored.record.channels.end());
      std::sort(stored.record.products.begin(), stored.record.products.end());
      for (; has_lesson && lesson.integer(6) <= stored.number; has_lesson = lesson.step()) {
        if (lesson.integer(6) == stored.number) stored.record.lessons.push_back(stored_at<Lesson>(lesson).record);
      }
      withhold_segments(*this, stored.record);
      visit(stored);
    }
  }
}

template <class T>
std::uint64_t Reads::record_count() const {
  Statement row = database_of(connection_).prepare("SELECT count(*) FROM record WHERE kind=?1 AND deleted=0");
  row.bind_all(RecordTraits<T>::kind);
  return row.step() ? static_cast<std::uint64_t>(row.integer(0)) - withheld_count(*this, RecordTraits<T>::kind) : 0;
}

template <class T>
std::vector<Stored<T>> Reads::page(std::string_view after_key, std::size_t limit) const {
  std::vector<Stored<T>> records;
  {
    Statement row = database_of(connection_).prepare(select_page);
    const std::size_t most = std::min<std::size_t>(limit, INT32_MAX) + withheld_count(*this, RecordTraits<T>::kind);
    row.bind_all(RecordTraits<T>::kind, after_key, most);
    while (records.size() < limit && row.step())
      if (!is_withheld(*this, RecordTraits<T>::kind, static_cast<std::uint32_t>(row.integer(0))))
        records.push_back(stored_at<T>(row));
  }
  if constexpr (std::is_same_v<T, Campaign>) {
    for (auto& stored : records) stored = *find<Campaign>(stored.number);
  }
  return records;
}

std::vector<Stored<Lesson>> Reads::lessons_of(std::string_view campaign) const {
  std::vector<Stored<Lesson>> lessons;
  const auto number = find_number(Kind::campaign, campaign);
  if (!number) return lessons;
  Statement row = database_of(connection_).prepare(select_lessons);
  row.bind_all(Kind::lesson, *number);
  while (row.step()) lessons.push_back(stored_at<Lesson>(row));
  return lessons;
}

std::vector<Version> Reads::history(Kind kind, std::string_view key) const {
  std::vector<Version> versions;
  const auto number = find_number(kind, key);
  if (!number) return versions;
  Statement row = database_of(connection_)
                      .prepare(
                          "SELECT version, revision, at_ms, actor, import_id, operation, body FROM record_version "
                          "WHERE kind=?1 AND number=?2 ORDER BY version");
  row.bind_all(kind, *number);
  while (row.step()) {
    versions.push_back({row.integer(0), static_cast<std::uint64_t>(row.integer(1)), row.integer(2),
                        std::string(row.text(3)), static_cast<std::uint64_t>(row.integer(4)), std::string(row.text(5)),
                        body_of(row.text(6), kind, key)});
  }
  return versions;
}

#define ALMANAC_READS(T)                                                                 \
  template std::optional<Stored<T>> Reads::find<T>(std::string_view, std::size_t) const; \
  template std::optional<Stored<T>> Reads::find<T>(std::uint32_t, std::size_t) const;    \
  template void Reads::for_each<T>(const std::function<void(const Stored<T>&)>&) const;  \
  template std::uint64_t Reads::record_count<T>() const;                                 \
  template std::vector<Stored<T>> Reads::page<T>(std::string_view, std::size_t) const;
ALMANAC_READS(Campaign)
ALMANAC_READS(Lesson)
ALMANAC_READS(User)
ALMANAC_READS(Product)
ALMANAC_READS(Channel)
ALMANAC_READS(Segment)
#undef ALMANAC_READS

}  // namespace almanac::archive
