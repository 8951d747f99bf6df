// Markdown by cmark-gfm with tables. Its version in Debian is quadratic in a few hostile inputs, so paragraphs past a length
// that nobody writes are read as plain text instead.

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm-extension_api.h>
#include <cmark-gfm.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <mutex>

#include "importers/document_text.h"
#include "importers/heading_form.h"
#include "importers/html_blocks.h"
#include "importers/value.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

constexpr std::size_t longest_paragraph = 32u << 10;  // bytes between two blank lines, tables apart
constexpr std::size_t deepest_quote = 40;             // ">" and list marks in front of one line
constexpr std::size_t longest_front_matter = 64u << 10;

struct FreeParser {
  void operator()(cmark_parser* parser) const { cmark_parser_free(parser); }
};
struct FreeNode {
  void operator()(cmark_node* node) const { cmark_node_free(node); }
};

std::string_view unquoted(std::string_view value) {
  value = trimmed(value);
  if (value.size() >= 2 && (value.front() == '"' || value.front() == '\'') && value.back() == value.front())
    value = trimmed(value.substr(1, value.size() - 2));
  return value;
}

// --- front matter ---------------------------------------------------------------------------------------------------

struct FrontMatter {
  std::size_t size = 0;  // 0: there is none
  std::vector<std::vector<std::string>> entries;
};

// "key: value" lines between two lines "---" at the very top; a list below a key is its value.
FrontMatter front_matter(std::string_view text) {
  FrontMatter front;
  if (!text.starts_with("---\n")) return front;
  std::size_t from = 4;
  while (from < text.size() && from < longest_front_matter) {
    const std::size_t to = std::min(text.find('\n', from), text.size());
    const std::string_view line = text.substr(from, to - from);
    from = to + 1;
    if (line == "---" || line == "...") {
      front.size = std::min(from, text.size());
      return front;
    }
    const std::string_view bare = trimmed(line);
    if (bare.empty() || bare[0] == '#') continue;
    if (bare.starts_with("- ") && !front.entries.empty()) {
      std::string& value = front.entries.back()[1];
      value += (value.empty() ? "" : ", ") + std::string(unquoted(bare.substr(2)));
      continue;
    }
    std::size_t size = 1;
    std::size_t colon = bare.find(':');
    if (const std::size_t wide = bare.find("："); wide < colon) {
      colon = wide;
      size = std::string_view("：").size();
    }
    if (colon == std::string_view::npos || colon == 0) {
      if (front.entries.empty()) return {};
      front.entries.back()[1] += " " + std::string(bare);  // a value that goes on
      continue;
    }
    std::string_view value = unquoted(bare.substr(colon + size));
    if (value.size() >= 2 && value.front() == '[' && value.back() == ']')
      value = trimmed(value.substr(1, value.size() - 2));
    if (value == "|" || value == ">") value = {};
    front.entries.push_back({std::string(trimmed(bare.substr(0, colon))), std::string(value)});
  }
  return {};
}

void take_front_matter(FrontMatter front, DocumentBuilder& builder) {
  TextDocument& document = builder.document();
  std::vector<std::vector<std::string>> others;
  for (auto& entry : front.entries) {
    const std::string key = lower_ascii(entry[0]);
    if ((key == "title" || key == "标题") && document.title.empty())
      document.title = entry[1];
    else if ((key == "date" || key == "日期") && document.date.empty())
      document.date = entry[1];
    else if ((key == "author" || key == "authors" || key == "作者") && document.author.empty())
      document.author = entry[1];
    else if (!entry[1].empty())
      others.push_back(std::move(entry));
  }
  builder.add_table(std::move(others));
}

// --- the tree -------------------------------------------------------------------------------------------------------

bool is_wide(std::string_view text) { return !text.empty() && static_cast<unsigned char>(text.back()) >= 0xE3; }

class Walker {
 public:
  explicit Walker(DocumentBuilder& builder) : builder_(builder) {}

