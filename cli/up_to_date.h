#pragma once
// What a command that has written leaves behind.

#include <filesystem>

#include "archive/store.h"

namespace almanac::cli {

// Index and graph of the directory catch up with the archive, as a server's would by itself.
void bring_up_to_date(const std::filesystem::path& data, const archive::Archive& archive);

}  // namespace almanac::cli
