// What verify() says of an index that is right, and of one that is not.
#include "search/verify.h"

#include <xapian.h>
#include <catch2/catch.hpp>

#include <fstream>

#include "archive/documents.h"
#include "fixture.h"
#include "search/schema.h"

using namespace almanac;
using namespace almanac::search;
using namespace almanac::search::test;
namespace fs = std::filesystem;

namespace {

archive::Campaign rich_campaign(const std::string& code) {
  auto c = campaign(code, "双十一大促 " + code);
  c.theme = "让快乐翻倍";
  c.channels = {"短信", "公众号"};
  c.products = {"SKU1", "SKU2"};
  c.budget = archive::Decimal::parse("500000");
  c.goals = {goal("gmv", "GMV 200万")};
  c.summary = "Members came back, coupons were redeemed";
  c.lessons = {lesson("", code, "海报太晚 " + code), lesson("", code, "短信太早 " + code)};
  return c;
}

archive::Product product(const std::string& sku, const std::string& category) {
  archive::Product made;
  made.sku = sku;
  made.name = "商品 " + sku;
  made.brand = "Brand";
  made.category = {"食品", category};
  return made;
}

archive::Channel channel(const std::string& key, const std::string& parent) {
  archive::Channel made;
  made.channel = key;
  made.parent = parent;
  made.role = "reach";
  return made;
}

struct World : Fixture {
  World() {
    put(channel("短信", "私域"), channel("私域", ""), product("SKU1", "零食"), product("SKU2", "饮料"));
    put(rich_campaign("A"), rich_campaign("B"), lesson("L9", "", "不属于活动的经验"));
    archive->write("test", [&](archive::Transaction& transaction) {
      archive::Document made;
      made.title = "复盘";
      made.format = "text";
      made.file_name = "a.txt";
      made.campaigns = {"A"};
      put_document(transaction, made, "bytes", "报名人数比预计多\n海报");
    });
    open();
  }
  fs::path generation() const {
    std::ifstream file(directory / "index" / "CURRENT");
    std::string name;
    std::getline(file, name);
    return directory / "index" / name;
  }
  // Writes into the index past Almanac. The index is closed before.
  void tamper(const std::function<void(Xapian::WritableDatabase&)>& change) {
    index.reset();
    Xapian::WritableDatabase database(generation().string(), Xapian::DB_OPEN);
    change(database);
    database.commit();
  }
  void tamper(const std::string& id, const std::function<void(Xapian::Document&)>& change) {
    tamper([&](Xapian::WritableDatabase& database) {
      const Xapian::docid number = *database.postlist_begin(make_term(prefix::id, id));
      Xapian::Document document = database.get_document(number);
      change(document);
      database.replace_document(number, document);
    });
  }
  archive::Differences differences() { return verify(directory / "index", *archive, &compared); }
  std::uint64_t compared = 0;
};

std::string told(const archive::Differences& differences) {
  std::string all;
  for (const auto& one : differences.list()) all += one.part + " | " + one.subject + " | " + one.reason.en + "\n";
  return all;
}

// Exactly one difference, of this subject, whose reason says this.
void check_only(const archive::Differences& found, const std::string& subject, const std::string& says) {
  INFO(told(found));
  REQUIRE(found.count() == 1);
  CHECK(found.list()[0].part == "index");
  CHECK(found.list()[0].subject == subject);
  CHECK(found.list()[0].reason.en.find(says) != std::string::npos);
  CHECK_FALSE(found.list()[0].reason.zh.empty());
}

bool names(const archive::Differences& found, const std::string& subject, const std::string& says) {
  for (const auto& one : found.list())
    if (one.subject == subject && one.reason.en.find(says) != std::string::npos) return true;
  return false;
}

}  // namespace

TEST_CASE("an index that is right has no differences, freshly built and caught up") {
  World f;
  CHECK(told(f.differences()) == "");
  CHECK(f.compared == f.index->documents());
  CHECK(f.compared > 10);
  auto changed = rich_campaign("A");
  changed.lessons.pop_back();
  changed.name = "改名";
  changed.channels = {"电销"};
  f.put(changed, channel("短信", "电销"), product("SKU2", "日用"), rich_campaign("C"));
  f.remove(archive::Kind::campaign, "B");
  f.remove(archive::Kind::product, "SKU1");
  f.index->refresh(*f.archive);
  CHECK(told(f.differences()) == "");
  CHECK(f.compared == f.index->documents());
  f.index->rebuild(*f.archive);
  CHECK(told(f.differences()) == "");
}

