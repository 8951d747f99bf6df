#pragma once
// Named texts, as the HTTP API and the program take a question's parameters. A name may occur more than once where several are
// meant; empty values count as not given.

#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "archive/text.h"
#include "archive/time.h"

namespace almanac::graph {

using Parameters = std::vector<std::pair<std::string, std::string>>;

// Errors: invalid_input "bad_parameter" for a number, a date or a word that is none, `where` being its name.
class NamedParameters {
 public:
  explicit NamedParameters(const Parameters& parameters) : parameters_(parameters) {}  // kept by reference

  std::vector<std::string> all(std::string_view name) const;
  std::string one(std::string_view name) const;  // the first, "" if there is none
  bool flag(std::string_view name) const;        // "1" or "true"
  std::optional<archive::Date> date(const char* name) const;
  // One of `words`, the first if none is given.
  std::string word(const char* name, const std::vector<std::string>& words) const;
  template <class T>
  T number(const char* name, T otherwise) const {
    const std::string text = one(name);
    if (text.empty()) return otherwise;
    T number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size())
      throw_bad(name,
                std::is_integral_v<T> ? archive::Text{"{} is a whole number, not \"{}\"", "{} 须为整数，而不是“{}”"}
                                      : archive::Text{"{} is a number, not \"{}\"", "{} 须为数字，而不是“{}”"},
                text);
    return number;
  }

 protected:
  // `message` has holes for the name and the text.
  [[noreturn]] static void throw_bad(const char* name, const archive::Text& message, const std::string& text);
  const Parameters& parameters_;
};

}  // namespace almanac::graph
