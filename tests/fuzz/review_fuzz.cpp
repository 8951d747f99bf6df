// Any bytes as a review in Markdown, its first line the file's name. Checked: no crash; the record passes the archive's rules; every
// value has its evidence; what waits has its reason in both languages; the same input gives the same answer.

#include "archive/records.h"
#include "importers/review.h"
#include "tests/fuzz/document_fuzz.h"

using namespace almanac;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto dictionary = archive::Dictionary::load("/nonexistent");
  static const archive::Zone zone("Asia/Shanghai");
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::size_t line = std::min(bytes.find('\n'), bytes.size());
  const std::string_view name = bytes.substr(0, line);
  const fuzz::MemoryFile file(bytes.substr(std::min(line + 1, bytes.size())));
  importers::TextDocument document;
  try {
    document = importers::read_markdown(file.path(), fuzz::document_limits());
  } catch (const archive::Error&) {
    return 0;
  }
  if (importers::valid_utf8_prefix(name) != name.size()) return 0;
  importers::ReviewContext context;
  context.dictionary = &dictionary;
  context.zone = &zone;
  context.known_code = [](std::string_view code) { return code == "D11-2024"; };
  const auto review = importers::extract_review(document, name, context);
  (void)archive::from_json_record<archive::Campaign>(review.record);
  for (const auto& value : review.values) {
    fuzz::require(!value.field.empty() && value.certain == value.code.empty() && value.certain == value.reason.empty());
    fuzz::check_text(value.evidence);
    fuzz::require(value.block == importers::ReviewValue::no_block || value.block < document.blocks.size());
  }
  fuzz::check_text(archive::dump(review.record));
  const auto again = importers::extract_review(document, name, context);
  fuzz::require(again.record == review.record && again.unconfirmed() == review.unconfirmed());
  return 0;
}
