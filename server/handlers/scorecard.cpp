// The figures of a campaign and the quality of the archive, both computed in insight/.

#include "insight/scorecard.h"

#include "archive/rates.h"
#include "insight/quality.h"
#include "server/csv.h"
#include "server/handlers/handlers.h"

namespace almanac::server::handlers {
namespace {

// What is over by the day asked about, else by today in the archive's zone.
archive::Date day_of(const Site& site, const Request& request) {
  return date_of(request, "day").value_or(site.archive().zone().date_of(archive::now_ms()));
}

}  // namespace

Response campaign_scorecard(Site& site, const Request& request) {
  const auto reader = site.archive().read();
  const auto stored = campaign_of(reader, request, 0);
  auto card = insight::scorecard(reader, stored, request.language, date_of(request, "as_of"));
  if (!wants_csv(request)) return Response::of(card);
  return csv_of(card.at("results"), "scorecard.csv");
}

Response campaign_quality(Site& site, const Request& request) {
  const auto reader = site.archive().read();
  const auto stored = campaign_of(reader, request, SIZE_MAX);
  const auto day = day_of(site, request);
  auto body = insight::to_json(insight::campaign_quality(reader, stored, day), request.language);
  if (wants_csv(request)) return csv_of(body.at("missing"), "quality.csv");
  body["day"] = day.to_string();
  body["revision"] = reader.revision();
  return Response::of(body);
}

Response archive_quality(Site& site, const Request& request) {
  const auto reader = site.archive().read();
  const auto quality = insight::archive_quality(reader, day_of(site, request));
  if (wants_csv(request)) {
    const auto list = request.value("list").value_or("missing");
    return csv_of(insight::rows_of(quality, list, request.language), list + ".csv");
  }
  Json body{{"revision", reader.revision()}};
  body.update(insight::to_json(quality, request.language));
  return Response::of(body);
}

Response list_rates(Site& site, const Request& request) {
  const auto reader = site.archive().read();
  auto items = Json::array();
  for (const auto& rate :
       archive::list_rates(reader, request.value("from").value_or(""), request.value("to").value_or("")))
    items.push_back(
        {{"date", rate.date.to_string()}, {"from", rate.from}, {"to", rate.to}, {"rate", archive::to_json(rate.rate)}});
  const auto total = items.size();
  return page_of(request, reader.revision(), total, std::move(items), "", "rates.csv");
}

}  // namespace almanac::server::handlers
