#include "importers/document_builder.h"

#include <algorithm>

#include "archive/error.h"
#include "importers/heading_form.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

using archive::Error;
using archive::ErrorKind;
using archive::Text;

// Spaces of other widths, zero-width marks and the byte order mark: one space or nothing. `size` is set to their length.
enum class Blank { no, space, nothing };
Blank blank_at(std::string_view text, std::size_t& size) {
  size = 1;
  const auto c = static_cast<unsigned char>(text[0]);
  if (c == ' ' || c == '\v' || c == '\f') return Blank::space;
  if (c == 0xC2 && text.size() > 1 && static_cast<unsigned char>(text[1]) == 0xA0) return size = 2, Blank::space;
  if (text.size() < 3) return Blank::no;
  const auto second = static_cast<unsigned char>(text[1]);
  const auto third = static_cast<unsigned char>(text[2]);
  size = 3;
  if (c == 0xE3 && second == 0x80 && third == 0x80) return Blank::space;  // U+3000
  if (c == 0xE2 && second == 0x80 && ((third >= 0x80 && third <= 0x8A) || third == 0xAF)) return Blank::space;
  if (c == 0xE2 && second == 0x80 && third >= 0x8B && third <= 0x8F)
    return Blank::nothing;  // zero width, direction marks
  if (c == 0xEF && second == 0xBB && third == 0xBF) return Blank::nothing;
  return Blank::no;
}

}  // namespace

void refuse_too_large(std::string_view what, std::uint64_t limit) {
  const bool pages = what == "pages";
  const bool blocks = what == "blocks";
  const Text subject = what == "file"    ? Text{"the document's file", "文档文件"}
                       : pages           ? Text{"the document's number of pages", "文档页数"}
                       : blocks          ? Text{"the document's number of paragraphs", "文档段落数"}
                       : what == "depth" ? Text{"the nesting in the document", "文档的嵌套层数"}
                                         : Text{"the document's text", "文档文字"};
  const std::string most =
      pages || blocks || what == "depth" ? std::to_string(limit) : std::to_string(limit >> 20) + " MB";
  throw Error(ErrorKind::invalid_input, "too_large",
              {subject.en + " passes the limit of " + most + "; split it into several documents",
               subject.zh + "超过上限 " + most + "；请拆成几个文档"});
}

void refuse_damaged(const Text& what) {
  throw Error(ErrorKind::invalid_input, "damaged_file",
              {"the document is damaged: " + what.en + "; open it in the program that made it and save it again",
               "文档已损坏：" + what.zh + "；请用原来的软件打开并重新保存"});
}

std::string read_document_file(const std::filesystem::path& path, const DocumentLimits& limits) {
  const auto source = open_source(path);
  std::string bytes;
  char buffer[64 << 10];
  while (const std::size_t got = source->read(buffer, sizeof buffer)) {
    bytes.append(buffer, got);
    if (bytes.size() > limits.file_bytes) refuse_too_large("file", limits.file_bytes);
  }
  return bytes;
}

std::string valid_text(std::string_view bytes, std::size_t* broken) {
  std::string text;
  text.reserve(bytes.size());
  while (!bytes.empty()) {
    const std::size_t good = valid_utf8_prefix(bytes);
    for (const char c : bytes.substr(0, good)) {
      const auto byte = static_cast<unsigned char>(c);
      if (byte >= 0x20 ? byte != 0x7F : c == '\n' || c == '\t' || c == '\r' || c == '\f') text += c;
    }
    bytes.remove_prefix(good);
    if (bytes.empty()) break;
    if (bytes[0] != '\0') {
      text += "\xEF\xBF\xBD";
      if (broken) ++*broken;
    }
    bytes.remove_prefix(1);
  }
  return text;
}

std::string clean_text(std::string_view text) {
  std::string clean;
  clean.reserve(text.size());
  bool space = false;
  const auto ends_with_break = [&] { return clean.empty() || clean.back() == '\n' || clean.back() == '\t'; };
  while (!text.empty()) {
    std::size_t size = 1;
    const Blank blank = blank_at(text, size);
    if (blank == Blank::no) size = first_character(text);
    if (blank == Blank::space) {
      space = true;
    } else if (text[0] == '\n' || text[0] == '\t') {
      space = false;
      if (text[0] == '\n')
        while (!clean.empty() && clean.back() == '\t') clean.pop_back();
      if (!ends_with_break()) clean += text[0];
    } else if (text[0] != '\r' && blank == Blank::no) {
      if (space && !ends_with_break()) clean += ' ';
      space = false;
      clean += text.substr(0, size);
    }
    text.remove_prefix(size);
  }
  while (!clean.empty() && (clean.back() == '\n' || clean.back() == '\t')) clean.pop_back();
  return clean;
}

void DocumentBuilder::add(Block block, bool emphasised) {
  std::size_t size = 0;
  if (block.type == Block::Type::table) {
    for (auto& row : block.rows)
      for (std::string& cell : row) {
        cell = clean_text(cell);
        size += cell.size() + 1;
      }
    std::erase_if(block.rows, [](const auto& row) { return std::ranges::all_of(row, &std::string::empty); });
    if (block.rows.empty()) return;
  } else {
    block.text = clean_text(block.text);
    if (block.text.empty()) return;
    size = block.text.size() + 1;
  }
  bytes_ += size;
  if (bytes_ > limits_.text_bytes) refuse_too_large("text", limits_.text_bytes);
  if (document_.blocks.size() >= limits_.blocks) refuse_too_large("blocks", limits_.blocks);
  document_.blocks.push_back(std::move(block));
  emphasised_.push_back(emphasised);
}

void DocumentBuilder::add_paragraph(std::string_view text, bool emphasised, std::uint32_t page) {
  Block block;
  block.text = text;
  block.page = page;
  add(std::move(block), emphasised);
}

void DocumentBuilder::add_heading(std::string_view text, std::uint8_t level, std::uint32_t page) {
  Block block;
  block.type = Block::Type::heading;
  block.level = std::clamp<std::uint8_t>(level, 1, 6);
  block.text = text;
  block.page = page;
  add(std::move(block));
}

void DocumentBuilder::add_item(std::string_view text, std::uint8_t level, bool numbered, std::uint32_t page) {
  Block block;
  block.type = Block::Type::item;
  block.level = std::max<std::uint8_t>(level, 1);
  block.numbered = numbered;
  block.text = text;
  block.page = page;
  add(std::move(block));
}

void DocumentBuilder::add_table(std::vector<std::vector<std::string>> rows, std::uint32_t page) {
  Block block;
  block.type = Block::Type::table;
  block.rows = std::move(rows);
  block.page = page;
  add(std::move(block));
}

void DocumentBuilder::note(std::string_view code, Text text) {
  const auto same = [&](const Note& note) { return note.code == code; };
  if (std::ranges::none_of(document_.notes, same)) document_.notes.push_back({std::string(code), std::move(text)});
}

TextDocument DocumentBuilder::finish(const Text& advice) {
  if (document_.blocks.empty()) throw Error(ErrorKind::invalid_input, "no_text", advice);
  mark_forms(document_.blocks, emphasised_);
  document_.title = clean_text(document_.title);
  document_.author = clean_text(document_.author);
  if (document_.title.empty()) {
    const auto heading = std::ranges::find(document_.blocks, Block::Type::heading, &Block::type);
    if (heading != document_.blocks.end()) document_.title = heading->text;
  }
  std::ranges::replace(document_.title, '\n', ' ');
  return std::move(document_);
}

}  // namespace almanac::importers
