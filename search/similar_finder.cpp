#include "search/similar_finder.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <map>

#include "search/analysis.h"
#include "search/brief.h"
#include "search/searcher.h"
#include "search/similar_words.h"

namespace almanac::search {
namespace {

using archive::filled;
using archive::Text;

constexpr int season_days = 60;
constexpr std::size_t most_common_values = 20;

constexpr std::size_t index_of(SimilarPart part) { return static_cast<std::size_t>(part); }

struct Word {
  WordKey key;
  double weight = 0;
  std::vector<DocumentId> campaigns;  // whose known text has it
};

double smaller_by_larger(double a, double b) {
  if (a == b) return 1;
  return std::max(a, b) > 0 ? std::max(0.0, std::min(a, b)) / std::max(a, b) : 0;
}

// Days between two dates within the year, whatever the years: at most 183.
int season_distance(std::int32_t a, std::int32_t b) {
  const auto day_of_year = [](std::int32_t day) {
    const archive::Date date{day, archive::Precision::day};
    return archive::Date::from_ymd(2000, date.month(), date.day())->days - archive::Date::from_ymd(2000, 1, 1)->days;
  };
  const int apart = std::abs(day_of_year(a) - day_of_year(b));
  return std::min(apart, 366 - apart);
}

std::string number_text(double value) {
  char buffer[32];
  std::snprintf(buffer, sizeof buffer, "%.15g", value);
  return buffer;
}

class Finder {
 public:
  Finder(const SimilarQuery& query, const Snapshot& snapshot, const Synonyms& synonyms)
      : query_(query),
        columns_(*snapshot.columns),
        revision_(snapshot.revision),
        synonyms_(synonyms),
        database_(*snapshot.pool) {
    if (query.as_of) as_of_day_ = query.as_of->last_day();
  }

  SimilarResponse run() {
    response_.revision = revision_;
    if (query_.campaign) subject_ = *query_.campaign;
    take_others();
    if (!query_.text.empty()) take_text();
    if (as_of_day_ && subject_.outcome_day != no_day && subject_.outcome_day > *as_of_day_) subject_.outcome.clear();
    take_values();
    take_words();
    rank();
    return std::move(response_);
  }

 private:
  enum class Known : std::uint8_t { nothing, plan, whole };
  struct Scored {
    DocumentId id = 0;
    double score = 0;
  };

  void take_text() {
    const std::size_t kept = cut_at_character(query_.text, most_brief_bytes);
    if (kept < query_.text.size())
      response_.notes.push_back(
          {"the text is longer than 64 KB; what comes after that was not used", "文本超过 64 KB，超出部分未使用"});
    Brief brief = read_brief(std::string_view(query_.text).substr(0, kept), columns_, synonyms_, query_.dictionary);
    Document& named = brief.document;
    if (as_of_day_) forget_later_values(named);
    tell(brief);
    subject_.plan.insert(subject_.plan.end(), named.plan.begin(), named.plan.end());
    for (auto& [field, values] : named.values)
      if (!subject_.values.contains(field)) subject_.values[field] = std::move(values);
    if (subject_.start == no_day) {
      subject_.start = named.start;
      subject_.end = named.end;
    }
    if (!subject_.budget) subject_.budget = named.budget;
  }

  // What the text was found to name, for the answer.
  void tell(const Brief& brief) {
    archive::Json& told = response_.understood;
    const auto date = [&](std::int32_t day) {
      const std::string text = archive::Date{day, archive::Precision::day}.to_string();
      return brief.year_known ? text : text.substr(5);
    };
    if (brief.document.start != no_day) told["start"] = date(brief.document.start);
    if (brief.document.end != no_day) told["end"] = date(brief.document.end);
    if (brief.document.budget) told["budget"] = archive::parse_json(number_text(*brief.document.budget));
    for (const auto& [field, values] : brief.document.values) told[std::string(row_of(field).name)] = values;
  }

  // --- the subject ---

