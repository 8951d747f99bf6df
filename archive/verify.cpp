#include "archive/verify.h"

#include <algorithm>
#include <map>
#include <set>

#include "archive/audit_chain.h"
#include "archive/connection.h"
#include "archive/documents.h"
#include "archive/error.h"
#include "archive/row_hash.h"
#include "archive/schema.h"
#include "archive/touchpoint_limits.h"
#include "archive/touchpoint_storage.h"

namespace almanac::archive {

using sqlite::Database;
using sqlite::Statement;

void Differences::add(std::string part, std::string subject, Text reason) {
  ++count_;
  if (list_.size() < 1000) list_.push_back({std::move(part), std::move(subject), std::move(reason)});
}

void Differences::add_behind(std::string part, std::string subject, Text reason) {
  behind_ = true;
  add(std::move(part), std::move(subject), std::move(reason));
}

void Differences::append(const Differences& more) {
  for (const Difference& one : more.list_)
    if (list_.size() < 1000) list_.push_back(one);
  count_ += more.count_;
  behind_ = behind_ || more.behind_;
}

namespace {

Kind kind_at(const Statement& row, int column) { return static_cast<Kind>(row.integer(column)); }
std::uint32_t number_at(const Statement& row, int column) { return static_cast<std::uint32_t>(row.integer(column)); }
std::uint64_t count_at(const Statement& row, int column) { return static_cast<std::uint64_t>(row.integer(column)); }

class Verifier {
 public:
  Verifier(const Reads& reads, Verification& found)
      : reads_(reads), database_(connection_of(reads).database), found_(found) {}

  void run() {
    part("database", [&] { check_database(); });
    part("node", [&] { check_nodes(); });
    part("record", [&] { check_records(); });
    part("version", [&] { check_versions(); });
    part("link", [&] { check_links(); });
    part("touchpoints", [&] { check_touchpoints(); });
    part("document", [&] { check_documents(); });
    part("audit", [&] { check_audit(); });
  }

 private:
  // A part that cannot be read to its end is a difference, and the next one is looked at.
  template <class Check>
  void part(const char* name, Check check) {
    try {
      check();
    } catch (const Error& error) {
      differ(name, error.where(), error.message());
    }
  }
  void differ(std::string part, std::string subject, Text reason) {
    found_.differences.add(std::move(part), std::move(subject), std::move(reason));
  }
  // Each row of the query is a thing that should not be: kind and number, or kind 0 and any number.
  void none(const char* part, const char* what, std::string_view sql, const Text& reason) {
    Statement row = database_.prepare(sql);
    while (row.step()) {
      const Kind kind = kind_at(row, 0);
      const auto key = row.integer(0) != 0 ? reads_.find_key(kind, number_at(row, 1)) : std::nullopt;
      differ(part, key ? graph_id(kind, *key) : std::string(what) + " " + std::to_string(row.integer(1)), reason);
    }
  }

  void check_database() {
    Statement row = database_.prepare("PRAGMA integrity_check(100)");
    while (row.step())
      if (row.text(0) != "ok")
        differ("database", "", filled({"SQLite's check says: {}", "SQLite 检查结果：{}"}, row.text(0)));
    Statement foreign = database_.prepare("PRAGMA foreign_key_check");
    while (foreign.step())
      differ("database", std::string(foreign.text(0)) + " " + std::to_string(foreign.integer(1)),
             filled({"its row names something that is not in {}", "该行引用了 {} 中不存在的内容"}, foreign.text(2)));
    for (const char* name : {"archive_id", "zone", "currency", "sample"})
      if (!reads_.setting(name)) differ("database", name, {"this setting is missing", "缺少该设置"});
  }

  void check_nodes() {
    Statement row = database_.prepare("SELECT kind, count(*), max(number) FROM node GROUP BY kind");
    while (row.step()) {
      found_.nodes += count_at(row, 1);
      if (row.integer(1) != row.integer(2) + 1)
        differ("node", std::string(to_string(kind_at(row, 0))),
               {"its numbers are not dense: a key is missing", "编号不连续：缺少某个键"});
    }
    Statement key = database_.prepare("SELECT kind, number, key FROM node");
    while (key.step())
      if (!is_utf8(key.text(2)) || key.text(2).empty() || normalize_key(key.text(2)) != key.text(2))
        differ("node", graph_id(kind_at(key, 0), key.text(2)),
               {"this key is not as keys are stored", "键的形式不合规"});
    none("node", "alias",
         "SELECT a.kind, a.number FROM alias a WHERE NOT EXISTS "
         "(SELECT 1 FROM node n WHERE n.kind=a.kind AND n.number=a.number)",
         {"an alias stands for a number that nothing has", "别名指向不存在的编号"});
  }

