#include "archive/as_of.h"

#include <algorithm>

#include "archive/record_traits.h"

namespace almanac::archive {

Zone zone_of(const Reads& reads) { return Zone(reads.setting("zone").value_or("Asia/Shanghai")); }

std::optional<Date> known_from(const Campaign& campaign) {
  for (const auto& date : {campaign.planned_start, campaign.announced, campaign.start, campaign.end})
    if (date) return date;
  return std::nullopt;
}

bool is_known(const std::optional<Date>& own, const std::optional<Date>& otherwise, Date as_of) {
  const auto& date = own ? own : otherwise;
  return !date || date->last_day() <= as_of.last_day();
}

void hide_later_outcome(Campaign& campaign, Date as_of) {
  const auto& end = campaign.end ? campaign.end : campaign.start;
  std::erase_if(campaign.results,
                [&](const Result& result) { return !is_known(result.date ? result.date : result.to, end, as_of); });
  std::erase_if(campaign.experiments, [&](const auto& experiment) { return !is_known(experiment.date, end, as_of); });
  std::erase_if(campaign.lessons, [&](const Lesson& lesson) { return !is_known(lesson.date, end, as_of); });
  if (campaign.review && !is_known(campaign.review->date, end, as_of)) campaign.review.reset();
  for (auto& milestone : campaign.milestones)
    if (milestone.actual && !is_known(milestone.actual, std::nullopt, as_of)) milestone.actual.reset();
  if (is_known(std::nullopt, end, as_of)) return;
  campaign.spend.reset();
  campaign.highlights.clear();
  for (auto& cost : campaign.costs) cost.actual.reset();
  for (auto& benefit : campaign.benefits) {
    benefit.issued.reset();
    benefit.claimed.reset();
    benefit.redeemed.reset();
    benefit.cost.reset();
  }
}

template <class T>
std::optional<T> version_known(const Reads& reads, std::string_view key, Date as_of) {
  const auto limit = zone_of(reads).end_of(as_of);
  const auto history = reads.history(RecordTraits<T>::kind, key);
  const Version* chosen = nullptr;
  for (const auto& version : history) {
    if (version.operation == "delete" || version.body.is_null()) continue;
    if (chosen == nullptr || version.at_ms <= limit) chosen = &version;
  }
  if (chosen == nullptr) return std::nullopt;
  T record = from_json_record<T>(chosen->body);
  RecordTraits<T>::key(record) = key;
  return record;
}
template std::optional<Campaign> version_known<Campaign>(const Reads&, std::string_view, Date);
template std::optional<Lesson> version_known<Lesson>(const Reads&, std::string_view, Date);

std::optional<Stored<Campaign>> find_as_of(const Reads& reads, std::string_view code, std::optional<Date> as_of,
                                           std::size_t product_limit) {
  auto stored = reads.find<Campaign>(code, product_limit);
  if (!stored || !as_of) return stored;
  Campaign& campaign = stored->record;
  const auto began = known_from(campaign);
  if (began && began->days > as_of->last_day()) return std::nullopt;
  if (auto earlier = version_known<Campaign>(reads, campaign.code, *as_of)) {
    // Links and lessons are outside the campaign's version; lessons have versions of their own.
    earlier->channels = std::move(campaign.channels);
    earlier->products = std::move(campaign.products);
    earlier->lessons = std::move(campaign.lessons);
    for (auto& lesson : earlier->lessons)
      if (auto known = version_known<Lesson>(reads, lesson.code, *as_of)) lesson = std::move(*known);
    campaign = std::move(*earlier);
  }
  hide_later_outcome(campaign, *as_of);
  return stored;
}

}  // namespace almanac::archive
