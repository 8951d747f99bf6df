#include "graph/touchpoint_builder.h"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "graph/days.h"
#include "graph/edge_buffer.h"
#include "graph/touchpoint_pairs.h"

namespace almanac::graph {
namespace {

constexpr std::size_t index_of(Field field) { return static_cast<std::size_t>(field); }

// Total order of rows within a user: two rows that it does not tell apart are equal in every column.
bool before(const Touch& a, const Touch& b) {
  if (a.time_ms != b.time_ms) return a.time_ms < b.time_ms;
  const int numbers = std::memcmp(a.numbers, b.numbers, sizeof a.numbers);
  if (numbers != 0)
    return std::lexicographical_compare(std::begin(a.numbers), std::end(a.numbers), std::begin(b.numbers),
                                        std::end(b.numbers));
  return std::tie(a.precision, a.digits[0], a.digits[1], a.digits[2], a.scales[0], a.scales[1], a.scales[2]) <
         std::tie(b.precision, b.digits[0], b.digits[1], b.digits[2], b.scales[0], b.scales[1], b.scales[2]);
}

std::uint32_t number_from(std::int64_t stored) { return static_cast<std::uint32_t>(stored - 1); }  // 0 → no_number

Touch touch_at(const TouchpointGraph& graph, std::uint32_t user, std::uint64_t row) {
  Touch touch;
  touch.user = user;
  for (std::size_t i = 0; i < std::size(touch.numbers); ++i)
    touch.numbers[i] = number_from(graph.at(static_cast<Field>(i), row));
  touch.time_ms = graph.at(Field::time, row);
  touch.precision = static_cast<std::uint8_t>(graph.at(Field::precision, row));
  for (std::size_t i = 0; i < 3; ++i) {
    const std::size_t field = index_of(Field::value) + 2 * i;
    touch.digits[i] = graph.at(static_cast<Field>(field), row);
    touch.scales[i] = static_cast<std::uint8_t>(graph.at(static_cast<Field>(field + 1), row) - 1);
  }
  return touch;
}

// Sorted by user, then before(): users by counting, each user's rows by comparison.
std::vector<Touch> sorted(std::vector<Touch> rows) {
  const auto less = [](const Touch& a, const Touch& b) { return a.user != b.user ? a.user < b.user : before(a, b); };
  if (rows.size() < 4096) {
    std::sort(rows.begin(), rows.end(), less);
    return rows;
  }
  std::uint32_t users = 0;
  for (const Touch& row : rows) users = std::max(users, row.user + 1);
  std::vector<std::size_t> starts(std::size_t{users} + 1);
  for (const Touch& row : rows) ++starts[row.user + std::size_t{1}];
  std::partial_sum(starts.begin(), starts.end(), starts.begin());
  std::vector<Touch> placed(rows.size());
  std::vector<std::size_t> next(starts.begin(), starts.end() - 1);
  for (const Touch& row : rows) placed[next[row.user]++] = row;
  for (std::uint32_t user = 0; user < users; ++user) {
    std::sort(placed.begin() + static_cast<std::ptrdiff_t>(starts[user]),
              placed.begin() + static_cast<std::ptrdiff_t>(starts[user + std::size_t{1}]), before);
  }
  return placed;
}

class Pass {
 public:
  Pass(const TouchpointGraph* old, std::vector<Touch> fresh, const Vocabulary& vocabulary, const archive::Zone& zone)
      : old_(old), fresh_(sorted(std::move(fresh))), vocabulary_(vocabulary), zone_(zone), days_(zone) {
    const auto& types = vocabulary.words[0];
    for (std::uint32_t i = 0; i < types.size(); ++i) {
      roles_.push_back(types[i] == "purchase" ? Role::purchase : is_reach(types[i]) ? Role::reach : Role::other);
    }
    choose_shapes();
  }

