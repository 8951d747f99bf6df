// People's data: almanac erase-user, export-user and retention. Beside a running server they go through the server, with the same output.

#include <unistd.h>
#include <CLI/CLI.hpp>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>
#include <memory>

#include "archive/audit.h"
#include "archive/error.h"
#include "archive/person.h"
#include "archive/retention.h"
#include "archive/store.h"
#include "cli/client.h"
#include "cli/print.h"
#include "cli/program.h"
#include "server/http_head.h"
#include "server/people.h"

namespace almanac::cli {

using archive::Error;
using archive::ErrorKind;
using archive::Json;
using archive::Language;
using archive::Text;

namespace {

struct Options {
  std::string user, file;
  bool yes = false, dry_run = false;
};

std::string count_of(const Json& json, const char* name) { return grouped(json.value(name, std::uint64_t{0})); }

void check_there(const Context& context) { archive::Archive::open(context.data, archive::Access::read_only); }

// Asked for on a terminal; anywhere else --yes must say it.
bool confirmed(const Context& context, const Options& options) {
  if (options.yes) return true;
  if (isatty(STDIN_FILENO) == 0)
    throw Error(ErrorKind::invalid_input, "not_confirmed",
                {"erasing cannot be undone; say --yes", "删除不可撤销；请加上 --yes 确认"});
  std::cerr << context.say(filled({"Erase all that tells who {} is? This cannot be undone. [y/N] ",
                                   "确定删除能识别 {} 的全部数据吗？此操作不可撤销。[y/N] "},
                                  one_line(options.user)));
  std::string answer;
  std::getline(std::cin, answer);
  return answer == "y" || answer == "Y" || answer == "yes";
}

void print_left(const Context& context, const Json& report) {
  const Json left = report.value("left", Json::array());
  if (left.empty()) return;
  std::cout << context.say({"Free text that names the person, and is left for you to change:",
                            "以下自由文本仍提到此人，请自行修改："})
            << "\n";
  for (const Json& each : left) std::cout << "  " << one_line(each.get<std::string>()) << "\n";
}

int run_erase(const Context& context, const Options& options) {
  const auto client = Client::of(context.data, context.language);
  if (!client) check_there(context);
  if (!confirmed(context, options)) return failed;
  const Json body{{"user", options.user}, {"actor", system_user()}};
  const Json report = client ? client->post("/api/v1/local/erase-user", body) : [&] {
    const auto archive = archive::Archive::open(context.data, archive::Access::read_write);
    return to_json(server::erase_user_here(*archive, options.user, system_user()));
  }();
  if (context.output == Output::json) {
    std::cout << dump(report) << "\n";
    return done;
  }
  const Json users = report.value("users", Json::array());
  if (users.empty())
    std::cout << context.say({"Was erased before; cleaned up again.", "此前已删除；已再次清理。"}) << "\n";
  for (const Json& number : users)
    std::cout << context.say(
                     filled({"Erased: the person is user erased:{} from now on.", "已删除：此人今后为用户 erased:{}。"},
                            dump(number)))
              << "\n";
  std::cout << context.say(filled(
                   {"  {} touchpoints kept without a name, {} versions emptied, {} rejected rows, {} uploads and {} "
                    "backups cleaned",
                    "  {} 个触点匿名保留，清空 {} 个版本，清理 {} 条被拒绝的行、{} 个上传、{} 份备份"},
                   count_of(report, "touchpoints"), count_of(report, "versions"), count_of(report, "rejects"),
                   count_of(report, "uploads"), count_of(report, "backups")))
            << "\n";
  print_left(context, report);
  return done;
}

Json export_here(const Context& context, const std::string& user) {
  const auto archive = archive::Archive::open(context.data, archive::Access::read_write);
  const auto held = archive::export_user(archive->read(), archive->zone(), user);
  if (!held) throw Error(ErrorKind::not_found, "unknown_user", filled({"there is no user {}", "没有用户 {}"}, user));
  archive->write(system_user(), [&](archive::Transaction& transaction) {
    archive::add_audit(transaction, "export_user", dump(held->at("number")));
  });
  return *held;
}

int run_export(const Context& context, const Options& options) {
  const auto client = Client::of(context.data, context.language);
  if (!client) check_there(context);
  const Json held = client ? client->get("/api/v1/users/" + server::percent_encode(options.user) + "/export")
                           : export_here(context, options.user);
  const std::string text = held.dump(2) + "\n";
  if (options.file == "-") {
    std::cout << text;
    return done;
  }
  std::ofstream out(options.file, std::ios::binary);
  out << text;
  out.close();
  if (!out)
    throw Error(ErrorKind::unavailable, "unwritable_file",
                filled({"{} cannot be written ({})", "无法写入 {}（{}）"}, options.file, std::strerror(errno)));
  if (context.output == Output::json)
    std::cout << dump(Json{{"file", options.file}, {"touchpoints", held.value("touchpoints", Json::array()).size()}})
              << "\n";
  else
    std::cout << context.say(filled({"{} written: {} touchpoints, {} versions.", "{} 已写入：{} 个触点，{} 个版本。"},
                                    options.file, grouped(held.value("touchpoints", Json::array()).size()),
                                    grouped(held.value("versions", Json::array()).size())))
              << "\n";
  return done;
}

Json retention_here(const Context& context, const Options& options) {
  const auto access = options.dry_run ? archive::Access::read_only : archive::Access::read_write;
  const auto archive = archive::Archive::open(context.data, access);
  if (!options.dry_run) return to_json(server::apply_retention_here(*archive, system_user()));
  return to_json(archive::try_retention(*archive, archive::read_retention(context.data), archive::now_ms()));
}

int run_retention(const Context& context, const Options& options) {
  const auto client = Client::of(context.data, context.language);
  if (!client) check_there(context);
  const archive::RetentionRules rules = archive::read_retention(context.data);
  const Json body{{"dry_run", options.dry_run}, {"actor", system_user()}};
  const Json report = client ? client->post("/api/v1/local/retention", body) : retention_here(context, options);
  if (context.output == Output::json) {
    std::cout << dump(report) << "\n";
    return done;
  }
  if (rules.empty()) {
    std::cout << context.say(filled({"There are no rules: write {} (docs/storage.md has an example).",
                                     "没有保留期规则：请编写 {}（示例见 docs/zh/storage.md）。"},
                                    (context.data / "retention.toml").string()))
              << "\n";
    return done;
  }
  const Json by_rule = report.value("touchpoints_by_rule", Json::array());
  for (std::size_t i = 0; i < by_rule.size() && i < rules.touchpoints.size(); ++i)
    std::cout << context.say(filled({"touchpoints older than {} days: {}", "超过 {} 天的触点：{}"},
                                    std::to_string(rules.touchpoints[i].older_than_days),
                                    grouped(by_rule[i].get<std::uint64_t>())))
              << "\n";
  if (!rules.users.empty())
    std::cout << context.say(filled({"users without a touchpoint for so long: {}", "长期没有触点的用户：{}"},
                                    count_of(report, "users")))
              << "\n";
  std::cout << context.say(options.dry_run ? Text{"Dry run: nothing was changed.", "试运行：未作任何更改。"}
                                           : Text{"Dropped and erased for good.", "已永久删除。"})
            << "\n";
  return done;
}

}  // namespace

std::vector<Command> add_people(CLI::App& program, Language language) {
  const auto say = [&](const Text& text) { return text.in(language); };
  const auto options = std::make_shared<Options>();
  const auto add_user = [&](CLI::App* app) {
    app->add_option("user", options->user,
                    say({"The user's id, or the id behind a pseudonym", "用户编号，或假名对应的原编号"}))
        ->required()
        ->type_name("KEY");
  };
  CLI::App* erase = program.add_subcommand(
      "erase-user", say({"Erase a person for good; every count stays", "永久删除某人的数据；各项计数不变"}));
  add_user(erase);
  erase->add_flag("--yes", options->yes, say({"Do not ask", "不再询问"}));
  CLI::App* give = program.add_subcommand(
      "export-user", say({"Write all that is held on one user, as JSON", "以 JSON 写出某用户的全部数据"}));
  add_user(give);
  give->add_option("file", options->file, say({"Where to; - is standard output", "写到哪里；- 表示标准输出"}))
      ->required()
      ->type_name("FILE|-");
  CLI::App* retention = program.add_subcommand(
      "retention", say({"Apply the rules of DIR/retention.toml", "执行 DIR/retention.toml 中的保留期规则"}));
  retention->add_flag("--dry-run", options->dry_run,
                      say({"Show what would go and change nothing", "只显示将删除的内容，不更改"}));
  return {{erase, [options](const Context& context) { return run_erase(context, *options); }},
          {give, [options](const Context& context) { return run_export(context, *options); }},
          {retention, [options](const Context& context) { return run_retention(context, *options); }}};
}

}  // namespace almanac::cli
