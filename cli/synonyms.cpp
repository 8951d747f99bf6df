// almanac synonyms: the groups of words that a team adds to those that ship with the program. Beside a running server they are
// written through the server; they are read from the archive either way.

#include "archive/synonyms.h"

#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>
#include <memory>
#include <sstream>

#include "archive/error.h"
#include "archive/store.h"
#include "cli/client.h"
#include "cli/print.h"
#include "cli/program.h"
#include "cli/up_to_date.h"
#include "search/synonyms.h"
#include "server/http_head.h"

namespace almanac::cli {

using archive::Error;
using archive::ErrorKind;
using archive::Json;
using archive::Strings;
using archive::Text;

namespace {

struct Options {
  std::string verb = "list";
  Strings words;
  bool all = false, replace = false;
};

using Change = std::function<void(archive::Transaction&)>;

void write_here(const Context& context, const Change& change) {
  const auto archive = archive::Archive::open(context.data, archive::Access::read_write);
  archive->write(system_user(), change);
  bring_up_to_date(context.data, *archive);
}

search::Synonyms effective(const archive::Reads& reads) {
  return search::Synonyms::with(search::SynonymSources::of(reads, {}));
}

// One group a line, in the form that import reads.
void print_groups(const Context& context, const std::vector<Strings>& groups) {
  if (context.output == Output::json) {
    Json items = Json::array();
    for (const auto& words : groups) items.push_back({{"words", words}});
    std::cout << dump(Json{{"items", std::move(items)}}) << "\n";
    return;
  }
  for (const auto& words : groups) std::cout << archive::synonym_text(words) << "\n";
}

std::vector<Strings> groups_of(const Context& context, bool all) {
  const auto archive = archive::Archive::open(context.data, archive::Access::read_only);
  const auto reads = archive->read();
  std::vector<Strings> groups;
  const search::Synonyms synonyms = all ? effective(reads) : search::Synonyms();
  for (const auto& group : synonyms.groups()) groups.push_back(group.words);
  if (!all)
    for (const auto& group : archive::list_synonyms(reads)) groups.push_back(group.words);
  return groups;
}

int list(const Context& context, const Options& options) {
  const auto groups = groups_of(context, options.all);
  print_groups(context, groups);
  if (groups.empty() && context.output == Output::people)
    std::cerr << context.say(
                     {"No groups of your own yet. Add one with: almanac synonyms add 老带新 转介绍; --all shows what "
                      "searches use",
                      "还没有自有的同义词。添加：almanac synonyms add 老带新 转介绍；--all 显示搜索实际使用的全部"})
              << "\n";
  return done;
}

int show(const Context& context, const std::string& word) {
  const auto archive = archive::Archive::open(context.data, archive::Access::read_only);
  const auto synonyms = effective(archive->read());
  const auto* group = synonyms.find(word);
  if (!group)
    throw Error(ErrorKind::not_found, "unknown_synonym",
                filled(Text{"nothing is searched together with {}", "没有与 {} 一同搜索的词"}, word));
  print_groups(context, {group->words});
  return done;
}

int add(const Context& context, const Options& options) {
  Json said;
  if (const auto client = Client::of(context.data, context.language)) {
    client->post("/api/v1/synonyms", Json{{"groups", Json::array({Json(options.words)})}});
    said = {{"words", client->get("/api/v1/synonyms/" + server::percent_encode(options.words.front()) + "?wait=1")
                          .at("own")
                          .at("words")}};
  } else {
    archive::SynonymPut put;
    write_here(context, [&](archive::Transaction& t) { put = archive::add_synonyms(t, options.words); });
    said = {{"words", put.group.words}};
  }
  if (context.output == Output::json)
    std::cout << dump(said) << "\n";
  else
    std::cout << archive::synonym_text(said.at("words").get<Strings>()) << "\n";
  return done;
}

int remove(const Context& context, const std::string& word) {
  if (const auto client = Client::of(context.data, context.language))
    client->send("DELETE", "/api/v1/synonyms/" + server::percent_encode(word), Json());
  else
    write_here(context, [&](archive::Transaction& t) { archive::remove_synonyms(t, word); });
  if (context.output == Output::json) std::cout << dump(Json{{"deleted", word}}) << "\n";
  return done;
}

int take_in(const Context& context, const Options& options) {
  std::ifstream file(options.words.front(), std::ios::binary);
  if (!file)
    throw Error(ErrorKind::not_found, "no_file", filled(Text{"cannot read {}", "无法读取 {}"}, options.words.front()));
  std::ostringstream text;
  text << file.rdbuf();
  const auto lines = archive::synonym_lines(text.str());
  for (const auto& line : lines) {
    const auto number = std::to_string(line.line);
    try {
      archive::checked_synonyms(line.words, number);
    } catch (const Error& error) {
      throw Error(error.kind(), error.code(),
                  {"line " + number + ": " + error.message().en, "第 " + number + " 行：" + error.message().zh},
                  error.where());
    }
  }
  if (const auto client = Client::of(context.data, context.language)) {
    Json groups = Json::array();
    for (const auto& line : lines) groups.push_back(line.words);
    client->send(options.replace ? "PUT" : "POST", "/api/v1/synonyms", Json{{"groups", std::move(groups)}});
  } else {
    write_here(context, [&](archive::Transaction& t) {
      if (options.replace) archive::remove_all_synonyms(t);
      for (const auto& line : lines) archive::add_synonyms(t, line.words);
    });
  }
  const auto total = groups_of(context, false).size();
  if (context.output == Output::json)
    std::cout << dump(Json{{"groups", lines.size()}, {"total", total}}) << "\n";
  else
    std::cout << context.say(filled(Text{"{} groups read; the archive has {} of its own now",
                                         "读入 {} 组；此档案现有自有同义词 {} 组"},
                                    std::to_string(lines.size()), std::to_string(total)))
              << "\n";
  return done;
}

int usage(const Context& context, const Text& message) {
  std::cerr << "almanac: " << context.say(message) << "\n";
  return wrong_usage;
}

int run_synonyms(const Context& context, const Options& options) {
  if (options.verb == "list" || options.verb == "export") return list(context, options);
  if (options.words.empty())
    return usage(context, options.verb == "import" ? Text{"name the file, e.g. almanac synonyms import synonyms.txt",
                                                          "请给出文件，例如 almanac synonyms import synonyms.txt"}
                                                   : filled(Text{"name a word, e.g. almanac synonyms {} 双十一",
                                                                 "请给出词，例如 almanac synonyms {} 双十一"},
                                                            options.verb));
  if (options.verb == "add") return add(context, options);
  if (options.verb == "remove") return remove(context, options.words.front());
  if (options.verb == "import") return take_in(context, options);
  return show(context, options.words.front());
}

}  // namespace

Command add_synonyms(CLI::App& program, archive::Language language) {
  const auto say = [&](const Text& text) { return text.in(language); };
  CLI::App* app = program.add_subcommand(
      "synonyms", say({"Words that searches take for each other: list, add and remove a team's own",
                       "同义词：列出、添加和删除团队自有的同义词"}));
  const auto options = std::make_shared<Options>();
  app->add_option("what", options->verb,
                  say({"list (default), show WORD, add WORD WORD…, remove WORD, import FILE, or export; e.g. almanac "
                       "synonyms add 老带新 转介绍",
                       "list（默认）、show 词、add 词 词…、remove 词、import 文件 或 export；例如 almanac synonyms add "
                       "老带新 转介绍"}))
      ->check(CLI::IsMember({"list", "show", "add", "remove", "import", "export"}))
      ->type_name("list|show|add|remove|import|export");
  app->add_option("words", options->words,
                  say({"The words, or the file: one group a line, a = b", "词，或文件：每行一组，a = b"}))
      ->type_name("WORD");
  app->add_flag("--all", options->all,
                say({"Of list: what searches use altogether, the shipped words and other names in the archive too",
                     "用于 list：搜索实际使用的全部，含随程序提供的词和档案中的别名"}));
  app->add_flag("--replace", options->replace,
                say({"Of import: in place of the groups that there are", "用于 import：替换现有的各组"}));
  return {app, [options](const Context& context) { return run_synonyms(context, *options); }};
}

}  // namespace almanac::cli
