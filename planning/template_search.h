#pragma once
// Templates as hits of a search (docs/decisions/0010-templates-in-search.md): the shipped ones and a team's own, asked in the same
// query language, with the same ranking, highlights, paging and totals as everything else, but by themselves: kind=template.
//
// They are files, not records, so they are in no archive and not in its index. An index of their own is made of them in a temporary
// directory when they are first asked for, and again when a file has changed.
//
// Threads: any number may search at once.

#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "search/index.h"

namespace almanac::planning {

// Whether a search asks for templates. Throws Error invalid_input "templates_alone" if it asks for other kinds too.
bool asks_for_templates(const search::Query& query);

class TemplateSearch {
 public:
  explicit TemplateSearch(std::filesystem::path directory);  // DIR/templates; may be absent
  ~TemplateSearch();

  // Of a query that asks for templates. Hits: id is "template:ID.LANGUAGE", code the template's id, fields {description, language, origin}; `revision` says nothing.
  // `synonyms`: those of the archive that the team works with. Errors as Index::search; unavailable if the files cannot be read or the
  // temporary directory cannot be written.
  search::Response search(const search::Query& query, const search::Synonyms& synonyms) const;
  // Every hit in order, as Index::each_hit.
  void each_hit(const search::Query& query, const search::Synonyms& synonyms,
                const std::function<bool(const search::Hit&)>& visit) const;

 private:
  struct Made;
  std::shared_ptr<const Made> made_now() const;

  const std::filesystem::path directory_;
  mutable std::mutex mutex_;
  mutable std::shared_ptr<const Made> made_;
};

}  // namespace almanac::planning
