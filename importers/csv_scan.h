#pragma once
// The first stage of reading CSV: where in a block of text are the characters that mean something? Internal to
// importers.

#include <cstddef>
#include <cstdint>

namespace almanac::importers {

inline constexpr std::size_t scan_block = 16u
                                          << 10;  // most bytes per call; its positions stay in the second-level cache
inline constexpr std::size_t scan_padding = 64;   // readable bytes required behind the block; their content is ignored
inline constexpr std::size_t scan_room = scan_block + 64;  // entries that `positions` must have room for

struct ScanResult {
  std::size_t count = 0;  // positions written
  bool plain = true;      // every byte is ASCII and none is zero
};

// Writes `base` + the index of every delimiter, double quote and line end of text[0, size) in ascending order.
// Chooses the widest instructions of this machine at the first call.
ScanResult scan_structure(const char* text, std::size_t size, char delimiter, char line_end, std::uint32_t base,
                          std::uint32_t* positions);

// The variants behind it, for tests; `avx2` must not be called where have_avx2() is false.
bool have_avx2();
ScanResult scan_structure_plain(const char* text, std::size_t size, char delimiter, char line_end, std::uint32_t base,
                                std::uint32_t* positions);
ScanResult scan_structure_sse2(const char* text, std::size_t size, char delimiter, char line_end, std::uint32_t base,
                               std::uint32_t* positions);
ScanResult scan_structure_avx2(const char* text, std::size_t size, char delimiter, char line_end, std::uint32_t base,
                               std::uint32_t* positions);

}  // namespace almanac::importers
