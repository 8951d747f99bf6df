#include "graph/cypher/parser.h"

#include <algorithm>

#include "graph/cypher/parser_base.h"

namespace almanac::graph::cypher {
namespace {

bool same_word(std::string_view word, std::string_view upper) {
  return word.size() == upper.size() && std::equal(word.begin(), word.end(), upper.begin(), [](char a, char b) {
           return (a >= 'a' && a <= 'z' ? static_cast<char>(a - 'a' + 'A') : a) == b;
         });
}

const std::vector<std::string_view> clause_words = {
    "MATCH", "OPTIONAL MATCH", "UNWIND", "WITH", "RETURN", "CALL",   "UNION",  "WHERE",   "ORDER BY", "SKIP",
    "LIMIT", "CREATE",         "MERGE",  "SET",  "DELETE", "DETACH", "REMOVE", "FOREACH", "EXPLAIN"};

}  // namespace

Query parse(std::string_view text) { return Parser(text).read_query(); }

bool Parser::is_word(std::string_view keyword, std::size_t ahead) const {
  return token(ahead).kind == Kind::name && !token(ahead).quoted && same_word(token(ahead).text, keyword);
}
bool Parser::take(std::string_view symbol) {
  if (!is(symbol)) return false;
  ++at_;
  return true;
}
bool Parser::take_word(std::string_view keyword) {
  if (!is_word(keyword)) return false;
  ++at_;
  return true;
}
void Parser::want(std::string_view symbol) {
  if (!take(symbol)) fail_expected(archive::filled(Text{"\"{}\"", "“{}”"}, symbol));
}
void Parser::want_word(std::string_view keyword) {
  if (!take_word(keyword)) fail_expected(archive::filled(Text{"{}", "{}"}, keyword));
}
std::string Parser::want_name(const Text& what) {
  if (token().kind != Kind::name) fail_expected(what);
  return tokens_[at_++].text;
}

void Parser::fail_expected(const Text& what) const {
  const Token& found = token();
  const bool ended = found.kind == Kind::end;
  const std::string there(query_.substr(found.begin, std::min<std::size_t>(found.end - found.begin, 60)));
  Text message{"expected " + what.en + ", found " + (ended ? "the end" : there),
               "此处应为 " + what.zh + "，却是 " + (ended ? "结尾" : there)};
  std::string near = found.kind == Kind::name ? nearest(found.text, clause_words) : std::string();
  if (same_word(found.text, near)) near.clear();  // the right word in the wrong place
  fail_here("UnexpectedSyntax", std::move(message), {what, std::move(near)});
}
void Parser::fail_here(const char* detail, Text message, Help help) const {
  fail_syntax(detail, std::move(message), position_at(query_, token().begin), std::move(help));
}
void Parser::count_step() {
  if (++steps_ > most_clauses) {
    fail_here("QueryTooLarge", archive::filled(Text{"a query may have at most {} clauses and steps of patterns",
                                                    "一个查询最多包含 {} 个子句和模式步骤"},
                                               std::to_string(most_clauses)));
  }
}
Parser::Deeper::Deeper(Parser& parser) : parser_(parser) {
  if (++parser_.brackets_ > deepest_brackets) {
    --parser_.brackets_;
    parser_.fail_here("NestingTooDeep",
                      archive::filled(Text{"brackets may not be nested deeper than {}", "括号嵌套不能超过 {} 层"},
                                      std::to_string(deepest_brackets)));
  }
}

Query Parser::read_query() {
  const bool explain = take_word("EXPLAIN");
  Query query = read_parts(false);
  query.explain = explain;
  return query;
}

Query Parser::read_parts(bool inner) {
  Query query;
  query.parts.push_back(read_part(inner));
  while (is_word("UNION")) {
    const std::uint32_t from = begin();
    ++at_;
    query.all.push_back(take_word("ALL"));
    query.unions.push_back({from, last_end()});
    query.parts.push_back(read_part(inner));
  }
  take(";");
  if (!inner && token().kind != Kind::end) fail_expected({"a clause or the end", "子句或结尾"});
  return query;
}

Part Parser::read_part(bool inner) {
  Part part;
  while (token().kind != Kind::end && !is(";") && !is_word("UNION") && !(inner && is("}"))) {
    part.clauses.push_back(read_clause());
  }
  if (part.clauses.empty()) fail_expected({"a clause such as MATCH or RETURN", "MATCH、RETURN 等子句"});
  return part;
}

Clause Parser::read_clause() {
  count_step();
  Clause clause;
  clause.extent.begin = begin();
  if (is_word("OPTIONAL") && is_word("MATCH", 1)) {
    clause.optional = true;
    ++at_;
  }
  if (take_word("MATCH")) {
    read_match(clause);
  } else if (take_word("UNWIND")) {
    read_unwind(clause);
  } else if (take_word("WITH")) {
    clause.kind = ClauseKind::with;
    read_projection(clause);
  } else if (take_word("RETURN")) {
    clause.kind = ClauseKind::return_;
    read_projection(clause);
  } else if (take_word("CALL")) {
    read_call(clause);
  } else if (take_word("CREATE")) {
    clause.kind = ClauseKind::create;
    clause.patterns = read_patterns();
  } else if (take_word("MERGE")) {
    read_merge(clause);
  } else if (take_word("SET")) {
    clause.kind = ClauseKind::set;
    do clause.changes.push_back(read_change(false));
    while (take(","));
  } else if (take_word("REMOVE")) {
    clause.kind = ClauseKind::remove;
    do clause.changes.push_back(read_change(true));
    while (take(","));
  } else if (is_word("DELETE") || is_word("DETACH")) {
    read_delete(clause);
  } else if (take_word("FOREACH")) {
    read_foreach(clause);
  } else {
    fail_expected({"a clause such as MATCH, WITH or RETURN", "MATCH、WITH、RETURN 等子句"});
  }
  clause.extent.end = last_end();
  return clause;
}

void Parser::read_match(Clause& clause) {
  clause.kind = ClauseKind::match;
  clause.patterns = read_patterns();
  if (take_word("WHERE")) clause.where = read_expression();
}

void Parser::read_unwind(Clause& clause) {
  clause.kind = ClauseKind::unwind;
  Item item;
  item.expression = read_expression();
  want_word("AS");
  item.name = want_name({"a name", "名称"});
  item.aliased = true;
  clause.items.push_back(std::move(item));
}

Item Parser::read_item(bool keeps_text) {
  Item item;
  const std::uint32_t from = begin();
  item.expression = read_expression();
  const Extent extent{from, last_end()};
  if (take_word("AS")) {
    item.name = want_name({"a name after AS", "AS 之后的名称"});
    item.aliased = true;
  } else if (item.expression->op == Op::variable) {
    item.name = item.expression->text;
  } else if (keeps_text) {
    item.name = std::string(query_.substr(extent.begin, extent.end - extent.begin));
  }
  return item;
}

void Parser::read_projection(Clause& clause) {
  clause.distinct = take_word("DISTINCT");
  if (take("*")) {
    clause.star = true;
    if (take(",")) {
      do clause.items.push_back(read_item(clause.kind == ClauseKind::return_));
      while (take(","));
    }
  } else {
    do clause.items.push_back(read_item(clause.kind == ClauseKind::return_));
    while (take(","));
  }
  read_order(clause);
  if (clause.kind == ClauseKind::with && take_word("WHERE")) clause.where = read_expression();
}

void Parser::read_order(Clause& clause) {
  if (take_word("ORDER")) {
    want_word("BY");
    do {
      SortItem item;
      item.expression = read_expression();
      if (take_word("DESC") || take_word("DESCENDING"))
        item.descending = true;
      else if (!take_word("ASC"))
        take_word("ASCENDING");
      clause.sort.push_back(std::move(item));
    } while (take(","));
  }
  if (take_word("SKIP")) clause.skip = read_expression();
  if (take_word("LIMIT")) clause.limit = read_expression();
}

void Parser::read_call(Clause& clause) {
  clause.kind = ClauseKind::call;
  clause.procedure_extent.begin = begin();
  clause.procedure = want_name({"the name of a procedure", "过程名"});
  while (take(".")) clause.procedure += "." + want_name({"the name of a procedure", "过程名"});
  clause.procedure_extent.end = last_end();
  if (take("(")) {
    clause.explicit_arguments = true;
    if (!is(")")) {
      do clause.arguments.push_back(read_expression());
      while (take(","));
    }
    want(")");
  }
  if (take_word("YIELD")) read_yields(clause);
}

void Parser::read_yields(Clause& clause) {
  clause.yields.emplace();
  if (take("*")) {
    clause.yield_star = true;
  } else if (!take("-")) {
    do {
      Yield yield;
      yield.extent.begin = begin();
      yield.field = yield.name = want_name({"a field of the procedure", "过程的字段"});
      if (take_word("AS")) yield.name = want_name({"a name after AS", "AS 之后的名称"});
      yield.extent.end = last_end();
      clause.yields->push_back(std::move(yield));
    } while (take(","));
  }
  if (take_word("WHERE")) clause.where = read_expression();
}

void Parser::read_merge(Clause& clause) {
  clause.kind = ClauseKind::merge;
  clause.patterns.push_back(read_pattern());
  while (take_word("ON")) {
    const bool create = is_word("CREATE");
    if (!take_word("CREATE")) want_word("MATCH");
    want_word("SET");
    auto& changes = create ? clause.on_create : clause.changes;
    do changes.push_back(read_change(false));
    while (take(","));
  }
}

Change Parser::read_change(bool removes) {
  Change change;
  change.removes = removes;
  // A variable or a property; the sign after it is not part of an expression.
  change.target = read_postfix(read_atom());
  if (change.target->op == Op::has_labels) {
    change.labels = std::move(change.target->names);
    change.target = std::move(change.target->args[0]);
  } else if (!removes) {
    change.adds = take("+=");
    if (!change.adds) want("=");
    change.value = read_expression();
  }
  return change;
}

void Parser::read_delete(Clause& clause) {
  clause.kind = ClauseKind::delete_;
  clause.distinct = take_word("DETACH");  // not needed by anyone but the tests' writer
  want_word("DELETE");
  do clause.items.push_back(read_item(true));
  while (take(","));
}

void Parser::read_foreach(Clause& clause) {
  clause.kind = ClauseKind::foreach;
  const Deeper deeper(*this);
  want("(");
  want_name({"a name", "名称"});
  want_word("IN");
  read_expression();
  want("|");
  while (!is(")")) read_clause();
  want(")");
}

}  // namespace almanac::graph::cypher
