// Lists that sentences name: "通过短信、企业微信和包裹卡三种方式触达", "面向近90天未下单的会员，开展…", "主推「云脊」与皮肤衣两个单品".

#include <algorithm>

#include "importers/heading_form.h"
#include "importers/review_prose.h"
#include "importers/review_tables.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

using Words = std::initializer_list<std::string_view>;

std::size_t first_of(std::string_view text, Words words) {
  std::size_t at = std::string_view::npos;
  for (const std::string_view word : words) at = std::min(at, text.find(word));
  return at;
}

std::vector<std::string_view> parts_of(std::string_view list) {
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  int quotes = 0;
  for (std::size_t at = 0; at <= list.size();) {
    const std::string_view rest = list.substr(at);
    for (const std::string_view open : {"「", "“", "《"}) quotes += rest.starts_with(open);
    for (const std::string_view close : {"」", "”", "》"}) quotes -= rest.starts_with(close);
    std::size_t size = rest.empty() ? 1 : 0;
    if (quotes <= 0)
      for (const std::string_view sign : {"、", "和", "与", "及", ",", "，", "以及"})
        if (rest.starts_with(sign)) size = sign.size();
    if (size == 0) {
      at += first_character(rest);
      continue;
    }
    if (const auto part = trimmed(list.substr(begin, at - begin)); !part.empty()) parts.push_back(part);
    begin = at += size;
  }
  return parts;
}

std::string_view without_quotes(std::string_view text) {
  for (const auto& [open, close] :
       {std::pair<std::string_view, std::string_view>{"「", "」"}, {"“", "”"}, {"《", "》"}})
    if (text.starts_with(open) && text.ends_with(close))
      return text.substr(open.size(), text.size() - open.size() - close.size());
  return text;
}

// Without "两个单品", "三款", "两类人群" at the end; true if it stood there.
bool take_count(std::string_view& text, Words things) {
  const std::string_view before = text;
  for (const std::string_view thing : things)
    if (text.ends_with(thing)) {
      text.remove_suffix(thing.size());
      break;
    }
  for (const std::string_view measure : {"个", "款", "类", "种", "大", "位", "支"})
    if (text.ends_with(measure)) text.remove_suffix(measure.size());
  for (const std::string_view number : {"两", "二", "三", "四", "五", "六", "2", "3", "4", "5", "6"})
    if (text.ends_with(number) && text.size() < before.size()) {
      text.remove_suffix(number.size());
      return true;
    }
  text = before;
  return false;
}

void read_channels(std::string_view sentence, const ProseReading& reading, const Place& place) {
  const std::size_t at = sentence.find("通过");
  if (at == std::string_view::npos) return;
  std::string_view list = sentence.substr(at + std::string_view("通过").size());
  const std::size_t end = first_of(list, {"方式", "渠道", "触点", "途径", "平台", "形式"});
  if (end == std::string_view::npos || end > 150 || list.substr(0, end).find("，") != std::string_view::npos) return;
  list = list.substr(0, end);
  if (list.ends_with("等")) list.remove_suffix(3);
  take_count(list, {});
  const auto parts = parts_of(list);
  const bool known = std::ranges::any_of(
      parts, [&](std::string_view part) { return reading.dictionary.find_channel(part) != nullptr; });
  if (!known || parts.size() < 2 ||
      std::ranges::any_of(parts, [](std::string_view part) { return display_width(part) > 24; }))
    return;
  for (const std::string_view part : parts)
    reading.out.certain("channels", channel_name(part, reading.dictionary), place);
}

// Who a campaign is for ends with a word for people.
bool names_people(std::string_view text) {
  return std::ranges::any_of(Words{"用户", "会员", "客户", "人群", "家长", "女性", "男性", "顾客", "粉丝", "群体",
                                   "老客", "新客", "白领", "学生", "妈妈", "宝妈", "青年", "消费者"},
                             [&](std::string_view word) { return text.ends_with(word); });
}

void read_segments(std::string_view sentence, const ProseReading& reading, const Place& place) {
  if (const std::size_t at = sentence.find("面向"); at != std::string_view::npos) {
    std::string_view who = sentence.substr(at + std::string_view("面向").size());
    who = trimmed(who.substr(0, first_of(who, {"，", ",", "开展", "推出", "。", "；"})));
    if (names_people(who) && display_width(who) <= 60) {
      reading.out.certain("segments", std::string(who), place);
      return;
    }
  }
  for (const std::string_view verb : {"重点运营", "重点针对", "重点触达", "主要面向", "聚焦", "锁定", "针对", "运营"}) {
    const std::size_t at = sentence.find(verb);
    if (at == std::string_view::npos) continue;
    std::string_view list = sentence.substr(at + verb.size());
    const std::size_t end = first_of(list, {"人群", "客群", "用户群", "人群包"});
    if (end == std::string_view::npos || end > 120 || list.substr(0, end).find("。") != std::string_view::npos)
      continue;
    list = list.substr(0, end);
    if (!take_count(list, {})) continue;
    for (const std::string_view part : parts_of(list))
      reading.out.certain("segments", std::string(without_quotes(part)), place);
    return;
  }
}

void read_products(std::string_view sentence, const ProseReading& reading, const Place& place) {
  const std::size_t at = sentence.find("主推");
  if (at != 0) return;
  std::string_view list = sentence.substr(std::string_view("主推").size());
  list = list.substr(0, first_of(list, {"，", "。", "；", ","}));
  if (!take_count(list, {"单品", "产品", "新品", "商品", "爆款", "SKU", "款"})) return;
  for (const std::string_view part : parts_of(list))
    if (display_width(part) <= 40) reading.out.certain("products", std::string(without_quotes(part)), place);
}

}  // namespace

void read_phrases(std::string_view sentence, const ProseReading& reading, const Place& place) {
  if (!reading.in_review || sentence.size() > 1'000 || compares(sentence) || plans_next(sentence, reading.title))
    return;
  read_channels(sentence, reading, place);
  read_segments(sentence, reading, place);
  read_products(sentence, reading, place);
}

}  // namespace almanac::importers
