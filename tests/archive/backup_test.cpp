#include "archive/backup.h"

#include <sqlite3.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <fstream>
#include <random>
#include <sstream>
#include <thread>

#include "archive/audit.h"
#include "archive/documents.h"
#include "archive/error.h"
#include "archive/export.h"
#include "archive/imports.h"
#include "archive/store.h"
#include "archive/verify.h"
#include "tests/support/errors.h"
#include "tests/support/temporary_directory.h"

using namespace almanac;
using namespace almanac::archive;

using tests::code_of;

namespace {

Campaign campaign(const std::string& code) {
  Campaign c;
  c.code = code;
  c.name = "双十一大促 " + code;
  c.start = Date::parse("2024-11-01");
  c.channels = {"短信", "公众号"};
  c.theme = "让快乐翻倍";
  c.lessons.resize(1);
  c.lessons[0].statement = "预热期越早，爆发期转化越高 " + code;
  return c;
}

// Campaigns in several versions, users, touchpoints and a document.
void fill(const std::filesystem::path& directory) {
  const auto archive = Archive::open(directory, Access::read_write);
  for (int version = 0; version < 3; ++version)
    archive->write("tester", [&](Transaction& t) {
      for (int i = 0; i < 20; ++i) {
        Campaign c = campaign("C" + std::to_string(i));
        c.summary = "第 " + std::to_string(version) + " 版";
        t.put(c);
      }
      User user;
      user.user = "u1";
      user.attributes["city"] = version;
      t.put(user);
      Document document;
      document.title = "复盘";
      document.campaigns = {"C1"};
      put_document(t, document, std::string(2'500'000, 'x') + std::to_string(version), "文字");
    });
  ImportLog log(*archive);
  const std::uint64_t id = log.begin("tester", "fingerprint", "", "").id;
  TouchpointStream stream(*archive, id, 0);
  for (std::uint64_t i = 1; i <= 20'000; ++i) {
    const std::string user = "user" + std::to_string(i % 700), event = std::to_string(i);
    TouchpointRow row;
    row.user = user;
    row.campaign = "C1";
    row.channel = "短信";
    row.type = "click";
    row.event_id = event;
    row.time = {1'700'000'000'000 + static_cast<std::int64_t>(i) * 1000, Precision::second};
    row.row = i;
    stream.add(row);
  }
  stream.flush();
  log.finish(id, "done", Json::object());
  std::filesystem::create_directories(directory / "templates");
  std::ofstream(directory / "templates" / "ours.md") << "# 我们的模板\n";
  std::filesystem::create_directories(directory / "questions");
  std::ofstream(directory / "questions" / "ours.json") << "[]\n";
}

std::string exported(const std::filesystem::path& directory) {
  const auto archive = Archive::open(directory, Access::read_only);
  std::string all;
  export_lines(archive->read(), archive->zone(), {}, [&](std::string_view line) { (all += line) += '\n'; });
  return all;
}

Verification verified(const std::filesystem::path& directory) {
  const auto archive = Archive::open(directory, Access::read_only);
  return verify(archive->read());
}

bool names(const Verification& found, const std::string& part, const std::string& subject) {
  for (const Difference& one : found.differences.list())
    if (one.part == part && one.subject == subject) return true;
  return false;
}

// What an operator does with the sqlite3 program behind our back.
void tamper(const std::filesystem::path& directory, const char* sql) {
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open((directory / "archive.db").c_str(), &database) == SQLITE_OK);
  char* message = nullptr;
  const int code = sqlite3_exec(database, sql, nullptr, nullptr, &message);
  INFO(sql << ": " << (message ? message : ""));
  CHECK(code == SQLITE_OK);
  sqlite3_free(message);
  sqlite3_close(database);
}

std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream all;
  all << in.rdbuf();
  return all.str();
}

}  // namespace

