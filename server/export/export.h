#pragma once
// What a person takes out of the archive: everything, or exactly what a view shows, as JSON lines, CSV or a workbook.
//
// JSON lines are archive/export.h's: they go in again. Tables (tables.h) are for spreadsheets: one table alone is a CSV file, several
// are a ZIP archive of CSV files or a workbook with a sheet each. The same content gives the same bytes in every form.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/store.h"
#include "archive/text.h"
#include "server/touchpoint_filter.h"

namespace almanac::server {

enum class ExportFormat { jsonl, csv, xlsx };

struct ExportRequest {
  ExportFormat format = ExportFormat::jsonl;
  // Singular names of what is wanted: campaign, lesson, channel, product, segment, user, touchpoint, rate, synonym, saved_search; of tables also the parts of
  // campaigns: goal, result, cost, benefit, phase, milestone, experiment, competitor. Empty: everything.
  std::vector<std::string> kinds;
  // Only these campaigns, in this order, with their parts and lessons. Its limit and cursor do not count.
  std::optional<archive::CampaignQuery> campaigns;
  bool history = false;                                // of JSON lines: versions and sources too
  std::optional<TouchpointFilter> touchpoints;         // only these
  archive::Language language = archive::Language::zh;  // of headings and sheet names
};

// goal, result, cost, benefit, phase, milestone, experiment, competitor: lists within a campaign, tables of their own.
bool is_part_of_campaign(std::string_view kind);

// Error invalid_input "bad_options" for an unknown word.
ExportFormat export_format_from(std::string_view word);
void check_export(const ExportRequest& request);

// Whether data of single people is in it: that is noted in the audit log.
bool holds_people(const ExportRequest& request);

struct ExportedFile {
  std::string type;       // "text/csv; charset=utf-8"
  std::string extension;  // "jsonl", "csv", "zip", "xlsx"
};
ExportedFile file_of(const ExportRequest& request);

// Gives the file's bytes in pieces to `write`; false from it (the reader has gone) ends the work. Workbooks and ZIP archives are made
// in a file of `scratch` first. Returns the number of records. Memory: one page of records, or 500,000 touchpoints while JSON lines of
// them are put in order. Errors: unavailable "disk_full" of the scratch file.
std::uint64_t write_export(const archive::Reads& reads, const archive::Zone& zone, const ExportRequest& request,
                           const std::filesystem::path& scratch, const std::function<bool(std::string_view)>& write);

}  // namespace almanac::server
