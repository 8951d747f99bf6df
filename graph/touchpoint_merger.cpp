#include "graph/touchpoint_merger.h"

#include <algorithm>
#include <future>

#include "graph/merged_column.h"
#include "graph/merged_edges.h"
#include "graph/touch_rows.h"

namespace almanac::graph {
namespace {

std::uint32_t number_from(std::int64_t stored) { return static_cast<std::uint32_t>(stored - 1); }  // 0 → no_number

Touch touch_at(const TouchpointGraph& graph, std::uint32_t user, std::uint64_t row) {
  Touch touch;
  touch.user = user;
  for (std::size_t i = 0; i < std::size(touch.numbers); ++i)
    touch.numbers[i] = number_from(graph.at(static_cast<Field>(i), row));
  touch.time_ms = graph.at(Field::time, row);
  touch.precision = static_cast<std::uint8_t>(graph.at(Field::precision, row));
  for (std::size_t i = 0; i < 3; ++i) {
    const std::size_t field = static_cast<std::size_t>(Field::value) + 2 * i;
    touch.digits[i] = graph.at(static_cast<Field>(field), row);
    touch.scales[i] = static_cast<std::uint8_t>(graph.at(static_cast<Field>(field + 1), row) - 1);
  }
  return touch;
}

class Merge {
 public:
  Merge(const TouchpointGraph& old, std::vector<Touch> fresh, const Vocabulary& vocabulary, const archive::Zone& zone)
      : old_(old),
        fresh_(sorted(std::move(fresh))),
        vocabulary_(vocabulary),
        zone_(zone),
        edges_{MergedEdges(old.touched(), EdgeBuffer::Form::typed), MergedEdges(old.bought(), EdgeBuffer::Form::plain),
               MergedEdges(old.reached(), EdgeBuffer::Form::plain)} {}

  SectionWriter run() {
    std::future<void> summed = std::async(std::launch::async, [this] { add_sums(); });
    place_rows();
    add_edges();
    stats_ = old_.stats();
    const RowStats fresh = stats_of(fresh_);
    for (std::size_t i = 0; i < field_count; ++i) {
      stats_[i].stepped = fresh[i].stepped;
      stats_[i].merge(fresh[i]);
    }
    summed.get();
    return write();
  }

 private:
  void place_rows() {
    auto places = std::make_shared<std::vector<std::uint64_t>>();
    places->reserve(fresh_.size());
    std::uint64_t at = 0;
    for (const Touch& touch : fresh_) {
      at = place_of(touch, std::max(at, old_.rows_begin(touch.user)), old_.rows_end(touch.user));
      places->push_back(at);
    }
    places_ = std::move(places);
  }

  // The first old row in [from, to) that must not lie before the fresh one.
  std::uint64_t place_of(const Touch& touch, std::uint64_t from, std::uint64_t to) const {
    const PackedColumn& times = old_.column(Field::time);
    std::uint64_t place = times.lower_bound(from, to, touch.time_ms);
    while (place < to && times.at(place) == touch.time_ms && before(touch_at(old_, touch.user, place), touch)) ++place;
    return place;
  }

  void add_edges() {
    const Roles roles(vocabulary_);
    DayFinder days(zone_);
    CandidateLists lists;
    for (std::size_t i = 0; i < fresh_.size();) {
      const std::uint32_t user = fresh_[i].user;
      for (auto& list : lists) list.clear();
      for (; i < fresh_.size() && fresh_[i].user == user; ++i)
        add_candidates(fresh_[i], roles, days.day_of(fresh_[i].time_ms), lists);
      for (std::size_t table = 0; table < lists.size(); ++table) edges_[table].add(user, lists[table]);
    }
  }

  void add_sums() {
    DayFinder days(zone_);
    for (const Touch& touch : fresh_) sums_.add(touch, days.day_of(touch.time_ms));
    sums_.by_channel.merge(old_.channel_pairs());
    sums_.by_product.merge(old_.product_pairs());
  }

  SectionWriter write() {
    SectionWriter sections;
    SchemaWriter out(sections);
    write_head(out, zone_, vocabulary_, stats_);
    std::vector<std::int64_t> values(fresh_.size());
    for (std::size_t i = 0; i < field_count; ++i) {
      const auto field = static_cast<Field>(i);
      std::transform(fresh_.begin(), fresh_.end(), values.begin(),
                     [&](const Touch& touch) { return touch.stored(field); });
      out.column(std::make_unique<const MergedColumn>(old_.column(field), shape_of(stats_[i]), places_, values));
    }
    for (const PackStats& stats : stats_) out.stats(stats);
    out.column(row_offsets());
    for (MergedEdges& edges : edges_) edges.write(out);
    sums_.by_channel.write(out);
    sums_.by_product.write(out);
    out.finish();
    return sections;
  }

  PackBuffer row_offsets() const {
    const std::uint32_t users = std::max(old_.user_count(), fresh_.empty() ? 0 : fresh_.back().user + 1);
    std::vector<std::uint64_t> offsets;
    offsets.reserve(std::size_t{users} + 1);
    std::size_t before = 0;
    for (std::uint32_t user = 0; user < users; ++user) {
      offsets.push_back(old_.rows_begin(user) + before);
      while (before < fresh_.size() && fresh_[before].user == user) ++before;
    }
    offsets.push_back(old_.row_count() + before);
    return pack(std::span<const std::uint64_t>(offsets));
  }

  const TouchpointGraph& old_;
  std::vector<Touch> fresh_;
  const Vocabulary& vocabulary_;
  const archive::Zone& zone_;
  RowStats stats_;
  Places places_;
  std::array<MergedEdges, 3> edges_;
  Sums sums_;
};

}  // namespace

SectionWriter merge_touchpoints(const TouchpointGraph& old, std::vector<Touch> fresh, const Vocabulary& vocabulary,
                                const archive::Zone& zone) {
  return Merge(old, std::move(fresh), vocabulary, zone).run();
}

}  // namespace almanac::graph
