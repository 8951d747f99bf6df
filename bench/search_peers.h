#pragma once
// The peers of search_bench: the same documents in a stock Xapian database and in SQLite's FTS5, asked the same questions in process.
//
//   Xapian   as it comes: TermGenerator and QueryParser with CJK n-grams and English stems, default flush threshold; exact totals
//            (check_at_least), facets by spies over value slots, its own snippets
//   FTS5     one token a word or pair of Chinese characters, ranked by bm25; with the facet question its own snippets too (fts5_peer.cpp)

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "archive/store.h"

namespace almanac::bench {

// A question in plain terms. `facet`: also in `channel`, begun from `from` to `to` (days), counted by theme and year, ten snippets.
struct Question {
  enum class Class : std::uint8_t { word, words, phrase, facet } kind = Class::word;
  std::string text;  // words separated by spaces; of a phrase what stands together
  std::string channel;
  std::int32_t from = 0, to = 0;
};

class SearchPeer {
 public:
  virtual ~SearchPeer() = default;
  // How many documents match, where the peer counts them.
  virtual std::uint64_t ask(const Question& question) = 0;
};

// Writes every document that the product indexes. DIRECTORY is made anew.
void build_xapian(const archive::Reads& reads, const std::string& currency, const std::filesystem::path& directory);
void build_fts5(const archive::Reads& reads, const std::string& currency, const std::filesystem::path& directory);
// The same as lines for PostgreSQL's COPY: title, start, theme, year, channels, and the text as words and pairs.
void write_table(const archive::Reads& reads, const std::string& currency, const std::filesystem::path& file);
std::unique_ptr<SearchPeer> open_xapian(const std::filesystem::path& directory);
std::unique_ptr<SearchPeer> open_fts5(const std::filesystem::path& directory);

// How many documents hold every word (or the phrase), found by reading all of them: what any engine must count. Chinese words are
// substrings, Latin ones compared by their stem.
std::vector<std::uint64_t> count_by_hand(const archive::Reads& reads, const std::string& currency,
                                         const std::vector<Question>& questions);

}  // namespace almanac::bench
