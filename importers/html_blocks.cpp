// The tree that libxml2 makes of the HTML is walked once, from node to node without recursion, so that depth costs nothing.
// Text gathers in one paragraph until a block element begins or ends.

#include "importers/html_blocks.h"

#include <libxml/HTMLparser.h>
#include <libxml/tree.h>

#include <algorithm>
#include <climits>
#include <cstring>
#include <memory>

#include "importers/table_grid.h"
#include "importers/value.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

struct FreeDocument {
  void operator()(xmlDoc* document) const { xmlFreeDoc(document); }
};

template <std::size_t N>
bool is_one_of(const char* name, const char* const (&names)[N]) {
  return std::any_of(names, names + N, [&](const char* each) { return std::strcmp(name, each) == 0; });
}

constexpr const char* dropped[] = {"script",   "style",  "noscript", "template", "svg",    "math",
                                   "iframe",   "object", "audio",    "video",    "canvas", "select",
                                   "datalist", "button", "del",      "s",        "strike", "head"};
constexpr const char* blocks[] = {
    "p",     "div",     "section", "article",  "header",  "footer",     "main", "aside",   "nav",
    "ul",    "ol",      "dl",      "form",     "figure",  "figcaption", "pre",  "address", "details",
    "hr",    "summary", "center",  "fieldset", "body",    "html",       "tr",   "td",      "th",
    "tbody", "thead",   "tfoot",   "table",    "caption", "blockquote", "dd",   "dt",      "li"};

const char* name_of(const xmlNode* node) { return reinterpret_cast<const char*>(node->name); }
bool is(const xmlNode* node, const char* name) {
  return node->type == XML_ELEMENT_NODE && std::strcmp(name_of(node), name) == 0;
}

std::string attribute(const xmlNode* node, const char* name) {
  for (const xmlAttr* each = node->properties; each; each = each->next) {
    if (std::strcmp(reinterpret_cast<const char*>(each->name), name) != 0) continue;
    std::string value;
    for (const xmlNode* part = each->children; part; part = part->next)
      if (part->content) value += reinterpret_cast<const char*>(part->content);
    return value;
  }
  return {};
}

bool is_hidden(const xmlNode* node) {
  if (!node->properties) return false;
  for (const xmlAttr* each = node->properties; each; each = each->next)
    if (std::strcmp(reinterpret_cast<const char*>(each->name), "hidden") == 0) return true;
  std::string style = lower_ascii(attribute(node, "style"));
  std::erase(style, ' ');
  return style.find("display:none") != std::string::npos || style.find("mso-hide:all") != std::string::npos;
}

// The node behind `node` in document order that is not inside it; nullptr at the end of `top`. Tells every element it leaves.
template <class Leave>
const xmlNode* next_outside(const xmlNode* node, const xmlNode* top, const Leave& leave) {
  while (node && node != top) {
    if (node->type == XML_ELEMENT_NODE) leave(node);
    if (node->next) return node->next;
    node = node->parent;
  }
  return nullptr;
}

void append_text(std::string& into, const xmlNode* text) {
  if (!text->content) return;
  for (const char* c = reinterpret_cast<const char*>(text->content); *c; ++c)
    into += *c == '\n' || *c == '\r' || *c == '\t' ? ' ' : *c;
}

// All text under a node, blocks and line breaks as "\n".
std::string text_under(const xmlNode* top) {
  std::string text;
  const auto leave = [&](const xmlNode* node) {
    if (is_one_of(name_of(node), blocks)) text += '\n';
  };
  for (const xmlNode* node = top->children; node;) {
    bool inside = false;
    if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) {
      append_text(text, node);
    } else if (node->type == XML_ELEMENT_NODE) {
      if (is(node, "br") || is_one_of(name_of(node), blocks)) text += '\n';
      if (is(node, "img")) text += attribute(node, "alt");
      inside = node->children && !is_one_of(name_of(node), dropped) && !is_hidden(node);
    }
    node = inside ? node->children : next_outside(node, top, leave);
  }
  return clean_text(text);
}

