#include "graph/campaign_graph.h"

#include <algorithm>

#include "graph/touch_properties.h"

namespace almanac::graph {
namespace {

using archive::Kind;

constexpr std::size_t statement_characters = 60;

// The first characters of a UTF-8 text, never half of one.
std::string cut(std::string_view text, std::size_t characters) {
  std::size_t end = 0;
  for (; end < text.size(); ++end) {
    const bool starts = (static_cast<unsigned char>(text[end]) & 0xc0) != 0x80;
    if (starts && characters-- == 0) return std::string(text.substr(0, end)) + "…";
  }
  return std::string(text);
}

EdgeTable touch_table(std::string type, Kind target, const TouchEdges& edges) {
  EdgeTable table;
  table.type = std::move(type);
  table.source = class_of_kind(Kind::user);
  table.target = class_of_kind(target);
  table.out = edges.out;
  table.in = edges.in;
  return table;
}

// The rows and edges must name nodes that the record half has.
void require_fit(const TouchpointGraph& touchpoints, const std::vector<NodeClass>& classes) {
  const auto size = [&](Kind kind) { return std::uint64_t{classes[class_of_kind(kind)].size}; };
  const std::pair<const TouchEdges*, Kind> edges[] = {{&touchpoints.touched(), Kind::campaign},
                                                      {&touchpoints.bought(), Kind::product},
                                                      {&touchpoints.reached(), Kind::channel}};
  for (const auto& [table, target] : edges) {
    require(table->out.offsets.size() - 1 <= size(Kind::user), "users of touchpoints are missing");
    require(table->in.offsets.size() - 1 <= size(target), "far ends of touchpoints are missing");
  }
  require(touchpoints.user_count() <= size(Kind::user), "users of touchpoints are missing");
  require(touchpoints.number_limit(Field::campaign) <= size(Kind::campaign) + 1, "value out of range");
  require(touchpoints.number_limit(Field::channel) <= size(Kind::channel) + 1, "value out of range");
  require(touchpoints.number_limit(Field::product) <= size(Kind::product) + 1, "value out of range");
  require_below(touchpoints.channel_pairs().far, std::max<std::uint64_t>(size(Kind::channel), 1));
  require_below(touchpoints.product_pairs().far, std::max<std::uint64_t>(size(Kind::product), 1));
  require(touchpoints.channel_pairs().offsets.size() - 1 <= size(Kind::campaign), "campaigns are missing");
  require(touchpoints.product_pairs().offsets.size() - 1 <= size(Kind::campaign), "campaigns are missing");
}

void require_campaign_schema(const LoadedGraph& loaded) {
  require(loaded.classes.size() == std::size(node_kinds), "other classes");
  require(loaded.tables.size() == record_table_count, "other tables");
  for (std::size_t i = 0; i < record_table_count; ++i) {
    const RecordRelation& relation = record_relations[i];
    const EdgeTable& table = loaded.tables[i];
    require(table.type == relation.type && table.source == class_of_kind(relation.source) &&
                table.target == class_of_kind(relation.target),
            "other tables");
  }
}

}  // namespace

CampaignGraph::CampaignGraph(std::shared_ptr<const SectionFile> records,
                             std::shared_ptr<const TouchpointGraph> touchpoints, std::uint64_t revision,
                             archive::Zone zone, std::string currency)
    : records_(std::move(records)),
      touchpoints_(std::move(touchpoints)),
      loaded_(load_graph(*records_)),
      revision_(revision),
      zone_(std::move(zone)),
      currency_(std::move(currency)) {
  require(records_->stamp().kind == 1, "not a record file");
  require_campaign_schema(loaded_);
  require_fit(*touchpoints_, loaded_.classes);
  std::vector<EdgeTable> tables = loaded_.tables;
  tables.push_back(touch_table("TOUCHED", Kind::campaign, touchpoints_->touched()));
  tables.push_back(touch_table("BOUGHT", Kind::product, touchpoints_->bought()));
  tables.push_back(touch_table("REACHED_BY", Kind::channel, touchpoints_->reached()));
  const auto channels = std::make_shared<const TextPool>(loaded_.classes[class_of_kind(Kind::channel)].keys);
  for (std::uint32_t table = touched_table; table <= reached_table; ++table) {
    tables[table].properties = touch_properties(touchpoints_, channels, table);
  }
  graph_ = std::make_unique<const PropertyGraph>(
      loaded_.classes, std::move(tables),
      std::vector<std::shared_ptr<const void>>{records_, touchpoints_, loaded_.texts});
}

std::optional<NodeId> CampaignGraph::find(Kind kind, std::string_view key) const {
  if (!is_node_kind(kind)) return std::nullopt;
  const auto number = graph_->classes()[class_of_kind(kind)].find(key);
  if (!number) return std::nullopt;
  return node(kind, *number);
}

std::string CampaignGraph::id_of(NodeId node_id) const {
  return archive::graph_id(kind_of_node(node_id), graph_->key_of(node_id));
}

std::string CampaignGraph::label_of(NodeId node_id) const {
  const std::uint32_t c = graph_->class_of(node_id);
  const NodeClass& node_class = graph_->classes()[c];
  const bool lesson = kind_of_class(c) == Kind::lesson;
  const PropertyValue name = node_class.property(node_id - node_class.first, lesson ? "statement" : "name");
  if (const auto* text = std::get_if<std::string_view>(&name)) {
    if (!text->empty()) return lesson ? cut(*text, statement_characters) : std::string(*text);
  }
  return std::string(graph_->key_of(node_id));
}

bool CampaignGraph::known_by(NodeId node_id, std::int32_t day) const {
  const std::uint32_t c = graph_->class_of(node_id);
  const std::uint32_t number = graph_->number_of(node_id);
  if (own_day(c, number) <= day) return true;
  for (const Arc& arc : graph_->arcs(c)) {
    const Adjacency& list = arc.list();
    if (list.days.empty() && list.degree(number) != 0) return true;
    if (list.days.empty() || day < list.days.shape().base) continue;
    for (std::uint64_t i = list.begin(number); i < list.end(number); ++i) {
      if (list.days.quick(i) <= day) return true;
    }
  }
  return false;
}

// The day of the record itself, which relationships may precede; `always` for what has none.
std::int32_t CampaignGraph::own_day(std::uint32_t c, std::uint32_t number) const {
  const NodeClass& node_class = graph_->classes()[c];
  const auto date = [&](std::string_view name) -> std::optional<archive::Date> {
    const PropertyValue value = node_class.property(number, name);
    if (const auto* found = std::get_if<archive::Date>(&value)) return *found;
    return std::nullopt;
  };
  if (kind_of_class(c) == Kind::campaign) {
    archive::Campaign dates;
    dates.start = date("start");
    dates.end = date("end");
    dates.planned_start = date("planned_start");
    dates.announced = date("announced");
    return plan_day(dates);
  }
  if (kind_of_class(c) != Kind::lesson) return always;
  if (const auto own = date("date")) return own->last_day();
  return graph_->tables()[taught].in.degree(number) == 0 ? always : INT32_MAX;  // its campaign's relationship tells
}

}  // namespace almanac::graph
