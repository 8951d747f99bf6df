// What the archive remembers about imports: the migration to format 2, provenance, documents, values to confirm, likely
// duplicates.

#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "archive/audit.h"
#include "archive/backup.h"
#include "archive/documents.h"
#include "archive/duplicates.h"
#include "archive/error.h"
#include "archive/export.h"
#include "archive/import_undo.h"
#include "archive/imports.h"
#include "archive/provenance.h"
#include "archive/same_as.h"
#include "archive/saved_searches.h"
#include "archive/schema.h"
#include "archive/store.h"
#include "archive/synonyms.h"
#include "archive/unconfirmed.h"
#include "archive/verify.h"
#include "tests/support/errors.h"
#include "tests/support/temporary_directory.h"

using namespace almanac;
using namespace almanac::archive;

using tests::code_of;

namespace {

std::unique_ptr<Archive> open(const tests::TemporaryDirectory& directory) {
  return Archive::open(directory.path(), Access::read_write);
}

std::string fixture(const std::string& name) {
  std::ifstream in(std::string(ALMANAC_SOURCE_DIR) + "/tests/data/archive/" + name);
  std::ostringstream text;
  text << in.rdbuf();
  REQUIRE(!text.str().empty());
  return text.str();
}

// An archive as the program of an earlier format left it. 1: two campaigns and three touchpoints. 2: those, with lessons, a review
// document with a value to confirm, and one campaign changed by a second import. 5: campaigns with lessons, a rate, touchpoints, and a
// campaign that was decided to be another one. 6: those, with a group of synonyms and a saved search by an import.
void write_format(int format, const std::filesystem::path& file) {
  sqlite::Database database(file, sqlite::Database::Mode::read_write);
  database.execute(fixture("version-" + std::to_string(format) + ".sql"));
  database.execute("PRAGMA user_version=" + std::to_string(format));
  database.execute("PRAGMA application_id=" + std::to_string(application_id));
}

Campaign campaign(std::string code) {
  Campaign c;
  c.code = std::move(code);
  c.name = "双十一";
  c.start = Date::parse("2024-11-01");
  return c;
}

}  // namespace

TEST_CASE("an archive of format 1 is brought to today's format with everything in it") {
  tests::TemporaryDirectory directory;
  write_format(1, directory / "archive.db");
  std::uint64_t revision = 0;
  {
    // Read without being migrated: nothing is missing but what format 1 does not know.
    const auto archive = Archive::open(directory.path(), Access::read_only);
    const auto reader = archive->read();
    revision = reader.revision();
    CHECK(reader.record_count<Campaign>() == 2);
    CHECK(documents_of(reader, "SPRING").empty());
    CHECK(all_said(reader, Kind::campaign, 0).empty());
    CHECK(find_duplicates(reader, {}).empty());
    CHECK(find_unconfirmed(reader, UnconfirmedQuery{}).empty());
  }
  const auto archive = open(directory);
  const auto reader = archive->read();
  CHECK(reader.revision() == revision);
  const auto stored = reader.find<Campaign>("D11-2023");
  REQUIRE(stored);
  CHECK(stored->record.name == "双十一大促");
  CHECK(stored->record.channels == Strings{"公众号", "短信"});
  CHECK(stored->record.lessons.size() == 1);
  CHECK(reader.touchpoint_count() == 3);
  CHECK(ImportLog(*archive).find(1)->state == "done");
  CHECK(ImportLog(*archive).find(1)->undoes == 0);
  sqlite::Database database(directory / "archive.db", sqlite::Database::Mode::read_only);
  CHECK(database.integer("PRAGMA user_version") == schema_version);
  CHECK(database.integer("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check<>'ok'") == 0);
}

