#include "insight/associations.h"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>
#include <span>
#include <utility>

#include "graph/exploring.h"

namespace almanac::insight {

using archive::Json;
using graph::Budget;
using graph::CampaignGraph;
using graph::Field;

namespace {

constexpr std::uint32_t absent = UINT32_MAX;
constexpr std::uint64_t most_dense_cells = std::uint64_t{1} << 24;
constexpr std::size_t block_rows = 8192;

// How many units have both of a row and a column: an array while that is small, else sorted runs. Up to `lanes` rows, a column's
// cells are one line of memory that is added to at once.
class PairCounts {
 public:
  static constexpr std::uint32_t lanes = 16;
  PairCounts(std::uint64_t rows, std::uint64_t columns, Budget& budget)
      : rows_(rows), stride_(rows <= lanes ? lanes : rows), budget_(budget) {
    dense_ = columns == 0 || stride_ <= most_dense_cells / columns;
    if (!dense_) return;
    budget.hold(stride_ * columns * sizeof(std::uint32_t));
    cells_.resize(static_cast<std::size_t>(stride_ * columns), 0);
  }
  bool in_lanes() const { return dense_ && stride_ == lanes; }
  void add_lanes(const std::uint32_t* lane, std::uint32_t column) {
    std::uint32_t* cells = cells_.data() + std::size_t{column} * lanes;
    for (std::uint32_t k = 0; k < lanes; ++k) cells[k] += lane[k];
  }

  void add(std::span<const std::uint32_t> rows, std::uint32_t column) {
    if (dense_) {
      std::uint32_t* cells = cells_.data() + column * stride_;
      for (const std::uint32_t row : rows) ++cells[row];
    } else {
      for (const std::uint32_t row : rows) add_one(row, column);
    }
  }
  void add_one(std::uint32_t row, std::uint32_t column) {
    if (dense_) {
      ++cells_[column * stride_ + row];
      return;
    }
    fresh_.push_back(column * rows_ + row);
    if (fresh_.size() == fresh_limit) merge();
  }

  // f(row, column, count) of the pairs with any, in order of column, then row.
  template <class F>
  void each(F&& f) {
    if (dense_) {
      std::uint32_t column = 0;
      for (const std::uint32_t* cells = cells_.data(); cells != cells_.data() + cells_.size();
           cells += stride_, ++column) {
        for (std::uint32_t row = 0; row < rows_; ++row) {
          if (cells[row] != 0) f(row, column, cells[row]);
        }
      }
      return;
    }
    merge();
    for (const auto& [key, count] : counted_)
      f(static_cast<std::uint32_t>(key % rows_), static_cast<std::uint32_t>(key / rows_), count);
  }

 private:
  static constexpr std::size_t fresh_limit = std::size_t{1} << 22;

  void merge() {
    std::sort(fresh_.begin(), fresh_.end());
    std::vector<std::pair<std::uint64_t, std::uint32_t>> merged;
    merged.reserve(counted_.size() + fresh_.size() / 2);
    std::size_t old = 0;
    for (std::size_t i = 0; i < fresh_.size();) {
      const std::uint64_t key = fresh_[i];
      std::uint32_t count = 0;
      for (; i < fresh_.size() && fresh_[i] == key; ++i) ++count;
      while (old < counted_.size() && counted_[old].first < key) merged.push_back(counted_[old++]);
      if (old < counted_.size() && counted_[old].first == key) count += counted_[old++].second;
      merged.emplace_back(key, count);
    }
    merged.insert(merged.end(), counted_.begin() + static_cast<std::ptrdiff_t>(old), counted_.end());
    budget_.hold(merged.size() * sizeof merged[0]);
    budget_.release(counted_.size() * sizeof merged[0]);
    counted_ = std::move(merged);
    fresh_.clear();
  }

