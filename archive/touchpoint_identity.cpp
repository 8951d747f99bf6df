#include "archive/touchpoint_identity.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <bit>
#include <cstring>

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

IdentityFilter::IdentityFilter() { reset(0); }

void IdentityFilter::reset(std::size_t hashes) {
  const auto bits = static_cast<unsigned>(std::bit_width((hashes + hashes / 4) / hashes_a_word | 4095));
  release(words_);  // first, so that there are never two
  words_ = LargeVector<std::uint64_t>(std::size_t{1} << bits);
  shift_ = 64 - bits;
  size_ = 0;
}

}  // namespace almanac::archive
