#include "planning/draft.h"

#include <catch2/catch.hpp>

#include "archive/error.h"
#include "archive/validate.h"
#include "tests/planning/fixture.h"
#include "tests/support/errors.h"

using namespace almanac;
using namespace almanac::tests;
using archive::Error;
using planning::DraftRequest;

namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("goals stand beside the actual of their own basis, cited by code") {
  PlanningArchive archive;
  add_double_elevens(archive);
  const auto text = archive.markdown("{{goals}}", {"D11-2023", "D11-2024"});
  CHECK(has(text, "| [D11-2023] | GMV | 支付 | 2,000,000 CNY | 1,500,000 CNY | 75.0% |"));
  CHECK(has(text, "| [D11-2024] | GMV | 支付 | 2,200,000 CNY | 2,300,000 CNY | 104.5% |"));
  CHECK(has(text, "| [D11-2023] | New users | — | 5,000 | not recorded | — |"));
  CHECK_FALSE(has(text, "1,900,000"));  // of another basis, while one of the goal's own basis exists
}

TEST_CASE("an actual of another basis is shown with its basis and not compared") {
  PlanningArchive archive;
  auto c = campaign("A", "2024-01-01", "2024-01-02");
  c.goals = {goal("gmv", "100", "支付", "CNY")};
  c.results = {result("gmv", "120", "拍下")};
  archive.put(c);
  const auto text = archive.markdown("{{goals}}", {"A"});
  CHECK(has(text, "120 CNY (basis: 拍下)"));
  CHECK(has(text, "different basis, not compared"));
  CHECK_FALSE(has(text, "120.0%"));
}

TEST_CASE("an actual of another currency is not compared") {
  PlanningArchive archive;
  auto c = campaign("A", "2024-01-01", "2024-01-02");
  c.goals = {goal("gmv", "100", "", "USD")};
  c.results = {result("gmv", "120")};
  archive.put(c);
  CHECK(has(archive.markdown("{{goals}}", {"A"}), "different unit, not compared"));
}

TEST_CASE("results stand side by side; totals stay within one metric, basis and unit, and rates are never added") {
  PlanningArchive archive;
  add_double_elevens(archive);
  const auto text = archive.markdown("{{results}}", {"D11-2023", "D11-2024"});
  CHECK(has(text, "| Metric | Basis | Scope | [D11-2023] | [D11-2024] | Together |"));
  CHECK(has(text, "| GMV | 支付 | whole campaign | 1,500,000 CNY | 2,300,000 CNY | 3,800,000 CNY |"));
  CHECK(has(text, "| GMV | 拍下 | whole campaign | 1,900,000 CNY | — | — |"));
  CHECK(has(text, "| Conversion rate | — | whole campaign | 3.2% | 3.5% | — |"));
  CHECK_FALSE(has(text, "3,400,000"));  // 支付 and 拍下 of 2023 together
}

TEST_CASE("many campaigns become a list with ranges, each end cited") {
  PlanningArchive archive;
  archive::Strings codes;
  for (int i = 1; i <= 7; ++i) {
    auto c = campaign("C" + std::to_string(i), "2024-01-01", "2024-01-02");
    c.results = {result("gmv", std::to_string(i * 100).c_str(), "支付"), result("cvr", std::to_string(i).c_str())};
    if (i == 7) c.results[0].basis = "拍下";
    codes.push_back(c.code);
    archive.put(c);
  }
  const auto text = archive.markdown("{{results}}", codes);
  CHECK(has(
      text,
      "GMV (支付), 6 campaigns: from 100 CNY [C1] to 600 CNY [C6]; together 2,100 CNY [C1] [C2] [C3] [C4] [C5] [C6]"));
  CHECK(has(text, "Conversion rate (basis not stated), 7 campaigns: from 1% [C1] to 7% [C7]\n"));
  CHECK(has(text, "| [C7] | GMV | 拍下 | whole campaign | 700 CNY |"));
}

TEST_CASE("results of channels stand side by side, all of one channel together") {
  PlanningArchive archive;
  for (const auto* code : {"A", "B"}) {
    auto c = campaign(code, "2024-01-01", "2024-01-02");
    c.results = {result("orders", "3", "支付", "短信"), result("orders", "4", "支付", "抖音"),
                 result("clicks", "5", "", "短信")};
    archive.put(c);
  }
  const auto text = archive.markdown("{{channel_results}}", {"A", "B"});
  CHECK(
      has(text, "| 短信 | Orders | 支付 | 3 | 3 |\n| 短信 | Clicks | — | 5 | 5 |\n| 抖音 | Orders | 支付 | 4 | 4 |\n"));
}

