#pragma once
// The pass over the touchpoints that associations are counted in: the units in scope, and what each has on both sides.

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "graph/budget.h"
#include "graph/exploring.h"
#include "insight/associations.h"
#include "insight/lane_counts.h"
#include "insight/pair_counts.h"
#include "insight/side_counter.h"

namespace almanac::insight {

class UnitCounter {
 public:
  UnitCounter(const graph::CampaignGraph& graph, const AssociationRequest& request, graph::Budget& budget)
      : touchpoints_(graph.touchpoints()),
        request_(request),
        budget_(budget),
        as_of_(graph::as_of_end(graph, request.as_of)),
        scope_(graph, request.scope, as_of_, ""),
        rows_(graph, request.rows, as_of_, "rows"),
        columns_(graph, request.stopped_after ? stopping(request) : request.columns, as_of_, "columns"),
        reader_(touchpoints_) {
    if (request.from || request.to) {
      scope_.within(request.from ? graph.zone().start_of(*request.from) : INT64_MIN,
                    request.to ? graph.zone().end_of(*request.to) + 1 : INT64_MAX);
    }
    if (request.stopped_after) stop_ms_ = graph.zone().end_of(*request.stopped_after) + 1;
    grouped_ =
        request.unit == Unit::visit || (request.unit == Unit::moment && rows_.dimension().by() == Dimension::By::time);
    scope_.prepare(reader_);
    rows_.prepare(reader_);
    columns_.prepare(reader_);
    if (stop_ms_ || request.then) reader_.want(graph::Field::time);
    if (request.unit == Unit::visit) reader_.want(graph::Field::campaign);
  }

  const SideCounter& rows() const { return rows_; }
  const SideCounter& columns() const { return columns_; }
  // Whether the columns are one value, "stopped", whatever columns() says.
  bool stops() const { return stop_ms_.has_value(); }
  std::uint32_t column_count() const { return stop_ms_ ? 1 : columns_.size(); }

  // Counts both sides and the pairs, which must have room for rows().size() × column_count(); and if the order of time counts, in
  // `earlier`, the units that have both, but the column only before the row.
  void count(PairCounts& pairs, PairCounts* earlier) {
    if (plain(pairs) && count_in_lanes(pairs)) return;
    each_unit([&](std::span<const std::uint32_t>, const RowBlock&) { count_unit(pairs, earlier); });
  }
  // What was counted.
  std::uint64_t units() const { return totals_.units; }
  std::uint64_t touches() const { return totals_.touches; }
  std::uint64_t column_units(std::uint32_t column) const { return stop_ms_ ? totals_.stopped : columns_.units(column); }
  // A unit of the row that has the column only before it counts as one without the column.
  Counts counts(std::uint32_t row, std::uint32_t column, std::uint32_t both, std::uint32_t earlier) const {
    return {both, rows_.units(row), column_units(column) - earlier, totals_.units};
  }

  // The same units once more, with the campaigns of their touchpoints: calls unit(its rows' places in the block, block), when
  // together() tells of it. Units that have none of the columns at `places` may be left out.
  template <class F>
  void again(const std::vector<std::uint32_t>& places, F&& unit) {
    reader_.want(graph::Field::campaign);
    if (!stop_ms_) columns_.only_matter(places);
    const Totals totals = totals_;
    each_unit(unit);
    totals_ = totals;
  }
  // Whether the unit at hand has both. Rows of a unit are in the order of time, those of one moment in any.
  bool together(std::uint32_t row, std::uint32_t column) const {
    if (stop_ms_) return unit_stopped_ && rows_.has(row);
    return rows_.has(row) && columns_.has(column) &&
           (!request_.then || times_[rows_.at(row)] <= times_[columns_.at(column)]);
  }

 private:
  static constexpr std::size_t block_rows = 8192;  // about as many are decoded at a time

  struct Totals {
    std::uint64_t units = 0, touches = 0, stopped = 0;
  };

  // The side whose events stop; its dimension does not matter.
  static Side stopping(const AssociationRequest& request) { return {"event", {}, request.columns.only}; }

