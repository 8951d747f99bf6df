#pragma once
// A graph that set-up statements of the kit can write to. For tests only: the product's engine reads. Reading parts of a statement
// (MATCH, UNWIND, WITH, values in { }) are run by the engine on the graph as it is so far; what they give is written here.

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "graph/cypher/engine.h"
#include "graph/graph_builder.h"

namespace almanac::tests::tck {

struct BuiltGraph {
  std::shared_ptr<const graph::SectionFile> file;
  graph::LoadedGraph loaded;
  std::unique_ptr<graph::PropertyGraph> graph;
};

class Writer {
 public:
  // Throws QueryError for what is wrong, std::runtime_error for what it cannot do. Several statements are separated by ";".
  void execute(const std::string& statements, const graph::cypher::Parameters& parameters);
  BuiltGraph build() const;

 private:
  enum class Numbers { hidden, shown };  // whether relationships have a property with their number
  using Properties = std::map<std::string, graph::cypher::Value>;
  struct Node {
    std::set<std::string> labels;
    Properties properties;
    bool deleted = false;
  };
  struct Relationship {
    std::size_t from = 0, to = 0;
    std::string type;
    Properties properties;
    bool deleted = false;
  };
  struct Bound {  // what a variable stands for
    enum class Kind { value, node, relationship } kind = Kind::value;
    std::size_t number = 0;
    graph::cypher::Value value;
  };
  using Row = std::map<std::string, Bound>;
  struct Statement;

  BuiltGraph build(Numbers numbers) const;
  void execute_one(const std::string& text, const graph::cypher::Parameters& parameters);
  void read(Statement& statement, const std::vector<std::string>& expressions);
  void create(Statement& statement, const graph::cypher::Clause& clause);
  void create(Statement& statement, const graph::cypher::Pattern& pattern);
  void merge(Statement& statement, const graph::cypher::Pattern& pattern);
  void set(Statement& statement, const std::vector<graph::cypher::Change>& changes);
  void remove(Statement& statement, const graph::cypher::Clause& clause);
  Properties properties_of(const graph::cypher::Value& map);

  std::vector<Node> nodes_;
  std::vector<Relationship> relationships_;
  graph::cypher::Arena arena_;  // values
};

}  // namespace almanac::tests::tck
