#include "search/compile.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "archive/name.h"
#include "search/analysis.h"
#include "search/schema.h"

namespace almanac::search {
namespace {

constexpr double code_factor = 4.0;     // of an exact code
constexpr double synonym_factor = 0.3;  // at most, of a synonym against the word itself
constexpr double wording_factor = 0.9;  // the same of the same word in the wording of the mainland
// Of the characters in unknown Chinese text, those that are rare say something by themselves; they decide no match.
constexpr double character_factor = 0.3;
constexpr double most_of_a_character = 0.1;  // of the documents
constexpr std::size_t most_codes = 8;        // looked up as exact codes

Xapian::Query join(Xapian::Query::op op, const std::vector<Xapian::Query>& parts) {
  return parts.size() == 1 ? parts[0] : Xapian::Query(op, parts.begin(), parts.end());
}

Xapian::Query unweighted(const Xapian::Query& query) { return {Xapian::Query::OP_SCALE_WEIGHT, query, 0.0}; }

Xapian::Query scaled(const Xapian::Query& query, double factor) {
  return {Xapian::Query::OP_SCALE_WEIGHT, query, factor};
}

// Matches every document number with one weight, so that AND with it adds that weight. Cheaper than Xapian's own, which asks the
// database which documents there are; the other side of the AND knows.
class Constant : public Xapian::PostingSource {
 public:
  explicit Constant(double weight) : weight_(weight) {}
  Xapian::doccount get_termfreq_min() const override { return count_; }
  Xapian::doccount get_termfreq_est() const override { return count_; }
  Xapian::doccount get_termfreq_max() const override { return count_; }
  double get_weight() const override { return weight_; }
  Xapian::docid get_docid() const override { return at_; }
  void next(double) override { ++at_; }
  void skip_to(Xapian::docid id, double) override { at_ = std::max(at_, id); }
  bool check(Xapian::docid id, double) override {
    at_ = std::max(at_, id);
    return true;
  }
  bool at_end() const override { return at_ > last_; }
  void init(const Xapian::Database& database) override {
    count_ = database.get_doccount();
    last_ = database.get_lastdocid();
    at_ = 0;
    set_maxweight(weight_);
  }
  Constant* clone() const override { return new Constant(weight_); }  // Xapian owns it (release)

 private:
  double weight_;
  Xapian::doccount count_ = 0;
  Xapian::docid last_ = 0, at_ = 0;
};

class Compiler {
 public:
  Compiler(const CompileOptions& options, const Xapian::Database& database, const Columns& columns,
           const Synonyms& synonyms)
      : options_(options),
        database_(database),
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
    std::vector<Group> all;
    collect(root, true, all);
    chosen_.assign(all.size(), true);
    if (all.size() <= most_units) return;
    std::vector<Xapian::doccount> frequency(all.size());
    for (std::size_t i = 0; i < all.size(); ++i) frequency[i] = frequency_of(all[i]);
    std::vector<std::size_t> order(all.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return (frequency[a] == 0 ? ~0u : frequency[a]) < (frequency[b] == 0 ? ~0u : frequency[b]);
    });
    for (std::size_t i = most_units; i < order.size(); ++i) chosen_[order[i]] = false;
    dropped_ = all.size() - most_units;
  }

  void collect(const Node& node, bool positive, std::vector<Group>& all) const {
    for_each_child(node, [&](const Node& child) {
      if (child.type == Node::Type::words) {
        for (Group& group : groups(child.text, positive)) all.push_back(std::move(group));
      } else {
        collect(child, positive && child.type != Node::Type::none, all);
      }
    });
  }

  std::vector<Group> groups(const std::string& text, bool positive) const {
    return (positive ? grouping_ : whole_).groups(text);
  }

  Xapian::doccount frequency_of(const Group& group) const {
    Xapian::doccount most = 0;
    for (const Alternative& alternative : group.alternatives) {
      Xapian::doccount least = ~0u;
      for (const Unit& unit : alternative.units)
        for (const std::string& term : unit.terms) least = std::min(least, frequency_of(unit, term));
      if (!alternative.units.empty()) most = std::max(most, least);
    }
    return most;
  }

