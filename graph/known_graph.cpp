#include "graph/known_graph.h"

#include <algorithm>
#include <deque>
#include <string>

#include "archive/json.h"
#include "graph/explore_touches.h"
#include "graph/exploring.h"
#include "graph/touch_properties.h"

namespace almanac::graph {
namespace {

using archive::Kind;

// What the columns made anew point into.
struct Pieces {
  std::deque<std::vector<std::byte>> columns;
  std::deque<std::string> texts;
  std::deque<TextPool> pools;
  std::uint64_t bytes = 0;

  PackedColumn keep(PackBuffer buffer) {
    const PackShape shape = buffer.shape();
    const std::uint64_t size = buffer.size();
    bytes += size * shape.width;
    return {columns.emplace_back(buffer.take_bytes()).data(), size, shape};
  }
  const TextPool& pool(const std::vector<std::string>& all) {
    std::vector<std::uint64_t> offsets{0};
    std::string& joined = texts.emplace_back();
    for (const std::string& text : all) offsets.push_back((joined += text).size());
    bytes += joined.size();
    return pools.emplace_back(TextPool{keep(pack(std::span<const std::uint64_t>(offsets))), joined});
  }
};

// A property of the edges that are left, by their positions before.
class MovedProperty : public EdgeProperty {
 public:
  MovedProperty(std::shared_ptr<const EdgeProperty> of, PackedColumn positions)
      : of_(std::move(of)), positions_(positions) {}
  std::string_view name() const override { return of_->name(); }
  PropertyValue get(std::uint64_t position) const override {
    return of_->get(static_cast<std::uint64_t>(positions_.at(position)));
  }
  bool is_everywhere() const override { return of_->is_everywhere(); }

 private:
  std::shared_ptr<const EdgeProperty> of_;
  PackedColumn positions_;
};

// `declared` and `declared_since`, the former false and the latter absent before that day.
class DeclaredUntil : public EdgeProperty {
 public:
  DeclaredUntil(std::shared_ptr<const EdgeProperty> of, std::shared_ptr<const EdgeProperty> since, std::int32_t day)
      : of_(std::move(of)), since_(std::move(since)), day_(day) {}
  std::string_view name() const override { return of_->name(); }
  PropertyValue get(std::uint64_t position) const override {
    const PropertyValue since = since_->get(position);
    const auto* date = std::get_if<archive::Date>(&since);
    if (date == nullptr || date->days <= day_) return of_->get(position);
    return of_ == since_ ? PropertyValue{} : PropertyValue{false};
  }

 private:
  std::shared_ptr<const EdgeProperty> of_, since_;
  std::int32_t day_;
};

class Maker {
 public:
  Maker(std::shared_ptr<const CampaignGraph> all, const std::optional<archive::Date>& date,
        const std::vector<NodeId>& withheld)
      : all_(std::move(all)), as_of_(as_of_end(*all_, date)), pieces_(std::make_shared<Pieces>()) {
    terms_.withheld = withheld;
  }

  std::uint64_t bytes() const { return pieces_->bytes; }

  std::unique_ptr<const PropertyGraph> make() {
    find_hidden();
    std::vector<NodeClass> classes = all_->graph().classes();
    for (std::uint32_t c = 0; c < classes.size(); ++c) {
      if (!hidden_[c].empty()) hide_keys(classes[c], hidden_[c]);
      for (PropertyColumn& column : classes[c].properties) restrict_column(column, c);
      std::erase_if(classes[c].properties, [](const PropertyColumn& column) { return column.values.empty(); });
    }
    std::vector<EdgeTable> tables;
    for (std::uint32_t t = 0; t < all_->graph().tables().size(); ++t) tables.push_back(table_of(t));
    return std::make_unique<const PropertyGraph>(std::move(classes), std::move(tables),
                                                 std::vector<std::shared_ptr<const void>>{all_, pieces_});
  }

 private:
  void find_hidden() {
    hidden_.resize(all_->graph().classes().size());
    for (const Kind kind : {Kind::campaign, Kind::lesson}) {  // all others are known since ever
      const NodeClass& c = all_->graph().classes()[class_of_kind(kind)];
      for (std::uint32_t number = 0; !as_of_.everything() && number < c.size; ++number) {
        if (!c.keys.at(number).empty() && !all_->known_by(c.first + number, as_of_.day))
          hide(hidden_[class_of_kind(kind)], c, number);
      }
    }
    for (const NodeId node : terms_.withheld) {
      const std::uint32_t c = all_->graph().class_of(node);
      hide(hidden_[c], all_->graph().classes()[c], all_->graph().number_of(node));
    }
  }

  static void hide(std::vector<bool>& hidden, const NodeClass& c, std::uint32_t number) {
    hidden.resize(c.size);
    hidden[number] = true;
  }

  void hide_keys(NodeClass& c, const std::vector<bool>& hidden) {
    std::vector<std::string> keys;
    std::vector<std::uint32_t> order;  // numbers not in use come first
    for (std::uint32_t number = 0; number < c.size; ++number) {
      keys.emplace_back(hidden[number] ? std::string_view{} : c.keys.at(number));
      if (keys.back().empty()) order.push_back(number);
    }
    for (std::uint64_t i = 0; i < c.size; ++i) {
      const auto number = static_cast<std::uint32_t>(c.by_key.at(i));
      if (!keys[number].empty()) order.push_back(number);
    }
    std::vector<std::uint32_t> ranks(c.size);
    for (std::uint32_t i = 0; i < c.size; ++i) ranks[order[i]] = i;
    c.keys = pieces_->pool(keys);
    c.by_key = pieces_->keep(pack(std::span<const std::uint32_t>(order)));
    c.key_ranks = pieces_->keep(pack(std::span<const std::uint32_t>(ranks)));
  }

