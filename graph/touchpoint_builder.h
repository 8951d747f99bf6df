#pragma once
// Writes touchpoints.graph: from nothing, or an older file and new rows (graph/touchpoint_merger.h). The result does not
// depend on what was old and what new: same touchpoints, same bytes.

#include <cstdint>
#include <memory>
#include <vector>

#include "archive/store.h"
#include "graph/touchpoint_graph.h"

namespace almanac::graph {

// A touchpoint on its way into the file. Numbers as in the archive (no_number, no_amount).
struct Touch {
  std::uint32_t user = archive::no_number;
  std::uint32_t numbers[9] = {archive::no_number, archive::no_number, archive::no_number,
                              archive::no_number, archive::no_number, archive::no_number,
                              archive::no_number, archive::no_number, archive::no_number};  // in the order of Field
  std::int64_t time_ms = 0;
  std::int64_t digits[3] = {};  // value, quantity, cost
  std::uint8_t scales[3] = {archive::no_amount, archive::no_amount, archive::no_amount};
  std::uint8_t precision = static_cast<std::uint8_t>(archive::Precision::second);

  std::int64_t stored(Field field) const;  // as the column holds it
  bool operator==(const Touch&) const = default;
};

// Ids of words that decide which relationship a row makes, and the texts stored with the rows.
struct Vocabulary {
  std::array<std::vector<std::string>, std::size(kept_words)> words;  // by word number
};

// Sections of the file for the rows of `old` (may be null) and `fresh` (any order; is sorted here). The sections read `old`
// while they are written: it must live as long.
SectionWriter build_touchpoints(const TouchpointGraph* old, std::vector<Touch> fresh, const Vocabulary& vocabulary,
                                const archive::Zone& zone);

struct TouchpointCatchUp {
  enum class What { unchanged, merged, rebuilt } what = What::unchanged;
  SectionWriter sections;  // if not unchanged; needs `old`
  FileStamp stamp;
};
// What the file must become to stand at the reader's revision. `old` holds for `old_revision`; null, of another archive or of
// another zone: from nothing.
TouchpointCatchUp catch_up_touchpoints(const archive::Archive& archive, const archive::Reader& reader,
                                       const TouchpointGraph* old, std::uint64_t old_revision);

}  // namespace almanac::graph
