#include "archive/erase_rows.h"

#include <algorithm>
#include <array>
#include <map>

#include "archive/documents.h"
#include "archive/row_hash.h"
#include "archive/saved_searches.h"
#include "archive/searching_log.h"
#include "archive/synonyms.h"
#include "archive/touchpoint_rewrite.h"
#include "archive/touchpoint_storage.h"

namespace almanac::archive {

using sqlite::Statement;

namespace {

constexpr std::size_t most_left = 1'000;
const Text about_an_erased_person{"this row was about a person whose data was erased", "该行涉及的人员数据已被删除"};

std::uint32_t number_at(const Statement& row, int column) { return static_cast<std::uint32_t>(row.integer(column)); }

std::string name_of_number(std::uint32_t number) { return "erased:" + std::to_string(number); }

struct VersionKey {
  std::uint32_t number = 0;
  std::int64_t version = 0;
};

}  // namespace

RowEraser::RowEraser(Transaction& transaction, const PrivacyKey& key, const std::vector<ErasedPerson>& people,
                     Erasure& erasure)
    : transaction_(transaction),
      connection_(connection_of(transaction)),
      database_(connection_.database),
      key_(key),
      people_(people),
      erasure_(erasure) {
  for (const ErasedPerson& person : people)
    if (person.number) numbers_.insert(*person.number);
}

bool RowEraser::run() {
  found_ = !numbers_.empty();
  empty_users();
  rename_nodes();
  replace_members();
  look_through_versions();
  rename_tags();
  clean_import_memory();
  clean_rejects();
  clean_reports();
  clean_answers();
  clean_touchpoints();
  return found_;
}

void RowEraser::tell_left(std::string what) {
  auto& left = erasure_.left;
  if (left.size() < most_left && std::find(left.begin(), left.end(), what) == left.end())
    left.push_back(std::move(what));
}

void RowEraser::rename_nodes() {
  for (const ErasedPerson& person : people_) {
    if (!person.number) continue;
    database_.prepare("UPDATE node SET key=?3 WHERE kind=?1 AND number=?2")
        .bind_all(Kind::user, *person.number, person.replacement)
        .run();
    connection_.touched.insert({Kind::user, *person.number});
    connection_.changed = true;
  }
}

void RowEraser::store_body(Kind kind, std::uint32_t number, std::int64_t version, std::string_view body) {
  std::int64_t hash = 0;
  {
    Statement row = database_.prepare(
        "SELECT revision, at_ms, actor, import_id, operation FROM record_version WHERE kind=?1 AND number=?2 AND "
        "version=?3");
    row.bind_all(kind, number, version);
    if (!row.step()) return;
    hash = version_hash({kind, number, version, static_cast<std::uint64_t>(row.integer(0)), row.integer(1), row.text(2),
                         static_cast<std::uint64_t>(row.integer(3)), row.text(4), body});
  }
  database_.prepare("UPDATE record_version SET body=?4, hash=?5 WHERE kind=?1 AND number=?2 AND version=?3")
      .bind_all(kind, number, version, body, hash)
      .run();
}

void RowEraser::store_current(Kind kind, std::uint32_t number, std::string_view body) {
  const std::string key = transaction_.find_key(kind, number).value_or("");
  database_.prepare("UPDATE record SET body=?3, hash=?4 WHERE kind=?1 AND number=?2")
      .bind_all(kind, number, body, record_hash(kind, key, body))
      .run();
}

// Every version of the people, emptied; whoever reads the history sees that there were versions, when and by whom.
void RowEraser::empty_users() {
  for (const ErasedPerson& person : people_) {
    if (!person.number) continue;
    std::vector<std::int64_t> versions;
    {
      Statement row = database_.prepare("SELECT version, body FROM record_version WHERE kind=?1 AND number=?2");
      row.bind_all(Kind::user, *person.number);
      while (row.step()) {
        versions.push_back(row.integer(0));
        const User user = from_json_record<User>(parse_json(row.text(1)));
        tags_.insert(user.tags.begin(), user.tags.end());
      }
    }
    User empty;
    empty.user = person.replacement;
    const std::string body = dump(to_json_record(empty));
    for (const std::int64_t version : versions) store_body(Kind::user, *person.number, version, body);
    erasure_.versions += versions.size();
    if (versions.empty()) continue;
    database_.prepare("UPDATE record SET body=?3, hash=?4 WHERE kind=?1 AND number=?2")
        .bind_all(Kind::user, *person.number, body, record_hash(Kind::user, person.replacement, body))
        .run();
  }
}

bool RowEraser::replace_in(Json& segment) {
  const auto users = segment.find("users");
  if (users == segment.end()) return false;
  bool changed = false;
  for (Json& user : *users)
    if (const std::string* replacement =
            user.is_string() ? erasure_.traces.of(user.get_ref<const std::string&>()) : nullptr) {
      user = *replacement;
      changed = true;
    }
  return changed;
}

// In every version of every segment that lists one of them. The audit log covers a segment without its users (row_hash.h).
void RowEraser::replace_members() {
  std::vector<VersionKey> versions;
  {
    Statement row = database_.prepare("SELECT number, version, body FROM record_version WHERE kind=?1");
    row.bind_all(Kind::segment);
    while (row.step())
      if (erasure_.traces.find(row.text(2))) versions.push_back({number_at(row, 0), row.integer(1)});
  }
  for (const VersionKey& version : versions) {
    std::string body;
    bool current = false;
    {
      Statement row = database_.prepare(
          "SELECT v.body, r.version=v.version FROM record_version v JOIN record r ON r.kind=v.kind AND "
          "r.number=v.number "
          "WHERE v.kind=?1 AND v.number=?2 AND v.version=?3");
      row.bind_all(Kind::segment, version.number, version.version);
      if (!row.step()) continue;
      Json segment = parse_json(row.text(0));
      current = row.integer(1) != 0;
      if (replace_in(segment)) body = dump(segment);
    }
    if (body.empty()) continue;
    found_ = true;
    store_body(Kind::segment, version.number, version.version, body);
    if (!current) continue;
    store_current(Kind::segment, version.number, body);
    connection_.touched.insert({Kind::segment, version.number});
    connection_.changed = true;
    ++erasure_.memberships;
  }
}

// Tags that others have, too, are not theirs; texts that name them are told.
void RowEraser::look_through_versions() {
  std::map<std::string, std::string> written;  // tag → as JSON
  for (const std::string& tag : tags_) written.emplace(tag, dump(Json(tag)));
  Statement row = database_.prepare("SELECT kind, number, body FROM record_version");
  while (row.step()) {
    const auto kind = static_cast<Kind>(row.integer(0));
    if (kind == Kind::user && is_erased(number_at(row, 1))) continue;
    const std::string_view body = row.text(2);
    std::erase_if(written, [&](const auto& tag) { return body.find(tag.second) != std::string_view::npos; });
    if (kind != Kind::user && erasure_.traces.find(body))
      tell_left(graph_id(kind, transaction_.find_key(kind, number_at(row, 1)).value_or("")));
  }
  tags_.clear();
  for (const auto& [tag, json] : written) tags_.insert(tag);
  for_each_document(transaction_, [&](std::uint32_t, const Document& document) {
    if (erasure_.traces.find(document.title) || erasure_.traces.find(document.file_name) ||
        erasure_.traces.find(document_text(transaction_, document.hash)))
      tell_left(graph_id(Kind::document, document.hash));
  });
  for (const SynonymGroup& group : list_synonyms(transaction_))
    if (erasure_.traces.find(synonym_text(group.words))) tell_left("synonyms:" + group.words.front());
  for (const SavedSearch& search : saved_searches(transaction_, "", max_saved_searches))
    if (erasure_.traces.find(search.name) || erasure_.traces.find(search.title) ||
        erasure_.traces.find(dump(search.parameters)))
      tell_left("saved_search:" + search.name);
}

void RowEraser::rename_tags() {
  for (const std::string& tag : tags_) {
    const auto number = transaction_.find_number(Kind::tag, tag);
    if (!number) continue;
    std::string name = name_of_number(*number);
    while (transaction_.find_number(Kind::tag, name)) name += "'";
    database_.prepare("UPDATE node SET key=?3 WHERE kind=?1 AND number=?2").bind_all(Kind::tag, *number, name).run();
    connection_.touched.insert({Kind::tag, *number});
  }
}

void RowEraser::clean_import_memory() {
  for (const std::uint32_t number : numbers_) {
    database_.prepare("DELETE FROM provenance WHERE kind=?1 AND number=?2").bind_all(Kind::user, number).run();
    database_.prepare("DELETE FROM unconfirmed WHERE kind=?1 AND number=?2").bind_all(Kind::user, number).run();
  }
  for (const ErasedPerson& person : people_) {
    database_.prepare("DELETE FROM likely_duplicate WHERE kind=?1 AND (a=?2 OR b=?2 OR leader=?2)")
        .bind_all(Kind::user, person.key)
        .run();
    database_.prepare("DELETE FROM same_as WHERE kind=?1 AND (key=?2 OR leader=?2)")
        .bind_all(Kind::user, person.key)
        .run();
  }
  connection_.follows_unknown = true;
  std::vector<std::pair<std::int64_t, std::int64_t>> named;  // what imports changed of searches that name a person
  if (has_searching_log(database_)) {
    Statement row = database_.prepare("SELECT import_id, place, before, after FROM searching_log");
    while (row.step())
      if (erasure_.traces.find(row.text(2)) || erasure_.traces.find(row.text(3)))
        named.emplace_back(row.integer(0), row.integer(1));
  }
  for (const auto& [import_id, place] : named)
    database_.prepare("DELETE FROM searching_log WHERE import_id=?1 AND place=?2").bind_all(import_id, place).run();

  struct Row {
    Kind kind = Kind::segment;
    std::uint32_t number = 0;
    std::int64_t file = 0;
    std::string rows;  // JSON, or nothing
    Json said;
  };
  std::vector<Row> changed;
  {
    Statement row = database_.prepare("SELECT kind, number, file, rows, said FROM provenance WHERE kind=?1");
    row.bind_all(Kind::segment);
    while (row.step()) {
      if (!erasure_.traces.find(row.text(3)) && !erasure_.traces.find(row.text(4))) continue;
      Row one;
      one.number = number_at(row, 1);
      one.file = row.integer(2);
      one.rows = erasure_.traces.replaced(row.text(3));
      one.said = parse_json(row.text(4));
      replace_in(one.said);
      changed.push_back(std::move(one));
    }
  }
  for (const Row& row : changed)
    database_.prepare("UPDATE provenance SET rows=?4, said=?5 WHERE kind=?1 AND number=?2 AND file=?3")
        .bind_all(row.kind, row.number, row.file, row.rows, dump(row.said))
        .run();

  std::vector<std::pair<std::int64_t, std::array<std::string, 3>>> values;
  {
    Statement row = database_.prepare("SELECT id, field, value, evidence FROM unconfirmed");
    while (row.step()) {
      const Traces& traces = erasure_.traces;
      if (traces.find(row.text(1)) || traces.find(row.text(2)) || traces.find(row.text(3)))
        values.push_back({row.integer(0),
                          {traces.replaced(row.text(1)), traces.replaced(row.text(2)), traces.replaced(row.text(3))}});
    }
  }
  for (const auto& [id, texts] : values)
    database_.prepare("UPDATE OR REPLACE unconfirmed SET field=?2, value=?3, evidence=?4 WHERE id=?1")
        .bind_all(id, texts[0], texts[1], texts[2])
        .run();
}

void RowEraser::clean_rejects() {
  struct Row {
    std::uint64_t import_id = 0;
    std::uint32_t file = 0;
    std::uint64_t row = 0;
    std::int64_t ordinal = 0;
  };
  std::vector<Row> theirs;
  {
    Statement row = database_.prepare("SELECT import_id, file, row, ordinal, value, reason_en, raw FROM import_reject");
    const auto names_one = [&](std::string_view text) {
      return erasure_.traces.find(text) || erasure_.traces.find(normalize_key(text));
    };
    while (row.step())
      if (names_one(row.text(4)) || names_one(row.text(6)) || names_one(row.text(5)))
        theirs.push_back({static_cast<std::uint64_t>(row.integer(0)), number_at(row, 1),
                          static_cast<std::uint64_t>(row.integer(2)), row.integer(3)});
  }
  for (const Row& row : theirs) {
    erasure_.rejected[row.import_id].insert({row.file, row.row});
    database_
        .prepare(
            "UPDATE import_reject SET value='', raw='', reason_en=?5, reason_zh=?6 WHERE import_id=?1 AND file=?2 AND "
            "row=?3 AND ordinal=?4")
        .bind_all(row.import_id, row.file, row.row, row.ordinal, about_an_erased_person.en, about_an_erased_person.zh)
        .run();
  }
  erasure_.rejects += theirs.size();
  found_ = found_ || !theirs.empty();
}

void RowEraser::clean_reports() {
  std::vector<std::pair<std::int64_t, std::string>> changed;
  {
    Statement row = database_.prepare("SELECT id, report FROM import");
    while (row.step()) {
      Json report = parse_json(row.text(1), {.values = 50'000'000, .bytes = 1u << 30});
      if (scrub_report(erasure_, report)) changed.emplace_back(row.integer(0), dump(report));
    }
  }
  for (const auto& [id, report] : changed)
    database_.prepare("UPDATE import SET report=?2 WHERE id=?1").bind_all(id, report).run();
  found_ = found_ || !changed.empty();
}

void RowEraser::clean_answers() {
  std::vector<std::pair<std::string, std::string>> theirs;
  {
    Statement row = database_.prepare("SELECT actor, key, answer FROM kept_answer");
    while (row.step())
      if (erasure_.traces.find(row.text(2)) || erasure_.traces.find(row.text(1)))
        theirs.emplace_back(row.text(0), row.text(1));
  }
  for (const auto& [actor, key] : theirs)
    database_.prepare("DELETE FROM kept_answer WHERE actor=?1 AND key=?2").bind_all(actor, key).run();
}

// Regions and devices of the people's touchpoints that no other touchpoint has lose their names. Returns the blocks that hold rows of
// the people.
std::vector<std::uint64_t> RowEraser::rename_own_words() {
  std::vector<std::uint64_t> blocks, theirs;
  {
    Statement row = database_.prepare("SELECT block FROM touchpoint_block ORDER BY block");
    while (row.step()) blocks.push_back(static_cast<std::uint64_t>(row.integer(0)));
  }
  std::vector<bool> own[2], others[2];  // by number
  TouchpointColumns columns;
  for (const std::uint64_t block : blocks) {
    read_block(database_, block, TouchpointSelect::user | TouchpointSelect::region | TouchpointSelect::device, columns);
    bool has = false;
    for (std::size_t row = 0; row < columns.size(); ++row) {
      const bool erased = is_erased(columns.user[row]);
      has = has || erased;
      const std::uint32_t words[] = {columns.region[row], columns.device[row]};
      for (int i = 0; i < 2; ++i)
        if (words[i] != no_number) {
          std::vector<bool>& seen = erased ? own[i] : others[i];
          if (words[i] >= seen.size()) seen.resize(words[i] + 1);
          seen[words[i]] = true;
        }
    }
    if (has) theirs.push_back(block);
  }
  constexpr Word kinds[] = {Word::region, Word::device};
  for (int i = 0; i < 2; ++i)
    for (std::uint32_t number = 0; number < own[i].size(); ++number) {
      if (!own[i][number] || (number < others[i].size() && others[i][number])) continue;
      std::string name = name_of_number(number);
      const auto taken = [&] {
        Statement row = database_.prepare("SELECT 1 FROM word WHERE kind=?1 AND text=?2 AND number<>?3");
        row.bind_all(kinds[i], name, number);
        return row.step();
      };
      while (taken()) name += "'";
      database_.prepare("UPDATE word SET text=?3 WHERE kind=?1 AND number=?2").bind_all(kinds[i], number, name).run();
    }
  return theirs;
}

void RowEraser::clean_touchpoints() {
  if (numbers_.empty()) return;
  std::uint64_t changed = 0;
  for (const std::uint64_t block : rename_own_words()) {
    const BlockRewrite done =
        rewrite_block(transaction_, database_, block, [&](NumberedRow& row, std::string& event_id, bool& rewritten) {
          if (!is_erased(row.nodes[0])) return true;
          rewritten = true;
          if (!event_id.empty())
            event_id = key_.event_alias(row.words[6] == no_number ? "" : transaction_.word(Word::source, row.words[6]),
                                        event_id);
          return true;
        });
    changed += done.changed;
  }
  erasure_.touchpoints += changed;
  if (changed == 0) return;
  TouchpointState state = read_state(database_);
  state.rewrite_revision = connection_.next_revision;
  ++state.generation;
  write_state(database_, state);
  connection_.changed = true;
}

}  // namespace almanac::archive