  void check_records() {
    Statement row = database_.prepare(
        "SELECT r.kind, r.number, n.key, r.hash, r.body FROM record r "
        "LEFT JOIN node n ON n.kind=r.kind AND n.number=r.number");
    while (row.step()) {
      ++found_.records;
      const std::string id = graph_id(kind_at(row, 0), row.text(2));
      if (row.is_null(2))
        differ("record", std::string(to_string(kind_at(row, 0))) + " " + std::to_string(row.integer(1)),
               {"a record without a key", "该记录没有键"});
      else if (record_hash(kind_at(row, 0), row.text(2), row.text(4)) != row.integer(3))
        differ("record", id, {"its content is not what was stored", "内容与存入时不符"});
    }
    none("record", "record",
         "SELECT r.kind, r.number FROM record r WHERE NOT EXISTS (SELECT 1 FROM record_version v WHERE "
         "v.kind=r.kind AND v.number=r.number AND v.version=r.version AND v.body=r.body AND v.revision=r.revision "
         "AND (v.operation='delete')=(r.deleted=1))",
         {"its newest version is missing or another one", "最新版本缺失或不一致"});
    none("record", "campaign",
         "SELECT 1, o.number FROM campaign_order o WHERE NOT EXISTS (SELECT 1 FROM record r WHERE r.kind=1 AND "
         "r.number=o.number AND r.deleted=0) UNION ALL SELECT r.kind, r.number FROM record r WHERE r.kind=1 AND "
         "r.deleted=0 AND NOT EXISTS (SELECT 1 FROM campaign_order o WHERE o.number=r.number)",
         {"the list of campaigns and the records disagree", "活动列表与记录不一致"});
  }

  void check_versions() {
    Statement row = database_.prepare(
        "SELECT v.kind, v.number, v.version, v.revision, v.at_ms, v.actor, v.import_id, v.operation, v.body, v.hash "
        "FROM record_version v");
    while (row.step()) {
      ++found_.versions;
      const VersionRow version{kind_at(row, 0), number_at(row, 1), row.integer(2), count_at(row, 3), row.integer(4),
                               row.text(5),     count_at(row, 6),  row.text(7),    row.text(8)};
      Sum& sum = versions_of_[version.revision];
      ++sum.count;
      sum.sum += audited_version(version);
      if (version_hash(version) == row.integer(9)) continue;
      const auto key = reads_.find_key(version.kind, version.number);
      differ("version", graph_id(version.kind, key.value_or("?")) + " " + std::to_string(version.version),
             {"this version is not what was stored", "该版本与存入时不符"});
    }
    none("version", "record",
         "SELECT kind, number FROM record_version GROUP BY kind, number HAVING count(*)<>max(version) OR "
         "min(version)<>1",
         {"one of its versions is missing", "缺少某个历史版本"});
  }

  void check_links() {
    found_.links = static_cast<std::uint64_t>(database_.integer("SELECT count(*) FROM campaign_link"));
    none("link", "link",
         "SELECT 1, l.campaign FROM campaign_link l WHERE NOT EXISTS (SELECT 1 FROM node n WHERE n.kind=l.kind AND "
         "n.number=l.target) OR NOT EXISTS (SELECT 1 FROM record r WHERE r.kind=1 AND r.number=l.campaign AND "
         "r.deleted=0)",
         {"one of its links leads nowhere, or from a campaign that is not there", "有链接指向不存在的内容"});
  }

  void check_touchpoints() {
    std::vector<std::uint64_t> blocks;
    {
      Statement row = database_.prepare("SELECT block FROM touchpoint_block ORDER BY block");
      while (row.step()) blocks.push_back(count_at(row, 0));
    }
    TouchpointColumns columns;
    TouchpointLimits limits(reads_, TouchpointSelect::all);
    for (const std::uint64_t block : blocks) {
      ++found_.blocks;
      const std::string name = "block " + std::to_string(block);
      try {
        read_block(database_, block, TouchpointSelect::all, columns);
        found_.touchpoints += columns.size();
        limits.check(columns, block);
        BlockDescription packed;
        packed.measure(columns);
        Statement row =
            database_.prepare("SELECT rows, min_ms, max_ms, min_user, max_user FROM touchpoint_block WHERE block=?1");
        row.bind_all(block);
        if (row.step() &&
            (row.integer(0) != packed.rows || row.integer(1) != packed.min_ms || row.integer(2) != packed.max_ms ||
             row.integer(3) != packed.min_user || row.integer(4) != packed.max_user))
          differ("touchpoints", name, {"its description and its rows disagree", "块描述与内容不一致"});
        for (const std::uint16_t dead : read_dead(database_, block))
          if (dead >= columns.size())
            differ("touchpoints", name, {"it marks a row that it does not have", "标记了不存在的行"});
        if (*std::max_element(columns.part.begin(), columns.part.end()) >= read_parts(database_, block).size())
          differ("touchpoints", name, {"the origin of some of its rows is missing", "部分行的来源缺失"});
      } catch (const Error& error) {
        differ("touchpoints", name, error.message());
      }
    }
    none("touchpoints", "block",
         "SELECT 0, d.block FROM touchpoint_data d WHERE NOT EXISTS (SELECT 1 FROM touchpoint_block b WHERE "
         "b.block=d.block)",
         {"packed rows that no block has", "存在不属于任何块的数据"});
  }

