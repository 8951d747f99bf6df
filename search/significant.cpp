#include "search/significant.h"

#include <math.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <unordered_map>

#include "search/analysis.h"
#include "search/compile.h"
#include "search/document.h"
#include "search/matcher.h"
#include "search/whole_words.h"

namespace almanac::search {
namespace {

constexpr std::size_t most_read = 128;  // hits whose words are read
constexpr std::size_t most_words = 60;  // that are counted exactly
constexpr std::size_t most_told = 20;
constexpr double most_chance = 0.05;  // of p times the number of tested values
constexpr double least_p = 1e-300;

double log_factorial(double n) {
  int sign = 0;
  return ::lgamma_r(n + 1, &sign);  // std::lgamma writes a global
}
double log_choose(double n, double k) { return log_factorial(n) - log_factorial(k) - log_factorial(n - k); }

std::uint64_t hash_of(archive::Kind kind, std::string_view key) {
  std::uint64_t hash = 14695981039346656037ull ^ static_cast<std::uint64_t>(kind);
  for (const char c : key) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ull;
  return hash;
}

std::uint64_t bit_of(archive::Kind kind) { return std::uint64_t{1} << (static_cast<unsigned>(kind) & 63); }

struct Tested {
  Significant row;
  double log_p = 0;
};

// Nothing if it is not more frequent than in the archive.
std::optional<Tested> test(std::string field, std::string value, std::uint64_t count, std::uint64_t of,
                           std::uint64_t total, std::uint64_t of_total) {
  // A word's hits are among the documents that are counted, but a document deleted meanwhile is not.
  if (of == 0 || of_total < of || total < count || count > of) return std::nullopt;
  const double lift = (static_cast<double>(count) / static_cast<double>(of)) /
                      (static_cast<double>(total) / static_cast<double>(of_total));
  if (!(lift > 1)) return std::nullopt;
  Tested made;
  made.log_p = log_fisher(count, of, total, of_total);
  made.row = {
      std::move(field), std::move(value), count, of, total, of_total, lift, std::max(least_p, std::exp(made.log_p))};
  return made;
}

bool before(const Tested& a, const Tested& b) {
  if (a.log_p != b.log_p) return a.log_p < b.log_p;
  if (a.row.field != b.row.field) return a.row.field < b.row.field;
  return a.row.value < b.row.value;
}

struct Candidate {
  std::string term;
  double log_p = 0;
  bool pair = false;
};

// What the query is about, and the names that the archive and the synonyms know.
class Vocabulary {
 public:
  Vocabulary(const Lexicon& lexicon, const Synonyms& synonyms, const Marks& typed)
      : lexicon_(lexicon), synonyms_(synonyms), typed_(typed) {}

  bool is_name(const std::string& folded) const { return lexicon_.knows(folded) || !synonyms_.others(folded).empty(); }

  // Whether a pair or a word is of the query's words.
  bool has(const Candidate& candidate) const {
    if (!candidate.pair) return has_word(candidate.term);
    return std::any_of(typed_.runs.begin(), typed_.runs.end(), [&](const std::string& run) {
      return run.find(candidate.term) != std::string::npos || candidate.term.find(run) != std::string::npos;
    });
  }

  // Whether a value says no more than the query did, in the same words or in others that mean it.
  bool says(std::string_view value) const {
    const std::string key = Synonyms::key(last_part(value));
    if (is_typed(key)) return true;
    const std::vector<std::string>& others = synonyms_.others(key);
    return std::any_of(others.begin(), others.end(), [&](const std::string& other) { return is_typed(other); });
  }

  // What a word has beside a word of the query inside of it; empty if there is none inside.
  std::string rest_of(const std::string& word) const {
    for (const std::string& run : typed_.runs)
      if (const std::size_t at = word.find(run); at != std::string::npos && run.size() < word.size())
        return at == 0 ? word.substr(run.size()) : word.substr(0, at);
    return {};
  }

