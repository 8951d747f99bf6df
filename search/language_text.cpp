// A tree of the query language as text that parses to the same tree.

#include <algorithm>
#include <charconv>

#include "archive/time.h"
#include "search/language.h"
#include "search/language_signs.h"

namespace almanac::search {
namespace {

// In the first pair of quotes whose end does not occur in the text; one exists, as the text once stood in such a pair.
std::string quote(std::string_view text) {
  for (const Quotes& pair : quote_pairs)
    if (text.find(pair.close) == std::string_view::npos)
      return std::string(pair.open) += std::string(text) += pair.close;
  return std::string(text);
}

std::string number_text(double value, std::string_view field) {
  if (field == "start") return archive::Date{static_cast<std::int32_t>(value), archive::Precision::day}.to_string();
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed).ptr;
  return {buffer, end};
}

std::string value_text(std::string_view text) {
  bool plain = std::none_of(text.begin(), text.end(), [](char c) { return c == '(' || c == ')' || c == '|'; });
  for (std::size_t i = 0; plain && i < text.size(); ++i) plain = space_at(text.substr(i)) == 0;
  for (std::size_t i = 0; plain && i < text.size(); ++i) plain = quote_at(text.substr(i)) == 0;
  return plain ? std::string(text) : quote(text);
}

std::string print(const Node& node, bool inside);

std::string join(const Node& node, std::string_view between) {
  std::string text;
  for (const Node& child : node.children) {
    if (!text.empty()) text += between;
    text += print(child, true);
  }
  return text;
}

std::string print(const Node& node, bool inside) {
  switch (node.type) {
    case Node::Type::words:
      return node.text;
    case Node::Type::phrase:
      return quote(node.text);
    case Node::Type::prefix:
      return node.text + "*";
    case Node::Type::title:
      return "title:" + value_text(node.text);
    case Node::Type::field:
      return node.name + ":" + value_text(node.text);
    case Node::Type::range:
      return node.name + ":" + (node.low ? number_text(*node.low, node.name) : "") + ".." +
             (node.high ? number_text(*node.high, node.name) : "");
    case Node::Type::all:
      return inside ? "(" + join(node, " ") + ")" : join(node, " ");
    case Node::Type::any:
      return inside ? "(" + join(node, " OR ") + ")" : join(node, " OR ");
    case Node::Type::none:
      return "-" + (node.children.empty() ? std::string() : print(node.children[0], true));
  }
  return {};
}

}  // namespace

std::string to_string(const Node& node) {
  return node.children.size() == 1 && node.type == Node::Type::all ? print(node.children[0], false)
                                                                   : print(node, false);
}

}  // namespace almanac::search
