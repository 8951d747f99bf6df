// Hostile text in every output. The oracles are real parsers: GitHub's own cmark for Markdown, pugixml for HTML and
// DOCX.

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>
#include <zip.h>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <functional>
#include <pugixml.hpp>
#include <set>

#include "planning/inline_text.h"
#include "tests/planning/fixture.h"

using namespace almanac;
using namespace almanac::planning;

namespace {

const std::vector<std::string> hostile = {"<script>alert(1)</script>",
                                          "<img src=x onerror=alert(1)>",
                                          "\"><svg/onload=alert(1)>",
                                          "'; DROP TABLE campaigns; --",
                                          "&lt;b&gt; &amp;",
                                          "[click](javascript:alert(1))",
                                          "![x](http://e.example/x.png)",
                                          "**not strong** _not_ `code` ~~gone~~",
                                          "a | b | c",
                                          "# heading",
                                          "- item",
                                          "1. item",
                                          "12) item",
                                          "+ plus",
                                          "=== ",
                                          "---",
                                          "> quote",
                                          "http://e.example/a www.e.example a@e.example",
                                          "\\*escaped\\*",
                                          "$x^2$ {{goals}}",
                                          "]] ]>  <![CDATA[x]]>",
                                          "line\none\r\ntwo",
                                          "tab\tx",
                                          "nul\x01\x02\x7f end",
                                          "bad\xff\xc3(utf8",
                                          "\xE2\x80\xAEreversed",
                                          "👩‍👩‍👧 emoji",
                                          "إختبار RTL",
                                          "é combining",
                                          "\xEF\xBF\xBE noncharacter",
                                          "[ref]: http://e.example",
                                          "<!-- comment -->",
                                          "&#x3C;script&#x3E;",
                                          "https\\://x",
                                          "|",
                                          "\\",
                                          "-",
                                          "1.",
                                          "#",
                                          "*",
                                          ""};

Draft draft_of(const std::string& text) {
  Draft draft;
  draft.title = clean(text);
  Section section;
  section.level = 2;
  section.heading = clean(text);
  const Spans spans = cited(text, text);
  for (const auto type : {Block::Type::paragraph, Block::Type::bullets, Block::Type::numbers, Block::Type::tasks,
                          Block::Type::quote, Block::Type::missing}) {
    section.blocks.push_back({type, {spans, plain(text)}, {}, {}});
  }
  Block table;
  table.type = Block::Type::table;
  table.columns = {clean(text), "b", "[" + clean(text) + "]"};
  table.column_cites = {"", "", clean(text)};
  table.rows = {{spans, plain("x"), plain("y")}};
  section.blocks.push_back(table);
  draft.sections = {section};
  return draft;
}

std::string shown_text(pugi::xml_node node) {
  if (node.type() == pugi::node_pcdata) return node.value();
  std::string text;
  for (const auto& child : node.children()) text += shown_text(child);
  return text;
}

// White space is layout in HTML and Markdown: compared without it, and without the ballot boxes.
std::string squeezed(std::string text) {
  for (std::size_t at; (at = text.find("☐")) != std::string::npos;) text.erase(at, std::string("☐").size());
  std::erase_if(text, [](char c) { return c == ' ' || c == '\n'; });
  return text;
}

std::string expected_text(const std::string& raw) {
  const auto text = clean(raw);
  const auto cited_text = text.empty() ? text : text + "[" + text + "]";
  std::string all = text;
  for (int block = 0; block < 6; ++block) all += cited_text + text;
  return squeezed(all + text + "b[" + text + "]" + cited_text + "xy");
}

void for_each_element(pugi::xml_node node, const std::function<void(pugi::xml_node)>& visit) {
  if (node.type() == pugi::node_element) visit(node);
  for (const auto& child : node.children()) for_each_element(child, visit);
}

std::string rendered(const std::string& markdown) {
  cmark_gfm_core_extensions_ensure_registered();
  cmark_parser* parser = cmark_parser_new(CMARK_OPT_DEFAULT);
  for (const char* name : {"table", "strikethrough", "autolink", "tasklist", "tagfilter"}) {
    cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension(name));
  }
  cmark_parser_feed(parser, markdown.data(), markdown.size());
  cmark_node* document = cmark_parser_finish(parser);
  char* html = cmark_render_html(document, CMARK_OPT_DEFAULT, cmark_parser_get_syntax_extensions(parser));
  std::string text = html;
  std::free(html);
  cmark_node_free(document);
  cmark_parser_free(parser);
  return text;
}

std::string entry_of(const std::string& package, const char* name) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(package.data(), package.size(), 0, &error);
  zip_t* opened = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error);
  REQUIRE(opened != nullptr);
  zip_stat_t stat;
  REQUIRE(zip_stat(opened, name, 0, &stat) == 0);
  std::string bytes(stat.size, '\0');
  zip_file_t* file = zip_fopen(opened, name, 0);
  REQUIRE(zip_fread(file, bytes.data(), bytes.size()) == static_cast<zip_int64_t>(bytes.size()));
  zip_fclose(file);
  zip_discard(opened);
  return bytes;
}

}  // namespace

