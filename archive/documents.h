#pragma once
// Documents: the files of reviews, plans and notes, whole, with their text. A document is known by the SHA-256 of its
// bytes; bytes and text are kept in pieces of 1 MB under their hashes, so the same file twice takes space once.
//
// What only undone imports gave is not found. Documents are in the change log (Kind::document), so that what is derived
// from them catches up.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/records.h"
#include "archive/time.h"

namespace almanac::archive {

class Reads;
class Transaction;

struct Document {
  std::string hash;  // 64 hexadecimal digits; its key
  std::string title;
  std::optional<Date> date;
  std::string format;     // "docx", "pptx", "pdf", "markdown", "html", "text"
  std::string file_name;  // as its sender called it
  std::uint64_t bytes = 0;
  std::int64_t at_ms = 0;  // when it was first stored
  Strings campaigns;       // codes that it is attached to, sorted
};

// The key of the document that these bytes are.
std::string document_hash(std::string_view bytes);

// Stores a document and attaches it to campaigns (by code; unknown ones are an Error not_found "unknown_campaign").
// `document.hash`, `bytes` and `at_ms` are filled in here. Title, date, format and name given later lead. Returns the
// hash; the same document with the same campaigns changes nothing.
std::string put_document(Transaction& transaction, const Document& document, std::string_view bytes,
                         std::string_view text);
// Attaches a stored document to one more campaign. Errors: not_found "unknown_document", "unknown_campaign".
void attach_document(Transaction& transaction, std::string_view hash, std::string_view campaign);

std::optional<Document> find_document(const Reads& reads, std::string_view hash);
std::optional<Document> find_document(const Reads& reads, std::uint32_t number);
std::vector<Document> documents_of(const Reads& reads, std::string_view campaign);  // by title, then hash
void for_each_document(const Reads& reads, const std::function<void(std::uint32_t number, const Document&)>& visit);

// The whole text (UTF-8), or the bytes piece by piece. Error not_found "unknown_document", corrupt "damaged_document".
std::string document_text(const Reads& reads, std::string_view hash);
void read_document(const Reads& reads, std::string_view hash, const std::function<void(std::string_view)>& piece);
// Whether the bytes stored under this SHA-256 are those.
bool content_is_whole(const Reads& reads, std::string_view hash);

}  // namespace almanac::archive
