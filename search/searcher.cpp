#include "search/searcher.h"

#include <algorithm>
#include <chrono>
#include <set>

#include "archive/error.h"
#include "search/analysis.h"
#include "search/collector.h"
#include "search/compile.h"
#include "search/cursor.h"
#include "search/document.h"
#include "search/explain.h"
#include "search/histogram.h"
#include "search/matcher.h"
#include "search/misspelling.h"
#include "search/significant.h"
#include "search/snippet.h"

// The way of a query: parse → compile (words) → restrict (filters of the form) → match, each match seen once by the collector
// → hits with marks. Under Match::automatic the query is read more and more loosely until something is found (attempts below).

namespace almanac::search {
namespace {

using archive::Text;

constexpr std::chrono::seconds most_time{2};
constexpr std::size_t most_facet_values = 200;
constexpr std::size_t most_required_words = 4;  // a longer question is answered by what has any of its words

// The ways to read a query, from strict to loose; a cursor remembers the number of the one that gave its page.
struct Attempt {
  Match match;
  Reading reading;
};
constexpr Attempt attempts[] = {{Match::all, Reading::whole},
                                {Match::all, Reading::split},
                                {Match::most, Reading::loose},
                                {Match::any, Reading::loose}};
constexpr std::uint8_t split_attempt = 1, most_attempt = 2, any_attempt = 3;
constexpr Attempt strictly_any = {Match::any, Reading::loose_strict};  // Match::any asked for by name

struct StoredText {
  std::string data;
  std::string_view text;  // into it: what was known
};

Hit hit_of(const Xapian::Database& database, const Columns& columns, DocumentId id,
           std::optional<std::int32_t> as_of_day, StoredText& text) {
  const Facts& facts = columns.facts(id);
  const Names& names = columns.names(id);
  text.data = database.get_document(id).get_data();
  StoredHit stored = decode_data(text.data);
  Hit hit;
  hit.kind = facts.kind;
  hit.code = names.key;
  hit.id = archive::graph_id(facts.kind, names.key);
  hit.title = names.title;
  const bool outcome_known = !as_of_day || facts.outcome_day <= *as_of_day;
  hit.fields = std::move(stored.plan_fields);
  if (outcome_known)
    for (auto& [name, value] : stored.outcome_fields.items()) hit.fields[name] = std::move(value);
  text.text = outcome_known ? stored.all_text : stored.plan_text;
  return hit;
}

class Search {
 public:
  Search(const Query& query, const Snapshot& snapshot, const Synonyms& synonyms, std::vector<Ranked>* all = nullptr)
      : query_(query),
        snapshot_(snapshot),
        columns_(*snapshot.columns),
        synonyms_(synonyms),
        database_(*snapshot.pool),
        postings_(*database_, *snapshot.postings),
        parsed_(parse(query.q)),
        all_(all) {
    if (!query.cursor.empty()) cursor_ = cursor_from(query.cursor, query);
  }

  Response run() {
    response_.revision = snapshot_.revision;
    response_.changed = cursor_ && cursor_->revision != snapshot_.revision;
    response_.parsed = to_string(parsed_.root);
    if (parsed_.cut)
      response_.notes.push_back(
          {"the text is longer than 8 KB; what comes after that was not used", "文本超过 8 KB，超出部分未使用"});
    const bool automatic = query_.match == Match::automatic;
    const Compiled compiled = automatic && !cursor_ ? loosen_until_found() : match_once();
    response_.match = reading_.match;
    note(compiled);
    fill(compiled);
    if (compiled.has_words && !cursor_ && (response_.total == 0 || (automatic && reading_.match != Match::all)))
      response_.suggestion = did_you_mean(query_.q.substr(0, 500), *database_, snapshot_.words(*database_),
                                          snapshot_.lexicon(), synonyms_);
    return std::move(response_);
  }

 private:
  Compiled match_once() {
    attempt_ = cursor_                            ? cursor_->attempt
               : query_.match == Match::automatic ? 0
               : query_.match == Match::most      ? most_attempt
               : query_.match == Match::any       ? any_attempt
                                                  : 0;
    reading_ = query_.match == Match::any ? strictly_any : attempts[attempt_];
    Compiled compiled = compiled_for(reading_);
    match(compiled);
    return compiled;
  }

  Compiled loosen_until_found() {
    reading_ = attempts[0];
    Compiled compiled = compiled_for(reading_);
    const bool is_long = compiled.dropped > 0 || compiled.units > most_required_words;
    if (!is_long) match(compiled);
    for (std::uint8_t next = 1; next <= any_attempt && (is_long || nothing_found(compiled)); ++next) {
      if (is_long && next < any_attempt) continue;
      if (next == split_attempt && !splits()) continue;
      Compiled wider = compiled_for(attempts[next]);
      if (next == most_attempt && (wider.required == 0 || wider.has_pairs || wider.units > most_required_words))
        continue;
      if (!is_long && next == any_attempt && wider.units < 2 && compiled.units < 2) continue;
      attempt_ = next;
      reading_ = attempts[next];
      compiled = std::move(wider);
      match(compiled);
      if (is_long) break;
    }
    return compiled;
  }

