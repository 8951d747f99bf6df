#include "search/compile.h"

#include <algorithm>
#include <numeric>
#include <set>

#include "archive/name.h"
#include "search/analysis.h"
#include "search/matcher.h"
#include "search/schema.h"

namespace almanac::search {
namespace {

using Type = Expression::Type;

constexpr double code_factor = 4.0;     // of an exact code
constexpr double synonym_factor = 0.3;  // at most, of a synonym against the word itself
constexpr double wording_factor = 0.9;  // the same of the same word in the wording of the mainland
// Of the characters in unknown Chinese text, those that are rare say something by themselves; they decide no match.
constexpr double character_factor = 0.3;
constexpr double most_of_a_character = 0.1;  // of the documents
constexpr std::size_t most_codes = 8;        // looked up as exact codes

Expression unweighted(Expression expression) { return std::move(expression).scaled(0); }

class Compiler {
 public:
  Compiler(const CompileOptions& options, Postings& postings, const Columns& columns, const Synonyms& synonyms)
      : options_(options),
        postings_(postings),
        columns_(columns),
        grouping_(synonyms, options.lexicon, options.reading),
        whole_(synonyms, nullptr, Reading::whole) {}

  Compiled compile(const Parsed& parsed) {
    choose(parsed.root);
    result_.query = together(parsed.root, true, true);
    result_.dropped = dropped_;
    if (!result_.query.empty()) add_boosts();
    return std::move(result_);
  }

 private:
  // First walk: when there are too many requirements, only the most selective stay.
  void choose(const Node& root) {
    std::vector<WordGroup> all;
    collect(root, true, all);
    chosen_.assign(all.size(), true);
    if (all.size() <= most_units) return;
    std::vector<std::size_t> frequency(all.size());
    for (std::size_t i = 0; i < all.size(); ++i) frequency[i] = frequency_of(all[i]);
    std::vector<std::size_t> order(all.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    // Those that occur nowhere come last.
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return frequency[a] - 1 < frequency[b] - 1; });
    for (std::size_t i = most_units; i < order.size(); ++i) chosen_[order[i]] = false;
    dropped_ = all.size() - most_units;
  }

  void collect(const Node& node, bool positive, std::vector<WordGroup>& all) const {
    for_each_child(node, [&](const Node& child) {
      if (child.type == Node::Type::words) {
        for (WordGroup& group : groups(child.text, positive)) all.push_back(std::move(group));
      } else {
        collect(child, positive && child.type != Node::Type::none, all);
      }
    });
  }

  std::vector<WordGroup> groups(const std::string& text, bool positive) const {
    return (positive ? grouping_ : whole_).groups(text);
  }

  std::size_t frequency_of(const WordGroup& group) const {
    std::size_t most = 0;
    for (const Alternative& alternative : group.alternatives) {
      std::size_t least = SIZE_MAX;
      for (const Unit& unit : alternative.units)
        for (const std::string& term : unit.terms) least = std::min(least, frequency_of(unit, term));
      if (!alternative.units.empty()) most = std::max(most, least);
    }
    return most;
  }

  std::size_t frequency_of(const Unit& unit, const std::string& term) const {
    return postings_.size(make_term(unit.type == Unit::Type::stem ? prefix::stem : prefix::word, term));
  }

  // What the units tell, as the Matcher weighs them: 0 if one of them occurs nowhere.
  double strength(const std::vector<Unit>& units) const {
    double sum = 0;
    for (const Unit& unit : units) {
      if (unit.type == Unit::Type::phrase && phrase_frequency(unit) == 0) return 0;
      for (const std::string& term : unit.terms) {
        const std::size_t frequency = frequency_of(unit, term);
        if (frequency == 0) return 0;
        sum += rarity(columns_.count(), frequency);
      }
    }
    return sum;
  }

  std::size_t phrase_frequency(const Unit& unit) const {
    std::vector<std::string> terms;
    for (const std::string& term : unit.terms) terms.push_back(make_term(prefix::word, term));
    return postings_.phrase(terms, unit.offsets)->ids.size();
  }

