#include "archive/store.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <set>
#include <thread>

#include "archive/error.h"
#include "archive/imports.h"
#include "tests/support/errors.h"
#include "tests/support/temporary_directory.h"

using namespace almanac;
using namespace almanac::archive;

using tests::code_of;

namespace {

std::unique_ptr<Archive> open(const tests::TemporaryDirectory& directory, const ArchiveOptions& options = {}) {
  return Archive::open(directory.path(), Access::read_write, options);
}

Campaign campaign(std::string code, std::string name = "双十一", std::string start = "2024-11-01") {
  Campaign c;
  c.code = std::move(code);
  c.name = std::move(name);
  c.start = Date::parse(start);
  c.status = "finished";
  return c;
}

PutOutcome put(Archive& archive, const Campaign& c, const PutCondition& condition = {}) {
  PutOutcome outcome;
  archive.write("tester", [&](Transaction& t) { outcome = t.put(c, condition); });
  return outcome;
}

}  // namespace

TEST_CASE("a campaign comes back whole, with its links and lessons") {
  tests::TemporaryDirectory directory;
  const auto archive = open(directory);
  Campaign c = campaign("D11-2024");
  c.channels = {"短信", "公众号"};
  c.products = {"SKU2", "SKU1"};
  c.lessons.resize(1);
  c.lessons[0].statement = "预热期越早，爆发期转化越高";
  c.lessons[0].kind = "success";
  CHECK(put(*archive, c).put == Put::created);
  const auto stored = archive->read().find<Campaign>("D11-2024");
  REQUIRE(stored);
  CHECK(stored->record.channels == Strings{"公众号", "短信"});
  CHECK(stored->record.products == Strings{"SKU1", "SKU2"});
  REQUIRE(stored->record.lessons.size() == 1);
  CHECK(stored->record.lessons[0].campaign == "D11-2024");
  CHECK(stored->record.lessons[0].code.starts_with("D11-2024-L"));
  CHECK(stored->version == 1);
  CHECK(archive->read().find<Lesson>(stored->record.lessons[0].code)->record.kind == "success");
}

TEST_CASE("the same content again changes nothing, not even the revision") {
  tests::TemporaryDirectory directory;
  const auto archive = open(directory);
  Campaign c = campaign("A");
  c.channels = {"短信"};
  c.products = {"P1"};
  c.lessons.resize(1);
  c.lessons[0].statement = "x";
  put(*archive, c);
  const auto revision = archive->revision();
  CHECK(put(*archive, c).put == Put::unchanged);
  CHECK(archive->revision() == revision);
  CHECK(put(*archive, archive->read().find<Campaign>("A")->record).put == Put::unchanged);
  CHECK(archive->read().history(Kind::campaign, "A").size() == 1);
}

TEST_CASE("every change keeps the earlier version, who made it and when") {
  tests::TemporaryDirectory directory;
  const auto archive = open(directory);
  put(*archive, campaign("A", "first"));
  put(*archive, campaign("A", "second"));
  archive->write("boss", [](Transaction& t) { t.remove(Kind::campaign, "A"); });
  const auto history = archive->read().history(Kind::campaign, "A");
  REQUIRE(history.size() == 3);
  CHECK(history[0].operation == "create");
  CHECK(history[0].body["name"] == "first");
  CHECK(history[1].operation == "update");
  CHECK(history[2].operation == "delete");
  CHECK(history[2].actor == "boss");
  CHECK(history[2].body["name"] == "second");
  CHECK_FALSE(archive->read().find<Campaign>("A"));
  CHECK(put(*archive, campaign("A", "third")).put == Put::created);
  CHECK(archive->read().find<Campaign>("A")->version == 4);
}

TEST_CASE("a link is not a version, but it is in the change log") {
  tests::TemporaryDirectory directory;
  const auto archive = open(directory);
  put(*archive, campaign("A"));
  const auto before = archive->revision();
  archive->write("t", [](Transaction& t) {
    t.add_link(t.intern(Kind::campaign, "A"), Kind::product, t.intern(Kind::product, "P9"));
  });
  CHECK(archive->read().find<Campaign>("A")->version == 1);
  CHECK(archive->read().find<Campaign>("A")->record.products == Strings{"P9"});
  const auto changes = archive->read().changes_since(before);
  REQUIRE(changes.size() == 2);
  CHECK(changes[0].kind == Kind::campaign);
  CHECK(changes[1].kind == Kind::product);
}

TEST_CASE("puts of one record in one transaction make one version") {
  tests::TemporaryDirectory directory;
  const auto archive = open(directory);
  archive->write("t", [](Transaction& t) {
    CHECK(t.put(campaign("A", "one")).put == Put::created);
    t.put(campaign("A", "two"));
    t.put(campaign("A", "three"));
  });
  const auto history = archive->read().history(Kind::campaign, "A");
  REQUIRE(history.size() == 1);
  CHECK(history[0].operation == "create");
  CHECK(history[0].body["name"] == "three");
}

