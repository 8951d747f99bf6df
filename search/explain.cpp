#include "search/explain.h"

#include <algorithm>
#include <map>

#include "search/schema.h"

// A part's share is found by judging the documents by that part alone. Only the title's share of a word has to be computed: BM25
// counts a word of the title title_weight times in one posting list, and what the word would earn without those follows from the
// formula.

namespace almanac::search {
namespace {

using Weights = std::map<DocumentId, double>;  // of the documents that match

class Explainer {
 public:
  Explainer(Postings& postings, const Columns& columns, const MatcherOptions& options,
            const std::vector<DocumentId>& ids)
      : postings_(postings), columns_(columns), matcher_(postings, columns, options), ids_(ids) {
    std::sort(ids_.begin(), ids_.end());
  }

  Weights weights_of(const Expression& expression) {
    std::vector<double> weights(ids_.size(), 0.0);
    const std::vector<bool> matches = matcher_.judge(ids_, expression, weights);
    Weights found;
    for (std::size_t i = 0; i < ids_.size(); ++i)
      if (matches[i]) found[ids_[i]] = weights[i];
    return found;
  }

  // How much of what the units earn in a document is due to its title, 0–1.
  double title_share(DocumentId id, const std::vector<Unit>& units) const {
    double earned = 0, without = 0;
    const double norm = length_norm(columns_, id);
    for (const Unit& unit : units) {
      if (unit.type == Unit::Type::prefix) return 0;
      const bool stemmed = unit.type == Unit::Type::stem;
      double all = 255, in_title = 255;  // of a phrase: those of its rarest term, as the Matcher counts them
      std::size_t frequency = columns_.count();
      for (const std::string& term : unit.terms) {
        const std::string key = make_term(stemmed ? prefix::stem : prefix::word, term);
        all = std::min(all, occurrences(id, key));
        in_title =
            std::min(in_title, title_weight *
                                   occurrences(id, make_term(stemmed ? prefix::title_stem : prefix::title_word, term)));
        frequency = std::min(frequency, postings_.size(key));
      }
      if (all <= 0) continue;
      const double rest = std::max(0.0, all - in_title);
      const double tells = rarity(columns_.count(), frequency);
      earned += tells * all / (all + norm);
      without += tells * rest / (rest + norm);
    }
    return earned > 0 ? 1 - without / earned : 0;
  }

 private:
  double occurrences(DocumentId id, const std::string& term) const {
    auto found = postings_.database().termlist_begin(id);
    found.skip_to(term);
    return found != postings_.database().termlist_end(id) && *found == term ? found.get_wdf() : 0;
  }

  Postings& postings_;
  const Columns& columns_;
  Matcher matcher_;
  std::vector<DocumentId> ids_;
};

const char* name_of(ScorePart::What what) {
  switch (what) {
    case ScorePart::What::word:
      return "word";
    case ScorePart::What::phrase:
      return "phrase";
    case ScorePart::What::prefix:
      return "prefix";
    case ScorePart::What::title:
      return "title";
    case ScorePart::What::code:
      return "code";
    case ScorePart::What::group:
      return "group";
    case ScorePart::What::character:
      return "character";
  }
  return "word";
}

// A word: the first way of saying it that is there, and apart from it what its place in the title adds.
void add_word(const ScorePart& part, const std::vector<Weights>& choices, DocumentId id, const Explainer& explainer,
              std::vector<ScoreShare>& shares) {
  std::size_t first = 0;
  while (first < choices.size() && !choices[first].contains(id)) ++first;
  if (first == choices.size()) return;
  const double weight = choices[first].at(id);
  const Alternative& said = part.alternatives[first];
  const bool typed = said.origin == Alternative::Origin::typed;
  const double title = weight * explainer.title_share(id, said.units);
  const std::string detail = typed ? std::string() : said.text;
  if (weight - title > 0) shares.push_back({typed ? "word" : "synonym", part.text, weight - title, detail});
  if (title > 0) shares.push_back({"title", part.text, title, detail});
}

}  // namespace

std::vector<std::vector<ScoreShare>> explain(const Compiled& compiled, Postings& postings, const Columns& columns,
                                             const MatcherOptions& options, const std::vector<DocumentId>& ids) {
  std::vector<std::vector<ScoreShare>> shares(ids.size());
  if (ids.empty()) return shares;
  Explainer explainer(postings, columns, options, ids);
  std::vector<std::size_t> words_found(ids.size());
  for (const ScorePart& part : compiled.parts) {
    std::vector<Weights> choices;
    for (const Expression& choice : part.choices) choices.push_back(explainer.weights_of(choice));
    for (std::size_t i = 0; i < ids.size(); ++i) {
      const std::size_t before = shares[i].size();
      if (part.what == ScorePart::What::word) {
        add_word(part, choices, ids[i], explainer, shares[i]);
      } else if (const auto found = choices[0].find(ids[i]); found != choices[0].end() && found->second > 0) {
        shares[i].push_back({name_of(part.what), part.text, found->second, {}});
      }
      const bool counts = part.what != ScorePart::What::code && part.what != ScorePart::What::character;
      if (counts && shares[i].size() > before) ++words_found[i];
    }
  }
  if (compiled.required == 0) return shares;
  for (std::size_t i = 0; i < ids.size(); ++i)
    shares[i].push_back({"coverage",
                         std::to_string(words_found[i]) + "/" + std::to_string(compiled.units),
                         coverage_weight * static_cast<double>(words_found[i]),
                         {}});
  return shares;
}

}  // namespace almanac::search
