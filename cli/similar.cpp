// almanac similar CODE, or --text FILE: the campaigns most like one, or like a brief, and why.

#include "search/similar.h"

#include <CLI/CLI.hpp>
#include <cmath>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>

#include "archive/as_of.h"
#include "archive/error.h"
#include "archive/store.h"
#include "cli/print.h"
#include "cli/program.h"
#include "cli/record_id.h"

namespace almanac::cli {

using archive::Text;

namespace {

struct Options {
  std::string code, file, as_of;
  std::size_t limit = 10;
};

std::string text_of(const std::string& file) {
  if (file == "-") return {std::istreambuf_iterator<char>(std::cin), {}};
  std::ifstream in(file, std::ios::binary);
  if (!in)
    throw archive::Error(archive::ErrorKind::invalid_input, "cannot_read",
                         filled({"{} cannot be read", "无法读取 {}"}, file));
  return {std::istreambuf_iterator<char>(in), {}};
}

search::SimilarQuery query_of(const Options& options, const archive::Archive& archive, const archive::Reader& reader) {
  search::SimilarQuery query;
  query.limit = options.limit;
  query.dictionary = &archive::dictionary_of(reader);
  if (!options.as_of.empty()) {
    query.as_of = archive::Date::parse(options.as_of);
    if (!query.as_of)
      throw archive::Error(
          archive::ErrorKind::invalid_input, "bad_options",
          filled({"\"{}\" is not a date such as 2024-11-01", "“{}”不是日期，应如 2024-11-01"}, options.as_of));
  }
  if (!options.file.empty()) query.text = text_of(options.file);
  if (!options.code.empty()) {
    const auto stored = archive::find_as_of(reader, options.code, query.as_of, SIZE_MAX);
    if (!stored) throw_unknown_record(reader, archive::Kind::campaign, options.code);
    query.campaign = search::DocumentMaker(reader, archive.currency()).campaign(*stored);
  }
  if (query.text.empty() && !query.campaign)
    throw archive::Error(archive::ErrorKind::invalid_input, "bad_options",
                         {"name a campaign, e.g. almanac similar D11-2024, or a brief with --text brief.txt",
                          "请给出活动代码，例如 almanac similar D11-2024，或用 --text brief.txt 给出简报"});
  return query;
}

std::string percent(double share) { return std::to_string(std::lround(share * 100)) + " %"; }

void print(const search::SimilarResponse& response, const Context& context) {
  for (const auto& [name, value] : response.understood.items())
    std::cout << faint(name) << "  " << one_line(value.is_string() ? value.get<std::string>() : dump(value)) << "\n";
  for (const auto& similar : response.items) {
    std::cout << strong(one_line(similar.hit.title)) << "  " << faint(one_line(similar.hit.id)) << "  "
              << percent(similar.hit.score) << "\n";
    for (const auto& reason : similar.reasons)
      std::cout << "  " << pad(std::string(search::similar_parts[static_cast<std::size_t>(reason.part)].what), 10)
                << "  " << pad(percent(reason.share), 5) << "  " << one_line(reason.detail.in(context.language))
                << "\n";
  }
  std::cout << context.say(
                   filled({"{} campaigns are alike in something, {} shown", "共 {} 个活动有相似之处，显示 {} 个"},
                          grouped(response.total), std::to_string(response.items.size())))
            << "\n";
}

int run_similar(const Context& context, const Options& options) {
  const auto archive = archive::Archive::open(context.data, archive::Access::read_only);
  const auto index = search::Index::open(context.data / "index", *archive, archive::Access::read_only);
  const auto reader = archive->read();
  search::SimilarResponse response = index->similar(query_of(options, *archive, reader));
  for (const auto& note : response.notes) std::cerr << context.say(note) << "\n";
  if (context.output == Output::json)
    std::cout << dump(to_json(std::move(response), context.language)) << "\n";
  else
    print(response, context);
  return done;
}

}  // namespace

Command add_similar(CLI::App& program, archive::Language language) {
  const auto say = [&](const Text& text) { return text.in(language); };
  CLI::App* app = program.add_subcommand(
      "similar", say({"The campaigns most like one, or like a brief, and why", "与某个活动或简报最相似的活动及理由"}));
  const auto options = std::make_shared<Options>();
  app->add_option("code", options->code, say({"A campaign's code, e.g. D11-2024", "活动代码，例如 D11-2024"}))
      ->type_name("CODE");
  app->add_option("--text", options->file,
                  say({"A brief as text, e.g. --text brief.txt; - is standard input",
                       "文本形式的简报，例如 --text brief.txt；- 为标准输入"}))
      ->type_name("FILE");
  app->add_option("--limit", options->limit,
                  say({"How many, e.g. --limit 20 (at most 100)", "显示个数，例如 --limit 20（最多 100）"}))
      ->type_name("N")
      ->check(CLI::Range(1, 100));
  app->add_option("--as-of", options->as_of,
                  say({"Only what was known that day, e.g. --as-of 2024-10-01",
                       "只使用当日已知的内容，例如 --as-of 2024-10-01"}))
      ->type_name("DATE");
  return {app, [options](const Context& context) { return run_similar(context, *options); }};
}

}  // namespace almanac::cli
