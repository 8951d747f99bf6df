// A draft as Markdown and as HTML. What comes from the archive is data in both: every character that either language
// gives a meaning to is escaped, so a campaign's name can be shown but cannot become a heading, a link or a script.

#include <array>

#include "planning/draft.h"

namespace almanac::planning {
namespace {

// ---- Markdown
// ---------------------------------------------------------------------------------------------------------

// Escapes all of CommonMark's and GFM's inline marks; a backslash before punctuation is always the punctuation.
std::string markdown_text(std::string_view text) {
  static constexpr std::string_view marks = "\\`*_{}[]<>|&~#!$^";
  std::string out;
  for (const char c : text) {
    if (marks.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

// Marks that mean something at the start of a line only: lists, rules, setext underlines, "1." and "1)".
std::string line_start(std::string text) {
  const auto digits = text.find_first_not_of("0123456789");
  if (digits != std::string::npos && digits > 0 && (text[digits] == '.' || text[digits] == ')'))
    text.insert(digits, "\\");
  if (!text.empty() && (text[0] == '-' || text[0] == '+' || text[0] == '=')) text.insert(0, "\\");
  return text;
}

// Web links that GFM makes by itself ("www.", "http://") are broken by escaping their punctuation. A mail address stays
// a link in some readers: no escape prevents it, and it leads nowhere but to the address that is shown.
std::string no_autolink(std::string text) {
  for (const std::string_view mark : {"://", "www."}) {
    for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + mark.size() + 1)) {
      text.insert(mark == "www." ? at + 3 : at, "\\");
    }
  }
  return text;
}

std::string markdown_spans(const Spans& spans) {
  std::string out;
  for (const auto& span : spans) {
    const auto text = no_autolink(markdown_text(span.text));
    const bool strong = span.weight == Span::Weight::strong && !span.text.empty() && span.text.front() != ' ' &&
                        span.text.back() != ' ';
    out += strong ? "**" + text + "**" : text;
    // The brackets stay plain: nothing in the document defines a reference, so they are characters.
    if (!span.cites.empty()) out += "[" + no_autolink(markdown_text(span.cites)) + "]";
  }
  return out;
}

std::string cited_column(const Block& block, std::size_t column) {
  return column < block.column_cites.size() ? block.column_cites[column] : std::string();
}

std::string markdown_table(const Block& block) {
  std::string out = "|";
  for (std::size_t i = 0; i < block.columns.size(); ++i) {
    const auto cites = cited_column(block, i);
    out +=
        " " +
        (cites.empty() ? no_autolink(markdown_text(block.columns[i])) : "[" + no_autolink(markdown_text(cites)) + "]") +
        " |";
  }
  out += "\n|";
  for (std::size_t i = 0; i < block.columns.size(); ++i) out += " --- |";
  out += "\n";
  for (const auto& row : block.rows) {
    out += "|";
    for (const auto& cell : row) out += " " + markdown_spans(cell) + " |";
    out += "\n";
  }
  return out;
}

std::string markdown_block(const Block& block) {
  if (block.type == Block::Type::table) return markdown_table(block);
  std::string out;
  int number = 0;
  for (const auto& item : block.items) {
    const auto text = line_start(markdown_spans(item));
    if (text.find_first_not_of(' ') == std::string::npos) continue;
    switch (block.type) {
      case Block::Type::bullets:
        out += "- " + text + "\n";
        break;
      case Block::Type::numbers:
        out += std::to_string(++number) + ". " + text + "\n";
        break;
      case Block::Type::tasks:
        out += "- [ ] " + text + "\n";
        break;
      case Block::Type::quote:
        out += "> " + text + "\n";
        break;
      case Block::Type::missing:
        out += "*" + text + "*\n";
        break;
      default:
        out += text + "\n";
        break;
    }
  }
  return out;
}

// ---- HTML
// -------------------------------------------------------------------------------------------------------------

std::string html_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

// RFC 3986: all but unreserved characters as %XX, so that a code is one path segment.
std::string path_segment(std::string_view code) {
  static constexpr std::string_view hex = "0123456789ABCDEF";
  std::string out;
  for (const char c : code) {
    const auto byte = static_cast<unsigned char>(c);
    const bool unreserved = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                            (byte >= '0' && byte <= '9') || byte == '-' || byte == '.' || byte == '_' || byte == '~';
    if (unreserved) {
      out += c;
    } else {
      out += {'%', hex[byte >> 4], hex[byte & 15]};
    }
  }
  return out;
}

std::string html_citation(const std::string& code, std::string_view link) {
  return "<a class=\"cite\" href=\"" + html_text(link) + path_segment(code) + "\">[" + html_text(code) + "]</a>";
}

std::string html_spans(const Spans& spans, std::string_view link) {
  std::string out;
  for (const auto& span : spans) {
    const auto text = html_text(span.text);
    out += span.weight == Span::Weight::strong ? "<strong>" + text + "</strong>" : text;
    if (!span.cites.empty()) out += html_citation(span.cites, link);
  }
  return out;
}

std::string html_table(const Block& block, std::string_view link) {
  std::string out = "<table border=\"1\" cellspacing=\"0\" cellpadding=\"6\">\n<thead><tr>";
  for (std::size_t i = 0; i < block.columns.size(); ++i) {
    const auto cites = cited_column(block, i);
    out += "<th align=\"left\">" + (cites.empty() ? html_text(block.columns[i]) : html_citation(cites, link)) + "</th>";
  }
  out += "</tr></thead>\n<tbody>\n";
  for (const auto& row : block.rows) {
    out += "<tr>";
    for (const auto& cell : row) out += "<td>" + html_spans(cell, link) + "</td>";
    out += "</tr>\n";
  }
  return out + "</tbody>\n</table>\n";
}

std::string html_list(const Block& block, std::string_view link) {
  const std::string tag = block.type == Block::Type::numbers ? "ol" : "ul";
  std::string out = block.type == Block::Type::tasks ? "<ul class=\"tasks\">\n" : "<" + tag + ">\n";
  for (const auto& item : block.items) {
    // A ballot box as a character: it survives pasting into a document, a form control does not.
    out += std::string("<li>") + (block.type == Block::Type::tasks ? "☐ " : "") + html_spans(item, link) + "</li>\n";
  }
  return out + "</" + tag + ">\n";
}

std::string html_block(const Block& block, std::string_view link) {
  switch (block.type) {
    case Block::Type::table:
      return html_table(block, link);
    case Block::Type::bullets:
    case Block::Type::numbers:
    case Block::Type::tasks:
      return html_list(block, link);
    default:
      break;
  }
  std::string out;
  for (const auto& item : block.items) {
    const auto text = html_spans(item, link);
    if (block.type == Block::Type::quote) {
      out += "<blockquote><p>" + text + "</p></blockquote>\n";
    } else if (block.type == Block::Type::missing) {
      out += "<p class=\"missing\"><em>" + text + "</em></p>\n";
    } else {
      out += "<p>" + text + "</p>\n";
    }
  }
  return out;
}

}  // namespace

std::string to_markdown(const Draft& draft) {
  std::string out;
  for (const auto& section : draft.sections) {
    if (!section.heading.empty()) {
      out += std::string(static_cast<std::size_t>(section.level), '#') + " " +
             no_autolink(markdown_text(section.heading)) + "\n\n";
    }
    for (const auto& block : section.blocks) out += markdown_block(block) + "\n";
  }
  while (out.ends_with("\n\n")) out.pop_back();
  return out;
}

std::string to_html(const Draft& draft, std::string_view campaign_link) {
  const std::string language = draft.language == archive::Language::zh ? "zh-CN" : "en";
  std::string out = "<article class=\"draft\" lang=\"" + language + "\">\n";
  for (const auto& section : draft.sections) {
    if (!section.heading.empty()) {
      const auto tag = "h" + std::to_string(section.level);
      out += "<" + tag + ">" + html_text(section.heading) + "</" + tag + ">\n";
    }
    for (const auto& block : section.blocks) out += html_block(block, campaign_link);
  }
  return out + "</article>\n";
}

}  // namespace almanac::planning
