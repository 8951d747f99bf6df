#include "archive/synonyms.h"

#include <algorithm>
#include <set>

#include "archive/audit.h"
#include "archive/connection.h"
#include "archive/error.h"
#include "archive/searching_log.h"
#include "archive/searching_tables.h"
#include "archive/trim.h"

namespace almanac::archive {

using sqlite::Statement;

namespace {

constexpr std::string_view wide_equals = "＝";

// Where the next separator is and how long: "=", or "＝" as Chinese keyboards have it.
std::pair<std::size_t, std::size_t> next_separator(std::string_view line) {
  const std::size_t narrow = line.find('='), wide = line.find(wide_equals);
  return narrow < wide ? std::pair{narrow, std::size_t{1}} : std::pair{wide, wide_equals.size()};
}

Strings words_of(std::string_view line) {
  Strings words;
  while (true) {
    const auto [at, length] = next_separator(line);
    const std::string_view word = trimmed(line.substr(0, at));
    if (!word.empty()) words.emplace_back(word);
    if (at == std::string_view::npos) return words;
    line.remove_prefix(at + length);
  }
}

[[noreturn]] void throw_bad_word(std::string_view word, std::string_view where, const Text& why) {
  throw Error(ErrorKind::invalid_input, "bad_word",
              filled({"\"{}\" cannot be a synonym: " + why.en, "“{}”不能作为同义词：" + why.zh},
                     std::string(word.substr(0, 80))),
              std::string(where));
}

void check_word(std::string_view word, std::string_view where) {
  if (!is_utf8(word)) throw_bad_word("?", where, {"it is not UTF-8", "不是 UTF-8"});
  if (word.size() > max_synonym_bytes) throw_bad_word(word, where, {"it is longer than 200 bytes", "超过 200 字节"});
  const auto says_something = [](unsigned char c) { return c >= 0x80 || std::isalnum(c) != 0; };
  if (std::none_of(word.begin(), word.end(), says_something))
    throw_bad_word(word, where, {"it has no letter, digit or character to search for", "没有可供搜索的文字或数字"});
  for (const unsigned char c : word)
    if (c == '=' || c == '#' || c < 0x20 || c == 0x7F)
      throw_bad_word(word, where, {"=, # and control characters cannot stand in one", "不能含有 =、# 或控制字符"});
}

void check_size(const Strings& words, std::string_view where) {
  if (words.size() < 2)
    throw Error(ErrorKind::invalid_input, "one_word",
                {"a group of synonyms has two words at least: add one that means the same",
                 "一组同义词至少有两个词：请再添加一个同义的词"},
                std::string(where));
  if (words.size() > max_synonym_words)
    throw Error(
        ErrorKind::invalid_input, "too_many_words",
        filled({"a group of synonyms has at most {} words, this one has {}; those that share a word count together",
                "一组同义词最多 {} 个，此组有 {} 个；有共同词的各组合并计算"},
               std::to_string(max_synonym_words), std::to_string(words.size())),
        std::string(where));
}

std::string one_spaced(std::string text) {
  text.erase(std::unique(text.begin(), text.end(), [](char a, char b) { return a == ' ' && b == ' '; }), text.end());
  return text;
}

// Adds what is not there yet, folded.
void add_words(Strings& words, std::set<std::string>& known, const Strings& more) {
  for (const std::string& word : more)
    if (known.insert(fold(word)).second) words.push_back(word);
}

constexpr std::string_view group_columns = "SELECT g.id, g.words, g.revision, g.at_ms, g.actor FROM synonym_group g ";

struct Found {
  std::int64_t id = 0;
  SynonymGroup group;
};

Found group_at(const Statement& row) {
  Found found;
  found.id = row.integer(0);
  for (const Json& word : parse_json(row.text(1))) found.group.words.push_back(word.get<std::string>());
  found.group.revision = static_cast<std::uint64_t>(row.integer(2));
  found.group.at_ms = row.integer(3);
  found.group.actor = row.text(4);
  return found;
}

std::optional<Found> find_group(const Reads& reads, std::string_view word) {
  sqlite::Database& database = connection_of(reads).database;
  if (!has_searching_tables(database)) return std::nullopt;
  const std::string folded = fold(word);
  Statement row =
      database.prepare(std::string(group_columns) + "JOIN synonym_word w ON w.group_id=g.id WHERE w.folded=?1");
  row.bind_all(folded);
  if (!row.step()) return std::nullopt;
  return group_at(row);
}

// The groups that have one of these words, each once, in the order of the words.
std::vector<Found> groups_of(const Reads& reads, const Strings& words) {
  std::vector<Found> groups;
  for (const std::string& word : words) {
    auto found = find_group(reads, word);
    const auto same = [&](const Found& other) { return other.id == found->id; };
    if (found && std::none_of(groups.begin(), groups.end(), same)) groups.push_back(std::move(*found));
  }
  return groups;
}

void drop(sqlite::Database& database, std::int64_t id) {
  database.prepare("DELETE FROM synonym_word WHERE group_id=?1").bind_all(id).run();
  database.prepare("DELETE FROM synonym_group WHERE id=?1").bind_all(id).run();
}

void mark_changed(Transaction& transaction, std::string_view subject) {
  Connection& connection = connection_of(transaction);
  connection.changed = true;
  if (connection.import_id == 0) name_audit(transaction, "synonyms", subject);
}

Json words_of(const std::vector<Found>& groups) {
  Json list = Json::array();
  for (const Found& each : groups) list.push_back(each.group.words);
  return list;
}

// Writes a group of words that are in no other one.
void write(Transaction& transaction, const Strings& words) {
  Connection& connection = connection_of(transaction);
  if (connection.database.integer("SELECT count(*) FROM synonym_group") >=
      static_cast<std::int64_t>(max_synonym_groups))
    throw Error(
        ErrorKind::invalid_input, "too_many_groups",
        filled({"an archive has at most {} groups of synonyms; remove some", "一个档案最多 {} 组同义词；请先删除一些"},
               std::to_string(max_synonym_groups)));
  const std::string first = fold(words.front()), text = dump(Json(words));
  connection.database
      .prepare("INSERT INTO synonym_group (folded, words, revision, at_ms, actor) VALUES (?1,?2,?3,?4,?5)")
      .bind_all(first, text, connection.next_revision, connection.now_ms, connection.actor)
      .run();
  const std::int64_t id = connection.database.integer("SELECT last_insert_rowid()");
  for (const std::string& word : words) {
    const std::string folded = fold(word);
    connection.database.prepare("INSERT INTO synonym_word (folded, group_id) VALUES (?1,?2)")
        .bind_all(folded, id)
        .run();
  }
}

SynonymGroup store(Transaction& transaction, const std::vector<Found>& instead, const Strings& words) {
  Connection& connection = connection_of(transaction);
  for (const Found& old : instead) drop(connection.database, old.id);
  write(transaction, words);
  note_searching(connection, SearchingTable::synonyms, words_of(instead), Json::array({words}));
  mark_changed(transaction, words.front());
  return {words, connection.next_revision, connection.now_ms, connection.actor};
}

}  // namespace

std::vector<SynonymLine> synonym_lines(std::string_view text) {
  std::vector<SynonymLine> lines;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    SynonymLine one{number, words_of(line.substr(0, line.find('#')))};
    if (!one.words.empty()) lines.push_back(std::move(one));
  }
  return lines;
}

