#pragma once
// Which campaign a row means that gives no code: names are compared as campaign_name() has them, together with the dates.
// Internal to importers/.

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "archive/json.h"
#include "archive/time.h"
#include "importers/campaign_name.h"

namespace almanac::archive {
class Archive;
}

namespace almanac::importers {

struct CampaignDates {
  std::optional<archive::Date> start, end;
};
CampaignDates dates_of(const archive::Json& campaign);  // planned ones where there are no others

// How two campaigns of one name lie in time.
enum class Together {
  same,      // the same start (or, where one has none, the same end), no other end; a month is the same as a day in it
  overlaps,  // not the same, but they share a day
  unknown,   // one of them has no date
  apart
};
Together compare(const CampaignDates& a, const CampaignDates& b);

class KnownCampaigns {
 public:
  // Names are read from the archive when first asked for: 10 microseconds a campaign.
  explicit KnownCampaigns(const archive::Archive& archive) : archive_(archive) {}

  // The one campaign that these fields of a row speak of: same name and dates; or the same name, if the row has no date
  // and only one campaign (of the year that the row's name gives) is called so. nullopt: none, or several.
  std::optional<std::string> find(const archive::Json& given);
  // The one campaign called so whose days lie no more than a month from these: rows by day are of it, before or after them.
  std::optional<std::string> find_near(const archive::Json& given);
  // All that are called so, whatever their dates.
  std::vector<std::string> called(const std::string& name);
  // A campaign of this run. Of a key that is known, what `given` lacks stays.
  void add(const std::string& key, const archive::Json& given);
  bool is_loaded() const { return loaded_; }

  struct Pair {
    std::string key;
    Together together;
  };
  // Others that may be the same as this one: the same name, dates that are the same, overlap or are missing.
  std::vector<Pair> alike(const std::string& key);

 private:
  struct Campaign {
    std::string key;
    CampaignName name;
    CampaignDates dates;
    bool has_dates = false;  // else they are read from the archive when needed
  };
  void load();
  std::vector<Campaign*> named(const CampaignName& name);
  const CampaignDates& dates(Campaign& campaign);
  void enter(Campaign campaign);

  const archive::Archive& archive_;
  bool loaded_ = false;
  std::vector<Campaign> campaigns_;
  std::unordered_map<std::string, std::vector<std::size_t>> by_name_;  // bare name
  std::unordered_map<std::string, std::size_t> by_key_;
};

}  // namespace almanac::importers
