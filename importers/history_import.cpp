// Versions lie one after another by record, as the export has them: they are taken over record by record, many records in a commit.

#include "importers/history_import.h"

#include <optional>

#include "archive/error.h"
#include "archive/history.h"
#include "archive/provenance.h"
#include "importers/row_source.h"

namespace almanac::importers {
namespace {

using archive::Json;
using archive::Kind;

constexpr std::size_t records_at_once = 500;

struct Line {
  std::uint64_t row = 0;
  std::string raw;
};

// What the file has of one record.
struct Known {
  Kind kind = Kind::campaign;
  std::string key;
  std::vector<archive::Version> versions;
  std::vector<archive::Said> sources;
  std::vector<Line> lines;
};

Problem problem_of(const char* column, const archive::Text& reason) { return {column, "", "bad_version", reason}; }

class HistoryImport {
 public:
  HistoryImport(Session& session, const Task& task, std::size_t index)
      : session_(session), task_(task), index_(index), rows_(open_task(task)) {}

  void run() {
    session_.people.begin_file(task_.rule->pseudonymise || session_.options.pseudonymise);
    for (Read read = rows_.next(); read != Read::end; read = rows_.next()) {
      const std::string record = read == Read::row ? text_of("record") : "version";
      if (record != "version" && record != "source") continue;
      session_.row_read(index_, rows_);
      if (read == Read::reject)
        session_.reject(index_, rows_.rejected());
      else
        take_line(record == "source");
    }
    session_.describe_reader(index_, rows_);
    if (open_) waiting_.push_back(std::move(*open_));
    store();
  }

 private:
  std::string text_of(const char* name) const {
    const auto found = rows_.object().find(name);
    return found != rows_.object().end() && found->is_string() ? found->get<std::string>() : std::string();
  }
  std::int64_t number_of(const char* name) const {
    const auto found = rows_.object().find(name);
    return found != rows_.object().end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
  }
  Json member(const char* name) const {
    const auto found = rows_.object().find(name);
    return found != rows_.object().end() ? *found : Json();
  }

  void take_line(bool is_source) {
    const auto kind = archive::kind_from(text_of("kind"));
    std::string key = archive::normalize_key(text_of("key"));
    const auto time = session_.archive.zone().parse(text_of("time"));
    const char* missing = !kind ? "kind" : key.empty() ? "key" : !time ? "time" : nullptr;
    if (missing)
      return session_.reject(index_,
                             problem_of(missing, {"a line of history names kind, key and time; this one cannot be read",
                                                  "历史行须有 kind、key 和 time；此项无法读取"}),
                             rows_.row(), rows_.raw());
    Json record = member(is_source ? "said" : "body");
    if (session_.people.is_needed() && !take_people(*kind, key, record)) return session_.drop(index_);
    begin(*kind, key);
    open_->lines.push_back({rows_.row(), std::string(rows_.raw())});
    if (!is_source) {
      open_->versions.push_back(
          {number_of("version"), 0, time->ms, text_of("actor"), 0, text_of("operation"), std::move(record)});
      return;
    }
    archive::Said said;
    said.file = {0,       session_.import_id, text_of("source"), text_of("name"), text_of("sheet"), text_of("mapping"),
                 time->ms};
    said.row = static_cast<std::uint64_t>(std::max<std::int64_t>(0, number_of("row")));
    if (const Json rows = member("rows"); rows.is_object())
      for (const auto& [name, value] : rows.items()) said.rows[name] = value;
    said.said = std::move(record);
    open_->sources.push_back(std::move(said));
  }

  // Pseudonyms in place of ids, and nothing of erased people: false if the line is about one.
  bool take_people(Kind kind, std::string& key, Json& record) {
    if (kind == Kind::segment && record.is_object()) return session_.people.take(RowKind::segments, record);
    if (kind != Kind::user) return true;
    Json person{{"user", key}};
    if (!session_.people.take(RowKind::users, person)) return false;
    key = person.at("user").get<std::string>();
    if (record.is_object() && record.contains("user")) record["user"] = key;
    return true;
  }

  void begin(Kind kind, const std::string& key) {
    if (open_ && open_->kind == kind && open_->key == key) return;
    if (open_) waiting_.push_back(std::move(*open_));
    open_.emplace();
    open_->kind = kind;
    open_->key = key;
    if (waiting_.size() >= records_at_once) store();
  }

  // A record whose lines are wrong is rejected whole and tried no more; the others are stored.
  void store() {
    std::vector<Known> known = std::move(waiting_);
    waiting_.clear();
    while (!known.empty()) {
      std::size_t at = 0;
      std::uint64_t created = 0, unchanged = 0;
      try {
        session_.archive.write(
            session_.options.actor,
            [&](archive::Transaction& transaction) {
              created = unchanged = 0;
              for (at = 0; at < known.size(); ++at)
                (adopt(transaction, known[at]) ? created : unchanged) += known[at].lines.size();
            },
            session_.import_id);
        session_.file(index_).created += created;
        session_.file(index_).unchanged += unchanged;
        return;
      } catch (const archive::Error& error) {
        if (error.kind() != archive::ErrorKind::invalid_input || at >= known.size()) throw;
        for (const Line& line : known[at].lines)
          session_.reject(index_, problem_of("body", error.message()), line.row, line.raw);
        known.erase(known.begin() + static_cast<std::ptrdiff_t>(at));
      }
    }
  }

  bool adopt(archive::Transaction& transaction, const Known& known) {
    if (!known.versions.empty() && !archive::adopt_history(transaction, known.kind, known.key, known.versions))
      return false;
    const auto number = transaction.find_number(known.kind, known.key);
    if (!number) return false;
    if (known.versions.empty() && !archive::all_said(transaction, known.kind, *number).empty()) return false;
    for (archive::Said said : known.sources) {
      said.file.id = archive::add_source_file(transaction, said.file);
      archive::remember_said(transaction, known.kind, *number, said);
    }
    return true;
  }

  Session& session_;
  const Task& task_;
  const std::size_t index_;
  RowSource rows_;
  std::optional<Known> open_;  // whose lines are being read
  std::vector<Known> waiting_;
};

}  // namespace

void import_history(Session& session, const Task& task, std::size_t index) {
  HistoryImport(session, task, index).run();
}

}  // namespace almanac::importers
