#include "cli/program.h"

#include <pwd.h>
#include <unistd.h>
#include <CLI/CLI.hpp>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <memory>
#include <string_view>

#include "archive/error.h"
#include "cli/help.h"
#include "cli/print.h"

namespace almanac::cli {

using archive::Language;
using archive::Text;

namespace {

Language language_of_environment() {
  for (const char* name : {"ALMANAC_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(name);
    if (value && *value) return std::strncmp(value, "zh", 2) == 0 ? Language::zh : Language::en;
  }
  return Language::en;
}

// The language is needed before parsing, because the help texts are in it.
Language language_of(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    std::string_view value;
    if (argument.starts_with("--language="))
      value = argument.substr(11);
    else if (argument == "--language" && i + 1 < argc)
      value = argv[i + 1];
    if (value == "zh") return Language::zh;
    if (value == "en") return Language::en;
  }
  return language_of_environment();
}

void print_error(const archive::Error& error, const Context& context) {
  if (context.output == Output::json) {
    archive::Json problem{{"error", {{"code", error.code()}, {"message", error.message().in(context.language)}}}};
    if (!error.where().empty()) problem["error"]["where"] = error.where();
    std::cout << dump(problem) << "\n";
  }
  std::cerr << "almanac: " << one_line(context.say(error.message())) << "\n";
}

}  // namespace

std::string system_user() {
  if (const passwd* entry = getpwuid(geteuid()); entry && entry->pw_name) return entry->pw_name;
  return "user-" + std::to_string(geteuid());
}

int run(int argc, char** argv) {
  Context context;
  context.language = language_of(argc, argv);
  const auto say = [&](const Text& text) { return text.in(context.language); };

  CLI::App program(say({"Almanac: the knowledge of your past campaigns, searched, connected and reused.",
                        "Almanac：把过往活动变成可检索、可关联、可复用的知识。"}),
                   "almanac");
  program.formatter(help_formatter(context.language));
  program.set_help_flag("-h,--help", say({"Show this help", "显示帮助"}));
  program.require_subcommand(0, 1);
  program.fallthrough();
  std::string data;
  std::string privacy;
  std::string language;
  bool json = false;
  program
      .add_option("--data", data,
                  say({"The data directory, e.g. --data ./my-archive (default: $ALMANAC_DATA, else ./almanac-data)",
                       "数据目录，例如 --data ./my-archive（默认 $ALMANAC_DATA，其次 ./almanac-data）"}))
      ->type_name("DIR");
  program
      .add_option(
          "--privacy", privacy,
          say({"The directory of the privacy key, never inside the data directory (default: $ALMANAC_PRIVACY, else "
               "the data directory's name with .privacy)",
               "隐私密钥目录，不放在数据目录内（默认 $ALMANAC_PRIVACY，其次为数据目录名加 .privacy）"}))
      ->type_name("DIR");
  program
      .add_option("--language", language,
                  say({"Language of messages, e.g. --language zh", "提示语言，例如 --language en"}))
      ->check(CLI::IsMember({"en", "zh"}))
      ->type_name("en|zh");
  program.add_flag("--json", json, say({"Print one JSON object instead of text", "输出一个 JSON 对象而不是文字"}));
  // Commands take the footer over from the program as it is when they are added.
  const Text exit_codes{"Exit codes: 0 done; 1 failed; 2 wrong usage; 3 done, but some rows or files were rejected.",
                        "退出码：0 完成；1 失败；2 用法有误；3 已完成，但有行或文件被拒绝。"};
  program.footer(say(exit_codes));

  std::vector<Command> commands;
  for (const auto add :
       {add_import,      add_inspect,  add_search, add_similar, add_query,   add_show,   add_history,
        add_audit,       add_quality,  add_plan,   add_serve,   add_export,  add_undo,   add_duplicates,
        add_unconfirmed, add_synonyms, add_saved,  add_backup,  add_restore, add_verify, add_reindex})
    commands.push_back(add(program, context.language));
  for (auto& command : add_graph(program, context.language)) commands.push_back(std::move(command));
  for (auto& command : add_relations(program, context.language)) commands.push_back(std::move(command));
  commands.push_back(add_ask(program, context.language));
  for (auto& command : add_people(program, context.language)) commands.push_back(std::move(command));
  for (auto& command : add_token(program, context.language)) commands.push_back(std::move(command));
  commands.push_back(add_version(program, context.language));
  program.footer(say(filled({"First steps:\n"
                             "  almanac import campaigns.csv        put your campaigns in\n"
                             "  almanac search 双十一               find them again\n"
                             "  almanac serve                       open http://127.0.0.1:8080\n\n{}",
                             "入门：\n"
                             "  almanac import campaigns.csv        导入活动\n"
                             "  almanac search 双十一               查找活动\n"
                             "  almanac serve                       打开 http://127.0.0.1:8080\n\n{}"},
                            say(exit_codes))));

  try {
    program.parse(argc, argv);
  } catch (const CLI::CallForHelp& help) {
    return program.exit(help);
  } catch (const CLI::ParseError& error) {
    std::cerr << "almanac: " << context.say(usage_message(program, error, program.remaining(true))) << "\n"
              << say({"almanac --help shows the commands; almanac COMMAND --help shows one.",
                      "almanac --help 列出所有命令；almanac 命令 --help 查看单个命令。"})
              << "\n";
    return wrong_usage;
  }

  if (data.empty()) {
    const char* environment = std::getenv("ALMANAC_DATA");
    data = environment && *environment ? environment : "almanac-data";
  }
  context.data = data;
  if (!privacy.empty()) setenv("ALMANAC_PRIVACY", privacy.c_str(), 1);  // every archive that this process opens
  context.output = json ? Output::json : Output::people;
  for (const Command& command : commands) {
    if (!command.app->parsed()) continue;
    try {
      return command.run(context);
    } catch (const archive::Error& error) {
      print_error(error, context);
      return failed;
    } catch (const std::exception& error) {
      std::cerr << "almanac: " << say({"unexpected failure: ", "意外错误："}) << error.what() << "\n";
      return failed;
    }
  }
  std::cout << program.help();
  return done;
}

}  // namespace almanac::cli
