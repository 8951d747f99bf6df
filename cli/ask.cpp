// almanac ask [ID NAME=VALUE …]: the named questions, and one of them asked.

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "archive/error.h"
#include "cli/answer.h"
#include "cli/asked.h"
#include "cli/lazy_index.h"
#include "cli/print.h"
#include "cli/program.h"
#include "cli/snapshot.h"
#include "insight/questions.h"

namespace almanac::cli {

using archive::Json;
using archive::Text;

namespace {

struct AskOptions {
  std::string id;
  std::vector<std::string> values;
  std::shared_ptr<Asked> asked = std::make_shared<Asked>();
};

void print_unread(const insight::QuestionBook& book, const Context& context) {
  for (const auto& unread : book.unread()) {
    const std::string place = unread.file + (unread.pointer.empty() ? "" : " " + unread.pointer);
    std::cerr << one_line(context.say(filled({"a question of your own is left out: {}: ", "已跳过一个自定义问题：{}："},
                                             place)) +
                          context.say(unread.message))
              << "\n";
  }
}

std::string described(const insight::QuestionParameter& parameter, const Context& context) {
  std::string text = parameter.name + "=";
  if (parameter.choices.empty()) text += parameter.label.in(context.language);
  for (const auto& choice : parameter.choices)
    text += (&choice == &parameter.choices.front() ? "" : "|") + choice.value;
  if (parameter.required) return text;
  const std::string usual = parameter.usual.empty() ? "" : ": " + parameter.usual.front();
  return "[" + text + usual + "]";
}

int list_questions(const Context& context, const insight::QuestionBook& book, std::uint64_t revision) {
  if (context.output == Output::json) {
    Json items = Json::array();
    Json unread = Json::array();
    for (const auto& question : book.all()) items.push_back(insight::to_json(question, context.language));
    for (const auto& one : book.unread()) unread.push_back(insight::to_json(one, context.language));
    std::cout << dump(Json{{"revision", revision}, {"items", std::move(items)}, {"unread", std::move(unread)}}) << "\n";
    return done;
  }
  for (const auto& question : book.all()) {
    std::string parameters;
    for (const auto& parameter : question.parameters) parameters += " " + described(parameter, context);
    std::cout << strong(one_line(context.say(question.title))) << "\n  almanac ask " << question.id
              << faint(one_line(parameters)) << "\n";
  }
  return done;
}

insight::QuestionRequest request_of(const AskOptions& options) {
  insight::QuestionRequest request;
  for (const std::string& text : options.values) {
    const std::size_t split = text.find('=');
    if (split == std::string::npos)
      throw archive::Error(archive::ErrorKind::invalid_input, "bad_options",
                           filled({"\"{}\" is not of the form name=value, such as category=冲饮",
                                   "“{}”不是 名称=值 的形式，例如 category=冲饮"},
                                  text));
    request.values[text.substr(0, split)].push_back(text.substr(split + 1));
  }
  const graph::Parameters parameters = options.asked->parameters();
  const graph::NamedParameters named(parameters);
  request.from = named.date("from");
  request.to = named.date("to");
  request.as_of = named.date("as_of");
  request.limit = named.number("limit", request.limit);
  return request;
}

int run_ask(const Context& context, const AskOptions& options) {
  const auto request = request_of(options);
  const Snapshot snapshot(context);
  const auto book = insight::QuestionBook::load(context.data / "questions");
  print_unread(book, context);
  if (options.id.empty()) return list_questions(context, book, snapshot->revision());
  const auto& question = book.require(options.id);
  graph::Budget budget;
  LazyIndex index(context, snapshot.archive());
  const insight::GraphQueries queries({[&]() -> const search::Index& { return index.get(); }, &snapshot.archive()});
  const auto reader = snapshot.archive().read();
  Json answer = insight::ask(question, request, {reader, snapshot.shared(), queries}, budget, context.language);
  answer["revision"] = snapshot->revision();
  if (answer.contains("note")) std::cerr << one_line(answer["note"].get<std::string>()) << "\n";
  if (!options.asked->csv && context.output == Output::people)
    std::cout << strong(one_line(context.say(question.title))) << "\n"
              << faint(one_line(context.say(question.about))) << "\n";
  return show_answer(answer, context, options.asked->csv);
}

}  // namespace

Command add_ask(CLI::App& program, archive::Language language) {
  const auto say = [&](const Text& text) { return text.in(language); };
  CLI::App* app = program.add_subcommand(
      "ask", say({"The named questions; with the name of one, its answer", "列出常用问题；给出名称即回答该问题"}));
  const auto options = std::make_shared<AskOptions>();
  app->add_option("id", options->id,
                  say({"Which question, e.g. segments-for-category", "问题名称，例如 segments-for-category"}))
      ->type_name("ID");
  app->add_option("values", options->values,
                  say({"Its parameters, e.g. category=冲饮 by=user_tag", "问题的参数，例如 category=冲饮 by=user_tag"}))
      ->type_name("NAME=VALUE");
  for (const Option& option : std::initializer_list<Option>{
           {"--from", "from", {"Only touchpoints of this day or later", "只计此日及以后的触点"}, "DATE"},
           {"--to", "to", {"Only touchpoints of this day or earlier", "只计此日及以前的触点"}, "DATE"},
           {"--as-of",
            "as_of",
            {"Only what was known that day, e.g. --as-of 2024-10-01", "只使用当日已知的内容，例如 --as-of 2024-10-01"},
            "DATE"},
           {"--limit",
            "limit",
            {"How many rows, e.g. --limit 20 (at most 1000)", "行数，例如 --limit 20（最多 1000）"},
            "N"}})
    add(app, options->asked, option, language);
  app->add_flag("--csv", options->asked->csv, say({"Print a table for a spreadsheet", "输出用于电子表格的 CSV"}));
  return {app, [options](const Context& context) { return run_ask(context, *options); }};
}

}  // namespace almanac::cli
