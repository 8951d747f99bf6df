// The API in one table. Adding a route is one entry in its part (routes/) and one function in handlers/; the router, the checks
// of parameters and permissions, and /openapi.json follow.

#include <iterator>

#include "server/routes/parameters.h"

namespace almanac::server {
namespace {

std::vector<Route> all_routes() {
  std::vector<Route> all;
  for (auto part : {exploring_routes(), relation_routes(), graph_routes(), graph_algorithm_routes(), query_routes(),
                    searching_routes(), campaign_routes(), record_routes(), history_routes(), export_routes(),
                    working_routes(), system_routes()}) {
    all.insert(all.end(), std::make_move_iterator(part.begin()), std::make_move_iterator(part.end()));
  }
  return all;
}

}  // namespace

const std::vector<Route>& routes() {
  static const std::vector<Route> table = all_routes();
  return table;
}

}  // namespace almanac::server
