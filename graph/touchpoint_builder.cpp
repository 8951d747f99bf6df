#include "graph/touchpoint_builder.h"

#include <algorithm>

#include "graph/days.h"
#include "graph/edge_buffer.h"
#include "graph/touch_rows.h"
#include "graph/touchpoint_merger.h"

namespace almanac::graph {
namespace {

// From nothing.
class Build {
 public:
  Build(std::vector<Touch> rows, const Vocabulary& vocabulary, const archive::Zone& zone)
      : rows_(sorted(std::move(rows))),
        vocabulary_(vocabulary),
        zone_(zone),
        days_(zone),
        roles_(vocabulary),
        stats_(stats_of(rows_)) {}

  SectionWriter run() {
    for (std::size_t begin = 0; begin < rows_.size();) {
      for (; offsets_.size() <= rows_[begin].user; close_user(begin)) {
      }
      std::size_t end = begin;
      for (auto& list : candidates_) list.clear();
      for (; end < rows_.size() && rows_[end].user == rows_[begin].user; ++end) {
        const std::int32_t day = days_.day_of(rows_[end].time_ms);
        add_candidates(rows_[end], roles_, day, candidates_);
        sums_.add(rows_[end], day);
      }
      for (std::size_t i = 0; i < 3; ++i) edges_[i].add(candidates_[i]);
      close_user(end);
      begin = end;
    }
    return write();
  }

 private:
  void close_user(std::size_t rows_so_far) {
    offsets_.push_back(rows_so_far);
    for (EdgeBuffer& edges : edges_) edges.close_user();
  }

  SectionWriter write() {
    SectionWriter sections;
    SchemaWriter out(sections);
    write_head(out, zone_, vocabulary_, stats_);
    for (std::size_t i = 0; i < field_count; ++i) {
      PackBuffer column(shape_of(stats_[i]));
      column.reserve(rows_.size());
      for (const Touch& touch : rows_) column.push(touch.stored(static_cast<Field>(i)));
      out.column(std::move(column));
    }
    for (const PackStats& stats : stats_) out.stats(stats);
    out.column(pack(std::span<const std::uint64_t>(offsets_)));
    for (EdgeBuffer& edges : edges_) edges.write(out);
    sums_.by_channel.write(out);
    sums_.by_product.write(out);
    out.finish();
    return sections;
  }

  std::vector<Touch> rows_;
  const Vocabulary& vocabulary_;
  const archive::Zone& zone_;
  DayFinder days_;
  Roles roles_;
  RowStats stats_;
  std::vector<std::uint64_t> offsets_{0};
  CandidateLists candidates_;
  std::array<EdgeBuffer, 3> edges_{EdgeBuffer(EdgeBuffer::Form::typed), EdgeBuffer(EdgeBuffer::Form::plain),
                                   EdgeBuffer(EdgeBuffer::Form::plain)};
  Sums sums_;
};

void append_rows(const archive::TouchpointBlock& block, const archive::TouchpointColumns& columns,
                 std::vector<Touch>& rows) {
  std::size_t dead = 0;
  for (std::size_t row = 0; row < columns.size(); ++row) {
    if (dead < block.dead.size() && block.dead[dead] == row) {
      ++dead;
      continue;
    }
    Touch touch;
    touch.user = columns.user[row];
    if (touch.user == archive::no_number) continue;  // belongs to nobody: no node to hang on
    const std::vector<std::uint32_t>* numbers[] = {&columns.campaign, &columns.channel,  &columns.product,
                                                   &columns.type,     &columns.currency, &columns.variant,
                                                   &columns.creative, &columns.region,   &columns.device};
    for (std::size_t i = 0; i < std::size(numbers); ++i) touch.numbers[i] = (*numbers[i])[row];
    touch.time_ms = columns.time_ms[row];
    touch.precision = columns.time_precision[row];
    const std::vector<std::int64_t>* digits[] = {&columns.value, &columns.quantity, &columns.cost};
    const std::vector<std::uint8_t>* scales[] = {&columns.value_scale, &columns.quantity_scale, &columns.cost_scale};
    for (std::size_t i = 0; i < 3; ++i) {
      touch.scales[i] = (*scales[i])[row];
      touch.digits[i] = touch.scales[i] == archive::no_amount ? 0 : (*digits[i])[row];
    }
    rows.push_back(touch);
  }
}

}  // namespace

std::int64_t Touch::stored(Field field) const {
  switch (field) {
    case Field::time:
      return time_ms;
    case Field::precision:
      return precision;
    case Field::value:
      return digits[0];
    case Field::value_scale:
      return static_cast<std::uint8_t>(scales[0] + 1);  // no_amount → 0
    case Field::quantity:
      return digits[1];
    case Field::quantity_scale:
      return static_cast<std::uint8_t>(scales[1] + 1);
    case Field::cost:
      return digits[2];
    case Field::cost_scale:
      return static_cast<std::uint8_t>(scales[2] + 1);
    default:
      return static_cast<std::uint32_t>(numbers[static_cast<std::size_t>(field)] + 1);  // no_number → 0
  }
}

SectionWriter build_touchpoints(const TouchpointGraph* old, std::vector<Touch> fresh, const Vocabulary& vocabulary,
                                const archive::Zone& zone) {
  return old != nullptr ? merge_touchpoints(*old, std::move(fresh), vocabulary, zone)
                        : Build(std::move(fresh), vocabulary, zone).run();
}

TouchpointCatchUp catch_up_touchpoints(const archive::Archive& archive, const archive::Reader& reader,
                                       const TouchpointGraph* old, std::uint64_t old_revision) {
  TouchpointCatchUp result;
  result.stamp = {2, archive.id(), reader.revision(), reader.last_touchpoint_block()};
  const bool usable = old != nullptr && old->stamp().archive_id == archive.id() &&
                      old->zone() == archive.zone().name() && old_revision <= reader.revision() &&
                      old->stamp().last_block <= result.stamp.last_block &&
                      reader.touchpoint_rewrite_revision() <= old_revision;
  if (usable && old->stamp().last_block == result.stamp.last_block) return result;
  using Select = archive::TouchpointSelect;
  archive::TouchpointScan scan;
  scan.after_block = usable ? old->stamp().last_block : 0;
  scan.columns = Select::fields & ~(Select::source | Select::event_id);
  std::vector<Touch> rows;
  if (!usable) rows.reserve(static_cast<std::size_t>(reader.touchpoint_count()));
  reader.scan_touchpoints(scan, [&](const auto& block, const auto& columns) { append_rows(block, columns, rows); });
  Vocabulary vocabulary;
  for (std::size_t i = 0; i < std::size(kept_words); ++i) vocabulary.words[i] = reader.words(kept_words[i]);
  result.what = usable ? TouchpointCatchUp::What::merged : TouchpointCatchUp::What::rebuilt;
  result.sections = build_touchpoints(usable ? old : nullptr, std::move(rows), vocabulary, archive.zone());
  return result;
}

}  // namespace almanac::graph
