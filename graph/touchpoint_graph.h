#pragma once
// The touchpoint half of the snapshot: every published touchpoint as a row of packed columns, sorted by user, then time,
// then all other fields; and the relationships that follow from them, as edge tables of the property graph:
//
//   TOUCHED     User→Campaign  one edge per (user, campaign, type, channel)
//   BOUGHT      User→Product   one per pair with a purchase
//   REACHED_BY  User→Channel   one per pair with a send, impression, open, click or visit
//
// Each with its first day and its number of touchpoints, in both directions. Exact first and last times, sums of value and
// types of an edge are read from the user's rows when they are asked for. What a campaign did through a channel or for a
// product is aggregated (PairTable), because a campaign's rows are not adjacent.
//
// Numbers are the archive's own, so nothing here depends on the record half. File kind 2 of section_file.h.

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/touchpoints.h"
#include "graph/property_graph.h"
#include "graph/schema_bytes.h"
#include "graph/section_file.h"

namespace almanac::graph {

enum class Field : std::uint8_t {
  campaign,
  channel,
  product,
  type,
  currency,
  variant,
  creative,
  region,
  device,  // number + 1, 0 = none
  time,
  precision,
  value,
  value_scale,
  quantity,
  quantity_scale,
  cost,
  cost_scale  // digits; scale + 1, 0 = absent
};
inline constexpr std::size_t field_count = 17;

// The vocabularies kept with the rows, in this order.
inline constexpr archive::Word kept_words[] = {archive::Word::type,     archive::Word::currency, archive::Word::variant,
                                               archive::Word::creative, archive::Word::region,   archive::Word::device};

// Sums of touchpoints by (campaign, far end, type, currency), far end a channel or a product; ascending in that order.
struct PairTable {
  PackedColumn offsets;                               // by campaign
  PackedColumn far, type, currency;                   // far number; word + 1
  PackedColumn count, first_day, last_day;            // days in the archive's zone
  PackedColumn sum_low, sum_high, sum_scale, valued;  // sum of `valued` values: 128-bit digits, scale

  // Entries of (campaign, far): [first, last).
  std::pair<std::uint64_t, std::uint64_t> find(std::uint32_t campaign, std::uint32_t far_number) const;
  std::uint64_t begin(std::uint32_t campaign) const;
  std::uint64_t end(std::uint32_t campaign) const { return begin(campaign + 1); }
};

// One kind of relationship as stored: lists both ways, and for TOUCHED what else makes the edge.
struct TouchEdges {
  Adjacency out, in;
  PackedColumn types, channels;  // by out position, word + 1 and number + 1; TOUCHED only
};

class TouchpointGraph {
 public:
  // Throws BadFile if the file does not hold what it should. Of what this process has just made only the lengths are looked at.
  enum class Contents : std::uint8_t { unknown, just_made };
  explicit TouchpointGraph(std::shared_ptr<const SectionFile> file, Contents contents = Contents::unknown);

  const FileStamp& stamp() const { return file_->stamp(); }
  const std::string& zone() const { return zone_; }
  std::size_t bytes() const { return file_->bytes(); }

  std::uint64_t row_count() const { return rows_.front().size(); }
  std::uint32_t user_count() const {
    return static_cast<std::uint32_t>(offsets_.size() - 1);
  }  // highest user with rows + 1
  std::uint64_t rows_begin(std::uint32_t user) const {
    return user < offsets_.size() ? static_cast<std::uint64_t>(offsets_.at(user)) : row_count();
  }
  std::uint64_t rows_end(std::uint32_t user) const { return rows_begin(user + 1); }

  const PackedColumn& column(Field field) const { return rows_[static_cast<std::size_t>(field)]; }
  std::int64_t at(Field field, std::uint64_t row) const { return column(field).at(row); }
  std::optional<archive::Decimal> value(std::uint64_t row) const;
  // Text of a stored word field (word + 1); "" for none.
  std::string_view word(archive::Word kind, std::int64_t stored) const;

  const TouchEdges& touched() const { return touched_; }
  const TouchEdges& bought() const { return bought_; }
  const TouchEdges& reached() const { return reached_; }
  const PairTable& channel_pairs() const { return channel_pairs_; }
  const PairTable& product_pairs() const { return product_pairs_; }
  const std::array<PackStats, field_count>& stats() const { return stats_; }
  // One more than the largest number in the rows (campaign, channel, product; these for channels of TOUCHED too): what they fit into.
  std::uint64_t number_limit(Field field) const {
    const PackStats& stats = stats_[static_cast<std::size_t>(field)];
    return stats.any ? static_cast<std::uint64_t>(stats.max) + 1 : 0;
  }
  const SectionFile& file() const { return *file_; }

 private:
  // That all values are ones that may be used.
  void check() const;
  void check_rows() const;

  std::shared_ptr<const SectionFile> file_;
  std::string zone_;
  PackedColumn offsets_;
  std::array<PackedColumn, field_count> rows_;
  std::array<PackStats, field_count> stats_;
  std::array<TextPool, std::size(kept_words)> words_;
  TouchEdges touched_, bought_, reached_;
  PairTable channel_pairs_, product_pairs_;
};

bool is_reach(std::string_view type);  // send, impression, open, click, visit

}  // namespace almanac::graph
