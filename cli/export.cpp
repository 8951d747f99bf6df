// almanac export FILE: the archive's current state as JSON lines, the same bytes for the same content. "-" is standard output.

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>

#include "archive/error.h"
#include "archive/export.h"
#include "archive/store.h"
#include "cli/print.h"
#include "cli/program.h"

namespace almanac::cli {

using archive::Text;

namespace {

struct Options {
  std::string file;
  std::string format = "jsonl";
  std::vector<std::string> kinds;
};

archive::ExportOptions chosen(const Options& options) {
  if (options.format != "jsonl")
    throw archive::Error(archive::ErrorKind::invalid_input, "bad_options",
                         filled({"there is no format {}; write jsonl", "没有格式 {}；请使用 jsonl"}, options.format));
  archive::ExportOptions wanted;
  if (options.kinds.empty()) return wanted;
  const auto all = wanted.kinds;
  wanted.kinds.clear();
  wanted.touchpoints = false;
  for (const std::string& name : options.kinds) {
    bool known = name == "touchpoint";
    wanted.touchpoints = wanted.touchpoints || known;
    for (const archive::Kind kind : all) {
      if (archive::to_string(kind) != name) continue;
      wanted.kinds.push_back(kind);
      known = true;
    }
    if (!known)
      throw archive::Error(
          archive::ErrorKind::invalid_input, "bad_options",
          filled({"there is no kind {}; write channel, product, segment, user, campaign, lesson or touchpoint",
                  "没有类型 {}；可用 channel、product、segment、user、campaign、lesson 或 touchpoint"},
                 name));
  }
  return wanted;
}

[[noreturn]] void cannot_write(const std::string& file) {
  throw archive::Error(archive::ErrorKind::unavailable, "cannot_write",
                       filled({"{} cannot be written: {}", "无法写入 {}：{}"}, file, std::strerror(errno)));
}

// Written beside its place and moved there whole, so that a broken export leaves what was there.
std::uint64_t export_to(const std::string& file, const archive::Reader& reads, const archive::Archive& archive,
                        const archive::ExportOptions& options) {
  namespace fs = std::filesystem;
  const fs::path target(file), partial(file + ".part");
  std::ofstream out(partial, std::ios::binary | std::ios::trunc);
  if (!out) cannot_write(file);
  const std::uint64_t lines =
      export_lines(reads, archive.zone(), options, [&](std::string_view line) { out << line << '\n'; });
  out.close();
  std::error_code error;
  if (out) fs::rename(partial, target, error);
  if (!out || error) {
    fs::remove(partial, error);
    cannot_write(file);
  }
  return lines;
}

int run_export(const Context& context, const Options& options) {
  const auto wanted = chosen(options);
  const auto archive = archive::Archive::open(context.data, archive::Access::read_only);
  const auto reads = archive->read();
  if (options.file == "-") {
    export_lines(reads, archive->zone(), wanted, [](std::string_view line) { std::cout << line << '\n'; });
    std::cout.flush();
    if (!std::cout) cannot_write("-");
    return done;
  }
  const std::uint64_t lines = export_to(options.file, reads, *archive, wanted);
  if (context.output == Output::json)
    std::cout << dump(archive::Json{{"file", options.file}, {"lines", lines}, {"revision", reads.revision()}}) << "\n";
  else
    std::cout << context.say(filled({"{} lines written to {}, revision {}.", "已将 {} 行写入 {}，修订号 {}。"},
                                    grouped(lines), options.file, std::to_string(reads.revision())))
              << "\n";
  return done;
}

}  // namespace

Command add_export(CLI::App& program, archive::Language language) {
  const auto say = [&](const Text& text) { return text.in(language); };
  CLI::App* app = program.add_subcommand(
      "export", say({"Write the archive as JSON lines that import reads back", "把档案写成可再导入的 JSON 行"}));
  const auto options = std::make_shared<Options>();
  app->add_option(
         "file", options->file,
         say({"Where to, e.g. archive.jsonl; - is standard output", "写到哪里，例如 archive.jsonl；- 为标准输出"}))
      ->type_name("FILE")
      ->required();
  app->add_option("--format", options->format, say({"Format: jsonl", "格式：jsonl"}))->type_name("FORMAT");
  app->add_option(
         "--kind", options->kinds,
         say({"Only these, e.g. --kind campaign --kind lesson", "只导出这些，例如 --kind campaign --kind lesson"}))
      ->type_name("KIND")
      ->allow_extra_args(false);
  return {app, [options](const Context& context) { return run_export(context, *options); }};
}

}  // namespace almanac::cli