  std::uint64_t rows_, stride_;
  Budget& budget_;
  bool dense_ = true;
  std::vector<std::uint32_t> cells_;
  std::vector<std::uint64_t> fresh_;
  std::vector<std::pair<std::uint64_t, std::uint32_t>> counted_;
};

// One side of the question, and what the unit at hand has of it.
class SideCounter {
 public:
  SideCounter(const CampaignGraph& graph, const Side& side, const graph::AsOf& as_of, const std::string& where)
      : dimension_(graph, side.dimension, as_of, where), only_(graph, side.only, as_of, where) {
    std::uint32_t size = dimension_.size();
    if (!side.values.empty()) {
      places_.assign(size, absent);
      for (const std::uint32_t v : dimension_.require_all(side.values, where)) {
        if (places_[v] != absent) continue;
        places_[v] = static_cast<std::uint32_t>(values_.size());
        values_.push_back(v);
      }
      size = static_cast<std::uint32_t>(values_.size());
    }
    stamps_.assign(size, 0);
    at_.assign(size, 0);
    units_.assign(size, 0);
  }

  void prepare(RowReader& reader) const {
    only_.prepare(reader);
    if (dimension_.by() == Dimension::By::time)
      reader.want(Field::time);
    else if (!personal())
      reader.want(dimension_.field());
  }
  bool personal() const { return dimension_.by() == Dimension::By::user; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(units_.size()); }
  const Dimension& dimension() const { return dimension_; }
  std::uint32_t value(std::uint32_t place) const { return places_.empty() ? place : values_[place]; }

  void enter(const RowBlock& block, const std::vector<std::uint8_t>& scope) {
    numbers_ = nullptr;
    times_ = nullptr;
    if (dimension_.by() == Dimension::By::time)
      times_ = block.times.data();
    else if (!personal())
      numbers_ = block.numbers[static_cast<std::size_t>(dimension_.field())].data();
    if (only_.takes_every_row()) {
      passes_ = scope.data();
      return;
    }
    own_ = scope;
    only_.apply(block, own_);
    passes_ = own_.data();
  }
  bool takes_user(std::uint32_t user) const { return only_.takes_user(user); }
  bool takes(std::size_t row) const { return passes_[row] != 0; }

  // From now on only units with one of these values matter.
  void only_matter(const std::vector<std::uint32_t>& places) {
    if (!identical()) return;
    matters_.assign(units_.size() + 1, 0);
    for (const std::uint32_t place : places) matters_[place + 1] = 1;
  }
  bool may_matter(std::size_t from, std::size_t to) const {
    if (matters_.empty()) return true;
    std::uint8_t any = 0;
    for (std::size_t i = from; i < to; ++i) any |= matters_[numbers_[i]];
    return any != 0;
  }

  void begin_unit() {
    ++epoch_;
    found_.clear();
  }
  // f(place) of each value of a row.
  template <class F>
  void each(std::size_t row, F&& f) const {
    dimension_.each(times_ != nullptr ? times_[row] : numbers_[row], [&](std::uint32_t v) { visit(v, f); });
  }
  template <class F>
  void each_of_user(std::uint32_t user, F&& f) const {
    dimension_.each(std::int64_t{user} + 1, [&](std::uint32_t v) { visit(v, f); });
  }
  // Notes a value at a row: the first row of it, or with `last` the last.
  void note(std::uint32_t place, std::uint32_t row, bool last) {
    if (stamps_[place] != epoch_) {
      stamps_[place] = epoch_;
      found_.push_back(place);
      at_[place] = row;
    } else if (last) {
      at_[place] = row;
    }
  }
  // Every value of a number read from the touchpoint.
  bool identical() const { return dimension_.identity() && places_.empty(); }
  const std::uint32_t* numbers() const { return numbers_; }
  const std::uint8_t* passes() const { return passes_; }
  bool narrows_users() const { return only_.narrows_users(); }
  bool takes_every_row() const { return only_.takes_every_row(); }
  void count_units(std::uint32_t place, std::uint32_t units) { units_[place] += units; }
  // Distinct values of rows [from, to), each counted as of one more unit, into `list`, which has a place more than rows; returns
  // how many.
  template <bool every_row>
  std::size_t distinct(std::size_t from, std::size_t to, std::uint32_t* list) {
    const std::uint32_t epoch = ++epoch_;
    const std::uint32_t* const numbers = numbers_;
    const std::uint8_t* const passes = passes_;
    std::uint32_t* const stamps = stamps_.data();
    std::uint32_t* const units = units_.data();
    std::size_t count = 0;
    for (std::size_t i = from; i < to; ++i) {
      const std::uint32_t number = every_row || passes[i] != 0 ? numbers[i] : 0;
      if (number == 0) continue;
      list[count] = number - 1;
      count += stamps[number - 1] != epoch ? 1 : 0;
      stamps[number - 1] = epoch;
    }
    for (std::size_t i = 0; i < count; ++i) ++units[list[i]];
    return count;
  }

