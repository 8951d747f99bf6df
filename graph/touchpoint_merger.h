#pragma once
// New rows merged into an older touchpoints.graph, byte for byte what building from all rows gives.
//
// Every column of the new file is a column of the old one with values put in between and, for the day and the weight of an
// edge that had touchpoints before, values changed (MergedColumn). So only where the new values go is worked out, for each
// new row: its place among its user's rows, its edges' places in the lists of both ends. All else is copied as it lies, by
// SectionWriter, while the file is written; nothing of the old file is decoded, and no column is held in memory.
//
// Offsets and the sums of pairs are small beside the rows and are made anew.

#include <vector>

#include "graph/touchpoint_builder.h"

namespace almanac::graph {

// `fresh` in any order. The sections read `old` while they are written: it must live as long.
SectionWriter merge_touchpoints(const TouchpointGraph& old, std::vector<Touch> fresh, const Vocabulary& vocabulary,
                                const archive::Zone& zone);

}  // namespace almanac::graph
