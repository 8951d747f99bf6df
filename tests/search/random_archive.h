#pragma once
// Random small archives of campaigns with all that narrows and compares them, alike in every run, and their documents for
// oracles that search these directly.

#include <algorithm>
#include <string>
#include <vector>

#include "fixture.h"
#include "search/document.h"

namespace almanac::search::test {

class Random {
 public:
  explicit Random(std::uint32_t seed) : state_(seed) {}
  std::size_t below(std::size_t n) {
    state_ = state_ * 1664525 + 1013904223;
    return (state_ >> 8) % n;
  }
  template <class T>
  const T& pick(const std::vector<T>& list) {
    return list[below(list.size())];
  }

 private:
  std::uint32_t state_;
};

inline std::vector<Document> documents(const Fixture& f) {
  std::vector<Document> list;
  const archive::Reader reader = f.archive->read();
  DocumentMaker maker(reader, "CNY");
  for (const archive::Kind kind : indexed_kinds())
    for (std::uint32_t number = 0; number < reader.count(kind); ++number)
      if (auto document = maker.make(kind, number)) list.push_back(std::move(*document));
  return list;
}

inline archive::Strings some(Random& random, const std::vector<std::string>& of) {
  archive::Strings list;
  for (const std::string& one : of)
    if (random.below(3) == 0) list.push_back(one);
  return list;
}

inline std::string day_text(Random& random, int first_year, int years) {
  const auto two = [](std::size_t n) { return std::string(n < 10 ? "0" : "") + std::to_string(n); };
  return std::to_string(first_year + static_cast<int>(random.below(static_cast<std::size_t>(years)))) + "-" +
         two(1 + random.below(12)) + "-" + two(1 + random.below(28));
}

inline const std::vector<std::string> words_of_texts = {
    "礼盒", "海报", "门头", "橱窗", "导购", "快闪", " poster ", " window display ", " clerk "};

inline std::string random_text(Random& random, std::size_t words) {
  std::string text;
  for (std::size_t i = 0; i < words; ++i) text += random.pick(words_of_texts) + (random.below(3) == 0 ? "，" : "");
  return text;
}

inline archive::Campaign random_campaign(Random& random, const std::string& code, int first_year = 2020,
                                         int years = 5) {
  archive::Campaign c = campaign(code, random_text(random, 2), day_text(random, first_year, years), "");
  c.end = archive::Date{c.start->days + static_cast<std::int32_t>(random.below(40)), archive::Precision::day};
  if (random.below(4)) c.theme = random.pick<std::string>({"春光", "盛夏", "Autumn"});
  if (random.below(4)) c.occasion = random.pick<std::string>({"双十一", "春节", "11.11", "会员日"});
  if (random.below(4)) c.objective = random.pick<std::string>({"acquisition", "retention", "brand"});
  if (random.below(4)) c.type = random.pick<std::string>({"promotion", "launch"});
  if (random.below(4)) c.status = random.pick<std::string>({"finished", "reviewed", "draft"});
  if (random.below(4)) c.owner = random.pick<std::string>({"王敏", "李雷"});
  c.channels = some(random, {"电梯", "地铁", "公交", "Radio"});
  c.products = some(random, {"SKU1", "SKU2", "SKU3"});
  c.mechanics = some(random, {"满减", "秒杀", "抽奖"});
  c.segments = some(random, {"新客", "沉睡会员"});
  c.tags = some(random, {"大促", "日常"});
  c.summary = random_text(random, 4);
  if (random.below(4)) c.budget = archive::Decimal::parse(std::to_string(random.below(40) * 25'000));
  if (random.below(3)) {
    c.goals.push_back(goal(random.pick<std::string>({"gmv", "new_users"}), random_text(random, 2)));
    c.goals[0].target = archive::Decimal::parse("100");
    archive::Result result;
    result.metric = c.goals[0].metric;
    result.value = archive::Decimal::parse(std::to_string(20 + random.below(13) * 10));
    if (random.below(3)) c.results.push_back(result);
  }
  if (random.below(3) == 0) c.lessons.push_back(lesson("", "", random_text(random, 3) + code));
  return c;
}

// Products have categories, one channel lies below another.
inline void fill(Fixture& f, Random& random, std::size_t campaigns) {
  archive::Channel elevator;
  elevator.channel = "电梯";
  elevator.parent = "户外";
  f.put(elevator);
  const std::vector<archive::Strings> categories = {{"食品"}, {"食品", "糕点"}, {"家电"}};
  for (std::size_t i = 0; i < categories.size(); ++i) {
    archive::Product product;
    product.sku = "SKU" + std::to_string(i + 1);
    product.name = product.sku;
    product.category = categories[i];
    f.put(product);
  }
  for (std::size_t i = 0; i < campaigns; ++i) f.put(random_campaign(random, "C" + std::to_string(i)));
}

}  // namespace almanac::search::test
