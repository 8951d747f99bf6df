// Undoing an import: the archive is what it was, what was changed since stays and is listed, and undoing the undoing
// brings everything back.

#include "importers/undo.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "archive/documents.h"
#include "archive/imports.h"
#include "archive/provenance.h"
#include "archive/saved_searches.h"
#include "archive/synonyms.h"
#include "tests/importers/importing.h"

using namespace importing;
using archive::dump;
using archive::Json;
using archive::Kind;

namespace {

template <class T>
void add_records(const archive::Reads& reads, std::vector<std::string>& lines) {
  reads.for_each<T>([&](const archive::Stored<T>& stored) { lines.push_back(dump(to_json_record(stored.record))); });
}

// All that an export would say: every record, and every touchpoint in words.
std::string content(archive::Archive& archive) {
  const auto reader = archive.read();
  std::vector<std::string> lines;
  add_records<archive::Campaign>(reader, lines);
  add_records<archive::Lesson>(reader, lines);
  add_records<archive::User>(reader, lines);
  add_records<archive::Product>(reader, lines);
  add_records<archive::Channel>(reader, lines);
  add_records<archive::Segment>(reader, lines);
  std::uint64_t alive = 0;
  reader.scan_touchpoints({}, [&](const archive::TouchpointBlock& block, const archive::TouchpointColumns& columns) {
    for (std::size_t row = 0; row < columns.size(); ++row) {
      if (std::binary_search(block.dead.begin(), block.dead.end(), row)) continue;
      ++alive;
      std::string line;
      const auto add = [&](Kind kind, std::uint32_t number) {
        line += (number == archive::no_number ? "" : reader.find_key(kind, number).value_or("?")) + "|";
      };
      add(Kind::user, columns.user[row]);
      add(Kind::campaign, columns.campaign[row]);
      add(Kind::channel, columns.channel[row]);
      add(Kind::product, columns.product[row]);
      line += reader.word(archive::Word::type, columns.type[row]) + "|" + std::to_string(columns.time_ms[row]) + "|" +
              std::to_string(columns.value[row]) + "|" + std::string(columns.event_id(row));
      lines.push_back(line);
    }
  });
  CHECK(alive == reader.touchpoint_count());
  for (const auto& document : {archive::documents_of(reader, "A")})
    for (const auto& each : document) lines.push_back("document " + each.hash + " " + dump(Json(each.campaigns)));
  std::sort(lines.begin(), lines.end());
  std::string text;
  for (const auto& line : lines) text += line + "\n";
  return text;
}

const std::string first =
    R"({"code":"A","name":"双十一","start":"2024-11-01","end":"2024-11-11","budget":500000,"channels":["公众号","短信"],"products":["S1","S2"],)"
    R"("goals":[{"metric":"gmv","target":100}],"lessons":[{"kind":"success","statement":"提前预热"}],"attributes":{"城市":"上海"}})"
    "\n"
    R"({"code":"B","name":"春季","start":"2024-03-01"})"
    "\n";
const std::string second =
    R"({"code":"A","name":"双十一大促","start":"2024-11-01","budget":600000,"channels":["社群"],"products":["S3"],"goals":[{"metric":"gmv","target":200},{"metric":"uv","target":9}],)"
    R"("results":[{"metric":"gmv","value":5}],"lessons":[{"statement":"备货不足"}],"attributes":{"城市":"北京","级别":"S"},"review":{"insight":"早"}})"
    "\n"
    R"({"code":"C","name":"夏季","start":"2024-06-01","lessons":[{"statement":"别太晚"}],"channels":["抖音"]})"
    "\n";
const std::string header = "user,campaign,channel,product,type,time,value,event_id\n";
const std::string first_touches =
    header + "u1,A,短信,S1,click,2024-11-02,,e1\nu1,A,短信,S1,purchase,2024-11-03,9.9,e2\n";
const std::string second_touches = header +
                                   "u1,A,短信,S1,purchase,2024-11-03,12,e2\nu2,C,抖音,S3,click,2024-06-02,,e3\n"
                                   "u1,A,短信,S1,click,2024-11-02,,e1\n";

}  // namespace

