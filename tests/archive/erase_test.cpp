#include "archive/erase.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

#include "archive/audit.h"
#include "archive/backup.h"
#include "archive/duplicates.h"
#include "archive/error.h"
#include "archive/export.h"
#include "archive/idempotency.h"
#include "archive/imports.h"
#include "archive/privacy.h"
#include "archive/provenance.h"
#include "archive/retention.h"
#include "archive/saved_searches.h"
#include "archive/store.h"
#include "archive/synonyms.h"
#include "archive/unconfirmed.h"
#include "archive/verify.h"
#include "tests/support/temporary_directory.h"

using namespace almanac;
using namespace almanac::archive;
namespace fs = std::filesystem;

namespace {

// Every canary of a person begins with this, whatever field it is in.
std::string canary(int person) { return "CANARY-" + std::to_string(100 + person); }

constexpr int people = 30, erased_people = 20;

User user_of(int person, int version) {
  User user;
  user.user = canary(person);
  user.attributes["name"] = canary(person) + "-name";
  user.attributes["phone"] = canary(person) + "-phone-" + std::to_string(version);
  user.tags = {"vip", canary(person) + "-tag"};
  return user;
}

void add_touchpoints(Archive& archive, const std::string& fingerprint, int from, int to, int each) {
  ImportLog log(archive);
  const std::uint64_t id = log.begin("tester", fingerprint, "", "crm").id;
  TouchpointStream stream(archive, id, 0);
  std::uint64_t number = 0;
  for (int person = from; person < to; ++person)
    for (int i = 0; i < each; ++i) {
      const std::string user = canary(person), event = user + "-event-" + std::to_string(i), device = user + "-device",
                        region = i % 2 == 0 ? "上海" : user + "-region";
      TouchpointRow row;
      row.user = user;
      row.campaign = "C1";
      row.channel = "短信";
      row.type = "click";
      row.device = device;
      row.region = region;
      if (i % 3 == 0) row.event_id = event;
      row.source = "crm";
      row.time = {1'700'000'000'000 + 86'400'000LL * i + person, Precision::millisecond};
      row.row = ++number;
      stream.add(row);
    }
  stream.flush();
  Json report{
      {"import_id", id},
      {"files",
       Json::array({Json{{"path", "users.csv"},
                         {"rejects", Json::array({Json{{"row", 7}, {"value", canary(1) + "-mail"}, {"reason", "no"}}})},
                         {"warnings", Json::array({"note about " + canary(2)})}}})}};
  Reject reject;
  reject.row = 7;
  reject.column = "mail";
  reject.value = canary(1) + "-mail";
  reject.code = "bad";
  reject.reason = {"bad: " + canary(1), "有误"};
  reject.raw = canary(1) + "," + canary(1) + "-mail";
  Reject other = reject;
  other.row = 8;
  other.value = "other-mail";
  other.reason = {"bad", "有误"};
  other.raw = "CANARY-1001,other-mail";  // begins like a key and is another person
  log.add_rejects(id, {reject, other});
  log.finish(id, "done", report);
}

void fill(Archive& archive) {
  for (int version = 0; version < 3; ++version)
    archive.write("tester", [&](Transaction& t) {
      Campaign campaign;
      campaign.code = "C1";
      campaign.name = "双十一";
      campaign.start = Date::parse("2024-11-01");
      campaign.tags = {"vip"};
      t.put(campaign);
      Segment segment;
      segment.segment = segment.name = "沉睡会员";
      for (int person = 0; person < people; ++person) {
        t.put(user_of(person, version));
        segment.users.push_back(canary(person));
      }
      segment.attributes["version"] = version;
      t.put(segment);
      SourceFile file;
      file.import_id = 1;
      file.source = file.name = "users.csv";
      file.id = add_source_file(t, file);
      for (int person = 0; person < people; ++person) {
        Said said;
        said.file = file;
        said.row = 1;
        said.said = to_json_record(user_of(person, version));
        remember_said(t, Kind::user, *t.find_number(Kind::user, canary(person)), said);
      }
      Said members;
      members.file = file;
      members.said = to_json_record(segment);
      members.rows["users/" + canary(3)] = 5;
      remember_said(t, Kind::segment, *t.find_number(Kind::segment, "沉睡会员"), members);
      SourceFile second = file;
      second.id = 0;
      second.source = second.name = "members.csv";
      second.id = add_source_file(t, second);
      Said plain = members;
      plain.file = second;
      plain.rows.clear();
      remember_said(t, Kind::segment, *t.find_number(Kind::segment, "沉睡会员"), plain);
      Unconfirmed doubt;
      doubt.kind = Kind::user;
      doubt.key = canary(4);
      doubt.field = "city";
      doubt.value = canary(4) + "-city";
      doubt.evidence = canary(4);
      add_unconfirmed(t, doubt);
      LikelyDuplicate pair;
      pair.kind = Kind::user;
      pair.a = canary(5);
      pair.b = canary(6);
      add_duplicate(t, pair);
    });
  // A search by an import that named a person and has been removed again: what undoing would know of it goes too.
  archive.write(
      "tester",
      [](Transaction& t) {
        SavedSearch search;
        search.name = canary(3);
        search.parameters = Json{{"q", canary(3)}};
        put_saved_search(t, search);
        add_synonyms(t, {canary(4), canary(5)});
      },
      1);
  archive.write(
      "tester",
      [](Transaction& t) {
        remove_saved_search(t, canary(3));
        remove_synonyms(t, canary(4));
      },
      1);
  KeptAnswers answers(archive);
  answers.begin("tester", "key-1", "PUT");
  answers.finish("tester", "key-1", 200, R"({"user":")" + canary(7) + R"("})");
  add_touchpoints(archive, "one", 0, people, 9);
}

std::string bytes_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// Where in the directory the canaries of the first 20 people stand.
std::vector<std::string> traces_in(const fs::path& directory) {
  std::vector<std::string> found;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    if (!entry.is_regular_file()) continue;
    const std::string bytes = bytes_of(entry.path());
    for (int person = 0; person < erased_people; ++person) {
      const std::string text = canary(person);
      for (std::size_t at = bytes.find(text); at != std::string::npos; at = bytes.find(text, at + 1)) {
        const char next = at + text.size() < bytes.size() ? bytes[at + text.size()] : ' ';
        if (next >= '0' && next <= '9') continue;  // "CANARY-1001" is somebody else
        found.push_back(entry.path().filename().string() + ": " + bytes.substr(at, 40));
      }
    }
  }
  return found;
}

