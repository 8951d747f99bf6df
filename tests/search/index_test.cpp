// Keeping up with the archive, surviving damage, paging.
#include <catch2/catch.hpp>

#include <fstream>
#include <set>
#include <thread>

#include "archive/error.h"
#include "archive/same_as.h"
#include "archive/synonyms.h"
#include "fixture.h"

using namespace almanac;
using namespace almanac::search;
using namespace almanac::search::test;
namespace fs = std::filesystem;
using Ids = std::vector<std::string>;

namespace {

// Everything a search over everything says, for comparing two indexes.
std::string all_of(const Index& index) {
  Query query;
  query.sort = Sort::name;
  query.limit = 200;
  query.facets = filter_fields();
  Response response = index.search(query);
  response.revision = 0;
  for (Hit& hit : response.hits) hit.score = 0;
  return to_json(response, archive::Language::en).dump();
}

fs::path generation(const Fixture& f) {
  std::ifstream file(f.directory / "index" / "CURRENT");
  std::string name;
  std::getline(file, name);
  return f.directory / "index" / name;
}

}  // namespace

TEST_CASE("the index catches up with new, changed and deleted records") {
  Fixture f;
  f.put(campaign("A", "会员日"), campaign("B", "店庆"));
  Index& index = f.open();
  CHECK(index.revision() == f.archive->revision());
  f.put(campaign("A", "会员周"), campaign("C", "会员月"));
  Query strict = of("会员日");
  strict.match = Match::all;
  CHECK(f.ids(strict).empty());
  CHECK(f.ids("会员").size() == 2);
  f.remove(archive::Kind::campaign, "C");
  CHECK(f.ids("会员") == Ids{"campaign:A"});
  CHECK(index.documents() == 2);
  CHECK(index.wait(f.archive->revision(), std::chrono::milliseconds(0)));
  CHECK_FALSE(index.wait(f.archive->revision() + 1, std::chrono::milliseconds(1)));
}

TEST_CASE("a changed lesson changes its campaign's hits, and a changed campaign its lessons'") {
  Fixture f;
  auto c = campaign("A", "春节");
  c.lessons = {lesson("L1", "A", "海报太晚")};
  f.put(c);
  f.open();
  f.put(lesson("L1", "A", "短信太早"));
  Query strict = of("海报");
  strict.match = Match::all;
  CHECK(f.ids(strict).empty());
  CHECK(f.ids("短信太早").size() == 2);
  f.remove(archive::Kind::lesson, "L1");
  strict.q = "短信太早";
  CHECK(f.ids(strict).empty());
  c.channels = {"电销"};
  c.lessons = {lesson("L2", "A", "话术简短")};
  f.put(c);
  Query query = of("");
  query.kinds = {archive::Kind::lesson};
  query.filters["channel"] = {"电销"};
  CHECK(f.ids(query) == Ids{"lesson:L2"});
}

TEST_CASE("catching up and rebuilding give the same index") {
  Fixture f;
  f.open();
  for (int round = 0; round < 4; ++round) {
    for (int i = 0; i < 6; ++i) {
      auto c = campaign("C" + std::to_string(i), "活动" + std::to_string(i * (round + 1)),
                        "2024-0" + std::to_string(round + 1) + "-01");
      c.theme = "主题" + std::to_string((i + round) % 3);
      c.channels = {"渠道" + std::to_string(i % 4)};
      c.lessons = {lesson("", "", "教训" + std::to_string(i + round))};
      if (i != round) f.put(c);
    }
    if (round == 2) f.remove(archive::Kind::campaign, "C0");
    f.index->refresh(*f.archive);
  }
  const std::string caught_up = all_of(*f.index);
  f.index->rebuild(*f.archive);
  CHECK(all_of(*f.index) == caught_up);
  f.open();
  CHECK(all_of(*f.index) == caught_up);
}

