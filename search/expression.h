#pragma once
// What to look for, as a tree over posting lists: what compile() makes of a query and the Matcher evaluates. A plain value without
// Xapian.

#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace almanac::search {

struct Expression {
  enum class Type : std::uint8_t {
    nothing,
    everything,  // every document, without weight
    term,        // documents with terms[0]
    phrase,      // documents where terms[i] stands offsets[i] positions behind terms[0]
    prefix,      // documents with a term that begins with terms[0]: the first `most` such terms of the alphabet
    start,       // whose start day is in [low, high]
    budget,      // whose budget in the archive's currency is in [low, high]
    over,        // as of a day: what was over by then; else everything
    known,       // as of a day: children[0] of what was over by then, children[1] of all else
    all,         // every child; the weights add up
    any,         // at least `least` children; the weights add up, and `bonus` for each child that matches
    first,       // at least one child; the weight is that of the first which matches
    filter,      // children[0] that all others match too; the weight is that of the first
    without,     // children[0] that no other matches
    maybe        // children[0]; the others only add weight
  } type = Type::nothing;
  std::vector<std::string> terms;  // as the database has them, with their prefixes
  std::vector<std::uint32_t> offsets;
  std::vector<Expression> children;
  double factor = 1;  // times the weight of this and of all below it; 0: no weight is computed
  double bonus = 0;
  double low = -std::numeric_limits<double>::infinity(), high = std::numeric_limits<double>::infinity();
  std::uint32_t least = 1, most = 0;

  bool empty() const { return type == Type::nothing; }

  static Expression of(Type type) {
    Expression made;
    made.type = type;
    return made;
  }
  static Expression of_term(std::string term) {
    Expression made = of(Type::term);
    made.terms.push_back(std::move(term));
    return made;
  }
  // Children that are nothing stay: what requires them matches nothing.
  static Expression of(Type type, std::vector<Expression> children) {
    if (children.size() == 1 && (type == Type::all || type == Type::any || type == Type::first))
      return std::move(children.front());
    Expression made = of(type);
    made.children = std::move(children);
    return made;
  }
  Expression scaled(double by) && {
    factor *= by;
    return std::move(*this);
  }
};

}  // namespace almanac::search