// Rows of a table and its cells, without those of tables inside it.
class TableReading {
 public:
  explicit TableReading(const xmlNode* table) {
    const auto ignore = [](const xmlNode*) {};
    for (const xmlNode* node = table->children; node;) {
      bool inside = node->type == XML_ELEMENT_NODE && node->children;
      if (is(node, "table")) {
        nested_ = true;
        inside = false;
      } else if (is(node, "tr")) {
        rows_.emplace_back();
      } else if (is(node, "td") || is(node, "th")) {
        if (rows_.empty()) rows_.emplace_back();
        rows_.back().push_back(node);
        if (contains_table(node)) nested_ = true;
        inside = false;
      } else if (node->type == XML_ELEMENT_NODE && is_hidden(node)) {
        inside = false;
      }
      node = inside ? node->children : next_outside(node, table, ignore);
    }
  }
  // A table around tables, or around one cell, arranges the page.
  bool is_layout() const { return nested_ || rows_.empty() || (rows_.size() == 1 && rows_[0].size() <= 1); }

  std::vector<std::vector<std::string>> grid() const {
    TableGrid grid;
    for (const auto& row : rows_) {
      grid.begin_row();
      for (const xmlNode* cell : row) {
        if (!is_hidden(cell)) grid.add(text_under(cell), span(cell, "colspan"), span(cell, "rowspan"));
      }
    }
    return grid.take();
  }

