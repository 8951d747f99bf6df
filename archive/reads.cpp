// What a view of the archive can be asked about nodes, links, changes and settings.

#include <algorithm>

#include "archive/connection.h"
#include "archive/same_as.h"
#include "archive/store.h"

namespace almanac::archive {

using sqlite::Statement;

namespace {
sqlite::Database& database_of(void* connection) { return connection_of(connection).database; }
std::uint32_t number_at(const Statement& row, int column) { return static_cast<std::uint32_t>(row.integer(column)); }
}  // namespace

std::uint64_t Reads::revision() const {
  return static_cast<std::uint64_t>(database_of(connection_).integer("SELECT max(revision) FROM revision"));
}

std::optional<std::uint32_t> Reads::find_number(Kind kind, std::string_view key) const {
  const std::string normalized = normalize_key(key);
  Statement row = database_of(connection_).prepare("SELECT number FROM node WHERE kind=?1 AND key=?2");
  row.bind_all(kind, normalized);
  if (!row.step() || is_withheld(*this, kind, number_at(row, 0))) return std::nullopt;
  return number_at(row, 0);
}

std::optional<std::uint32_t> Reads::find_by_name(Kind kind, std::string_view name) const {
  if (const auto leader = leader_of(*this, kind, name)) return find_number(kind, *leader);
  if (const auto exact = find_number(kind, name)) return exact;
  const std::string folded = fold(name);
  Statement row = database_of(connection_).prepare("SELECT number FROM alias WHERE kind=?1 AND folded=?2");
  row.bind_all(kind, folded);
  if (!row.step() || is_withheld(*this, kind, number_at(row, 0))) return std::nullopt;
  return number_at(row, 0);
}

std::optional<std::string> Reads::find_key(Kind kind, std::uint32_t number) const {
  Statement row = database_of(connection_).prepare("SELECT key FROM node WHERE kind=?1 AND number=?2");
  row.bind_all(kind, number);
  if (!row.step() || is_withheld(*this, kind, number)) return std::nullopt;
  return std::string(row.text(0));
}

std::uint32_t Reads::count(Kind kind) const {
  Statement row = database_of(connection_).prepare("SELECT coalesce(max(number)+1,0) FROM node WHERE kind=?1");
  row.bind_all(kind);
  return row.step() ? number_at(row, 0) : 0;
}

void Reads::for_each_key(Kind kind, const std::function<void(std::uint32_t, std::string_view)>& visit) const {
  Statement row = database_of(connection_).prepare("SELECT number, key FROM node WHERE kind=?1 ORDER BY number");
  row.bind_all(kind);
  while (row.step())
    if (!is_withheld(*this, kind, number_at(row, 0))) visit(number_at(row, 0), row.text(1));
}

std::optional<std::string> Reads::nearest_key(Kind kind, std::string_view key) const {
  // A third of the characters may differ; ties go to the first key in order, so the answer never varies.
  const std::string folded = fold(key);
  std::size_t best = std::clamp<std::size_t>(folded.size() / 3, 1, 8) + 1;
  std::optional<std::string> nearest;
  std::uint32_t looked = 0;
  Statement row = database_of(connection_).prepare("SELECT key, number FROM node WHERE kind=?1 ORDER BY key");
  row.bind_all(kind);
  while (row.step() && ++looked <= 200'000) {
    if (is_withheld(*this, kind, number_at(row, 1))) continue;
    const std::string_view candidate = row.text(0);
    const std::size_t distance = edit_distance(folded, candidate, best - 1);
    if (distance < best) {
      best = distance;
      nearest = std::string(candidate);
      if (best == 0) break;
    }
  }
  return nearest;
}

void Reads::for_each_link(Kind target, const std::function<void(std::uint32_t, std::uint32_t)>& visit) const {
  Statement row = database_of(connection_)
                      .prepare("SELECT campaign, target FROM campaign_link WHERE kind=?1 ORDER BY campaign, target");
  row.bind_all(target);
  while (row.step()) visit(number_at(row, 0), number_at(row, 1));
}

std::vector<std::string> Reads::linked_keys(std::uint32_t campaign, Kind target, std::string_view after,
                                            std::size_t limit) const {
  std::vector<std::string> keys;
  Statement row = database_of(connection_)
                      .prepare(
                          "SELECT n.key FROM campaign_link l CROSS JOIN node n ON n.kind=l.kind AND n.number=l.target "
                          "WHERE l.campaign=?1 AND l.kind=?2 AND n.key>?3 ORDER BY n.key LIMIT ?4");
  row.bind_all(campaign, target, after, static_cast<std::int64_t>(std::min<std::size_t>(limit, INT64_MAX)));
  while (row.step()) keys.emplace_back(row.text(0));
  return keys;
}

std::uint64_t Reads::link_count(std::uint32_t campaign, Kind target) const {
  Statement row = database_of(connection_).prepare("SELECT count(*) FROM campaign_link WHERE campaign=?1 AND kind=?2");
  row.bind_all(campaign, target);
  return row.step() ? static_cast<std::uint64_t>(row.integer(0)) : 0;
}

std::vector<Change> Reads::changes_since(std::uint64_t revision) const {
  std::vector<Change> changes;
  Statement row = database_of(connection_)
                      .prepare(
                          "SELECT max(revision) AS last, kind, number FROM change WHERE revision>?1 "
                          "GROUP BY kind, number ORDER BY last, kind, number");
  row.bind_all(revision);
  while (row.step()) {
    const auto kind = static_cast<Kind>(row.integer(1));
    if (!is_withheld(*this, kind, number_at(row, 2)))
      changes.push_back({static_cast<std::uint64_t>(row.integer(0)), kind, number_at(row, 2)});
  }
  return changes;
}

std::optional<std::string> Reads::setting(std::string_view name) const {
  Statement row = database_of(connection_).prepare("SELECT value FROM setting WHERE name=?1");
  row.bind_all(name);
  if (!row.step()) return std::nullopt;
  return std::string(row.text(0));
}

}  // namespace almanac::archive