  void take_values() {
    for (const SimilarPartRow& part : similar_parts) {
      if (!part.field) continue;
      const auto found = subject_.values.find(*part.field);
      if (found == subject_.values.end()) continue;
      const auto f = static_cast<std::size_t>(*part.field);
      const ValueDictionary& dictionary = columns_.dictionary(*part.field);
      std::vector<std::string> folded;
      for (const std::string& value : found->second) folded.push_back(archive::fold(value));
      std::sort(folded.begin(), folded.end());
      folded.erase(std::unique(folded.begin(), folded.end()), folded.end());
      std::erase(folded, std::string());
      sizes_[f] = folded.size();
      for (const std::string& value : folded) {
        if (const auto number = dictionary.find_folded(value)) values_[f].push_back(*number);
        if (*part.field == Field::occasion)
          for (const std::string& other : synonyms_.others(Synonyms::key(value)))
            if (const auto number = dictionary.find(other)) values_[f].push_back(*number);
      }
      std::sort(values_[f].begin(), values_[f].end());
      values_[f].erase(std::unique(values_[f].begin(), values_[f].end()), values_[f].end());
    }
  }

  // Which campaigns are compared, and whether with their outcome.
  void take_others() {
    known_.assign(columns_.end_id(), Known::nothing);
    for (DocumentId id = 0; id < columns_.end_id(); ++id) {
      if (!columns_.alive(id)) continue;
      const Facts& facts = columns_.facts(id);
      if (facts.kind != archive::Kind::campaign || (as_of_day_ && facts.visible_day > *as_of_day_)) continue;
      if (query_.campaign && !query_.campaign->key.empty() && columns_.names(id).key == query_.campaign->key) continue;
      known_[id] = !as_of_day_ || facts.outcome_day <= *as_of_day_ ? Known::whole : Known::plan;
      any_[static_cast<std::size_t>(known_[id])] = true;
      ++compared_;
    }
  }

  // Without the values that no campaign had on the day that is asked for.
  void forget_later_values(Document& named) const {
    for (auto& [field, values] : named.values) {
      if (field == Field::goal) continue;  // from the dictionary, not from campaigns
      std::vector<bool> had(columns_.dictionary(field).size(), false);
      for (DocumentId id = 0; id < columns_.end_id(); ++id)
        if (known_[id] != Known::nothing)
          for (const std::uint32_t value : columns_.values(id, field)) had[value] = true;
      std::erase_if(values, [&, &in = field](const std::string& value) {
        const auto number = columns_.dictionary(in).find(value);
        return !number || !had[*number];
      });
    }
    std::erase_if(named.values, [](const auto& entry) { return entry.second.empty(); });
  }

  void take_words() {
    if (compared_ == 0) return;
    struct Chosen {
      WordKey key;
      double count = 0, telling = 0;
    };
    std::vector<Chosen> chosen;
    const auto all = static_cast<double>(database_->get_doccount());
    for (auto& [key, count] : counted_words(subject_)) {
      const auto frequency = database_->get_termfreq(make_term(key.is_stem ? prefix::stem : prefix::word, key.text));
      if (frequency > 0)
        chosen.push_back({key, count, std::sqrt(count) * std::log(1 + all / static_cast<double>(frequency))});
    }
    // Frequencies of today would let words be chosen by what was not known on that day: then all are looked at.
    if (!as_of_day_ && chosen.size() > most_similar_words) {
      std::sort(chosen.begin(), chosen.end(), [](const Chosen& a, const Chosen& b) {
        return a.telling != b.telling ? a.telling > b.telling : a.key < b.key;
      });
      chosen.resize(most_similar_words);
    }
    for (const Chosen& one : chosen) {
      Word word{one.key, 0, campaigns_with(one.key)};
      if (word.campaigns.empty()) continue;  // nobody else has it
      word.weight = std::sqrt(one.count) *
                    std::log(1 + static_cast<double>(compared_) / static_cast<double>(word.campaigns.size()));
      words_.push_back(std::move(word));
    }
    std::sort(words_.begin(), words_.end(),
              [](const Word& a, const Word& b) { return a.weight != b.weight ? a.weight > b.weight : a.key < b.key; });
    if (words_.size() > most_similar_words) words_.resize(most_similar_words);
    texts_.assign(columns_.end_id(), 0);
    double sum = 0;
    for (const Word& word : words_) {
      sum += word.weight;
      for (const DocumentId id : word.campaigns) texts_[id] += word.weight;
    }
    if (sum > 0)
      for (double& text : texts_) text = std::min(1.0, text / sum);
  }