  // People, both sides read from the touchpoint itself: the question asked most.
  bool plain(const PairCounts& pairs) const {
    return pairs.dense() && !grouped_ && !request_.then && !stop_ms_ && rows_.identical() && columns_.identical() &&
           !rows_.narrows_users() && !columns_.narrows_users();
  }

  // False: more rows occur than that is good for; nothing was counted then.
  bool count_in_lanes(PairCounts& pairs) {
    LaneCounts lanes(rows_.size(), columns_.size(), budget_);
    const bool fits = each_block(
        [&](std::uint32_t first, std::uint32_t user, const RowBlock& block, const std::vector<std::uint8_t>& passes) {
          const bool all = scope_.takes_every_row();
          const auto side = [&](const SideCounter& counter) {
            return LaneCounts::Side{counter.numbers(), all && counter.takes_every_row() ? nullptr : counter.passes()};
          };
          const LaneCounts::Side rows = side(rows_), columns = side(columns_);
          std::size_t at = 0;
          for (std::uint32_t u = first; u < user; ++u) {
            const std::size_t from = std::exchange(at, std::size_t{block.user_ends[u - first]});
            if (from == at || !scope_.takes_user(u)) continue;
            std::uint64_t touches = at - from;
            if (!all) touches = static_cast<std::uint64_t>(std::count(&passes[from], &passes[from] + (at - from), 1));
            if (touches == 0) continue;
            totals_.touches += touches;
            ++totals_.units;
            if (!lanes.add(rows, columns, from, at)) return false;
          }
          return true;
        });
    if (!fits) return false;
    lanes.tell(
        pairs, [&](std::uint32_t row, std::uint32_t units) { rows_.count_units(row, units); },
        [&](std::uint32_t column, std::uint32_t units) { columns_.count_units(column, units); });
    return true;
  }

  // Calls f(first user, user after the last, their rows, which of these are in scope) block by block, until it returns false;
  // whether it never did.
  template <class F>
  bool each_block(F&& f) {
    totals_ = {};
    RowBlock block;
    std::vector<std::uint8_t> passes;
    std::vector<std::uint32_t> ends;
    const std::uint32_t users = touchpoints_.user_count();
    for (std::uint32_t user = 0; user < users;) {
      const std::uint32_t first = user;
      const std::uint64_t begin = touchpoints_.rows_begin(user);
      std::uint64_t end = begin;
      ends.clear();
      do {
        end = touchpoints_.rows_end(user++);
        ends.push_back(static_cast<std::uint32_t>(end - begin));
      } while (user < users && end - begin < block_rows);
      reader_.read(begin, end, block);
      block.user_ends.swap(ends);
      times_ = block.times.data();
      budget_.steps(block.size() + (user - first));
      passes.assign(block.size(), 1);
      scope_.apply(block, passes);
      rows_.enter(block, passes);
      columns_.enter(block, passes);
      if (!f(first, user, block, passes)) return false;
    }
    return true;
  }

  // Calls unit(its rows' places in the block, block) for each unit in scope, with what it has noted on both sides.
  template <class F>
  void each_unit(F&& unit) {
    std::vector<std::uint32_t> order;
    each_block(
        [&](std::uint32_t first, std::uint32_t user, const RowBlock& block, const std::vector<std::uint8_t>& passes) {
          std::uint32_t at = 0;
          for (std::uint32_t u = first; u < user; ++u) {
            const std::uint32_t begin = std::exchange(at, block.user_ends[u - first]);
            if (begin == at || !scope_.takes_user(u) || !columns_.may_matter(begin, at)) continue;
            order.resize(at - begin);
            std::iota(order.begin(), order.end(), begin);
            if (!grouped_)
              one_unit(u, order, block, passes, unit);
            else
              each_group(u, order, block, passes, unit);
          }
          return true;
        });
  }

