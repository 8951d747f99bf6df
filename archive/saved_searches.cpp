#include "archive/saved_searches.h"

#include <algorithm>

#include "archive/audit.h"
#include "archive/connection.h"
#include "archive/error.h"
#include "archive/searching_log.h"
#include "archive/searching_tables.h"

namespace almanac::archive {

using sqlite::Statement;

namespace {

constexpr std::size_t max_name_bytes = 200, max_title_bytes = 500, max_parameter_bytes = 64 * 1024;
constexpr std::string_view columns =
    "SELECT name, title, parameters, revision, made_ms, made_by, changed_ms, changed_by FROM saved_search ";

SavedSearch search_at(const Statement& row) {
  SavedSearch search;
  search.name = row.text(0);
  search.title = row.text(1);
  search.parameters = parse_json(row.text(2));
  search.revision = static_cast<std::uint64_t>(row.integer(3));
  search.made_ms = row.integer(4);
  search.made_by = row.text(5);
  search.changed_ms = row.integer(6);
  search.changed_by = row.text(7);
  return search;
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7F; });
}

void check(const SavedSearch& search, std::string_view parameters) {
  const std::string& name = search.name;
  if (name.empty() || name.size() > max_name_bytes || !is_utf8(name) || has_control(name) || name == "batch")
    throw Error(ErrorKind::invalid_input, "bad_name",
                {"a saved search has a name of 1 to 200 bytes without control characters, and not \"batch\"",
                 "保存的搜索须有 1 至 200 字节的名称，不含控制字符，且不能是 batch"},
                "/name");
  if (search.title.size() > max_title_bytes || !is_utf8(search.title) || has_control(search.title))
    throw Error(ErrorKind::invalid_input, "bad_title",
                {"a title is one line of at most 500 bytes", "标题为一行文字，最长 500 字节"}, "/title");
  if (parameters.size() > max_parameter_bytes)
    throw Error(ErrorKind::invalid_input, "too_many_parameters",
                {"the parameters of a saved search are at most 64 KB", "保存的搜索的参数最大 64 KB"}, "/parameters");
}

// As undoing reads it.
Json logged(const std::optional<SavedSearch>& search) {
  Json list = Json::array();
  if (search)
    list.push_back(Json{{"name", search->name}, {"title", search->title}, {"parameters", search->parameters}});
  return list;
}

}  // namespace

void throw_unknown_search(std::string_view name) {
  throw Error(ErrorKind::not_found, "unknown_search",
              filled({"no search is saved as {}", "没有名为 {} 的已保存搜索"}, std::string(name)));
}

std::optional<SavedSearch> find_saved_search(const Reads& reads, std::string_view name) {
  sqlite::Database& database = connection_of(reads).database;
  if (!has_searching_tables(database)) return std::nullopt;
  const std::string key = normalize_key(name);
  Statement row = database.prepare(std::string(columns) + "WHERE name=?1");
  row.bind_all(key);
  if (!row.step()) return std::nullopt;
  return search_at(row);
}

std::vector<SavedSearch> saved_searches(const Reads& reads, std::string_view after, std::size_t limit) {
  std::vector<SavedSearch> searches;
  sqlite::Database& database = connection_of(reads).database;
  if (!has_searching_tables(database)) return searches;
  Statement row = database.prepare(std::string(columns) + "WHERE name>?1 ORDER BY name LIMIT ?2");
  row.bind_all(after, static_cast<std::int64_t>(std::min<std::size_t>(limit, INT64_MAX)));
  while (row.step()) searches.push_back(search_at(row));
  return searches;
}

std::uint64_t saved_search_count(const Reads& reads) {
  sqlite::Database& database = connection_of(reads).database;
  if (!has_searching_tables(database)) return 0;
  return static_cast<std::uint64_t>(database.integer("SELECT count(*) FROM saved_search"));
}