  // Blocks of the tree; `depth` counts what they are nested in.
  void walk(cmark_node* node, std::uint32_t depth) {
    if (depth > builder_.limits().depth) refuse_too_large("depth", builder_.limits().depth);
    for (cmark_node* child = cmark_node_first_child(node); child; child = cmark_node_next(child)) {
      const cmark_node_type type = cmark_node_get_type(child);
      if (type == CMARK_NODE_HEADING)
        builder_.add_heading(inline_text(child), static_cast<std::uint8_t>(cmark_node_get_heading_level(child)));
      else if (type == CMARK_NODE_PARAGRAPH)
        add_paragraph(child);
      else if (type == CMARK_NODE_CODE_BLOCK)
        builder_.add_paragraph(literal(child));
      else if (type == CMARK_NODE_HTML_BLOCK)
        add_html(literal(child), builder_);
      else if (type == CMARK_NODE_LIST)
        walk_list(child, depth);
      else if (std::strcmp(cmark_node_get_type_string(child), "table") == 0)
        add_table(child);
      else if (type != CMARK_NODE_THEMATIC_BREAK)
        walk(child, depth + 1);
    }
  }

 private:
  static std::string_view literal(cmark_node* node) {
    const char* text = cmark_node_get_literal(node);
    return text ? std::string_view(text) : std::string_view();
  }

  void walk_list(cmark_node* list, std::uint32_t depth) {
    lists_.push_back(cmark_node_get_list_type(list) == CMARK_ORDERED_LIST);
    for (cmark_node* item = cmark_node_first_child(list); item; item = cmark_node_next(item)) {
      first_in_item_ = true;
      walk(item, depth + 2);
    }
    first_in_item_ = false;
    lists_.pop_back();
  }

  void add_paragraph(cmark_node* node) {
    const std::string text = inline_text(node);
    if (text.starts_with("{{") && text.ends_with("}}")) return;  // a shortcode of a site generator
    if (!lists_.empty()) {
      // Further paragraphs of an item belong to it.
      Block* last = builder_.document().blocks.empty() ? nullptr : &builder_.document().blocks.back();
      if (!first_in_item_ && last && last->type == Block::Type::item && last->text.size() + text.size() < (64u << 10))
        last->text += "\n" + clean_text(text);
      else
        builder_.add_item(text, static_cast<std::uint8_t>(std::min<std::size_t>(lists_.size(), 20)), lists_.back());
      first_in_item_ = false;
      return;
    }
    cmark_node* only = cmark_node_first_child(node);
    const bool strong = only && !cmark_node_next(only) && cmark_node_get_type(only) == CMARK_NODE_STRONG;
    builder_.add_paragraph(text, strong);
  }

  void add_table(cmark_node* table) {
    std::vector<std::vector<std::string>> rows;
    for (cmark_node* row = cmark_node_first_child(table); row; row = cmark_node_next(row)) {
      rows.emplace_back();
      for (cmark_node* cell = cmark_node_first_child(row); cell; cell = cmark_node_next(cell))
        rows.back().push_back(inline_text(cell));
    }
    builder_.add_table(std::move(rows));
  }

  // Text of a paragraph, heading or cell. English lines are joined by a space; a line of Chinese was ended on purpose and stays one.
  std::string inline_text(cmark_node* top) {
    std::string text;
    struct FreeIterator {
      void operator()(cmark_iter* each) const { cmark_iter_free(each); }
    };
    const std::unique_ptr<cmark_iter, FreeIterator> iterator(cmark_iter_new(top));
    int struck = 0;
    bool soft = false;
    while (cmark_iter_next(iterator.get()) != CMARK_EVENT_DONE) {
      cmark_node* node = cmark_iter_get_node(iterator.get());
      const bool entering = cmark_iter_get_event_type(iterator.get()) == CMARK_EVENT_ENTER;
      if (std::strcmp(cmark_node_get_type_string(node), "strikethrough") == 0) {
        struck += entering ? 1 : -1;
        builder_.note("struck_text", {"text that is struck out was left out", "已划去的文字未读入"});
        continue;
      }
      if (!entering || struck > 0) continue;
      const cmark_node_type type = cmark_node_get_type(node);
      if (type == CMARK_NODE_SOFTBREAK) {
        soft = true;
      } else if (type == CMARK_NODE_LINEBREAK) {
        text += '\n';
      } else if (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE) {
        const std::string_view words = literal(node);
        if (soft && !words.empty()) join(text, words);
        soft = false;
        text += words;
      } else if (type == CMARK_NODE_HTML_INLINE && lower_ascii(literal(node)).starts_with("<br")) {
        text += '\n';
      }
    }
    return clean_text(text);
  }

