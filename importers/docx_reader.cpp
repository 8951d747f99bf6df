// Word's document part, block by block. Insertions under revision are taken and deletions left out; of alternative content one
// alternative is read; a text box comes behind the paragraph that it is anchored in.

#include <algorithm>

#include "importers/docx_styles.h"
#include "importers/ooxml.h"
#include "importers/table_grid.h"
#include "importers/value.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

using archive::filled;

class DocxWalker {
 public:
  DocxWalker(const DocxStyles& styles, DocumentBuilder& builder) : styles_(styles), builder_(builder) {}

  // Paragraphs and tables under `parent`: body, text box, content control.
  void walk(const pugi::xml_node& parent, std::uint32_t depth) {
    check(depth);
    for (const pugi::xml_node& child : parent.children()) {
      const std::string_view name = local_name(child);
      if (name == "p")
        add_paragraph(child, depth);
      else if (name == "tbl")
        add_table(child, depth);
      else if (name == "sdt")
        walk_control(child, depth);
      else if (name == "AlternateContent")
        walk(chosen_alternative(child), depth + 1);
      else if (name == "customXml" || name == "ins" || name == "moveTo" || name == "sdtContent")
        walk(child, depth + 1);
      else if (name == "del" || name == "moveFrom")
        note_changes();
    }
  }

 private:
  struct Paragraph {
    std::string text;
    std::vector<pugi::xml_node> boxes;
    bool bold = false, plain = false;  // some text is
  };

  void check(std::uint32_t depth) const {
    if (depth > builder_.limits().depth) refuse_too_large("depth", builder_.limits().depth);
  }
  void note_changes() {
    builder_.note("tracked_changes", {"the document has tracked changes: insertions were taken, deletions left out",
                                      "文档中有修订：已采用插入的内容，略去删除的内容"});
  }

  // A content control; a table of contents only repeats the headings.
  void walk_control(const pugi::xml_node& control, std::uint32_t depth) {
    const auto part = child_named(child_named(control, "sdtPr"), "docPartObj");
    const std::string_view gallery = attribute_named(child_named(part, "docPartGallery"), "val");
    if (gallery != "Table of Contents") walk(child_named(control, "sdtContent"), depth + 1);
  }

  void add_paragraph(const pugi::xml_node& node, std::uint32_t depth) {
    const auto properties = child_named(node, "pPr");
    const ParagraphStyle& style = styles_.style(attribute_named(child_named(properties, "pStyle"), "val"));
    Paragraph paragraph;
    read_runs(node, style.bold, depth + 1, paragraph);
    if (!style.contents) add_read(paragraph, properties, style);
    for (const pugi::xml_node& box : paragraph.boxes) walk(box, depth + 1);
  }

  void add_read(const Paragraph& paragraph, const pugi::xml_node& properties, const ParagraphStyle& style) {
    std::uint8_t heading = style.heading;
    if (const auto outline = child_named(properties, "outlineLvl")) {
      const int level = std::atoi(attribute_named(outline, "val"));
      heading = level >= 0 && level < 9 ? static_cast<std::uint8_t>(std::min(level + 1, 6)) : std::uint8_t{0};
    }
    if (style.title && builder_.document().blocks.size() < 20 && title_.empty()) title_ = clean_text(paragraph.text);
    if (heading > 0) {
      builder_.add_heading(paragraph.text, heading);
      return;
    }
    auto list = style.list;
    if (const auto number = child_named(properties, "numPr")) {
      const auto id = child_named(number, "numId");
      const auto level = child_named(number, "ilvl");
      list = {id     ? std::atoi(attribute_named(id, "val"))
              : list ? list->first
                     : 0,
              level  ? std::atoi(attribute_named(level, "val"))
              : list ? list->second
                     : 0};
    }
    const auto kind = list ? styles_.list(list->first, list->second) : DocxStyles::List::none;
    if (kind != DocxStyles::List::none)
      builder_.add_item(paragraph.text, static_cast<std::uint8_t>(std::clamp(list->second + 1, 1, 20)),
                        kind == DocxStyles::List::numbered);
    else
      builder_.add_paragraph(paragraph.text, paragraph.bold && !paragraph.plain);
  }

