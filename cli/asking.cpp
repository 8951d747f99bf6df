#include "cli/asking.h"

namespace almanac::cli {

Asking::Asking(const Context& context, archive::Access access)
    : archive_(archive::Archive::open(context.data, access)),
      index_(search::Index::open(context.data / "index", *archive_, access)),
      templates_(context.data / "templates") {}

search::Response Asking::search(const search::Query& query) const {
  return planning::asks_for_templates(query) ? templates_.search(query, *index_->synonyms()) : index_->search(query);
}

void Asking::each_hit(const search::Query& query, const std::function<bool(const search::Hit&)>& visit) const {
  if (planning::asks_for_templates(query))
    templates_.each_hit(query, *index_->synonyms(), visit);
  else
    index_->each_hit(query, visit);
}

}  // namespace almanac::cli
