#pragma once
// The archive and everything derived from it, checked against each other: what `almanac verify` and GET /api/v1/verify answer.

#include <filesystem>

#include "archive/store.h"
#include "archive/verify.h"

namespace almanac::server {

struct WholeVerification {
  archive::Verification archive;
  std::uint64_t indexed = 0;         // documents of the search index compared
  archive::Differences differences;  // of the archive, then of the index, then of the graph
};

// `directory` is the data directory. An index or graph that still catches up with a running server is waited for, at most 30 s.
WholeVerification verify_whole(const archive::Archive& archive, const std::filesystem::path& directory);

// {revision, whole, records, …, differing, differences: [{part, subject, reason}]}
archive::Json to_json(const WholeVerification& found, archive::Language language);

}  // namespace almanac::server