Put put_saved_search(Transaction& transaction, const SavedSearch& given, const PutCondition& condition) {
  Connection& connection = connection_of(transaction);
  SavedSearch search = given;
  search.name = normalize_key(given.name);
  const std::string parameters = dump(search.parameters);
  check(search, parameters);
  const auto known = find_saved_search(transaction, search.name);
  check_condition(condition, known ? known->revision : 0, search.name);
  if (known && known->title == search.title && dump(known->parameters) == parameters) return Put::unchanged;
  if (!known && saved_search_count(transaction) >= max_saved_searches)
    throw Error(
        ErrorKind::invalid_input, "too_many_searches",
        filled({"an archive keeps at most {} searches; remove some", "一个档案最多保存 {} 个搜索；请先删除一些"},
               std::to_string(max_saved_searches)));
  connection.database
      .prepare(
          "INSERT INTO saved_search (name, title, parameters, revision, made_ms, made_by, changed_ms, changed_by) "
          "VALUES "
          "(?1,?2,?3,?4,?5,?6,?5,?6) ON CONFLICT (name) DO UPDATE SET title=?2, parameters=?3, revision=?4, "
          "changed_ms=?5, "
          "changed_by=?6")
      .bind_all(search.name, search.title, parameters, connection.next_revision, connection.now_ms, connection.actor)
      .run();
  if (known && dump(known->parameters) != parameters)
    connection.database.prepare("DELETE FROM saved_search_seen WHERE name=?1").bind_all(search.name).run();
  note_searching(connection, SearchingTable::saved_searches, logged(known), logged(search));
  connection.changed = true;
  if (connection.import_id == 0) name_audit(transaction, "saved_search", search.name);
  return known ? Put::updated : Put::created;
}

void remove_saved_search(Transaction& transaction, std::string_view name, const PutCondition& condition) {
  const auto known = find_saved_search(transaction, name);
  if (!known) throw_unknown_search(name);
  check_condition(condition, known->revision, known->name);
  Connection& connection = connection_of(transaction);
  connection.database.prepare("DELETE FROM saved_search WHERE name=?1").bind_all(known->name).run();
  connection.database.prepare("DELETE FROM saved_search_seen WHERE name=?1").bind_all(known->name).run();
  note_searching(connection, SearchingTable::saved_searches, logged(known), logged(std::nullopt));
  connection.changed = true;
  if (connection.import_id == 0) name_audit(transaction, "saved_search", known->name);
}

std::optional<SeenHits> find_seen(const Reads& reads, std::string_view name) {
  sqlite::Database& database = connection_of(reads).database;
  if (!has_searching_tables(database)) return std::nullopt;
  const std::string key = normalize_key(name);
  Statement row = database.prepare("SELECT at_ms, actor, revision, total, ids FROM saved_search_seen WHERE name=?1");
  row.bind_all(key);
  if (!row.step()) return std::nullopt;
  SeenHits seen{row.integer(0),
                std::string(row.text(1)),
                static_cast<std::uint64_t>(row.integer(2)),
                static_cast<std::uint64_t>(row.integer(3)),
                {}};
  for (const Json& id : parse_json(row.text(4))) seen.ids.push_back(id.get<std::string>());
  return seen;
}

void set_seen(Transaction& transaction, std::string_view name, const SeenHits& seen) {
  const auto known = find_saved_search(transaction, name);
  if (!known) throw_unknown_search(name);
  Json ids = Json::array();
  for (std::size_t i = 0; i < std::min(seen.ids.size(), max_seen_ids); ++i) ids.push_back(seen.ids[i]);
  const std::string text = dump(ids);
  Connection& connection = connection_of(transaction);
  connection.database
      .prepare(
          "INSERT INTO saved_search_seen (name, at_ms, actor, revision, total, ids) VALUES (?1,?2,?3,?4,?5,?6) "
          "ON CONFLICT (name) DO UPDATE SET at_ms=?2, actor=?3, revision=?4, total=?5, ids=?6")
      .bind_all(known->name, connection.now_ms, connection.actor, seen.revision, seen.total, text)
      .run();
}

}  // namespace almanac::archive
