#pragma once
// A small random archive, and the graph that it must give, made from the records and touchpoints by maps alone: the slow and
// obvious oracle of the explore tests.

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "archive/imports.h"
#include "archive/store.h"
#include "tests/graph/dice.h"
#include "tests/support/temporary_directory.h"

namespace almanac::tests {

struct Event {
  std::string user, campaign, channel, product, type, currency, event_id;
  std::int64_t ms = 0;
  std::optional<archive::Decimal> value;
};

struct World {
  std::map<std::string, archive::Campaign> campaigns;
  std::map<std::string, archive::User> users;
  std::map<std::string, archive::Product> products;
  std::map<std::string, archive::Channel> channels;
  std::map<std::string, archive::Segment> segments;
  std::vector<Event> events;

  void grow(Dice& dice, std::size_t new_campaigns, std::size_t new_events);
  void store(archive::Archive& archive);  // what is not stored yet
  void import_events(archive::Archive& archive);

 private:
  archive::Campaign random_campaign(Dice& dice, std::size_t number) const;
  Event random_event(Dice& dice) const;
  std::size_t stored_events_ = 0;
  std::size_t imports_ = 0;
};

// Edges by (relationship, source id, target id).
struct OracleEdge {
  std::optional<std::int32_t> declared;  // since this day (INT32_MIN: always)
  std::vector<const Event*> events;
};
struct Oracle {
  std::map<std::tuple<std::string, std::string, std::string>, OracleEdge> edges;
  std::set<std::string> nodes;
  Oracle(const World& world, const archive::Zone& zone);

  struct Seen {
    std::uint64_t count = 0;
    std::optional<std::int64_t> first, last;
    std::map<std::string, archive::Decimal> values;  // by currency
    std::map<std::string, std::uint64_t> types;
    std::uint64_t weight() const { return count == 0 ? 1 : count; }
  };
  // The edge as of the end of a day, nullopt if it does not hold yet.
  std::optional<Seen> seen(const OracleEdge& edge, std::optional<archive::Date> as_of) const;
  // Adjacent nodes by the day, over any or one relationship.
  std::map<std::string, std::set<std::string>> adjacency(const std::string& relationship,
                                                         std::optional<archive::Date> as_of) const;
  std::map<std::string, std::size_t> distances(const std::string& from,
                                               const std::map<std::string, std::set<std::string>>& adjacency) const;

 private:
  archive::Zone zone_;
};

}  // namespace almanac::tests
