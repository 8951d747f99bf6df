#pragma once
// Touchpoints with texts of their own, an archive to import them into, and a model that is slow and obvious: a map from identity to row.

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "archive/imports.h"
#include "archive/store.h"
#include "tests/support/temporary_directory.h"

namespace almanac::tests {

using namespace almanac::archive;
using Outcome = TouchpointStream::Outcome;

// One row with texts of its own.
struct Event {
  std::string user, campaign, channel, product, type, variant, source, event_id;
  std::int64_t ms = 0;
  std::optional<Decimal> value, quantity, cost;

  TouchpointRow row(std::uint64_t number) const {
    TouchpointRow r;
    r.user = user;
    r.campaign = campaign;
    r.channel = channel;
    r.product = product;
    r.type = type;
    r.variant = variant;
    r.source = source;
    r.event_id = event_id;
    r.time = {ms, Precision::second};
    r.value = value;
    r.quantity = quantity;
    r.cost = cost;
    r.row = number;
    return r;
  }
  std::string fields() const {
    const auto amount = [](const std::optional<Decimal>& d) { return d ? d->to_string() : std::string("-"); };
    return normalize_key(user) + "|" + campaign + "|" + channel + "|" + normalize_key(product) + "|" + type + "|" +
           variant + "|" + source + "|" + std::to_string(ms) + "|" + amount(value) + "|" + amount(quantity) + "|" +
           amount(cost);
  }
  std::string identity() const { return event_id.empty() ? "fields:" + fields() : "event:" + source + ":" + event_id; }
  std::string text() const { return fields() + "|" + event_id; }
};

struct Model {
  std::map<std::string, Event> alive;  // by identity
  std::multiset<std::string> dead;
  std::uint64_t row = 0;  // of the file, stored up to here

  Outcome add(const Event& event) {
    const auto known = alive.find(event.identity());
    if (known == alive.end()) {
      alive.emplace(event.identity(), event);
      return Outcome::created;
    }
    if (known->second.fields() == event.fields()) return Outcome::unchanged;
    dead.insert(known->second.text());
    known->second = event;
    return Outcome::updated;
  }
  std::multiset<std::string> texts() const {
    std::multiset<std::string> all;
    for (const auto& [identity, event] : alive) all.insert(event.text());
    return all;
  }
};

struct Found {
  std::multiset<std::string> alive, dead;
};

inline Found stored_in(const Archive& archive, const TouchpointScan& scan = {}) {
  Found stored;
  const Reader reader = archive.read();
  const auto key = [&](Kind kind, std::uint32_t number) {
    return number == no_number ? "" : *reader.find_key(kind, number);
  };
  const auto word = [&](Word kind, std::uint32_t number) {
    return number == no_number ? "" : reader.word(kind, number);
  };
  const auto amount = [](std::int64_t digits, std::uint8_t scale) {
    return scale == no_amount ? std::optional<Decimal>() : Decimal{digits, scale};
  };
  reader.scan_touchpoints(scan, [&](const TouchpointBlock& block, const TouchpointColumns& c) {
    for (std::size_t i = 0; i < c.size(); ++i) {
      Event e;
      e.user = key(Kind::user, c.user[i]);
      e.campaign = key(Kind::campaign, c.campaign[i]);
      e.channel = key(Kind::channel, c.channel[i]);
      e.product = key(Kind::product, c.product[i]);
      e.type = word(Word::type, c.type[i]);
      e.variant = word(Word::variant, c.variant[i]);
      e.source = word(Word::source, c.source[i]);
      e.event_id = c.event_id(i);
      e.ms = c.time_ms[i];
      e.value = amount(c.value[i], c.value_scale[i]);
      e.quantity = amount(c.quantity[i], c.quantity_scale[i]);
      e.cost = amount(c.cost[i], c.cost_scale[i]);
      const bool dead = std::binary_search(block.dead.begin(), block.dead.end(), i);
      (dead ? stored.dead : stored.alive).insert(e.text());
    }
  });
  return stored;
}

inline void check_same(const Archive& archive, const Model& model) {
  const Found stored = stored_in(archive);
  REQUIRE(stored.alive == model.texts());
  REQUIRE(stored.dead == model.dead);
  REQUIRE(archive.read().touchpoint_count() == model.alive.size());
}

class Fixture {
 public:
  Fixture() : archive(Archive::open(directory.path(), Access::read_write)) {
    archive->write("tester", [&](Transaction& t) {
      for (int i = 0; i < 5; ++i) {
        Campaign c;
        c.code = "C" + std::to_string(i);
        c.name = c.code;
        c.start = Date::parse("2024-11-01");
        t.put(c);
      }
    });
  }
  std::uint64_t begin(const std::string& fingerprint) {
    return ImportLog(*archive).begin("tester", fingerprint, "", "").id;
  }
  std::uint64_t finish(std::uint64_t id, std::string_view state = "done") {
    return ImportLog(*archive).finish(id, state, Json::object());
  }
  std::vector<Outcome> import(const std::vector<Event>& events) {
    const std::uint64_t id = begin("f" + std::to_string(++imports));
    std::vector<Outcome> outcomes;
    {
      TouchpointStream stream(*archive, id, 0);
      for (std::size_t i = 0; i < events.size(); ++i) outcomes.push_back(stream.add(events[i].row(i + 1)));
      stream.flush();
    }
    finish(id);
    return outcomes;
  }

  TemporaryDirectory directory;
  std::unique_ptr<Archive> archive;
  int imports = 0;
};

using Random = std::mt19937_64;

inline Event random_event(Random& random, bool few) {
  Event e;
  const auto pick = [&](std::uint64_t limit) { return std::to_string(random() % limit); };
  e.user = random() % 9 == 0 ? "Ｕ" + pick(6) : "U" + pick(few ? 6 : 5000);
  if (random() % 3) e.campaign = "C" + pick(5);
  if (random() % 3) e.channel = "渠道-" + pick(4);
  if (random() % 2) e.product = random() % 2 ? "SKU" + pick(8) : "a product key that is longer than a slot " + pick(8);
  e.type = random() % 2 ? "click" : "purchase";
  if (random() % 8 == 0) e.variant = "V" + pick(3);
  if (random() % 4 == 0) e.source = random() % 2 ? "crm" : "web";
  if (random() % 2) e.event_id = "e" + pick(few ? 40 : 3000);
  e.ms = 1'730'000'000'000 + 1000 * static_cast<std::int64_t>(random() % (few ? 4 : 100'000));
  if (random() % 2)
    e.value = Decimal{static_cast<std::int64_t>(random() % 3) + 1, static_cast<std::uint8_t>(random() % 3)};
  if (random() % 5 == 0) e.quantity = Decimal{static_cast<std::int64_t>(random() % 2), 0};
  if (random() % 5 == 0) e.cost = Decimal{-7, 2};
  return e;
}

}  // namespace almanac::tests
