#include "importers/known_campaigns.h"

#include <algorithm>

#include "archive/name.h"
#include "archive/names.h"
#include "archive/records.h"
#include "archive/store.h"

namespace almanac::importers {
namespace {

using archive::Date;
using archive::Json;

std::optional<Date> date_at(const Json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_string()) return std::nullopt;
  return Date::parse(found->get_ref<const std::string&>());
}

bool same_day(const Date& a, const Date& b) { return a.days <= b.last_day() && b.days <= a.last_day(); }

}  // namespace

CampaignDates dates_of(const Json& campaign) {
  CampaignDates dates{date_at(campaign, "start"), date_at(campaign, "end")};
  if (!dates.start && !dates.end) dates = {date_at(campaign, "planned_start"), date_at(campaign, "planned_end")};
  if (!dates.start && !dates.end) dates.start = date_at(campaign, "announced");
  return dates;
}

Together compare(const CampaignDates& a, const CampaignDates& b) {
  if ((!a.start && !a.end) || (!b.start && !b.end)) return Together::unknown;
  const bool ends_agree = !a.end || !b.end || same_day(*a.end, *b.end);
  if (a.start && b.start && same_day(*a.start, *b.start) && ends_agree) return Together::same;
  if ((!a.start || !b.start) && a.end && b.end && same_day(*a.end, *b.end)) return Together::same;
  const auto first = [](const CampaignDates& dates) { return (dates.start ? *dates.start : *dates.end).days; };
  const auto last = [](const CampaignDates& dates) { return (dates.end ? *dates.end : *dates.start).last_day(); };
  return first(a) <= last(b) && first(b) <= last(a) ? Together::overlaps : Together::apart;
}

void KnownCampaigns::load() {
  if (loaded_) return;
  loaded_ = true;
  archive::for_each_campaign_name(archive_.read(), [&](std::string_view code, std::string_view name) {
    enter({std::string(code), campaign_name(name), {}, false});
  });
}

void KnownCampaigns::enter(Campaign campaign) {
  if (!by_key_.emplace(campaign.key, campaigns_.size()).second) return;
  if (!campaign.name.bare.empty()) by_name_[campaign.name.bare].push_back(campaigns_.size());
  campaigns_.push_back(std::move(campaign));
}

const CampaignDates& KnownCampaigns::dates(Campaign& campaign) {
  if (!campaign.has_dates) {
    campaign.has_dates = true;
    if (const auto stored = archive_.read().find<archive::Campaign>(campaign.key, 0))
      campaign.dates = dates_of(archive::to_json_record(stored->record));
  }
  return campaign.dates;
}

std::vector<KnownCampaigns::Campaign*> KnownCampaigns::named(const CampaignName& name) {
  std::vector<Campaign*> found;
  const auto list = by_name_.find(name.bare);
  if (name.bare.empty() || list == by_name_.end()) return found;
  for (const std::size_t index : list->second)
    if (campaigns_[index].name.qualifier == name.qualifier) found.push_back(&campaigns_[index]);
  return found;
}

std::optional<std::string> KnownCampaigns::find(const Json& given) {
  const auto text = given.find("name");
  if (text == given.end() || !text->is_string()) return std::nullopt;
  const CampaignName name = campaign_name(text->get_ref<const std::string&>());
  if (name.bare.empty()) return std::nullopt;
  load();
  const CampaignDates wanted = dates_of(given);
  const bool undated = !wanted.start && !wanted.end;
  std::optional<std::string> match;
  for (Campaign* campaign : named(name)) {
    const CampaignDates& known = dates(*campaign);
    bool fits = compare(wanted, known) == Together::same;
    if (undated) {
      const auto& day = known.start ? known.start : known.end;
      const int year = campaign->name.year != 0 ? campaign->name.year : day ? day->year() : 0;
      fits = name.year == 0 || year == 0 || name.year == year;
    }
    if (!fits) continue;
    if (match) return std::nullopt;
    match = campaign->key;
  }
  // The day of an announcement lies somewhere about the campaign.
  const auto has = [&](const char* field) { return given.contains(field); };
  const bool announced_only =
      has("announced") && !has("start") && !has("end") && !has("planned_start") && !has("planned_end");
  return match || !announced_only ? match : find_near(given);
}

std::optional<std::string> KnownCampaigns::find_near(const Json& given) {
  constexpr std::int64_t most_days_apart = 31;
  const auto text = given.find("name");
  if (text == given.end() || !text->is_string()) return std::nullopt;
  load();
  const CampaignDates wanted = dates_of(given);
  std::optional<std::string> match;
  for (Campaign* campaign : named(campaign_name(text->get_ref<const std::string&>()))) {
    const CampaignDates& known = dates(*campaign);
    if ((!wanted.start && !wanted.end) || (!known.start && !known.end)) continue;
    const auto first = [](const CampaignDates& each) { return (each.start ? *each.start : *each.end).days; };
    const auto last = [](const CampaignDates& each) { return (each.end ? *each.end : *each.start).last_day(); };
    if (first(wanted) - last(known) > most_days_apart || first(known) - last(wanted) > most_days_apart) continue;
    if (match) return std::nullopt;
    match = campaign->key;
  }
  return match;
}

std::vector<std::string> KnownCampaigns::called(const std::string& name) {
  load();
  std::vector<std::string> keys;
  for (const Campaign* campaign : named(campaign_name(name))) keys.push_back(campaign->key);
  return keys;
}

void KnownCampaigns::add(const std::string& key, const Json& given) {
  load();
  const auto text = given.find("name");
  const CampaignDates said = dates_of(given);
  if (const auto known = by_key_.find(key); known != by_key_.end()) {
    Campaign& campaign = campaigns_[known->second];
    CampaignDates all = dates(campaign);
    if (said.start) all.start = said.start;
    if (said.end) all.end = said.end;
    campaign.dates = all;
    return;
  }
  if (text == given.end() || !text->is_string()) return;
  enter({key, campaign_name(text->get_ref<const std::string&>()), said, true});
}

std::vector<KnownCampaigns::Pair> KnownCampaigns::alike(const std::string& key) {
  load();
  std::vector<Pair> pairs;
  const auto own = by_key_.find(key);
  if (own == by_key_.end()) return pairs;
  const CampaignName name = campaigns_[own->second].name;
  const std::vector<Campaign*> others = named(name);
  if (others.size() > 50) return pairs;  // a name that says nothing: "大促"
  for (Campaign* campaign : others) {
    if (campaign->key == key) continue;
    const Together together = compare(dates(campaigns_[own->second]), dates(*campaign));
    if (together == Together::apart) continue;
    if (together == Together::unknown && name.year != 0 && campaign->name.year != 0 && name.year != campaign->name.year)
      continue;
    pairs.push_back({campaign->key, together});
  }
  return pairs;
}

}  // namespace almanac::importers