 private:
  // A category names what lies above it too: "食品 > 坚果".
  static std::string_view last_part(std::string_view value) {
    const std::size_t at = value.rfind(" > ");
    return at == std::string_view::npos ? value : value.substr(at + 3);
  }
  bool has_word(const std::string& word) const {
    return std::binary_search(typed_.stems.begin(), typed_.stems.end(), stem(word)) ||
           std::any_of(typed_.prefixes.begin(), typed_.prefixes.end(),
                       [&](const std::string& begin) { return word.starts_with(begin); });
  }
  bool is_typed(const std::string& key) const {
    if (std::binary_search(typed_.runs.begin(), typed_.runs.end(), key)) return true;
    const Tokens tokens = tokenize(key);
    for (std::size_t i = 0; i < tokens.list.size(); ++i)
      if (tokens.list[i].type == Token::Type::glyph || !has_word(std::string(tokens.text(i)))) return false;
    return !tokens.list.empty();
  }

  const Lexicon& lexicon_;
  const Synonyms& synonyms_;
  const Marks& typed_;
};

// The words of some documents, counted, and the unusual ones among them.
class Words {
 public:
  using Known = std::function<bool(DocumentId)>;
  Words(Postings& postings, const Columns& columns, std::optional<std::int32_t> as_of_day, std::vector<DocumentId> read,
        Known in_background)
      : postings_(postings),
        columns_(columns),
        as_of_day_(as_of_day),
        read_(std::move(read)),
        in_background_(std::move(in_background)) {}

  std::uint64_t tests() const { return tests_; }

  std::vector<Tested> unusual(std::uint64_t background, const Vocabulary& vocabulary) {
    read_terms();
    std::vector<std::string> terms;
    for (Candidate& candidate : candidates(background, vocabulary)) terms.push_back(std::move(candidate.term));
    const WholeWords whole(texts(), terms);
    const WholeWords::Knowledge knowledge{
        [&](const std::string& name) { return vocabulary.is_name(name); },
        [this](const std::string& term) -> std::uint64_t { return postings_.size(term); }};
    std::set<std::string> words;
    for (const std::string& term : terms)
      if (auto word = whole.word_of(term, knowledge); word && !vocabulary.says(*word)) words.insert(std::move(*word));
    // 双十一大促 says no more than 大促 where 双十一 was looked for.
    std::erase_if(words, [&](const std::string& word) { return words.contains(vocabulary.rest_of(word)); });
    std::vector<Tested> list;
    for (const std::string& word : words) {
      const auto [count, total] = exact(word);
      if (auto tested = test("word", word, count, read_.size(), total, background)) list.push_back(std::move(*tested));
    }
    // A part that stands nowhere else says no more than the whole.
    std::erase_if(list, [all = list](const Tested& one) {
      return std::any_of(all.begin(), all.end(), [&](const Tested& other) {
        return one.row.value.size() < other.row.value.size() && one.row.count == other.row.count &&
               one.row.total == other.row.total && other.row.value.find(one.row.value) != std::string::npos;
      });
    });
    return list;
  }

 private:
  static bool is_prefix(char c) { return c >= 'A' && c <= 'Z'; }
  bool plan_only(DocumentId id) const { return as_of_day_ && columns_.facts(id).outcome_day > *as_of_day_; }

  std::vector<std::string> texts() const {
    std::vector<std::string> list;
    for (const DocumentId id : read_) {
      const std::string data = postings_.database().get_document(id).get_data();
      const StoredHit stored = decode_data(data);
      std::string& text = list.emplace_back(columns_.names(id).title);
      text += '\n';
      text += plan_only(id) ? stored.plan_text : stored.all_text;
    }
    return list;
  }

  // Terms without a prefix are the words of all text; of what was not known yet those of plan text are read.
  void read_terms() {
    for (const DocumentId id : read_) {
      const bool only_plan = plan_only(id);
      auto term = postings_.database().termlist_begin(id);
      const auto end = postings_.database().termlist_end(id);
      if (only_plan) term.skip_to(std::string(prefix::plan_word));
      while (term != end) {
        const std::string text = *term;
        if (only_plan) {
          if (text[0] != prefix::plan_word[0]) break;
          if (text.size() > 1 && !is_prefix(text[1])) ++terms_[text.substr(1)];
        } else if (!is_prefix(text[0])) {
          ++terms_[text];
        } else {
          term.skip_to("[");  // behind all prefixes
          continue;
        }
        ++term;
      }
    }
  }

