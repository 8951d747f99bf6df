#include "cli/up_to_date.h"

#include "graph/graph.h"
#include "search/index.h"

namespace almanac::cli {

void bring_up_to_date(const std::filesystem::path& data, const archive::Archive& archive) {
  search::Index::open(data / "index", archive);
  graph::Graph::open(data / "graph", archive);
}

}  // namespace almanac::cli