TEST_CASE("an import that is undone leaves the archive as it was, and undoing that brings it back") {
  Desk desk;
  desk.import({desk.file("a.jsonl", first), desk.file("t1.csv", first_touches)});
  const std::string before = content(desk.archive());
  const Report report = desk.import(
      {desk.file("b.jsonl", second), desk.file("t2.csv", second_touches), desk.file("u.csv", "user,城市\nu1,上海\n")});
  INFO(to_json(report, archive::Language::en).dump(1));
  REQUIRE(exit_code(report) == 0);
  const std::string after = content(desk.archive());
  REQUIRE(before != after);

  const auto undone = importers::undo_import(desk.archive(), report.import_id, "tester");
  CHECK(content(desk.archive()) == before);
  CHECK(undone.kept_count == 0);
  CHECK(undone.deleted >= 3);  // C, its lesson, u1
  CHECK(undone.touchpoints_removed == 2);
  CHECK(undone.touchpoints_restored == 1);
  CHECK(undone.revision == desk.revision());
  const archive::ImportLog log(desk.archive());
  CHECK(log.find(report.import_id)->state == "undone");
  CHECK(log.find(undone.import_id)->undoes == report.import_id);
  CHECK(log.find(undone.import_id)->state == "done");

  const auto redone = importers::undo_import(desk.archive(), undone.import_id, "tester");
  CHECK(content(desk.archive()) == after);
  CHECK(redone.kept_count == 0);
  CHECK(log.find(report.import_id)->state == "done");
  CHECK(log.find(undone.import_id)->state == "undone");
  const auto again = importers::undo_import(desk.archive(), redone.import_id, "tester");
  CHECK(content(desk.archive()) == before);
  importers::undo_import(desk.archive(), again.import_id, "tester");
  CHECK(content(desk.archive()) == after);
}

TEST_CASE("the very first import undone leaves an empty archive, and the same files go in again") {
  Desk desk;
  const std::string a = desk.file("a.jsonl", first);
  const std::string t = desk.file("t1.csv", first_touches);
  const Report report = desk.import({a, t});
  const std::string full = content(desk.archive());
  importers::undo_import(desk.archive(), report.import_id, "tester");
  CHECK(content(desk.archive()).empty());
  const Report again = desk.import({a, t});
  CHECK(again.files[0].created == 2);
  CHECK(again.files[1].created == 2);
  CHECK(content(desk.archive()) == full);
}

