#pragma once
// What is missing in a campaign's record and which analyses that blocks.
//
// Two fixed tables (quality_fields(), quality_analyses()): the fields, and the analyses with the fields each needs. A
// field weighs as many analyses as need it; the score is the weight of what is there over the weight of what could be, in
// percent. What can only be known afterwards (spend, results, lessons, review) counts for campaigns that are over:
// status finished or reviewed, or an end before `day` while the status says nothing. Cancelled campaigns have no score.
//
// For the archive each missing field is a row: in how many campaigns it is missing and how many analyses (campaign ×
// analysis) it stands in the way of; the row that would unlock most comes first.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/store.h"

namespace almanac::insight {

struct QualityField {
  std::string_view name;  // "channel_spend"
  archive::Text label;    // "spend per channel"
  bool outcome;           // known only when the campaign is over
};
const std::vector<QualityField>& quality_fields();

struct QualityAnalysis {
  std::string_view name;  // "budget_advice"
  archive::Text label;
  std::vector<std::string_view> needs;  // names of fields
};
const std::vector<QualityAnalysis>& quality_analyses();

struct CampaignQuality {
  std::string code, name, status;
  std::optional<archive::Date> end;
  std::optional<int> score;  // 0–100; nullopt: cancelled
  bool over = false, reviewed = false;
  std::vector<std::string_view> missing;  // fields, those that block most first
  std::vector<std::string_view> blocked;  // analyses, in the order of the table
};

struct MissingField {
  std::string_view field;
  std::vector<std::string> campaigns;      // codes, in order of number
  std::vector<std::string_view> analyses;  // that it blocks, in the order of the table
  std::uint64_t blocks = 0;                // campaigns × analyses
  std::uint64_t unlocks = 0;               // of these, those that lack nothing else
};

struct ArchiveQuality {
  archive::Date day;
  std::vector<CampaignQuality> campaigns;   // worst first, then by code; cancelled ones last
  std::vector<MissingField> missing;        // most `blocks` first, then most `unlocks`, then in the order of the table
  std::vector<CampaignQuality> unreviewed;  // over and without a review, latest first
  std::optional<double> score;              // mean over campaigns that have one
};

// `day`: what is over by then. One campaign; throws not_found by the caller's find.
CampaignQuality campaign_quality(const archive::Reads& reads, const archive::Stored<archive::Campaign>& campaign,
                                 archive::Date day);
// All campaigns: O(records + touchpoints' campaign column).
ArchiveQuality archive_quality(const archive::Reads& reads, archive::Date day);

// "no spend per channel: no budget advice, no cost per order for 14 campaigns"
archive::Text sentence(const MissingField& missing);

archive::Json to_json(const CampaignQuality& quality, archive::Language language);
// With every campaign's score; lists of codes are cut at `codes_shown`, their counts are whole.
inline constexpr std::size_t codes_shown = 20;
archive::Json to_json(const ArchiveQuality& quality, archive::Language language);
// One of its lists as rows for a table: "missing", "campaigns", "finished_without_review".
archive::Json rows_of(const ArchiveQuality& quality, std::string_view list, archive::Language language);

}  // namespace almanac::insight
