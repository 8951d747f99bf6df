#pragma once
// The decode step in front of every text reader: bytes of some encoding in, UTF-8 out.
//
// A place that does not decode becomes the single byte FF in the output. FF is never part of UTF-8, so the reader
// behind finds it with the check that it makes anyway and rejects that one row with its position; the rest of the file
// is read.

#include <memory>
#include <optional>
#include <string_view>

#include "importers/byte_source.h"

namespace almanac::importers {

enum class Encoding { utf8, utf16le, utf16be, gb18030, big5 };

std::string_view to_string(Encoding encoding);  // "UTF-8", "UTF-16LE", "UTF-16BE", "GB18030", "Big5"
// By name, case and hyphens ignored; gbk, gb2312 and cp936 are read as GB18030, their superset. nullopt: not one we
// read.
std::optional<Encoding> encoding_from(std::string_view name);
// The same for a name that the user gave. Throws Error invalid_input "bad_encoding", which lists those that are read.
Encoding given_encoding(std::string_view name);

struct DetectedEncoding {
  Encoding encoding = Encoding::utf8;
  std::size_t bom = 0;  // length of the byte order mark
  // false: neither UTF-8, GB18030 nor Big5 throughout (read as UTF-8, broken rows are rejected), or too short or too unusual a
  // text to tell the latter two from each other and from what is not read.
  bool certain = true;
};

// From the first bytes of a file (64 KB are plenty; a character cut off at their end does not count as broken). In
// order: byte order mark; UTF-16 by its pattern of zero bytes; strict UTF-8; strict GB18030 or Big5, by how common their
// characters are (encoding_guess.h); else UTF-8.
DetectedEncoding detect_encoding(std::string_view first_bytes);

// UTF-8 of `bytes`, a byte order mark (of any of these encodings) dropped. For Encoding::utf8 bytes pass unchanged.
std::unique_ptr<ByteSource> decoded_source(std::unique_ptr<ByteSource> bytes, Encoding encoding);

// Length of the longest prefix of `text` that is UTF-8 without a zero byte; text.size() if all of it is.
// `*cut_off` is set if what follows the prefix is the beginning of a character that the end of `text` cuts off.
std::size_t valid_utf8_prefix(std::string_view text, bool* cut_off = nullptr);

}  // namespace almanac::importers
