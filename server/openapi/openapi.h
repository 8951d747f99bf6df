#pragma once
// The OpenAPI 3.1 document, written from the route table. Schemas of records follow the records' own field lists.

#include "server/route.h"

namespace almanac::server {

// Summaries in `language`.
Json openapi_document(archive::Language language);

// Names that routes may use as request_schema and response_schema ("upload" aside).
bool has_schema(std::string_view name);

}  // namespace almanac::server