  // Text of the runs under a paragraph, a link, a field, an insertion …
  void read_runs(const pugi::xml_node& parent, bool bold, std::uint32_t depth, Paragraph& into) {
    check(depth);
    for (const pugi::xml_node& child : parent.children()) {
      const std::string_view name = local_name(child);
      if (name == "r")
        read_run(child, bold, depth, into);
      else if (name == "del" || name == "moveFrom")
        note_changes();
      else if (name == "AlternateContent")
        read_runs(chosen_alternative(child), bold, depth + 1, into);
      else if (name == "ins" || name == "moveTo") {
        note_changes();
        read_runs(child, bold, depth + 1, into);
      } else if (name == "hyperlink" || name == "fldSimple" || name == "smartTag" || name == "sdt" ||
                 name == "sdtContent" || name == "customXml" || name == "dir" || name == "bdo")
        read_runs(child, bold, depth + 1, into);
      else if (name == "oMath" || name == "oMathPara")
        append_descendants(child, "t", into.text);
      else if (name == "commentReference" || name == "commentRangeStart")
        builder_.note("comments", {"comments in the margin were left out", "批注未读入"});
    }
  }

  void read_run(const pugi::xml_node& run, bool paragraph_bold, std::uint32_t depth, Paragraph& into) {
    const auto properties = child_named(run, "rPr");
    if (on_off(properties, "vanish").value_or(false)) return;
    const bool struck = on_off(properties, "strike").value_or(false) || on_off(properties, "dstrike").value_or(false);
    if (struck) {
      builder_.note("struck_text", {"text that is struck out was left out", "已划去的文字未读入"});
      return;
    }
    const std::size_t before = into.text.size();
    read_run_content(run, depth, into);
    if (trimmed(std::string_view(into.text).substr(before)).empty()) return;
    (on_off(properties, "b").value_or(paragraph_bold) ? into.bold : into.plain) = true;
  }

  void read_run_content(const pugi::xml_node& run, std::uint32_t depth, Paragraph& into) {
    check(depth);
    for (const pugi::xml_node& child : run.children()) {
      const std::string_view name = local_name(child);
      if (name == "t")
        into.text += valid_text(child.child_value());
      else if (name == "tab" || name == "ptab")
        into.text += '\t';
      else if (name == "br" || name == "cr")
        into.text += '\n';
      else if (name == "noBreakHyphen")
        into.text += '-';
      else if (name == "ruby")
        append_descendants(child_named(child, "rubyBase"), "t", into.text);
      else if (name == "AlternateContent")
        read_run_content(chosen_alternative(child), depth + 1, into);
      else if (name == "drawing" || name == "pict" || name == "object")
        find_boxes(child, into);
      else if (name == "footnoteReference" || name == "endnoteReference")
        builder_.note("footnotes", {"footnotes were left out", "脚注和尾注未读入"});
      else if (name == "commentReference")
        builder_.note("comments", {"comments in the margin were left out", "批注未读入"});
    }
  }

  // Text boxes of a drawing, in order, not those inside them.
  static void find_boxes(const pugi::xml_node& drawing, Paragraph& into) {
    for_each_below(drawing, [&](const pugi::xml_node& node) {
      if (local_name(node) != "txbxContent") return true;
      into.boxes.push_back(node);
      return false;
    });
  }
  static void append_descendants(const pugi::xml_node& top, std::string_view name, std::string& text) {
    for_each_below(top, [&](const pugi::xml_node& node) {
      if (local_name(node) == name) text += valid_text(node.child_value());
      return true;
    });
  }
  // Nodes below `top` in order, without recursion; of an alternative only the chosen part; `visit` says whether to go into a node.
  template <class Visit>
  static void for_each_below(const pugi::xml_node& top, const Visit& visit) {
    pugi::xml_node node = top.first_child();
    while (node) {
      const bool skipped = local_name(node) == "Fallback" && child_named(node.parent(), "Choice").first_child();
      if (!skipped && visit(node) && node.first_child()) {
        node = node.first_child();
        continue;
      }
      while (node && node != top && !node.next_sibling()) node = node.parent();
      if (!node || node == top) return;
      node = node.next_sibling();
    }
  }

  // --- tables -------------------------------------------------------------------------------------------------------

  static void collect(const pugi::xml_node& parent, std::string_view wanted, std::uint32_t depth,
                      std::vector<pugi::xml_node>& into) {
    if (depth == 0) return;
    for (const pugi::xml_node& child : parent.children()) {
      const std::string_view name = local_name(child);
      if (name == wanted)
        into.push_back(child);
      else if (name == "sdt" || name == "sdtContent" || name == "customXml" || name == "ins" || name == "moveTo")
        collect(child, wanted, depth - 1, into);
      else if (name == "AlternateContent")
        collect(chosen_alternative(child), wanted, depth - 1, into);
    }
  }