TEST_CASE("what is most of the index is taken in by building it anew, beside the old one") {
  Fixture f;
  f.put(campaign("A", "会员日"), campaign("B", "店庆"));
  f.open();
  const fs::path first = generation(f);
  const auto several = [&](int from, int to) {
    f.archive->write("test", [&](archive::Transaction& transaction) {
      for (int i = from; i < to; ++i) transaction.put(campaign("C" + std::to_string(i), "会员周" + std::to_string(i)));
    });
    f.index->refresh(*f.archive);
  };
  several(0, 400);
  const fs::path second = generation(f);
  CHECK(second != first);
  CHECK_FALSE(fs::exists(first));
  CHECK(f.index->documents() == 402);
  CHECK(f.index->revision() == f.archive->revision());
  several(100, 200);
  CHECK(generation(f) == second);
  f.remove(archive::Kind::campaign, "C7");
  f.index->refresh(*f.archive);
  CHECK(f.index->documents() == 401);
  const std::string caught_up = all_of(*f.index);
  f.index->rebuild(*f.archive);
  CHECK(all_of(*f.index) == caught_up);
}

TEST_CASE("what a killed build left is gone when the index is opened again") {
  Fixture f;
  f.put(campaign("A", "会员日"));
  f.open();
  const fs::path index = f.directory / "index";
  fs::create_directories(index / "parts" / "3");
  fs::create_directories(index / "g2");
  f.open();
  CHECK_FALSE(fs::exists(index / "parts"));
  CHECK_FALSE(fs::exists(index / "g2"));
  CHECK(f.ids("会员日") == Ids{"campaign:A"});
}

TEST_CASE("a lost, damaged, foreign or newer index is built anew when it is opened") {
  Fixture f;
  f.put(campaign("A", "会员日"));
  f.open();
  f.index.reset();
  const fs::path index = f.directory / "index";
  const auto finds = [&] { return f.ids("会员日") == Ids{"campaign:A"}; };

  SECTION("lost") {
    fs::remove_all(index);
    CHECK(finds());
  }
  SECTION("no pointer") {
    fs::remove(index / "CURRENT");
    CHECK(finds());
  }
  SECTION("a pointer to nothing") {
    std::ofstream(index / "CURRENT") << "g77\n";
    CHECK(finds());
  }
  SECTION("a file cut short") {
    for (const auto& entry : fs::directory_iterator(generation(f)))
      fs::resize_file(entry.path(), fs::file_size(entry.path()) / 2);
    CHECK(finds());
  }
  SECTION("files of zeros") {
    for (const auto& entry : fs::directory_iterator(generation(f))) {
      const auto size = fs::file_size(entry.path());
      std::ofstream(entry.path(), std::ios::binary) << std::string(size, '\0');
    }
    CHECK(finds());
  }
  SECTION("another archive's") {
    Fixture other;
    other.put(campaign("Z", "会员日"));
    other.open();
    other.index.reset();
    fs::remove_all(index);
    fs::copy(other.directory / "index", index, fs::copy_options::recursive);
    CHECK(finds());
  }
  SECTION("newer than the archive") {
    const fs::path kept = f.directory / "kept";
    f.archive.reset();
    fs::copy(f.directory / "data", kept, fs::copy_options::recursive);
    f.archive = archive::Archive::open(f.directory / "data", archive::Access::read_write);
    f.put(campaign("B", "会员日"));
    CHECK(f.ids("会员日").size() == 2);
    f.index.reset();
    f.archive.reset();
    fs::remove_all(f.directory / "data");
    fs::copy(kept, f.directory / "data", fs::copy_options::recursive);
    f.archive = archive::Archive::open(f.directory / "data", archive::Access::read_write);
    CHECK(finds());
  }
}

