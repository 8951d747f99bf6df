// Each 64 bytes become one 64-bit mask of "means something" (delimiter, quote, line end), whose set bits are written
// out as positions. The masks cost the same whatever the text; the second stage (csv_reader.cpp) then looks at those
// characters only. Quotes are not resolved here by a prefix-xor as JSON parsers do, because in real CSV a quote in the
// middle of a cell is an ordinary character. Method after Langdale and Lemire, "Parsing gigabytes of JSON per second"
// (2019).

#include "importers/csv_scan.h"

#if defined(__x86_64__)
#include <immintrin.h>
#define ALMANAC_X86 1
#endif

namespace almanac::importers {
namespace {

// Writes the set bits of `mask`; up to 7 entries behind the last one are overwritten with junk (scan_room allows for
// it).
[[gnu::always_inline]] inline std::uint32_t* write_bits(std::uint64_t mask, std::uint32_t base, std::uint32_t* out) {
  const int count = __builtin_popcountll(mask);
  std::uint32_t* const end = out + count;
  while (out < end) {
    // Eight at a time without asking in between; the zero mask gives a position that is never used.
    for (int i = 0; i < 8; ++i) {
      out[i] = base + static_cast<std::uint32_t>(__builtin_ctzll(mask | 1ull << 63));
      mask &= mask - 1;
    }
    out += 8;
  }
  return end;
}

std::uint64_t low_bits(std::size_t count) { return count >= 64 ? ~0ull : (1ull << count) - 1; }

}  // namespace

ScanResult scan_structure_plain(const char* text, std::size_t size, char delimiter, char line_end, std::uint32_t base,
                                std::uint32_t* positions) {
  ScanResult result;
  for (std::size_t i = 0; i < size; ++i) {
    const char c = text[i];
    if (c == delimiter || c == '"' || c == line_end) positions[result.count++] = base + static_cast<std::uint32_t>(i);
    if (c <= 0 || static_cast<unsigned char>(c) >= 0x80) result.plain = false;
  }
  return result;
}

#ifdef ALMANAC_X86

ScanResult scan_structure_sse2(const char* text, std::size_t size, char delimiter, char line_end, std::uint32_t base,
                               std::uint32_t* positions) {
  const __m128i d = _mm_set1_epi8(delimiter), q = _mm_set1_epi8('"'), l = _mm_set1_epi8(line_end),
                zero = _mm_setzero_si128();
  std::uint32_t* out = positions;
  bool plain = true;
  for (std::size_t i = 0; i < size; i += 64) {
    std::uint64_t mask = 0;
    std::uint64_t ascii = 0;
    for (int part = 0; part < 4; ++part) {
      const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text + i + 16 * part));
      const __m128i hit =
          _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(bytes, d), _mm_cmpeq_epi8(bytes, q)), _mm_cmpeq_epi8(bytes, l));
      mask |= static_cast<std::uint64_t>(static_cast<unsigned>(_mm_movemask_epi8(hit))) << (16 * part);
      ascii |= static_cast<std::uint64_t>(static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpgt_epi8(bytes, zero))))
               << (16 * part);
    }
    const std::uint64_t wanted = low_bits(size - i);
    plain &= (ascii & wanted) == wanted;
    out = write_bits(mask & wanted, base + static_cast<std::uint32_t>(i), out);
  }
  return {static_cast<std::size_t>(out - positions), plain};
}

__attribute__((target("avx2,bmi,bmi2,popcnt"))) ScanResult scan_structure_avx2(const char* text, std::size_t size,
                                                                               char delimiter, char line_end,
                                                                               std::uint32_t base,
                                                                               std::uint32_t* positions) {
  const __m256i d = _mm256_set1_epi8(delimiter), q = _mm256_set1_epi8('"'), l = _mm256_set1_epi8(line_end),
                zero = _mm256_setzero_si256();
  std::uint32_t* out = positions;
  bool plain = true;
  for (std::size_t i = 0; i < size; i += 64) {
    std::uint64_t mask = 0;
    std::uint64_t ascii = 0;
    for (int part = 0; part < 2; ++part) {
      const __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text + i + 32 * part));
      const __m256i hit = _mm256_or_si256(_mm256_or_si256(_mm256_cmpeq_epi8(bytes, d), _mm256_cmpeq_epi8(bytes, q)),
                                          _mm256_cmpeq_epi8(bytes, l));
      mask |= static_cast<std::uint64_t>(static_cast<unsigned>(_mm256_movemask_epi8(hit))) << (32 * part);
      ascii |= static_cast<std::uint64_t>(static_cast<unsigned>(_mm256_movemask_epi8(_mm256_cmpgt_epi8(bytes, zero))))
               << (32 * part);
    }
    const std::uint64_t wanted = low_bits(size - i);
    plain &= (ascii & wanted) == wanted;
    out = write_bits(mask & wanted, base + static_cast<std::uint32_t>(i), out);
  }
  return {static_cast<std::size_t>(out - positions), plain};
}

bool have_avx2() {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
}

#else

ScanResult scan_structure_sse2(const char* text, std::size_t size, char delimiter, char line_end, std::uint32_t base,
                               std::uint32_t* positions) {
  return scan_structure_plain(text, size, delimiter, line_end, base, positions);
}
ScanResult scan_structure_avx2(const char* text, std::size_t size, char delimiter, char line_end, std::uint32_t base,
                               std::uint32_t* positions) {
  return scan_structure_plain(text, size, delimiter, line_end, base, positions);
}
bool have_avx2() { return false; }

#endif

ScanResult scan_structure(const char* text, std::size_t size, char delimiter, char line_end, std::uint32_t base,
                          std::uint32_t* positions) {
  static const bool wide = have_avx2();
  return wide ? scan_structure_avx2(text, size, delimiter, line_end, base, positions)
              : scan_structure_sse2(text, size, delimiter, line_end, base, positions);
}

}  // namespace almanac::importers
