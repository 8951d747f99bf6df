#include <algorithm>
#include <array>

#include "graph/cypher/parser_base.h"

namespace almanac::graph::cypher {
namespace {

// Loosest first.
enum Precedence { loosest, or_level, xor_level, and_level, not_level, compare_level, test_level, add_level, multiply_level, power_level };

constexpr std::array<std::string_view, 28> reserved = {
    "MATCH",  "RETURN", "WHERE", "WITH",   "UNWIND", "UNION", "CREATE", "MERGE",    "SET",  "DELETE", "DETACH", "REMOVE", "ORDER", "LIMIT",
    "SKIP",   "AS",     "WHEN",  "THEN",   "ELSE",   "END",   "AND",    "OR",       "XOR",  "IN",     "IS",     "STARTS", "ENDS",  "CONTAINS"};

}  // namespace

ExprPtr Parser::make(Op op, std::uint32_t from) { return std::make_unique<Expr>(op, Extent{from, from}); }

ExprPtr Parser::finish(ExprPtr expression) {
  expression->extent.end = last_end();
  std::uint32_t deepest = 0;
  for (const ExprPtr& arg : expression->args) {
    if (arg != nullptr) deepest = std::max(deepest, arg->depth);
  }
  expression->depth = deepest + 1;
  if (expression->depth > deepest_expression) {
    fail_here("NestingTooDeep", {"this expression is nested too deep", "表达式嵌套过深"});
  }
  return expression;
}

ExprPtr Parser::read_expression(int least) {
  const Deeper deeper(*this);
  ExprPtr left = read_prefix();
  for (bool done = false; !done;) left = read_infix(std::move(left), least, done);
  return left;
}

ExprPtr Parser::read_prefix() {
  const std::uint32_t from = begin();
  if (take_word("NOT")) {
    ExprPtr made = make(Op::not_, from);
    made->args.push_back(read_expression(not_level));
    return finish(std::move(made));
  }
  if (is("-") || is("+")) {
    const bool minus = is("-");
    const Deeper deeper(*this);
    ++at_;
    if (minus && token().kind == Kind::integer) {  // -9223372036854775808 is a number only together with its sign
      ExprPtr literal = make(Op::literal, from);
      literal->value = Value::of(static_cast<std::int64_t>(~token().number + 1));
      ++at_;
      return read_postfix(finish(std::move(literal)));
    }
    ExprPtr made = make(minus ? Op::negate : Op::identity, from);
    made->args.push_back(read_prefix());
    return finish(std::move(made));
  }
  return read_postfix(read_atom());
}

ExprPtr Parser::read_infix(ExprPtr left, int least, bool& done) {
  const Token& next = token();
  if (next.kind == Kind::symbol) {
    static constexpr struct {
      std::string_view symbol;
      Op op;
      int precedence;
    } operators[] = {{"+", Op::add, add_level},           {"-", Op::subtract, add_level},
                     {"*", Op::multiply, multiply_level}, {"/", Op::divide, multiply_level},
                     {"%", Op::modulo, multiply_level},   {"^", Op::power, power_level},
                     {"=~", Op::matches, test_level}};
    for (const auto& candidate : operators) {
      if (next.text == candidate.symbol && least < candidate.precedence) {
        return read_binary(candidate.op, std::move(left), candidate.precedence, 1);
      }
    }
    static constexpr std::array<std::string_view, 6> comparisons = {"=", "<>", "<", "<=", ">", ">="};
    if (least < compare_level && std::find(comparisons.begin(), comparisons.end(), next.text) != comparisons.end()) {
      return read_comparison(std::move(left));
    }
  } else if (next.kind == Kind::name && !next.quoted) {
    if (least < or_level && is_word("OR")) return read_many(Op::or_, std::move(left), or_level);
    if (least < xor_level && is_word("XOR")) return read_binary(Op::xor_, std::move(left), xor_level, 1);
    if (least < and_level && is_word("AND")) return read_many(Op::and_, std::move(left), and_level);
    if (least < test_level) {
      if (is_word("IN")) return read_binary(Op::in, std::move(left), test_level, 1);
      if (is_word("CONTAINS")) return read_binary(Op::contains, std::move(left), test_level, 1);
      if (is_word("STARTS") && is_word("WITH", 1)) return read_binary(Op::starts_with, std::move(left), test_level, 2);
      if (is_word("ENDS") && is_word("WITH", 1)) return read_binary(Op::ends_with, std::move(left), test_level, 2);
      if (is_word("IS")) {
        const std::uint32_t from = left->extent.begin;
        ++at_;
        const bool negated = take_word("NOT");
        want_word("NULL");
        ExprPtr made = make(negated ? Op::is_not_null : Op::is_null, from);
        made->args.push_back(std::move(left));
        return finish(std::move(made));
      }
    }
  }
  done = true;
  return left;
}

ExprPtr Parser::read_binary(Op op, ExprPtr left, int precedence, std::size_t words) {
  ExprPtr made = make(op, left->extent.begin);
  at_ += words;
  made->args.push_back(std::move(left));
  made->args.push_back(read_expression(precedence));
  return finish(std::move(made));
}

ExprPtr Parser::read_many(Op op, ExprPtr left, int precedence) {
  ExprPtr made = make(op, left->extent.begin);
  made->args.push_back(std::move(left));
  while (take_word(op == Op::and_ ? "AND" : "OR")) made->args.push_back(read_expression(precedence));
  return finish(std::move(made));
}

ExprPtr Parser::read_comparison(ExprPtr left) {
  ExprPtr made = make(Op::compare, left->extent.begin);
  made->args.push_back(std::move(left));
  while (true) {
    static constexpr struct {
      std::string_view symbol;
      Comparison comparison;
    } comparisons[] = {{"=", Comparison::equal},      {"<>", Comparison::differs},  {"<", Comparison::less},
                       {"<=", Comparison::at_most}, {">", Comparison::greater}, {">=", Comparison::at_least}};
    const auto* found = std::find_if(std::begin(comparisons), std::end(comparisons),
                                     [&](const auto& c) { return is(c.symbol); });
    if (found == std::end(comparisons)) return finish(std::move(made));
    ++at_;
    made->chain.push_back(found->comparison);
    made->args.push_back(read_expression(compare_level));
  }
}

ExprPtr Parser::read_postfix(ExprPtr left) {
  while (true) {
    const std::uint32_t from = left->extent.begin;
    if (is(".")) {
      ++at_;
      ExprPtr made = make(Op::property, from);
      made->text = want_name({"the name of a property", "属性名"});
      made->args.push_back(std::move(left));
      left = finish(std::move(made));
    } else if (is("[")) {
      left = read_brackets_after(std::move(left));
    } else if (is(":") && token(1).kind == Kind::name && (left->op == Op::variable || left->op == Op::property)) {
      ExprPtr made = make(Op::has_labels, from);
      made->names = read_labels();
      made->args.push_back(std::move(left));
      left = finish(std::move(made));
    } else {
      return left;
    }
  }
}

ExprPtr Parser::read_brackets_after(ExprPtr left) {
  const std::uint32_t from = left->extent.begin;
  want("[");
  ExprPtr first;
  if (!is("..")) first = read_expression();
  if (take("..")) {
    ExprPtr made = make(Op::slice, from);
    made->args.push_back(std::move(left));
    made->args.push_back(std::move(first));
    made->args.push_back(is("]") ? nullptr : read_expression());
    want("]");
    return finish(std::move(made));
  }
  ExprPtr made = make(Op::index, from);
  made->args.push_back(std::move(left));
  made->args.push_back(std::move(first));
  want("]");
  return finish(std::move(made));
}

ExprPtr Parser::read_atom() {
  switch (token().kind) {
    case Kind::integer:
    case Kind::real:
    case Kind::text:
      return read_literal();
    case Kind::parameter: {
      ExprPtr made = make(Op::parameter, begin());
      made->text = token().text;
      ++at_;
      return finish(std::move(made));
    }
    case Kind::name:
      return read_word_atom();
    case Kind::bad_number:
      fail_here("InvalidNumberLiteral", {"this is not a number; a name cannot begin with a digit", "不是数字；名称不能以数字开头"});
    case Kind::end:
      break;
    case Kind::symbol:
      if (is("[")) return read_list();
      if (is("{")) return read_map();
      if (is("(")) {
        if (is_pattern(at_)) return read_pattern_predicate();
        ++at_;
        ExprPtr inner = read_expression();
        want(")");
        return inner;
      }
      break;
  }
  fail_expected({"an expression", "表达式"});
}

ExprPtr Parser::read_literal() {
  ExprPtr made = make(Op::literal, begin());
  const Token& found = token();
  if (found.kind == Kind::integer) {
    if (found.number > std::uint64_t{INT64_MAX}) fail_here("IntegerOverflow", {"this integer does not fit 64 bits", "该整数超出 64 位"});
    made->value = Value::of(static_cast<std::int64_t>(found.number));
  } else if (found.kind == Kind::real) {
    made->value = Value::of(found.real);
  } else {
    made->text = found.text;
    made->value = Value::of(std::string_view(made->text), true);
  }
  ++at_;
  return finish(std::move(made));
}

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
