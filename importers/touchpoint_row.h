#pragma once
// One row to one touchpoint: views into the reader's buffer wherever possible, no JSON and no allocation per row. Keys
// come out normalised (archive::normalize_key), words of the event vocabulary canonical, times in UTC.

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "archive/dictionary.h"
#include "archive/touchpoints.h"
#include "importers/row_source.h"

namespace almanac::importers {

// Transparent hashing, so that look-ups by view make no string.
struct ViewHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};
template <class T>
using ViewMap = std::unordered_map<std::string, T, ViewHash, std::equal_to<>>;

// Written times to instants: "2017-01-28T19:06:53" and "2024-11-11 20:00" by hand, with the zone's offset remembered
// per day; everything else by parse_time. Measured: 20 ns against 700.
class FastTime {
 public:
  FastTime(archive::Zone zone, DateSettings settings) : zone_(std::move(zone)), settings_(settings) {
    days_.resize(512);
  }
  Parsed<archive::Instant> parse(std::string_view text);
  const archive::Zone& zone() const { return zone_; }

 private:
  struct Day {
    std::int64_t day = INT64_MIN;
    std::int64_t offset_ms = 0;  // local − UTC, all day long
  };
  std::optional<std::int64_t> to_utc(std::int64_t day, std::int64_t in_day_ms);

  archive::Zone zone_;
  DateSettings settings_;
  std::vector<Day> days_;
  std::array<char, 10> last_date_{};  // as written; rows mostly come in order of time
  std::int64_t last_day_ = 0;
};

struct TouchpointContext {
  const archive::Dictionary* dictionary = nullptr;
  const archive::Zone* zone = nullptr;
  std::string source;  // of the command; wins over the mapping's
  // First day (or last) of a stored campaign; the outer optional is empty if there is no such campaign.
  using CampaignDate =
      std::function<std::optional<std::optional<archive::Date>>(std::string_view code, Expression::From which)>;
  CampaignDate campaign_date;
};

class RowTouchpoint {
 public:
  // `rule` must outlive it. Throws Error invalid_input "missing_column".
  RowTouchpoint(const FileRule& rule, const RowSource& rows, TouchpointContext context);

  bool applies(const RowSource& rows);
  // Fills `row`, whose views last until the next build(). False: `problem` says why not. Code unknown_campaign has the
  // campaign in `value`.
  bool build(const RowSource& rows, archive::TouchpointRow& row, Problem& problem);

  const std::vector<std::string>& ignored_columns() const { return ignored_; }
  std::uint64_t rounded() const { return rounded_; }  // amounts that had more than 9 fraction digits, so far

 private:
  enum Slot {
    event_id,
    user,
    campaign,
    channel,
    product,
    type,
    time,
    value,
    quantity,
    cost,
    currency,
    variant,
    creative,
    region,
    device,
    source,
    slots
  };
  static std::optional<Slot> slot_of(std::string_view field);

  bool read_cells(const RowSource& rows, Problem& problem);
  bool read_object(const RowSource& rows);
  void note_unused_members(const RowSource& rows);
  bool set_time(archive::TouchpointRow& row, Problem& problem);
  bool set_amounts(archive::TouchpointRow& row, Problem& problem);
  bool amount(Slot slot, std::optional<archive::Decimal>& into, Problem& problem);
  std::string_view key(Slot slot);
  std::string_view canonical_type(std::string_view written);
  void number_repeat(const RowSource& rows, archive::TouchpointRow& row);
  bool refuse(Slot slot, const char* code, archive::Text reason, Problem& problem) const;
  std::string column_of(Slot slot) const;

  const FileRule& rule_;
  TouchpointContext context_;
  FastTime times_;
  std::array<std::optional<BoundExpression>, slots> bound_;
  std::array<int, slots> plain_;  // column of a table whose cell is taken as it stands, or -1
  std::array<std::string_view, slots> cells_;
  std::array<std::string, slots> buffers_;
  std::array<ViewMap<std::string>, slots> normalized_;  // keys that are not plain ASCII
  ViewMap<std::string> types_;
  std::array<const ViewMap<std::string>::value_type*, 32> usual_types_{};  // in types_, by length and first letter
  std::vector<std::pair<const Condition*, Column>> when_;
  std::vector<std::pair<std::string, std::optional<Slot>>> members_;  // of JSON without a mapping
  std::unordered_map<std::uint64_t, std::uint32_t> seen_;  // hash of a row → how often, with repeats = keep
  std::vector<std::string> ignored_, used_;
  std::uint64_t rounded_ = 0, looked_through_ = 0;
  std::string source_, scratch_, numbered_;
  std::string found_currency_;
};

}  // namespace almanac::importers