  // What a node may not tell yet, or not to this reader.
  void restrict_column(PropertyColumn& column, std::uint32_t node_class) {
    const NodeClass& c = all_->graph().classes()[node_class];
    const bool campaigns = kind_of_class(node_class) == Kind::campaign;
    const bool outcome = campaigns && !as_of_.everything() && is_outcome(column.name);
    const bool segments =
        campaigns && !terms_.withheld.empty() && column.name == "segments" && column.type == PropertyType::list;
    const std::vector<bool>& hidden = hidden_[node_class];
    if (!outcome && !segments && hidden.empty()) return;
    std::vector<std::uint32_t> rows;
    std::vector<std::int64_t> values;
    std::vector<std::uint8_t> extras;
    std::vector<std::string> lists;
    for (std::uint64_t entry = 0; entry < column.values.size(); ++entry) {
      const auto number =
          static_cast<std::uint32_t>(column.rows.empty() ? static_cast<std::int64_t>(entry) : column.rows.at(entry));
      if (!hidden.empty() && hidden[number]) continue;
      if (outcome && !outcome_known(c, node_class, number, as_of_)) continue;
      if (segments) {
        const archive::Json shown = shown_segments(*all_, c.first + number, as_of_, terms_);
        if (shown.empty()) continue;
        values.push_back(static_cast<std::int64_t>(lists.size()));
        lists.push_back(archive::dump(shown));
      } else {
        values.push_back(column.values.at(entry));
      }
      rows.push_back(number);
      if (!column.extras.empty()) extras.push_back(static_cast<std::uint8_t>(column.extras.at(entry)));
    }
    if (segments) column.texts = &pieces_->pool(lists);
    column.rows = rows.size() == c.size ? PackedColumn{} : pieces_->keep(pack(std::span<const std::uint32_t>(rows)));
    column.values = pieces_->keep(pack(std::span<const std::int64_t>(values)));
    column.extras = pieces_->keep(pack(std::span<const std::uint8_t>(extras)));
  }

  EdgeTable table_of(std::uint32_t number) {
    EdgeTable table = all_->graph().tables()[number];
    if (!as_of_.everything()) {
      restrict_properties(table, number);
      table.out.weights = table.in.weights = {};  // they count later touchpoints too
    }
    PackedColumn positions;
    if (!restrict_list(table.out, hidden_[table.source], hidden_[table.target], &positions)) return table;
    restrict_list(table.in, hidden_[table.target], hidden_[table.source], nullptr);
    for (auto& property : table.properties) property = std::make_shared<MovedProperty>(property, positions);
    return table;
  }

  void restrict_properties(EdgeTable& table, std::uint32_t number) {
    if (is_touch_table(number)) {
      const auto channels =
          std::make_shared<const TextPool>(all_->graph().classes()[class_of_kind(Kind::channel)].keys);
      table.properties = touch_properties(all_->shared_touchpoints(), channels, number, as_of_.end_ms);
      return;
    }
    const auto since = std::find_if(table.properties.begin(), table.properties.end(),
                                    [](const auto& property) { return property->name() == "declared_since"; });
    if (since == table.properties.end()) return;
    const std::shared_ptr<const EdgeProperty> date = *since;
    for (auto& property : table.properties) {
      if (property->name() == "declared" || property == date)
        property = std::make_shared<DeclaredUntil>(property, date, as_of_.day);
    }
  }

  // False if all edges are left. Otherwise the list without the others, and where the ones left were.
  bool restrict_list(Adjacency& list, const std::vector<bool>& near_hidden, const std::vector<bool>& far_hidden,
                     PackedColumn* positions) {
    const bool dated = !as_of_.everything() && !list.days.empty();
    if ((!dated && near_hidden.empty() && far_hidden.empty()) || list.far.empty()) return false;
    std::vector<std::uint64_t> offsets{0};
    std::vector<std::uint32_t> far, places;
    const std::uint64_t nodes = list.offsets.size() - 1;
    std::uint64_t i = 0;
    for (std::uint64_t near = 0; near < nodes; ++near) {
      const std::uint64_t end = list.end(static_cast<std::uint32_t>(near));
      const bool gone = !near_hidden.empty() && near_hidden[near];
      for (; i < end; ++i) {
        if (gone || (dated && list.days.quick(i) > as_of_.day)) continue;
        const auto number = static_cast<std::uint32_t>(list.far.quick(i));
        if (!far_hidden.empty() && far_hidden[number]) continue;
        far.push_back(number);
        if (positions != nullptr) places.push_back(static_cast<std::uint32_t>(i));
      }
      offsets.push_back(far.size());
    }
    if (far.size() == list.far.size()) return false;
    PackBuffer plain(list.far.shape());
    plain.push_all(std::span<const std::uint32_t>(far));
    list = {};
    list.offsets = pieces_->keep(pack(std::span<const std::uint64_t>(offsets)));
    list.far = pieces_->keep(std::move(plain));
    if (positions != nullptr) *positions = pieces_->keep(pack(std::span<const std::uint32_t>(places)));
    return true;
  }

  std::shared_ptr<const CampaignGraph> all_;
  AsOf as_of_;
  Terms terms_;
  std::shared_ptr<Pieces> pieces_;
  std::vector<std::vector<bool>> hidden_;  // by class and number; empty: none
};

}  // namespace

KnownGraph::KnownGraph(std::shared_ptr<const CampaignGraph> all, const std::optional<archive::Date>& as_of,
                       const std::vector<NodeId>& withheld)
    : all_(std::move(all)) {
  if (!as_of && withheld.empty()) return;
  Maker maker(all_, as_of, withheld);
  made_ = maker.make();
  bytes_ = maker.bytes();
}

}  // namespace almanac::graph
