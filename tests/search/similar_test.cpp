// Similar campaigns against a slow and obvious comparison with every campaign, and what must hold of any of them.
#include <catch2/catch.hpp>

#include <cmath>
#include <map>
#include <set>

#include "random_archive.h"
#include "search/analysis.h"
#include "search/similar.h"

using namespace almanac;
using namespace almanac::search;
using namespace almanac::search::test;

namespace {

using Words = std::map<std::string, double>;

// Pairs of Chinese characters and stems of English words, with how often they stand there.
void add_words(const std::string& text, double weight, Words& words) {
  const Tokens tokens = tokenize(text);
  for (std::size_t i = 0; i < tokens.list.size(); ++i) {
    if (tokens.list[i].type == Token::Type::word) words["en:" + stem(tokens.text(i))] += weight;
    if (tokens.has_pair(i)) words["zh:" + std::string(tokens.pair(i))] += weight;
  }
}

bool outcome_known(const Document& document, std::int32_t day) { return document.outcome_day <= day; }

Words words_of(const Document& document, std::int32_t day) {
  Words words;
  add_words(document.title, 3, words);
  for (const TextPart& part : document.plan) add_words(part.text, part.weight, words);
  if (outcome_known(document, day))
    for (const TextPart& part : document.outcome) add_words(part.text, part.weight, words);
  return words;
}

std::set<std::string> values_of(const Document& document, Field field) {
  std::set<std::string> set;
  if (const auto found = document.values.find(field); found != document.values.end())
    for (const std::string& value : found->second) set.insert(archive::fold(value));
  return set;
}

double jaccard(const std::set<std::string>& a, const std::set<std::string>& b) {
  double common = 0;
  for (const std::string& one : a) common += b.contains(one) ? 1 : 0;
  return common == 0 ? 0 : common / (static_cast<double>(a.size() + b.size()) - common);
}

double season(std::int32_t a, std::int32_t b) {
  const auto within = [](std::int32_t day) {
    const archive::Date date{day, archive::Precision::day};
    int days = 0;
    const int months[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    for (unsigned m = 1; m < date.month(); ++m) days += months[m - 1];
    return days + static_cast<int>(date.day());
  };
  const int apart = std::abs(within(a) - within(b));
  return std::max(0.0, 1 - std::min(apart, 366 - apart) / 60.0);
}

double ratio(double a, double b) { return a == b ? 1 : std::min(a, b) / std::max(a, b); }

struct Expected {
  std::string code;
  double score = 0;
};

std::vector<Expected> expected(const Document& subject, const std::vector<Document>& all, std::int32_t day) {
  std::vector<const Document*> others;
  for (const Document& document : all)
    if (document.kind == archive::Kind::campaign && document.visible_day <= day && document.key != subject.key)
      others.push_back(&document);
  Words words = words_of(subject, day);
  std::map<std::string, double> weights;
  double sum = 0;
  for (const auto& [word, count] : words) {
    double having = 0;
    for (const Document* other : others) {
      Words theirs = words_of(*other, day);
      add_words(other->key, 1, theirs);
      having += theirs.contains(word) ? 1 : 0;
    }
    if (having == 0) continue;
    sum += weights[word] = std::sqrt(count) * std::log(1 + static_cast<double>(others.size()) / having);
  }
  REQUIRE(weights.size() <= most_similar_words);
  std::vector<Expected> list;
  for (const Document* other : others) {
    double score = 0, known = 0;
    for (const SimilarPartRow& part : similar_parts) {
      double likeness = 0;
      bool said = true;
      if (part.what == "text") {
        said = sum > 0;
        Words theirs = words_of(*other, day);
        for (const auto& [word, weight] : weights) likeness += theirs.contains(word) ? weight / sum : 0;
      } else if (part.what == "season") {
        likeness = season(subject.start, other->start);
      } else if (part.what == "duration") {
        likeness = ratio(subject.end - subject.start + 1, other->end - other->start + 1);
      } else if (part.what == "budget") {
        said = subject.budget.has_value();
        if (said && other->budget) likeness = ratio(*subject.budget, *other->budget);
      } else {
        auto mine = values_of(subject, *part.field), theirs = values_of(*other, *part.field);
        said = !mine.empty();
        if (part.what == "occasion")
          for (auto* set : {&mine, &theirs})
            if (set->contains("11.11")) *set = {"双十一"};
        likeness = jaccard(mine, theirs);
      }
      if (!said) continue;
      known += part.weight;
      score += part.weight * likeness;
    }
    if (score > 0) list.push_back({other->key, score / known});
  }
  std::stable_sort(list.begin(), list.end(), [](const Expected& a, const Expected& b) { return a.score > b.score; });
  return list;
}

const Document& document_of(const std::vector<Document>& all, const std::string& code) {
  return *std::find_if(all.begin(), all.end(), [&](const Document& document) {
    return document.kind == archive::Kind::campaign && document.key == code;
  });
}

SimilarQuery like(const Document& document) {
  SimilarQuery query;
  query.campaign = document;
  return query;
}

std::map<SimilarPart, double> likeness(const SimilarCampaign& similar) {
  std::map<SimilarPart, double> parts;
  for (const SimilarReason& reason : similar.reasons) parts[reason.part] = reason.likeness;
  return parts;
}

}  // namespace

TEST_CASE("the ten most similar campaigns are those of a comparison with every campaign") {
  for (std::uint32_t seed = 1; seed <= 3; ++seed) {
    Fixture f;
    Random random(seed * 104729);
    fill(f, random, 60);
    f.open();
    const auto all = documents(f);
    for (const char* day : {"9999-12-31", "2023-03-15", "2021-08-01"}) {
      const std::int32_t as_of = archive::Date::parse(day)->days;
      for (int i = 0; i < 25; ++i) {
        const Document& subject = document_of(all, "C" + std::to_string(random.below(60)));
        SimilarQuery query = like(subject);
        if (*day != '9') query.as_of = archive::Date::parse(day);
        const SimilarResponse response = f.index->similar(query);
        const auto oracle = expected(subject, all, as_of);
        INFO(seed << " " << subject.key << " as of " << day);
        CHECK(response.total == oracle.size());
        REQUIRE(response.items.size() == std::min<std::size_t>(10, oracle.size()));
        for (std::size_t k = 0; k < response.items.size(); ++k) {
          const Hit& hit = response.items[k].hit;
          const auto same =
              std::find_if(oracle.begin(), oracle.end(), [&](const Expected& e) { return e.code == hit.code; });
          REQUIRE(same != oracle.end());
          CHECK(hit.score == Approx(same->score).epsilon(1e-9));
          CHECK(hit.score == Approx(oracle[k].score).epsilon(1e-9));
          double shares = 0;
          for (const SimilarReason& reason : response.items[k].reasons) shares += reason.share;
          CHECK(shares == Approx(1));
        }
      }
    }
  }
}

TEST_CASE("a campaign is most similar to its own copy") {
  Fixture f;
  Random random(23);
  fill(f, random, 40);
  for (int i = 0; i < 40; ++i) {
    Random again(static_cast<std::uint32_t>(900 + i));
    const archive::Campaign original = random_campaign(again, "A" + std::to_string(i));
    archive::Campaign copy = original;
    copy.code = "B" + std::to_string(i);
    for (auto& one : copy.lessons) one.code.clear();
    f.put(original, copy);
    f.index ? f.index->refresh(*f.archive) : f.open().revision();
    const auto all = documents(f);
    const SimilarResponse response = f.index->similar(like(document_of(all, original.code)));
    REQUIRE_FALSE(response.items.empty());
    CHECK(response.items[0].hit.code == copy.code);
    CHECK(response.items[0].hit.score == Approx(1));
    f.remove(archive::Kind::campaign, original.code);
    f.remove(archive::Kind::campaign, copy.code);
  }
}

TEST_CASE("every part but the text is symmetric, and the answer is the same again and after a rebuild") {
  Fixture f;
  Random random(31);
  fill(f, random, 30);
  f.open();
  const auto all = documents(f);
  std::map<std::pair<std::string, std::string>, std::map<SimilarPart, double>> seen;
  std::string first;
  for (int i = 0; i < 30; ++i) {
    SimilarQuery query = like(document_of(all, "C" + std::to_string(i)));
    query.limit = 100;
    SimilarResponse response = f.index->similar(query);
    for (const SimilarCampaign& similar : response.items)
      seen[{query.campaign->key, similar.hit.code}] = likeness(similar);
    first += to_json(std::move(response), archive::Language::en).dump();
  }
  for (const auto& [pair, parts] : seen) {
    const auto& back = seen.at({pair.second, pair.first});
    for (const auto& [part, value] : parts)
      if (part != SimilarPart::text) {
        INFO(pair.first << " " << pair.second << " " << similar_parts[static_cast<std::size_t>(part)].what);
        REQUIRE(back.contains(part));
        CHECK(back.at(part) == value);
      }
  }
  f.index->rebuild(*f.archive);
  std::string again;
  for (int i = 0; i < 30; ++i) {
    SimilarQuery query = like(document_of(all, "C" + std::to_string(i)));
    query.limit = 100;
    auto response = f.index->similar(query);
    again += to_json(std::move(response), archive::Language::en).dump();
  }
  CHECK(first == again);
}

TEST_CASE("equal scores come by start, the latest first, then by code") {
  Fixture f;
  const auto add = [&](const char* code, const char* start) {
    auto made = campaign(code, "会员日", start, "");
    made.end = made.start;
    f.put(made);
  };
  add("A", "2022-05-01");
  add("C", "2023-05-01");
  add("B", "2023-05-01");
  add("D", "2021-05-01");
  f.open();
  const auto response = f.index->similar(like(document_of(documents(f), "A")));
  std::vector<std::string> codes;
  for (const auto& item : response.items) codes.push_back(item.hit.code);
  CHECK(codes == std::vector<std::string>{"B", "C", "D"});
}

TEST_CASE("a pasted brief finds by its words and by what it names") {
  Fixture f;
  Random random(41);
  fill(f, random, 30);
  archive::Channel account;
  account.channel = "公众号";
  account.aliases = {"推文号"};
  auto near = campaign("NEAR", "会员周年庆满减", "2023-10-28", "2023-11-08");
  near.channels = {"公众号", "短信"};
  near.occasion = "双十一";
  near.objective = "acquisition";
  near.mechanics = {"满减"};
  near.budget = archive::Decimal::parse("520000");
  near.goals.push_back(goal("gmv", ""));
  f.put(account, near);
  f.open();
  const archive::Reader reader = f.archive->read();
  SimilarQuery query;
  query.dictionary = &archive::dictionary_of(reader);
  query.text =
      "活动简报：双11会员活动\n活动时间：2024年11月1日-11月12日\n目标：拉新 2 万人，GMV 300万元。\n"
      "渠道：推文号、短信触达。玩法为满减。预算：50万元，由市场部承担。";
  const SimilarResponse response = f.index->similar(query);
  const auto& told = response.understood;
  CHECK(told["start"] == "2024-11-01");
  CHECK(told["end"] == "2024-11-12");
  CHECK(told["budget"] == 500000);
  CHECK(told["channel"] == archive::Json({"短信", "公众号"}));
  CHECK(told["occasion"].dump().find("双十一") != std::string::npos);
  CHECK(told["objective"] == archive::Json({"acquisition"}));
  CHECK(told["mechanic"] == archive::Json({"满减"}));
  CHECK(told["goal"].dump().find("gmv") != std::string::npos);
  REQUIRE_FALSE(response.items.empty());
  CHECK(response.items[0].hit.code == "NEAR");
  const auto parts = likeness(response.items[0]);
  CHECK(parts.at(SimilarPart::channel) == 1);
  CHECK(parts.at(SimilarPart::occasion) == 1);
  CHECK(parts.at(SimilarPart::duration) == 1);
  CHECK(parts.at(SimilarPart::budget) == Approx(500000.0 / 520000));
  CHECK(parts.contains(SimilarPart::text));
}

TEST_CASE("what comes later changes nothing as of a day") {
  Fixture f;
  Random random(47);
  fill(f, random, 30);  // up to 2024
  f.open();
  SimilarQuery by_campaign = like(document_of(documents(f), "C4")), by_text;
  by_campaign.campaign->outcome_day = archive::Date::parse("2030-01-01")->days;
  by_text.text = "海报快闪，主题极光，渠道地铁与无人机，2026年3月5日起";
  for (auto* query : {&by_campaign, &by_text}) query->as_of = archive::Date::parse("2025-06-30");
  const auto answer = [&](const SimilarQuery& query) {
    auto response = f.index->similar(query);
    response.revision = 0;
    return to_json(std::move(response), archive::Language::zh).dump();
  };
  const std::string campaign_then = answer(by_campaign), text_then = answer(by_text);
  for (std::size_t i = 0; i < 30; ++i) {
    auto later = random_campaign(random, "N" + std::to_string(i), 2026, 2);
    later.theme = "极光";
    later.channels = {"无人机"};
    f.put(later);
  }
  f.index->refresh(*f.archive);
  CHECK(answer(by_campaign) == campaign_then);
  CHECK(answer(by_text) == text_then);
}

TEST_CASE("dates and amounts of a brief are read as people write them") {
  Fixture f;
  f.put(campaign("A", "店庆"));
  f.open();
  const auto told = [&](const std::string& text) {
    SimilarQuery query;
    query.text = text;
    return f.index->similar(query).understood;
  };
  CHECK(told("2024-11-01 ~ 2024-11-11")["end"] == "2024-11-11");
  CHECK(told("档期 2024.6.1—6.18")["start"] == "2024-06-01");
  CHECK(told("from 2024/3/5 to 2024/3/8")["end"] == "2024-03-08");
  CHECK(told("12月28日至1月3日")["start"] == "12-28");
  CHECK(told("12月28日至1月3日")["end"] == "01-03");
  CHECK(told("3月5日-8日")["end"] == "03-08");
  CHECK(told("20241101-20241111")["end"] == "2024-11-11");
  CHECK_FALSE(told("版本 1.2.3，电话 13800138000").contains("start"));
  CHECK(told("Budget: 250,000 CNY")["budget"] == 250000);
  CHECK(told("预算约为 ¥1.5万")["budget"] == 15000);
  CHECK_FALSE(told("预算待定").contains("budget"));
}

TEST_CASE("any text is compared, however long or broken") {
  Fixture f;
  Random random(43);
  fill(f, random, 10);
  f.open();
  std::string many;
  for (int i = 0; i < 40'000; ++i) many += "海报" + std::to_string(i) + " 2024年";
  for (const std::string& text : {std::string(), std::string(" \n"), std::string("\xff\xfe"), std::string("2024-"),
                                  std::string("预算"), std::string("预算9999999999999999999999999亿"), many,
                                  std::string(100'000, '9'), std::string("99月99日-"), std::string("🎉")}) {
    SimilarQuery query;
    query.text = text;
    CHECK_NOTHROW(f.index->similar(query));
  }
  SimilarQuery query;
  query.text = many;
  CHECK_FALSE(f.index->similar(query).notes.empty());
}
