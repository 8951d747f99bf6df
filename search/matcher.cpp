// find() makes all matches of a node, judge() (matcher_judge.cpp) tests given candidates; where several parts must match, the smallest
// is found and the others judge what it gave.

#include "search/matcher.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "search/matcher_scorer.h"

namespace almanac::search {
namespace {

using Type = Expression::Type;

constexpr std::size_t ahead = 16;  // documents between asking for memory and reading it

// Sums over all documents, for unions of many lists. Kept by each thread between searches, and always left at zero.
struct Sums {
  std::vector<double> weights;
  std::vector<std::uint32_t> counts;
  std::vector<DocumentId> touched;
  void make_room(std::size_t documents) {
    if (counts.size() < documents) {
      weights.resize(documents, 0.0);
      counts.resize(documents, 0);
    }
  }
  void add(DocumentId id, double weight) {
    weights[id] += weight;
    if (counts[id]++ == 0) touched.push_back(id);
  }
  void add_first(DocumentId id, double weight) {
    if (counts[id]++ > 0) return;
    weights[id] = weight;
    touched.push_back(id);
  }
};

}  // namespace

double rarity(std::uint64_t documents, std::uint64_t frequency) {
  const auto n = static_cast<double>(frequency);
  const double odds = (static_cast<double>(std::max(documents, frequency)) - n + 0.5) / (n + 0.5);
  return std::log(odds < 2 ? odds * 0.5 + 1 : odds);
}

double length_norm(const Columns& columns, DocumentId id) {
  const double mean = columns.mean_length();
  return bm25_k1 * (1 - bm25_b + (mean > 0 ? bm25_b * columns.length(id) / mean : 0));
}

bool Matcher::late() {
  if (complete_ && std::chrono::steady_clock::now() > options_.deadline) complete_ = false;
  return !complete_;
}

Matches Matcher::find(const Expression& expression) { return find(expression, options_.weighted ? 1.0 : 0.0); }

std::vector<bool> Matcher::judge(std::span<const DocumentId> ids, const Expression& expression,
                                 std::vector<double>& weights) {
  return judge(ids, expression, options_.weighted ? 1.0 : 0.0, weights);
}

std::size_t Matcher::at_most(const Expression& expression) {
  const auto each = [&](auto combine, std::size_t sum) {
    for (const Expression& child : expression.children) sum = combine(sum, at_most(child));
    return sum;
  };
  const std::size_t everything = columns_.count();
  switch (expression.type) {
    case Type::nothing:
      return 0;
    case Type::term:
      return postings_.size(expression.terms[0]);
    case Type::phrase: {
      std::size_t least = everything;
      for (const std::string& term : expression.terms) least = std::min(least, postings_.size(term));
      return least;
    }
    case Type::known:
    case Type::any:
    case Type::first:
      return std::min(everything, each([](std::size_t a, std::size_t b) { return a + b; }, 0));
    case Type::all:
    case Type::filter:
      return each([](std::size_t a, std::size_t b) { return std::min(a, b); }, everything);
    case Type::without:
    case Type::maybe:
      return at_most(expression.children[0]);
    case Type::everything:
    case Type::prefix:
    case Type::start:
    case Type::budget:
    case Type::over:
      return everything;
  }
  return everything;
}

Matches Matcher::find(const Expression& expression, double factor) {
  factor *= expression.factor;
  if (late()) return {};
  switch (expression.type) {
    case Type::nothing:
      return {};
    case Type::term:
      return find_list(*postings_.list(expression.terms[0]), weight_of(expression, factor));
    case Type::phrase:
      return find_list(*postings_.phrase(expression.terms, expression.offsets), weight_of(expression, factor));
    case Type::everything:
      return find_every();
    case Type::start:
    case Type::budget:
    case Type::over: {
      Matches matches = find_every();
      narrow(matches, expression, 0, true);
      return matches;
    }
    case Type::prefix: {
      Expression any = Expression::of(Type::any);
      any.children = parts_of_prefix(expression);
      return find_any(any, factor);
    }
    case Type::known:
      return find_known(expression, factor);
    case Type::all:
    case Type::filter:
      return find_all(expression, factor);
    case Type::any:
    case Type::first:
      return find_any(expression, factor);
    case Type::without: {
      Matches matches = find(expression.children[0], factor);
      for (std::size_t i = 1; i < expression.children.size(); ++i) narrow(matches, expression.children[i], 0, false);
      return matches;
    }
    case Type::maybe: {
      Matches matches = find(expression.children[0], factor);
      for (std::size_t i = 1; i < expression.children.size(); ++i)
        judge(matches.ids, expression.children[i], factor, matches.weights);
      return matches;
    }
  }
  return {};
}

// What a term or a phrase weighs at most, but for the k1 of the formula: its idf, of a phrase those of its terms together.
double Matcher::weight_of(const Expression& leaf, double factor) {
  if (factor == 0) return 0;
  double sum = 0;
  for (const std::string& term : leaf.terms)
    if (const std::size_t frequency = postings_.size(term); frequency > 0) sum += rarity(columns_.count(), frequency);
  return factor * sum;
}

// The places of those ids that lie within the narrowing; valid until the next call.
std::span<const std::uint32_t> Matcher::within(const std::vector<DocumentId>& ids) {
  places_.resize(ids.size());
  std::uint32_t* const places = places_.data();
  const DocumentId* const id = ids.data();
  std::size_t kept = 0;
  if (narrowing_->set) {
    for (std::size_t i = 0; i < ids.size(); ++i) {
      places[kept] = static_cast<std::uint32_t>(i);
      kept += narrowing_->set->contains(id[i]);
    }
  } else {
    std::iota(places, places + ids.size(), 0u);
    kept = ids.size();
  }
  if (!narrowing_->in_range()) return {places, kept};
  const std::int32_t from = narrowing_->start_from.value_or(std::numeric_limits<std::int32_t>::min());
  const std::int32_t to = narrowing_->start_to.value_or(std::numeric_limits<std::int32_t>::max());
  std::size_t in_range = 0;
  for (std::size_t k = 0; k < kept; ++k) {
    if (k + ahead < kept) columns_.expect_gate(id[places[k + ahead]]);
    const std::int32_t start = columns_.gate(id[places[k]]).start;
    places[in_range] = places[k];
    in_range += start != no_day && start >= from && start <= to;
  }
  return {places, in_range};
}

Matches Matcher::find_list(const PostingList& list, double weight) {
  Matches matches;
  const Scorer score(columns_, weight);
  if (narrowing_) {
    const auto places = within(list.ids);
    matches.ids.reserve(places.size());
    matches.weights.reserve(places.size());
    for (std::size_t k = 0; k < places.size(); ++k) {
      if (k + ahead < places.size() && weight != 0) columns_.expect_length(list.ids[places[k + ahead]]);
      const DocumentId id = list.ids[places[k]];
      matches.ids.push_back(id);
      matches.weights.push_back(weight == 0 ? 0.0 : score(id, list.counts[places[k]]));
    }
    return matches;
  }
  matches.ids = list.ids;
  matches.weights.resize(list.ids.size(), 0.0);
  if (weight == 0) return matches;
  for (std::size_t i = 0; i < list.ids.size(); ++i) matches.weights[i] = score(list.ids[i], list.counts[i]);
  return matches;
}

Matches Matcher::find_every() {
  Matches matches;
  matches.ids.reserve(columns_.count());
  for (DocumentId id = 0; id < columns_.end_id(); ++id)
    if (columns_.alive(id)) matches.ids.push_back(id);
  if (narrowing_) {
    std::size_t kept = 0;
    for (const std::uint32_t place : within(matches.ids)) matches.ids[kept++] = matches.ids[place];
    matches.ids.resize(kept);
  }
  matches.weights.resize(matches.ids.size(), 0.0);
  return matches;
}

Matches Matcher::find_known(const Expression& expression, double factor) {
  const auto part = [&](const Expression& child, bool over) {
    Matches found = find(child, factor);
    std::size_t kept = 0;
    for (std::size_t i = 0; i < found.ids.size(); ++i) {
      if (was_over(found.ids[i]) != over) continue;
      found.ids[kept] = found.ids[i];
      found.weights[kept++] = found.weights[i];
    }
    found.ids.resize(kept);
    found.weights.resize(kept);
    return found;
  };
  const Matches over = part(expression.children[0], true), planned = part(expression.children[1], false);
  Matches both;
  both.ids.reserve(over.ids.size() + planned.ids.size());
  for (std::size_t a = 0, b = 0; a < over.ids.size() || b < planned.ids.size();) {
    const bool first = b == planned.ids.size() || (a < over.ids.size() && over.ids[a] < planned.ids[b]);
    both.ids.push_back(first ? over.ids[a] : planned.ids[b]);
    both.weights.push_back(first ? over.weights[a++] : planned.weights[b++]);
  }
  return both;
}

Matches Matcher::find_all(const Expression& expression, double factor) {
  const auto& children = expression.children;
  std::vector<std::size_t> sizes, order(children.size());
  for (const Expression& child : children) sizes.push_back(at_most(child));
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return sizes[a] < sizes[b]; });
  if (order.empty()) return {};
  const auto factor_of = [&](std::size_t i) { return expression.type == Type::filter && i > 0 ? 0.0 : factor; };
  Matches matches = find(children[order[0]], factor_of(order[0]));
  for (std::size_t k = 1; k < order.size() && !matches.ids.empty(); ++k)
    narrow(matches, children[order[k]], factor_of(order[k]), true);
  return matches;
}

