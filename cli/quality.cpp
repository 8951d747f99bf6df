// almanac quality [CODE]: what is missing and which analyses that blocks, of one campaign or of the archive.

#include "insight/quality.h"

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "archive/error.h"
#include "cli/print.h"
#include "cli/program.h"
#include "server/csv.h"

namespace almanac::cli {

using archive::Json;
using archive::Text;

namespace {

constexpr std::size_t most_lines = 30;

struct QualityOptions {
  std::string code, list = "missing", day;
  bool csv = false;
};

void print_campaign(const Context& context, const Json& quality) {
  const Json& score = quality.at("score");
  std::cout << strong(one_line(quality.value("code", ""))) << "  " << one_line(quality.value("name", "")) << "  "
            << (score.is_null() ? context.say({"cancelled: no score", "已取消，不评分"})
                                : context.say(filled({"score {}", "得分 {}"}, dump(score))))
            << "\n";
  for (const auto& missing : quality.at("missing")) std::cout << "  " << missing.value("sentence", "") << "\n";
  if (!score.is_null() && quality.at("missing").empty())
    std::cout << "  " << context.say({"Nothing is missing.", "没有缺失。"}) << "\n";
}

void print_archive(const Context& context, const Json& quality) {
  const Json& score = quality.at("score");
  std::cout << strong(context.say(filled({"{} campaigns, score {}", "{} 个活动，平均得分 {}"},
                                         grouped(quality.at("campaign_count").get<std::uint64_t>()),
                                         score.is_null() ? "—" : dump(score))))
            << "\n";
  for (const auto& missing : quality.at("missing"))
    std::cout << "  " << pad(grouped(missing.at("blocks").get<std::uint64_t>()), 7) << missing.value("sentence", "")
              << "\n";
  const Json& unreviewed = quality.at("finished_without_review");
  if (unreviewed.empty()) return;
  std::cout << strong(context.say(
                   filled({"Finished without a review: {}", "已结束未复盘：{}"}, grouped(unreviewed.size()))))
            << "\n";
  std::size_t shown = 0;
  for (const auto& campaign : unreviewed) {
    if (++shown > most_lines) break;
    std::cout << "  " << pad(campaign.value("end", ""), 12) << one_line(campaign.value("code", "")) << "  "
              << one_line(campaign.value("name", "")) << "\n";
  }
  if (unreviewed.size() > most_lines)
    std::cout << "  "
              << context.say(filled({"… and {} more (--json shows all)", "……另有 {} 个（--json 显示全部）"},
                                    grouped(unreviewed.size() - most_lines)))
              << "\n";
}

int run_quality(const Context& context, const QualityOptions& options) {
  const auto archive = archive::Archive::open(context.data, archive::Access::read_only);
  const auto reader = archive->read();
  const auto asked = archive::Date::parse(options.day);
  if (!options.day.empty() && !asked)
    throw archive::Error(archive::ErrorKind::invalid_input, "bad_date",
                         {"--day is a date such as 2024-12-31", "--day 须为日期，例如 2024-12-31"}, "--day");
  const archive::Date day = asked ? *asked : archive->zone().date_of(archive::now_ms());
  Json body, rows;
  if (options.code.empty()) {
    const auto quality = insight::archive_quality(reader, day);
    body = insight::to_json(quality, context.language);
    rows = insight::rows_of(quality, options.list, context.language);
  } else {
    const auto stored = reader.find<archive::Campaign>(options.code);
    if (!stored) {
      const auto near = reader.nearest_key(archive::Kind::campaign, options.code);
      throw archive::Error(archive::ErrorKind::not_found, "unknown_campaign",
                           near ? filled({"there is no campaign {}; did you mean {}?", "没有活动 {}；是否想找 {}？"},
                                         options.code, *near)
                                : filled({"there is no campaign {}", "没有活动 {}"}, options.code));
    }
    body = insight::to_json(insight::campaign_quality(reader, *stored, day), context.language);
    rows = body.at("missing");
  }
  if (options.csv)
    std::cout << server::csv_of(rows, "quality.csv").body;
  else if (context.output == Output::json)
    std::cout << dump(body) << "\n";
  else if (options.code.empty())
    print_archive(context, body);
  else
    print_campaign(context, body);
  return done;
}

}  // namespace

Command add_quality(CLI::App& program, archive::Language language) {
  const auto say = [&](const Text& text) { return text.in(language); };
  CLI::App* app = program.add_subcommand(
      "quality", say({"What is missing and which analyses that blocks; finished campaigns without a review",
                      "缺少什么、因此无法做哪些分析；已结束未复盘的活动"}));
  const auto options = std::make_shared<QualityOptions>();
  app->add_option("code", options->code,
                  say({"One campaign, e.g. quality D11-2024", "只看一个活动，例如 quality D11-2024"}))
      ->type_name("CODE");
  app->add_option("--list", options->list,
                  say({"Which list a CSV has, e.g. --list campaigns", "CSV 的内容，例如 --list campaigns"}))
      ->check(CLI::IsMember({"missing", "campaigns", "finished_without_review"}));
  app->add_option("--day", options->day,
                  say({"What is over by this day, e.g. --day 2024-12-31 (default: today)",
                       "以此日判断是否结束，例如 --day 2024-12-31（默认今天）"}))
      ->type_name("DATE");
  app->add_flag(
      "--csv", options->csv,
      say({"Rows for a spreadsheet, e.g. quality --csv > missing.csv", "输出表格，例如 quality --csv > missing.csv"}));
  return {app, [options](const Context& context) { return run_quality(context, *options); }};
}

}  // namespace almanac::cli