std::vector<std::string> erased_keys() {
  std::vector<std::string> keys;
  for (int person = 0; person < erased_people; ++person) keys.push_back(canary(person));
  return keys;
}

std::string differences(const Archive& archive) {
  std::string text;
  const Verification found = verify(archive.read());
  for (const Difference& one : found.differences.list())
    text += one.part + " " + one.subject + ": " + one.reason.en + "\n";
  return text;
}

std::map<std::string, std::uint64_t> counts(const Archive& archive) {
  const auto reads = archive.read();
  std::map<std::string, std::uint64_t> counted{{"users", reads.count(Kind::user)},
                                               {"records", reads.record_count<User>()},
                                               {"touchpoints", reads.touchpoint_count()},
                                               {"members", reads.find<Segment>("沉睡会员")->record.users.size()},
                                               {"tags", reads.count(Kind::tag)}};
  TouchpointScan scan;
  reads.scan_touchpoints(scan, [&](const TouchpointBlock&, const TouchpointColumns& rows) {
    for (std::size_t i = 0; i < rows.size(); ++i) ++counted["user " + std::to_string(rows.user[i])];
  });
  return counted;
}

}  // namespace

TEST_CASE("of erased people no byte is left in the directory, every count stays, and the archive verifies") {
  const tests::TemporaryDirectory directory;
  const fs::path data = directory.path() / "data";
  {
    const auto archive = Archive::open(data, Access::read_write);
    fill(*archive);
    REQUIRE(differences(*archive).empty());
  }
  fs::create_directories(data / "backups");
  write_backup(data, data / "backups" / "daily.almanac", "test");
  write_backup(data, directory.path() / "older.almanac", "test");
  REQUIRE(traces_in(data).size() > 100);
  {
    const auto archive = Archive::open(data, Access::read_write);
    const auto before = counts(*archive);
    const Erasure erasure = erase_users(*archive, "privacy", erased_keys());
    CHECK(erasure.users.size() == erased_people);
    CHECK(erasure.touchpoints == erased_people * 9);
    CHECK(erasure.backups == 1);
    CHECK(erasure.left.empty());
    CHECK(counts(*archive) == before);
    CHECK(differences(*archive) == "");
    const auto reads = archive->read();
    CHECK_FALSE(reads.find<User>(canary(0)));
    const auto emptied = reads.find<User>(*reads.find_number(Kind::user, "erased:0"));
    CHECK(emptied->record.attributes.empty());
    CHECK(emptied->record.tags.empty());
    CHECK(emptied->version == 3);
    CHECK(reads.find<User>(canary(25))->record == user_of(25, 2));
    CHECK(audit(reads, {"erase_user"}).size() == 1);
    std::uint64_t kept = 0;
    ImportLog(*archive).for_each_reject(1,
                                        [&](const Reject& reject) { kept += reject.raw == "CANARY-1001,other-mail"; });
    CHECK(kept == 1);
  }
  const auto left = traces_in(data);
  INFO((left.empty() ? "" : left.front()));
  CHECK(left.empty());
  CHECK(verify_backup(data / "backups" / "daily.almanac").verification.differences.count() == 0);
  CHECK(fs::status(data.string() + ".privacy").permissions() == fs::perms::owner_all);

  SECTION("a restore of an older backup erases them again") {
    const fs::path restored = directory.path() / "restored";
    restore_backup(directory.path() / "older.almanac", restored);
    CHECK(traces_in(restored).empty());
    const auto archive = Archive::open(restored, Access::read_write);
    CHECK(differences(*archive) == "");
    CHECK(archive->read().find<User>(canary(25)));
    CHECK(erased_hashes(archive->read()).size() == erased_people);
  }
  SECTION("erasing them once more cleans up again and changes nothing") {
    const auto archive = Archive::open(data, Access::read_write);
    const std::uint64_t revision = archive->revision();
    CHECK(erase_users(*archive, "privacy", {canary(0)}).users.empty());
    CHECK(archive->revision() == revision);
    CHECK_THROWS_AS(erase_users(*archive, "privacy", {"nobody"}), Error);
    CHECK(archive->revision() == revision);
  }
}

