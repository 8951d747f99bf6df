#pragma once
// Exchange rates (--kind rates): date, from, to, rate.

#include "importers/plan.h"
#include "importers/session.h"

namespace almanac::importers {

void import_rates(Session& session, const Task& task, std::size_t index);

}  // namespace almanac::importers
