// How an uploaded file would be read; nothing is stored.

#include "importers/inspect.h"

#include "importers/run.h"
#include "server/handlers/handlers.h"
#include "server/problem.h"

namespace almanac::server::handlers {

Response inspect_upload(Site& site, const Request& request) {
  if (request.spooled.empty())
    throw HttpError(400, "empty_upload",
                    {"the body is empty; send the file as the body", "正文为空；请以文件内容作为正文"});
  importers::InspectOptions options;
  options.path = request.spooled;
  options.name = clean_upload_name(request.value("name").value_or(""));
  if (const auto kind = request.value("kind"); kind && *kind != "auto") options.kind = importers::row_kind_from(*kind);
  if (const auto encoding = request.value("encoding"); encoding && !encoding->empty())
    options.encoding = importers::given_encoding(*encoding);
  std::optional<importers::Mapping> mapping;
  if (const auto text = request.value("map"); text && !text->empty())
    options.mapping = &mapping.emplace(importers::parse_mapping(*text, "mapping"));
  const auto dictionary = archive::Dictionary::load(site.archive().directory() / "dictionaries");
  return Response::of(importers::to_json(importers::inspect(options, dictionary), request.language));
}

}  // namespace almanac::server::handlers
