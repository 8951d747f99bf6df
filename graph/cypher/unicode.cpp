#include "graph/cypher/unicode.h"

#include <unicode/locid.h>
#include <unicode/regex.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <exception>
#include <memory>

#include "graph/cypher/evaluate.h"
#include "graph/cypher/query_error.h"

namespace almanac::graph::cypher {
namespace {

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xc0U) == 0x80; }

icu::UnicodeString wide(std::string_view text) {
  return icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
}

}  // namespace

Character character_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead >= 0xf0 && lead < 0xf8 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 1;
  if (length == 1 || lead >= 0xf8 || at + length > text.size()) return {0xfffd, 1};
  char32_t code = lead & (0x7fU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0U) != 0x80) return {0xfffd, 1};
    code = code << 6U | (byte(i) & 0x3fU);
  }
  return {code, length};
}

bool is_white_space(char32_t c) {
  return (c >= 9 && c <= 13) || (c >= 0x1c && c <= 0x20) || c == 0x85 || c == 0xa0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000 ||
         c == 0xfeff;
}

std::size_t count_characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return !continues(c); }));
}

std::string_view characters(std::string_view text, std::size_t from, std::size_t count) {
  std::size_t begin = 0;
  const auto skip = [&](std::size_t at, std::size_t number) {
    for (; at < text.size() && number > 0; --number) {
      do ++at;
      while (at < text.size() && continues(text[at]));
    }
    return at;
  };
  begin = skip(0, from);
  return text.substr(begin, skip(begin, count) - begin);
}

std::string reversed(std::string_view text) {
  std::string made;
  made.reserve(text.size());
  for (std::size_t end = text.size(); end > 0;) {
    std::size_t begin = end - 1;
    while (begin > 0 && continues(text[begin])) --begin;
    made.append(text.substr(begin, end - begin));
    end = begin;
  }
  return made;
}

std::string to_lower(std::string_view text) {
  std::string made;
  return wide(text).toLower(icu::Locale::getRoot()).toUTF8String(made);
}
std::string to_upper(std::string_view text) {
  std::string made;
  return wide(text).toUpper(icu::Locale::getRoot()).toUTF8String(made);
}

std::string_view trimmed_left(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    const Character c = character_at(text, at);
    if (!is_white_space(c.code)) break;
    at += c.bytes;
  }
  return text.substr(at);
}
std::string_view trimmed_right(std::string_view text) {
  while (!text.empty()) {
    std::size_t begin = text.size() - 1;
    while (begin > 0 && continues(text[begin])) --begin;
    if (!is_white_space(character_at(text, begin).code)) break;
    text = text.substr(0, begin);
  }
  return text;
}

namespace {

// ICU asks from time to time whether to go on. What the budget throws must not pass through it.
struct Asked {
  Budget& budget;
  std::exception_ptr thrown;
  static UBool goes_on(const void* context, std::int32_t) {
    auto& asked = *static_cast<Asked*>(const_cast<void*>(context));
    try {
      asked.budget.look();
    } catch (...) {
      asked.thrown = std::current_exception();
    }
    return asked.thrown == nullptr ? 1 : 0;
  }
};

}  // namespace

bool matches(std::string_view text, std::string_view pattern, Budget& budget) {
  // The pattern of the last call is kept: queries test one pattern against many texts.
  thread_local std::string last;
  thread_local std::unique_ptr<icu::RegexPattern> compiled;
  UErrorCode status = U_ZERO_ERROR;
  if (compiled == nullptr || last != pattern) {
    compiled.reset(icu::RegexPattern::compile(wide(pattern), 0, status));
    last = pattern;
    if (U_FAILURE(status)) {
      compiled.reset();
      fail_argument("InvalidArgumentValue",
                    archive::filled(Text{"{} is not a regular expression", "{} 不是正则表达式"}, pattern));
    }
  }
  const icu::UnicodeString subject = wide(text);
  const std::unique_ptr<icu::RegexMatcher> matcher(compiled->matcher(subject, status));
  Asked asked{budget, nullptr};
  matcher->setMatchCallback(&Asked::goes_on, &asked, status);
  const bool found = matcher->matches(status) != 0;
  if (asked.thrown != nullptr) std::rethrow_exception(asked.thrown);
  if (U_FAILURE(status)) {
    fail_argument("InvalidArgumentValue",
                  archive::filled(Text{"the regular expression {} needs too much memory", "正则表达式 {} 占用内存过多"},
                                  pattern));
  }
  return found;
}

}  // namespace almanac::graph::cypher
