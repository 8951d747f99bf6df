#include "search/mark_scan.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>

#include "search/analysis.h"
#include "search/characters.h"
#include "search/marks.h"

namespace almanac::search {
namespace {

constexpr std::size_t most_occurrences = 100'000;

// A character of the text as the scan sees it; `next` is where the following one begins.
struct Seen {
  char16_t folded = 0;
  CharacterClass kind = CharacterClass::separator;
  std::uint32_t next = 0;
};

class Reader {
 public:
  explicit Reader(std::string_view text)
      : table_(characters()),
        bytes_(reinterpret_cast<const std::uint8_t*>(text.data())),
        size_(static_cast<std::int32_t>(text.size())) {}

  bool at_end(std::uint32_t at) const { return static_cast<std::int32_t>(at) >= size_; }

  // Anything the table does not answer for is `complex`.
  Seen at(std::uint32_t place) const {
    auto next = static_cast<std::int32_t>(place);
    UChar32 c = bytes_[place];
    if (c < 0x80)
      ++next;
    else
      U8_NEXT(bytes_, next, size_, c);
    const auto index = static_cast<std::size_t>(c);
    if (c < 0 || c > 0xFFFF || table_.kind[index] == CharacterClass::complex)
      return {0, beside_table(c), static_cast<std::uint32_t>(next)};
    return {table_.fold[index], table_.kind[index], static_cast<std::uint32_t>(next)};
  }

 private:
  // "…" and emoji separate whatever they fold to; a Han character whose simplified form lies in another plane is a glyph like any
  // other, which no simple mark has. The rest stays complex.
  CharacterClass beside_table(UChar32 c) const {
    if (c < 0 || (c <= 0xFFFF && !table_.starts[static_cast<std::size_t>(c)])) return CharacterClass::complex;
    switch (u_charType(c)) {
      case U_OTHER_PUNCTUATION:
        return CharacterClass::separator;
      case U_OTHER_SYMBOL:
        return c > 0xFFFF && folding().isInert(c) ? CharacterClass::separator : CharacterClass::complex;
      case U_OTHER_LETTER:
        return class_of_folded(c) == CharacterClass::glyph && u_hasBinaryProperty(c, UCHAR_IDEOGRAPHIC)
                   ? CharacterClass::glyph
                   : CharacterClass::complex;
      default:
        return CharacterClass::complex;
    }
  }

  const CharacterTable& table_;
  const std::uint8_t* bytes_;
  std::int32_t size_;
};

bool in_word(CharacterClass kind) { return kind == CharacterClass::letter || kind == CharacterClass::digit; }

void append_utf8(std::string& out, UChar32 c) {
  char bytes[4];
  std::int32_t length = 0;
  U8_APPEND_UNSAFE(bytes, length, c);
  out.append(bytes, static_cast<std::size_t>(length));
}

}  // namespace

MarkScan::MarkScan(const Marks& marks) {
  const auto start = [&](const std::string& mark, std::array<bool, 256>& starts) {
    const Seen first = mark.empty() ? Seen{0, CharacterClass::complex, 0} : Reader(mark).at(0);
    simple_ = simple_ && (in_word(first.kind) || first.kind == CharacterClass::glyph);
    numbers_ = numbers_ || first.kind == CharacterClass::digit;
    starts[first.folded & 0xFF] = true;
  };
  int number = 0;
  for (const std::string& stem : marks.stems) {
    start(stem, word_start_);
    stems_.emplace(stem, number++);
  }
  for (const std::string& prefix : marks.prefixes) {
    start(prefix, word_start_);
    prefixes_.emplace_back(prefix, number++);
  }
  for (const std::string& run : marks.runs) {
    start(run, run_start_);
    std::u16string folded;
    const Reader reader(run);
    for (std::uint32_t at = 0; !reader.at_end(at);) {
      const Seen seen = reader.at(at);
      simple_ = simple_ && seen.kind == CharacterClass::glyph;
      simple_ = simple_ && seen.folded != 0;
      folded += seen.folded;
      at = seen.next;
    }
    runs_.emplace_back(std::move(folded), number++);
  }
  std::stable_sort(runs_.begin(), runs_.end(),
                   [](const auto& a, const auto& b) { return a.first.size() > b.first.size(); });
}

int MarkScan::word(const std::string& folded) const {
  if (const auto found = stems_.find(stem(folded)); found != stems_.end()) return found->second;
  for (const auto& [prefix, number] : prefixes_)
    if (folded.starts_with(prefix)) return number;
  return -1;
}

std::optional<std::vector<Occurrence>> MarkScan::find(std::string_view text) {
  if (!simple_) return std::nullopt;
  std::vector<Occurrence> found;
  const Reader reader(text);
  std::string folded;
  std::uint32_t column = 0;
  for (std::uint32_t at = 0; !reader.at_end(at) && found.size() < most_occurrences;) {
    const Seen first = reader.at(at);
    switch (first.kind) {
      case CharacterClass::complex:
      case CharacterClass::ignored:
        return std::nullopt;
      case CharacterClass::glyph:
        if (run_start_[first.folded & 0xFF]) {
          for (const auto& [run, number] : runs_) {
            std::uint32_t next = at;
            std::size_t same = 0;
            while (same < run.size() && !reader.at_end(next)) {
              const Seen seen = reader.at(next);
              if (seen.folded != run[same]) break;
              next = seen.next;
              ++same;
            }
            if (same < run.size()) continue;
            found.push_back({number, at, column, column + 2 * static_cast<std::uint32_t>(run.size())});
            break;
          }
        }
        column += 2;
        at = first.next;
        break;
      case CharacterClass::letter:
      case CharacterClass::digit: {
        const bool wanted = word_start_[first.folded & 0xFF];
        const std::uint32_t begin = at, begin_column = column;
        folded.clear();
        bool letters = false;
        while (!reader.at_end(at)) {
          const Seen seen = reader.at(at);
          if (!in_word(seen.kind) && seen.kind != CharacterClass::apostrophe) break;
          letters = letters || seen.kind == CharacterClass::letter;
          if (seen.kind == CharacterClass::apostrophe &&
              (!letters || reader.at_end(seen.next) || reader.at(seen.next).kind != CharacterClass::letter ||
               text[seen.next] < 0))
            break;
          if (wanted) append_utf8(folded, seen.kind == CharacterClass::apostrophe ? u'\'' : seen.folded);
          ++column;
          at = seen.next;
        }
        if (numbers_ && !reader.at_end(at)) {
          const Seen after = reader.at(at);
          if (after.folded == u',' && !reader.at_end(after.next) && text[after.next] >= '0' && text[after.next] <= '9')
            return std::nullopt;  // 1,000 may be one number
        }
        if (!wanted) break;
        if (const int mark = word(folded); mark >= 0) found.push_back({mark, begin, begin_column, column});
        break;
      }
      case CharacterClass::apostrophe:
      case CharacterClass::separator:
        ++column;
        at = first.next;
    }
  }
  return found;
}

}  // namespace almanac::search
