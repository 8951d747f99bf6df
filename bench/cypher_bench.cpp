// The query language: simple queries a second; a two-hop aggregate and a channel × product distinct count on synthetic touchpoints
// against hand-written walks of the same arrays; the counts of the LSQB data.
//
//   cypher_bench [--touchpoints N] [--users N] [--lsqb DIR] [--export DIR]
//
// Times are process CPU time; "ratio" is the query's over the hand-written walk's, medians of five. --export writes the touchpoints as
// CSV files for other engines (cypher_peer.py).

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <map>
#include <random>
#include <sstream>
#include <string>
#include <thread>
#include <unordered_map>

#include "bench/measure.h"
#include "graph/cypher/engine.h"
#include "graph/graph_builder.h"

using namespace almanac;
using namespace almanac::graph;
using cypher::Engine;
using cypher::Value;

namespace {

struct Built {
  std::shared_ptr<const SectionFile> file;
  LoadedGraph loaded;
  std::unique_ptr<PropertyGraph> graph;
  explicit Built(GraphBuilder& builder)
      : file(SectionFile::from_bytes(builder.finish().to_bytes({1, "bench", 1, 0}))),
        loaded(load_graph(*file)),
        graph(std::make_unique<PropertyGraph>(loaded.classes, loaded.tables,
                                              std::vector<std::shared_ptr<const void>>{file, loaded.texts})) {}
};

double median_of(int times, const std::function<void()>& work) {
  std::vector<double> cpu;
  for (int i = 0; i < times; ++i) cpu.push_back(bench::timed(work).cpu);
  return bench::median(cpu);
}

std::int64_t last_integer(const Engine& engine, const std::string& query) {
  std::int64_t sum = 0;
  Budget budget;
  engine.run(query, {}, budget, [&](std::span<const Value> row) {
    sum += row.back().integer;
    return true;
  });
  return sum;
}

// Lists of numbers, one after another.
struct Lists {
  std::vector<std::uint64_t> offsets{0};
  std::vector<std::uint32_t> far;
};

struct World {
  std::uint32_t users = 100'000, campaigns = 10'000, channels = 16, products = 5'000;
  Lists touched, reached, bought;               // of users
  std::vector<std::uint32_t> campaign_channel;  // one each
};

World make_world(std::uint64_t touchpoints, std::uint32_t users) {
  World world;
  world.users = users;
  std::mt19937_64 random(20240601);
  const auto skewed = [&](std::uint32_t n) {
    const double u = static_cast<double>(random() >> 11) * 0x1p-53;
    return static_cast<std::uint32_t>(u * u * n);
  };
  for (std::uint32_t c = 0; c < world.campaigns; ++c) world.campaign_channel.push_back(skewed(world.channels));
  std::vector<std::vector<std::uint32_t>> touched(users);
  std::vector<std::vector<std::uint32_t>> reached(users);
  std::vector<std::vector<std::uint32_t>> bought(users);
  for (std::uint64_t i = 0; i < touchpoints; ++i) {
    const std::uint32_t user = skewed(users);
    const std::uint32_t campaign = skewed(world.campaigns);
    touched[user].push_back(campaign);
    reached[user].push_back(world.campaign_channel[campaign]);
    if (i % 4 == 0) bought[user].push_back(skewed(world.products));
  }
  const auto pack = [](std::vector<std::vector<std::uint32_t>>& lists, Lists& to, bool unique) {
    for (auto& list : lists) {
      std::sort(list.begin(), list.end());
      if (unique) list.erase(std::unique(list.begin(), list.end()), list.end());
      to.far.insert(to.far.end(), list.begin(), list.end());
      to.offsets.push_back(to.far.size());
    }
  };
  pack(touched, world.touched, false);
  pack(reached, world.reached, true);
  pack(bought, world.bought, true);
  return world;
}

Built build(const World& world) {
  GraphBuilder builder;
  const auto nodes = [&](const char* label, const char* prefix, std::uint32_t count) {
    const auto c = builder.add_class({label});
    for (std::uint32_t i = 0; i < count; ++i) builder.add_node(c, prefix + std::to_string(i));
    return c;
  };
  const auto users = nodes("User", "U", world.users);
  const auto campaigns = nodes("Campaign", "C", world.campaigns);
  const auto channels = nodes("Channel", "H", world.channels);
  const auto products = nodes("Product", "P", world.products);
  const auto edges = [&](const char* type, std::uint32_t target, const Lists& lists) {
    const auto table = builder.add_table(type, users, target);
    for (std::uint32_t user = 0; user < world.users; ++user) {
      for (auto i = lists.offsets[user]; i < lists.offsets[user + 1]; ++i) builder.add_edge(table, user, lists.far[i]);
    }
  };
  edges("TOUCHED", campaigns, world.touched);
  edges("REACHED_BY", channels, world.reached);
  edges("BOUGHT", products, world.bought);
  const auto on = builder.add_table("ON", campaigns, channels);
  for (std::uint32_t c = 0; c < world.campaigns; ++c) builder.add_edge(on, c, world.campaign_channel[c]);
  return Built(builder);
}

// User.csv and so on, one key a line; TOUCHED.csv and so on, two.
void write_csv(const World& world, const std::string& directory) {
  const auto nodes = [&](const char* label, const char* prefix, std::uint32_t count) {
    std::ofstream out(directory + "/" + label + ".csv");
    for (std::uint32_t i = 0; i < count; ++i) out << prefix << i << "\n";
  };
  nodes("User", "U", world.users);
  nodes("Campaign", "C", world.campaigns);
  nodes("Channel", "H", world.channels);
  nodes("Product", "P", world.products);
  const auto edges = [&](const char* type, char prefix, const Lists& lists) {
    std::ofstream out(directory + "/" + type + ".csv");
    for (std::uint32_t user = 0; user < world.users; ++user) {
      for (auto i = lists.offsets[user]; i < lists.offsets[user + 1]; ++i)
        out << "U" << user << "," << prefix << lists.far[i] << "\n";
    }
  };
  edges("TOUCHED", 'C', world.touched);
  edges("REACHED_BY", 'H', world.reached);
  edges("BOUGHT", 'P', world.bought);
  std::ofstream out(directory + "/ON.csv");
  for (std::uint32_t c = 0; c < world.campaigns; ++c) out << "C" << c << ",H" << world.campaign_channel[c] << "\n";
}

void report(const char* name, double query, double walk, bool right) {
  std::printf("%-46s query %8.2f ms   walk %8.2f ms   ratio %5.2f   %s\n", name, query * 1e3, walk * 1e3, query / walk,
              right ? "" : "WRONG");
}

void bench_touchpoints(std::uint64_t touchpoints, std::uint32_t users, const std::string& directory) {
  const World world = make_world(touchpoints, users);
  if (!directory.empty()) write_csv(world, directory);
  const Built built = build(world);
  const Engine engine(*built.graph, {"key"});
  std::printf("%llu touchpoints, %u users\n", static_cast<unsigned long long>(touchpoints), users);

  const auto simple = [&](int first, int count) {
    for (int i = first; i < first + count; ++i) {
      const std::string key = "U" + std::to_string(i * 37 % static_cast<int>(world.users));
      Budget budget;
      engine.run("MATCH (u:User {key: $key})-[:TOUCHED]->(c:Campaign) RETURN c.key LIMIT 10",
                 {{"key", Value::of(std::string_view(key))}}, budget, [](auto) { return true; });
    }
  };
  constexpr int queries = 20'000;
  const auto planned = bench::timed([&] {
    std::thread other([&] { simple(queries, queries); });
    simple(0, queries);
    other.join();
  });
  std::printf("simple queries, two threads: %.0f a second (plan kept)\n", 2 * queries / planned.wall);
  const auto alone = bench::timed([&] { simple(0, queries); });
  std::printf("simple queries, one thread: %.3f us each (plan kept)\n", alone.wall / queries * 1e6);
  const auto parsed = bench::timed([&] {
    for (int i = 0; i < 5'000; ++i) {
      Budget budget;
      engine.run("MATCH (u:User {key: 'U" + std::to_string(i) + "'})-[:TOUCHED]->(c:Campaign) RETURN c.key LIMIT 10",
                 {}, budget, [](auto) { return true; });
    }
  });
  std::printf("simple queries, one thread, each parsed: %.0f a second\n", 5'000 / parsed.wall);

  std::vector<std::uint64_t> by_channel;
  const double hops = median_of(5, [&] {
    by_channel.assign(world.channels, 0);
    for (const std::uint32_t campaign : world.touched.far) ++by_channel[world.campaign_channel[campaign]];
  });
  std::int64_t sum = 0;
  const double query = median_of(5, [&] {
    sum = last_integer(engine, "MATCH (u:User)-[:TOUCHED]->(c:Campaign)-[:ON]->(h:Channel) RETURN h.key, count(*)");
  });
  report("two hops, counted by channel", query, hops, sum == static_cast<std::int64_t>(touchpoints));

  std::uint64_t pairs = 0;
  const double walk = median_of(5, [&] {
    std::vector<std::uint32_t> counts(std::size_t{world.channels} * world.products);
    for (std::uint32_t user = 0; user < world.users; ++user) {
      for (auto i = world.reached.offsets[user]; i < world.reached.offsets[user + 1]; ++i) {
        for (auto j = world.bought.offsets[user]; j < world.bought.offsets[user + 1]; ++j) {
          ++counts[std::size_t{world.reached.far[i]} * world.products + world.bought.far[j]];
        }
      }
    }
    pairs = 0;
    for (const std::uint32_t count : counts) pairs += count;
  });
  const double distinct = median_of(5, [&] {
    sum = last_integer(
        engine,
        "MATCH (h:Channel)<-[:REACHED_BY]-(u:User)-[:BOUGHT]->(p:Product) RETURN h.key, p.key, count(DISTINCT u)");
  });
  report("channel x product, distinct users", distinct, walk, sum == static_cast<std::int64_t>(pairs));
}

Built read_lsqb(const std::string& directory) {
  GraphBuilder builder;
  std::map<std::string, std::uint32_t> classes;
  std::map<std::string, std::unordered_map<std::string, std::uint32_t>> numbers;
  for (const char* label : {"City", "Country", "Person", "Tag"}) {
    classes[label] = builder.add_class({label});
    std::ifstream in(directory + "/" + label + ".csv");
    std::string line;
    for (std::getline(in, line); std::getline(in, line);) numbers[label][line] = builder.add_node(classes[label], line);
  }
  const auto edges = [&](const std::string& type, const std::string& from, const std::string& to) {
    const auto table = builder.add_table(type, classes[from], classes[to]);
    std::ifstream in(directory + "/" + type + ".csv");
    std::string line;
    for (std::getline(in, line); std::getline(in, line);) {
      const std::size_t bar = line.find('|');
      builder.add_edge(table, numbers[from].at(line.substr(0, bar)), numbers[to].at(line.substr(bar + 1)));
    }
  };
  edges("City_isPartOf_Country", "City", "Country");
  edges("Person_isLocatedIn_City", "Person", "City");
  edges("Person_knows_Person", "Person", "Person");
  edges("Person_hasInterest_Tag", "Person", "Tag");
  return Built(builder);
}

void bench_lsqb(const std::string& directory) {
  const Built built = read_lsqb(directory);
  const Engine engine(*built.graph);
  const std::string knows =
      "MATCH (person1:Person)-[:Person_knows_Person]-(person2:Person)-[:Person_knows_Person]-(person3:Person)";
  const struct {
    const char* name;
    std::string query;
    std::int64_t expected;
  } cases[] = {{"Q3",
                "MATCH (country:Country) "
                "MATCH (person1:Person)-[:Person_isLocatedIn_City]->(city1:City)-[:City_isPartOf_Country]->(country) "
                "MATCH (person2:Person)-[:Person_isLocatedIn_City]->(city2:City)-[:City_isPartOf_Country]->(country) "
                "MATCH (person3:Person)-[:Person_isLocatedIn_City]->(city3:City)-[:City_isPartOf_Country]->(country) "
                "MATCH "
                "(person1)-[:Person_knows_Person]-(person2)-[:Person_knows_Person]-(person3)-[:Person_knows_Person]-("
                "person1) RETURN count(*)",
                30'456},
               {"Q6", knows + "-[:Person_hasInterest_Tag]->(tag:Tag) WHERE id(person1) <> id(person3) RETURN count(*)",
                55'607'896},
               {"Q9",
                knows + "-[:Person_hasInterest_Tag]->(tag:Tag) WHERE NOT exists { MATCH "
                        "(person1)-[:Person_knows_Person]-(person3) } "
                        "AND id(person1) <> id(person3) RETURN count(*)",
                51'009'398}};
  for (const auto& one : cases) {
    std::int64_t count = 0;
    const double time = median_of(3, [&] { count = last_integer(engine, one.query); });
    std::printf("LSQB data %s: %lld in %.1f ms%s\n", one.name, static_cast<long long>(count), time * 1e3,
                count == one.expected ? "" : "  WRONG");
  }
  std::printf("%s", cypher::explain(*engine.prepare(cases[0].query)).c_str());
  std::printf("%s", cypher::explain(*engine.prepare(cases[2].query)).c_str());
}

}  // namespace

int main(int argc, char** argv) {
  std::uint64_t touchpoints = 2'000'000;
  std::uint32_t users = 100'000;
  std::string lsqb, directory;
  for (int i = 1; i + 1 < argc; i += 2) {
    if (std::strcmp(argv[i], "--touchpoints") == 0) touchpoints = std::stoull(argv[i + 1]);
    if (std::strcmp(argv[i], "--users") == 0) users = static_cast<std::uint32_t>(std::stoul(argv[i + 1]));
    if (std::strcmp(argv[i], "--lsqb") == 0) lsqb = argv[i + 1];
    if (std::strcmp(argv[i], "--export") == 0) directory = argv[i + 1];
  }
  if (touchpoints > 0) bench_touchpoints(touchpoints, users, directory);
  if (!lsqb.empty()) bench_lsqb(lsqb);
  return 0;
}
