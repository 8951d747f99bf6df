#include "search/compile.h"

#include <algorithm>
#include <numeric>
#include <set>

#include "archive/name.h"
#include "search/analysis.h"
#include "search/schema.h"

namespace almanac::search {
namespace {

using Type = Expression::Type;

constexpr double title_factor = 2.0;    // of a word in the title, on top of its weight in the text
constexpr double code_factor = 4.0;     // of an exact code
constexpr double synonym_factor = 0.3;  // of a synonym against the word itself
constexpr std::size_t longest_any_run = 4;

// What one requirement looks for: a stem, a term, a phrase of terms, or a prefix.
struct Unit {
  enum class Type : std::uint8_t { stem, term, phrase, prefix } type = Type::term;
  std::vector<std::string> terms;
  std::vector<std::uint32_t> offsets = {};  // of a phrase: where each term stands, counted from the first
};

// One requirement: any of the alternatives, each of which needs all its units. The first is what was typed.
struct Group {
  std::vector<std::vector<Unit>> alternatives;
};

bool is_latin(const std::string& term) { return static_cast<unsigned char>(term.front()) < 0x80; }

bool is_stemmed(std::string_view word) {
  return std::all_of(word.begin(), word.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '\''; });
}

Unit word_unit(std::string_view word) {
  if (is_stemmed(word)) return {Unit::Type::stem, {stem(word)}};
  return {Unit::Type::term, {std::string(word)}};
}

// Whether the token at `i` belongs to the compound that the token before it began: D11-2024, 11.11, 6/18.
bool continues_compound(std::string_view text, const Tokens& tokens, std::size_t i) {
  const Token& before = tokens.list[i - 1];
  const Token& token = tokens.list[i];
  if (before.type == Token::Type::glyph || token.type == Token::Type::glyph) return false;
  const std::string_view between = text.substr(before.end, token.begin - before.end);
  if (between.size() != 1) return false;
  if (std::string_view("-._:@&+'").find(between[0]) != std::string_view::npos) return true;
  return between[0] == '/' && before.type == Token::Type::number && token.type == Token::Type::number;
}

// A phrase over tokens [first, last). Single glyphs beside other tokens have no position of their own: they are required
// beside the phrase.
std::vector<Unit> phrase_units(const Tokens& tokens, std::size_t first, std::size_t last) {
  Unit phrase{Unit::Type::phrase, {}};
  std::vector<Unit> units;
  std::uint32_t offset = 0;  // positions from the first term
  bool started = false;
  for (std::size_t i = first; i < last; ++i) {
    const bool glyph = tokens.list[i].type == Token::Type::glyph;
    const bool pair = glyph && i + 1 < last && tokens.has_pair(i);
    const bool run_end = glyph && !pair && i > first && tokens.has_pair(i - 1);
    if (glyph && !pair && !run_end) units.push_back({Unit::Type::term, {std::string(tokens.text(i))}});
    if (started) ++offset;
    if (!glyph || pair) {
      phrase.terms.emplace_back(pair ? tokens.pair(i) : tokens.text(i));
      phrase.offsets.push_back(offset);
      started = true;
    }
  }
  if (phrase.terms.size() == 1) {
    phrase.type = Unit::Type::term;
    units.insert(units.begin(), std::move(phrase));
  } else if (!phrase.terms.empty()) {
    units.insert(units.begin(), std::move(phrase));
  }
  return units;
}

// Where the unit that begins at `i` ends: a run, a compound, or one token.
std::size_t unit_end(std::string_view text, const Tokens& tokens, std::size_t i) {
  std::size_t end = i + 1;
  if (tokens.list[i].type == Token::Type::glyph)
    while (tokens.has_pair(end - 1)) ++end;
  else
    while (end < tokens.list.size() && continues_compound(text, tokens, end)) ++end;
  return end;
}

std::vector<Unit> units_between(const Tokens& tokens, std::size_t first, std::size_t last) {
  if (last == first + 1 && tokens.list[first].type != Token::Type::glyph) return {word_unit(tokens.text(first))};
  return phrase_units(tokens, first, last);
}

// A stretch of words (several chunks, joined by spaces) as its requirements.
class Grouping {
 public:
  Grouping(const Synonyms& synonyms, bool any) : synonyms_(synonyms), any_(any) {}

