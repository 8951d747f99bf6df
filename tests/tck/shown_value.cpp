#include "tests/tck/shown_value.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include "graph/cypher/temporal.h"

namespace almanac::tests::tck {
namespace {

using namespace graph::cypher;

std::string shown_real(double real) {
  if (std::isnan(real)) return "NaN";
  if (std::isinf(real)) return real > 0 ? "Inf" : "-Inf";
  if (real == 0) return "0.0";
  char digits[64];
  std::snprintf(digits, sizeof digits, "%.13g", real);
  std::string text = digits;
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

std::string joined(std::vector<std::string> parts, bool sorted) {
  if (sorted) std::sort(parts.begin(), parts.end());
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : ",") + part;
  return text;
}

std::string in_quotes(std::string_view text) { return "'" + std::string(text) + "'"; }

std::string properties(const Value& map, const Catalog& catalog, Lists lists) {
  std::vector<std::string> parts;
  for (std::uint32_t i = 0; i < map.map().size; ++i) {
    const MapEntry& entry = map.map().entries()[i];
    parts.push_back(std::string(entry.key) + ":" + shown(entry.value, catalog, lists));
  }
  return "{" + joined(parts, true) + "}";
}

std::string entity_properties(const Value& entity, const Catalog& catalog, Lists lists) {
  Arena arena;
  const Value map = catalog.properties_of(entity, arena);
  return map.map().size == 0 ? "" : properties(map, catalog, lists);
}

std::string path(const Value& value, const Catalog& catalog, Lists lists) {
  const PathObject& path = value.path();
  std::string text = "<";
  for (std::uint64_t i = 0; i <= path.length * 2; ++i) {
    const Value& item = path.items()[i];
    if (i % 2 == 0) {
      text += shown(item, catalog, lists);
    } else {
      const bool right = catalog.source_of(item) == path.items()[i - 1].node_id();
      text += (right ? "-" : "<-") + shown(item, catalog, lists) + (right ? "->" : "-");
    }
  }
  return text + ">";
}

// Reads a cell by recursive descent.
class Cell {
 public:
  Cell(const std::string& text, Lists lists) : text_(text), lists_(lists) {}
  std::string read() {
    std::string value = read_value();
    skip();
    if (at_ != text_.size()) fail();
    return value;
  }

 private:
  [[noreturn]] void fail() const { throw std::runtime_error("cannot read the expected value " + text_); }
  void skip() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n')) ++at_;
  }
  bool is(const std::string& sign) {
    skip();
    return text_.compare(at_, sign.size(), sign) == 0;
  }
  bool take(const std::string& sign) {
    if (!is(sign)) return false;
    at_ += sign.size();
    return true;
  }
  void want(const std::string& sign) {
    if (!take(sign)) fail();
  }
  std::string read_name() {
    skip();
    if (take("`")) {
      const std::size_t end = text_.find('`', at_);
      const std::string name = text_.substr(at_, end - at_);
      at_ = end + 1;
      return name;
    }
    const std::size_t from = at_;
    while (at_ < text_.size() &&
           (std::isalnum(static_cast<unsigned char>(text_[at_])) != 0 || text_[at_] == '_' || (text_[at_] & 0x80) != 0))
      ++at_;
    return text_.substr(from, at_ - from);
  }

  std::string read_value() {
    skip();
    if (at_ >= text_.size()) fail();
    const char c = text_[at_];
    if (c == '\'' || c == '"') return read_text(c);
    if (c == '{') return read_map();
    if (c == '(') return read_node();
    if (c == '<') return read_path();
    if (c == '[') {
      std::size_t next = at_ + 1;
      while (next < text_.size() && text_[next] == ' ') ++next;
      return text_[next] == ':' ? read_relationship() : read_list();
    }
    for (const char* word : {"null", "true", "false", "NaN", "Inf", "-Inf"}) {
      if (take(word)) return word;
    }
    return read_number();
  }

  std::string read_number() {
    const std::size_t from = at_;
    while (at_ < text_.size() && std::string("+-0123456789.eE").find(text_[at_]) != std::string::npos) ++at_;
    const std::string number = text_.substr(from, at_ - from);
    if (number.empty()) fail();
    if (number.find_first_of(".eE") == std::string::npos) return std::to_string(std::stoll(number));
    return shown_real(std::strtod(number.c_str(), nullptr));
  }

  std::string read_text(char quote) {
    std::string text;
    for (++at_; at_ < text_.size() && text_[at_] != quote; ++at_) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size() && (text_[at_ + 1] == quote || text_[at_ + 1] == '\\')) ++at_;
      text += text_[at_];
    }
    ++at_;
    return in_quotes(text);
  }

  std::string read_list() {
    want("[");
    std::vector<std::string> items;
    while (!take("]")) {
      items.push_back(read_value());
      take(",");
    }
    return "[" + joined(items, lists_ == Lists::in_any_order) + "]";
  }

  std::string read_map() {
    want("{");
    std::vector<std::string> parts;
    while (!take("}")) {
      std::string name = read_name();
      want(":");
      parts.push_back(name + ":" + read_value());
      take(",");
    }
    return "{" + joined(parts, true) + "}";
  }

  std::string read_labels() {
    std::vector<std::string> labels;
    while (take(":")) labels.push_back(":" + read_name());
    std::sort(labels.begin(), labels.end());
    std::string text;
    for (const std::string& label : labels) text += label;
    return text;
  }
  std::string read_properties() {
    if (!is("{")) return {};
    const std::string map = read_map();
    return map == "{}" ? "" : map;
  }
  std::string read_node() {
    want("(");
    std::string text = "(" + read_labels();
    text += read_properties();
    want(")");
    return text + ")";
  }
  std::string read_relationship() {
    want("[");
    std::string text = "[" + read_labels();
    text += read_properties();
    want("]");
    return text + "]";
  }
  std::string read_path() {
    want("<");
    std::string text = "<" + read_node();
    while (!take(">")) {
      const bool left = take("<-");
      if (!left) want("-");
      text += left ? "<-" : "-";
      text += read_relationship();
      want(left ? "-" : "->");
      text += left ? "-" : "->";
      text += read_node();
    }
    return text + ">";
  }

  const std::string& text_;
  Lists lists_;
  std::size_t at_ = 0;
};

}  // namespace

std::string shown(const Value& value, const Catalog& catalog, Lists lists) {
  switch (value.type) {
    case Type::null:
      return "null";
    case Type::boolean:
      return value.integer != 0 ? "true" : "false";
    case Type::integer:
      return std::to_string(value.integer);
    case Type::real:
      return shown_real(value.real);
    case Type::string:
      return in_quotes(value.text());
    case Type::list: {
      std::vector<std::string> items;
      for (const Value& item : value.list()) items.push_back(shown(item, catalog, lists));
      return "[" + joined(items, lists == Lists::in_any_order) + "]";
    }
    case Type::map:
      return properties(value, catalog, lists);
    case Type::node: {
      std::vector<std::string> labels = catalog.graph().classes()[catalog.graph().class_of(value.node_id())].labels;
      std::sort(labels.begin(), labels.end());
      std::string text = "(";
      for (const std::string& label : labels) text += ":" + label;
      return text + entity_properties(value, catalog, lists) + ")";
    }
    case Type::relationship:
      return "[:" + catalog.graph().tables()[value.extra].type + entity_properties(value, catalog, lists) + "]";
    case Type::path:
      return path(value, catalog, lists);
    default:
      return in_quotes(text_of(value));
  }
}

std::string shown_cell(const std::string& cell, Lists lists) { return Cell(cell, lists).read(); }

}  // namespace almanac::tests::tck
