#include "graph/cypher/query_error.h"

#include <algorithm>
#include <cctype>

namespace almanac::graph::cypher {
namespace {

std::string code_of(std::string_view detail) {
  std::string code;
  for (const char c : detail) {
    if (std::isupper(static_cast<unsigned char>(c)) != 0 && !code.empty()) code += '_';
    code += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return code;
}

std::string where_of(const Position* position) {
  if (position == nullptr) return {};
  return "line " + std::to_string(position->line) + ", column " + std::to_string(position->column);
}

char lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }

// Levenshtein's distance, without regard to case.
std::size_t edits(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = diagonal + (lower(a[i - 1]) == lower(b[j - 1]) ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({changed, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

}  // namespace

QueryError::QueryError(Phase phase, std::string type, std::string detail, Text message, const Position* position)
    : Error(archive::ErrorKind::invalid_input, code_of(detail), std::move(message), where_of(position)),
      phase_(phase),
      type_(std::move(type)),
      detail_(std::move(detail)),
      has_position_(position != nullptr) {
  if (position != nullptr) position_ = *position;
}

void fail_syntax(const char* detail, Text message, const Position& at) {
  throw QueryError(Phase::compile, "SyntaxError", detail, std::move(message), &at);
}
void fail_type(const char* detail, Text message) {
  throw QueryError(Phase::run, "TypeError", detail, std::move(message));
}
void fail_argument(const char* detail, Text message) {
  throw QueryError(Phase::run, "ArgumentError", detail, std::move(message));
}

std::string_view nearest(std::string_view word, const std::vector<std::string_view>& known) {
  if (word.size() > 64) return {};
  std::string_view best;
  std::size_t fewest = std::max<std::size_t>(1, word.size() / 3) + 1;
  for (const std::string_view candidate : known) {
    if (candidate.size() > word.size() + fewest || word.size() > candidate.size() + fewest) continue;
    const std::size_t distance = edits(word, candidate);
    if (distance < fewest) {
      fewest = distance;
      best = candidate;
    }
  }
  return best;
}

Text did_you_mean(std::string_view word, const std::vector<std::string_view>& known) {
  const std::string_view found = nearest(word, known);
  if (found.empty()) return {};
  return archive::filled(Text{"; did you mean \"{}\"?", "；您是指“{}”吗？"}, found);
}

}  // namespace almanac::graph::cypher