  const std::vector<std::uint32_t>& found() const { return found_; }
  bool has(std::uint32_t place) const { return stamps_[place] == epoch_; }
  std::uint32_t at(std::uint32_t place) const { return at_[place]; }
  void count_unit() {
    for (const std::uint32_t place : found_) ++units_[place];
  }
  std::uint64_t units(std::uint32_t place) const { return units_[place]; }
  std::uint64_t in_use() const {
    return static_cast<std::uint64_t>(std::count_if(units_.begin(), units_.end(), [](auto n) { return n != 0; }));
  }

  Value described(std::uint32_t place) const {
    const std::uint32_t v = value(place);
    return {dimension_.key(v), dimension_.label(v), dimension_.node(v)};
  }

 private:
  template <class F>
  void visit(std::uint32_t v, F&& f) const {
    if (places_.empty())
      f(v);
    else if (places_[v] != absent)
      f(places_[v]);
  }

  Dimension dimension_;
  TouchFilter only_;
  std::vector<std::uint32_t> values_, places_;  // of chosen values; empty: all
  std::vector<std::uint32_t> stamps_, at_, found_, units_;
  std::uint32_t epoch_ = 0;
  const std::uint32_t* numbers_ = nullptr;
  const std::int64_t* times_ = nullptr;
  std::vector<std::uint8_t> matters_;  // by number as stored; empty: all
  std::vector<std::uint8_t> own_;
  const std::uint8_t* passes_ = nullptr;
};

struct Shown {
  std::uint32_t row = 0, column = 0;
  Counts counts;
  std::optional<Strength> strength;
  double q = 1;
};

// A pair while it is one of many.
struct Pair {
  std::uint32_t row = 0, column = 0, both = 0;
};

class Counting {
 public:
  Counting(const CampaignGraph& graph, const AssociationRequest& request, Budget& budget)
      : graph_(graph),
        touchpoints_(graph.touchpoints()),
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
    if (stop_ms_) reader_.want(Field::time);
    if (request.unit == Unit::visit) reader_.want(Field::campaign);
  }

  Associations run() {
    PairCounts pairs(rows_.size(), column_count(), budget_);
    if (plain(pairs))
      count_plainly(pairs);
    else
      each_unit([&](std::span<const std::uint32_t>, const RowBlock&) { count(pairs); });
    std::vector<Shown> shown = choose(pairs);
    if (request_.codes != 0 && !shown.empty()) {
      reader_.want(Field::campaign);
      return described(shown, evidence(shown));
    }
    return described(shown, {});
  }

 private:
  // The side whose events stop; its dimension does not matter.
  static Side stopping(const AssociationRequest& request) { return {"event", {}, request.columns.only}; }
  std::uint32_t column_count() const { return stop_ms_ ? 1 : columns_.size(); }

  // People, few rows, both sides read from the touchpoint itself: the question asked most.
  bool plain(const PairCounts& pairs) const {
    return pairs.in_lanes() && !grouped_ && !request_.then && !stop_ms_ && rows_.identical() && columns_.identical() &&
           !rows_.narrows_users() && !columns_.narrows_users();
  }

