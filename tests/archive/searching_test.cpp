// A team's own synonyms and its saved searches, as the archive keeps them.

#include <catch2/catch.hpp>

#include "archive/audit.h"
#include "archive/erase.h"
#include "archive/saved_searches.h"
#include "archive/store.h"
#include "archive/synonyms.h"
#include "tests/support/errors.h"
#include "tests/support/temporary_directory.h"

using namespace almanac;
using namespace almanac::archive;

using tests::code_of;

namespace {

std::vector<std::string> groups(const Archive& archive) {
  std::vector<std::string> texts;
  for (const auto& group : list_synonyms(archive.read())) texts.push_back(synonym_text(group.words));
  return texts;
}

SavedSearch search(std::string name, const std::string& parameters, std::string title = {}) {
  SavedSearch made;
  made.name = std::move(name);
  made.title = std::move(title);
  made.parameters = parse_json(parameters);
  return made;
}

}  // namespace

TEST_CASE("a synonym that another group has joins the two; the group of a word is replaced, unchanged, removed") {
  tests::TemporaryDirectory directory;
  const auto archive = Archive::open(directory.path(), Access::read_write);
  archive->write("tester", [](Transaction& t) {
    CHECK(put_synonyms(t, "光棍节", {"双十一", " Singles  Day"}).put == Put::created);
    CHECK(add_synonyms(t, {"老带新", "转介绍"}).put == Put::created);
    CHECK(add_synonyms(t, {"转介绍", "老帶新"}).put == Put::unchanged);  // traditional is the same word
  });
  CHECK(groups(*archive) == Strings{"光棍节 = 双十一 = Singles Day", "老带新 = 转介绍"});
  const auto before = archive->revision();
  archive->write("tester", [](Transaction& t) {
    CHECK(put_synonyms(t, "雙十一", {"光棍节", "双十一", "Singles Day"}).put == Put::unchanged);
  });
  CHECK(archive->revision() == before);
  archive->write("tester", [](Transaction& t) {
    const auto put = put_synonyms(t, "双十一", {"老带新"});
    CHECK(put.put == Put::updated);
    CHECK(put.joined == 1);
    CHECK(put.group.words == Strings{"双十一", "老带新", "转介绍"});
  });
  CHECK(groups(*archive) == Strings{"双十一 = 老带新 = 转介绍"});
  CHECK_FALSE(find_synonyms(archive->read(), "光棍节"));
  CHECK(audit(archive->read()).front().action == "synonyms");
  CHECK(audit(archive->read()).front().subject == "双十一");
  CHECK(code_of([&] { archive->write("tester", [](Transaction& t) { remove_synonyms(t, "光棍节"); }); }) ==
        "unknown_synonym");
  archive->write("tester", [](Transaction& t) { remove_synonyms(t, "轉介紹"); });
  CHECK(groups(*archive).empty());
}

TEST_CASE("what cannot be a group of synonyms is refused with its reason, and stores nothing") {
  tests::TemporaryDirectory directory;
  const auto archive = Archive::open(directory.path(), Access::read_write);
  const auto refused = [&](const std::string& word, const Strings& words) {
    return code_of([&] { archive->write("tester", [&](Transaction& t) { put_synonyms(t, word, words); }); });
  };
  CHECK(refused("a", {}) == "one_word");
  CHECK(refused("A", {"a", "ａ"}) == "one_word");
  CHECK(refused("a", {"b=c"}) == "bad_word");
  CHECK(refused("a", {"＝"}) == "bad_word");
  CHECK(refused("a", {"#1"}) == "bad_word");
  CHECK(refused("a", {"b\nc"}) == "bad_word");
  CHECK(refused("a", {"!?"}) == "bad_word");
  CHECK(refused("a", {""}) == "bad_word");
  CHECK(refused("a", {"\xff\xfe"}) == "bad_word");
  CHECK(refused("a", {std::string(201, 'b')}) == "bad_word");
  Strings many;
  for (int i = 0; i < 64; ++i) many.push_back("w" + std::to_string(i));
  CHECK(refused("a", many) == "too_many_words");
  many.pop_back();
  CHECK(refused("a", many) == "none");
  // Joined groups count together.
  CHECK(refused("b", {"w1"}) == "too_many_words");
  CHECK(groups(*archive).size() == 1);
}

TEST_CASE("a group of synonyms is changed only at the revision that was read") {
  tests::TemporaryDirectory directory;
  const auto archive = Archive::open(directory.path(), Access::read_write);
  const auto put = [&](const Strings& words, std::optional<std::int64_t> version) {
    return code_of([&] { archive->write("tester", [&](Transaction& t) { put_synonyms(t, "a", words, {version}); }); });
  };
  CHECK(put({"b"}, 0) == "none");
  CHECK(put({"c"}, 0) == "exists_already");
  const auto version = static_cast<std::int64_t>(find_synonyms(archive->read(), "b")->revision);
  CHECK(put({"c"}, version) == "none");
  CHECK(put({"d"}, version) == "version_mismatch");
}

