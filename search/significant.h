#pragma once
// What is unusual in the hits of a search: words and facet values that they have more often than the archive.
//
// Of a facet value every hit is counted. Of words the best 128 hits are read (by weight; where that ties, by a hash of the key,
// which is a sample that every run and every rebuilt index draws alike). Against them stand all documents of the kinds
// that the hits have, as far as they were known, so a search for everything has nothing unusual.
//
// Each value is tested by Fisher's exact test, one side: the chance that so many of n documents drawn from the N have it, given
// that A of the N do (hypergeometric). As many are tested at once, only those are told whose p times the number of tested
// values is at most 0.05 (Bonferroni). Words of the query itself, values that mean the same and values of fields that filter are
// left out: they are more frequent by construction. Of what the index has of Chinese, pairs of characters, whole words are made
// (search/whole_words.h), and are then counted as such. Order: by p, then field, then value.

#include <array>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "search/collector.h"
#include "search/index.h"
#include "search/lexicon.h"
#include "search/marks.h"
#include "search/postings.h"
#include "search/synonyms.h"

namespace almanac::search {

// Natural logarithm of the chance that at least `a` of `n` draws without putting back have what `with` of `all` have.
double log_fisher(std::uint64_t a, std::uint64_t n, std::uint64_t with, std::uint64_t all);

class Significance {
 public:
  // `options`: those of the collector of the same search. `filtered`: fields that the form narrows.
  Significance(const Columns& columns, CollectorOptions options, std::set<Field> filtered);
  void add(DocumentId id, double weight);

  // At the end. `typed`: the words of the query.
  std::vector<Significant> result(Postings& postings, const Marks& typed, const Lexicon& lexicon,
                                  const Synonyms& synonyms) const;

 private:
  struct Read {  // one of the best hits
    double weight = 0;
    std::uint64_t hash = 0;
    DocumentId id = 0;
    bool before(const Read& other) const { return weight != other.weight ? weight > other.weight : hash < other.hash; }
  };
  bool in_background(DocumentId id) const;

  const Columns& columns_;
  const CollectorOptions options_;
  std::uint64_t kinds_ = 0;  // of the hits, a bit each
  std::vector<Field> fields_;
  std::array<std::vector<std::uint64_t>, field_count> counts_;
  std::uint64_t total_ = 0;
  std::vector<Read> best_;  // a heap, the last on top
};

}  // namespace almanac::search
