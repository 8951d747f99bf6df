// What is done with the rules of a mapping that is no parsing: matching file names, and making the rule of a file that
// has none.

#include "importers/header_names.h"
#include "importers/mapping.h"

namespace almanac::importers {

bool matches(std::string_view pattern, std::string_view name) {
  // Greedy with one way back: linear but for pathological patterns, never exponential.
  std::size_t p = 0, n = 0, star = std::string_view::npos, mark = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      mark = n;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == name[n])) {
      ++p, ++n;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      n = ++mark;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

bool is_literal(RowKind kind, std::string_view field) {
  return kind != RowKind::touchpoints && (field == "name" || field == "statement");
}

FileRule rule_from_header(RowKind kind, std::span<const std::string> columns, const archive::Dictionary& dictionary) {
  FileRule rule;
  rule.kind = kind;
  rule.from_header = true;
  if (kind == RowKind::touchpoints || kind == RowKind::lessons) rule.others = FileRule::Others::ignore;
  for (const ColumnMatch& match : match_columns(kind, columns, dictionary)) {
    if (match.field.empty()) continue;
    FieldRule field;
    field.field = match.field;
    field.value.names = {match.column};
    field.value.unit = match.unit;
    field.value.literal = is_literal(kind, match.field);
    rule.fields.push_back(std::move(field));
  }
  return rule;
}

}  // namespace almanac::importers
