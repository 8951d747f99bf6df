#pragma once
// Internal to search/: shows Xapian, and is included by no other folder.
//
// Evaluates an Expression: which documents match, with what weight. Works on whole posting lists in memory instead of stepping
// through them document by document, so its cost is that of going through arrays.
//
// A term or a phrase weighs by BM25:  idf · (k1 + 1) · f / (f + k1 · (1 − b + b · l))
//   idf   log of (N − n + ½) / (n + ½), of the half of it plus one where that is below two (so that it is never negative);
//         of a phrase those of its terms together
//   f     how often it occurs, field weights included;  l  the document's length over the mean of all;  N documents, n with it
// Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework: BM25 and Beyond", §3; the floor of idf is that of Xapian.

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "search/columns.h"
#include "search/document_set.h"
#include "search/expression.h"
#include "search/postings.h"

namespace almanac::search {

inline constexpr double bm25_k1 = 1.2, bm25_b = 0.4;  // bench/ranking.py was best with these

// idf of a term in `frequency` of so many documents.
double rarity(std::uint64_t documents, std::uint64_t frequency);
// k1 · (1 − b + b · l) of a document.
double length_norm(const Columns& columns, DocumentId id);

struct Matches {
  std::vector<DocumentId> ids;  // ascending
  std::vector<double> weights;  // one each
};

struct MatcherOptions {
  std::optional<std::int32_t> as_of_day;
  bool weighted = true;  // false: no weights are computed, all are 0
  std::chrono::steady_clock::time_point deadline = std::chrono::steady_clock::time_point::max();
};

class Matcher {
 public:
  Matcher(Postings& postings, const Columns& columns, MatcherOptions options)
      : postings_(postings), columns_(columns), options_(options) {}

  // From now on find() gives only matches within `narrowing`, which outlives this, and weighs no others.
  void narrow_to(const Narrowing& narrowing) { narrowing_ = narrowing.any() ? &narrowing : nullptr; }
  // Every match. Linear in the lists that it goes through.
  Matches find(const Expression& expression);
  // Whether each of the ids (ascending) matches, and what that adds to weights[i]. Logarithmic in the lists for few ids.
  std::vector<bool> judge(std::span<const DocumentId> ids, const Expression& expression, std::vector<double>& weights);

  std::size_t at_most(const Expression& expression);  // how many may match; looks at sizes of lists alone

  bool complete() const { return complete_; }        // false: the deadline passed, something was left out
  bool wide_prefix() const { return wide_prefix_; }  // a prefix had more terms than it may have

 private:
  struct Scorer;  // of one list

  Matches find(const Expression& expression, double factor);
  double weight_of(const Expression& leaf, double factor);
  std::span<const std::uint32_t> within(const std::vector<DocumentId>& ids);
  Matches find_list(const PostingList& list, double weight);
  Matches find_every();
  Matches find_known(const Expression& expression, double factor);
  Matches find_all(const Expression& expression, double factor);
  Matches find_any(const Expression& expression, double factor);
  std::vector<bool> judge(std::span<const DocumentId> ids, const Expression& expression, double factor,
                          std::vector<double>& weights);
  std::vector<bool> judge_term(std::span<const DocumentId> ids, const std::string& term, double weight,
                               std::vector<double>& weights);
  std::vector<bool> judge_list(std::span<const DocumentId> ids, const PostingList& list, double weight,
                               std::vector<double>& weights) const;
  void narrow(Matches& matches, const Expression& expression, double factor, bool wanted);
  bool was_over(DocumentId id) const;
  bool in_range(const Expression& expression, DocumentId id) const;
  std::vector<Expression> parts_of_prefix(const Expression& expression);
  bool late();

  Postings& postings_;
  const Columns& columns_;
  const MatcherOptions options_;
  const Narrowing* narrowing_ = nullptr;
  std::vector<std::uint32_t> places_;  // of within()
  bool complete_ = true, wide_prefix_ = false;
};

}  // namespace almanac::search
