// The versions of a record, restoring one of them, and the audit log of the archive.

#include "archive/history.h"

#include <charconv>

#include "archive/audit.h"
#include "server/handlers/handlers.h"
#include "server/problem.h"

namespace almanac::server::handlers {
namespace {

using archive::Kind;
using archive::Version;

// The path's only value besides the version is the record's key.
const std::string& key_in_path(const Request& request) { return request.path_values.front().second; }

// A positive number in the path or a cursor. Error 400 "bad_number".
std::int64_t positive(const std::string& text, std::string_view name) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number <= 0)
    throw HttpError(400, "bad_number",
                    filled(Text{"{} is a number from 1, not \"{}\"", "{} 须为大于 0 的整数，而不是“{}”"}, name, text),
                    std::string(name));
  return number;
}

// A key of any spelling that the kind matches by; unknown ones are 404.
std::string known_key(const archive::Reads& reads, Kind kind, const std::string& asked) {
  const auto key = archive::normalize_key(asked);
  if (reads.find_number(kind, key)) return key;
  if (const auto number = reads.find_by_name(kind, key)) return *reads.find_key(kind, *number);
  throw_unknown(reads, kind, asked);
}

Version version_in_path(const archive::Reads& reads, Kind kind, const std::string& key, const Request& request) {
  const auto number = positive(request.path_value("version"), "version");
  return archive::get_version(reads, kind, key, number);
}

}  // namespace

template <Kind kind>
Response record_history(Site& site, const Request& request) {
  const auto reader = site.archive().read();
  const auto key = known_key(reader, kind, key_in_path(request));
  const auto limit = static_cast<std::size_t>(request.number("limit", 50));
  const auto cursor = request.value("cursor").value_or("");
  const auto before = cursor.empty() ? 0 : positive(cursor, "cursor");
  auto page = archive::version_items(reader, site.archive().zone(), kind, key, before, limit);
  if (page.items.empty() && before == 0) throw_unknown(reader, kind, key);
  return page_of(request, reader.revision(), archive::version_count(reader, kind, key), std::move(page.items),
                 page.next > 0 ? std::to_string(page.next) : "", "history.csv");
}

template <Kind kind>
Response record_version(Site& site, const Request& request) {
  const auto reader = site.archive().read();
  const auto key = known_key(reader, kind, key_in_path(request));
  const auto version = version_in_path(reader, kind, key, request);
  const auto before = archive::versions_before(reader, kind, key, version.version, 1);
  return Response::of(
      archive::to_json(version, before.empty() ? Json::object() : before.front().body, site.archive().zone()));
}

template <Kind kind>
Response restore_record(Site& site, const Request& request) {
  std::string key;
  std::int64_t number = 0;
  archive::RestoredVersion restored;
  {
    const auto reader = site.archive().read();
    key = known_key(reader, kind, key_in_path(request));
    number = version_in_path(reader, kind, key, request).version;
  }
  const auto revision = conditional_write(site, request, [&](archive::Transaction& transaction) {
    restored = archive::restore_version(transaction, kind, key, number, condition_of(request));
    require_valid(restored.findings);
  });
  auto response = Response::of({{"revision", revision},
                                {"restored", number},
                                {"version", restored.outcome.version},
                                {"changed", restored.outcome.put != archive::Put::unchanged},
                                {"warnings", archive::to_json(restored.findings, request.language)}});
  response.with("ETag", etag_of(restored.outcome.version));
  return response;
}

#define ALMANAC_HISTORY(kind)                                          \
  template Response record_history<Kind::kind>(Site&, const Request&); \
  template Response record_version<Kind::kind>(Site&, const Request&); \
  template Response restore_record<Kind::kind>(Site&, const Request&);
ALMANAC_HISTORY(campaign)
ALMANAC_HISTORY(lesson)
ALMANAC_HISTORY(user)
ALMANAC_HISTORY(product)
ALMANAC_HISTORY(channel)
ALMANAC_HISTORY(segment)
#undef ALMANAC_HISTORY

Response list_audit(Site& site, const Request& request) {
  const auto cursor = request.value("cursor").value_or("");
  archive::AuditQuery query;
  query.action = request.value("action").value_or("");
  query.actor = request.value("actor").value_or("");
  query.before = cursor.empty() ? 0 : positive(cursor, "cursor");
  const auto limit = static_cast<std::size_t>(request.number("limit", 50));
  query.limit = limit + 1;
  const auto reader = site.archive().read();
  auto entries = archive::audit(reader, query);
  const bool more = entries.size() > limit;
  if (more) entries.pop_back();
  auto items = Json::array();
  for (const auto& entry : entries) items.push_back(archive::to_json(entry, site.archive().zone()));
  return page_of(request, reader.revision(), std::nullopt, std::move(items),
                 more ? std::to_string(entries.back().id) : "", "audit.csv");
}

Response local_audit(Site& site, const Request& request) {
  const auto body = request.json();
  const auto action = required_text(body, "action"), subject = required_text(body, "subject");
  const auto revision = site.archive().write(
      body.value("actor", request.actor),
      [&](archive::Transaction& transaction) { archive::add_audit(transaction, action, subject); });
  return Response::of({{"revision", revision}});
}

}  // namespace almanac::server::handlers
