#pragma once
// Internal to search/. The generations of an index in its directory.
//
// A rebuild makes its parts in `parts`, writes gN+1 beside gN, syncs it, then replaces CURRENT by a rename: at each moment
// CURRENT names a whole index. Leftovers of a killed rebuild are removed by the next one, and when the owner opens the index.

#include <cstdint>
#include <filesystem>
#include <optional>

namespace almanac::search {

std::optional<std::uint64_t> current_generation(const std::filesystem::path& directory);  // what CURRENT names
std::filesystem::path generation_path(const std::filesystem::path& directory, std::uint64_t generation);
std::uint64_t newest_generation(const std::filesystem::path& directory);   // of those that lie there, finished or not
std::filesystem::path parts_path(const std::filesystem::path& directory);  // what a rebuild works in
// And the parts.
void remove_other_generations(const std::filesystem::path& directory, std::uint64_t current);
// Makes CURRENT name it, synced. Throws Error unavailable "index_not_writable".
void point_to(const std::filesystem::path& directory, std::uint64_t generation);

}  // namespace almanac::search
