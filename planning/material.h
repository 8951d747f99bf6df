#pragma once
// What a draft is made of, gathered once: the chosen campaigns and lessons, cut to what was known on `as_of`.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/dictionary.h"
#include "planning/draft.h"

namespace almanac::planning {

struct Material {
  const archive::Reads* reads = nullptr;
  const archive::Dictionary* dictionary = nullptr;
  archive::Language language = archive::Language::zh;
  std::string currency;  // the archive's
  std::string template_name, title;
  std::optional<archive::Date> start, end;
  std::vector<archive::Campaign> campaigns;  // in the order of the request; without what was not known
  std::vector<archive::Lesson> lessons;      // in the order of their campaigns, then of their codes
  std::size_t lessons_left_out = 0;          // beyond the limit of a draft; the draft says so

  const std::string& say(const archive::Text& text) const { return text.in(language); }
};

inline constexpr std::size_t campaign_limit = 50;
inline constexpr std::size_t lesson_limit = 500;

// Errors as make_draft() says.
Material gather(const archive::Reads& reads, const DraftRequest& request);

}  // namespace almanac::planning
