#include "tests/graph/world.h"

#include <catch2/catch.hpp>
#include <deque>

namespace almanac::tests {

using namespace archive;

namespace {

const char* const types[] = {"send", "open", "click", "redeem", "purchase", "purchase", "refund", "share"};
const char* const themes[] = {"让快乐翻倍", "Spring", "会员日"};
const char* const occasions[] = {"双十一", "春节"};
const char* const channel_names[] = {"渠道A", "渠道B", "渠道C", "渠道D"};

std::string numbered(const char* prefix, std::size_t number) { return prefix + std::to_string(number); }
std::optional<Date> day(std::uint32_t offset) {
  return Date{19723 + static_cast<std::int32_t>(offset), Precision::day};
}  // 2024-01-01 +

std::string deepest(const Product& product) {
  std::string path;
  for (const auto& level : product.category) path += path.empty() ? level : " > " + level;
  return path;
}

}  // namespace

Campaign World::random_campaign(Dice& dice, std::size_t number) const {
  Campaign c;
  c.code = numbered("C", number);
  c.name = dice.one_in(3) ? "双十一大促" : numbered("活动", number);
  c.status = "finished";
  if (!dice.one_in(5)) c.start = day(dice.below(60));
  if (c.start && !dice.one_in(3))
    c.end = Date{c.start->days + static_cast<std::int32_t>(dice.below(20)), Precision::day};
  if (!c.start) c.planned_start = day(dice.below(60));
  if (dice.one_in(4)) c.announced = day(dice.below(60));
  if (!dice.one_in(3)) c.theme = themes[dice.below(3)];
  if (!dice.one_in(3)) c.occasion = occasions[dice.below(2)];
  for (std::uint32_t i = dice.below(3); i > 0; --i) c.mechanics.push_back(dice.one_in(2) ? "满减" : "秒杀");
  for (std::uint32_t i = dice.below(3); i > 0; --i) c.channels.push_back(channel_names[dice.below(4)]);
  for (std::uint32_t i = dice.below(3); i > 0; --i) c.products.push_back(numbered("P", dice.below(6)));
  for (std::uint32_t i = dice.below(2); i > 0; --i) c.segments.push_back(numbered("人群", dice.below(3)));
  for (std::uint32_t i = dice.below(2); i > 0; --i) c.tags.push_back(numbered("标签", dice.below(3)));
  if (number > 0 && dice.one_in(3)) c.based_on = {numbered("C", dice.below(static_cast<std::uint32_t>(number)))};
  if (number > 0 && dice.one_in(4)) c.parent = numbered("C", dice.below(static_cast<std::uint32_t>(number)));
  c.budget = Decimal{static_cast<std::int64_t>(dice.below(100'000)) * 10 + 5, 1};
  if (dice.one_in(2)) c.attributes["店铺"] = "旗舰店" + std::to_string(dice.below(3));
  if (dice.one_in(3)) {
    Result result;
    result.metric = "gmv";
    result.value = Decimal{5, 0};
    result.channel = channel_names[dice.below(4)];
    if (dice.one_in(2)) result.product = numbered("P", dice.below(6));
    if (dice.one_in(2)) result.date = day(dice.below(90));
    c.results.push_back(result);
  }
  if (dice.one_in(3)) {
    Cost cost;
    cost.channel = channel_names[dice.below(4)];
    cost.kind = "media";
    (dice.one_in(2) ? cost.planned : cost.actual) = Decimal{7, 0};
    c.costs.push_back(cost);
  }
  for (std::uint32_t i = dice.below(3); i > 0; --i) {
    Lesson lesson;
    lesson.statement = c.code + " 的经验 " + std::to_string(i);
    lesson.campaign = c.code;
    lesson.code = derive_lesson_code(c.code, lesson.statement);
    lesson.kind = "success";
    if (dice.one_in(2)) lesson.date = day(dice.below(90));
    if (dice.one_in(2)) lesson.applies_when["channel"] = {channel_names[dice.below(4)]};
    if (dice.one_in(2)) lesson.applies_when["product"] = {numbered("P", dice.below(6))};
    if (dice.one_in(3)) lesson.tags = {numbered("标签", dice.below(3))};
    c.lessons.push_back(lesson);
  }
  return c;
}

Event World::random_event(Dice& dice) const {
  Event e;
  e.user = numbered("u", dice.one_in(4) ? 0 : dice.below(12));  // u0 is a hub
  if (!dice.one_in(4))
    e.campaign = std::next(campaigns.begin(), dice.below(static_cast<std::uint32_t>(campaigns.size())))->first;
  if (!dice.one_in(3)) e.channel = channel_names[dice.below(4)];
  if (!dice.one_in(2)) e.product = numbered("P", dice.below(6));
  e.type = types[dice.below(8)];
  e.ms = (std::int64_t{19723} + dice.below(90)) * 86'400'000 + std::int64_t{dice.below(86'400)} * 1000;
  if (dice.one_in(50)) e.ms += 1;
  if (dice.one_in(15))
    e.ms += 57'600'000 - e.ms % 86'400'000 - dice.below(2);  // begins or ends a day in the usual zone
  if (e.type == "purchase" || e.type == "refund") {
    const auto digits = static_cast<std::int64_t>(1 + dice.below(10'000));
    e.value = Decimal::make(e.type == "refund" ? -digits : digits, static_cast<int>(dice.below(3)));
    if (dice.one_in(5)) e.currency = "USD";
  }
  return e;
}

void World::grow(Dice& dice, std::size_t new_campaigns, std::size_t new_events) {
  for (std::size_t i = 0; i < new_campaigns; ++i) {
    const Campaign c = random_campaign(dice, campaigns.size());
    campaigns[c.code] = c;
  }
  for (int i = 0; i < 3; ++i) {
    User user;
    user.user = numbered("u", dice.below(14));
    if (dice.one_in(2)) user.tags = {numbered("标签", dice.below(3))};
    user.attributes["城市"] = dice.one_in(2) ? "上海" : "北京";
    user.attributes["年龄"] = static_cast<int>(dice.below(60));
    users[user.user] = user;
    Product product;
    product.sku = numbered("P", dice.below(7));
    product.name = "商品" + product.sku;
    product.category = {"食品", numbered("类", dice.below(3))};
    product.price = Decimal{1999, 2};
    products[product.sku] = product;
  }
  Segment segment;
  segment.segment = numbered("人群", dice.below(3));
  segment.users = {numbered("u", dice.below(14)), numbered("u", dice.below(14))};
  segments[segment.segment] = segment;
  Channel child;
  child.channel = channel_names[dice.below(2)];
  child.parent = channel_names[2 + dice.below(2)];
  child.kind = "external";
  channels[child.channel] = child;
  if (campaigns.empty()) return;
  for (std::size_t i = 0; i < new_events; ++i) events.push_back(random_event(dice));
  for (std::size_t i = 0; i < new_events / 4; ++i) {
    events[events.size() - 1 - dice.below(static_cast<std::uint32_t>(new_events))].event_id =
        numbered("e", dice()) + "x";
  }
}

void World::store(Archive& archive) {
  archive.write("test", [&](Transaction& t) {
    for (const auto& [key, record] : channels) t.put(record);
    for (const auto& [key, record] : products) t.put(record);
    for (const auto& [key, record] : segments) t.put(record);
    for (const auto& [key, record] : users) t.put(record);
    for (const auto& [key, record] : campaigns) t.put(record);
  });
}

void World::import_events(Archive& archive) {
  if (stored_events_ == events.size()) return;
  ImportLog log(archive);
  const ImportRecord import = log.begin("test", numbered("import", ++imports_), "", "");
  {
    TouchpointStream stream(archive, import.id, 0);
    for (; stored_events_ < events.size(); ++stored_events_) {
      Event& e = events[stored_events_];
      // Two random events may be the same in every field; a serial makes each its own.
      if (e.event_id.empty()) e.event_id = numbered("s", stored_events_);
      TouchpointRow row;
      row.user = e.user;
      row.campaign = e.campaign;
      row.channel = e.channel;
      row.product = e.product;
      row.type = e.type;
      row.currency = e.currency;
      row.event_id = e.event_id;
      row.time = {e.ms, Precision::second};
      row.value = e.value;
      row.row = stored_events_ + 1;
      REQUIRE(stream.add(row) != TouchpointStream::Outcome::unknown_campaign);
    }
    stream.flush();
  }
  log.finish(import.id, "done", Json::object());
}

Oracle::Oracle(const World& world, const Zone& zone) : zone_(zone) {
  const auto id = [](Kind kind, const std::string& key) { return graph_id(kind, key); };
  const auto declare = [&](const char* type, Kind a, const std::string& from, Kind b, const std::string& to,
                           std::int32_t since) {
    if (from.empty() || to.empty()) return;
    auto& declared = edges[{type, id(a, from), id(b, to)}].declared;
    declared = declared ? std::min(*declared, since) : since;
  };
  constexpr std::int32_t ever = INT32_MIN;
  for (const auto& [code, c] : world.campaigns) {
    nodes.insert(id(Kind::campaign, code));
    std::int32_t plan = ever;
    if (c.end) plan = c.end->days;
    if (c.start) plan = c.start->days;
    if (c.announced) plan = c.announced->days;
    if (c.planned_start)
      plan = c.announced ? std::min(c.announced->days, c.planned_start->days) : c.planned_start->days;
    const std::int32_t outcome = c.end ? c.end->days : c.start ? c.start->days : ever;
    for (const auto& x : c.channels) declare("USED", Kind::campaign, code, Kind::channel, x, plan);
    for (const auto& x : c.products) declare("PROMOTED", Kind::campaign, code, Kind::product, x, plan);
    for (const auto& x : c.costs)
      declare("USED", Kind::campaign, code, Kind::channel, x.channel, x.planned ? plan : outcome);
    for (const auto& x : c.results) {
      declare("USED", Kind::campaign, code, Kind::channel, x.channel, x.date ? x.date->days : outcome);
      declare("PROMOTED", Kind::campaign, code, Kind::product, x.product, x.date ? x.date->days : outcome);
    }
    for (const auto& x : c.segments) declare("TARGETED", Kind::campaign, code, Kind::segment, x, plan);
    declare("HAS_THEME", Kind::campaign, code, Kind::theme, c.theme, plan);
    declare("ON_OCCASION", Kind::campaign, code, Kind::occasion, c.occasion, plan);
    for (const auto& x : c.mechanics) declare("USES_MECHANIC", Kind::campaign, code, Kind::mechanic, x, plan);
    for (const auto& x : c.based_on) declare("SUCCEEDS", Kind::campaign, code, Kind::campaign, x, plan);
    declare("PART_OF", Kind::campaign, code, Kind::campaign, c.parent, plan);
    for (const auto& x : c.tags) declare("TAGGED", Kind::campaign, code, Kind::tag, x, plan);
    for (const auto& lesson : c.lessons) {
      const std::int32_t since = lesson.date ? lesson.date->days : outcome;
      nodes.insert(id(Kind::lesson, lesson.code));
      declare("TAUGHT", Kind::campaign, code, Kind::lesson, lesson.code, since);
      for (const auto& [name, values] : lesson.applies_when) {
        for (const auto& value : values) declare("ABOUT", Kind::lesson, lesson.code, *kind_from(name), value, since);
      }
      for (const auto& tag : lesson.tags) declare("TAGGED", Kind::lesson, lesson.code, Kind::tag, tag, since);
    }
  }
  for (const auto& [key, user] : world.users) {
    nodes.insert(id(Kind::user, key));
    for (const auto& tag : user.tags) declare("TAGGED", Kind::user, key, Kind::tag, tag, ever);
  }
  for (const auto& [key, product] : world.products) {
    declare("IN", Kind::product, key, Kind::category, deepest(product), ever);
    declare("PART_OF", Kind::category, deepest(product), Kind::category, product.category.front(), ever);
  }
  for (const auto& [key, channel] : world.channels)
    declare("PART_OF", Kind::channel, key, Kind::channel, channel.parent, ever);
  for (const auto& [key, segment] : world.segments) {
    for (const auto& user : segment.users) declare("MEMBER_OF", Kind::user, user, Kind::segment, key, ever);
  }
  std::map<std::string, const Event*> alive;  // the last of each event id
  for (const Event& e : world.events) alive[e.event_id] = &e;
  const std::set<std::string> reach{"send", "impression", "open", "click", "visit"};
  for (const auto& [event_id, event] : alive) {
    const Event* const e = event;
    const auto add = [&](const char* type, Kind a, const std::string& from, Kind b, const std::string& to) {
      if (!from.empty() && !to.empty()) edges[{type, id(a, from), id(b, to)}].events.push_back(e);
    };
    nodes.insert(id(Kind::user, e->user));
    add("TOUCHED", Kind::user, e->user, Kind::campaign, e->campaign);
    if (e->type == "purchase") add("BOUGHT", Kind::user, e->user, Kind::product, e->product);
    if (reach.contains(e->type)) add("REACHED_BY", Kind::user, e->user, Kind::channel, e->channel);
    add("USED", Kind::campaign, e->campaign, Kind::channel, e->channel);
    add("PROMOTED", Kind::campaign, e->campaign, Kind::product, e->product);
  }
  for (const auto& [key, edge] : edges) {
    nodes.insert(std::get<1>(key));
    nodes.insert(std::get<2>(key));
  }
}

std::optional<Oracle::Seen> Oracle::seen(const OracleEdge& edge, std::optional<Date> as_of) const {
  Seen seen;
  const std::int64_t end = as_of ? zone_.end_of(*as_of) : INT64_MAX;
  for (const Event* e : edge.events) {
    if (e->ms > end) continue;
    ++seen.count;
    ++seen.types[e->type];
    seen.first = seen.first ? std::min(*seen.first, e->ms) : e->ms;
    seen.last = seen.last ? std::max(*seen.last, e->ms) : e->ms;
    if (e->value) {
      Decimal& sum = seen.values[e->currency];
      sum = *add(sum, *e->value);
    }
  }
  const bool declared = edge.declared && (!as_of || *edge.declared <= as_of->last_day());
  if (seen.count == 0 && !declared) return std::nullopt;
  return seen;
}

std::map<std::string, std::set<std::string>> Oracle::adjacency(const std::string& relationship,
                                                               std::optional<Date> as_of) const {
  std::map<std::string, std::set<std::string>> all;
  for (const auto& [key, edge] : edges) {
    const auto& [type, from, to] = key;
    if ((!relationship.empty() && type != relationship) || !seen(edge, as_of)) continue;
    all[from].insert(to);
    all[to].insert(from);
  }
  return all;
}

std::map<std::string, std::size_t> Oracle::distances(
    const std::string& from, const std::map<std::string, std::set<std::string>>& adjacency) const {
  std::map<std::string, std::size_t> distance{{from, 0}};
  std::deque<std::string> queue{from};
  while (!queue.empty()) {
    const std::string at = queue.front();
    queue.pop_front();
    const auto next = adjacency.find(at);
    if (next == adjacency.end()) continue;
    for (const std::string& far : next->second) {
      if (distance.emplace(far, distance[at] + 1).second) queue.push_back(far);
    }
  }
  return distance;
}

}  // namespace almanac::tests
