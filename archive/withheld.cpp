#include "archive/withheld.h"

#include <algorithm>
#include <charconv>

#include "archive/connection.h"

namespace almanac::archive {

using sqlite::Statement;

namespace {

constexpr std::uint64_t usual_least_size = 5;

std::uint64_t least_size_of(const Reads& reads) {
  const std::string text = reads.setting("least_segment_size").value_or("");
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? number : usual_least_size;
}

bool is_small(const Segment& segment, std::uint64_t least) {
  const bool lists_few = !segment.users.empty() && segment.users.size() < least;
  return lists_few || (segment.size && *segment.size < Decimal{static_cast<std::int64_t>(least), 0});
}

// Read without restriction, of course; Reads would ask here again.
WithheldSegments find_withheld(Connection& connection) {
  WithheldSegments withheld;
  Statement row = connection.database.prepare("SELECT number, body FROM record WHERE kind=?1 AND deleted=0");
  row.bind_all(Kind::segment);
  while (row.step())
    if (is_small(from_json_record<Segment>(parse_json(row.text(1))), *connection.least_segment_size))
      withheld.numbers.insert(static_cast<std::uint32_t>(row.integer(0)));
  if (withheld.numbers.empty()) return withheld;
  Statement name = connection.database.prepare(
      "SELECT number, folded FROM alias WHERE kind=?1 UNION ALL SELECT number, key FROM node WHERE kind=?1");
  name.bind_all(Kind::segment);
  while (name.step())
    if (withheld.numbers.contains(static_cast<std::uint32_t>(name.integer(0))))
      withheld.names.insert(fold(name.text(1)));
  return withheld;
}

const WithheldSegments& withheld_of(Connection& connection) {
  if (!connection.withheld) connection.withheld = find_withheld(connection);
  return *connection.withheld;
}

}  // namespace

void restrict(Reads& reads, const ReaderOptions& options) {
  Connection& connection = connection_of(reads);
  connection.withheld.reset();
  connection.least_segment_size.reset();
  if (options.restricted) connection.least_segment_size = options.least_segment_size.value_or(least_size_of(reads));
}

std::uint64_t least_segment_size(const Reads& reads) {
  const auto& given = connection_of(reads).least_segment_size;
  return given ? *given : least_size_of(reads);
}

bool is_withheld(const Reads& reads, Kind kind, std::uint32_t number) {
  Connection& connection = connection_of(reads);
  return kind == Kind::segment && connection.least_segment_size && withheld_of(connection).numbers.contains(number);
}

std::size_t withheld_count(const Reads& reads, Kind kind) {
  Connection& connection = connection_of(reads);
  return kind == Kind::segment && connection.least_segment_size ? withheld_of(connection).numbers.size() : 0;
}

void withhold_segments(const Reads& reads, Campaign& campaign) {
  Connection& connection = connection_of(reads);
  if (!connection.least_segment_size) return;
  const auto& names = withheld_of(connection).names;
  if (names.empty()) return;
  std::erase_if(campaign.segments, [&](const std::string& name) { return names.contains(fold(name)); });
  std::erase_if(campaign.results, [&](const Result& result) { return names.contains(fold(result.segment)); });
}

}  // namespace almanac::archive
