#include "importers/heading_form.h"

#include <algorithm>
#include <array>

#include "importers/value_text.h"

namespace almanac::importers {
namespace {

using Form = LineNumber::Form;

constexpr std::size_t widest_heading = 48;  // columns: 24 Chinese characters

std::size_t take_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  for (const std::string_view word : words)
    if (text.starts_with(word)) return word.size();
  return 0;
}

// A number up to 99 in Chinese digits; 0 if there is none.
int chinese_number(std::string_view text, std::size_t& size) {
  static constexpr std::string_view digits[] = {"一", "二", "三", "四", "五", "六", "七", "八", "九"};
  const auto digit = [&] {
    for (int i = 0; i < 9; ++i)
      if (text.substr(size).starts_with(digits[static_cast<std::size_t>(i)])) {
        size += 3;
        return i + 1;
      }
    return 0;
  };
  size = 0;
  int value = digit();
  if (text.substr(size).starts_with("十")) {
    size += 3;
    value = (value == 0 ? 1 : value) * 10;
    value += digit();
  }
  return value;
}

std::size_t spaces_at(std::string_view text, std::size_t at) {
  std::size_t count = 0;
  while (at + count < text.size()) {
    const std::string_view rest = text.substr(at + count);
    const std::size_t size = take_one_of(rest, {" ", "\t", "\xE3\x80\x80"});
    if (size == 0) break;
    count += size;
  }
  return count;
}

LineNumber with_spaces(std::string_view line, LineNumber number) {
  number.size += spaces_at(line, number.size);
  return number;
}

// "1." "1、" "1)" "2.1" "2.1.3 "
LineNumber decimal_number(std::string_view line) {
  std::size_t at = 0;
  LineNumber number{Form::decimal, 0, 1, 0};
  while (true) {
    std::size_t digits = 0;
    int value = 0;
    while (at + digits < line.size() && is_digit(line[at + digits]) && digits < 3)
      value = value * 10 + (line[at + digits++] - '0');
    if (digits == 0 || digits > 2) return {};
    number.value = value;
    at += digits;
    const bool more = at + 1 < line.size() && line[at] == '.' && is_digit(line[at + 1]);
    if (!more) break;
    ++at;
    ++number.levels;
  }
  const std::size_t sign = take_one_of(line.substr(at), {"、", "．", ".", ")", "）"});
  const std::size_t spaces = spaces_at(line, at + sign);
  if (number.levels > 1) {
    // "2.1 Results" and "2.1结果", but not "2.5万" or "11.11大促".
    if (number.levels > 4 || spaces == 0) return {};
    number.form = Form::decimal_levels;
  } else if (sign == 0) {
    return {};
  }
  number.size = at + sign;
  return with_spaces(line, number);
}

LineNumber bracketed_number(std::string_view line) {
  const std::size_t open = take_one_of(line, {"(", "（"});
  if (open == 0) return {};
  std::size_t size = 0;
  LineNumber number;
  if ((number.value = chinese_number(line.substr(open), size)) > 0) {
    number.form = Form::chinese_brackets;
  } else {
    while (size < 2 && open + size < line.size() && is_digit(line[open + size]))
      number.value = number.value * 10 + (line[open + size++] - '0');
    if (number.value == 0) return {};
    number.form = Form::brackets;
  }
  const std::size_t close = take_one_of(line.substr(open + size), {")", "）"});
  if (close == 0) return {};
  number.size = open + size + close;
  number.size += take_one_of(line.substr(number.size), {"、"});
  return with_spaces(line, number);
}

LineNumber part_number(std::string_view line) {
  std::size_t size = 0;
  if (line.starts_with("第")) {
    const int value = chinese_number(line.substr(3), size);
    const std::size_t word = value > 0 ? take_one_of(line.substr(3 + size), {"部分", "章", "节", "篇"}) : 0;
    if (word == 0) return {};
    LineNumber number{Form::part, value, 1, 3 + size + word};
    number.size += spaces_at(line, number.size);
    number.size += take_one_of(line.substr(number.size), {"：", ":", "、", "-"});
    return with_spaces(line, number);
  }
  for (const std::string_view word : {"Part ", "Chapter ", "Section "}) {
    if (!line.starts_with(word)) continue;
    std::size_t at = word.size();
    int value = 0;
    while (at < line.size() && is_digit(line[at]) && value < 100) value = value * 10 + (line[at++] - '0');
    if (value == 0) return {};
    at += spaces_at(line, at);
    at += take_one_of(line.substr(at), {":", ".", "：", "-", "–", "—"});
    return with_spaces(line, {Form::part, value, 1, at});
  }
  return {};
}

bool ends_like_sentence(std::string_view text) {
  for (const std::string_view sign : {"。", "；", ";", "，", ",", "！", "!", "？", "?", "…", "、"})
    if (text.ends_with(sign)) return true;
  return text.ends_with(".") && !text.ends_with("etc.");
}

bool looks_like_heading(std::string_view text) {
  return display_width(text) <= widest_heading && text.find('\n') == std::string_view::npos &&
         !ends_like_sentence(text) && text.find("。") == std::string_view::npos &&
         text.find("；") == std::string_view::npos;
}

// A colon with words behind it makes a line an entry, "预算：50万".
bool is_entry(std::string_view text) {
  for (const std::string_view key : {"活动名称 ", "项目名称 ", "活动主题 ", "活动时间 ", "活动编号 ", "活动代码 "})
    if (text.starts_with(key)) return true;
  for (const std::string_view colon : {"：", ":"}) {
    const std::size_t at = text.find(colon);
    if (at != std::string_view::npos && at + colon.size() < text.size()) return true;
  }
  return false;
}

// "【目标回顾】" alone on its line.
bool is_bracketed_title(std::string_view text) {
  return text.starts_with("【") && text.ends_with("】") && text.find("】") + 3 == text.size() &&
         display_width(text) <= widest_heading;
}

bool is_item_form(Form form, bool in_list) {
  if (in_list && (form == Form::chinese || form == Form::chinese_brackets)) return true;
  return form == Form::decimal || form == Form::brackets || form == Form::circled || form == Form::bullet;
}

void make_heading(Block& block, std::uint8_t level) {
  block.type = Block::Type::heading;
  block.level = level;
}

void make_item(Block& block, const LineNumber& number) {
  block.type = Block::Type::item;
  block.level = number.form == Form::brackets || number.form == Form::circled ? 2 : 1;
  block.numbered = number.form != Form::bullet;
  block.text.erase(0, number.size);
}

}  // namespace

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const std::size_t size = first_character(text);
    width += size >= 3 ? 2 : 1;
    text.remove_prefix(size);
  }
  return width;
}

