#include "insight/graph_query.h"

#include <algorithm>
#include <numeric>

#include "archive/error.h"
#include "archive/json.h"
#include "graph/algorithm_procedures.h"
#include "insight/search_procedures.h"

namespace almanac::insight {
namespace {

namespace cypher = graph::cypher;
using cypher::Value;

constexpr cypher::Types text_type = cypher::types_of(cypher::Type::string);

// What clients ask a server of Neo4j before anything else.
void add_client_procedures(cypher::Procedures& procedures) {
  procedures.add({"db.ping",
                  {},
                  {{"success", cypher::types_of(cypher::Type::boolean), "BOOLEAN"}},
                  [](const cypher::ProcedureCall& call) {
                    const Value success = Value::of(true);
                    call.emit({&success, 1});
                  },
                  {"Whether the graph answers.", "图能否应答。"}});
  procedures.add({"dbms.components",
                  {},
                  {{"name", text_type, "STRING"},
                   {"versions", cypher::types_of(cypher::Type::list), "LIST<STRING>"},
                   {"edition", text_type, "STRING"}},
                  [](const cypher::ProcedureCall& call) {
                    const Value version = Value::of(std::string_view(ALMANAC_VERSION), true);
                    const Value row[] = {Value::of(std::string_view("Almanac"), true),
                                         cypher::make_list(call.arena, {&version, 1}),
                                         Value::of(std::string_view("community"), true)};
                    call.emit(row);
                  },
                  {"What answers, and its version.", "应答者及其版本。"}});
}

// By class: "campaign", "user" …, so that element ids are the ids of the graph.
std::vector<std::string> id_kinds(const graph::PropertyGraph& graph) {
  std::vector<std::string> kinds;
  for (std::uint32_t c = 0; c < graph.classes().size(); ++c)
    kinds.emplace_back(archive::to_string(graph::kind_of_class(c)));
  return kinds;
}

}  // namespace

GraphQuery::GraphQuery(std::shared_ptr<const graph::CampaignGraph> graph, std::optional<archive::Date> as_of,
                       const SearchAccess& search)
    : graph_(std::move(graph)), as_of_(as_of), known_(graph_, as_of) {
  cypher::Procedures procedures;
  cypher::add_standard_procedures(procedures);
  add_client_procedures(procedures);
  graph::add_algorithm_procedures(procedures);
  add_search_procedures(procedures, *graph_, as_of_, search);
  engine_ = std::make_unique<const cypher::Engine>(
      known_.graph(), cypher::CatalogOptions{"key", id_kinds(known_.graph())}, std::move(procedures));
}

cypher::Parameters parameters_of(const std::vector<std::string>& given, cypher::Arena& arena) {
  cypher::Parameters parameters;
  for (const std::string& text : given) {
    const std::size_t equal = text.find('=');
    if (equal == std::string::npos || equal == 0) {
      throw archive::Error(archive::ErrorKind::invalid_input, "bad_parameter",
                           archive::filled(archive::Text{"\"{}\" is not NAME=VALUE, as in code=D11-2024",
                                                         "“{}”应为 名称=值，例如 code=D11-2024"},
                                           text),
                           "parameter");
    }
    const std::string value = text.substr(equal + 1);
    parameters[text.substr(0, equal)] = archive::Json::accept(value)
                                            ? cypher::value_of(archive::parse_json(value), arena)
                                            : cypher::make_text(arena, value);
  }
  return parameters;
}

std::shared_ptr<const GraphQuery> GraphQueries::of(const std::shared_ptr<const graph::CampaignGraph>& graph,
                                                   const std::optional<archive::Date>& as_of) const {
  if (!as_of) {
    auto newest = newest_.load();
    if (newest != nullptr && &newest->graph() == graph.get()) return newest;
    newest = std::make_shared<const GraphQuery>(graph, as_of, search_);
    newest_.store(newest);
    return newest;
  }
  {
    const std::lock_guard lock(mutex_);
    std::erase_if(days_, [&](const auto& kept) { return &kept->graph() != graph.get(); });
    const auto found =
        std::find_if(days_.begin(), days_.end(), [&](const auto& kept) { return kept->as_of() == as_of; });
    if (found != days_.end()) {
      std::rotate(found, found + 1, days_.end());
      return days_.back();
    }
  }
  // Without the lock: making one takes a pass over the graph. Two that ask for the same new day at once make it twice.
  auto made = std::make_shared<const GraphQuery>(graph, as_of, search_);
  const std::lock_guard lock(mutex_);
  days_.push_back(made);
  const auto held = [&] {
    return std::accumulate(days_.begin(), days_.end(), std::size_t{0},
                           [](std::size_t sum, const auto& one) { return sum + one->bytes(); });
  };
  while (days_.size() > most_days || (days_.size() > 1 && held() > most_bytes)) days_.erase(days_.begin());
  return made;
}

void GraphQueries::keep_only(const graph::CampaignGraph& graph) const {
  const auto newest = newest_.load();
  if (newest != nullptr && &newest->graph() != &graph) newest_.store(nullptr);
  const std::lock_guard lock(mutex_);
  std::erase_if(days_, [&](const auto& kept) { return &kept->graph() != &graph; });
}

}  // namespace almanac::insight
