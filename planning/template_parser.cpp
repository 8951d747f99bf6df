// Reading a template file: front matter, then line by line. The grammar is the part of Markdown that plans are written
// in (headings, paragraphs, bullets, numbers, tasks, quotes, pipe tables, **strong**); anything else is a paragraph, so
// no file fails for its prose. Only slots are strict: a misspelt one would silently leave a hole in the plan.

#include <algorithm>
#include <map>

#include "archive/name.h"
#include "planning/inline_text.h"
#include "planning/templates.h"

namespace almanac::planning {
namespace {

using archive::Error;
using archive::ErrorKind;
using archive::Text;
using Type = TemplateLine::Type;

Error problem(std::string code, const Text& message, int line) {
  return Error(ErrorKind::invalid_input, std::move(code), message, "line " + std::to_string(line));
}

const Slot* find_slot(std::string_view name) {
  for (const auto& slot : slots()) {
    if (slot.name == name) return &slot;
  }
  return nullptr;
}

[[noreturn]] void unknown_slot(const std::string& name, int line) {
  std::string nearest;
  std::size_t best = 1 + std::max<std::size_t>(2, name.size() / 2);
  for (const auto& slot : slots()) {
    const auto distance = archive::edit_distance(name, slot.name, best);
    if (distance < best) {
      best = distance;
      nearest = slot.name;
    }
  }
  Text message{"line {}: there is no slot {{" + name + "}}", "第 {} 行：没有名为 {{" + name + "}} 的填充位"};
  message = archive::filled(message, std::to_string(line));
  message.en += nearest.empty() ? "; docs/templates.md lists them" : "; did you mean {{" + nearest + "}}?";
  message.zh += nearest.empty() ? "；全部名称见 docs/zh/templates.md" : "；是不是 {{" + nearest + "}}？";
  throw problem("unknown_slot", message, line);
}

// Checks the slots inside a text; returns the name if the text is one block slot alone.
std::string check_slots(const std::string& text, int line) {
  const auto pieces = split_slots(text);
  if (pieces.unclosed) {
    throw problem(
        "unclosed_slot",
        archive::filled(Text{"line {}: a slot is opened with {{ and not closed with }} (write \\{{ for the characters)",
                             "第 {} 行：填充位以 {{ 开头但没有 }} 结尾（要写出这两个字符请用 \\{{）"},
                        std::to_string(line)),
        line);
  }
  for (const auto& piece : pieces.pieces) {
    if (!piece.slot) continue;
    const Slot* slot = find_slot(piece.text);
    if (slot == nullptr) unknown_slot(piece.text, line);
    if (slot->form == Slot::Form::words) continue;
    if (pieces.pieces.size() == 1) return piece.text;
    throw problem("slot_not_alone",
                  archive::filled(Text{"line {}: the slot {} becomes tables or lists and must stand alone on its line",
                                       "第 {} 行：填充位 {} 会展开为表格或列表，必须单独占一行"},
                                  std::to_string(line), piece.text),
                  line);
  }
  return {};
}

bool starts_number(std::string_view text, std::size_t& after) {
  std::size_t digits = 0;
  while (digits < text.size() && digits < 3 && text[digits] >= '0' && text[digits] <= '9') ++digits;
  if (digits == 0 || digits + 1 >= text.size()) return false;
  if ((text[digits] != '.' && text[digits] != ')') || text[digits + 1] != ' ') return false;
  after = digits + 2;
  return true;
}

bool is_table_rule(std::string_view text) {
  return text.find('-') != std::string_view::npos && text.find_first_not_of("|-: ") == std::string_view::npos;
}

TemplateLine read_line(std::string_view text, int line) {
  TemplateLine read;
  read.line = line;
  std::size_t skip = 0;
  const auto hashes = text.find_first_not_of('#');
  if (hashes != std::string_view::npos && hashes >= 1 && hashes <= 6 && text[hashes] == ' ') {
    read.type = Type::heading;
    read.level = static_cast<int>(hashes);
    skip = hashes + 1;
  } else if (text.starts_with("- [ ] ") || text.starts_with("* [ ] ")) {
    read.type = Type::task;
    skip = 6;
  } else if (text.starts_with("- ") || text.starts_with("* ") || text.starts_with("+ ")) {
    read.type = Type::bullet;
    skip = 2;
  } else if (starts_number(text, skip)) {
    read.type = Type::number;
  } else if (text.front() == '>') {
    read.type = Type::quote;
    skip = text.size() > 1 && text[1] == ' ' ? 2 : 1;
  } else if (text.front() == '|' && text.size() > 1) {
    read.type = Type::table_row;
  }
  read.text = trimmed(text.substr(skip));
  return read;
}

void add_line(std::vector<TemplateLine>& lines, std::string_view text, int line, const int previous_text_line) {
  auto read = read_line(text, line);
  if (read.type == Type::table_row && is_table_rule(read.text)) return;
  const auto slot = check_slots(read.text, line);
  if (!slot.empty()) {
    if (read.type != Type::paragraph) check_slots(read.text + " ", line);  // "- {{goals}}": not alone
    read.type = Type::slot;
    read.text = slot;
  }
  // A paragraph may run over several lines of the file.
  const bool continues = read.type == Type::paragraph && !lines.empty() && previous_text_line == line - 1 &&
                         lines.back().type == Type::paragraph;
  if (continues) {
    const bool both_latin = !lines.back().text.empty() && !read.text.empty() &&
                            static_cast<unsigned char>(lines.back().text.back()) < 0x80 &&
                            static_cast<unsigned char>(read.text.front()) < 0x80;
    lines.back().text += (both_latin ? " " : "") + read.text;
    return;
  }
  lines.push_back(std::move(read));
}

struct FileName {
  std::string id;
  std::optional<archive::Language> language;
};

// "campaign-brief.zh.md" → campaign-brief, zh.
FileName split_name(std::string_view name) {
  if (name.ends_with(".md")) name.remove_suffix(3);
  FileName split;
  if (name.ends_with(".zh")) split.language = archive::Language::zh;
  if (name.ends_with(".en")) split.language = archive::Language::en;
  if (split.language) name.remove_suffix(3);
  split.id = archive::normalize_key(name);
  return split;
}

void set_field(Template& record, const std::string& name, const std::string& value, int line) {
  if (name == "id") {
    record.id = archive::normalize_key(value);
  } else if (name == "name") {
    record.name = value;
  } else if (name == "description") {
    record.description = value;
  } else if (name == "language" && (value == "zh" || value == "en")) {
    record.language = value == "zh" ? archive::Language::zh : archive::Language::en;
  } else {
    throw problem(
        "bad_front_matter",
        archive::filled(
            Text{"line {}: \"{}: {}\" is not understood; the lines between --- may be id, name, description and "
                 "language (zh or en)",
                 "第 {} 行：不认识“{}: {}”；两条 --- 之间可以写 id、name、description 和 language（zh 或 en）"},
            std::to_string(line), name, value),
        line);
  }
}

// Reads the lines between the `---` lines; returns the index of the first line of the body.
std::size_t read_front_matter(Template& record, const std::vector<std::string_view>& lines) {
  if (lines.empty() || trimmed(lines[0]) != "---") return 0;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const auto text = trimmed(lines[i]);
    if (text == "---") return i + 1;
    if (text.empty() || text.front() == '#') continue;
    const auto colon = text.find(':');
    const auto name = trimmed(std::string_view(text).substr(0, colon));
    const auto value = colon == std::string::npos ? std::string() : trimmed(std::string_view(text).substr(colon + 1));
    set_field(record, name, value, static_cast<int>(i) + 1);
  }
  throw problem("bad_front_matter",
                Text{"line 1: the lines that begin with --- are not closed with another ---",
                     "第 1 行：以 --- 开头的说明没有用另一行 --- 结束"},
                1);
}

std::vector<std::string_view> split_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto end = text.find('\n');
    auto line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.push_back(line);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  return lines;
}