  void count_plainly(PairCounts& pairs) {
    std::array<std::uint32_t, PairCounts::lanes> lane{}, sums{};
    std::vector<std::uint32_t> list;
    each_block([&](std::uint32_t first, std::uint32_t user, const RowBlock& block,
                   const std::vector<std::uint8_t>& passes) {
      list.resize(block.size() + 1);
      const std::uint32_t* numbers = rows_.numbers();
      const std::uint8_t* takes = rows_.passes();
      const bool all = scope_.takes_every_row();
      std::size_t at = 0;
      for (std::uint32_t u = first; u < user; ++u) {
        const std::size_t from = std::exchange(at, std::size_t{block.user_ends[u - first]});
        if (from == at || !scope_.takes_user(u)) continue;
        std::uint64_t touches = at - from;
        if (!all) touches = static_cast<std::uint64_t>(std::count(&passes[from], &passes[from] + (at - from), 1));
        if (touches == 0) continue;
        touches_ += touches;
        ++units_;
        std::uint32_t mask = 0;  // bit 0: rows without a value
        for (std::size_t i = from; i < at; ++i) mask |= std::uint32_t{takes[i]} << numbers[i];
        for (std::uint32_t k = 0; k < PairCounts::lanes; ++k) lane[k] = mask >> (k + 1) & 1U;
        for (std::uint32_t k = 0; k < PairCounts::lanes; ++k) sums[k] += lane[k];
        const std::size_t found = all && columns_.takes_every_row() ? columns_.distinct<true>(from, at, list.data())
                                                                    : columns_.distinct<false>(from, at, list.data());
        for (std::size_t i = 0; i < found; ++i) pairs.add_lanes(lane.data(), list[i]);
      }
    });
    for (std::uint32_t k = 0; k < rows_.size(); ++k) rows_.count_units(k, sums[k]);
  }

  // Calls f(first user, user after the last, their rows, which of these are in scope) block by block.
  template <class F>
  void each_block(F&& f) {
    touches_ = units_ = stopped_ = 0;
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
      budget_.steps(block.size() + (user - first));
      passes.assign(block.size(), 1);
      scope_.apply(block, passes);
      rows_.enter(block, passes);
      columns_.enter(block, passes);
      f(first, user, block, passes);
    }
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
        groups_[i] = block.numbers[static_cast<std::size_t>(Field::campaign)][i];
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
    touches_ += touches;
    ++units_;
    unit(order, block);
  }

