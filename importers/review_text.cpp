#include "importers/review_text.h"

#include <algorithm>

#include "importers/heading_form.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

constexpr std::size_t widest_key = 24;  // columns
constexpr std::string_view path_signs[] = {">", "›", "»", "＞"};
constexpr std::uint8_t label_level = 10;  // of a label in running text: below every heading

struct Opened {
  std::uint8_t level = 0;
  Section section = Section::none;
};

class Sections {
 public:
  Section current() const { return stack_.empty() ? Section::none : stack_.back().section; }
  void open(std::uint8_t level, const SectionHeading& heading) {
    while (!stack_.empty() && stack_.back().level >= level) stack_.pop_back();
    // A part inside a part that says nothing itself stays of that part: "2.1 销售情况" under 结果.
    Section section = heading.section;
    if (section == Section::none || (section == Section::neutral && !stack_.empty())) section = current();
    if (current() == Section::comparison) section = Section::comparison;
    // 亮点 in an analysis is a lesson, but "目标" under 亮点 is no goal.
    if (is_lesson_section(current()) && !is_lesson_section(section)) section = current();
    stack_.push_back({level, section});
  }
  void close_labels(std::uint8_t level) {
    while (!stack_.empty() && stack_.back().level >= level) stack_.pop_back();
  }

 private:
  std::vector<Opened> stack_;
};

// "—— 会后结论 ——", "== Lessons =="
bool is_decorated(std::string_view line) {
  return std::ranges::any_of(std::initializer_list<std::string_view>{"——", "--", "==", "★", "◆◆", "***", "~~"},
                             [&](std::string_view sign) {
                               return line.starts_with(sign) && line.ends_with(sign) && line.size() > 3 * sign.size();
                             });
}

}  // namespace

std::size_t title_block(const TextDocument& document) {
  for (std::size_t i = 0; i < document.blocks.size() && i < 12; ++i) {
    const Block& block = document.blocks[i];
    if (block.type == Block::Type::table) continue;
    const bool short_line = display_width(block.text) <= 80 && block.text.find('\n') == std::string::npos;
    if (!short_line) return static_cast<std::size_t>(-1);
    // "首页 > 私域运营 > 复盘" tells where a page stands, not what it is called.
    const bool path = std::ranges::any_of(
        path_signs, [&](std::string_view sign) { return block.text.find(sign) != std::string::npos; });
    if (path) continue;
    if (block.type == Block::Type::heading) {
      const bool numbered = line_number(block.text).form != LineNumber::Form::none;
      const SectionHeading heading = section_of(block.text);
      return numbered || heading.exact ? static_cast<std::size_t>(-1) : i;
    }
    if (block.type == Block::Type::paragraph && name_in_title(block.text).reviewing && !first_key(block.text)) return i;
  }
  return static_cast<std::size_t>(-1);
}

