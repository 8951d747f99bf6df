#pragma once
// Internal to the parser: its state, and its functions over three sources (parser.cpp: clauses, parser_pattern.cpp,
// parser_expression.cpp).

#include <string>
#include <string_view>
#include <vector>

#include "graph/cypher/ast.h"
#include "graph/cypher/lexer.h"
#include "graph/cypher/parser.h"

namespace almanac::graph::cypher {

class Parser {
 public:
  explicit Parser(std::string_view query) : query_(query), tokens_(read_tokens(query)) {}

  Query read_query();  // to the end

 private:
  // parser.cpp
  Query read_parts(bool inner);
  Part read_part(bool inner);
  Clause read_clause();
  void read_match(Clause& clause);
  void read_unwind(Clause& clause);
  void read_projection(Clause& clause);
  void read_order(Clause& clause);
  void read_call(Clause& clause);
  void read_yields(Clause& clause);
  void read_merge(Clause& clause);
  void read_delete(Clause& clause);
  void read_foreach(Clause& clause);
  Change read_change(bool removes);
  Item read_item(bool keeps_text);

  // parser_pattern.cpp
  std::vector<Pattern> read_patterns();
  Pattern read_pattern();
  void read_chain(Pattern& pattern);
  NodePattern read_node();
  RelationshipPattern read_relationship();
  void read_relationship_detail(RelationshipPattern& relationship);
  void read_range(RelationshipPattern& relationship);
  std::vector<std::string> read_labels();
  ExprPtr read_properties();
  bool is_pattern(std::size_t at) const;  // whether a pattern with a relationship begins at this token
  std::size_t skip_node(std::size_t at) const;
  bool is_shortest(std::size_t at) const;

  // parser_expression.cpp
  ExprPtr read_expression(int least = 0);
  ExprPtr read_prefix();
  ExprPtr read_infix(ExprPtr left, int least, bool& done);
  ExprPtr read_binary(Op op, ExprPtr left, int precedence, std::size_t words);
  ExprPtr read_many(Op op, ExprPtr left, int precedence);
  ExprPtr read_comparison(ExprPtr left);
  ExprPtr read_postfix(ExprPtr left);
  ExprPtr read_brackets_after(ExprPtr left);
  ExprPtr read_atom();
  ExprPtr read_literal();
  ExprPtr read_word_atom();
  ExprPtr read_case();
  ExprPtr read_list();
  ExprPtr read_pattern_list(std::uint32_t begin, Pattern pattern);
  ExprPtr read_comprehension(std::uint32_t begin);
  ExprPtr read_map();
  ExprPtr read_call_expression();
  ExprPtr read_quantifier(Op op);
  ExprPtr read_reduce();
  ExprPtr read_exists();
  ExprPtr read_pattern_predicate();
  bool is_function(std::size_t at) const;
  ExprPtr make(Op op, std::uint32_t begin);
  ExprPtr finish(ExprPtr expression);  // sets extent and depth

  const Token& token(std::size_t ahead = 0) const { return tokens_[std::min(at_ + ahead, tokens_.size() - 1)]; }
  bool is(std::string_view symbol, std::size_t ahead = 0) const {
    return token(ahead).kind == Kind::symbol && token(ahead).text == symbol;
  }
  bool is_word(std::string_view keyword, std::size_t ahead = 0) const;  // keyword in upper case
  bool take(std::string_view symbol);
  bool take_word(std::string_view keyword);
  void want(std::string_view symbol);
  void want_word(std::string_view keyword);
  std::string want_name(const Text& what);
  std::uint32_t begin() const { return token().begin; }
  std::uint32_t last_end() const { return at_ == 0 ? 0 : tokens_[at_ - 1].end; }
  [[noreturn]] void fail_expected(const Text& what) const;
  [[noreturn]] void fail_here(const char* detail, Text message, Help help = {}) const;
  void count_step();

  struct Deeper {  // counts brackets
    explicit Deeper(Parser& parser);
    ~Deeper() { --parser_.brackets_; }
    Parser& parser_;
  };

  std::string_view query_;
  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  std::uint32_t brackets_ = 0, steps_ = 0;
};

}  // namespace almanac::graph::cypher
