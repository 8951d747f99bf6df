#pragma once
// Answers of the graph as a person reads them.

#include "cli/program.h"
#include "cli/snapshot.h"
#include "graph/analysis.h"
#include "graph/explore.h"
#include "graph/explore_sets.h"

namespace almanac::cli {

void print(const graph::NodeAnswer& answer, const Snapshot& snapshot, const Context& context);
void print(const graph::NeighborsAnswer& answer, const Snapshot& snapshot, const Context& context);
void print(const graph::PathsAnswer& answer, const Snapshot& snapshot, const Context& context);
void print(const graph::CommonAnswer& answer, const Snapshot& snapshot, const Context& context);
void print(const graph::SubgraphAnswer& answer, const Snapshot& snapshot, const Context& context);
void print(const graph::RelatedAnswer& answer, const Snapshot& snapshot, const Context& context);
void print(const graph::CentralAnswer& answer, const Snapshot& snapshot, const Context& context);
void print(const graph::CommunitiesAnswer& answer, const Snapshot& snapshot, const Context& context);

}  // namespace almanac::cli