 private:
  static bool contains_table(const xmlNode* top) {
    const auto ignore = [](const xmlNode*) {};
    for (const xmlNode* node = top->children; node;) {
      if (is(node, "table")) return true;
      node = node->type == XML_ELEMENT_NODE && node->children ? node->children : next_outside(node, top, ignore);
    }
    return false;
  }
  static std::uint32_t span(const xmlNode* cell, const char* name) {
    const std::string text = attribute(cell, name);
    return static_cast<std::uint32_t>(std::clamp(std::atoi(text.c_str()), 1, 1'000));
  }

  std::vector<std::vector<const xmlNode*>> rows_;
  bool nested_ = false;
};

class Walker {
 public:
  explicit Walker(DocumentBuilder& builder) : builder_(builder) {}

  void walk(const xmlNode* top) {
    const auto leave = [this](const xmlNode* node) { this->leave(node); };
    for (const xmlNode* node = top; node;) {
      bool inside = false;
      if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE)
        add_text(node);
      else if (node->type == XML_ELEMENT_NODE)
        inside = enter(node);
      if (inside) {
        node = node->children;
        continue;
      }
      if (node == top) break;
      node = next_outside(node, top, leave);
    }
    flush();
  }

 private:
  struct List {
    const xmlNode* node;
    bool numbered;
  };

  void add_text(const xmlNode* node) {
    if (pre_ > 0) {
      if (node->content) text_ += reinterpret_cast<const char*>(node->content);
    } else {
      append_text(text_, node);
    }
    if (node->content) note_emphasis(reinterpret_cast<const char*>(node->content));
  }
  void note_emphasis(std::string_view text) {
    if (!trimmed(text).empty()) (bold_ > 0 ? any_bold_ : any_plain_) = true;
  }

  // Whether to go on with the children.
  bool enter(const xmlNode* node) {
    const char* name = name_of(node);
    if (is_one_of(name, dropped) || is_hidden(node)) {
      if (std::strcmp(name, "head") == 0) read_head(node);
      if (is_one_of(name, struck))
        builder_.note("struck_text", {"text that is struck out was left out", "已划去的文字未读入"});
      return false;
    }
    if (std::strcmp(name, "br") == 0) {
      text_ += '\n';
      return false;
    }
    if (std::strcmp(name, "img") == 0) {
      text_ += attribute(node, "alt");
      return false;
    }
    if (std::strcmp(name, "table") == 0) return enter_table(node);
    if (is_one_of(name, blocks) || heading_level(node) > 0) flush();
    if (!node->children) return false;
    if (std::strcmp(name, "ul") == 0 || std::strcmp(name, "ol") == 0) lists_.push_back({node, name[0] == 'o'});
    if (std::strcmp(name, "li") == 0) item_ = true;
    if (std::strcmp(name, "pre") == 0) ++pre_;
    if (is_one_of(name, strong)) ++bold_;
    heading_ = heading_level(node) > 0 ? heading_level(node) : heading_;
    return true;
  }

  void leave(const xmlNode* node) {
    const char* name = name_of(node);
    if (is_one_of(name, strong)) --bold_;
    if (std::strcmp(name, "dt") == 0) {
      term_ = clean_text(text_);
      text_.clear();
      return;
    }
    if (is_one_of(name, blocks) || heading_level(node) > 0) flush();
    if (!lists_.empty() && lists_.back().node == node) lists_.pop_back();
    if (std::strcmp(name, "pre") == 0) --pre_;
    if (std::strcmp(name, "li") == 0) item_ = false;
  }

  bool enter_table(const xmlNode* node) {
    flush();
    const TableReading table(node);
    if (table.is_layout()) return node->children != nullptr;
    for (const xmlNode* child = node->children; child; child = child->next)
      if (is(child, "caption")) builder_.add_paragraph(text_under(child));
    builder_.add_table(table.grid());
    return false;
  }

  void flush() {
    const bool emphasised = any_bold_ && !any_plain_;
    any_bold_ = any_plain_ = false;
    if (!term_.empty()) {
      const std::string definition = clean_text(text_);
      text_ = definition.empty() || definition.find('\n') != std::string::npos ? term_ + "\n" + definition
                                                                               : term_ + "：" + definition;
      term_.clear();
    }
    if (!trimmed(text_).empty()) {
      if (heading_ > 0)
        builder_.add_heading(text_, heading_);
      else if (item_)
        builder_.add_item(text_, static_cast<std::uint8_t>(std::clamp<std::size_t>(lists_.size(), 1, 20)),
                          !lists_.empty() && lists_.back().numbered);
      else
        builder_.add_paragraph(text_, emphasised);
    }
    text_.clear();
    heading_ = 0;
  }

  static std::uint8_t heading_level(const xmlNode* node) {
    const char* name = name_of(node);
    if (name[0] != 'h' || name[1] < '1' || name[1] > '6' || name[2] != '\0') return 0;
    return static_cast<std::uint8_t>(name[1] - '0');
  }

  void read_head(const xmlNode* head) {
    TextDocument& document = builder_.document();
    for (const xmlNode* node = head->children; node; node = node->next) {
      if (node->type != XML_ELEMENT_NODE) continue;
      if (is(node, "title") && document.title.empty()) document.title = text_under(node);
      if (!is(node, "meta")) continue;
      const std::string property = attribute(node, "property");
      const std::string name = lower_ascii(property.empty() ? attribute(node, "name") : property);
      if (name == "author" && document.author.empty()) document.author = attribute(node, "content");
      if ((name == "date" || name == "article:published_time" || name == "dc.date" || name == "dcterms.created" ||
           name == "created") &&
          document.date.empty())
        document.date = attribute(node, "content");
    }
  }

  static constexpr const char* strong[] = {"b", "strong"};
  static constexpr const char* struck[] = {"del", "s", "strike"};

  DocumentBuilder& builder_;
  std::string text_, term_;
  std::vector<List> lists_;
  int pre_ = 0, bold_ = 0;
  bool item_ = false, any_bold_ = false, any_plain_ = false;
  std::uint8_t heading_ = 0;
};

}  // namespace

void add_html(std::string_view html, DocumentBuilder& builder) {
  if (html.size() > INT_MAX) refuse_too_large("file", INT_MAX);
  const std::unique_ptr<xmlDoc, FreeDocument> document(
      htmlReadMemory(html.data(), static_cast<int>(html.size()), nullptr, "UTF-8",
                     HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET));
  const xmlNode* root = document ? xmlDocGetRootElement(document.get()) : nullptr;
  if (root) Walker(builder).walk(root);
}

}  // namespace almanac::importers
