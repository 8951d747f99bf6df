#pragma once
// The words of units, for numbers and for heads of columns. Internal to importers.

#include <cstdint>
#include <string>
#include <string_view>

namespace almanac::importers {

// What is counted; longer words first.
inline constexpr std::string_view unit_words[] = {
    "人次", "人", "名", "个",   "次",   "单", "笔", "件", "份", "张", "天", "日", "家", "条", "位", "户", "台",
    "篇",   "场", "粉", "小时", "分钟", "秒", "倍", "分", "套", "箱", "瓶", "盒", "群", "年", "月", "周", "点"};

// Takes a currency's sign, name or code from the front of the text; false: there is none.
bool take_currency_front(std::string_view& text, std::string& code);
// Takes 万, 百万, k … from the front of the text; 1: there is none.
std::int64_t take_multiplier(std::string_view& text);

}  // namespace almanac::importers