TEST_CASE("a field that was edited since stays and is listed; the others come back") {
  Desk desk;
  desk.import_text("a.jsonl", first);
  const Report report = desk.import_text("b.jsonl", second);
  archive::Campaign edited = desk.campaign("A");
  edited.budget = archive::Decimal{700'000, 0};
  edited.goals[1].target = archive::Decimal{10, 0};
  edited.owner = "李";
  archive::Campaign kept_whole = desk.campaign("C");
  kept_whole.owner = "王";
  desk.archive().write("editor", [&](archive::Transaction& t) {
    t.put(edited);
    t.put(kept_whole);
  });
  const auto undone = importers::undo_import(desk.archive(), report.import_id, "tester");
  const archive::Campaign a = desk.campaign("A");
  CHECK(a.name == "双十一");
  CHECK(a.budget == archive::Decimal{700'000, 0});
  CHECK(a.owner == "李");
  REQUIRE(a.goals.size() == 2);
  CHECK(a.goals[0].target == archive::Decimal{100, 0});
  CHECK(a.goals[1].target == archive::Decimal{10, 0});
  CHECK(a.results.empty());
  CHECK(a.channels == archive::Strings{"公众号", "短信"});
  CHECK(desk.has<archive::Campaign>("C"));
  const auto listed = [&](const std::string& key, const std::string& field) {
    return std::any_of(undone.kept.begin(), undone.kept.end(),
                       [&](const importers::Kept& each) { return each.key == key && each.field == field; });
  };
  CHECK(listed("A", "budget"));
  CHECK(listed("A", "goals/uv"));
  CHECK(listed("C", "owner"));
  CHECK_FALSE(listed("A", "name"));
  CHECK_FALSE(listed("A", "owner"));
  CHECK(undone.kept_count == undone.kept.size());
}

TEST_CASE("imports can be undone in any order") {
  Desk desk;
  const std::string empty = content(desk.archive());
  const Report one = desk.import_text("a.jsonl", first);
  const Report two = desk.import({desk.file("t1.csv", first_touches)});
  const Report three = desk.import({desk.file("b.jsonl", second), desk.file("t2.csv", second_touches)});
  importers::undo_import(desk.archive(), two.import_id, "tester");
  CHECK(desk.touchpoints() == 2);  // e2 and e3 of the third; e1 was counted once, for the second
  importers::undo_import(desk.archive(), three.import_id, "tester");
  CHECK(desk.touchpoints() == 0);
  importers::undo_import(desk.archive(), one.import_id, "tester");
  CHECK(content(desk.archive()) == empty);
}

TEST_CASE("an event that a later import changed again stays as that one left it") {
  Desk desk;
  desk.import({desk.file("a.jsonl", first), desk.file("t1.csv", first_touches)});
  const Report two = desk.import({desk.file("t2.csv", header + "u1,A,短信,S1,purchase,2024-11-03,12,e2\n")});
  desk.import({desk.file("t3.csv", header + "u1,A,短信,S1,purchase,2024-11-03,15,e2\n")});
  const std::string before = content(desk.archive());
  const auto undone = importers::undo_import(desk.archive(), two.import_id, "tester");
  CHECK(content(desk.archive()) == before);
  CHECK(undone.touchpoints_kept == 1);
  CHECK(undone.touchpoints_restored == 0);
  importers::undo_import(desk.archive(), undone.import_id, "tester");
  CHECK(content(desk.archive()) == before);
}

TEST_CASE("what an undone import said and brought as documents is not read any more") {
  Desk desk;
  desk.import_text("a.jsonl", first);
  const std::string before = content(desk.archive());
  archive::ImportLog log(desk.archive());
  const auto id = log.begin("tester", "documents", "", "").id;
  desk.archive().write(
      "tester",
      [&](archive::Transaction& t) {
        archive::Document document;
        document.title = "复盘";
        document.campaigns = {"A"};
        archive::put_document(t, document, "bytes", "text");
      },
      id);
  log.finish(id, "done", Json::object());
  const std::string after = content(desk.archive());
  CHECK(archive::documents_of(desk.archive().read(), "A").size() == 1);
  const auto undone = importers::undo_import(desk.archive(), id, "tester");
  CHECK(content(desk.archive()) == before);
  CHECK(undone.documents == 1);
  const auto changes = desk.archive().read().changes_since(desk.revision() - 1);
  CHECK(std::any_of(changes.begin(), changes.end(), [](const auto& each) { return each.kind == Kind::document; }));
  importers::undo_import(desk.archive(), undone.import_id, "tester");
  CHECK(content(desk.archive()) == after);

  const auto number = *desk.archive().read().find_number(Kind::campaign, "A");
  CHECK(archive::all_said(desk.archive().read(), Kind::campaign, number).size() == 1);
  importers::undo_import(desk.archive(), 1, "tester");
  CHECK(archive::all_said(desk.archive().read(), Kind::campaign, number).empty());
}

TEST_CASE("what cannot be undone says why") {
  Desk desk;
  const Report report = desk.import_text("a.jsonl", first);
  const auto code_of = [&](std::uint64_t id) {
    try {
      importers::undo_import(desk.archive(), id, "tester");
    } catch (const archive::Error& error) {
      return error.code();
    }
    return std::string("none");
  };
  CHECK(code_of(99) == "unknown_import");
  CHECK(code_of(report.import_id) == "none");
  CHECK(code_of(report.import_id) == "already_undone");
}

namespace {

// The own synonyms and the saved searches, as an export has them.
std::string searching(archive::Archive& archive) {
  std::string text;
  for (const auto& group : archive::list_synonyms(archive.read())) text += archive::synonym_text(group.words) + "\n";
  for (const auto& search : archive::saved_searches(archive.read(), "", 100))
    text += search.name + ": " + search.title + " " + dump(search.parameters) + "\n";
  return text;
}

const std::string searching_lines =
    R"({"record":"synonym","words":["裂变","老带新"]})"
    "\n"
    R"({"record":"synonym","words":["拉新","获客"]})"
    "\n"
    R"({"record":"synonym","words":["获客","新客"]})"
    "\n"
    R"({"record":"synonym","words":["促活","沉睡唤醒","早鸟"]})"
    "\n"
    R"({"record":"saved_search","name":"weekly","title":"每周","parameters":{"q":"双十一","kind":"campaign"}})"
    "\n"
    R"({"record":"saved_search","name":"budgets","title":"预算","parameters":{"q":"预算"}})"
    "\n";

void prepare_searching(archive::Archive& archive) {
  archive.write("tester", [](archive::Transaction& t) {
    archive::add_synonyms(t, {"促活", "激活"});
    archive::add_synonyms(t, {"早鸟", "预售"});
    archive::add_synonyms(t, {"裂变", "分享"});
    archive::SavedSearch search;
    search.name = "weekly";
    search.title = "Weekly";
    search.parameters = {{"q", "double eleven"}, {"kind", "campaign"}};
    archive::put_saved_search(t, search);
  });
}

}  // namespace

TEST_CASE("undoing an import takes its synonyms and saved searches back, and undoing that brings them back") {
  Desk desk;
  prepare_searching(desk.archive());
  const std::string before = searching(desk.archive());
  const Report report = desk.import_text("searching.jsonl", searching_lines);
  INFO(to_json(report, archive::Language::en).dump(1));
  REQUIRE(exit_code(report) == 0);
  const std::string after = searching(desk.archive());
  REQUIRE(after != before);

  CHECK(importers::try_undo(desk.archive(), report.import_id).synonyms == 4);
  CHECK(searching(desk.archive()) == after);
  const auto undone = importers::undo_import(desk.archive(), report.import_id, "tester");
  CHECK(searching(desk.archive()) == before);
  CHECK(undone.kept_count == 0);
  CHECK(undone.synonyms == 4);  // two of the archive's became one
  CHECK(undone.saved_searches == 2);
  const auto redone = importers::undo_import(desk.archive(), undone.import_id, "tester");
  CHECK(searching(desk.archive()) == after);
  CHECK(redone.kept_count == 0);
  importers::undo_import(desk.archive(), redone.import_id, "tester");
  CHECK(searching(desk.archive()) == before);
}

TEST_CASE("synonyms and saved searches that were changed since their import stay and are listed") {
  Desk desk;
  prepare_searching(desk.archive());
  const Report report = desk.import_text("searching.jsonl", searching_lines);
  REQUIRE(exit_code(report) == 0);
  desk.archive().write("tester", [](archive::Transaction& t) {
    archive::add_synonyms(t, {"新客", "新会员"});  // a group that the import made
    archive::add_synonyms(t, {"早鸟", "抢先"});    // one that it made of two
    archive::add_synonyms(t, {"裂变", "转介绍"});  // one that it added a word to
    archive::SavedSearch search = *archive::find_saved_search(t, "weekly");
    search.title = "每周一";
    archive::put_saved_search(t, search);
    archive::remove_saved_search(t, "budgets");
  });
  const auto undone = importers::undo_import(desk.archive(), report.import_id, "tester");
  std::vector<std::string> kept;
  for (const auto& each : undone.kept) kept.push_back(each.kind + " " + each.key + " " + each.field);
  CHECK(std::count(kept.begin(), kept.end(), "synonyms 拉新 words") == 1);
  CHECK(std::count(kept.begin(), kept.end(), "synonyms 促活 words") == 2);
  CHECK(std::count(kept.begin(), kept.end(), "saved_search weekly title") == 1);
  CHECK(kept.size() == 4);
  const auto reader = desk.archive().read();
  CHECK(archive::find_synonyms(reader, "新会员")->words == archive::Strings{"拉新", "获客", "新客", "新会员"});
  CHECK(archive::find_synonyms(reader, "裂变")->words == archive::Strings{"裂变", "分享", "转介绍"});
  CHECK_FALSE(archive::find_synonyms(reader, "老带新"));
  const auto weekly = archive::find_saved_search(reader, "weekly");
  CHECK(weekly->title == "每周一");
  CHECK(weekly->parameters.at("q") == "double eleven");
  CHECK_FALSE(archive::find_saved_search(reader, "budgets"));
}
