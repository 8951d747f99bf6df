#include "search/similar.h"

#include <cmath>

namespace almanac::search {

using archive::Json;

namespace {

// Six decimals: a share is for reading.
double rounded(double value) { return std::round(value * 1e6) / 1e6; }

}  // namespace

Json to_json(SimilarResponse response, archive::Language language) {
  Json body = Json::object();
  body["revision"] = response.revision;
  body["total"] = response.total;
  body["items"] = Json::array();
  for (SimilarCampaign& similar : response.items) {
    Json parts = Json::array();
    for (const SimilarReason& reason : similar.reasons) {
      Json part = {{"what", similar_parts[static_cast<std::size_t>(reason.part)].what},
                   {"share", rounded(reason.share)},
                   {"likeness", rounded(reason.likeness)},
                   {"detail", reason.detail.in(language)}};
      if (!reason.common.empty()) part["common"] = reason.common;
      parts.push_back(std::move(part));
    }
    Json one = Json::object();
    one["kind"] = archive::to_string(similar.hit.kind);
    one["id"] = std::move(similar.hit.id);
    one["code"] = std::move(similar.hit.code);
    one["title"] = std::move(similar.hit.title);
    one["score"] = rounded(similar.hit.score);
    one["parts"] = std::move(parts);
    one["fields"] = std::move(similar.hit.fields);
    body["items"].push_back(std::move(one));
  }
  if (!response.understood.empty()) body["understood"] = std::move(response.understood);
  if (!response.notes.empty()) {
    body["notes"] = Json::array();
    for (const archive::Text& note : response.notes) body["notes"].push_back(note.in(language));
  }
  return body;
}

}  // namespace almanac::search