TEST_CASE("an index opened for reading follows its owner and never writes") {
  Fixture f;
  CHECK_THROWS_AS(Index::open(f.directory / "index", *f.archive, archive::Access::read_only), archive::Error);
  f.put(campaign("A", "会员日"));
  f.open();
  const auto reader = Index::open(f.directory / "index", *f.archive, archive::Access::read_only);
  CHECK(reader->search(of("会员日")).total == 1);
  for (int i = 0; i < 5; ++i) {
    f.put(campaign("B" + std::to_string(i), "会员日"));
    f.index->refresh(*f.archive);
  }
  CHECK_NOTHROW(reader->search(of("会员日")));
  reader->refresh(*f.archive);
  CHECK(reader->search(of("会员日")).total == 6);
  CHECK_THROWS_AS(reader->rebuild(*f.archive), archive::Error);
}

TEST_CASE("pages give every hit once, in every order") {
  Fixture f;
  for (int i = 0; i < 23; ++i) {
    auto c = campaign("C" + std::to_string(i), i % 3 == 0 ? "会员日" : "会员日 大促",
                      "2024-01-" + std::to_string(10 + i % 5));
    if (i % 4 != 0) c.budget = archive::Decimal::parse(std::to_string(i % 6 * 1000));
    f.put(c);
  }
  f.open();
  for (const Sort sort : {Sort::relevance, Sort::start, Sort::start_descending, Sort::budget, Sort::budget_descending,
                          Sort::roi, Sort::name}) {
    Query query = of("会员日");
    query.sort = sort;
    query.limit = 200;
    const Ids whole = f.ids(query);
    CHECK(whole.size() == 23);
    query.limit = 4;
    Ids paged;
    for (int page = 0; page < 10; ++page) {
      const Response response = f.search(query);
      CHECK(response.total == 23);
      CHECK_FALSE(response.changed);
      for (const Hit& hit : response.hits) paged.push_back(hit.id);
      query.cursor = response.next_cursor;
      if (query.cursor.empty()) break;
    }
    CHECK(paged == whole);
  }
}

TEST_CASE("no hit comes twice when the index moves between pages") {
  Fixture f;
  for (int i = 0; i < 20; ++i)
    f.put(campaign("C" + std::to_string(i), "会员日 " + std::string(static_cast<std::size_t>(i % 4), 'x')));
  Query query = of("会员日");
  query.limit = 5;
  std::set<std::string> seen;
  bool changed = false;
  for (int page = 0; page < 10; ++page) {
    const Response response = f.search(query);
    changed = changed || response.changed;
    for (const Hit& hit : response.hits) CHECK(seen.insert(hit.id).second);
    query.cursor = response.next_cursor;
    if (query.cursor.empty()) break;
    f.put(campaign("N" + std::to_string(page), "会员日 新 " + std::string(30, 'y')));
  }
  CHECK(changed);
  CHECK(seen.size() >= 20);
}

TEST_CASE("a cursor of another search or of nobody is refused") {
  Fixture f;
  for (int i = 0; i < 5; ++i) f.put(campaign("C" + std::to_string(i), "会员日"));
  Query query = of("会员日");
  query.limit = 2;
  const std::string cursor = f.search(query).next_cursor;
  REQUIRE_FALSE(cursor.empty());
  Query other = of("大促");
  other.cursor = cursor;
  CHECK_THROWS_AS(f.search(other), archive::Error);
  for (const std::string bad : {"x", "AAAA", "!!", "W10", "bnVsbA"}) {
    query.cursor = bad;
    CHECK_THROWS_AS(f.search(query), archive::Error);
  }
}