TEST_CASE("an archive of format 2 exports the same bytes after its migration, verifies, and can be gone back to") {
  tests::TemporaryDirectory directory;
  const auto data = directory / "data";
  std::filesystem::create_directory(data);
  write_format(2, data / "archive.db");
  const auto exported = [](const std::filesystem::path& from) {
    const auto archive = Archive::open(from, Access::read_only);
    std::string all;
    export_lines(archive->read(), archive->zone(), {}, [&](std::string_view line) { (all += line) += '\n'; });
    return all;
  };
  Archive::open(data, Access::read_write);
  CHECK(exported(data) == fixture("version-2.jsonl"));
  {
    const auto archive = Archive::open(data, Access::read_only);
    const Verification found = verify(archive->read());
    for (const Difference& one : found.differences.list())
      UNSCOPED_INFO(one.part << " " << one.subject << " " << one.reason.en);
    CHECK(found.differences.count() == 0);
    CHECK(audit(archive->read()).at(0).action == "migrate");
    CHECK(documents_of(archive->read(), "中秋节活动-20240910").size() == 1);
  }
  const auto before = data / "backups" / ("before-format-" + std::to_string(schema_version) + ".almanac");
  CHECK(read_manifest(before).format == 2);
  CHECK(verify_backup(before).verification.differences.count() == 0);
  restore_backup(before, directory / "restored");
  CHECK(exported(directory / "restored") == fixture("version-2.jsonl"));
}

TEST_CASE(
    "an archive of format 5 exports the same bytes after its migration, verifies, and takes synonyms and searches") {
  tests::TemporaryDirectory directory;
  const auto data = directory / "data";
  std::filesystem::create_directory(data);
  write_format(5, data / "archive.db");
  const auto exported = [&] {
    const auto archive = Archive::open(data, Access::read_only);
    std::string all;
    export_lines(archive->read(), archive->zone(), {}, [&](std::string_view line) { (all += line) += '\n'; });
    return all;
  };
  {
    // Read without being migrated: it has no synonyms and no saved searches.
    const auto archive = Archive::open(data, Access::read_only);
    CHECK(list_synonyms(archive->read()).empty());
    CHECK_FALSE(find_synonyms(archive->read(), "a"));
    CHECK(saved_searches(archive->read(), "", 10).empty());
    CHECK_FALSE(find_seen(archive->read(), "a"));
  }
  CHECK(exported() == fixture("version-5.jsonl"));
  const auto archive = Archive::open(data, Access::read_write);
  CHECK(exported() == fixture("version-5.jsonl"));
  const Verification found = verify(archive->read());
  for (const Difference& one : found.differences.list())
    UNSCOPED_INFO(one.part << " " << one.subject << " " << one.reason.en);
  CHECK(found.differences.count() == 0);
  archive->write("tester", [](Transaction& t) {
    add_synonyms(t, {"老带新", "转介绍"});
    SavedSearch search;
    search.name = "短信";
    search.parameters = Json{{"q", "短信"}};
    put_saved_search(t, search);
  });
  const std::string more =
      "{\"record\":\"synonym\",\"words\":[\"老带新\",\"转介绍\"]}\n"
      "{\"record\":\"saved_search\",\"name\":\"短信\",\"parameters\":{\"q\":\"短信\"}}\n";
  CHECK(exported().find(more) != std::string::npos);
}

TEST_CASE(
    "an archive of format 6 exports the same bytes after its migration, verifies, and remembers what imports change of "
    "searching") {
  tests::TemporaryDirectory directory;
  const auto data = directory / "data";
  std::filesystem::create_directory(data);
  write_format(6, data / "archive.db");
  const auto exported = [&] {
    const auto archive = Archive::open(data, Access::read_only);
    std::string all;
    export_lines(archive->read(), archive->zone(), {}, [&](std::string_view line) { (all += line) += '\n'; });
    return all;
  };
  // Read without being migrated: it does not know what its import changed.
  CHECK(searching_steps(Archive::open(data, Access::read_only)->read(), 5).empty());
  CHECK(exported() == fixture("version-6.jsonl"));
  const auto archive = Archive::open(data, Access::read_write);
  CHECK(exported() == fixture("version-6.jsonl"));
  CHECK(verify(archive->read()).differences.count() == 0);
  CHECK(searching_steps(archive->read(), 5).empty());
  archive->write(
      "tester",
      [](Transaction& t) {
        add_synonyms(t, {"转介绍", "裂变"});
        add_synonyms(t, {"早鸟", "预售"});
        add_synonyms(t, {"预售", "裂变"});
      },
      6);
  const auto steps = searching_steps(archive->read(), 6);
  REQUIRE(steps.size() == 1);
  CHECK(steps[0].is_synonyms);
  CHECK(steps[0].before == Json::array({Json::array({"老带新", "转介绍"})}));
  CHECK(steps[0].after == Json::array({Json::array({"早鸟", "预售", "老带新", "转介绍", "裂变"})}));
}