TEST_CASE("touchpoints of others keep their identity when a person is erased") {
  const tests::TemporaryDirectory directory;
  const auto archive = Archive::open(directory.path() / "data", Access::read_write);
  fill(*archive);
  erase_users(*archive, "privacy", erased_keys());
  const std::uint64_t before = archive->read().touchpoint_count();
  add_touchpoints(*archive, "two", erased_people, people, 9);
  CHECK(archive->read().touchpoint_count() == before);
}

TEST_CASE("rules of retention erase users without touchpoints, who may come back, and drop old touchpoints") {
  const tests::TemporaryDirectory directory;
  const auto archive = Archive::open(directory.path() / "data", Access::read_write);
  fill(*archive);
  RetentionRules rules;
  rules.touchpoints.push_back({30, {"click"}, {}});
  rules.users.push_back({365});
  constexpr std::int64_t day_ms = 86'400'000;
  CHECK(try_retention(*archive, rules, now_ms()).users == 0);  // imported today
  const std::int64_t later = now_ms() + 400 * day_ms;
  const Retained planned = try_retention(*archive, rules, later);
  CHECK(planned.users == people);
  CHECK(planned.touchpoints == std::vector<std::uint64_t>{people * 9});
  CHECK(archive->read().touchpoint_count() == people * 9);
  const Retained retained = apply_retention(*archive, rules, "tester", later);
  CHECK(retained.users == people);
  CHECK(retained.touchpoints == planned.touchpoints);
  CHECK(archive->read().touchpoint_count() == 0);
  CHECK(traces_in(directory.path() / "data").empty());
  CHECK(differences(*archive) == "");
  CHECK_FALSE(has_erased_people(archive->read()));
  CHECK(audit(archive->read(), {"retention"}).size() == 2);
  add_touchpoints(*archive, "again", 0, 1, 9);
  CHECK(archive->read().find_number(Kind::user, canary(0)) == people);
}

TEST_CASE("a key lost or exchanged is found out") {
  const tests::TemporaryDirectory directory;
  const fs::path data = directory.path() / "data";
  const auto archive = Archive::open(data, Access::read_write);
  const PrivacyKey key = get_privacy_key(*archive);
  CHECK(key.pseudonym("u1").size() == 28);
  CHECK(key.pseudonym(key.pseudonym("u1")) == key.pseudonym("u1"));
  CHECK(key.erased_hash("u1") == key.erased_hash(key.pseudonym("u1")));
  fs::remove(data.string() + ".privacy/key");
  CHECK_THROWS_WITH(get_privacy_key(*archive), Catch::Contains("--privacy"));
  PrivacyKey::get_or_make(data.string() + ".privacy");
  CHECK_THROWS_WITH(get_privacy_key(*archive), Catch::Contains("another archive"));
}

