// The graph against hand-written array walks, in one run, on synthetic touchpoints (bench/graph_data.h).
//
//   graph_bench [--touchpoints N] [--users N] [--campaigns N] [--directory DIR] [--peers no]
//
// Times are process CPU time, which other work on the machine disturbs least; "ratio" is the graph's over the hand-written one's.
// First the questions of graph/explore.h, whose answers also have ids, labels and the best fifty, then the walks and algorithms of
// graph/algorithms/, which give what the hand-written ones give.

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "archive/store.h"
#include "bench/graph_algorithms.h"
#include "bench/graph_data.h"
#include "bench/graph_hand.h"
#include "graph/campaign_graph.h"
#include "graph/explore.h"
#include "graph/graph.h"

using namespace almanac;
using namespace almanac::bench;

namespace {

double cpu_now() {
  timespec t{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}
double wall_now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

void line(const char* what, double value, const char* unit) { std::printf("%-44s %12.3f %s\n", what, value, unit); }
void compare(const char* what, double graph_us, const char* peer, double peer_us, const char* goal) {
  std::printf("%-44s %12.1f us   %s %10.1f us   ratio %5.2f   %s\n", what, graph_us, peer, peer_us, graph_us / peer_us,
              goal);
}

template <class F>
double cpu_us(std::size_t times, F&& f) {
  const double start = cpu_now();
  for (std::size_t i = 0; i < times; ++i) f(i);
  return (cpu_now() - start) * 1e6 / static_cast<double>(times);
}

double bare_read(const std::filesystem::path& path) {
  const double start = wall_now();
  const int file = ::open(path.c_str(), O_RDONLY);
  std::vector<char> buffer(1 << 20);
  while (file >= 0 && ::read(file, buffer.data(), buffer.size()) > 0) {
  }
  if (file >= 0) ::close(file);
  return wall_now() - start;
}

std::size_t adjacency_bytes(const graph::TouchpointGraph& touchpoints) {
  std::size_t bytes = 0;
  const auto add = [&](const graph::PackedColumn& column) { bytes += column.size() * column.shape().width; };
  for (const auto* edges : {&touchpoints.touched(), &touchpoints.bought(), &touchpoints.reached()}) {
    for (const auto* list : {&edges->out, &edges->in}) {
      add(list->offsets), add(list->far), add(list->days), add(list->weights);
    }
    add(edges->types), add(edges->channels);
  }
  return bytes;
}

void questions(const graph::CampaignGraph& snapshot, Hand& hand, const std::vector<Event>& events) {
  Random random;
  std::vector<std::uint32_t> users;
  for (int i = 0; i < 400; ++i) users.push_back(events[random.below(static_cast<std::uint32_t>(events.size()))].user);
  const auto request = [&](std::size_t i) {
    graph::NeighborsRequest r;
    r.node = "user:" + user_key(users[i]);
    r.relationships = {"TOUCHED"};
    r.kinds = {archive::Kind::user};
    r.hops = 2;
    return r;
  };
  std::uint64_t by_graph = 0, by_hand = 0, as_of_total = 0;
  const double walked = cpu_us(users.size(), [&](std::size_t i) { by_hand += hand.co_users(users[i]); });
  const double asked =
      cpu_us(users.size(), [&](std::size_t i) { by_graph += graph::neighbors(snapshot, request(i)).total; });
  const double dated = cpu_us(users.size(), [&](std::size_t i) {
    auto r = request(i);
    r.as_of =
        archive::Date{30'000, archive::Precision::day};  // after everything: the same edges, each compared with the day
    as_of_total += graph::neighbors(snapshot, r).total;
  });
  compare("2 hops: users who share a campaign", asked, "by hand", walked, "(goal <= 3)");
  compare("the same as of a day", dated, "undated", asked, "(goal <= 1.5)");
  if (by_graph != by_hand || as_of_total != by_hand)
    std::printf("  DIFFERENT RESULTS: %lu, %lu by hand\n", by_graph, by_hand);

  std::uint64_t graph_hops = 0, hand_hops = 0;
  const auto pair_of = [&](std::size_t i) { return std::pair(users[i], users[(i * 7 + 3) % users.size()]); };
  const double path_hand = cpu_us(users.size(), [&](std::size_t i) {
    const auto [a, b] = pair_of(i);
    hand_hops += a == b ? 0 : hand.distance(a, b);
  });
  const double path_graph = cpu_us(users.size(), [&](std::size_t i) {
    const auto [a, b] = pair_of(i);
    const auto answer = graph::paths(snapshot, {"user:" + user_key(a), "user:" + user_key(b), 8, 1, {"TOUCHED"}, {}});
    if (!answer.paths.empty()) graph_hops += answer.paths[0].length;
  });
  compare("shortest path between users, with evidence", path_graph, "by hand", path_hand, "");
  if (graph_hops != hand_hops) std::printf("  DIFFERENT RESULTS: %lu, %lu by hand\n", graph_hops, hand_hops);
  const double three = cpu_us(100, [&](std::size_t i) {
    const auto [a, b] = pair_of(i);
    graph::paths(snapshot, {"user:" + user_key(a), "user:" + user_key(b), 6, 3, {}, {}});
  });
  line("3 best paths over all relationships", three, "us");
  const double one = cpu_us(users.size(), [&](std::size_t i) {
    graph::NeighborsRequest r;
    r.node = "user:" + user_key(users[i]);
    graph::neighbors(snapshot, r);
  });
  line("1 hop with evidence, best 50", one, "us");
  const double hub = cpu_us(50, [&](std::size_t) {
    graph::NeighborsRequest r;
    r.node = "channel:channel0";
    graph::neighbors(snapshot, r);
  });
  line("1 hop from the largest channel", hub, "us");
}

}  // namespace

int main(int argc, char** argv) {
  Size size;
  bool peers = true;
  std::filesystem::path directory = std::filesystem::temp_directory_path() / "almanac-graph-bench";
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string option = argv[i];
    if (option == "--touchpoints")
      size.touchpoints = std::strtoull(argv[i + 1], nullptr, 10);
    else if (option == "--users")
      size.users = static_cast<std::uint32_t>(std::strtoul(argv[i + 1], nullptr, 10));
    else if (option == "--campaigns")
      size.campaigns = static_cast<std::uint32_t>(std::strtoul(argv[i + 1], nullptr, 10));
    else if (option == "--directory")
      directory = argv[i + 1];
    else if (option == "--peers")
      peers = std::string(argv[i + 1]) != "no";
    else {
      std::fprintf(stderr, "unknown option %s\n", option.c_str());
      return 2;
    }
  }
  std::filesystem::remove_all(directory);
  Random random;
  const std::vector<Plan> plans = make_plans(size, random);
  const std::vector<Event> events = make_events(size, plans, random);
  const auto archive = archive::Archive::open(directory, archive::Access::read_write);
  store_records(*archive, size, plans);
  const std::size_t most = events.size() - events.size() / 100;
  import_events(*archive, events, 0, most, "first");

  const auto timed = [](auto&& f) {
    const double start = cpu_now();
    f();
    return cpu_now() - start;
  };
  std::unique_ptr<graph::Graph> graph;
  const double built = timed([&] { graph = graph::Graph::open(directory / "graph", *archive); });
  import_events(*archive, events, most, events.size(), "second");
  const double merged = timed([&] { graph->refresh(*archive); });
  line("build from the archive", built, "s");
  line("an import of 1 % more", merged, "s");
  std::printf("%-44s %12.3f\n", "  ratio to the build", merged / built);
  auto edited = *archive->read().find<archive::Campaign>(campaign_key(3));
  edited.record.name = "改过的名字";
  archive->write("bench", [&](archive::Transaction& t) { t.put(edited.record); });
  line("an edit of one campaign", timed([&] { graph->refresh(*archive); }) * 1000, "ms");

  const auto& touchpoints = graph->snapshot()->touchpoints();
  const auto rows = static_cast<double>(touchpoints.row_count());
  line("bytes per touchpoint", static_cast<double>(touchpoints.bytes()) / rows, "(goal <= 40)");
  line("  of them adjacency", static_cast<double>(adjacency_bytes(touchpoints)) / rows, "(goal <= 20)");
  line("record file", static_cast<double>(graph->snapshot()->record_file()->bytes()) / 1e6, "MB");

  graph.reset();
  double read = 1e9, opened = 1e9;
  for (int i = 0; i < 3; ++i) {
    read = std::min(
        read, bare_read(directory / "graph" / "records.graph") + bare_read(directory / "graph" / "touchpoints.graph"));
    const double start = wall_now();
    graph = graph::Graph::open(directory / "graph", *archive);
    opened = std::min(opened, wall_now() - start);
    if (i < 2) graph.reset();
  }
  line("restart: bare read of the files", read * 1000, "ms wall");
  line("restart: snapshot ready, all checks done", opened * 1000, "ms wall");
  std::printf("%-44s %12.3f s    (goal <= 1)\n", "  difference", opened - read);
  Hand hand(events, plans, size);
  questions(*graph->snapshot(), hand, events);
  measure_algorithms(*graph->snapshot(), hand, events, peers);
  graph.reset();
  std::filesystem::remove_all(directory);
}