TEST_CASE("what a file said of a record is remembered by import, and makes no revision") {
  tests::TemporaryDirectory directory;
  const auto archive = open(directory);
  const auto import_id = ImportLog(*archive).begin("tester", "f", "", "").id;
  std::uint32_t number = 0;
  archive->write(
      "tester", [&](Transaction& t) { number = t.put(campaign("A")).number; }, import_id);
  const auto revision = archive->revision();
  archive->write(
      "tester",
      [&](Transaction& t) {
        Said said;
        said.file = {0, import_id, "/data/方案.xlsx", "方案.xlsx", "预算", "map", 5};
        said.file.id = add_source_file(t, said.file);
        CHECK(add_source_file(t, said.file) == said.file.id);
        said.row = 3;
        said.rows["goals/gmv"] = 4;
        said.said = Json{{"name", "双十一"}};
        remember_said(t, Kind::campaign, number, said);
      },
      import_id);
  CHECK(archive->revision() == revision);
  const auto all = all_said(archive->read(), Kind::campaign, number);
  REQUIRE(all.size() == 1);
  CHECK(all[0].file.name == "方案.xlsx");
  CHECK(all[0].file.sheet == "预算");
  CHECK(all[0].file.import_id == import_id);
  CHECK(all[0].row == 3);
  CHECK(all[0].rows.at("goals/gmv") == 4);
  CHECK(all[0].said.at("name") == "双十一");
}

TEST_CASE("a document is kept once, in pieces, with its text and its campaigns") {
  tests::TemporaryDirectory directory;
  const auto archive = open(directory);
  std::string bytes(3'000'000, 'x');
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * i / 7);
  const std::string text = "第一段\n第二段";
  std::string hash;
  const auto store = [&] {
    return archive->write("tester", [&](Transaction& t) {
      t.put(campaign("A"));
      Document document;
      document.title = "双十一复盘";
      document.date = Date::parse("2024-11-20");
      document.format = "docx";
      document.file_name = "复盘.docx";
      document.campaigns = {"A"};
      hash = put_document(t, document, bytes, text);
    });
  };
  const auto revision = store();
  CHECK(store() == revision);
  CHECK(hash.size() == 64);
  const auto reader = archive->read();
  const auto found = find_document(reader, hash);
  REQUIRE(found);
  CHECK(found->title == "双十一复盘");
  CHECK(found->bytes == bytes.size());
  CHECK(found->campaigns == Strings{"A"});
  CHECK(found->date->to_string() == "2024-11-20");
  CHECK(document_text(reader, hash) == text);
  std::string read;
  std::size_t pieces = 0;
  read_document(reader, hash, [&](std::string_view piece) {
    read += piece;
    ++pieces;
  });
  CHECK(read == bytes);
  CHECK(pieces == 3);
  CHECK(documents_of(reader, "A").size() == 1);
  const auto changes = reader.changes_since(0);
  CHECK(std::any_of(changes.begin(), changes.end(), [](const Change& c) { return c.kind == Kind::document; }));
  CHECK(code_of([&] { document_text(reader, "00"); }) == "unknown_document");
  CHECK(code_of([&] { archive->write("tester", [&](Transaction& t) { attach_document(t, hash, "B"); }); }) ==
        "unknown_campaign");
}

TEST_CASE("a value to confirm is asked once") {
  tests::TemporaryDirectory directory;
  const auto archive = open(directory);
  Unconfirmed value;
  value.key = "A";
  value.field = "budget";
  value.value = 500000;
  value.evidence = "预算约 50 万";
  value.file = "复盘.docx";
  CHECK(code_of([&] { archive->write("t", [&](Transaction& t) { add_unconfirmed(t, value); }); }) == "unknown_record");
  std::uint64_t id = 0;
  archive->write("t", [&](Transaction& t) {
    t.put(campaign("A"));
    id = add_unconfirmed(t, value);
    CHECK(add_unconfirmed(t, value) == id);
  });
  const auto open_values = find_unconfirmed(archive->read(), UnconfirmedQuery{});
  REQUIRE(open_values.size() == 1);
  CHECK(open_values[0].value == 500000);
  CHECK(open_values[0].evidence == "预算约 50 万");
  archive->write("editor", [&](Transaction& t) { decide_unconfirmed(t, id, Unconfirmed::State::dismissed); });
  archive->write("t", [&](Transaction& t) { CHECK(add_unconfirmed(t, value) == id); });
  CHECK(find_unconfirmed(archive->read(), UnconfirmedQuery{}).empty());
  const auto decided = find_unconfirmed(archive->read(), id);
  REQUIRE(decided);
  CHECK(decided->state == Unconfirmed::State::dismissed);
  CHECK(decided->actor == "editor");
  CHECK(code_of([&] {
          archive->write("t", [&](Transaction& t) { decide_unconfirmed(t, 99, Unconfirmed::State::confirmed); });
        }) == "unknown_value");
}