  std::vector<Candidate> candidates(std::uint64_t background, const Vocabulary& vocabulary) {
    const std::size_t least = std::max<std::size_t>(2, read_.size() / 25);
    std::vector<Candidate> list;
    for (const auto& [term, count] : terms_) {
      if (count < least) continue;
      ++tests_;
      const std::uint64_t total = std::clamp<std::uint64_t>(postings_.database().get_termfreq(term), count, background);
      const double share = static_cast<double>(count) / static_cast<double>(read_.size());
      if (share * static_cast<double>(background) <= static_cast<double>(total)) continue;
      Candidate one{term, log_fisher(count, read_.size(), total, background), false};
      if (!std::isfinite(one.log_p) || !is_word(one) || vocabulary.has(one)) continue;
      list.push_back(std::move(one));
    }
    const std::size_t kept = std::min(list.size(), most_words);
    std::partial_sort(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(kept), list.end(),
                      [](const Candidate& a, const Candidate& b) {
                        return a.log_p != b.log_p ? a.log_p < b.log_p : a.term < b.term;
                      });
    list.resize(kept);
    return list;
  }

  // A pair of glyphs, or a word with a letter: single glyphs and numbers say too little.
  static bool is_word(Candidate& candidate) {
    const Tokens tokens = tokenize(candidate.term);
    if (tokens.list.size() == 2 && tokens.has_pair(0)) return candidate.pair = true;
    return tokens.list.size() == 1 && tokens.list[0].type == Token::Type::word && candidate.term.size() > 1;
  }

  // In how many of the documents read, and in how many of all, the word stands.
  std::pair<std::uint64_t, std::uint64_t> exact(const std::string& word) const {
    CompileOptions options;
    options.as_of = as_of_day_.has_value();
    MatcherOptions matching;
    matching.as_of_day = as_of_day_;
    matching.weighted = false;
    static const Synonyms none;
    Matcher matcher(postings_, columns_, matching);
    std::uint64_t count = 0, total = 0;
    for (const DocumentId id :
         matcher.find(compile(parse('"' + word + '"'), options, postings_, columns_, none).query).ids) {
      if (!in_background_(id)) continue;
      ++total;
      if (std::binary_search(read_.begin(), read_.end(), id)) ++count;
    }
    return {count, total};
  }

