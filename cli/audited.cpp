#include "cli/audited.h"

#include "archive/audit.h"
#include "archive/store.h"
#include "cli/client.h"

namespace almanac::cli {

void note_act(const Context& context, const std::string& action, const std::string& subject) {
  if (const auto client = Client::of(context.data, context.language)) {
    client->post("/api/v1/local/audit", {{"action", action}, {"subject", subject}, {"actor", system_user()}});
    return;
  }
  const auto archive = archive::Archive::open(context.data, archive::Access::read_write);
  archive->write(system_user(),
                 [&](archive::Transaction& transaction) { archive::add_audit(transaction, action, subject); });
}

}  // namespace almanac::cli
