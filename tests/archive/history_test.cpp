#include "archive/history.h"

#include <sqlite3.h>

#include <catch2/catch.hpp>

#include "tests/support/errors.h"
#include "tests/support/temporary_directory.h"

using namespace almanac;
using namespace almanac::archive;

using tests::code_of;

namespace {

Campaign campaign(const std::string& summary) {
  Campaign c;
  c.code = "D11-2024";
  c.name = "双十一大促";
  c.start = Date::parse("2024-11-01");
  c.summary = summary;
  c.channels = {"短信"};
  c.products = {"SKU1", "SKU2"};
  c.lessons.resize(1);
  c.lessons[0].statement = "预热期越早，爆发期转化越高";
  return c;
}

struct Case {
  tests::TemporaryDirectory directory;
  std::unique_ptr<Archive> archive = Archive::open(directory.path(), Access::read_write);

  void put(const Campaign& c) {
    archive->write("ann", [&](Transaction& t) { t.put(c); });
  }
  RestoredVersion restore(std::int64_t version, const PutCondition& condition = {}) {
    RestoredVersion restored;
    archive->write(
        "ben", [&](Transaction& t) { restored = restore_version(t, Kind::campaign, "D11-2024", version, condition); });
    return restored;
  }
  Campaign now() const { return archive->read().find<Campaign>("D11-2024")->record; }
};

}  // namespace

TEST_CASE("versions are paged from the newest to the oldest, each once", "[history]") {
  Case c;
  for (int i = 1; i <= 7; ++i) c.put(campaign("第 " + std::to_string(i) + " 版"));
  const auto reader = c.archive->read();
  std::vector<std::int64_t> seen;
  std::int64_t before = 0;
  while (true) {
    const auto page = versions_before(reader, Kind::campaign, "D11-2024", before, 3);
    if (page.empty()) break;
    for (const auto& version : page) seen.push_back(version.version);
    before = seen.back();
  }
  CHECK(seen == std::vector<std::int64_t>{7, 6, 5, 4, 3, 2, 1});
  CHECK(version_count(reader, Kind::campaign, "D11-2024") == 7);
  CHECK(versions_before(reader, Kind::campaign, "nobody", 0, 3).empty());
}

TEST_CASE("any version is read as it was written, with who wrote it", "[history]") {
  Case c;
  c.put(campaign("甲"));
  c.put(campaign("乙"));
  const auto reader = c.archive->read();
  const auto first = find_version(reader, Kind::campaign, "D11-2024", 1);
  REQUIRE(first);
  CHECK(first->body.at("summary") == "甲");
  CHECK(first->actor == "ann");
  CHECK(first->operation == "create");
  CHECK(changed_members(first->body, find_version(reader, Kind::campaign, "D11-2024", 2)->body) ==
        std::vector<std::string>{"summary"});
  for (const std::int64_t none : {std::int64_t{0}, std::int64_t{3}, std::int64_t{-1}, INT64_MAX})
    CHECK_FALSE(find_version(reader, Kind::campaign, "D11-2024", none));
}

TEST_CASE("restoring writes the old wording as a new version and leaves links and lessons", "[history]") {
  Case c;
  c.put(campaign("甲"));
  auto later = campaign("乙");
  later.channels = {"短信", "公众号"};
  c.put(later);
  const auto restored = c.restore(1);
  CHECK(restored.outcome.put == Put::updated);
  CHECK(restored.outcome.version == 3);
  CHECK(c.now().summary == "甲");
  CHECK(c.now().channels.size() == 2);
  CHECK(c.now().lessons.size() == 1);
  CHECK(find_version(c.archive->read(), Kind::campaign, "D11-2024", 3)->actor == "ben");
  CHECK(c.restore(1).outcome.put == Put::unchanged);
  CHECK(c.restore(2).outcome.version == 4);
  CHECK(c.now().summary == "乙");
}

TEST_CASE("restoring a deleted campaign brings back the links and lessons that went with it", "[history]") {
  Case c;
  c.put(campaign("甲"));
  c.archive->write("ann", [](Transaction& t) { t.remove(Kind::campaign, "D11-2024"); });
  CHECK(code_of([&] { c.restore(2); }) == "deletion");
  const auto restored = c.restore(1);
  CHECK(restored.outcome.put == Put::created);
  CHECK(c.now().summary == "甲");
  CHECK(c.now().channels == Strings{"短信"});
  CHECK(c.now().products == Strings{"SKU1", "SKU2"});
  REQUIRE(c.now().lessons.size() == 1);
  CHECK(c.now().lessons[0].statement == "预热期越早，爆发期转化越高");
}

TEST_CASE("a version that the rules of today refuse is not restored", "[history]") {
  Case c;
  auto wrong = campaign("甲");
  wrong.end = Date::parse("2024-10-01");  // before the start: stored as no door would
  c.put(wrong);
  c.put(campaign("乙"));
  const auto restored = c.restore(1);
  REQUIRE_FALSE(restored.findings.empty());
  CHECK(restored.findings.front().code == "end_before_start");
  CHECK(c.now().summary == "乙");
}

TEST_CASE("restoring minds who was faster, and versions that never were", "[history]") {
  Case c;
  c.put(campaign("甲"));
  c.put(campaign("乙"));
  CHECK(code_of([&] { c.restore(1, {1}); }) == "version_mismatch");
  CHECK(code_of([&] { c.restore(9); }) == "unknown_version");
  CHECK(c.restore(1, {2}).outcome.version == 3);
}

TEST_CASE("records of the other kinds are restored too", "[history]") {
  Case c;
  const auto write = [&](const auto& record) { c.archive->write("ann", [&](Transaction& t) { t.put(record); }); };
  Product product;
  product.sku = "SKU1";
  product.name = "旧名";
  write(product);
  product.name = "新名";
  write(product);
  User user;
  user.user = "u1";
  user.attributes["city"] = "杭州";
  write(user);
  user.attributes["city"] = "上海";
  write(user);
  c.archive->write("ben", [](Transaction& t) {
    restore_version(t, Kind::product, "SKU1", 1);
    restore_version(t, Kind::user, "u1", 1);
  });
  CHECK(c.archive->read().find<Product>("SKU1")->record.name == "旧名");
  CHECK(c.archive->read().find<User>("u1")->record.attributes.at("city") == "杭州");
}

TEST_CASE("a version that was changed at rest is not handed out", "[history]") {
  tests::TemporaryDirectory directory;
  {
    const auto archive = Archive::open(directory.path(), Access::read_write);
    archive->write("ann", [](Transaction& t) { t.put(campaign("甲")); });
  }
  sqlite3* raw = nullptr;
  REQUIRE(sqlite3_open((directory.path() / "archive.db").c_str(), &raw) == SQLITE_OK);
  REQUIRE(sqlite3_exec(raw, "UPDATE record_version SET actor='eve'", nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(raw);
  const auto archive = Archive::open(directory.path(), Access::read_only);
  const auto reader = archive->read();
  CHECK(code_of([&] { versions_before(reader, Kind::campaign, "D11-2024", 0, 10); }) == "damaged_version");
}
