#include "graph/cypher/lexer.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "graph/cypher/unicode.h"

namespace almanac::graph::cypher {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}
bool is_word(char c) { return is_letter(c) || is_digit(c); }
int hex_digit(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Signs that look like a part of the language but are none: dashes, quotation marks, full-width brackets and stops.
const char* looks_like(char32_t c) {
  switch (c) {
    case 0xad:
    case 0x2010:
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2015:
    case 0x2212:
    case 0xfe58:
    case 0xfe63:
    case 0xff0d:
      return "-";
    case 0x2018:
    case 0x2019:
      return "'";
    case 0x201c:
    case 0x201d:
      return "\"";
    case 0xff08:
      return "(";
    case 0xff09:
      return ")";
    case 0xff0c:
    case 0x3001:
      return ",";
    case 0xff1a:
      return ":";
    case 0x3002:
      return ".";
    default:
      return nullptr;
  }
}

void append_utf8(std::string& out, char32_t code) {
  const auto put = [&](char32_t byte) { out += static_cast<char>(byte); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xc0 | code >> 6U);
    put(0x80 | (code & 0x3fU));
  } else if (code < 0x10000) {
    put(0xe0 | code >> 12U);
    put(0x80 | (code >> 6U & 0x3fU));
    put(0x80 | (code & 0x3fU));
  } else {
    put(0xf0 | code >> 18U);
    put(0x80 | (code >> 12U & 0x3fU));
    put(0x80 | (code >> 6U & 0x3fU));
    put(0x80 | (code & 0x3fU));
  }
}

class Lexer {
 public:
  explicit Lexer(std::string_view query) : query_(query) {}

  std::vector<Token> read() {
    for (skip(); at_ < query_.size(); skip()) read_token();
    start();
    push(Kind::end);
    match_brackets();
    return std::move(tokens_);
  }

 private:
  char peek(std::size_t ahead = 0) const { return at_ + ahead < query_.size() ? query_[at_ + ahead] : '\0'; }
  void start() { begin_ = at_; }
  Token& push(Kind kind) {
    Token token;
    token.kind = kind;
    token.begin = static_cast<std::uint32_t>(begin_);
    token.end = static_cast<std::uint32_t>(at_);
    tokens_.push_back(std::move(token));
    return tokens_.back();
  }
  [[noreturn]] void fail(const char* detail, Text message, std::size_t at) const {
    fail_syntax(detail, std::move(message), position_at(query_, at));
  }

  void skip() {
    while (at_ < query_.size()) {
      const char c = peek();
      if (c == ' ' || (c >= '\t' && c <= '\r') || (c >= 0x1c && c <= 0x1f)) {
        ++at_;
      } else if (c == '/' && peek(1) == '/') {
        while (at_ < query_.size() && peek() != '\n') ++at_;
      } else if (c == '/' && peek(1) == '*') {
        const std::size_t end = query_.find("*/", at_ + 2);
        if (end == std::string_view::npos) {
          fail("UnexpectedSyntax", {"this comment has no end (*/)", "注释没有结束（*/）"}, at_);
        }
        at_ = end + 2;
      } else if (static_cast<unsigned char>(c) >= 0x80 && is_white_space(character_at(query_, at_).code)) {
        at_ += character_at(query_, at_).bytes;
      } else {
        return;
      }
    }
  }

  void read_token() {
    start();
    const char c = peek();
    if (is_digit(c) || (c == '.' && is_digit(peek(1)))) return read_number();
    if (c == '\'' || c == '"') return read_text(c);
    if (c == '`') return read_quoted_name(Kind::name);
    if (c == '$') return read_parameter();
    if (is_letter(c)) {
      read_word();
      push(Kind::name).text = std::string(query_.substr(begin_, at_ - begin_));
      return;
    }
    read_symbol();
  }

  void read_word() {
    while (at_ < query_.size() && is_word(peek())) {
      if (static_cast<unsigned char>(peek()) < 0x80) {
        ++at_;
        continue;
      }
      const Character c = character_at(query_, at_);
      if (is_white_space(c.code)) return;
      if (c.code == 0xfffd) {
        fail("InvalidUnicodeCharacter", {"these bytes are not UTF-8", "这些字节不是 UTF-8"}, at_);
      }
      if (const char* meant = looks_like(c.code)) {
        fail("InvalidUnicodeCharacter",
             archive::filled(
                 Text{"this character only looks like {} ; write {}", "这个字符只是看起来像 {} ；请改写为 {}"}, meant,
                 meant),
             at_);
      }
      at_ += c.bytes;
    }
  }

