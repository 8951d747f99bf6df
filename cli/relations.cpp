// almanac relations [gaps|results]: how things go together, with the parameters of the HTTP API.

#include <CLI/CLI.hpp>
#include <memory>

#include "archive/error.h"
#include "cli/answer.h"
#include "cli/asked.h"
#include "cli/program.h"
#include "cli/snapshot.h"
#include "insight/answer_table.h"
#include "insight/relation_parameters.h"

namespace almanac::cli {

using archive::Json;
using archive::Text;

namespace {

// --only segment=新客 is only.segment=新客 of the API.
graph::Parameters parameters_of(const Asked& asked) {
  graph::Parameters parameters = asked.parameters();
  for (auto& [name, value] : parameters) {
    if (name != "only") continue;
    const std::size_t split = value.find('=');
    if (split == std::string::npos)
      throw archive::Error(archive::ErrorKind::invalid_input, "bad_options",
                           filled({"\"{}\" is not of the form dimension=value, such as segment=新客",
                                   "“{}”不是 维度=值 的形式，例如 segment=新客"},
                                  value),
                           "only");
    name += "." + value.substr(0, split);
    value.erase(0, split + 1);
  }
  return parameters;
}

int show(Json answer, const Json& columns, const Snapshot& snapshot, const Context& context, const Asked& asked) {
  answer["columns"] = columns;
  answer["revision"] = snapshot->revision();
  return show_answer(answer, context, asked.csv);
}

int run_relations(const Context& context, const Asked& asked) {
  const auto request = insight::association_request(parameters_of(asked));
  const Snapshot snapshot(context);
  graph::Budget budget;
  return show(to_json(insight::associations(*snapshot, request, budget), request),
              insight::columns_of(request, {}, context.language), snapshot, context, asked);
}
int run_gaps(const Context& context, const Asked& asked) {
  const auto request = insight::never_tried_request(parameters_of(asked));
  const Snapshot snapshot(context);
  graph::Budget budget;
  return show(to_json(insight::never_tried(*snapshot, request, budget)), insight::columns_of(request, context.language),
              snapshot, context, asked);
}
int run_results(const Context& context, const Asked& asked) {
  const auto request = insight::reported_request(parameters_of(asked));
  const Snapshot snapshot(context);
  graph::Budget budget;
  return show(to_json(insight::reported(snapshot.archive().read(), *snapshot, request, budget)),
              insight::columns_of(request, context.language), snapshot, context, asked);
}

const Option rows{"--rows",
                  "rows",
                  {"What the rows are, e.g. --rows channel (usual)", "行的维度，例如 --rows channel（默认）"},
                  "DIMENSION"};
const Option one_row{"--row", "row", {"Only this row; may be given again", "只看此行；可重复"}, "VALUE", -1};
const Option one_column{
    "--column", "column", {"Only this column; may be given again", "只看此列；可重复"}, "VALUE", -1};
const Option as_of{
    "--as-of",
    "as_of",
    {"Only what was known that day, e.g. --as-of 2024-10-01", "只使用当日已知的内容，例如 --as-of 2024-10-01"},
    "DATE"};
const Option limit{
    "--limit", "limit", {"How many rows, e.g. --limit 20 (at most 1000)", "行数，例如 --limit 20（最多 1000）"}, "N"};

Option only(const Text& help) { return {"--only", "only", help, "DIMENSION=VALUE", -1}; }
const Text only_touchpoints{"Only touchpoints with this value, e.g. --only segment=新客; may be given again",
                            "只计取此值的触点，例如 --only segment=新客；可重复"};
const Text only_campaigns{"Only campaigns with this value, e.g. --only occasion=双十一; may be given again",
                          "只计取此值的活动，例如 --only occasion=双十一；可重复"};

}  // namespace

std::vector<Command> add_relations(CLI::App& program, archive::Language language) {
  const auto say = [&](const Text& text) { return text.in(language); };
  CLI::App* app = program.add_subcommand(
      "relations", say({"Who was reached by what and what went with it; gaps: never tried; results: as reported",
                        "谁被什么触达、又与什么相伴；gaps：从未同用；results：上报效果"}));
  std::vector<Command> commands;
  const auto command = [&](CLI::App* made, int (*run)(const Context&, const Asked&),
                           std::initializer_list<Option> options) {
    const auto asked = std::make_shared<Asked>();
    for (const Option& option : options) add(made, asked, option, language);
    made->add_flag("--csv", asked->csv, say({"Print a table for a spreadsheet", "输出用于电子表格的 CSV"}));
    commands.push_back({made, [asked, run](const Context& context) { return run(context, *asked); }});
    return asked;
  };
  // Before the command itself, which is parsed where they are.
  command(app->add_subcommand(
              "gaps", say({"Pairs that campaigns have used each but never together", "各自用过却从未同用的组合"})),
          run_gaps,
          {rows,
           {"--columns",
            "columns",
            {"What the columns are, e.g. --columns category (usual)", "列的维度，例如 --columns category（默认）"},
            "DIMENSION"},
           one_row,
           one_column,
           only(only_campaigns),
           as_of,
           limit});
  command(app->add_subcommand("results", say({"What campaigns reported, in groups", "按分组汇总的上报效果"})),
          run_results,
          {{"--group",
            "group",
            {"By what, e.g. --group channel (usual)", "分组维度，例如 --group channel（默认）"},
            "DIMENSION"},
           {"--value", "value", {"Only this group; may be given again", "只看此组；可重复"}, "VALUE", -1},
           {"--metric", "metric", {"Which metric, e.g. --metric gmv", "指标，例如 --metric gmv"}, "METRIC"},
           only(only_campaigns),
           as_of,
           limit});
  const auto asked =
      command(app, run_relations,
              {rows,
               {"--columns",
                "columns",
                {"What the columns are, e.g. --columns product (usual)", "列的维度，例如 --columns product（默认）"},
                "DIMENSION"},
               one_row,
               one_column,
               {"--row-event",
                "row_event",
                {"Events that make a row's value, e.g. --row-event send", "构成行值的行为，例如 --row-event send"},
                "EVENT",
                -1},
               {"--event",
                "event",
                {"Events that make a column's value, e.g. --event purchase", "构成列值的行为，例如 --event purchase"},
                "EVENT",
                -1},
               only(only_touchpoints),
               {"--measure",
                "measure",
                {"Order: lift, low_lift, both or jaccard", "排序：lift、low_lift、both 或 jaccard"},
                "WORD"},
               {"--unit", "unit", {"person, visit or moment", "单位：person、visit 或 moment"}, "WORD"},
               {"--least",
                "least",
                {"People below which a pair is too few (default 5)", "少于此人数视为样本过少（默认 5）"},
                "N"},
               {"--from", "from", {"Only touchpoints of this day or later", "只计此日及以后的触点"}, "DATE"},
               {"--to", "to", {"Only touchpoints of this day or earlier", "只计此日及以前的触点"}, "DATE"},
               as_of,
               limit});
  auto& then = asked->several.emplace_back("then", std::vector<std::string>()).second;
  app->add_flag_callback(
      "--then", [&then] { then = {"1"}; }, say({"The column not before the row", "列不早于行"}));
  return commands;
}

}  // namespace almanac::cli
