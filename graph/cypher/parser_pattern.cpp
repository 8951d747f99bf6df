#include "graph/cypher/parser_base.h"

namespace almanac::graph::cypher {

std::vector<Pattern> Parser::read_patterns() {
  std::vector<Pattern> patterns;
  do patterns.push_back(read_pattern());
  while (take(","));
  return patterns;
}

bool Parser::is_shortest(std::size_t at) const {
  return (is_word("SHORTESTPATH", at) || is_word("ALLSHORTESTPATHS", at)) && is("(", at + 1);
}

Pattern Parser::read_pattern() {
  Pattern pattern;
  pattern.extent.begin = begin();
  if (token().kind == Kind::name && is("=", 1)) {
    pattern.name = want_name({"a name", "名称"});
    want("=");
  }
  if (is_shortest(0)) {
    pattern.shortest = is_word("SHORTESTPATH") ? Shortest::one : Shortest::all;
    ++at_;
    want("(");
    read_chain(pattern);
    want(")");
    if (pattern.relationships.size() != 1) {
      fail_here("InvalidShortestPath",
                {"a shortest path is asked for between two nodes: one relationship, such as -[*]-",
                 "最短路径须在两个节点之间：写一个关系，如 -[*]-"});
    }
  } else {
    read_chain(pattern);
  }
  pattern.extent.end = last_end();
  return pattern;
}

void Parser::read_chain(Pattern& pattern) {
  count_step();
  const bool bracket = is("(") && is("(", 1);  // a pattern in brackets
  if (bracket) {
    const Deeper deeper(*this);
    want("(");
    read_chain(pattern);
    want(")");
    return;
  }
  pattern.nodes.push_back(read_node());
  while (is("-") || (is("<") && is("-", 1))) {
    count_step();
    pattern.relationships.push_back(read_relationship());
    pattern.nodes.push_back(read_node());
  }
}

NodePattern Parser::read_node() {
  NodePattern node;
  node.extent.begin = begin();
  if (!is("(")) fail_expected({"a node such as (n:Label)", "节点，如 (n:Label)"});
  want("(");
  if (token().kind == Kind::name) node.name = want_name({});
  node.labels = read_labels();
  node.properties = read_properties();
  if (!is(")"))
    fail_expected({"\")\" after the name, labels and properties of a node", "节点的名称、标签、属性之后的 “)”"});
  want(")");
  node.extent.end = last_end();
  return node;
}

std::vector<std::string> Parser::read_labels() {
  std::vector<std::string> labels;
  while (take(":")) labels.push_back(want_name({"a label after \":\"", "“:” 之后的标签"}));
  return labels;
}

ExprPtr Parser::read_properties() {
  if (is("{")) return read_map();
  if (token().kind == Kind::parameter) {
    fail_here("InvalidParameterUse", {"a pattern cannot take its properties from one parameter; write {name: $value}",
                                      "模式的属性不能整体来自一个参数；请写 {名称: $参数}"});
  }
  return nullptr;
}

RelationshipPattern Parser::read_relationship() {
  RelationshipPattern relationship;
  relationship.extent.begin = begin();
  const bool left = take("<");
  want("-");
  if (take("[")) {
    read_relationship_detail(relationship);
    want("]");
  }
  want("-");
  const bool right = take(">");
  relationship.heading = left == right ? Heading::both : left ? Heading::left : Heading::right;
  relationship.extent.end = last_end();
  return relationship;
}

void Parser::read_relationship_detail(RelationshipPattern& relationship) {
  if (token().kind == Kind::name) relationship.name = want_name({});
  if (take(":")) {
    while (true) {
      relationship.types.push_back(want_name({"a type after \":\"", "“:” 之后的关系类型"}));
      if (!take("|")) break;
      take(":");  // ":A|:B" is ":A|B"
    }
  }
  if (take("*")) {
    read_range(relationship);
  } else if (is("..") || token().kind == Kind::integer) {
    fail_here("InvalidRelationshipPattern",
              {"a length begins with *, as in [:TYPE*1..3]", "长度须以 * 开头，如 [:TYPE*1..3]"});
  }
  relationship.properties = read_properties();
}

void Parser::read_range(RelationshipPattern& relationship) {
  relationship.variable_length = true;
  const auto bound = [&]() -> std::optional<std::uint64_t> {
    if (token().kind != Kind::integer) {
      if (is("-")) fail_here("InvalidRelationshipPattern", {"a length cannot be negative", "长度不能为负数"});
      return std::nullopt;
    }
    return tokens_[at_++].number;
  };
  relationship.least = bound();
  if (take(".."))
    relationship.most = bound();
  else
    relationship.most = relationship.least;
}

// The token after a node pattern that begins at `at`, or 0 if there is none.
std::size_t Parser::skip_node(std::size_t at) const {
  const auto symbol = [&](std::size_t i, std::string_view text) {
    return i < tokens_.size() && tokens_[i].kind == Kind::symbol && tokens_[i].text == text;
  };
  if (!symbol(at, "(")) return 0;
  ++at;
  if (tokens_[at].kind == Kind::name) ++at;
  while (symbol(at, ":") && tokens_[at + 1].kind == Kind::name) at += 2;
  if (symbol(at, "{")) {
    if (tokens_[at].partner == 0) return 0;
    at = tokens_[at].partner + 1;
  } else if (tokens_[at].kind == Kind::parameter) {
    ++at;
  }
  return symbol(at, ")") ? at + 1 : 0;
}

bool Parser::is_pattern(std::size_t at) const {
  const auto symbol = [&](std::size_t i, std::string_view text) {
    return i < tokens_.size() && tokens_[i].kind == Kind::symbol && tokens_[i].text == text;
  };
  std::size_t next = skip_node(at);
  if (next == 0) return false;
  const bool left = symbol(next, "<");
  if (left) ++next;
  if (!symbol(next, "-")) return false;
  ++next;
  if (symbol(next, "[")) {
    if (tokens_[next].partner == 0) return true;  // an error, best explained as one of a pattern
    next = tokens_[next].partner + 1;
  }
  if (!symbol(next, "-")) return false;
  ++next;
  if (symbol(next, ">")) ++next;
  return skip_node(next) != 0;
}

}  // namespace almanac::graph::cypher