TEST_CASE("an index of any sequence of changes is that of a rebuild, term by term") {
  Fixture f;
  f.open();
  std::uint64_t state = 7;
  const auto below = [&](std::uint64_t n) {
    state = state * 6364136223846793005ull + 1442695040888963407ull;
    return static_cast<int>((state >> 33) % n);
  };
  const auto numbered = [](const char* text, int n) { return text + std::to_string(n); };
  for (int round = 0; round < 40; ++round) {
    for (int i = below(4); i >= 0; --i) {
      const std::string code = numbered("C", below(5));
      auto c = rich_campaign(code);
      c.name = numbered("活动", below(3));
      c.channels = {numbered("渠道", below(4))};
      c.products = {numbered("SKU", below(4)), numbered("SKU", below(4))};
      c.lessons.resize(static_cast<std::size_t>(below(3)));
      switch (below(7)) {
        case 0:
          if (f.archive->read().find<archive::Campaign>(code)) f.remove(archive::Kind::campaign, code);
          break;
        case 1:
          f.put(channel(numbered("渠道", below(4)), numbered("渠道", below(4))));
          break;
        case 2:
          f.put(product(numbered("SKU", below(4)), numbered("类", below(3))));
          break;
        case 3: {
          auto own = lesson(numbered("L", below(3)), f.archive->read().find<archive::Campaign>(code) ? code : "",
                            numbered("经验", below(9)));
          own.applies_when["channel"] = {numbered("渠道", below(4))};
          f.put(own);
          break;
        }
        default:
          f.put(c);
      }
    }
    f.index->refresh(*f.archive);
    INFO("round " << round);
    CHECK(told(verify(f.directory / "index", *f.archive)) == "");
  }
}

TEST_CASE("a missing document is named") {
  World f;
  const std::uint64_t documents = f.index->documents();
  f.tamper([](Xapian::WritableDatabase& database) { database.delete_document("Qproduct:SKU2"); });
  check_only(f.differences(), "product:SKU2", "not in the index");
  CHECK(f.compared == documents - 1);
}

TEST_CASE("a document that the archive does not have is named") {
  World f;
  f.tamper([](Xapian::WritableDatabase& database) {
    Xapian::Document made;
    made.add_boolean_term("Qcampaign:NOBODY");
    made.add_posting("会员", 1);
    database.add_document(made);
  });
  check_only(f.differences(), "campaign:NOBODY", "archive does not have it");
}

TEST_CASE("a document that is there twice is named") {
  World f;
  f.tamper([](Xapian::WritableDatabase& database) {
    database.add_document(database.get_document(*database.postlist_begin("Qchannel:短信")));
  });
  const auto found = f.differences();
  INFO(told(found));
  CHECK(names(found, "channel:短信", "more than once"));
}

TEST_CASE("changed stored data is named") {
  World f;
  f.tamper("campaign:A", [](Xapian::Document& d) { d.set_data(d.get_data() + " "); });
  check_only(f.differences(), "campaign:A", "stored data");
}

TEST_CASE("a changed value is named with its slot") {
  World f;
  f.tamper("campaign:A", [](Xapian::Document& d) { d.add_value(0, d.get_value(0) + "x"); });
  check_only(f.differences(), "campaign:A", "its value row");
}

TEST_CASE("a value too many is named") {
  World f;
  f.tamper("campaign:A", [](Xapian::Document& d) { d.add_value(77, "x"); });
  check_only(f.differences(), "campaign:A", "values instead of");
}

