#include "cli/search_batch.h"

#include <unistd.h>

#include <fstream>
#include <iostream>
#include <sstream>

#include "archive/error.h"
#include "cli/asking.h"
#include "server/csv.h"
#include "server/search_list.h"

namespace almanac::cli {
namespace {

using archive::Json;
using server::SearchListFormat;

constexpr std::uintmax_t most_bytes = 128u << 20;

std::string content_of(const std::string& file) {
  std::ostringstream text;
  if (file == "-") {
    text << std::cin.rdbuf();
    return text.str();
  }
  std::ifstream in(file, std::ios::binary);
  if (!in)
    throw archive::Error(archive::ErrorKind::not_found, "no_file", filled({"cannot read {}", "无法读取 {}"}, file));
  std::error_code failed;
  if (std::filesystem::file_size(file, failed) > most_bytes && !failed)
    throw archive::Error(archive::ErrorKind::invalid_input, "too_large",
                         {"a list of searches is at most 128 MB", "搜索列表最大 128 MB"});
  text << in.rdbuf();
  return text.str();
}

SearchListFormat format_of(const std::string& file) {
  const std::string extension = std::filesystem::path(file).extension().string();
  if (extension == ".json") return SearchListFormat::json;
  if (extension == ".csv" || extension == ".tsv") return SearchListFormat::csv;
  return SearchListFormat::lines;
}

}  // namespace

int run_batch(const Context& context, const BatchOptions& options) {
  const auto searches = server::read_searches(content_of(options.file), format_of(options.file));
  const Asking asking(context);
  const server::Ask ask = [&](const search::Query& query) { return asking.search(query); };
  const std::string form = !options.form.empty() ? options.form : context.output == Output::json ? "json" : "csv";
  const bool terminal = ::isatty(STDERR_FILENO) != 0;
  std::size_t errors = 0;
  if (form == "csv") std::cout << server::csv_mark << server::search_rows_header();
  if (form == "json") std::cout << "{\"items\":[";
  for (std::size_t i = 0; i < searches.size(); ++i) {
    const Json answer = server::run_search(ask, searches[i], i + 1, options.limit, context.language);
    errors += answer.contains("error");
    if (form == "csv")
      std::cout << server::search_rows(answer);
    else
      std::cout << (form == "json" && i > 0 ? "," : "") << dump(answer) << (form == "json" ? "" : "\n");
    if (terminal && (i + 1) % 100 == 0) std::cerr << "\r" << i + 1 << " / " << searches.size() << std::flush;
  }
  if (form == "json") std::cout << "]}\n";
  std::cout.flush();
  if (terminal) std::cerr << "\r";
  std::cerr << context.say(filled({"{} searches, {} failed", "共 {} 条搜索，{} 条失败"},
                                  std::to_string(searches.size()), std::to_string(errors)))
            << "\n";
  return errors > 0 ? some_rejected : done;
}

}  // namespace almanac::cli
