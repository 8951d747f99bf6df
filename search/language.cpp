#include "search/language.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "archive/name.h"
#include "archive/time.h"
#include "search/analysis.h"
#include "search/language_signs.h"
#include "search/query.h"

// Two steps. scan() cuts the text into lexemes and already knows which brackets have a partner, so the second step, a
// recursive descent over lexemes, meets only well-formed groups; whatever has no place there has become text before.

namespace almanac::search {
namespace {

constexpr std::size_t deepest = 8;
constexpr std::size_t most_prefixes = 8;

enum class Lexeme : std::uint8_t { open, close, either, minus, item };

struct Piece {
  Lexeme lexeme = Lexeme::item;
  Node node;           // of an item
  std::string source;  // to fall back to
};

Node leaf(Node::Type type, std::string_view text, std::string_view name = {}) {
  Node node;
  node.type = type;
  node.text = text;
  node.name = name;
  return node;
}

struct Bounds {
  std::optional<double> low, high;
};

std::optional<archive::Date> parse_date(std::string_view text) { return archive::Date::parse(text); }

// One value, or low..high with either end open; nullopt if it is not a range of this field.
std::optional<Bounds> parse_bounds(std::string_view field, std::string_view text) {
  const std::size_t dots = text.find("..");
  std::string_view low = dots == std::string_view::npos ? text : text.substr(0, dots);
  std::string_view high = dots == std::string_view::npos ? text : text.substr(dots + 2);
  Bounds bounds;
  const auto read = [&](std::string_view part, bool upper) -> std::optional<double> {
    if (field == "budget") return parse_amount(part);
    const auto date = parse_date(part);
    if (!date) return std::nullopt;
    if (field == "year") return date->year();
    return upper ? date->last_day() : date->days;
  };
  if (!low.empty() && !(bounds.low = read(low, false))) return std::nullopt;
  if (!high.empty() && !(bounds.high = read(high, true))) return std::nullopt;
  if (!bounds.low && !bounds.high) return std::nullopt;
  return bounds;
}

// The node of name:value, or nullopt if `name` is no field or the value does not fit it.
std::optional<Node> field_node(std::string_view name, std::string_view value) {
  if (value.empty()) return std::nullopt;
  if (name == "title" || name == "标题" || name == "名称") return leaf(Node::Type::title, value);
  if (name == "kind") {
    if (!archive::kind_from(value)) return std::nullopt;
    return leaf(Node::Type::field, value, "kind");
  }
  if (name.starts_with("attr.") && name.size() > 5) return leaf(Node::Type::field, value, name);
  std::string_view range;
  if (name == "start" || name == "date" || name == "时间" || name == "日期") range = "start";
  if (name == "budget" || name == "预算") range = "budget";
  const FieldRow* row = find_field(name);
  if (row && row->field == Field::year && value.find("..") != std::string_view::npos) range = "year";
  if (!range.empty()) {
    const auto bounds = parse_bounds(range, value);
    if (!bounds) return std::nullopt;
    Node node = leaf(Node::Type::range, {}, range);
    node.low = bounds->low;
    node.high = bounds->high;
    return node;
  }
  if (!row) return std::nullopt;
  return leaf(Node::Type::field, value, row->name);
}

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  std::vector<Piece> scan() {
    while (at_ < text_.size()) {
      const std::string_view rest = text_.substr(at_);
      if (const std::size_t space = space_at(rest)) {
        at_ += space;
      } else if (rest[0] == '(') {
        take(Lexeme::open, 1);
      } else if (rest[0] == ')') {
        take(Lexeme::close, 1);
      } else if (rest[0] == '|') {
        take(Lexeme::either, 1);
      } else if (rest[0] == '-' && rest.size() > 1 && rest[1] != '-' && !space_at(rest.substr(1))) {
        take(Lexeme::minus, 1);
      } else if (const std::size_t quote = quote_at(rest)) {
        if (!take_phrase()) at_ += quote;  // a lone one is no more than a space
      } else {
        take_chunk();
      }
    }
    return std::move(pieces_);
  }

 private:
  void take(Lexeme lexeme, std::size_t bytes) {
    pieces_.push_back({lexeme, {}, std::string(text_.substr(at_, bytes))});
    at_ += bytes;
  }

  void item(Node node) {
    Piece piece;
    piece.source = node.text;
    piece.node = std::move(node);
    pieces_.push_back(std::move(piece));
  }