  std::vector<DocumentId> campaigns_with(const WordKey& key) const {
    std::vector<DocumentId> list;
    const auto walk = [&](std::string_view prefix, Known known) {
      if (!any_[static_cast<std::size_t>(known)]) return;
      const std::string term = make_term(prefix, key.text);
      const auto end = database_->postlist_end(term);
      for (auto posting = database_->postlist_begin(term); posting != end; ++posting)
        if (*posting < known_.size() && known_[*posting] == known) list.push_back(*posting);
    };
    walk(key.is_stem ? prefix::stem : prefix::word, Known::whole);
    const auto whole = static_cast<std::ptrdiff_t>(list.size());
    walk(key.is_stem ? prefix::plan_stem : prefix::plan_word, Known::plan);
    std::inplace_merge(list.begin(), list.begin() + whole, list.end());
    return list;
  }

  // --- the comparison ---

  double weight_of(SimilarPart part) const {
    const SimilarPartRow& row = similar_parts[index_of(part)];
    const bool said = part == SimilarPart::text       ? !words_.empty()
                      : part == SimilarPart::season   ? subject_.start != no_day
                      : part == SimilarPart::budget   ? subject_.budget.has_value()
                      : part == SimilarPart::duration ? subject_.start != no_day && subject_.end != no_day
                                                      : sizes_[static_cast<std::size_t>(*row.field)] > 0;
    return said ? row.weight : 0;
  }

  double likeness_of(SimilarPart part, DocumentId id) const {
    const Facts& facts = columns_.facts(id);
    switch (part) {
      case SimilarPart::text:
        return texts_[id];
      case SimilarPart::season:
        if (facts.start == no_day) return 0;
        return std::max(0.0, 1 - static_cast<double>(season_distance(subject_.start, facts.start)) / season_days);
      case SimilarPart::budget:
        return facts.budget ? smaller_by_larger(*subject_.budget, *facts.budget) : 0;
      case SimilarPart::duration:
        if (facts.start == no_day || facts.end == no_day) return 0;
        return smaller_by_larger(days_of(subject_.start, subject_.end), days_of(facts.start, facts.end));
      default:
        break;
    }
    const Field field = *similar_parts[index_of(part)].field;
    const auto f = static_cast<std::size_t>(field);
    const Columns::Values theirs = columns_.values(id, field);
    if (theirs.begin() == theirs.end() || values_[f].empty()) return 0;
    std::size_t common = 0;
    auto mine = values_[f].begin();
    for (const std::uint32_t value : theirs) {  // both are sorted
      while (mine != values_[f].end() && *mine < value) ++mine;
      if (mine == values_[f].end()) break;
      if (*mine == value) ++common;
    }
    if (field == Field::occasion) return common > 0 ? 1 : 0;
    const std::size_t both = sizes_[f] + static_cast<std::size_t>(theirs.end() - theirs.begin()) - common;
    return static_cast<double>(common) / static_cast<double>(both);
  }
  static double days_of(std::int32_t start, std::int32_t end) { return static_cast<double>(end) - start + 1; }

  bool before(const Scored& a, const Scored& b) const {
    if (a.score != b.score) return a.score > b.score;
    const Facts& a_facts = columns_.facts(a.id);
    const Facts& b_facts = columns_.facts(b.id);
    if (a_facts.start != b_facts.start) return a_facts.start > b_facts.start;
    return columns_.names(a.id).key < columns_.names(b.id).key;
  }