  bool nothing_found(const Compiled& compiled) const { return compiled.has_words && collector_->total() == 0; }

  // Whether a long run of glyphs falls into known names; the answer then shows where.
  bool splits() {
    Node root = parsed_.root;
    bool any = false;
    split(root, Grouping(synonyms_, &snapshot_.lexicon(), Reading::split), any);
    if (any) split_parsed_ = to_string(root);
    return any;
  }

  static void split(Node& node, const Grouping& grouping, bool& any) {
    if (node.type == Node::Type::none) return;
    if (node.type == Node::Type::words) {
      std::string parts;
      if (grouping.splits(node.text, parts)) {
        any = true;
        node.text = parts;
      }
    }
    for (Node& child : node.children) split(child, grouping, any);
  }

  Grouping grouping() const {
    const bool cuts = reading_.reading != Reading::whole;
    return {synonyms_, cuts ? &snapshot_.lexicon() : nullptr, reading_.reading};
  }

  Compiled compiled_for(const Attempt& attempt) const {
    CompileOptions options;
    options.match = attempt.match;
    options.reading = attempt.reading;
    if (attempt.reading != Reading::whole) options.lexicon = &snapshot_.lexicon();
    options.as_of = query_.as_of.has_value();
    return compile(parsed_, options, postings_, columns_, synonyms_);
  }

  std::optional<std::int32_t> as_of_day() const {
    return query_.as_of ? std::optional(query_.as_of->last_day()) : std::nullopt;
  }

  // A plan is not a kind of document of its own: what it is, an expression says.
  bool wants_plans() const {
    return std::find(query_.kinds.begin(), query_.kinds.end(), archive::Kind::plan) != query_.kinds.end();
  }

  // What was typed, narrowed by the attributes of the form; all else of the form is left to the collector.
  Expression restrict(Expression query) const {
    const bool blank = std::all_of(query_.q.begin(), query_.q.end(), [](unsigned char c) { return c <= ' '; });
    if (query.empty() && blank) query = Expression::of(Expression::Type::everything);
    std::vector<Expression> parts;
    if (wants_plans()) {
      archive::Strings kinds;
      for (const archive::Kind kind : query_.kinds) kinds.emplace_back(archive::to_string(kind));
      parts.push_back(filter("kind", kinds, columns_));
    }
    for (const auto& [field, values] : query_.filters)
      if (!find_field(field) && !values.empty()) parts.push_back(filter(field, values, columns_));
    if (parts.empty()) return query;
    parts.insert(parts.begin(), std::move(query));
    return Expression::of(Expression::Type::filter, std::move(parts));
  }

  CollectorOptions collector_options() const {
    CollectorOptions options;
    options.sort = query_.sort;
    options.limit = all_ ? database_->get_doccount() : query_.limit;
    if (query_.as_of) options.as_of_day = query_.as_of->last_day();
    if (query_.start_from) options.start_from = query_.start_from->days;
    if (query_.start_to) options.start_to = query_.start_to->last_day();
    if (query_.budget_min) options.budget_min = query_.budget_min->to_double();
    if (query_.budget_max) options.budget_max = query_.budget_max->to_double();
    const bool only_some = !query_.kinds.empty() && !wants_plans();
    if (only_some) options.kinds = 0;
    for (const archive::Kind kind : query_.kinds)
      if (only_some) options.kinds |= 1u << static_cast<unsigned>(kind);
    for (const auto& [name, values] : query_.filters) {
      const FieldRow* row = find_field(name);
      if (!row || values.empty()) continue;
      const Field field = row->field;
      FieldFilter made{field, std::vector<std::uint8_t>(columns_.dictionary(field).size(), 0)};
      for (const std::string& value : values)
        if (const auto number =
                columns_.dictionary(field).find(field == Field::channel ? columns_.channel_key(value) : value))
          made.accepted[*number] = 1;
      options.filters.push_back(std::move(made));
    }
    for (const std::string& name : facet_names()) options.facets.push_back(find_field(name)->field);
    if (cursor_) {
      options.after = cursor_->place;
      if (response_.changed) {
        options.seen = cursor_->seen;
        std::sort(options.seen.begin(), options.seen.end());
      }
    }
    return options;
  }

  std::vector<std::string> facet_names() const {
    const std::set<std::string> names(query_.facets.begin(), query_.facets.end());
    return {names.begin(), names.end()};
  }

