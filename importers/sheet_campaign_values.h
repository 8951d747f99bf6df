#pragma once
// Values and statements in the forms of sheets, before the extractor of reviews reads them. Internal to importers.

#include <string>
#include <string_view>

namespace almanac::importers {

// A campaign's name behind its key, without quotes and a year or days in brackets: "《春茶节》", "防晒季上新（2024）" → "防晒季上新".
std::string_view bare_campaign_name(std::string_view written);

// The value of a field of a campaign as the reader of documents takes it: lists parted by 、, "10–24 Mar 2025" with its first month.
std::string form_value(std::string_view field, std::string_view value);

// Whether a statement gives figures of another occasion to come: "双12目标GMV 600万，预算60万". It is no lesson.
bool tells_of_next(std::string_view text);
// Whether a line is about the next time: "下期目标：…".
bool is_of_next(std::string_view text);

}  // namespace almanac::importers
