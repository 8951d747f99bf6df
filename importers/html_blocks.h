#pragma once
// HTML to blocks, for HTML files and for HTML inside Markdown. Internal to importers.

#include <string_view>

#include "importers/document_builder.h"

namespace almanac::importers {

// `html` is UTF-8. Scripts, styles and what is hidden are left out; nothing is fetched. Title, author and date of the head are
// taken where the document has none yet.
void add_html(std::string_view html, DocumentBuilder& builder);

}  // namespace almanac::importers
