// Pages of a sort with many ties, against the sorted list of all hits, while the index stands still and while it moves.
#include <catch2/catch.hpp>

#include <map>
#include <set>

#include "random_archive.h"

using namespace almanac;
using namespace almanac::search;
using namespace almanac::search::test;

namespace {

const std::vector<Sort> sorts = {Sort::relevance,
                                 Sort::start,
                                 Sort::start_descending,
                                 Sort::budget,
                                 Sort::budget_descending,
                                 Sort::attainment,
                                 Sort::attainment_descending,
                                 Sort::roi_descending,
                                 Sort::name};

// Campaigns of which many have the same budget, name and start.
archive::Campaign tied(Random& random, std::size_t i) {
  auto made = campaign("C" + std::to_string(i), random.pick<std::string>({"店庆海报", "店庆门头"}),
                       random.pick<std::string>({"2023-05-01", "2024-05-01"}), "");
  made.end = made.start;
  if (random.below(4)) made.budget = archive::Decimal::parse(random.pick<std::string>({"1000", "2000"}));
  return made;
}

// What orders a document under a sort: the value (absent last), then start descending, then code.
std::vector<std::string> ordered(const std::vector<Document>& all, Sort sort) {
  struct Row {
    bool absent;
    double value;
    std::string name;
    std::int32_t start;
    std::string key;
    archive::Kind kind;
  };
  std::vector<Row> rows;
  for (const Document& document : all) {
    Row row{false, 0, {}, document.start, document.key, document.kind};
    const auto take = [&](const std::optional<double>& value, bool descending) {
      row.absent = !value;
      if (value) row.value = descending ? -*value : *value;
    };
    if (sort == Sort::budget || sort == Sort::budget_descending) take(document.budget, sort == Sort::budget_descending);
    if (sort == Sort::attainment || sort == Sort::attainment_descending)
      take(document.attainment, sort == Sort::attainment_descending);
    if (sort == Sort::roi_descending) take(document.roi, true);
    if (sort == Sort::start || sort == Sort::start_descending)
      take(document.start == no_day ? std::nullopt : std::optional<double>(document.start),
           sort == Sort::start_descending);
    if (sort == Sort::name) row.name = archive::fold(document.title);
    rows.push_back(std::move(row));
  }
  std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
    if (a.absent != b.absent) return b.absent;
    if (a.value != b.value) return a.value < b.value;
    if (a.name != b.name) return a.name < b.name;
    if (a.start != b.start) return a.start > b.start;
    return a.key != b.key ? a.key < b.key : a.kind < b.kind;
  });
  std::vector<std::string> ids;
  for (const Row& row : rows) ids.push_back(archive::graph_id(row.kind, row.key));
  return ids;
}

}  // namespace

TEST_CASE("pages of every sort are the sorted list of all hits, ties by start and code") {
  Fixture f;
  Random random(3);
  for (std::size_t i = 0; i < 40; ++i) f.put(tied(random, i));
  for (std::size_t i = 40; i < 60; ++i) f.put(random_campaign(random, "C" + std::to_string(i)));
  f.open();
  const auto all = documents(f);
  for (const Sort sort : sorts) {
    Query query;
    query.sort = sort;
    query.limit = 7;
    std::vector<std::string> paged;
    do {
      const Response response = f.index->search(query);
      CHECK_FALSE(response.changed);
      for (const Hit& hit : response.hits) paged.push_back(hit.id);
      query.cursor = response.next_cursor;
    } while (!query.cursor.empty());
    INFO(to_string(sort));
    CHECK(paged == ordered(all, sort));
    std::vector<std::string> whole;
    query.limit = 1;
    f.index->each_hit(query, [&](const Hit& hit) {
      whole.push_back(hit.id);
      return true;
    });
    CHECK(whole == paged);
  }
}

TEST_CASE("while the index moves no hit comes twice, and what did not change is not left out") {
  for (const Sort sort : sorts) {
    if (sort == Sort::relevance) continue;  // weights of all hits move with every document
    Fixture f;
    Random random(5);
    for (std::size_t i = 0; i < 40; ++i) f.put(tied(random, i));
    std::set<std::string> touched, seen;
    Query query;
    query.sort = sort;
    query.limit = 6;
    bool moved = false;
    for (std::size_t page = 0;; ++page) {
      const Response response = f.search(query);
      CHECK(response.changed == moved);
      for (const Hit& hit : response.hits) {
        INFO(to_string(sort) << " " << hit.id << " on page " << page);
        CHECK(seen.insert(hit.id).second);
      }
      query.cursor = response.next_cursor;
      if (query.cursor.empty()) break;
      // One is changed, one is taken away, one is new; what they are keeps the same ties.
      const std::size_t changed = random.below(40), gone = random.below(40);
      touched.insert({"campaign:C" + std::to_string(changed), "campaign:C" + std::to_string(gone)});
      f.put(tied(random, changed));
      if (f.archive->read().find<archive::Campaign>("C" + std::to_string(gone)))
        f.remove(archive::Kind::campaign, "C" + std::to_string(gone));
      f.put(tied(random, 100 + page));
      moved = true;
      REQUIRE(page < 50);
    }
    for (std::size_t i = 0; i < 40; ++i) {
      const std::string id = "campaign:C" + std::to_string(i);
      INFO(to_string(sort) << " " << id);
      if (!touched.contains(id)) CHECK(seen.contains(id));
    }
  }
}

TEST_CASE("all hits are read in order while the index moves and is built anew") {
  Fixture f;
  Random random(7);
  for (std::size_t i = 0; i < 60; ++i) f.put(tied(random, i));
  f.open();
  Query query = of("店庆");
  query.sort = Sort::name;
  std::vector<std::string> still, moving;
  f.index->each_hit(query, [&](const Hit& hit) {
    still.push_back(hit.id);
    return true;
  });
  REQUIRE(still.size() == 60);
  f.index->each_hit(query, [&](const Hit& hit) {
    moving.push_back(hit.id);
    if (moving.size() % 10 == 0) {
      f.put(tied(random, 200 + moving.size()));
      if (moving.size() == 30)
        f.index->rebuild(*f.archive);
      else
        f.index->refresh(*f.archive);
    }
    return true;
  });
  CHECK(moving == still);
  std::size_t visited = 0;
  f.index->each_hit(query, [&](const Hit&) { return ++visited < 3; });
  CHECK(visited == 3);
}
