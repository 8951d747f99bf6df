#include "graph/verify.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>

#include "graph/graph.h"
#include "graph/graph_builder.h"
#include "graph/record_builder.h"
#include "graph/section_file.h"
#include "tests/graph/world.h"
#include "tests/support/temporary_directory.h"

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
  std::filesystem::remove(path);
  std::ofstream(path, std::ios::binary) << bytes;
}

struct Fixture {
  explicit Fixture(unsigned seed = 3) : dice(seed) {
    grow(6, 80);
    catch_up();
  }
  void grow(std::size_t campaigns, std::size_t events) {
    world.grow(dice, campaigns, events);
    world.store(*archive);
    world.import_events(*archive);
  }
  void catch_up() { Graph::open(directory / "graph", *archive); }
  archive::Differences differences() { return verify(directory / "graph", *archive, &compared); }
  std::filesystem::path file(const char* name) const { return directory / "graph" / name; }

  tests::TemporaryDirectory directory;
  std::unique_ptr<archive::Archive> archive = archive::Archive::open(directory / "data", archive::Access::read_write);
  World world;
  Dice dice;
  std::uint64_t compared = 0;
};

std::string told(const archive::Differences& differences) {
  std::string all;
  for (const auto& one : differences.list()) all += one.part + " | " + one.subject + " | " + one.reason.en + "\n";
  return all;
}

bool names(const archive::Differences& found, const std::string& subject, const std::string& says) {
  for (const auto& one : found.list())
    if (one.part == "graph" && one.subject == subject && one.reason.en.find(says) != std::string::npos &&
        !one.reason.zh.empty())
      return true;
  return false;
}

// The stored files take the place of those of another archive with other content but this one's id and revision.
void restamp_as(const std::filesystem::path& path, const std::filesystem::path& like) {
  const auto right = SectionFile::open(like)->stamp();
  const auto file = SectionFile::open(path);
  SectionWriter writer;
  for (std::uint32_t i = 0; i < file->count(); ++i) writer.add({file->section(i).begin(), file->section(i).end()});
  writer.write(path, right);
}

// Temporary files of this test alone while it lives.
class OwnTemporaryFiles {
 public:
  OwnTemporaryFiles() {
    if (const char* set = std::getenv("TMPDIR")) before_ = set;
    ::setenv("TMPDIR", directory_.path().c_str(), 1);
  }
  ~OwnTemporaryFiles() { before_ ? ::setenv("TMPDIR", before_->c_str(), 1) : ::unsetenv("TMPDIR"); }
  OwnTemporaryFiles(const OwnTemporaryFiles&) = delete;
  OwnTemporaryFiles& operator=(const OwnTemporaryFiles&) = delete;
  bool empty() const { return std::filesystem::is_empty(directory_.path()); }

 private:
  tests::TemporaryDirectory directory_;
  std::optional<std::string> before_;
};

}  // namespace

TEST_CASE("a graph that is right has no differences, built and caught up") {
  Fixture f;
  const OwnTemporaryFiles temporary;
  CHECK(told(f.differences()) == "");
  CHECK(f.compared > 20);
  for (int round = 0; round < 4; ++round) {
    f.grow(1, 20);
    f.catch_up();
    CHECK(told(f.differences()) == "");
  }
  CHECK(temporary.empty());
}

TEST_CASE("a graph that is behind, of another archive, absent or mixed up is named as that") {
  Fixture f;
  SECTION("behind") {
    f.archive->write("test", [](archive::Transaction& t) { t.set_setting("colour", "blue"); });
    f.archive->write("test", [](archive::Transaction& t) { t.set_setting("colour", "red"); });
    const auto found = f.differences();
    INFO(told(found));
    CHECK(found.count() == 2);
    CHECK(names(found, "records.graph", "2 behind"));
    CHECK(names(found, "touchpoints.graph", "2 behind"));
  }
  SECTION("of another archive") {
    Fixture other(4);
    const auto found = verify(other.directory / "graph", *f.archive);
    CHECK(found.count() == 2);
    CHECK(names(found, "records.graph", "belongs to the archive"));
  }
  SECTION("absent") {
    std::filesystem::remove_all(f.directory / "graph");
    const auto found = f.differences();
    CHECK(found.count() == 2);
    CHECK(names(found, "touchpoints.graph", "no such file"));
    CHECK_FALSE(std::filesystem::exists(f.directory / "graph"));
  }
  SECTION("mixed up") {
    std::filesystem::copy_file(f.file("touchpoints.graph"), f.file("records.graph"),
                               std::filesystem::copy_options::overwrite_existing);
    CHECK(names(f.differences(), "records.graph", "the other of the two files"));
  }
  SECTION("cut short") {
    overwrite(f.file("records.graph"), bytes_of(f.file("records.graph")).substr(0, 1000));
    CHECK(names(f.differences(), "records.graph", "cut short"));
  }
}