  void note(SideCounter& side, std::uint32_t user, std::span<const std::uint32_t> order, bool last) {
    if (side.personal()) {
      std::uint32_t at = absent;
      for (const std::uint32_t i : order) {
        if (!side.takes(i)) continue;
        at = i;
        if (!last) break;
      }
      if (at != absent) side.each_of_user(user, [&](std::uint32_t place) { side.note(place, at, last); });
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
    if (unit_stopped_) ++stopped_;
    return true;
  }

  void count(PairCounts& pairs) {
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
        if (together(row, column)) pairs.add_one(row, column);
      }
    }
  }
  // Rows of a unit are in the order of time.
  bool together(std::uint32_t row, std::uint32_t column) const {
    if (stop_ms_) return unit_stopped_ && rows_.has(row);
    return rows_.has(row) && columns_.has(column) && (!request_.then || rows_.at(row) <= columns_.at(column));
  }

  std::uint64_t column_units(std::uint32_t column) const { return stop_ms_ ? stopped_ : columns_.units(column); }

  Counts counts_of(const Pair& pair) const {
    return {pair.both, rows_.units(pair.row), column_units(pair.column), units_};
  }

  // Pairs that met, and those that never did where so many meetings were expected that this says something.
  std::vector<Pair> candidates(PairCounts& pairs) {
    const bool same = !stop_ms_ && request_.rows.dimension == request_.columns.dimension;
    const bool alike = same && !request_.then && request_.rows == request_.columns;  // a pair and its mirror are one
    std::vector<Pair> all;
    const auto offer = [&](std::uint32_t row, std::uint32_t column, std::uint32_t both) {
      if (same && rows_.value(row) == columns_.value(column)) return;
      if (alike && rows_.value(row) > columns_.value(column)) return;
      if (all.size() == all.capacity()) budget_.hold(all.capacity() * sizeof(Pair));
      budget_.row();
      all.push_back({row, column, both});
    };
    std::uint32_t next_row = 0;  // of the pairs between those that met
    std::uint32_t next_column = 0;
    const auto step = [&] {
      if (++next_row < rows_.size()) return;
      next_row = 0;
      ++next_column;
      budget_.steps(rows_.size());
    };
    const double least = static_cast<double>(request_.least) * static_cast<double>(units_);
    const auto skip_to = [&](std::uint32_t row, std::uint32_t column) {
      for (; next_column < column || (next_column == column && next_row < row); step()) {
        const std::uint64_t a = rows_.units(next_row);
        const std::uint64_t b = column_units(next_column);
        if (a != 0 && b != 0 && static_cast<double>(a) * static_cast<double>(b) >= least)
          offer(next_row, next_column, 0);
      }
    };
    pairs.each([&](std::uint32_t row, std::uint32_t column, std::uint32_t both) {
      skip_to(row, column);
      offer(row, column, both);
      step();
    });
    if (rows_.size() != 0) skip_to(0, column_count());
    return all;
  }

  std::vector<Shown> choose(PairCounts& pairs) {
    const std::vector<Pair> all = candidates(pairs);
    const Chances chances(units_);
    std::vector<double> p, order(all.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
      const Counts counts = counts_of(all[i]);
      const bool tested = !too_few(counts, request_.least);
      if (tested) p.push_back(chances.of(counts));
      order[i] = place(all[i], counts, tested);
    }
    tested_ = p.size();
    std::vector<std::uint32_t> best(all.size());
    std::iota(best.begin(), best.end(), 0U);
    const std::size_t kept = std::min(request_.limit, all.size());
    std::partial_sort(best.begin(), best.begin() + static_cast<std::ptrdiff_t>(kept), best.end(),
                      [&](std::uint32_t a, std::uint32_t b) {
                        return order[a] != order[b] ? order[a] > order[b] : before(all[a], all[b]);
                      });
    std::vector<Shown> shown;
    std::vector<double> asked;
    for (std::size_t i = 0; i < kept; ++i) {
      const Pair& pair = all[best[i]];
      Shown one{pair.row, pair.column, counts_of(pair), std::nullopt, 1};
      if (!too_few(one.counts, request_.least)) {
        one.strength = strength(one.counts);
        one.strength->p = chances.of(one.counts);
        asked.push_back(one.strength->p);
      }
      shown.push_back(one);
    }
    const std::vector<double> rates = discovery_rates(p, asked);
    std::size_t next = 0;
    for (Shown& one : shown) {
      if (one.strength) one.q = rates[next++];
    }
    return shown;
  }

  // The larger, the earlier; pairs that are too few to tell come last.
  double place(const Pair& pair, const Counts& counts, bool tested) const {
    constexpr double last = -std::numeric_limits<double>::infinity();
    switch (request_.order) {
      case AssociationOrder::lift:
        return tested ? interval(counts)->first : last;
      case AssociationOrder::low_lift:
        return tested ? -interval(counts)->second : last;
      case AssociationOrder::both:
        return static_cast<double>(counts.both);
      case AssociationOrder::jaccard:
        return jaccard(counts);
      case AssociationOrder::row:
        return -static_cast<double>(rows_.value(pair.row));
    }
    return 0;
  }

  static double jaccard(const Counts& c) {
    const std::uint64_t any = c.row + c.column - c.both;
    return any == 0 ? 0 : static_cast<double>(c.both) / static_cast<double>(any);
  }

  // Of pairs in the same place: most people, then keys.
  bool before(const Pair& a, const Pair& b) const {
    if (request_.order != AssociationOrder::row && a.both != b.both) return a.both > b.both;
    if (a.row != b.row && request_.order != AssociationOrder::row)
      return rows_.dimension().key(rows_.value(a.row)) < rows_.dimension().key(rows_.value(b.row));
    if (stop_ms_ || a.column == b.column) return false;
    return columns_.dimension().key(columns_.value(a.column)) < columns_.dimension().key(columns_.value(b.column));
  }

  // By shown pair: units by campaign in which a touchpoint of theirs gave the row's or the column's value.
  std::vector<std::vector<std::uint32_t>> evidence(const std::vector<Shown>& shown) {
    const std::size_t campaigns =
        graph_.graph().classes()[graph::class_of_kind(archive::Kind::campaign)].size + std::size_t{1};
    budget_.hold(shown.size() * campaigns * 2 * sizeof(std::uint32_t));
    std::vector<std::vector<std::uint32_t>> counts(shown.size(), std::vector<std::uint32_t>(campaigns, 0));
    std::vector<std::vector<std::uint32_t>> last(shown.size(), std::vector<std::uint32_t>(campaigns, 0));
    std::vector<std::vector<std::uint32_t>> by_row(rows_.size()), by_column(column_count());
    for (std::uint32_t i = 0; i < shown.size(); ++i) {
      by_row[shown[i].row].push_back(i);
      by_column[shown[i].column].push_back(i);
    }
    if (!stop_ms_) {
      std::vector<std::uint32_t> places;
      for (const Shown& one : shown) places.push_back(one.column);
      columns_.only_matter(places);
    }
    const std::uint64_t all_units = units_;
    const std::uint64_t all_touches = touches_;
    std::uint32_t unit = 0;
    each_unit([&](std::span<const std::uint32_t> order, const RowBlock& block) {
      ++unit;
      const std::uint32_t* numbers = block.numbers[static_cast<std::size_t>(Field::campaign)].data();
      const auto add = [&](std::uint32_t pair, std::uint32_t campaign) {
        if (last[pair][campaign] == unit || !together(shown[pair].row, shown[pair].column)) return;
        last[pair][campaign] = unit;
        ++counts[pair][campaign];
      };
      const bool both_personal = rows_.personal() && (stop_ms_ || columns_.personal());
      for (const std::uint32_t i : order) {
        if (numbers[i] == 0) continue;
        if (rows_.takes(i) && !rows_.personal()) {
          rows_.each(i, [&](std::uint32_t place) {
            for (const std::uint32_t pair : by_row[place]) add(pair, numbers[i]);
          });
        }
        if (stop_ms_ ? columns_.takes(i) && rows_.personal() : columns_.takes(i) && both_personal) {
          for (const std::uint32_t place : rows_.found()) {
            for (const std::uint32_t pair : by_row[place]) add(pair, numbers[i]);
          }
        } else if (!stop_ms_ && columns_.takes(i) && !columns_.personal()) {
          columns_.each(i, [&](std::uint32_t place) {
            for (const std::uint32_t pair : by_column[place]) add(pair, numbers[i]);
          });
        }
      }
    });
    units_ = all_units;
    touches_ = all_touches;
    return counts;
  }

  Associations described(const std::vector<Shown>& shown, const std::vector<std::vector<std::uint32_t>>& evidence) {
    Associations found;
    found.units = units_;
    found.touchpoints = touches_;
    found.pairs = rows_.in_use() * (stop_ms_ ? 1 : columns_.in_use());
    found.tested = tested_;
    for (std::size_t i = 0; i < shown.size(); ++i) {
      Association one;
      one.row = rows_.described(shown[i].row);
      one.column = stop_ms_ ? Value{"stopped", "", ""} : columns_.described(shown[i].column);
      one.counts = shown[i].counts;
      one.strength = shown[i].strength;
      one.q = shown[i].q;
      if (!evidence.empty()) name_campaigns(one, evidence[i]);
      found.rows.push_back(std::move(one));
    }
    return found;
  }

  void name_campaigns(Association& one, const std::vector<std::uint32_t>& counts) const {
    std::vector<std::uint32_t> numbers;
    for (std::uint32_t n = 1; n < counts.size(); ++n) {
      if (counts[n] != 0) numbers.push_back(n);
    }
    one.campaign_total = numbers.size();
    const graph::NodeClass& nodes = graph_.graph().classes()[graph::class_of_kind(archive::Kind::campaign)];
    const std::size_t kept = std::min(request_.codes, numbers.size());
    std::partial_sort(numbers.begin(), numbers.begin() + static_cast<std::ptrdiff_t>(kept), numbers.end(),
                      [&](std::uint32_t a, std::uint32_t b) {
                        if (counts[a] != counts[b]) return counts[a] > counts[b];
                        return nodes.key_ranks.raw(a - 1) < nodes.key_ranks.raw(b - 1);
                      });
    for (std::size_t i = 0; i < kept; ++i)
      one.campaigns.emplace_back(std::string(nodes.keys.at(numbers[i] - 1)), counts[numbers[i]]);
  }

  const CampaignGraph& graph_;
  const graph::TouchpointGraph& touchpoints_;
  const AssociationRequest& request_;
  Budget& budget_;
  graph::AsOf as_of_;
  TouchFilter scope_;
  SideCounter rows_, columns_;
  RowReader reader_;
  std::optional<std::int64_t> stop_ms_;
  bool unit_stopped_ = false, grouped_ = false;
  std::vector<std::uint32_t> groups_;  // by row of the block
  std::uint64_t units_ = 0, touches_ = 0, stopped_ = 0, tested_ = 0;
};

}  // namespace

