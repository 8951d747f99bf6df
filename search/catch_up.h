#pragma once
// From the archive to the index: a full build, and what a range of revisions changes.

#include <cstdint>
#include <functional>
#include <string>

#include "archive/store.h"
#include "search/columns.h"
#include "search/document.h"
#include "search/indexer.h"

namespace almanac::search {

// Every document that an index of this archive has, one after another; what index_everything() puts and verify() expects.
void for_each_indexed(const archive::Reads& reads, const std::string& currency,
                      const std::function<void(const Document&)>& visit);

// Puts every record of the indexed kinds. The indexer is in a transaction.
void index_everything(const archive::Reads& reads, const std::string& currency, Indexer& indexer);

// Puts and removes what has changed since `revision`, and what depends on it: a campaign holds its lessons' text, a lesson its
// campaign's values, both hold the tree above their channels and the categories of their products.
void index_changes(const archive::Reads& reads, const std::string& currency, std::uint64_t revision,
                   const Columns& columns, Indexer& indexer);

}  // namespace almanac::search