  // A line that looks like an entry or an item of its own stays a line.
  static void join(std::string& text, std::string_view next) {
    const std::string_view last =
        std::string_view(text).substr(text.rfind('\n') == std::string::npos ? 0 : text.rfind('\n') + 1);
    const bool wide = is_wide(text) || static_cast<unsigned char>(next[0]) >= 0xE3;
    const bool entry = last.find("：") != std::string_view::npos || next.find("：") != std::string_view::npos ||
                       next.starts_with("【") || line_number(next).form != LineNumber::Form::none ||
                       last.find(": ") < 30;
    if (entry || wide)
      text += '\n';
    else
      text += ' ';
  }

  DocumentBuilder& builder_;
  std::vector<bool> lists_;
  bool first_in_item_ = false;
};

// Whether some paragraph is so long, or so deeply quoted, that it could cost much time.
bool is_hostile(std::string_view text) {
  std::size_t paragraph = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::string_view bare = trimmed(line);
    // Items, rows and headings are paragraphs of their own.
    const bool begins =
        bare.empty() || is_digit(bare[0]) || std::string_view("|-*+#>").find(bare[0]) != std::string_view::npos;
    paragraph = begins ? bare.size() : paragraph + line.size();
    std::size_t marks = 0;
    for (const char c : bare) {
      if (c == '>' || c == '-' || c == '*' || c == '+' || c == '[')
        ++marks;
      else if (c != ' ' && c != '\t')
        break;
    }
    const bool rule = bare.find_first_not_of("-* ") == std::string_view::npos && bare.size() <= 300;
    if (paragraph > longest_paragraph || line.size() - bare.size() > 400 || (marks > deepest_quote && !rule))
      return true;
  }
  return false;
}

void add_lines(std::string_view text, DocumentBuilder& builder) {
  builder.note("read_as_text", {"the Markdown is too long or too nested in one place; it was read as plain text",
                                "Markdown 中有过长或嵌套过深的段落，已按纯文本读入"});
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = trimmed(text.substr(0, end));
    const std::size_t marks = std::min(line.find_first_not_of('#'), line.size());
    if (marks > 0 && marks <= 6 && marks < line.size() && line[marks] == ' ')
      builder.add_heading(line.substr(marks), static_cast<std::uint8_t>(marks));
    else
      builder.add_paragraph(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

}  // namespace

TextDocument read_markdown(const std::filesystem::path& path, const DocumentLimits& limits) {
  DocumentBuilder builder(limits);
  const std::string text = decoded_text(read_document_file(path, limits), std::nullopt, builder);
  std::string_view body = text;
  FrontMatter front = front_matter(body);
  body.remove_prefix(front.size);
  if (front.size > 0) take_front_matter(std::move(front), builder);
  if (is_hostile(body)) {
    add_lines(body, builder);
  } else {
    static std::once_flag registered;
    std::call_once(registered, cmark_gfm_core_extensions_ensure_registered);
    const std::unique_ptr<cmark_parser, FreeParser> parser(cmark_parser_new(CMARK_OPT_DEFAULT));
    for (const char* extension : {"table", "strikethrough"})
      if (auto* found = cmark_find_syntax_extension(extension))
        cmark_parser_attach_syntax_extension(parser.get(), found);
    cmark_parser_feed(parser.get(), body.data(), body.size());
    const std::unique_ptr<cmark_node, FreeNode> root(cmark_parser_finish(parser.get()));
    if (root) Walker(builder).walk(root.get(), 0);
  }
  return builder.finish({"the file holds no text", "文件中没有文字"});
}

}  // namespace almanac::importers
