// The stream against the model. Imports are killed at random (the stream is dropped without a flush) and resumed; the model goes back to
// its state at the last flush.

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "archive/error.h"
#include "tests/archive/touchpoint_model.h"

using namespace almanac;
using namespace almanac::archive;
using namespace almanac::tests;

namespace {

// Feeds `events` (a file) as one import with kills and resumes at random places. `few` kills end in a publication.
void run_with_kills(Fixture& fixture, Random& random, const std::vector<Event>& events, Model& published) {
  const std::string fingerprint = "kills" + std::to_string(++fixture.imports);
  Model stored = published;
  stored.row = 0;
  for (bool finished = false; !finished;) {
    const std::uint64_t id = fixture.begin(fingerprint);
    TouchpointStream stream(*fixture.archive, id, 0);
    REQUIRE(stream.resume_row() <= events.size());
    REQUIRE(stream.resume_row() == stored.row);
    Model now = stored;
    bool killed = false;
    for (std::uint64_t row = stored.row + 1; row <= events.size() && !killed; ++row) {
      REQUIRE(stream.add(events[row - 1].row(row)) == now.add(events[row - 1]));
      now.row = row;
      if (random() % 120 == 0) {
        const bool stores =
            now.dead.size() + now.alive.size() > stored.dead.size() + stored.alive.size() || stored.row > 0;
        stream.flush();
        if (stores) stored = now;
      }
      killed = random() % 250 == 0;
    }
    if (killed) continue;
    stream.flush();
    finished = true;
    check_same(*fixture.archive, published);  // nothing is visible before the end
    fixture.finish(id);
    published = now;
  }
}

}  // namespace

TEST_CASE("imports killed and resumed at random store what a map of identities says") {
  Fixture fixture;
  Random random(4242);
  Model model;
  for (int round = 0; round < 25; ++round) {
    std::vector<Event> events(random() % 500);
    const bool few = random() % 2;
    for (Event& event : events) event = random_event(random, few);
    INFO("round " << round);
    run_with_kills(fixture, random, events, model);
    check_same(*fixture.archive, model);
  }
  // The same after the archive was closed and opened again.
  fixture.archive.reset();
  fixture.archive = Archive::open(fixture.directory.path(), Access::read_write);
  check_same(*fixture.archive, model);
}

TEST_CASE("the same touchpoints again change nothing and the revision does not move") {
  Fixture fixture;
  Random random(1);
  std::vector<Event> events(3000);
  for (std::size_t i = 0; i < events.size(); ++i) {
    events[i] = random_event(random, false);
    events[i].event_id.clear();
    events[i].ms += static_cast<std::int64_t>(i);
  }
  const auto first = fixture.import(events);
  CHECK(std::count(first.begin(), first.end(), Outcome::created) == 3000);
  const std::uint64_t revision = fixture.archive->revision();
  const std::uint64_t block = fixture.archive->read().last_touchpoint_block();
  std::shuffle(events.begin(), events.end(), random);
  const auto again = fixture.import(events);
  CHECK(std::count(again.begin(), again.end(), Outcome::unchanged) == 3000);
  CHECK(fixture.archive->revision() == revision);
  CHECK(fixture.archive->read().last_touchpoint_block() == block);
  CHECK(fixture.archive->read().touchpoint_count() == 3000);
}

TEST_CASE("an event id with other values supersedes the old row, which stays in history") {
  Fixture fixture;
  Event event;
  event.user = "U1";
  event.type = "purchase";
  event.event_id = "order-1";
  event.value = Decimal{100, 0};
  CHECK(fixture.import({event}) == std::vector{Outcome::created});
  CHECK(fixture.archive->read().touchpoint_rewrite_revision() == 0);
  const std::string old = event.text();
  event.value = Decimal{90, 0};
  CHECK(fixture.import({event}) == std::vector{Outcome::updated});
  const Found stored = stored_in(*fixture.archive);
  CHECK(stored.alive == std::multiset<std::string>{event.text()});
  CHECK(stored.dead == std::multiset<std::string>{old});
  CHECK(fixture.archive->read().touchpoint_count() == 1);
  CHECK(fixture.archive->read().touchpoint_rewrite_revision() == fixture.archive->revision());
  event.source = "another system";
  CHECK(fixture.import({event}) == std::vector{Outcome::created});
}

