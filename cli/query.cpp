// almanac query CYPHER: openCypher over the archive's graph (docs/cypher.md).

#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>

#include "archive/store.h"
#include "cli/dates.h"
#include "cli/lazy_index.h"
#include "cli/print.h"
#include "cli/program.h"
#include "graph/cypher/json.h"
#include "graph/cypher/query_error.h"
#include "graph/graph.h"
#include "insight/graph_query.h"
#include "search/index.h"
#include "server/csv.h"

namespace almanac::cli {

using archive::Json;
using archive::Text;
namespace cypher = graph::cypher;

namespace {

struct QueryOptions {
  std::string statement;
  std::vector<std::string> parameters;
  std::int64_t seconds = 60;
  std::string as_of;
  bool csv = false, explain = false;
};

std::string statement_of(const QueryOptions& options) {
  if (options.statement != "-") return options.statement;
  return {std::istreambuf_iterator<char>(std::cin), {}};
}

void print_table(const std::vector<std::string>& columns, const std::vector<std::vector<std::string>>& rows) {
  constexpr std::size_t widest = 60;
  std::vector<std::size_t> widths;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    std::size_t width = width_of(columns[c]);
    for (const auto& row : rows) width = std::max(width, width_of(row[c]));
    widths.push_back(std::min(width, widest));
  }
  const auto line = [&](const std::vector<std::string>& cells) {
    std::string text;
    for (std::size_t c = 0; c < cells.size(); ++c) {
      const std::string cell = cut(cells[c], widths[c]);
      text += c + 1 == cells.size() ? cell : pad(cell, widths[c] + 2);
    }
    return text;
  };
  std::cout << strong(line(columns)) << "\n";
  for (const auto& row : rows) std::cout << line(row) << "\n";
}

// With the place in the query, which the message by itself does not say.
archive::Error with_place(const cypher::QueryError& error) {
  if (!error.has_position()) return error;
  archive::Text place = filled({" (line {}, column {})", "（第 {} 行，第 {} 列）"},
                               std::to_string(error.position().line), std::to_string(error.position().column));
  return {error.kind(), error.code(), {error.message().en + place.en, error.message().zh + place.zh}, error.where()};
}

int run_query(const Context& context, const QueryOptions& options) {
  const auto archive = archive::Archive::open(context.data, archive::Access::read_only);
  const auto opened = graph::Graph::open(context.data / "graph", *archive, archive::Access::read_only);
  LazyIndex index(context, *archive);
  const insight::GraphQuery query(opened->snapshot(), date_of(options.as_of, "--as-of"),
                                  {[&]() -> const search::Index& { return index.get(); }, archive.get()});
  const cypher::Engine& engine = query.engine();
  const std::string statement = statement_of(options);
  const auto plan = engine.prepare(statement);
  for (const cypher::Note& note : plan->notes) {
    std::cerr << context.say(note.message) << " (" << note.position.line << ":" << note.position.column << ")\n";
  }
  if (plan->query.explain || options.explain) {
    std::cout << cypher::explain(*plan);
    return done;
  }
  cypher::Arena arena;
  graph::Budget budget(graph::Limits{std::chrono::seconds(options.seconds), 1'000'000, 2ULL << 30U});
  const bool json = context.output == Output::json;
  Json values = Json::array();
  std::vector<std::vector<std::string>> rows;
  engine.run(*plan, insight::parameters_of(options.parameters, arena), budget, [&](std::span<const cypher::Value> row) {
    if (json) {
      Json cells = Json::array();
      for (const cypher::Value& value : row) cells.push_back(to_json(value, engine.catalog()));
      values.push_back(std::move(cells));
      return true;
    }
    rows.emplace_back();
    for (const cypher::Value& value : row) rows.back().push_back(one_line(shown_text(value, engine.catalog())));
    return true;
  });
  if (json) {
    std::cout << dump(Json{{"data", {{"fields", plan->columns}, {"values", std::move(values)}}}}) << "\n";
  } else if (options.csv) {
    std::string table(server::csv_mark);
    server::add_csv_row(table, plan->columns);
    for (const auto& row : rows) server::add_csv_row(table, row);
    std::cout << table;
  } else if (!plan->columns.empty()) {
    print_table(plan->columns, rows);
    std::cerr << context.say(filled({rows.size() == 1 ? "{} row" : "{} rows", "{} 行"}, grouped(rows.size()))) << "\n";
  }
  return done;
}

}  // namespace

Command add_query(CLI::App& program, archive::Language language) {
  const auto say = [&](const Text& text) { return text.in(language); };
  CLI::App* app = program.add_subcommand(
      "query", say({"Ask the graph in openCypher (docs/cypher.md)", "用 openCypher 查询图（见 docs/zh/cypher.md）"}));
  const auto options = std::make_shared<QueryOptions>();
  app->add_option("statement", options->statement,
                  say({"The query, e.g. \"MATCH (c:Campaign) RETURN c.key LIMIT 5\"; - is standard input",
                       "查询语句，例如 \"MATCH (c:Campaign) RETURN c.key LIMIT 5\"；- 为标准输入"}))
      ->type_name("CYPHER")
      ->required();
  app->add_option("--parameter", options->parameters,
                  say({"A value for $NAME, as JSON or text, e.g. --parameter code=D11-2024",
                       "参数 $NAME 的值（JSON 或文本），例如 --parameter code=D11-2024"}))
      ->type_name("NAME=VALUE");
  app->add_option("--seconds", options->seconds,
                  say({"How long it may take, e.g. --seconds 60", "最长用时（秒），例如 --seconds 60"}))
      ->type_name("N")
      ->check(CLI::Range(1, 86'400));
  app->add_option("--as-of", options->as_of,
                  say({"Use nothing that was not known at the end of this day, e.g. --as-of 2024-11-11",
                       "只使用截至当日结束时已知的内容，例如 --as-of 2024-11-11"}))
      ->type_name("DATE");
  app->add_flag("--explain", options->explain, say({"Show the plan and run nothing", "只显示执行计划，不执行"}));
  app->add_flag("--csv", options->csv, say({"The rows as CSV", "以 CSV 输出"}));
  return {app, [options](const Context& context) {
            try {
              return run_query(context, *options);
            } catch (const cypher::QueryError& error) {
              throw with_place(error);
            }
          }};
}

}  // namespace almanac::cli
