#include "importers/searching_import.h"

#include <optional>

#include "archive/error.h"
#include "archive/saved_searches.h"
#include "archive/synonyms.h"
#include "importers/row_source.h"

namespace almanac::importers {
namespace {

using archive::Json;

std::string text_of(const Json& line, const char* name) {
  const auto found = line.find(name);
  return found != line.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<archive::Strings> words_of(const Json& line) {
  const auto found = line.find("words");
  if (found == line.end() || !found->is_array()) return std::nullopt;
  archive::Strings words;
  for (const Json& word : *found) {
    if (!word.is_string()) return std::nullopt;
    words.push_back(word.get<std::string>());
  }
  return words;
}

class SearchingImport {
 public:
  SearchingImport(Session& session, const Task& task, std::size_t index)
      : session_(session), index_(index), synonyms_(task.rule->kind == RowKind::synonyms), rows_(open_task(task)) {}

  void run() {
    const std::string_view wanted = synonyms_ ? "synonym" : "saved_search";
    for (Read read = rows_.next(); read != Read::end; read = rows_.next()) {
      if (read == Read::row && text_of(rows_.object(), "record") != wanted) continue;
      session_.row_read(index_, rows_);
      if (read == Read::reject)
        session_.reject(index_, rows_.rejected());
      else
        lines_.push_back({rows_.object(), std::string(rows_.raw()), rows_.row()});
    }
    session_.describe_reader(index_, rows_);
    store();
  }

 private:
  struct Line {
    Json object;
    std::string raw;
    std::uint64_t row = 0;
  };

  void store() {
    session_.archive.write(
        session_.options.actor,
        [&](archive::Transaction& transaction) {
          for (const Line& line : lines_) take(transaction, line);
        },
        session_.import_id);
    // A reject may be written to the archive, which cannot be while it is being written.
    for (const auto& [problem, line] : problems_) session_.reject(index_, problem, line->row, line->raw);
  }

  void take(archive::Transaction& transaction, const Line& line) {
    try {
      count(synonyms_ ? take_synonyms(transaction, line) : take_search(transaction, line));
    } catch (const archive::Error& error) {
      if (error.kind() != archive::ErrorKind::invalid_input) throw;
      reject(line, error.where().empty() ? "record" : error.where().substr(1), error.code(), error.message());
    }
  }

  std::optional<archive::Put> take_synonyms(archive::Transaction& transaction, const Line& line) {
    const auto words = words_of(line.object);
    if (words) return archive::add_synonyms(transaction, *words).put;
    reject(line, "words", "missing", {"a line of synonyms has a list of words", "同义词行须有 words 列表"});
    return std::nullopt;
  }

  std::optional<archive::Put> take_search(archive::Transaction& transaction, const Line& given) {
    const Json& line = given.object;
    archive::SavedSearch search;
    search.name = text_of(line, "name");
    search.title = text_of(line, "title");
    const auto parameters = line.find("parameters");
    if (parameters == line.end() || !parameters->is_object()) {
      reject(given, "parameters", "missing",
             {"a saved search has its parameters as an object", "保存的搜索须有 parameters 对象"});
      return std::nullopt;
    }
    search.parameters = *parameters;
    const auto known = archive::find_saved_search(transaction, search.name);
    const bool conflicting =
        known && (known->title != search.title || archive::dump(known->parameters) != archive::dump(search.parameters));
    session_.file(index_).conflicting += conflicting;
    if (conflicting && session_.find_conflicts) {
      reject(given, "parameters", "conflict",
             archive::filled({"the archive keeps another search as {}", "档案中已有名为 {} 的另一搜索"}, search.name));
      return std::nullopt;
    }
    if (conflicting && session_.options.on_conflict == OnConflict::skip) return archive::Put::unchanged;
    return archive::put_saved_search(transaction, search);
  }

  void count(std::optional<archive::Put> put) {
    if (!put) return;
    FileReport& report = session_.file(index_);
    ++(*put == archive::Put::created   ? report.created
       : *put == archive::Put::updated ? report.updated
                                       : report.unchanged);
  }

  void reject(const Line& line, const std::string& column, const std::string& code, const archive::Text& reason) {
    problems_.emplace_back(Problem{column, "", code, reason}, &line);
  }

  Session& session_;
  const std::size_t index_;
  const bool synonyms_;
  RowSource rows_;
  std::vector<Line> lines_;
  std::vector<std::pair<Problem, const Line*>> problems_;
};

}  // namespace

void import_searching(Session& session, const Task& task, std::size_t index) {
  SearchingImport(session, task, index).run();
}

}  // namespace almanac::importers
