// Documents: what was imported as a file of text, whole. Its bytes are sent as a download only, never shown: they come from elsewhere.

#include "archive/documents.h"

#include "archive/error.h"
#include "server/csv.h"
#include "server/handlers/handlers.h"
#include "server/problem.h"

namespace almanac::server::handlers {
namespace {

using archive::Document;

Json item_of(const Document& document, const archive::Zone& zone) {
  Json item = {{"hash", document.hash},
               {"title", document.title},
               {"format", document.format},
               {"file_name", document.file_name},
               {"bytes", document.bytes}};
  if (document.date) item["date"] = document.date->to_string();
  item["stored"] = zone.format({document.at_ms, archive::Precision::second});
  item["campaigns"] = document.campaigns;
  return item;
}

Document find(const archive::Reads& reads, const Request& request) {
  const auto& hash = request.path_value("hash");
  auto found = archive::find_document(reads, hash);
  if (!found)
    throw HttpError(404, "unknown_document",
                    filled(Text{"there is no document {}", "没有文档 {}"}, hash.substr(0, 80)));
  return *std::move(found);
}

}  // namespace

Response campaign_documents(Site& site, const Request& request) {
  const auto reader = site.archive().read();
  const auto campaign = reader.find<archive::Campaign>(request.path_value("code"), 0);
  if (!campaign) throw_unknown(reader, archive::Kind::campaign, request.path_value("code"));
  auto items = Json::array();
  for (const Document& document : archive::documents_of(reader, campaign->record.code))
    items.push_back(item_of(document, site.archive().zone()));
  const auto total = items.size();
  return page_of(request, reader.revision(), total, std::move(items), "", "documents.csv");
}

Response get_document(Site& site, const Request& request) {
  const auto reader = site.archive().read();
  const Document document = find(reader, request);
  auto body = item_of(document, site.archive().zone());
  body["text"] = archive::document_text(reader, document.hash);
  body["revision"] = reader.revision();
  return Response::of(body);
}

Response document_file(Site& site, const Request& request) {
  const auto reader = site.archive().read();
  const Document document = find(reader, request);
  std::string bytes;
  bytes.reserve(document.bytes);
  archive::read_document(reader, document.hash, [&](std::string_view piece) { bytes += piece; });
  auto response = Response::text(std::move(bytes), "application/octet-stream");
  response.with("Content-Disposition", attachment("document", document.file_name));
  return response;
}

}  // namespace almanac::server::handlers
