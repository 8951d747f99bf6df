// The shipped questions, asked of the sample archives.

#include "insight/questions.h"
#include "tests/insight/fixture.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "graph/explore.h"
#include "graph/graph.h"
#include "insight/answer_table.h"
#include "insight/dimension.h"
#include "tests/importers/importing.h"
#include "tests/support/errors.h"

using namespace almanac;
using namespace almanac::insight;
using archive::Json;
using archive::Language;

namespace {

// Sample files imported, with a graph.
struct Samples {
  importing::Desk desk;
  std::unique_ptr<graph::Graph> graph;

  Samples(const std::string& folder, const std::string& mapping, const std::set<std::string>& without = {}) {
    const std::filesystem::path root = std::filesystem::path(ALMANAC_SOURCE_DIR) / "samples";
    importers::ImportOptions options;
    for (const auto& entry : std::filesystem::directory_iterator(root / folder)) {
      if (!without.contains(entry.path().filename().string())) options.files.push_back({entry.path().string(), ""});
    }
    if (!mapping.empty()) {
      std::ifstream file(root / "mappings" / (mapping + ".toml"));
      options.mapping_text = std::string(std::istreambuf_iterator<char>(file), {});
    }
    importers::run(desk.archive(), options);
    graph = graph::Graph::open(desk.directory() / "graph", desk.archive());
  }

  Json ask(const Question& question, const QuestionRequest& request) const {
    graph::Budget budget;
    const auto reader = const_cast<importing::Desk&>(desk).archive().read();
    return insight::ask(question, request, {reader, graph->snapshot(), tests::unsearched()}, budget, Language::zh);
  }