void check_file(std::string_view markdown, const std::vector<std::string_view>& lines) {
  if (markdown.size() > template_byte_limit || lines.size() > template_line_limit) {
    throw problem(
        "template_too_large",
        archive::filled(Text{"the template has {} bytes and {} lines; at most {} bytes and {} lines are taken",
                             "模板有 {} 字节、{} 行；最多 {} 字节、{} 行"},
                        std::to_string(markdown.size()), std::to_string(lines.size()),
                        std::to_string(template_byte_limit), std::to_string(template_line_limit)),
        1);
  }
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (archive::is_utf8(lines[i])) continue;
    const int line = static_cast<int>(i) + 1;
    throw problem("template_not_utf8",
                  archive::filled(Text{"line {}: the file is not UTF-8; save it as UTF-8",
                                       "第 {} 行：文件不是 UTF-8 编码，请另存为 UTF-8"},
                                  std::to_string(line)),
                  line);
  }
}

// Comments are for the author of a template: <!-- … -->, also over several lines, each beginning its line.
bool in_comment(std::string_view text, bool& open) {
  if (!open && !text.starts_with("<!--")) return false;
  open = text.find("-->") == std::string_view::npos;
  return true;
}

}  // namespace

Template parse_template(std::string_view file_name, std::string_view markdown, Origin origin) {
  if (markdown.starts_with("\xEF\xBB\xBF")) markdown.remove_prefix(3);
  const auto lines = split_lines(markdown);
  check_file(markdown, lines);
  Template record;
  record.origin = origin;
  record.source = markdown;
  const auto named = split_name(file_name);
  record.id = named.id;
  record.language = named.language.value_or(archive::Language::zh);
  bool comment = false;
  int text_line = -1;
  for (std::size_t i = read_front_matter(record, lines); i < lines.size(); ++i) {
    const auto text = trimmed(lines[i]);
    if (text.empty() || in_comment(text, comment)) continue;
    add_line(record.lines, text, static_cast<int>(i) + 1, text_line);
    text_line = static_cast<int>(i) + 1;
  }
  if (record.lines.empty()) {
    throw problem("empty_template", Text{"the template has no text after its front matter", "模板除说明行外没有内容"},
                  1);
  }
  if (record.name.empty()) record.name = record.id;
  return record;
}

}  // namespace almanac::planning