  void rank() {
    std::array<double, similar_part_count> weights{};
    double sum = 0;
    for (std::size_t p = 0; p < similar_part_count; ++p) sum += weights[p] = weight_of(static_cast<SimilarPart>(p));
    if (sum <= 0) return;
    const auto worst_on_top = [this](const Scored& a, const Scored& b) { return before(a, b); };
    std::vector<Scored> heap;
    for (DocumentId id = 0; id < columns_.end_id(); ++id) {
      if (known_[id] == Known::nothing) continue;
      double score = 0;
      for (std::size_t p = 0; p < similar_part_count; ++p)
        if (weights[p] > 0) score += weights[p] * likeness_of(static_cast<SimilarPart>(p), id);
      score /= sum;
      if (score <= 0) continue;
      ++response_.total;
      if (heap.size() == query_.limit) {
        if (heap.empty() || !before({id, score}, heap.front())) continue;
        std::pop_heap(heap.begin(), heap.end(), worst_on_top);
        heap.back() = {id, score};
      } else {
        heap.push_back({id, score});
      }
      std::push_heap(heap.begin(), heap.end(), worst_on_top);
    }
    std::sort(heap.begin(), heap.end(), worst_on_top);
    for (const Scored& scored : heap) {
      SimilarCampaign similar;
      similar.hit = bare_hit(*database_, columns_, scored.id, as_of_day_);
      similar.hit.score = scored.score;
      for (std::size_t p = 0; p < similar_part_count; ++p)
        if (weights[p] > 0) add_reason(static_cast<SimilarPart>(p), weights[p] / sum, scored, similar.reasons);
      std::stable_sort(similar.reasons.begin(), similar.reasons.end(),
                       [](const SimilarReason& a, const SimilarReason& b) { return a.share > b.share; });
      response_.items.push_back(std::move(similar));
    }
  }

  // --- why ---

  void add_reason(SimilarPart part, double weight, const Scored& scored, std::vector<SimilarReason>& reasons) const {
    SimilarReason reason;
    reason.part = part;
    reason.likeness = likeness_of(part, scored.id);
    if (reason.likeness <= 0) return;
    reason.share = weight * reason.likeness / scored.score;
    const Facts& facts = columns_.facts(scored.id);
    switch (part) {
      case SimilarPart::text:
        reason.common = common_words(scored.id);
        reason.detail = listed(reason.common);
        break;
      case SimilarPart::season:
        reason.detail = filled(Text{"{} days apart within the year", "年内相差 {} 天"},
                               std::to_string(season_distance(subject_.start, facts.start)));
        break;
      case SimilarPart::budget:
        reason.detail =
            filled(Text{"{} and {}", "{} 与 {}"}, number_text(*subject_.budget), number_text(*facts.budget));
        break;
      case SimilarPart::duration:
        reason.detail =
            filled(Text{"{} and {} days", "{} 天与 {} 天"}, number_text(days_of(subject_.start, subject_.end)),
                   number_text(days_of(facts.start, facts.end)));
        break;
      default:
        reason.common = common_values(*similar_parts[index_of(part)].field, scored.id);
        reason.detail = listed(reason.common);
    }
    reasons.push_back(std::move(reason));
  }

  static Text listed(const archive::Strings& values) {
    Text text;
    for (const std::string& value : values) {
      text.en += (text.en.empty() ? "" : ", ") + value;
      text.zh += (text.zh.empty() ? "" : "、") + value;
    }
    return text;
  }

  archive::Strings common_values(Field field, DocumentId id) const {
    const auto f = static_cast<std::size_t>(field);
    archive::Strings list;
    for (const std::uint32_t value : columns_.values(id, field))
      if (list.size() < most_common_values && std::binary_search(values_[f].begin(), values_[f].end(), value))
        list.push_back(columns_.dictionary(field).text(value));
    return list;
  }

  archive::Strings common_words(DocumentId id) const {
    std::map<WordKey, double> shared;
    for (const Word& word : words_)
      if (std::binary_search(word.campaigns.begin(), word.campaigns.end(), id)) shared[word.key] = word.weight;
    return common_stretches(subject_, shared);
  }

  const SimilarQuery& query_;
  const Columns& columns_;
  const std::uint64_t revision_;
  const Synonyms& synonyms_;
  const HandlePool::Lease database_;
  std::optional<std::int32_t> as_of_day_;
  Document subject_;
  std::array<std::vector<std::uint32_t>, field_count> values_;  // the subject's, as numbers of the dictionaries, sorted
  std::array<std::size_t, field_count> sizes_{};  // how many it has, those that the archive lacks included
  std::vector<Known> known_;                      // by document
  std::array<bool, 3> any_{};                     // whether some campaign is known so
  std::uint64_t compared_ = 0;
  std::vector<Word> words_;
  std::vector<double> texts_;  // likeness of text by document
  SimilarResponse response_;
};

}  // namespace

SimilarResponse find_similar(const SimilarQuery& query, const Snapshot& snapshot, const Synonyms& synonyms) {
  return Finder(query, snapshot, synonyms).run();
}

}  // namespace almanac::search
