#pragma once
// The program `almanac`: what its commands share, and the list of them.
//
// Results go to standard output, messages and progress to standard error. Exit codes: 0 done; 1 failed (the message says
// what is stored and what to do); 2 wrong usage; 3 done, but some rows or files were rejected. The language is that of
// LC_ALL, LC_MESSAGES or LANG ("zh…" → Chinese), or of --language.

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "archive/json.h"
#include "archive/text.h"

namespace CLI {
class App;
}

namespace almanac::cli {

using archive::dump;
using archive::filled;

enum ExitCode { done = 0, failed = 1, wrong_usage = 2, some_rejected = 3 };
enum class Output { people, json };

struct Context {
  std::filesystem::path data = "almanac-data";
  archive::Language language = archive::Language::en;
  Output output = Output::people;

  const std::string& say(const archive::Text& text) const { return text.in(language); }
};

// Adds one command to the program; its action is run after parsing and returns an exit code.
using Action = std::function<int(const Context&)>;
struct Command {
  CLI::App* app = nullptr;
  Action run;
};

Command add_import(CLI::App& program, archive::Language language);
Command add_inspect(CLI::App& program, archive::Language language);
Command add_search(CLI::App& program, archive::Language language);
Command add_similar(CLI::App& program, archive::Language language);
Command add_query(CLI::App& program, archive::Language language);
Command add_show(CLI::App& program, archive::Language language);
Command add_history(CLI::App& program, archive::Language language);
Command add_audit(CLI::App& program, archive::Language language);
Command add_quality(CLI::App& program, archive::Language language);
Command add_plan(CLI::App& program, archive::Language language);
Command add_serve(CLI::App& program, archive::Language language);
Command add_export(CLI::App& program, archive::Language language);
Command add_undo(CLI::App& program, archive::Language language);
Command add_duplicates(CLI::App& program, archive::Language language);
Command add_unconfirmed(CLI::App& program, archive::Language language);
Command add_synonyms(CLI::App& program, archive::Language language);
Command add_saved(CLI::App& program, archive::Language language);
Command add_backup(CLI::App& program, archive::Language language);
Command add_restore(CLI::App& program, archive::Language language);
Command add_verify(CLI::App& program, archive::Language language);
Command add_reindex(CLI::App& program, archive::Language language);
std::vector<Command> add_graph(CLI::App& program, archive::Language language);
std::vector<Command> add_relations(CLI::App& program, archive::Language language);
Command add_ask(CLI::App& program, archive::Language language);
std::vector<Command> add_people(CLI::App& program, archive::Language language);
std::vector<Command> add_token(CLI::App& program, archive::Language language);
Command add_version(CLI::App& program, archive::Language language);

int run(int argc, char** argv);

// Who is at the keyboard, for the history: the system user's name.
std::string system_user();

}  // namespace almanac::cli