  // Second walk. `positive`: what matches here earns weight.
  Expression build(const Node& node, bool positive) {
    switch (node.type) {
      case Node::Type::words: {
        auto found = words(node.text, positive);
        std::vector<Expression> parts;
        for (ScorePart& part : found) parts.push_back(Expression::of(Type::first, std::move(part.choices)));
        return parts.empty() ? Expression() : Expression::of(side_by_side(positive), std::move(parts));
      }
      case Node::Type::phrase:
        return phrase(node.text);
      case Node::Type::prefix:
        return prefix(node.text);
      case Node::Type::title:
        return title(node.text);
      case Node::Type::field:
        return unweighted(filter(node.name, {node.text}, columns_));
      case Node::Type::range:
        return unweighted(range(node));
      case Node::Type::any:
        return alternatives(node, positive);
      case Node::Type::none: {
        std::vector<Expression> without;
        without.push_back(build(node.children[0], false));
        return negated(std::move(without), Expression());
      }
      case Node::Type::all:
        return together(node, positive, false);
    }
    return {};
  }

  Type side_by_side(bool positive) const { return positive && options_.match != Match::all ? Type::any : Type::all; }

  static Expression negated(std::vector<Expression> without, Expression from) {
    without.insert(without.begin(), from.empty() ? Expression::of(Type::everything) : std::move(from));
    return Expression::of(Type::without, std::move(without));
  }

  Expression alternatives(const Node& node, bool positive) {
    std::vector<Expression> parts;
    for (const Node& child : node.children)
      if (Expression part = build(child, positive); !part.empty()) parts.push_back(std::move(part));
    return parts.empty() ? Expression() : Expression::of(Type::any, std::move(parts));
  }

  // Side by side: words by the rule of the match, filters always, negations never.
  Expression together(const Node& node, bool positive, bool is_root) {
    std::vector<Expression> filters, without;
    std::vector<ScorePart> parts;
    for_each_child(node, [&](const Node& child) {
      if (child.type == Node::Type::none) {
        if (Expression part = build(child.children[0], false); !part.empty()) without.push_back(std::move(part));
      } else if (child.type == Node::Type::words) {
        for (ScorePart& part : words(child.text, positive)) parts.push_back(std::move(part));
      } else if (Expression part = build(child, positive); !part.empty()) {
        if (child.type == Node::Type::field || child.type == Node::Type::range) {
          filters.push_back(std::move(part));
        } else {
          parts.push_back({what_of(child.type), to_string(child), {}, {}});
          parts.back().choices.push_back(std::move(part));
        }
      }
    });
    Expression query = joined(parts, positive, is_root);
    if (!filters.empty()) {
      const bool about_words = !query.empty();
      if (about_words) filters.insert(filters.begin(), std::move(query));
      query = Expression::of(about_words ? Type::filter : Type::all, std::move(filters));
    }
    if (is_root) result_.parts = std::move(parts);
    return without.empty() ? query : negated(std::move(without), std::move(query));
  }

  static ScorePart::What what_of(Node::Type type) {
    if (type == Node::Type::phrase) return ScorePart::What::phrase;
    if (type == Node::Type::prefix) return ScorePart::What::prefix;
    return type == Node::Type::title ? ScorePart::What::title : ScorePart::What::group;
  }

  // Of several ways to say a word the first that is found counts. At the top, under Match::most, more than half of the words must be
  // there, and each adds a constant: first comes what has more of them.
  Expression joined(const std::vector<ScorePart>& parts, bool positive, bool is_root) {
    std::vector<Expression> queries;
    for (const ScorePart& part : parts) queries.push_back(Expression::of(Type::first, part.choices));
    if (is_root) result_.units = parts.size();
    if (queries.empty()) return {};
    Expression query = Expression::of(side_by_side(positive), std::move(queries));
    if (!is_root || options_.match != Match::most || majority(parts.size()) == 0) return query;
    result_.required = majority(parts.size());
    query.least = static_cast<std::uint32_t>(result_.required);
    query.bonus = coverage_weight;
    return query;
  }