  // The text between a pair of quotes at the front; at_ moves behind it. nullopt: no quote here, or it never closes.
  std::optional<std::string_view> quoted() {
    const std::string_view rest = text_.substr(at_);
    for (const Quotes& pair : quote_pairs) {
      if (!rest.starts_with(pair.open)) continue;
      const std::size_t close = rest.find(pair.close, pair.open.size());
      if (close == std::string_view::npos) return std::nullopt;
      at_ += close + pair.close.size();
      return rest.substr(pair.open.size(), close - pair.open.size());
    }
    return std::nullopt;
  }

  bool take_phrase() {
    const auto inside = quoted();
    if (!inside) return false;
    if (!tokenize(*inside).list.empty()) item(leaf(Node::Type::phrase, *inside));
    return true;
  }

  // Where the stretch at the front ends: at white space, a bracket, a bar or a quotation mark.
  std::size_t chunk_length() const {
    const std::string_view rest = text_.substr(at_);
    std::size_t length = 0;
    while (length < rest.size()) {
      const std::string_view here = rest.substr(length);
      if (space_at(here) || here[0] == '(' || here[0] == ')' || here[0] == '|' || quote_at(here)) break;
      ++length;
    }
    return length;
  }

  void take_chunk() {
    std::string_view chunk = text_.substr(at_, chunk_length());
    at_ += chunk.size();
    if (chunk == "OR") {
      pieces_.push_back({Lexeme::either, {}, "OR"});
      return;
    }
    if (chunk == "NOT") {
      pieces_.push_back({Lexeme::minus, {}, "NOT"});
      return;
    }
    if (chunk == "AND") return;
    const std::size_t colon = chunk.find(':');
    if (colon != std::string_view::npos && colon > 0 && take_field(chunk, colon)) return;
    if (chunk.size() > 2 && chunk.back() == '*' && take_prefix(chunk.substr(0, chunk.size() - 1))) return;
    while (chunk.starts_with('-')) chunk.remove_prefix(1);
    if (!tokenize(chunk).list.empty()) item(leaf(Node::Type::words, chunk));
  }

  bool take_field(std::string_view chunk, std::size_t colon) {
    const std::string_view name = chunk.substr(0, colon);
    std::string_view value = chunk.substr(colon + 1);
    const std::size_t saved = at_;
    if (value.empty()) {  // name:"some words"
      const auto inside = quoted();
      if (!inside) return false;
      value = *inside;
    }
    auto node = field_node(name, value);
    if (!node) {
      at_ = saved;
      return false;
    }
    item(std::move(*node));
    return true;
  }

  bool take_prefix(std::string_view text) {
    const Tokens tokens = tokenize(text);
    if (prefixes_ >= most_prefixes || tokens.list.size() != 1 || tokens.list[0].type == Token::Type::glyph)
      return false;
    if (tokens.text(0).size() < 2) return false;
    ++prefixes_;
    item(leaf(Node::Type::prefix, tokens.text(0)));
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t prefixes_ = 0;
  std::vector<Piece> pieces_;
};

// Drops brackets without a partner and those nested deeper than allowed (what they hold stays).
void drop_loose_brackets(std::vector<Piece>& pieces) {
  std::vector<std::size_t> open;
  std::vector<bool> keep(pieces.size(), true);
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (pieces[i].lexeme == Lexeme::open) open.push_back(i);
    if (pieces[i].lexeme != Lexeme::close) continue;
    if (open.empty()) {
      keep[i] = false;
    } else {
      if (open.size() > deepest) keep[i] = keep[open.back()] = false;
      open.pop_back();
    }
  }
  for (const std::size_t i : open) keep[i] = false;
  std::size_t out = 0;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (!keep[i]) continue;
    if (out != i) pieces[out] = std::move(pieces[i]);
    ++out;
  }
  pieces.resize(out);
}

// A node of one child is that child, except a negation; one without children is dropped by the caller.
Node shrink(Node node) {
  if ((node.type == Node::Type::all || node.type == Node::Type::any) && node.children.size() == 1) {
    Node only = std::move(node.children[0]);
    return only;
  }
  return node;
}

bool is_empty(const Node& node) {
  return (node.type == Node::Type::all || node.type == Node::Type::any) && node.children.empty();
}

class Descent {
 public:
  explicit Descent(std::vector<Piece>& pieces) : pieces_(pieces) {}