TEST_CASE("a touchpoint of an unknown campaign is not stored, and is once the campaign is there") {
  Fixture fixture;
  Event event;
  event.user = "U1";
  event.type = "click";
  event.campaign = "C9";
  const std::uint64_t id = fixture.begin("x");
  {
    TouchpointStream stream(*fixture.archive, id, 0);
    CHECK(stream.add(event.row(1)) == Outcome::unknown_campaign);
    fixture.archive->write("tester", [](Transaction& t) {
      Campaign c;
      c.code = c.name = "C9";
      c.start = Date::parse("2024-01-01");
      t.put(c);
    });
    CHECK(stream.add(event.row(2)) == Outcome::created);
    fixture.archive->write("tester", [](Transaction& t) {
      Lesson lesson;
      lesson.campaign = "only mentioned";
      lesson.statement = "x";
      t.put(lesson);
    });
    event.campaign = "only mentioned";
    CHECK(stream.add(event.row(3)) == Outcome::unknown_campaign);
    stream.flush();
  }
  fixture.finish(id);
  CHECK(fixture.archive->read().touchpoint_count() == 1);
}

TEST_CASE("unknown users, channels and products become bare nodes and are listed in order of appearance") {
  Fixture fixture;
  const std::uint64_t id = fixture.begin("x");
  TouchpointStream stream(*fixture.archive, id, 0);
  Event event;
  event.type = "click";
  for (const char* user : {"zoe", "adam", "zoe", " adam ", "Ａdam"}) {
    event.user = user;
    event.ms += 1000;
    event.product = "SKU-" + normalize_key(user);
    event.channel = "某个新渠道";
    stream.add(event.row(static_cast<std::uint64_t>(event.ms / 1000)));
  }
  CHECK(stream.totals().new_users == Strings{"zoe", "adam", "Adam"});
  CHECK(stream.totals().new_user_count == 3);
  CHECK(stream.totals().new_products == Strings{"SKU-zoe", "SKU-adam", "SKU-Adam"});
  CHECK(stream.totals().new_channels == Strings{"某个新渠道"});
  stream.flush();
  fixture.finish(id);
  CHECK(fixture.archive->read().count(Kind::user) == 3);
  CHECK(stored_in(*fixture.archive).alive.size() == 5);
}

TEST_CASE("two names of one channel are one channel, also for identity") {
  Fixture fixture;
  fixture.archive->write("tester", [](Transaction& t) {
    const auto number = t.intern(Kind::channel, "公众号");
    t.add_alias(Kind::channel, "WeChat OA", number);
  });
  Event event;
  event.user = "U1";
  event.type = "click";
  event.channel = "公众号";
  Event other = event;
  other.channel = "wechat oa";
  CHECK(fixture.import({event, other}) == std::vector{Outcome::created, Outcome::unchanged});
  CHECK(fixture.import({other}) == std::vector{Outcome::unchanged});
}

TEST_CASE("keys that others store during an import keep their numbers apart") {
  Fixture fixture;
  const std::uint64_t id = fixture.begin("x");
  std::multiset<std::string> expected;
  {
    TouchpointStream stream(*fixture.archive, id, 0);
    Event event;
    event.type = "click";
    for (int i = 0; i < 100; ++i) {
      event.user = "U" + std::to_string(i);
      event.product = "P" + std::to_string(i);
      expected.insert(event.text());
      REQUIRE(stream.add(event.row(static_cast<std::uint64_t>(i + 1))) == Outcome::created);
      if (i % 10 == 3) {
        fixture.archive->write("tester", [&](Transaction& t) {
          t.intern(Kind::user, "somebody-" + std::to_string(i));
          t.intern(Kind::user, "U" + std::to_string(i - 1));
          t.intern(Kind::product, "P" + std::to_string(i + 1));
          t.intern_word(Word::type, "click");
        });
      }
      if (i % 25 == 24) stream.flush();
    }
    stream.flush();
  }
  fixture.finish(id);
  CHECK(stored_in(*fixture.archive).alive == expected);
}

TEST_CASE("a failed import leaves nothing") {
  Fixture fixture;
  Event event;
  event.user = "U1";
  event.type = "click";
  event.event_id = "e";
  event.value = Decimal{1, 0};
  fixture.import({event});
  const std::uint64_t id = fixture.begin("x");
  event.value = Decimal{2, 0};
  {
    TouchpointStream stream(*fixture.archive, id, 0);
    CHECK(stream.add(event.row(1)) == Outcome::updated);
    stream.flush();
  }
  fixture.finish(id, "failed");
  event.value = Decimal{1, 0};
  CHECK(stored_in(*fixture.archive).alive == std::multiset<std::string>{event.text()});
  CHECK(stored_in(*fixture.archive).dead.empty());
  CHECK(fixture.import({event}) == std::vector{Outcome::unchanged});
}

