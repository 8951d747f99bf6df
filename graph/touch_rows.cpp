#include "graph/touch_rows.h"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <tuple>

namespace almanac::graph {

bool before(const Touch& a, const Touch& b) {
  if (a.time_ms != b.time_ms) return a.time_ms < b.time_ms;
  const int numbers = std::memcmp(a.numbers, b.numbers, sizeof a.numbers);
  if (numbers != 0)
    return std::lexicographical_compare(std::begin(a.numbers), std::end(a.numbers), std::begin(b.numbers),
                                        std::end(b.numbers));
  return std::tie(a.precision, a.digits[0], a.digits[1], a.digits[2], a.scales[0], a.scales[1], a.scales[2]) <
         std::tie(b.precision, b.digits[0], b.digits[1], b.digits[2], b.scales[0], b.scales[1], b.scales[2]);
}

// Users by counting, each user's rows by comparison.
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

Roles::Roles(const Vocabulary& vocabulary) {
  for (const std::string& type : vocabulary.words[0])
    roles_.push_back(type == "purchase" ? Role::purchase : graph::is_reach(type) ? Role::reach : Role::other);
}

void add_candidates(const Touch& touch, const Roles& roles, std::int32_t day, CandidateLists& lists) {
  const std::uint32_t campaign = touch.numbers[0], channel = touch.numbers[1], product = touch.numbers[2],
                      type = touch.numbers[3];
  if (campaign != archive::no_number) lists[0].push_back({campaign, type + 1, channel + 1, day, 1});
  if (roles.is_purchase(touch) && product != archive::no_number) lists[1].push_back({product, 0, 0, day, 1});
  if (roles.is_reach(touch) && channel != archive::no_number) lists[2].push_back({channel, 0, 0, day, 1});
}

void Sums::add(const Touch& touch, std::int32_t day) {
  const std::uint32_t campaign = touch.numbers[0];
  if (campaign == archive::no_number) return;
  const archive::Decimal amount{touch.digits[0], touch.scales[0]};
  const archive::Decimal* value = touch.scales[0] == archive::no_amount ? nullptr : &amount;
  const std::uint32_t type = touch.numbers[3] + 1;
  const std::uint32_t currency = touch.numbers[4] + 1;
  if (touch.numbers[1] != archive::no_number) by_channel.add({campaign, touch.numbers[1], type, currency}, day, value);
  if (touch.numbers[2] != archive::no_number) by_product.add({campaign, touch.numbers[2], type, currency}, day, value);
}

RowStats stats_of(const std::vector<Touch>& rows) {
  RowStats stats;
  stats[static_cast<std::size_t>(Field::time)].stepped = true;
  for (const Touch& touch : rows) {
    for (std::size_t i = 0; i < field_count; ++i) stats[i].add(touch.stored(static_cast<Field>(i)));
  }
  return stats;
}

void write_head(SchemaWriter& out, const archive::Zone& zone, const Vocabulary& vocabulary, const RowStats& stats) {
  out.text(zone.name());
  for (std::size_t i = 0; i < std::size(kept_words); ++i) {
    const auto used = static_cast<std::size_t>(stats[static_cast<std::size_t>(Field::type) + i].max);
    const auto& words = vocabulary.words[i];
    out.texts({words.begin(), words.begin() + static_cast<std::ptrdiff_t>(std::min(used, words.size()))});
  }
}

}  // namespace almanac::graph