std::string synonym_text(const Strings& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " = ") + word;
  return text;
}

Strings checked_synonyms(const Strings& words, std::string_view where) {
  Strings checked;
  std::set<std::string> known;
  for (const std::string& word : words) {
    if (!is_utf8(word)) check_word(word, where);
    std::string clean = one_spaced(normalize_key(word));
    check_word(clean, where);
    if (known.insert(fold(clean)).second) checked.push_back(std::move(clean));
  }
  check_size(checked, where);
  return checked;
}

std::vector<SynonymGroup> list_synonyms(const Reads& reads) {
  std::vector<SynonymGroup> groups;
  sqlite::Database& database = connection_of(reads).database;
  if (!has_searching_tables(database)) return groups;
  Statement row = database.prepare(std::string(group_columns) + "ORDER BY g.folded");
  while (row.step()) groups.push_back(group_at(row).group);
  return groups;
}

std::optional<SynonymGroup> find_synonyms(const Reads& reads, std::string_view word) {
  auto found = find_group(reads, word);
  if (!found) return std::nullopt;
  return std::move(found->group);
}

SynonymPut put_synonyms(Transaction& transaction, std::string_view word, const Strings& words,
                        const PutCondition& condition) {
  Strings given = words;
  const auto same = [&](const std::string& other) { return fold(other) == fold(word); };
  if (std::none_of(given.begin(), given.end(), same)) given.insert(given.begin(), std::string(word));
  given = checked_synonyms(given, "/words");
  const auto own = find_group(transaction, word);
  check_condition(condition, own ? own->group.revision : 0, synonym_text({std::string(word)}));
  std::vector<Found> instead = groups_of(transaction, given);
  if (own) std::erase_if(instead, [&](const Found& other) { return other.id == own->id; });
  SynonymPut outcome;
  outcome.joined = instead.size();
  std::set<std::string> known;
  for (const std::string& one : given) known.insert(fold(one));
  for (const Found& other : instead) add_words(given, known, other.group.words);
  check_size(given, "/words");
  if (own && instead.empty() && own->group.words == given) {
    outcome.group = own->group;
    return outcome;
  }
  if (own) instead.push_back(*own);
  outcome.put = own ? Put::updated : Put::created;
  outcome.group = store(transaction, instead, given);
  return outcome;
}