  void check_documents() {
    std::vector<std::pair<std::string, std::string>> contents;  // hash, of which document
    {
      Statement row =
          database_.prepare("SELECT hash, hash FROM document UNION SELECT text_hash, hash FROM document ORDER BY 2, 1");
      while (row.step()) contents.emplace_back(row.text(0), row.text(1));
    }
    found_.documents = static_cast<std::uint64_t>(database_.integer("SELECT count(*) FROM document"));
    std::set<std::string> checked;
    for (const auto& [hash, document] : contents)
      if (checked.insert(hash).second && !content_is_whole(reads_, hash))
        differ("document", "document:" + document,
               {"its bytes or its text are not what was stored", "文档内容或其文字与存入时不符"});
    Statement row = database_.prepare("SELECT DISTINCT hash FROM content");
    while (row.step())
      if (!checked.contains(std::string(row.text(0))))
        differ("document", std::string(row.text(0)), {"content that no document has", "存在不属于任何文档的内容"});
  }

  void check_audit() {
    std::map<std::uint64_t, Sum> changes_of;
    {
      Statement row = database_.prepare("SELECT revision, kind, number FROM change");
      while (row.step()) {
        Sum& sum = changes_of[count_at(row, 0)];
        ++sum.count;
        sum.sum += audited_change(kind_at(row, 1), number_at(row, 2));
      }
    }
    std::set<std::uint64_t> audited;
    std::uint64_t first_audited = 0;
    AuditHash before{};
    std::int64_t expected = 1;
    Statement row = database_.prepare(
        "SELECT id, at_ms, actor, action, subject, revision, changes, change_sum, versions, version_sum, hash FROM "
        "audit ORDER BY id");
    while (row.step()) {
      ++found_.audit;
      const AuditRow entry{row.integer(0),   row.integer(1),   row.text(2),      row.text(3),      row.text(4),
                           count_at(row, 5), count_at(row, 6), count_at(row, 7), count_at(row, 8), count_at(row, 9)};
      const std::string name = "entry " + std::to_string(entry.id);
      if (entry.id != expected) differ("audit", name, {"entries before it are missing", "此前有条目缺失"});
      const AuditHash stored = hash_from(row.blob(10));
      if (entry.id == expected && audit_hash(before, entry) != stored)
        differ("audit", name,
               {"this entry of the audit log, or the one before, was changed", "该审计条目或其前一条被改动"});
      before = stored;
      expected = entry.id + 1;
      if (entry.revision == 0) continue;
      audited.insert(entry.revision);
      if (first_audited == 0) first_audited = entry.revision;
      const Sum changes = changes_of[entry.revision], versions = versions_of_[entry.revision];
      const std::string revision = "revision " + std::to_string(entry.revision);
      if (changes != Sum{entry.changes, entry.change_sum})
        differ("audit", revision, {"its change log is not what was written", "该修订的变更日志与写入时不符"});
      if (versions != Sum{entry.versions, entry.version_sum})
        differ("audit", revision, {"the versions it wrote are not what was written", "该修订写入的版本与当时不符"});
    }
    if (database_.integer("SELECT count(*) FROM revision") > 0 && found_.audit == 0)
      differ("audit", "", {"the audit log is empty", "审计日志为空"});
    Statement revision = database_.prepare("SELECT revision FROM revision ORDER BY revision");
    std::uint64_t last = 0;
    while (revision.step()) {
      const std::uint64_t number = count_at(revision, 0);
      if (number != last + 1)
        differ("audit", "revision " + std::to_string(last + 1), {"this revision is missing", "缺少该修订"});
      last = number;
      if (first_audited != 0 && number >= first_audited && !audited.contains(number))
        differ("audit", "revision " + std::to_string(number),
               {"the audit log does not know this revision", "审计日志中没有该修订"});
    }
  }

  struct Sum {
    std::uint64_t count = 0, sum = 0;
    bool operator==(const Sum&) const = default;
  };

  const Reads& reads_;
  Database& database_;
  Verification& found_;
  std::map<std::uint64_t, Sum> versions_of_;  // by revision
};

}  // namespace

Verification verify(const Reads& reads) {
  Verification found;
  Database& database = connection_of(reads).database;
  if (database.integer("PRAGMA user_version") < first_hashed_format)
    throw Error(ErrorKind::unavailable, "older_archive",
                {"this archive has an older format, which keeps no hashes; open it once with this program (almanac "
                 "reindex), then verify",
                 "该档案为旧格式，没有校验值；请先用本程序打开一次（almanac reindex），再进行校验"});
  try {
    found.revision = reads.revision();
  } catch (const Error& error) {
    found.differences.add("database", "", error.message());
  }
  Verifier(reads, found).run();
  return found;
}

}  // namespace almanac::archive
