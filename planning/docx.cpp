// A draft as an Office Open XML document: the least that Word, WPS and LibreOffice open (ECMA-376 part 1): content
// types, relationships, styles, numbering, properties, and the document itself. Entries are in a fixed order with a
// fixed time and stored uncompressed, so that the bytes depend on the draft alone, not on the machine's clock, zone or
// zlib.

#include <zip.h>

#include <algorithm>
#include <memory>
#include <pugixml.hpp>
#include <sstream>
#include <vector>

#include "archive/error.h"
#include "planning/draft.h"

namespace almanac::planning {
namespace {

constexpr const char* content_types = R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/word/numbering.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>
)";

constexpr const char* package_relations = R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>
)";

constexpr const char* document_relations = R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering" Target="numbering.xml"/></Relationships>
)";

constexpr const char* word_namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
constexpr int bullet_list = 1;
constexpr int first_numbered_list = 2;

std::string written(const pugi::xml_document& document) {
  std::ostringstream out;
  document.save(out, "", pugi::format_raw, pugi::encoding_utf8);
  return out.str();
}

pugi::xml_node root_of(pugi::xml_document& document, const char* name) {
  auto declaration = document.append_child(pugi::node_declaration);
  declaration.append_attribute("version") = "1.0";
  declaration.append_attribute("encoding") = "UTF-8";
  declaration.append_attribute("standalone") = "yes";
  auto root = document.append_child(name);
  root.append_attribute("xmlns:w") = word_namespace;
  return root;
}

void set(pugi::xml_node parent, const char* child, const char* value) {
  parent.append_child(child).append_attribute("w:val") = value;
}

// ---- styles and numbering
// ---------------------------------------------------------------------------------------------

void add_fonts(pugi::xml_node run_properties) {
  auto fonts = run_properties.append_child("w:rFonts");
  for (const char* name : {"w:ascii", "w:hAnsi", "w:cs"}) fonts.append_attribute(name) = "Calibri";
  fonts.append_attribute("w:eastAsia") = "Noto Sans CJK SC";
}

pugi::xml_node add_style(pugi::xml_node styles, const char* type, const std::string& id, const std::string& name) {
  auto style = styles.append_child("w:style");
  style.append_attribute("w:type") = type;
  style.append_attribute("w:styleId") = id.c_str();
  set(style, "w:name", name.c_str());
  return style;
}

std::string styles_xml() {
  pugi::xml_document document;
  auto styles = root_of(document, "w:styles");
  auto defaults = styles.append_child("w:docDefaults");
  auto run = defaults.append_child("w:rPrDefault").append_child("w:rPr");
  add_fonts(run);
  set(run, "w:sz", "21");
  auto spacing = defaults.append_child("w:pPrDefault").append_child("w:pPr").append_child("w:spacing");
  spacing.append_attribute("w:after") = 120;
  spacing.append_attribute("w:line") = 300;
  spacing.append_attribute("w:lineRule") = "auto";
  add_style(styles, "paragraph", "Normal", "Normal").append_attribute("w:default") = 1;
  static constexpr const char* sizes[] = {"36", "28", "24", "22", "21", "21"};
  for (int level = 1; level <= 6; ++level) {
    auto style = add_style(styles, "paragraph", "Heading" + std::to_string(level), "heading " + std::to_string(level));
    set(style, "w:basedOn", "Normal");
    set(style, "w:next", "Normal");
    auto paragraph = style.append_child("w:pPr");
    paragraph.append_child("w:keepNext");
    paragraph.append_child("w:spacing").append_attribute("w:before") = 240;
    set(paragraph, "w:outlineLvl", std::to_string(level - 1).c_str());
    auto heading_run = style.append_child("w:rPr");
    heading_run.append_child("w:b");
    set(heading_run, "w:sz", sizes[level - 1]);
  }
  auto quote = add_style(styles, "paragraph", "Quote", "Quote");
  set(quote, "w:basedOn", "Normal");
  quote.append_child("w:pPr").append_child("w:ind").append_attribute("w:left") = 420;
  auto quote_run = quote.append_child("w:rPr");
  quote_run.append_child("w:i");
  set(quote_run, "w:color", "595959");
  return written(document);
}

void add_list_kind(pugi::xml_node numbering, int id, const char* format, const char* text) {
  auto kind = numbering.append_child("w:abstractNum");
  kind.append_attribute("w:abstractNumId") = id;
  auto level = kind.append_child("w:lvl");
  level.append_attribute("w:ilvl") = 0;
  set(level, "w:start", "1");
  set(level, "w:numFmt", format);
  set(level, "w:lvlText", text);
  set(level, "w:lvlJc", "left");
  auto indent = level.append_child("w:pPr").append_child("w:ind");
  indent.append_attribute("w:left") = 420;
  indent.append_attribute("w:hanging") = 420;
}

