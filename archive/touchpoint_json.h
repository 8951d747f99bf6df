#pragma once
// A touchpoint as JSON, with the fields of the record format and its keys as they are written: what the API answers and the
// export writes.

#include <string>
#include <unordered_map>

#include "archive/json.h"
#include "archive/store.h"

namespace almanac::archive {

// Each name is looked up once; `reads` and `zone` must outlive it. Needs TouchpointSelect::fields. Not thread-safe.
class TouchpointJson {
 public:
  TouchpointJson(const Reads& reads, const Zone& zone) : reads_(reads), zone_(zone) {}
  Json row(const TouchpointColumns& rows, std::size_t i);

 private:
  void add_node(Json& item, const char* name, Kind kind, std::uint32_t number);
  void add_word(Json& item, const char* name, Word kind, std::uint32_t number);

  const Reads& reads_;
  const Zone& zone_;
  std::unordered_map<std::uint64_t, std::string> names_;
};

// Calls visit(i) for the rows of a block that are not superseded.
template <class Visit>
void for_each_live_row(const TouchpointBlock& block, const TouchpointColumns& rows, Visit&& visit) {
  auto dead = block.dead.begin();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    while (dead != block.dead.end() && *dead < i) ++dead;
    if (dead == block.dead.end() || *dead != i) visit(i);
  }
}

}  // namespace almanac::archive
