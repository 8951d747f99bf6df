#pragma once
// The archive's current state as JSON lines, in an order that depends on keys alone, so that export → import → export gives the
// same bytes. Without history, provenance, import ids and times.
//
// Each line is a record in the format of docs/record-formats.md with its kind first, under "record": channels, products,
// segments, users, campaigns (their lessons as lines of their own), lessons, each by key; exchange rates by pair and day; the archive's
// own synonyms by first word; saved searches by name; then touchpoints by user, time and text. Keys that were only mentioned have no line. With `history` follow the versions of each record and
// what files said of it (docs/record-formats.md); import reads them back.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/store.h"

namespace almanac::archive {

struct ExportOptions {
  std::vector<Kind> kinds = {Kind::channel, Kind::product, Kind::segment, Kind::user, Kind::campaign, Kind::lesson};
  bool rates = true;
  bool synonyms = true;  // the archive's own
  bool saved_searches = true;
  bool touchpoints = true;
  TouchpointScan scan;  // which of them: also `keeps`, if there is one
  std::function<bool(const TouchpointColumns&, std::size_t row)> keeps;
  bool history = false;
  std::size_t rows_at_once = 500'000;  // touchpoints held in memory to be sorted: about 250 bytes each
};

// One such line, without its line end.
std::string export_line(std::string_view kind, Json record);

// `write` gets one line at a time, without its line end. Returns the number of lines. Touchpoints are scanned once for every
// `rows_at_once` of them.
std::uint64_t export_lines(const Reads& reads, const Zone& zone, const ExportOptions& options,
                           const std::function<void(std::string_view)>& write);

}  // namespace almanac::archive
