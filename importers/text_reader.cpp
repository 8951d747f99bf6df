// Plain text: a line is a paragraph, except where an editor broke English sentences at a fixed width.

#include <algorithm>

#include "importers/document_text.h"
#include "importers/heading_form.h"
#include "importers/value.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

using archive::filled;

// A line that was cut at a fixed width, and the line behind it.
bool continues(std::string_view line, std::string_view next) {
  if (display_width(line) < 50 || next.empty()) return false;
  const char last = line.back();
  const bool open = is_letter(last) || last == ',' || last == '-' || is_digit(last);
  return open && (is_letter(next[0]) || is_digit(next[0]) || next[0] == '(') &&
         line_number(next).form == LineNumber::Form::none;
}

bool is_rule(std::string_view line, char sign) {
  return line.size() >= 3 && line.find_first_not_of(sign) == std::string_view::npos;
}

}  // namespace

std::string decoded_text(std::string_view bytes, std::optional<Encoding> declared, DocumentBuilder& builder) {
  const DetectedEncoding detected = detect_encoding(bytes.substr(0, 64 << 10));
  Encoding encoding = detected.encoding;
  // ASCII says nothing, and a guess yields to the file's own word.
  const bool ascii =
      std::ranges::none_of(bytes.substr(0, 64 << 10), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
  const bool eight_bit = declared == Encoding::utf8 || declared == Encoding::gb18030;
  if (eight_bit && detected.bom == 0 && (ascii || !detected.certain)) encoding = *declared;
  builder.document().encoding = encoding;
  const auto source = decoded_source(memory_source(bytes), encoding);
  std::string decoded;
  char buffer[16 << 10];
  while (const std::size_t got = source->read(buffer, sizeof buffer)) decoded.append(buffer, got);
  std::size_t broken = 0;
  std::string text = valid_text(decoded, &broken);
  if (broken > 0)
    builder.note(
        "broken_characters",
        filled({"{} characters could not be decoded as {} and are shown as \xEF\xBF\xBD; save the file as UTF-8",
                "有 {} 个字符无法按 {} 解码，显示为 \xEF\xBF\xBD；请把文件另存为 UTF-8"},
               std::to_string(broken), std::string(to_string(encoding))));
  std::string lines;
  lines.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r')
      lines += text[i] == '\f' ? '\n' : text[i];
    else if (i + 1 == text.size() || text[i + 1] != '\n')
      lines += '\n';
  }
  return lines;
}

TextDocument read_plain_text(const std::filesystem::path& path, const DocumentLimits& limits) {
  DocumentBuilder builder(limits);
  const std::string text = decoded_text(read_document_file(path, limits), std::nullopt, builder);
  std::string paragraph;
  std::string_view last;
  const auto flush = [&] {
    const std::size_t marks = std::min(paragraph.find_first_not_of('#'), paragraph.size());
    if (marks > 0 && marks <= 6 && paragraph.size() > marks && paragraph[marks] == ' ')
      builder.add_heading(std::string_view(paragraph).substr(marks + 1), static_cast<std::uint8_t>(marks));
    else
      builder.add_paragraph(paragraph);
    paragraph.clear();
  };
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t to = std::min(text.find('\n', from), text.size());
    const std::string_view line = trimmed(std::string_view(text).substr(from, to - from));
    from = to + 1;
    if (is_rule(line, '=') || is_rule(line, '-') || is_rule(line, '*') || is_rule(line, '_')) {
      // "Title" above "=====" is a heading.
      const bool heading =
          (line[0] == '=' || line[0] == '-') && !last.empty() && paragraph == last && display_width(last) <= 60;
      if (heading) {
        builder.add_heading(paragraph, line[0] == '=' ? 1 : 2);
        paragraph.clear();
      }
      last = {};
      continue;
    }
    if (!paragraph.empty() && !line.empty() && continues(last, line)) {
      paragraph += ' ';
      paragraph += line;
    } else {
      if (!paragraph.empty()) flush();
      paragraph = line;
    }
    last = line;
  }
  if (!paragraph.empty()) flush();
  return builder.finish({"the file holds no text", "文件中没有文字"});
}

}  // namespace almanac::importers
