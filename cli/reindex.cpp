// almanac reindex: index and graph anew from the archive. Both are derived; nothing is lost by deleting them.

#include <CLI/CLI.hpp>
#include <iostream>

#include "archive/store.h"
#include "cli/client.h"
#include "cli/print.h"
#include "cli/program.h"
#include "graph/graph.h"
#include "search/index.h"

namespace almanac::cli {

using archive::Json;

namespace {

Json reindex_here(const Context& context) {
  const auto archive = archive::Archive::open(context.data, archive::Access::read_write);
  const auto index = search::Index::open(context.data / "index", *archive);
  const std::uint64_t revision = index->rebuild(*archive);
  const auto graph = graph::Graph::open(context.data / "graph", *archive);
  graph->rebuild(*archive);
  return {{"revision", revision}, {"documents", index->documents()}, {"graph_revision", graph->revision()}};
}

int run_reindex(const Context& context) {
  const auto client = Client::of(context.data, context.language);
  if (!client)
    archive::Archive::open(context.data, archive::Access::read_only);  // an archive must be there; none is made
  const Json answer =
      client ? client->run("/api/v1/local/reindex", Json::object(), [](const Json&) {}) : reindex_here(context);
  if (context.output == Output::json)
    std::cout << dump(answer) << "\n";
  else
    std::cout << context.say(filled({"Search index and graph are rebuilt: {} documents, revision {}.",
                                     "已重建搜索索引和图：{} 篇文档，修订号 {}。"},
                                    grouped(answer.value("documents", std::uint64_t{0})),
                                    std::to_string(answer.value("revision", std::uint64_t{0}))))
              << "\n";
  return done;
}

}  // namespace

Command add_reindex(CLI::App& program, archive::Language language) {
  CLI::App* app = program.add_subcommand(
      "reindex",
      archive::Text{"Rebuild search index and graph from the archive", "由档案重建搜索索引和图"}.in(language));
  return {app, run_reindex};
}

}  // namespace almanac::cli