// Every numbered list is an instance of its own, so that each starts at 1.
std::string numbering_xml(int numbered_lists) {
  pugi::xml_document document;
  auto numbering = root_of(document, "w:numbering");
  add_list_kind(numbering, 0, "bullet", "•");
  add_list_kind(numbering, 1, "decimal", "%1.");
  for (int i = 0; i <= numbered_lists; ++i) {
    auto list = numbering.append_child("w:num");
    list.append_attribute("w:numId") = i + bullet_list;
    set(list, "w:abstractNumId", i == 0 ? "0" : "1");
    if (i == 0) continue;
    auto restart = list.append_child("w:lvlOverride");
    restart.append_attribute("w:ilvl") = 0;
    set(restart, "w:startOverride", "1");
  }
  return written(document);
}

// ---- the document
// -----------------------------------------------------------------------------------------------------

void add_run(pugi::xml_node paragraph, const std::string& text, const char* mark) {
  if (text.empty()) return;
  auto run = paragraph.append_child("w:r");
  if (mark != nullptr) run.append_child("w:rPr").append_child(mark);
  auto node = run.append_child("w:t");
  node.append_attribute("xml:space") = "preserve";
  node.text() = text.c_str();
}

void add_spans(pugi::xml_node paragraph, const Spans& spans, const char* mark) {
  for (const auto& span : spans) {
    add_run(paragraph, span.text, span.weight == Span::Weight::strong ? "w:b" : mark);
    if (!span.cites.empty()) add_run(paragraph, "[" + span.cites + "]", mark);
  }
}

pugi::xml_node add_paragraph(pugi::xml_node parent, const char* style, int list) {
  auto paragraph = parent.append_child("w:p");
  if (style == nullptr && list == 0) return paragraph;
  auto properties = paragraph.append_child("w:pPr");
  if (style != nullptr) set(properties, "w:pStyle", style);
  if (list != 0) {
    auto numbering = properties.append_child("w:numPr");
    set(numbering, "w:ilvl", "0");
    set(numbering, "w:numId", std::to_string(list).c_str());
  }
  return paragraph;
}

void add_cell(pugi::xml_node row, int width, const Spans& spans, const char* mark) {
  auto cell = row.append_child("w:tc");
  auto size = cell.append_child("w:tcPr").append_child("w:tcW");
  size.append_attribute("w:w") = width;
  size.append_attribute("w:type") = "dxa";
  add_spans(cell.append_child("w:p"), spans, mark);
}

void add_table(pugi::xml_node body, const Block& block) {
  constexpr int page_width = 9638;  // twentieths of a point: A4 without 2 cm margins
  const int width = page_width / static_cast<int>(std::max<std::size_t>(1, block.columns.size()));
  auto table = body.append_child("w:tbl");
  auto properties = table.append_child("w:tblPr");
  auto size = properties.append_child("w:tblW");
  size.append_attribute("w:w") = page_width;
  size.append_attribute("w:type") = "dxa";
  auto borders = properties.append_child("w:tblBorders");
  for (const char* side : {"w:top", "w:left", "w:bottom", "w:right", "w:insideH", "w:insideV"}) {
    auto border = borders.append_child(side);
    border.append_attribute("w:val") = "single";
    border.append_attribute("w:sz") = 4;
    border.append_attribute("w:color") = "A6A6A6";
  }
  auto grid = table.append_child("w:tblGrid");
  for (std::size_t i = 0; i < block.columns.size(); ++i) grid.append_child("w:gridCol").append_attribute("w:w") = width;
  auto head = table.append_child("w:tr");
  head.append_child("w:trPr").append_child("w:tblHeader");
  for (const auto& column : block.columns) add_cell(head, width, {{column, {}, Span::Weight::strong}}, nullptr);
  for (const auto& row : block.rows) {
    auto line = table.append_child("w:tr");
    for (const auto& cell : row) add_cell(line, width, cell, nullptr);
  }
  body.append_child("w:p");  // Word needs a paragraph between two tables
}

void add_block(pugi::xml_node body, const Block& block, int& numbered_lists) {
  if (block.type == Block::Type::table) return add_table(body, block);
  int list = 0;
  if (block.type == Block::Type::bullets) list = bullet_list;
  if (block.type == Block::Type::numbers) list = first_numbered_list + numbered_lists++;
  for (const auto& item : block.items) {
    auto paragraph = add_paragraph(body, block.type == Block::Type::quote ? "Quote" : nullptr, list);
    if (block.type == Block::Type::tasks) add_run(paragraph, "☐ ", nullptr);
    add_spans(paragraph, item, block.type == Block::Type::missing ? "w:i" : nullptr);
  }
}

