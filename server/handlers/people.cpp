// What is held on a person, and erasing it. Both are in the audit log, under the person's number.

#include "server/people.h"
#include "archive/audit.h"
#include "archive/person.h"
#include "archive/retention.h"
#include "server/handlers/handlers.h"

namespace almanac::server::handlers {

Response export_user(Site& site, const Request& request) {
  const auto& user = request.path_value("user");
  const auto reader = site.archive().read();
  const auto held = archive::export_user(reader, site.archive().zone(), user);
  if (!held) throw_unknown(reader, archive::Kind::user, user);
  site.archive().write(request.actor, [&](archive::Transaction& transaction) {
    archive::add_audit(transaction, "export_user", std::to_string(held->at("number").get<std::uint32_t>()));
  });
  return Response::of(*held);
}

Response erase_user(Site& site, const Request& request) {
  return Response::of(archive::to_json(server::erase_user(site, request.path_value("user"), request.actor)));
}

Response local_erase_user(Site& site, const Request& request) {
  const auto body = request.json();
  return Response::of(
      archive::to_json(server::erase_user(site, required_text(body, "user"), body.value("actor", request.actor))));
}

Response local_retention(Site& site, const Request& request) {
  const auto body = request.json();
  if (!body.value("dry_run", false))
    return Response::of(archive::to_json(server::apply_retention(site, body.value("actor", request.actor))));
  const auto rules = archive::read_retention(site.archive().directory());
  return Response::of(archive::to_json(archive::try_retention(site.archive(), rules, archive::now_ms())));
}

}  // namespace almanac::server::handlers
