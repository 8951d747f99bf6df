#pragma once
// A small archive in a directory of its own, with an index beside it; both gone at the end of the test.

#include <unistd.h>
#include <atomic>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "archive/store.h"
#include "search/index.h"

namespace almanac::search::test {

class Fixture {
 public:
  Fixture() {
    static std::atomic<int> count{0};
    directory = std::filesystem::temp_directory_path() /
                ("almanac-search-" + std::to_string(::getpid()) + "-" + std::to_string(count++));
    std::filesystem::remove_all(directory);
    std::filesystem::create_directories(directory);
    archive = archive::Archive::open(directory / "data", archive::Access::read_write);
  }
  ~Fixture() {
    index.reset();
    archive.reset();
    std::error_code error;
    std::filesystem::remove_all(directory, error);
  }
  Fixture(const Fixture&) = delete;
  Fixture& operator=(const Fixture&) = delete;

  template <class... T>
  void put(const T&... records) {
    archive->write("test", [&](archive::Transaction& transaction) { (transaction.put(records), ...); });
  }
  void remove(archive::Kind kind, const std::string& key) {
    archive->write("test", [&](archive::Transaction& transaction) { transaction.remove(kind, key); });
  }
  Index& open() {
    index.reset();
    index = Index::open(directory / "index", *archive);
    return *index;
  }
  // Opens or catches up, then searches.
  Response search(const Query& query) {
    if (index)
      index->refresh(*archive);
    else
      open();
    return index->search(query);
  }
  Response search(const std::string& q) {
    Query query;
    query.q = q;
    return search(query);
  }
  std::vector<std::string> ids(const Query& query) {
    std::vector<std::string> list;
    for (const Hit& hit : search(query).hits) list.push_back(hit.id);
    return list;
  }
  std::vector<std::string> ids(const std::string& q) {
    Query query;
    query.q = q;
    return ids(query);
  }

  std::filesystem::path directory;
  std::unique_ptr<archive::Archive> archive;
  std::unique_ptr<Index> index;
};

inline archive::Campaign campaign(const std::string& code, const std::string& name,
                                  const std::string& start = "2024-01-01", const std::string& end = "2024-01-31") {
  archive::Campaign made;
  made.code = code;
  made.name = name;
  made.start = archive::Date::parse(start);
  made.end = archive::Date::parse(end);
  return made;
}

inline archive::Lesson lesson(const std::string& code, const std::string& campaign, const std::string& statement) {
  archive::Lesson made;
  made.code = code;
  made.campaign = campaign;
  made.statement = statement;
  return made;
}

inline archive::Goal goal(const std::string& metric, const std::string& text) {
  archive::Goal made;
  made.metric = metric;
  made.text = text;
  return made;
}

inline Query of(const std::string& q) {
  Query query;
  query.q = q;
  return query;
}

inline archive::Campaign with_summary(const std::string& code, const std::string& name, const std::string& summary) {
  auto made = campaign(code, name);
  made.summary = summary;
  return made;
}

}  // namespace almanac::search::test
