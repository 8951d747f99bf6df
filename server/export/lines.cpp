#include "server/export/lines.h"

#include <algorithm>

#include "archive/export.h"

namespace almanac::server {
namespace {

using archive::Campaign;
using archive::Kind;

bool wants(const ExportRequest& request, std::string_view kind) {
  return request.kinds.empty() || std::ranges::find(request.kinds, kind) != request.kinds.end();
}

// Whether the kind's lines hold what is wanted: parts of campaigns are in the campaigns'.
bool wants_lines(const ExportRequest& request, Kind kind) {
  const bool parts = kind == Kind::campaign && std::ranges::any_of(request.kinds, is_part_of_campaign);
  return parts || wants(request, archive::to_string(kind));
}

archive::ExportOptions options_of(const ExportRequest& request) {
  archive::ExportOptions options;
  const auto all = options.kinds;
  options.kinds.clear();
  for (const Kind kind : all)
    if (wants_lines(request, kind)) options.kinds.push_back(kind);
  options.history = request.history;
  options.rates = wants(request, "rate");
  options.synonyms = wants(request, "synonym");
  options.saved_searches = wants(request, "saved_search");
  options.touchpoints = wants(request, "touchpoint");
  if (request.touchpoints) {
    options.scan = request.touchpoints->scan();
    options.keeps = [filter = *request.touchpoints](const archive::TouchpointColumns& rows, std::size_t i) {
      return filter.fits(rows, i);
    };
  }
  return options;
}

// The campaigns of a view, then their lessons, both in the view's order.
std::uint64_t write_view(const archive::Reads& reads, const ExportRequest& request,
                         const std::function<void(std::string_view)>& write) {
  archive::CampaignQuery query = *request.campaigns;
  query.limit = 200;
  query.cursor.clear();
  std::vector<std::uint32_t> numbers;
  do {
    const auto page = reads.campaigns(query);
    for (const auto& stored : page.campaigns) numbers.push_back(stored.number);
    query.cursor = page.next_cursor;
  } while (!query.cursor.empty());
  std::uint64_t lines = 0;
  for (const bool lessons : {false, true}) {
    if (!wants_lines(request, lessons ? Kind::lesson : Kind::campaign)) continue;
    for (const std::uint32_t number : numbers) {
      const auto stored = reads.find<Campaign>(number);
      if (!stored) continue;
      if (!lessons) {
        auto campaign = stored->record;
        campaign.lessons.clear();
        write(archive::export_line("campaign", archive::to_json_record(campaign)));
        ++lines;
        continue;
      }
      for (const auto& lesson : stored->record.lessons) {
        write(archive::export_line("lesson", archive::to_json_record(lesson)));
        ++lines;
      }
    }
  }
  return lines;
}

}  // namespace

bool is_part_of_campaign(std::string_view kind) {
  static constexpr std::string_view parts[] = {"goal",  "result",    "cost",       "benefit",
                                               "phase", "milestone", "experiment", "competitor"};
  return std::ranges::find(parts, kind) != std::end(parts);
}

std::uint64_t write_lines(const archive::Reads& reads, const archive::Zone& zone, const ExportRequest& request,
                          const std::function<void(std::string_view)>& write) {
  if (request.campaigns) return write_view(reads, request, write);
  return archive::export_lines(reads, zone, options_of(request), write);
}

}  // namespace almanac::server
