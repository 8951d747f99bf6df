#include "graph/graph.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>
#include <thread>

#include "archive/error.h"
#include "graph/campaign_graph.h"
#include "graph/explore.h"
#include "tests/graph/world.h"

using namespace almanac;
using namespace almanac::graph;
using tests::Dice;
using tests::World;

namespace {

std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void overwrite(const std::filesystem::path& path, const std::string& bytes) {
  std::filesystem::remove(path);  // another file: the old one may still be mapped
  std::ofstream(path, std::ios::binary) << bytes;
}

struct Fixture {
  tests::TemporaryDirectory directory;
  std::unique_ptr<archive::Archive> archive = archive::Archive::open(directory / "data", archive::Access::read_write);
  World world;

  void grow(Dice& dice, std::size_t campaigns, std::size_t events) {
    world.grow(dice, campaigns, events);
    world.store(*archive);
    world.import_events(*archive);
  }
  std::filesystem::path records(const char* where = "graph") const { return directory / where / "records.graph"; }
  std::filesystem::path touchpoints(const char* where = "graph") const {
    return directory / where / "touchpoints.graph";
  }

  // The files that a graph from nothing has now.
  void check_equals_rebuilt() {
    std::filesystem::remove_all(directory / "anew");
    Graph::open(directory / "anew", *archive);
    CHECK((bytes_of(touchpoints()) == bytes_of(touchpoints("anew"))));
    CHECK((bytes_of(records()) == bytes_of(records("anew"))));
  }
};

}  // namespace

TEST_CASE("refreshed files are byte for byte those of a rebuild") {
  for (unsigned seed = 1; seed <= 6; ++seed) {
    Fixture f;
    Dice dice(seed);
    f.grow(dice, 5, 60);
    const auto graph = Graph::open(f.directory / "graph", *f.archive);
    f.check_equals_rebuilt();
    for (int round = 0; round < 6; ++round) {
      INFO("seed " << seed << " round " << round);
      switch (dice.below(5)) {
        case 0:
          f.grow(dice, 2, 30);
          break;
        case 1:
          f.grow(dice, 0, 3);
          break;
        case 2: {  // one field of one campaign
          auto& c = f.world.campaigns.begin()->second;
          c.name = "改名" + std::to_string(round);
          c.end = archive::Date{19800 + round, archive::Precision::day};
          f.world.store(*f.archive);
          break;
        }
        case 3: {  // a superseded touchpoint
          if (f.world.events.empty()) break;
          tests::Event changed = f.world.events[dice.below(static_cast<std::uint32_t>(f.world.events.size()))];
          changed.channel = "渠道B";
          f.world.events.push_back(changed);
          f.world.import_events(*f.archive);
          break;
        }
        default: {  // a lesson less
          auto& lessons = std::prev(f.world.campaigns.end())->second.lessons;
          if (!lessons.empty()) lessons.pop_back();
          f.world.store(*f.archive);
        }
      }
      graph->refresh(*f.archive);
      CHECK(graph->revision() == f.archive->revision());
      f.check_equals_rebuilt();
    }
  }
}

TEST_CASE("a removed campaign loses its declared edges, with and without a rebuild") {
  Fixture f;
  Dice dice(7);
  f.grow(dice, 6, 40);
  const auto graph = Graph::open(f.directory / "graph", *f.archive);
  f.archive->write("test", [](archive::Transaction& t) { t.remove(archive::Kind::campaign, "C2"); });
  graph->refresh(*f.archive);
  f.check_equals_rebuilt();
}

TEST_CASE("an unchanged graph is opened, not rebuilt, and a refresh without change writes nothing") {
  Fixture f;
  Dice dice(8);
  f.grow(dice, 4, 50);
  Graph::open(f.directory / "graph", *f.archive);
  const auto written = std::filesystem::last_write_time(f.touchpoints());
  const auto graph = Graph::open(f.directory / "graph", *f.archive);
  graph->refresh(*f.archive);
  CHECK(std::filesystem::last_write_time(f.touchpoints()) == written);
  // A commit that concerns neither half moves only the revision.
  f.archive->write("test", [](archive::Transaction& t) { t.set_setting("colour", "blue"); });
  graph->refresh(*f.archive);
  CHECK(graph->revision() == f.archive->revision());
  f.check_equals_rebuilt();
}

