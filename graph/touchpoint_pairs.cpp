#include "graph/touchpoint_pairs.h"

#include <algorithm>
#include <array>
#include <numeric>

namespace almanac::graph {
namespace {

constexpr std::int64_t powers[] = {1,       10,        100,        1'000,       10'000,
                                   100'000, 1'000'000, 10'000'000, 100'000'000, 1'000'000'000};

std::uint64_t hash_of(const PairSums::Key& key) {
  std::uint64_t h = (std::uint64_t{key.campaign} << 32 | key.far) * 0x9e3779b97f4a7c15ULL;
  h ^= (std::uint64_t{key.type} << 32 | key.currency) * 0xc2b2ae3d27d4eb4fULL;
  return h ^ (h >> 29);
}

// Fewest digits that say the same: trailing zeros off, as far as the scale allows.
template <class Digits>
std::pair<PairSums::Wide, std::uint8_t> without_zeros(Digits digits) {
  std::uint8_t scale = 9;
  while (scale > 0 && digits % 10 == 0) {
    digits /= 10;
    --scale;
  }
  return {digits, scale};
}
std::pair<PairSums::Wide, std::uint8_t> normal(PairSums::Wide digits) {
  if (digits == 0) return {0, 0};
  const auto narrow = static_cast<std::int64_t>(digits);  // a division of 128 bits takes ten times as long
  return narrow == digits ? without_zeros(narrow) : without_zeros(digits);
}

}  // namespace

PairSums::PairSums() : slots_(1024) {}

PairSums::Sum& PairSums::slot(const Key& key) {
  if ((sums_.size() + 1) * 2 > slots_.size()) grow();
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t i = hash_of(key) & mask;; i = (i + 1) & mask) {
    if (slots_[i] == 0) {
      sums_.push_back({});
      sums_.back().key = key;
      slots_[i] = static_cast<std::uint32_t>(sums_.size());
      return sums_.back();
    }
    if (sums_[slots_[i] - 1].key == key) return sums_[slots_[i] - 1];
  }
}

void PairSums::grow() {
  slots_.assign(slots_.size() * 4, 0);
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t number = 0; number < sums_.size(); ++number) {
    std::size_t i = hash_of(sums_[number].key) & mask;
    while (slots_[i] != 0) i = (i + 1) & mask;
    slots_[i] = static_cast<std::uint32_t>(number + 1);
  }
}

void PairSums::add(const Key& key, std::int32_t day, const archive::Decimal* value) {
  Sum& sum = slot(key);
  sum.first_day = sum.count == 0 ? day : std::min(sum.first_day, day);
  sum.last_day = sum.count == 0 ? day : std::max(sum.last_day, day);
  ++sum.count;
  if (value == nullptr) return;
  ++sum.valued;
  sum.digits += static_cast<Wide>(value->digits) * powers[9 - value->scale];
}

void PairSums::sort() {
  std::sort(sums_.begin(), sums_.end(), [](const Sum& a, const Sum& b) { return a.key < b.key; });
  slots_.clear();
}

// Both sides are sorted: one pass, no search.
void PairSums::merge(const PairTable& old) {
  sort();
  std::vector<Sum> merged;
  merged.reserve(sums_.size() + static_cast<std::size_t>(old.far.size()));
  auto fresh = sums_.begin();
  for (std::uint32_t campaign = 0; campaign + 1 < old.offsets.size(); ++campaign) {
    const std::uint64_t end = old.end(campaign);
    for (std::uint64_t i = old.begin(campaign); i < end; ++i) {
      Sum sum;
      sum.key = {campaign, static_cast<std::uint32_t>(old.far.at(i)), static_cast<std::uint32_t>(old.type.at(i)),
                 static_cast<std::uint32_t>(old.currency.at(i))};
      sum.count = static_cast<std::uint64_t>(old.count.at(i));
      sum.valued = static_cast<std::uint64_t>(old.valued.at(i));
      sum.first_day = static_cast<std::int32_t>(old.first_day.at(i));
      sum.last_day = static_cast<std::int32_t>(old.last_day.at(i));
      sum.digits = stored_sum(old, i);
      for (; fresh != sums_.end() && fresh->key < sum.key; ++fresh) merged.push_back(*fresh);
      if (fresh != sums_.end() && fresh->key == sum.key) {
        sum.count += fresh->count;
        sum.valued += fresh->valued;
        sum.first_day = std::min(sum.first_day, fresh->first_day);
        sum.last_day = std::max(sum.last_day, fresh->last_day);
        sum.digits += fresh->digits;
        ++fresh;
      }
      merged.push_back(sum);
    }
  }
  merged.insert(merged.end(), fresh, sums_.end());
  sums_ = std::move(merged);
}

PairSums::Wide PairSums::stored_sum(const PairTable& table, std::uint64_t entry) {
  const Wide high = table.sum_high.at(entry);
  const Wide digits = high * (Wide{1} << 64) + static_cast<Wide>(table.sum_low.at(entry));
  return digits * powers[9 - table.sum_scale.at(entry)];
}

archive::Decimal PairSums::to_decimal(Wide digits_at_scale_9) {
  auto [digits, scale] = normal(digits_at_scale_9);
  while (digits > INT64_MAX || digits < INT64_MIN) {
    if (scale == 0) break;
    const Wide rest = digits % 10;
    digits /= 10;
    const Wide magnitude = rest < 0 ? -rest : rest;
    if (magnitude > 5 || (magnitude == 5 && digits % 2 != 0)) digits += rest < 0 ? -1 : 1;
    --scale;
  }
  digits = std::clamp(digits, static_cast<Wide>(INT64_MIN), static_cast<Wide>(INT64_MAX));
  const auto made = archive::Decimal::make(static_cast<std::int64_t>(digits), scale);
  return made.value_or(archive::Decimal{});
}

void PairSums::write(SchemaWriter& out) {
  if (!slots_.empty()) sort();
  const std::size_t campaigns = sums_.empty() ? 0 : sums_.back().key.campaign + std::size_t{1};
  std::vector<std::uint64_t> offsets(campaigns + 1);
  for (const Sum& sum : sums_) ++offsets[sum.key.campaign + std::size_t{1}];
  std::partial_sum(offsets.begin(), offsets.end(), offsets.begin());
  // One pass over the sums, which are wide, for all columns.
  enum Column { far, type, currency, count, first_day, last_day, low, high, scale, valued, columns };
  std::array<std::vector<std::int64_t>, columns> values;
  for (auto& column : values) column.resize(sums_.size());
  for (std::size_t i = 0; i < sums_.size(); ++i) {
    const Sum& sum = sums_[i];
    const auto [digits, digits_scale] = normal(sum.digits);
    values[far][i] = sum.key.far;
    values[type][i] = sum.key.type;
    values[currency][i] = sum.key.currency;
    values[count][i] = static_cast<std::int64_t>(sum.count);
    values[first_day][i] = sum.first_day;
    values[last_day][i] = sum.last_day;
    // low is the digits as 64 bits where they fit, then high is 0: an extra column only for sums past 9.2e18 digits.
    values[low][i] = static_cast<std::int64_t>(static_cast<std::uint64_t>(digits));
    values[high][i] = static_cast<std::int64_t>((digits - static_cast<Wide>(values[low][i])) >> 64);
    values[scale][i] = digits_scale;
    values[valued][i] = static_cast<std::int64_t>(sum.valued);
  }
  for (std::size_t column = 0; column < columns; ++column) {
    out.column(pack(std::span<const std::int64_t>(values[column])));
    if (column == far) out.column(pack(std::span<const std::uint64_t>(offsets)));
  }
}

}  // namespace almanac::graph
