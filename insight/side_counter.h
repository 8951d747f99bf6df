#pragma once
// One side of an association: its values, which touchpoints give them, and how many units have each.

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "insight/associations.h"
#include "insight/dimension.h"
#include "insight/touch_filter.h"

namespace almanac::insight {

// One side of the question, and what the unit at hand has of it. Values are told by places: the chosen ones in the order chosen,
// else all as the dimension numbers them. Rows are those of the block last entered.
class SideCounter {
 public:
  static constexpr std::uint32_t absent = UINT32_MAX;  // no place

  SideCounter(const graph::CampaignGraph& graph, const Side& side, const graph::AsOf& as_of, const std::string& where)
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
      reader.want(graph::Field::time);
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

}  // namespace almanac::insight
