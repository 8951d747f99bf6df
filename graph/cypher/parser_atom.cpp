// Expressions that begin with a word or a bracket.

#include <algorithm>
#include <array>

#include "graph/cypher/parser_base.h"

namespace almanac::graph::cypher {
namespace {

constexpr std::array<std::string_view, 28> reserved = {
    "MATCH",  "RETURN", "WHERE", "WITH",  "UNWIND", "UNION",  "CREATE", "MERGE",   "SET",  "DELETE",
    "DETACH", "REMOVE", "ORDER", "LIMIT", "SKIP",   "AS",     "WHEN",   "THEN",    "ELSE", "END",
    "AND",    "OR",     "XOR",   "IN",    "IS",     "STARTS", "ENDS",   "CONTAINS"};

}  // namespace

ExprPtr Parser::read_word_atom() {
  const std::uint32_t from = begin();
  if (!token().quoted) {
    const auto constant = [&](Value value) {
      ExprPtr made = make(Op::literal, from);
      ++at_;
      made->value = value;
      return finish(std::move(made));
    };
    if (is_word("NULL")) return constant({});
    if (is_word("TRUE")) return constant(Value::of(true));
    if (is_word("FALSE")) return constant(Value::of(false));
    if (is_word("CASE") && !is(".", 1) && !is(",", 1) && !is(")", 1)) return read_case();
    if (is_word("EXISTS") && is("{", 1)) return read_exists();
    if (is("(", 1)) {
      if (is_word("COUNT") && is("*", 2) && is(")", 3)) {
        ExprPtr made = make(Op::count_all, from);
        at_ += 4;
        return finish(std::move(made));
      }
      const bool loops = token(2).kind == Kind::name && is_word("IN", 3);
      if (is_word("ALL") && loops) return read_quantifier(Op::all);
      if (is_word("ANY") && loops) return read_quantifier(Op::any);
      if (is_word("NONE") && loops) return read_quantifier(Op::none);
      if (is_word("SINGLE") && loops) return read_quantifier(Op::single);
      if (is_word("REDUCE") && token(2).kind == Kind::name && is("=", 3)) return read_reduce();
      if (is_shortest(0)) {
        ExprPtr made = make(Op::shortest_path, from);
        made->pattern = std::make_unique<Pattern>(read_pattern());
        return finish(std::move(made));
      }
    }
    if (!is("(", 1) && std::any_of(reserved.begin(), reserved.end(), [&](auto word) { return is_word(word); })) {
      fail_expected({"an expression", "表达式"});
    }
  }
  if (is_function(at_)) return read_call_expression();
  ExprPtr made = make(Op::variable, from);
  made->text = want_name({});
  return finish(std::move(made));
}

bool Parser::is_function(std::size_t at) const {
  while (tokens_[at].kind == Kind::name) {
    const Token& next = tokens_[at + 1];
    if (next.kind != Kind::symbol) return false;
    if (next.text == "(") return true;
    if (next.text != ".") return false;
    at += 2;
  }
  return false;
}

ExprPtr Parser::read_call_expression() {
  ExprPtr made = make(Op::call, begin());
  made->text = want_name({});
  while (take(".")) made->text += "." + want_name({"the name of a function", "函数名"});
  want("(");
  made->distinct = take_word("DISTINCT");
  if (!is(")")) {
    do made->args.push_back(read_expression());
    while (take(","));
  }
  want(")");
  return finish(std::move(made));
}

ExprPtr Parser::read_case() {
  ExprPtr made = make(Op::case_, begin());
  want_word("CASE");
  made->args.push_back(is_word("WHEN") ? nullptr : read_expression());
  if (!is_word("WHEN")) fail_expected({"WHEN", "WHEN"});
  while (take_word("WHEN")) {
    made->args.push_back(read_expression());
    want_word("THEN");
    made->args.push_back(read_expression());
  }
  made->args.push_back(take_word("ELSE") ? read_expression() : nullptr);
  want_word("END");
  return finish(std::move(made));
}

ExprPtr Parser::read_list() {
  const Deeper deeper(*this);
  const std::uint32_t from = begin();
  want("[");
  if (token().kind == Kind::name && is_word("IN", 1)) return read_comprehension(from);
  const bool named = token().kind == Kind::name && is("=", 1) && is_pattern(at_ + 2);
  if (named || is_pattern(at_)) {
    const std::size_t start = at_;
    Pattern pattern = read_pattern();
    if (named || is("|") || is_word("WHERE")) return read_pattern_list(from, std::move(pattern));
    at_ = start;
  }
  ExprPtr made = make(Op::list, from);
  if (!is("]")) {
    do made->args.push_back(read_expression());
    while (take(","));
  }
  want("]");
  return finish(std::move(made));
}

ExprPtr Parser::read_pattern_list(std::uint32_t from, Pattern pattern) {
  ExprPtr made = make(Op::pattern_list, from);
  made->pattern = std::make_unique<Pattern>(std::move(pattern));
  made->args.push_back(take_word("WHERE") ? read_expression() : nullptr);
  want("|");
  made->args.push_back(read_expression());
  want("]");
  return finish(std::move(made));
}

ExprPtr Parser::read_comprehension(std::uint32_t from) {
  ExprPtr made = make(Op::comprehension, from);
  made->text = want_name({});
  want_word("IN");
  made->args.push_back(read_expression());
  made->args.push_back(take_word("WHERE") ? read_expression() : nullptr);
  made->args.push_back(take("|") ? read_expression() : nullptr);
  want("]");
  return finish(std::move(made));
}

ExprPtr Parser::read_map() {
  const Deeper deeper(*this);
  ExprPtr made = make(Op::map, begin());
  want("{");
  if (!is("}")) {
    do {
      made->names.push_back(want_name({"a key", "键名"}));
      want(":");
      made->args.push_back(read_expression());
    } while (take(","));
  }
  want("}");
  return finish(std::move(made));
}

ExprPtr Parser::read_quantifier(Op op) {
  ExprPtr made = make(op, begin());
  ++at_;
  want("(");
  made->text = want_name({"a name", "名称"});
  want_word("IN");
  made->args.push_back(read_expression());
  made->args.push_back(take_word("WHERE") ? read_expression() : nullptr);
  want(")");
  return finish(std::move(made));
}

ExprPtr Parser::read_reduce() {
  ExprPtr made = make(Op::reduce, begin());
  ++at_;
  want("(");
  made->names.push_back(want_name({"a name", "名称"}));
  want("=");
  ExprPtr first = read_expression();
  want(",");
  made->text = want_name({"a name", "名称"});
  want_word("IN");
  made->args.push_back(read_expression());
  made->args.push_back(std::move(first));
  want("|");
  made->args.push_back(read_expression());
  want(")");
  return finish(std::move(made));
}

ExprPtr Parser::read_exists() {
  const Deeper deeper(*this);
  ExprPtr made = make(Op::exists, begin());
  ++at_;
  want("{");
  made->query = std::make_unique<Query>();
  if (is("(") || (token().kind == Kind::name && is("=", 1)) || is_shortest(0)) {
    Clause clause;
    clause.extent.begin = begin();
    read_match(clause);
    clause.extent.end = last_end();
    made->query->parts.emplace_back();
    made->query->parts.back().clauses.push_back(std::move(clause));
  } else {
    *made->query = read_parts(true);
  }
  want("}");
  return finish(std::move(made));
}

ExprPtr Parser::read_pattern_predicate() {
  ExprPtr made = make(Op::pattern, begin());
  made->pattern = std::make_unique<Pattern>(read_pattern());
  return finish(std::move(made));
}

}  // namespace almanac::graph::cypher
