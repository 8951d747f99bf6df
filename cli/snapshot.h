#pragma once
// What the commands that ask the graph work on: the archive opened beside whatever owns it, and its graph.

#include <memory>

#include "archive/store.h"
#include "cli/program.h"
#include "graph/campaign_graph.h"
#include "graph/graph.h"

namespace almanac::cli {

class Snapshot {
 public:
  // Errors as Archive::open and Graph::open; a graph that is behind the archive is brought up to date in memory.
  explicit Snapshot(const Context& context)
      : archive_(archive::Archive::open(context.data, archive::Access::read_only)),
        graph_(graph::Graph::open(context.data / "graph", *archive_, archive::Access::read_only)),
        snapshot_(graph_->snapshot()) {}
  const graph::CampaignGraph& operator*() const { return *snapshot_; }
  const graph::CampaignGraph* operator->() const { return snapshot_.get(); }
  const std::shared_ptr<const graph::CampaignGraph>& shared() const { return snapshot_; }
  const archive::Archive& archive() const { return *archive_; }
  const archive::Zone& zone() const { return snapshot_->zone(); }

 private:
  std::unique_ptr<archive::Archive> archive_;
  std::unique_ptr<graph::Graph> graph_;
  std::shared_ptr<const graph::CampaignGraph> snapshot_;
};

}  // namespace almanac::cli
