// Downloads: the archive, or exactly what a view shows.

#include "server/export/export.h"

#include "archive/audit.h"
#include "server/export/hits.h"
#include "server/handlers/handlers.h"
#include "server/spool_file.h"

namespace almanac::server::handlers {
namespace {

// What an export that holds people's data was, for the audit log.
std::string subject_of(const ExportRequest& wanted) {
  std::string kinds;
  for (const auto& kind : wanted.kinds) kinds += (kinds.empty() ? "" : ",") + kind;
  return kinds.empty() ? std::string(file_of(wanted).extension) : kinds + " " + file_of(wanted).extension;
}

Response download(Site& site, const Request& request, const ExportRequest& wanted,
                  std::shared_ptr<archive::Reader> reader, const std::string& name) {
  check_export(wanted);
  if (holds_people(wanted))
    site.archive().write(request.actor, [&](archive::Transaction& transaction) {
      archive::add_audit(transaction, "export", subject_of(wanted));
    });
  const auto file = file_of(wanted);
  Response response;
  response.content_type = file.type;
  response.with("Content-Disposition", attachment(name + "." + file.extension, name + "." + file.extension));
  response.with("Almanac-Revision", std::to_string(reader->revision()));
  response.stream = [&site, wanted, reader](const std::function<bool(std::string_view)>& write) {
    const SpoolFile scratch(site.spool());
    write_export(*reader, site.archive().zone(), wanted, scratch.path(), write);
  };
  return response;
}

std::shared_ptr<archive::Reader> reader_of(Site& site) {
  return std::make_shared<archive::Reader>(site.archive().read());
}

ExportRequest request_of(const Request& request, std::string_view otherwise) {
  ExportRequest wanted;
  wanted.format = export_format_from(request.value("format").value_or(std::string(otherwise)));
  wanted.kinds = request.values("kind");
  wanted.language = request.language;
  return wanted;
}

}  // namespace

Response export_archive(Site& site, const Request& request) {
  auto wanted = request_of(request, "jsonl");
  wanted.history = request.flag("history");
  return download(site, request, wanted, reader_of(site), "almanac");
}

Response export_campaigns(Site& site, const Request& request) {
  auto wanted = request_of(request, "csv");
  wanted.campaigns = campaign_query_of(request);
  if (wanted.kinds.empty() && wanted.format == ExportFormat::csv) wanted.kinds = {"campaign"};
  return download(site, request, wanted, reader_of(site), "campaigns");
}

Response export_search(Site& site, const Request& request) {
  const auto query = search_query_of(request);
  const auto format = export_format_from(request.value("format").value_or("csv"));
  site.wait_for_index(request);
  ExportRequest one_table;
  one_table.format = format;
  one_table.kinds = {"hit"};
  const auto file = file_of(one_table);
  Response response;
  response.content_type = file.type;
  response.with("Content-Disposition", attachment("search." + file.extension, "search." + file.extension));
  response.with("Almanac-Revision", std::to_string(site.index().revision()));
  response.stream = [&site, query, format,
                     language = request.language](const std::function<bool(std::string_view)>& write) {
    const SpoolFile scratch(site.spool());
    const EachHit each = [&](const search::Query& asked, const auto& visit) { site.each_hit(asked, visit); };
    write_hits(each, query, format, language, scratch.path(), write);
  };
  return response;
}

Response export_touchpoints(Site& site, const Request& request) {
  auto reader = reader_of(site);
  auto wanted = request_of(request, "csv");
  wanted.kinds = {"touchpoint"};
  wanted.touchpoints = touchpoint_filter_of(*reader, site.archive(), request);
  return download(site, request, wanted, std::move(reader), "touchpoints");
}

}  // namespace almanac::server::handlers
