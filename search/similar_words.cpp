#include "search/similar_words.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "search/analysis.h"

namespace almanac::search {
namespace {

constexpr double title_weight = 3;
constexpr std::size_t most_stretches = 6;
constexpr std::size_t most_stretch_bytes = 60;

bool is_stemmed(std::string_view word) {
  return std::all_of(word.begin(), word.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '\''; });
}

// The word that begins at token `i`, if one does.
std::optional<WordKey> word_at(const Tokens& tokens, std::size_t i) {
  if (tokens.list[i].type == Token::Type::number) return std::nullopt;
  if (tokens.list[i].type == Token::Type::glyph) {
    if (!tokens.has_pair(i)) return std::nullopt;
    return WordKey{std::string(tokens.pair(i)), false};
  }
  const std::string_view word = tokens.text(i);
  if (is_stemmed(word)) return WordKey{stem(word), true};
  return WordKey{std::string(word), false};
}

template <class Visit>
void for_each_text(const Document& document, const Visit& visit) {
  visit(document.title, title_weight);
  for (const auto* parts : {&document.plan, &document.outcome})
    for (const TextPart& part : *parts) visit(part.text, static_cast<double>(part.weight));
}

}  // namespace

std::map<WordKey, double> counted_words(const Document& document) {
  std::map<WordKey, double> counts;
  Tokens tokens;
  for_each_text(document, [&](std::string_view text, double weight) {
    tokenize(text, tokens);
    for (std::size_t i = 0; i < tokens.list.size(); ++i)
      if (auto key = word_at(tokens, i)) counts[std::move(*key)] += weight;
  });
  return counts;
}

archive::Strings common_stretches(const Document& document, const std::map<WordKey, double>& shared) {
  std::map<std::string, double> stretches;
  Tokens tokens;
  for_each_text(document, [&](std::string_view text, double) {
    tokenize(text, tokens);
    for (std::size_t i = 0; i < tokens.list.size(); ++i) {
      double weight = 0;
      std::size_t last = i;  // token of the stretch
      for (std::size_t at = i; at < tokens.list.size(); ++at) {
        const auto key = word_at(tokens, at);
        const auto found = key ? shared.find(*key) : shared.end();
        if (found == shared.end()) break;
        weight += found->second;
        const bool pair = tokens.has_pair(at);
        last = pair ? at + 1 : at;
        if (!pair) break;
      }
      if (weight <= 0) continue;
      const std::size_t begin = tokens.list[i].begin;
      const std::string stretch(text.substr(begin, tokens.list[last].end - begin));
      if (stretch.size() <= most_stretch_bytes) stretches.try_emplace(stretch, weight);
      i = last;
    }
  });
  std::vector<std::pair<std::string, double>> order(stretches.begin(), stretches.end());
  std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  archive::Strings list;
  for (const auto& [stretch, weight] : order) {
    if (list.size() == most_stretches) break;
    const bool told = std::any_of(list.begin(), list.end(), [&, &one = stretch](const std::string& other) {
      return other.find(one) != std::string::npos;
    });
    if (!told) list.push_back(stretch);
  }
  return list;
}

}  // namespace almanac::search