  SectionWriter run() {
    const std::uint32_t old_users = old_ != nullptr ? old_->user_count() : 0;
    std::uint32_t user = 0;
    std::size_t at = 0;
    while (at < fresh_.size()) {
      const std::uint32_t next = fresh_[at].user;
      if (user < std::min(next, old_users)) copy_users(user, std::min(next, old_users));
      for (std::uint32_t empty = std::max(user, std::min(next, old_users)); empty < next; ++empty) close_user();
      std::size_t end = at;
      while (end < fresh_.size() && fresh_[end].user == next) ++end;
      merge_user(next, std::span(fresh_).subspan(at, end - at));
      user = next + 1;
      at = end;
    }
    if (user < old_users) copy_users(user, old_users);
    return write();
  }

 private:
  enum class Role { other, purchase, reach };

  void choose_shapes() {
    if (old_ != nullptr) stats_ = old_->stats();
    std::array<PackStats, field_count> fresh;
    fresh[index_of(Field::time)].stepped = true;
    for (const Touch& touch : fresh_) {
      for (std::size_t i = 0; i < field_count; ++i) fresh[i].add(touch.stored(static_cast<Field>(i)));
    }
    const std::uint64_t rows = fresh_.size() + (old_ != nullptr ? old_->row_count() : 0);
    for (std::size_t i = 0; i < field_count; ++i) {
      stats_[i].stepped = fresh[i].stepped;
      stats_[i].merge(fresh[i]);
      columns_[i] = PackBuffer(shape_of(stats_[i]));
      columns_[i].reserve(rows);
    }
  }

  void close_user() {
    offsets_.push_back(columns_[0].size());
    for (EdgeBuffer* edges : {&touched_, &bought_, &reached_}) edges->close_user();
  }

  void copy_users(std::uint32_t from, std::uint32_t to) {
    const std::uint64_t begin = old_->rows_begin(from);
    const std::uint64_t shift = columns_[0].size() - begin;
    for (std::size_t i = 0; i < field_count; ++i)
      columns_[i].append(old_->column(static_cast<Field>(i)), begin, old_->rows_end(to - 1));
    for (std::uint32_t user = from; user < to; ++user) offsets_.push_back(old_->rows_end(user) + shift);
    touched_.append(old_->touched(), from, to);
    bought_.append(old_->bought(), from, to);
    reached_.append(old_->reached(), from, to);
  }

  // The old rows go over in ranges between the fresh ones, the old edges are counted up: nothing old is decoded but the rows
  // at the places where fresh ones go.
  void merge_user(std::uint32_t user, std::span<const Touch> fresh) {
    std::uint64_t at = old_ != nullptr ? old_->rows_begin(user) : 0;
    const std::uint64_t end = old_ != nullptr ? old_->rows_end(user) : 0;
    for (const Touch& touch : fresh) {
      const std::uint64_t place = place_of(touch, at, end);
      if (place != at) copy_rows(at, place);
      at = place;
      for (std::size_t i = 0; i < field_count; ++i) columns_[i].push(touch.stored(static_cast<Field>(i)));
    }
    if (at != end) copy_rows(at, end);
    add_edges(user, fresh);
    for (const Touch& touch : fresh) add_sums(touch);
    close_user();
  }

  void copy_rows(std::uint64_t from, std::uint64_t to) {
    for (std::size_t i = 0; i < field_count; ++i) columns_[i].append(old_->column(static_cast<Field>(i)), from, to);
  }

  // The first old row in [from, to) that must not lie before the fresh one.
  std::uint64_t place_of(const Touch& touch, std::uint64_t from, std::uint64_t to) const {
    if (from == to) return from;
    const PackedColumn& times = old_->column(Field::time);
    std::uint64_t place = times.lower_bound(from, to, touch.time_ms);
    while (place < to && times.at(place) == touch.time_ms && before(touch_at(*old_, touch.user, place), touch)) ++place;
    return place;
  }

