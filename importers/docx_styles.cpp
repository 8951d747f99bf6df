#include "importers/docx_styles.h"

#include <algorithm>
#include <cstdlib>

#include "importers/ooxml.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

constexpr int deepest_inheritance = 32;

std::optional<int> int_of(const pugi::xml_node& parent, std::string_view name) {
  const auto node = child_named(parent, name);
  if (!node) return std::nullopt;
  return std::atoi(attribute_named(node, "val"));
}

}  // namespace

std::optional<bool> on_off(const pugi::xml_node& properties, std::string_view name) {
  const auto node = child_named(properties, name);
  if (!node) return std::nullopt;
  const std::string_view value = attribute_named(node, "val");
  return value != "0" && value != "false" && value != "off" && value != "none";
}

std::uint8_t heading_of_style_name(std::string_view name, bool& title) {
  std::string folded = lower_ascii(plain_form(name));
  std::erase(folded, ' ');
  title = folded == "title" || folded == "标题" || folded == "文档标题";
  if (title) return 1;
  if (folded == "subtitle" || folded == "副标题") return 2;
  for (const std::string_view word : {"heading", "标题", "一级标题", "二级标题", "三级标题"}) {
    if (!folded.starts_with(word)) continue;
    if (word.size() > 7) return word[0] == "一"[0] && word.substr(0, 3) == "一" ? 1 : word.substr(0, 3) == "二" ? 2 : 3;
    const std::string_view level = std::string_view(folded).substr(word.size());
    if (level.size() == 1 && level[0] >= '1' && level[0] <= '9')
      return static_cast<std::uint8_t>(std::min(level[0] - '0', 6));
  }
  return 0;
}

void DocxStyles::read_styles(const pugi::xml_node& styles) {
  std::map<std::string, Raw> raw;
  for (const pugi::xml_node& node : styles.children()) {
    if (local_name(node) != "style") continue;
    Raw& style = raw[attribute_named(node, "styleId")];
    style.name = attribute_named(child_named(node, "name"), "val");
    style.based_on = attribute_named(child_named(node, "basedOn"), "val");
    const auto paragraph = child_named(node, "pPr");
    style.outline = int_of(paragraph, "outlineLvl");
    const auto number = child_named(paragraph, "numPr");
    style.number_id = int_of(number, "numId");
    style.level = int_of(number, "ilvl");
    style.bold = on_off(child_named(node, "rPr"), "b");
  }
  for (const auto& [id, style] : raw) styles_[id] = resolve(raw, id);
}

ParagraphStyle DocxStyles::resolve(const std::map<std::string, Raw>& raw, const std::string& id) const {
  ParagraphStyle style;
  std::optional<int> outline, number_id, level;
  std::optional<bool> bold;
  auto at = raw.find(id);
  for (int depth = 0; at != raw.end() && depth < deepest_inheritance; ++depth) {
    const Raw& each = at->second;
    bool title = false;
    if (const std::uint8_t heading = heading_of_style_name(each.name, title);
        heading > 0 && style.heading == 0 && !outline) {
      style.heading = heading;
      style.title = title;
    }
    if (lower_ascii(each.name).starts_with("toc ") || each.name.starts_with("目录")) style.contents = true;
    if (!outline) outline = each.outline;
    if (!number_id) number_id = each.number_id;
    if (!level) level = each.level;
    if (!bold) bold = each.bold;
    at = raw.find(each.based_on);
  }
  if (outline && style.heading == 0 && *outline >= 0 && *outline < 9)
    style.heading = static_cast<std::uint8_t>(std::min(*outline + 1, 6));
  if (outline && *outline >= 9) style.heading = 0;
  if (number_id && *number_id > 0) style.list = {*number_id, level.value_or(0)};
  style.bold = bold.value_or(false);
  return style;
}

void DocxStyles::read_numbering(const pugi::xml_node& numbering) {
  const auto read_level = [](const pugi::xml_node& level) {
    return std::pair(std::atoi(attribute_named(level, "ilvl")),
                     std::string(attribute_named(child_named(level, "numFmt"), "val")));
  };
  for (const pugi::xml_node& node : numbering.children()) {
    if (local_name(node) == "abstractNum") {
      const int id = std::atoi(attribute_named(node, "abstractNumId"));
      for (const pugi::xml_node& level : node.children())
        if (local_name(level) == "lvl") {
          auto [number, format] = read_level(level);
          formats_[{id, number}] = std::move(format);
        }
    } else if (local_name(node) == "num") {
      const int id = std::atoi(attribute_named(node, "numId"));
      abstract_[id] = std::atoi(attribute_named(child_named(node, "abstractNumId"), "val"));
      for (const pugi::xml_node& override_node : node.children())
        if (const auto level = child_named(override_node, "lvl")) {
          auto [number, format] = read_level(level);
          overrides_[{id, number}] = std::move(format);
        }
    }
  }
}

const ParagraphStyle& DocxStyles::style(const std::string& id) const {
  static const ParagraphStyle plain;
  const auto found = styles_.find(id);
  return found == styles_.end() ? plain : found->second;
}

DocxStyles::List DocxStyles::list(int number_id, int level) const {
  if (number_id <= 0) return List::none;
  std::string format;
  if (const auto own = overrides_.find({number_id, level}); own != overrides_.end()) {
    format = own->second;
  } else if (const auto abstract = abstract_.find(number_id); abstract != abstract_.end()) {
    const auto found = formats_.find({abstract->second, level});
    if (found != formats_.end()) format = found->second;
  } else {
    return List::none;
  }
  if (format == "none") return List::none;
  return format == "bullet" ? List::bulleted : List::numbered;
}

}  // namespace almanac::importers
