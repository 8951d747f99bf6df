#pragma once
// Which touchpoints count: what a question narrows to, made into one byte per number so that rows are tested without branches.

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "graph/campaign_graph.h"
#include "graph/touchpoint_graph.h"
#include "insight/dimension.h"

namespace almanac::insight {

// Dimension → values, any of which will do; dimensions must all agree. A channel or category takes what lies below it with it.
using Filters = std::map<std::string, std::vector<std::string>>;

// Rows [begin, end) of the touchpoint graph, decoded.
struct RowBlock {
  std::uint64_t begin = 0, end = 0;
  std::array<std::vector<std::uint32_t>, graph::field_count> numbers;  // of the fields asked for
  std::vector<std::int64_t> times;
  std::vector<std::uint32_t> user_ends;  // of each user of the block, the row after the last, counted from `begin`
  std::size_t size() const { return static_cast<std::size_t>(end - begin); }
};

class RowReader {
 public:
  explicit RowReader(const graph::TouchpointGraph& touchpoints) : touchpoints_(touchpoints) {}
  void want(graph::Field field);  // number fields and time
  bool wants(graph::Field field) const { return wanted_[static_cast<std::size_t>(field)]; }
  void read(std::uint64_t begin, std::uint64_t end, RowBlock& block) const;

 private:
  const graph::TouchpointGraph& touchpoints_;
  std::array<bool, graph::field_count> wanted_{};
};

class TouchFilter {
 public:
  // Errors as Dimension; `where` is the parameter's name, the dimension is added.
  TouchFilter(const graph::CampaignGraph& graph, const Filters& filters, const graph::AsOf& as_of,
              const std::string& where);
  // Only touchpoints of [from_ms, to_ms).
  void within(std::int64_t from_ms, std::int64_t to_ms);

  void prepare(RowReader& reader) const;  // what it needs to see
  bool takes_user(std::uint32_t user) const { return users_.empty() || (user < users_.size() && users_[user] != 0); }
  bool narrows_users() const { return !users_.empty(); }
  bool takes_every_row() const { return fields_.empty() && times_.empty() && !window_; }
  // Clears passes[i] of the rows that do not count.
  void apply(const RowBlock& block, std::vector<std::uint8_t>& passes) const;

 private:
  struct FieldMask {
    graph::Field field;
    std::vector<std::uint8_t> takes;  // by number as stored
  };
  struct TimeMask {
    Dimension dimension;
    std::vector<std::uint8_t> takes;  // by value
  };
  void narrow(graph::Field field, std::vector<std::uint8_t> takes);

  std::vector<FieldMask> fields_;
  std::vector<TimeMask> times_;
  std::vector<std::uint8_t> users_;  // by number; empty: all
  bool window_ = false;
  std::int64_t from_ms_ = INT64_MIN, to_ms_ = INT64_MAX;
};

}  // namespace almanac::insight
