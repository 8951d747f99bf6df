// almanac saved: searches kept under a name, run again, with what is new since they were last looked at.

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <set>

#include "archive/error.h"
#include "archive/saved_searches.h"
#include "archive/store.h"
#include "cli/asking.h"
#include "cli/client.h"
#include "cli/print.h"
#include "cli/program.h"
#include "cli/up_to_date.h"
#include "search/parameters_json.h"
#include "server/http_head.h"
#include "server/saved_run.h"

namespace almanac::cli {

using archive::Json;
using archive::SavedSearch;
using archive::Text;

namespace {

struct Options {
  std::string verb = "list", name, title;
  std::vector<std::string> words, filters;
  bool seen = false;
};

std::string address_of(const std::string& name) { return "/api/v1/searches/" + server::percent_encode(name); }

// {"q": …, field: value or list of values}
Json parameters_of(const Options& options) {
  Json parameters = Json::object();
  std::string q;
  for (const auto& word : options.words) q += (q.empty() ? "" : " ") + word;
  if (!q.empty()) parameters["q"] = q;
  for (const auto& filter : options.filters) {
    const std::size_t split = filter.find('=');
    if (split == std::string::npos)
      throw archive::Error(archive::ErrorKind::invalid_input, "bad_filter",
                           filled({"\"{}\" is not of the form field=value, such as channel=短信",
                                   "“{}”不是 字段=值 的形式，例如 channel=短信"},
                                  filter));
    Json& values = parameters[filter.substr(0, split)];
    const std::string value = filter.substr(split + 1);
    if (values.is_null())
      values = value;
    else if (values.is_string())
      values = Json::array({values, value});
    else
      values.push_back(value);
  }
  return parameters;
}

Json to_json(const SavedSearch& search) {
  Json one{{"name", search.name}};
  if (!search.title.empty()) one["title"] = search.title;
  one["parameters"] = search.parameters;
  one["changed_by"] = search.changed_by;
  return one;
}

void print_search(const Json& search) {
  std::cout << strong(one_line(search.value("name", "")));
  if (const auto title = search.value("title", ""); !title.empty()) std::cout << "  " << one_line(title);
  std::cout << "\n  " << faint(one_line(dump(search.at("parameters")))) << "\n";
}

int list(const Context& context) {
  const auto archive = archive::Archive::open(context.data, archive::Access::read_only);
  Json items = Json::array();
  for (const auto& search : archive::saved_searches(archive->read(), "", archive::max_saved_searches))
    items.push_back(to_json(search));
  if (context.output == Output::json) {
    std::cout << dump(Json{{"items", items}}) << "\n";
    return done;
  }
  for (const Json& search : items) print_search(search);
  if (items.empty())
    std::cerr << context.say({"No saved searches. Save one with: almanac saved save 大促 双十一 -f status=reviewed",
                              "还没有保存的搜索。保存：almanac saved save 大促 双十一 -f status=reviewed"})
              << "\n";
  return done;
}

int save(const Context& context, const Options& options) {
  SavedSearch search;
  search.name = options.name;
  search.title = options.title;
  search.parameters = parameters_of(options);
  search::from_parameters(search::parameters_of(search.parameters));  // says what is wrong
  if (const auto client = Client::of(context.data, context.language)) {
    Json body{{"parameters", search.parameters}};
    if (!search.title.empty()) body["title"] = search.title;
    client->send("PUT", address_of(search.name), body);
  } else {
    const auto archive = archive::Archive::open(context.data, archive::Access::read_write);
    archive->write(system_user(), [&](archive::Transaction& t) { archive::put_saved_search(t, search); });
    bring_up_to_date(context.data, *archive);
  }
  Json one{{"name", search.name}, {"parameters", search.parameters}};
  if (!search.title.empty()) one["title"] = search.title;
  if (context.output == Output::json)
    std::cout << dump(one) << "\n";
  else
    print_search(one);
  return done;
}

int remove(const Context& context, const std::string& name) {
  if (const auto client = Client::of(context.data, context.language)) {
    client->send("DELETE", address_of(name), Json());
  } else {
    const auto archive = archive::Archive::open(context.data, archive::Access::read_write);
    archive->write(system_user(), [&](archive::Transaction& t) { archive::remove_saved_search(t, name); });
    bring_up_to_date(context.data, *archive);
  }
  if (context.output == Output::json) std::cout << dump(Json{{"deleted", name}}) << "\n";
  return done;
}

// What POST /searches/{name}/run answers. Only marking it as seen writes.
Json run_here(const Context& context, const Options& options) {
  const auto access = options.seen ? archive::Access::read_write : archive::Access::read_only;
  const Asking asking(context, access);
  archive::Archive& archive = asking.archive();
  const auto saved = archive::find_saved_search(archive.read(), options.name);
  if (!saved) archive::throw_unknown_search(options.name);
  const auto seen = archive::find_seen(archive.read(), saved->name);
  const auto query = search::from_parameters(search::parameters_of(saved->parameters));
  auto page = asking.search(query);
  const server::EachHit each = [&](const search::Query& asked, const auto& visit) { asking.each_hit(asked, visit); };
  const auto run = server::run_saved(page, each, query, seen);
  if (options.seen)
    archive.write(system_user(), [&](archive::Transaction& t) { archive::set_seen(t, saved->name, run.found); });
  Json answer = search::to_json(std::move(page), context.language);
  server::add_run(answer, *saved, run, seen, archive.zone(), context.language);
  return answer;
}

int run(const Context& context, const Options& options) {
  const auto client = Client::of(context.data, context.language);
  const Json answer =
      client ? client->post(address_of(options.name) + "/run?wait=1" + (options.seen ? "&seen=1" : ""), Json::object())
             : run_here(context, options);
  if (context.output == Output::json) {
    std::cout << dump(answer) << "\n";
    return done;
  }
  std::set<std::string> fresh;
  if (answer.contains("new"))
    for (const Json& id : answer.at("new")) fresh.insert(id.get<std::string>());
  for (const Json& hit : answer.at("hits")) {
    const auto id = hit.value("id", "");
    const bool is_new = fresh.erase(id) > 0;
    std::cout << (is_new ? "+ " : "  ") << strong(one_line(hit.value("title", ""))) << "  " << faint(one_line(id))
              << "\n";
  }
  for (const std::string& id : fresh) std::cout << "+ " << one_line(id) << "\n";  // new ones behind the first page
  if (answer.contains("gone"))
    for (const Json& id : answer.at("gone")) std::cout << "- " << one_line(id.get<std::string>()) << "\n";
  if (answer.contains("notes"))
    for (const Json& note : answer.at("notes")) std::cerr << one_line(note.get<std::string>()) << "\n";
  std::cout << context.say(filled({"{} found", "共 {} 条"}, grouped(answer.value("total", std::uint64_t{0}))));
  if (answer.contains("since"))
    std::cout << context.say(filled({"; {} new and {} gone since {}", "；新增 {} 条、消失 {} 条（自 {} 以来）"},
                                    std::to_string(answer.at("new").size()), std::to_string(answer.at("gone").size()),
                                    answer.at("since").get<std::string>()));
  std::cout << "\n";
  return done;
}

int run_saved(const Context& context, const Options& options) {
  if (options.verb == "list") return list(context);
  if (options.name.empty()) {
    std::cerr << "almanac: "
              << context.say(filled(
                     {"name the search, e.g. almanac saved {} 大促", "请给出搜索名称，例如 almanac saved {} 大促"},
                     options.verb))
              << "\n";
    return wrong_usage;
  }
  if (options.verb == "save") return save(context, options);
  if (options.verb == "remove") return remove(context, options.name);
  return run(context, options);
}

}  // namespace

Command add_saved(CLI::App& program, archive::Language language) {
  const auto say = [&](const Text& text) { return text.in(language); };
  CLI::App* app = program.add_subcommand("saved", say({"Keep searches under a name, run them again and see what is new",
                                                       "保存搜索，再次运行并查看新增内容"}));
  const auto options = std::make_shared<Options>();
  app->add_option("what", options->verb,
                  say({"list (default), save NAME QUERY…, run NAME, or remove NAME, e.g. almanac saved save 大促 "
                       "双十一 -f year=2024",
                       "list（默认）、save 名称 检索词…、run 名称 或 remove 名称，例如 almanac saved save 大促 双十一 "
                       "-f year=2024"}))
      ->check(CLI::IsMember({"list", "save", "run", "remove"}))
      ->type_name("list|save|run|remove");
  app->add_option("name", options->name, say({"The search's name", "搜索名称"}))->type_name("NAME");
  app->add_option("query", options->words, say({"Of save: what to look for", "用于 save：检索词"}))->type_name("QUERY");
  app->add_option("-f,--filter", options->filters,
                  say({"Of save: a filter, e.g. -f channel=短信", "用于 save：筛选条件，例如 -f channel=短信"}))
      ->type_name("FIELD=VALUE")
      ->allow_extra_args(false);
  app->add_option("--title", options->title,
                  say({"Of save: a title, e.g. --title 大促复盘", "用于 save：标题，例如 --title 大促复盘"}))
      ->type_name("TEXT");
  app->add_flag("--seen", options->seen,
                say({"Of run: what is found now counts as seen", "用于 run：将此次结果标记为已看"}));
  return {app, [options](const Context& context) { return run_saved(context, *options); }};
}

}  // namespace almanac::cli
