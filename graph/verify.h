#pragma once
// Whether the stored graph is the one that the archive gives: both files compared with files built anew.

#include <cstdint>
#include <filesystem>

#include "archive/store.h"
#include "archive/verify.h"

namespace almanac::graph {

// Builds the graph of `archive` from nothing into a temporary directory, removed before this returns, and compares the files in
// `directory` (the `graph/` of a data directory) with it: archive id and revision (let the graph catch up before), checksums,
// and, as the same archive always gives the same bytes, every section. Where a section differs, what the two files say of
// each node and edge is compared: keys, properties, relationships both ways, touchpoints, sums. A damaged file of the right
// length is looked at the same way.
// All differences have the part "graph"; the subject is the graph id of a node, or the name of a file.
//
// Damage is a difference, never an exception; Error unavailable "graph_not_stored" means that the temporary directory cannot be
// written. Takes the time and memory of a rebuild. `*compared` becomes the number of nodes and edges that there should be.
archive::Differences verify(const std::filesystem::path& directory, const archive::Archive& archive,
                            std::uint64_t* compared = nullptr);

}  // namespace almanac::graph