  Node either() {
    Node any;
    any.type = Node::Type::any;
    std::vector<std::string> lone;  // operators without operands are words
    while (true) {
      Node side = together();
      const bool more = at_ < pieces_.size() && pieces_[at_].lexeme == Lexeme::either;
      const bool empty = is_empty(side);
      if (!empty) any.children.push_back(shrink(std::move(side)));
      if (!more) break;
      const std::string& source = pieces_[at_].source;
      const bool nothing_follows = at_ + 1 >= pieces_.size() || pieces_[at_ + 1].lexeme == Lexeme::close;
      if (source == "OR" && any.children.empty() && nothing_follows) lone.emplace_back("or");
      ++at_;
    }
    if (any.children.empty() && !lone.empty()) any.children.push_back(leaf(Node::Type::words, lone.front()));
    return shrink(std::move(any));
  }

 private:
  Node together() {
    Node all;
    all.type = Node::Type::all;
    while (at_ < pieces_.size() && pieces_[at_].lexeme != Lexeme::close && pieces_[at_].lexeme != Lexeme::either) {
      Node next = item();
      if (!is_empty(next)) all.children.push_back(std::move(next));
    }
    return all;
  }

  Node item() {
    Piece& piece = pieces_[at_++];
    switch (piece.lexeme) {
      case Lexeme::item:
        return std::move(piece.node);
      case Lexeme::open: {
        Node inside = either();
        if (at_ < pieces_.size() && pieces_[at_].lexeme == Lexeme::close) ++at_;
        return inside;
      }
      case Lexeme::minus:
        return negation(piece.source);
      case Lexeme::close:
      case Lexeme::either:
        break;  // together() stops before these
    }
    return {};
  }

  Node negation(const std::string& source) {
    bool negative = true;
    while (at_ < pieces_.size() && pieces_[at_].lexeme == Lexeme::minus) {  // --x is x
      negative = !negative;
      ++at_;
    }
    const bool operand =
        at_ < pieces_.size() && pieces_[at_].lexeme != Lexeme::close && pieces_[at_].lexeme != Lexeme::either;
    if (!operand) return source == "NOT" ? leaf(Node::Type::words, "not") : Node{};
    Node child = item();
    if (!negative || is_empty(child)) return child;
    if (child.type == Node::Type::none) {
      Node positive = std::move(child.children[0]);
      return positive;
    }
    Node node;
    node.type = Node::Type::none;
    node.children.push_back(std::move(child));
    return node;
  }

  std::vector<Piece>& pieces_;
  std::size_t at_ = 0;
};

}  // namespace

namespace {

bool is_space(unsigned char c) { return c <= 0x20 || c == 0x7f; }

}  // namespace

std::size_t space_at(std::string_view text) {
  if (text.empty()) return 0;
  if (is_space(static_cast<unsigned char>(text[0]))) return 1;
  if (text.starts_with("\xC2\xA0")) return 2;
  if (text.starts_with("\xE3\x80\x80")) return 3;
  return 0;
}

std::size_t quote_at(std::string_view text) {
  for (const Quotes& pair : quote_pairs)
    for (const std::string_view mark : {pair.open, pair.close})
      if (text.starts_with(mark)) return mark.size();
  return 0;
}

Parsed parse(std::string_view q) {
  Parsed parsed;
  if (q.size() > max_query_bytes) {
    q = q.substr(0, cut_at_character(q, max_query_bytes));
    parsed.cut = true;
  }
  std::vector<Piece> pieces = Scanner(q).scan();
  drop_loose_brackets(pieces);
  Node root = Descent(pieces).either();
  if (root.type == Node::Type::all) {
    parsed.root = std::move(root);
  } else if (!is_empty(root)) {
    parsed.root.children.push_back(std::move(root));
  }
  return parsed;
}

std::optional<double> parse_amount(std::string_view text) {
  std::string digits = archive::fold(text);
  std::erase(digits, ',');
  double factor = 1;
  constexpr std::pair<std::string_view, double> units[] = {{"万", 1e4}, {"亿", 1e8}, {"w", 1e4},   {"k", 1e3},
                                                           {"m", 1e6},  {"千", 1e3}, {"百万", 1e6}};
  for (const auto& [suffix, value] : units) {
    if (digits.size() > suffix.size() && digits.ends_with(suffix)) {
      factor = value;
      digits.erase(digits.size() - suffix.size());
      break;
    }
  }
  if (digits.ends_with("百")) {  // 百万
    factor *= 100;
    digits.erase(digits.size() - std::string_view("百").size());
  }
  double value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size() || !std::isfinite(value)) return std::nullopt;
  return value * factor;
}

}  // namespace almanac::search