  // What a question needs, from what is there; false if there is nothing to choose.
  bool choose(const Question& question, QuestionRequest& request) const {
    const auto snapshot = graph->snapshot();
    for (const QuestionParameter& parameter : question.parameters) {
      if (!parameter.required) continue;
      if (parameter.type == QuestionParameter::Type::date) {
        request.values[parameter.name] = {"2023-06-30"};
        continue;
      }
      const Dimension dimension(*snapshot, parameter.dimension, graph::as_of_end(*snapshot, {}), parameter.name,
                                parameter.of_campaigns ? Dimension::Of::campaigns : Dimension::Of::touchpoints);
      const auto values = dimension.containing("", 1);
      if (values.empty()) return false;
      request.values[parameter.name] = {dimension.key(values.front())};
    }
    return true;
  }
};

// Every way to choose among the choices of a question, with what it needs.
std::vector<QuestionRequest> requests(const Question& question, const Samples& samples) {
  QuestionRequest plain;
  if (!samples.choose(question, plain)) return {};
  std::vector<QuestionRequest> all{plain};
  for (const QuestionParameter& parameter : question.parameters) {
    for (const QuestionChoice& choice : parameter.choices) {
      all.push_back(plain);
      all.back().values[parameter.name] = {choice.value};
    }
  }
  return all;
}

void check_form(const Json& answer) {
  REQUIRE(answer.at("rows").is_array());
  REQUIRE(answer.at("columns").is_array());
  CHECK(answer.at("graph").at("nodes").is_array());
  std::set<std::string> labels;
  for (const Json& column : answer["columns"]) {
    CHECK(labels.insert(column.at("label").get<std::string>()).second);
    for (const Json& row : answer["rows"]) {
      const bool may_lack = row.value("too_few", false) || column["name"] == "ratio" || column["name"] == "total";
      CHECK((row.contains(column.at("name").get<std::string>()) || may_lack));
    }
  }
  CHECK(flat_rows(answer).size() == answer["rows"].size());
}

bool is_chinese(const std::string& text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

}  // namespace

TEST_CASE("every shipped question can be read and says everything in both languages") {
  const auto& all = QuestionBook::shipped().all();
  CHECK(all.size() >= 15);
  std::set<std::string> ids;
  const auto both = [](const archive::Text& text) {
    CAPTURE(text.en, text.zh);
    CHECK_FALSE(text.en.empty());
    CHECK_FALSE(is_chinese(text.en));
    CHECK(is_chinese(text.zh));
  };
  for (const Question& question : all) {
    CAPTURE(question.id);
    CHECK(ids.insert(question.id).second);
    CHECK_FALSE(question.own);
    both(question.title);
    both(question.about);
    for (const auto& parameter : question.parameters) {
      both(parameter.label);
      for (const auto& choice : parameter.choices) both(choice.label);
    }
    if (question.ask.contains("both_label"))
      both({question.ask["both_label"].value("en", ""), question.ask["both_label"].value("zh", "")});
    if (question.ask.contains("columns") && question.ask["kind"] == "cypher") {
      for (const Json& column : question.ask["columns"]) both({column.value("en", ""), column.value("zh", "")});
    }
  }
}

TEST_CASE("every shipped question can be asked of the sample archives") {
  const Samples chinese("zh", "");
  const Samples journey("complete-journey", "complete-journey");
  std::size_t answered = 0;
  for (const Question& question : QuestionBook::shipped().all()) {
    for (const Samples* samples : {&chinese, &journey}) {
      const auto all = requests(question, *samples);
      CAPTURE(question.id, samples == &chinese);
      CHECK((!all.empty() || samples == &journey));
      for (std::size_t i = 0; i < all.size(); ++i) {
        CAPTURE(i);
        const Json answer = samples->ask(question, all[i]);
        check_form(answer);
        if (samples == &chinese && i == 0 && !answer["rows"].empty()) ++answered;
      }
    }
  }
  // Nothing of the few samples is missing from any question but regions, and gaps that there are none of.
  CHECK(answered >= QuestionBook::shipped().all().size() - 2);
}

TEST_CASE("without touchpoints reported results answer, and the answer says so") {
  const Samples samples("zh", "", {"touchpoints.csv"});
  for (const Question& question : QuestionBook::shipped().all()) {
    QuestionRequest request;
    if (!samples.choose(question, request)) continue;
    CAPTURE(question.id);
    const Json answer = samples.ask(question, request);
    check_form(answer);
    const bool of_people = question.ask["kind"] == "associations";
    CHECK(answer.contains("note") == of_people);
    if (!of_people) continue;
    CHECK(is_chinese(answer["note"]));
    if (question.otherwise.is_null()) {
      CHECK(answer["units"] == 0);
      CHECK(answer["rows"].empty());
    } else {
      CHECK(answer["basis"] == "reported");
      CHECK(answer.contains("metric"));
    }
  }
}

TEST_CASE("what a question is not asked rightly is told with what it takes") {
  const Samples samples("zh", "", {"touchpoints.csv", "users.csv"});
  const QuestionBook& book = QuestionBook::shipped();
  const auto code = [&](const char* id, const std::map<std::string, std::vector<std::string>>& values) {
    QuestionRequest request;
    request.values = values;
    return tests::code_of([&] { samples.ask(book.require(id), request); });
  };
  CHECK(code("segments-for-category", {}) == "missing_parameter");
  CHECK(code("segments-for-category", {{"categry", {"x"}}}) == "unknown_parameter");
  CHECK(code("never-tried", {{"rows", {"chanel"}}}) == "unknown_choice");
  CHECK(code("stopped-responding", {{"day", {"yesterday"}}}) == "bad_date");
  CHECK(code("shared-audience", {{"campaign", {"a", "b"}}}) == "too_many_values");
  CHECK(code("shared-audience", {{"campaign", {"D11-2042"}}}) == "unknown_value");
  CHECK(code("reported-by-channel", {{"metric", {"gvm"}}}) == "unknown_metric");
  try {
    book.require("segment-for-category");
    FAIL("there is no such question");
  } catch (const archive::Error& error) {
    CHECK(error.kind() == archive::ErrorKind::not_found);
    CHECK(error.message().zh.find("segments-for-category") != std::string::npos);
  }
}

TEST_CASE("a category is found by its last level where only one has it") {
  const Samples samples("zh", "");
  const auto snapshot = samples.graph->snapshot();
  const Dimension categories(*snapshot, "category", graph::as_of_end(*snapshot, {}), "category");
  const auto key_of = [&](const char* text) { return categories.key(categories.require(text, "category")); };
  CHECK(key_of("冲饮 > 咖啡 > 速溶") == "冲饮 > 咖啡 > 速溶");
  CHECK(key_of("速溶") == "冲饮 > 咖啡 > 速溶");
  CHECK(key_of("咖啡") == "冲饮 > 咖啡");
  CHECK(key_of("冲饮") == "冲饮");
  CHECK_FALSE(categories.find("啡"));
}

TEST_CASE("each campaign has one line to each first one, the longest, and what is in common is said by name") {
  const Samples samples("zh", "");
  const Json lines = samples.ask(QuestionBook::shipped().require("built-on"), {});
  std::set<std::pair<std::string, std::string>> ends;
  for (const Json& row : lines.at("rows")) {
    CHECK(ends.emplace(row["campaign"]["key"], row["first"]["key"]).second);
    CHECK(row["line"].size() == row["steps"].get<std::size_t>() + 1);
    CHECK(row["line"].front() == row["campaign"]["key"]);
  }
  CHECK(ends.size() > 5);

  QuestionRequest request;
  request.values["campaign"] = {"D11-2025"};
  const Json alike = samples.ask(QuestionBook::shipped().require("made-alike"), request);
  const Json& first = alike.at("rows").at(0);
  CHECK(first["things"].size() == first["shared"].get<std::size_t>());
  CHECK(std::find(first["things"].begin(), first["things"].end(), "微信公众号") != first["things"].end());
}