TEST_CASE("an archive that nobody touched verifies, and everything in it is counted") {
  tests::TemporaryDirectory directory;
  fill(directory.path());
  const Verification found = verified(directory.path());
  for (const Difference& one : found.differences.list())
    UNSCOPED_INFO(one.part << " " << one.subject << " " << one.reason.en);
  CHECK(found.differences.count() == 0);
  CHECK(found.touchpoints == 20'000);
  CHECK(found.documents == 3);
  CHECK(found.versions >= 3 * 20);
  CHECK(found.audit == found.revision);
}

TEST_CASE("what was changed behind the program's back is named") {
  const std::vector<std::tuple<const char*, const char*, const char*>> cases = {
      {"UPDATE record SET body=replace(body,'让快乐翻倍','让快乐十倍') WHERE kind=1 AND number=3", "record",
       "campaign:C3"},
      {"UPDATE record_version SET body=replace(body,'第 0','第 9') WHERE kind=1 AND number=3 AND version=1", "version",
       "campaign:C3 1"},
      {"UPDATE record_version SET actor='somebody' WHERE kind=1 AND number=3 AND version=1", "version",
       "campaign:C3 1"},
      {"DELETE FROM record_version WHERE kind=1 AND number=4 AND version=2", "version", "campaign:C4"},
      {"DELETE FROM record_version WHERE kind=1 AND number=4 AND version=3", "record", "campaign:C4"},
      {"DELETE FROM change WHERE revision=2 AND number=5 AND kind=1", "audit", "revision 2"},
      {"UPDATE audit SET actor='somebody' WHERE id=2", "audit", "entry 2"},
      {"DELETE FROM audit WHERE id=2", "audit", "entry 3"},
      {"DELETE FROM revision WHERE revision=2", "audit", "revision 2"},
      {"UPDATE touchpoint_block SET max_ms=max_ms+1 WHERE block=1", "touchpoints", "block 1"},
      {"UPDATE touchpoint_data SET data=zeroblob(length(data)) WHERE block=2", "touchpoints", "block 2"},
      {"DELETE FROM word WHERE kind=1", "touchpoints", "block 3"},
      {"DELETE FROM campaign_order WHERE number=6", "record", "campaign:C6"},
      {"DELETE FROM node WHERE kind=1 AND number=7", "record", "campaign 7"},
      {"UPDATE node SET key='C8x' WHERE kind=1 AND number=8", "record", "campaign:C8x"},
      {"DELETE FROM setting WHERE name='zone'", "database", "zone"},
  };
  for (const auto& [sql, part, subject] : cases) {
    tests::TemporaryDirectory directory;
    fill(directory.path());
    const auto archive = Archive::open(directory.path(), Access::read_only);
    tamper(directory.path(), sql);
    const Verification found = verify(archive->read());
    std::string all;
    for (const Difference& one : found.differences.list()) all += one.part + " " + one.subject + "; ";
    INFO(sql << " → " << all);
    CHECK(names(found, part, subject));
  }
}

TEST_CASE("a record and its hash changed together still break the audit log's sums") {
  tests::TemporaryDirectory directory;
  fill(directory.path());
  tamper(directory.path(),
         "UPDATE record_version SET body=replace(body,'第 0','第 9'), hash=0 WHERE kind=1 AND number=3 AND version=1");
  CHECK(names(verified(directory.path()), "audit", "revision 1"));
}

TEST_CASE("a damaged document is named by its hash") {
  tests::TemporaryDirectory directory;
  fill(directory.path());
  tamper(directory.path(), "UPDATE content SET bytes=zeroblob(10) WHERE piece=2");
  const Verification found = verified(directory.path());
  CHECK(found.differences.count() == 3);
  CHECK(found.differences.list().at(0).part == "document");
}

TEST_CASE("the audit log says who did what, newest first") {
  tests::TemporaryDirectory directory;
  const auto archive = Archive::open(directory.path(), Access::read_write);
  archive->write("anna", [](Transaction& t) { t.put(campaign("A")); });
  archive->write("ben", [](Transaction& t) { add_audit(t, "export_user", "user 7"); });
  archive->write("carl", [](Transaction& t) {
    name_audit(t, "retention", "365 days");
    t.put(campaign("B"));
  });
  archive->write("dora", [](Transaction& t) { t.put(campaign("B")); });  // nothing new: no revision, no entry
  const auto entries = audit(archive->read());
  REQUIRE(entries.size() == 3);
  CHECK(entries[0].actor == "carl");
  CHECK(entries[0].action == "retention");
  CHECK(entries[0].revision == 2);
  CHECK(entries[0].changes > 0);
  CHECK(entries[1].action == "export_user");
  CHECK(entries[1].revision == 0);
  CHECK(entries[2].action == "write");
  CHECK(audit(archive->read(), {"write", "", 0, 10}).size() == 1);
  CHECK(audit(archive->read(), {"", "", entries[1].id, 10}).size() == 1);
  CHECK(verify(archive->read()).differences.count() == 0);
}

TEST_CASE("a backup restores to the same records, with a new archive id and the team's own files") {
  tests::TemporaryDirectory directory;
  const auto data = directory / "data", file = directory / "monday.almanac", restored = directory / "restored";
  fill(data);
  const BackupManifest manifest = write_backup(data, file, "1.2.3");
  CHECK(manifest.counts.at("campaign") == 20);
  CHECK(manifest.counts.at("touchpoint") == 20'000);
  CHECK(manifest.files.size() == 2);
  CHECK(read_manifest(file).sha256 == manifest.sha256);
  CHECK(verify_backup(file).verification.differences.count() == 0);
  restore_backup(file, restored);
  CHECK(exported(restored) == exported(data));
  CHECK(bytes_of(restored / "templates" / "ours.md") == "# 我们的模板\n");
  CHECK(bytes_of(restored / "questions" / "ours.json") == "[]\n");
  CHECK(Archive::open(restored, Access::read_only)->id() != Archive::open(data, Access::read_only)->id());
  CHECK(verified(restored).differences.count() == 0);
  CHECK(audit(Archive::open(restored, Access::read_only)->read(), {"restore", "", 0, 1}).size() == 1);
  CHECK((std::filesystem::status(restored).permissions() & std::filesystem::perms::others_all) ==
        std::filesystem::perms::none);
}

TEST_CASE("neither a backup nor a directory with something in it is overwritten") {
  tests::TemporaryDirectory directory;
  const auto data = directory / "data", file = directory / "b";
  fill(data);
  write_backup(data, file, "1");
  CHECK(code_of([&] { write_backup(data, file, "1"); }) == "exists_already");
  CHECK(code_of([&] { restore_backup(file, data); }) == "not_empty");
  CHECK(code_of([&] { write_backup(directory / "nothing", directory / "c", "1"); }) == "no_archive");
  CHECK(code_of([&] { restore_backup(directory / "nothing", directory / "d"); }) == "no_backup");
  CHECK(code_of([&] { restore_backup(directory.write("text", std::string(5000, 'x')), directory / "d"); }) ==
        "no_backup_file");
  CHECK(!std::filesystem::exists(directory / "d"));
  std::filesystem::create_directory(directory / "empty");
  restore_backup(file, directory / "empty");
  CHECK(exported(directory / "empty") == exported(data));
}

TEST_CASE("a backup with one bit changed anywhere is refused and restores nothing") {
  tests::TemporaryDirectory directory;
  const auto data = directory / "data", file = directory / "whole", bent = directory / "bent";
  fill(data);
  write_backup(data, file, "1");
  const std::string whole = bytes_of(file);
  std::mt19937_64 random(7);
  for (int i = 0; i < 60; ++i) {
    // Every second one near the end, where manifest and trailer are.
    const std::size_t at = i % 2 ? random() % whole.size() : whole.size() - 1 - random() % 700;
    std::string changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ (1 << (random() % 8)));
    std::ofstream(bent, std::ios::binary) << changed;
    const std::string code = code_of([&] { verify_backup(bent); });
    INFO("byte " << at << " of " << whole.size() << ": " << code);
    CHECK((code == "damaged_backup" || code == "no_backup_file"));
    CHECK(code_of([&] { restore_backup(bent, directory / "r"); }) == code);
    CHECK(!std::filesystem::exists(directory / "r"));
    CHECK(!std::filesystem::exists(directory / "r.restoring"));
  }
  for (const std::size_t length : {whole.size() - 1, whole.size() / 2, std::size_t{100}, std::size_t{0}}) {
    std::ofstream(bent, std::ios::binary) << whole.substr(0, length);
    const std::string code = code_of([&] { verify_backup(bent); });
    CHECK((code == "damaged_backup" || code == "no_backup_file"));
  }
}

TEST_CASE("no backup is written of a damaged archive") {
  tests::TemporaryDirectory directory;
  const auto data = directory / "data";
  fill(data);
  tamper(data, "UPDATE record SET body=replace(body,'让快乐翻倍','让快乐十倍') WHERE kind=1 AND number=3");
  CHECK(code_of([&] { write_backup(data, directory / "b", "1"); }) == "damaged_archive");
  CHECK(!std::filesystem::exists(directory / "b"));
  CHECK(!std::filesystem::exists(directory / "b.part"));
}

TEST_CASE("backups taken while others write are whole, each of one revision") {
  tests::TemporaryDirectory directory;
  const auto data = directory / "data";
  fill(data);
  const auto archive = Archive::open(data, Access::read_write);
  std::atomic<bool> stop = false;
  std::thread writer([&] {
    for (int i = 0; !stop; ++i)
      archive->write("writer", [&](Transaction& t) {
        t.put(campaign("W" + std::to_string(i)));  // both or neither
        t.put(campaign("V" + std::to_string(i)));
      });
  });
  for (int i = 0; i < 5; ++i) {
    const auto file = directory / ("b" + std::to_string(i));
    const BackupManifest manifest = write_backup(data, file, "1");
    restore_backup(file, directory / ("r" + std::to_string(i)));
    const auto restored = Archive::open(directory / ("r" + std::to_string(i)), Access::read_only);
    CHECK(restored->revision() == manifest.revision);
    CHECK(restored->read().record_count<Campaign>() % 2 == 0);
  }
  stop = true;
  writer.join();
}