  Postings& postings_;
  const Columns& columns_;
  const std::optional<std::int32_t> as_of_day_;
  const std::vector<DocumentId> read_;  // sorted
  const Known in_background_;
  std::unordered_map<std::string, std::size_t> terms_;  // in how many of the documents read
  std::uint64_t tests_ = 0;
};

}  // namespace

double log_fisher(std::uint64_t a, std::uint64_t n, std::uint64_t with, std::uint64_t all) {
  const auto A = static_cast<double>(with), N = static_cast<double>(all), draws = static_cast<double>(n);
  const std::uint64_t least = n + with > all ? n + with - all : 0;
  if (a <= least) return 0;
  auto i = static_cast<double>(a);
  const double first = log_choose(A, i) + log_choose(N - A, draws - i) - log_choose(N, draws);
  double sum = 1, term = 1;
  for (const double last = std::min(A, draws); i < last && term > sum * 1e-17; ++i) {
    term *= (A - i) * (draws - i) / ((i + 1) * (N - A - draws + i + 1));
    sum += term;
  }
  return std::min(0.0, first + std::log(sum));
}

Significance::Significance(const Columns& columns, CollectorOptions options, std::set<Field> filtered)
    : columns_(columns), options_(std::move(options)) {
  for (const FieldRow& row : field_table) {
    if (filtered.contains(row.field)) continue;
    fields_.push_back(row.field);
    counts_[static_cast<std::size_t>(row.field)].resize(columns.dictionary(row.field).size());
  }
}

void Significance::add(DocumentId id, double weight) {
  const Gate gate = columns_.gate(id);
  if (!passes_gate(options_, gate) || !passes_start(options_, gate.start)) return;
  const Facts& facts = columns_.facts(id);
  if (!passes_budget(options_, facts)) return;
  for (const FieldFilter& filter : options_.filters)
    if (!passes(filter, columns_, id, options_.as_of_day)) return;
  ++total_;
  kinds_ |= bit_of(facts.kind);
  for (const Field field : fields_)
    for (const std::uint32_t value : known_values(columns_, id, field, options_.as_of_day))
      ++counts_[static_cast<std::size_t>(field)][value];
  if (best_.size() == most_read && weight < best_.front().weight) return;
  const Read read{weight, hash_of(facts.kind, columns_.names(id).key), id};
  const auto last_on_top = [](const Read& a, const Read& b) { return a.before(b); };
  if (best_.size() == most_read) {
    if (!read.before(best_.front())) return;
    std::pop_heap(best_.begin(), best_.end(), last_on_top);
    best_.back() = read;
  } else {
    best_.push_back(read);
  }
  std::push_heap(best_.begin(), best_.end(), last_on_top);
}

bool Significance::in_background(DocumentId id) const {
  if (!columns_.alive(id)) return false;
  const Facts& facts = columns_.facts(id);
  if (options_.as_of_day && facts.visible_day > *options_.as_of_day) return false;
  return (kinds_ & bit_of(facts.kind)) != 0;
}

std::vector<Significant> Significance::result(Postings& postings, const Marks& typed, const Lexicon& lexicon,
                                              const Synonyms& synonyms) const {
  const Vocabulary vocabulary(lexicon, synonyms, typed);
  std::uint64_t background = 0;
  std::array<std::vector<std::uint64_t>, field_count> totals;
  for (const Field field : fields_) totals[static_cast<std::size_t>(field)].resize(columns_.dictionary(field).size());
  for (DocumentId id = 0; id < columns_.end_id(); ++id) {
    if (!in_background(id)) continue;
    ++background;
    for (const Field field : fields_)
      for (const std::uint32_t value : known_values(columns_, id, field, options_.as_of_day))
        ++totals[static_cast<std::size_t>(field)][value];
  }
  std::uint64_t tests = 0;
  std::vector<Tested> values;
  for (const Field field : fields_) {
    const auto f = static_cast<std::size_t>(field);
    for (std::uint32_t v = 0; v < counts_[f].size(); ++v) {
      if (counts_[f][v] < 2) continue;
      ++tests;
      const std::string& value = columns_.dictionary(field).text(v);
      if (vocabulary.says(value)) continue;
      if (auto tested = test(std::string(row_of(field).name), value, counts_[f][v], total_, totals[f][v], background))
        values.push_back(std::move(*tested));
    }
  }
  std::vector<DocumentId> read;
  for (const Read& one : best_) read.push_back(one.id);
  std::sort(read.begin(), read.end());
  Words words(postings, columns_, options_.as_of_day, std::move(read),
              [this](DocumentId id) { return in_background(id); });
  std::vector<Tested> unusual = words.unusual(background, vocabulary);
  tests += words.tests();

  const double most_log = std::log(most_chance) - std::log(static_cast<double>(std::max<std::uint64_t>(tests, 1)));
  for (auto* list : {&values, &unusual}) {
    std::erase_if(*list, [&](const Tested& one) { return one.log_p > most_log; });
    std::sort(list->begin(), list->end(), before);
  }
  // A word that is a value of a facet, or part of one, is told once.
  std::erase_if(unusual, [&](const Tested& word) {
    return std::any_of(values.begin(), values.end(), [&](const Tested& value) {
      return archive::fold(value.row.value).find(word.row.value) != std::string::npos;
    });
  });
  // Half of the places for words, half for values; what one does not need the other has.
  const std::size_t words_kept =
      std::min(unusual.size(), std::max(most_told / 2, most_told - std::min(most_told, values.size())));
  unusual.resize(words_kept);
  values.resize(std::min(values.size(), most_told - words_kept));
  for (Tested& word : unusual) values.push_back(std::move(word));
  std::sort(values.begin(), values.end(), before);
  std::vector<Significant> list;
  for (Tested& one : values) list.push_back(std::move(one.row));
  return list;
}

}  // namespace almanac::search