TEST_CASE("hostile text is text in HTML: well formed, known elements only, links only to campaigns") {
  const std::set<std::string> allowed = {"article", "h2",    "p",     "ul",    "ol", "li", "blockquote", "em",
                                         "strong",  "table", "thead", "tbody", "tr", "th", "td",         "a"};
  for (const auto& text : hostile) {
    const auto html = to_html(draft_of(text));
    INFO(text << "\n" << html);
    pugi::xml_document document;
    REQUIRE(document.load_string(html.c_str(), pugi::parse_default | pugi::parse_ws_pcdata));
    for_each_element(document, [&](pugi::xml_node node) {
      CHECK(allowed.contains(node.name()));
      for (const auto& attribute : node.attributes()) {
        const std::string name = attribute.name();
        CHECK((name == "href" || name == "class" || name == "lang" || name == "align" || name == "border" ||
               name == "cellspacing" || name == "cellpadding"));
        if (name == "href") CHECK(std::string(attribute.value()).starts_with("/campaigns/"));
        if (name == "href") CHECK(std::string(attribute.value()).find_first_of("<>\"' :?#", 1) == std::string::npos);
      }
    });
    CHECK(squeezed(shown_text(document)) == expected_text(text));
  }
}

TEST_CASE("hostile text is text in Markdown, as GitHub's parser reads it") {
  for (const auto& text : hostile) {
    const auto markdown = to_markdown(draft_of(text));
    auto html = rendered(markdown);
    INFO(text << "\n" << markdown << "\n" << html);
    for (std::size_t at = 0; (at = html.find("<a ", at)) != std::string::npos; ++at)
      CHECK(html.substr(at, 15) == "<a href=\"mailto");
    CHECK(html.find("<img") == std::string::npos);
    CHECK(html.find("<!-- raw") == std::string::npos);
    for (std::size_t at; (at = html.find("<input type=\"checkbox\" disabled=\"\" />")) != std::string::npos;)
      html.erase(at, 38);
    pugi::xml_document document;
    REQUIRE(document.load_string(("<r>" + html + "</r>").c_str(), pugi::parse_default | pugi::parse_ws_pcdata));
    CHECK(squeezed(shown_text(document)) == expected_text(text));
    int headings = 0;
    for_each_element(document, [&](pugi::xml_node node) { headings += std::string(node.name()) == "h2" ? 1 : 0; });
    CHECK(headings == (clean(text).empty() ? 0 : 1));
  }
}

TEST_CASE("hostile text is text in DOCX, and its XML is well formed") {
  for (const auto& text : hostile) {
    const auto package = to_docx(draft_of(text));
    INFO(text);
    pugi::xml_document document;
    REQUIRE(document.load_string(entry_of(package, "word/document.xml").c_str(),
                                 pugi::parse_default | pugi::parse_ws_pcdata));
    CHECK(squeezed(shown_text(document)) == expected_text(text));
    for (const char* part : {"[Content_Types].xml", "_rels/.rels", "word/styles.xml", "word/numbering.xml",
                             "word/_rels/document.xml.rels", "docProps/core.xml"}) {
      pugi::xml_document other;
      CHECK(other.load_string(entry_of(package, part).c_str()));
    }
  }
}

TEST_CASE("a citation's link is one percent-encoded path segment") {
  Draft draft;
  draft.sections = {{1, "", {{Block::Type::paragraph, {{{"", "11/11 ?#%", Span::Weight::normal}}}, {}, {}}}}};
  CHECK(to_html(draft).find("href=\"/campaigns/11%2F11%20%3F%23%25\"") != std::string::npos);
  CHECK(to_html(draft, "#/c/").find("href=\"#/c/11%2F11") != std::string::npos);
}

TEST_CASE("the same draft gives the same DOCX bytes, in any time zone and at any time") {
  const auto draft = draft_of("双十一");
  setenv("TZ", "Asia/Shanghai", 1);
  tzset();
  const auto first = to_docx(draft);
  setenv("TZ", "America/New_York", 1);
  tzset();
  const auto second = to_docx(draft);
  unsetenv("TZ");
  tzset();
  CHECK(first == second);
  CHECK(first.starts_with("PK"));
}

TEST_CASE("cleaning keeps every readable character and repairs the rest") {
  CHECK(clean("  a \t\n b　c ") == "a b c");
  CHECK(clean("bad\xff!") == "bad\xEF\xBF\xBD!");
  CHECK(clean("\xED\xA0\x80") == "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");  // a surrogate
  CHECK(clean("\xF4\x90\x80\x80") == "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
  CHECK(clean("双十一 é 👩‍👩‍👧") == "双十一 é 👩‍👩‍👧");
  CHECK(clean("\xE2\x80\xAEx") == "x");
  CHECK(clean_lines("a\n\n b \n") == std::vector<std::string>{"a", "b"});
}
