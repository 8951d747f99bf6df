#include "graph/explore.h"

#include <numeric>
#include <set>

#include "archive/error.h"
#include "graph/exploring.h"

namespace almanac::graph {

using archive::Error;
using archive::ErrorKind;
using archive::Json;
using archive::Kind;
using archive::Text;

namespace {

// The candidate nearest to `text`, ties to the first; empty if none is near.
template <class Candidates>
std::string nearest(std::string_view text, const Candidates& candidates) {
  std::size_t best = std::max<std::size_t>(text.size() / 3, 2) + 1;
  std::string found;
  for (const auto& candidate : candidates) {
    const std::size_t distance = archive::edit_distance(text, candidate, best - 1);
    if (distance < best) {
      best = distance;
      found = candidate;
    }
  }
  return found;
}

Error unknown(const char* code, const Text& what, std::string_view text, const std::string& near, const Text& listed,
              const char* where) {
  Text message = archive::filled(what, text);
  if (!near.empty()) {
    message.en += archive::filled(Text{"; did you mean \"{}\"?", ""}, near).en;
    message.zh += archive::filled(Text{"", "；是否指“{}”？"}, near).zh;
  } else {
    message.en += listed.en;
    message.zh += listed.zh;
  }
  return {ErrorKind::invalid_input, code, message, where};
}

std::string joined(const std::vector<std::string>& words) {
  std::string all;
  for (const std::string& word : words) all += (all.empty() ? "" : ", ") + word;
  return all;
}

std::vector<std::string> kind_names() {
  std::vector<std::string> names;
  for (const Kind kind : node_kinds) names.emplace_back(archive::to_string(kind));
  return names;
}

// Keys that may have been meant: all of a small class, else those next to the wanted one in order.
std::string nearest_key(const NodeClass& node_class, std::string_view key) {
  constexpr std::uint32_t small = 20'000;
  constexpr std::uint32_t window = 200;
  std::uint32_t low = 0;
  std::uint32_t high = node_class.size;
  if (high > small) {
    std::uint32_t place = 0;
    std::uint32_t end = high;
    while (place < end) {
      const std::uint32_t middle = place + (end - place) / 2;
      if (node_class.keys.at(static_cast<std::uint64_t>(node_class.by_key.at(middle))) < key)
        place = middle + 1;
      else
        end = middle;
    }
    low = place > window ? place - window : 0;
    high = std::min(high, place + window);
  }
  std::vector<std::string> candidates;
  for (std::uint32_t i = low; i < high; ++i) {
    const std::string_view candidate = node_class.keys.at(static_cast<std::uint64_t>(node_class.by_key.at(i)));
    if (!candidate.empty()) candidates.emplace_back(candidate);
  }
  return nearest(key, candidates);
}

[[noreturn]] void throw_unknown_node(const CampaignGraph& graph, Kind kind, const std::string& key, const char* where) {
  const std::string near = nearest_key(graph.graph().classes()[class_of_kind(kind)], key);
  Text message =
      archive::filled(Text{"there is no {} \"{}\" in the archive", "存档中没有 {}“{}”"}, archive::to_string(kind), key);
  if (!near.empty()) {
    const std::string near_id = archive::graph_id(kind, near);
    message.en += "; did you mean \"" + near_id + "\"?";
    message.zh += "；是否指“" + near_id + "”？";
  } else {
    message.en += "; search for it to find its id";
    message.zh += "；可先搜索以找到它的编号";
  }
  throw Error(ErrorKind::not_found, "unknown_node", message, where);
}

// How many distinct far ends an arc of a node has by the day.
std::uint64_t distinct_ends(const Arc& arc, std::uint32_t number, const AsOf& as_of) {
  const Adjacency& list = arc.list();
  const std::uint64_t begin = list.begin(number);
  const std::uint64_t end = list.end(number);
  if (begin == end) return 0;
  const bool dated = !as_of.everything() && !list.days.empty();
  return list.far.visit_plain([&](const auto* far) {
    std::uint64_t count = 0;
    bool any = false;
    auto before = far[begin];
    for (std::uint64_t i = begin; i < end; ++i) {
      if (dated && list.days.at(i) > as_of.day) continue;
      if (!any || far[i] != before) ++count;
      any = true;
      before = far[i];
    }
    return count;
  });
}

// Fields of a campaign that only its outcome fills; not known before its end.
bool is_outcome(std::string_view property) {
  return property == "spend" || property == "highlights" || property == "summary";
}

Json properties_of(const CampaignGraph& graph, NodeId node_id, const AsOf& as_of) {
  const std::uint32_t c = graph.graph().class_of(node_id);
  const NodeClass& node_class = graph.graph().classes()[c];
  const std::uint32_t number = node_id - node_class.first;
  bool ended = true;
  if (kind_of_class(c) == Kind::campaign && !as_of.everything()) {
    const PropertyValue end = node_class.property(number, "end");
    if (const auto* date = std::get_if<archive::Date>(&end)) ended = date->last_day() <= as_of.day;
  }
  Json properties = Json::object();
  // In the order of the record's fields, then attributes by name.
  const auto add = [&](const std::string& name) {
    if (!ended && is_outcome(name)) return;
    const PropertyValue value = node_class.property(number, name);
    if (!std::holds_alternative<std::monostate>(value)) properties[name] = json_of(value, graph.zone());
  };
  const auto add_fields = [&](const archive::Strings& fields) {
    for (const std::string& field : fields) add(field);
  };
  switch (kind_of_class(c)) {
    case Kind::campaign:
      add_fields(archive::field_names<archive::Campaign>());
      break;
    case Kind::lesson:
      add_fields(archive::field_names<archive::Lesson>());
      break;
    case Kind::user:
      add_fields(archive::field_names<archive::User>());
      break;
    case Kind::product:
      add_fields(archive::field_names<archive::Product>());
      break;
    case Kind::channel:
      add_fields(archive::field_names<archive::Channel>());
      break;
    case Kind::segment:
      add_fields(archive::field_names<archive::Segment>());
      break;
    default:
      break;
  }
  for (const PropertyColumn& column : node_class.properties) {
    if (!properties.contains(column.name)) add(column.name);
  }
  return properties;
}

}  // namespace

std::string_view to_string(Direction direction) { return direction == Direction::out ? "out" : "in"; }

Direction direction_from(std::string_view text) {
  if (text == "out") return Direction::out;
  if (text == "in") return Direction::in;
  throw Error(ErrorKind::invalid_input, "unknown_direction",
              archive::filled(
                  Text{"direction is \"out\" or \"in\", not \"{}\"", "direction 只能是 out 或 in，而不是“{}”"}, text),
              "direction");
}

Order order_from(std::string_view text) {
  const std::pair<std::string_view, Order> orders[] = {{"weight", Order::weight},
                                                       {"-first", Order::first_descending},
                                                       {"-last", Order::last_descending},
                                                       {"label", Order::label}};
  for (const auto& [name, order] : orders) {
    if (text == name) return order;
  }
  throw Error(ErrorKind::invalid_input, "unknown_order",
              archive::filled(Text{"order is weight, -first, -last or label, not \"{}\"",
                                   "order 只能是 weight、-first、-last 或 label，而不是“{}”"},
                              text),
              "order");
}

Kind kind_of_node(std::string_view text) {
  const auto kind = archive::kind_from(text);
  if (kind && is_node_kind(*kind)) return *kind;
  const auto names = kind_names();
  const std::string all = joined(names);
  throw unknown("unknown_kind", {"\"{}\" is no kind of node", "没有“{}”这种节点"}, text, nearest(text, names),
                {"; the kinds are " + all, "；节点种类有 " + all}, "kind");
}

NodeId require_node(const CampaignGraph& graph, const std::string& id, const AsOf& as_of, const char* where) {
  const std::size_t colon = id.find(':');
  if (colon == std::string::npos || colon + 1 == id.size()) {
    throw Error(
        ErrorKind::invalid_input, "bad_node_id",
        archive::filled(Text{"\"{}\" is no node id; write the kind, a colon and the key, as in campaign:D11-2024",
                             "“{}”不是节点编号；请写成 种类:键，例如 campaign:D11-2024"},
                        id),
        where);
  }
  const auto kind = archive::kind_from(std::string_view(id).substr(0, colon));
  if (!kind || !is_node_kind(*kind)) {
    const auto names = kind_names();
    const std::string all = joined(names);
    const std::string text = id.substr(0, colon);
    throw unknown("unknown_kind", {"\"{}\" is no kind of node", "没有“{}”这种节点"}, text, nearest(text, names),
                  {"; the kinds are " + all, "；节点种类有 " + all}, where);
  }
  const std::string key = archive::normalize_key(std::string_view(id).substr(colon + 1));
  const auto found = graph.find(*kind, key);
  if (!found) throw_unknown_node(graph, *kind, key, where);
  if (graph.known_since(*found) > as_of.day) {
    throw Error(
        ErrorKind::not_found, "unknown_node",
        archive::filled(Text{"{} was not known yet on {}; ask for a later day", "{} 在 {} 尚未出现；请选择更晚的日期"},
                        id, archive::Date{as_of.day, archive::Precision::day}.to_string()),
        where);
  }
  return *found;
}

void require_limit(std::size_t value, std::size_t low, std::size_t high, const char* where) {
  if (value >= low && value <= high) return;
  throw Error(ErrorKind::invalid_input, "limit_out_of_range",
              archive::filled(Text{"{} must be from {} to {}", "{} 必须在 {} 到 {} 之间"}, where, std::to_string(low),
                              std::to_string(high)),
              where);
}

ArcChoice::ArcChoice(const CampaignGraph& graph, const std::vector<std::string>& relationships,
                     std::optional<Direction> direction)
    : tables_(graph.graph().tables().size(), relationships.empty()), direction_(direction) {
  for (const std::string& relationship : relationships) {
    bool known = false;
    for (std::size_t i = 0; i < tables_.size(); ++i) {
      if (graph.graph().tables()[i].type != relationship) continue;
      tables_[i] = true;
      known = true;
    }
    if (known) continue;
    std::set<std::string> types;
    for (const EdgeTable& table : graph.graph().tables()) types.insert(table.type);
    const std::string all = joined({types.begin(), types.end()});
    throw unknown("unknown_relationship", {"\"{}\" is no relationship of the graph", "图谱中没有“{}”这种关系"},
                  relationship, nearest(relationship, types), {"; there are " + all, "；可用的关系有 " + all},
                  "relationship");
  }
}

Walk::Walk(const CampaignGraph& graph, const ArcChoice& choice, const AsOf& as_of) : graph_(graph), as_of_(as_of) {
  const PropertyGraph& all = graph.graph();
  for (std::uint32_t c = 0; c < all.classes().size(); ++c) {
    arcs_.emplace_back();
    for (const Arc& arc : all.arcs(c)) {
      if (choice.takes(arc)) arcs_.back().push_back(arc);
    }
  }
}

std::uint64_t Walk::degree(NodeId node_id) const {
  const std::uint32_t c = graph_.graph().class_of(node_id);
  const std::uint32_t number = node_id - graph_.graph().classes()[c].first;
  std::uint64_t sum = 0;
  for (const Arc& arc : arcs_[c]) sum += arc.list().degree(number);
  return sum;
}

IdOrder::IdOrder(const CampaignGraph& graph) : graph_(graph.graph()), kind_ranks_(graph.graph().classes().size()) {
  std::vector<std::uint32_t> order(kind_ranks_.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [](std::uint32_t a, std::uint32_t b) {
    return archive::to_string(kind_of_class(a)) < archive::to_string(kind_of_class(b));
  });
  for (std::uint32_t i = 0; i < order.size(); ++i) kind_ranks_[order[i]] = i;
}

NodeRef reference(const CampaignGraph& graph, NodeId node_id) {
  return {graph.id_of(node_id), graph.kind_of_node(node_id), graph.label_of(node_id)};
}

Json json_of(const PropertyValue& value, const archive::Zone& zone) {
  struct Visitor {
    const archive::Zone& zone;
    Json operator()(std::monostate) const { return nullptr; }
    Json operator()(bool v) const { return v; }
    Json operator()(std::int64_t v) const { return v; }
    Json operator()(double v) const { return v; }
    Json operator()(archive::Decimal v) const { return archive::to_json(v); }
    Json operator()(archive::Date v) const { return v.to_string(); }
    Json operator()(archive::Instant v) const { return zone.format(v); }
    Json operator()(std::string_view v) const { return std::string(v); }
    Json operator()(ListValue v) const { return archive::parse_json(v.json); }
    Json operator()(OtherValue v) const { return archive::parse_json(v.json); }
  };
  return std::visit(Visitor{zone}, value);
}

NodeAnswer node(const CampaignGraph& graph, const NodeRequest& request) {
  const AsOf as_of = as_of_end(graph, request.as_of);
  const NodeId found = require_node(graph, request.node, as_of, "id");
  NodeAnswer answer;
  answer.node = reference(graph, found);
  answer.properties = properties_of(graph, found, as_of);
  const std::uint32_t c = graph.graph().class_of(found);
  for (const Arc& arc : graph.graph().arcs(c)) {
    const std::uint64_t count = distinct_ends(arc, found - graph.graph().classes()[c].first, as_of);
    if (count != 0) answer.counts.push_back({arc.table->type, arc.direction, kind_of_class(arc.far_class), count});
  }
  return answer;
}

}  // namespace almanac::graph
