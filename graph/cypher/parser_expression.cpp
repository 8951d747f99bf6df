#include <algorithm>
#include <array>

#include "graph/cypher/parser_base.h"

namespace almanac::graph::cypher {
namespace {

// Loosest first.
enum Precedence {
  loosest,
  or_level,
  xor_level,
  and_level,
  not_level,
  compare_level,
  test_level,
  add_level,
  multiply_level,
  power_level
};

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
    } comparisons[] = {{"=", Comparison::equal},    {"<>", Comparison::differs}, {"<", Comparison::less},
                       {"<=", Comparison::at_most}, {">", Comparison::greater},  {">=", Comparison::at_least}};
    const auto* found =
        std::find_if(std::begin(comparisons), std::end(comparisons), [&](const auto& c) { return is(c.symbol); });
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
      fail_here("InvalidNumberLiteral",
                {"this is not a number; a name cannot begin with a digit", "不是数字；名称不能以数字开头"});
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
    if (found.number > std::uint64_t{INT64_MAX})
      fail_here("IntegerOverflow", {"this integer does not fit 64 bits", "该整数超出 64 位"});
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

}  // namespace almanac::graph::cypher
