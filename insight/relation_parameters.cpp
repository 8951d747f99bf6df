#include "insight/relation_parameters.h"

#include "graph/exploring.h"

namespace almanac::insight {
namespace {

class Named : public graph::NamedParameters {
 public:
  using NamedParameters::NamedParameters;

  std::string dimension(const char* name, std::string otherwise) const {
    const std::string given = one(name);
    return given.empty() ? std::move(otherwise) : given;
  }
  Filters scope() const {
    constexpr std::string_view prefix = "only.";
    Filters filters;
    for (const auto& [name, value] : parameters_) {
      if (name.starts_with(prefix) && !value.empty()) filters[name.substr(prefix.size())].push_back(value);
    }
    return filters;
  }
  Filters events(const char* name) const {
    const auto values = all(name);
    return values.empty() ? Filters{} : Filters{{"event", values}};
  }
};

}  // namespace

AssociationRequest association_request(const graph::Parameters& parameters) {
  const Named named(parameters);
  AssociationRequest asked;
  asked.rows = {named.dimension("rows", "channel"), named.all("row"), named.events("row_event")};
  asked.columns = {named.dimension("columns", "product"), named.all("column"), named.events("event")};
  asked.scope = named.scope();
  asked.order = order_from(named.word("measure", {"lift", "low_lift", "both", "jaccard"}));
  asked.unit = unit_from(named.word("unit", {"person", "visit", "moment"}));
  asked.then = named.flag("then");
  asked.least = named.number("least", asked.least);
  asked.from = named.date("from");
  asked.to = named.date("to");
  asked.as_of = named.date("as_of");
  asked.limit = named.number("limit", asked.limit);
  graph::require_limit(asked.limit, 1, 1000, "limit");
  return asked;
}

NeverTriedRequest never_tried_request(const graph::Parameters& parameters) {
  const Named named(parameters);
  NeverTriedRequest asked;
  asked.rows = named.dimension("rows", asked.rows);
  asked.columns = named.dimension("columns", asked.columns);
  asked.row_values = named.all("row");
  asked.column_values = named.all("column");
  asked.campaigns = named.scope();
  asked.as_of = named.date("as_of");
  asked.limit = named.number("limit", asked.limit);
  graph::require_limit(asked.limit, 1, 1000, "limit");
  return asked;
}

ReportedRequest reported_request(const graph::Parameters& parameters) {
  const Named named(parameters);
  ReportedRequest asked;
  asked.group = named.dimension("group", asked.group);
  asked.values = named.all("value");
  asked.metric = named.one("metric");
  asked.campaigns = named.scope();
  asked.as_of = named.date("as_of");
  asked.limit = named.number("limit", asked.limit);
  graph::require_limit(asked.limit, 1, 1000, "limit");
  return asked;
}

}  // namespace almanac::insight