Matches Matcher::find_any(const Expression& expression, double factor) {
  thread_local Sums sums;
  // What is below may need the sums itself: it is found first.
  std::vector<Matches> inner(expression.children.size());
  for (std::size_t i = 0; i < expression.children.size(); ++i) {
    const Type type = expression.children[i].type;
    if (type != Type::term && type != Type::phrase) inner[i] = find(expression.children[i], factor);
  }
  std::vector<std::shared_ptr<const PostingList>> lists(expression.children.size());
  DocumentId end = columns_.end_id();
  for (std::size_t i = 0; i < lists.size() && !late(); ++i) {
    const Expression& child = expression.children[i];
    if (child.type == Type::term) lists[i] = postings_.list(child.terms[0]);
    if (child.type == Type::phrase) lists[i] = postings_.phrase(child.terms, child.offsets);
    if (lists[i] && !lists[i]->ids.empty()) end = std::max(end, lists[i]->ids.back() + 1);
  }
  for (const auto& list : lists)
    if (list) places_.reserve(list->ids.size());
  // From here on nothing throws before the sums are zero again.
  sums.make_room(end);
  const bool first = expression.type == Type::first;
  const double bonus = factor == 0 ? 0 : factor * expression.bonus;
  const auto take_in = [&](DocumentId id, double weight) {
    if (first)
      sums.add_first(id, weight);
    else
      sums.add(id, weight + bonus);
  };
  for (std::size_t i = 0; i < lists.size(); ++i) {
    for (std::size_t k = 0; k < inner[i].ids.size(); ++k) take_in(inner[i].ids[k], inner[i].weights[k]);
    if (!lists[i]) continue;
    const PostingList& list = *lists[i];
    const double own = weight_of(expression.children[i], factor * expression.children[i].factor);
    const Scorer score(columns_, own);
    const auto take_place = [&](std::size_t k) {
      take_in(list.ids[k], own == 0 ? 0.0 : score(list.ids[k], list.counts[k]));
    };
    if (narrowing_)
      for (const std::uint32_t place : within(list.ids)) take_place(place);
    else
      for (std::size_t k = 0; k < list.ids.size(); ++k) take_place(k);
  }
  Matches matches;
  matches.ids.reserve(sums.touched.size());
  matches.weights.reserve(sums.touched.size());
  const auto take = [&](DocumentId id) {
    if (sums.counts[id] >= expression.least) {
      matches.ids.push_back(id);
      matches.weights.push_back(sums.weights[id]);
    }
    sums.counts[id] = 0;
    sums.weights[id] = 0;
  };
  if (sums.touched.size() > columns_.end_id() / 16) {  // going through all is cheaper than sorting
    for (DocumentId id = 0; id < sums.counts.size(); ++id)
      if (sums.counts[id] > 0) take(id);
  } else {
    std::sort(sums.touched.begin(), sums.touched.end());
    for (const DocumentId id : sums.touched) take(id);
  }
  sums.touched.clear();
  return matches;
}

void Matcher::narrow(Matches& matches, const Expression& expression, double factor, bool wanted) {
  const std::vector<bool> fits = judge(matches.ids, expression, factor, matches.weights);
  std::size_t kept = 0;
  for (std::size_t i = 0; i < matches.ids.size(); ++i) {
    if (fits[i] != wanted) continue;
    matches.ids[kept] = matches.ids[i];
    matches.weights[kept++] = matches.weights[i];
  }
  matches.ids.resize(kept);
  matches.weights.resize(kept);
}

std::vector<Expression> Matcher::parts_of_prefix(const Expression& expression) {
  bool more = false;
  std::vector<Expression> parts;
  for (std::string& term : postings_.terms_from(expression.terms[0], expression.most, more))
    parts.push_back(Expression::of_term(std::move(term)));
  wide_prefix_ = wide_prefix_ || more;
  return parts;
}

}  // namespace almanac::search
