#include "search/marks.h"

#include <algorithm>

#include "search/analysis.h"

namespace almanac::search {
namespace {

bool is_latin(const std::string& term) { return static_cast<unsigned char>(term.front()) < 0x80; }

void add_marks(const std::string& text, Marks& marks) {
  const Tokens tokens = tokenize(text);
  for (std::size_t i = 0; i < tokens.list.size();) {
    if (tokens.list[i].type != Token::Type::glyph) {
      marks.stems.push_back(stem(tokens.text(i)));
      ++i;
      continue;
    }
    std::size_t end = i + 1;
    while (tokens.has_pair(end - 1)) ++end;
    const std::uint32_t begin = tokens.list[i].fold_begin;
    marks.runs.push_back(tokens.folded.substr(begin, tokens.list[end - 1].fold_end - begin));
    i = end;
  }
}

// The words of "double 11" and of 双11 mean 双十一 only together; one by one they would mark any 11.
bool marks_alone(const Alternative& alternative) {
  if (alternative.origin != Alternative::Origin::synonym) return true;
  if (alternative.units.size() != 1) return false;
  const Unit& unit = alternative.units.front();
  return unit.type != Unit::Type::phrase || std::none_of(unit.terms.begin(), unit.terms.end(), is_latin);
}

void collect_marks(const Node& node, const Grouping& grouping, Marks& marks) {
  for_each_child(node, [&](const Node& child) {
    if (child.type == Node::Type::prefix) marks.prefixes.push_back(child.text);
    if (child.type == Node::Type::phrase || child.type == Node::Type::title) add_marks(child.text, marks);
    if (child.type == Node::Type::words)
      for (const WordGroup& group : grouping.groups(child.text))
        for (const Alternative& alternative : group.alternatives)
          if (marks_alone(alternative)) add_marks(alternative.text, marks);
    if (child.type == Node::Type::all || child.type == Node::Type::any) collect_marks(child, grouping, marks);
  });
}

}  // namespace

Marks marks_of(const Parsed& parsed, const Grouping& grouping) {
  Marks marks;
  collect_marks(parsed.root, grouping, marks);
  for (auto* list : {&marks.stems, &marks.prefixes, &marks.runs}) {
    std::sort(list->begin(), list->end());
    list->erase(std::unique(list->begin(), list->end()), list->end());
  }
  return marks;
}

}  // namespace almanac::search
