// Opening in two steps, and what an edit takes over from the files before it.

#include <catch2/catch.hpp>
#include <chrono>
#include <fstream>
#include <iterator>
#include <thread>

#include "archive/erase.h"
#include "archive/error.h"
#include "tests/graph/explored.h"
#include "tests/support/errors.h"

using namespace almanac;
using namespace almanac::graph;
using tests::code_of;
using tests::Dice;
using tests::World;

namespace {

std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

struct Fixture {
  tests::TemporaryDirectory directory;
  std::unique_ptr<archive::Archive> archive = archive::Archive::open(directory / "data", archive::Access::read_write);
  World world;

  void grow(unsigned seed) {
    Dice dice(seed);
    world.grow(dice, 8, 120);
    world.store(*archive);
    world.import_events(*archive);
  }
  std::filesystem::path file(const char* name, const char* where = "graph") const { return directory / where / name; }
  void check_equals_rebuilt() {
    std::filesystem::remove_all(directory / "anew");
    Graph::open(directory / "anew", *archive);
    for (const char* name : {record_file_name, touchpoint_file_name})
      CHECK((bytes_of(file(name)) == bytes_of(file(name, "anew"))));
  }
};

}  // namespace

TEST_CASE("a graph opened without checks has no snapshot until the first refresh has checked all") {
  Fixture f;
  f.grow(501);
  Graph::open(f.directory / "graph", *f.archive);
  const auto graph = Graph::open_unchecked(f.directory / "graph");
  CHECK_FALSE(graph->is_open());
  CHECK(graph->revision() == 0);
  CHECK(code_of([&] { graph->snapshot(); }) == "graph_opening");
  std::thread checking([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    graph->refresh(*f.archive);
  });
  CHECK(graph->snapshot()->revision() == f.archive->revision());  // waits for it
  checking.join();
  CHECK(graph->is_open());
}

TEST_CASE("damage in a block that opening has not looked at is found before the file is used") {
  for (const char* name : {record_file_name, touchpoint_file_name}) {
    Fixture f;
    f.grow(502);
    Graph::open(f.directory / "graph", *f.archive);
    const std::string good = bytes_of(f.file(name));
    for (const std::size_t place : {good.size() / 3, good.size() / 2, good.size() * 2 / 3}) {
      std::string bad = good;
      bad[place] = static_cast<char>(bad[place] ^ 4);
      std::filesystem::remove(f.file(name));
      std::ofstream(f.file(name), std::ios::binary) << bad;
      const auto graph = Graph::open_unchecked(f.directory / "graph");
      graph->refresh(*f.archive);
      CHECK((bytes_of(f.file(name)) == good));
    }
  }
}

TEST_CASE("a new graph, and one of an empty archive, open in two steps too") {
  Fixture f;
  const auto empty = Graph::open_unchecked(f.directory / "graph");
  empty->refresh(*f.archive);
  CHECK(empty->snapshot()->graph().node_count() == 0);
  f.grow(503);
  empty->refresh(*f.archive);
  f.check_equals_rebuilt();
}

TEST_CASE("keys taken over from the old file are those of the archive after an erasure, too") {
  Fixture f;
  f.grow(504);
  const auto graph = Graph::open(f.directory / "graph", *f.archive);
  archive::erase_users(*f.archive, "test", {"u3"});
  graph->refresh(*f.archive);
  f.check_equals_rebuilt();
  CHECK_FALSE(graph->snapshot()->find(archive::Kind::user, "u3"));
  f.world.campaigns.begin()->second.name = "改过的名字";
  f.archive->write("test", [&](archive::Transaction& t) { t.put(f.world.campaigns.begin()->second); });
  graph->refresh(*f.archive);
  f.check_equals_rebuilt();
}
