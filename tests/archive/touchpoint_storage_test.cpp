// Blocks as they lie in the archive: joined when there are many, scanned by user and time, damaged.

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "archive/error.h"
#include "archive/sqlite.h"
#include "archive/verify.h"
#include "tests/archive/touchpoint_model.h"

using namespace almanac;
using namespace almanac::archive;
using namespace almanac::tests;

TEST_CASE("a joined block that has lost what says where its rows came from does not verify") {
  Fixture fixture;
  Random random(6);
  for (int i = 0; i < 80; ++i) fixture.import({random_event(random, true)});
  CHECK(verify(fixture.archive->read()).differences.count() == 0);
  fixture.archive.reset();
  {
    sqlite::Database database(fixture.directory / "archive.db", sqlite::Database::Mode::read_write);
    database.execute("DELETE FROM touchpoint_part");
  }
  fixture.archive = Archive::open(fixture.directory.path(), Access::read_write);
  const auto differences = verify(fixture.archive->read()).differences.list();
  REQUIRE_FALSE(differences.empty());
  CHECK(differences.front().part == "touchpoints");
  CHECK(differences.front().reason.en == "the origin of some of its rows is missing");
}

TEST_CASE("small blocks are joined when many have gathered, and nothing else changes") {
  Fixture fixture;
  Random random(5);
  Model model;
  std::uint64_t most = 0;
  for (int i = 0; i < 200; ++i) {
    std::vector<Event> events(1 + random() % 3);
    for (Event& event : events) {
      event = random_event(random, i % 2 == 0);
      model.add(event);
    }
    const std::uint64_t seen = fixture.archive->revision();
    fixture.import(events);
    // A reader that kept up is told to start over only by superseded rows, never by joined blocks.
    const Reader reader = fixture.archive->read();
    std::uint64_t blocks = 0;
    std::uint64_t last = 0;
    std::size_t parts = 0;
    std::set<std::uint64_t> imports;
    TouchpointScan scan;
    scan.columns = TouchpointSelect::all;
    reader.scan_touchpoints(scan, [&](const TouchpointBlock& block, const TouchpointColumns& columns) {
      REQUIRE(block.id > last);
      REQUIRE(block.revision <= reader.revision());
      for (const std::uint16_t part : columns.part) REQUIRE(part < block.parts.size());
      for (const TouchpointPart& part : block.parts) imports.insert(part.import_id);
      parts += block.parts.size();
      last = block.id;
      ++blocks;
    });
    most = std::max(most, blocks);
    REQUIRE(last == reader.last_touchpoint_block());
    (void)seen;
  }
  CHECK(most <= 70);
  check_same(*fixture.archive, model);
  Event event = random_event(random, true);
  event.event_id.clear();
  model.add(event);
  fixture.import({event});
  check_same(*fixture.archive, model);
}

TEST_CASE("joining blocks does not make a reader that kept up start over") {
  Fixture fixture;
  Event event;
  event.user = "U1";
  event.type = "click";
  std::set<std::string> seen;
  std::uint64_t revision = 0;
  std::uint64_t block = 0;
  std::uint64_t rows = 0;
  for (int i = 0; i < 150; ++i) {
    event.ms = i * 1000;
    fixture.import({event});
    const Reader reader = fixture.archive->read();
    REQUIRE(reader.touchpoint_rewrite_revision() <= revision);
    TouchpointScan scan;
    scan.after_block = block;
    reader.scan_touchpoints(scan,
                            [&](const TouchpointBlock&, const TouchpointColumns& columns) { rows += columns.size(); });
    revision = reader.revision();
    block = reader.last_touchpoint_block();
    REQUIRE(rows == static_cast<std::uint64_t>(i + 1));
  }
  CHECK(fixture.archive->read().touchpoint_rewrite_revision() > 0);
}

TEST_CASE("a scan by user and time gives exactly the matching rows") {
  Fixture fixture;
  Random random(31);
  Model model;
  std::vector<Event> events(2000);
  for (Event& event : events) {
    event = random_event(random, true);
    event.ms += 1000 * static_cast<std::int64_t>(random() % 500);
    model.add(event);
  }
  fixture.import(events);
  for (int i = 0; i < 50; ++i) {
    TouchpointScan scan;
    std::string user;
    if (random() % 2) {
      user = "U" + std::to_string(random() % 6);
      scan.user = fixture.archive->read().find_number(Kind::user, user);
    }
    if (random() % 2) scan.from_ms = 1'730'000'000'000 + 1000 * static_cast<std::int64_t>(random() % 500);
    if (random() % 2) scan.to_ms = 1'730'000'000'000 + 1000 * static_cast<std::int64_t>(random() % 500);
    std::multiset<std::string> expected;
    for (const auto& [identity, event] : model.alive)
      if ((user.empty() || normalize_key(event.user) == user) && event.ms >= scan.from_ms.value_or(0) &&
          event.ms <= scan.to_ms.value_or(INT64_MAX))
        expected.insert(event.text());
    REQUIRE(stored_in(*fixture.archive, scan).alive == expected);
  }
}

TEST_CASE("a damaged block is named and nothing of it is shown") {
  Fixture fixture;
  Event event;
  event.user = "U1";
  event.type = "click";
  fixture.import({event});
  fixture.archive.reset();
  {
    sqlite::Database database(fixture.directory / "archive.db", sqlite::Database::Mode::read_write);
    database.execute("UPDATE touchpoint_data SET data = zeroblob(length(data))");
  }
  fixture.archive = Archive::open(fixture.directory.path(), Access::read_write);
  try {
    stored_in(*fixture.archive);
    FAIL("a damaged block was read");
  } catch (const Error& error) {
    CHECK(error.code() == "damaged_touchpoints");
    CHECK(error.kind() == ErrorKind::corrupt);
  }
}
