#pragma once
// The query language: what a person types, as a tree. Needs no index, and never fails.
//
//   拉新 coupon          words; how many of them must be there is Query::match's business
//   "双十一 复盘"         a phrase, also “…” 「…」 『…』
//   -短信  NOT sms        without it
//   a OR b   a | b       one of them; binds less than standing side by side
//   (…)                  groups, up to 8 deep
//   promo*               words that begin so (two letters or more, eight of them at most)
//   channel:短信          a field of search/schema.h, by its English or Chinese name (渠道:短信), also kind:lesson, attr.NAME:…
//   title:双十一          in the title or code
//   budget:10万..50万  start:2024-01..2024-06  year:2022..2024     ranges; either end may be missing
//
// What does not parse as syntax is text: an unknown field, a lone quote or bracket, an operator without operands, and a colon,
// minus or bracket of full width are searched for as the words around them.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "search/schema.h"

namespace almanac::search {

struct Node {
  enum class Type : std::uint8_t {
    words,   // `text`: a stretch without white space
    phrase,  // `text`
    prefix,  // `text` without the star
    title,   // `text`, a word or a phrase
    field,   // `name` (of field_table, "kind" or "attr.NAME") is `text`
    range,   // `name` is start, budget or year; low/high as numbers, days since 1970 for start
    all,     // children side by side
    any,     // children with OR between
    none     // its one child must not match
  } type = Type::all;
  std::string name, text;
  std::optional<double> low, high;
  std::vector<Node> children;
  bool operator==(const Node&) const = default;
};

struct Parsed {
  Node root;         // of type all; no children: nothing to look for
  bool cut = false;  // the text was longer than max_query_bytes
  bool operator==(const Parsed&) const = default;
};

Parsed parse(std::string_view q);

// Readable, and parses to the same tree again: (双十一 OR "double 11") -短信
std::string to_string(const Node& node);

// "10万", "1.5亿", "50w", "200k", "3m", "1,000": an amount in major units.
std::optional<double> parse_amount(std::string_view text);

}  // namespace almanac::search