  // The units of one person: by campaign, or by the value of rows that are times; 0 is no unit.
  template <class F>
  void each_group(std::uint32_t user, std::vector<std::uint32_t>& order, const RowBlock& block,
                  const std::vector<std::uint8_t>& passes, F&& unit) {
    groups_.resize(block.size());
    for (const std::uint32_t i : order) {
      groups_[i] = 0;
      if (request_.unit == Unit::visit)
        groups_[i] = block.numbers[static_cast<std::size_t>(graph::Field::campaign)][i];
      else
        rows_.each(i, [&](std::uint32_t place) { groups_[i] = place + 1; });
    }
    std::stable_sort(order.begin(), order.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return groups_[a] < groups_[b]; });
    for (std::size_t i = 0; i < order.size();) {
      std::size_t end = i + 1;
      while (end < order.size() && groups_[order[end]] == groups_[order[i]]) ++end;
      if (groups_[order[i]] != 0) one_unit(user, std::span(order).subspan(i, end - i), block, passes, unit);
      i = end;
    }
  }

  template <class F>
  void one_unit(std::uint32_t user, std::span<const std::uint32_t> order, const RowBlock& block,
                const std::vector<std::uint8_t>& passes, F&& unit) {
    rows_.begin_unit();
    columns_.begin_unit();
    std::uint64_t touches = 0;
    for (const std::uint32_t i : order) touches += passes[i];
    if (touches == 0) return;
    const bool row_user = rows_.takes_user(user);
    const bool column_user = columns_.takes_user(user);
    if (stop_ms_) {
      if (!note_stop(user, order, block, row_user, column_user)) return;
    } else {
      if (row_user) note(rows_, user, order, false);
      if (column_user) note(columns_, user, order, true);
    }
    totals_.touches += touches;
    ++totals_.units;
    unit(order, block);
  }

  void note(SideCounter& side, std::uint32_t user, std::span<const std::uint32_t> order, bool last) {
    if (side.personal()) {
      std::uint32_t at = SideCounter::absent;
      for (const std::uint32_t i : order) {
        if (!side.takes(i)) continue;
        at = i;
        if (!last) break;
      }
      if (at != SideCounter::absent) side.each_of_user(user, [&](std::uint32_t place) { side.note(place, at, last); });
      return;
    }
    if (side.identical()) {
      const std::uint32_t* numbers = side.numbers();
      for (const std::uint32_t i : order) {
        if (side.takes(i) && numbers[i] != 0) side.note(numbers[i] - 1, i, last);
      }
      return;
    }
    for (const std::uint32_t i : order) {
      if (side.takes(i)) side.each(i, [&](std::uint32_t place) { side.note(place, i, last); });
    }
  }

  // False: the unit did nothing before, so it cannot have stopped.
  bool note_stop(std::uint32_t user, std::span<const std::uint32_t> order, const RowBlock& block, bool row_user,
                 bool column_user) {
    bool before = false;
    bool after = false;
    std::size_t earlier = 0;  // touchpoints up to the day come first: a unit's rows ascend in time
    for (const std::uint32_t i : order) {
      const bool early = block.times[i] < *stop_ms_;
      if (early) ++earlier;
      if (!column_user || !columns_.takes(i)) continue;
      (early ? before : after) = true;
    }
    if (!before) return false;
    if (row_user) note(rows_, user, order.first(earlier), false);
    unit_stopped_ = !after;
    if (unit_stopped_) ++totals_.stopped;
    return true;
  }

  void count_unit(PairCounts& pairs, PairCounts* earlier) {
    rows_.count_unit();
    if (stop_ms_) {
      if (unit_stopped_) pairs.add(rows_.found(), 0);
      return;
    }
    columns_.count_unit();
    if (!request_.then) {
      for (const std::uint32_t column : columns_.found()) pairs.add(rows_.found(), column);
      return;
    }
    for (const std::uint32_t column : columns_.found()) {
      for (const std::uint32_t row : rows_.found()) {
        (together(row, column) ? pairs : *earlier).add_one(row, column);
      }
    }
  }

  const graph::TouchpointGraph& touchpoints_;
  const AssociationRequest& request_;
  graph::Budget& budget_;
  graph::AsOf as_of_;
  TouchFilter scope_;
  SideCounter rows_, columns_;
  RowReader reader_;
  std::optional<std::int64_t> stop_ms_;
  const std::int64_t* times_ = nullptr;  // of the block, where they are read
  bool unit_stopped_ = false, grouped_ = false;
  std::vector<std::uint32_t> groups_;  // by row of the block
  Totals totals_;
};

}  // namespace almanac::insight
