#pragma once
// Internal to search/. Whether all of a database can be read without ending the process.
//
// Xapian's blocks have no checksums, and what it decodes from a damaged one is not always checked: a few flipped bits in a
// thousand make it read outside its memory. So everything that verify() reads is first read by a child process, which may die of it.

#include <filesystem>

namespace almanac::search {

// False if a process that reads all of the database ends by a signal. Damage that Xapian reports is not told here.
bool survives_reading(const std::filesystem::path& database);

}  // namespace almanac::search
