#include "graph/algorithms/copy_once.h"

#if defined(__x86_64__)
#include <immintrin.h>
// GCC 12 takes what its own header leaves undefined on purpose for a mistake (GCC bug 105593).
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#define ALMANAC_AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2,bmi,bmi2,popcnt")))
#endif

namespace almanac::graph {
namespace {

template <class T>
std::uint32_t* copy_plainly(const T* row, std::size_t size, std::uint32_t first, std::uint32_t* to) {
  if (size == 0) return to;
  const T* const last = row + (size - 1);
  for (; row != last; ++row) {
    *to = first + static_cast<std::uint32_t>(*row);
    to += static_cast<std::uint32_t>(row[0]) != static_cast<std::uint32_t>(row[1]) ? 1 : 0;
  }
  *to = first + static_cast<std::uint32_t>(*last);
  return to + 1;
}

#if defined(__x86_64__)

// Numbers of a row that are looked at together, a bit each: all; those with a follower in the row; those without.
struct Bits {
  std::uint32_t valid, change, last;
};
ALMANAC_AVX512 inline Bits bits_of(std::size_t size) {  // up to 32
  const std::uint32_t valid = _bzhi_u32(~0U, static_cast<unsigned>(size));
  return {valid, valid >> 1U, valid ^ valid >> 1U};
}

// Whole vectors are written, whatever of them is kept: the next write begins where the kept ones end. A masked write would take
// longer than all the rest.
ALMANAC_AVX512 inline std::uint32_t* copy_piece(const std::uint16_t* row, const Bits& bits, __m512i first,
                                                std::uint32_t* to) {
  const __m512i numbers = _mm512_maskz_loadu_epi16(bits.valid, row);
  const __m512i next = _mm512_maskz_loadu_epi16(bits.change, row + 1);
  const std::uint32_t keep = _mm512_mask_cmpneq_epi16_mask(bits.change, numbers, next) | bits.last;
  const __m512i kept = _mm512_maskz_compress_epi16(keep, numbers);
  const __m512i low = _mm512_maskz_cvtepu16_epi32(0xffff, _mm512_castsi512_si256(kept));
  const __m512i high = _mm512_maskz_cvtepu16_epi32(0xffff, _mm512_maskz_extracti64x4_epi64(0xff, kept, 1));
  _mm512_storeu_si512(to, _mm512_add_epi32(low, first));
  _mm512_storeu_si512(to + 16, _mm512_add_epi32(high, first));
  return to + _mm_popcnt_u32(keep);
}

ALMANAC_AVX512 inline std::uint32_t* copy_sixteen(__m512i numbers, __m512i next, const Bits& bits, __m512i first,
                                                  std::uint32_t* to) {
  const auto keep = static_cast<__mmask16>(
      _mm512_mask_cmpneq_epi32_mask(static_cast<__mmask16>(bits.change), numbers, next) | bits.last);
  _mm512_storeu_si512(to, _mm512_maskz_compress_epi32(keep, _mm512_add_epi32(numbers, first)));
  return to + _mm_popcnt_u32(keep);
}
ALMANAC_AVX512 inline std::uint32_t* copy_piece(const Three* row, const Bits& bits, __m512i first, std::uint32_t* to) {
  const auto count = static_cast<unsigned>(_mm_popcnt_u32(bits.valid)) + (bits.last == 0 ? 1 : 0);
  const __m512i packed = _mm512_maskz_loadu_epi8(_bzhi_u64(~std::uint64_t{0}, 3 * count), row);
  const __m512i step = _mm512_set_epi32(45, 42, 39, 36, 33, 30, 27, 24, 21, 18, 15, 12, 9, 6, 3, 0);
  // Bytes 3n, 3n + 1, 3n + 2 of each number, and none above; three further on those of its follower.
  const __m512i places =
      _mm512_add_epi32(_mm512_mullo_epi32(step, _mm512_set1_epi32(0x010101)), _mm512_set1_epi32(0x020100));
  const __m512i followers = _mm512_add_epi32(places, _mm512_set1_epi32(0x030303));
  return copy_sixteen(_mm512_maskz_permutexvar_epi8(0x7777777777777777, places, packed),
                      _mm512_maskz_permutexvar_epi8(0x7777777777777777, followers, packed), bits, first, to);
}
ALMANAC_AVX512 inline std::uint32_t* copy_piece(const std::uint32_t* row, const Bits& bits, __m512i first,
                                                std::uint32_t* to) {
  return copy_sixteen(_mm512_maskz_loadu_epi32(static_cast<__mmask16>(bits.valid), row),
                      _mm512_maskz_loadu_epi32(static_cast<__mmask16>(bits.change), row + 1), bits, first, to);
}

template <class T>
ALMANAC_AVX512 std::uint32_t* copy_wide(const T* row, std::size_t size, std::uint32_t first, std::uint32_t* to) {
  constexpr std::size_t piece = sizeof(T) == 2 ? 32 : 16;
  constexpr auto all = static_cast<std::uint32_t>((std::uint64_t{1} << piece) - 1);
  static_assert(piece <= copy_slack);
  if (size == 0) return to;
  const __m512i firsts = _mm512_set1_epi32(static_cast<int>(first));
  for (; size > piece; size -= piece, row += piece) to = copy_piece(row, {all, all, 0}, firsts, to);
  return copy_piece(row, bits_of(size), firsts, to);
}

const bool wide = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                  __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vbmi") &&
                  __builtin_cpu_supports("avx512vbmi2") && __builtin_cpu_supports("bmi2") &&
                  __builtin_cpu_supports("popcnt");

#endif

template <class T>
std::uint32_t* copy(const T* row, std::size_t size, std::uint32_t first, std::uint32_t* to) {
#if defined(__x86_64__)
  if (wide) return copy_wide(row, size, first, to);
#endif
  return copy_plainly(row, size, first, to);
}

}  // namespace

std::uint32_t* copy_once(const std::uint8_t* row, std::size_t size, std::uint32_t first, std::uint32_t* to) {
  return copy_plainly(row, size, first, to);
}
std::uint32_t* copy_once(const std::uint16_t* row, std::size_t size, std::uint32_t first, std::uint32_t* to) {
  return copy(row, size, first, to);
}
std::uint32_t* copy_once(const Three* row, std::size_t size, std::uint32_t first, std::uint32_t* to) {
  return copy(row, size, first, to);
}
std::uint32_t* copy_once(const std::uint32_t* row, std::size_t size, std::uint32_t first, std::uint32_t* to) {
  return copy(row, size, first, to);
}

}  // namespace almanac::graph
