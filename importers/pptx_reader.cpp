// PowerPoint's slides in the order in which they are shown: the title as a heading, the body as items by level, text boxes as
// paragraphs, tables, and the speaker's notes behind.

#include <algorithm>
#include <cstdlib>

#include "importers/heading_form.h"
#include "importers/ooxml.h"
#include "importers/table_grid.h"

namespace almanac::importers {
namespace {

using archive::filled;

constexpr std::size_t longest_title = 60;  // columns of a first line that serves as the title of a slide without one

class SlideWalker {
 public:
  SlideWalker(DocumentBuilder& builder, std::uint32_t page) : builder_(builder), page_(page) {}

  void add_slide(const pugi::xml_node& slide) {
    const auto tree = child_named(child_named(slide, "cSld"), "spTree");
    std::vector<pugi::xml_node> shapes;
    collect(tree, 0, shapes);
    for (const pugi::xml_node& shape : shapes)
      if (is_title(shape)) add_title(text_of_shape(shape));
    for (const pugi::xml_node& shape : shapes) {
      if (is_title(shape)) continue;
      if (local_name(shape) == "graphicFrame")
        add_table(shape);
      else
        add_shape(shape);
    }
  }

  void add_notes(const pugi::xml_node& notes) {
    std::vector<pugi::xml_node> shapes;
    collect(child_named(child_named(notes, "cSld"), "spTree"), 0, shapes);
    for (const pugi::xml_node& shape : shapes)
      if (const std::string type = placeholder(shape); type.empty() || type == "body")
        for (const pugi::xml_node& paragraph : child_named(shape, "txBody").children())
          if (local_name(paragraph) == "p") builder_.add_paragraph(paragraph_text(paragraph), false, page_);
  }

 private:
  // Shapes with text and tables, groups opened.
  void collect(const pugi::xml_node& parent, std::uint32_t depth, std::vector<pugi::xml_node>& into) {
    if (depth > builder_.limits().depth) refuse_too_large("depth", builder_.limits().depth);
    for (const pugi::xml_node& child : parent.children()) {
      const std::string_view name = local_name(child);
      if (name == "sp" || name == "graphicFrame")
        into.push_back(child);
      else if (name == "grpSp")
        collect(child, depth + 1, into);
      else if (name == "AlternateContent")
        collect(chosen_alternative(child), depth + 1, into);
    }
  }

  // "title", "body" …; empty: the shape is no placeholder.
  static std::string placeholder(const pugi::xml_node& shape) {
    const auto node = child_named(child_named(child_named(shape, "nvSpPr"), "nvPr"), "ph");
    if (!node) return {};
    const std::string type = attribute_named(node, "type");
    return type.empty() ? "body" : type;
  }
  static bool is_title(const pugi::xml_node& shape) {
    const std::string type = placeholder(shape);
    return type == "title" || type == "ctrTitle";
  }

  static std::string paragraph_text(const pugi::xml_node& paragraph) {
    std::string text;
    for (const pugi::xml_node& child : paragraph.children()) {
      const std::string_view name = local_name(child);
      const std::string_view strike = attribute_named(child_named(child, "rPr"), "strike");
      const bool struck = strike == "sngStrike" || strike == "dblStrike";
      if ((name == "r" || name == "fld") && !struck)
        text += valid_text(child_named(child, "t").child_value());
      else if (name == "br")
        text += '\n';
    }
    return text;
  }
  static std::string text_of_shape(const pugi::xml_node& shape) {
    std::string text;
    for (const pugi::xml_node& paragraph : child_named(shape, "txBody").children())
      if (local_name(paragraph) == "p") text += paragraph_text(paragraph) + "\n";
    text = clean_text(text);
    std::ranges::replace(text, '\n', ' ');
    return text;
  }

  void add_title(const std::string& text) {
    if (text.empty()) return;
    builder_.add_heading(text, page_ == 1 ? 1 : 2, page_);
    has_title_ = true;
  }

