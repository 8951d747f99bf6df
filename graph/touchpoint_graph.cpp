#include "graph/touchpoint_graph.h"

#include <algorithm>
#include <future>

namespace almanac::graph {
namespace {

constexpr std::uint64_t node_limit = no_node;
constexpr std::uint64_t few_rows = 100'000;  // no second thread for these

PackedColumn read_offsets(SchemaReader& in) {
  PackedColumn offsets = in.column();
  require(!offsets.empty() && offsets.size() <= node_limit, "bad offsets");
  return offsets;
}
void check_offsets(const PackedColumn& offsets, std::uint64_t size) {
  require_offsets(offsets, offsets.size() - 1, size);
}

Adjacency read_list(SchemaReader& in) {
  Adjacency list;
  list.far = in.column();
  list.offsets = read_offsets(in);
  list.days = in.column(list.far.size());
  list.weights = in.optional_column(list.far.size());
  require_plain(list.far);
  return list;
}

TouchEdges read_edges(SchemaReader& in) {
  TouchEdges edges;
  edges.out = read_list(in);
  edges.in = read_list(in);
  edges.types = in.optional_column(edges.out.far.size());
  edges.channels = in.optional_column(edges.out.far.size());
  require(edges.out.far.size() == edges.in.far.size(), "directions differ in number");
  return edges;
}
void check_edges(const TouchEdges& edges) {
  check_offsets(edges.out.offsets, edges.out.far.size());
  check_offsets(edges.in.offsets, edges.in.far.size());
  require_below(edges.out.far, edges.in.offsets.size() - 1);
  require_below(edges.in.far, edges.out.offsets.size() - 1);
}

PairTable read_pairs(SchemaReader& in) {
  PairTable pairs;
  pairs.far = in.column();
  const std::uint64_t size = pairs.far.size();
  pairs.offsets = read_offsets(in);
  for (PackedColumn* column : {&pairs.type, &pairs.currency, &pairs.count, &pairs.first_day, &pairs.last_day,
                               &pairs.sum_low, &pairs.sum_high, &pairs.sum_scale, &pairs.valued}) {
    *column = in.column(size);
  }
  return pairs;
}
void check_pairs(const PairTable& pairs, std::uint64_t types, std::uint64_t currencies) {
  check_offsets(pairs.offsets, pairs.far.size());
  require_below(pairs.far, node_limit);
  require_below(pairs.type, types + 1);
  require_below(pairs.currency, currencies + 1);
  require_below(pairs.sum_scale, 10);
}

}  // namespace

bool is_reach(std::string_view type) {
  constexpr std::string_view reach[] = {"send", "impression", "open", "click", "visit"};
  return std::find(std::begin(reach), std::end(reach), type) != std::end(reach);
}

std::uint64_t PairTable::begin(std::uint32_t campaign) const {
  return campaign < offsets.size() ? static_cast<std::uint64_t>(offsets.at(campaign)) : far.size();
}

std::pair<std::uint64_t, std::uint64_t> PairTable::find(std::uint32_t campaign, std::uint32_t far_number) const {
  const std::uint64_t first = far.lower_bound(begin(campaign), end(campaign), far_number);
  return {first, far.lower_bound(first, end(campaign), std::int64_t{far_number} + 1)};
}

TouchpointGraph::TouchpointGraph(std::shared_ptr<const SectionFile> file, Contents contents) : file_(std::move(file)) {
  require(file_->stamp().kind == 2, "not a touchpoint file");
  SchemaReader in(*file_);
  zone_ = in.text();
  for (TextPool& words : words_) words = in.texts();
  rows_[0] = in.column();
  for (std::size_t i = 1; i < field_count; ++i) rows_[i] = in.column(rows_[0].size());
  for (PackStats& stats : stats_) stats = in.stats();
  offsets_ = read_offsets(in);
  touched_ = read_edges(in);
  bought_ = read_edges(in);
  reached_ = read_edges(in);
  channel_pairs_ = read_pairs(in);
  product_pairs_ = read_pairs(in);
  if (contents == Contents::unknown) check();
}

void TouchpointGraph::check() const {
  const auto two = row_count() < few_rows ? std::launch::deferred : std::launch::async;
  std::future<void> rows = std::async(two, [this] { check_rows(); });
  for (const TouchEdges* edges : {&touched_, &bought_, &reached_}) check_edges(*edges);
  for (const PairTable* pairs : {&channel_pairs_, &product_pairs_})
    check_pairs(*pairs, words_[0].size(), words_[1].size());
  require_below(touched_.types, words_[0].size() + 1);
  require_below(touched_.channels, number_limit(Field::channel));
  rows.get();
}

void TouchpointGraph::check_rows() const {
  check_offsets(offsets_, row_count());
  for (std::size_t i = 0; i < std::size(kept_words); ++i) {
    require_below(rows_[static_cast<std::size_t>(Field::type) + i], words_[i].size() + 1);
  }
  for (const Field scale : {Field::value_scale, Field::quantity_scale, Field::cost_scale})
    require_below(column(scale), 11);
  require_below(column(Field::precision), static_cast<std::uint64_t>(archive::Precision::millisecond) + 1);
  for (const Field number : {Field::campaign, Field::channel, Field::product}) {
    require(stats_[static_cast<std::size_t>(number)].max >= 0, "value out of range");
    require_below(column(number), number_limit(number));
  }
}

std::optional<archive::Decimal> TouchpointGraph::value(std::uint64_t row) const {
  const std::int64_t scale = at(Field::value_scale, row);
  if (scale == 0) return std::nullopt;
  return archive::Decimal{at(Field::value, row), static_cast<std::uint8_t>(scale - 1)};
}

std::string_view TouchpointGraph::word(archive::Word kind, std::int64_t stored) const {
  const auto pool = std::find(std::begin(kept_words), std::end(kept_words), kind) - std::begin(kept_words);
  const TextPool& words = words_[static_cast<std::size_t>(pool)];
  if (stored <= 0 || static_cast<std::uint64_t>(stored) > words.size()) return {};
  return words.at(static_cast<std::uint64_t>(stored - 1));
}

}  // namespace almanac::graph
