#pragma once
// Words that mean the same, as a team writes them: groups of its own beside those that ship with the program
// (search/data/synonyms.txt). A word is in one group: a group that names a word of another one is joined with it.
//
// The same text form for both, and for taking them out and in: one group a line, words separated by "=", "#" begins a comment.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "archive/store.h"

namespace almanac::archive {

inline constexpr std::size_t max_synonym_groups = 10'000;
inline constexpr std::size_t max_synonym_words = 64;   // of one group
inline constexpr std::size_t max_synonym_bytes = 200;  // of one word

struct SynonymGroup {
  Strings words;               // at least two, as written; the first names the group
  std::uint64_t revision = 0;  // that wrote it: its ETag
  std::int64_t at_ms = 0;
  std::string actor;
};

// The groups of a text, each with the number of its line; lines of one word too, empty ones not.
struct SynonymLine {
  std::size_t line = 0;
  Strings words;
};
std::vector<SynonymLine> synonym_lines(std::string_view text);
std::string synonym_text(const Strings& words);  // "a = b = c", without a line end

// The words in NFKC, trimmed, with single spaces, each once (folded). Errors, all invalid_input with `where`: "one_word", "too_many_words", "bad_word" (empty,
// longer than 200 bytes, no letter or digit, or with "=", "#" or a control character, which the text form cannot say).
Strings checked_synonyms(const Strings& words, std::string_view where);

// By first word, folded. An archive of an earlier format has none.
std::vector<SynonymGroup> list_synonyms(const Reads& reads);
std::optional<SynonymGroup> find_synonyms(const Reads& reads, std::string_view word);  // the group that has it, folded

struct SynonymPut {
  Put put = Put::unchanged;
  SynonymGroup group;
  std::size_t joined = 0;  // other groups that it took in
};
// The group of `word` says this from now on (`word` itself included), and what other groups of its words have. `condition` is of the
// group's revision. Errors as of checked_synonyms; conflict "changed" | "exists"; invalid_input "too_many_groups".
SynonymPut put_synonyms(Transaction& transaction, std::string_view word, const Strings& words,
                        const PutCondition& condition = {});
// Adds a group, or its words to the groups that have one of them. Unchanged if one group has them all.
SynonymPut add_synonyms(Transaction& transaction, const Strings& words);
// Groups instead of others, for undoing: false, and nothing is changed, if one of `there` is not there word for word, or a word of
// `instead` is in a group beside them.
bool replace_synonyms(Transaction& transaction, const std::vector<Strings>& there, const std::vector<Strings>& instead);
// The whole group. Error not_found "unknown_synonym"; conflict "changed".
void remove_synonyms(Transaction& transaction, std::string_view word, const PutCondition& condition = {});
void remove_all_synonyms(Transaction& transaction);

// Tells two states of the groups apart, cheaply: the revision of the last one that was written, and how many there are.
std::pair<std::uint64_t, std::uint64_t> synonyms_state(const Reads& reads);

// The revision of the last change to any record of a kind; 0: none was ever there. Cheap while there are few: it reads no record.
std::uint64_t last_change_of(const Reads& reads, Kind kind);

}  // namespace almanac::archive
