// almanac verify [FILE]: whether the archive (or a backup) says what was stored, and index and graph what the archive says.

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "archive/backup.h"
#include "archive/error.h"
#include "cli/print.h"
#include "cli/program.h"
#include "server/verification.h"

namespace almanac::cli {

using archive::Difference;
using archive::Text;
using server::WholeVerification;

namespace {

constexpr std::size_t most_lines = 50;

void print_people(const Context& context, const WholeVerification& found, bool backup) {
  const archive::Verification& a = found.archive;
  const auto count = [](std::uint64_t number) { return grouped(number); };
  std::cout << context.say(filled({"Revision {}: {} records in {} versions, {} touchpoints in {} blocks, {} documents, "
                                   "{} audit entries",
                                   "修订号 {}：{} 条记录、{} 个版本，{} 个触点（{} 块），{} 篇文档，{} 条审计"},
                                  std::to_string(a.revision), count(a.records), count(a.versions), count(a.touchpoints),
                                  count(a.blocks), count(a.documents), count(a.audit)));
  if (!backup)
    std::cout << context.say(
        filled({"; {} documents of the index, and the graph", "；索引中 {} 个文档，以及图"}, count(found.indexed)));
  std::cout << context.say({".", "。"}) << "\n";
  if (found.differences.count() == 0) {
    std::cout << context.say({"Everything is as it was stored.", "一切与存入时相符。"}) << "\n";
    return;
  }
  std::cout << strong(context.say(filled({"{} things are not as they should be:", "有 {} 处不符："},
                                         count(found.differences.count()))))
            << "\n";
  std::size_t shown = 0;
  bool derived = false, stored = false;
  for (const Difference& one : found.differences.list()) {
    const bool of_derived = one.part == "index" || one.part == "graph";
    derived = derived || of_derived;
    stored = stored || !of_derived;
    if (++shown <= most_lines)
      std::cout << "  " << one.part << "  " << one_line(one.subject) << "  " << one_line(context.say(one.reason))
                << "\n";
  }
  if (found.differences.count() > most_lines)
    std::cout << context.say(filled(
                     {"  … and {} more (--json lists up to 1,000)", "  …… 另有 {} 处（--json 最多列出 1000 处）"},
                     count(found.differences.count() - most_lines)))
              << "\n";
  if (derived)
    std::cout << context.say({"Search index and graph are derived: almanac reindex builds them anew.",
                              "搜索索引和图由档案推导而来：almanac reindex 可重建。"})
              << "\n";
  if (stored && !backup)
    std::cout << context.say({"The archive itself is damaged: keep this directory, and restore the latest backup that "
                              "verifies (almanac verify FILE; almanac --data NEW restore FILE).",
                              "档案本身已损坏：请保留该目录，并恢复最近一份校验通过的备份（almanac verify FILE；"
                              "almanac --data 新目录 restore FILE）。"})
              << "\n";
}

// A database that cannot even be opened is one difference.
WholeVerification verify_here(const Context& context) {
  try {
    const auto archive = archive::Archive::open(context.data, archive::Access::read_only);
    return server::verify_whole(*archive, context.data);
  } catch (const archive::Error& error) {
    if (error.code() != "damaged_archive") throw;
    WholeVerification found;
    found.differences.add("database", "archive.db", {"it cannot be read", "无法读取"});
    return found;
  }
}

int run_verify(const Context& context, const std::string& file) {
  WholeVerification found;
  if (file.empty()) {
    found = verify_here(context);
  } else {
    found.archive = archive::verify_backup(file).verification;
    found.differences = found.archive.differences;
  }
  if (context.output == Output::json)
    std::cout << dump(server::to_json(found, context.language)) << "\n";
  else
    print_people(context, found, !file.empty());
  return found.differences.count() == 0 ? done : failed;
}

}  // namespace

Command add_verify(CLI::App& program, archive::Language language) {
  CLI::App* app = program.add_subcommand(
      "verify", Text{"Check archive, index and graph, or a backup, byte for byte; exit 1 if something is wrong",
                     "逐项校验档案、索引和图，或一份备份；有误时退出码为 1"}
                    .in(language));
  const auto file = std::make_shared<std::string>();
  app->add_option("file", *file,
                  Text{"A backup to check instead, e.g. verify 2026-11-22.almanac",
                       "改为校验一份备份，例如 verify 2026-11-22.almanac"}
                      .in(language))
      ->type_name("FILE");
  return {app, [file](const Context& context) { return run_verify(context, *file); }};
}

}  // namespace almanac::cli
