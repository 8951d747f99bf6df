#include "cli/asking.h"

namespace almanac::cli {

Asking::Asking(const Context& context, archive::Access access)
    : archive_(archive::Archive::open(context.data, access)),
      index_(search::Index::open(context.data / "index", *archive_, access)),
      templates_(context.data / "templates") {}

search::Response Asking::search(const search::Query& query) const {
  return planning::asks_for_templates(query) ? templates_.search(query) : index_->search(query);
}

}  // namespace almanac::cli