TEST_CASE("a changed record is named with its properties and relationships") {
  Fixture f;
  auto& c = f.world.campaigns.at("C1");
  c.name = "改名";
  c.theme = "另一个主题";
  c.channels = {"渠道A", "渠道D"};
  f.world.store(*f.archive);
  // The old graph, as if it were of this revision.
  std::filesystem::copy(f.directory / "graph", f.directory / "old");
  f.catch_up();
  for (const char* name : {"records.graph", "touchpoints.graph"}) {
    restamp_as(f.directory / "old" / name, f.file(name));
    std::filesystem::copy_file(f.directory / "old" / name, f.file(name),
                               std::filesystem::copy_options::overwrite_existing);
  }
  const auto found = f.differences();
  INFO(told(found));
  CHECK(names(found, "campaign:C1", "its property \"name\" is"));
  CHECK(names(found, "campaign:C1", "instead of \"改名\""));
  CHECK(names(found, "campaign:C1", "its relationship HAS_THEME differs; missing: theme:另一个主题"));
  CHECK(names(found, "theme:另一个主题", "not in the graph"));
  CHECK_FALSE(names(found, "campaign:C2", ""));
  CHECK_FALSE(names(found, "touchpoints.graph", ""));
}

TEST_CASE("touchpoints that the graph does not have are named with their user") {
  Fixture f;
  std::filesystem::copy(f.directory / "graph", f.directory / "old");
  tests::Event event;
  event.user = "u0";
  event.campaign = "C1";
  event.channel = "渠道A";
  event.product = "P1";
  event.type = "purchase";
  event.ms = 1'710'000'000'000;
  event.value = archive::Decimal{12345, 2};
  f.world.events.push_back(event);
  f.world.import_events(*f.archive);
  f.catch_up();
  const auto path = f.directory / "old" / "touchpoints.graph";
  restamp_as(path, f.file("touchpoints.graph"));
  std::filesystem::copy_file(path, f.file("touchpoints.graph"), std::filesystem::copy_options::overwrite_existing);
  const auto found = f.differences();
  INFO(told(found));
  CHECK(names(found, "user:u0", "its touchpoints differ; missing: 2024-03-10T00:00:00"));
  CHECK(names(found, "user:u0", "campaign:C1 channel:渠道A product:P1 type \"purchase\""));
  CHECK(names(found, "user:u0", "its relationship TOUCHED differs"));
  CHECK(names(found, "campaign:C1", "that leads to it differs"));
  CHECK(names(found, "campaign:C1", "sums by channel differ"));
  CHECK(names(found, "campaign:C1", "sums by product differ"));
}

TEST_CASE("every flipped bit of the graph files is found, and none does harm") {
  Fixture f;
  std::uint64_t with_nodes = 0;
  for (const char* name : {"records.graph", "touchpoints.graph"}) {
    const std::string good = bytes_of(f.file(name));
    for (int i = 0; i < 200; ++i) {
      std::string bad = good;
      const std::uint32_t place = f.dice.below(static_cast<std::uint32_t>(bad.size()));
      bad[place] = static_cast<char>(bad[place] ^ (1 << f.dice.below(8)));
      overwrite(f.file(name), bad);
      const auto found = f.differences();
      INFO(name << " byte " << place << "\n" << told(found));
      CHECK(names(found, name, ""));
      for (const auto& one : found.list()) with_nodes += one.subject.find(':') != std::string::npos ? 1 : 0;
    }
    overwrite(f.file(name), good);
  }
  CHECK(with_nodes > 20);  // in so small a file most bytes are descriptions, padding and hashes
  CHECK(told(f.differences()) == "");
}

TEST_CASE("what a flipped bit changes is named even when its checksum was made to fit") {
  Fixture f;
  std::uint64_t bits = 0, named = 0;
  for (const char* name : {"records.graph", "touchpoints.graph"}) {
    const std::string good = bytes_of(f.file(name));
    const auto right = SectionFile::open(f.file(name));
    for (int i = 0; i < 60; ++i) {
      const std::uint32_t section = 1 + f.dice.below(right->count() - 1);  // the first says what the others hold
      SectionWriter writer;
      for (std::uint32_t k = 0; k < right->count(); ++k) {
        std::vector<std::byte> bytes(right->section(k).begin(), right->section(k).end());
        if (k == section && !bytes.empty()) {
          bytes[f.dice.below(static_cast<std::uint32_t>(bytes.size()))] ^=
              static_cast<std::byte>(1U << f.dice.below(8));
          ++bits;
        }
        writer.add(std::move(bytes));
      }
      writer.write(f.file(name), right->stamp());
      named += f.differences().count() > 0 ? 1 : 0;
    }
    overwrite(f.file(name), good);
  }
  CHECK(named == bits);
}
