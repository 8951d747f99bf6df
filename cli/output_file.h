#pragma once
// Where an export goes: a file that is written whole or not at all, or standard output.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "server/export/export.h"

namespace almanac::cli {

using ByteSink = std::function<bool(std::string_view)>;

// Runs `make` with the path of a scratch file and with where the bytes go ("-": standard output; a file is written beside its
// place and moved there at the end, so that a broken export leaves what was there). Returns what it returns. Error unavailable
// "cannot_write".
std::uint64_t write_output(
    const std::string& file,
    const std::function<std::uint64_t(const std::filesystem::path& scratch, const ByteSink& write)>& make);

// Named by `format`, else by the file's ending, else JSON lines. Error invalid_input "bad_options".
server::ExportFormat format_for(const std::string& file, const std::string& format);

}  // namespace almanac::cli
