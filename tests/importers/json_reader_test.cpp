#include "importers/json_reader.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <random>

#include "archive/error.h"
#include "archive/json.h"
#include "tests/importers/reading.h"

using namespace almanac::importers;
using almanac::archive::Error;
using almanac::archive::Json;
using reading::json;

TEST_CASE("JSONL, an array, one object and several objects give their records with their lines") {
  const auto lines = json("{\"a\":1}\n\n{\"a\":2}");
  CHECK(lines.records == std::vector<Json>{{{"a", 1}}, {{"a", 2}}});
  CHECK(lines.lines == std::vector<std::uint64_t>{1, 3});
  const auto array = json(" [\n {\"a\":\n1},\n{\"a\":\"]},[\\\"\"} ]\n");
  CHECK(array.records == std::vector<Json>{{{"a", 1}}, {{"a", "]},[\""}}});
  CHECK(array.lines == std::vector<std::uint64_t>{2, 4});
  const auto single = json("{\n \"a\": [1,\n 2]\n}\n");
  CHECK(single.records.size() == 1);
  CHECK(single.rejects.empty());
  CHECK(json("{\n\"a\":1\n}\n{\n\"a\":2\n}").lines == std::vector<std::uint64_t>{1, 4});
  CHECK(json("[]").records.empty());
  CHECK(json("\xEF\xBB\xBF{\"a\":1}").records.size() == 1);
}

TEST_CASE("a broken line is one reject with line and column, and reading goes on") {
  const auto outcome = json("{\"a\":1}\n{\"a\":tru}\n[1]\nhello\n{\"a\":2}\r\n{\"a\":");
  CHECK(outcome.lines == std::vector<std::uint64_t>{1, 5});
  REQUIRE(outcome.rejects.size() == 4);
  CHECK(outcome.rejects[0].code == "broken_json");
  CHECK(outcome.rejects[0].row == 2);
  CHECK(outcome.rejects[0].raw == "{\"a\":tru}");
  INFO(outcome.rejects[0].reason.en);
  CHECK(outcome.rejects[0].reason.en.find("(line 2, column 9)") != std::string::npos);
  CHECK(outcome.rejects[0].reason.en.find("line 1") == std::string::npos);
  CHECK(outcome.rejects[0].reason.zh.find("第 2 行第 9 列") != std::string::npos);
  CHECK(outcome.rejects[1].code == "not_an_object");
  CHECK(outcome.rejects[2].code == "broken_json");
  CHECK(outcome.rejects[3].row == 6);
}

TEST_CASE("a first line that is cut off does not hide the lines behind it") {
  const auto outcome = json("{\"a\":1\n{\"a\":2}\n{\"a\":3}\n");
  CHECK(outcome.records.size() == 2);
  CHECK(outcome.rejects.size() == 1);
}

TEST_CASE("an array element broken inside costs itself; a broken structure stops with line and column") {
  const auto inside = json("[{\"a\":1},\n{\"a\":tru},\n{\"a\":3}]");
  CHECK(inside.records.size() == 2);
  REQUIRE(inside.rejects.size() == 1);
  CHECK(inside.rejects[0].row == 2);
  CHECK(inside.rejects[0].reason.en.find("line 2, column") != std::string::npos);

  const auto comma = json("[{\"a\":1}\n {\"a\":2},{\"a\":3}]");
  CHECK(comma.records.size() == 1);
  REQUIRE(comma.rejects.size() == 1);
  CHECK(comma.rejects[0].code == "broken_json");
  CHECK(comma.rejects[0].row == 2);
  CHECK(comma.rejects[0].reason.en.find("(line 2, column 2)") != std::string::npos);

  const auto cut = json("[{\"a\":1},{\"a\":2},{\"a\"");
  CHECK(cut.records.size() == 2);
  REQUIRE(cut.rejects.size() == 1);
  CHECK(cut.rejects[0].code == "truncated_json");
  CHECK(json("[{\"a\":1}").rejects.at(0).code == "truncated_json");
  CHECK(json("[{\"a\":1},]").rejects.size() == 1);
  CHECK(json("[{\"a\":1}] x").rejects.at(0).code == "text_after_array");
  CHECK(json("[1,\"x\",{\"a\":1},null]").rejects.size() == 3);
}

