// Any bytes as a query, asked of a small index in every way: an answer each time, whatever they are.
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string_view>

#include "archive/store.h"
#include "search/index.h"

using namespace almanac;
using namespace almanac::search;

namespace {

archive::Campaign campaign(const char* code, const char* name, const char* summary) {
  archive::Campaign made;
  made.code = code;
  made.name = name;
  made.summary = summary;
  made.start = archive::Date::parse("2024-11-01");
  made.end = archive::Date::parse("2024-11-11");
  made.occasion = "双十一";
  made.channels = {"公众号", "短信"};
  return made;
}

struct Small {
  Small() {
    directory = std::filesystem::temp_directory_path() / ("almanac-search-fuzz-" + std::to_string(::getpid()));
    std::filesystem::remove_all(directory);
    std::filesystem::create_directories(directory);
    archive = archive::Archive::open(directory / "data", archive::Access::read_write);
    archive->write("fuzz", [](archive::Transaction& transaction) {
      transaction.put(campaign("D11-2024", "双十一大促", "拉新 coupon open rate 雙十一 優惠券"));
      transaction.put(campaign("M-1", "Member day", "会员日 promotion promoted promo 11.11"));
    });
    index = Index::open(directory / "index", *archive);
  }
  ~Small() {
    index.reset();
    archive.reset();
    std::error_code ignored;
    std::filesystem::remove_all(directory, ignored);
  }
  std::filesystem::path directory;
  std::unique_ptr<archive::Archive> archive;
  std::unique_ptr<Index> index;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Small small;
  Query query;
  query.q.assign(reinterpret_cast<const char*>(data), size);
  for (const Match match : {Match::automatic, Match::all, Match::most, Match::any}) {
    query.match = match;
    query.explain = match == Match::automatic;
    query.as_of = match == Match::most ? archive::Date::parse("2024-11-05") : std::nullopt;
    if (match == Match::any) query.facets = {"channel"};
    const Response response = small.index->search(query);
    if (response.hits.size() > response.total) std::abort();
    to_json(response, archive::Language::en);
  }
  small.index->suggest(query.q);
  return 0;
}
