// SQLite's FTS5 as one who knows it would use it for campaigns: a tokenizer that gives words and pairs of Chinese characters with
// their place in the text, so that snippet() marks and cuts the text itself; the text stored once, as external content; what
// filters and facets read in a narrow table beside it; one segment; rank and facets in one pass over the matches, snippets for
// the ten best alone.
#include <sqlite3.h>

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include "bench/peer_document.h"
#include "bench/search_peers.h"
#include "search/analysis.h"
#include "search/catch_up.h"

namespace almanac::bench {
namespace {

namespace fs = std::filesystem;
using Class = Question::Class;

int make_tokenizer(void*, const char**, int, Fts5Tokenizer** out) {
  static char one;  // it keeps nothing
  *out = reinterpret_cast<Fts5Tokenizer*>(&one);
  return SQLITE_OK;
}

void drop_tokenizer(Fts5Tokenizer*) {}

int give_tokens(Fts5Tokenizer*, void* context, int, const char* text, int size,
                int (*take)(void*, int, const char*, int, int, int)) {
  thread_local search::Tokens tokens;
  search::tokenize({text, static_cast<std::size_t>(size)}, tokens);
  for (std::size_t i = 0; i < tokens.list.size(); ++i) {
    const bool pair = tokens.has_pair(i);
    if (!pair && i > 0 && tokens.has_pair(i - 1)) continue;  // the last character of a run is in the pair before
    const std::string_view token = pair ? tokens.pair(i) : tokens.text(i);
    const int result = take(context, 0, token.data(), static_cast<int>(token.size()),
                            static_cast<int>(tokens.list[i].begin), static_cast<int>(tokens.list[i + pair].end));
    if (result != SQLITE_OK) return result;
  }
  return SQLITE_OK;
}

class Sqlite {
 public:
  explicit Sqlite(const fs::path& file) {
    if (sqlite3_open(file.c_str(), &handle_) != SQLITE_OK) throw std::runtime_error("cannot open " + file.string());
    fts5_api* api = nullptr;
    sqlite3_stmt* statement = prepared("SELECT fts5(?1)");
    sqlite3_bind_pointer(statement, 1, static_cast<void*>(&api), "fts5_api_ptr", nullptr);
    sqlite3_step(statement);
    sqlite3_finalize(statement);
    fts5_tokenizer pairs{make_tokenizer, drop_tokenizer, give_tokens};
    if (!api || api->xCreateTokenizer(api, "pairs", nullptr, &pairs, nullptr) != SQLITE_OK)
      throw std::runtime_error("this SQLite has no FTS5");
  }
  ~Sqlite() { sqlite3_close(handle_); }
  Sqlite(const Sqlite&) = delete;
  Sqlite& operator=(const Sqlite&) = delete;
  void run(const char* sql) {
    if (sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr) != SQLITE_OK)
      throw std::runtime_error(sqlite3_errmsg(handle_));
  }
  sqlite3_stmt* prepared(const char* sql) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(handle_, sql, -1, &statement, nullptr) != SQLITE_OK)
      throw std::runtime_error(sqlite3_errmsg(handle_));
    return statement;
  }

 private:
  sqlite3* handle_ = nullptr;
};

