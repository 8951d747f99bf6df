#pragma once
// A row of far ends, each once. Internal to graph/algorithms/view.h.
//
// What counts is how many rows the processor can have under way: few instructions for each, and no branch on what is in it. Where
// there is AVX-512 (VBMI2), 16 or 32 numbers are compared with their followers and packed together at a time: a third of the time of the
// plain loop on rows of some forty.

#include <cstddef>
#include <cstdint>

#include "graph/packed.h"

namespace almanac::graph {

inline constexpr std::size_t copy_slack = 32;  // numbers beyond the row that may be written and mean nothing

// `first` + each distinct number of an ascending row, written to `to`, which has room for them and copy_slack more; where they end.
std::uint32_t* copy_once(const std::uint8_t* row, std::size_t size, std::uint32_t first, std::uint32_t* to);
std::uint32_t* copy_once(const std::uint16_t* row, std::size_t size, std::uint32_t first, std::uint32_t* to);
std::uint32_t* copy_once(const Three* row, std::size_t size, std::uint32_t first, std::uint32_t* to);
std::uint32_t* copy_once(const std::uint32_t* row, std::size_t size, std::uint32_t first, std::uint32_t* to);

}  // namespace almanac::graph
