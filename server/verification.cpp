#include "server/verification.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "graph/verify.h"
#include "search/verify.h"

namespace almanac::server {

using archive::Differences;
using archive::Json;

namespace {

template <class Check>
Differences when_caught_up(Check check) {
  Differences found = check();
  for (int second = 0; second < 30 && found.is_behind(); ++second) {
    std::this_thread::sleep_for(std::chrono::seconds(1));
    found = check();
  }
  return found;
}

}  // namespace

WholeVerification verify_whole(const archive::Archive& archive, const std::filesystem::path& directory) {
  WholeVerification whole;
  whole.archive = archive::verify(archive.read());
  whole.differences = whole.archive.differences;
  whole.differences.append(
      when_caught_up([&] { return search::verify(directory / "index", archive, &whole.indexed); }));
  whole.differences.append(when_caught_up([&] { return graph::verify(directory / "graph", archive); }));
  return whole;
}

Json to_json(const WholeVerification& found, archive::Language language) {
  const archive::Verification& a = found.archive;
  Json list = Json::array();
  for (const archive::Difference& one : found.differences.list())
    list.push_back({{"part", one.part}, {"subject", one.subject}, {"reason", one.reason.in(language)}});
  return {{"revision", a.revision},
          {"whole", found.differences.count() == 0},
          {"records", a.records},
          {"versions", a.versions},
          {"nodes", a.nodes},
          {"links", a.links},
          {"blocks", a.blocks},
          {"touchpoints", a.touchpoints},
          {"documents", a.documents},
          {"audit_entries", a.audit},
          {"indexed", found.indexed},
          {"differing", found.differences.count()},
          {"differences", std::move(list)}};
}

}  // namespace almanac::server
