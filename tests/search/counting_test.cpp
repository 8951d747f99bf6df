// Facets, histograms, groups and unusual values against slow and obvious counting, on random small archives.
#include <catch2/catch.hpp>

#include <cmath>
#include <map>
#include <set>

#include "archive/error.h"
#include "random_archive.h"
#include "search/significant.h"

using namespace almanac;
using namespace almanac::search;
using namespace almanac::search::test;

namespace {

struct Question {
  Query query;
  std::string word;
};

const std::vector<std::string> countable = {"channel", "theme",     "category",    "year",       "status",
                                            "type",    "objective", "occasion",    "mechanic",   "segment",
                                            "owner",   "tag",       "budget_band", "attainment", "goal"};

Question question(Random& random) {
  Question made;
  if (random.below(2)) made.query.q = made.word = random.pick<std::string>({"海报", "礼盒", "快闪"});
  made.query.limit = 200;
  made.query.facets = some(random, countable);
  if (random.below(2)) made.query.filters["channel"] = {random.pick<std::string>({"户外", "地铁"})};
  if (random.below(3) == 0)
    made.query.filters["attainment"] = {random.pick<std::string>({"<50%", "80-100%", ">=120%"})};
  if (random.below(3) == 0) made.query.filters["occasion"] = {"春节", "会员日"};
  if (random.below(4) == 0) made.query.filters["goal"] = {"gmv"};
  if (random.below(3) == 0) made.query.kinds = {archive::Kind::campaign};
  if (random.below(3) == 0) made.query.start_from = archive::Date::parse("2021-05");
  if (random.below(3) == 0) made.query.start_to = archive::Date::parse("2023-05");
  if (random.below(3) == 0) made.query.budget_min = archive::Decimal::parse("200000");
  if (random.below(3) == 0) made.query.budget_max = archive::Decimal::parse("500000");
  if (random.below(3) == 0) made.query.as_of = archive::Date::parse(day_text(random, 2021, 4));
  made.query.histograms = histogram_names();
  return made;
}

bool is_known(const Document& document, const Query& query) {
  return !query.as_of || document.outcome_day <= query.as_of->last_day();
}

std::vector<std::string> values_of(const Document& document, const std::string& name, const Query& query) {
  const std::set<std::string> outcome = {"status", "stage", "lesson_kind", "attainment"};
  if (outcome.contains(name) && !is_known(document, query)) return {};
  const auto found = document.values.find(find_field(name)->field);
  return found == document.values.end() ? std::vector<std::string>() : found->second;
}

bool has_word(const Document& document, const Question& asked) {
  if (asked.word.empty()) return true;
  std::vector<std::string> texts{document.title};
  for (const TextPart& part : document.plan) texts.push_back(part.text);
  if (is_known(document, asked.query))
    for (const TextPart& part : document.outcome) texts.push_back(part.text);
  return std::any_of(texts.begin(), texts.end(),
                     [&](const std::string& text) { return text.find(asked.word) != std::string::npos; });
}

bool start_fits(const Document& document, const Query& query) {
  if (!query.start_from && !query.start_to) return true;
  return document.start != no_day && (!query.start_from || document.start >= query.start_from->days) &&
         (!query.start_to || document.start <= query.start_to->last_day());
}

bool budget_fits(const Document& document, const Query& query) {
  if (!query.budget_min && !query.budget_max) return true;
  return document.budget && (!query.budget_min || *document.budget >= query.budget_min->to_double()) &&
         (!query.budget_max || *document.budget <= query.budget_max->to_double());
}

bool fits(const Document& document, const Question& asked, const std::string& except) {
  const Query& query = asked.query;
  if (!has_word(document, asked)) return false;
  if (query.as_of && document.visible_day > query.as_of->last_day()) return false;
  if (!query.kinds.empty() && document.kind != query.kinds[0]) return false;
  for (const auto& [name, wanted] : query.filters) {
    if (name == except) continue;
    const auto values = values_of(document, name, query);
    if (std::none_of(values.begin(), values.end(), [&, &any = wanted](const std::string& value) {
          return std::find(any.begin(), any.end(), value) != any.end();
        }))
      return false;
  }
  return (except == "start" || start_fits(document, query)) && (except == "budget" || budget_fits(document, query));
}

}  // namespace

