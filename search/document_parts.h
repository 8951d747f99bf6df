#pragma once
// What documents are put together from: values, texts, and the fields that a hit shows. Internal to search/.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/decimal.h"
#include "archive/records.h"
#include "search/document.h"

namespace almanac::search {

// Each value once; empty ones are left out.
void add_value(Document& document, Field field, std::string_view value);
void add_values(Document& document, Field field, const archive::Strings& values);

// A text that stands among the parts already is not added again, nor is an empty one.
void add_text(std::vector<TextPart>& parts, std::string_view text, std::uint8_t weight = 1,
              TextPart::Nature nature = TextPart::Nature::prose);
void add_list(std::vector<TextPart>& parts, const archive::Strings& words, std::uint8_t weight = 1);
// Attributes with the values that filters compare, and what they say as text.
void add_attributes(Document& document, const archive::Attributes& attributes, std::vector<TextPart>& parts);

// Fields of a hit; what is absent or empty is left out. Of a list the first `most`, and under NAME_count how many there are.
void put_field(archive::Json& fields, const char* name, const std::string& value);
void put_field(archive::Json& fields, const char* name, const std::optional<archive::Date>& value);
void put_field(archive::Json& fields, const char* name, const std::optional<archive::Decimal>& value);
void put_field(archive::Json& fields, const char* name, const archive::Strings& values, std::size_t most);

// For showing a hit; the whole text is the record's.
std::string shortened(const std::string& text);

}  // namespace almanac::search
