// The campaigns most like one of the archive, or like what somebody is about to plan.

#include "search/similar.h"

#include "archive/dictionary.h"
#include "server/handlers/handlers.h"
#include "server/problem.h"

namespace almanac::server::handlers {
namespace {

constexpr std::size_t most_items = 100;

Response answer(Site& site, const Request& request, const search::SimilarQuery& query) {
  site.wait_for_index(request);
  return Response::of(search::to_json(site.index().similar(query), request.language));
}

[[noreturn]] void bad_field(const char* name, const Text& what) {
  throw HttpError(400, "bad_field", filled(what, name), std::string("/") + name);
}

void take_limit(const Json& value, search::SimilarQuery& query) {
  if (!value.is_number_integer() || value < 1 || value > most_items)
    bad_field("limit", {"{} is a number from 1 to 100", "{} 须为 1 到 100 的整数"});
  query.limit = value.get<std::size_t>();
}

void take_as_of(const Json& value, search::SimilarQuery& query) {
  if (value.is_string()) query.as_of = archive::Date::parse(value.get_ref<const std::string&>());
  if (!query.as_of) bad_field("as_of", {"{} is a date such as 2024-11-11", "{} 须为日期，例如 2024-11-11"});
}

}  // namespace

Response similar_campaigns(Site& site, const Request& request) {
  search::SimilarQuery query;
  query.limit = static_cast<std::size_t>(request.number("limit", 10));
  query.as_of = date_of(request, "as_of");
  const auto reader = site.archive().read();
  search::DocumentMaker maker(reader, site.archive().currency());
  query.campaign = maker.campaign(campaign_of(reader, request, SIZE_MAX));
  return answer(site, request, query);
}

Response similar_to_body(Site& site, const Request& request) {
  const auto body = request.json();
  if (!body.is_object())
    throw HttpError(
        400, "object_expected",
        {"the body is a JSON object with text, campaign or both", "正文须为 JSON 对象，含 text、campaign 或两者"}, "/");
  const auto reader = site.archive().read();
  search::SimilarQuery query;
  query.dictionary = &archive::dictionary_of(reader);
  for (const auto& [name, value] : body.items()) {
    if (value.is_null()) continue;
    if (name == "text") {
      if (!value.is_string()) bad_field("text", {"{} is a text", "{} 须为文本"});
      query.text = value.get<std::string>();
    } else if (name == "campaign") {
      archive::Stored<archive::Campaign> stored;
      stored.record = archive::from_json_record<archive::Campaign>(value);
      query.campaign = search::DocumentMaker(reader, site.archive().currency()).campaign(stored);
    } else if (name == "limit") {
      take_limit(value, query);
    } else if (name == "as_of") {
      take_as_of(value, query);
    } else {
      throw HttpError(400, "unknown_field",
                      filled(Text{"there is no field {}; this takes text, campaign, limit, as_of",
                                  "没有字段 {}；可用字段：text、campaign、limit、as_of"},
                             name),
                      "/" + name);
    }
  }
  if (query.text.empty() && !query.campaign)
    throw HttpError(400, "nothing_to_compare",
                    {"give a text, fields of a campaign, or both", "请给出文本、活动字段或两者"}, "/text");
  return answer(site, request, query);
}

}  // namespace almanac::server::handlers
