// almanac undo ID: takes an import back as one step. Beside a running server it goes through the server, with the same
// output.

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "archive/store.h"
#include "cli/client.h"
#include "cli/print.h"
#include "cli/program.h"
#include "graph/graph.h"
#include "importers/undo.h"
#include "search/index.h"

namespace almanac::cli {

using archive::Json;
using archive::Language;
using archive::Text;

namespace {

struct Options {
  std::uint64_t import_id = 0;
  bool dry_run = false;
};

Json undo_here(const Context& context, const Options& options) {
  const auto archive = archive::Archive::open(context.data, archive::Access::read_write);
  if (options.dry_run) return to_json(importers::try_undo(*archive, options.import_id));
  const importers::UndoReport report = importers::undo_import(*archive, options.import_id, system_user());
  search::Index::open(context.data / "index", *archive);
  graph::Graph::open(context.data / "graph", *archive);
  return to_json(report);
}

std::string count_of(const Json& json, const char* name) { return grouped(json.value(name, std::uint64_t{0})); }

void print_kept(const Context& context, const Json& report) {
  const Json kept = report.value("kept", Json::array());
  if (kept.empty()) return;
  std::cout << context.say(filled({"{} values were changed since and stay:", "{} 处此后有改动，予以保留："},
                                  count_of(report, "kept_count")))
            << "\n";
  constexpr std::size_t shown = 20;
  for (std::size_t i = 0; i < kept.size() && i < shown; ++i) {
    const Json& each = kept[i];
    const std::string field = each.value("field", "");
    std::cout << "  " << each.value("kind", "") << ":" << one_line(each.value("key", ""))
              << (field.empty() ? "" : "  " + one_line(field)) << "  "
              << cut(one_line(dump(each.value("found", Json()))), 80) << "\n";
  }
  if (kept.size() > shown) std::cout << "  …\n";
}

void print_report(const Context& context, const Options& options, const Json& report) {
  const Json records = report.value("records", Json::object());
  const Json touchpoints = report.value("touchpoints", Json::object());
  std::cout << context.say(
                   filled({"records: {} deleted, {} restored, {} brought back", "记录：删除 {}，还原 {}，恢复 {}"},
                          count_of(records, "deleted"), count_of(records, "restored"), count_of(records, "created")))
            << "\n"
            << context.say(filled({"touchpoints: {} removed, {} back", "触点：移除 {}，恢复 {}"},
                                  count_of(touchpoints, "removed"), count_of(touchpoints, "restored")))
            << "\n";
  if (const auto synonyms = report.value("synonyms", std::uint64_t{0}),
      searches = report.value("saved_searches", std::uint64_t{0});
      synonyms + searches > 0)
    std::cout << context.say(filled({"synonyms: {} groups, saved searches: {}", "同义词：{} 组，已保存的搜索：{}"},
                                    grouped(synonyms), grouped(searches)))
              << "\n";
  print_kept(context, report);
  if (options.dry_run) {
    std::cout << context.say({"Dry run: nothing was changed.", "试运行：未作任何更改。"}) << "\n";
    return;
  }
  const std::string undo = count_of(report, "import_id");
  std::cout << context.say(filled({"Import {} is undone · revision {} · almanac undo {} brings it back",
                                   "导入 {} 已撤销 · 修订号 {} · 用 almanac undo {} 可恢复"},
                                  count_of(report, "undone"), count_of(report, "revision"), undo))
            << "\n";
}

int run_undo(const Context& context, const Options& options) {
  const auto client = Client::of(context.data, context.language);
  const std::string target =
      "/api/v1/imports/" + std::to_string(options.import_id) + "/undo" + (options.dry_run ? "?dry_run=1" : "");
  const Json report = client ? client->post(target, Json::object()) : undo_here(context, options);
  if (context.output == Output::json)
    std::cout << dump(report) << "\n";
  else
    print_report(context, options, report);
  return done;
}

}  // namespace

Command add_undo(CLI::App& program, Language language) {
  const auto say = [&](const Text& text) { return text.in(language); };
  CLI::App* app = program.add_subcommand("undo", say({"Take an import back", "撤销一次导入"}));
  const auto options = std::make_shared<Options>();
  app->add_option("import", options->import_id,
                  say({"The import's number, as its report ends with; that of an undoing brings everything back",
                       "导入编号（见导入报告末行）；填撤销本身的编号则恢复"}))
      ->required()
      ->type_name("ID");
  app->add_flag("--dry-run", options->dry_run,
                say({"Show what would change and change nothing", "只显示将发生的变化，不更改"}));
  return {app, [options](const Context& context) { return run_undo(context, *options); }};
}

}  // namespace almanac::cli
