#pragma once
// Which touchpoints count for a question: those of a window of days whose words pass. Internal to graph/.
//
// The rows of a user lie together and ascend in time, so a window is two binary searches, and what is left of a user is one short
// scan of the column of the far end.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "graph/campaign_graph.h"
#include "graph/explore_conditions.h"

namespace almanac::graph {

// The end of a day: as the edges' first days see it, and as the rows' times see it.
struct AsOf {
  std::int32_t day = INT32_MAX;
  std::int64_t end_ms = INT64_MAX;
  bool everything() const { return day == INT32_MAX; }
};
AsOf as_of_end(const CampaignGraph& graph, const std::optional<archive::Date>& date);

bool is_touch_table(std::uint32_t table);  // TOUCHED, BOUGHT, REACHED_BY: a user's own touchpoints
bool shows_touches(std::uint32_t table);   // these, USED and PROMOTED: edges with touchpoints behind them
Field far_field(std::uint32_t table);      // of the rows, what an edge of such a table ends at

// Events that may be asked about although none happened here.
bool is_usual_event(std::string_view type);

class TouchTest {
 public:
  TouchTest(const CampaignGraph& graph, const AsOf& as_of);
  TouchTest(const CampaignGraph& graph, const std::optional<archive::Date>& as_of,
            const std::optional<archive::Date>& from, const std::optional<archive::Date>& to);

  // Whether `property` is one of touchpoints (type, channel, …); its conditions go to add().
  static bool is_of_touchpoints(std::string_view property);
  static std::vector<std::string> properties();
  void add(const Condition& condition, const char* where);

  bool everything() const { return words_.empty() && to_day_ == INT32_MAX && !has_from(); }
  bool only_until() const { return words_.empty() && !has_from(); }  // nothing but a last day
  bool has_words() const { return !words_.empty(); }
  bool only_types() const;  // of words, at most the type and the currency are asked for
  bool has_from() const { return from_day_ != INT32_MIN; }
  std::int32_t from_day() const { return from_day_; }
  std::int32_t to_day() const { return to_day_; }
  AsOf until() const { return {to_day_, to_ms_}; }
  bool within(std::int32_t day) const { return day == always || (day >= from_day_ && day <= to_day_); }

  // Rows that make an edge of a table, and for BOUGHT those that take it back.
  enum class Part : std::uint8_t { edge, refund };
  bool is_part(std::uint32_t table, std::uint64_t row, Part part) const;

  // f(row) for each row of the user that counts, whose `field` holds `far` and, unless it is no_node, whose campaign is that.
  template <class F>
  void each_row(std::uint32_t user, Field field, std::uint32_t far, std::uint32_t campaign, F&& f) const {
    const PackedColumn& column = touchpoints_.column(field);
    std::uint64_t begin = touchpoints_.rows_begin(user);
    std::uint64_t end = touchpoints_.rows_end(user);
    const bool few =
        end - begin <= few_rows;  // times are looked at where the far end fits; else the window is searched
    if (!few && has_window()) narrow(begin, end);
    const bool timed = few && has_window();
    each_equal(column, begin, end, std::int64_t{far} + 1, [&](std::uint64_t row) {
      if (timed && !in_time(row)) return;
      if (campaign != no_node && touchpoints_.at(Field::campaign, row) != std::int64_t{campaign} + 1) return;
      if (words_.empty() || passes(row)) f(row);
    });
  }
  // How many rows of the user make an edge of the touch table to `far`.
  std::uint64_t count(std::uint32_t table, std::uint32_t user, std::uint32_t far) const;
  bool type_passes(std::int64_t type, std::int64_t currency) const;  // as stored in rows

  // "&type=purchase&channel=…&where=…&from=…&to=…", as the list of touchpoints is asked for the same.
  std::string link_parameters(std::uint32_t table) const;

 private:
  struct Words {
    Condition condition;
    Field field;
    std::vector<bool> passes;  // by number in the column; 0: none
  };
  enum class Role : std::uint8_t { other, purchase, refund, reach };

  static constexpr std::uint64_t few_rows = 64;

  std::string link_parameter(const Words& words) const;
  void find_roles();
  void find_times();
  bool has_window() const { return to_day_ != INT32_MAX || has_from(); }
  bool in_time(std::uint64_t row) const {
    const std::uint64_t time = touchpoints_.column(Field::time).raw(row);
    return time >= first_time_ && time <= last_time_;
  }
  void narrow(std::uint64_t& begin, std::uint64_t& end) const;  // rows of one user to the window
  bool passes(std::uint64_t row) const;
  bool passes(Field field, std::int64_t stored) const;

  // f(position) for the positions in [begin, end) that hold `value`.
  template <class F>
  static void each_equal(const PackedColumn& column, std::uint64_t begin, std::uint64_t end, std::int64_t value,
                         F&& f) {
    if (begin == end || value < column.shape().base) return;
    if (column.shape().width == 0) {
      if (column.shape().base != value) return;
      for (std::uint64_t i = begin; i < end; ++i) f(i);
      return;
    }
    const std::uint64_t wanted = column.shape().raw_of(value);
    column.visit([&](const auto raw) {
      for (std::uint64_t i = begin; i < end; ++i) {
        if (std::uint64_t{raw[i]} == wanted) f(i);
      }
    });
  }

  const CampaignGraph& graph_;
  const TouchpointGraph& touchpoints_;
  std::int32_t from_day_ = INT32_MIN, to_day_ = INT32_MAX;
  std::int64_t from_ms_ = INT64_MIN, to_ms_ = INT64_MAX;
  std::uint64_t first_time_ = 0, last_time_ = UINT64_MAX;  // the same as the column of times has them; none: 1 and 0
  std::vector<Words> words_;
  std::vector<Role> roles_;  // by type as stored
};

}  // namespace almanac::graph