void set_text(sqlite3_stmt* statement, int index, const std::string& text) {
  sqlite3_bind_text(statement, index, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
}

class Fts5 : public SearchPeer {
 public:
  explicit Fts5(const fs::path& directory) : database_(directory / "fts5.db") {
    database_.run("PRAGMA cache_size=-262144; PRAGMA mmap_size=4000000000");
    plain_ = database_.prepared(
        "SELECT d.title FROM (SELECT rowid id FROM fts WHERE fts MATCH ?1 ORDER BY rank LIMIT 10) JOIN doc d USING "
        "(id)");
    facet_ = database_.prepared(
        "WITH hit AS MATERIALIZED (SELECT f.rowid id, f.rank r, d.theme theme, d.year year FROM fts f JOIN fact d ON "
        "d.id = f.rowid WHERE fts MATCH ?1 AND d.start BETWEEN ?3 AND ?4 AND EXISTS (SELECT 1 FROM channel c WHERE "
        "c.id = f.rowid AND c.name = ?2)) "
        "SELECT 't', theme, count(*) FROM hit GROUP BY 2 UNION ALL SELECT 'y', year, count(*) FROM hit GROUP BY 2 "
        "UNION ALL SELECT * FROM (SELECT 'h', id, r FROM hit ORDER BY r LIMIT 10)");
    snippet_ = database_.prepared(
        "SELECT d.title, snippet(fts, 0, '<mark>', '</mark>', '…', 64) FROM fts JOIN doc d ON d.id = fts.rowid "
        "WHERE fts MATCH ?1 AND fts.rowid = ?2");
  }
  ~Fts5() override {
    for (sqlite3_stmt* statement : {plain_, facet_, snippet_}) sqlite3_finalize(statement);
  }

  std::uint64_t ask(const Question& question) override {
    std::string match;
    for (const std::string& word :
         question.kind == Class::phrase ? std::vector{question.text} : words_of(question.text))
      match += (match.empty() ? "\"" : " \"") + word + "\"";
    return question.kind == Class::facet ? ask_facet(question, match) : rows_of(plain_, match);
  }

 private:
  static std::uint64_t rows_of(sqlite3_stmt* statement, const std::string& match) {
    set_text(statement, 1, match);
    std::uint64_t rows = 0;
    while (step(statement)) ++rows;
    return rows;
  }

  std::uint64_t ask_facet(const Question& question, const std::string& match) {
    set_text(facet_, 1, match);
    set_text(facet_, 2, question.channel);
    set_text(facet_, 3, day(question.from));
    set_text(facet_, 4, day(question.to));
    std::uint64_t total = 0;
    std::vector<sqlite3_int64> best;
    while (step(facet_)) {
      const char kind = reinterpret_cast<const char*>(sqlite3_column_text(facet_, 0))[0];
      if (kind == 't') total += static_cast<std::uint64_t>(sqlite3_column_int64(facet_, 2));
      if (kind == 'h') best.push_back(sqlite3_column_int64(facet_, 1));
    }
    for (const sqlite3_int64 id : best) {
      sqlite3_bind_int64(snippet_, 2, id);
      if (rows_of(snippet_, match) != 1) throw std::runtime_error("FTS5 lost a hit");
    }
    return total;
  }

  // False at the end; the statement is then ready for the next question.
  static bool step(sqlite3_stmt* statement) {
    const int result = sqlite3_step(statement);
    if (result == SQLITE_ROW) return true;
    sqlite3_reset(statement);
    if (result != SQLITE_DONE) throw std::runtime_error(sqlite3_errmsg(sqlite3_db_handle(statement)));
    return false;
  }

  Sqlite database_;
  sqlite3_stmt *plain_ = nullptr, *facet_ = nullptr, *snippet_ = nullptr;
};

}  // namespace

void build_fts5(const archive::Reads& reads, const std::string& currency, const fs::path& directory) {
  fs::remove_all(directory);
  fs::create_directories(directory);
  Sqlite database(directory / "fts5.db");
  database.run(
      "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
      "CREATE TABLE doc (id INTEGER PRIMARY KEY, title TEXT, text TEXT);"
      "CREATE TABLE fact (id INTEGER PRIMARY KEY, start TEXT, theme TEXT, year TEXT);"
      "CREATE TABLE channel (id INTEGER, name TEXT, PRIMARY KEY (id, name)) WITHOUT ROWID;"
      "CREATE VIRTUAL TABLE fts USING fts5(text, content='doc', content_rowid='id', tokenize='pairs'); BEGIN");
  sqlite3_stmt* doc = database.prepared("INSERT INTO doc VALUES (?1, ?2, ?3)");
  sqlite3_stmt* fact = database.prepared("INSERT INTO fact VALUES (?1, ?2, ?3, ?4)");
  sqlite3_stmt* channel = database.prepared("INSERT INTO channel VALUES (?1, ?2)");
  sqlite3_stmt* words = database.prepared("INSERT INTO fts (rowid, text) VALUES (?1, ?2)");
  const auto step = [](sqlite3_stmt* statement) {
    if (sqlite3_step(statement) != SQLITE_DONE) throw std::runtime_error("FTS5 refuses a row");
    sqlite3_reset(statement);
  };
  sqlite3_int64 id = 0;
  search::for_each_indexed(reads, currency, [&](const search::Document& source) {
    const Plain plain = plain_of(source);
    ++id;
    sqlite3_bind_int64(doc, 1, id);
    set_text(doc, 2, plain.title);
    set_text(doc, 3, plain.text);
    step(doc);
    sqlite3_bind_int64(fact, 1, id);
    set_text(fact, 2, plain.start);
    set_text(fact, 3, plain.theme);
    set_text(fact, 4, plain.year);
    step(fact);
    for (const std::string& name : plain.channels) {
      sqlite3_bind_int64(channel, 1, id);
      set_text(channel, 2, name);
      step(channel);
    }
    sqlite3_bind_int64(words, 1, id);
    set_text(words, 2, plain.text);
    step(words);
  });
  for (sqlite3_stmt* statement : {doc, fact, channel, words}) sqlite3_finalize(statement);
  database.run("INSERT INTO fts(fts) VALUES ('optimize'); COMMIT; ANALYZE");
}

std::unique_ptr<SearchPeer> open_fts5(const fs::path& directory) { return std::make_unique<Fts5>(directory); }

}  // namespace almanac::bench
