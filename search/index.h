#pragma once
// The full-text index: campaigns, lessons, products and channels of the archive, searched in Chinese and English.
//
// Derived from the archive and never the truth: it stores the archive's id and the revision that it has reached in the same
// commit as its own data, catches up by the change log, and rebuilds itself beside the old one when it is missing, damaged,
// of another archive, newer than the archive, or of another format. On disk: DIR/CURRENT names the generation in use,
// DIR/gN is that generation, a Xapian 1.4 database (search/schema.h).
//
// Threads: search(), suggest(), revision() and wait() may be called by any number of threads at once; refresh() and rebuild()
// too, and then take turns. A search works on one snapshot throughout. It waits only for one of the snapshot's database
// handles (at most 16), never for the indexer.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/json.h"
#include "archive/name.h"
#include "archive/store.h"
#include "archive/text.h"
#include "search/query.h"
#include "search/synonyms.h"

namespace almanac::search {

struct Piece {
  std::string text;
  bool mark = false;  // a place that matches the query
  bool operator==(const Piece&) const = default;
};

// A summand of a hit's score. what: "word", "synonym" (detail: the one that was found), "title" (what a word earns by standing in
// the title), "phrase", "prefix", "code", "character" (a rare one of unknown Chinese text), "group" (what brackets or OR hold together), "coverage" (how many of the words are there).
struct ScoreShare {
  std::string what, text;
  double weight = 0;
  std::string detail;
};

struct Hit {
  archive::Kind kind = archive::Kind::campaign;
  std::string id;    // graph id, "campaign:D11-2024"
  std::string code;  // the key alone
  std::string title;
  double score = 0;            // BM25 with field weights; comparable within one response only
  std::vector<Piece> snippet;  // plain text, about 160 characters; the title has marks of its own in `title_marks`
  std::vector<Piece> title_marks;
  std::vector<ScoreShare> explain;  // Query::explain: adds up to `score`; empty when sorted by something else
  // For showing a hit without asking the archive. Campaign: theme, occasion, objective, type, status, start, end, budget, spend,
  // currency, channels (first 8), products (first 5), owner, goal, result, lesson. Lesson: campaign, campaign_name, kind,
  // stage, status, statement, advice. Product: category, brand, price. Channel: name, kind, role, parent.
  archive::Json fields;
};

struct FacetValue {
  std::string value;  // as first written
  std::uint64_t count = 0;
  bool operator==(const FacetValue&) const = default;
};

// How hits spread over dates or budgets. Exact; each ignores the range that narrows it, so that it can be widened.
struct Histogram {
  struct Bucket {
    // Dates are both included ("2024-01-01", "2024-01-31"); of amounts `to` is not (null: no end).
    archive::Json from, to;
    std::uint64_t count = 0;
  };
  std::string unit;             // of start: "month", "quarter" or "year"; of budget: the currency
  std::vector<Bucket> buckets;  // in order, from the first that has hits to the last
};

// A word or a facet value that hits have more often than the archive (search/significant.h).
struct Significant {
  std::string field;  // "word" or a facet field
  std::string value;
  std::uint64_t count = 0, of = 0;        // this many of so many hits (of a word: of the best hits that were read)
  std::uint64_t total = 0, of_total = 0;  // this many of so many documents of the archive, of the hits' kinds
  double lift = 0;                        // (count / of) / (total / of_total)
  double p = 1;                           // Fisher's exact test, one side; not less than 1e-300
};

struct Group {
  archive::Kind kind = archive::Kind::campaign;
  std::uint64_t total = 0;
  std::vector<Hit> hits;  // the best five
};

struct Response {
  std::uint64_t revision = 0;
  std::uint64_t total = 0;
  bool total_exact = true;
  std::vector<Hit> hits;
  // By count descending, then value; at most 200 values of a field. A field that is itself filtered counts what its other
  // values would give (the other filters kept).
  std::map<std::string, std::vector<FacetValue>> facets;
  std::map<std::string, Histogram> histograms;
  std::optional<std::vector<Significant>> significant;  // if asked: by p, then field and value; at most 20
  std::optional<std::vector<Group>> groups;             // if asked: kinds with hits, in the order of indexed_kinds()
  std::string suggestion;                               // "did you mean": another q; empty if there is none
  std::string next_cursor;                              // empty: the last page
  bool changed = false;                                 // the index moved since the page before
  Match match = Match::all;                             // which of all, most and any gave these hits
  bool explained = false;                               // hits carry `explain`
  std::string parsed;                // q as understood, readable: (双十一 OR "double 11") AND -短信
  std::vector<archive::Text> notes;  // what was cut (length, number of terms, wildcards)
};

struct SimilarQuery;     // search/similar.h
struct SimilarResponse;  // search/similar.h

struct Suggestion {
  archive::Kind kind = archive::Kind::campaign;
  std::string id;      // graph id
  std::string text;    // its name
  std::string detail;  // code of a campaign, SKU of a product
};

class Index {
 public:
  // Opens DIR (the `index/` of a data directory). read_write: makes, repairs or catches up the index before it returns; one that
  // is usable but cannot be caught up (the disk is full) is opened as it is.
  // read_only: only reads, beside a running owner; throws Error unavailable "index_missing" when there is no usable index of
  // this archive (remedy: almanac reindex). Behind is fine: revision() tells.
  static std::unique_ptr<Index> open(const std::filesystem::path& directory, const archive::Archive& archive,
                                     archive::Access access = archive::Access::read_write);
  ~Index();
  Index(const Index&) = delete;
  Index& operator=(const Index&) = delete;

