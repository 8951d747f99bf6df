#pragma once
// Synthetic campaigns for benchmarks, alike in every run: words drawn by Zipf's law from 6,000 Chinese and 4,000 English ones,
// 600–1,500 characters a campaign, two thirds Chinese.

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "archive/records.h"

namespace almanac::bench {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    state_ += 0x9e3779b97f4a7c15ull;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
    return z ^ (z >> 31);
  }
  std::size_t below(std::size_t n) { return next() % n; }
  double unit() { return static_cast<double>(next() >> 11) / 9007199254740992.0; }

 private:
  std::uint64_t state_;
};

inline std::string utf8(unsigned c) {
  return {static_cast<char>(0xE0 | c >> 12), static_cast<char>(0x80 | (c >> 6 & 63)),
          static_cast<char>(0x80 | (c & 63))};
}

// Words by falling frequency; the n-th is drawn with a probability of about 1/n.
class Vocabulary {
 public:
  Vocabulary(std::vector<std::string> words) : words_(std::move(words)) {
    double sum = 0;
    for (std::size_t i = 0; i < words_.size(); ++i) cumulated_.push_back(sum += 1.0 / (static_cast<double>(i) + 3.7));
  }
  const std::string& draw(Random& random) const {
    const double at = random.unit() * cumulated_.back();
    return words_[static_cast<std::size_t>(std::lower_bound(cumulated_.begin(), cumulated_.end(), at) -
                                           cumulated_.begin())];
  }

 private:
  std::vector<std::string> words_;
  std::vector<double> cumulated_;
};

inline Vocabulary chinese(Random& random) {
  std::vector<std::string> words = {"会员", "促销", "转化率", "增长", "复购", "拉新", "留存",   "活动", "用户", "渠道",
                                    "产品", "预算", "投放",   "曝光", "点击", "成本", "优惠券", "直播", "社群", "门店"};
  while (words.size() < 6000) {
    std::string word;
    for (std::size_t n = random.below(6) == 0 ? 3 : 2; n > 0; --n)
      word += utf8(0x4E00 + static_cast<unsigned>(random.below(1400)) * 9);
    words.push_back(word);
  }
  return Vocabulary(std::move(words));
}

inline Vocabulary english(Random& random) {
  const std::vector<std::string> syllables = {"ba", "ce", "di", "fo", "gu", "ka", "le", "mi",
                                              "no", "pu", "ra", "se", "ti", "vo", "za"};
  std::vector<std::string> words = {"campaign", "customer", "conversion", "growth", "budget",   "coupon",
                                    "channel",  "brand",    "email",      "banner", "creative", "review"};
  while (words.size() < 4000) {
    std::string word;
    for (std::size_t n = 2 + random.below(3); n > 0; --n) word += syllables[random.below(syllables.size())];
    words.push_back(word);
  }
  return Vocabulary(std::move(words));
}

inline const std::vector<std::string> channel_names = {"公众号", "短信",    "企业微信", "社群", "朋友圈", "视频号",
                                                       "小程序", "App推送", "EDM",      "抖音", "小红书", "快手",
                                                       "B站",    "微博",    "知乎",     "门店"};
inline const std::vector<std::string> theme_names = {"会员日", "春节",   "双十一", "新品首发", "清仓",     "开学季",
                                                     "周年庆", "母亲节", "中秋",   "年货节",   "老客唤醒", "公益"};

// Each call of campaign() makes the next one.
class Generator {
 public:
  Generator() : random_(20240601), zh_(chinese(random_)), en_(english(random_)) {}

  archive::Campaign campaign(std::size_t number, std::vector<std::string>& words) {
    archive::Campaign made;
    char code[32];
    std::snprintf(code, sizeof code, "CMP%06zu", number);
    made.code = code;
    const std::int32_t start = 16436 + static_cast<std::int32_t>(random_.below(3650));
    made.start = archive::Date{start, archive::Precision::day};
    made.end = archive::Date{start + 3 + static_cast<std::int32_t>(random_.below(60)), archive::Precision::day};
    made.theme = theme_names[random_.below(theme_names.size())];
    made.name = std::to_string(made.start->year()) + "年" + made.theme + zh_.draw(random_) + zh_.draw(random_);
    made.status = random_.below(2) ? "finished" : "reviewed";
    for (std::size_t n = 1 + random_.below(5); n > 0; --n)
      add(made.channels, channel_names[random_.below(channel_names.size())]);
    for (std::size_t n = 1 + random_.below(12); n > 0; --n)
      add(made.products, "SKU" + std::to_string(random_.below(1000)));
    made.budget = archive::Decimal::parse(std::to_string(1000 * (1 + random_.below(2000))));
    archive::Goal goal;
    goal.metric = "gmv";
    goal.text = sentence(words);
    made.goals.push_back(goal);
    std::size_t characters = 0;
    const std::size_t wanted = 600 + random_.below(900);
    while (characters < wanted) {
      const std::string one = sentence(words);
      made.summary += one;
      characters += one.size() / 2;
    }
    archive::Lesson lesson;
    lesson.statement = sentence(words);
    lesson.kind = "success";
    lesson.advice = sentence(words);
    made.lessons.push_back(lesson);
    return made;
  }

  Random& random() { return random_; }

 private:
  static void add(archive::Strings& list, const std::string& value) {
    if (std::find(list.begin(), list.end(), value) == list.end()) list.push_back(value);
  }

  // Words of a sentence are also listed, "" where they are not neighbours.
  std::string sentence(std::vector<std::string>& words) {
    const bool han = random_.below(3) < 2;
    std::string text;
    words.emplace_back();
    for (std::size_t n = 8 + random_.below(12); n > 0; --n) {
      const std::string& word = han ? zh_.draw(random_) : en_.draw(random_);
      if (!han && !text.empty()) text += ' ';
      text += word;
      words.push_back(word);
      if (random_.below(14) == 0) {
        text += han ? "，" : ",";
        words.emplace_back();
      }
    }
    return text + (han ? "。" : ". ");
  }

  Random random_;
  Vocabulary zh_, en_;
};

}  // namespace almanac::bench