Unit unit_from(std::string_view name) {
  return name == "visit" ? Unit::visit : name == "moment" ? Unit::moment : Unit::person;
}
std::string_view to_string(Unit unit) {
  return unit == Unit::visit ? "visit" : unit == Unit::moment ? "moment" : "person";
}

double Association::jaccard() const {
  const std::uint64_t any = counts.row + counts.column - counts.both;
  return any == 0 ? 0 : static_cast<double>(counts.both) / static_cast<double>(any);
}

Associations associations(const CampaignGraph& graph, const AssociationRequest& request, Budget& budget) {
  constexpr std::size_t most_rows = 1000;
  graph::require_limit(request.limit, 0, most_rows, "limit");
  return Counting(graph, request, budget).run();
}

Json to_json(const Value& value) {
  Json json{{"key", value.key}, {"label", value.label}};
  if (!value.node.empty()) json["id"] = value.node;
  return json;
}

Json to_json(const Associations& found, const AssociationRequest& request) {
  Json rows = Json::array();
  for (const Association& one : found.rows) {
    Json row{{"row", to_json(one.row)},  {"column", to_json(one.column)},    {"both", one.counts.both},
             {"n", one.counts.row},      {"with", one.counts.column},        {"all", one.counts.all},
             {"jaccard", one.jaccard()}, {"expected", one.counts.expected()}};
    row["share"] =
        static_cast<double>(one.counts.both) / static_cast<double>(std::max<std::uint64_t>(one.counts.row, 1));
    row["base"] =
        static_cast<double>(one.counts.column) / static_cast<double>(std::max<std::uint64_t>(one.counts.all, 1));
    row["too_few"] = !one.strength.has_value();
    if (one.strength) {
      row["lift"] = one.strength->lift;
      row["low"] = one.strength->low;
      row["high"] = one.strength->high;
      row["tgi"] = one.strength->lift * 100;
      row["p"] = one.strength->p;
      row["q"] = one.q;
    }
    Json campaigns = Json::array();
    for (const auto& [code, people] : one.campaigns) campaigns.push_back({{"code", code}, {"people", people}});
    row["campaigns"] = std::move(campaigns);
    row["campaign_total"] = one.campaign_total;
    rows.push_back(std::move(row));
  }
  return {{"unit", to_string(request.unit)},  {"units", found.units},
          {"touchpoints", found.touchpoints}, {"pairs", found.pairs},
          {"tested", found.tested},           {"rows", std::move(rows)}};
}

}  // namespace almanac::insight
