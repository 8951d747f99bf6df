// The history of every kind of record, and the audit log.

#include "server/routes/parameters.h"

namespace almanac::server {
namespace {

using archive::Kind;

// The pattern of a record's address and what in it is the key.
struct Address {
  std::string_view history, version, restore, key;
};

template <Kind kind>
void add(std::vector<Route>& routes, const Address& address) {
  const auto key = in_path(address.key, {"the record's key, percent-encoded", "记录的键（百分号编码）"});
  const auto version = in_path("version", {"number of a version", "版本号"});
  routes.push_back({"GET",
                    address.history,
                    h::record_history<kind>,
                    Permission::read,
                    {"Versions, newest first: who, when, from which import, what changed",
                     "历史版本，最新在前：谁、何时、来自哪次导入、改了什么"},
                    {key, limit(200, 50), cursor(), format()},
                    "",
                    "history"});
  routes.push_back({"GET",
                    address.version,
                    h::record_version<kind>,
                    Permission::read,
                    {"One version", "某一版本"},
                    {key, version},
                    "",
                    "version_of_record"});
  routes.push_back({"POST",
                    address.restore,
                    h::restore_record<kind>,
                    Permission::write,
                    {"Store what that version said as a new version", "把该版本的内容保存为新版本"},
                    {key, version, if_match(), idempotency_key()},
                    "",
                    "restored_version"});
}

}  // namespace

std::vector<Route> history_routes() {
  std::vector<Route> routes;
  add<Kind::campaign>(routes, {"/api/v1/campaigns/{code}/history", "/api/v1/campaigns/{code}/history/{version}",
                               "/api/v1/campaigns/{code}/history/{version}/restore", "code"});
  add<Kind::lesson>(routes, {"/api/v1/lessons/{code}/history", "/api/v1/lessons/{code}/history/{version}",
                             "/api/v1/lessons/{code}/history/{version}/restore", "code"});
  add<Kind::user>(routes, {"/api/v1/users/{user}/history", "/api/v1/users/{user}/history/{version}",
                           "/api/v1/users/{user}/history/{version}/restore", "user"});
  add<Kind::product>(routes, {"/api/v1/products/{sku}/history", "/api/v1/products/{sku}/history/{version}",
                              "/api/v1/products/{sku}/history/{version}/restore", "sku"});
  add<Kind::channel>(routes, {"/api/v1/channels/{channel}/history", "/api/v1/channels/{channel}/history/{version}",
                              "/api/v1/channels/{channel}/history/{version}/restore", "channel"});
  add<Kind::segment>(routes, {"/api/v1/segments/{segment}/history", "/api/v1/segments/{segment}/history/{version}",
                              "/api/v1/segments/{segment}/history/{version}/restore", "segment"});
  routes.push_back({"GET",
                    "/api/v1/audit",
                    h::list_audit,
                    Permission::admin,
                    {"Who did what, newest first: every write, and every export of people's data",
                     "审计记录，最新在前：每次写入，以及每次导出个人数据"},
                    {text("action", {"only this action, e.g. export_user", "只看此操作，例如 export_user"}),
                     text("actor", {"only by this one", "只看此人"}), limit(200, 50), cursor(), format()},
                    "",
                    "audit_list"});
  routes.push_back(
      {"POST",
       "/api/v1/local/audit",
       h::local_audit,
       Permission::local,
       {"Note an act of the program in the audit log (used by the program)", "在审计中记录一次操作（由程序使用）"},
       {},
       "audit_note",
       "revision_answer"});
  return routes;
}

}  // namespace almanac::server
