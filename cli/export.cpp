// almanac export FILE: the archive, or some of its campaigns, as JSON lines that import reads back, as CSV or as a workbook; the
// same bytes for the same content. "-" is standard output.

#include "server/export/export.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <memory>

#include "archive/campaign_sort.h"
#include "archive/error.h"
#include "archive/store.h"
#include "cli/audited.h"
#include "cli/output_file.h"
#include "cli/print.h"
#include "cli/program.h"

namespace almanac::cli {

using archive::CampaignQuery;
using archive::Text;

namespace {

struct Options {
  std::string file;
  std::string format;
  std::vector<std::string> kinds;
  bool history = false;
  CampaignQuery campaigns;
  std::string sort, start_from, start_to, budget_min, budget_max;
};

[[noreturn]] void bad_option(const Text& message) {
  throw archive::Error(archive::ErrorKind::invalid_input, "bad_options", message);
}

void take_sort(const std::string& sort, CampaignQuery& query) {
  const auto order = archive::campaign_sort_from(sort);
  if (!order)
    bad_option(filled(
        Text{"there is no order {}; write start, end, name, code, budget, spend or changed, with - for descending",
             "没有排序 {}；可用 start、end、name、code、budget、spend、changed，前加 - 为降序"},
        sort));
  query.sort = order->sort;
  query.descending = order->descending;
}

// Some campaigns, if anything says which; else nullopt.
std::optional<CampaignQuery> chosen_campaigns(const Options& options) {
  CampaignQuery query = options.campaigns;
  bool chosen = !options.sort.empty();
  for (std::string* text : {&query.status, &query.theme, &query.occasion, &query.objective, &query.type, &query.owner,
                            &query.parent, &query.channel, &query.product}) {
    *text = archive::normalize_key(*text);
    chosen = chosen || !text->empty();
  }
  const auto day = [&](const std::string& text, std::optional<archive::Date>& to) {
    if (text.empty()) return;
    to = archive::Date::parse(text);
    if (!to) bad_option(filled(Text{"\"{}\" is not a date such as 2024-11-01", "“{}”不是日期，应如 2024-11-01"}, text));
    chosen = true;
  };
  const auto amount = [&](const std::string& text, std::optional<archive::Decimal>& to) {
    if (text.empty()) return;
    to = archive::Decimal::parse(text);
    if (!to) bad_option(filled(Text{"\"{}\" is not a number", "“{}”不是数字"}, text));
    chosen = true;
  };
  day(options.start_from, query.start_from);
  day(options.start_to, query.start_to);
  amount(options.budget_min, query.budget_least);
  amount(options.budget_max, query.budget_most);
  if (!chosen) return std::nullopt;
  take_sort(options.sort.empty() ? "-start" : options.sort, query);
  return query;
}

server::ExportRequest request_of(const Context& context, const Options& options) {
  server::ExportRequest request;
  request.format = format_for(options.file, options.format);
  request.kinds = options.kinds;
  request.history = options.history;
  request.language = context.language;
  request.campaigns = chosen_campaigns(options);
  if (request.campaigns && request.kinds.empty() && request.format == server::ExportFormat::csv &&
      std::filesystem::path(options.file).extension() != ".zip")
    request.kinds = {"campaign"};
  server::check_export(request);
  const bool is_zip = server::file_of(request).extension == "zip";
  if (is_zip && std::filesystem::path(options.file).extension() == ".csv")
    bad_option({"a CSV file holds one table: choose it with --kind, e.g. --kind campaign, or write to a .zip file",
                "一个 CSV 文件只有一张表：请用 --kind 选择，例如 --kind campaign，或写入 .zip 文件"});
  return request;
}

int run_export(const Context& context, const Options& options) {
  const auto request = request_of(context, options);
  const auto archive = archive::Archive::open(context.data, archive::Access::read_only);
  if (server::holds_people(request)) note_act(context, "export", server::file_of(request).extension);
  const auto reads = archive->read();
  const std::uint64_t lines =
      write_output(options.file, [&](const std::filesystem::path& scratch, const ByteSink& write) {
        return server::write_export(reads, archive->zone(), request, scratch, write);
      });
  if (options.file == "-") return done;
  if (context.output == Output::json)
    std::cout << dump(archive::Json{{"file", options.file}, {"lines", lines}, {"revision", reads.revision()}}) << "\n";
  else
    std::cout << context.say(filled(request.format == server::ExportFormat::jsonl
                                        ? Text{"{} lines written to {}, revision {}.", "已将 {} 行写入 {}，修订号 {}。"}
                                        : Text{"{} rows written to {}, revision {}.", "已将 {} 行写入 {}，修订号 {}。"},
                                    grouped(lines), options.file, std::to_string(reads.revision())))
              << "\n";
  return done;
}

}  // namespace

Command add_export(CLI::App& program, archive::Language language) {
  const auto say = [&](const Text& text) { return text.in(language); };
  CLI::App* app = program.add_subcommand(
      "export", say({"Write the archive, or some campaigns, as JSON lines that import reads back, CSV or XLSX",
                     "导出档案或部分活动：可再导入的 JSONL、CSV 或 XLSX"}));
  const auto options = std::make_shared<Options>();
  app->add_option("file", options->file,
                  say({"Where to, e.g. archive.jsonl, archive.xlsx, archive.zip; - is standard output",
                       "写到哪里，例如 archive.jsonl、archive.xlsx、archive.zip；- 为标准输出"}))
      ->type_name("FILE")
      ->required();
  app->add_option("--format", options->format,
                  say({"jsonl, csv or xlsx (default: by the file's ending, else jsonl)",
                       "jsonl、csv 或 xlsx（默认按文件后缀，否则为 jsonl）"}))
      ->type_name("FORMAT");
  app->add_option("--kind", options->kinds,
                  say({"Only these, e.g. --kind campaign --kind lesson; of tables also goal, result, cost …",
                       "只导出这些，例如 --kind campaign --kind lesson；表格另有 goal、result、cost 等"}))
      ->type_name("KIND")
      ->allow_extra_args(false);
  app->add_flag("--history", options->history,
                say({"Versions and sources too (JSON lines)", "另含历史版本与来源（JSONL）"}));
  const std::string group = say({"Only campaigns that fit all of these", "只导出符合全部条件的活动"});
  const auto filter = [&](const char* name, std::string& value, const Text& help, const char* type) {
    app->add_option(name, value, say(help))->type_name(type)->group(group);
  };
  CampaignQuery& query = options->campaigns;
  filter("--status", query.status, {"e.g. --status finished", "状态，例如 --status finished"}, "WORD");
  filter("--theme", query.theme, {"theme", "主题"}, "TEXT");
  filter("--occasion", query.occasion, {"e.g. --occasion 双十一", "节点，例如 --occasion 双十一"}, "TEXT");
  filter("--objective", query.objective, {"objective", "目的"}, "WORD");
  filter("--type", query.type, {"type", "类型"}, "WORD");
  filter("--owner", query.owner, {"owner", "负责人"}, "NAME");
  filter("--parent", query.parent, {"parts of this campaign", "此活动的子活动"}, "CODE");
  filter("--channel", query.channel, {"used this channel", "使用此渠道"}, "NAME");
  filter("--product", query.product, {"promoted this product", "推广此产品"}, "SKU");
  filter("--start-from", options->start_from, {"starting on this day or later", "此日或之后开始"}, "DATE");
  filter("--start-to", options->start_to, {"starting on this day or earlier", "此日或之前开始"}, "DATE");
  filter("--budget-min", options->budget_min, {"least budget", "最低预算"}, "NUMBER");
  filter("--budget-max", options->budget_max, {"largest budget", "最高预算"}, "NUMBER");
  filter("--sort", options->sort, {"order, e.g. --sort -budget", "排序，例如 --sort -budget"}, "KEY");
  return {app, [options](const Context& context) { return run_export(context, *options); }};
}

}  // namespace almanac::cli