  std::vector<ScorePart> words(const std::string& text, bool positive) {
    std::vector<ScorePart> parts;
    if (positive) note_codes(text);
    for (WordGroup& group : groups(text, positive)) {
      if (!chosen_[next_group_++]) continue;
      if (group.pair && positive) note_characters(group.alternatives.front().text);
      const double own = group.alternatives.size() > 1 ? strength(group.alternatives.front().units) : 0;
      ScorePart part{ScorePart::What::word, group.alternatives.front().text, {}, {}};
      drop_unknown(group);
      for (Alternative& alternative : group.alternatives) {
        std::vector<Expression> units;
        for (const Unit& unit : alternative.units) units.push_back(anywhere(unit));
        if (units.empty()) continue;
        part.choices.push_back(Expression::of(Type::all, std::move(units)).scaled(factor_of(alternative, own)));
        part.alternatives.push_back(std::move(alternative));
      }
      if (!part.choices.empty()) parts.push_back(std::move(part));
    }
    if (!parts.empty()) result_.has_words = true;
    return parts;
  }

  // Other ways to say the word that occur nowhere, and the typed one too if it does not and another does.
  void drop_unknown(WordGroup& group) const {
    if (group.alternatives.size() < 2) return;
    const Alternative typed = group.alternatives.front();
    std::erase_if(group.alternatives, [&](const Alternative& one) { return strength(one.units) == 0; });
    if (group.alternatives.empty()) group.alternatives.push_back(typed);
  }

  // A rare synonym would outweigh a common word by itself: its weight is taken down to the word's before the factor.
  double factor_of(const Alternative& alternative, double own) const {
    if (alternative.origin == Alternative::Origin::typed) return 1;
    const double most = alternative.origin == Alternative::Origin::synonym ? synonym_factor : wording_factor;
    const double theirs = strength(alternative.units);
    return own > 0 && theirs > own ? most * own / theirs : most;
  }

  Expression phrase(const std::string& text) {
    std::vector<Expression> parts;
    for (const Unit& unit : phrase_units_of(tokenize(text))) parts.push_back(anywhere(unit));
    if (!parts.empty()) result_.has_words = true;
    return parts.empty() ? Expression() : Expression::of(Type::all, std::move(parts));
  }

  Expression prefix(const std::string& text) {
    result_.has_words = true;
    return anywhere({Unit::Type::prefix, {text}});
  }

  Expression title(const std::string& text) {
    result_.has_words = true;
    std::vector<Expression> parts;
    for (const Unit& unit : units_of(tokenize(text)))
      parts.push_back(under(unit, prefix::title_word, prefix::title_stem));
    return parts.empty() ? Expression() : Expression::of(Type::all, std::move(parts));
  }

  // In all text; with as_of in plan text, or in all text of what was over by then.
  Expression anywhere(const Unit& unit) const {
    Expression all = under(unit, prefix::word, prefix::stem);
    if (!options_.as_of) return all;
    std::vector<Expression> both;
    both.push_back(std::move(all));
    both.push_back(under(unit, prefix::plan_word, prefix::plan_stem));
    return Expression::of(Type::known, std::move(both));
  }

  static Expression under(const Unit& unit, std::string_view word_prefix, std::string_view stem_prefix) {
    Expression made;
    switch (unit.type) {
      case Unit::Type::stem:
        return Expression::of_term(make_term(stem_prefix, unit.terms[0]));
      case Unit::Type::term:
        return Expression::of_term(make_term(word_prefix, unit.terms[0]));
      case Unit::Type::prefix:
        made.type = Type::prefix;
        made.terms.push_back(make_term(word_prefix, unit.terms[0]));
        made.most = most_expansions;
        break;
      case Unit::Type::phrase:
        made.type = Type::phrase;
        for (const std::string& term : unit.terms) made.terms.push_back(make_term(word_prefix, term));
        made.offsets = unit.offsets;
        break;
    }
    return made;
  }

  // The stretch as a whole and its chunks may be codes.
  void note_codes(const std::string& text) {
    std::set<std::string> keys{archive::fold(text)};
    for (std::size_t at = 0; at < text.size() && keys.size() < most_codes;) {
      const std::size_t end = std::min(text.find(' ', at), text.size());
      keys.insert(archive::fold(text.substr(at, end - at)));
      at = end + 1;
    }
    for (const std::string& key : keys)
      if (!key.empty() && codes_.size() < most_codes && postings_.size(make_term(prefix::code, key)) > 0)
        codes_.insert(key);
  }