TEST_CASE("a term that is missing, too much, miscounted or misplaced is named") {
  World f;
  const std::string id = "campaign:A";
  SECTION("missing") {
    f.tamper(id, [](Xapian::Document& d) { d.remove_term("XC短信"); });
    check_only(f.differences(), id, "its term channel \"短信\" is missing");
  }
  SECTION("too much") {
    f.tamper(id, [](Xapian::Document& d) { d.add_boolean_term("XC电话"); });
    check_only(f.differences(), id, "the term channel \"电话\", which the record does not give");
  }
  SECTION("miscounted") {
    f.tamper(id, [](Xapian::Document& d) {
      d.add_term("coupons", 1);
      d.remove_term("members");
    });
    const auto found = f.differences();
    INFO(told(found));
    CHECK(names(found, id, "word \"coupons\" does not count as often"));
    CHECK(names(found, id, "2 of its terms differ"));
  }
  SECTION("misplaced") {
    f.tamper(id, [](Xapian::Document& d) {
      auto term = d.termlist_begin();
      term.skip_to("coupons");
      const Xapian::termpos was = *term.positionlist_begin();
      d.remove_posting("coupons", was, 0);
      d.add_posting("coupons", was + 1, 0);
    });
    check_only(f.differences(), id, "word \"coupons\" does not stand where");
  }
}

TEST_CASE("an index that is behind, of another archive or of another format is named as that") {
  World f;
  SECTION("behind") {
    f.put(rich_campaign("Z"));
    f.put(rich_campaign("Y"));
    const auto found = f.differences();
    INFO(told(found));
    CHECK(names(found, "revision", "2 behind"));
    CHECK(names(found, "campaign:Z", "not in the index"));
  }
  SECTION("another archive") {
    f.tamper([](Xapian::WritableDatabase& database) { database.set_metadata("archive", "other"); });
    check_only(f.differences(), "archive", "\"other\"");
  }
  SECTION("another format") {
    f.tamper([](Xapian::WritableDatabase& database) { database.set_metadata("schema", "1"); });
    check_only(f.differences(), "schema", "\"1\"");
  }
  SECTION("ahead") {
    f.tamper([](Xapian::WritableDatabase& database) { database.set_metadata("revision", "999999"); });
    check_only(f.differences(), "revision", "ahead");
  }
}

TEST_CASE("an index that is missing or cannot be opened is a difference, not an error") {
  World f;
  f.index.reset();
  SECTION("none") {
    fs::remove_all(f.directory / "index");
    check_only(f.differences(), "", "no search index");
  }
  SECTION("a pointer to nothing") {
    std::ofstream(f.directory / "index" / "CURRENT") << "g77\n";
    check_only(f.differences(), "", "cannot be read");
  }
  SECTION("files of zeros, whichever") {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(f.generation()))
      if (fs::file_size(entry.path()) > 0) files.push_back(entry.path());
    for (const fs::path& path : files) {
      const fs::path kept = f.directory / "kept";
      fs::copy_file(path, kept, fs::copy_options::overwrite_existing);
      const auto size = fs::file_size(path);
      std::ofstream(path, std::ios::binary) << std::string(size, '\0');
      INFO(path);
      CHECK(f.differences().count() > 0);
      fs::copy_file(kept, path, fs::copy_options::overwrite_existing);
      CHECK(f.differences().count() == 0);
    }
  }
}

TEST_CASE("an index is compared while its owner goes on writing") {
  World f;
  for (int i = 0; i < 20; ++i) {
    f.put(rich_campaign("N" + std::to_string(i)));
    f.index->refresh(*f.archive);
    CHECK(told(f.differences()) == "");
  }
}

TEST_CASE("flipped bits of an index end neither in a crash nor in an exception") {
  World f;
  f.index.reset();
  std::uint64_t state = 3, found = 0;
  for (const auto& entry : fs::directory_iterator(f.generation())) {
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string good(std::istreambuf_iterator<char>(in), {});
    if (good.empty()) continue;
    for (int i = 0; i < 100; ++i) {
      state = state * 6364136223846793005ull + 1442695040888963407ull;
      std::string bad = good;
      char& byte = bad[(state >> 20) % bad.size()];
      byte = static_cast<char>(byte ^ (1 << ((state >> 10) & 7)));
      std::ofstream(entry.path(), std::ios::binary) << bad;
      CHECK_NOTHROW(found += f.differences().count() > 0 ? 1 : 0);
    }
    std::ofstream(entry.path(), std::ios::binary) << good;
  }
  CHECK(found > 100);  // most bytes of so small an index are not used
  CHECK(f.differences().count() == 0);
}
