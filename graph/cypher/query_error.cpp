#include "graph/cypher/query_error.h"

#include <algorithm>
#include <cctype>

#include "archive/name.h"
#include "archive/nearest.h"

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

}  // namespace

QueryError::QueryError(Phase phase, std::string type, std::string detail, Text message, const Position* position,
                       Help help)
    : Error(archive::ErrorKind::invalid_input, code_of(detail),
            archive::did_you_mean(std::move(message), help.suggestion), where_of(position)),
      phase_(phase),
      type_(std::move(type)),
      detail_(std::move(detail)),
      has_position_(position != nullptr),
      help_(std::move(help)) {
  if (position != nullptr) position_ = *position;
}

QueryError QueryError::placed(const Position& at) const {
  QueryError error(phase_, type_, detail_, message(), &at);  // which says what is suggested already
  error.help_ = help_;
  return error;
}

void fail_syntax(const char* detail, Text message, const Position& at, Help help) {
  throw QueryError(Phase::compile, "SyntaxError", detail, std::move(message), &at, std::move(help));
}
void fail_type(const char* detail, Text message) {
  throw QueryError(Phase::run, "TypeError", detail, std::move(message));
}
void fail_argument(const char* detail, Text message) {
  throw QueryError(Phase::run, "ArgumentError", detail, std::move(message));
}

std::string nearest(std::string_view word, const std::vector<std::string_view>& known) {
  if (word.size() > 64) return {};
  std::string_view best;
  std::size_t fewest = std::max<std::size_t>(1, word.size() / 3) + 1;
  for (const std::string_view candidate : known) {
    if (candidate.size() > word.size() + fewest || word.size() > candidate.size() + fewest) continue;
    const std::size_t distance = archive::edit_distance(word, candidate, fewest - 1);
    if (distance < fewest) {
      fewest = distance;
      best = candidate;
    }
  }
  if (best.empty() && word.size() >= 3) {
    const auto longer = std::find_if(known.begin(), known.end(), [&](std::string_view one) {
      return archive::fold(one).starts_with(archive::fold(word));
    });
    if (longer != known.end()) best = *longer;
  }
  return std::string(best);
}

}  // namespace almanac::graph::cypher