TEST_CASE("damaged, truncated, foreign and mixed-up files are rebuilt") {
  Fixture f;
  Dice dice(9);
  f.grow(dice, 5, 80);
  Graph::open(f.directory / "graph", *f.archive);
  const std::string records = bytes_of(f.records());
  const std::string touchpoints = bytes_of(f.touchpoints());
  const auto check = [&](const std::string& some_records, const std::string& some_touchpoints) {
    overwrite(f.records(), some_records);
    overwrite(f.touchpoints(), some_touchpoints);
    const auto graph = Graph::open(f.directory / "graph", *f.archive);
    CHECK(graph->revision() == f.archive->revision());
    CHECK((bytes_of(f.records()) == records));
    CHECK((bytes_of(f.touchpoints()) == touchpoints));
  };
  for (std::size_t i = 0; i < 60; ++i) {
    std::string a = records;
    std::string b = touchpoints;
    std::string& damaged = i % 2 == 0 ? a : b;
    damaged[dice.below(static_cast<std::uint32_t>(damaged.size()))] ^= static_cast<char>(1 << dice.below(8));
    check(a, b);
  }
  check(records.substr(0, records.size() / 2), touchpoints);
  check(records, touchpoints.substr(0, 300));
  check("", "not a graph at all, but long enough to be one, or so it seems, were it not for its magic" +
                std::string(500, ' '));
  check(touchpoints, records);  // each in the other's place
  std::filesystem::remove(f.records());
  check(records, touchpoints);
}

TEST_CASE("the files of another archive are not used") {
  Fixture one, other;
  Dice dice(10);
  one.grow(dice, 5, 50);
  other.grow(dice, 6, 70);
  Graph::open(one.directory / "graph", *one.archive);
  const auto graph = Graph::open(one.directory / "graph", *other.archive);
  CHECK(graph->snapshot()->record_file()->stamp().archive_id == other.archive->id());
  CHECK(graph->snapshot()->touchpoints().row_count() == other.archive->read().touchpoint_count());
}

TEST_CASE("a reader keeps its snapshot while the graph moves on") {
  Fixture f;
  Dice dice(11);
  f.grow(dice, 4, 50);
  const auto graph = Graph::open(f.directory / "graph", *f.archive);
  const auto before = graph->snapshot();
  NeighborsRequest request;
  request.node = "user:u0";
  const archive::Json expected = to_json(neighbors(*before, request), f.archive->zone());
  std::atomic<bool> stop = false;
  std::atomic<bool> wrong = false;
  std::thread reader([&] {
    while (!stop) {
      if (to_json(neighbors(*before, request), f.archive->zone()) != expected) wrong = true;
      const auto now = graph->snapshot();
      if (now->revision() < before->revision()) wrong = true;
      neighbors(*now, request);
    }
  });
  for (int i = 0; i < 10; ++i) {
    f.grow(dice, 1, 20);
    graph->refresh(*f.archive);
  }
  stop = true;
  reader.join();
  CHECK_FALSE(wrong);
  CHECK(graph->snapshot()->revision() == f.archive->revision());
  CHECK(to_json(neighbors(*before, request), f.archive->zone()) == expected);
}

TEST_CASE("beside a running server the graph is read without writing") {
  Fixture f;
  Dice dice(12);
  f.grow(dice, 4, 50);
  const auto graph = Graph::open(f.directory / "none", *f.archive, archive::Access::read_only);
  CHECK(graph->revision() == f.archive->revision());
  CHECK(graph->snapshot()->graph().node_count() > 0);
  CHECK_FALSE(std::filesystem::exists(f.directory / "none"));
}

TEST_CASE("where no file can be written the graph answers from memory, and building it anew says so") {
  Fixture f;
  Dice dice(13);
  f.grow(dice, 2, 5);
  f.directory.write("occupied", "a file where the directory should be");
  const auto graph = Graph::open(f.directory / "occupied", *f.archive);
  CHECK(graph->snapshot()->graph().node_count() > 0);
  f.grow(dice, 1, 5);
  graph->refresh(*f.archive);
  CHECK(graph->revision() == f.archive->revision());
  try {
    graph->rebuild(*f.archive);
    FAIL("rebuilt");
  } catch (const archive::Error& error) {
    CHECK(error.code() == "graph_not_stored");
  }
}

TEST_CASE("a file that could not be written is not taken for a newer one later") {
  Fixture f;
  Dice dice(14);
  f.grow(dice, 2, 20);
  const auto directory = f.directory / "graph";
  Graph::open(directory, *f.archive);
  const auto blocker = directory / (std::string(touchpoint_file_name) + ".new");
  {
    const auto graph = Graph::open(directory, *f.archive);
    std::filesystem::create_directory(blocker);  // as a full disk would: the new file cannot be made
    f.grow(dice, 2, 20);
    graph->refresh(*f.archive);
    f.grow(dice, 1, 0);
    graph->refresh(*f.archive);
    CHECK(graph->revision() == f.archive->revision());
  }
  std::filesystem::remove(blocker);
  Graph::open(directory, *f.archive);
  f.check_equals_rebuilt();
}
