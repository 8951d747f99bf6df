// almanac backup FILE and almanac restore FILE: the whole archive in one file, and back.

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "archive/backup.h"
#include "archive/error.h"
#include "cli/audited.h"
#include "cli/print.h"
#include "cli/program.h"
#include "server/version.h"

namespace almanac::cli {

using archive::BackupManifest;
using archive::Json;
using archive::Text;

namespace {

std::string size_of(std::uint64_t bytes) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f MB", static_cast<double>(bytes) / 1e6);
  return text;
}

void print(const Context& context, const BackupManifest& manifest, const std::string& file, const Text& sentence) {
  if (context.output == Output::json) {
    Json answer = to_json(manifest);
    answer["file"] = file;
    std::cout << dump(answer) << "\n";
    return;
  }
  const auto count = [&](const char* name) { return grouped(manifest.counts.value(name, std::uint64_t{0})); };
  std::cout << context.say(filled(sentence, file, size_of(manifest.bytes), std::to_string(manifest.revision))) << "\n"
            << context.say(filled({"  {} campaigns, {} lessons, {} users, {} touchpoints, {} documents; SHA-256 {}",
                                   "  {} 个活动、{} 条经验、{} 个用户、{} 个触点、{} 篇文档；SHA-256 {}"},
                                  count("campaign"), count("lesson"), count("user"), count("touchpoint"),
                                  count("document"), manifest.sha256))
            << "\n";
}

// A backup is taken beside whatever runs; what cannot be noted meanwhile is said.
void note_backup(const Context& context, const std::string& file) {
  if (!std::filesystem::exists(context.data / "archive.db") || std::filesystem::exists(file)) return;
  try {
    note_act(context, "backup", std::filesystem::path(file).filename().string());
  } catch (const archive::Error& error) {
    if (error.kind() != archive::ErrorKind::unavailable) throw;
    std::cerr << context.say({"The audit log does not get this backup: ", "审计日志未能记录此次备份："})
              << context.say(error.message()) << "\n";
  }
}

int run_backup(const Context& context, const std::string& file) {
  note_backup(context, file);
  const BackupManifest manifest = archive::write_backup(context.data, file, server::version_text);
  print(context, manifest, file, {"{} written and checked: {}, revision {}.", "{} 已写入并校验：{}，修订号 {}。"});
  return done;
}

int run_restore(const Context& context, const std::string& file, bool without_privacy) {
  archive::RestoreOptions options;
  options.without_privacy = without_privacy;
  const BackupManifest manifest = archive::restore_backup(file, context.data, options);
  print(context, manifest, context.data.string(),
        {"Restored into {}: {}, revision {}.", "已恢复到 {}：{}，修订号 {}。"});
  if (context.output == Output::people)
    std::cout << context.say(
                     {"  Search index and graph are built at the next start: almanac serve, or almanac reindex.",
                      "  搜索索引和图会在下次启动（almanac serve 或 almanac reindex）时重建。"})
              << "\n";
  return done;
}

CLI::App* add(CLI::App& program, archive::Language language, const char* name, const Text& summary, const Text& option,
              std::string& file) {
  CLI::App* app = program.add_subcommand(name, summary.in(language));
  app->add_option("file", file, option.in(language))->type_name("FILE")->required();
  return app;
}

}  // namespace

Command add_backup(CLI::App& program, archive::Language language) {
  const auto file = std::make_shared<std::string>();
  CLI::App* app = add(
      program, language, "backup",
      {"Write the whole archive into one checked file; a running server goes on",
       "把整个档案写入一个经校验的文件；不影响运行中的服务"},
      {"Where to; it must not exist, e.g. 2026-11-22.almanac", "写到哪里；不得已存在，例如 2026-11-22.almanac"}, *file);
  return {app, [file](const Context& context) { return run_backup(context, *file); }};
}

Command add_restore(CLI::App& program, archive::Language language) {
  const auto file = std::make_shared<std::string>();
  const auto without_privacy = std::make_shared<bool>(false);
  CLI::App* app = add(program, language, "restore",
                      {"Make a new data directory (--data) from a backup", "由备份生成新的数据目录（--data）"},
                      {"A file of almanac backup, e.g. --data ./restored restore 2026-11-22.almanac",
                       "almanac backup 生成的文件，例如 --data ./restored restore 2026-11-22.almanac"},
                      *file);
  app->add_flag("--without-privacy", *without_privacy,
                Text{"The privacy key is lost: people erased since are not erased again, pseudonyms start anew",
                     "隐私密钥已丢失：此后删除的人员不会再次删除，假名重新生成"}
                    .in(language));
  return {app,
          [file, without_privacy](const Context& context) { return run_restore(context, *file, *without_privacy); }};
}

}  // namespace almanac::cli
