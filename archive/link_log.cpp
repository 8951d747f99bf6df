#include "archive/link_log.h"

#include <vector>

#include "archive/connection.h"

namespace almanac::archive {

using sqlite::Database;
using sqlite::Statement;

namespace {

struct Link {
  std::uint32_t campaign = 0;
  Kind kind = Kind::channel;
  std::uint32_t target = 0;
  std::uint64_t earlier = 0;
};

Link link_at(const Statement& row) {
  return {static_cast<std::uint32_t>(row.integer(0)), static_cast<Kind>(row.integer(1)),
          static_cast<std::uint32_t>(row.integer(2)), static_cast<std::uint64_t>(row.integer(3))};
}

std::vector<Link> links(Database& database, std::string_view sql, std::uint64_t import_id) {
  std::vector<Link> found;
  Statement row = database.prepare(sql);
  row.bind_all(import_id);
  while (row.step()) found.push_back(link_at(row));
  return found;
}

// What an import removes after adding it itself leaves no trace.
constexpr std::string_view note_one =
    "INSERT INTO link_log (import_id, campaign, kind, target, added, earlier) "
    "SELECT ?1, campaign, kind, target, 0, import_id FROM campaign_link WHERE campaign=?2 AND kind=?3 AND target=?4 "
    "AND import_id<>?1 ON CONFLICT DO NOTHING";
constexpr std::string_view note_all =
    "INSERT INTO link_log (import_id, campaign, kind, target, added, earlier) "
    "SELECT ?1, campaign, kind, target, 0, import_id FROM campaign_link WHERE campaign=?2 AND kind=?3 "
    "AND import_id<>?1 ON CONFLICT DO NOTHING";

void touch(Connection& connection, std::uint32_t campaign) {
  connection.changed = true;
  connection.touched.insert({Kind::campaign, campaign});
}

bool remove(Connection& connection, const Link& link) {
  note_removed_links(connection, link.campaign, link.kind, &link.target);
  connection.database.prepare("DELETE FROM campaign_link WHERE campaign=?1 AND kind=?2 AND target=?3")
      .bind_all(link.campaign, link.kind, link.target)
      .run();
  if (connection.database.changes() == 0) return false;
  touch(connection, link.campaign);
  return true;
}

bool add(Connection& connection, const Link& link) {
  connection.database
      .prepare(
          "INSERT INTO campaign_link (campaign, kind, target, import_id) VALUES (?1,?2,?3,?4) ON CONFLICT DO NOTHING")
      .bind_all(link.campaign, link.kind, link.target, link.earlier)
      .run();
  if (connection.database.changes() == 0) return false;
  connection.database
      .prepare(
          "INSERT INTO link_log (import_id, campaign, kind, target, added, earlier) VALUES (?1,?2,?3,?4,1,?5) "
          "ON CONFLICT DO UPDATE SET added=1, earlier=?5")
      .bind_all(connection.import_id, link.campaign, link.kind, link.target, link.earlier)
      .run();
  touch(connection, link.campaign);
  return true;
}

}  // namespace

void note_removed_links(Connection& connection, std::uint32_t campaign, Kind kind, const std::uint32_t* target) {
  if (connection.import_id == 0) return;
  if (target)
    connection.database.prepare(note_one).bind_all(connection.import_id, campaign, kind, *target).run();
  else
    connection.database.prepare(note_all).bind_all(connection.import_id, campaign, kind).run();
}

LinkUndo undo_links(Connection& connection, std::uint64_t import_id) {
  LinkUndo done;
  Database& database = connection.database;
  const auto added =
      links(database, "SELECT campaign, kind, target, import_id FROM campaign_link WHERE import_id=?1", import_id);
  const auto put_back =
      links(database, "SELECT campaign, kind, target, earlier FROM link_log WHERE import_id=?1 AND added=1", import_id);
  const auto removed =
      links(database, "SELECT campaign, kind, target, earlier FROM link_log WHERE import_id=?1 AND added=0", import_id);
  for (const Link& link : added) done.removed += remove(connection, link);
  for (const Link& link : put_back) done.removed += remove(connection, link);
  for (const Link& link : removed) done.added += add(connection, link);
  return done;
}

}  // namespace almanac::archive
