// What only the title and the file name say of a campaign: its name, its dates, its code.

#include <algorithm>
#include <set>

#include "archive/name.h"
#include "importers/review_extractor.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

// A name without a date of writing at its end: "双十一大促_20241120", "会员日 2024-03-08".
std::string without_dates(std::string_view name) {
  std::string_view text = name;
  const auto digits_at = [](std::string_view all, bool back) {
    std::size_t count = 0;
    while (count < all.size() && is_digit(back ? all[all.size() - 1 - count] : all[count])) ++count;
    return count;
  };
  if (const std::size_t back = digits_at(text, true); back == 8 && back < text.size()) text.remove_suffix(8);
  if (const std::size_t front = digits_at(text, false); front == 8 && front < text.size()) text.remove_prefix(8);
  return name_in_title(text).name;
}

// What could be codes: the whole, and runs of letters, digits and - _ . in it that hold a digit.
std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  if (text.size() <= 100) words.push_back(archive::normalize_key(text));
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at;
    bool digit = false;
    const auto fits = [](char c) {
      return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' || c == '.';
    };
    while (end < text.size() && fits(text[end])) digit = digit || is_digit(text[end]), ++end;
    std::string_view word = text.substr(at, end - at);
    while (!word.empty() && (word.back() == '.' || word.back() == '-' || word.back() == '_')) word.remove_suffix(1);
    while (!word.empty() && (word.front() == '-' || word.front() == '_' || word.front() == '.')) word.remove_prefix(1);
    if (digit && word.size() >= 3 && word.size() <= 80) {
      words.emplace_back(word);
      // "D11-2024_复盘" and "D11-2024_review": the part before "_" too.
      if (const std::size_t cut = word.find('_'); cut != std::string_view::npos && cut >= 3)
        words.emplace_back(word.substr(0, cut));
    }
    at = end + 1;
  }
  return words;
}

// Documents that speak of campaigns and are about none.
bool is_no_campaign(std::string_view title) {
  static constexpr std::string_view words[] = {"手册",     "规范",      "制度",     "指南",   "说明书",  "报价",
                                               "合同",     "协议",      "模板",     "通知",   "清单",    "周报",
                                               "日报",     "培训",      "SOP",      "sop",    "manual",  "guide",
                                               "template", "quotation", "contract", "policy", "handbook"};
  return std::ranges::any_of(words, [&](std::string_view word) { return title.find(word) != std::string_view::npos; });
}

}  // namespace

// Goals, figures, money or lessons for certain: what a document about one campaign has.
bool Extractor::tells_results() const {
  return std::ranges::any_of(
      std::initializer_list<std::string_view>{"goals", "results", "costs", "lessons", "budget", "spend"},
      [&](std::string_view field) { return out_.has_certain(field); });
}

void Extractor::read_title() {
  const Place title_place{title_, title_block_ == no_title ? ReviewValue::no_block : title_block_};
  const Place file_place{file_name_, ReviewValue::no_block};
  const TitleName title = name_in_title(title_);
  const TitleName file = name_in_title(file_name_);
  std::string name;
  if (!out_.has_certain("name")) {
    if (!given_.empty())
      out_.certain("name", name = given_, {given_, document_.blocks.empty() ? ReviewValue::no_block : 0});
    else if ((title.reviewing || subtitle_reviews_) && !title.name.empty())
      out_.certain("name", name = without_dates(title.name), title_place);
    else if (file.reviewing && !without_dates(file.name).empty())
      out_.certain("name", name = without_dates(file.name), file_place);
    else if (title.planning && !title.name.empty() && out_.has_certain("start"))
      out_.certain("name", name = without_dates(title.name), title_place);
    else if (!title.name.empty() && out_.has_certain("start") && !is_no_campaign(title_) && tells_results())
      out_.certain("name", name = without_dates(title.name), title_place);
    else if (!title.name.empty())
      out_.doubtful("name", name = title.name, title_place, only_title);
  }
  if (!out_.has_certain("occasion"))
    for (const std::string* text : {&title_, &file_name_})
      if (const auto occasion = occasion_in(*text)) {
        out_.doubtful("occasion", *occasion, text == &title_ ? title_place : file_place, guessed);
        break;
      }
  if (out_.has_certain("start") || out_.has_certain("end")) return;
  for (const std::string* text : {&title_, &file_name_}) {
    const Place& place = text == &title_ ? title_place : file_place;
    const auto found = dates_.find_all(*text);
    const auto range = std::ranges::find_if(found, [](const FoundRange& each) { return each.range.end.has_value(); });
    if (range != found.end()) {
      put_date("start", range->range.start, *range, place, false);
      put_date("end", *range->range.end, *range, place, false);
      return;
    }
    // "2024年11月会员日": a month that the title itself names.
    if (found.size() == 1 && !found[0].inferred) {
      const bool month = found[0].range.start.precision == archive::Precision::month && text == &title_;
      if (month)
        put_date("start", found[0].range.start, found[0], place, false);
      else
        out_.doubtful("start", found[0].range.start.to_string(), place, only_title);
      return;
    }
  }
  if (const auto year = dates_.years().year) {
    const auto date = archive::Date::from_ymd(*year, 1, 1);
    if (date)
      out_.doubtful("start", archive::Date{date->days, archive::Precision::year}.to_string(), title_place, only_title);
  }
}

void Extractor::find_code() {
  if (!context_.known_code || code_) return;
  for (const std::string* text : {&title_, &file_name_})
    for (const std::string& word : words_of(*text))
      if (context_.known_code(word)) {
        code_ = word;
        const Place place{*text, text == &title_ && title_block_ != no_title ? title_block_ : ReviewValue::no_block};
        if (!out_.has_certain("code")) out_.certain("code", word, place);
        return;
      }
  std::set<std::string> mentioned;
  for (const ReviewLine& line : lines_)
    for (const std::string& word : words_of(std::string_view(line.text).substr(0, 2'000)))
      if (mentioned.size() < 20 && context_.known_code(word) && mentioned.insert(word).second)
        out_.doubtful("code", word, {line.text, line.block}, other_code);
}

}  // namespace almanac::importers
