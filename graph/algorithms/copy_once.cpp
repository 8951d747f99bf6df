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

// The numbers of a piece of a row, a bit each: which belong to the row, which are kept if the next one differs, which are kept anyway.
struct Piece {
  std::uint32_t valid, change, last;
};

ALMANAC_AVX512 inline std::uint32_t* copy_piece(const std::uint16_t* row, const Piece& piece, __m512i first,
                                                std::uint32_t* to) {
  const __m512i numbers = _mm512_maskz_loadu_epi16(piece.valid, row);
  const __m512i next = _mm512_maskz_loadu_epi16(piece.change, row + 1);
  const std::uint32_t keep = _mm512_mask_cmpneq_epi16_mask(piece.change, numbers, next) | piece.last;
  const __m512i kept = _mm512_maskz_compress_epi16(keep, numbers);
  const auto count = static_cast<unsigned>(_mm_popcnt_u32(keep));
  const std::uint32_t written = _bzhi_u32(~0U, count);
  const __m512i low = _mm512_maskz_cvtepu16_epi32(0xffff, _mm512_castsi512_si256(kept));
  const __m512i high =
      _mm512_maskz_cvtepu16_epi32(0xffff, _mm512_castsi512_si256(_mm512_maskz_alignr_epi64(0xff, kept, kept, 4)));
  _mm512_mask_storeu_epi32(to, static_cast<__mmask16>(written), _mm512_add_epi32(low, first));
  _mm512_mask_storeu_epi32(to + 16, static_cast<__mmask16>(written >> 16U), _mm512_add_epi32(high, first));
  return to + count;
}

// Up to sixteen numbers.
ALMANAC_AVX512 inline __m512i load(__mmask16 valid, const std::uint32_t* row) {
  return _mm512_maskz_loadu_epi32(valid, row);
}
ALMANAC_AVX512 inline __m512i load(__mmask16 valid, const Three* row) {
  const std::uint64_t bytes = _bzhi_u64(~std::uint64_t{0}, 3 * static_cast<unsigned>(_mm_popcnt_u32(valid)));
  const __m512i packed = _mm512_maskz_loadu_epi8(bytes, row);
  const __m512i step = _mm512_set_epi32(45, 42, 39, 36, 33, 30, 27, 24, 21, 18, 15, 12, 9, 6, 3, 0);
  // Bytes 3n, 3n + 1, 3n + 2 of each number, and none above.
  const __m512i places =
      _mm512_add_epi32(_mm512_mullo_epi32(step, _mm512_set1_epi32(0x010101)), _mm512_set1_epi32(0x020100));
  return _mm512_maskz_permutexvar_epi8(0x7777777777777777, places, packed);
}

template <class T>
ALMANAC_AVX512 inline std::uint32_t* copy_half(const T* row, __mmask16 valid, __mmask16 change, __mmask16 last,
                                               __m512i first, std::uint32_t* to) {
  const __m512i numbers = load(valid, row);
  const __m512i next = load(change, row + 1);
  const auto keep = static_cast<__mmask16>(_mm512_mask_cmpneq_epi32_mask(change, numbers, next) | last);
  const auto count = static_cast<unsigned>(_mm_popcnt_u32(keep));
  _mm512_mask_storeu_epi32(to, static_cast<__mmask16>(_bzhi_u32(~0U, count)),
                           _mm512_add_epi32(_mm512_maskz_compress_epi32(keep, numbers), first));
  return to + count;
}
template <class T>
ALMANAC_AVX512 inline std::uint32_t* copy_piece(const T* row, const Piece& piece, __m512i first, std::uint32_t* to) {
  to = copy_half(row, static_cast<__mmask16>(piece.valid), static_cast<__mmask16>(piece.change),
                 static_cast<__mmask16>(piece.last), first, to);
  return copy_half(row + 16, static_cast<__mmask16>(piece.valid >> 16U), static_cast<__mmask16>(piece.change >> 16U),
                   static_cast<__mmask16>(piece.last >> 16U), first, to);
}

// The last 64 in two pieces whatever they are: that is no branch.
template <class T>
ALMANAC_AVX512 std::uint32_t* copy_wide(const T* row, std::size_t size, std::uint32_t first, std::uint32_t* to) {
  if (size == 0) return to;
  const __m512i firsts = _mm512_set1_epi32(static_cast<int>(first));
  for (; size > 64; size -= 32, row += 32) to = copy_piece(row, {~0U, ~0U, 0}, firsts, to);
  const std::uint64_t valid = _bzhi_u64(~std::uint64_t{0}, static_cast<unsigned>(size));
  const std::uint64_t change = valid >> 1U;
  const std::uint64_t last = valid ^ change;
  to = copy_piece(
      row, {static_cast<std::uint32_t>(valid), static_cast<std::uint32_t>(change), static_cast<std::uint32_t>(last)},
      firsts, to);
  return copy_piece(row + 32,
                    {static_cast<std::uint32_t>(valid >> 32U), static_cast<std::uint32_t>(change >> 32U),
                     static_cast<std::uint32_t>(last >> 32U)},
                    firsts, to);
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