TEST_CASE("amounts of different currencies stay apart") {
  PlanningArchive archive;
  for (const auto* currency : {"CNY", "USD"}) {
    auto c = campaign(std::string("C-") + currency, "2024-01-01", "2024-01-02", currency);
    c.results = {result("gmv", "100", "支付")};
    c.costs = {cost("短信", "10", "9")};
    archive.put(c);
  }
  const auto results = archive.markdown("{{results}}", {"C-CNY", "C-USD"});
  CHECK(has(results, "| GMV | 支付 | whole campaign | 100 CNY | — | — |"));
  CHECK(has(results, "| GMV | 支付 | whole campaign | — | 100 USD | — |"));
  CHECK_FALSE(has(results, "200"));
  const auto costs = archive.markdown("{{costs}}", {"C-CNY", "C-USD"});
  CHECK(has(costs, "| 短信 | media | 10 CNY | 9 CNY | [C-CNY] |"));
  CHECK(has(costs, "| 短信 | media | 10 USD | 9 USD | [C-USD] |"));
  CHECK(has(costs, "Total in USD over 1 campaigns: planned 10 USD, actual 9 USD"));
  CHECK_FALSE(has(costs, "20 "));
}

TEST_CASE(
    "channel parts are summed exactly when no whole is given, and only if the metric adds up and no channel contains "
    "another") {
  PlanningArchive archive;
  auto c = campaign("A", "2024-01-01", "2024-01-02");
  c.results = {result("gmv", "0.1", "支付", "短信"), result("gmv", "0.2", "支付", "抖音"),
               result("visitors", "5", "", "短信"),  result("visitors", "6", "", "抖音"),
               result("orders", "3", "", "公众号"),  result("orders", "2", "", "服务号")};
  archive.put(c);
  const auto text = archive.markdown("{{results}}", {"A"});
  CHECK(has(text, "| GMV | 支付 | whole campaign | 0.3 CNY (sum of 2 channels) |"));
  CHECK_FALSE(has(text, "11"));      // distinct people never add up
  CHECK_FALSE(has(text, "Orders"));  // 服务号 lies under 公众号
}

TEST_CASE("costs are exact sums by channel with the codes behind them; spend and cost lines are compared") {
  PlanningArchive archive;
  add_double_elevens(archive);
  const auto costs = archive.markdown("{{costs}}", {"D11-2023", "D11-2024"});
  CHECK(has(costs, "| 短信 | media | 220,000 CNY | 217,999.5 CNY | [D11-2023] [D11-2024] |"));
  CHECK(has(costs, "| 公众号 | media | — | 30,000.5 CNY | [D11-2023] |"));
  CHECK(has(costs, "actual 248,000 CNY"));
  const auto budget = archive.markdown("{{budget}}", {"D11-2023", "D11-2024"});
  CHECK(has(budget,
            "| [D11-2023] | 150,000 CNY | 150,000 CNY | 100.0% | cost lines 148,000.5 CNY; difference 1,999.5 CNY |"));
  CHECK(has(budget, "Neither budget nor spend recorded in [D11-2024]"));
}

TEST_CASE("what is not recorded is said in words, never as a number") {
  PlanningArchive archive;
  archive.put(campaign("EMPTY", "2024-01-01", "2024-01-02"));
  for (const auto& slot : planning::slots()) {
    if (slot.form == planning::Slot::Form::words || slot.name == "analogues" || slot.name == "sources") continue;
    const auto draft = archive.draft("{{" + std::string(slot.name) + "}}", {"EMPTY"});
    INFO(slot.name);
    REQUIRE_FALSE(draft.sections.empty());
    for (const auto& block : draft.sections[0].blocks) CHECK(block.type == planning::Block::Type::missing);
    REQUIRE_FALSE(draft.sections[0].blocks.empty());
  }
  CHECK(has(archive.markdown("{{costs}}", {"EMPTY"}), "No costs recorded in [EMPTY]"));
}