  void note_characters(const std::string& pair) {
    result_.has_pairs = true;
    const Tokens tokens = tokenize(pair);
    for (std::size_t i = 0; i < tokens.list.size(); ++i) {
      const std::string glyph(tokens.text(i));
      const auto frequency = static_cast<double>(postings_.size(make_term(prefix::word, glyph)));
      if (frequency > 0 && frequency <= most_of_a_character * static_cast<double>(columns_.count()))
        characters_.insert(glyph);
    }
  }

  void add_boosts() {
    if (codes_.empty() && characters_.empty()) return;
    std::vector<Expression> parts;
    parts.push_back(std::move(result_.query));
    for (const std::string& glyph : characters_) {
      parts.push_back(anywhere({Unit::Type::term, {glyph}}).scaled(character_factor));
      result_.parts.push_back({ScorePart::What::character, glyph, {}, {parts.back()}});
    }
    for (const std::string& key : codes_) {
      parts.push_back(Expression::of_term(make_term(prefix::code, key)).scaled(code_factor));
      result_.parts.push_back({ScorePart::What::code, key, {}, {parts.back()}});
    }
    result_.query = Expression::of(Type::maybe, std::move(parts));
  }

  Expression range(const Node& node) const {
    if (node.name == "year") {
      archive::Strings years;
      const ValueDictionary& known = columns_.dictionary(Field::year);
      for (std::uint32_t i = 0; i < known.size(); ++i) {
        const auto year = parse_amount(known.text(i));
        if (year && (!node.low || *year >= *node.low) && (!node.high || *year <= *node.high))
          years.push_back(known.text(i));
      }
      return filter("year", years, columns_);
    }
    Expression made = Expression::of(node.name == "start" ? Type::start : Type::budget);
    if (node.low) made.low = *node.low;
    if (node.high) made.high = *node.high;
    return made;
  }

  const CompileOptions& options_;
  Postings& postings_;
  const Columns& columns_;
  const Grouping grouping_, whole_;
  std::vector<bool> chosen_;
  std::size_t next_group_ = 0;
  std::size_t dropped_ = 0;
  std::set<std::string> codes_, characters_;
  Compiled result_;
};

}  // namespace

Compiled compile(const Parsed& parsed, const CompileOptions& options, Postings& postings, const Columns& columns,
                 const Synonyms& synonyms) {
  return Compiler(options, postings, columns, synonyms).compile(parsed);
}

std::size_t majority(std::size_t units) { return units < 3 ? 0 : units / 2 + 1; }

std::string term_of(const FieldRow& row, std::string_view value, const Columns& columns) {
  return make_term(row.prefix, archive::fold(row.field == Field::channel ? columns.channel_key(value) : value));
}

Expression filter(std::string_view field, const archive::Strings& values, const Columns& columns) {
  std::vector<Expression> terms;
  const FieldRow* row = find_field(field);
  const auto add = [&](std::string term) { terms.push_back(unweighted(Expression::of_term(std::move(term)))); };
  for (const std::string& value : values) {
    if (field == "kind" && archive::fold(value) == archive::to_string(archive::Kind::plan)) {
      // A plan is a campaign that has not begun its course; it is indexed as that.
      std::vector<Expression> both;
      both.push_back(Expression::of_term(make_term(prefix::kind, archive::to_string(archive::Kind::campaign))));
      both.push_back(filter("status", {"draft", "planned"}, columns));
      terms.push_back(unweighted(Expression::of(Type::all, std::move(both))));
    } else if (field == "kind") {
      add(make_term(prefix::kind, archive::fold(value)));
    } else if (field.starts_with("attr.")) {
      add(make_term(prefix::attribute, archive::fold(field.substr(5)) + "=" + archive::fold(value)));
    } else if (row) {
      add(term_of(*row, value, columns));
    }
  }
  Expression any = Expression::of(Type::any, std::move(terms));
  if (!row || !row->outcome) return any;
  std::vector<Expression> known;
  known.push_back(std::move(any));
  known.push_back(Expression::of(Type::over));
  return Expression::of(Type::all, std::move(known));
}

}  // namespace almanac::search
