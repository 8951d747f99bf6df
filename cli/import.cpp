// almanac import PATH…: the import run on the terminal. Beside a running server it goes through the server, with the same
// output; else it works on the archive itself and then catches index and graph up.

#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <memory>

#include "archive/error.h"
#include "archive/store.h"
#include "cli/client.h"
#include "cli/print.h"
#include "cli/program.h"
#include "cli/progress.h"
#include "graph/graph.h"
#include "importers/run.h"
#include "search/index.h"

namespace almanac::cli {

using archive::Json;
using archive::Language;
using archive::Text;

namespace {

struct Options {
  std::vector<std::string> paths;
  std::string kind = "auto", map, on_conflict = "update", rejects, source, encoding;
  bool dry_run = false, create_missing = false, pseudonymise = false;
  archive::ArchiveOptions archive;
};

importers::ImportOptions import_options(const Options& options) {
  importers::ImportOptions run;
  for (const auto& path : options.paths) run.files.push_back({path, ""});
  run.kind = importers::row_kind_from(options.kind);
  if (!options.map.empty()) run.mapping_file = options.map;
  if (options.dry_run) run.storing = importers::Storing::dry_run;
  if (options.on_conflict == "skip") run.on_conflict = importers::OnConflict::skip;
  if (options.on_conflict == "fail") run.on_conflict = importers::OnConflict::fail;
  if (options.create_missing) run.unknown_campaign = importers::UnknownCampaign::create_draft;
  if (!options.rejects.empty()) run.rejects_file = options.rejects;
  run.source = options.source;
  run.pseudonymise = options.pseudonymise;
  if (!options.encoding.empty()) run.encoding = importers::given_encoding(options.encoding);
  run.actor = system_user();
  return run;
}

// The report as JSON, whoever ran the import.
Json run_here(const Context& context, const Options& options) {
  const auto archive = archive::Archive::open(context.data, archive::Access::read_write, options.archive);
  importers::Report report;
  {
    ProgressLine line(context.language);
    report = importers::run(*archive, import_options(options),
                            {[&](const importers::ImportProgress& p) { line.show(p); }, nullptr});
  }
  if (!options.dry_run) {
    search::Index::open(context.data / "index", *archive);
    graph::Graph::open(context.data / "graph", *archive);
  }
  return to_json(report, context.language);
}

Json run_on_server(const Context& context, const Client& client, const Options& options) {
  Json body{{"files", Json::array()},
            {"kind", options.kind == "auto" ? "" : options.kind},
            {"on_conflict", options.on_conflict},
            {"dry_run", options.dry_run},
            {"create_missing", options.create_missing},
            {"source", options.source},
            {"pseudonymise", options.pseudonymise},
            {"encoding", options.encoding},
            {"actor", system_user()}};
  for (const auto& path : options.paths)
    body["files"].push_back({{"path", std::filesystem::absolute(path).string()}, {"name", path}});
  if (!options.map.empty()) body["map"] = std::filesystem::absolute(options.map).string();
  if (!options.rejects.empty()) body["rejects"] = std::filesystem::absolute(options.rejects).string();
  ProgressLine line(context.language);
  return client.run("/api/v1/local/import", body, [&](const Json& step) {
    importers::ImportProgress progress;
    progress.path = step.value("path", "");
    progress.file = step.value("file", std::size_t{0});
    progress.files = step.value("files", std::size_t{0});
    progress.rows = step.value("rows", std::uint64_t{0});
    progress.bytes = step.value("bytes", std::uint64_t{0});
    progress.total_bytes = step.value("total_bytes", std::uint64_t{0});
    line.show(progress);
  });
}

std::string count_of(const Json& file, const char* name) { return grouped(file.value(name, std::uint64_t{0})); }

void print_list(const Context& context, const Json& list, const Text& title, std::size_t most) {
  if (!list.is_array() || list.empty()) return;
  std::string line;
  for (std::size_t i = 0; i < list.size() && i < most; ++i)
    line += (i ? ", " : "") + one_line(list[i].is_string() ? list[i].get<std::string>() : dump(list[i]));
  if (list.size() > most) line += " …";
  std::cout << "  " << context.say(title) << ": " << line << "\n";
}

void print_file(const Context& context, const Json& file) {
  const std::string kind = file.value("kind", "");
  std::cout << strong(one_line(file.value("path", ""))) << (kind.empty() ? "" : "  " + faint(kind)) << "\n";
  if (file.contains("rejected_file") && !file["rejected_file"].is_null()) {
    const Json& why = file["rejected_file"];
    std::cout << "  " << context.say({"refused: ", "已拒绝："})
              << one_line(why.is_string() ? why.get<std::string>() : why.value("reason", dump(why))) << "\n";
    return;
  }
  std::cout << "  "
            << context.say(filled({"{} rows: {} created, {} updated, {} unchanged, {} rejected",
                                   "{} 行：新建 {}，更新 {}，未变 {}，拒绝 {}"},
                                  count_of(file, "rows"), count_of(file, "created"), count_of(file, "updated"),
                                  count_of(file, "unchanged"), count_of(file, "rejected")))
            << "\n";
  constexpr std::size_t shown = 5;
  std::size_t count = 0;
  for (const auto& reject : file.value("rejects", Json::array())) {
    if (count++ == shown) break;
    const std::string column = reject.value("column", "");
    const std::string value = reject.value("value", "");
    std::cout << "    "
              << context.say(filled({"row {}", "第 {} 行"}, std::to_string(reject.value("row", std::uint64_t{0}))))
              << (column.empty() ? "" : ", " + one_line(column))
              << (value.empty() ? "" : " = " + cut(one_line(value), 60)) << ": " << one_line(reject.value("reason", ""))
              << "\n";
  }
  if (file.value("rejected", std::uint64_t{0}) > shown)
    std::cout << "    "
              << context.say(filled({"… and {} more", "……另有 {} 行"},
                                    grouped(file.value("rejected", std::uint64_t{0}) - shown)))
              << "\n";
  for (const auto& warning : file.value("warnings", Json::array()))
    std::cout << "    " << context.say({"note: ", "注意："})
              << one_line(warning.is_string() ? warning.get<std::string>() : dump(warning)) << "\n";
  print_list(context, file.value("ignored_columns", Json::array()), {"columns not used", "未使用的列"}, 20);
  if (kind == "touchpoints" && file.value("merged", std::uint64_t{0}) > 0)
    std::cout << "  "
              << context.say(
                     filled({"{} rows were the same as another and are counted once", "{} 行与其他行相同，只计一次"},
                            count_of(file, "merged")))
              << "\n";
}

// What a dry run would change, and what it found other than the file has it.
void print_differences(const Context& context, const Json& report) {
  constexpr std::size_t shown = 20;
  std::size_t count = 0;
  for (const auto& record : report.value("differences", Json::array())) {
    if (count++ == shown) {
      std::cout << "  …\n";
      return;
    }
    std::cout << "  "
              << (record.value("created", false) ? context.say({"new", "新增"}) : context.say({"changed", "更改"}))
              << "  " << record.value("kind", "") << ":" << one_line(record.value("key", "")) << "\n";
    for (const auto& field : record.value("fields", Json::array()))
      std::cout << "    " << one_line(field.value("field", "")) << ": "
                << cut(one_line(dump(field.value("before", Json()))), 50) << " → "
                << cut(one_line(dump(field.value("after", Json()))), 50) << "\n";
    for (const auto& field : record.value("conflicts", Json::array()))
      std::cout << "    "
                << context.say(filled({"conflict in {}: stored {}, given {}", "{} 有冲突：已有 {}，文件为 {}"},
                                      one_line(field.value("field", "")),
                                      cut(one_line(dump(field.value("stored", Json()))), 50),
                                      cut(one_line(dump(field.value("given", Json()))), 50)))
                << "\n";
  }
}

void print_duplicates(const Context& context, const Json& report) {
  const Json pairs = report.value("duplicates", Json::array());
  if (pairs.empty()) return;
  std::cout << context.say({"Likely duplicates, to be decided on the import page or with almanac duplicates:",
                            "疑似重复，请在导入页面或用 almanac duplicates 判断："})
            << "\n";
  constexpr std::size_t shown = 10;
  for (std::size_t i = 0; i < pairs.size() && i < shown; ++i)
    std::cout << "  " << pairs[i].value("kind", "") << ": " << one_line(pairs[i].value("a", "")) << " = "
              << one_line(pairs[i].value("b", "")) << "?  " << faint(one_line(pairs[i].value("reason", ""))) << "\n";
  if (pairs.size() > shown) std::cout << "  …\n";
}

void print_report(const Context& context, const Options& options, const Json& report) {
  for (const auto& file : report.value("files", Json::array())) print_file(context, file);
  print_list(context, report.value("ignored", Json::array()),
             {"left aside (no data, or not named by the mapping)", "未读取（没有数据，或映射未提及）"}, 10);
  if (options.dry_run) print_differences(context, report);
  print_duplicates(context, report);
  const std::string state = report.value("state", "done");
  if (state != "done" && report.contains("error")) {
    const Json& error = report["error"];
    std::cerr << "almanac: "
              << one_line(error.is_string() ? error.get<std::string>() : error.value("message", dump(error))) << "\n";
  }
  std::ostringstream seconds;
  seconds.setf(std::ios::fixed);
  seconds.precision(1);
  seconds << report.value("seconds", 0.0);
  if (options.dry_run)
    std::cout << context.say({"Dry run: nothing was stored.", "试运行：未存储任何内容。"}) << "\n";
  else
    std::cout << context.say(filled({"Import {} · revision {} · {} s", "导入 {} · 修订号 {} · {} 秒"},
                                    std::to_string(report.value("import_id", std::uint64_t{0})),
                                    std::to_string(report.value("revision", std::uint64_t{0})), seconds.str()))
              << "\n";
  if (!options.dry_run && state == "done")
    std::cerr << context.say({"Next: almanac search …, or almanac serve", "接下来：almanac search …，或 almanac serve"})
              << "\n";
}

int code_of(const Json& report) {
  if (report.value("state", "done") != "done") return failed;
  for (const auto& file : report.value("files", Json::array()))
    if (file.value("rejected", std::uint64_t{0}) > 0 ||
        (file.contains("rejected_file") && !file["rejected_file"].is_null()))
      return some_rejected;
  return done;
}

int run_import(const Context& context, const Options& options) {
  const auto client = Client::of(context.data, context.language);
  const Json report = client ? run_on_server(context, *client, options) : run_here(context, options);
  if (context.output == Output::json)
    std::cout << dump(report) << "\n";
  else
    print_report(context, options, report);
  return code_of(report);
}

}  // namespace

Command add_import(CLI::App& program, Language language) {
  const auto say = [&](const Text& text) { return text.in(language); };
  CLI::App* app = program.add_subcommand("import", say({"Import files or folders", "导入文件或文件夹"}));
  const auto options = std::make_shared<Options>();
  app->add_option("path", options->paths,
                  say({"Files or folders, e.g. campaigns.csv exports/", "文件或文件夹，例如 campaigns.csv exports/"}))
      ->required()
      ->type_name("PATH…");
  app->add_option("--kind", options->kind,
                  say({"What the rows are, e.g. --kind touchpoints (default: by the header)",
                       "行的种类，例如 --kind touchpoints（默认按表头判断）"}))
      ->check(CLI::IsMember(
          {"auto", "campaigns", "touchpoints", "users", "products", "channels", "segments", "lessons", "rates"}))
      ->type_name("KIND");
  app->add_option("--map", options->map,
                  say({"A column mapping, e.g. --map samples/mappings/wikimedia.toml",
                       "列映射文件，例如 --map samples/mappings/wikimedia.toml"}))
      ->type_name("FILE");
  app->add_flag("--dry-run", options->dry_run,
                say({"Show what would change and store nothing", "只显示将发生的变化，不存储"}));
  app->add_option("--on-conflict", options->on_conflict,
                  say({"When a record has another value: --on-conflict update|skip|fail",
                       "已有记录取值不同时：--on-conflict update|skip|fail"}))
      ->check(CLI::IsMember({"update", "skip", "fail"}))
      ->type_name("WHAT");
  app->add_flag("--create-missing", options->create_missing,
                say({"Make draft campaigns for unknown codes in touchpoints", "为触点中未知的活动代码创建草稿活动"}));
  app->add_option("--rejects", options->rejects,
                  say({"Write rejected rows to this CSV, e.g. --rejects rejects.csv",
                       "把被拒绝的行写入该 CSV，例如 --rejects rejects.csv"}))
      ->type_name("FILE");
  app->add_option("--source", options->source,
                  say({"Name of the system that the event ids are from, e.g. --source crm",
                       "事件编号所属的系统，例如 --source crm"}))
      ->type_name("NAME");
  app->add_flag("--pseudonymise", options->pseudonymise,
                say({"Store keyed pseudonyms in place of user ids; the key stays outside the data directory",
                     "以带密钥的假名代替用户编号存储；密钥保存在数据目录之外"}));
  app->add_option("--encoding", options->encoding,
                  say({"Encoding of text files, e.g. --encoding GB18030 (default: found by looking)",
                       "文本文件的编码，例如 --encoding GB18030（默认自动识别）"}))
      ->type_name("NAME");
  app->add_option("--zone", options->archive.zone,
                  say({"Time zone, if the archive is new, e.g. --zone Europe/Berlin",
                       "新建档案的时区，例如 --zone Asia/Shanghai"}))
      ->type_name("ZONE")
      ->capture_default_str();
  app->add_option("--currency", options->archive.currency,
                  say({"Currency, if the archive is new, e.g. --currency EUR", "新建档案的币种，例如 --currency CNY"}))
      ->type_name("CODE")
      ->capture_default_str();
  app->add_flag("--sample", options->archive.sample,
                say({"If the archive is new, mark it as sample data", "新建档案时标记为示例数据"}));
  return {app, [options](const Context& context) { return run_import(context, *options); }};
}

}  // namespace almanac::cli