  void add_shape(const pugi::xml_node& shape) {
    const std::string type = placeholder(shape);
    if (type == "dt" || type == "ftr" || type == "hdr" || type == "sldNum") return;
    const bool body = type == "body" || type == "obj";
    for (const pugi::xml_node& paragraph : child_named(shape, "txBody").children()) {
      if (local_name(paragraph) != "p") continue;
      const std::string text = clean_text(paragraph_text(paragraph));
      if (text.empty()) continue;
      const auto properties = child_named(paragraph, "pPr");
      const int level = std::clamp(std::atoi(attribute_named(properties, "lvl")), 0, 8);
      const bool bulleted = child_named(properties, "buChar") || child_named(properties, "buAutoNum");
      if (!has_title_ && display_width(text) <= longest_title && text.find('\n') == std::string::npos && !bulleted) {
        add_title(text);
      } else if ((body || bulleted) && !child_named(properties, "buNone")) {
        builder_.add_item(text, static_cast<std::uint8_t>(level + 1), bool(child_named(properties, "buAutoNum")),
                          page_);
      } else {
        builder_.add_paragraph(text, false, page_);
      }
      has_title_ = true;
    }
  }

  void add_table(const pugi::xml_node& frame) {
    const auto table = child_named(child_named(child_named(frame, "graphic"), "graphicData"), "tbl");
    TableGrid grid;
    for (const pugi::xml_node& row : table.children()) {
      if (local_name(row) != "tr") continue;
      grid.begin_row();
      for (const pugi::xml_node& cell : row.children()) {
        const bool covered = *attribute_named(cell, "hMerge") == '1' || *attribute_named(cell, "vMerge") == '1';
        if (local_name(cell) != "tc" || covered) continue;
        const auto span = [&](const char* name) {
          return static_cast<std::uint32_t>(std::clamp(std::atoi(attribute_named(cell, name)), 1, 200));
        };
        grid.add(cell_text(cell), span("gridSpan"), span("rowSpan"));
      }
    }
    builder_.add_table(grid.take(), page_);
  }
  static std::string cell_text(const pugi::xml_node& cell) {
    std::string text;
    for (const pugi::xml_node& paragraph : child_named(cell, "txBody").children())
      if (local_name(paragraph) == "p") text += paragraph_text(paragraph) + "\n";
    return clean_text(text);
  }

  DocumentBuilder& builder_;
  std::uint32_t page_;
  bool has_title_ = false;
};

}  // namespace

TextDocument read_pptx(const std::filesystem::path& path, const DocumentLimits& limits) {
  OoxmlPackage package(path, limits);
  DocumentBuilder builder(limits);
  const std::string part = package.main_part("ppt/presentation.xml");
  pugi::xml_document presentation;
  if (!package.load(part, presentation)) refuse_damaged(filled({"it has no part {}", "缺少 {}"}, part));
  package.read_properties(builder.document());
  // PowerPoint names new files so.
  if (builder.document().title == "PowerPoint Presentation" || builder.document().title == "PowerPoint 演示文稿")
    builder.document().title.clear();
  const auto relations = package.relations(part);
  std::uint32_t page = 0;
  for (const pugi::xml_node& entry : child_named(presentation.document_element(), "sldIdLst").children()) {
    std::string id;
    for (const pugi::xml_attribute& attribute : entry.attributes())
      if (std::string_view(attribute.name()).ends_with(":id")) id = attribute.value();
    const auto slide = relations.find(id);
    if (slide == relations.end() || slide->second.type != "slide") continue;
    if (++page > limits.pages) refuse_too_large("pages", limits.pages);
    pugi::xml_document xml;
    if (!package.load(slide->second.part, xml))
      refuse_damaged(filled({"it has no part {}", "缺少 {}"}, slide->second.part));
    SlideWalker walker(builder, page);
    walker.add_slide(xml.document_element());
    for (const auto& [notes_id, relation] : package.relations(slide->second.part)) {
      pugi::xml_document notes;
      if (relation.type == "notesSlide" && package.load(relation.part, notes))
        walker.add_notes(notes.document_element());
    }
  }
  return builder.finish({"the slides have no text; text in pictures must be typed or read by OCR first",
                         "幻灯片中没有文字；图片里的文字请先录入或用 OCR 识别"});
}

}  // namespace almanac::importers
