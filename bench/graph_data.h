#pragma once
// The synthetic touchpoints of the graph's benchmarks: 100,000 users, 10,000 campaigns, 2 million touchpoints unless told otherwise.
// Users and campaigns are chosen with a skew (a few very active ones), and users keep to the campaigns of their segment, so
// neighbourhoods overlap as real ones do.

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "archive/store.h"

namespace almanac::bench {

struct Size {
  std::uint64_t touchpoints = 2'000'000;
  std::uint32_t users = 100'000, campaigns = 10'000, products = 5'000, channels = 16;
};

struct Random {
  std::mt19937_64 engine{20240601};
  double unit() { return static_cast<double>(engine() >> 11) * 0x1p-53; }
  std::uint32_t below(std::uint32_t n) { return static_cast<std::uint32_t>(engine() % n); }
  std::uint32_t skewed(std::uint32_t n) { return static_cast<std::uint32_t>(unit() * unit() * n); }
};

struct Event {
  std::uint32_t user, campaign, channel, product, type;
  std::int64_t ms;
  std::int32_t cents;
  std::uint32_t cost;
};

struct Plan {
  std::vector<std::uint32_t> channels, products;
  std::int32_t day, length;
};

std::string user_key(std::uint32_t n);
std::string campaign_key(std::uint32_t n);

std::vector<Plan> make_plans(const Size& size, Random& random);
std::vector<Event> make_events(const Size& size, const std::vector<Plan>& plans, Random& random);
void store_records(archive::Archive& archive, const Size& size, const std::vector<Plan>& plans);
void import_events(archive::Archive& archive, const std::vector<Event>& events, std::size_t from, std::size_t to,
                   const char* name);

}  // namespace almanac::bench