TEST_CASE("a write that throws leaves no trace and does not stop its neighbours") {
  tests::TemporaryDirectory directory;
  const auto archive = open(directory);
  CHECK_THROWS(archive->write("t", [](Transaction& t) {
    t.put(campaign("A"));
    throw std::runtime_error("no");
  }));
  CHECK(archive->revision() == 0);
  CHECK_FALSE(archive->read().find_number(Kind::campaign, "A"));
  put(*archive, campaign("B"));
  CHECK(archive->revision() == 1);
}

TEST_CASE("concurrent writers each get a revision, and all of it is in the log") {
  tests::TemporaryDirectory directory;
  const auto archive = open(directory);
  std::vector<std::thread> threads;
  for (int w = 0; w < 8; ++w) {
    threads.emplace_back([&, w] {
      for (int i = 0; i < 25; ++i) put(*archive, campaign("C" + std::to_string(w) + "-" + std::to_string(i)));
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(archive->revision() == 200);
  CHECK(archive->read().changes_since(0).size() == 200);
  CHECK(archive->read().record_count<Campaign>() == 200);
}

TEST_CASE("a condition on the version is kept") {
  tests::TemporaryDirectory directory;
  const auto archive = open(directory);
  put(*archive, campaign("A", "one"));
  CHECK(code_of([&] { put(*archive, campaign("A", "two"), {0}); }) == "exists_already");
  CHECK(code_of([&] { put(*archive, campaign("A", "two"), {7}); }) == "version_mismatch");
  CHECK(put(*archive, campaign("A", "two"), {1}).version == 2);
  CHECK(put(*archive, campaign("New"), {0}).put == Put::created);
}

TEST_CASE("a reader keeps its snapshot while others write") {
  tests::TemporaryDirectory directory;
  const auto archive = open(directory);
  put(*archive, campaign("A", "one"));
  const Reader reader = archive->read();
  put(*archive, campaign("A", "two"));
  CHECK(reader.find<Campaign>("A")->record.name == "one");
  CHECK(reader.revision() == 1);
  CHECK(archive->read().find<Campaign>("A")->record.name == "two");
}

TEST_CASE("channels match by alias and folded form, and the first spelling wins") {
  tests::TemporaryDirectory directory;
  const auto archive = open(directory);
  archive->write("t", [](Transaction& t) {
    const auto first = t.intern(Kind::channel, "公众号");
    CHECK(t.intern(Kind::channel, "公眾號") == first);
    CHECK(t.find_by_name(Kind::channel, "微信公众号") == first);
    const auto own = t.intern(Kind::channel, "Radio One");
    CHECK(t.intern(Kind::channel, "radio  one") == own);
    CHECK(t.intern(Kind::product, "sku1") != t.intern(Kind::product, "SKU1"));
  });
  CHECK(archive->read().find<Channel>("公众号")->record.role == "reach");
  CHECK(archive->read().nearest_key(Kind::channel, "Radio Ohne") == "Radio One");
}

TEST_CASE("pages of campaigns follow one another without gap or repetition in every order") {
  tests::TemporaryDirectory directory;
  const auto archive = open(directory);
  archive->write("t", [](Transaction& t) {
    for (int i = 0; i < 57; ++i) {
      Campaign c =
          campaign("C" + std::to_string(i), "n|" + std::to_string(i % 5), "2024-0" + std::to_string(1 + i % 3) + "-01");
      if (i % 7 == 0) c.start.reset(), c.end.reset(), c.planned_start = Date::parse("2024-01-01");
      t.put(c);
    }
  });
  const Reader reader = archive->read();
  using Sort = CampaignQuery::Sort;
  for (int order = 0; order < 14; ++order) {
    CampaignQuery query;
    query.sort = static_cast<Sort>(order / 2);
    query.descending = order % 2 == 1;
    query.limit = 10;
    std::set<std::string> seen;
    std::size_t pages = 0;
    do {
      const CampaignPage page = reader.campaigns(query);
      CHECK(page.total == 57);
      for (const auto& stored : page.campaigns) CHECK(seen.insert(stored.record.code).second);
      query.cursor = page.next_cursor;
      ++pages;
    } while (!query.cursor.empty());
    CHECK(seen.size() == 57);
    CHECK(pages == 6);
  }
  CampaignQuery bad;
  bad.cursor = "1|99999999999|x";
  CHECK(code_of([&] { (void)reader.campaigns(bad); }) == "bad_cursor");
}

namespace {

// What a list must be, by looking at every campaign.
std::vector<std::string> listed_slowly(const std::vector<Campaign>& all, const CampaignQuery& query) {
  using Sort = CampaignQuery::Sort;
  const auto is = [](const std::string& wanted, const std::string& value) { return wanted.empty() || wanted == value; };
  const auto has = [](const std::string& wanted, const Strings& values) {
    return wanted.empty() || std::find(values.begin(), values.end(), wanted) != values.end();
  };
  std::vector<const Campaign*> found;
  for (const Campaign& c : all) {
    if (!is(query.status, c.status) || !is(query.theme, c.theme) || !is(query.owner, c.owner) ||
        !is(query.parent, c.parent) || !is(query.type, c.type) || !has(query.channel, c.channels) ||
        !has(query.product, c.products))
      continue;
    if ((query.start_from || query.start_to) &&
        (!c.start || (query.start_from && c.start->days < query.start_from->days) ||
         (query.start_to && c.start->days > query.start_to->last_day())))
      continue;
    if (query.budget_least && (!c.budget || *c.budget < *query.budget_least)) continue;
    found.push_back(&c);
  }
  const auto less = [&](const Campaign* a, const Campaign* b) {
    const auto day = [](const std::optional<Date>& date) { return date ? std::int64_t{date->days} : INT64_MIN; };
    const auto money = [](const std::optional<Decimal>& amount) { return amount ? amount->digits : INT64_MIN; };
    const auto order = [&](const auto& x, const auto& y) {
      if (x != y) return query.descending ? x > y : x < y;
      return query.sort == Sort::code && query.descending ? a->code > b->code : a->code < b->code;
    };
    switch (query.sort) {
      case Sort::start:
        return order(day(a->start), day(b->start));
      case Sort::end:
        return order(day(a->end), day(b->end));
      case Sort::name:
        return order(a->name, b->name);
      case Sort::budget:
        return order(money(a->budget), money(b->budget));
      default:
        return order(0, 0);
    }
  };
  std::sort(found.begin(), found.end(), less);
  std::vector<std::string> codes;
  for (const Campaign* c : found) codes.push_back(c->code);
  return codes;
}

}  // namespace

TEST_CASE("lists filtered and sorted by any two keys are those of a slow walk over every campaign") {
  tests::TemporaryDirectory directory;
  const auto archive = open(directory);
  std::vector<Campaign> all;
  for (int i = 0; i < 300; ++i) {
    Campaign c = campaign("C" + std::to_string(i * 7919 % 1000), "名 " + std::to_string(i % 11));
    c.start = Date{19'000 + i * 37 % 500, Precision::day};
    if (i % 6) c.end = Date{19'100 + i * 37 % 500, Precision::day};
    if (i % 13 == 0) c.start.reset();
    c.status = i % 3 ? "finished" : "planned";
    c.theme = "主题" + std::to_string(i % 9);
    c.owner = i % 50 ? "" : "罕见";
    c.type = "promotion";
    if (i % 4) c.budget = Decimal{i * 31 % 97 * 1000, 0};
    if (i % 10 == 3) c.parent = "P";
    c.channels = {i % 2 ? "短信" : "公众号"};
    c.products = {"SKU" + std::to_string(i % 30)};
    all.push_back(c);
  }
  archive->write("t", [&](Transaction& t) {
    t.put(campaign("P"));
    for (const Campaign& c : all) t.put(c);
  });
  Campaign parent = campaign("P");
  all.push_back(parent);
  const Reader reader = archive->read();
  using Sort = CampaignQuery::Sort;
  const std::vector<std::function<void(CampaignQuery&)>> filters = {
      [](CampaignQuery&) {},
      [](CampaignQuery& q) { q.status = "finished"; },
      [](CampaignQuery& q) { q.theme = "主题4"; },
      [](CampaignQuery& q) { q.owner = "罕见"; },
      [](CampaignQuery& q) { q.parent = "P"; },
      [](CampaignQuery& q) { q.type = "promotion"; },
      [](CampaignQuery& q) { q.channel = "短信"; },
      [](CampaignQuery& q) { q.product = "SKU3"; },
      [](CampaignQuery& q) { q.product = "SKU none"; },
      [](CampaignQuery& q) {
        q.start_from = Date{19'100, Precision::day};
      },
      [](CampaignQuery& q) {
        q.start_to = Date{19'300, Precision::day};
      },
      [](CampaignQuery& q) {
        q.budget_least = Decimal{50'000, 0};
      },
  };
  for (const auto& one : filters)
    for (const auto& other : filters)
      for (const Sort sort : {Sort::start, Sort::end, Sort::name, Sort::code, Sort::budget})
        for (const bool descending : {false, true}) {
          CampaignQuery query;
          one(query);
          other(query);
          query.sort = sort;
          query.descending = descending;
          query.limit = 37;
          const auto expected = listed_slowly(all, query);
          std::vector<std::string> found;
          do {
            const CampaignPage page = reader.campaigns(query);
            CHECK(page.total == expected.size());
            for (const auto& stored : page.campaigns) found.push_back(stored.record.code);
            query.cursor = page.next_cursor;
          } while (!query.cursor.empty());
          CHECK(found == expected);
        }
}

TEST_CASE("the archive's zone and currency are set once") {
  tests::TemporaryDirectory directory;
  open(directory, {.zone = "Europe/Berlin", .currency = "EUR", .sample = true});
  const auto archive = open(directory, {.zone = "Asia/Tokyo"});
  CHECK(archive->zone().name() == "Europe/Berlin");
  CHECK(archive->currency() == "EUR");
  CHECK(archive->is_sample());
  CHECK(archive->id().size() == 32);
}

TEST_CASE("a second owner of the directory is refused and told who has it") {
  tests::TemporaryDirectory directory;
  const auto archive = open(directory);
  archive->announce("127.0.0.1:8080", "secret");
  try {
    open(directory);
    FAIL("opened");
  } catch (const Error& error) {
    CHECK(error.code() == "locked");
    CHECK(error.where() == "127.0.0.1:8080");
  }
  CHECK(Archive::owner_of(directory.path())->local_key == "secret");
  put(*archive, campaign("A"));
  CHECK(Archive::open(directory.path(), Access::read_only)->read().find<Campaign>("A"));
}

TEST_CASE("a newer archive, a foreign database and a damaged one are refused with what to do") {
  tests::TemporaryDirectory directory;
  { put(*open(directory), campaign("A")); }
  CHECK(Archive::owner_of(directory.path()) == std::nullopt);
  const auto file = directory / "archive.db";
  const auto patch = [&](std::streamoff offset, std::string_view bytes) {
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekp(offset);
    stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  };
  patch(60, std::string_view("\0\0\0\x63", 4));  // user_version 99
  CHECK(code_of([&] { open(directory); }) == "newer_archive");
  CHECK(code_of([&] { Archive::open(directory.path(), Access::read_only); }) == "newer_archive");
  patch(60, std::string_view("\0\0\0\x01", 4));
  patch(68, "XXXX");  // application_id
  CHECK(code_of([&] { open(directory); }) == "foreign_file");
  patch(0, "this is no database at all");
  CHECK(code_of([&] { open(directory); }) == "foreign_file");
  tests::TemporaryDirectory empty;
  CHECK(code_of([&] { Archive::open(empty.path(), Access::read_only); }) == "no_archive");
}

TEST_CASE("an import and its rejects are remembered, and an unfinished one is resumed") {
  tests::TemporaryDirectory directory;
  const auto archive = open(directory);
  ImportLog log(*archive);
  const auto first = log.begin("me", "print-1", "mapping", "");
  CHECK(first.state == "reading");
  CHECK(log.begin("me", "print-1", "mapping", "").id == first.id);
  CHECK(log.begin("me", "print-2", "mapping", "").id != first.id);
  log.add_rejects(first.id,
                  {{0, 17, "campaign", "D12", "unknown_campaign", {"no such campaign", "没有这个活动"}, "u1,D12"},
                   {0, 17, "time", "x", "not_a_time", {"not a time", "不是时间"}, "u1,D12"}});
  log.finish(first.id, "done", Json{{"rows", 1}});
  CHECK(archive->revision() == 0);
  CHECK(log.begin("me", "print-1", "mapping", "").id != first.id);
  CHECK(log.find(first.id)->report["rows"] == 1);
  std::vector<Reject> rejects;
  log.for_each_reject(first.id, [&](const Reject& reject) { rejects.push_back(reject); });
  REQUIRE(rejects.size() == 2);
  CHECK(rejects[0].reason.zh == "没有这个活动");
  CHECK(log.list(0, 10).size() == 3);
}

TEST_CASE("a new data directory is its owner's alone, one that was there keeps its rights") {
  namespace fs = std::filesystem;
  tests::TemporaryDirectory directory;
  Archive::open(directory.path() / "new", Access::read_write);
  CHECK(fs::status(directory.path() / "new").permissions() == fs::perms::owner_all);
  fs::create_directories(directory.path() / "shared");
  const auto rights = fs::perms::owner_all | fs::perms::group_read | fs::perms::group_exec;
  fs::permissions(directory.path() / "shared", rights);
  Archive::open(directory.path() / "shared", Access::read_write);
  CHECK(fs::status(directory.path() / "shared").permissions() == rights);
}