std::string document_xml(const Draft& draft, int& numbered_lists) {
  pugi::xml_document document;
  auto body = root_of(document, "w:document").append_child("w:body");
  for (const auto& section : draft.sections) {
    if (!section.heading.empty()) {
      const auto style = "Heading" + std::to_string(section.level);
      add_run(add_paragraph(body, style.c_str(), 0), section.heading, nullptr);
    }
    for (const auto& block : section.blocks) add_block(body, block, numbered_lists);
  }
  auto page = body.append_child("w:sectPr");
  auto size = page.append_child("w:pgSz");
  size.append_attribute("w:w") = 11906;
  size.append_attribute("w:h") = 16838;
  auto margins = page.append_child("w:pgMar");
  for (const char* side : {"w:top", "w:right", "w:bottom", "w:left"}) margins.append_attribute(side) = 1134;
  for (const char* side : {"w:header", "w:footer"}) margins.append_attribute(side) = 709;
  margins.append_attribute("w:gutter") = 0;
  return written(document);
}

std::string core_xml(const Draft& draft) {
  pugi::xml_document document;
  auto root = root_of(document, "cp:coreProperties");
  root.remove_attribute("xmlns:w");
  root.append_attribute("xmlns:cp") = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties";
  root.append_attribute("xmlns:dc") = "http://purl.org/dc/elements/1.1/";
  root.append_child("dc:title").text() = draft.title.c_str();
  root.append_child("dc:creator").text() = "Almanac";
  root.append_child("dc:language").text() = draft.language == archive::Language::zh ? "zh-CN" : "en-GB";
  return written(document);
}

// ---- the package
// ------------------------------------------------------------------------------------------------------

[[noreturn]] void fail(const char* reason) {
  throw archive::Error(
      archive::ErrorKind::unavailable, "docx_failed",
      archive::filled(archive::Text{"the document could not be written: {}", "无法生成文档：{}"}, reason));
}

struct Entry {
  const char* name;
  std::string bytes;
};

void add_entry(zip_t* package, const Entry& entry) {
  auto* source = zip_source_buffer(package, entry.bytes.data(), entry.bytes.size(), 0);
  if (source == nullptr) fail(zip_strerror(package));
  const auto index = zip_file_add(package, entry.name, source, ZIP_FL_ENC_UTF_8);
  if (index < 0) {
    zip_source_free(source);
    fail(zip_strerror(package));
  }
  const auto at = static_cast<zip_uint64_t>(index);
  constexpr zip_uint16_t first_dos_day = (0 << 9) | (1 << 5) | 1;  // 1980-01-01
  if (zip_set_file_compression(package, at, ZIP_CM_STORE, 0) != 0 ||
      zip_file_set_dostime(package, at, 0, first_dos_day, 0) != 0 ||
      zip_file_set_external_attributes(package, at, 0, ZIP_OPSYS_DOS, 0) != 0) {
    fail(zip_strerror(package));
  }
}

struct SourceFree {
  void operator()(zip_source_t* source) const { zip_source_free(source); }
};

std::string read_all(zip_source_t* source) {
  zip_stat_t size;
  zip_stat_init(&size);
  if (zip_source_stat(source, &size) != 0 || zip_source_open(source) != 0) fail("cannot read it back");
  std::string bytes(size.size, '\0');
  const auto read = zip_source_read(source, bytes.data(), bytes.size());
  zip_source_close(source);
  if (read < 0 || static_cast<zip_uint64_t>(read) != size.size) fail("cannot read it back");
  return bytes;
}

std::string zipped(const std::vector<Entry>& entries) {
  zip_error_t error;
  zip_error_init(&error);
  std::unique_ptr<zip_source_t, SourceFree> buffer(zip_source_buffer_create(nullptr, 0, 0, &error));
  if (!buffer) fail(zip_error_strerror(&error));
  zip_source_keep(buffer.get());  // the package takes one reference, we read the bytes through the other
  zip_t* package = zip_open_from_source(buffer.get(), ZIP_TRUNCATE, &error);
  if (package == nullptr) {
    zip_source_free(buffer.get());
    fail(zip_error_strerror(&error));
  }
  try {
    for (const auto& entry : entries) add_entry(package, entry);
    if (zip_close(package) != 0) fail(zip_strerror(package));
  } catch (const archive::Error&) {
    zip_discard(package);
    throw;
  }
  return read_all(buffer.get());
}

}  // namespace

std::string to_docx(const Draft& draft) {
  int numbered_lists = 0;
  auto document = document_xml(draft, numbered_lists);
  return zipped({{"[Content_Types].xml", content_types},
                 {"_rels/.rels", package_relations},
                 {"word/document.xml", std::move(document)},
                 {"word/_rels/document.xml.rels", document_relations},
                 {"word/styles.xml", styles_xml()},
                 {"word/numbering.xml", numbering_xml(numbered_lists)},
                 {"docProps/core.xml", core_xml(draft)}});
}

}  // namespace almanac::planning