TEST_CASE("synonyms are read from text with either equals sign, remarks and empty lines") {
  const auto lines = synonym_lines("\xEF\xBB\xBF# ours\r\n\r\n老带新 = 转介绍 # a remark\r\n拉新＝ 增粉\nalone\n = \n");
  REQUIRE(lines.size() == 3);
  CHECK(lines[0].line == 3);
  CHECK(lines[0].words == Strings{"老带新", "转介绍"});
  CHECK(lines[1].words == Strings{"拉新", "增粉"});
  CHECK(lines[2].words == Strings{"alone"});
}

TEST_CASE(
    "a search is saved under its name, changed, listed in order and removed; another question forgets what was seen") {
  tests::TemporaryDirectory directory;
  const auto archive = Archive::open(directory.path(), Access::read_write);
  archive->write("ann", [](Transaction& t) {
    CHECK(put_saved_search(t, search("短信", R"({"q":"短信","kind":["campaign"]})", "短信活动")) == Put::created);
    CHECK(put_saved_search(t, search("a/b", R"({"q":"x"})")) == Put::created);
    set_seen(t, "短信", {0, "", 7, 3, {"campaign:A", "campaign:B"}});
  });
  archive->write("bob", [](Transaction& t) {
    CHECK(put_saved_search(t, search("短信", R"({"q":"短信","kind":["campaign"]})", "新标题")) == Put::updated);
    CHECK(put_saved_search(t, search("短信", R"({"q":"短信","kind":["campaign"]})", "新标题")) == Put::unchanged);
  });
  const auto stored = find_saved_search(archive->read(), "短信");
  REQUIRE(stored);
  CHECK(stored->title == "新标题");
  CHECK(dump(stored->parameters) == R"({"q":"短信","kind":["campaign"]})");
  CHECK(stored->made_by == "ann");
  CHECK(stored->changed_by == "bob");
  const auto seen = find_seen(archive->read(), "短信");
  REQUIRE(seen);
  CHECK(seen->ids == Strings{"campaign:A", "campaign:B"});
  CHECK(seen->total == 3);
  CHECK(seen->actor == "ann");
  const auto revision = archive->revision();
  archive->write("bob", [](Transaction& t) { set_seen(t, "短信", {0, "", 8, 0, {}}); });
  CHECK(archive->revision() == revision);  // who has seen what is no change of the archive
  CHECK(saved_searches(archive->read(), "", 10).size() == 2);
  CHECK(saved_searches(archive->read(), "a/b", 10).front().name == "短信");
  archive->write("bob", [](Transaction& t) { put_saved_search(t, search("短信", R"({"q":"sms"})")); });
  CHECK_FALSE(find_seen(archive->read(), "短信"));
  archive->write("bob", [](Transaction& t) { remove_saved_search(t, "短信"); });
  CHECK_FALSE(find_saved_search(archive->read(), "短信"));
  CHECK(code_of([&] { archive->write("bob", [](Transaction& t) { remove_saved_search(t, "短信"); }); }) ==
        "unknown_search");
  CHECK(code_of([&] { archive->write("bob", [](Transaction& t) { set_seen(t, "短信", {}); }); }) == "unknown_search");
}

TEST_CASE("a saved search has a name and a title that a line can show, and 10,000 seen ids at most") {
  tests::TemporaryDirectory directory;
  const auto archive = Archive::open(directory.path(), Access::read_write);
  const auto refused = [&](const SavedSearch& one) {
    return code_of([&] { archive->write("tester", [&](Transaction& t) { put_saved_search(t, one); }); });
  };
  CHECK(refused(search("", "{}")) == "bad_name");
  CHECK(refused(search("batch", "{}")) == "bad_name");
  CHECK(refused(search("a\nb", "{}")) == "bad_name");
  CHECK(refused(search(std::string(201, 'x'), "{}")) == "bad_name");
  CHECK(refused(search("a", "{}", "b\nc")) == "bad_title");
  CHECK(refused(search("a", R"({"q":")" + std::string(70'000, 'x') + "\"}")) == "too_many_parameters");
  CHECK(refused(search("a", "{}")) == "none");
  SeenHits seen;
  for (int i = 0; i < 10'001; ++i) seen.ids.push_back("campaign:" + std::to_string(i));
  seen.total = seen.ids.size();
  archive->write("tester", [&](Transaction& t) { set_seen(t, "a", seen); });
  CHECK(find_seen(archive->read(), "a")->ids.size() == max_seen_ids);
  CHECK(find_seen(archive->read(), "a")->total == 10'001);
}

TEST_CASE("an erasure tells which synonyms and saved searches still name the person") {
  tests::TemporaryDirectory directory;
  ArchiveOptions options;
  options.privacy = directory / "privacy";
  const auto archive = Archive::open(directory / "data", Access::read_write, options);
  archive->write("tester", [](Transaction& t) {
    User user;
    user.user = "u-4711";
    t.put(user);
    add_synonyms(t, {"老王", "u-4711"});
    add_synonyms(t, {"a", "b"});
    put_saved_search(t, search("vip", R"({"q":"u-4711 投诉"})"));
    put_saved_search(t, search("other", R"({"q":"投诉"})"));
  });
  CHECK(erase_users(*archive, "tester", {"u-4711"}).left == Strings{"synonyms:老王", "saved_search:vip"});
}