  void add_edges(std::uint32_t user, std::span<const Touch> fresh) {
    for (auto& list : candidates_) list.clear();
    for (const Touch& touch : fresh) {
      const std::int32_t day = days_.day_of(touch.time_ms);
      const std::uint32_t campaign = touch.numbers[0], channel = touch.numbers[1], product = touch.numbers[2],
                          type = touch.numbers[3];
      if (campaign != archive::no_number) candidates_[0].push_back({campaign, type + 1, channel + 1, day, 1});
      const Role role = type < roles_.size() ? roles_[type] : Role::other;
      if (role == Role::purchase && product != archive::no_number) candidates_[1].push_back({product, 0, 0, day, 1});
      if (role == Role::reach && channel != archive::no_number) candidates_[2].push_back({channel, 0, 0, day, 1});
    }
    if (old_ != nullptr) {
      add_old(old_->touched(), user, candidates_[0]);
      add_old(old_->bought(), user, candidates_[1]);
      add_old(old_->reached(), user, candidates_[2]);
    }
    touched_.add(candidates_[0]);
    bought_.add(candidates_[1]);
    reached_.add(candidates_[2]);
  }

  static void add_old(const TouchEdges& edges, std::uint32_t user, std::vector<EdgeBuffer::Candidate>& list) {
    const bool typed = !edges.types.empty();
    for (std::uint64_t i = edges.out.begin(user); i < edges.out.end(user); ++i) {
      list.push_back({static_cast<std::uint32_t>(edges.out.far.at(i)),
                      typed ? static_cast<std::uint32_t>(edges.types.at(i)) : 0,
                      typed ? static_cast<std::uint32_t>(edges.channels.at(i)) : 0,
                      static_cast<std::int32_t>(edges.out.days.at(i)),
                      edges.out.weights.empty() ? 1 : static_cast<std::uint32_t>(edges.out.weights.at(i))});
    }
  }

  void add_sums(const Touch& touch) {
    const std::uint32_t campaign = touch.numbers[0];
    if (campaign == archive::no_number) return;
    const std::int32_t day = days_.day_of(touch.time_ms);
    const archive::Decimal amount{touch.digits[0], touch.scales[0]};
    const archive::Decimal* value = touch.scales[0] == archive::no_amount ? nullptr : &amount;
    const std::uint32_t type = touch.numbers[3] + 1;
    const std::uint32_t currency = touch.numbers[4] + 1;
    if (touch.numbers[1] != archive::no_number)
      by_channel_.add({campaign, touch.numbers[1], type, currency}, day, value);
    if (touch.numbers[2] != archive::no_number)
      by_product_.add({campaign, touch.numbers[2], type, currency}, day, value);
  }

  SectionWriter write() {
    SectionWriter sections;
    SchemaWriter out(sections);
    out.text(zone_.name());
    for (std::size_t i = 0; i < std::size(kept_words); ++i) {
      // As many words as the rows use, so that words met elsewhere since do not change the file.
      const auto used = static_cast<std::size_t>(stats_[index_of(Field::type) + i].max);
      const auto& words = vocabulary_.words[i];
      out.texts({words.begin(), words.begin() + static_cast<std::ptrdiff_t>(std::min(used, words.size()))});
    }
    for (PackBuffer& column : columns_) out.column(std::move(column));
    for (const PackStats& stats : stats_) out.stats(stats);
    out.column(pack(std::span<const std::uint64_t>(offsets_)));
    for (EdgeBuffer* edges : {&touched_, &bought_, &reached_}) edges->write(out);
    by_channel_.write(out, old_ != nullptr ? &old_->channel_pairs() : nullptr);
    by_product_.write(out, old_ != nullptr ? &old_->product_pairs() : nullptr);
    out.finish();
    return sections;
  }

  const TouchpointGraph* old_;
  std::vector<Touch> fresh_;
  const Vocabulary& vocabulary_;
  const archive::Zone& zone_;
  DayFinder days_;
  std::vector<Role> roles_;  // by type word
  std::array<PackStats, field_count> stats_;
  std::array<PackBuffer, field_count> columns_;
  std::vector<std::uint64_t> offsets_{0};
  std::array<std::vector<EdgeBuffer::Candidate>, 3> candidates_;
  EdgeBuffer touched_{EdgeBuffer::Form::typed}, bought_{EdgeBuffer::Form::plain}, reached_{EdgeBuffer::Form::plain};
  PairSums by_channel_, by_product_;
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
  return Pass(old, std::move(fresh), vocabulary, zone).run();
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
