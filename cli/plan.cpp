// almanac plan: a draft from a template, filled from past campaigns, every filled item cited.

#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>
#include <memory>

#include "archive/error.h"
#include "archive/store.h"
#include "cli/dates.h"
#include "cli/print.h"
#include "cli/program.h"
#include "planning/draft.h"
#include "planning/templates.h"
#include "search/index.h"

namespace almanac::cli {

using archive::Text;

namespace {

struct Options {
  std::string form = "campaign-brief";
  std::vector<std::string> campaigns;
  std::string search, title, start, end, as_of, format = "markdown", output;
  std::string in_language;
  bool list = false;
};

int print_templates(const Context& context, const planning::TemplateList& list) {
  if (context.output == Output::json) {
    std::cout << dump(to_json(list)) << "\n";
    return done;
  }
  for (const auto& form : list.templates)
    std::cout << pad(form.id, 22) << pad(form.language == archive::Language::zh ? "zh" : "en", 4)
              << strong(one_line(form.name)) << "  " << faint(one_line(form.description)) << "\n";
  for (const auto& broken : list.broken)
    std::cerr << one_line(broken.file) << ": " << context.say(broken.problem.message()) << "\n";
  return done;
}

// The campaigns of a search, best first, behind those that were named.
void add_found(const Context& context, const archive::Archive& archive, const Options& options,
               archive::Strings& codes) {
  if (options.search.empty()) return;
  const auto index = search::Index::open(context.data / "index", archive, archive::Access::read_only);
  search::Query query;
  query.q = options.search;
  query.kinds = {archive::Kind::campaign};
  query.limit = 10;
  query.as_of = date_of(options.as_of, "--as-of");
  for (const auto& hit : index->search(query).hits) codes.push_back(hit.code);
}

std::string written(const planning::Draft& draft, const std::string& format) {
  if (format == "markdown") return to_markdown(draft);
  if (format == "html") return to_html(draft);
  if (format == "docx") return to_docx(draft);
  return dump(to_json(draft)) + "\n";
}

int run_plan(const Context& context, const Options& options) {
  const auto templates = planning::load_templates(context.data / "templates");
  if (options.list) return print_templates(context, templates);
  const auto archive = archive::Archive::open(context.data, archive::Access::read_only);
  const archive::Language language = options.in_language.empty()   ? context.language
                                     : options.in_language == "zh" ? archive::Language::zh
                                                                   : archive::Language::en;
  planning::DraftRequest request;
  request.form = get_template(templates, options.form, language);
  request.campaigns = options.campaigns;
  add_found(context, *archive, options, request.campaigns);
  request.title = options.title;
  request.start = date_of(options.start, "--start");
  request.end = date_of(options.end, "--end");
  request.as_of = date_of(options.as_of, "--as-of");
  request.dictionary = &archive->dictionary();
  const planning::Draft draft = make_draft(archive->read(), request);
  const std::string text = written(draft, context.output == Output::json ? "json" : options.format);
  if (options.output.empty() || options.output == "-") {
    if (options.format == "docx" && context.output != Output::json)
      throw archive::Error(archive::ErrorKind::invalid_input, "needs_output",
                           {"name a file for the document: -o plan.docx", "请指定文档文件：-o plan.docx"});
    std::cout << text;
    return done;
  }
  std::ofstream stream(options.output, std::ios::binary);
  if (!(stream << text) || !stream.flush())
    throw archive::Error(
        archive::ErrorKind::unavailable, "cannot_write",
        filled({"{} cannot be written; check the directory and the disk", "无法写入 {}；请检查目录和磁盘"},
               options.output));
  std::cerr << context.say(filled({"written: {}", "已写入：{}"}, options.output)) << "\n";
  return done;
}

}  // namespace

Command add_plan(CLI::App& program, archive::Language language) {
  const auto say = [&](const Text& text) { return text.in(language); };
  CLI::App* app = program.add_subcommand(
      "plan", say({"Draft a plan or a review from past campaigns", "根据过往活动起草方案或复盘"}));
  const auto options = std::make_shared<Options>();
  app->add_flag("--list", options->list, say({"List the templates", "列出模板"}));
  app->add_option("--template", options->form,
                  say({"Template, e.g. --template launch-checklist", "模板，例如 --template launch-checklist"}))
      ->type_name("ID");
  app->add_option(
         "-c,--campaign", options->campaigns,
         say({"A past campaign to use, e.g. -c D11-2024 (repeat)", "要参考的活动，例如 -c D11-2024（可重复）"}))
      ->type_name("CODE")
      ->allow_extra_args(false);
  app->add_option(
         "--search", options->search,
         say({"Use the campaigns that this finds, e.g. --search 双十一", "使用搜索到的活动，例如 --search 双十一"}))
      ->type_name("QUERY");
  app->add_option("--title", options->title, say({"Title of the draft", "草稿标题"}))->type_name("TEXT");
  app->add_option("--start", options->start,
                  say({"Planned start, e.g. --start 2026-11-01", "计划开始，例如 --start 2026-11-01"}))
      ->type_name("DATE");
  app->add_option("--end", options->end, say({"Planned end", "计划结束"}))->type_name("DATE");
  app->add_option("--as-of", options->as_of, say({"Only what was known that day", "只使用当日已知的内容"}))
      ->type_name("DATE");
  app->add_option("--in", options->in_language, say({"Language of the draft, e.g. --in zh", "草稿语言，例如 --in zh"}))
      ->check(CLI::IsMember({"en", "zh"}))
      ->type_name("en|zh");
  app->add_option("--format", options->format, say({"Format, e.g. --format docx", "格式，例如 --format docx"}))
      ->check(CLI::IsMember({"markdown", "html", "docx", "json"}))
      ->type_name("markdown|html|docx|json");
  app->add_option("-o,--output", options->output,
                  say({"File to write, e.g. -o plan.docx (default: standard output)",
                       "写入的文件，例如 -o plan.docx（默认标准输出）"}))
      ->type_name("FILE");
  return {app, [options](const Context& context) { return run_plan(context, *options); }};
}

}  // namespace almanac::cli
