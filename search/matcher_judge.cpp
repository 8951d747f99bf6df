// Whether given candidates match, and what each then weighs.

#include <algorithm>

#include "search/matcher.h"
#include "search/matcher_scorer.h"

namespace almanac::search {

using Type = Expression::Type;

std::vector<bool> Matcher::judge(std::span<const DocumentId> ids, const Expression& expression, double factor,
                                 std::vector<double>& weights) {
  factor *= expression.factor;
  const std::size_t n = ids.size();
  std::vector<bool> fits(n, false);
  if (late()) return fits;
  switch (expression.type) {
    case Type::nothing:
      return fits;
    case Type::everything:
      return std::vector<bool>(n, true);
    case Type::term:
      return judge_term(ids, expression.terms[0], weight_of(expression, factor), weights);
    case Type::phrase:
      return judge_list(ids, *postings_.phrase(expression.terms, expression.offsets), weight_of(expression, factor),
                        weights);
    case Type::start:
    case Type::budget:
    case Type::over:
      for (std::size_t i = 0; i < n; ++i) fits[i] = in_range(expression, ids[i]);
      return fits;
    case Type::prefix: {
      Expression any = Expression::of(Type::any);
      any.children = parts_of_prefix(expression);
      return judge(ids, any, factor, weights);
    }
    case Type::known: {
      std::vector<double> over_weights(n, 0.0), plan_weights(n, 0.0);
      const auto over = judge(ids, expression.children[0], factor, over_weights);
      const auto planned = judge(ids, expression.children[1], factor, plan_weights);
      for (std::size_t i = 0; i < n; ++i) {
        const bool past = was_over(ids[i]);
        fits[i] = past ? over[i] : planned[i];
        if (fits[i]) weights[i] += past ? over_weights[i] : plan_weights[i];
      }
      return fits;
    }
    case Type::all:
    case Type::any:
    case Type::first:
    case Type::filter:
    case Type::without:
    case Type::maybe:
      break;
  }
  // Weights count only where the whole matches.
  std::vector<double> sums(n, 0.0), first(expression.type == Type::first ? n : 0, 0.0);
  std::vector<std::uint32_t> counts(n, 0);
  for (std::size_t c = 0; c < expression.children.size(); ++c) {
    const bool weightless = c > 0 && (expression.type == Type::filter || expression.type == Type::without);
    const auto child = judge(ids, expression.children[c], weightless ? 0.0 : factor, sums);
    const bool counts_not = c > 0 && expression.type == Type::maybe;
    const bool opposite = c > 0 && expression.type == Type::without;
    for (std::size_t i = 0; i < n; ++i) {
      if (!counts_not && child[i] != opposite) ++counts[i];
      if (child[i] && factor != 0) sums[i] += factor * expression.bonus;
    }
    if (first.empty()) continue;
    for (std::size_t i = 0; i < n; ++i) {
      if (child[i] && counts[i] == 1) first[i] = sums[i];
      sums[i] = 0;
    }
  }
  if (!first.empty()) sums.swap(first);
  const bool one_is_enough = expression.type == Type::maybe || expression.type == Type::first;
  const std::size_t needed = expression.type == Type::any ? expression.least
                             : one_is_enough              ? 1
                                                          : expression.children.size();
  for (std::size_t i = 0; i < n; ++i) {
    fits[i] = counts[i] >= needed && !expression.children.empty();
    if (fits[i]) weights[i] += sums[i];
  }
  return fits;
}

std::vector<bool> Matcher::judge_term(std::span<const DocumentId> ids, const std::string& term, double weight,
                                      std::vector<double>& weights) {
  constexpr std::size_t far_apart =
      32;  // postings a candidate from which on skipping in the database is cheaper than reading all
  const std::size_t frequency = postings_.size(term);
  if (const auto kept = postings_.if_in_memory(term); kept || frequency < far_apart * ids.size())
    return judge_list(ids, kept ? *kept : *postings_.list(term), weight, weights);
  std::vector<bool> fits(ids.size(), false);
  const Scorer score(columns_, weight);
  const auto end = postings_.database().postlist_end(term);
  auto posting = postings_.database().postlist_begin(term);
  for (std::size_t i = 0; i < ids.size() && posting != end; ++i) {
    posting.skip_to(ids[i]);
    if (posting == end) break;
    if (*posting != ids[i]) continue;
    fits[i] = true;
    if (weight != 0)
      weights[i] += score(ids[i], static_cast<std::uint8_t>(std::min<Xapian::termcount>(posting.get_wdf(), 255)));
  }
  return fits;
}

std::vector<bool> Matcher::judge_list(std::span<const DocumentId> ids, const PostingList& list, double weight,
                                      std::vector<double>& weights) const {
  std::vector<bool> fits(ids.size(), false);
  const Scorer score(columns_, weight);
  std::size_t at = 0;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    at = gallop(list.ids, at, ids[i]);
    if (at == list.ids.size()) break;
    if (list.ids[at] != ids[i]) continue;
    fits[i] = true;
    if (weight != 0) weights[i] += score(ids[i], list.counts[at]);
  }
  return fits;
}

bool Matcher::was_over(DocumentId id) const {
  return !options_.as_of_day || columns_.facts(id).outcome_day <= *options_.as_of_day;
}

bool Matcher::in_range(const Expression& expression, DocumentId id) const {
  if (expression.type == Type::over) return was_over(id);
  const Facts& facts = columns_.facts(id);
  if (expression.type == Type::start) {
    const auto day = static_cast<double>(facts.start);
    return facts.start != no_day && day >= expression.low && day <= expression.high;
  }
  return facts.budget && *facts.budget >= expression.low && *facts.budget <= expression.high;
}

}  // namespace almanac::search
