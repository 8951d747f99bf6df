#include "graph/explore.h"

#include <numeric>
#include <set>

#include "archive/error.h"
#include "archive/fixed_words.h"
#include "archive/nearest.h"
#include "archive/withheld.h"
#include "graph/exploring.h"

namespace almanac::graph {

using archive::Error;
using archive::ErrorKind;
using archive::Json;
using archive::Kind;
using archive::Text;

namespace {

Error unknown(const char* code, const Text& what, std::string_view text, const std::string& near, const Text& listed,
              const char* where) {
  return {ErrorKind::invalid_input, code, archive::did_you_mean(archive::filled(what, text), near, listed), where};
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
std::string nearest_key(const NodeClass& node_class, std::string_view key, const Terms& terms) {
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
    const auto number = static_cast<std::uint32_t>(node_class.by_key.at(i));
    const std::string_view candidate = node_class.keys.at(number);
    if (!candidate.empty() && !terms.withholds(node_class.first + number)) candidates.emplace_back(candidate);
  }
  return archive::nearest(key, candidates);
}

[[noreturn]] void throw_unknown_node(const CampaignGraph& graph, Kind kind, const std::string& key, const Terms& terms,
                                     const char* where) {
  const std::string near = nearest_key(graph.graph().classes()[class_of_kind(kind)], key, terms);
  const Text what = archive::fixed_word("kind", archive::to_string(kind));
  Text message{"there is no " + what.en + " \"" + key + "\" in the archive", "档案中没有名为“" + key + "”的" + what.zh};
  message = archive::did_you_mean(std::move(message), near.empty() ? near : archive::graph_id(kind, near),
                                  {"; search for it to find its id", "；可先搜索以找到它的编号"});
  throw Error(ErrorKind::not_found, "unknown_node", message, where);
}

// How many distinct far ends an arc of a node has by the day.
std::uint64_t distinct_ends(const Walk& walk, const Arc& arc, std::uint32_t number) {
  std::uint64_t count = 0;
  NodeId before = no_node;
  walk.each(arc, number, [&](NodeId far, std::uint64_t) {
    if (far != before) ++count;
    before = far;
  });
  return count;
}

bool is_segment_list(std::uint32_t node_class, std::string_view property) {
  return kind_of_class(node_class) == Kind::campaign && property == "segments";
}

Json properties_of(const CampaignGraph& graph, NodeId node_id, const AsOf& as_of, const Terms& terms) {
  const std::uint32_t c = graph.graph().class_of(node_id);
  const NodeClass& node_class = graph.graph().classes()[c];
  const std::uint32_t number = node_id - node_class.first;
  const bool ended = outcome_known(node_class, c, number, as_of);
  Json properties = Json::object();
  // In the order of the record's fields, then attributes by name.
  const auto add = [&](const std::string& name) {
    if (!ended && is_outcome(name)) return;
    if (!terms.withheld.empty() && is_segment_list(c, name)) {
      if (Json segments = shown_segments(graph, node_id, as_of, terms); !segments.empty())
        properties[name] = std::move(segments);
      return;
    }
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

void refuse_word(const std::vector<std::string_view>& words, std::string_view text, const char* name) {
  Text known;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const bool last = i + 1 == words.size();
    known.en += (i == 0 ? "" : last ? " or " : ", ") + std::string(words[i]);
    known.zh += (i == 0 ? "" : last ? " 或 " : "、") + std::string(words[i]);
  }
  throw Error(ErrorKind::invalid_input, "unknown_" + std::string(name),
              {name + (" is " + known.en) + ", not \"" + std::string(text) + "\"",
               name + (" 只能是 " + known.zh) + "，而不是“" + std::string(text) + "”"},
              name);
}

Direction direction_from(std::string_view text) {
  constexpr std::pair<const char*, Direction> directions[] = {{"out", Direction::out}, {"in", Direction::in}};
  return value_from(directions, text, "direction");
}

Order order_from(std::string_view text) {
  constexpr std::pair<const char*, Order> orders[] = {{"weight", Order::weight},
                                                      {"-first", Order::first_descending},
                                                      {"-last", Order::last_descending},
                                                      {"label", Order::label}};
  return value_from(orders, text, "order");
}

Kind kind_of_node(std::string_view text, const char* where) {
  const auto kind = archive::kind_from(text);
  if (kind && is_node_kind(*kind)) return *kind;
  const auto names = kind_names();
  const std::string all = joined(names);
  throw unknown("unknown_kind", {"\"{}\" is no kind of node", "没有“{}”这种节点"}, text, archive::nearest(text, names),
                {"; the kinds are " + all, "；节点种类有 " + all}, where);
}

bool is_outcome(std::string_view property) {
  return property == "spend" || property == "highlights" || property == "summary";
}

bool outcome_known(const NodeClass& node_class, std::uint32_t node_class_number, std::uint32_t number,
                   const AsOf& as_of) {
  if (kind_of_class(node_class_number) != Kind::campaign || as_of.everything()) return true;
  const PropertyValue end = node_class.property(number, "end");
  const auto* date = std::get_if<archive::Date>(&end);
  return date == nullptr || date->last_day() <= as_of.day;
}

NodeId require_node(const CampaignGraph& graph, const std::string& id, const AsOf& as_of, const Terms& terms,
                    const char* where) {
  const std::size_t colon = id.find(':');
  if (colon == std::string::npos || colon + 1 == id.size()) {
    throw Error(
        ErrorKind::invalid_input, "bad_node_id",
        archive::filled(Text{"\"{}\" is no node id; write the kind, a colon and the key, as in campaign:D11-2024",
                             "“{}”不是节点编号；请写成 种类:键，例如 campaign:D11-2024"},
                        id),
        where);
  }
  const Kind kind = kind_of_node(std::string_view(id).substr(0, colon), where);
  const std::string key = archive::normalize_key(std::string_view(id).substr(colon + 1));
  const auto found = graph.find(kind, key);
  if (!found || terms.withholds(*found)) throw_unknown_node(graph, kind, key, terms, where);
  if (!as_of.everything() && !graph.known_by(*found, as_of.day)) {
    throw Error(
        ErrorKind::not_found, "unknown_node",
        archive::filled(Text{"{} was not known yet on {}; ask for a later day", "{} 在 {} 尚未出现；请选择更晚的日期"},
                        id, archive::Date{as_of.day, archive::Precision::day}.to_string()),
        where);
  }
  return *found;
}

std::vector<NodeId> require_nodes(const CampaignGraph& graph, const NodeIds& ids, const AsOf& as_of, const Terms& terms,
                                  std::size_t least, std::size_t most, const char* where) {
  if (ids.size() < least || ids.size() > most) {
    throw Error(ErrorKind::invalid_input, "limit_out_of_range",
                archive::filled(Text{"give {} to {} nodes, not {}", "请给出 {} 到 {} 个节点，而不是 {} 个"},
                                std::to_string(least), std::to_string(most), std::to_string(ids.size())),
                where);
  }
  std::vector<NodeId> nodes;
  std::set<NodeId> known;
  for (const std::string& id : ids) {
    const NodeId found = require_node(graph, id, as_of, terms, where);
    if (known.insert(found).second) nodes.push_back(found);
  }
  return nodes;
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
    const std::vector<std::string> names(types.begin(), types.end());
    const std::string all = joined(names);
    throw unknown("unknown_relationship", {"\"{}\" is no relationship of the graph", "图谱中没有“{}”这种关系"},
                  relationship, archive::nearest(relationship, names), {"; there are " + all, "；可用的关系有 " + all},
                  "relationship");
  }
}

Walk::Walk(const CampaignGraph& graph, const ArcChoice& choice, const AsOf& as_of, const Terms& terms)
    : graph_(graph), as_of_(as_of), terms_(terms), withholding_(graph.graph().classes().size()) {
  for (const NodeId node_id : terms.withheld) withholding_[graph.graph().class_of(node_id)] = true;
  const PropertyGraph& all = graph.graph();
  for (std::uint32_t c = 0; c < all.classes().size(); ++c) {
    arcs_.emplace_back();
    offsets_.emplace_back();
    for (const Arc& arc : all.arcs(c)) {
      if (!choice.takes(arc)) continue;
      arcs_.back().push_back(arc);
      offsets_.back().emplace_back(arc.list());
    }
  }
}

std::uint64_t Walk::degree(NodeId node_id) const {
  const std::uint32_t c = graph_.graph().class_of(node_id);
  const std::uint64_t number = node_id - graph_.graph().classes()[c].first;
  std::uint64_t sum = 0;
  for (const OffsetReader& offsets : offsets_[c]) sum += offsets(number + 1) - offsets(number);
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

bool Terms::withholds(NodeId node_id) const { return std::binary_search(withheld.begin(), withheld.end(), node_id); }

void withhold(Terms& terms, const CampaignGraph& graph, const archive::Reads& reads) {
  const NodeClass& segments = graph.graph().classes()[class_of_kind(Kind::segment)];
  for (std::uint32_t number = 0; number < segments.size; ++number) {
    const std::string_view key = segments.keys.at(number);
    if (!key.empty() && !reads.find_number(Kind::segment, key)) terms.withheld.push_back(segments.first + number);
  }
  terms.least_group = archive::least_segment_size(reads);
}

Json shown_segments(const CampaignGraph& graph, NodeId campaign, const AsOf& as_of, const Terms& terms) {
  Json keys = Json::array();
  const EdgeTable& table = graph.graph().tables()[targeted];
  const NodeClass& segments = graph.graph().classes()[table.target];
  const std::uint32_t number = graph.graph().number_of(campaign);
  for (std::uint64_t i = table.out.begin(number); i < table.out.end(number); ++i) {
    const auto segment = static_cast<std::uint32_t>(table.out.far.at(i));
    if (!table.out.days.empty() && table.out.days.at(i) > as_of.day) continue;
    if (!terms.withholds(segments.first + segment)) keys.push_back(segments.keys.at(segment));
  }
  return keys;
}

NodeTest::NodeTest(const CampaignGraph& graph, const std::vector<Kind>& kinds, const std::vector<Condition>& where,
                   const AsOf& as_of, const Terms& terms)
    : graph_(graph),
      as_of_(as_of),
      terms_(terms),
      classes_(graph.graph().classes().size(), kinds.empty()),
      conditions_(where.size()),
      tests_(classes_.size()) {
  for (const Kind kind : kinds) {
    if (is_node_kind(kind)) classes_[class_of_kind(kind)] = true;
  }
  for (std::uint32_t i = 0; i < where.size(); ++i) {
    const Condition& condition = where[i];
    met_if_absent_.push_back(condition.comparison == Comparison::different);
    std::set<std::string> names;
    std::optional<Error> wrong_type;
    bool usable = false;
    for (std::uint32_t c = 0; c < classes_.size(); ++c) {
      if (!classes_[c]) continue;
      for (const PropertyColumn& column : graph.graph().classes()[c].properties) {
        names.insert(column.name);
        if (column.name != condition.property) continue;
        try {
          tests_[c].push_back({i, &column, ValueTest(condition, column.type, graph.zone(), "where")});
          usable = true;
        } catch (const Error& error) {
          wrong_type = error;  // another class or column may have it as something else
        }
      }
    }
    if (usable) continue;
    if (wrong_type) throw *wrong_type;
    throw_unknown_property(condition.property, {names.begin(), names.end()}, "where");
  }
}

bool NodeTest::operator()(NodeId node_id) const {
  if (conditions_ == 0) return true;
  const std::uint32_t c = graph_.graph().class_of(node_id);
  const NodeClass& node_class = graph_.graph().classes()[c];
  const std::uint32_t number = node_id - node_class.first;
  const bool ended = outcome_known(node_class, c, number, as_of_);
  const auto& tests = tests_[c];
  auto test = tests.begin();
  for (std::uint32_t i = 0; i < conditions_; ++i) {
    bool met = met_if_absent_[i];
    for (; test != tests.end() && test->condition == i; ++test) {
      if (!ended && is_outcome(test->column->name)) continue;
      if (!terms_.withheld.empty() && is_segment_list(c, test->column->name)) {
        const std::string shown = archive::dump(shown_segments(graph_, node_id, as_of_, terms_));
        met = test->test(ListValue{shown});
        continue;
      }
      const PropertyValue value = test->column->get(number);
      if (!std::holds_alternative<std::monostate>(value)) met = test->test(value);
    }
    if (!met) return false;
  }
  return true;
}

NodeAnswer node(const CampaignGraph& graph, const NodeRequest& request, const Terms& terms) {
  const AsOf as_of = as_of_end(graph, request.as_of);
  const NodeId found = require_node(graph, request.node, as_of, terms, "id");
  NodeAnswer answer;
  answer.node = reference(graph, found);
  answer.properties = properties_of(graph, found, as_of, terms);
  const std::uint32_t c = graph.graph().class_of(found);
  const Walk walk(graph, ArcChoice(graph, {}, std::nullopt), as_of, terms);
  for (const Arc& arc : walk.arcs(c)) {
    const std::uint64_t count = distinct_ends(walk, arc, found - graph.graph().classes()[c].first);
    if (count != 0) answer.counts.push_back({arc.table->type, arc.direction, kind_of_class(arc.far_class), count});
  }
  return answer;
}

}  // namespace almanac::graph