  // Catches up with the archive; returns the revision reached. read_only: takes over what the owner has committed since.
  std::uint64_t refresh(const archive::Archive& archive);
  // Builds everything anew beside the old index, which answers meanwhile, and swaps.
  std::uint64_t rebuild(const archive::Archive& archive);

  std::uint64_t revision() const;  // the archive revision that searches see
  // Waits until revision() is at least this; false if that took longer. Does not refresh by itself.
  bool wait(std::uint64_t revision, std::chrono::milliseconds at_most) const;
  std::uint64_t documents() const;
  // The words that searches take for each other now: the shipped ones and the archive's. Never null.
  std::shared_ptr<const Synonyms> synonyms() const;

  // Throws Error invalid_input for a bad form value or cursor (never for what `q` says), unavailable when the index is
  // damaged (the next refresh() of the owner repairs it).
  Response search(const Query& query) const;
  // The same with other words that mean the same than the archive's.
  Response search(const Query& query, const Synonyms& synonyms) const;

  // Every hit of a search in its order, without marks and snippet; its limit and cursor do not count. Ends when `visit` gives
  // false. One match decides which hits and in what order; what is written to the index meanwhile may change or take away hits
  // that were not visited yet. Memory: 24 bytes a hit. Errors as search().
  void each_hit(const Query& query, const std::function<bool(const Hit&)>& visit) const;

  // The campaigns most like one, a text, or both. Errors as search().
  SimilarResponse similar(const SimilarQuery& query) const;

  // As-you-type: names of campaigns, themes, channels, products, tags that contain what was typed (folded), those that begin
  // with it first. Pinyin and its initials match Chinese names (syy, shuangshi → 双十一). Logarithmic in the number of names; the first
  // suggestion makes the list of them, unless prepare() has.
  std::vector<Suggestion> suggest(std::string_view typed, std::size_t limit = 10) const;

  // Makes what suggestions and "did you mean" look names and words up in, about a second's work of 100,000 campaigns. From then on every
  // refresh and rebuild brings it up to date before its revision is reached, so that no question waits for it. Errors as search().
  void prepare() const;
  bool is_prepared() const;  // whether no question would have to make any of it

 private:
  struct State;
  explicit Index(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// The body of GET /search: {revision, total, total_exact, match, parsed, hits, facets, …}. The caller adds took_ms.
archive::Json to_json(Response response, archive::Language language);
archive::Json to_json(const Suggestion& suggestion);

}  // namespace almanac::search
