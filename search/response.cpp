// The JSON of a response: the body of GET /search, and what `almanac search --json` prints.

#include <cstdio>
#include <cstdlib>

#include "search/index.h"

namespace almanac::search {
namespace {

using archive::Json;

Json pieces(std::vector<Piece>& list) {
  Json array = Json::array();
  for (Piece& piece : list) {
    Json one = Json::object();
    one["text"] = std::move(piece.text);
    if (piece.mark) one["mark"] = true;
    array.push_back(std::move(one));
  }
  return array;
}

Json hit_json(Hit& hit) {
  Json one = Json::object();
  one["kind"] = archive::to_string(hit.kind);
  one["id"] = std::move(hit.id);
  one["code"] = std::move(hit.code);
  one["title"] = std::move(hit.title);
  one["score"] = hit.score;
  one["title_marks"] = pieces(hit.title_marks);
  one["snippet"] = pieces(hit.snippet);
  one["fields"] = std::move(hit.fields);
  return one;
}

Json histograms_json(std::map<std::string, Histogram>& histograms) {
  Json all = Json::object();
  for (auto& [name, histogram] : histograms) {
    Json one = Json::object();
    if (!histogram.unit.empty()) one[name == "budget" ? "currency" : "unit"] = histogram.unit;
    one["buckets"] = Json::array();
    for (Histogram::Bucket& bucket : histogram.buckets)
      one["buckets"].push_back(
          {{"from", std::move(bucket.from)}, {"to", std::move(bucket.to)}, {"count", bucket.count}});
    all[name] = std::move(one);
  }
  return all;
}

// Four digits: a ratio and a chance are for reading.
double four_digits(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4g", value);
  return std::strtod(text, nullptr);
}

Json significant_json(const std::vector<Significant>& list) {
  Json all = Json::array();
  for (const Significant& one : list)
    all.push_back({{"field", one.field},
                   {"value", one.value},
                   {"count", one.count},
                   {"of", one.of},
                   {"total", one.total},
                   {"of_total", one.of_total},
                   {"lift", four_digits(one.lift)},
                   {"p", four_digits(one.p)}});
  return all;
}

Json groups_json(std::vector<Group>& groups) {
  Json all = Json::array();
  for (Group& group : groups) {
    Json one = {{"kind", archive::to_string(group.kind)}, {"total", group.total}, {"hits", Json::array()}};
    for (Hit& hit : group.hits) one["hits"].push_back(hit_json(hit));
    all.push_back(std::move(one));
  }
  return all;
}

Json explanation(std::vector<ScoreShare>& shares) {
  Json parts = Json::array();
  double sum = 0;
  for (ScoreShare& share : shares) {
    sum += share.weight;
    Json one = {{"what", std::move(share.what)}, {"text", std::move(share.text)}, {"weight", share.weight}};
    if (!share.detail.empty()) one["detail"] = std::move(share.detail);
    parts.push_back(std::move(one));
  }
  return {{"parts", std::move(parts)}, {"sum", sum}};
}

}  // namespace

Json to_json(Response response, archive::Language language) {
  Json body = Json::object();
  body["revision"] = response.revision;
  body["total"] = response.total;
  if (!response.total_exact) body["total_exact"] = false;
  body["match"] = to_string(response.match);
  body["parsed"] = response.parsed;
  body["hits"] = Json::array();
  for (Hit& hit : response.hits) {
    body["hits"].push_back(hit_json(hit));
    if (response.explained) body["hits"].back()["explain"] = explanation(hit.explain);
  }
  body["facets"] = Json::object();
  for (const auto& [field, values] : response.facets) {
    Json list = Json::array();
    for (const FacetValue& value : values) list.push_back({{"value", value.value}, {"count", value.count}});
    body["facets"][field] = std::move(list);
  }
  if (!response.histograms.empty()) body["histograms"] = histograms_json(response.histograms);
  if (response.significant) body["significant"] = significant_json(*response.significant);
  if (response.groups) body["groups"] = groups_json(*response.groups);
  if (!response.suggestion.empty()) body["suggestion"] = response.suggestion;
  if (!response.next_cursor.empty()) body["next_cursor"] = response.next_cursor;
  if (response.changed) body["changed"] = true;
  if (!response.notes.empty()) {
    body["notes"] = Json::array();
    for (const archive::Text& note : response.notes) body["notes"].push_back(note.in(language));
  }
  return body;
}

Json to_json(const Suggestion& suggestion) {
  Json one = {{"kind", archive::to_string(suggestion.kind)}, {"id", suggestion.id}, {"text", suggestion.text}};
  if (!suggestion.detail.empty()) one["detail"] = suggestion.detail;
  return one;
}

}  // namespace almanac::search
