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
#include "search/snippet.h"
#include "search/suggest.h"

// The way of a query: parse → compile (words) → restrict (filters of the form) → match, each match seen once by the collector
// → hits with marks. Under Match::automatic the query is read more and more loosely until something is found (attempts below).

namespace almanac::search {
namespace {

using archive::Text;

constexpr double most_seconds = 2.0;
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

class Search {
 public:
  Search(const Query& query, const Snapshot& snapshot, const Synonyms& synonyms)
      : query_(query),
        snapshot_(snapshot),
        columns_(*snapshot.columns),
        synonyms_(synonyms),
        database_(*snapshot.pool),
        parsed_(parse(query.q)) {
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
      response_.suggestion = did_you_mean(query_.q.substr(0, 500), *database_, snapshot_.lexicon(), synonyms_);
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
    if (query_.as_of) options.as_of_day = query_.as_of->last_day();
    return compile(parsed_, options, *database_, columns_, synonyms_);
  }

  bool counted(std::string_view field) const {
    return std::find(query_.facets.begin(), query_.facets.end(), field) != query_.facets.end();
  }

  // What was typed, narrowed by the form. Fields that are counted too are left to the collector.
  Xapian::Query restrict(const Compiled& compiled) const {
    Xapian::Query query = compiled.query;
    const bool blank = std::all_of(query_.q.begin(), query_.q.end(), [](unsigned char c) { return c <= ' '; });
    if (query.empty()) query = blank ? Xapian::Query::MatchAll : Xapian::Query::MatchNothing;
    std::vector<Xapian::Query> filters;
    if (!query_.kinds.empty()) {
      archive::Strings kinds;
      for (const archive::Kind kind : query_.kinds) kinds.emplace_back(archive::to_string(kind));
      filters.push_back(filter("kind", kinds, columns_));
    }
    for (const auto& [field, values] : query_.filters)
      if (!counted(field) && !values.empty()) filters.push_back(filter(field, values, columns_));
    for (const Xapian::Query& one : filters) query = {Xapian::Query::OP_FILTER, query, one};
    return query;
  }

  CollectorOptions collector_options(const Compiled& compiled) const {
    CollectorOptions options;
    options.least_weight = compiled.least_weight();
    options.sort = query_.sort;
    options.limit = query_.limit;
    if (query_.as_of) options.as_of_day = query_.as_of->last_day();
    if (query_.start_from) options.start_from = query_.start_from->days;
    if (query_.start_to) options.start_to = query_.start_to->last_day();
    if (query_.budget_min) options.budget_min = query_.budget_min->to_double();
    if (query_.budget_max) options.budget_max = query_.budget_max->to_double();
    for (const auto& [name, values] : query_.filters) {
      if (!counted(name) || values.empty()) continue;
      const Field field = find_field(name)->field;
      std::vector<std::uint32_t> accepted;
      for (const std::string& value : values)
        if (const auto number =
                columns_.dictionary(field).find(field == Field::channel ? columns_.channel_key(value) : value))
          accepted.push_back(*number);
      std::sort(accepted.begin(), accepted.end());
      options.filters.emplace_back(field, std::move(accepted));
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

  void match(const Compiled& compiled) {
    collector_.emplace(columns_, collector_options(compiled));
    Xapian::Enquire enquire(*database_);
    const Xapian::Query query = restrict(compiled);
    enquire.set_query(query);
    const bool weighs = compiled.has_words && (query_.sort == Sort::relevance || compiled.required > 0);
    if (weighs)
      enquire.set_weighting_scheme(weighting());
    else
      enquire.set_weighting_scheme(Xapian::BoolWeight());
    enquire.set_docid_order(Xapian::Enquire::DONT_CARE);
    enquire.set_time_limit(most_seconds);
    const auto began = std::chrono::steady_clock::now();
    if (!compiled.has_words || !match_by_weight(enquire)) {
      enquire.add_matchspy(&*collector_);
      enquire.get_mset(0, 1, database_->get_doccount());
    }
    // Past the time limit Xapian stops early; the hits are good, the counts are not complete.
    response_.total_exact = std::chrono::steady_clock::now() - began < std::chrono::duration<double>(most_seconds);
  }

  // The first page of a plain search: no match has to be shown to the collector but the best. False if more tie with the last of
  // the page than were asked for, so that their order is not known yet.
  bool match_by_weight(Xapian::Enquire& enquire) {
    if (!collector_->needs_only_weights()) return false;
    constexpr Xapian::doccount most_ties = 50;
    const auto limit = static_cast<Xapian::doccount>(query_.limit);
    const Xapian::MSet found = enquire.get_mset(0, limit + most_ties, database_->get_doccount());
    if (found.size() == limit + most_ties && found[limit - 1].get_weight() == found[found.size() - 1].get_weight())
      return false;
    collector_->take(found);
    return true;
  }

  void note(const Compiled& compiled) {
    if (compiled.dropped > 0)
      response_.notes.push_back(
          archive::filled(Text{"the text has many words; the {} most telling ones were used, {} were not",
                               "文本中的词很多；使用了其中最有区分度的 {} 个，其余 {} 个未使用"},
                          std::to_string(compiled.units), std::to_string(compiled.dropped)));
    if (compiled.wide_prefix)
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
    if (reading_.reading == Reading::split) response_.parsed = split_parsed_;
    fill_facets();
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

  void explain_hits(const Compiled& compiled, const std::vector<Ranked>& best) {
    response_.explained = true;
    if (query_.sort != Sort::relevance || !compiled.has_words) return;
    std::vector<DocumentId> ids;
    for (const Ranked& ranked : best) ids.push_back(ranked.id);
    auto shares = explain(compiled, *database_, ids);
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
    const Facts& facts = columns_.facts(ranked.id);
    const Names& names = columns_.names(ranked.id);
    const std::string data = database_->get_document(ranked.id).get_data();
    StoredHit stored = decode_data(data);
    Hit hit;
    hit.kind = facts.kind;
    hit.code = names.key;
    hit.id = archive::graph_id(facts.kind, names.key);
    hit.title = names.title;
    hit.score = query_.sort == Sort::relevance ? ranked.weight : 0;
    hit.title_marks = highlighter.whole(names.title);
    const bool outcome_known = !query_.as_of || facts.outcome_day <= query_.as_of->last_day();
    hit.fields = std::move(stored.plan_fields);
    if (outcome_known)
      for (auto& [name, value] : stored.outcome_fields.items()) hit.fields[name] = std::move(value);
    hit.snippet = highlighter.best(outcome_known ? stored.all_text : stored.plan_text);
    return hit;
  }

  const Query& query_;
  const Snapshot& snapshot_;
  const Columns& columns_;
  const Synonyms& synonyms_;
  const HandlePool::Lease database_;
  const Parsed parsed_;
  std::optional<Cursor> cursor_;
  Attempt reading_ = attempts[0];
  std::uint8_t attempt_ = 0;
  std::string split_parsed_;
  std::optional<Collector> collector_;
  Response response_;
};

}  // namespace

Response run(const Query& query, const Snapshot& snapshot, const Synonyms& synonyms) {
  return Search(query, snapshot, synonyms).run();
}

}  // namespace almanac::search
