#pragma once
// From a stretch of words to what must be found: the step between the query language and what the Matcher evaluates.
//
// A stretch becomes groups, one for each word that is asked for. Latin words and numbers that punctuation alone separates are
// a phrase (D11-2024, 11.11), another Latin word is its stem, a run of glyphs is a phrase of pairs (an exact substring), a single
// glyph is its character term. Other words for the same (search/synonyms.h, search/wording.h) are alternatives of the group.
//
// How a run of glyphs is read depends on how many of the words have to be there:
//   whole   the run as it stands:                    双十一公众号拉新复盘
//   split   its known names, and what is between:     双十一 公众号 拉新 复盘
//   loose   the same, but unknown text is pairs: 这次 次活 活动; and question words are left out (search/stop_words.h)
// Match::any asked for by name reads a run of at most four glyphs whole and a longer one loosely, and leaves no word out.
//
// Internal to search/.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "search/analysis.h"
#include "search/language.h"
#include "search/lexicon.h"
#include "search/synonyms.h"

namespace almanac::search {

enum class Reading : std::uint8_t { whole, split, loose, loose_strict };

// What is looked for in the text: a stem, a term, a phrase of terms, or a prefix.
struct Unit {
  enum class Type : std::uint8_t { stem, term, phrase, prefix } type = Type::term;
  std::vector<std::string> terms;
  std::vector<std::uint32_t> offsets = {};  // of a phrase: where each term stands, counted from the first
  bool operator==(const Unit&) const = default;
};

// One way to say a word: all its units.
struct Alternative {
  enum class Origin : std::uint8_t { typed, wording, synonym } origin = Origin::typed;
  std::string text;
  std::vector<Unit> units;
};

// One word that is asked for: any of the alternatives. The first is what was typed.
struct WordGroup {
  std::vector<Alternative> alternatives;
  bool stop = false;  // says nothing of the topic
  bool pair = false;  // two neighbours out of unknown text, not a word that anybody asked for
};

class Grouping {
 public:
  Grouping(const Synonyms& synonyms, const Lexicon* lexicon, Reading reading)
      : synonyms_(synonyms), lexicon_(lexicon), reading_(reading) {}

  // Of a stretch of words (several chunks, joined by spaces). Loosely read: each word once.
  std::vector<WordGroup> groups(const std::string& text) const;
  // Whether a run of the stretch is read otherwise when split. Then `parts` is the stretch with spaces between its words.
  bool splits(const std::string& text, std::string& parts) const;

 private:
  struct Segment {
    std::size_t first = 0, last = 0;  // tokens
    bool known = false;
    bool question = false;  // known as a question word alone
  };
  bool is_loose() const { return reading_ == Reading::loose || reading_ == Reading::loose_strict; }
  bool is_split(std::size_t glyphs) const;
  std::vector<Segment> segments(const Tokens& tokens, std::size_t first, std::size_t last) const;
  void take_unit(std::string_view text, const Tokens& tokens, std::size_t first, std::size_t last,
                 std::vector<WordGroup>& groups) const;
  void take_run(const Tokens& tokens, std::size_t first, std::size_t last, std::vector<WordGroup>& groups) const;
  void add_wording(std::string_view written, std::size_t glyphs, std::vector<WordGroup>& groups) const;
  void take_pairs(const Tokens& tokens, std::size_t first, std::size_t last, std::vector<WordGroup>& groups) const;
  std::size_t take_synonym(const Tokens& tokens, const std::vector<std::size_t>& borders, std::size_t at,
                           std::vector<WordGroup>& groups) const;
  WordGroup word(const Tokens& tokens, std::size_t first, std::size_t last) const;
  void add_synonyms(std::string_view key, WordGroup& group) const;

  const Synonyms& synonyms_;
  const Lexicon* lexicon_;
  Reading reading_;
};

// A word or a phrase as what must be found: one unit, or more where single glyphs stand beside other tokens.
std::vector<Unit> units_of(const Tokens& tokens);         // a single Latin word is its stem
std::vector<Unit> phrase_units_of(const Tokens& tokens);  // as it stands

// Calls `visit` with each child; consecutive words of a node are one stretch, so that words that belong together are seen.
template <class Visit>
void for_each_child(const Node& node, const Visit& visit) {
  Node stretch;
  stretch.type = Node::Type::words;
  for (const Node& child : node.children) {
    if (child.type == Node::Type::words && node.type == Node::Type::all) {
      stretch.text += (stretch.text.empty() ? "" : " ") + child.text;
      continue;
    }
    if (!stretch.text.empty()) visit(stretch);
    stretch.text.clear();
    visit(child);
  }
  if (!stretch.text.empty()) visit(stretch);
}

}  // namespace almanac::search
