#include "tests/graph/graphalytics.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <functional>
#include <map>
#include <set>
#include <sstream>

#include "graph/algorithms/communities.h"
#include "graph/algorithms/components.h"
#include "graph/algorithms/distances.h"
#include "graph/algorithms/label_propagation.h"
#include "graph/algorithms/pagerank.h"
#include "graph/algorithms/triangles.h"
#include "tests/graph/edge_lists.h"

namespace almanac::tests {
namespace {

using namespace graph;
using Path = std::filesystem::path;

std::map<std::int64_t, std::string> expected_of(const Path& path) {
  std::map<std::int64_t, std::string> values;
  std::ifstream in(path);
  std::int64_t id = 0;
  for (std::string value; in >> id >> value;) values[id] = value;
  return values;
}

struct Parameters {
  std::int64_t source = 1;
  std::uint32_t label_rounds = 5,
                rank_rounds = 14;  // directed validation graphs; undirected ones 26 ranks, examples 2 of each
};

// What an algorithm says of each vertex, as a number: hops and labels exact, the others to one part in ten thousand.
std::vector<double> run(const std::string& algorithm, const ListedGraph& made, bool directed,
                        const Parameters& parameters) {
  const View view(*made.graph, {{}, {}, directed ? Along::out : Along::both});
  const std::vector<Vertex> sources{made.vertex(parameters.source)};
  Budget budget;
  std::vector<double> values;
  const auto ids = [&](const std::vector<Vertex>& labels) {
    for (const Vertex label : labels) values.push_back(static_cast<double>(made.ids[label]));
  };
  if (algorithm == "bfs") {
    for (const auto d : distances(view, sources, budget)) values.push_back(d == unreached ? HUGE_VAL : d);
  } else if (algorithm == "cdlp") {
    ids(propagate_labels(view, parameters.label_rounds, budget));
  } else if (algorithm == "lcc") {
    values = clustering(view, budget);
  } else if (algorithm == "pr") {
    values = pagerank(view, {0.85, parameters.rank_rounds, 0}, budget);
  } else if (algorithm == "sssp") {
    values = shortest_paths(view, sources[0], {EdgeLength::By::property, "length"}, budget);
  } else {
    ids(components(view, budget).label);
  }
  return values;
}

// "9223372036854775807" and "Infinity" mean unreached. Components may be named by any of their vertices.
bool agrees(const std::string& algorithm, double found, const std::string& expected) {
  const double value = expected.size() > 18 && algorithm == "bfs" ? INFINITY : std::strtod(expected.c_str(), nullptr);
  if (std::isinf(value) || std::isinf(found)) return std::isinf(value) && std::isinf(found);
  const double tolerance = algorithm == "lcc" || algorithm == "pr" || algorithm == "sssp" ? 1e-4 : 0;
  return std::abs(found - value) <= tolerance * std::abs(value);
}

Check compare(const std::string& algorithm, const std::string& name, const ListedGraph& made, bool directed,
              const Parameters& parameters, const Path& output) {
  const auto expected = expected_of(output);
  const std::vector<double> found = run(algorithm, made, directed, parameters);
  std::size_t right = 0;
  for (const auto& [id, value] : expected) {
    const std::uint32_t v = made.vertex(id);
    right += v < made.ids.size() && made.ids[v] == id && agrees(algorithm, found[v], value) ? 1 : 0;
  }
  const bool all = right == expected.size() && expected.size() == made.ids.size();
  return {algorithm, name, std::to_string(made.ids.size()) + " vertices", std::to_string(right) + " right", all};
}

std::string text(const char* format, double value) {
  char buffer[64];
  std::snprintf(buffer, sizeof buffer, format, value);
  return buffer;
}

// Each undirected edge once, without self-loops; all vertices stay.
EdgeList simple(EdgeList list) {
  for (const EdgeList::Edge& edge : list.edges) {
    list.vertices.push_back(edge.from);
    list.vertices.push_back(edge.to);
  }
  std::set<std::pair<std::int64_t, std::int64_t>> seen;
  std::erase_if(list.edges, [&](const EdgeList::Edge& edge) {
    return edge.from == edge.to || !seen.insert(std::minmax(edge.from, edge.to)).second;
  });
  return list;
}

std::uint64_t largest_component(const View& view) {
  Budget budget;
  std::map<Vertex, std::uint64_t> sizes;
  for (const Vertex label : components(view, budget).label) ++sizes[label];
  std::uint64_t most = 0;
  for (const auto& [label, size] : sizes) most = std::max(most, size);
  return most;
}

struct Known {
  const char* name;
  const char* file;
  std::uint64_t component, triangles;
  double clustering;       // mean over all vertices; 0: not compared
  std::uint32_t diameter;  // 0: not compared
};

std::vector<Check> check_known(const Known& known, const Path& file) {
  const ListedGraph made = make_graph(simple(read_edges(file)));
  const View view(*made.graph);
  Budget budget;
  std::vector<Check> checks;
  const auto exact = [&](const char* what, std::uint64_t expected, std::uint64_t found) {
    checks.push_back({what, known.name, std::to_string(expected), std::to_string(found), expected == found});
  };
  exact("largest component", known.component, largest_component(view));
  const Flat flat = flatten(view, Sides::either, Weigh::one, budget);
  exact("triangles", known.triangles, triangles(flat, budget).count);
  if (known.clustering != 0) {
    double sum = 0;
    for (const double c : clustering(view, budget)) sum += c;
    sum /= view.size();
    checks.push_back({"mean clustering", known.name, text("%.4f", known.clustering), text("%.4f", sum),
                      std::abs(sum - known.clustering) < 0.00006});
  }
  if (known.diameter != 0) {
    std::uint32_t most = 0;
    for (Vertex v = 0; v < view.size(); ++v) {
      for (const std::uint32_t d : distances(view, {v}, budget)) most = std::max(most, d);
    }
    exact("diameter", known.diameter, most);
  }
  return checks;
}

Check check_modularity(const char* name, const Path& file, double expected) {
  const ListedGraph made = make_graph(simple(read_gml(file)));
  Budget budget;
  const Flat flat = flatten(View(*made.graph), Sides::either, Weigh::one, budget);
  const double found = leiden(flat, {}, budget).modularity;
  return {"Leiden's modularity", name, "at least " + text("%.4f", expected), text("%.7f", found),
          found > expected - 0.00005};
}

}  // namespace

std::vector<Check> check_graphalytics(const Path& directory) {
  std::vector<Check> checks;
  for (const std::string algorithm : {"bfs", "cdlp", "lcc", "pr", "sssp", "wcc"}) {
    std::string upper = algorithm;
    for (char& c : upper) c = static_cast<char>(std::toupper(c));
    for (const bool directed : {true, false}) {
      const Path folder = directory / algorithm;
      const std::string kind = directed ? "dir" : "undir";
      if (std::filesystem::exists(folder / (kind + "-output"))) {
        const ListedGraph made =
            make_graph(algorithm == "sssp" ? read_edges(folder / (kind + "-input.e"), folder / (kind + "-input.v"))
                                           : read_neighbours(folder / (kind + "-input"), !directed));
        checks.push_back(compare(algorithm, "validation, " + kind, made, directed, {1, 5, directed ? 14U : 26U},
                                 folder / (kind + "-output")));
      }
      const std::string example = directed ? "example-directed" : "example-undirected";
      const Path stem = directory / "example" / example;
      if (std::filesystem::exists(stem.string() + ".e")) {
        const ListedGraph made = make_graph(read_edges(stem.string() + ".e", stem.string() + ".v"));
        checks.push_back(
            compare(algorithm, example, made, directed, {directed ? 1 : 2, 2, 2}, stem.string() + "-" + upper));
      }
    }
  }
  return checks;
}

std::vector<Check> check_known_graphs(const Path& directory) {
  std::vector<Check> checks;
  // Figures of the Stanford Network Analysis Project's pages on the graphs.
  const Known graphs[] = {
      {"email-Eu-core", "snap/email-Eu-core/email-Eu-core.txt", 986, 105'461, 0.3994, 0},
      {"ca-GrQc", "snap/grqc/edges.csv", 4'158, 48'260, 0, 0},
      {"ego-Facebook", "snap/facebook_combined/facebook_combined.txt", 4'039, 1'612'010, 0.6055, 8}};
  for (const Known& known : graphs) {
    if (!std::filesystem::exists(directory / known.file)) continue;
    for (Check& check : check_known(known, directory / known.file)) checks.push_back(std::move(check));
  }
  // Karate club: the optimum (Brandes et al. 2008: 0.4197896). Football: its conferences give 0.5540.
  const Path karate = directory / "community/karate.gml", football = directory / "community/football.gml";
  if (std::filesystem::exists(karate)) checks.push_back(check_modularity("karate", karate, 0.4197896));
  if (std::filesystem::exists(football)) checks.push_back(check_modularity("football", football, 0.5540));
  return checks;
}

}  // namespace almanac::tests
