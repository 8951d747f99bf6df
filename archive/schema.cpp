#include "archive/schema.h"

#include <span>

#include "archive/audit_chain.h"
#include "archive/campaign_order.h"
#include "archive/error.h"
#include "archive/time.h"

extern "C" {
extern const unsigned char almanac_embedded_migration_1[], almanac_embedded_migration_1_end[];
extern const unsigned char almanac_embedded_migration_1_touchpoints[], almanac_embedded_migration_1_touchpoints_end[];
extern const unsigned char almanac_embedded_migration_1_tokens[], almanac_embedded_migration_1_tokens_end[];
extern const unsigned char almanac_embedded_migration_2[], almanac_embedded_migration_2_end[];
extern const unsigned char almanac_embedded_migration_3[], almanac_embedded_migration_3_end[];
extern const unsigned char almanac_embedded_migration_4[], almanac_embedded_migration_4_end[];
extern const unsigned char almanac_embedded_migration_5[], almanac_embedded_migration_5_end[];
extern const unsigned char almanac_embedded_migration_6[], almanac_embedded_migration_6_end[];
extern const unsigned char almanac_embedded_migration_7[], almanac_embedded_migration_7_end[];
}

namespace almanac::archive {
namespace {

std::string text_of(const unsigned char* begin, const unsigned char* end) {
  return {reinterpret_cast<const char*>(begin), static_cast<std::size_t>(end - begin)};
}

std::string migration(std::int64_t number) {
  if (number == 7) return text_of(almanac_embedded_migration_7, almanac_embedded_migration_7_end);
  if (number == 6) return text_of(almanac_embedded_migration_6, almanac_embedded_migration_6_end);
  if (number == 5) return text_of(almanac_embedded_migration_5, almanac_embedded_migration_5_end);
  if (number == 4) return text_of(almanac_embedded_migration_4, almanac_embedded_migration_4_end);
  if (number == 3) return text_of(almanac_embedded_migration_3, almanac_embedded_migration_3_end);
  if (number == 2) return text_of(almanac_embedded_migration_2, almanac_embedded_migration_2_end);
  return text_of(almanac_embedded_migration_1, almanac_embedded_migration_1_end) +
         text_of(almanac_embedded_migration_1_touchpoints, almanac_embedded_migration_1_touchpoints_end) +
         text_of(almanac_embedded_migration_1_tokens, almanac_embedded_migration_1_tokens_end);
}

// Hashes of the versions that were there before migration 3, and where the audit log begins.
void hash_versions(sqlite::Database& database) {
  auto row = database.prepare(
      "SELECT kind, number, version, revision, at_ms, actor, import_id, operation, body FROM record_version");
  auto update = database.prepare("UPDATE record_version SET hash=?4 WHERE kind=?1 AND number=?2 AND version=?3");
  while (row.step()) {
    const VersionRow version{static_cast<Kind>(row.integer(0)),
                             static_cast<std::uint32_t>(row.integer(1)),
                             row.integer(2),
                             static_cast<std::uint64_t>(row.integer(3)),
                             row.integer(4),
                             row.text(5),
                             static_cast<std::uint64_t>(row.integer(6)),
                             row.text(7),
                             row.text(8)};
    update.bind_all(version.kind, version.number, version.version, version_hash(version)).run();
  }
  if (database.integer("SELECT count(*) FROM revision") == 0) return;
  AuditRow begin;
  begin.at_ms = now_ms();
  begin.actor = "almanac";
  begin.action = "migrate";
  begin.subject = "3";
  append_audit(database, begin);
}

}  // namespace

std::int64_t check_schema(sqlite::Database& database) {
  const std::int64_t version = database.integer("PRAGMA user_version");
  const std::int64_t owner = database.integer("PRAGMA application_id");
  const std::int64_t tables = database.integer("SELECT count(*) FROM sqlite_schema");
  if (owner != application_id && (owner != 0 || tables != 0)) {
    throw Error(ErrorKind::corrupt, "foreign_file",
                {"archive.db in this directory is a database of another program; name another --data directory",
                 "该目录中的 archive.db 属于其他程序；请用 --data 指定别的目录"});
  }
  if (version > schema_version) {
    throw Error(
        ErrorKind::corrupt, "newer_archive",
        filled({"this archive has format {}; this program reads up to {}. Install the newer Almanac that wrote it",
                "该档案的格式版本为 {}，本程序最高支持 {}；请安装写入它的较新版本的 Almanac"},
               std::to_string(version), std::to_string(schema_version)));
  }
  return version;
}

void migrate(sqlite::Database& database) {
  for (std::int64_t version = check_schema(database); version < schema_version; ++version) {
    database.execute("BEGIN IMMEDIATE");
    try {
      database.execute(migration(version + 1));
      if (version + 1 == 3) {
        hash_versions(database);
        store_all_orders(database);
      }
      database.execute("PRAGMA user_version=" + std::to_string(version + 1));
      database.execute("PRAGMA application_id=" + std::to_string(application_id));
      database.execute("COMMIT");
    } catch (...) {
      database.execute("ROLLBACK");
      throw;
    }
  }
}

}  // namespace almanac::archive