TEST_CASE("lessons carry their conditions and are cited; advice of a stage becomes tasks; reviews are quoted by part") {
  PlanningArchive archive;
  add_double_elevens(archive);
  const auto all = archive.markdown("{{lessons}}", {"D11-2023"});
  CHECK(
      has(all, "**预热越早转化越高** Advice: 提前两周预热 (applies when: channel 公众号; occasion 双十一) [D11-2023]"));
  CHECK(has(archive.markdown("{{lessons_failure}}", {"D11-2023"}), "催付短信撞上客服高峰"));
  CHECK_FALSE(has(archive.markdown("{{lessons_success}}", {"D11-2023"}), "催付短信撞上客服高峰"));
  CHECK(has(archive.markdown("{{tasks_execute}}", {"D11-2023"}), "- [ ] 分三批发 [D11-2023]"));
  const auto insight = archive.markdown("{{review_insight}}", {"D11-2023", "D11-2024"});
  CHECK(has(insight, "- 老客先行 [D11-2023]\n- 新客后补 [D11-2023]"));
  CHECK(has(insight, "Nothing on this in the reviews of [D11-2024]"));
}

TEST_CASE("words of the archive's own lists are shown in the draft's language") {
  PlanningArchive archive;
  auto c = campaign("A", "2024-01-01", "2024-01-02");
  c.objective = "win_back";
  c.lessons = {lesson("success", "先分层再发")};
  c.lessons[0].applies_when = {{"objective", {"win_back"}}};
  archive.put(c);
  DraftRequest request;
  request.campaigns = {"A"};
  request.form = planning::parse_template("t.zh.md", "{{analogues}}\n\n{{lessons}}", planning::Origin::own);
  const auto reader = archive->read();
  const auto text = planning::to_markdown(planning::make_draft(reader, request));
  CHECK(has(text, "| 双十一 | 召回 |"));
  CHECK(has(text, "适用：目的 召回"));
  CHECK(has(text, "| 已结束 |"));
}

TEST_CASE("chosen lessons alone are quoted, also those of other campaigns") {
  PlanningArchive archive;
  add_double_elevens(archive);
  const auto lessons = archive->read().lessons_of("D11-2023");
  REQUIRE(lessons.size() == 2);
  DraftRequest request;
  request.lessons = {lessons[0].record.code};
  const auto text = archive.markdown("{{lessons}}", {"D11-2024"}, request);
  CHECK(has(text, lessons[0].record.statement));
  CHECK(has(text, "[D11-2023]"));
  CHECK_FALSE(has(text, lessons[1].record.statement));
}

TEST_CASE("every row and item that a filled slot gives cites a campaign") {
  PlanningArchive archive;
  add_double_elevens(archive);
  std::string everything;
  for (const auto& slot : planning::slots()) {
    if (slot.form == planning::Slot::Form::blocks) everything += "{{" + std::string(slot.name) + "}}\n\n";
  }
  const auto draft = archive.draft(everything, {"D11-2023", "D11-2024"});
  const auto cites = [](const planning::Spans& spans) {
    return std::any_of(spans.begin(), spans.end(), [](const auto& span) { return !span.cites.empty(); });
  };
  for (const auto& block : draft.sections[0].blocks) {
    const bool by_column = !block.column_cites.empty();
    for (const auto& row : block.rows) CHECK((by_column || std::any_of(row.begin(), row.end(), cites)));
    if (by_column) CHECK(std::count(block.column_cites.begin(), block.column_cites.end(), "D11-2024") == 1);
    if (block.type != planning::Block::Type::missing) {
      for (const auto& item : block.items) CHECK(cites(item));
    }
  }
}

TEST_CASE("as of a day before its end a campaign has a plan and no outcome") {
  PlanningArchive archive;
  add_double_elevens(archive);
  DraftRequest request;
  request.as_of = Date::parse("2024-11-05");
  const auto text = archive.markdown("{{goals}}\n\n{{costs}}\n\n{{lessons}}", {"D11-2023", "D11-2024"}, request);
  CHECK(has(text, "| [D11-2023] | GMV | 支付 | 2,000,000 CNY | 1,500,000 CNY | 75.0% |"));
  CHECK(has(text, "| [D11-2024] | GMV | 支付 | 2,200,000 CNY | not recorded | — |"));
  CHECK_FALSE(has(text, "99,999.5"));
  request.as_of = Date::parse("2023-12-31");
  CHECK(code_of([&] { archive.draft("{{goals}}", {"D11-2024"}, request); }) == "unknown_campaign");
}

