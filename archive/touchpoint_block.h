#pragma once
// A block of touchpoints as bytes: up to 8,192 rows, each column packed by itself. Internal to archive/; needs no store.
//
// Layout, little endian:
//   0   u64  XXH3-64 of everything after it
//   8   u32  magic "ATP1"
//   12  u16  rows (1-8,192)        14  u16  columns
//   16  columns × 24 bytes: u8 column, u8 form, u8 width, u8 zero, u32 length, u64 base, u64 unit
//   then the columns' bytes in the same order, then 8 zero bytes (so that an 8-byte load never leaves the block).
//
// Forms:
//   constant   every row is `base`; no bytes
//   frame      row i is base + unit × x[i], x in `width` bytes (1-8): a frame of reference. `unit` is the largest of
//              day, hour, minute, second that divides a column of times, otherwise 1
//   ascending  row i is row i-1 + x[i], the first is base + x[0]: sorted users
//   bytes      the event ids, one after another; their lengths are a column of their own
// An absent column is empty in every row. Numbers of nodes and words are stored plus one, so that no_number is 0 and does
// not widen a frame. All arithmetic is modulo 2^64, so bytes that pass the hash by malice cannot overflow either.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "archive/touchpoints.h"

namespace almanac::archive {

inline constexpr std::size_t touchpoint_block_rows = 8192;

// `columns` holds 1-8,192 rows with every field filled (`part` may be empty: all 0); `identity` is not packed here but by
// encode_identities. The result replaces `data`. The same rows give the same bytes.
void encode_touchpoints(const TouchpointColumns& columns, std::vector<std::uint8_t>& data);

// The `select`ed columns (TouchpointSelect), replacing what `columns` held. `name` is what the error calls the block.
// Throws Error corrupt "damaged_touchpoints" for a wrong hash, a wrong length or an impossible value.
void decode_touchpoints(std::span<const std::uint8_t> data, std::uint32_t select, std::uint64_t name,
                        TouchpointColumns& columns);

// Identity hashes of a block: 8 bytes each, then the XXH3-64 of those bytes.
void encode_identities(std::span<const std::uint64_t> hashes, std::vector<std::uint8_t>& data);
void decode_identities(std::span<const std::uint8_t> data, std::uint64_t name, std::vector<std::uint64_t>& hashes);

[[noreturn]] void damaged_touchpoints(std::uint64_t name, const char* what_en, const char* what_zh);

}  // namespace almanac::archive
