#include "importers/row_key.h"

#include <algorithm>
#include <type_traits>

#include "archive/name.h"
#include "archive/same_as.h"

namespace almanac::importers {

using archive::Json;
using archive::Kind;

const archive::Text& needs_a_date() {
  static const archive::Text text{
      "a new campaign needs a date: give it in a column such as 开始日期, or for all rows in a mapping, "
      "fields.start = { constant = \"2024-11-01\" }",
      "新活动需要日期：请在“开始日期”等列中填写，或在映射中为所有行指定，"
      "例如 fields.start = { constant = \"2024-11-01\" }"};
  return text;
}

template <class T>
RowKeys<T>::RowKeys(Session& session, const AmbiguousCodes& ambiguous,
                    const std::unordered_map<std::string, std::size_t>& waiting)
    : session_(session), ambiguous_(ambiguous), waiting_(waiting) {
  const auto reads = session.archive.read();
  const auto into = [](auto& map) {
    return [&map](std::string_view key, std::string_view leader) { map.emplace(key, leader); };
  };
  archive::for_each_follower(reads, RecordKind<T>::kind, into(leaders_));
  archive::for_each_follower(reads, Kind::campaign, into(campaign_leaders_));
}

// The campaign that a row without a code means: one of the same name and dates, else a new one with a code derived from
// these.
template <class T>
bool RowKeys<T>::find_campaign(std::uint64_t row, std::size_t index, const Json& given, std::string& key,
                               Problem& problem) {
  const auto days = daily_ ? ambiguous_.days.find(text_at(given, "name")) : ambiguous_.days.end();
  const bool by_day = days != ambiguous_.days.end();
  const std::string derived = derived_code(by_day ? days->second : given);
  if (!derived.empty() && ambiguous_.contains(derived)) {
    problem = {"code",
               derived,
               "same_derived_code",
               {"several rows have this name and date, so they would get the same code; give each a code of its own",
                "有多行的名称和日期相同，会生成同一代码；请为每行填写各自的代码"}};
    return false;
  }
  key = (by_day ? session_.campaigns.find_near(days->second) : session_.campaigns.find(given)).value_or(derived);
  if (key.empty()) {
    problem = not_found(given);
    return false;
  }
  FileReport& report = session_.file(index);
  if (key == derived && !waiting_.contains(key) && report.derived_codes.size() < 1'000)
    report.derived_codes.push_back({row, key});
  return true;
}

// Why a row without a code and a date is of no campaign, and what to do.
template <class T>
Problem RowKeys<T>::not_found(const Json& given) {
  const std::string name = text_at(given, "name");
  if (name.empty())
    return {"name",
            "",
            "missing",
            {"a campaign needs a name (or the code of a known campaign)", "活动需要名称（或已有活动的代码）"}};
  const std::vector<std::string> called = session_.campaigns.called(name);
  if (called.empty())
    return {"start",
            "",
            "missing",
            {"no campaign is called \"" + name + "\", and " + needs_a_date().en,
             "没有名为“" + name + "”的活动；" + needs_a_date().zh}};
  std::string codes;
  for (std::size_t i = 0; i < std::min<std::size_t>(called.size(), 3); ++i) codes += (i > 0 ? ", " : "") + called[i];
  if (called.size() > 3) codes += " …";
  return {"code", name, "several_campaigns",
          archive::filled({"{} campaigns are called so ({}); give the code of the one that is meant, or its date",
                           "有 {} 个活动叫这个名称（{}）；请填写所指活动的代码或日期"},
                          std::to_string(called.size()), codes)};
}

template <class T>
bool RowKeys<T>::find(std::uint64_t row, std::size_t index, Json& given, std::string& key, Problem& problem) {
  const std::string field(key_field(RecordKind<T>::rows));
  key = archive::normalize_key(text_at(given, field.c_str()));
  if constexpr (std::is_same_v<T, archive::Campaign>) {
    matched_by_name_ = key.empty();
    if (key.empty() && !find_campaign(row, index, given, key, problem)) return false;
    if (const auto leader = campaign_leaders_.find(key); leader != campaign_leaders_.end()) key = leader->second;
    if (session_.campaigns.is_loaded()) {
      const auto days = daily_ ? ambiguous_.days.find(text_at(given, "name")) : ambiguous_.days.end();
      session_.campaigns.add(key, days == ambiguous_.days.end() ? given : days->second);
    }
    if (const auto lessons = given.find("lessons"); lessons != given.end())
      for (Json& lesson : *lessons) {
        lesson["campaign"] = key;
        if (text_at(lesson, "code").empty())
          lesson["code"] = archive::derive_lesson_code(key, text_at(lesson, "statement"));
        lesson =
            archive::to_json_record(archive::from_json_record<archive::Lesson>(lesson));  // fields in their usual order
      }
  }
  if constexpr (std::is_same_v<T, archive::Lesson>) {
    std::string campaign = archive::normalize_key(text_at(given, "campaign"));
    if (const auto leader = campaign_leaders_.find(campaign); leader != campaign_leaders_.end())
      given["campaign"] = campaign = leader->second;
    if (campaign.empty() && key.empty()) {
      problem = {"campaign", "", "missing", {"a lesson needs the campaign that taught it", "经验需要注明来源活动"}};
      return false;
    }
    if (!campaign.empty() && !session_.archive.read().template find<archive::Campaign>(campaign, 0)) {
      if (session_.options.unknown_campaign == UnknownCampaign::reject) {
        problem = session_.unknown_campaign("campaign", campaign);
        return false;
      }
    }
    if (key.empty()) key = archive::derive_lesson_code(campaign, text_at(given, "statement"));
  }
  if (key.empty()) {
    problem = {field, "", "missing", archive::filled({"the row has no {}", "该行没有 {}"}, field)};
    return false;
  }
  if (const auto leader = leaders_.find(key); leader != leaders_.end()) key = leader->second;
  given[field] = key;
  return true;
}

template class RowKeys<archive::Campaign>;
template class RowKeys<archive::User>;
template class RowKeys<archive::Product>;
template class RowKeys<archive::Channel>;
template class RowKeys<archive::Segment>;
template class RowKeys<archive::Lesson>;

}  // namespace almanac::importers