TEST_CASE("searches run while the index is being changed") {
  Fixture f;
  for (int i = 0; i < 50; ++i) f.put(campaign("C" + std::to_string(i), "会员日"));
  f.open();
  std::atomic<bool> stop{false};
  std::atomic<int> failures{0}, searches{0};
  std::vector<std::thread> readers;
  for (int t = 0; t < 4; ++t)
    readers.emplace_back([&] {
      std::uint64_t last = 0;
      while (!stop) {
        try {
          Query query = of("会员日");
          query.facets = {"year"};
          const Response response = f.index->search(query);
          // Totals, facets and hits are of one revision, and revisions never go back.
          if (response.facets.at("year").at(0).count != response.total || response.revision < last ||
              response.total < 50)
            ++failures;
          last = response.revision;
          ++searches;
        } catch (const archive::Error&) {
          ++failures;
        }
      }
    });
  for (int i = 0; i < 40; ++i) {
    f.put(campaign("N" + std::to_string(i), "会员日"));
    if (i == 20)
      f.index->rebuild(*f.archive);
    else
      f.index->refresh(*f.archive);
  }
  stop = true;
  for (auto& reader : readers) reader.join();
  CHECK(failures == 0);
  CHECK(searches > 0);
  CHECK(f.search("会员日").total == 90);
}

TEST_CASE("a team's synonyms, aliases of channels and keys that stand for another count at once, without a rebuild") {
  Fixture f;
  archive::Channel radio;
  radio.channel = "门店广播";
  radio.aliases = {"Store Radio"};
  f.put(campaign("A", "星愿计划活动"), campaign("B", "门店广播试点"), campaign("C11", "店庆"), radio);
  f.open();
  // As it stands: 计划 alone would be found too, read loosely.
  Query whole = of("光合计划");
  whole.match = Match::all;
  CHECK(f.ids(whole).empty());
  CHECK(f.ids("store radio") == Ids{"channel:门店广播", "campaign:B"});
  const auto before = generation(f);
  f.archive->write("test", [](archive::Transaction& t) { archive::add_synonyms(t, {"星愿计划", "光合计划"}); });
  CHECK(f.ids("光合計劃") == Ids{"campaign:A"});
  f.archive->write("test", [](archive::Transaction& t) {
    set_leader(t, archive::Kind::campaign, "OLD-77", "C11");
    t.set_setting("decided", "1");
  });
  CHECK(f.ids("OLD-77") == Ids{"campaign:C11"});
  radio.aliases = {"In-Store Audio"};
  f.put(radio);
  CHECK(f.ids("in-store audio").size() == 2);
  CHECK(generation(f) == before);
  // What is opened later, or for reading only, has them too.
  f.open();
  CHECK(f.ids("光合计划") == Ids{"campaign:A"});
  const auto reader = Index::open(f.directory / "index", *f.archive, archive::Access::read_only);
  CHECK(reader->search(of("光合计划")).total == 1);
  f.archive->write("test", [](archive::Transaction& t) { archive::remove_synonyms(t, "光合计划"); });
  CHECK(f.ids(whole).empty());
  reader->refresh(*f.archive);
  CHECK(reader->search(whole).total == 0);
  CHECK(f.index->synonyms()->find("store radio") == nullptr);
}

TEST_CASE("a team's groups of synonyms are read again only when one has changed") {
  Fixture f;
  const auto add = [&](const archive::Strings& words) {
    f.archive->write("test", [&](archive::Transaction& t) { archive::add_synonyms(t, words); });
  };
  add({"念稿", "口播"});
  SynonymSources sources = SynonymSources::of(f.archive->read(), {});
  REQUIRE(sources.own.size() == 1);
  f.put(campaign("A", "活动"));
  sources.own = {{"as", "before"}};
  CHECK(SynonymSources::of(f.archive->read(), sources).own == sources.own);
  add({"拉新", "获客"});
  sources = SynonymSources::of(f.archive->read(), sources);
  CHECK(sources.own.size() == 2);
  f.archive->write("test", [&](archive::Transaction& t) { archive::remove_synonyms(t, "念稿"); });
  sources = SynonymSources::of(f.archive->read(), sources);
  CHECK(sources.own.size() == 1);
  f.archive->write("test", [&](archive::Transaction& t) {
    archive::remove_synonyms(t, "拉新");
    archive::add_synonyms(t, {"早鸟", "预售"});
  });
  CHECK(SynonymSources::of(f.archive->read(), sources).own == std::vector<archive::Strings>{{"早鸟", "预售"}});
}