TEST_CASE("every facet and histogram counts what brute force counts, also as of a day") {
  for (std::uint32_t seed = 1; seed <= 4; ++seed) {
    Fixture f;
    Random random(seed * 7919);
    fill(f, random, 40);
    f.open();
    const auto all = documents(f);
    for (int round = 0; round < 80; ++round) {
      const Question asked = question(random);
      INFO(seed << ": " << to_string(asked.query));
      const Response response = f.index->search(asked.query);
      std::uint64_t total = 0;
      for (const Document& document : all) total += fits(document, asked, "") ? 1u : 0u;
      CHECK(response.total == total);
      for (const std::string& name : asked.query.facets) {
        std::map<std::string, std::uint64_t> counts, answered;
        for (const Document& document : all)
          if (fits(document, asked, name))
            for (const std::string& value : values_of(document, name, asked.query)) ++counts[value];
        for (const FacetValue& value : response.facets.at(name)) answered[value.value] = value.count;
        CHECK(answered == counts);
      }
      std::uint64_t starts = 0, budgets = 0;
      for (const Document& document : all) {
        starts += document.start != no_day && fits(document, asked, "start") ? 1u : 0u;
        budgets += document.budget && fits(document, asked, "budget") ? 1u : 0u;
      }
      std::uint64_t told = 0;
      for (const auto& bucket : response.histograms.at("start").buckets) {
        const auto from = archive::Date::parse(bucket.from.get<std::string>());
        const auto to = archive::Date::parse(bucket.to.get<std::string>());
        std::uint64_t count = 0;
        for (const Document& document : all)
          count +=
              fits(document, asked, "start") && document.start >= from->days && document.start <= to->days ? 1u : 0u;
        CHECK(bucket.count == count);
        told += count;
      }
      CHECK(told == starts);
      told = 0;
      for (const auto& bucket : response.histograms.at("budget").buckets) {
        std::uint64_t count = 0;
        for (const Document& document : all)
          count += fits(document, asked, "budget") && document.budget &&
                           *document.budget >= bucket.from.get<double>() &&
                           (bucket.to.is_null() || *document.budget < bucket.to.get<double>())
                       ? 1u
                       : 0u;
        CHECK(bucket.count == count);
        told += count;
      }
      CHECK(told == budgets);
    }
  }
}

TEST_CASE("histograms tell their unit and every bucket between the first and the last") {
  Fixture f;
  for (const char* start : {"2024-01-31", "2024-02-29", "2024-04-01"}) f.put(campaign(start, "店庆", start, start));
  auto rich = campaign("R", "店庆", "2024-04-30", "2024-05-01");
  rich.budget = archive::Decimal::parse("450000");
  f.put(rich);
  Query query = of("店庆");
  query.histograms = {"start", "budget"};
  Response response = f.search(query);
  const Histogram& starts = response.histograms.at("start");
  CHECK(starts.unit == "month");
  REQUIRE(starts.buckets.size() == 4);
  CHECK(starts.buckets[1].to == "2024-02-29");
  CHECK(starts.buckets[2].count == 0);
  CHECK(starts.buckets[3].count == 2);
  const Histogram& budgets = response.histograms.at("budget");
  CHECK(budgets.unit == "CNY");
  REQUIRE(budgets.buckets.size() == 1);
  CHECK(budgets.buckets[0].from == 200000);
  CHECK(budgets.buckets[0].to == 500000);
  f.put(campaign("Q", "店庆", "2018-06-01", "2018-06-02"));
  CHECK(f.search(query).histograms.at("start").unit == "quarter");
  f.put(campaign("Y", "店庆", "1998-06-01", "1998-06-02"));
  CHECK(f.search(query).histograms.at("start").unit == "year");
  CHECK(to_parameters(query).size() == 2);
  CHECK_THROWS_AS(from_parameters({{"histograms", "owner"}}), archive::Error);
}

TEST_CASE("groups by kind have each kind's total and its best five hits") {
  Fixture f;
  Random random(5);
  fill(f, random, 40);
  Query query = of("海报");
  query.group_by_kind = true;
  query.limit = 200;
  const Response response = f.search(query);
  REQUIRE(response.groups);
  std::uint64_t sum = 0;
  for (const Group& group : *response.groups) {
    sum += group.total;
    std::vector<std::string> expected, shown;
    for (const Hit& hit : response.hits)
      if (hit.kind == group.kind && expected.size() < 5) expected.push_back(hit.id);
    for (const Hit& hit : group.hits) shown.push_back(hit.id);
    CHECK(shown == expected);
  }
  CHECK(sum == response.total);
}

