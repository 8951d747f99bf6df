#pragma once
// What touchpoints, people and campaigns are grouped and filtered by.
//
//   of the touchpoint   campaign, channel, product, event, region, device, variant, creative
//   of its product      category (every level), top_category, brand
//   of its campaign     theme, occasion, mechanic, tag, objective, campaign_type, owner, target_segment
//   of its person       segment, user_tag, user.NAME (an attribute)
//   of its time         year, quarter (2024-Q4), month (01–12), weekday (1 = Monday), hour (00–23), in the archive's zone
//
// A campaign by itself (Of::campaigns) has: campaign, channel (used), product (promoted), category, top_category, brand,
// target_segment (also under the name segment), theme, occasion, mechanic, tag, objective, campaign_type, owner, and by its start
// year, quarter, month.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/text.h"
#include "graph/campaign_graph.h"
#include "graph/evidence.h"

namespace almanac::insight {

struct DimensionName {
  std::string_view name;
  archive::Text label;
};
// All but user.NAME, in the order above.
const std::vector<DimensionName>& dimension_names();
archive::Text dimension_label(std::string_view name);

class Dimension {
 public:
  enum class Of : std::uint8_t { touchpoints, campaigns };
  // Which number of a touchpoint decides: that of its campaign, channel, product, user or a word, or its time.
  enum class By : std::uint8_t { campaign, channel, product, user, word, time };

  // What was not known on the day is left out. Errors: invalid_input "unknown_dimension", naming the nearest; `where` is passed on.
  Dimension(const graph::CampaignGraph& graph, std::string_view name, const graph::AsOf& as_of,
            const std::string& where, Of of = Of::touchpoints);

  const std::string& name() const { return name_; }
  By by() const { return by_; }
  graph::Field field() const { return field_; }  // for campaign, channel, product, word

  std::uint32_t size() const { return static_cast<std::uint32_t>(keys_.size()); }  // values, numbered from 0
  const std::string& key(std::uint32_t value) const { return keys_[value]; }
  std::string label(std::uint32_t value) const;
  std::string node(std::uint32_t value) const;  // graph id, "" where a value is no node
  // A value by key, or by name where that is unique; channels by their aliases as in the archive's keys, a category that is none by
  // its last level, where that is unique.
  std::optional<std::uint32_t> find(std::string_view key) const;
  // The same; throws invalid_input "unknown_value", naming the nearest.
  std::uint32_t require(std::string_view key, const std::string& where) const;
  // The same for a list of them; a usual event (send, impression, purchase …) that has not happened in this archive is left out.
  std::vector<std::uint32_t> require_all(const std::vector<std::string>& keys, const std::string& where) const;
  // By value: 1 for those of require_all(keys) and all below them.
  std::vector<std::uint8_t> wanted(const std::vector<std::string>& keys, const std::string& where) const;
  // The value and all below it (channels, categories).
  std::vector<std::uint32_t> with_children(std::uint32_t value) const;

  // Up to `limit` values whose key or name contains `text` (folded), those with most relationships first, then by key.
  std::vector<std::uint32_t> containing(std::string_view text, std::size_t limit) const;

  // f(value) of each value that `number` has: number + 1 of a campaign, channel, product, user or word, as rows store them (0 =
  // none); for time, ms. Distinct, ascending for one number.
  template <class F>
  void each(std::int64_t number, F&& f) const {
    if (by_ == By::time) {
      f(value_of_time(number));
      return;
    }
    if (number <= 0) return;
    if (identity_) {
      f(static_cast<std::uint32_t>(number - 1));
      return;
    }
    const auto n = static_cast<std::size_t>(number - 1);
    if (n + 1 >= offsets_.size()) return;
    for (std::uint32_t i = offsets_[n]; i < offsets_[n + 1]; ++i) f(values_[i]);
  }
  bool identity() const { return identity_; }

 private:
  // (number, value) pairs made into lists by number.
  struct Pairs {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> list;
    void add(std::uint32_t number, std::uint32_t value) { list.emplace_back(number, value); }
  };
  void make(const std::string& where, Of of);
  void be_nodes(archive::Kind kind);
  void be_far_ends(std::uint32_t table, archive::Kind kind);
  void be_property(archive::Kind kind, std::string_view property);
  void be_categories(bool top);
  void be_time(std::string_view unit);
  void of_products();  // turns lists by product into lists by campaign that promoted it
  void of_start(std::string_view unit);
  void keep(Pairs pairs, std::size_t numbers);
  std::uint32_t value_of_time(std::int64_t ms) const;
  std::uint32_t value_of_day(std::int64_t day, int hour) const;
  std::vector<std::vector<std::uint32_t>> category_levels() const;  // of each category: itself and all above
  bool known(const graph::Adjacency& list, std::uint64_t place) const;

  const graph::CampaignGraph& graph_;
  graph::AsOf as_of_;
  std::string name_;
  By by_ = By::word;
  graph::Field field_ = graph::Field::type;
  bool identity_ = false;
  std::optional<archive::Kind> kind_;  // of the nodes that the values are
  std::vector<std::string> keys_;
  std::vector<std::uint32_t> offsets_, values_;     // by number as stored: 0 has none
  std::string unit_;                                // of time
  mutable std::vector<std::int32_t> zone_offsets_;  // seconds by quarter of an hour since 1970
};

}  // namespace almanac::insight
