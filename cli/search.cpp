// almanac search QUERY: the search page's answer on the terminal.

#include <CLI/CLI.hpp>
#include <iomanip>
#include <iostream>
#include <memory>

#include "archive/error.h"
#include "archive/fixed_words.h"
#include "cli/asking.h"
#include "cli/output_file.h"
#include "cli/print.h"
#include "cli/program.h"
#include "cli/search_batch.h"
#include "search/index.h"
#include "server/export/hits.h"

namespace almanac::cli {

using archive::Text;

namespace {

struct Options {
  std::vector<std::string> words;
  std::vector<std::string> filters;
  std::size_t limit = 10;
  std::string sort, as_of, cursor, match;
  bool explain = false;
  std::string file, format;  // of --export
  BatchOptions batch;
};

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

search::Query query_of(const Options& options) {
  search::Parameters parameters{{"q", joined(options.words)}, {"limit", std::to_string(options.limit)}};
  for (const auto& filter : options.filters) {
    const std::size_t split = filter.find('=');
    if (split == std::string::npos)
      throw archive::Error(archive::ErrorKind::invalid_input, "bad_filter",
                           filled({"\"{}\" is not of the form field=value, such as channel=短信",
                                   "“{}”不是 字段=值 的形式，例如 channel=短信"},
                                  filter));
    parameters.emplace_back(filter.substr(0, split), filter.substr(split + 1));
  }
  if (!options.sort.empty()) parameters.emplace_back("sort", options.sort);
  if (!options.as_of.empty()) parameters.emplace_back("as_of", options.as_of);
  if (!options.cursor.empty()) parameters.emplace_back("cursor", options.cursor);
  if (!options.match.empty()) parameters.emplace_back("match", options.match);
  if (options.explain) parameters.emplace_back("explain", "1");
  return search::from_parameters(parameters);
}

void print_hit(const Context& context, const search::Hit& hit) {
  std::cout << strong(one_line(hit.title)) << "  " << faint(one_line(hit.id)) << "\n";
  std::string facts;
  const std::string kind(hit.id, 0, hit.id.find(':'));
  const auto add = [&](const std::string& name) {
    if (!hit.fields.contains(name)) return;
    const auto& value = hit.fields[name];
    std::string text;
    if (value.is_array()) {
      for (const auto& item : value)
        text +=
            (text.empty() ? "" : context.say({", ", "、"})) + (item.is_string() ? item.get<std::string>() : dump(item));
    } else if (value.is_string()) {
      text = context.say(archive::fixed_word(name == "kind" ? kind + "_kind" : name, value.get<std::string>()));
    } else {
      text = dump(value);
    }
    if (!text.empty()) facts += (facts.empty() ? "" : " · ") + text;
  };
  for (const char* name :
       {"start", "end", "status", "channels", "budget", "currency", "campaign", "kind", "stage", "category", "brand"})
    add(name);
  if (!facts.empty()) std::cout << "  " << one_line(facts) << "\n";
  std::string snippet;
  for (const auto& piece : hit.snippet) snippet += piece.mark ? marked(one_line(piece.text)) : one_line(piece.text);
  if (!snippet.empty()) std::cout << "  " << snippet << "\n";
  for (const auto& share : hit.explain) {
    std::cout << "  " << std::fixed << std::setprecision(3) << std::setw(9) << share.weight << "  " << share.what << " "
              << one_line(share.text) << (share.detail.empty() ? "" : " (" + one_line(share.detail) + ")") << "\n";
  }
}

int export_hits(const Context& context, const Options& options, const Asking& asking) {
  const auto format = format_for(options.file, options.format);
  const auto query = query_of(options);
  const server::EachHit each = [&](const search::Query& asked, const auto& visit) { asking.each_hit(asked, visit); };
  const std::uint64_t hits =
      write_output(options.file, [&](const std::filesystem::path& scratch, const ByteSink& write) {
        return server::write_hits(each, query, format, context.language, scratch, write);
      });
  if (options.file == "-") return done;
  if (context.output == Output::json)
    std::cout << dump(archive::Json{{"file", options.file}, {"hits", hits}, {"revision", asking.index().revision()}})
              << "\n";
  else
    std::cout << context.say(filled({"{} hits written to {}.", "已将 {} 条结果写入 {}。"}, grouped(hits), options.file))
              << "\n";
  return done;
}

int run_search(const Context& context, const Options& options) {
  if (!options.batch.file.empty()) return run_batch(context, {options.batch.file, options.batch.form, options.limit});
  const Asking asking(context);
  if (!options.file.empty()) return export_hits(context, options, asking);
  const search::Response response = asking.search(query_of(options));
  if (context.output == Output::json) {
    std::cout << dump(to_json(response, context.language)) << "\n";
    return done;
  }
  for (const auto& hit : response.hits) print_hit(context, hit);
  std::cout << context.say(filled({"{} found, {} shown", "共 {} 条，显示 {} 条"}, grouped(response.total),
                                  std::to_string(response.hits.size())))
            << "\n";
  if (response.match == search::Match::most && !response.hits.empty())
    std::cerr << context.say({"Nothing has all of the words; these have most of them.",
                              "没有包含全部词的结果；以下包含多数词。"})
              << "\n";
  for (const auto& note : response.notes) std::cerr << context.say(note) << "\n";
  if (!response.suggestion.empty())
    std::cerr << context.say(filled({"Did you mean: almanac search '{}'", "是否想搜：almanac search '{}'"},
                                    one_line(response.suggestion)))
              << "\n";
  if (asking.index().revision() < asking.archive().revision())
    std::cerr << context.say({"The index is behind the archive; almanac reindex brings it up to date.",
                              "索引落后于档案；almanac reindex 可使其更新。"})
              << "\n";
  return done;
}

}  // namespace

Command add_search(CLI::App& program, archive::Language language) {
  const auto say = [&](const Text& text) { return text.in(language); };
  CLI::App* app = program.add_subcommand(
      "search", say({"Search campaigns, lessons, products and channels", "搜索活动、经验、产品和渠道"}));
  const auto options = std::make_shared<Options>();
  app->add_option("query", options->words, say({"What to look for, e.g. 双十一 短信", "搜索内容，例如 双十一 短信"}))
      ->type_name("QUERY");
  app->add_option("-f,--filter", options->filters,
                  say({"A filter, e.g. -f channel=短信 -f kind=lesson (all of them: docs/searching.md)",
                       "筛选条件，例如 -f channel=短信 -f kind=lesson（全部见 docs/zh/searching.md）"}))
      ->type_name("FIELD=VALUE")
      ->allow_extra_args(false);
  app->add_option("--limit", options->limit,
                  say({"How many hits, e.g. --limit 20 (at most 200)", "显示条数，例如 --limit 20（最多 200）"}))
      ->type_name("N");
  app->add_option("--sort", options->sort, say({"Order, e.g. --sort -start", "排序，例如 --sort -start"}))
      ->type_name("ORDER");
  app->add_option("--as-of", options->as_of,
                  say({"Only what was known that day, e.g. --as-of 2024-10-01",
                       "只使用当日已知的内容，例如 --as-of 2024-10-01"}))
      ->type_name("DATE");
  app->add_option("--match", options->match,
                  say({"Which words must be there: auto, all, most or any", "须包含哪些词：auto、all、most 或 any"}))
      ->type_name("WHICH");
  app->add_flag("--explain", options->explain, say({"Show what each score is made of", "显示每条得分的由来"}));
  app->add_option("--cursor", options->cursor,
                  say({"The next page (next_cursor of --json)", "下一页（--json 中的 next_cursor）"}))
      ->type_name("CURSOR");
  app->add_option("--export", options->file,
                  say({"Write all hits to a file, e.g. --export hits.csv, hits.xlsx, hits.jsonl; - is standard output",
                       "把全部结果写入文件，例如 --export hits.csv、hits.xlsx、hits.jsonl；- 为标准输出"}))
      ->type_name("FILE");
  app->add_option("--format", options->format,
                  say({"Of --export: jsonl, csv or xlsx (default: by the file's ending, else jsonl)",
                       "--export 的格式：jsonl、csv 或 xlsx（默认按文件后缀，否则为 jsonl）"}))
      ->type_name("FORMAT");
  app->add_option("--batch", options->batch.file,
                  say({"Ask every query of a file (\"-\": standard input): .json an array, .csv columns q and filters, "
                       "else one a line; e.g. "
                       "--batch queries.txt",
                       "逐条搜索文件中的查询（“-”为标准输入）：.json 为数组，.csv 含 q 及筛选列，其他每行一条；例如 "
                       "--batch queries.txt"}))
      ->type_name("FILE");
  app->add_option(
         "--as", options->batch.form,
         say({"Of --batch: how answers are written, e.g. --as jsonl", "用于 --batch：输出格式，例如 --as jsonl"}))
      ->check(CLI::IsMember({"csv", "jsonl", "json"}))
      ->type_name("csv|jsonl|json")
      ->needs("--batch");
  return {app, [options](const Context& context) { return run_search(context, *options); }};
}

}  // namespace almanac::cli