  void read_symbol() {
    static constexpr std::string_view twos[] = {"<=", ">=", "<>", "=~", "+=", ".."};
    const std::string_view two = query_.substr(at_, 2);
    std::size_t length = 0;
    if (std::find(std::begin(twos), std::end(twos), two) != std::end(twos))
      length = 2;
    else if (std::string_view("()[]{},.:;|+-*/%^=<>").find(peek()) != std::string_view::npos)
      length = 1;
    else
      fail("UnexpectedSyntax",
           archive::filled(Text{"the character {} means nothing here", "此处不能使用字符 {}"}, query_.substr(at_, 1)),
           at_);
    at_ += length;
    push(Kind::symbol).text = std::string(query_.substr(begin_, length));
  }

  void read_quoted_name(Kind kind) {
    std::string name;
    ++at_;
    for (;; ++at_) {
      if (at_ >= query_.size()) {
        fail("UnexpectedSyntax", {"this name has no closing backtick", "名称缺少结尾的反引号"}, begin_);
      }
      if (peek() == '`') {
        if (peek(1) != '`') break;
        ++at_;
      }
      name += peek();
    }
    ++at_;
    Token& token = push(kind);
    token.text = std::move(name);
    token.quoted = true;
  }

  void read_parameter() {
    ++at_;
    if (peek() == '`') return read_quoted_name(Kind::parameter);
    const std::size_t from = at_;
    read_word();
    if (at_ == from) {
      fail("UnexpectedSyntax", {"a parameter's name is expected after $", "$ 之后应为参数名"}, begin_);
    }
    push(Kind::parameter).text = std::string(query_.substr(from, at_ - from));
  }

  void read_text(char quote) {
    std::string text;
    ++at_;
    while (true) {
      if (at_ >= query_.size()) {
        fail("UnexpectedSyntax", {"this text has no closing quotation mark", "文本缺少结尾的引号"}, begin_);
      }
      const char c = peek();
      ++at_;
      if (c == quote) break;
      if (c == '\\')
        read_escape(text);
      else
        text += c;
    }
    push(Kind::text).text = std::move(text);
  }

  void read_escape(std::string& text) {
    const std::size_t from = at_ - 1;
    const char c = peek();
    ++at_;
    switch (c) {
      case 'b':
      case 'B':
        text += '\b';
        return;
      case 'f':
      case 'F':
        text += '\f';
        return;
      case 'n':
      case 'N':
        text += '\n';
        return;
      case 'r':
      case 'R':
        text += '\r';
        return;
      case 't':
      case 'T':
        text += '\t';
        return;
      case '\\':
      case '\'':
      case '"':
      case '`':
        text += c;
        return;
      case 'u':
        return append_utf8(text, read_code(4, from));
      case 'U':
        return append_utf8(text, read_code(8, from));
      default:
        fail("UnexpectedSyntax",
             {"no such escape; known are \\\\ \\' \\\" \\b \\f \\n \\r \\t \\uXXXX \\UXXXXXXXX",
              "未知的转义；可用 \\\\ \\' \\\" \\b \\f \\n \\r \\t \\uXXXX \\UXXXXXXXX"},
             from);
    }
  }

