#include "archive/touchpoint_identity.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <tuple>

namespace almanac::archive {

static_assert(sizeof(NumberedRow) == 96, "no padding: rows are moved by the hundred thousand");

namespace {
// Second and millisecond are the same precision where identity is concerned.
std::uint8_t precision_class(std::uint8_t precision) {
  return std::min(precision, static_cast<std::uint8_t>(Precision::second));
}
}  // namespace

NumberedRow row_of(const TouchpointColumns& c, std::size_t row) {
  NumberedRow r;
  const std::vector<std::uint32_t>* nodes[] = {&c.user, &c.campaign, &c.channel, &c.product};
  for (int i = 0; i < 4; ++i) r.nodes[i] = (*nodes[i])[row];
  const std::vector<std::uint32_t>* words[] = {&c.type,   &c.currency, &c.variant, &c.creative,
                                               &c.region, &c.device,   &c.source};
  for (int i = 0; i < 7; ++i) r.words[i] = (*words[i])[row];
  r.time_ms = c.time_ms[row];
  r.value = c.value[row];
  r.quantity = c.quantity[row];
  r.cost = c.cost[row];
  r.identity = c.identity.empty() ? 0 : c.identity[row];
  r.time_precision = c.time_precision[row];
  r.value_scale = c.value_scale[row];
  r.quantity_scale = c.quantity_scale[row];
  r.cost_scale = c.cost_scale[row];
  return r;
}

std::uint64_t identity_hash(const NumberedRow& row, const RowTexts& texts, std::string_view event_id) {
  constexpr std::uint64_t of_event = 0x6576656e74206964;  // keeps the two forms of identity apart
  if (!event_id.empty()) return XXH3_64bits_withSeed(event_id.data(), event_id.size(), texts.words[6] ^ of_event);
  struct {
    RowTexts texts;
    std::int64_t numbers[4];
    std::uint8_t small[8];
  } fields{texts,
           {row.time_ms, row.value, row.quantity, row.cost},
           {precision_class(row.time_precision), row.value_scale, row.quantity_scale, row.cost_scale, 0, 0, 0, 0}};
  static_assert(sizeof fields == 11 * 8 + 4 * 8 + 8);
  return XXH3_64bits(&fields, sizeof fields);
}

bool same_fields(const NumberedRow& a, const NumberedRow& b) {
  return std::memcmp(a.nodes, b.nodes, sizeof a.nodes) == 0 && std::memcmp(a.words, b.words, sizeof a.words) == 0 &&
         a.time_ms == b.time_ms && a.value == b.value && a.quantity == b.quantity && a.cost == b.cost &&
         precision_class(a.time_precision) == precision_class(b.time_precision) && a.value_scale == b.value_scale &&
         a.quantity_scale == b.quantity_scale && a.cost_scale == b.cost_scale;
}

bool same_identity(const NumberedRow& a, std::string_view event_a, const NumberedRow& b, std::string_view event_b) {
  if (event_a != event_b) return false;
  return event_a.empty() ? same_fields(a, b) : a.words[6] == b.words[6];
}

IdentityFilter::IdentityFilter() { reset(16'384); }

void IdentityFilter::reset(std::size_t hashes) {
  const auto bits = static_cast<unsigned>(std::bit_width(hashes / 3 + 1));
  words_ = LargeVector<std::uint64_t>(std::size_t{1} << bits);
  shift_ = 64 - bits;
  size_ = 0;
}

void IdentitySet::sort(Run& run) {
  std::sort(run.begin(), run.end(),
            [](const Entry& a, const Entry& b) { return std::tie(a.hash, a.place) < std::tie(b.hash, b.place); });
}

void IdentitySet::reserve(std::size_t rows) {
  if (rows == 0) return;
  const auto bits = static_cast<unsigned>(std::bit_width(rows + rows / 2));
  table_ = LargeVector<Entry>(std::size_t{1} << bits);
  mask_ = table_.size() - 1;
  shift_ = 64 - bits;
}

void IdentitySet::insert(Entry entry) {
  waiting_.push_back(entry);
  if (waiting_.size() == 4096) enter_waiting();
}

void IdentitySet::enter_waiting() {
  constexpr std::size_t ahead = 16;
  for (std::size_t i = 0; i < waiting_.size(); ++i) {
    if (i + ahead < waiting_.size()) __builtin_prefetch(&table_[waiting_[i + ahead].hash >> shift_], 1);
    std::size_t at = waiting_[i].hash >> shift_;
    while (table_[at].place != 0) at = (at + 1) & mask_;
    table_[at] = waiting_[i];
  }
  size_ += waiting_.size();
  waiting_.clear();
}

std::size_t IdentitySet::first_at(const Run& run, std::uint64_t hash) {
  // Hashes are spread evenly, so the place can be guessed; from there in growing steps, then by halves.
  const auto guess = static_cast<std::size_t>((hash >> 32) * run.size() >> 32);  // runs are shorter than 2^32
  std::size_t low = guess;
  std::size_t high = guess;
  for (std::size_t step = 16; low > 0 && run[low].hash >= hash; step *= 2) low -= std::min(step, low);
  for (std::size_t step = 16; high < run.size() && run[high].hash < hash; step *= 2)
    high = std::min(run.size(), high + step);
  const auto found =
      std::lower_bound(run.begin() + static_cast<std::ptrdiff_t>(low), run.begin() + static_cast<std::ptrdiff_t>(high),
                       hash, [](const Entry& entry, std::uint64_t value) { return entry.hash < value; });
  return static_cast<std::size_t>(found - run.begin());
}

IdentitySet::Entry* IdentitySet::find_in(Run& run, std::uint64_t hash, std::uint64_t place) {
  for (std::size_t at = first_at(run, hash); at < run.size() && run[at].hash == hash; ++at)
    if (run[at].place == place) return &run[at];
  return nullptr;
}

namespace {

IdentitySet::Run merged(std::vector<IdentitySet::Run> runs) {
  while (runs.size() > 1) {
    std::vector<IdentitySet::Run> next;
    for (std::size_t i = 0; i + 1 < runs.size(); i += 2) {
      IdentitySet::Run both(runs[i].size() + runs[i + 1].size());
      std::merge(runs[i].begin(), runs[i].end(), runs[i + 1].begin(), runs[i + 1].end(), both.begin(),
                 [](const IdentitySet::Entry& a, const IdentitySet::Entry& b) { return a.hash < b.hash; });
      runs[i] = runs[i + 1] = {};
      next.push_back(std::move(both));
    }
    if (runs.size() % 2 == 1) next.push_back(std::move(runs.back()));
    runs = std::move(next);
  }
  return std::move(runs.front());
}

}  // namespace

void IdentitySet::adopt(Run run) {
  constexpr std::size_t together = 8;
  if (run.empty()) return;
  size_ += run.size();
  runs_.push_back({std::move(run), 0});
  for (;;) {
    const unsigned tier = runs_.back().tier;
    std::size_t begin = runs_.size();
    while (begin > 0 && runs_[begin - 1].tier == tier) --begin;
    if (runs_.size() - begin < together) return;
    std::vector<Run> same;
    for (std::size_t i = begin; i < runs_.size(); ++i) same.push_back(std::move(runs_[i].entries));
    runs_.resize(begin);
    runs_.push_back({merged(std::move(same)), tier + 1});
  }
}

}  // namespace almanac::archive
