#pragma once
// What a procedure's config asks for. Internal to the algorithm procedures.

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/text.h"
#include "graph/algorithms/flat.h"
#include "graph/algorithms/projection.h"
#include "graph/algorithms/view.h"
#include "graph/cypher/procedures.h"

namespace almanac::graph {

class AlgorithmConfig {
 public:
  // The map at `argument`, or null for none; its members are of `known`. All functions throw ArgumentErrors "InvalidArgumentValue".
  AlgorithmConfig(const cypher::ProcedureCall& call, std::size_t argument,
                  std::initializer_list<std::string_view> known);

  bool has(std::string_view name) const;
  double number(std::string_view name, double otherwise, double least, double most) const;
  std::uint64_t whole(std::string_view name, std::uint64_t otherwise, std::uint64_t least, std::uint64_t most) const;
  std::string text(std::string_view name) const;                // "" if it is not given
  std::vector<std::string> texts(std::string_view name) const;  // of a text or a list of them
  std::vector<NodeId> nodes(std::string_view name) const;       // of a node or a list of them
  std::optional<Along> direction() const;

  // `labels`, `types`, `direction`: none of the former two means all, the last is "both" if it is not given.
  View view() const;
  // Nodes of the class joined by what they have in common through relationships of the types that `name` gives, in the `direction`
  // that they leave the class (out if there is a choice); `hubLimit`: a node in the middle with more of them joins nothing.
  Projection projection(std::uint32_t node_class, std::string_view name) const;
  // The one class that `labels` names, for `through`.
  std::uint32_t only_class() const;

 private:
  const cypher::Value* find(std::string_view name) const;
  std::vector<std::uint32_t> classes() const;
  std::vector<std::uint32_t> tables(std::string_view name) const;
  [[noreturn]] static void fail(archive::Text message, archive::Text expected = {}, std::string suggestion = {});

  const cypher::Catalog& catalog_;
  const cypher::MapObject* map_ = nullptr;
};

}  // namespace almanac::graph
