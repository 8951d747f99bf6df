#include "bench/graph_data.h"

#include <algorithm>

#include "archive/imports.h"

namespace almanac::bench {
namespace {

const char* const types[] = {"impression", "click", "visit", "add_to_cart", "purchase", "refund"};

std::string product_key(std::uint32_t n) { return "SKU" + std::to_string(100'000 + n); }
std::string channel_key(std::uint32_t n) { return "channel" + std::to_string(n); }

}  // namespace

std::string user_key(std::uint32_t n) { return "U" + std::to_string(10'000'000 + n); }
std::string campaign_key(std::uint32_t n) { return "CMP" + std::to_string(1'000'000 + n); }

std::vector<Plan> make_plans(const Size& size, Random& random) {
  std::vector<Plan> plans(size.campaigns);
  const auto fill = [&](std::vector<std::uint32_t>& list, std::uint32_t most, std::uint32_t from) {
    for (std::uint32_t i = 1 + random.below(most); i > 0; --i) {
      const std::uint32_t x = random.skewed(from);
      if (std::find(list.begin(), list.end(), x) == list.end()) list.push_back(x);
    }
  };
  for (Plan& plan : plans) {
    plan.day = 16'436 + static_cast<std::int32_t>(random.below(3'650));
    plan.length = 3 + static_cast<std::int32_t>(random.below(60));
    fill(plan.channels, 5, size.channels);
    fill(plan.products, 12, size.products);
  }
  return plans;
}

std::vector<Event> make_events(const Size& size, const std::vector<Plan>& plans, Random& random) {
  constexpr std::uint32_t segments = 20;
  std::vector<Event> events;
  events.reserve(size.touchpoints);
  for (std::uint64_t i = 0; i < size.touchpoints; ++i) {
    Event e{};
    const double u = random.unit();
    e.user =
        static_cast<std::uint32_t>(std::uint64_t{static_cast<std::uint32_t>(u * u * size.users)} * 7919 % size.users);
    const std::uint32_t segment = (e.user * 2'654'435'761U >> 16) % segments;
    const double v = random.unit();
    const bool own = random.below(10) < 7 && size.campaigns >= segments;
    const std::uint32_t rank =
        own ? static_cast<std::uint32_t>(v * v * (size.campaigns / segments)) * segments + segment
            : static_cast<std::uint32_t>(v * v * size.campaigns);
    e.campaign = static_cast<std::uint32_t>(std::uint64_t{rank} * 7919 % size.campaigns);
    const Plan& plan = plans[e.campaign];
    e.channel = plan.channels[random.skewed(static_cast<std::uint32_t>(plan.channels.size()))];
    e.product = plan.products[random.skewed(static_cast<std::uint32_t>(plan.products.size()))];
    const std::uint32_t x = random.below(1000);
    e.type = x < 700 ? 0 : x < 880 ? 1 : x < 940 ? 2 : x < 970 ? 3 : x < 995 ? 4 : 5;
    e.ms = plan.day * std::int64_t{86'400'000} +
           std::int64_t{random.below(static_cast<std::uint32_t>(plan.length) * 86'400)} * 1000;
    if (e.type >= 4) e.cents = static_cast<std::int32_t>(500 + random.below(50'000)) * (e.type == 5 ? -1 : 1);
    e.cost = 10 + random.below(900);
    events.push_back(e);
  }
  return events;
}

void store_records(archive::Archive& archive, const Size& size, const std::vector<Plan>& plans) {
  archive.write("bench", [&](archive::Transaction& t) {
    for (std::uint32_t i = 0; i < size.users; ++i) t.intern(archive::Kind::user, user_key(i));
    for (std::uint32_t i = 0; i < size.products; ++i) t.intern(archive::Kind::product, product_key(i));
    for (std::uint32_t i = 0; i < size.channels; ++i) t.intern(archive::Kind::channel, channel_key(i));
    for (std::uint32_t i = 0; i < size.campaigns; ++i) {
      archive::Campaign c;
      c.code = campaign_key(i);
      c.name = "活动 " + std::to_string(i);
      c.theme = "主题" + std::to_string(i % 24);
      c.start = archive::Date{plans[i].day, archive::Precision::day};
      c.end = archive::Date{plans[i].day + plans[i].length, archive::Precision::day};
      c.status = "finished";
      for (const auto x : plans[i].channels) c.channels.push_back(channel_key(x));
      for (const auto x : plans[i].products) c.products.push_back(product_key(x));
      t.put(c);
    }
  });
}

void import_events(archive::Archive& archive, const std::vector<Event>& events, std::size_t from, std::size_t to,
                   const char* name) {
  archive::ImportLog log(archive);
  const auto import = log.begin("bench", name, "", "");
  {
    archive::TouchpointStream stream(archive, import.id, 0);
    for (std::size_t i = from; i < to; ++i) {
      const Event& e = events[i];
      const std::string user = user_key(e.user), campaign = campaign_key(e.campaign), channel = channel_key(e.channel),
                        product = product_key(e.product), id = std::to_string(i);
      archive::TouchpointRow row;
      row.user = user;
      row.campaign = campaign;
      row.channel = channel;
      row.product = product;
      row.type = types[e.type];
      row.event_id = id;
      row.time = {e.ms, archive::Precision::second};
      row.value = archive::Decimal::make(e.cents, 2);
      row.cost = archive::Decimal::make(e.cost, 3);
      row.row = i + 1;
      stream.add(row);
    }
    stream.flush();
  }
  log.finish(import.id, "done", archive::Json::object());
}

}  // namespace almanac::bench
