#include "search/synonyms.h"

#include <algorithm>

#include "search/analysis.h"

extern "C" const char almanac_embedded_search_synonyms[];
extern "C" const char almanac_embedded_search_synonyms_end[];

namespace almanac::search {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t' || text.front() == '\r')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

std::vector<std::string> split(std::string_view line, char at) {
  std::vector<std::string> parts;
  while (true) {
    const std::size_t end = line.find(at);
    const std::string_view part = trimmed(line.substr(0, end));
    if (!part.empty()) parts.emplace_back(part);
    if (end == std::string_view::npos) return parts;
    line.remove_prefix(end + 1);
  }
}

}  // namespace

std::string Synonyms::key(std::string_view phrase) {
  const Tokens tokens = tokenize(phrase);
  std::string key;
  for (std::size_t i = 0; i < tokens.list.size(); ++i) {
    const bool run = i > 0 && tokens.has_pair(i - 1);
    if (i > 0 && !run) key += ' ';
    key += tokens.text(i);
  }
  return key;
}

Synonyms Synonyms::parse(std::string_view file) {
  std::vector<std::vector<std::string>> groups;
  for (std::string_view rest = file; !rest.empty();) {
    const std::size_t end = rest.find('\n');
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    line = trimmed(line.substr(0, line.find('#')));
    std::vector<std::string> members = split(line, '=');
    if (members.size() < 2) continue;
    // A member that an earlier group has brings the two together.
    const auto shares = [&](const std::vector<std::string>& group) {
      return std::any_of(group.begin(), group.end(), [&](const std::string& member) {
        return std::any_of(members.begin(), members.end(),
                           [&](const std::string& own) { return key(own) == key(member); });
      });
    };
    const auto found = std::find_if(groups.begin(), groups.end(), shares);
    if (found == groups.end())
      groups.push_back(std::move(members));
    else
      found->insert(found->end(), members.begin(), members.end());
  }

  Synonyms synonyms;
  for (const auto& group : groups) {
    for (const std::string& member : group) {
      const std::string own = key(member);
      if (own.empty()) continue;
      auto& others = synonyms.others_[own];
      for (const std::string& other : group) {
        const std::string theirs = key(other);
        const bool known = theirs == own || std::any_of(others.begin(), others.end(),
                                                        [&](const std::string& had) { return key(had) == theirs; });
        if (!known) others.push_back(other);
      }
      synonyms.longest_ = std::max(synonyms.longest_, tokenize(member).list.size());
    }
  }
  return synonyms;
}

const Synonyms& Synonyms::shipped() {
  static const Synonyms synonyms = parse({almanac_embedded_search_synonyms, almanac_embedded_search_synonyms_end});
  return synonyms;
}

std::vector<std::string> Synonyms::members() const {
  std::vector<std::string> keys;
  for (const auto& [key, others] : others_) keys.push_back(key);
  return keys;
}

const std::vector<std::string>& Synonyms::others(std::string_view phrase) const {
  static const std::vector<std::string> none;
  const auto found = others_.find(phrase);
  return found == others_.end() ? none : found->second;
}

}  // namespace almanac::search