SynonymPut add_synonyms(Transaction& transaction, const Strings& words) {
  const Strings given = checked_synonyms(words, "/words");
  const std::vector<Found> there = groups_of(transaction, given);
  SynonymPut outcome;
  Strings all;
  std::set<std::string> known;
  for (const Found& group : there) add_words(all, known, group.group.words);
  add_words(all, known, given);
  if (there.size() == 1 && there.front().group.words == all) {
    outcome.group = there.front().group;
    return outcome;
  }
  check_size(all, "/words");
  outcome.joined = there.empty() ? 0 : there.size() - 1;
  outcome.put = there.empty() ? Put::created : Put::updated;
  outcome.group = store(transaction, there, all);
  return outcome;
}

bool replace_synonyms(Transaction& transaction, const std::vector<Strings>& there,
                      const std::vector<Strings>& instead) {
  std::vector<Found> found;
  for (const Strings& words : there) {
    auto group = find_group(transaction, words.front());
    if (!group || group->group.words != words) return false;
    found.push_back(std::move(*group));
  }
  for (const Strings& words : instead)
    for (const Found& other : groups_of(transaction, words))
      if (std::none_of(found.begin(), found.end(), [&](const Found& ours) { return ours.id == other.id; }))
        return false;
  for (const Found& old : found) drop(connection_of(transaction).database, old.id);
  for (const Strings& words : instead) write(transaction, words);
  note_searching(connection_of(transaction), SearchingTable::synonyms, Json(there), Json(instead));
  mark_changed(transaction, (instead.empty() ? there : instead).front().front());
  return true;
}

void remove_synonyms(Transaction& transaction, std::string_view word, const PutCondition& condition) {
  const auto found = find_group(transaction, word);
  if (!found)
    throw Error(
        ErrorKind::not_found, "unknown_synonym",
        filled({"no group of this archive's own has the word {}", "此档案自有的同义词中没有 {}"}, std::string(word)));
  check_condition(condition, found->group.revision, found->group.words.front());
  note_searching(connection_of(transaction), SearchingTable::synonyms, words_of({*found}), Json::array());
  drop(connection_of(transaction).database, found->id);
  mark_changed(transaction, found->group.words.front());
}

void remove_all_synonyms(Transaction& transaction) {
  sqlite::Database& database = connection_of(transaction).database;
  if (database.integer("SELECT count(*) FROM synonym_group") == 0) return;
  database.execute("DELETE FROM synonym_word; DELETE FROM synonym_group");
  mark_changed(transaction, "");
}

std::pair<std::uint64_t, std::uint64_t> synonyms_state(const Reads& reads) {
  sqlite::Database& database = connection_of(reads).database;
  if (!has_searching_tables(database)) return {0, 0};
  Statement row = database.prepare("SELECT coalesce(max(revision),0), count(*) FROM synonym_group");
  row.step();
  return {static_cast<std::uint64_t>(row.integer(0)), static_cast<std::uint64_t>(row.integer(1))};
}

std::uint64_t last_change_of(const Reads& reads, Kind kind) {
  Statement row = connection_of(reads).database.prepare("SELECT coalesce(max(revision),0) FROM record WHERE kind=?1");
  row.bind_all(kind);
  return row.step() ? static_cast<std::uint64_t>(row.integer(0)) : 0;
}

}  // namespace almanac::archive
