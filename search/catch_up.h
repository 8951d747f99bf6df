#pragma once
// From the archive to the index: a full build, and what a range of revisions changes.

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>

#include "archive/store.h"
#include "search/columns.h"
#include "search/document.h"
#include "search/indexer.h"

namespace almanac::search {

// Every document that an index of this archive has, one after another; what a full build puts and verify() expects.
void for_each_indexed(const archive::Reads& reads, const std::string& currency,
                      const std::function<void(const Document&)>& visit);

// Records of the indexed kinds, by their numbers.
using Numbers = std::map<archive::Kind, std::set<std::uint32_t>>;
// Those to index anew as they, or what they depend on, have changed since `revision`: a campaign holds its lessons' text, a
// lesson its campaign's values, both hold the tree above their channels and the categories of their products. `columns` and
// `database` are of that revision.
Numbers changed_numbers(const archive::Reads& reads, std::uint64_t revision, const Columns& columns,
                        const Xapian::Database& database);
// Puts those that are there and removes the others. The indexer is in a transaction.
void index_changes(const archive::Reads& reads, const std::string& currency, const Numbers& changed, Indexer& indexer);

}  // namespace almanac::search
