#pragma once
// The scorecard of one campaign: goals with attainment, reported and measured results side by side with the difference,
// costs by channel and kind, ROI and cost ratio, benefits, milestones, and the roll-up of what lies below it. Every
// figure has its evidence: how many values or touchpoints (`n`) and which fields of the record or which touchpoints.
//
// docs/http-api.md describes the answer member by member.

#include "archive/store.h"

namespace almanac::insight {

// Throws nothing of its own: `campaign` is read already, as known on `as_of` if that is given (archive/as_of.h); touchpoints and
// campaigns below it count as of the same day. O(touchpoints) for the measured part.
archive::Json scorecard(const archive::Reads& reads, const archive::Stored<archive::Campaign>& campaign,
                        archive::Language language, std::optional<archive::Date> as_of = std::nullopt);

}  // namespace almanac::insight
