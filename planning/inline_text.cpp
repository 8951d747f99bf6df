#include "planning/inline_text.h"

#include <cstdint>

namespace almanac::planning {
namespace {

constexpr char32_t replacement = 0xFFFD;

// Decodes one code point and moves on; a broken sequence gives U+FFFD and moves one byte.
char32_t next_code_point(std::string_view text, std::size_t& at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  std::size_t length = 1;
  char32_t code = lead;
  if (lead >= 0xF0 && lead <= 0xF4) {
    length = 4;
    code = lead & 0x07u;
  } else if (lead >= 0xE0) {
    length = 3;
    code = lead & 0x0Fu;
  } else if (lead >= 0xC2) {
    length = 2;
    code = lead & 0x1Fu;
  } else if (lead >= 0x80) {
    ++at;
    return replacement;
  }
  if (lead > 0xF4 || at + length > text.size()) {
    ++at;
    return replacement;
  }
  for (std::size_t i = 1; i < length; ++i) {
    const auto byte = static_cast<unsigned char>(text[at + i]);
    if ((byte & 0xC0u) != 0x80u) {
      ++at;
      return replacement;
    }
    code = (code << 6) | (byte & 0x3Fu);
  }
  static constexpr char32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  if (code < least[length] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) {
    ++at;
    return replacement;
  }
  at += length;
  return code;
}

bool is_space(char32_t code) {
  return code == ' ' || (code >= 9 && code <= 13) || code == 0x85 || code == 0xA0 || code == 0x2028 || code == 0x2029 ||
         code == 0x3000;
}

// Invisible code points that a document must not carry: controls, direction overrides, noncharacters.
bool is_dropped(char32_t code) {
  return code < 0x20 || (code >= 0x7F && code < 0xA0) || (code >= 0x202A && code <= 0x202E) ||
         (code >= 0x2066 && code <= 0x2069) || (code >= 0xFDD0 && code <= 0xFDEF) || (code & 0xFFFEu) == 0xFFFEu ||
         code == 0xFEFF;
}

void append(std::string& out, char32_t code) {
  const auto put = [&](char32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | (code >> 6));
    put(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    put(0xE0 | (code >> 12));
    put(0x80 | ((code >> 6) & 0x3F));
    put(0x80 | (code & 0x3F));
  } else {
    put(0xF0 | (code >> 18));
    put(0x80 | ((code >> 12) & 0x3F));
    put(0x80 | ((code >> 6) & 0x3F));
    put(0x80 | (code & 0x3F));
  }
}

}  // namespace

std::string trimmed(std::string_view text) {
  static constexpr std::string_view blank = " \t\r\n\f\v";
  const auto first = text.find_first_not_of(blank);
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(blank) - first + 1));
}

Pieces split_slots(std::string_view text) {
  Pieces split;
  std::string words;
  const auto end_words = [&] {
    if (!words.empty()) split.pieces.push_back({std::move(words), false});
    words.clear();
  };
  for (std::size_t at = 0; at < text.size();) {
    if (text.substr(at).starts_with("\\{{")) {
      words += "{{";
      at += 3;
    } else if (text.substr(at).starts_with("{{")) {
      const auto close = text.find("}}", at + 2);
      if (close == std::string_view::npos) {
        split.unclosed = true;
        return split;
      }
      end_words();
      split.pieces.push_back({trimmed(text.substr(at + 2, close - at - 2)), true});
      at = close + 2;
    } else {
      words += text[at++];
    }
  }
  end_words();
  return split;
}

Spans spans_of(std::string_view text) {
  Spans spans;
  while (!text.empty()) {
    const auto open = text.find("**");
    const auto close = open == std::string_view::npos ? open : text.find("**", open + 2);
    if (close == std::string_view::npos || close == open + 2) {
      spans.push_back({std::string(text), {}, Span::Weight::normal});
      break;
    }
    if (open > 0) spans.push_back({std::string(text.substr(0, open)), {}, Span::Weight::normal});
    spans.push_back({std::string(text.substr(open + 2, close - open - 2)), {}, Span::Weight::strong});
    text.remove_prefix(close + 2);
  }
  return spans;
}

std::string clean(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool space = false;
  for (std::size_t at = 0; at < text.size();) {
    const auto code = next_code_point(text, at);
    if (is_space(code)) {
      space = !out.empty();
      continue;
    }
    if (is_dropped(code)) continue;
    if (space) out += ' ';
    space = false;
    append(out, code);
  }
  return out;
}

std::vector<std::string> clean_lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const auto end = text.find('\n');
    auto line = clean(text.substr(0, end));
    if (!line.empty()) lines.push_back(std::move(line));
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  return lines;
}

Spans plain(std::string_view text) { return {{clean(text), {}, Span::Weight::normal}}; }

Spans cited(std::string_view text, std::string_view campaign) {
  return {{clean(text) + " ", clean(campaign), Span::Weight::normal}};
}

}  // namespace almanac::planning