TEST_CASE("two keys that are the same are one from then on, also for touchpoints") {
  tests::TemporaryDirectory directory;
  const auto archive = open(directory);
  archive->write("t", [&](Transaction& t) {
    t.put(campaign("D11"));
    t.put(campaign("双十一-2024"));
    t.intern(Kind::channel, "某站推文");
    t.intern(Kind::channel, "某站");
    LikelyDuplicate pair;
    pair.kind = Kind::channel;
    pair.a = "某站推文";
    pair.b = "某站";
    pair.code = "similar_name";
    pair.reason = {"similar", "相近"};
    CHECK(add_duplicate(t, pair));
    CHECK_FALSE(add_duplicate(t, pair));
    pair.kind = Kind::campaign;
    pair.a = "D11";
    pair.b = "双十一-2024";
    CHECK(add_duplicate(t, pair));
  });
  const auto pairs = find_duplicates(archive->read(), {});
  REQUIRE(pairs.size() == 2);
  CHECK(pairs[0].a < pairs[0].b);
  CHECK(code_of([&] {
          archive->write(
              "t", [&](Transaction& t) { decide_duplicate(t, pairs[0].id, LikelyDuplicate::State::same, "短信"); });
        }) == "bad_leader");
  archive->write("editor", [&](Transaction& t) {
    decide_duplicate(t, pairs[0].id, LikelyDuplicate::State::same, "某站");
    decide_duplicate(t, pairs[1].id, LikelyDuplicate::State::same, "D11");
    CHECK(t.intern(Kind::channel, "某站推文") == *t.find_number(Kind::channel, "某站"));
    CHECK(t.intern(Kind::campaign, "双十一-2024") == *t.find_number(Kind::campaign, "D11"));
  });
  CHECK(find_duplicates(archive->read(), {}).empty());
  CHECK(leader_of(archive->read(), Kind::channel, "某站推文") == "某站");

  const auto import_id = ImportLog(*archive).begin("t", "f", "", "").id;
  {
    TouchpointStream stream(*archive, import_id, 0);
    TouchpointRow row;
    row.user = "u";
    row.campaign = "双十一-2024";
    row.channel = "某站推文";
    row.type = "click";
    row.time = {1'700'000'000'000, Precision::second};
    row.row = 2;
    CHECK(stream.add(row) == TouchpointStream::Outcome::created);
    row.campaign = "D11";
    row.channel = "某站";
    CHECK(stream.add(row) == TouchpointStream::Outcome::unchanged);
    stream.flush();
  }
  ImportLog(*archive).finish(import_id, "done", Json());
  const auto reader = archive->read();
  reader.scan_touchpoints({}, [&](const TouchpointBlock&, const TouchpointColumns& columns) {
    CHECK(columns.campaign.at(0) == *reader.find_number(Kind::campaign, "D11"));
    CHECK(columns.channel.at(0) == *reader.find_number(Kind::channel, "某站"));
  });
  CHECK(reader.touchpoint_count() == 1);

  // Decided anew: each is itself again.
  archive->write("editor",
                 [&](Transaction& t) { decide_duplicate(t, pairs[0].id, LikelyDuplicate::State::different, ""); });
  CHECK_FALSE(leader_of(archive->read(), Kind::channel, "某站推文"));
}

TEST_CASE("a copy under another name is the same document, and the first name stays") {
  tests::TemporaryDirectory directory;
  const auto archive = Archive::open(directory.path(), Access::read_write);
  const auto put = [&](const std::string& name) {
    Document document;
    document.title = document.file_name = name;
    std::string hash;
    archive->write("tester", [&](Transaction& t) { hash = put_document(t, document, "bytes", "text"); });
    return hash;
  };
  const auto hash = put("a.txt");
  const auto revision = archive->revision();
  CHECK(put("b.txt") == hash);
  CHECK(put("a.txt") == hash);
  CHECK(archive->revision() == revision);
  CHECK(find_document(archive->read(), hash)->title == "a.txt");
}