  MatcherOptions matching(const Compiled& compiled) const {
    MatcherOptions options;
    options.as_of_day = as_of_day();
    options.weighted = compiled.has_words && query_.sort == Sort::relevance;
    options.deadline = std::chrono::steady_clock::now() + most_time;
    return options;
  }

  // What the form lets through, as far as it can be told before anything is matched. Not by a field that is counted too, as what
  // fails that one alone counts as well, nor by the start that a histogram is wanted of. Fields that are fully tested by this are
  // taken out of `collector`.
  Narrowing narrowing(CollectorOptions& collector, std::size_t matches) {
    Narrowing made;
    if (std::find(query_.histograms.begin(), query_.histograms.end(), "start") == query_.histograms.end()) {
      made.start_from = collector.start_from;
      made.start_to = collector.start_to;
    }
    constexpr std::size_t postings_a_match = 8;  // marking a posting costs that much less than testing a match
    std::map<Field, archive::Strings> terms;
    std::size_t postings = 0;
    for (const auto& [name, values] : query_.filters) {
      const FieldRow* row = find_field(name);
      const auto& counted = collector.facets;
      if (!row || values.empty() || std::find(counted.begin(), counted.end(), row->field) != counted.end()) continue;
      for (const std::string& value : values) terms[row->field].push_back(term_of(*row, value, columns_));
    }
    for (const auto& [field, list] : terms)
      for (const std::string& term : list) postings += postings_.size(term);
    if (postings > postings_a_match * matches) return made;
    for (const auto& [field, list] : terms) {
      DocumentSet set(columns_.end_id());
      for (const std::string& term : list)
        for (const DocumentId id : postings_.list(term)->ids) set.add(id);
      if (made.set)
        made.set->keep(set);
      else
        made.set = std::move(set);
      if (!row_of(field).outcome || !collector.as_of_day)
        std::erase_if(collector.filters,
                      [tested = field](const FieldFilter& filter) { return filter.field == tested; });
    }
    return made;
  }

  void match(const Compiled& compiled) {
    Matcher matcher(postings_, columns_, matching(compiled));
    const Expression expression = restrict(compiled.query);
    CollectorOptions collector = collector_options();
    const Narrowing narrowed = narrowing(collector, matcher.at_most(expression));
    matcher.narrow_to(narrowed);
    collector_.emplace(columns_, collector);
    histograms_.reset();
    significance_.reset();
    if (!query_.histograms.empty()) histograms_.emplace(columns_, collector);
    if (query_.significant) significance_.emplace(columns_, collector, filtered_fields());
    const Matches matches = matcher.find(expression);
    for (std::size_t i = 0; i < matches.ids.size(); ++i) {
      collector_->expect(matches.ids, i);
      collector_->add(matches.ids[i], matches.weights[i]);
      if (histograms_) histograms_->add(matches.ids[i]);
      if (significance_) significance_->add(matches.ids[i], matches.weights[i]);
    }
    wide_prefix_ = matcher.wide_prefix();
    response_.total_exact = matcher.complete();
  }

  void note(const Compiled& compiled) {
    if (compiled.dropped > 0)
      response_.notes.push_back(
          archive::filled(Text{"the text has many words; the {} most telling ones were used, {} were not",
                               "文本中的词很多；使用了其中最有区分度的 {} 个，其余 {} 个未使用"},
                          std::to_string(compiled.units), std::to_string(compiled.dropped)));
    if (wide_prefix_)
      response_.notes.push_back({"a word with * begins too many words; the first 200 were used",
                                 "带 * 的前缀匹配的词太多，只使用了前 200 个"});
    if (!response_.total_exact)
      response_.notes.push_back(
          {"the search took too long; totals and counts are not complete", "搜索耗时过长；总数和计数不完整"});
    if (compiled.query.empty() && !query_.q.empty() && tokenize(query_.q).list.empty() &&
        query_.q.find_first_not_of(" \t\r\n") != std::string::npos)
      response_.notes.push_back(
          {"there is no letter, digit or Chinese character to search for", "没有可供搜索的文字或数字"});
  }

  void fill(const Compiled& compiled) {
    response_.total = collector_->total();
    if (all_) {
      *all_ = collector_->best();
      return;
    }
    if (reading_.reading == Reading::split) response_.parsed = split_parsed_;
    fill_facets();
    for (const std::string& name : query_.histograms)
      response_.histograms[name] = name == "start" ? histograms_->starts() : histograms_->budgets();
    if (significance_)
      response_.significant =
          significance_->result(postings_, marks_of(parsed_, grouping()), snapshot_.lexicon(), synonyms_);
    const std::vector<Ranked> best = collector_->best();
    Highlighter highlighter(marks_of(parsed_, grouping()));
    for (const Ranked& ranked : best) response_.hits.push_back(hit(ranked, highlighter));
    if (query_.explain) explain_hits(compiled, best);
    if (best.empty() || !collector_->has_more()) return;
    Cursor next;
    next.search = search_hash(query_);
    next.revision = snapshot_.revision;
    next.attempt = attempt_;
    next.place = collector_->place_of(best.back());
    if (cursor_) next.seen = cursor_->seen;
    for (const Hit& shown : response_.hits) next.seen.push_back(seen_hash(shown.kind, shown.code));
    response_.next_cursor = to_string(next);
  }

