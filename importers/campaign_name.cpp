#include "importers/campaign_name.h"

#include <algorithm>
#include <array>

#include "archive/name.h"

namespace almanac::importers {
namespace {

// Words about the file, not the campaign; folded. Longer ones first where one begins another.
constexpr std::string_view file_words[] = {
    "活动方案", "执行方案", "策划方案", "推广方案", "营销方案", "策划案",     "方案",          "执行计划", "活动计划",
    "计划书",   "预算表",   "预算",     "数据表",   "数据报表", "数据汇总",   "数据",          "活动复盘", "复盘报告",
    "复盘总结", "复盘",     "总结报告", "活动总结", "总结",     "报告",       "明细表",        "明细",     "汇总表",
    "汇总",     "排期表",   "排期",     "执行表",   "进度表",   "清单",       "策划",          "费用表",   "费用",
    "结案",     "活动效果", "效果",     "最终版本", "最终版",   "最终",       "终稿",          "定稿",     "初稿",
    "草稿",     "修订版",   "修改版",   "修改稿",   "更新版",   "更新",       "新版",          "旧版",     "正式版",
    "完整版",   "副本",     "备份",     "的副本",   "版本",     "postmortem", "retrospective", "proposal", "template",
    "version",  "summary",  "results",  "review",   "budget",   "report",     "recap",         "draft",    "final",
    "latest",   "backup",   "copyof",   "copy",     "plan",     "data"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_small_letter(char c) { return c >= 'a' && c <= 'z'; }

bool tells_apart(std::string_view bare) {
  const auto wide = std::ranges::count_if(bare, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0xc0; });
  return 2 * wide + std::ranges::count_if(bare, [](char c) { return static_cast<unsigned char>(c) < 0x80; }) >= 3;
}

struct Brackets {
  std::string_view open, close;
};
constexpr std::array<Brackets, 5> brackets = {{{"(", ")"}, {"[", "]"}, {"{", "}"}, {"【", "】"}, {"〔", "〕"}}};

// Takes a year (1990–2099, with or without 年) out of the text.
void take_years(std::string& text, int& year, bool& several) {
  std::string rest;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() && is_digit(text[end])) ++end;
    if (end - i == 4 && (text.compare(i, 2, "20") == 0 || text.compare(i, 3, "199") == 0)) {
      const int found = std::stoi(text.substr(i, 4));
      several = several || (year != 0 && year != found);
      year = found;
      i = end;
      for (const std::string_view after : {"年度", "年"})
        if (text.compare(i, after.size(), after) == 0) {
          i += after.size();
          break;
        }
    } else if (end > i) {
      rest.append(text, i, end - i);
      i = end;
    } else {
      rest += text[i++];
    }
  }
  text = std::move(rest);
}

// Without spaces and punctuation.
std::string squeezed(std::string_view text) {
  constexpr std::string_view wide[] = {"·", "、", "，", "。", "：", "；", "“",  "”",  "‘",  "’", "—",
                                       "–", "…",  "～", "！", "？", "｜", "《", "》", "「", "」"};
  std::string rest;
  for (std::size_t i = 0; i < text.size();) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c < 0x80) {
      if (is_digit(text[i]) || is_small_letter(text[i])) rest += text[i];
      ++i;
      continue;
    }
    const auto mark =
        std::ranges::find_if(wide, [&](std::string_view each) { return text.substr(i, each.size()) == each; });
    if (mark != std::end(wide)) {
      i += mark->size();
      continue;
    }
    rest += text[i++];
  }
  return rest;
}

// "v3", "v2.1" (squeezed: "v21"), "第3版", "3版" at the end.
bool drop_version(std::string& text) {
  std::size_t end = text.size();
  for (const std::string_view word : {"版", "稿"})
    if (text.ends_with(word)) end = text.size() - word.size();
  std::size_t digits = end;
  while (digits > 0 && is_digit(text[digits - 1])) --digits;
  if (digits == end) return false;
  const bool edition = end != text.size();
  if (digits > 0 && text[digits - 1] == 'v' && (digits == 1 || !is_small_letter(text[digits - 2]))) {
    text.erase(digits - 1);
    return true;
  }
  if (!edition) return false;
  text.erase(digits);
  if (text.ends_with("第")) text.erase(text.size() - std::string_view("第").size());
  return true;
}

// A word of letters must stand alone: the "plan" of "planet" is none.
// What remains must still name something: the 数据 of 数据节 belongs to the name.
bool drop_file_word(std::string& text) {
  for (const std::string_view word : file_words) {
    if (text.size() <= word.size()) continue;
    const bool latin = is_small_letter(word.front());
    const std::string_view whole = text;
    const std::string_view front = whole.substr(0, text.size() - word.size());
    if (whole.ends_with(word) && !(latin && is_small_letter(front.back())) && tells_apart(front)) {
      text.erase(front.size());
      return true;
    }
    const std::string_view back = whole.substr(word.size());
    if (whole.starts_with(word) && !(latin && is_small_letter(back.front())) && tells_apart(back)) {
      text.erase(0, word.size());
      return true;
    }
  }
  return false;
}

void drop_words(std::string& text) {
  while (drop_version(text) || drop_file_word(text)) {
  }
  if (std::ranges::find(file_words, text) != std::end(file_words)) text.clear();
}

// The words of Latin letters are dropped while the spaces that part them are still there.
void drop_latin_words(std::string& text) {
  std::string rest;
  bool after_copy = false;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() && is_small_letter(text[end])) ++end;
    const std::string_view word = std::string_view(text).substr(i, end - i);
    std::size_t number = end;
    while (number < text.size() && (is_digit(text[number]) || text[number] == '.')) ++number;
    const bool version = word == "v" && number > end;
    if (version || (word == "of" && after_copy) || std::ranges::find(file_words, word) != std::end(file_words)) {
      after_copy = word == "copy";
      rest += ' ';
      i = version ? number : end;
    } else if (end > i) {
      after_copy = false;
      rest += word;
      i = end;
    } else {
      rest += text[i++];
    }
  }
  text = std::move(rest);
}

void take_brackets(std::string& text, std::string& held) {
  for (const Brackets& each : brackets) {
    for (;;) {
      const std::size_t open = text.find(each.open);
      const std::size_t close = open == std::string::npos ? open : text.find(each.close, open);
      if (close == std::string::npos) break;
      held += text.substr(open + each.open.size(), close - open - each.open.size());
      held += ' ';
      text.replace(open, close + each.close.size() - open, " ");
    }
  }
}

}  // namespace

CampaignName campaign_name(std::string_view name) {
  CampaignName result;
  if (name.size() > 1'024) return result;  // no key is longer
  std::string text = archive::fold(name);
  std::string held;
  take_brackets(text, held);
  bool several = false;
  for (std::string* part : {&text, &held}) {
    take_years(*part, result.year, several);
    drop_latin_words(*part);
    *part = squeezed(*part);
    drop_words(*part);
  }
  if (several) result.year = 0;
  if (std::ranges::all_of(held, is_digit)) held.clear();  // "(1)" of a copy
  // "【双十一】方案": the name itself stands in brackets.
  if (!tells_apart(text) && tells_apart(held)) {
    text = std::move(held);
    held.clear();
  }
  if (tells_apart(text)) result.bare = std::move(text);
  result.qualifier = std::move(held);
  return result;
}

}  // namespace almanac::importers