LineNumber line_number(std::string_view line) {
  if (line.empty()) return {};
  if (const LineNumber part = part_number(line); part.form != Form::none) return part;
  std::size_t size = 0;
  if (const int value = chinese_number(line, size)) {
    const std::size_t sign = take_one_of(line.substr(size), {"、", "．", ".", "：", ":", " ", "\t", "，"});
    const bool dot = sign > 0 && !line.substr(size).starts_with("，");
    // "一 、" with a space, and "一、二线城市": the words behind tell.
    if (!dot) return {};
    std::size_t end = size + spaces_at(line, size);
    end += take_one_of(line.substr(end), {"、", "．", ".", "：", ":"});
    return with_spaces(line, {Form::chinese, value, 1, end});
  }
  if (is_digit(line[0])) return decimal_number(line);
  if (const LineNumber bracketed = bracketed_number(line); bracketed.form != Form::none) return bracketed;
  if (line.size() >= 3 && static_cast<unsigned char>(line[0]) == 0xE2) {  // ① to ⑳
    const int c = (static_cast<unsigned char>(line[1]) << 8) | static_cast<unsigned char>(line[2]);
    if (c >= 0x91A0 && c <= 0x91B3) return with_spaces(line, {Form::circled, c - 0x91A0 + 1, 1, 3});
  }
  const std::size_t bullet = take_one_of(line, {"- ", "* ", "+ ", "• ", "· ", "•", "●", "■", "▪", "◆", "➢", "√ ", "– ",
                                                "— ", "\xEF\x82\xB7", "\xEF\x83\x98"});
  if (bullet > 0) return with_spaces(line, {Form::bullet, 0, 1, bullet});
  return {};
}

std::string_view without_number(std::string_view line) {
  const LineNumber number = line_number(line);
  return number.size < line.size() ? line.substr(number.size) : line;
}

void mark_forms(std::vector<Block>& blocks, const std::vector<bool>& emphasised) {
  const auto headings = std::ranges::count(blocks, Block::Type::heading, &Block::type);
  const bool has_headings = headings > 1;
  std::vector<LineNumber> numbers(blocks.size());
  for (std::size_t i = 0; i < blocks.size(); ++i)
    if (blocks[i].type == Block::Type::paragraph) numbers[i] = line_number(blocks[i].text);
  // Two lines of one form with following numbers and nothing between them are a list.
  const auto in_list = [&](std::size_t i) {
    const auto follows = [&](std::size_t a, std::size_t b) {
      return numbers[a].form == numbers[b].form && numbers[a].levels == numbers[b].levels &&
             numbers[a].value + 1 == numbers[b].value;
    };
    return (i + 1 < blocks.size() && follows(i, i + 1)) || (i > 0 && follows(i - 1, i));
  };
  std::vector<std::uint8_t> levels(blocks.size(), 0);
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    if (blocks[i].type != Block::Type::paragraph || has_headings) continue;
    const std::string& text = blocks[i].text;
    const LineNumber& number = numbers[i];
    const bool plain = looks_like_heading(text) && number.size < text.size();
    const bool entry = is_entry(text.substr(std::min(number.size, text.size())));
    const bool bold = i < emphasised.size() && emphasised[i];
    if (!plain) continue;
    if (number.form == Form::part || number.form == Form::chinese) {
      if (!entry && (!in_list(i) || bold)) levels[i] = 1;
    } else if (number.form == Form::chinese_brackets) {
      if (!entry && (!in_list(i) || bold)) levels[i] = 2;
    } else if (number.form == Form::decimal_levels) {
      if (!entry && (!in_list(i) || bold)) levels[i] = static_cast<std::uint8_t>(std::min<int>(number.levels + 1, 6));
    } else if (number.form == Form::decimal) {
      if (bold && !entry)
        levels[i] = 3;
      else if (!entry && !in_list(i) && display_width(text) <= 30 && text.find("，") == std::string::npos)
        levels[i] = 3;
    } else if (number.form == Form::none && !entry) {
      if (is_bracketed_title(text))
        levels[i] = 3;
      else if (i == 0)
        levels[i] = 1;  // the title
      else if (bold)
        levels[i] = 4;
    }
  }
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    if (blocks[i].type != Block::Type::paragraph) continue;
    if (levels[i] > 0)
      make_heading(blocks[i], levels[i]);
    else if (is_item_form(numbers[i].form, in_list(i)) && numbers[i].size < blocks[i].text.size())
      make_item(blocks[i], numbers[i]);
  }
}

}  // namespace almanac::importers
