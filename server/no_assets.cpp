// A program built without the browser application.

#include "server/assets.h"

namespace almanac::server {

std::span<const Asset> embedded_assets() { return {}; }

}  // namespace almanac::server
