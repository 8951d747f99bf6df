// The graph against hand-written array walks, in one run, on synthetic touchpoints: 100,000 users, 10,000 campaigns, 2 million
// touchpoints unless told otherwise. Users and campaigns are chosen with a skew (a few very active ones), and users keep to the
// campaigns of their segment, so neighbourhoods overlap as real ones do.
//
//   graph_bench [--touchpoints N] [--users N] [--campaigns N] [--directory DIR]
//
// Times are process CPU time, which other work on the machine disturbs least; "ratio" is the graph's over the hand-written one's.
// The hand-written walk knows the arrays and returns a count; the graph's answer also has ids, labels and the best fifty.

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include "archive/imports.h"
#include "archive/store.h"
#include "graph/campaign_graph.h"
#include "graph/explore.h"
#include "graph/graph.h"

using namespace almanac;

namespace {

struct Size {
  std::uint64_t touchpoints = 2'000'000;
  std::uint32_t users = 100'000, campaigns = 10'000, products = 5'000, channels = 16;
};

double cpu_now() {
  timespec t{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}
double wall_now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

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

const char* const types[] = {"impression", "click", "visit", "add_to_cart", "purchase", "refund"};

std::string user_key(std::uint32_t n) { return "U" + std::to_string(10'000'000 + n); }
std::string campaign_key(std::uint32_t n) { return "CMP" + std::to_string(1'000'000 + n); }
std::string product_key(std::uint32_t n) { return "SKU" + std::to_string(100'000 + n); }
std::string channel_key(std::uint32_t n) { return "channel" + std::to_string(n); }

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

// What one writes by hand for exactly these questions.
struct Hand {
  struct List {
    std::vector<std::uint64_t> offsets;
    std::vector<std::uint32_t> far;
  };
  List campaigns_of, users_of;  // distinct, sorted

  static List make(std::vector<std::pair<std::uint32_t, std::uint32_t>> edges, std::uint32_t nodes) {
    std::sort(edges.begin(), edges.end());
    edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
    List list;
    list.offsets.resize(nodes + std::size_t{1});
    for (const auto& [near, far] : edges) {
      ++list.offsets[near + std::size_t{1}];
      list.far.push_back(far);
    }
    std::partial_sum(list.offsets.begin(), list.offsets.end(), list.offsets.begin());
    return list;
  }

  Hand(const std::vector<Event>& events, std::size_t count, const Size& size) : mark_(size.users + size.campaigns) {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> there, back;
    for (std::size_t i = 0; i < count; ++i) {
      there.emplace_back(events[i].user, events[i].campaign);
      back.emplace_back(events[i].campaign, events[i].user);
    }
    campaigns_of = make(std::move(there), size.users);
    users_of = make(std::move(back), size.campaigns);
    users_ = size.users;
  }

  std::size_t co_users(std::uint32_t user) {
    ++epoch_;
    found_.clear();
    mark_[user] = epoch_;
    for (auto i = campaigns_of.offsets[user]; i < campaigns_of.offsets[user + 1]; ++i) {
      const std::uint32_t c = campaigns_of.far[i];
      for (auto j = users_of.offsets[c]; j < users_of.offsets[c + 1]; ++j) {
        const std::uint32_t v = users_of.far[j];
        if (mark_[v] == epoch_) continue;
        mark_[v] = epoch_;
        found_.push_back(v);
      }
    }
    return found_.size();
  }

  // Bidirectional breadth-first search; campaigns are numbered after the users. 0: none within 8.
  std::size_t distance(std::uint32_t a, std::uint32_t b) {
    epoch_ += 2;
    std::vector<std::uint32_t> from{a}, to{b}, next;
    std::uint32_t mark_a = epoch_ - 1, mark_b = epoch_;
    mark_[a] = mark_a;
    mark_[b] = mark_b;
    for (std::size_t d = 1; d <= 8 && !from.empty() && !to.empty(); ++d) {
      if (cost(from) > cost(to)) {
        from.swap(to);
        std::swap(mark_a, mark_b);
      }
      next.clear();
      for (const std::uint32_t v : from) {
        const List& list = v < users_ ? campaigns_of : users_of;
        const std::uint32_t n = v < users_ ? v : v - users_;
        const std::uint32_t shift = v < users_ ? users_ : 0;
        for (auto i = list.offsets[n]; i < list.offsets[n + std::size_t{1}]; ++i) {
          const std::uint32_t z = list.far[i] + shift;
          if (mark_[z] == mark_b) return d;
          if (mark_[z] == mark_a) continue;
          mark_[z] = mark_a;
          next.push_back(z);
        }
      }
      from.swap(next);
    }
    return 0;
  }

 private:
  std::uint64_t cost(const std::vector<std::uint32_t>& frontier) const {
    std::uint64_t sum = 0;
    for (const std::uint32_t v : frontier) {
      const List& list = v < users_ ? campaigns_of : users_of;
      const std::uint32_t n = v < users_ ? v : v - users_;
      sum += list.offsets[n + std::size_t{1}] - list.offsets[n];
    }
    return sum;
  }
  std::vector<std::uint32_t> mark_, found_;
  std::uint32_t epoch_ = 0, users_ = 0;
};

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

void questions(const graph::CampaignGraph& snapshot, const std::vector<Event>& events, const Size& size) {
  Hand hand(events, events.size(), size);
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
  questions(*graph->snapshot(), events, size);
  graph.reset();
  std::filesystem::remove_all(directory);
}
