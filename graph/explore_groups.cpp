#include "graph/explore_groups.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "graph/exploring.h"

namespace almanac::graph {

using archive::Kind;

namespace {

constexpr const char* segment_word = "segment";
constexpr std::size_t most_dimensions = 3;

std::string text_of(const PropertyValue& value, const archive::Zone& zone) {
  if (std::holds_alternative<std::monostate>(value)) return {};
  const archive::Json json = json_of(value, zone);
  return json.is_string() ? json.get<std::string>() : archive::dump(json);
}

// f(one value of each dimension)
template <class F>
void each_combination(const std::vector<std::vector<std::string>>& values, F&& f) {
  std::vector<std::string> key;
  const auto extend = [&](auto&& self) -> void {
    if (key.size() == values.size()) return f(key);
    for (const std::string& value : values[key.size()]) {
      key.push_back(value);
      self(self);
      key.pop_back();
    }
  };
  extend(extend);
}

}  // namespace

UserFolding::UserFolding(const CampaignGraph& graph, const Folding& folding, Terms& terms)
    : graph_(graph), terms_(terms), by_(folding.by) {
  if (!by_.empty()) require_limit(by_.size(), 1, most_dimensions, "group_by");
  std::set<std::string> names{segment_word};
  for (const PropertyColumn& column : graph.graph().classes()[class_of_kind(Kind::user)].properties)
    names.insert(column.name);
  for (const std::string& name : by_) {
    if (!names.contains(name)) throw_unknown_property(name, {names.begin(), names.end()}, "group_by");
  }
}

void UserFolding::add(NodeId user, std::uint64_t weight) {
  terms_.budget.hold(sizeof(Person));
  people_.push_back({user, weight});
}

// Segments, if anybody shown is in one; else the attribute that most have, of the fewest values, but of more than one.
std::vector<std::string> UserFolding::usual_grouping() const {
  const NodeClass& users = graph_.graph().classes()[class_of_kind(Kind::user)];
  const Adjacency& memberships = graph_.graph().tables()[member_of].out;
  for (const Person& person : people_) {
    if (memberships.degree(person.node - users.first) != 0) return {segment_word};
  }
  constexpr std::size_t many = 50;
  constexpr std::size_t sample = 2'000;
  std::string best;
  std::pair<std::size_t, std::size_t> best_score{0, 0};  // people, and 50 less the values
  for (const PropertyColumn& column : users.properties) {
    if (column.name == "user" || column.type == PropertyType::list) continue;
    std::set<std::string> values;
    std::size_t people = 0;
    for (std::size_t i = 0; i < people_.size() && values.size() <= many; i += people_.size() / sample + 1) {
      const std::string value = text_of(column.get(people_[i].node - users.first), graph_.zone());
      if (value.empty()) continue;
      ++people;
      values.insert(value);
    }
    if (values.empty() || values.size() > many) continue;
    const std::pair<std::size_t, std::size_t> score{people, many - values.size()};
    if (score > best_score) {
      best_score = score;
      best = column.name;
    }
  }
  return best.empty() ? std::vector<std::string>{segment_word} : std::vector<std::string>{best};
}

void UserFolding::values_of(NodeId user, const std::vector<std::string>& by,
                            std::vector<std::vector<std::string>>& values) const {
  const NodeClass& users = graph_.graph().classes()[class_of_kind(Kind::user)];
  const NodeClass& segments = graph_.graph().classes()[class_of_kind(Kind::segment)];
  const Adjacency& memberships = graph_.graph().tables()[member_of].out;
  const std::uint32_t number = user - users.first;
  values.resize(by.size());
  for (std::size_t i = 0; i < by.size(); ++i) {
    values[i].clear();
    if (by[i] != segment_word) {
      values[i].push_back(text_of(users.property(number, by[i]), graph_.zone()));
      continue;
    }
    for (std::uint64_t m = memberships.begin(number); m < memberships.end(number); ++m) {
      const auto segment = static_cast<std::uint32_t>(memberships.far.at(m));
      if (!terms_.withholds(segments.first + segment)) values[i].emplace_back(segments.keys.at(segment));
    }
    if (values[i].empty()) values[i].emplace_back();
  }
}

std::vector<std::size_t> UserFolding::places_of(NodeId user, const Groups& groups) const {
  std::vector<std::vector<std::string>> values;
  values_of(user, groups.by, values);
  std::vector<std::size_t> places;
  each_combination(values, [&](const std::vector<std::string>& key) {
    for (std::size_t i = 0; i < groups.groups.size(); ++i) {
      const auto& of_group = groups.groups[i].values;
      const bool same = std::equal(key.begin(), key.end(), of_group.begin(), of_group.end(),
                                   [](const std::string& a, const auto& b) { return a == b.second; });
      if (same) places.push_back(i);
    }
  });
  return places;
}

Groups UserFolding::groups() {
  // A user who was reached over several relationships is one.
  std::sort(people_.begin(), people_.end(), [](const Person& a, const Person& b) { return a.node < b.node; });
  std::vector<Person> people;
  for (const Person& person : people_) {
    if (!people.empty() && people.back().node == person.node)
      people.back().weight += person.weight;
    else
      people.push_back(person);
  }
  people_ = std::move(people);
  Groups answer;
  answer.by = by_.empty() ? usual_grouping() : by_;
  answer.users = people_.size();

  std::map<std::vector<std::string>, Group> groups;
  std::vector<std::vector<std::string>> values;
  for (const Person& person : people_) {
    terms_.budget.steps(16);
    values_of(person.node, answer.by, values);
    each_combination(values, [&](const std::vector<std::string>& key) {
      const auto [place, is_new] = groups.try_emplace(key);
      if (is_new) {
        terms_.budget.row();
        terms_.budget.hold(sizeof(Group) + 64 * key.size());
      }
      ++place->second.users;
      place->second.weight += person.weight;
    });
  }
  for (auto& [key, group] : groups) {
    if (group.users < terms_.least_group) {
      ++answer.withheld;
      continue;
    }
    for (std::size_t i = 0; i < key.size(); ++i) group.values.emplace_back(answer.by[i], key[i]);
    answer.groups.push_back(std::move(group));
  }
  std::stable_sort(answer.groups.begin(), answer.groups.end(), [](const Group& a, const Group& b) {
    return a.users != b.users ? a.users > b.users : a.weight > b.weight;
  });
  if (answer.withheld == 1 && !answer.groups.empty()) {  // one alone could be worked out from the others
    answer.groups.pop_back();
    ++answer.withheld;
  }
  answer.group_count = answer.groups.size();
  if (answer.groups.size() > most_groups) answer.groups.resize(most_groups);
  return answer;
}

}  // namespace almanac::graph