  std::vector<Group> groups(const std::string& text) const {
    const Tokens tokens = tokenize(text);
    std::vector<std::size_t> borders{0};  // of units
    while (borders.back() < tokens.list.size()) borders.push_back(unit_end(text, tokens, borders.back()));
    std::vector<Group> groups;
    for (std::size_t at = 0; at + 1 < borders.size();) {
      const std::size_t units = take_synonym(tokens, borders, at, groups);
      at += units > 0 ? units : take_unit(tokens, borders[at], borders[at + 1], groups);
    }
    return groups;
  }

 private:
  std::size_t take_unit(const Tokens& tokens, std::size_t first, std::size_t last, std::vector<Group>& groups) const {
    if (any_ && tokens.list[first].type == Token::Type::glyph && last - first > longest_any_run) {
      for (std::size_t i = first; i + 1 < last; ++i)
        groups.push_back({{{Unit{Unit::Type::term, {std::string(tokens.pair(i))}}}}});
    } else {
      groups.push_back({{units_between(tokens, first, last)}});
    }
    return 1;
  }

  // The longest sequence of units from `at` that the synonyms know; how many units that is, 0 if none.
  std::size_t take_synonym(const Tokens& tokens, const std::vector<std::size_t>& borders, std::size_t at,
                           std::vector<Group>& groups) const {
    std::size_t last = at + 1;
    while (last < borders.size() && borders[last] - borders[at] <= synonyms_.longest()) ++last;
    for (std::size_t end = last - 1; end > at; --end) {
      const auto& others = synonyms_.others(key_between(tokens, borders[at], borders[end]));
      if (others.empty()) continue;
      Group group;
      auto& typed = group.alternatives.emplace_back();
      for (std::size_t unit = at; unit < end; ++unit)
        for (Unit& one : units_between(tokens, borders[unit], borders[unit + 1])) typed.push_back(std::move(one));
      for (const std::string& other : others) {
        const Tokens theirs = tokenize(other);
        group.alternatives.push_back(units_between(theirs, 0, theirs.list.size()));
      }
      groups.push_back(std::move(group));
      return end - at;
    }
    return 0;
  }

  static std::string key_between(const Tokens& tokens, std::size_t first, std::size_t last) {
    std::string key;
    for (std::size_t i = first; i < last; ++i) {
      if (i > first && !tokens.has_pair(i - 1)) key += ' ';
      key += tokens.text(i);
    }
    return key;
  }

  const Synonyms& synonyms_;
  bool any_;
};

// Consecutive word leaves of a node are one stretch, so that synonyms of several words are seen.
template <class Visit>
void for_each_child(const Node& node, const Visit& visit) {
  std::string stretch;
  for (const Node& child : node.children) {
    if (child.type == Node::Type::words && node.type == Node::Type::all) {
      stretch += (stretch.empty() ? "" : " ") + child.text;
      continue;
    }
    if (!stretch.empty()) visit(Node{Node::Type::words, {}, stretch, {}, {}, {}});
    stretch.clear();
    visit(child);
  }
  if (!stretch.empty()) visit(Node{Node::Type::words, {}, stretch, {}, {}, {}});
}

Expression unweighted(Expression expression) { return std::move(expression).scaled(0); }

class Compiler {
 public:
  Compiler(const CompileOptions& options, Postings& postings, const Columns& columns, const Synonyms& synonyms)
      : options_(options), postings_(postings), columns_(columns), grouping_(synonyms, options.any) {}

  Compiled compile(const Parsed& parsed) {
    choose(parsed.root);
    Compiled result;
    result.query = build(parsed.root, true);
    result.units = chosen_.size() - dropped_;
    result.dropped = dropped_;
    result.has_words = has_words_;
    if (result.query.empty() || boosts_.empty()) return result;
    boosts_.insert(boosts_.begin(), std::move(result.query));
    result.query = Expression::of(Type::maybe, std::move(boosts_));
    return result;
  }