TEST_CASE("a key is found where it stands by itself") {
  const Traces traces({{"u1", "erased:1"}, {"12", "erased:2"}, {"张三", "erased:3"}, {"a\"b", "erased:4"}});
  CHECK(traces.find("u1,5"));
  CHECK(traces.find("{\"user\":\"u1\"}"));
  CHECK(traces.find("event u1-77"));
  CHECK_FALSE(traces.find("u12,xu1"));
  CHECK_FALSE(traces.find("2024-12-01"));
  CHECK(traces.find("a,12,b"));
  CHECK(traces.find("客户,张三,上海"));
  CHECK_FALSE(traces.find("张三丰"));
  CHECK(traces.find("\"a\"\"b\",7"));
  CHECK(traces.find(R"({"x":"a\"b"})"));
  CHECK(traces.replaced("u1 and u1x") == "erased:1 and u1x");
  Json json{{"key", "u1"}, {"fields", Json::array({Json{{"after", "13800001111"}}})}, {"users/u1", 3}};
  CHECK(traces.scrub(json));
  CHECK(dump(json) == R"({"key":"erased:1","fields":[],"users/erased:1":3})");
}

TEST_CASE("a restricted reader does not see segments that are too small") {
  const tests::TemporaryDirectory directory;
  const auto archive = Archive::open(directory.path() / "data", Access::read_write);
  archive->write("tester", [&](Transaction& t) {
    const auto put = [&](const std::string& name, std::optional<int> size, int users) {
      Segment segment;
      segment.segment = segment.name = name;
      if (size) segment.size = Decimal{*size, 0};
      for (int i = 0; i < users; ++i) segment.users.push_back("u" + std::to_string(i));
      t.put(segment);
    };
    put("四人", 4, 0);
    put("五人", 5, 0);
    put("列出三人", 1000, 3);
    put("列出五人", std::nullopt, 5);
    put("未知", std::nullopt, 0);
    Campaign campaign;
    campaign.code = "C1";
    campaign.name = "双十一";
    campaign.start = Date::parse("2024-11-01");
    campaign.segments = {"四人", "五人"};
    campaign.results.resize(2);
    campaign.results[0].metric = campaign.results[1].metric = "gmv";
    campaign.results[0].segment = "四人";
    campaign.results[1].segment = "五人";
    t.put(campaign);
  });
  const auto names = [](const Reader& reads) {
    std::set<std::string> seen;
    reads.for_each<Segment>([&](const Stored<Segment>& segment) { seen.insert(segment.record.segment); });
    return seen;
  };
  const Reader open = archive->read();
  CHECK(names(open).size() == 5);
  const Reader restricted = archive->read({.restricted = true});
  CHECK(names(restricted) == std::set<std::string>{"五人", "列出五人", "未知"});
  CHECK_FALSE(restricted.find<Segment>("四人"));
  CHECK_FALSE(restricted.find<Segment>(*open.find_number(Kind::segment, "四人")));
  CHECK_FALSE(restricted.find_key(Kind::segment, *open.find_number(Kind::segment, "四人")));
  CHECK_FALSE(restricted.find_by_name(Kind::segment, "四人"));
  CHECK(restricted.history(Kind::segment, "列出三人").empty());
  CHECK(restricted.record_count<Segment>() == 3);
  CHECK(restricted.page<Segment>("", 2).size() == 2);
  CHECK(restricted.page<Segment>("", 10).size() == 3);
  std::set<std::string> keys;
  restricted.for_each_key(Kind::segment, [&](std::uint32_t, std::string_view key) { keys.emplace(key); });
  CHECK_FALSE(keys.contains("四人"));
  const Campaign campaign = restricted.find<Campaign>("C1")->record;
  CHECK(campaign.segments == Strings{"五人"});
  CHECK(campaign.results.size() == 1);
  CHECK(open.find<Campaign>("C1")->record.segments.size() == 2);
  CHECK(names(archive->read({.restricted = true, .least_segment_size = 2})).size() == 5);
  archive->write("tester", [](Transaction& t) { t.set_setting("least_segment_size", "1001"); });
  CHECK(names(archive->read({.restricted = true})) == std::set<std::string>{"未知"});
}
