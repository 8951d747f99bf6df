#pragma once
// Writes records.graph: nodes of every kind with their properties, and the relationships that records declare. USED and
// PROMOTED are the union of what campaigns declare, what their costs and results name, and what touchpoints show.
//
// The file is written whole, but what a commit did not touch is taken over from the old file: a one-field edit of a campaign
// reads one campaign. A change that can alter how names resolve (channels, themes, segments and their aliases) reads all.
//
// When does an edge hold (for as_of)? The plan part of a campaign from the earlier of `planned_start` and `announced`, else
// `start`; results and lessons from their own date, else the campaign's end; what touchpoints show from the first of them.

#include <cstdint>
#include <optional>
#include <string_view>

#include "archive/store.h"
#include "graph/graph_builder.h"
#include "graph/touchpoint_graph.h"

namespace almanac::graph {

// The classes of the campaign graph, in this order; class number = archive number of the kind - 1.
inline constexpr archive::Kind node_kinds[] = {archive::Kind::campaign, archive::Kind::user,    archive::Kind::channel,
                                               archive::Kind::product,  archive::Kind::theme,   archive::Kind::occasion,
                                               archive::Kind::mechanic, archive::Kind::segment, archive::Kind::lesson,
                                               archive::Kind::tag,      archive::Kind::category};
constexpr std::uint32_t class_of_kind(archive::Kind kind) { return static_cast<std::uint32_t>(kind) - 1; }
constexpr archive::Kind kind_of_class(std::uint32_t node_class) { return static_cast<archive::Kind>(node_class + 1); }
bool is_node_kind(archive::Kind kind);
std::string_view label_of_kind(archive::Kind kind);  // "Campaign"

// The relationships that lie in the record file, in this order.
struct RecordRelation {
  std::string_view type;
  archive::Kind source, target;
  archive::Kind owner;  // whose record declares it
};
enum RecordTable : std::uint32_t {
  used,
  promoted,
  targeted,
  has_theme,
  on_occasion,
  uses_mechanic,
  taught,
  about_channel,
  about_product,
  about_theme,
  about_segment,
  about_category,
  succeeds,
  campaign_part_of,
  channel_part_of,
  category_part_of,
  in_category,
  campaign_tagged,
  user_tagged,
  lesson_tagged,
  member_of,
  record_table_count
};
extern const RecordRelation record_relations[record_table_count];

std::int32_t plan_day(const archive::Campaign& campaign);  // `always` if it has no date
std::int32_t outcome_day(const archive::Campaign& campaign);

// Sections of records.graph at the reader's revision. `old` is the file of an older revision of the same archive, or null;
// `touchpoints` stands at the reader's revision.
SectionWriter build_records(const archive::Reader& reader, const LoadedGraph* old, std::uint64_t old_revision,
                            const TouchpointGraph& touchpoints);

}  // namespace almanac::graph