  Xapian::doccount frequency_of(const Unit& unit, const std::string& term) const {
    return database_.get_termfreq(make_term(unit.type == Unit::Type::stem ? prefix::stem : prefix::word, term));
  }

  // What the terms of the units tell, as BM25 sees it: 0 if one of them occurs nowhere.
  double strength(const std::vector<Unit>& units) const {
    double sum = 0;
    const double count = database_.get_doccount();
    for (const Unit& unit : units)
      for (const std::string& term : unit.terms) {
        const double frequency = frequency_of(unit, term);
        if (frequency == 0) return 0;
        sum += rarity(count, frequency);
      }
    return sum;
  }

  // Second walk. `positive`: what matches here earns weight.
  Xapian::Query build(const Node& node, bool positive) {
    switch (node.type) {
      case Node::Type::words: {
        const auto found = words(node.text, positive);
        std::vector<Xapian::Query> parts;
        for (const ScorePart& part : found) parts.push_back(first_of(part.choices));
        return parts.empty() ? Xapian::Query() : join(side_by_side(positive), parts);
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
      case Node::Type::none:
        return negated({build(node.children[0], false)}, Xapian::Query());
      case Node::Type::all:
        return together(node, positive, false);
    }
    return {};
  }

  Xapian::Query::op side_by_side(bool positive) const {
    return positive && options_.match != Match::all ? Xapian::Query::OP_OR : Xapian::Query::OP_AND;
  }

  static Xapian::Query negated(const std::vector<Xapian::Query>& without, const Xapian::Query& from) {
    const Xapian::Query base = from.empty() ? Xapian::Query::MatchAll : from;
    return {Xapian::Query::OP_AND_NOT, base, join(Xapian::Query::OP_OR, without)};
  }

  Xapian::Query alternatives(const Node& node, bool positive) {
    std::vector<Xapian::Query> parts;
    for (const Node& child : node.children)
      if (Xapian::Query part = build(child, positive); !part.empty()) parts.push_back(std::move(part));
    return parts.empty() ? Xapian::Query() : join(Xapian::Query::OP_OR, parts);
  }

  // Side by side: words by the rule of the match, filters always, negations never.
  Xapian::Query together(const Node& node, bool positive, bool is_root) {
    std::vector<Xapian::Query> filters, without;
    std::vector<ScorePart> parts;
    for_each_child(node, [&](const Node& child) {
      if (child.type == Node::Type::none) {
        if (Xapian::Query part = build(child.children[0], false); !part.empty()) without.push_back(std::move(part));
      } else if (child.type == Node::Type::words) {
        for (ScorePart& part : words(child.text, positive)) parts.push_back(std::move(part));
      } else if (Xapian::Query part = build(child, positive); !part.empty()) {
        if (child.type == Node::Type::field || child.type == Node::Type::range)
          filters.push_back(std::move(part));
        else
          parts.push_back({what_of(child.type), to_string(child), {}, {std::move(part)}});
      }
    });
    Xapian::Query query = is_root ? covered(parts) : joined(parts, positive);
    if (!filters.empty()) {
      const Xapian::Query all = join(Xapian::Query::OP_AND, filters);
      query = query.empty() ? all : Xapian::Query(Xapian::Query::OP_FILTER, query, all);
    }
    if (is_root) result_.parts = std::move(parts);
    return without.empty() ? query : negated(without, query);
  }

  // Of several ways to say a word the first that is found counts, the others not on top of it.
  static Xapian::Query first_of(const std::vector<Xapian::Query>& choices) {
    Xapian::Query query = choices.back();
    for (std::size_t i = choices.size() - 1; i-- > 0;)
      query = {Xapian::Query::OP_OR, choices[i], Xapian::Query(Xapian::Query::OP_AND_NOT, query, choices[i])};
    return query;
  }

  static ScorePart::What what_of(Node::Type type) {
    if (type == Node::Type::phrase) return ScorePart::What::phrase;
    if (type == Node::Type::prefix) return ScorePart::What::prefix;
    return type == Node::Type::title ? ScorePart::What::title : ScorePart::What::group;
  }

  Xapian::Query joined(const std::vector<ScorePart>& parts, bool positive) const {
    std::vector<Xapian::Query> queries;
    for (const ScorePart& part : parts) queries.push_back(first_of(part.choices));
    return queries.empty() ? Xapian::Query() : join(side_by_side(positive), queries);
  }

  // What stands side by side at the top. Under Match::most each word adds a constant: the score tells how many there are.
  Xapian::Query covered(std::vector<ScorePart>& parts) {
    result_.units = parts.size();
    if (options_.match != Match::most || majority(parts.size()) == 0) return joined(parts, true);
    result_.required = majority(parts.size());
    std::vector<Xapian::Query> queries;
    for (const ScorePart& part : parts) {
      const Xapian::Query constant((new Constant(coverage_weight))->release());
      queries.emplace_back(Xapian::Query::OP_AND, first_of(part.choices), constant);
    }
    return join(Xapian::Query::OP_OR, queries);
  }

  std::vector<ScorePart> words(const std::string& text, bool positive) {
    std::vector<ScorePart> parts;
    if (positive) note_codes(text);
    for (Group& group : groups(text, positive)) {
      if (!chosen_[next_group_++]) continue;
      if (group.pair && positive) note_characters(group.alternatives.front().text);
      const double own = group.alternatives.size() > 1 ? strength(group.alternatives.front().units) : 0;
      ScorePart part{ScorePart::What::word, group.alternatives.front().text, {}, {}};
      drop_unknown(group);
      for (Alternative& alternative : group.alternatives) {
        std::vector<Xapian::Query> units;
        for (const Unit& unit : alternative.units) units.push_back(anywhere(unit));
        if (units.empty()) continue;
        const Xapian::Query choice = join(Xapian::Query::OP_AND, units);
        const double factor = factor_of(alternative, own);
        part.choices.push_back(factor == 1 ? choice : scaled(choice, factor));
        part.alternatives.push_back(std::move(alternative));
      }
      if (!part.choices.empty()) parts.push_back(std::move(part));
    }
    if (!parts.empty()) result_.has_words = true;
    return parts;
  }

  // Other ways to say the word that occur nowhere, and the typed one too if it does not and another does.
  void drop_unknown(Group& group) const {
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

  Xapian::Query phrase(const std::string& text) {
    std::vector<Xapian::Query> parts;
    for (const Unit& unit : phrase_units_of(tokenize(text))) parts.push_back(anywhere(unit));
    if (!parts.empty()) result_.has_words = true;
    return parts.empty() ? Xapian::Query() : join(Xapian::Query::OP_AND, parts);
  }

  Xapian::Query prefix(const std::string& text) {
    result_.has_words = true;
    std::size_t terms = 0;
    for (auto term = database_.allterms_begin(text); term != database_.allterms_end(text) && terms <= most_expansions;
         ++term)
      ++terms;
    result_.wide_prefix = result_.wide_prefix || terms > most_expansions;
    return anywhere({Unit::Type::prefix, {text}, 0});
  }

  Xapian::Query title(const std::string& text) {
    result_.has_words = true;
    std::vector<Xapian::Query> parts;
    for (const Unit& unit : units_of(tokenize(text)))
      parts.push_back(under(unit, prefix::title_word, prefix::title_stem));
    return parts.empty() ? Xapian::Query() : join(Xapian::Query::OP_AND, parts);
  }

  // In all text; with as_of in all text of what was over by then, and in plan text of what was not.
  Xapian::Query anywhere(const Unit& unit) const {
    const Xapian::Query all = under(unit, prefix::word, prefix::stem);
    if (!options_.as_of_day) return all;
    const Xapian::Query known(Xapian::Query::OP_VALUE_LE, static_cast<Xapian::valueno>(Slot::outcome_day),
                              day_value(*options_.as_of_day));
    const Xapian::Query plan = under(unit, prefix::plan_word, prefix::plan_stem);
    return {Xapian::Query::OP_OR, Xapian::Query(Xapian::Query::OP_FILTER, all, known),
            Xapian::Query(Xapian::Query::OP_AND_NOT, plan, known)};
  }

  static Xapian::Query under(const Unit& unit, std::string_view word_prefix, std::string_view stem_prefix) {
    switch (unit.type) {
      case Unit::Type::stem:
        return Xapian::Query(make_term(stem_prefix, unit.terms[0]));
      case Unit::Type::term:
        return Xapian::Query(make_term(word_prefix, unit.terms[0]));
      case Unit::Type::prefix:
        return {Xapian::Query::OP_WILDCARD, make_term(word_prefix, unit.terms[0]),
                static_cast<Xapian::termcount>(most_expansions), Xapian::Query::WILDCARD_LIMIT_FIRST,
                Xapian::Query::OP_OR};
      case Unit::Type::phrase:
        break;
    }
    std::vector<Xapian::Query> terms;
    for (const std::string& term : unit.terms) terms.emplace_back(make_term(word_prefix, term));
    return {Xapian::Query::OP_PHRASE, terms.begin(), terms.end(), static_cast<Xapian::termcount>(unit.window)};
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
      if (!key.empty() && codes_.size() < most_codes && database_.term_exists(make_term(prefix::code, key)))
        codes_.insert(key);
  }

  void note_characters(const std::string& pair) {
    result_.has_pairs = true;
    const Tokens tokens = tokenize(pair);
    for (std::size_t i = 0; i < tokens.list.size(); ++i) {
      const std::string glyph(tokens.text(i));
      const double frequency = database_.get_termfreq(make_term(prefix::word, glyph));
      if (frequency > 0 && frequency <= most_of_a_character * database_.get_doccount()) characters_.insert(glyph);
    }
  }

  void add_boosts() {
    std::vector<Xapian::Query> boosts;
    for (const std::string& glyph : characters_) {
      const Xapian::Query boost = scaled(anywhere({Unit::Type::term, {glyph}, 0}), character_factor);
      result_.parts.push_back({ScorePart::What::character, glyph, {}, {boost}});
      boosts.push_back(boost);
    }
    for (const std::string& key : codes_) {
      const Xapian::Query boost = scaled(Xapian::Query(make_term(prefix::code, key)), code_factor);
      result_.parts.push_back({ScorePart::What::code, key, {}, {boost}});
      boosts.push_back(boost);
    }
    if (boosts.empty()) return;
    result_.query = {Xapian::Query::OP_AND_MAYBE, result_.query, join(Xapian::Query::OP_OR, boosts)};
  }

  Xapian::Query range(const Node& node) const {
    if (node.name == "year") {
      archive::Strings years;
      const ValueDictionary& known = columns_.dictionary(Field::year);
      for (std::uint32_t i = 0; i < known.size(); ++i) {
        const auto year = parse_amount(known.text(i));
        if (year && (!node.low || *year >= *node.low) && (!node.high || *year <= *node.high))
          years.push_back(known.text(i));
      }
      return years.empty() ? Xapian::Query::MatchNothing : filter("year", years, columns_);
    }
    if (node.name == "start") {
      const double low = std::max(node.low.value_or(-2e9), -2e9);
      const double high = std::min(node.high.value_or(2e9), 2e9);
      return {Xapian::Query::OP_VALUE_RANGE, static_cast<Xapian::valueno>(Slot::start),
              day_value(static_cast<std::int32_t>(low)), day_value(static_cast<std::int32_t>(high))};
    }
    return {Xapian::Query::OP_VALUE_RANGE, static_cast<Xapian::valueno>(Slot::budget),
            Xapian::sortable_serialise(node.low.value_or(0)), Xapian::sortable_serialise(node.high.value_or(1e300))};
  }

  const CompileOptions& options_;
  const Xapian::Database& database_;
  const Columns& columns_;
  const Grouping grouping_, whole_;
  std::vector<bool> chosen_;
  std::size_t next_group_ = 0;
  std::size_t dropped_ = 0;
  std::set<std::string> codes_, characters_;
  Compiled result_;
};

bool is_latin(const std::string& term) { return static_cast<unsigned char>(term.front()) < 0x80; }

void add_marks(const std::string& text, Marks& marks) {
  const Tokens tokens = tokenize(text);
  for (std::size_t i = 0; i < tokens.list.size();) {
    if (tokens.list[i].type != Token::Type::glyph) {
      marks.stems.push_back(stem(tokens.text(i)));
      ++i;
      continue;
    }
    std::size_t end = i + 1;
    while (tokens.has_pair(end - 1)) ++end;
    const std::uint32_t begin = tokens.list[i].fold_begin;
    marks.runs.push_back(tokens.folded.substr(begin, tokens.list[end - 1].fold_end - begin));
    i = end;
  }
}

// The words of "double 11" and of 双11 mean 双十一 only together; one by one they would mark any 11.
bool marks_alone(const Alternative& alternative) {
  if (alternative.origin != Alternative::Origin::synonym) return true;
  if (alternative.units.size() != 1) return false;
  const Unit& unit = alternative.units.front();
  return unit.type != Unit::Type::phrase || std::none_of(unit.terms.begin(), unit.terms.end(), is_latin);
}

void collect_marks(const Node& node, const Grouping& grouping, Marks& marks) {
  for_each_child(node, [&](const Node& child) {
    if (child.type == Node::Type::prefix) marks.prefixes.push_back(child.text);
    if (child.type == Node::Type::phrase || child.type == Node::Type::title) add_marks(child.text, marks);
    if (child.type == Node::Type::words)
      for (const Group& group : grouping.groups(child.text))
        for (const Alternative& alternative : group.alternatives)
          if (marks_alone(alternative)) add_marks(alternative.text, marks);
    if (child.type == Node::Type::all || child.type == Node::Type::any) collect_marks(child, grouping, marks);
  });
}

}  // namespace

Compiled compile(const Parsed& parsed, const CompileOptions& options, const Xapian::Database& database,
                 const Columns& columns, const Synonyms& synonyms) {
  return Compiler(options, database, columns, synonyms).compile(parsed);
}

std::size_t majority(std::size_t units) { return units < 3 ? 0 : units / 2 + 1; }

double rarity(double documents, double frequency) {
  const double odds = (documents - frequency + .5) / (frequency + .5);
  return std::log(odds < 2 ? odds * .5 + 1 : odds);
}

Xapian::BM25Weight weighting() { return {bm25_k1, 0, 1, bm25_b, 0}; }

Xapian::Query filter(std::string_view field, const archive::Strings& values, const Columns& columns) {
  std::vector<Xapian::Query> terms;
  const FieldRow* row = find_field(field);
  for (const std::string& value : values) {
    if (field == "kind") {
      terms.emplace_back(make_term(prefix::kind, archive::fold(value)));
    } else if (field.starts_with("attr.")) {
      terms.emplace_back(make_term(prefix::attribute, archive::fold(field.substr(5)) + "=" + archive::fold(value)));
    } else if (row) {
      terms.emplace_back(
          make_term(row->prefix, archive::fold(row->field == Field::channel ? columns.channel_key(value) : value)));
    }
  }
  return terms.empty() ? Xapian::Query::MatchNothing : join(Xapian::Query::OP_OR, terms);
}

Marks marks_of(const Parsed& parsed, const Grouping& grouping) {
  Marks marks;
  collect_marks(parsed.root, grouping, marks);
  for (auto* list : {&marks.stems, &marks.prefixes, &marks.runs}) {
    std::sort(list->begin(), list->end());
    list->erase(std::unique(list->begin(), list->end()), list->end());
  }
  return marks;
}

}  // namespace almanac::search
