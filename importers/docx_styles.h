#pragma once
// What styles.xml and numbering.xml say of a paragraph: heading, list item, neither. Internal to importers.

#include <map>
#include <optional>
#include <pugixml.hpp>
#include <string>
#include <utility>

namespace almanac::importers {

struct ParagraphStyle {
  std::uint8_t heading = 0;  // 1 to 6; 0: none
  bool title = false, contents = false, bold = false;
  std::optional<std::pair<int, int>> list;  // number id and level
};

class DocxStyles {
 public:
  void read_styles(const pugi::xml_node& styles);
  void read_numbering(const pugi::xml_node& numbering);

  // Of a style with what it inherits; an unknown style is plain.
  const ParagraphStyle& style(const std::string& id) const;
  enum class List { none, bulleted, numbered };
  List list(int number_id, int level) const;

 private:
  struct Raw {
    std::string name, based_on;
    std::optional<int> outline, number_id, level;
    std::optional<bool> bold;
  };
  ParagraphStyle resolve(const std::map<std::string, Raw>& raw, const std::string& id) const;

  std::map<std::string, ParagraphStyle> styles_;
  std::map<int, int> abstract_;                           // number id → abstract number id
  std::map<std::pair<int, int>, std::string> formats_;    // abstract id, level → number format
  std::map<std::pair<int, int>, std::string> overrides_;  // number id, level → number format
};

// "heading 2", "标题 2", "Heading2", "2级标题" → 2; "Title", "标题" → 1 with `title`; 0: no heading.
std::uint8_t heading_of_style_name(std::string_view name, bool& title);

// An on/off property: absent is nullopt, <w:b/> true, <w:b w:val="0"/> false.
std::optional<bool> on_off(const pugi::xml_node& properties, std::string_view name);

}  // namespace almanac::importers
