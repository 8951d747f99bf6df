#include <algorithm>

#include "graph/cypher/evaluate.h"
#include "graph/cypher/functions.h"
#include "graph/cypher/query_error.h"
#include "graph/cypher/unicode.h"

namespace almanac::graph::cypher {
namespace {

std::string_view text_argument(const Call& call, std::size_t index) {
  if (call.args[index].type != Type::string) call.fail_argument_type(index);
  return call.args[index].text();
}
std::size_t length_argument(const Call& call, std::size_t index) {
  if (call.args[index].type != Type::integer) call.fail_argument_type(index);
  if (call.args[index].integer < 0) {
    fail_argument("NegativeIntegerArgument",
                  archive::filled(Text{"{}() takes no negative number", "{}() 不接受负数"}, call.name));
  }
  return static_cast<std::size_t>(call.args[index].integer);
}

Value part(const Call& call, std::size_t from, std::size_t count) {
  Value made = Value::of(characters(call.args[0].text(), from, count));
  made.stable = call.args[0].stable;
  return made;
}

Value left(const Call& call) {
  text_argument(call, 0);
  return part(call, 0, length_argument(call, 1));
}
Value right(const Call& call) {
  const std::size_t all = count_characters(text_argument(call, 0));
  const std::size_t wanted = length_argument(call, 1);
  return part(call, all > wanted ? all - wanted : 0, wanted);
}
Value substring(const Call& call) {
  text_argument(call, 0);
  return part(call, length_argument(call, 1), call.args.size() > 2 ? length_argument(call, 2) : SIZE_MAX);
}

Value lower(const Call& call) { return make_text(call.arena(), to_lower(text_argument(call, 0))); }
Value upper(const Call& call) { return make_text(call.arena(), to_upper(text_argument(call, 0))); }

Value stable_like(const Call& call, std::string_view text) { return Value::of(text, call.args[0].stable); }
Value trim(const Call& call) { return stable_like(call, trimmed_left(trimmed_right(text_argument(call, 0)))); }
Value trim_left(const Call& call) { return stable_like(call, trimmed_left(text_argument(call, 0))); }
Value trim_right(const Call& call) { return stable_like(call, trimmed_right(text_argument(call, 0))); }

Value replace(const Call& call) {
  const std::string_view text = text_argument(call, 0);
  const std::string_view search = text_argument(call, 1);
  const std::string_view by = text_argument(call, 2);
  if (search.empty()) return call.args[0];
  std::string made;
  std::size_t at = 0;
  for (std::size_t found = text.find(search); found != std::string_view::npos; found = text.find(search, at)) {
    made.append(text.substr(at, found - at)).append(by);
    at = found + search.size();
    call.execution.budget.steps(by.size() / 64 + 1);
    if (made.size() > 1U << 28U)
      fail_argument("TextTooLong", {"a text may not be longer than 256 MB", "文本不能超过 256 MB"});
  }
  made.append(text.substr(at));
  return make_text(call.arena(), made);
}

Value split(const Call& call) {
  const std::string_view text = text_argument(call, 0);
  const std::string_view by = text_argument(call, 1);
  std::vector<Value> parts;
  constexpr std::size_t piece = 65'536;
  Held held(call.execution.budget);
  const auto charge = [&] {
    if (parts.size() % piece == 0) held.add(piece * sizeof(Value));
  };
  if (by.empty()) {
    for (std::size_t at = 0; at < text.size();) {
      charge();
      const std::string_view character = characters(text.substr(at), 0, 1);
      parts.push_back(stable_like(call, character));
      at += character.size();
    }
    return make_list(call.arena(), parts);
  }
  std::size_t at = 0;
  for (std::size_t found = text.find(by); found != std::string_view::npos; found = text.find(by, at)) {
    charge();
    parts.push_back(stable_like(call, text.substr(at, found - at)));
    at = found + by.size();
  }
  parts.push_back(stable_like(call, text.substr(at)));
  return make_list(call.arena(), parts);
}

constexpr Types text_type = types_of(Type::string);

constexpr Function table[] = {
    {"left", 2, 2, left, text_type, text_type},           {"right", 2, 2, right, text_type, text_type},
    {"substring", 2, 3, substring, text_type, text_type}, {"toLower", 1, 1, lower, text_type, text_type},
    {"toUpper", 1, 1, upper, text_type, text_type},       {"lower", 1, 1, lower, text_type, text_type},
    {"upper", 1, 1, upper, text_type, text_type},         {"trim", 1, 1, trim, text_type, text_type},
    {"lTrim", 1, 1, trim_left, text_type, text_type},     {"rTrim", 1, 1, trim_right, text_type, text_type},
    {"replace", 3, 3, replace, text_type, text_type},     {"split", 2, 2, split, types_of(Type::list), text_type},
};

}  // namespace

std::span<const Function> text_functions() { return table; }

}  // namespace almanac::graph::cypher
