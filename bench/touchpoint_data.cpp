#include "bench/touchpoint_data.h"

#include <algorithm>
#include <cstdio>
#include <memory>
#include <random>
#include <stdexcept>

#include "archive/time.h"

namespace almanac::bench {
namespace {

constexpr std::uint32_t campaigns = 10'000, channels = 16, products = 5'000, segments = 20;
constexpr const char* types[] = {"impression", "click", "visit", "add_to_cart", "purchase"};
constexpr std::int64_t year_begin = 1'704'067'200'000, year_seconds = 366ll * 86'400;

class Random {
 public:
  std::uint32_t below(std::uint64_t limit) { return static_cast<std::uint32_t>(engine_() % limit); }
  // The square of a uniform number: small numbers are frequent.
  std::uint32_t skewed(std::uint64_t limit) {
    const double u = static_cast<double>(engine_() >> 11) * 0x1p-53;
    return static_cast<std::uint32_t>(u * u * static_cast<double>(limit));
  }

 private:
  std::mt19937_64 engine_{20241111};
};

struct Plan {
  std::vector<std::uint32_t> channels, products;
};

std::vector<Plan> make_plans(Random& random) {
  std::vector<Plan> plans(campaigns);
  for (Plan& plan : plans) {
    for (std::uint32_t i = 1 + random.below(5); i > 0; --i) plan.channels.push_back(random.skewed(channels));
    for (std::uint32_t i = 1 + random.below(12); i > 0; --i) plan.products.push_back(random.skewed(products));
  }
  return plans;
}

std::uint32_t some_type(Random& random) {
  const std::uint32_t x = random.below(1000);
  return x < 700 ? 0 : x < 880 ? 1 : x < 940 ? 2 : x < 970 ? 3 : 4;
}

using File = std::unique_ptr<FILE, int (*)(FILE*)>;
File open(const std::filesystem::path& path) {
  File file(std::fopen(path.c_str(), "wb"), &std::fclose);
  if (!file) throw std::runtime_error("cannot write " + path.string());
  return file;
}

std::string time_text(std::int64_t ms) {
  const almanac::archive::Date day{static_cast<std::int32_t>(ms / 86'400'000), almanac::archive::Precision::day};
  const auto second = static_cast<int>(ms / 1000 % 86'400);
  char text[16];
  std::snprintf(text, sizeof text, " %02d:%02d:%02d", second / 3600, second / 60 % 60, second % 60);
  return day.to_string() + text;
}

}  // namespace

Names::Names(std::size_t users) : type(std::begin(types), std::end(types)) {
  const auto fill = [](std::vector<std::string>& names, std::size_t count, const char* form) {
    char text[32];
    for (std::size_t i = 0; i < count; ++i) {
      std::snprintf(text, sizeof text, form, static_cast<unsigned>(i));
      names.emplace_back(text);
    }
  };
  fill(user, users, "U%08u");
  fill(campaign, campaigns, "CAMP-%05u");
  fill(channel, channels, "channel-%02u");
  fill(product, products, "SKU%06u");
}

std::size_t users_of(std::size_t rows) { return std::max<std::size_t>(rows / 20, 1000); }

std::vector<Row> make_rows(std::size_t count) {
  Random random;
  const std::vector<Plan> plans = make_plans(random);
  const std::size_t users = users_of(count);
  std::vector<Row> rows(count);
  for (std::size_t i = 0; i < count; ++i) {
    Row& row = rows[i];
    row.user = static_cast<std::uint32_t>(random.skewed(users) * std::uint64_t{7919} % users);
    const std::uint32_t segment = (row.user * 2'654'435'761u >> 16) % segments;
    row.campaign =
        random.below(10) < 7 ? random.skewed(campaigns / segments) * segments + segment : random.skewed(campaigns);
    const Plan& plan = plans[row.campaign];
    row.channel = plan.channels[random.skewed(plan.channels.size())];
    row.product = plan.products[random.skewed(plan.products.size())];
    row.type = some_type(random);
    row.time_ms = year_begin +
                  static_cast<std::int64_t>(static_cast<double>(i) / static_cast<double>(count) * year_seconds) * 1000 +
                  random.below(3600) * 1000ll;
    row.cents = row.type == 4 ? 100 + random.below(100'000) : -1;
  }
  return rows;
}

void write_csv(const std::filesystem::path& path, const std::vector<Row>& rows, std::size_t begin, std::size_t end,
               const Names& names) {
  const File file = open(path);
  std::fputs("user_id,campaign_code,channel,product_sku,event,time,value\n", file.get());
  for (std::size_t i = begin; i < end; ++i) {
    const Row& row = rows[i];
    std::fprintf(file.get(), "%s,%s,%s,%s,%s,%s,", names.user[row.user].c_str(), names.campaign[row.campaign].c_str(),
                 names.channel[row.channel].c_str(), names.product[row.product].c_str(), names.type[row.type].c_str(),
                 time_text(row.time_ms).c_str());
    if (row.cents >= 0)
      std::fprintf(file.get(), "%lld.%02lld", static_cast<long long>(row.cents / 100),
                   static_cast<long long>(row.cents % 100));
    std::fputc('\n', file.get());
  }
}

void write_campaigns(const std::filesystem::path& path, const Names& names) {
  const File file = open(path);
  std::fputs("code,name,start\n", file.get());
  for (const std::string& code : names.campaign)
    std::fprintf(file.get(), "%s,%s,2024-01-01\n", code.c_str(), code.c_str());
}

}  // namespace almanac::bench