  char32_t read_code(int digits, std::size_t from) {
    const char32_t code = read_digits(digits, from);
    if (code >= 0xd800 && code < 0xdc00 && peek() == '\\' && peek(1) == 'u') {  // a pair of surrogates
      at_ += 2;
      const char32_t low = read_digits(4, from);
      if (low >= 0xdc00 && low < 0xe000) return 0x10000 + ((code - 0xd800) << 10U) + (low - 0xdc00);
      bad_code(from);
    }
    if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) bad_code(from);
    return code;
  }
  char32_t read_digits(int digits, std::size_t from) {
    char32_t code = 0;
    for (int i = 0; i < digits; ++i, ++at_) {
      const int digit = hex_digit(peek());
      if (digit < 0) bad_code(from);
      code = code * 16 + static_cast<char32_t>(digit);
    }
    return code;
  }
  [[noreturn]] void bad_code(std::size_t from) const {
    fail("InvalidUnicodeLiteral",
         {"not a character: \\u wants 4 and \\U 8 hexadecimal digits of a Unicode character",
          "不是有效字符：\\u 后应有 4 位、\\U 后应有 8 位十六进制数字"},
         from);
  }

  void read_number() {
    if (peek() == '0' && (peek(1) == 'x' || peek(1) == 'X')) return read_based(16);
    if (peek() == '0' && (peek(1) == 'o' || peek(1) == 'O')) return read_based(8);
    bool whole = true;
    while (is_digit(peek())) ++at_;
    if (peek() == '.' && is_digit(peek(1))) {
      whole = false;
      ++at_;
      while (is_digit(peek())) ++at_;
    }
    const std::size_t sign = peek(1) == '+' || peek(1) == '-' ? 1 : 0;
    if ((peek() == 'e' || peek() == 'E') && is_digit(peek(1 + sign))) {
      whole = false;
      at_ += 1 + sign;
      while (is_digit(peek())) ++at_;
    }
    if (is_word(peek())) return push_bad_number();
    const std::string_view digits = query_.substr(begin_, at_ - begin_);
    return whole ? push_integer(digits, 10) : push_real(digits);
  }

  void read_based(int base) {
    at_ += 2;
    const std::size_t from = at_;
    while (is_word(peek())) ++at_;
    const std::string_view digits = query_.substr(from, at_ - from);
    const auto bad = [&](char c) { return hex_digit(c) < 0 || hex_digit(c) >= base; };
    if (digits.empty() || std::any_of(digits.begin(), digits.end(), bad)) return push_bad_number();
    push_integer(digits, base);
  }

  void push_integer(std::string_view digits, int base) {
    std::uint64_t number = 0;
    const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), number, base);
    if (result.ec == std::errc::result_out_of_range || number > std::uint64_t{1} << 63U) {
      fail("IntegerOverflow", {"this integer does not fit 64 bits", "该整数超出 64 位"}, begin_);
    }
    push(Kind::integer).number = number;
  }
  void push_real(std::string_view digits) {
    double real = 0;
    const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), real);
    if (result.ec == std::errc::result_out_of_range && digits.find("e-") == std::string_view::npos &&
        digits.find("E-") == std::string_view::npos) {
      fail("FloatingPointOverflow", {"this number is too large for a float", "该数字超出浮点数范围"}, begin_);
    }
    push(Kind::real).real = real;
  }
  void push_bad_number() {
    while (is_word(peek())) ++at_;
    push(Kind::bad_number);
  }

  void match_brackets() {
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      const Token& token = tokens_[i];
      if (token.kind != Kind::symbol || token.text.size() != 1) continue;
      const char c = token.text[0];
      if (c == '(' || c == '[' || c == '{') {
        open.push_back(i);
      } else if (c == ')' || c == ']' || c == '}') {
        const char expected = c == ')' ? '(' : c == ']' ? '[' : '{';
        if (open.empty() || tokens_[open.back()].text[0] != expected) return;  // the parser will say so
        tokens_[open.back()].partner = static_cast<std::uint32_t>(i);
        open.pop_back();
      }
    }
  }

  std::string_view query_;
  std::size_t at_ = 0, begin_ = 0;
  std::vector<Token> tokens_;
};

}  // namespace

Position position_at(std::string_view query, std::size_t offset) {
  Position position;
  position.offset = static_cast<std::uint32_t>(offset);
  for (std::size_t i = 0; i < std::min(offset, query.size()); ++i) {
    if (query[i] == '\n') {
      ++position.line;
      position.column = 1;
    } else if ((static_cast<unsigned char>(query[i]) & 0xc0U) != 0x80) {
      ++position.column;
    }
  }
  return position;
}

std::vector<Token> read_tokens(std::string_view query) {
  if (query.size() > longest_query) {
    fail_syntax("QueryTooLong",
                {"the query is longer than 1 MB; give long lists as parameters", "查询超过 1 MB；长列表请用参数传入"},
                Position{});
  }
  return Lexer(query).read();
}

}  // namespace almanac::graph::cypher