TEST_CASE("an import overtaken by another one leaves each identity alive once") {
  Fixture fixture;
  Random random(77);
  for (int round = 0; round < 12; ++round) {
    const auto file = [&] {
      std::vector<Event> events(150);
      for (Event& event : events) event = random_event(random, true);
      return events;
    };
    const std::vector<Event> slow = file();
    const std::string fingerprint = "slow" + std::to_string(round);
    std::uint64_t id = fixture.begin(fingerprint);
    {
      TouchpointStream stream(*fixture.archive, id, 0);
      for (std::uint64_t row = 1; row <= 80; ++row) stream.add(slow[row - 1].row(row));
      stream.flush();
    }
    fixture.import(file());
    id = fixture.begin(fingerprint);
    {
      TouchpointStream stream(*fixture.archive, id, 0);
      for (std::uint64_t row = stream.resume_row() + 1; row <= slow.size(); ++row) stream.add(slow[row - 1].row(row));
      if (round % 2) fixture.import(file());
      stream.flush();
    }
    fixture.finish(id);
    std::set<std::string> identities;
    std::uint64_t alive = 0;
    const Reader reader = fixture.archive->read();
    TouchpointScan scan;
    scan.columns = TouchpointSelect::all;
    for (const std::string& text : stored_in(*fixture.archive).alive) {
      const std::string event_id = text.substr(text.rfind('|') + 1);
      std::string source = text;
      for (int i = 0; i < 6; ++i) source.erase(0, source.find('|') + 1);
      source.erase(source.find('|'));
      identities.insert(event_id.empty() ? text : source + ":" + event_id);
      ++alive;
    }
    INFO("round " << round);
    REQUIRE(identities.size() == alive);
    REQUIRE(reader.touchpoint_count() == alive);
  }
}

TEST_CASE("a text that is too long is refused before anything is stored") {
  Fixture fixture;
  const std::uint64_t id = fixture.begin("x");
  TouchpointStream stream(*fixture.archive, id, 0);
  Event event;
  event.type = "click";
  event.user = std::string(2000, 'x');
  CHECK_THROWS_AS(stream.add(event.row(1)), Error);
  event.user = "U1";
  event.event_id = std::string(2000, 'x');
  CHECK_THROWS_AS(stream.add(event.row(2)), Error);
}

TEST_CASE("rows superseded while their block is being stored end up dead, and rows pushed together are counted alike") {
  // More rows than a buffer holds, so that flushes run beside the stream; each event comes again some rows later, with
  // another value every third time.
  Fixture fixture;
  constexpr std::uint64_t rows = 700'000;
  constexpr std::uint64_t distance = 90'000;
  struct Known {
    std::int64_t value = 0;
    std::uint64_t versions = 0;
  };
  std::vector<Known> model(rows);
  TouchpointStream::Totals expected;
  const std::uint64_t id = fixture.begin("large");
  TouchpointStream stream(*fixture.archive, id, 0);
  TouchpointRow row;
  row.type = "click";
  std::string user;
  std::string event;
  for (std::uint64_t i = 0; i < rows; ++i) {
    const bool again = i > distance && i % 2 == 0;
    const std::uint64_t number = again ? i - distance - 1 : i;
    Known& known = model[number];
    const std::int64_t value = known.versions == 0 || i % 3 == 0 ? static_cast<std::int64_t>(i) + 1 : known.value;
    user = "u" + std::to_string(number % 5000);
    event = "e" + std::to_string(number);
    row.user = user;
    row.event_id = event;
    row.time = {1'730'000'000'000 + static_cast<std::int64_t>(number) * 1000, Precision::second};
    row.value = Decimal{value, 0};
    row.row = i + 1;
    if (known.versions > 0 && known.value == value) {
      ++expected.unchanged;
    } else {
      ++(known.versions > 0 ? expected.updated : expected.created);
      known = {value, known.versions + 1};
    }
    if (i % 1000 == 0)
      stream.add(row);
    else if (!stream.push(row))
      FAIL("refused row " << i);
  }
  stream.flush();
  CHECK(stream.totals().created == expected.created);
  CHECK(stream.totals().unchanged == expected.unchanged);
  CHECK(stream.totals().updated == expected.updated);
  REQUIRE(expected.updated > 50'000);
  fixture.finish(id);
  const Reader reader = fixture.archive->read();
  CHECK(reader.touchpoint_count() == expected.created);
  std::uint64_t alive = 0;
  std::uint64_t wrong = 0;
  std::uint64_t dead = 0;
  reader.scan_touchpoints({}, [&](const TouchpointBlock& block, const TouchpointColumns& columns) {
    dead += block.dead.size();
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (std::binary_search(block.dead.begin(), block.dead.end(), i)) continue;
      ++alive;
      const std::uint64_t number = std::stoull(std::string(columns.event_id(i).substr(1)));
      if (model[number].value != columns.value[i]) ++wrong;
    }
  });
  CHECK(alive == expected.created);
  CHECK(dead == expected.updated);
  CHECK(wrong == 0);
}