  void add_table(const pugi::xml_node& table, std::uint32_t depth) {
    check(depth);
    std::vector<pugi::xml_node> rows;
    collect(table, "tr", 8, rows);
    std::vector<std::vector<std::string>> grid;
    for (const pugi::xml_node& row : rows) {
      const auto properties = child_named(row, "trPr");
      if (child_named(properties, "del")) {
        note_changes();
        continue;
      }
      std::vector<pugi::xml_node> cells;
      collect(row, "tc", 8, cells);
      // A frame around paragraphs is no table.
      if (rows.size() == 1 && cells.size() == 1) return walk(cells[0], depth + 1);
      std::vector<std::string> line;
      const int skipped = std::clamp(std::atoi(attribute_named(child_named(properties, "gridBefore"), "val")), 0, 100);
      line.resize(static_cast<std::size_t>(skipped));
      for (const pugi::xml_node& cell : cells) add_cell(cell, depth, grid, line);
      grid.push_back(std::move(line));
    }
    builder_.add_table(std::move(grid));
  }

  void add_cell(const pugi::xml_node& cell, std::uint32_t depth, const std::vector<std::vector<std::string>>& above,
                std::vector<std::string>& line) {
    const auto properties = child_named(cell, "tcPr");
    const int span = std::clamp(std::atoi(attribute_named(child_named(properties, "gridSpan"), "val")), 1, 200);
    const auto merge = child_named(properties, "vMerge");
    const bool goes_on = merge && std::string_view(attribute_named(merge, "val")) != "restart";
    std::string text;
    if (!goes_on) {
      append_cell_text(cell, depth + 1, text);
      text = clean_text(text);
    }
    for (int i = 0; i < span && line.size() < TableGrid::most_columns; ++i) {
      const std::size_t at = line.size();
      const bool has_above = goes_on && !above.empty() && at < above.back().size();
      repeated_ += has_above ? above.back()[at].size() : i > 0 ? text.size() : 0;
      const bool once = repeated_ > TableGrid::most_bytes;
      line.push_back(has_above ? (once ? std::string() : above.back()[at]) : i == 0 || !once ? text : std::string());
    }
  }

  void append_cell_text(const pugi::xml_node& parent, std::uint32_t depth, std::string& text) {
    check(depth);
    for (const pugi::xml_node& child : parent.children()) {
      const std::string_view name = local_name(child);
      if (name == "p") {
        const auto properties = child_named(child, "pPr");
        Paragraph paragraph;
        read_runs(child, false, depth + 1, paragraph);
        const std::string line = clean_text(paragraph.text);
        if (!line.empty()) {
          if (!text.empty()) text += '\n';
          if (child_named(properties, "numPr")) text += "- ";
          text += line;
        }
        for (const pugi::xml_node& box : paragraph.boxes) append_cell_text(box, depth + 1, text);
      } else if (name == "AlternateContent") {
        append_cell_text(chosen_alternative(child), depth + 1, text);
      } else if (name == "tbl" || name == "tr" || name == "tc" || name == "sdt" || name == "sdtContent" ||
                 name == "customXml" || name == "ins" || name == "moveTo") {
        append_cell_text(child, depth + 1, text);
      }
    }
  }

  const DocxStyles& styles_;
  DocumentBuilder& builder_;
  std::size_t repeated_ = 0;

 public:
  std::string title_;  // of a paragraph in style Title
};

}  // namespace

TextDocument read_docx(const std::filesystem::path& path, const DocumentLimits& limits) {
  OoxmlPackage package(path, limits);
  DocumentBuilder builder(limits);
  const std::string part = package.main_part("word/document.xml");
  pugi::xml_document document;
  if (!package.load(part, document)) refuse_damaged(filled({"it has no part {}", "缺少 {}"}, part));
  DocxStyles styles;
  for (const auto& [id, relation] : package.relations(part)) {
    pugi::xml_document xml;
    if (relation.type == "styles" && package.load(relation.part, xml)) styles.read_styles(xml.document_element());
    if (relation.type == "numbering" && package.load(relation.part, xml)) styles.read_numbering(xml.document_element());
  }
  package.read_properties(builder.document());
  const auto body = child_named(document.document_element(), "body");
  if (!body) refuse_damaged(filled({"its part {} has no body", "其中的 {} 没有正文"}, part));
  DocxWalker walker(styles, builder);
  walker.walk(body, 0);
  if (!walker.title_.empty()) builder.document().title = walker.title_;
  return builder.finish({"the document has no text; text in pictures must be typed or read by OCR first",
                         "文档中没有文字；图片里的文字请先录入或用 OCR 识别"});
}

}  // namespace almanac::importers
