// Prints what graphalytics.h finds in a directory. Fails if anything differs, or if nothing is there.
//
//   graph_check DIR        with graphalytics/, community/ and snap/, or what of them is there

#include <cstdio>

#include "tests/graph/graphalytics.h"

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const std::filesystem::path directory = argv[1];
  auto checks = almanac::tests::check_graphalytics(directory / "graphalytics");
  for (auto& check : almanac::tests::check_known_graphs(directory)) checks.push_back(std::move(check));
  bool good = !checks.empty();
  std::printf("%-20s %-20s %-20s %-14s\n", "algorithm", "graph", "expected", "found");
  for (const auto& check : checks) {
    std::printf("%-20s %-20s %-20s %-14s %s\n", check.algorithm.c_str(), check.graph.c_str(), check.expected.c_str(),
                check.found.c_str(), check.good ? "ok" : "WRONG");
    good = good && check.good;
  }
  return good ? 0 : 1;
}
