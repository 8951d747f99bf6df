// The campaign's period where sentences tell it.

#include <algorithm>

#include "archive/name.h"
#include "importers/review_extractor.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

// "从11月18日持续到11月24日", "9月1日开始，9月15日结束" → "11月18日至11月24日".
std::string joined_period(std::string_view written) {
  std::string text(written);
  for (const std::string_view link :
       {"持续到", "持续至", "一直到", "开始，到", "开始，至", "开始至", "开始到", "起，至", "起至"})
    if (const std::size_t at = text.find(link); at != std::string::npos) text.replace(at, link.size(), "至");
  static constexpr std::string_view begins = "开始，";
  if (const std::size_t at = text.find(begins); at != std::string::npos && at + begins.size() < text.size() &&
                                                is_digit(text[at + begins.size()]) && text.find("结束", at) < at + 60)
    text.replace(at, begins.size(), "至");
  return text;
}

// The first sentence that speaks of 活动 and holds a digit; the whole text if none does.
std::string sentence_of_period(std::string_view text) {
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t to = std::min(text.find("。", from), text.size());
    const std::string_view sentence = text.substr(from, to - from);
    if (sentence.find("活动") != std::string_view::npos && std::ranges::any_of(sentence, is_digit))
      return joined_period(sentence);
    from = to + 3;
  }
  return joined_period(text);
}

}  // namespace

void Extractor::put_told_periods() {
  if (out_.has_certain("start")) return;
  const bool alone = std::ranges::all_of(told_periods_, [&](const auto& told) {
    return told.first.range.start == told_periods_[0].first.range.start &&
           told.first.range.end == told_periods_[0].first.range.end;
  });
  for (const auto& [found, place] : told_periods_) {
    if (alone) {
      out_.certain("start", found.range.start.to_string(), place, found.inferred);
      out_.certain("end", found.range.end->to_string(), place, found.inferred);
    } else {
      out_.doubtful("start", found.range.start.to_string(), place, two_values, found.inferred);
      out_.doubtful("end", found.range.end->to_string(), place, two_values, found.inferred);
    }
  }
}

void Extractor::read_loose(const ReviewLine& line, const Place& place) {
  read_statements(line.text, Role::unknown, false, place);
  if (out_.has_certain("start")) return;
  const std::string folded = archive::fold(line.text.substr(0, 2'000));
  const bool about = folded.find("活动") != std::string::npos || folded.find("campaign ran") != std::string::npos ||
                     folded.find("campaign runs") != std::string::npos || folded.find("ran from") != std::string::npos;
  if (!about || prose_dates_ >= 3) return;
  const std::string sentence = sentence_of_period(line.text.substr(0, 2'000));
  for (const FoundRange& found : dates_.find_all(sentence)) {
    if (!found.range.end || found.weak) continue;
    ++prose_dates_;
    if (in_review_ && found.alone && !compares(line.text) && line.text.size() <= 300) {
      told_periods_.push_back({found, place});
      break;
    }
    out_.doubtful("start", found.range.start.to_string(), place, in_prose, found.inferred);
    out_.doubtful("end", found.range.end->to_string(), place, in_prose, found.inferred);
    break;
  }
}

}  // namespace almanac::importers
