#pragma once
// The query language over the campaign graph: the one place that makes an engine with everything that queries may call. The server, the
// program and named questions ask through it.
//
//   GraphQueries queries({[&]() -> const search::Index& { return index; }, &archive});
//   const auto query = queries.of(graph.snapshot(), as_of);
//   query->engine().run("MATCH (c:Campaign) RETURN c.name", {}, budget, on_row);
//
// Procedures: those of the engine itself, the graph's algorithms, full-text search (insight/search_procedures.h), and what clients of
// Neo4j call to see whether anyone is there (db.ping, dbms.components).

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "archive/store.h"
#include "archive/time.h"
#include "graph/campaign_graph.h"
#include "graph/cypher/engine.h"
#include "graph/known_graph.h"

namespace almanac::search {
class Index;
}

namespace almanac::insight {

struct GraphSchema;  // insight/graph_schema.h

// What full-text procedures search in. Both must outlive whatever was made with it.
struct SearchAccess {
  std::function<const search::Index&()> index;  // may throw, as Site::index() does; asked when a procedure is called
  const archive::Archive* archive = nullptr;
};

// One snapshot, as it was known at the end of a day. Immutable; for any number of threads.
class GraphQuery {
 public:
  GraphQuery(std::shared_ptr<const graph::CampaignGraph> graph, std::optional<archive::Date> as_of,
             const SearchAccess& search);
  GraphQuery(const GraphQuery&) = delete;
  GraphQuery& operator=(const GraphQuery&) = delete;

  // The whole snapshot; what was known by the day is catalog().graph(), with the same ids.
  const graph::CampaignGraph& graph() const { return *graph_; }
  const std::shared_ptr<const graph::CampaignGraph>& shared_graph() const { return graph_; }
  const std::optional<archive::Date>& as_of() const { return as_of_; }
  std::uint64_t revision() const { return graph_->revision(); }
  const graph::cypher::Engine& engine() const { return *engine_; }
  const graph::cypher::Catalog& catalog() const { return engine_->catalog(); }
  std::size_t bytes() const { return known_.bytes(); }  // held beside the snapshot
  // What there is, counted when it is first asked for. Errors as schema_of().
  std::shared_ptr<const GraphSchema> schema(graph::Budget& budget) const;

 private:
  std::shared_ptr<const graph::CampaignGraph> graph_;
  std::optional<archive::Date> as_of_;
  graph::KnownGraph known_;
  std::unique_ptr<const graph::cypher::Engine> engine_;
  mutable std::atomic<std::shared_ptr<const GraphSchema>> schema_;
};

// "NAME=VALUE", as links and the program give parameters; VALUE is JSON or, failing that, a text. What they point to is in the arena.
// Error invalid_input "bad_parameter".
graph::cypher::Parameters parameters_of(const std::vector<std::string>& given, graph::cypher::Arena& arena);

// Keeps what was asked last, so that plans are kept too: the newest snapshot, and up to most_days days of it that together hold at most
// most_bytes, the last one in any case. What is asked without a day takes no lock.
class GraphQueries {
 public:
  static constexpr std::size_t most_days = 8;
  static constexpr std::size_t most_bytes = std::size_t{512} << 20U;
  explicit GraphQueries(SearchAccess search) : search_(std::move(search)) {}

  // Never null. `graph` is a current snapshot: one of another revision takes the place of what is kept.
  std::shared_ptr<const GraphQuery> of(const std::shared_ptr<const graph::CampaignGraph>& graph,
                                       const std::optional<archive::Date>& as_of = {}) const;
  // Lets go of what belongs to other snapshots, so that their files are freed when their last query ends.
  void keep_only(const graph::CampaignGraph& graph) const;

 private:
  SearchAccess search_;
  mutable std::atomic<std::shared_ptr<const GraphQuery>> newest_;
  mutable std::mutex mutex_;
  mutable std::vector<std::shared_ptr<const GraphQuery>> days_;  // the last asked comes last
};

}  // namespace almanac::insight
