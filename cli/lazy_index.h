#pragma once
// The search index of a command that needs it only if a query searches.

#include <memory>

#include "archive/store.h"
#include "cli/program.h"
#include "search/index.h"

namespace almanac::cli {

// The index is opened when a query searches: most do not.
class LazyIndex {
 public:
  LazyIndex(const Context& context, const archive::Archive& archive) : context_(context), archive_(archive) {}
  const search::Index& get() {
    if (!index_) index_ = search::Index::open(context_.data / "index", archive_, archive::Access::read_only);
    return *index_;
  }

 private:
  const Context& context_;
  const archive::Archive& archive_;
  std::unique_ptr<search::Index> index_;
};

}  // namespace almanac::cli
