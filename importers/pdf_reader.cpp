// Text of a PDF. A PDF has words at places, not paragraphs: words of one height make a line, lines near each other and of one
// size a paragraph, lines whose words stand in columns a table.

#include <poppler-document.h>
#include <poppler-global.h>
#include <poppler-page.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "archive/error.h"
#include "archive/time.h"
#include "importers/heading_form.h"
#include "importers/pdf_layout.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

using archive::Error;
using archive::ErrorKind;
using archive::filled;

constexpr std::size_t most_words = 200'000;  // of one page

std::string utf8(const poppler::ustring& text) {
  const poppler::byte_array bytes = text.to_utf8();
  return valid_text({bytes.data(), bytes.size()});
}

bool is_space_or_control(std::string_view text) { return clean_text(text).empty(); }

std::vector<PdfWord> words_of(const poppler::page& page) {
  std::vector<PdfWord> words;
  auto boxes = page.text_list(poppler::page::text_list_include_font);
  if (boxes.size() > most_words) refuse_too_large("text", most_words);
  words.reserve(boxes.size());
  for (const poppler::text_box& box : boxes) {
    PdfWord word;
    word.text = utf8(box.text());
    if (is_space_or_control(word.text)) continue;
    const poppler::rectf place = box.bbox();
    word.left = place.left();
    word.right = place.right();
    word.top = place.top();
    word.bottom = place.bottom();
    word.size = box.has_font_info() ? box.get_font_size() : place.height();
    word.space_after = box.has_space_after();
    const std::string font = box.has_font_info() ? lower_ascii(box.get_font_name()) : std::string();
    word.bold = font.find("bold") != std::string::npos || font.find("heavy") != std::string::npos ||
                font.find("black") != std::string::npos;
    const bool sound =
        std::isfinite(word.left) && std::isfinite(word.right) && std::isfinite(word.top) && std::isfinite(word.bottom);
    if (sound) words.push_back(std::move(word));
  }
  return words;
}

[[noreturn]] void refuse_encrypted() {
  throw Error(ErrorKind::invalid_input, "encrypted_file",
              {"the PDF is protected by a password; open it and save a copy without one (print it to a new PDF)",
               "PDF 设有密码；请打开后另存一份不带密码的副本（例如“打印”为新的 PDF）"});
}

// "D:20241201…" as poppler gives it, in seconds; the day alone is of use.
std::string date_of(const poppler::document& document) {
  const time_t created = document.get_creation_date_t();
  if (created <= 0 || created == static_cast<time_t>(-1)) return {};
  return archive::Date{static_cast<std::int32_t>(created / 86'400), archive::Precision::day}.to_string();
}

}  // namespace

TextDocument read_pdf(const std::filesystem::path& path, const DocumentLimits& limits) {
  // Poppler writes what it finds odd to standard error.
  poppler::set_debug_error_function([](const std::string&, void*) {}, nullptr);
  const std::string bytes = read_document_file(path, limits);
  DocumentBuilder builder(limits);
  const std::unique_ptr<poppler::document> pdf(poppler::document::load_from_raw_data(
      bytes.data(), static_cast<int>(std::min<std::size_t>(bytes.size(), INT32_MAX))));
  if (!pdf) refuse_damaged({"no page of it can be read", "无法读取任何一页"});
  if (pdf->is_locked()) refuse_encrypted();
  const int pages = pdf->pages();
  if (pages < 0 || static_cast<std::uint32_t>(pages) > limits.pages) refuse_too_large("pages", limits.pages);
  builder.document().title = utf8(pdf->get_title());
  builder.document().author = utf8(pdf->get_author());
  builder.document().date = date_of(*pdf);
  PdfLayout layout(builder);
  int without_text = 0;
  for (int i = 0; i < pages; ++i) {
    const std::unique_ptr<poppler::page> page(pdf->create_page(i));
    auto words = page ? words_of(*page) : std::vector<PdfWord>();
    if (words.empty()) ++without_text;
    layout.add_page(std::move(words), static_cast<std::uint32_t>(i + 1));
  }
  layout.finish();
  if (without_text > 0 && without_text < pages)
    builder.note("scanned_pdf",
                 filled({"{} of {} pages have no text (pictures or scans) and were not read; run OCR over them",
                         "{} 页（共 {} 页）没有文字层（图片或扫描件），未读入；请先做 OCR 识别"},
                        std::to_string(without_text), std::to_string(pages)));
  return builder.finish(
      {"no page of the PDF has text: it is a scan or made of pictures; run OCR over it (for example ocrmypdf) or "
       "import the "
       "original document",
       "PDF 中没有文字层，应为扫描件或图片；请先用 OCR 识别（如 ocrmypdf），或导入原始文档"});
}

}  // namespace almanac::importers