TEST_CASE("deep nesting and endless brackets end in one reject") {
  const auto deep = json("[" + std::string(100'000, '['));
  CHECK(deep.records.empty());
  CHECK(deep.rejects.size() == 1);
  const std::string nested = std::string(70, '[') + std::string(70, ']');
  const auto element = json("[{\"a\":" + nested + "},{\"a\":1}]");
  CHECK(element.records.size() == 1);
  REQUIRE(element.rejects.size() == 1);
  CHECK(element.rejects[0].reason.en.find("64") != std::string::npos);
  CHECK(json("{\"a\":" + nested + "}\n{\"a\":1}\n").records.size() == 1);
}

TEST_CASE("a record past the limit is one reject in bounded memory, and the records behind it are read") {
  const std::string big(5'000, 'x');
  const JsonOptions small{.max_record = 1'000, .buffer = 64};
  const auto lines = json("{\"a\":1}\n{\"a\":\"" + big + "\"}\n{\"a\":2}\n", small);
  CHECK(lines.lines == std::vector<std::uint64_t>{1, 3});
  REQUIRE(lines.rejects.size() == 1);
  CHECK(lines.rejects[0].code == "record_too_long");
  CHECK(lines.rejects[0].row == 2);
  const auto array = json("[{\"a\":1},{\"a\":\"" + big + "\"},{\"a\":2}]", small);
  CHECK(array.records.size() == 2);
  CHECK(array.rejects.at(0).code == "record_too_long");
}

TEST_CASE("an empty JSON file is an error of its own") {
  CHECK_THROWS_AS(json(""), Error);
  CHECK_THROWS_AS(json(" \n \n"), Error);
}

TEST_CASE("how the bytes arrive makes no difference") {
  std::mt19937 random(3);
  const std::vector<std::string> pieces{"{\"a\":1}", "[",    "]",         ",", "\n",
                                        "{",         "}",    "\"x\\\"\"", " ", "{\"b\":[1,{\"c\":null}]}",
                                        "tru",       "\r\n", "\xFF",      "1"};
  for (int round = 0; round < 3'000; ++round) {
    std::string text = round % 2 ? "[" : "{\"a\":0}\n";
    for (std::uint64_t k = random() % 30; k > 0; --k) text += pieces[random() % pieces.size()];
    const auto whole = json(text);
    const auto bytes = json(text, {.buffer = 64}, 1 + random() % 3);
    REQUIRE(whole.records == bytes.records);
    REQUIRE(whole.lines == bytes.lines);
    REQUIRE(whole.rejects.size() == bytes.rejects.size());
    for (std::size_t i = 0; i < whole.rejects.size(); ++i) {
      CHECK(whole.rejects[i].code == bytes.rejects[i].code);
      CHECK(whole.rejects[i].row == bytes.rejects[i].row);
      CHECK(whole.rejects[i].reason == bytes.rejects[i].reason);
      CHECK(whole.rejects[i].raw == bytes.rejects[i].raw);
    }
  }
}

TEST_CASE("of the JSON parsing suite, what must be refused is refused and what must be accepted is accepted") {
  int refused = 0;
  int accepted = 0;
  for (const auto& entry : std::filesystem::directory_iterator(std::string(ALMANAC_TEST_DATA) + "/json_suite")) {
    if (entry.path().extension() != ".json") continue;
    const std::string name = entry.path().filename().string();
    INFO(name);
    const std::string text = reading::file("json_suite/" + name);
    std::size_t broken = 0;
    bool empty = false;
    try {
      auto outcome = json(text);
      for (const auto& reject : outcome.rejects) broken += reject.code != "not_an_object";
      // A value of any kind as the field of a record: what JSONL asks of the parser. Line breaks would end the line.
      if (text.find('\n') == std::string::npos && name.find("duplicated_key") == std::string::npos) {
        const auto field = json("{\"v\":" + text + "}\n{\"v\":1}\n", {.lines = true});
        CHECK(field.records.size() == (name.starts_with("y_") ? 2u : 1u));
      }
    } catch (const Error& error) {
      empty = error.code() == "empty_file";
    }
    if (name.starts_with("y_")) {
      // Names that stand twice in one object are refused here on purpose: which one counts would be a guess.
      if (name.find("duplicated_key") == std::string::npos) CHECK(broken == 0);
      ++accepted;
    } else {
      CHECK((broken > 0 || empty));
      ++refused;
    }
  }
  CHECK(accepted > 80);
  CHECK(refused > 150);
}