  std::set<Field> filtered_fields() const {
    std::set<Field> fields;
    for (const auto& [name, values] : query_.filters)
      if (const FieldRow* row = find_field(name); row && !values.empty()) fields.insert(row->field);
    for (const Node& node : parsed_.root.children)
      if (const FieldRow* row = node.type == Node::Type::field ? find_field(node.name) : nullptr)
        fields.insert(row->field);
    return fields;
  }

  void explain_hits(const Compiled& compiled, const std::vector<Ranked>& best) {
    response_.explained = true;
    if (query_.sort != Sort::relevance || !compiled.has_words) return;
    std::vector<DocumentId> ids;
    for (const Ranked& ranked : best) ids.push_back(ranked.id);
    auto shares = explain(compiled, postings_, columns_, matching(compiled), ids);
    for (std::size_t i = 0; i < ids.size(); ++i) response_.hits[i].explain = std::move(shares[i]);
  }

  void fill_facets() {
    const auto names = facet_names();
    for (std::size_t f = 0; f < names.size(); ++f) {
      const Field field = find_field(names[f])->field;
      const auto& counts = collector_->counts(f);
      const ValueDictionary& dictionary = columns_.dictionary(field);
      std::vector<FacetValue>& values = response_.facets[names[f]];
      for (std::uint32_t v = 0; v < counts.size(); ++v)
        if (counts[v] > 0) values.push_back({dictionary.text(v), counts[v]});
      const auto order = [](const FacetValue& a, const FacetValue& b) {
        return a.count != b.count ? a.count > b.count : a.value < b.value;
      };
      const std::size_t kept = std::min(values.size(), most_facet_values);
      std::partial_sort(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(kept), values.end(), order);
      values.resize(kept);
    }
  }

  Hit hit(const Ranked& ranked, Highlighter& highlighter) const {
    StoredText stored;
    Hit hit = hit_of(*database_, columns_, ranked.id, as_of_day(), stored);
    hit.score = query_.sort == Sort::relevance ? ranked.weight : 0;
    hit.title_marks = highlighter.whole(hit.title);
    hit.snippet = highlighter.best(stored.text);
    return hit;
  }

  const Query& query_;
  const Snapshot& snapshot_;
  const Columns& columns_;
  const Synonyms& synonyms_;
  const HandlePool::Lease database_;
  mutable Postings postings_;
  const Parsed parsed_;
  std::optional<Cursor> cursor_;
  Attempt reading_ = attempts[0];
  std::uint8_t attempt_ = 0;
  std::string split_parsed_;
  std::optional<Collector> collector_;
  std::optional<Histograms> histograms_;
  std::optional<Significance> significance_;
  bool wide_prefix_ = false;
  std::vector<Ranked>* const all_;  // every hit is wanted, in order and nothing else
  Response response_;
};

// The best hits of each kind: the same search within the kind. Words weigh alike, as their weights are those of the whole index.
std::vector<Group> groups_of(const Query& query, Match match, const Snapshot& snapshot, const Synonyms& synonyms) {
  constexpr std::size_t group_size = 5;
  Query within = query;
  within.match = match;
  within.limit = group_size;
  within.cursor.clear();
  within.facets.clear();
  within.histograms.clear();
  within.significant = within.group_by_kind = false;
  std::vector<Group> groups;
  for (const archive::Kind kind : indexed_kinds()) {
    const auto& wanted = query.kinds;
    if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), kind) == wanted.end()) continue;
    within.kinds = {kind};
    Response found = Search(within, snapshot, synonyms).run();
    if (found.total > 0) groups.push_back({kind, found.total, std::move(found.hits)});
  }
  return groups;
}

}  // namespace

Response run(const Query& query, const Snapshot& snapshot, const Synonyms& synonyms) {
  Response response = Search(query, snapshot, synonyms).run();
  if (query.group_by_kind) response.groups = groups_of(query, response.match, snapshot, synonyms);
  return response;
}

Hit bare_hit(const Xapian::Database& database, const Columns& columns, DocumentId id,
             std::optional<std::int32_t> as_of_day) {
  StoredText text;
  return hit_of(database, columns, id, as_of_day, text);
}

std::vector<Ranked> all_hits(const Query& query, const Snapshot& snapshot, const Synonyms& synonyms) {
  std::vector<Ranked> ranked;
  Search(query, snapshot, synonyms, &ranked).run();
  return ranked;
}

}  // namespace almanac::search