 private:
  // First walk: when there are too many requirements, only the most selective stay.
  void choose(const Node& root) {
    std::vector<Group> all;
    collect(root, all);
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

  void collect(const Node& node, std::vector<Group>& all) const {
    for_each_child(node, [&](const Node& child) {
      if (child.type == Node::Type::words) {
        for (Group& group : grouping_.groups(child.text)) all.push_back(std::move(group));
      } else {
        collect(child, all);
      }
    });
  }

  std::size_t frequency_of(const Group& group) const {
    std::size_t most = 0;
    for (const auto& units : group.alternatives) {
      std::size_t least = SIZE_MAX;
      for (const Unit& unit : units)
        for (const std::string& term : unit.terms)
          least = std::min(
              least, postings_.size(make_term(unit.type == Unit::Type::stem ? prefix::stem : prefix::word, term)));
      if (!units.empty()) most = std::max(most, least);
    }
    return most;
  }

  // Second walk. `positive`: what matches here earns weight.
  Expression build(const Node& node, bool positive) {
    switch (node.type) {
      case Node::Type::words:
        return build_words(node.text, positive);
      case Node::Type::phrase:
        return phrase(node.text, positive);
      case Node::Type::prefix:
        return prefix(node.text, positive);
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
        return together(node, positive);
    }
    return {};
  }

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

  Expression joined(std::vector<Expression> words) const {
    return Expression::of(options_.any ? Type::any : Type::all, std::move(words));
  }

  // Side by side: words by the rule of the match, filters always, negations never.
  Expression together(const Node& node, bool positive) {
    std::vector<Expression> words, filters, without;
    for_each_child(node, [&](const Node& child) {
      if (child.type == Node::Type::none) {
        if (Expression part = build(child.children[0], false); !part.empty()) without.push_back(std::move(part));
      } else if (child.type == Node::Type::words) {
        for (Expression& part : group_queries(child.text, positive)) words.push_back(std::move(part));
      } else if (Expression part = build(child, positive); !part.empty()) {
        const bool is_filter = child.type == Node::Type::field || child.type == Node::Type::range;
        (is_filter ? filters : words).push_back(std::move(part));
      }
    });
    Expression query;
    if (!words.empty()) query = joined(std::move(words));
    if (!filters.empty()) {
      if (query.empty()) {
        query = Expression::of(Type::all, std::move(filters));
      } else {
        filters.insert(filters.begin(), std::move(query));
        query = Expression::of(Type::filter, std::move(filters));
      }
    }
    return without.empty() ? query : negated(std::move(without), std::move(query));
  }

  std::vector<Expression> group_queries(const std::string& text, bool positive) {
    std::vector<Expression> parts;
    if (positive) boost_code(text);
    for (const Group& group : grouping_.groups(text)) {
      if (!chosen_[next_group_++]) continue;
      std::vector<Expression> choices;
      for (std::size_t i = 0; i < group.alternatives.size(); ++i) {
        const double factor = i == 0 ? 1.0 : synonym_factor;
        std::vector<Expression> units;
        for (const Unit& unit : group.alternatives[i]) {
          units.push_back(anywhere(unit));
          if (positive) boost(unit, factor);
        }
        if (!units.empty()) choices.push_back(Expression::of(Type::all, std::move(units)).scaled(factor));
      }
      if (!choices.empty()) parts.push_back(Expression::of(Type::any, std::move(choices)));
    }
    if (!parts.empty()) has_words_ = true;
    return parts;
  }

  Expression build_words(const std::string& text, bool positive) {
    auto parts = group_queries(text, positive);
    return parts.empty() ? Expression() : joined(std::move(parts));
  }

  Expression phrase(const std::string& text, bool positive) {
    const Tokens tokens = tokenize(text);
    std::vector<Expression> parts;
    for (const Unit& unit : phrase_units(tokens, 0, tokens.list.size())) {
      parts.push_back(anywhere(unit));
      if (positive) boost(unit, 1.0);
    }
    if (!parts.empty()) has_words_ = true;
    return parts.empty() ? Expression() : Expression::of(Type::all, std::move(parts));
  }

  Expression prefix(const std::string& text, bool positive) {
    has_words_ = true;
    const Unit unit{Unit::Type::prefix, {text}};
    if (positive) boost(unit, 1.0);
    return anywhere(unit);
  }

  Expression title(const std::string& text) {
    has_words_ = true;
    const Tokens tokens = tokenize(text);
    if (tokens.list.empty()) return {};
    std::vector<Expression> parts;
    for (const Unit& unit : units_between(tokens, 0, tokens.list.size()))
      parts.push_back(under(unit, prefix::title_word, prefix::title_stem));
    return Expression::of(Type::all, std::move(parts));
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

  void boost(const Unit& unit, double factor) {
    if (boosts_.size() >= 2 * most_units) return;
    boosts_.push_back(under(unit, prefix::title_word, prefix::title_stem).scaled(title_factor * factor));
  }

  void boost_code(const std::string& text) {
    std::set<std::string> keys{archive::fold(text)};
    for (std::size_t at = 0; at < text.size() && keys.size() < 8;) {
      const std::size_t end = std::min(text.find(' ', at), text.size());
      keys.insert(archive::fold(text.substr(at, end - at)));
      at = end + 1;
    }
    for (const std::string& key : keys)
      if (!key.empty()) boosts_.push_back(Expression::of_term(make_term(prefix::code, key)).scaled(code_factor));
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
  Grouping grouping_;
  std::vector<bool> chosen_;
  std::size_t next_group_ = 0;
  std::size_t dropped_ = 0;
  bool has_words_ = false;
  std::vector<Expression> boosts_;
};

void add_marks(const std::string& text, bool split, Marks& marks) {
  const Tokens tokens = tokenize(text);
  for (std::size_t i = 0; i < tokens.list.size();) {
    if (tokens.list[i].type != Token::Type::glyph) {
      marks.stems.push_back(stem(tokens.text(i)));
      ++i;
      continue;
    }
    std::size_t end = i + 1;
    while (tokens.has_pair(end - 1)) ++end;
    if (split && end - i > longest_any_run) {
      for (std::size_t k = i; k + 1 < end; ++k) marks.runs.emplace_back(tokens.pair(k));
    } else {
      const std::uint32_t begin = tokens.list[i].fold_begin;
      marks.runs.push_back(tokens.folded.substr(begin, tokens.list[end - 1].fold_end - begin));
    }
    i = end;
  }
}

void collect_marks(const Node& node, bool any, const Synonyms& synonyms, Marks& marks) {
  for_each_child(node, [&](const Node& child) {
    if (child.type == Node::Type::prefix) marks.prefixes.push_back(child.text);
    if (child.type == Node::Type::phrase || child.type == Node::Type::title) add_marks(child.text, false, marks);
    if (child.type == Node::Type::words) {
      add_marks(child.text, any, marks);
      const Tokens tokens = tokenize(child.text);
      for (const Group& group : Grouping(synonyms, any).groups(child.text))
        for (std::size_t i = 1; i < group.alternatives.size(); ++i) {
          // The words of "double 11" and of 双11 mean 双十一 only together; one by one they would mark any 11.
          if (group.alternatives[i].size() != 1) continue;
          for (const Unit& unit : group.alternatives[i]) {
            if (unit.type == Unit::Type::stem)
              marks.stems.push_back(unit.terms[0]);
            else if (unit.type != Unit::Type::phrase || std::none_of(unit.terms.begin(), unit.terms.end(), is_latin))
              for (const std::string& term : unit.terms) add_marks(term, false, marks);
          }
        }
    }
    if (child.type == Node::Type::all || child.type == Node::Type::any) collect_marks(child, any, synonyms, marks);
  });
}

}  // namespace

Compiled compile(const Parsed& parsed, const CompileOptions& options, Postings& postings, const Columns& columns,
                 const Synonyms& synonyms) {
  return Compiler(options, postings, columns, synonyms).compile(parsed);
}

Expression filter(std::string_view field, const archive::Strings& values, const Columns& columns) {
  std::vector<Expression> terms;
  const FieldRow* row = find_field(field);
  const auto add = [&](std::string_view term_prefix, const std::string& text) {
    terms.push_back(unweighted(Expression::of_term(make_term(term_prefix, text))));
  };
  for (const std::string& value : values) {
    if (field == "kind" && archive::fold(value) == archive::to_string(archive::Kind::plan)) {
      // A plan is a campaign that has not begun its course; it is indexed as that.
      std::vector<Expression> both;
      both.push_back(Expression::of_term(make_term(prefix::kind, archive::to_string(archive::Kind::campaign))));
      both.push_back(filter("status", {"draft", "planned"}, columns));
      terms.push_back(unweighted(Expression::of(Type::all, std::move(both))));
    } else if (field == "kind") {
      add(prefix::kind, archive::fold(value));
    } else if (field.starts_with("attr.")) {
      add(prefix::attribute, archive::fold(field.substr(5)) + "=" + archive::fold(value));
    } else if (row) {
      add(row->prefix, archive::fold(row->field == Field::channel ? columns.channel_key(value) : value));
    }
  }
  Expression any = Expression::of(Type::any, std::move(terms));
  if (!row || !row->outcome) return any;
  std::vector<Expression> known;
  known.push_back(std::move(any));
  known.push_back(Expression::of(Type::over));
  return Expression::of(Type::all, std::move(known));
}

Marks marks_of(const Parsed& parsed, bool any, const Synonyms& synonyms) {
  Marks marks;
  collect_marks(parsed.root, any, synonyms, marks);
  for (auto* list : {&marks.stems, &marks.prefixes, &marks.runs}) {
    std::sort(list->begin(), list->end());
    list->erase(std::unique(list->begin(), list->end()), list->end());
  }
  return marks;
}

}  // namespace almanac::search
