// almanac history CODE: the versions of a record, one of them, or one restored. almanac audit: who did what.

#include "archive/history.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <memory>

#include "archive/audit.h"
#include "archive/error.h"
#include "archive/fixed_words.h"
#include "cli/client.h"
#include "cli/print.h"
#include "cli/program.h"
#include "cli/record_id.h"
#include "graph/graph.h"
#include "search/index.h"
#include "server/http_head.h"

namespace almanac::cli {

using archive::Error;
using archive::ErrorKind;
using archive::Json;
using archive::Kind;
using archive::Text;

namespace {

struct Options {
  std::string id;
  std::int64_t version = 0, restore = 0;
  std::size_t limit = 20;
};

void print_version(const Context& context, const Json& item) {
  const std::string action = item.value("action", "");
  const Text said = action == "create"   ? Text{"created", "新建"}
                    : action == "delete" ? Text{"deleted", "删除"}
                                         : Text{"changed", "修改"};
  std::string fields;
  for (const auto& field : item.at("fields")) fields += (fields.empty() ? "" : ", ") + field.get<std::string>();
  std::cout << strong(pad(std::to_string(item.value("version", std::int64_t{0})), 5)) << " " << item.value("time", "")
            << "  " << pad(one_line(item.value("actor", "")), 12) << " " << pad(context.say(said), 8);
  if (item.contains("import_id"))
    std::cout << context.say(filled(Text{"import {}  ", "导入 {}  "}, std::to_string(item.value("import_id", 0))));
  if (action == "update") std::cout << faint(cut(fields, 90));
  std::cout << "\n";
}

[[noreturn]] void unknown_version(Kind kind, const std::string& key, std::int64_t version) {
  throw Error(ErrorKind::not_found, "unknown_version",
              filled(Text{"{} has no version {}; almanac history lists those it has",
                          "{} 没有第 {} 版；almanac history 列出全部版本"},
                     archive::graph_id(kind, key), std::to_string(version)));
}

// "/api/v1/campaigns/D11-2024": a kind's plural is its name with an s.
std::string address_of(Kind kind, const std::string& key) {
  return "/api/v1/" + std::string(archive::to_string(kind)) + "s/" + server::percent_encode(key);
}

Json restore_here(const Context& context, Kind kind, const std::string& key, std::int64_t version) {
  const auto archive = archive::Archive::open(context.data, archive::Access::read_write);
  archive::RestoredVersion restored;
  archive->write(system_user(), [&](archive::Transaction& transaction) {
    restored = archive::restore_version(transaction, kind, key, version);
    for (const auto& finding : restored.findings)
      if (finding.is_error())
        throw Error(ErrorKind::invalid_input, finding.code, archive::sentence(finding), finding.field);
  });
  search::Index::open(context.data / "index", *archive);
  graph::Graph::open(context.data / "graph", *archive);
  return {{"restored", version},
          {"version", restored.outcome.version},
          {"changed", restored.outcome.put != archive::Put::unchanged}};
}

int run_restore(const Context& context, Kind kind, const std::string& key, std::int64_t version) {
  const auto client = Client::of(context.data, context.language);
  const Json answer =
      client ? client->post(address_of(kind, key) + "/history/" + std::to_string(version) + "/restore", Json::object())
             : restore_here(context, kind, key, version);
  if (context.output == Output::json) {
    std::cout << dump(answer) << "\n";
    return done;
  }
  const std::string now = std::to_string(answer.value("version", std::int64_t{0}));
  std::cout << context.say(
                   answer.value("changed", false)
                       ? filled(Text{"{}: version {} is restored as version {}.", "{}：第 {} 版已恢复，成为第 {} 版。"},
                                archive::graph_id(kind, key), std::to_string(version), now)
                       : filled(Text{"{} says what version {} said already.", "{} 的内容与第 {} 版相同，无需恢复。"},
                                archive::graph_id(kind, key), std::to_string(version)))
            << "\n";
  return done;
}

int run_history(const Context& context, const Options& options) {
  Kind kind;
  std::string key;
  {
    const auto archive = archive::Archive::open(context.data, archive::Access::read_only);
    const auto reader = archive->read();
    std::tie(kind, key) = record_named(reader, options.id);
    if (!reader.find_number(kind, key)) {
      const auto other = reader.find_by_name(kind, key);
      if (!other) throw_unknown_record(reader, kind, key);
      key = *reader.find_key(kind, *other);
    }
    if (options.restore == 0) {
      auto page =
          archive::version_items(reader, archive->zone(), kind, key, options.version > 0 ? options.version + 1 : 0,
                                 options.version > 0 ? 1 : options.limit);
      if (page.items.empty() && options.version == 0) throw_unknown_record(reader, kind, key);
      if (options.version > 0) {
        if (page.items.empty() || page.items.front().at("version") != options.version)
          unknown_version(kind, key, options.version);
        std::cout << (context.output == Output::json ? dump(page.items.front())
                                                     : page.items.front().at("record").dump(2))
                  << "\n";
        return done;
      }
      const auto total = archive::version_count(reader, kind, key);
      if (context.output == Output::json) {
        std::cout << dump(Json{{"total", total}, {"items", page.items}}) << "\n";
        return done;
      }
      for (const Json& item : page.items) print_version(context, item);
      if (page.next > 0)
        std::cout << context.say(filled(Text{"… {} in all; --limit shows more", "…… 共 {} 个版本；--limit 显示更多"},
                                        grouped(total)))
                  << "\n";
      return done;
    }
  }
  return run_restore(context, kind, key, options.restore);
}

struct AuditOptions {
  archive::AuditQuery query;
};

int run_audit(const Context& context, const AuditOptions& options) {
  const auto archive = archive::Archive::open(context.data, archive::Access::read_only);
  const auto entries = archive::audit(archive->read(), options.query);
  if (context.output == Output::json) {
    Json items = Json::array();
    for (const auto& entry : entries) items.push_back(archive::to_json(entry, archive->zone()));
    std::cout << dump(Json{{"items", items}}) << "\n";
    return done;
  }
  for (const auto& entry : entries) {
    std::cout << pad(std::to_string(entry.id), 7) << " "
              << archive->zone().format({entry.at_ms, archive::Precision::second}) << "  "
              << pad(one_line(entry.actor), 12) << " "
              << strong(pad(one_line(context.say(archive::fixed_word("action", entry.action))), 18)) << " ";
    if (!entry.subject.empty()) std::cout << one_line(entry.subject) << "  ";
    if (entry.revision != 0)
      std::cout << faint(context.say(filled(Text{"revision {}, {} records", "修订号 {}，{} 条记录"},
                                            std::to_string(entry.revision), grouped(entry.changes))));
    std::cout << "\n";
  }
  if (entries.empty()) std::cout << context.say({"Nothing was done yet.", "还没有任何操作。"}) << "\n";
  return done;
}

}  // namespace

Command add_history(CLI::App& program, archive::Language language) {
  const auto say = [&](const Text& text) { return text.in(language); };
  CLI::App* app = program.add_subcommand(
      "history", say({"List a record's versions, show one, restore one", "列出一条记录的历史版本，查看或恢复某一版"}));
  const auto options = std::make_shared<Options>();
  app->add_option("code", options->id,
                  say({"A campaign's code, or an id such as lesson:L1, e.g. history D11-2024",
                       "活动代码，或 lesson:L1 这样的标识，例如 history D11-2024"}))
      ->type_name("CODE")
      ->required();
  auto* version =
      app->add_option("--version", options->version,
                      say({"Show this version whole, e.g. --version 3", "完整显示某一版，例如 --version 3"}))
          ->type_name("N")
          ->check(CLI::PositiveNumber);
  app->add_option("--restore", options->restore,
                  say({"Store this version's content as a new version, e.g. --restore 3",
                       "把某一版的内容保存为新版本，例如 --restore 3"}))
      ->type_name("N")
      ->check(CLI::PositiveNumber)
      ->excludes(version);
  app->add_option("--limit", options->limit,
                  say({"How many, newest first (default 20)", "显示多少版，最新在前（默认 20）"}))
      ->type_name("N")
      ->check(CLI::Range(1, 100000));
  return {app, [options](const Context& context) { return run_history(context, *options); }};
}

Command add_audit(CLI::App& program, archive::Language language) {
  const auto say = [&](const Text& text) { return text.in(language); };
  CLI::App* app = program.add_subcommand("audit", say({"Who did what: every write, and every export of people's data",
                                                       "操作审计：每次写入、每次导出个人数据"}));
  const auto options = std::make_shared<AuditOptions>();
  app->add_option("--action", options->query.action,
                  say({"Only this action, e.g. --action export_user", "只看此操作，例如 --action export_user"}))
      ->type_name("ACTION");
  app->add_option("--actor", options->query.actor,
                  say({"Only by this one, e.g. --actor ann", "只看此人，例如 --actor ann"}))
      ->type_name("NAME");
  app->add_option("--limit", options->query.limit,
                  say({"How many, newest first (default 50)", "显示多少条，最新在前（默认 50）"}))
      ->type_name("N")
      ->check(CLI::Range(1, 1000000));
  return {app, [options](const Context& context) { return run_audit(context, *options); }};
}

}  // namespace almanac::cli
