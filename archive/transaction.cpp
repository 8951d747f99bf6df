// What a write can do. Every change goes through here, so versions, history, links, aliases and the change log follow
// from one place.

#include <algorithm>

#include "archive/campaign_order.h"
#include "archive/connection.h"
#include "archive/error.h"
#include "archive/link_log.h"
#include "archive/record_traits.h"
#include "archive/row_hash.h"
#include "archive/same_as.h"
#include "archive/store.h"

namespace almanac::archive {

using sqlite::Statement;

namespace {

// Kinds that are matched by folded form and alias, not only exactly.
bool matches_by_name(Kind kind) { return kind == Kind::channel || kind == Kind::theme || kind == Kind::segment; }

struct Current {
  std::int64_t version = 0;
  bool deleted = false;
  std::string body;
};

Current current_of(sqlite::Database& database, Kind kind, std::uint32_t number) {
  Statement row = database.prepare("SELECT version, deleted, body FROM record WHERE kind=?1 AND number=?2");
  row.bind_all(kind, number);
  if (!row.step()) return {};
  return {row.integer(0), row.integer(1) != 0, std::string(row.text(2))};
}

void touch(Connection& connection, Kind kind, std::uint32_t number) {
  connection.changed = true;
  connection.touched.insert({kind, number});
}

void check(const PutCondition& condition, const Current& current, Kind kind, std::string_view key) {
  if (!condition.if_version) return;
  const std::int64_t version = current.deleted ? 0 : current.version;
  if (*condition.if_version == version) return;
  if (*condition.if_version == 0) {
    throw Error(ErrorKind::conflict, "exists_already",
                filled({"{} exists already; read it and change it, or choose another key",
                        "{} 已存在；请读取后修改，或换一个代码"},
                       graph_id(kind, key)));
  }
  throw Error(ErrorKind::conflict, "version_mismatch",
              filled({"{} is at version {} by now; read it again and repeat your change on it",
                      "{} 已是第 {} 版；请重新读取后再修改"},
                     graph_id(kind, key), std::to_string(version)));
}

// Writes one version; several in one transaction overwrite each other.
std::int64_t store_version(Connection& connection, Kind kind, std::uint32_t number, std::string_view key,
                           const Current& current, std::string_view body, std::string_view operation,
                           std::optional<std::uint32_t> parent) {
  const bool again = connection.made_version.contains({kind, number});
  Connection::MadeVersion& made = connection.made_version[{kind, number}];
  if (!again) made = {current.version + 1, operation == "create", 0};
  if (again && made.created && operation == "update") operation = "create";
  const std::int64_t version = made.version;
  const bool deleted = operation == "delete";
  const VersionRow row{
      kind,      number, version, connection.next_revision, connection.now_ms, connection.actor, connection.import_id,
      operation, body};
  made.audited = audited_version(row);
  connection.database
      .prepare(
          "INSERT INTO record (kind, number, version, revision, deleted, parent, hash, body) VALUES "
          "(?1,?2,?3,?4,?5,?6,?7,?8) "
          "ON CONFLICT (kind, number) DO UPDATE SET version=?3, revision=?4, deleted=?5, parent=?6, hash=?7, body=?8")
      .bind_all(kind, number, version, connection.next_revision, deleted, parent, record_hash(kind, key, body), body)
      .run();
  connection.database
      .prepare(
          "INSERT INTO record_version (kind, number, version, revision, at_ms, actor, import_id, operation, body, "
          "hash) "
          "VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10) ON CONFLICT (kind, number, version) DO UPDATE SET at_ms=?5, "
          "operation=?8, body=?9, hash=?10")
      .bind_all(kind, number, version, row.revision, row.at_ms, row.actor, row.import_id, operation, body,
                version_hash(row))
      .run();
  touch(connection, kind, number);
  return version;
}

void intern_all(Transaction& transaction, Kind kind, const Strings& keys) {
  for (const auto& key : keys) transaction.intern(kind, key);
}
void intern_one(Transaction& transaction, Kind kind, const std::string& key) {
  if (!key.empty()) transaction.intern(kind, key);
}

// Every name that a record mentions gets its node, so the graph needs no numbering of its own.
void intern_mentions(Transaction& t, const Campaign& c) {
  intern_one(t, Kind::theme, c.theme);
  intern_one(t, Kind::occasion, c.occasion);
  intern_all(t, Kind::mechanic, c.mechanics);
  intern_all(t, Kind::segment, c.segments);
  intern_all(t, Kind::tag, c.tags);
  intern_one(t, Kind::campaign, c.parent);
  intern_all(t, Kind::campaign, c.based_on);
  for (const auto& result : c.results) {
    intern_one(t, Kind::channel, result.channel);
    intern_one(t, Kind::segment, result.segment);
    intern_one(t, Kind::product, result.product);
  }
  for (const auto& cost : c.costs) intern_one(t, Kind::channel, cost.channel);
}
void intern_mentions(Transaction& t, const Lesson& lesson) {
  intern_all(t, Kind::tag, lesson.tags);
  for (const auto& [name, values] : lesson.applies_when) {
    const auto kind = kind_from(name);
    if (kind && *kind != Kind::user && *kind != Kind::lesson) intern_all(t, *kind, values);
  }
}
void intern_mentions(Transaction& t, const User& user) { intern_all(t, Kind::tag, user.tags); }
void intern_mentions(Transaction& t, const Product& product) {
  std::string path;
  for (const auto& level : product.category) {
    path += path.empty() ? level : " > " + level;
    t.intern(Kind::category, path);
  }
}
void intern_mentions(Transaction& t, const Channel& channel) { intern_one(t, Kind::channel, channel.parent); }
void intern_mentions(Transaction& t, const Segment& segment) { intern_all(t, Kind::user, segment.users); }

// A shipped channel whose description went with the import that first named it (undone) gets it back when it is named
// again.
void describe_again(Transaction& transaction, Connection& connection, std::uint32_t number) {
  if (connection.describing || !connection.dictionary) return;
  {
    Statement row = connection.database.prepare("SELECT 1 FROM record WHERE kind=?1 AND number=?2 AND deleted=1");
    row.bind_all(Kind::channel, number);
    if (!row.step()) return;
  }
  const std::string key = *transaction.find_key(Kind::channel, number);
  const Channel* shipped = connection.dictionary->find_channel(key);
  if (!shipped) return;
  Channel described = *shipped;
  described.channel = key;
  if (!described.parent.empty())
    described.parent = *transaction.find_key(Kind::channel, transaction.intern(Kind::channel, described.parent));
  connection.describing = true;
  transaction.put(described);
  connection.describing = false;
}

}  // namespace

std::uint32_t Transaction::intern(Kind kind, std::string_view raw) {
  Connection& connection = connection_of(connection_);
  const std::string key = normalize_key(raw);
  if (key.empty()) throw Error(ErrorKind::invalid_input, "empty_key", {"a key must not be empty", "键不能为空"});
  if (key.size() > 1024)
    throw Error(ErrorKind::invalid_input, "key_too_long",
                {"a key must not be longer than 1,024 bytes: " + key.substr(0, 40),
                 "键不能超过 1024 字节：" + key.substr(0, 40)});
  if (const auto leader = leader_of(*this, kind, key)) {
    if (const auto known = find_number(kind, *leader)) return *known;
  }
  if (const auto known = matches_by_name(kind) ? find_by_name(kind, key) : find_number(kind, key)) {
    if (kind == Kind::channel) describe_again(*this, connection, *known);
    return *known;
  }

  // A channel of the dictionary may be known under another of its names already.
  const Channel* shipped =
      kind == Kind::channel && connection.dictionary ? connection.dictionary->find_channel(key) : nullptr;
  const std::uint32_t number = count(kind);
  connection.database.prepare("INSERT INTO node (kind, number, key) VALUES (?1,?2,?3)")
      .bind_all(kind, number, key)
      .run();
  touch(connection, kind, number);
  if (matches_by_name(kind)) add_alias(kind, key, number);
  if (shipped) {
    add_alias(kind, shipped->channel, number);
    add_alias(kind, shipped->name, number);
    for (const auto& alias : shipped->aliases) add_alias(kind, alias, number);
    Channel described = *shipped;
    described.channel = key;
    if (!described.parent.empty()) described.parent = *find_key(Kind::channel, intern(Kind::channel, described.parent));
    put(described);
  }
  return number;
}

std::uint32_t Transaction::intern_word(Word kind, std::string_view text) {
  Connection& connection = connection_of(connection_);
  {
    Statement row = connection.database.prepare("SELECT number FROM word WHERE kind=?1 AND text=?2");
    row.bind_all(kind, text);
    if (row.step()) return static_cast<std::uint32_t>(row.integer(0));
  }
  Statement next = connection.database.prepare("SELECT coalesce(max(number)+1,0) FROM word WHERE kind=?1");
  next.bind_all(kind);
  const auto number = static_cast<std::uint32_t>(next.step() ? next.integer(0) : 0);
  connection.database.prepare("INSERT INTO word (kind, number, text) VALUES (?1,?2,?3)")
      .bind_all(kind, number, text)
      .run();
  return number;
}

void Transaction::add_alias(Kind kind, std::string_view alias, std::uint32_t number) {
  const std::string folded = fold(alias);
  if (folded.empty()) return;
  connection_of(connection_)
      .database.prepare("INSERT INTO alias (kind, folded, number) VALUES (?1,?2,?3) ON CONFLICT DO NOTHING")
      .bind_all(kind, folded, number)
      .run();
}

void Transaction::set_setting(std::string_view name, std::string_view value) {
  Connection& connection = connection_of(connection_);
  if (setting(name) == std::optional<std::string>(value)) return;
  connection.database
      .prepare("INSERT INTO setting (name, value) VALUES (?1,?2) ON CONFLICT (name) DO UPDATE SET value=?2")
      .bind_all(name, value)
      .run();
  connection.changed = true;
}

void Transaction::add_link(std::uint32_t campaign, Kind target, std::uint32_t target_number) {
  Connection& connection = connection_of(connection_);
  connection.database
      .prepare(
          "INSERT INTO campaign_link (campaign, kind, target, import_id) VALUES (?1,?2,?3,?4) ON CONFLICT DO NOTHING")
      .bind_all(campaign, target, target_number, connection.import_id)
      .run();
  if (connection.database.changes() > 0) touch(connection, Kind::campaign, campaign);
}

namespace {

// Makes the links of one kind exactly `keys`; true if anything changed.
bool replace_links(Transaction& transaction, Connection& connection, std::uint32_t campaign, Kind kind,
                   const Strings& keys) {
  std::set<std::uint32_t> wanted;
  for (const auto& key : keys) wanted.insert(transaction.intern(kind, key));
  std::vector<std::uint32_t> gone;
  std::size_t kept = 0;
  {
    Statement row = connection.database.prepare("SELECT target FROM campaign_link WHERE campaign=?1 AND kind=?2");
    row.bind_all(campaign, kind);
    while (row.step()) {
      const auto target = static_cast<std::uint32_t>(row.integer(0));
      if (wanted.contains(target))
        ++kept;
      else
        gone.push_back(target);
    }
  }
  for (const std::uint32_t target : gone) {
    note_removed_links(connection, campaign, kind, &target);
    connection.database.prepare("DELETE FROM campaign_link WHERE campaign=?1 AND kind=?2 AND target=?3")
        .bind_all(campaign, kind, target)
        .run();
  }
  if (!gone.empty()) touch(connection, Kind::campaign, campaign);
  if (kept != wanted.size())
    for (const std::uint32_t target : wanted) transaction.add_link(campaign, kind, target);
  return !gone.empty() || kept != wanted.size();
}

// Makes the campaign's lessons exactly `lessons`; true if anything changed.
bool replace_lessons(Transaction& transaction, const std::string& campaign, const std::vector<Lesson>& lessons) {
  bool changed = false;
  std::set<std::string> wanted;
  for (Lesson lesson : lessons) {
    lesson.campaign = campaign;
    if (lesson.code.empty()) lesson.code = derive_lesson_code(campaign, lesson.statement);
    wanted.insert(normalize_key(lesson.code));
    changed |= transaction.put(lesson).put != Put::unchanged;
  }
  for (const auto& stored : transaction.lessons_of(campaign)) {
    if (wanted.contains(stored.record.code)) continue;
    transaction.remove(Kind::lesson, stored.record.code);
    changed = true;
  }
  return changed;
}

}  // namespace

template <class T>
PutOutcome Transaction::put(const T& given, const PutCondition& condition) {
  constexpr Kind kind = RecordTraits<T>::kind;
  Connection& connection = connection_of(connection_);
  T record = given;
  std::string key = normalize_key(RecordTraits<T>::key(record));
  std::optional<std::uint32_t> parent;

  if constexpr (std::is_same_v<T, Campaign>) {
    if (key.empty()) {
      const auto day = record.start ? record.start : record.end;
      if (!day)
        throw Error(
            ErrorKind::invalid_input, "no_date",
            {"a campaign needs a start or end date (or a code of its own)", "活动需要开始或结束日期（或自带代码）"},
            "/start");
      key = derive_code(record.name, *day);
    }
  }
  if constexpr (std::is_same_v<T, Lesson>) {
    if (record.campaign.empty() && key.empty())
      throw Error(ErrorKind::invalid_input, "no_campaign",
                  {"a lesson needs the campaign that taught it", "经验需要注明来源活动"}, "/campaign");
    if (key.empty()) key = derive_lesson_code(record.campaign, record.statement);
    if (!record.campaign.empty()) parent = intern(Kind::campaign, record.campaign);
  }

  const std::uint32_t number = intern(kind, key);
  key = *find_key(kind, number);
  RecordTraits<T>::key(record) = key;
  const Current current = current_of(connection.database, kind, number);
  check(condition, current, kind, key);

  bool parts_changed = false;
  if constexpr (std::is_same_v<T, Campaign>) {
    parts_changed |= replace_links(*this, connection, number, Kind::channel, record.channels);
    parts_changed |= replace_links(*this, connection, number, Kind::product, record.products);
    parts_changed |= replace_lessons(*this, key, record.lessons);
    record.channels.clear();
    record.products.clear();
    record.lessons.clear();
  }
  intern_mentions(*this, record);

  PutOutcome outcome{Put::unchanged, number, current.version, key};
  const std::string body = dump(to_json_record(record));
  const bool exists = current.version > 0 && !current.deleted;
  if (exists && body == current.body) {
    if (parts_changed) {
      touch(connection, kind, number);
      outcome.put = Put::updated;
    }
    return outcome;
  }
  if constexpr (std::is_same_v<T, Campaign>) store_order(connection.database, number, connection.next_revision, record);
  const bool created_now = connection.made_version.contains({kind, number}) && current.version == 1;
  outcome.version = store_version(connection, kind, number, key, current, body, exists ? "update" : "create", parent);
  outcome.put = exists && !created_now ? Put::updated : Put::created;
  return outcome;
}

void Transaction::remove(Kind kind, std::string_view raw, const PutCondition& condition) {
  Connection& connection = connection_of(connection_);
  const auto number = find_number(kind, raw);
  const Current current = number ? current_of(connection.database, kind, *number) : Current{};
  if (!number || current.version == 0 || current.deleted) {
    throw Error(ErrorKind::not_found, "unknown_record",
                filled({"there is no {}", "没有 {}"}, graph_id(kind, normalize_key(raw))));
  }
  const std::string key = *find_key(kind, *number);
  check(condition, current, kind, key);
  std::string body = current.body;
  if (kind == Kind::campaign) {
    // The links lie outside the record: its deletion remembers them.
    Stored<Campaign> whole = *find<Campaign>(*number);
    whole.record.lessons.clear();
    body = dump(to_json_record(whole.record));
    for (const auto& lesson : lessons_of(key)) remove(Kind::lesson, lesson.record.code);
    for (const Kind target : {Kind::channel, Kind::product}) note_removed_links(connection, *number, target, nullptr);
    connection.database.prepare("DELETE FROM campaign_link WHERE campaign=?1").bind_all(*number).run();
    connection.database.prepare("DELETE FROM campaign_order WHERE number=?1").bind_all(*number).run();
  }
  store_version(connection, kind, *number, key, current, body, "delete", std::nullopt);
}

#define ALMANAC_PUT(T) template PutOutcome Transaction::put<T>(const T&, const PutCondition&);
ALMANAC_PUT(Campaign)
ALMANAC_PUT(Lesson)
ALMANAC_PUT(User)
ALMANAC_PUT(Product)
ALMANAC_PUT(Channel)
ALMANAC_PUT(Segment)
#undef ALMANAC_PUT

}  // namespace almanac::archive