std::vector<ReviewLine> lines_of(const TextDocument& document, std::size_t title) {
  std::vector<ReviewLine> lines;
  Sections sections;
  for (std::size_t b = 0; b < document.blocks.size(); ++b) {
    const Block& block = document.blocks[b];
    if (b == title) continue;
    if (block.type == Block::Type::table) {
      lines.push_back({"", b, sections.current()});
      continue;
    }
    if (block.type == Block::Type::heading) {
      SectionHeading part = section_of(block.text);
      if (block.text.starts_with("附：") || block.text.starts_with("附:")) part = {Section::comparison, true};
      sections.open(block.level, part);
      lines.push_back({block.text, b, sections.current(), false, 0, true});
      continue;
    }
    const bool listed = block.type == Block::Type::item;
    if (listed) sections.close_labels(static_cast<std::uint8_t>(label_level + block.level));
    for (std::size_t from = 0; from <= block.text.size();) {
      const std::size_t to = std::min(block.text.find('\n', from), block.text.size());
      const std::string_view line = trimmed(std::string_view(block.text).substr(from, to - from));
      const bool first = from == 0;
      from = to + 1;
      if (line.empty() || line.starts_with("©")) continue;  // the foot of a page
      const SectionHeading label = section_of(line);
      // "附录：重点笔记数据" opens what is no part of the review, however it is set.
      if (!listed && display_width(line) <= 60 &&
          (line.starts_with("附录") || line.starts_with("附表") || line.starts_with("附件") ||
           line.starts_with("附：") || line.starts_with("附:") || line.starts_with("Appendix"))) {
        sections.open(1, {Section::comparison, true});
        continue;
      }
      // A label in the lines below an item ends the list: "不足：" right under "1. 备货充足".
      const bool ends_list = listed && !first && label.exact;
      const bool item = listed && !ends_list;
      if (ends_list) sections.close_labels(label_level);
      const bool colon = line.ends_with("：") || line.ends_with(":") || is_decorated(line);
      const bool bare = display_width(line) <= 32 && (label.exact || (colon && label.section != Section::none));
      if (bare) {
        sections.open(static_cast<std::uint8_t>(item ? label_level + block.level : label_level), label);
        continue;
      }
      // "不足：备货偏少": what follows without a label of its own is of the same part.
      if (const auto pair = first_key(line))
        if (const SectionHeading part = section_of(pair->key);
            part.exact && is_lesson_section(part.section) && (!item || block.level <= 1))
          sections.open(static_cast<std::uint8_t>(item ? label_level + block.level : label_level), part);
      lines.push_back({std::string(line), b, sections.current(), item, block.level});
    }
  }
  return lines;
}

std::optional<KeyValue> spaced_key(std::string_view line) {
  line = trimmed(line);
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos || space < 12 || space > 30) return std::nullopt;
  const std::string_view key = line.substr(0, space);
  if (std::ranges::any_of(key, [](char c) { return static_cast<unsigned char>(c) < 0x80; })) return std::nullopt;
  return KeyValue{std::string(key), std::string(trimmed(line.substr(space)))};
}

std::optional<KeyValue> first_key(std::string_view line) {
  line = trimmed(without_number(trimmed(line)));
  if (line.starts_with("【")) {
    const std::size_t close = line.find("】");
    if (close == std::string_view::npos) return std::nullopt;
    std::string_view value = line.substr(close + 3);
    for (const std::string_view colon : {"：", ":"})
      if (value.starts_with(colon)) value.remove_prefix(colon.size());
    const std::string_view key = line.substr(3, close - 3);
    if (display_width(key) > widest_key || trimmed(value).empty()) return std::nullopt;
    return KeyValue{std::string(trimmed(key)), std::string(trimmed(value))};
  }
  std::size_t at = std::string_view::npos;
  std::size_t size = 0;
  for (const std::string_view colon : {"：", ":", "\t", "﹕"}) {
    const std::size_t found = line.find(colon);
    if (found < at) {
      at = found;
      size = colon.size();
    }
  }
  if (at == std::string_view::npos || at == 0 || display_width(line.substr(0, at)) > widest_key) return std::nullopt;
  std::string_view key = trimmed(line.substr(0, at));
  std::string_view value = trimmed(line.substr(at + size));
  // "**有效：**试饮装" is not bold to Markdown, but was meant to be.
  if (key.starts_with("**") && value.starts_with("**")) {
    key.remove_prefix(2);
    value = trimmed(value.substr(2));
  }
  // "20:00", "http://…", "ROI 1:5"
  if (key.empty() || value.empty() || value.starts_with("//") || (is_digit(key.back()) && is_digit(value.front())))
    return std::nullopt;
  for (const std::string_view sign : {"，", "。", "；", ",", ";", "！", "？"})
    if (key.find(sign) != std::string_view::npos) return std::nullopt;
  return KeyValue{std::string(key), std::string(value)};
}

}  // namespace almanac::importers
