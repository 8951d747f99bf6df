#include "planning/templates.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <set>
#include <sstream>

#include "tests/support/temporary_directory.h"

using namespace almanac;
using namespace almanac::planning;
using archive::Error;
using archive::Language;

namespace {

struct Problem {
  std::string code, where, en, zh;
};

Problem problem_of(const std::string& markdown, const std::string& name = "mine.md") {
  try {
    parse_template(name, markdown, Origin::own);
  } catch (const Error& error) {
    return {error.code(), error.where(), error.message().en, error.message().zh};
  }
  return {"none", "", "", ""};
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("three templates ship, each in both languages") {
  const auto list = load_templates({});
  std::set<std::string> found;
  for (const auto& t : list.templates) {
    CHECK(t.origin == Origin::shipped);
    CHECK_FALSE(t.name.empty());
    CHECK_FALSE(t.description.empty());
    found.insert(t.id + (t.language == Language::zh ? ".zh" : ".en"));
  }
  CHECK(found == std::set<std::string>{"campaign-brief.en", "campaign-brief.zh", "grai-review.en", "grai-review.zh",
                                       "launch-checklist.en", "launch-checklist.zh"});
  CHECK(list.broken.empty());
  CHECK(get_template(list, "campaign-brief", Language::zh).name == "活动方案");
  CHECK(get_template(list, "campaign-brief", Language::en).name == "Campaign brief");
}

TEST_CASE("the two languages of a shipped template have the same slots in the same order") {
  const auto list = load_templates({});
  for (const std::string id : {"campaign-brief", "launch-checklist", "grai-review"}) {
    const auto slots_in = [&](Language language) {
      std::vector<std::string> names;
      for (const auto& line : get_template(list, id, language).lines) {
        if (line.type == TemplateLine::Type::slot) names.push_back(line.text);
      }
      return names;
    };
    CHECK(slots_in(Language::zh) == slots_in(Language::en));
  }
}

TEST_CASE("a template reads as headings, paragraphs, lists, tasks, quotes, tables and slots") {
  const auto t = parse_template(
      "周报.zh.md",
      "---\nname: 周报\ndescription: 每周一份\n---\n# {{title}}\n\n第一行\n第二行\n\none\ntwo\n\n- 甲\n* 乙\n1. 一\n"
      "- [ ] 任务\n> 引用\n| a | b |\n|---|---|\n| 1 | 2 |\n{{goals}}\n<!-- note {{nonsense}} -->\n",
      Origin::own);
  CHECK(t.id == "周报");
  CHECK(t.name == "周报");
  CHECK(t.language == Language::zh);
  using Type = TemplateLine::Type;
  std::vector<std::pair<Type, std::string>> lines;
  for (const auto& line : t.lines) lines.emplace_back(line.type, line.text);
  CHECK(lines == std::vector<std::pair<Type, std::string>>{{Type::heading, "{{title}}"},
                                                           {Type::paragraph, "第一行第二行"},
                                                           {Type::paragraph, "one two"},
                                                           {Type::bullet, "甲"},
                                                           {Type::bullet, "乙"},
                                                           {Type::number, "一"},
                                                           {Type::task, "任务"},
                                                           {Type::quote, "引用"},
                                                           {Type::table_row, "| a | b |"},
                                                           {Type::table_row, "| 1 | 2 |"},
                                                           {Type::slot, "goals"}});
  CHECK(t.lines.back().line == 21);
}

TEST_CASE("an unknown slot names its line and the nearest slot, in both languages") {
  const auto p = problem_of("# x\n\n{{gaols}}\n");
  CHECK(p.code == "unknown_slot");
  CHECK(p.where == "line 3");
  CHECK(has(p.en, "{{goals}}"));
  CHECK(has(p.zh, "{{goals}}"));
  CHECK(has(p.zh, "第 3 行"));
  CHECK(has(problem_of("{{lesson_success}}").en, "{{lessons_success}}"));
  CHECK_FALSE(has(problem_of("{{qqqqqqqqqqqqqqqqqqqq}}").en, "did you mean"));
}

TEST_CASE("slips in a template are told with their line") {
  CHECK(problem_of("a {{goals}} b").code == "slot_not_alone");
  CHECK(problem_of("- {{goals}}").code == "slot_not_alone");
  CHECK(problem_of("| {{goals}} |").code == "slot_not_alone");
  CHECK(problem_of("x\n\n{{title").code == "unclosed_slot");
  CHECK(problem_of("x\n\n{{title").where == "line 3");
  CHECK(problem_of("---\nname: x\n").code == "bad_front_matter");
  CHECK(problem_of("---\nlanguage: fr\n---\nx").where == "line 2");
  CHECK(problem_of("---\nname: x\n---\n\n").code == "empty_template");
  CHECK(problem_of("").code == "empty_template");
  CHECK(problem_of("ok\n\xff\xfe").code == "template_not_utf8");
  CHECK(problem_of("ok\n\xff\xfe").where == "line 2");
  CHECK(problem_of(std::string(template_byte_limit + 1, 'x')).code == "template_too_large");
  std::string many;
  for (std::size_t i = 0; i <= template_line_limit; ++i) many += "x\n";
  CHECK(problem_of(many).code == "template_too_large");
}

TEST_CASE("an escaped brace pair is text") { CHECK(problem_of("write \\{{goals}} here").code == "none"); }

TEST_CASE("a byte order mark and Windows line ends are accepted") {
  const auto t =
      parse_template("a.en.md", "\xEF\xBB\xBF---\r\nname: A\r\n---\r\n# {{title}}\r\n{{goals}}\r\n", Origin::own);
  CHECK(t.name == "A");
  CHECK(t.language == Language::en);
  CHECK(t.lines.size() == 2);
}

TEST_CASE("a team's own template joins the list, takes a shipped one's place, and a broken one hides nothing") {
  tests::TemporaryDirectory directory;
  directory.write("weekly.zh.md", "---\nname: 周报\n---\n# {{title}}\n");
  directory.write("campaign-brief.zh.md", "---\nname: 我们的方案\n---\n# {{title}}\n{{goals}}\n");
  directory.write("bad.md", "# x\n{{gools}}\n");
  directory.write("notes.txt", "not a template");
  const auto list = load_templates(directory.path());
  CHECK(list.templates.size() == 7);
  CHECK(get_template(list, "campaign-brief", Language::zh).name == "我们的方案");
  CHECK(get_template(list, "campaign-brief", Language::zh).origin == Origin::own);
  CHECK(get_template(list, "campaign-brief", Language::en).origin == Origin::shipped);
  REQUIRE(list.broken.size() == 1);
  CHECK(list.broken[0].file == "bad.md");
  CHECK(list.broken[0].problem.code() == "unknown_slot");
  CHECK(get_template(list, "weekly", Language::en).language == Language::zh);  // the only one there is
  CHECK_THROWS_AS(get_template(list, "bad", Language::zh), Error);
  const auto json = to_json(list);
  CHECK(json["items"].size() == 7);
  CHECK(json["broken"][0]["line"] == "line 2");
}

TEST_CASE("two own files with one id and language: the second is broken, the first stays") {
  tests::TemporaryDirectory directory;
  directory.write("a.md", "---\nid: weekly\nname: first\n---\nx\n");
  directory.write("b.md", "---\nid: weekly\nname: second\n---\nx\n");
  const auto list = load_templates(directory.path());
  CHECK(get_template(list, "weekly", Language::zh).name == "first");
  REQUIRE(list.broken.size() == 1);
  CHECK(list.broken[0].problem.code() == "duplicate_template");
}

TEST_CASE("an unknown template names the nearest one") {
  try {
    get_template(load_templates({}), "campaign-breif", Language::en);
    FAIL("found");
  } catch (const Error& error) {
    CHECK(error.kind() == archive::ErrorKind::not_found);
    CHECK(has(error.message().en, "campaign-brief"));
  }
}

TEST_CASE("the documents list every slot, in both languages") {
  for (const std::string file : {"/docs/templates.md", "/docs/zh/templates.md"}) {
    std::ifstream in(ALMANAC_SOURCE_DIR + file);
    std::stringstream text;
    text << in.rdbuf();
    for (const auto& slot : slots()) {
      INFO(file << " " << slot.name);
      CHECK(has(text.str(), "`{{" + std::string(slot.name) + "}}`"));
    }
  }
}
