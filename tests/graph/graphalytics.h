#pragma once
// The algorithms against LDBC Graphalytics' validation graphs and against published figures of well-known graphs, in a directory:
//
//   graphalytics/{bfs,cdlp,lcc,pr,sssp,wcc}/{dir,undir}-{input,output}, graphalytics/example/example-{directed,undirected}…
//   community/{karate,football}.gml, snap/{email-Eu-core,grqc,facebook_combined}      (what is absent is passed over)

#include <filesystem>
#include <string>
#include <vector>

namespace almanac::tests {

struct Check {
  std::string algorithm, graph, expected, found;
  bool good = false;
};
std::vector<Check> check_graphalytics(const std::filesystem::path& directory);
std::vector<Check> check_known_graphs(const std::filesystem::path& directory);

}  // namespace almanac::tests