TEST_CASE("Fisher's exact test has the published value") {
  CHECK(std::exp(log_fisher(8, 10, 9, 20)) == Approx(0.0027387).epsilon(1e-4));
  CHECK(std::exp(log_fisher(0, 10, 9, 20)) == 1);
  CHECK(std::exp(log_fisher(10, 10, 10, 20)) == Approx(1 / 184756.0));
  CHECK(std::isfinite(log_fisher(90'000, 100'000, 100'000, 1'000'000)));
}

TEST_CASE("words and values that hits have more often than the archive are told with exact counts") {
  Fixture f;
  Random random(11);
  for (int i = 0; i < 120; ++i) {
    auto c = campaign("C" + std::to_string(i), random_text(random, 2), "2024-03-01", "2024-03-09");
    c.occasion = i % 10 == 0 ? "周年庆" : "春节";
    c.summary = random_text(random, 6) + (i % 10 == 0 ? "，直播间抽奖" : i % 40 == 1 ? "，直播间" : "");
    c.owner = i % 2 ? "王敏" : "李雷";
    f.put(c);
  }
  Query query;
  query.filters["occasion"] = {"周年庆"};
  query.significant = true;
  const Response response = f.search(query);
  REQUIRE(response.significant);
  const auto row = [&](const std::string& field, const std::string& value) -> const Significant* {
    for (const Significant& one : *response.significant)
      if (one.field == field && one.value == value) return &one;
    return nullptr;
  };
  const Significant* word = row("word", "直播间抽奖");
  REQUIRE(word);
  CHECK(word->count == 12);
  CHECK(word->of == 12);
  CHECK(word->total == 12);
  CHECK(word->of_total == 120);
  CHECK(word->lift == Approx(10));
  CHECK(word->p == Approx(std::exp(log_fisher(12, 12, 12, 120))));
  CHECK_FALSE(row("word", "播间"));
  CHECK_FALSE(row("occasion", "周年庆"));  // filtered: so by construction
  CHECK_FALSE(row("theme", "春光"));
  // The same after a rebuild.
  const auto text = to_json(response, archive::Language::en)["significant"].dump();
  f.index->rebuild(*f.archive);
  CHECK(to_json(f.index->search(query), archive::Language::en)["significant"].dump() == text);
  // Values of other fields.
  Query other = of("直播间抽奖");
  other.significant = true;
  const Response by_word = f.search(other);
  REQUIRE(by_word.significant);
  REQUIRE(by_word.significant->size() >= 1);
  CHECK(by_word.significant->at(0).field == "occasion");
  CHECK(by_word.significant->at(0).value == "周年庆");
  CHECK(by_word.significant->at(0).total == 12);
  for (const Significant& one : *by_word.significant) CHECK(one.value.find("抽奖") == std::string::npos);
}

TEST_CASE("unusual words are whole words, and say more than the query") {
  Fixture f;
  Random random(23);
  for (int i = 0; i < 120; ++i) {
    auto c = campaign("C" + std::to_string(i), random_text(random, 2), "2024-03-01", "2024-03-09");
    c.summary = random_text(random, 6);
    c.segments = {i % 10 ? "新客" : "全量会员"};
    if (i % 10 == 0) {
      c.occasion = i % 20 ? "双十一" : "11.11";
      c.theme = "星夜" + std::to_string(i);
      c.name = "双十一大促" + std::to_string(i);
      c.summary = "没有提前预热，" + random_text(random, 1) + "全量会员" + random_text(random, 1) + "会员价" +
                  random_text(random, 1) + "尾款" + random_text(random, 1) + "，大促前" + random_text(random, 2) +
                  "，经费 paid_amount-" + std::to_string(i);
    } else if (i % 2) {
      c.summary += "，没有";
    }
    if (i % 3 == 0) c.summary += "；量贩，会场，价格";
    f.put(c);
  }
  Query query = of("双十一");
  query.significant = true;
  const Response response = f.search(query);
  REQUIRE(response.significant);
  std::set<std::string> told;
  for (const Significant& one : *response.significant) told.insert(one.field + " " + one.value);
  INFO([&] {
    std::string all;
    for (const std::string& one : told) all += one + "; ";
    return all;
  }());
  CHECK(told.contains("word 会员价"));
  CHECK(told.contains("word 尾款"));
  CHECK(told.contains("word 大促"));
  for (const char* part : {"员价", "全量会", "量会", "促前", "大促前", "一大", "没有", "双十一大促", "paid", "amount"})
    CHECK_FALSE(told.contains(std::string("word ") + part));
  // What means the same as the query is no news.
  CHECK_FALSE(told.contains("occasion 双十一"));
  CHECK_FALSE(told.contains("occasion 11.11"));
  CHECK(told.contains("segment 全量会员"));
  CHECK_FALSE(told.contains("word 全量会员"));
  // A field that the query itself narrows is left out like one of the form.
  Query narrowed = of("节点:双十一");
  narrowed.significant = true;
  const Response by_field = f.search(narrowed);
  REQUIRE(by_field.significant);
  for (const Significant& one : *by_field.significant) CHECK(one.field != "occasion");
}

TEST_CASE("a search for everything has nothing unusual") {
  Fixture f;
  Random random(3);
  fill(f, random, 40);
  Query query;
  query.significant = true;
  const Response response = f.search(query);
  REQUIRE(response.significant);
  CHECK(response.significant->empty());
  query.as_of = archive::Date::parse("2022");
  CHECK(f.search(query).significant->empty());
}

TEST_CASE("counts of unusual words are those of brute force, also as of a day") {
  Fixture f;
  Random random(17);
  fill(f, random, 80);
  f.open();
  const auto all = documents(f);
  for (const char* day : {"", "2022-06-30"}) {
    Query query;
    query.filters["channel"] = {"户外"};
    query.significant = true;
    query.kinds = {archive::Kind::campaign};
    if (*day) query.as_of = archive::Date::parse(day);
    const auto significant = f.index->search(query).significant;
    for (const Significant& one : *significant) {
      if (one.field != "word") continue;
      Question asked;
      asked.query = query;
      asked.query.filters.clear();
      asked.word = one.value;
      std::uint64_t total = 0;
      for (const Document& document : all) total += fits(document, asked, "") ? 1u : 0u;
      CHECK(one.total == total);
    }
  }
}
