#pragma once
// Which fields of a record become properties of its node, under which names and types.

#include "archive/records.h"
#include "graph/graph_builder.h"

namespace almanac::graph {

// Sets the properties of one node. Nested lists of a campaign (goals, results, costs …) are not properties: the record itself
// is the place for them. An attribute is a property under its own name unless a field has that name.
class PropertySetter {
 public:
  PropertySetter(GraphBuilder& builder, std::uint32_t node_class, std::uint32_t number)
      : builder_(builder), class_(node_class), number_(number) {}

  void record(const archive::Campaign& campaign);
  void record(const archive::Lesson& lesson);
  void record(const archive::User& user);
  void record(const archive::Product& product);
  void record(const archive::Channel& channel);
  void record(const archive::Segment& segment);

 private:
  void text(std::string_view name, const std::string& value);
  void list(std::string_view name, const archive::Strings& values);
  void date(std::string_view name, const std::optional<archive::Date>& value);
  void amount(std::string_view name, const std::optional<archive::Decimal>& value);
  void attributes(const archive::Attributes& values, const archive::Strings& fields);

  GraphBuilder& builder_;
  std::uint32_t class_, number_;
};

}  // namespace almanac::graph
