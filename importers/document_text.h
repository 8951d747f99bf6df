#pragma once
// Decoding of text documents. Internal to importers.

#include <optional>
#include <string>
#include <string_view>

#include "importers/document_builder.h"

namespace almanac::importers {

// UTF-8 of the file's bytes with "\n" line ends. `declared` is what the file says of itself; bytes that plainly are another encoding
// win. What does not decode becomes U+FFFD and is noted ("broken_characters").
std::string decoded_text(std::string_view bytes, std::optional<Encoding> declared, DocumentBuilder& builder);

}  // namespace almanac::importers
