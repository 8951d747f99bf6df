#include "search/explain.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "search/schema.h"

// Xapian gives the weight of any query in a document; so a part's share is found by asking that part alone. Only the title's share
// of a word has to be computed: BM25 counts a word of the title title_weight times in one posting list, and what the word would
// earn without those follows from the formula.

namespace almanac::search {
namespace {

using Weights = std::map<DocumentId, double>;

// Matches the given documents and no others, and lets Xapian leap over the rest.
class Chosen : public Xapian::PostingSource {
 public:
  explicit Chosen(std::vector<DocumentId> sorted) : ids_(std::move(sorted)) {}
  Xapian::doccount get_termfreq_min() const override { return static_cast<Xapian::doccount>(ids_.size()); }
  Xapian::doccount get_termfreq_est() const override { return static_cast<Xapian::doccount>(ids_.size()); }
  Xapian::doccount get_termfreq_max() const override { return static_cast<Xapian::doccount>(ids_.size()); }
  Xapian::docid get_docid() const override { return ids_[at_ - 1]; }
  void next(double) override { ++at_; }
  void skip_to(Xapian::docid id, double) override {
    if (at_ == 0) ++at_;
    while (at_ <= ids_.size() && ids_[at_ - 1] < id) ++at_;
  }
  bool at_end() const override { return at_ > ids_.size(); }
  void init(const Xapian::Database&) override { at_ = 0; }
  Chosen* clone() const override { return new Chosen(ids_); }  // Xapian owns it (release)

 private:
  std::vector<DocumentId> ids_;
  std::size_t at_ = 0;  // from 1; 0: before the first
};

class Explainer {
 public:
  Explainer(const Xapian::Database& database, const std::vector<DocumentId>& ids) : database_(database), ids_(ids) {
    std::sort(ids_.begin(), ids_.end());
    average_ = database_.get_average_length();
  }

  Weights weights_of(const Xapian::Query& query) const {
    Xapian::Enquire enquire(database_);
    enquire.set_weighting_scheme(weighting());
    const Xapian::Query chosen((new Chosen(ids_))->release());
    enquire.set_query(Xapian::Query(Xapian::Query::OP_FILTER, query, chosen));
    Weights weights;
    const Xapian::MSet found = enquire.get_mset(0, static_cast<Xapian::doccount>(ids_.size()));
    for (auto hit = found.begin(); hit != found.end(); ++hit) weights[*hit] = hit.get_weight();
    return weights;
  }

  // How much of what the units earn in a document is due to its title, 0–1.
  double title_share(DocumentId id, const std::vector<Unit>& units) const {
    double earned = 0, without = 0;
    const double length = database_.get_doclength(id);
    const double norm = bm25_k1 * (1 - bm25_b + bm25_b * length / std::max(average_, 1.0));
    const double count = database_.get_doccount();
    for (const Unit& unit : units) {
      if (unit.type == Unit::Type::prefix) return 0;
      const bool stemmed = unit.type == Unit::Type::stem;
      for (const std::string& term : unit.terms) {
        const std::string key = make_term(stemmed ? prefix::stem : prefix::word, term);
        const double in_title =
            title_weight * occurrences(id, make_term(stemmed ? prefix::title_stem : prefix::title_word, term));
        const double all = occurrences(id, key);
        if (all <= 0) continue;
        const double frequency = database_.get_termfreq(key);
        const double rest = std::max(0.0, all - in_title);
        const double told = rarity(count, frequency);
        earned += told * all / (all + norm);
        without += told * rest / (rest + norm);
      }
    }
    return earned > 0 ? 1 - without / earned : 0;
  }

 private:
  double occurrences(DocumentId id, const std::string& term) const {
    auto found = database_.termlist_begin(id);
    found.skip_to(term);
    return found != database_.termlist_end(id) && *found == term ? found.get_wdf() : 0;
  }

  const Xapian::Database& database_;
  std::vector<DocumentId> ids_;
  double average_ = 1;
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

std::vector<std::vector<ScoreShare>> explain(const Compiled& compiled, const Xapian::Database& database,
                                             const std::vector<DocumentId>& ids) {
  std::vector<std::vector<ScoreShare>> shares(ids.size());
  if (ids.empty()) return shares;
  const Explainer explainer(database, ids);
  std::vector<std::size_t> words_found(ids.size());
  for (const ScorePart& part : compiled.parts) {
    std::vector<Weights> choices;
    for (const Xapian::Query& choice : part.choices) choices.push_back(explainer.weights_of(choice));
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
