// A team's own question files: what is taken, and what is left out and told.

#include <sys/stat.h>
#include <catch2/catch.hpp>
#include <filesystem>

#include "archive/error.h"
#include "insight/questions.h"
#include "tests/support/temporary_directory.h"

using namespace almanac;
using namespace almanac::insight;

namespace {

const std::string whole = R"({"id":"ours","title":{"en":"Ours?","zh":"我们的？"},"about":{"en":"a","zh":"甲"},
  "parameters":[{"name":"category","type":"values","dimension":"category","label":{"en":"category","zh":"品类"}}],
  "ask":{"kind":"associations","rows":{"of":"channel"},"columns":{"of":"category","values":"$category"}}})";

std::string with(std::string text, const std::string& old, const std::string& fresh) {
  const auto at = text.find(old);
  REQUIRE(at != std::string::npos);
  return text.replace(at, old.size(), fresh);
}

struct Folder {
  tests::TemporaryDirectory directory;
  QuestionBook with(const char* name, const std::string& text) {
    directory.write(name, text);
    return QuestionBook::load(directory.path());
  }
};

}  // namespace

TEST_CASE("a question of the team is taken, and one of a shipped id instead of it") {
  Folder folder;
  const auto book = folder.with("a.json", whole);
  CHECK(book.unread().empty());
  CHECK(book.all().size() == QuestionBook::shipped().all().size() + 1);
  CHECK(book.require("ours").own);
  const auto over = folder.with("b.json", "[" + with(whole, "\"ours\"", "\"never-tried\"") + "]");
  CHECK(over.all().size() == QuestionBook::shipped().all().size() + 1);
  CHECK(over.require("never-tried").own);
  CHECK(over.require("never-tried").title.en == "Ours?");
}

TEST_CASE("a bad question is left out and named with its file and place; all others stay") {
  struct Case {
    std::string text, pointer;
  };
  const Case cases[] = {
      {"{\"id\":", ""},
      {"[1]", "/0"},
      {"{}", ""},
      {with(whole, "\"about\":{\"en\":\"a\",\"zh\":\"甲\"},", ""), ""},
      {with(whole, "\"zh\":\"甲\"", "\"zh\":7"), "/about/zh"},
      {with(whole, ",\"zh\":\"甲\"", ""), "/about"},
      {with(whole, "\"ours\"", "\"Our Question\""), "/id"},
      {with(whole, "\"kind\"", "\"knd\""), "/ask"},
      {with(whole, "associations", "asociations"), "/ask/kind"},
      {with(whole, "\"of\":\"channel\"", "\"of\":\"chanel\""), "/ask/rows/of"},
      {with(whole, "\"of\":\"channel\"", "\"of\":\"channel\",\"onyl\":{}"), "/ask/rows/onyl"},
      {with(whole, "\"of\":\"channel\"", "\"of\":\"channel\",\"only\":[1]"), "/ask/rows/only"},
      {with(whole, "\"of\":\"channel\"", "\"of\":\"channel\",\"only\":{\"event\":[1]}"), "/ask/rows/only/event/0"},
      {with(whole, "\"$category\"", "\"$categry\""), "/ask/columns/values"},
      {with(whole, "\"type\":\"values\"", "\"type\":\"value\""), "/parameters/0/type"},
      {with(whole, "\"name\":\"category\"", "\"name\":\"limit\""), "/parameters/0/name"},
      {with(whole, "\"type\":\"values\"", "\"type\":\"values\",\"required\":\"yes\""), "/parameters/0/required"},
      {with(whole, "\"type\":\"values\"", "\"type\":\"choice\",\"choices\":{}"), "/parameters/0/choices"},
      {with(whole, "\"kind\":", "\"then\":\"yes\",\"kind\":"), "/ask/then"},
      {with(whole, "\"kind\":", "\"unit\":\"people\",\"kind\":"), "/ask/unit"},
      {with(whole, R"("associations","rows":{"of":"channel"},"columns":{"of":"category","values":"$category"})",
            R"json("cypher","statement":["MATCH (c:Campaign)","RETRN c"])json"),
       "/ask/statement/1"},
      {"[" + whole + "," + with(whole, "\"ours\"", "5") + "]", "/1/id"},
      {std::string(70'000, ' '), ""},
  };
  for (const Case& one : cases) {
    Folder folder;
    folder.directory.write("z.json", with(whole, "\"ours\"", "\"fine\""));
    const auto book = folder.with("bad.json", one.text);
    CAPTURE(one.text.substr(0, 400));
    REQUIRE(book.unread().size() == 1);
    const UnreadQuestion& unread = book.unread().front();
    CHECK(unread.file == "bad.json");
    CHECK((unread.pointer == one.pointer || one.text.front() == '{' || one.text.front() == ' '));
    if (one.pointer.size() > 1) CHECK(unread.pointer == one.pointer);
    CHECK_FALSE(unread.message.en.empty());
    CHECK_FALSE(unread.message.zh.empty());
    CHECK(book.require("fine").own);
    CHECK_FALSE(book.require("never-tried").own);
    try {
      book.require("a-question-that-nobody-wrote");
    } catch (const archive::Error& error) {
      CHECK(error.message().en.find("bad.json") != std::string::npos);
    }
  }
}

TEST_CASE("without a folder of its own a team has the shipped questions") {
  const tests::TemporaryDirectory directory;
  const auto book = QuestionBook::load(directory / "questions");
  CHECK(book.unread().empty());
  CHECK(book.all().size() == QuestionBook::shipped().all().size());
}

TEST_CASE("at most 200 files of questions are read, and the first that is not is named") {
  Folder folder;
  for (int i = 0; i < 201; ++i)
    folder.directory.write("q" + std::to_string(1000 + i) + ".json",
                           with(whole, "\"ours\"", "\"q" + std::to_string(i) + "\""));
  const auto book = QuestionBook::load(folder.directory.path());
  CHECK(book.all().size() == QuestionBook::shipped().all().size() + 200);
  REQUIRE(book.unread().size() == 1);
  CHECK(book.unread().front().file == "q1200.json");
}

TEST_CASE("a second question of one id, and what is no file, is named and leaves the rest as it is") {
  Folder folder;
  folder.directory.write("a.json", with(whole, "\"ours\"", "\"fine\""));
  folder.directory.write("b.json",
                         "[" + with(whole, "\"ours\"", "\"other\"") + "," + with(whole, "\"ours\"", "\"fine\"") + "]");
  std::filesystem::create_directory(folder.directory / "c.json");
  std::filesystem::create_symlink("/nowhere/at/all.json", folder.directory / "d.json");
  REQUIRE(::mkfifo((folder.directory / "e.json").c_str(), 0600) == 0);
  const auto book = QuestionBook::load(folder.directory.path());
  CHECK(book.all().size() == QuestionBook::shipped().all().size() + 2);
  std::vector<std::pair<std::string, std::string>> unread;
  for (const UnreadQuestion& one : book.unread()) unread.emplace_back(one.file, one.pointer);
  CHECK(unread == std::vector<std::pair<std::string, std::string>>{
                      {"b.json", "/1/id"}, {"c.json", ""}, {"d.json", ""}, {"e.json", ""}});
}
