#include "planning/material.h"

#include <algorithm>
#include <set>

#include "archive/as_of.h"
#include "archive/error.h"

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
  if (auto stored = archive::find_as_of(reads, code, as_of)) return std::move(stored->record);
  if (!reads.find<Campaign>(code, 0)) throw unknown(reads, Kind::campaign, code, "campaigns", index);
  throw Error(ErrorKind::not_found, "unknown_campaign",
              archive::filled(Text{"the campaign {} was not known on {}", "活动 {} 在 {} 时尚未出现"}, code,
                              as_of->to_string()),
              "/campaigns/" + std::to_string(index));
}

void add_lessons(const Reads& reads, const Campaign& campaign, std::optional<Date> as_of,
                 std::vector<Lesson>& lessons) {
  auto stored = reads.lessons_of(campaign.code);
  std::sort(stored.begin(), stored.end(), [](const auto& a, const auto& b) { return a.record.code < b.record.code; });
  for (auto& lesson : stored) {
    if (as_of) {
      if (!archive::is_known(lesson.record.date, campaign.end ? campaign.end : campaign.start, *as_of)) continue;
      if (auto earlier = archive::version_known<Lesson>(reads, lesson.record.code, *as_of)) lesson.record = *earlier;
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
      if (!archive::is_known(stored->record.date, end, *request.as_of)) continue;
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
