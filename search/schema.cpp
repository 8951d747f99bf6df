#include "search/schema.h"

namespace almanac::search {
namespace {

constexpr std::size_t longest_term = 200;

// FNV-1a: stable across machines and versions, as terms are stored.
std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 14695981039346656037ull;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ull;
  return hash;
}

}  // namespace

const FieldRow* find_field(std::string_view name) {
  if (name == "商品") name = "产品";  // people say both
  for (const FieldRow& row : field_table)
    if (row.name == name || row.zh == name) return &row;
  return nullptr;
}

std::string make_term(std::string_view prefix, std::string_view text) {
  std::string term;
  term.reserve(prefix.size() + text.size());
  term += prefix;
  if (prefix.size() + text.size() <= longest_term) {
    term += text;
    return term;
  }
  term += text.substr(0, longest_term - 20 - prefix.size());
  term += '~';
  std::uint64_t hash = hash_of(text);
  for (int digit = 0; digit < 16; ++digit, hash >>= 4) term += "0123456789abcdef"[hash & 15];
  return term;
}

}  // namespace almanac::search
