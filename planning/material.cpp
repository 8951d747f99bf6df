#include "planning/material.h"

#include <algorithm>
#include <set>

#include "archive/error.h"

// As of a day, a record counts as its last version recorded by then (the first, if all are later), and of that version
// only the facts that were true by then: the plan part from its own start, the outcome from its date or the campaign's
// end.

namespace almanac::planning {
namespace {

using archive::Campaign;
using archive::Date;
using archive::Error;
using archive::ErrorKind;
using archive::Kind;
using archive::Lesson;
using archive::Reads;
using archive::Text;

const archive::Dictionary& shipped_dictionary() {
  static const archive::Dictionary dictionary = archive::Dictionary::load({});
  return dictionary;
}

std::optional<Date> known_from(const Campaign& campaign) {
  for (const auto& date : {campaign.planned_start, campaign.announced, campaign.start, campaign.end}) {
    if (date) return date;
  }
  return std::nullopt;
}

// A fact of unknown date is taken as known.
bool known(const std::optional<Date>& own, const std::optional<Date>& otherwise, Date as_of) {
  const auto& date = own ? own : otherwise;
  return !date || date->last_day() <= as_of.last_day();
}

void hide_later_outcome(Campaign& campaign, Date as_of) {
  const auto& end = campaign.end ? campaign.end : campaign.start;
  std::erase_if(campaign.results, [&](const archive::Result& result) {
    return !known(result.date ? result.date : result.to, end, as_of);
  });
  std::erase_if(campaign.experiments, [&](const auto& experiment) { return !known(experiment.date, end, as_of); });
  if (campaign.review && !known(campaign.review->date, end, as_of)) campaign.review.reset();
  if (known(std::nullopt, end, as_of)) return;
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
std::optional<T> version_known(const Reads& reads, Kind kind, std::string_view key, Date as_of) {
  const archive::Zone zone(reads.setting("zone").value_or("Asia/Shanghai"));
  const auto limit = zone.end_of(as_of);
  const auto history = reads.history(kind, key);
  const archive::Version* chosen = nullptr;
  for (const auto& version : history) {
    if (version.operation == "delete" || version.body.is_null()) continue;
    if (chosen == nullptr || version.at_ms <= limit) chosen = &version;
  }
  if (chosen == nullptr) return std::nullopt;
  return archive::from_json_record<T>(chosen->body);
}

Error unknown(const Reads& reads, Kind kind, const std::string& key, std::string_view where, std::size_t index) {
  const auto near = reads.nearest_key(kind, key);
  const auto pointer = "/" + std::string(where) + "/" + std::to_string(index);
  const auto what = kind == Kind::campaign ? Text{"no campaign has the code {}", "没有代码为 {} 的活动"}
                                           : Text{"no lesson has the code {}", "没有代码为 {} 的经验"};
  auto message = archive::filled(what, key);
  if (near) {
    message.en += "; did you mean " + *near + "?";
    message.zh += "；是不是 " + *near + "？";
  }
  return Error(ErrorKind::not_found, kind == Kind::campaign ? "unknown_campaign" : "unknown_lesson", message, pointer);
}

Campaign read_campaign(const Reads& reads, const std::string& code, std::size_t index, std::optional<Date> as_of) {
  auto stored = reads.find<Campaign>(code);
  if (!stored) throw unknown(reads, Kind::campaign, code, "campaigns", index);
  auto campaign = std::move(stored->record);
  if (!as_of) return campaign;
  const auto began = known_from(campaign);
  if (began && began->days > as_of->last_day()) {
    throw Error(ErrorKind::not_found, "unknown_campaign",
                archive::filled(Text{"the campaign {} was not known on {}", "活动 {} 在 {} 时尚未出现"}, code,
                                as_of->to_string()),
                "/campaigns/" + std::to_string(index));
  }
  if (auto earlier = version_known<Campaign>(reads, Kind::campaign, campaign.code, *as_of)) {
    // Links and lessons are records of their own, outside the campaign's version.
    earlier->channels = std::move(campaign.channels);
    earlier->products = std::move(campaign.products);
    earlier->lessons = std::move(campaign.lessons);
    campaign = std::move(*earlier);
  }
  hide_later_outcome(campaign, *as_of);
  return campaign;
}

void add_lessons(const Reads& reads, const Campaign& campaign, std::optional<Date> as_of,
                 std::vector<Lesson>& lessons) {
  auto stored = reads.lessons_of(campaign.code);
  std::sort(stored.begin(), stored.end(), [](const auto& a, const auto& b) { return a.record.code < b.record.code; });
  for (auto& lesson : stored) {
    if (as_of) {
      if (!known(lesson.record.date, campaign.end ? campaign.end : campaign.start, *as_of)) continue;
      if (auto earlier = version_known<Lesson>(reads, Kind::lesson, lesson.record.code, *as_of))
        lesson.record = *earlier;
    }
    if (lesson.record.campaign.empty()) lesson.record.campaign = campaign.code;
    lessons.push_back(std::move(lesson.record));
  }
}

// The lessons named in the request; those of campaigns outside it are cited by their own campaign.
void pick_lessons(const Reads& reads, const DraftRequest& request, std::vector<Lesson>& lessons) {
  std::set<std::string> seen;
  for (std::size_t i = 0; i < request.lessons.size(); ++i) {
    const auto code = archive::normalize_key(request.lessons[i]);
    if (!seen.insert(code).second) continue;
    auto stored = reads.find<Lesson>(code);
    if (!stored) throw unknown(reads, Kind::lesson, request.lessons[i], "lessons", i);
    if (request.as_of && !stored->record.campaign.empty()) {
      const auto campaign = reads.find<Campaign>(stored->record.campaign, 0);
      const auto end = campaign ? campaign->record.end : std::nullopt;
      if (!known(stored->record.date, end, *request.as_of)) continue;
    }
    lessons.push_back(std::move(stored->record));
  }
}

void check(const DraftRequest& request) {
  if (request.campaigns.empty()) {
    throw Error(ErrorKind::invalid_input, "no_campaigns",
                Text{"a draft needs at least one campaign to draw on", "草稿至少需要一个可参考的活动"}, "/campaigns");
  }
  if (request.campaigns.size() > campaign_limit) {
    throw Error(ErrorKind::invalid_input, "too_many_campaigns",
                archive::filled(Text{"{} campaigns were chosen; a draft takes at most {}: choose the most similar ones",
                                     "选择了 {} 个活动，草稿最多用 {} 个：请只选最相近的"},
                                std::to_string(request.campaigns.size()), std::to_string(campaign_limit)),
                "/campaigns");
  }
  if (request.lessons.size() > lesson_limit) {
    throw Error(
        ErrorKind::invalid_input, "too_many_lessons",
        archive::filled(Text{"{} lessons were chosen; a draft takes at most {}", "选择了 {} 条经验，草稿最多用 {} 条"},
                        std::to_string(request.lessons.size()), std::to_string(lesson_limit)),
        "/lessons");
  }
  if (request.start && request.end && request.end->last_day() < request.start->days) {
    throw Error(ErrorKind::invalid_input, "end_before_start",
                archive::filled(Text{"the end {} lies before the start {}", "结束日期 {} 早于开始日期 {}"},
                                request.end->to_string(), request.start->to_string()),
                "/end");
  }
}

std::string default_title(const Material& material) {
  std::string codes;
  for (const auto& campaign : material.campaigns) {
    if (codes.size() > 60) {
      codes += " …";
      break;
    }
    codes += (codes.empty() ? "" : material.say({", ", "、"})) + campaign.code;
  }
  return archive::filled(Text{"{}, drawn from {}", "{}（参考 {}）"}, material.template_name, codes)
      .in(material.language);
}

}  // namespace

Material gather(const Reads& reads, const DraftRequest& request) {
  check(request);
  Material material;
  material.reads = &reads;
  material.dictionary = request.dictionary != nullptr ? request.dictionary : &shipped_dictionary();
  material.language = request.form.language;
  material.currency = reads.setting("currency").value_or("CNY");
  material.template_name = request.form.name;
  material.start = request.start;
  material.end = request.end;
  std::set<std::string> seen;
  for (std::size_t i = 0; i < request.campaigns.size(); ++i) {
    if (!seen.insert(archive::normalize_key(request.campaigns[i])).second) continue;
    material.campaigns.push_back(read_campaign(reads, request.campaigns[i], i, request.as_of));
  }
  if (request.lessons.empty()) {
    for (const auto& campaign : material.campaigns) add_lessons(reads, campaign, request.as_of, material.lessons);
    if (material.lessons.size() > lesson_limit) {
      material.lessons_left_out = material.lessons.size() - lesson_limit;
      material.lessons.resize(lesson_limit);
    }
  } else {
    pick_lessons(reads, request, material.lessons);
  }
  material.title = request.title.empty() ? default_title(material) : request.title;
  return material;
}

}  // namespace almanac::planning
