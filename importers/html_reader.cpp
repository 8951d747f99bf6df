#include <algorithm>
#include <optional>

#include "importers/document_text.h"
#include "importers/html_blocks.h"
#include "importers/value_text.h"

namespace almanac::importers {
namespace {

// The encoding that the page itself names, in its first 4 KB.
std::optional<Encoding> declared_encoding(std::string_view bytes) {
  const std::string head = lower_ascii(bytes.substr(0, 4096));
  const std::size_t at = head.find("charset");
  if (at == std::string::npos) return std::nullopt;
  std::size_t begin = head.find_first_not_of(" \t\"'=", at + 7);
  if (begin == std::string::npos) return std::nullopt;
  const std::size_t end = std::min(head.find_first_of(" \t\"'/>;", begin), head.size());
  return encoding_from(std::string_view(head).substr(begin, end - begin));
}

}  // namespace

TextDocument read_html(const std::filesystem::path& path, const DocumentLimits& limits) {
  const std::string bytes = read_document_file(path, limits);
  DocumentBuilder builder(limits);
  const std::string text = decoded_text(bytes, declared_encoding(bytes), builder);
  add_html(text, builder);
  return builder.finish(
      {"the page has no text; a page that is built by a script must be saved as it is shown (\"Web page, complete\"), "
       "or "
       "as PDF",
       "网页中没有文字；由脚本生成的页面请在浏览器中另存为“网页，全部”，或打印成 PDF"});
}

}  // namespace almanac::importers