TEST_CASE("as of a day before every recorded version the first version counts, and today the last") {
  PlanningArchive archive;
  auto c = campaign("A", "2024-01-01", "2024-01-02");
  c.goals = {goal("gmv", "100", "支付")};
  c.channels = {"短信"};
  archive.put(c);
  c.goals = {goal("gmv", "999", "支付")};
  archive.put(c);
  DraftRequest request;
  CHECK(has(archive.markdown("{{goals}}", {"A"}, request), "999 CNY"));
  request.as_of = Date::parse("2024-06-30");
  const auto text = archive.markdown("{{goals}}\n\n{{channels}}", {"A"}, request);
  CHECK(has(text, "100 CNY"));
  CHECK_FALSE(has(text, "999"));
  CHECK(has(text, "短信"));  // links are no part of a version
}

TEST_CASE("a wrong request is refused with its place") {
  PlanningArchive archive;
  add_double_elevens(archive);
  CHECK(code_of([&] { archive.draft("x", {}); }) == "no_campaigns");
  CHECK(code_of([&] { archive.draft("x", archive::Strings(51, "D11-2023")); }) == "too_many_campaigns");
  CHECK(code_of([&] { archive.draft("x", {"D11-2032"}); }) == "unknown_campaign");
  DraftRequest request;
  request.lessons = {"nothing"};
  CHECK(code_of([&] { archive.draft("x", {"D11-2023"}, request); }) == "unknown_lesson");
  request.lessons.clear();
  request.start = Date::parse("2025-02-01");
  request.end = Date::parse("2025-01-01");
  CHECK(code_of([&] { archive.draft("x", {"D11-2023"}, request); }) == "end_before_start");
  try {
    archive.draft("x", {"D11-2023", "D11-2042"});
  } catch (const Error& error) {
    CHECK(error.where() == "/campaigns/1");
    CHECK(has(error.message().zh, "D11-20"));
  }
}

TEST_CASE("a draft becomes a campaign to store: sources, what they share, goals without invented targets") {
  PlanningArchive archive;
  add_double_elevens(archive);
  DraftRequest request;
  request.title = "双十一 2025";
  request.start = Date::parse("2025-11-01");
  request.end = Date::parse("2025-11-11");
  const auto draft = archive.draft("# {{title}}", {"D11-2023", "D11-2024"}, request);
  const auto saved = planning::draft_campaign(draft);
  CHECK(saved.code == "双十一-2025-20251101");
  CHECK(saved.status == "draft");
  CHECK(saved.based_on == archive::Strings{"D11-2023", "D11-2024"});
  CHECK(saved.occasion == "双十一");
  CHECK(saved.channels == archive::Strings{"公众号", "短信"});
  REQUIRE(saved.goals.size() == 2);
  CHECK(saved.goals[0].metric == "gmv");
  CHECK(saved.goals[0].basis == "支付");
  CHECK_FALSE(saved.goals[0].target);
  CHECK(saved.goals[0].baseline == Decimal::parse("2300000"));  // of the later campaign
  CHECK_FALSE(saved.goals[1].baseline);
  CHECK(saved.results.empty());
  CHECK(saved.costs.empty());
  REQUIRE(saved.phases.size() == 1);
  CHECK_FALSE(saved.phases[0].start);
  for (const auto& finding : archive::validate(saved, archive->read())) CHECK_FALSE(finding.is_error());
  archive.put(saved);
  CHECK(archive->read().find<Campaign>(saved.code)->record.attributes.at("template") == "test");
}

TEST_CASE("a draft without a date is not a campaign yet") {
  PlanningArchive archive;
  add_double_elevens(archive);
  const auto draft = archive.draft("# {{title}}", {"D11-2023"});
  CHECK(code_of([&] { planning::draft_campaign(draft); }) == "missing_date");
}

TEST_CASE("every shipped template fills from real campaigns in both languages and reads the same twice") {
  PlanningArchive archive;
  add_double_elevens(archive);
  for (const auto& form : planning::load_templates({}).templates) {
    DraftRequest request;
    request.form = form;
    request.campaigns = {"D11-2023", "D11-2024"};
    const auto reader = archive->read();
    const auto draft = planning::make_draft(reader, request);
    const auto text = planning::to_markdown(draft);
    INFO(form.id);
    CHECK(has(text, "[D11-2023]"));
    CHECK_FALSE(has(text, "{{"));
    CHECK(text == planning::to_markdown(planning::make_draft(reader, request)));
    const auto json = planning::to_json(draft);
    CHECK(json["template"] == form.id);
    CHECK(json["campaigns"].size() == 2);
    CHECK(json["sections"].size() == draft.sections.size());
    CHECK(json["campaign"]["status"] == "draft");
  }
}
