#include "graph/touch_properties.h"

#include <algorithm>

#include "graph/campaign_graph.h"
#include "graph/touchpoint_pairs.h"

namespace almanac::graph {
namespace {

using archive::Word;

enum class What { type, channel, count, first, last, value, refunded };

class TouchProperty : public EdgeProperty {
 public:
  TouchProperty(std::string name, What what, std::uint32_t table, std::shared_ptr<const TouchpointGraph> touchpoints,
                std::shared_ptr<const TextPool> channels, std::int64_t until_ms)
      : name_(std::move(name)),
        what_(what),
        table_(table),
        touchpoints_(std::move(touchpoints)),
        channels_(std::move(channels)),
        until_ms_(until_ms) {}

  std::string_view name() const override { return name_; }

  bool is_everywhere() const override {
    return what_ == What::count || (table_ != bought_table && (what_ == What::first || what_ == What::last));
  }
  PropertyValue get(std::uint64_t position) const override {
    const TouchEdges& all = edges();
    switch (what_) {
      case What::type:
        return text(touchpoints_->word(Word::type, all.types.at(position)));
      case What::channel: {
        const std::int64_t stored = all.channels.at(position);
        return stored == 0 ? PropertyValue{} : text(channels_->at(static_cast<std::uint64_t>(stored - 1)));
      }
      case What::count: {
        const std::int64_t count = all.out.weights.empty() ? 1 : all.out.weights.at(position);
        return count == 1 || until_ms_ == INT64_MAX || is_over(user_of(position)) ? PropertyValue{count}
                                                                                  : from_rows(position);
      }
      default:
        return from_rows(position);
    }
  }

 private:
  static PropertyValue text(std::string_view value) { return value.empty() ? PropertyValue{} : PropertyValue{value}; }

  const TouchEdges& edges() const {
    return table_ == touched_table  ? touchpoints_->touched()
           : table_ == bought_table ? touchpoints_->bought()
                                    : touchpoints_->reached();
  }

  std::uint32_t user_of(std::uint64_t position) const {
    const PackedColumn& offsets = edges().out.offsets;
    return static_cast<std::uint32_t>(offsets.lower_bound(0, offsets.size(), static_cast<std::int64_t>(position) + 1) -
                                      1);
  }
  // Whether the last of the user's touchpoints is not later.
  bool is_over(std::uint32_t user) const {
    return touchpoints_->at(Field::time, touchpoints_->rows_end(user) - 1) <= until_ms_;
  }

  bool behind(std::uint64_t position, std::uint64_t row) const {
    const TouchEdges& all = edges();
    const Field far = table_ == touched_table  ? Field::campaign
                      : table_ == bought_table ? Field::product
                                               : Field::channel;
    if (touchpoints_->at(far, row) != all.out.far.at(position) + 1) return false;
    const std::int64_t type = touchpoints_->at(Field::type, row);
    if (table_ == touched_table) {
      return type == all.types.at(position) && touchpoints_->at(Field::channel, row) == all.channels.at(position);
    }
    const std::string_view word = touchpoints_->word(Word::type, type);
    if (table_ == reached_table) return is_reach(word);
    return word == (what_ == What::refunded ? "refund" : "purchase");
  }

  PropertyValue from_rows(std::uint64_t position) const {
    const std::uint32_t user = user_of(position);
    PropertyValue found;
    PairSums::Wide sum = 0;
    bool valued = false;
    std::int64_t count = 0;
    for (std::uint64_t row = touchpoints_->rows_begin(user); row < touchpoints_->rows_end(user); ++row) {
      if (touchpoints_->at(Field::time, row) > until_ms_) break;  // rows ascend in time
      if (!behind(position, row)) continue;
      ++count;
      if (what_ == What::first || what_ == What::last) {
        const auto precision = static_cast<std::uint8_t>(touchpoints_->at(Field::precision, row));
        found = archive::Instant{touchpoints_->at(Field::time, row), archive::Precision{precision}};
        if (what_ == What::first) return found;
      } else if (what_ == What::count) {
        found = count;
      } else if (const auto value = touchpoints_->value(row)) {
        PairSums::Wide scaled = value->digits;
        for (int i = value->scale; i < 9; ++i) scaled *= 10;
        sum += scaled;
        valued = true;
      }
    }
    return valued ? PropertyValue{PairSums::to_decimal(sum)} : found;
  }

  std::string name_;
  What what_;
  std::uint32_t table_;
  std::shared_ptr<const TouchpointGraph> touchpoints_;
  std::shared_ptr<const TextPool> channels_;
  std::int64_t until_ms_;
};

}  // namespace

std::vector<std::shared_ptr<const EdgeProperty>> touch_properties(std::shared_ptr<const TouchpointGraph> touchpoints,
                                                                  std::shared_ptr<const TextPool> channel_keys,
                                                                  std::uint32_t table, std::int64_t until_ms) {
  if (touchpoints->stats()[static_cast<std::size_t>(Field::time)].max <= until_ms) until_ms = INT64_MAX;
  std::vector<std::shared_ptr<const EdgeProperty>> properties;
  const auto add = [&](std::string name, What what) {
    properties.push_back(
        std::make_shared<TouchProperty>(std::move(name), what, table, touchpoints, channel_keys, until_ms));
  };
  if (table == touched_table) {
    add("type", What::type);
    add("channel", What::channel);
  }
  add("count", What::count);
  add("first", What::first);
  add("last", What::last);
  add("value", What::value);
  if (table == bought_table) add("refunded", What::refunded);
  return properties;
}

}  // namespace almanac::graph
