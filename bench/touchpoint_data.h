#pragma once
// Synthetic touchpoints for benchmarks, the same on every machine: few users do much and keep to the campaigns of their
// segment, a campaign has a few channels and products of its own, most touchpoints are impressions, times ascend through a
// year.

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace almanac::bench {

struct Row {
  std::uint32_t user, campaign, channel, product, type;
  std::int64_t time_ms, cents;  // cents < 0: no value
};

struct Names {
  explicit Names(std::size_t users);
  std::vector<std::string> user, campaign, channel, product, type;
};

// How many users so many touchpoints have: 100,000 for 2 million.
std::size_t users_of(std::size_t rows);

std::vector<Row> make_rows(std::size_t count);

// Columns user_id, campaign_code, channel, product_sku, event, time, value. Throws std::runtime_error.
void write_csv(const std::filesystem::path& file, const std::vector<Row>& rows, std::size_t begin, std::size_t end,
               const Names& names);
// Columns code, name, start.
void write_campaigns(const std::filesystem::path& file, const Names& names);

}  // namespace almanac::bench
