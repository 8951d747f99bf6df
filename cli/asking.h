#pragma once
// What the commands that search ask: the index beside whatever owns the archive, or templates.

#include <memory>

#include "archive/store.h"
#include "cli/program.h"
#include "planning/template_search.h"
#include "search/index.h"

namespace almanac::cli {

class Asking {
 public:
  // Errors as Archive::open and Index::open.
  explicit Asking(const Context& context, archive::Access access = archive::Access::read_only);

  search::Response search(const search::Query& query) const;
  void each_hit(const search::Query& query, const std::function<bool(const search::Hit&)>& visit) const;
  archive::Archive& archive() const { return *archive_; }
  const search::Index& index() const { return *index_; }

 private:
  std::unique_ptr<archive::Archive> archive_;
  std::unique_ptr<search::Index> index_;
  planning::TemplateSearch templates_;
};

}  // namespace almanac::cli
